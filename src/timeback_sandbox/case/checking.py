"""Finds everything that is wrong with a package that was not taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias, cast, get_args, get_origin

from msgspec import Raw, UnsetType, structs

from timeback_sandbox.case.forms import Form, PackageForm
from timeback_sandbox.case.rows import MOST_SEQUENCE
from timeback_sandbox.case.words import UUID, is_association_type, is_uuid
from timeback_sandbox.moments import canonical

__all__ = ["Issue", "issues_of"]

_MOST_ISSUES = 1000

Issue: TypeAlias = dict[str, str]
"""The path and the message of something that is wrong."""

Members: TypeAlias = dict[str, object]


class _EnoughError(Exception):
    """There is no use in looking further."""


class _Issues(list[Issue]):
    """What is wrong, up to a number that nobody reads to its end."""

    def note(self, path: str, message: str) -> None:
        if len(self) >= _MOST_ISSUES:
            raise _EnoughError
        self.append({"path": path, "message": message})


def issues_of(package: Members, *, strict: bool, expected_id: str | None) -> list[Issue]:
    """What is wrong with a package, a thousand issues at the most.

    Args:
        package: The decoded body.
        strict: Whether associations must be of a type that the standard knows.
        expected_id: The id that the framework must have; None for any.
    """
    issues = _Issues()
    try:
        _check_form(package, PackageForm, "", issues)
        _check_ids(package, expected_id, issues)
        if strict:
            _check_types(package, issues)
    except _EnoughError:
        pass
    return issues


# ---------------------------------------------------------------- members


class _Member(NamedTuple):
    """A member of a form: its name, whether it has to be there, and what it holds."""

    name: str
    required: bool
    kind: Any


@lru_cache(maxsize=16)
def _members(form: type[Form]) -> tuple[_Member, ...]:
    """The members of a form that must be of some type."""
    found = [_Member(field.encode_name, field.required, _without_unset(field.type)) for field in structs.fields(form)]
    return tuple(member for member in found if member.kind not in {Any, Raw})


def _without_unset(kind: Any) -> Any:
    kinds = [one for one in get_args(kind) if one is not UnsetType]
    return kinds[0] if UnsetType in get_args(kind) else kind


def _check_form(value: object, form: type[Form], path: str, issues: _Issues) -> None:
    if not isinstance(value, dict):
        issues.note(path or "(root)", _expected("object", value))
        return
    given = cast("Members", value)
    for member in _members(form):
        place = f"{path}.{member.name}" if path else member.name
        if member.name in given:
            _check(given[member.name], member.kind, place, issues)
            check = _VALUES.get(member.name)
            message = check(given[member.name]) if check is not None else None
            if message is not None:
                issues.note(place, message)
        elif member.required:
            issues.note(place, "Required")


def _check(value: object, kind: Any, path: str, issues: _Issues) -> None:
    """One value against the type that it should have."""
    if get_origin(kind) is list:
        if not isinstance(value, list):
            issues.note(path, _expected("array", value))
            return
        (of,) = get_args(kind)
        for index, element in enumerate(cast("list[object]", value)):
            _check(element, of, f"{path}.{index}", issues)
    elif isinstance(kind, type) and issubclass(kind, Form):
        _check_form(value, kind, path, issues)
    elif kind is float:
        if not isinstance(value, int | float) or isinstance(value, bool):
            issues.note(path, _expected("number", value))
    elif kind is str or kind == UUID:
        if not isinstance(value, str):
            issues.note(path, _expected("string", value))
        elif kind is not str and not is_uuid(value):
            issues.note(path, f"Invalid UUID {value[:50]!r}")
        elif "\x00" in value:
            issues.note(path, "Must not contain NUL characters")


def _expected(kind: str, value: object) -> str:
    names: Mapping[type, str] = {
        bool: "boolean", int: "number", float: "number", str: "string", list: "array", dict: "object",
    }  # fmt: skip
    return f"Expected {kind}, received {names.get(type(value), 'null')}"


def _bad_moment(value: object) -> str | None:
    if not isinstance(value, str) or canonical(value) is not None:
        return None
    return f"Must be a date or a date and time by ISO 8601, got {value[:50]!r}"


def _bad_sequence(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if abs(value) <= MOST_SEQUENCE and value == int(value):
        return None
    return f"Must be a whole number up to {MOST_SEQUENCE}"


_VALUES: Mapping[str, Callable[[object], str | None]] = {
    "lastChangeDateTime": _bad_moment,
    "statusStartDate": _bad_moment,
    "statusEndDate": _bad_moment,
    "sequenceNumber": _bad_sequence,
}
"""What is wrong with values of the right type, by the name of the member."""


# ---------------------------------------------------------------- the whole


def _check_ids(package: Members, expected_id: str | None, issues: _Issues) -> None:
    """Every id once, and that of the framework as it should be."""
    document = package.get("CFDocument")
    own = _identifier(document)
    if own is not None and expected_id is not None and own != expected_id.lower():
        issues.note("CFDocument.identifier", f"Must be the id of the path, {expected_id}")
    for collection in ("CFItems", "CFAssociations"):
        seen: dict[str, int] = {}
        for index, element in _elements(package, collection):
            identifier = _identifier(element)
            if identifier is None:
                continue
            path = f"{collection}.{index}.identifier"
            first = seen.setdefault(identifier, index)
            if first != index:
                issues.note(path, f"Repeats the identifier of {collection}.{first}")
            elif collection == "CFItems" and identifier == own:
                issues.note(path, "Is the identifier of the CFDocument")


def _check_types(package: Members, issues: _Issues) -> None:
    for index, element in _elements(package, "CFAssociations"):
        kind = cast("Members", element).get("associationType") if isinstance(element, dict) else None
        if isinstance(kind, str) and not is_association_type(kind):
            issues.note(
                f"CFAssociations.{index}.associationType",
                f"Must be a type of CASE 1.1, or ext: with a name, got {kind[:50]!r}",
            )


def _elements(package: Members, collection: str) -> Iterable[tuple[int, object]]:
    elements = package.get(collection)
    return enumerate(cast("list[object]", elements)) if isinstance(elements, list) else ()


def _identifier(value: object) -> str | None:
    """The id of an object, in lower case; None when it has none."""
    identifier = cast("Members", value).get("identifier") if isinstance(value, dict) else None
    return identifier.lower() if isinstance(identifier, str) and is_uuid(identifier) else None
