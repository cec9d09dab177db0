"""Which field names a filter or a sort may use, and where each is found in the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement

from timeback_sandbox import dialect
from timeback_sandbox.filters import Elements, FilterError, Member, Scalar, Target, ValueType
from timeback_sandbox.oneroster.fields import COLUMNS, NUMERIC, TEMPORAL, Field, Form, KindName
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.tables import ROLES, TABLES, VALUES

_MAX_SEGMENTS = 16

_PARTS: Mapping[Form, tuple[str, ...]] = {
    Form.TEXTS: ("",),
    Form.GRADES: ("",),
    Form.CHOICES: ("",),
    Form.USER_IDS: (".type", ".identifier"),
    Form.OBJECTIVES: (".source", ".learningObjectiveIds"),
    Form.OBJECTIVE_RESULTS: (".source", ".learningObjectiveResults.learningObjectiveId"),
    Form.SCALE_VALUES: (".itemValueLHS", ".itemValueRHS", ".value", ".description"),
}
"""What can be filtered of each kind of list, as kept in the side table."""


def find_target(kind: KindName, name: str) -> Target:
    """The place of a field.

    Raises:
        FilterError: the kind has no such field.
    """
    target = targets(kind).get(name)
    if target is None:
        target = _metadata(kind, name)
    if target is None:
        raise FilterError(f"{name[:100]!r} is no field of {kind} that can be filtered")
    return target


def find_order(kind: KindName, name: str) -> ColumnElement[Any] | None:
    """What to sort by for a field name; None when it is unknown or a list."""
    target = targets(kind).get(name) or _metadata(kind, name)
    match target:
        case Scalar(expression):
            return expression
        case Member(document, segments):
            return dialect.json_scalar(document, segments)
        case _:
            return None


@lru_cache(maxsize=32)
def targets(kind: KindName) -> Mapping[str, Target]:
    """Every field name of a kind with its place, metadata apart."""
    table = TABLES[kind]
    found: dict[str, Target] = {
        "sourcedId": Scalar(table.c.sourced_id),
        "dateLastModified": Scalar(table.c.date_last_modified, ValueType.MOMENT),
    }
    for field in KINDS[kind].all_fields:
        if not field.secret:
            found.update(_of_field(kind, field))
    if kind == "users":
        found["role"] = found["roles.role"]
        found["orgSourcedId"] = found["roles.org.sourcedId"]
    return MappingProxyType(found)


def _of_field(kind: KindName, field: Field) -> Iterator[tuple[str, Target]]:
    names = dict.fromkeys((field.name, field.out))
    if field.form is Form.REF:
        reference = Scalar(TABLES[kind].c[field.column_name])
        for name in names:
            yield f"{name}.sourcedId", reference
            yield f"{name}SourcedId", reference
    elif field.form in COLUMNS:
        for name in names:
            yield name, Scalar(TABLES[kind].c[field.column_name], _value_type(field.form))
    elif field.form is Form.REFS:
        references = _side(kind, field.name)
        for name in names:
            yield f"{name}.sourcedId", references
            yield f"{name}SourcedId", references
    elif field.form is Form.ROLES:
        yield from _roles()
    else:
        for part in _PARTS.get(field.form, ()):
            yield f"{field.name}{part}", _side(kind, f"{field.name}{part}")


def _roles() -> Iterator[tuple[str, Target]]:
    row = TABLES["users"].c.seq
    for name, column, dense, kind in (
        ("role", ROLES.c.role, True, ValueType.TEXT),
        ("roleType", ROLES.c.role_type, True, ValueType.TEXT),
        ("org.sourcedId", ROLES.c.org, False, ValueType.TEXT),
        ("userProfile", ROLES.c.user_profile, False, ValueType.TEXT),
        ("beginDate", ROLES.c.begin_date, False, ValueType.MOMENT),
        ("endDate", ROLES.c.end_date, False, ValueType.MOMENT),
    ):
        yield f"roles.{name}", Elements(row, ROLES, ROLES.c.owner, column, (), dense, kind)


def _side(kind: KindName, name: str) -> Elements:
    side = VALUES[kind]
    return Elements(TABLES[kind].c.seq, side, side.c.owner, side.c.value, (side.c.field == name,))


def _value_type(form: Form) -> ValueType:
    if form in NUMERIC:
        return ValueType.NUMBER
    return ValueType.MOMENT if form in TEMPORAL else ValueType.TEXT


def _metadata(kind: KindName, name: str) -> Member | None:
    first, *rest = name.split(".")
    if first != "metadata" or not 1 <= len(rest) <= _MAX_SEGMENTS:
        return None
    if any(not segment or '"' in segment or "\\" in segment for segment in rest):
        return None  # also keeps the JSON path well formed when the name comes from `sort`
    return Member(TABLES[kind].c.metadata, tuple(rest))
