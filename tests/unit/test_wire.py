"""Value types whose form on the wire differs from the Python value."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum

import msgspec
import pytest

from timeback_core import wire


class Held(msgspec.Struct):
    day: wire.Day | None = None
    moment: wire.Timestamp | None = None
    flag: wire.Flag | None = None


def held(**values: object) -> Held:
    return msgspec.json.decode(msgspec.json.encode(values), type=Held, strict=False, dec_hook=wire.read_hook)


class Colour(Enum):
    DAY = "2025-03-04"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-08-15", date(2025, 8, 15)),
        ("2025-08-15T00:00:00.000Z", date(2025, 8, 15)),
        (" 2025-08-15T23:30:00-05:00", date(2025, 8, 15)),
    ],
)
def test_a_day_reads_the_date_part_of_dates_and_date_times(text: str, expected: date) -> None:
    assert held(day=text).day == expected
    assert type(held(day=text).day) is date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-08-15", datetime(2025, 8, 15, tzinfo=UTC)),
        ("2025-08-15T10:11:12.345Z", datetime(2025, 8, 15, 10, 11, 12, 345000, tzinfo=UTC)),
        ("2025-08-15T10:11:12", datetime(2025, 8, 15, 10, 11, 12, tzinfo=UTC)),
        ("2025-08-15T10:11:12+02:00", datetime(2025, 8, 15, 8, 11, 12, tzinfo=UTC)),
        ("2025-08-15 10:11:12+00", datetime(2025, 8, 15, 10, 11, 12, tzinfo=UTC)),
    ],
)
def test_a_timestamp_is_always_aware(text: str, expected: datetime) -> None:
    moment = held(moment=text).moment
    assert moment == expected
    assert moment is not None
    assert moment.tzinfo is not None


@pytest.mark.parametrize("value", ["soon", "", 5, [], {"a": 1}])
def test_what_is_no_day_or_timestamp_does_not_fit(value: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        held(day=value)
    with pytest.raises(msgspec.ValidationError):
        held(moment=value)


def test_null_stays_none() -> None:
    assert held(day=None, moment=None, flag=None) == Held()


@pytest.mark.parametrize(("sent", "read"), [("true", True), ("FALSE", False), (True, True), (False, False)])
def test_a_flag_reads_booleans_and_their_words(sent: object, read: bool) -> None:
    assert held(flag=sent).flag is read


def test_python_values_pass_the_readers_unchanged() -> None:
    moment = datetime(2025, 1, 2, tzinfo=UTC)
    assert wire.read_hook(_runtime(wire.Timestamp), moment) == moment
    assert wire.read_hook(_runtime(wire.Timestamp), datetime(2025, 1, 2)) == moment
    assert wire.read_hook(_runtime(wire.Timestamp), date(2025, 1, 2)) == moment
    assert wire.read_hook(_runtime(wire.Day), moment) == date(2025, 1, 2)
    assert wire.read_hook(_runtime(wire.Day), date(2025, 1, 2)) == date(2025, 1, 2)


def test_an_unknown_type_is_not_for_the_hook() -> None:
    with pytest.raises(NotImplementedError, match="no wire type"):
        wire.read_hook(complex, 1)


def test_a_marker_without_rules_passes_values_through() -> None:
    assert wire.WireType.read("x") == "x"
    assert wire.WireType.write("x") == "x"


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (date(2025, 8, 15), "2025-08-15"),
        (datetime(2025, 8, 15, 23, 0, tzinfo=UTC), "2025-08-15"),
        ("2025-08-15", "2025-08-15"),
        (" 2025-08-15T00:00:00.000Z ", "2025-08-15"),
        (Colour.DAY, "2025-03-04"),
    ],
)
def test_a_day_is_sent_as_iso_date(given: object, sent: str) -> None:
    assert _runtime(wire.DayInput).write(given) == sent


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (date(2025, 8, 15), "2025-08-15T00:00:00.000Z"),
        ("2025-08-15", "2025-08-15T00:00:00.000Z"),
        ("2025-08-15T10:00:00", "2025-08-15T10:00:00.000Z"),
        ("2025-08-15T10:00:00+02:00", "2025-08-15T10:00:00+02:00"),
        (datetime(2025, 8, 15, 10, 0, 0, 123456), "2025-08-15T10:00:00.123Z"),
        (datetime(2025, 8, 15, 10, tzinfo=timezone(timedelta(hours=2))), "2025-08-15T08:00:00.000Z"),
    ],
)
def test_a_timestamp_is_sent_in_utc_with_milliseconds(given: object, sent: str) -> None:
    assert _runtime(wire.TimestampInput).write(given) == sent


@pytest.mark.parametrize("given", ["", "  ", "tomorrow", 20250815, None, True])
def test_what_is_no_date_is_refused_before_it_is_sent(given: object) -> None:
    with pytest.raises(ValueError, match="YYYY-MM-DD"):
        _runtime(wire.DayInput).write(given)
    with pytest.raises(ValueError, match="ISO 8601"):
        _runtime(wire.TimestampInput).write(given)


@pytest.mark.parametrize(("given", "flag"), [(True, True), ("true", True), ("False", False), (False, False)])
def test_flags_are_sent_as_json_booleans_or_as_words(given: object, flag: bool) -> None:
    assert _runtime(wire.FlagInput).write(given) is flag
    assert _runtime(wire.FlagText).write(given) == ("true" if flag else "false")


@pytest.mark.parametrize("given", ["yes", 1, 0, None, ""])
def test_what_is_no_flag_is_refused(given: object) -> None:
    with pytest.raises(ValueError, match="expected True, False"):
        _runtime(wire.FlagInput).write(given)


def test_shapes_of_decoded_json_are_told_apart() -> None:
    assert wire.is_object({})
    assert not wire.is_object([])
    assert wire.is_list([])
    assert not wire.is_list("text")


def _runtime(marker: object) -> type[wire.WireType]:
    assert isinstance(marker, type)
    assert issubclass(marker, wire.WireType)
    return marker
