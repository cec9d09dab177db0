"""Reads the bodies and queries of PowerPath's requests; what is wrong with them is answered by 422."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from timeback_sandbox.moments import canonical
from timeback_sandbox.oneroster.rules import check_whole
from timeback_sandbox.oneroster.untyped import as_array, as_object
from timeback_sandbox.powerpath.problems import refuse
from timeback_sandbox.powerpath.vocabulary import GRADES, SUBJECTS
from timeback_sandbox.problems import Problem
from timeback_sandbox.serving import Call, read_json

__all__ = [
    "array",
    "body_of",
    "choice",
    "flag",
    "forbid_unknown",
    "grade",
    "grades",
    "moment",
    "number",
    "object_of",
    "optional_choice",
    "optional_flag",
    "optional_grade",
    "optional_number",
    "optional_object",
    "optional_text",
    "query_of",
    "refusing",
    "subject",
    "text",
    "url",
    "whole_number",
]

Data = Mapping[str, Any]

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
_SHOWN = 100


# ---------------------------------------------------------------- whole requests


def body_of(call: Call) -> dict[str, Any]:
    """The JSON object that a body holds.

    Raises:
        Problem: 422, it is no JSON object, or holds what nothing can keep; 400, it is nested too deeply.
    """
    decoded = read_json(call.body, "object", lambda text: refuse(422, text, "body"))
    body = as_object(decoded)
    if body is None:
        raise refuse(422, "The body must be a JSON object", "body")
    check_whole(body, "")
    return body


def query_of(call: Call) -> dict[str, Any]:
    """The first value of each query parameter by its name; an empty one counts as missing."""
    found: dict[str, Any] = {}
    for name, value in call.pairs:
        if value:
            found.setdefault(name, value)
    return found


def forbid_unknown(data: Data, known: Collection[str], path: str = "") -> None:
    """Refuses members that are not known.

    Raises:
        Problem: 422 with one of them.
    """
    unknown = next((name for name in data if name not in known), None)
    if unknown is not None:
        raise refuse(422, f"Unknown field: {unknown[:_SHOWN]!r}; known are {', '.join(sorted(known))}", path + unknown)


@contextmanager
def refusing(status: int) -> Generator[None]:
    """Has what is wrong with a request answered by another status than 422."""
    try:
        yield
    except Problem as refused:
        if refused.status != 422:
            raise
        raise Problem(status, refused.description, details=refused.details) from refused


# ---------------------------------------------------------------- single members


def text(data: Data, name: str, path: str | None = None) -> str:
    """A text that is not blank.

    Args:
        data: The body, the query, or an object in them.
        name: Of the member.
        path: Where it stands in the request, for the refusal; None: its name.

    Raises:
        Problem: 422, it is missing, blank, or no text. So do all the functions here.
    """
    found = optional_text(data, name, path)
    if found is None:
        raise refuse(422, f"{path or name} is required", path or name)
    return found


def optional_text(data: Data, name: str, path: str | None = None) -> str | None:
    """A text that is not blank; None when it is missing or null."""
    value = data.get(name)
    if value is None:
        return None
    where = path or name
    if not isinstance(value, str):
        raise refuse(422, f"{where} must be a text", where)
    if not value.strip():
        raise refuse(422, f"{where} must not be blank", where)
    if "\x00" in value:
        raise refuse(422, f"{where} must not contain NUL characters", where)
    return value


def choice(data: Data, name: str, words: Sequence[str], path: str | None = None) -> str:
    """One of some words."""
    found = optional_choice(data, name, words, path)
    if found is None:
        raise refuse(422, f"{path or name} is required", path or name)
    return found


def optional_choice(data: Data, name: str, words: Sequence[str], path: str | None = None) -> str | None:
    """One of some words; None when it is missing or null."""
    value = data.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or value not in words:
        raise refuse(422, f"{path or name} must be one of: {', '.join(words)}", path or name)
    return value


def subject(data: Data, name: str) -> str:
    """A subject."""
    return choice(data, name, SUBJECTS)


def grade(data: Data, name: str) -> str:
    """A grade as a text, `-1` to `13`; a whole number will do."""
    found = optional_grade(data, name)
    if found is None:
        raise refuse(422, f"{name} is required", name)
    return found


def optional_grade(data: Data, name: str, path: str | None = None) -> str | None:
    """A grade as a text; None when it is missing or null."""
    value = data.get(name)
    return None if value is None else _grade(value, path or name)


def grades(data: Data, name: str) -> list[str] | None:
    """A list of grades that is not empty; None when it is missing or null."""
    if data.get(name) is None:
        return None
    found = array(data, name)
    if not found:
        raise refuse(422, f"{name} must hold at least one grade", name)
    return [_grade(value, f"{name}[{index}]") for index, value in enumerate(found)]


def _grade(value: object, path: str) -> str:
    word = str(value) if type(value) is int else value
    if not isinstance(word, str) or word not in GRADES:
        raise refuse(422, f"{path} must be a grade from -1 to 13", path)
    return word


def whole_number(data: Data, name: str, least: int | None = None, most: int | None = None) -> int | None:
    """A whole number, also as the text that a query has; None when it is missing or null."""
    value = data.get(name)
    if value is None:
        return None
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        value = int(value)
    if type(value) is not int:
        raise refuse(422, f"{name} must be a whole number", name)
    if (least is not None and value < least) or (most is not None and value > most):
        limits = f"at least {least}" if most is None else f"from {least} to {most}"
        raise refuse(422, f"{name} must be {limits}, got {value}", name)
    return value


def number(data: Data, name: str) -> float:
    """A number that is not negative."""
    found = optional_number(data, name)
    if found is None:
        raise refuse(422, f"{name} is required", name)
    return found


def optional_number(data: Data, name: str) -> float | None:
    """A number that is not negative; None when it is missing or null."""
    value = data.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise refuse(422, f"{name} must be a number", name)
    if not 0 <= value <= 1e15:
        raise refuse(422, f"{name} must be a number from 0 to 1e15", name)
    return value


def flag(data: Data, name: str) -> bool:
    """True or false."""
    found = optional_flag(data, name)
    if found is None:
        raise refuse(422, f"{name} is required", name)
    return found


def optional_flag(data: Data, name: str) -> bool | None:
    """True or false; None when it is missing or null."""
    value = data.get(name)
    if value is not None and not isinstance(value, bool):
        raise refuse(422, f"{name} must be true or false", name)
    return value


def url(data: Data, name: str, path: str | None = None) -> str:
    """An absolute address, as it was given."""
    value = text(data, name, path)
    where = path or name
    try:
        parts = urlsplit(value)
        right = bool(parts.scheme and parts.netloc) and not re.search(r"\s", value)
    except ValueError:
        right = False
    if not right:
        raise refuse(422, f"{where} must be an absolute URL, got {value[:_SHOWN]!r}", where)
    return value


def moment(data: Data, name: str, path: str | None = None) -> str:
    """A date and time, `YYYY-MM-DDTHH:MM:SS.mmmZ`, of any in ISO 8601."""
    written = canonical(text(data, name, path))
    if written is None:
        raise refuse(422, f"{path or name} must be an ISO 8601 date and time", path or name)
    return written


def array(data: Data, name: str, path: str | None = None) -> list[Any]:
    """A list; it may be empty."""
    where = path or name
    value = data.get(name)
    if value is None:
        raise refuse(422, f"{where} is required", where)
    found = as_array(value)
    if found is None:
        raise refuse(422, f"{where} must be a list", where)
    return found


def object_of(data: Data, name: str, path: str | None = None) -> dict[str, Any]:
    """An object."""
    found = optional_object(data, name, path)
    if found is None:
        raise refuse(422, f"{path or name} is required", path or name)
    return found


def optional_object(data: Data, name: str, path: str | None = None) -> dict[str, Any] | None:
    """An object; None when it is missing or null."""
    value = data.get(name)
    if value is None:
        return None
    found = as_object(value)
    if found is None:
        raise refuse(422, f"{path or name} must be an object", path or name)
    return found
