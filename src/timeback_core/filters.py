"""The ``where`` clause of list calls, and its translation into the filter expression of the standard.

A clause is a mapping from field names to conditions; its entries are joined by AND::

    {"status": "active", "score": {"gte": 80, "lte": 100}}     status='active' AND score>=80 AND score<=100
    {"role": {"in_": ["teacher", "aide"]}}                     (role='teacher' OR role='aide')
    {"OR": [{"role": "teacher"}, {"status": "active"}]}        role='teacher' OR status='active'

Nothing is ever widened silently: a condition that cannot be expressed is an error, and an empty ``in_``
matches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any, Final, TypeAlias, TypedDict

from timeback_core.errors import InputValidationError, ValidationIssue
from timeback_core.wire import format_timestamp, is_group, is_mapping, is_sequence

__all__ = [
    "NOTHING",
    "CompiledFilter",
    "FieldCondition",
    "FieldOperators",
    "FilterValue",
    "Nothing",
    "WhereClause",
    "compile_where",
    "scope_where",
    "where_to_filter",
    "wire_field",
]

FilterValue: TypeAlias = str | int | float | bool | datetime | date
"""What a field can be compared with. Members of an ``Enum`` stand for their values."""


class FieldOperators(TypedDict, total=False):
    """The operators of one field; several are joined by AND."""

    eq: FilterValue
    ne: FilterValue
    gt: FilterValue
    gte: FilterValue
    lt: FilterValue
    lte: FilterValue
    contains: str
    in_: Sequence[FilterValue]
    not_in: Sequence[FilterValue]
    notIn: Sequence[FilterValue]


FieldCondition: TypeAlias = FilterValue | FieldOperators | Mapping[str, Any] | None
"""A value (equality), a mapping of operators, or ``None`` for "no condition"."""

WhereClause: TypeAlias = Mapping[str, FieldCondition | Sequence["WhereClause"]]
"""Field names with their conditions, and the keys ``OR`` and ``AND`` with lists of clauses."""

_FIELD: Final = re.compile(r"[A-Za-z0-9_.-]+\Z")
_COMPARISONS: Final = {"eq": "=", "ne": "!=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "contains": "~"}
_MEMBERSHIPS: Final = ("in_", "in", "not_in", "notIn")
_DEEPEST: Final = 32


class CompiledFilter:
    """A filter expression and what a server may want to limit about it.

    Attributes:
        text: The expression; never blank.
        predicates: How many comparisons it holds.
        connectives: Which of ``AND`` and ``OR`` it uses.
    """

    __slots__ = ("connectives", "predicates", "text")

    def __init__(self, text: str, predicates: int = 1, connectives: frozenset[str] = frozenset()) -> None:
        self.text = text
        self.predicates = predicates
        self.connectives = connectives

    def __repr__(self) -> str:
        """Return the class and how much it holds; a filter's text can name people."""
        return f"CompiledFilter(predicates={self.predicates})"


