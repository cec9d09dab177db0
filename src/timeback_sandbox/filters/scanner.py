"""Takes the text of a filter apart."""

from __future__ import annotations

import re
from typing import cast

from timeback_sandbox.filters.nodes import Operator

_BLANKS = re.compile(r"[ \t\r\n]*")
_SEGMENT = r"[^\s'\"()=!~<>@.,\\\x00-\x1f]+"
_FIELD = re.compile(rf"{_SEGMENT}(?:\.{_SEGMENT})*")
_OPERATOR = re.compile(r"!=|>=|<=|[=~<>@]")
_QUOTED = re.compile(r"'((?:[^']|'')*)'")
_BARE = re.compile(r"[^\s'()]+")
_KEYWORD = re.compile(r"(and|or)(?=[\s(]|$)", re.IGNORECASE)


class FilterError(ValueError):
    """The filter is malformed, or names a field that does not exist."""


class Scanner:
    """A position in the text of a filter, and the words that can come next."""

    __slots__ = ("_position", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0

    def field(self) -> str:
        """A field name, with its dots."""
        match = self._next(_FIELD)
        if match is None:
            raise self.unexpected("a field name")
        return match.group()

    def operator(self) -> Operator:
        """A comparison."""
        match = self._next(_OPERATOR)
        if match is None:
            raise self.unexpected("one of = != ~ > >= < <= @")
        return cast("Operator", match.group())

    def value(self) -> str:
        """A literal, without its quotes."""
        match = self._next(_QUOTED)
        if match is not None:
            return match.group(1).replace("''", "'")
        match = self._next(_BARE)
        if match is None:
            raise self.unexpected("a value, in single quotes")
        return match.group()

    def keyword(self) -> str | None:
        """`AND` or `OR` if one of them comes next."""
        match = self._next(_KEYWORD)
        return match.group(1).upper() if match else None

    def take(self, character: str) -> bool:
        """Step over this character if it comes next."""
        self._skip_blanks()
        if not self._text.startswith(character, self._position):
            return False
        self._position += 1
        return True

    def is_next(self, character: str) -> bool:
        """Whether this character comes next."""
        self._skip_blanks()
        return self._text.startswith(character, self._position)

    def at_end(self) -> bool:
        """Whether nothing but blanks is left."""
        self._skip_blanks()
        return self._position == len(self._text)

    def unexpected(self, wanted: str) -> FilterError:
        """The error that says what should have come here."""
        rest = self._text[self._position : self._position + 20]
        found = repr(rest) if rest else "the end"
        return FilterError(f"expected {wanted} at position {self._position + 1}, found {found}")

    def _skip_blanks(self) -> None:
        match = _BLANKS.match(self._text, self._position)
        if match is not None:
            self._position = match.end()

    def _next(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        self._skip_blanks()
        match = pattern.match(self._text, self._position)
        if match is not None:
            self._position = match.end()
        return match
