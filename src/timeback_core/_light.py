"""Helpers for the modules that run at every start: what they need of `typing`, without importing it."""

from __future__ import annotations

from collections.abc import Mapping

TYPE_CHECKING = False  # type checkers take the name for true
if TYPE_CHECKING:
    from typing import cast
else:

    def cast(_kind, value):
        """Return the value as it is; only type checkers look at the kind."""
        return value


__all__ = ["as_dict", "cast"]


def as_dict(value: object) -> dict[str, object] | None:
    """Return a mapping as a plain dict with text keys, or None when the value is no mapping."""
    if not isinstance(value, Mapping):
        return None
    return {str(key): item for key, item in cast("Mapping[object, object]", value).items()}
