"""Values of packages to upload: sent exactly as given, so that nothing of a framework changes on its way."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from timeback_core.wire import WireType, format_timestamp

__all__ = ["Filled", "Identifier", "Moment", "Number", "unchanged", "whole"]

_UUID: Final = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def _filled(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError(f"must be text, got {type(value).__name__}")  # noqa: TRY004  # as every wire type
    if not value or value.isspace():
        raise ValueError("must be a non-empty string")
    return value


def _identifier(value: object) -> object:
    text = str(value) if isinstance(value, UUID) else _filled(value)
    if isinstance(text, str) and _UUID.fullmatch(text) is None:
        raise ValueError(f"must be a UUID (8-4-4-4-12 hexadecimal digits), got {text!r}")
    return text


def _moment(value: object) -> object:
    if isinstance(value, datetime):
        return format_timestamp(value)
    return value.isoformat() if isinstance(value, date) else _filled(value)


def whole(value: object) -> object:
    """Return a number that is whole as an integer, also one that older exports write as text.

    Raises:
        ValueError: It is no finite number.
    """
    if isinstance(value, str):
        try:
            value = Decimal(value.strip())
        except ArithmeticError:
            raise ValueError(f"must be a number, got {value!r}") from None
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise ValueError(f"must be a number, got {type(value).__name__}")  # noqa: TRY004
    if isinstance(value, int):
        return value
    number = float(value)
    if not isfinite(number):
        raise ValueError(f"must be a finite number, got {value!r}")
    return int(value) if value == int(value) else number


if TYPE_CHECKING:
    Filled = str
    Identifier = str | UUID
    Moment = datetime | date | str
    Number = float | str
else:

    class Filled(WireType):
        """Text that is not blank; blanks around it stay."""

        accepts = (str,)
        read = write = staticmethod(_filled)

    class Identifier(WireType):
        """An id of the shape of a UUID, of any version."""

        accepts = (str,)
        read = write = staticmethod(_identifier)

    class Moment(WireType):
        """A date or a date-time; text is sent as it is."""

        accepts = (str,)
        read = write = staticmethod(_moment)

    class Number(WireType):
        """A number; whole ones are sent as integers."""

        accepts = (int, float)
        read = write = staticmethod(whole)


def unchanged(kind: type[Any], value: object) -> Any:
    """Decode hook for msgspec that takes only values which are sent as they are."""
    written = kind.write(value)
    if written is not value:
        raise ValueError("is not sent as it is")
    return written
