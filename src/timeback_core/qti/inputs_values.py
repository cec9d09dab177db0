"""Single values that callers send to QTI: markup, grades, keys, responses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, TypeAlias

from msgspec import Meta

from timeback_core.grades import GradeInput
from timeback_core.wire import WireType, is_mapping, is_sequence

__all__ = ["GradeInput", "Markup", "Position", "Response", "ResponseValue", "SingleValue", "Values", "write_response"]

SingleValue: TypeAlias = str | float | Sequence[str | float]
"""One value of a response or a key: text, a number, or a pair or point as a list of two."""

ResponseValue: TypeAlias = SingleValue | Sequence[SingleValue] | Mapping[str, SingleValue | Sequence[SingleValue]]
"""A response: one value, a list of values, or a mapping from response identifiers to either."""

Position = Annotated[int, Meta(ge=1)]
"""A place in an order, from 1."""


def _write_markup(value: object) -> str:
    if isinstance(value, bytes):
        try:
            value = value.decode()
        except UnicodeDecodeError as error:
            raise ValueError(f"must be UTF-8, but {error}") from None
    if not isinstance(value, str):
        raise ValueError(f"must be text, got {type(value).__name__}")  # noqa: TRY004  # collected as an issue
    if not value.strip():
        raise ValueError("must be a non-empty string")
    return value


def _write_one(value: object) -> object:
    """Return one value of a key: text, a number, or a list of two texts."""
    if is_sequence(value):
        if len(value) == 2 and not any(is_sequence(part) for part in value):
            return [_text(part) for part in value]
    elif isinstance(value, bool):
        return "true" if value else "false"
    elif isinstance(value, (int, float)):
        if value - value != 0:  # NaN and the infinities have no JSON form
            raise ValueError(f"must be a finite number, got {value!r}")
        return value
    elif isinstance(value, str):
        return value
    raise ValueError(f"must be text, a number, or a list of two, got {value!r}")


def _text(value: object) -> str:
    """Return one value of a response: everything as text, a pair as ``"A B"``."""
    written = _write_one(value)
    if isinstance(written, str):
        return written
    return " ".join(_text(part) for part in written) if is_sequence(written) else repr(written)


def _write_values(value: object) -> object:
    if not is_sequence(value):
        return [_write_one(value)]
    return [_write_one(one) for one in value]


def write_response(value: object) -> object:
    """Return a response as the service takes it: text, a list of texts, or a mapping to these.

    Raises:
        ValueError: It is none; the message says what is expected.
    """
    if is_mapping(value):
        if not value:
            raise ValueError("must hold at least one response")
        return {str(name): _write_values_as_text(one) for name, one in value.items()}
    return _write_values_as_text(value)


def _write_values_as_text(value: object) -> object:
    if value is None or is_mapping(value):
        problem = f"got {type(value).__name__}; an empty text or list is no answer"
        raise ValueError(f"must be text, a number, or a list of these, {problem}")
    return [_text(one) for one in value] if is_sequence(value) else _text(value)


if TYPE_CHECKING:
    Markup = str
    Values = Sequence[SingleValue] | SingleValue
    Response = ResponseValue
else:

    class Markup(WireType):
        """XML or XHTML, which is sent character for character; ``bytes`` are taken for UTF-8."""

        accepts = (str, bytes)
        write = staticmethod(_write_markup)

    class Values(WireType):
        """The values of a key; a pair may be a list of two."""

        accepts = (list, tuple, str, int, float)
        write = staticmethod(_write_values)

    class Response(WireType):
        """A response; numbers and pairs go out as text."""

        accepts = (str, int, float, list, tuple, dict)
        write = staticmethod(write_response)
