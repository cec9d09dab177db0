"""Regular expressions of filters, searched for in linear time.

A pattern comes from whoever may register a webhook, and it runs while events are stored: an engine that backtracks,
such as Python's, could be made to hold up everybody. RE2 does not backtrack, and its memory is bounded.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from typing import Protocol, cast

__all__ = ["LONGEST", "PatternError", "compile_pattern"]

LONGEST = 1000
_MOST_MEMORY = 4 * 1024 * 1024


class _Options(Protocol):
    """How RE2 reads a pattern."""

    log_errors: bool
    max_mem: int


class _Compiled(Protocol):
    """A pattern of RE2."""

    def search(self, text: str) -> object | None:
        """The first match."""
        ...


class _Re2(Protocol):
    """What is used of the package, which has no types of its own."""

    error: type[Exception]

    def Options(self) -> _Options:  # noqa: N802
        """The options as RE2 has them."""
        ...

    def compile(self, pattern: str, options: _Options) -> _Compiled:
        """A pattern, ready to be searched for."""
        ...


class PatternError(ValueError):
    """The pattern is wrong, or needs more than a search in linear time can do."""


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str) -> Callable[[str], bool]:
    """A function that tells whether a text holds a match of the pattern; equal patterns share one.

    Args:
        pattern: In RE2's syntax, which is Perl's without back references and look-around; at most 1000 characters.

    Raises:
        PatternError: It is longer, or RE2 does not know it.
    """
    re2 = cast("_Re2", import_module("re2"))
    if len(pattern) > LONGEST:
        raise PatternError(f"a pattern has at most {LONGEST} characters, got {len(pattern)}")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MOST_MEMORY
    try:
        compiled = re2.compile(pattern, options)
    except (re2.error, UnicodeError) as error:
        reason: object = error.args[0] if isinstance(error, re2.error) and error.args else "it is no Unicode text"
        told = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise PatternError(f"{told}; back references and look-around are not supported") from None

    def found(text: str) -> bool:
        try:
            return compiled.search(text) is not None
        except UnicodeError:  # half of a surrogate pair, which no pattern can mean
            return False

    return found
