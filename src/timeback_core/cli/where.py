"""``--where`` on the command line: ``role=student``, ``score>=80``, ``familyName~Lee``, joined by AND and ``or``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from timeback_core.cli.value_types import members_of
from timeback_core.filters import WhereClause, wire_field
from timeback_core.model import Model
from timeback_core.wire import Flag

__all__ = ["read_where"]

_OPERATORS: Final = {"!=": "ne", ">=": "gte", "<=": "lte", "=": "eq", ">": "gt", "<": "lt", "~": "contains"}
_CONDITION: Final = re.compile(r"\s*([A-Za-z0-9_.-]+)\s*(!=|>=|<=|=|>|<|~)\s*(.*?)\s*\Z", re.DOTALL)
_CONNECTIVE: Final = re.compile(r"\s+(and|or)\s+(?=[A-Za-z0-9_.-]+\s*(?:!=|>=|<=|=|>|<|~))", re.IGNORECASE)
_NUMBER: Final = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?\Z")


def read_where(conditions: Sequence[str], model: type[Model] | None = None) -> WhereClause:
    """Return the clause that conditions of the command line make up.

    Args:
        conditions: Each as ``field=value``, several joined by ``or`` or ``and``; all of them have to hold.
        model: The records' type, whose fields tell numbers and truth values from text.

    Raises:
        ValueError: A condition cannot be read; the message says which and how it is written.
    """
    clauses = [_alternatives(condition, model) for condition in conditions]
    return clauses[0] if len(clauses) == 1 else {"AND": clauses}


def _alternatives(text: str, model: type[Model] | None) -> WhereClause:
    """Return one ``--where``: AND binds tighter than ``or``."""
    branches: list[list[WhereClause]] = [[]]
    pieces = _split(text)
    for position, piece in enumerate(pieces):
        if position % 2:
            if piece.lower() == "or":
                branches.append([])
        else:
            branches[-1].append(_condition(piece, model))
    joined: list[WhereClause] = [branch[0] if len(branch) == 1 else {"AND": branch} for branch in branches]
    return joined[0] if len(joined) == 1 else {"OR": joined}


def _split(text: str) -> list[str]:
    """Return conditions and the connectives between them; what is in quotes is not looked into."""
    hidden = re.sub(r"'[^']*'|\"[^\"]*\"", lambda quoted: "\x00" * len(quoted[0]), text)
    pieces: list[str] = []
    start = 0
    for found in _CONNECTIVE.finditer(hidden):
        pieces += [text[start : found.start()], found[1]]
        start = found.end()
    return [*pieces, text[start:]]


def _condition(text: str, model: type[Model] | None) -> dict[str, Any]:
    found = _CONDITION.match(text)
    if found is None:
        raise ValueError(
            f"{text!r} is no condition; write field=value, with one of {' '.join(_OPERATORS)} between them. "
            "--filter takes a filter in the server's own words"
        )
    field, sign, value = found.groups()
    if not value:
        raise ValueError(f"{text!r} has no value; write '' for an empty text")
    return {field: {_OPERATORS[sign]: _value(field, sign, value, model)}}


def _value(field: str, sign: str, text: str, model: type[Model] | None) -> str | int | float | bool:
    """Return a value as the field's type wants it; for unknown fields, as it looks."""
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1]
    kinds = _kinds(field, model)
    if sign == "~" or (kinds is not None and str in kinds):
        return text
    if text.lower() in {"true", "false"} and (kinds is None or bool in kinds or Flag in kinds):
        return text.lower() == "true"
    if _NUMBER.match(text) and (kinds is None or int in kinds or float in kinds):
        return float(text) if "." in text else int(text)
    return text


def _kinds(field: str, model: type[Model] | None) -> list[Any] | None:
    """Return the types of a model's field; ``None`` for a field that it does not have."""
    if model is None:
        return None
    from typing import get_type_hints

    names = dict(zip(model.__struct_encode_fields__, model.__struct_fields__, strict=True))
    name = names.get(wire_field(field))
    return None if name is None else members_of(get_type_hints(model)[name])
