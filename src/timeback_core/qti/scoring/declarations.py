"""The declared variables of an item: what they hold, their key, their mapping."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

import msgspec

from timeback_core.qti.scoring.areas import Area, AreaMapping, read_area
from timeback_core.qti.scoring.mapping import MapEntry, Mapping
from timeback_core.qti.scoring.values import (
    BASE_TYPES,
    CARDINALITIES,
    BaseType,
    Cardinality,
    NotReadable,
    Record,
    Scalar,
    Value,
    as_number,
    container,
    read_scalar,
)
from timeback_core.qti.xml.errors import QtiXmlError
from timeback_core.qti.xml.node import Node

__all__ = ["LookupTable", "OutcomeDeclaration", "ResponseDeclaration", "read_outcome", "read_response", "read_value"]

RESERVED: Final = frozenset({"completionStatus", "numAttempts", "duration"})


class ResponseDeclaration(msgspec.Struct, frozen=True, kw_only=True):
    """A response variable: what a candidate answers.

    Attributes:
        identifier: Its identifier.
        cardinality: `single`, `multiple`, `ordered` or `record`.
        base_type: None for a record.
        correct: The key; None when there is none.
        default: The value before an answer.
        mapping: The values' scores; None when there are none.
        area_mapping: The areas' scores; None when there are none.
    """

    identifier: str
    cardinality: Cardinality
    base_type: BaseType | None = None
    correct: Value = None
    default: Value = None
    mapping: Mapping | None = None
    area_mapping: AreaMapping | None = None


class LookupTable(msgspec.Struct, frozen=True, kw_only=True):
    """A table from a number to an outcome's value.

    Attributes:
        rows: Source value, target value, and whether the source itself is included, in document order.
        default: What is looked up when no row fits.
        exact: Whether a row fits only its own value (`qti-match-table`) or everything from it upwards.
    """

    rows: tuple[tuple[float, Value, bool], ...]
    default: Value
    exact: bool

    def look_up(self, value: Value) -> Value:
        """Return the value of the first row that fits.

        Args:
            value: The number to look up.
        """
        number = as_number(value)
        if number is None:
            return self.default
        for source, target, included in self.rows:
            if number == source if self.exact else number >= source if included else number > source:
                return target
        return self.default


class OutcomeDeclaration(msgspec.Struct, frozen=True, kw_only=True):
    """An outcome variable: what response processing sets.

    Attributes:
        identifier: Its identifier.
        cardinality: `single`, `multiple`, `ordered` or `record`.
        base_type: None for a record.
        default: The value that it starts with; without one, numbers start at 0 and everything else at NULL.
        normal_maximum: The highest value that it normally has.
        normal_minimum: The lowest one.
        lookup: Its table; None when there is none.
    """

    identifier: str
    cardinality: Cardinality
    base_type: BaseType | None = None
    default: Value = None
    normal_maximum: float | None = None
    normal_minimum: float | None = None
    lookup: LookupTable | None = None

    @property
    def start(self) -> Value:
        """The value before processing."""
        if self.default is None and self.cardinality == "single":
            return {"integer": 0, "float": 0.0}.get(self.base_type or "")
        return self.default


def read_response(node: Node, size_of: Callable[[str], tuple[float, float] | None]) -> ResponseDeclaration:
    """Read a `qti-response-declaration`.

    Args:
        node: The element.
        size_of: Gives width and height of the picture that a response refers to, for areas in percent.

    Raises:
        QtiXmlError: An unknown base type or cardinality, or a value that its base type cannot hold.
    """
    identifier, cardinality, base_type = _kind(node)
    mapping = node.first("qti-mapping")
    areas = node.first("qti-area-mapping")
    return ResponseDeclaration(
        identifier=identifier,
        cardinality=cardinality,
        base_type=base_type,
        correct=read_value(node.first("qti-correct-response"), cardinality, base_type),
        default=read_value(node.first("qti-default-value"), cardinality, base_type),
        mapping=None if mapping is None else _mapping(mapping, base_type),
        area_mapping=None if areas is None else _area_mapping(areas, size_of(identifier)),
    )


def read_outcome(node: Node) -> OutcomeDeclaration:
    """Read a `qti-outcome-declaration` (or a template's or context's declaration).

    Raises:
        QtiXmlError: An unknown base type or cardinality, or a value that its base type cannot hold.
    """
    identifier, cardinality, base_type = _kind(node)
    return OutcomeDeclaration(
        identifier=identifier,
        cardinality=cardinality,
        base_type=base_type,
        default=read_value(node.first("qti-default-value"), cardinality, base_type),
        normal_maximum=number_attribute(node, "normal-maximum"),
        normal_minimum=number_attribute(node, "normal-minimum"),
        lookup=_lookup(node, base_type),
    )


def read_value(node: Node | None, cardinality: Cardinality, base_type: BaseType | None) -> Value:
    """Read the `qti-value` children of a key or a default.

    Raises:
        QtiXmlError: A value that the base type cannot hold.
    """
    if node is None:
        return None
    if cardinality == "record":
        fields: dict[str, Scalar | None] = {}
        for child in node.all("qti-value"):
            fields[child.get("field-identifier") or ""] = _scalar(child, _base_type(child) or base_type)
        return Record(fields) or None
    values = [value for child in node.all("qti-value") if (value := _scalar(child, base_type)) is not None]
    if cardinality == "single":
        return values[0] if values else None
    return container(values, cardinality == "ordered")


def number_attribute(node: Node, name: str) -> float | None:
    """Return a numeric attribute; None when it is missing.

    Raises:
        QtiXmlError: It is no number.
    """
    text = node.get(name)
    if text is None:
        return None
    return number(node, text, f"the attribute {name!r}")


def number(node: Node, text: str, what: str) -> float:
    """Read a number that the document must have."""
    value = read_scalar(text, "float")
    if not isinstance(value, float):
        raise problem(node, f"{what} must be a number, not {text!r}")
    return value


def required(node: Node, name: str) -> str:
    """Return an attribute that the element must have.

    Raises:
        QtiXmlError: It is missing or blank.
    """
    value = (node.get(name) or "").strip()
    if not value:
        raise problem(node, f"the attribute {name!r} is missing; add it")
    return value


def problem(node: Node, text: str) -> QtiXmlError:
    """Return the error that names an element and its line."""
    return QtiXmlError(text, line=node.line, element=node.tag)


def _kind(node: Node) -> tuple[str, Cardinality, BaseType | None]:
    """Return identifier, cardinality and base type of a declaration."""
    identifier = required(node, "identifier")
    if identifier in RESERVED:
        raise problem(node, f"{identifier!r} is built in; choose another identifier")
    cardinality = node.get("cardinality") or "single"
    if cardinality not in CARDINALITIES:
        raise problem(
            node, f"the cardinality {cardinality!r} is not known; use one of {', '.join(sorted(CARDINALITIES))}"
        )
    base_type = _base_type(node)
    if base_type is None and cardinality != "record":
        raise problem(node, f"{identifier!r} needs the attribute 'base-type'")
    return identifier, cast("Cardinality", cardinality), base_type


def _base_type(node: Node) -> BaseType | None:
    """Return the base type that an element names."""
    name = node.get("base-type")
    if name is None:
        return None
    if name not in BASE_TYPES:
        raise problem(node, f"the base type {name!r} is not known; use one of {', '.join(sorted(BASE_TYPES))}")
    return cast("BaseType", name)


base_type_of = _base_type


def scalar_text(node: Node, text: str, base_type: BaseType | None) -> Scalar | None:
    """Read a value that stands in the document."""
    value = read_scalar(text, base_type)
    if isinstance(value, NotReadable):
        raise problem(node, f"{text.strip()!r} is no {base_type}; write a value of that base type")
    return value


def _scalar(node: Node, base_type: BaseType | None) -> Scalar | None:
    """Read the text of an element as a value."""
    return scalar_text(node, node.text, base_type)


def _mapping(node: Node, base_type: BaseType | None) -> Mapping:
    """Read a `qti-mapping`."""
    entries: list[MapEntry] = []
    for child in node.all("qti-map-entry"):
        text = child.get("map-key")
        if text is None:
            raise problem(child, "the attribute 'map-key' is missing; add it")
        key = text if base_type == "string" and not text.strip() else scalar_text(child, text, base_type)
        if key is None:
            raise problem(child, "the attribute 'map-key' is empty; write the value that is mapped")
        score = number(child, required(child, "mapped-value"), "the attribute 'mapped-value'")
        exact = (child.get("case-sensitive") or "false").strip() in {"true", "1"}
        entries.append(MapEntry(key, score, exact))
    return Mapping(
        entries=tuple(entries),
        default=number_attribute(node, "default-value") or 0.0,
        lower=number_attribute(node, "lower-bound"),
        upper=number_attribute(node, "upper-bound"),
        text=base_type == "string",
    )


def _area_mapping(node: Node, size: tuple[float, float] | None) -> AreaMapping:
    """Read a `qti-area-mapping`."""
    areas: list[Area] = []
    for child in node.all("qti-area-map-entry"):
        try:
            hit = read_area(required(child, "shape"), child.get("coords") or "", size)
        except ValueError as error:
            raise problem(child, str(error)) from None
        areas.append(Area(hit, number(child, required(child, "mapped-value"), "the attribute 'mapped-value'")))
    return AreaMapping(
        areas=tuple(areas),
        default=number_attribute(node, "default-value") or 0.0,
        lower=number_attribute(node, "lower-bound"),
        upper=number_attribute(node, "upper-bound"),
    )


def _lookup(node: Node, base_type: BaseType | None) -> LookupTable | None:
    """Read a `qti-match-table` or a `qti-interpolation-table`."""
    exact = node.first("qti-match-table")
    table = exact or node.first("qti-interpolation-table")
    if table is None:
        return None
    rows: list[tuple[float, Value, bool]] = []
    for row in table.elements:
        source = number(row, required(row, "source-value"), "the attribute 'source-value'")
        target = scalar_text(row, row.get("target-value") or "", base_type)
        rows.append((source, target, (row.get("include-boundary") or "true").strip() in {"true", "1"}))
    default = table.get("default-value")
    start = None if default is None else scalar_text(table, default, base_type)
    return LookupTable(rows=tuple(rows), default=start, exact=exact is not None)