class Nothing:
    """The clause that no record can satisfy."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NOTHING"


NOTHING: Final = Nothing()
"""What `compile_where` gives for a clause that no record can satisfy."""


def where_to_filter(where: WhereClause | str | None) -> str | None:
    """Return the filter expression for a ``where`` clause.

    Args:
        where: The clause; a ready-made expression is returned as it is.

    Returns:
        The expression, or ``None`` when the clause sets no condition. A clause that nothing can satisfy (an
        empty ``in_``) gives an expression that no record matches.

    Raises:
        InputValidationError: The clause says something that a filter cannot express; every such place is
            listed with its path.
    """
    compiled = compile_where(where)
    if compiled is None:
        return None
    if isinstance(compiled, CompiledFilter):
        return compiled.text
    return "sourcedId='' AND sourcedId!=''"


def compile_where(where: WhereClause | str | None) -> CompiledFilter | Nothing | None:
    """Return a ``where`` clause as a filter, `NOTHING`, or ``None`` when it sets no condition.

    Raises:
        InputValidationError: As for `where_to_filter`.
    """
    if where is None:
        return None
    if isinstance(where, str):
        if not where.strip():
            return None
        words = frozenset(re.findall(r"\b(AND|OR)\b", re.sub(r"'[^']*'", "", where.upper())))
        return CompiledFilter(where, len(re.findall(r"[=<>~@]+", re.sub(r"'[^']*'", "", where))) or 1, words)
    issues: list[ValidationIssue] = []
    result = _all(_terms(where, "", issues, 0))
    if issues:
        raise InputValidationError("Invalid where clause", issues)
    return result


def scope_where(field: str, value: str, where: WhereClause | str | None) -> CompiledFilter | Nothing:
    """Return a clause narrowed to the records whose field has one value; the clause cannot escape from it."""
    inner = compile_where(where)
    own = CompiledFilter(f"{field}={_quoted(value)}")
    if inner is None:
        return own
    if isinstance(inner, CompiledFilter) and isinstance(where, str):
        return CompiledFilter(
            f"{own.text} AND ({inner.text})", inner.predicates + 1, inner.connectives | frozenset(("AND",))
        )
    combined = _all([own, inner])
    assert combined is not None
    return combined


def wire_field(name: str) -> str:
    """Return a field's name on the wire: snake_case segments become camelCase, keys of ``metadata`` stay.

    >>> wire_field("given_name"), wire_field("class_.sourced_id"), wire_field("metadata.my_key")
    ('givenName', 'class.sourcedId', 'metadata.my_key')
    """
    head, dot, tail = name.partition(".")
    if head == "metadata":
        return name
    if "_" in head.strip("_"):
        first, *rest = head.strip("_").split("_")
        head = first + "".join(word[:1].upper() + word[1:] for word in rest)
    elif head.endswith("_"):
        head = head.rstrip("_")
    return f"{head}.{wire_field(tail)}" if dot else head


_Term: TypeAlias = CompiledFilter | Nothing


def _terms(where: object, path: str, issues: list[ValidationIssue], depth: int) -> list[_Term]:
    """Return what the entries of one clause demand; they are joined by AND."""
    if not is_mapping(where):
        issues.append(ValidationIssue(path or "(root)", f"expected a mapping of fields, got {type(where).__name__}"))
        return []
    if depth > _DEEPEST:
        issues.append(ValidationIssue(path, f"nested deeper than {_DEEPEST} clauses"))
        return []
    terms: list[_Term] = []
    for key, condition in where.items():
        here = f"{path}.{key}" if path else str(key)
        if key in {"OR", "AND"}:
            terms.extend(_group(str(key), condition, here, issues, depth))
        elif not isinstance(key, str) or not _FIELD.match(key):
            issues.append(ValidationIssue(here, "a field name has letters, digits, '_', '.' and '-' only"))
        elif condition is not None:
            terms.extend(_condition(wire_field(key), condition, here, issues))
    return terms


def _group(key: str, branches: object, path: str, issues: list[ValidationIssue], depth: int) -> list[_Term]:
    """Return the terms that an ``OR`` or ``AND`` entry adds."""
    if not is_sequence(branches):
        issues.append(ValidationIssue(path, f"expected a list of clauses, got {type(branches).__name__}"))
        return []
    if key == "AND":
        return [
            term
            for index, branch in enumerate(branches)
            for term in _terms(branch, f"{path}[{index}]", issues, depth + 1)
        ]
    if not branches:
        issues.append(ValidationIssue(path, "must list at least one clause"))
    alternatives: list[_Term] = []
    for index, branch in enumerate(branches):
        place = f"{path}[{index}]"
        before = len(issues)
        branch_result = _all(_terms(branch, place, issues, depth + 1))
        if branch_result is None:
            if len(issues) == before:
                issues.append(ValidationIssue(place, "a branch of OR needs a condition; without one all match"))
            continue
        alternatives.append(branch_result)
    return [_any(alternatives)] if alternatives else []


def _condition(field: str, condition: object, path: str, issues: list[ValidationIssue]) -> list[_Term]:
    if not is_mapping(condition):
        text = _literal(condition, path, issues)
        return [] if text is None else [CompiledFilter(f"{field}={text}")]
    if not condition:
        issues.append(ValidationIssue(path, "names no operator; leave the field out or give it None"))
    known = (*_COMPARISONS, *_MEMBERSHIPS)
    issues.extend(
        ValidationIssue(f"{path}.{operator}", f"unknown operator; known are {', '.join(known)}")
        for operator in condition
        if operator not in known
    )
    terms: list[_Term] = []
    for operator, sign in _COMPARISONS.items():
        if operator in condition:
            text = _literal(condition[operator], f"{path}.{operator}", issues)
            if text is not None:
                terms.append(CompiledFilter(f"{field}{sign}{text}"))
    for names, build in ((("in_", "in"), _one_of), (("not_in", "notIn"), _none_of)):
        for operator in names:
            if operator in condition:
                terms += build(field, condition[operator], f"{path}.{operator}", issues)
    return terms


def _operands(operand: object, path: str, issues: list[ValidationIssue]) -> list[str] | None:
    if not is_group(operand):
        issues.append(ValidationIssue(path, f"expected a list of values, got {type(operand).__name__}"))
        return None
    literals = [_literal(value, f"{path}[{index}]", issues) for index, value in enumerate(operand)]
    return [literal for literal in literals if literal is not None]


def _one_of(field: str, operand: object, path: str, issues: list[ValidationIssue]) -> list[_Term]:
    literals = _operands(operand, path, issues)
    if literals is None:
        return []
    if not literals:
        return [NOTHING]
    if len(literals) == 1:
        return [CompiledFilter(f"{field}={literals[0]}")]
    text = " OR ".join(f"{field}={literal}" for literal in literals)
    return [CompiledFilter(f"({text})", len(literals), frozenset(("OR",)))]


def _none_of(field: str, operand: object, path: str, issues: list[ValidationIssue]) -> list[_Term]:
    return [CompiledFilter(f"{field}!={literal}") for literal in _operands(operand, path, issues) or ()]


class _Alternatives(CompiledFilter):
    """A filter whose outermost connective is OR, so that AND has to put it in parentheses."""

    __slots__ = ()


def _all(terms: Sequence[_Term]) -> _Term | None:
    """Join by AND: one impossible term makes the whole impossible."""
    filters = [term for term in terms if isinstance(term, CompiledFilter)]
    if len(filters) != len(terms):
        return NOTHING
    if len(filters) <= 1:
        return filters[0] if filters else None
    texts = [f"({term.text})" if isinstance(term, _Alternatives) else term.text for term in filters]
    return CompiledFilter(
        " AND ".join(texts),
        sum(term.predicates for term in filters),
        frozenset(("AND",)).union(*(term.connectives for term in filters)),
    )


def _any(terms: Sequence[_Term]) -> _Term:
    """Join by OR: impossible terms drop out. AND binds tighter, so no parentheses are needed."""
    filters = [term for term in terms if isinstance(term, CompiledFilter)]
    if len(filters) <= 1:
        return filters[0] if filters else NOTHING
    return _Alternatives(
        " OR ".join(term.text for term in filters),
        sum(term.predicates for term in filters),
        frozenset(("OR",)).union(*(term.connectives for term in filters)),
    )


def _literal(value: object, path: str, issues: list[ValidationIssue]) -> str | None:
    """Return a value as the expression writes it, or note why it cannot be written."""
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if value - value != 0:
            issues.append(ValidationIssue(path, f"{value!r} cannot be compared; give a finite number"))
            return None
        return repr(value)
    if isinstance(value, datetime):
        return _quoted(format_timestamp(value) if value.tzinfo is not None else value.isoformat())
    if isinstance(value, date):
        return _quoted(value.isoformat())
    hint = "; use {'in_': [...]} for a list" if is_group(value) else ""
    issues.append(
        ValidationIssue(path, f"expected text, a number, a boolean or a date, got {type(value).__name__}{hint}")
    )
    return None


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
