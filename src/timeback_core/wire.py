"""Value types whose form on the wire differs from the Python value.

A field annotated with one of these is an ordinary ``date``, ``datetime``, ``bool`` or ``int`` to a type
checker and to whoever reads the record. At run time the annotation is a small marker class that knows how
to read the value from the wire and how to write it back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, TypeGuard

__all__ = [
    "Day",
    "DayInput",
    "Flag",
    "FlagInput",
    "FlagText",
    "Timestamp",
    "TimestampInput",
    "WireType",
    "format_timestamp",
    "is_group",
    "is_list",
    "is_mapping",
    "is_object",
    "is_sequence",
    "parse_day",
    "parse_timestamp",
    "read_hook",
]


class _AcceptsMeta(type):
    """Lets the decoder accept what `WireType.read` returns as an instance of the marker."""

    accepts: tuple[type, ...]

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, cls.accepts)


class WireType(metaclass=_AcceptsMeta):
    """Base of the marker classes: how one kind of value is read and written."""

    accepts: ClassVar[tuple[type, ...]] = ()
    """The Python types that a field so annotated may hold."""

    @staticmethod
    def read(value: object) -> object:
        """Return the Python value of what the server sent; raise ``ValueError`` when it does not fit."""
        return value

    @staticmethod
    def write(value: object) -> object:
        """Return the wire form of what the caller gave; raise ``ValueError`` saying what is expected."""
        return value


def read_hook(kind: type, value: object) -> Any:
    """Decode hook for msgspec: hand the value to the marker class of the field."""
    if issubclass(kind, WireType):
        return kind.read(value)
    raise NotImplementedError(f"no wire type {kind!r}")


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether decoded JSON is an object."""
    return isinstance(value, dict)


def repeated_name(pairs: Iterable[tuple[str, Any]]) -> str | None:
    """Return the first name that stands more than once among the members of an object; ``None`` if there is none."""
    seen: dict[str, bool] = {}
    for name, _ in pairs:
        seen[name] = name in seen
    return next((name for name, again in seen.items() if again), None)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Tell whether decoded JSON is a list."""
    return isinstance(value, list)


def is_mapping(value: object) -> TypeGuard[Mapping[Any, Any]]:
    """Tell whether a caller's value is a mapping."""
    return isinstance(value, Mapping)


def is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    """Tell whether a caller's value is a list, a tuple or the like, but no text."""
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes, bytearray))


def is_group(value: object) -> TypeGuard[Collection[Any]]:
    """Tell whether a caller's value is a sequence or a set."""
    return is_sequence(value) or isinstance(value, (set, frozenset))


def format_timestamp(value: datetime) -> str:
    """Return a moment as the wire writes it: UTC, milliseconds, ``Z``. A naive value counts as UTC."""
    moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return f"{moment.isoformat(timespec='milliseconds')[:-6]}Z"  # without its +00:00


def parse_timestamp(text: str) -> datetime:
    """Return an aware ``datetime``; a day alone is its midnight in UTC, a time without zone counts as UTC.

    Raises:
        ValueError: the text is no ISO 8601 date or date-time.
    """
    moment = datetime.fromisoformat(text.strip())
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def parse_day(text: str) -> date:
    """Return the day of an ISO date or the date part of an ISO date-time.

    Raises:
        ValueError: the text does not begin with a date.
    """
    return date.fromisoformat(text.strip()[:10])


def _plain(value: object) -> object:
    """An enum member stands for its value."""
    return value.value if isinstance(value, Enum) else value


def _read_day(value: object) -> object:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        return parse_day(value)
    raise ValueError(f"expected a date, got {type(value).__name__}")


def _write_day(value: object) -> object:
    value = _plain(value)
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and value.strip():
        try:
            return parse_day(value).isoformat()
        except ValueError:
            raise ValueError(f"expected a date as YYYY-MM-DD, got {value!r}") from None
    raise ValueError(f"expected a date as YYYY-MM-DD, got {type(value).__name__}")


def _read_timestamp(value: object) -> object:
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime.combine(value, time.min, tzinfo=UTC)
    if isinstance(value, str):
        return parse_timestamp(value)
    raise ValueError(f"expected a date-time, got {type(value).__name__}")


def _write_timestamp(value: object) -> object:
    value = _plain(value)
    if isinstance(value, datetime):
        return format_timestamp(value)
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00.000Z"
    if isinstance(value, str) and value.strip():
        text = value.strip()
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise ValueError(f"expected an ISO 8601 date-time, got {value!r}") from None
        return format_timestamp(moment) if moment.tzinfo is None else text
    raise ValueError(f"expected an ISO 8601 date-time, got {type(value).__name__}")


_TRUTH = {"true": True, "false": False}


def _read_flag(value: object) -> object:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in _TRUTH:
        return _TRUTH[value.strip().lower()]
    raise ValueError(f"expected true or false, got {value!r}")


def _write_flag(value: object) -> object:
    value = _plain(value)
    try:
        return _read_flag(value)
    except ValueError:
        raise ValueError("expected True, False, 'true' or 'false'") from None


def _write_flag_text(value: object) -> object:
    return "true" if _write_flag(value) else "false"


if TYPE_CHECKING:
    Day = date
    Timestamp = datetime
    Flag = bool
    DayInput = date | str
    TimestampInput = datetime | date | str
    FlagInput = bool | str
    FlagText = bool | str
else:

    class Day(WireType):
        """A calendar day; reads full date-times too and keeps their date part."""

        accepts = (date,)
        read = staticmethod(_read_day)
        write = staticmethod(_write_day)

    class Timestamp(WireType):
        """A moment, always aware."""

        accepts = (datetime,)
        read = staticmethod(_read_timestamp)
        write = staticmethod(_write_timestamp)

    class Flag(WireType):
        """A boolean that the wire writes as ``"true"`` or ``"false"``, or as a JSON boolean."""

        accepts = (bool,)
        read = staticmethod(_read_flag)
        write = staticmethod(_write_flag)

    class DayInput(Day):
        """A day to send: ``date``, ``datetime`` or ISO text."""

        accepts = (date, str)

    class TimestampInput(Timestamp):
        """A moment to send: ``datetime``, ``date`` (midnight UTC) or ISO text."""

        accepts = (date, str)

    class FlagInput(Flag):
        """A boolean to send as JSON boolean; ``"true"`` and ``"false"`` are accepted."""

        accepts = (bool, str)

    class FlagText(Flag):
        """A boolean to send as ``"true"`` or ``"false"``."""

        accepts = (bool, str)
        write = staticmethod(_write_flag_text)
