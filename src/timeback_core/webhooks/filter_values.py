"""What filters compare with: any plain value of the caller's, written as the text that the service takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from timeback_core.wire import WireType, is_group

__all__ = ["FilterValue", "type_of_value", "write_value"]

_LARGEST_PLAIN = 1e16  # beyond it a float's digits are no longer those of the integer


def write_value(value: object) -> str:
    """Return a filter's value as text.

    Args:
        value: Text; a number, in its shortest form; ``True`` or ``False``; or a list of those, joined by commas,
            as a JSON array when an element would not survive being split at commas.

    Raises:
        ValueError: It is none of these, blank, or an empty list.
    """
    if is_group(value):
        return _write_list(list(value))
    text = _write_one(value)
    if not text.strip():
        raise ValueError("must be a non-empty string")
    return text


def _write_list(values: list[object]) -> str:
    if not values:
        raise ValueError("must hold at least one value, got an empty list")
    texts = [_write_one(value) for value in values]
    joined = ",".join(texts)
    if [text.strip() for text in joined.split(",")] == texts and all(texts) and not joined.startswith("["):
        return joined
    return msgspec.json.encode(texts).decode()


def _write_one(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if value - value != 0:
            raise ValueError(f"must be a finite number, got {value!r}")
        return str(int(value)) if value.is_integer() and abs(value) < _LARGEST_PLAIN else repr(value)
    raise ValueError(f"must be text, a number, True or False, or a list of these, got {type(value).__name__}")


def type_of_value(value: object) -> str | None:
    """Return the filter type that a value stands for: ``boolean``, ``number`` or ``string``; ``None`` for none."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "string"
    if is_group(value):
        found = {type_of_value(item) for item in value}
        return found.pop() if len(found) == 1 else "string"
    return None


if TYPE_CHECKING:
    FilterValue = str | float | bool | Sequence[str | float | bool]
else:

    class FilterValue(WireType):
        """A value to compare with; see `write_value`."""

        accepts = (str, float, int, list, tuple, set, frozenset)
        write = staticmethod(write_value)
