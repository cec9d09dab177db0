"""What list calls and calls with ``fields`` take: members under their names on the wire, conditions joined."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from timeback_core.case.vocabulary import wire_name
from timeback_core.errors import InputValidationError, ValidationIssue
from timeback_core.filters import NOTHING, CompiledFilter, Nothing, WhereClause, compile_where
from timeback_core.inputs import Input
from timeback_core.query import check_list_parameters
from timeback_core.wire import is_mapping, is_sequence

__all__ = ["MOST_RECORDS", "ListParams", "arranged_fields", "arranged_list", "joined", "window_of"]

MOST_RECORDS: Final = 3000
"""The most records that a page may have."""


class ListParams(Input, kw_only=True, forbid_unknown_fields=False):
    """Parameters of a list call by their names on the wire, sent as they are."""

    takes_unknown: ClassVar[bool] = True


def arranged_fields(values: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments with the members of ``fields`` under their names on the wire."""
    fields = values["fields"]
    if is_sequence(fields):
        return {**values, "fields": [wire_member(name) for name in fields]}
    return values


def arranged_list(values: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of a list call: members under their names on the wire, both conditions in one.

    Raises:
        InputValidationError: Something of the page cannot be asked for; lists everything.
    """
    params: Mapping[str, Any] = values["params"] or {}
    if not is_mapping(params):
        raise _invalid([ValidationIssue("(root)", f"expected a mapping of parameters, got {type(params).__name__}")])
    issues = list_issues(values, params)
    if issues:
        raise _invalid(issues)
    where = joined(values["filter"], values["where"])
    sort = values["sort"]
    return {**arranged_fields(values), "where": where, "sort": None if sort is None else wire_member(sort)}


def list_issues(values: Mapping[str, Any], params: Mapping[str, Any]) -> list[ValidationIssue]:
    """Return what is wrong with the arguments of a list call."""
    issues: list[ValidationIssue] = []
    given = {"limit": _number(params.get("limit")), "offset": _number(params.get("offset"))}
    chosen = {name: given[name] if values.get(name) is None else values[name] for name in given}
    try:
        check_list_parameters({**values, **chosen})
    except InputValidationError as error:
        issues.extend(error.issues)
    limit = chosen["limit"]
    if isinstance(limit, int) and limit > MOST_RECORDS:
        issues.append(ValidationIssue("limit", f"must be at most {MOST_RECORDS}, got {limit}"))
    if values.get("filter") is not None and not isinstance(values["filter"], str):
        issues.append(ValidationIssue("filter", f"must be text, got {type(values['filter']).__name__}"))
    return issues


def _invalid(issues: list[ValidationIssue]) -> InputValidationError:
    return InputValidationError("Invalid list parameters", issues)


def _number(value: object) -> object:
    """Return a number that may have been given as text."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


def window_of(values: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Return the limit and the offset that a call asked for, by keyword or among its parameters."""
    params: Mapping[str, Any] = values["params"] or {}
    limit, offset = (
        _number(params.get(name)) if values[name] is None else values[name] for name in ("limit", "offset")
    )
    return limit if isinstance(limit, int) else None, offset if isinstance(offset, int) else None


def wire_member(name: Any) -> Any:
    """Return a member's name on the wire; what is no text is for the checks to refuse."""
    if not isinstance(name, str):
        return name
    name = name.strip()
    return wire_name(name) if "_" in name.strip("_") else name


Condition = CompiledFilter | Nothing | None


def joined(expression: str | None, where: WhereClause | str | CompiledFilter | Nothing | None) -> Condition:
    """Return a ready-made expression and a ``where`` clause as one condition, both of which have to hold.

    Raises:
        InputValidationError: The clause says something that a filter cannot express.
    """
    ready = compile_where(expression)
    clause = where if isinstance(where, (CompiledFilter, Nothing)) else compile_where(_renamed(where))
    if ready is None or clause is None:
        return ready or clause
    if not isinstance(ready, CompiledFilter) or not isinstance(clause, CompiledFilter):
        return NOTHING
    return CompiledFilter(
        f"({ready.text}) AND ({clause.text})",
        ready.predicates + clause.predicates,
        ready.connectives | clause.connectives | {"AND"},
    )


def _renamed(where: Any) -> Any:
    """Return a clause with its members under their names on the wire."""
    if is_mapping(where):
        return {
            key: _renamed(value) if key in {"OR", "AND"} else value
            for key, value in (
                (key if key in {"OR", "AND"} else wire_member(key), value) for key, value in where.items()
            )
        }
    return [_renamed(branch) for branch in where] if is_sequence(where) else where
