"""What members of a credential may hold, as checks that are put together, and report all that is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple, cast

__all__ = [
    "Check",
    "Member",
    "Problems",
    "at",
    "boolean",
    "email",
    "list_of",
    "moment",
    "moment_of",
    "needed",
    "object_of",
    "one_of",
    "optional",
    "text",
    "texts_with",
    "uri",
]

# the characters that no IRI has would end it where it is written between angle brackets
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f<>\"{}|\\^`]+")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})", re.ASCII)
_SHOWN: Final = 80
_KINDS: Final[Mapping[type, str]] = {
    dict: "an object",
    list: "a list",
    str: "a string",
    bool: "a boolean",
    int: "a number",
    float: "a number",
}


class Problems(list[dict[str, str]]):
    """What is wrong, each with its place."""

    def report(self, path: str, message: str) -> None:
        """Adds one.

        Args:
            path: Names and positions, joined with dots.
            message: What is wrong there.
        """
        self.append({"path": path or "(root)", "message": message})


Check = Callable[[object, str, Problems], None]
"""Reports what is wrong with the value at a path."""


class Member(NamedTuple):
    """A member of an object."""

    check: Check
    required: bool


def needed(check: Check) -> Member:
    """A member that has to be there."""
    return Member(check, True)


def optional(check: Check) -> Member:
    """A member that may be missing, but not null."""
    return Member(check, False)


def at(path: str, name: str | int) -> str:
    """The path of something within what is at a path."""
    return f"{path}.{name}" if path else str(name)


def object_of(members: Mapping[str, Member], *more: Check) -> Check:
    """An object with these members, and any others.

    Args:
        members: Those that are checked.
        *more: Checks of the object as a whole; they see any object, however wrong its members are.
    """

    def check(value: object, path: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.report(path, f"Must be an object, is {_kind(value)}")
            return
        found = cast("dict[str, object]", value)
        for name, member in members.items():
            if name in found:
                member.check(found[name], at(path, name), problems)
            elif member.required:
                problems.report(at(path, name), "Required")
        for rule in more:
            rule(found, path, problems)

    return check


def list_of(each: Check, least: int = 0) -> Check:
    """A list, all of whose entries pass a check.

    Args:
        each: The check.
        least: How many entries there have to be.
    """

    def check(value: object, path: str, problems: Problems) -> None:
        if not isinstance(value, list):
            problems.report(path, f"Must be a list, is {_kind(value)}")
            return
        entries = cast("list[object]", value)
        if len(entries) < least:
            problems.report(path, f"At least {least} {'entry' if least == 1 else 'entries'} required")
        for position, entry in enumerate(entries):
            each(entry, at(path, position), problems)

    return check


def texts_with(*words: str) -> Check:
    """A list of texts that holds these words, among others."""
    listed = list_of(text, 1)

    def check(value: object, path: str, problems: Problems) -> None:
        before = len(problems)
        listed(value, path, problems)
        if len(problems) == before:
            missing = [word for word in words if word not in cast("list[object]", value)]
            if missing:
                problems.report(path, f"Must hold {' and '.join(map(repr, missing))}")

    return check


def one_of(*words: str, extension: bool = False) -> Check:
    """A word of a vocabulary.

    Args:
        *words: The vocabulary.
        extension: Whether a word of one's own may be there, with `ext:` before it.
    """
    own = ", or a word of your own after 'ext:'" if extension else ""
    wanted = f"one of {', '.join(words)}{own}" if len(words) > 1 else f"'{''.join(words)}'"

    def check(value: object, path: str, problems: Problems) -> None:
        if not isinstance(value, str):
            text(value, path, problems)
        elif value not in words and not (extension and _EXTENSION.fullmatch(value)):
            problems.report(path, f"Must be {wanted}, is {_shown(value)}")

    return check


_EXTENSION: Final = re.compile(r"ext:[A-Za-z0-9._-]+")


def text(value: object, path: str, problems: Problems) -> None:
    """Any text."""
    if not isinstance(value, str):
        problems.report(path, f"Must be a string, is {_kind(value)}")


def boolean(value: object, path: str, problems: Problems) -> None:
    """True or false."""
    if not isinstance(value, bool):
        problems.report(path, f"Must be a boolean, is {_kind(value)}")


def _matching(pattern: re.Pattern[str], wanted: str) -> Check:
    def check(value: object, path: str, problems: Problems) -> None:
        if not isinstance(value, str):
            text(value, path, problems)
        elif pattern.fullmatch(value) is None:
            problems.report(path, f"Must be {wanted}, is {_shown(value)}")

    return check


uri: Final = _matching(_URI, "an absolute URI, such as 'urn:uuid:…' or 'https://…'")
"""A URI with its scheme."""

email: Final = _matching(_EMAIL, "an email address")
"""What looks like an address."""


def moment(value: object, path: str, problems: Problems) -> None:
    """A date and time of RFC 3339, with its offset."""
    if not isinstance(value, str):
        text(value, path, problems)
    elif moment_of(value) is None:
        problems.report(
            path, f"Must be a date and time with offset, such as '2026-06-12T15:00:00Z', is {_shown(value)}"
        )


def moment_of(value: object) -> datetime | None:
    """The moment that a text of RFC 3339 tells; None when it is none."""
    if not isinstance(value, str) or _MOMENT.fullmatch(value) is None:
        return None
    try:
        return datetime.fromisoformat(value.upper())
    except ValueError:
        return None


def _kind(value: object) -> str:
    return "null" if value is None else _KINDS.get(cast("type[Any]", type(value)), "something else")


def _shown(value: str) -> str:
    return repr(value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…")
