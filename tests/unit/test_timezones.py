"""Offsets of time zones as spans, days and weeks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeback_sandbox.edubridge.timezones import Span, local_moment, offset_spans, week_of, zone_named
from timeback_sandbox.moments import milliseconds, moment_of

HOUR = 3_600_000
ZONES = [
    "UTC", "America/New_York", "America/Chicago", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe",
    "America/St_Johns", "Africa/Casablanca", "Pacific/Apia", "Pacific/Chatham", "Europe/Dublin", "America/Sao_Paulo",
]  # fmt: skip


def at(text: str) -> int:
    return milliseconds(text)


def test_utc_and_no_zone_are_one_span() -> None:
    assert offset_spans(None, 0, 10**12) == [Span(None, 0)]
    assert offset_spans(ZoneInfo("UTC"), 0, 10**12) == [Span(None, 0)]


def test_a_year_of_new_york_has_three_spans() -> None:
    spans = offset_spans(ZoneInfo("America/New_York"), at("2025-01-01T00:00:00.000Z"), at("2025-12-31T00:00:00.000Z"))
    assert spans == [
        Span(at("2025-03-09T07:00:00.000Z"), -5 * HOUR),
        Span(at("2025-11-02T06:00:00.000Z"), -4 * HOUR),
        Span(None, -5 * HOUR),
    ]


def test_lord_howe_changes_by_half_an_hour() -> None:
    spans = offset_spans(
        ZoneInfo("Australia/Lord_Howe"), at("2025-01-01T00:00:00.000Z"), at("2025-12-31T00:00:00.000Z")
    )
    assert [span.offset for span in spans] == [11 * HOUR, 10.5 * HOUR, 11 * HOUR]


def test_a_change_at_the_end_of_the_range_belongs_to_it_and_one_at_its_beginning_is_past() -> None:
    change = at("2025-03-09T07:00:00.000Z")
    zone = ZoneInfo("America/New_York")
    assert offset_spans(zone, change - 1, change) == [Span(change, -5 * HOUR), Span(None, -4 * HOUR)]
    assert offset_spans(zone, change, change + 1) == [Span(None, -4 * HOUR)]


def test_samoa_left_out_a_day() -> None:
    spans = offset_spans(ZoneInfo("Pacific/Apia"), at("2011-12-30T00:00:00.000Z"), at("2011-12-31T00:00:00.000Z"))
    assert spans == [Span(at("2011-12-30T10:00:00.000Z"), -10 * HOUR), Span(None, 14 * HOUR)]


INSTANTS = st.integers(at("1700-01-01T00:00:00.000Z"), at("2400-01-01T00:00:00.000Z"))


@settings(deadline=None)
@given(zone=st.sampled_from(ZONES), first=INSTANTS, length=st.integers(0, 40 * 366 * 86_400_000), share=st.floats(0, 1))
def test_the_offset_of_every_instant_is_that_of_its_span(zone: str, first: int, length: int, share: float) -> None:
    place = ZoneInfo(zone)
    spans = offset_spans(place, first, first + length)
    instant = first + int(length * share)
    offset = next(span.offset for span in spans if span.end is None or instant < span.end)
    ahead = moment_of(instant).astimezone(place).utcoffset()
    assert ahead is not None
    assert offset == ahead // timedelta(milliseconds=1)


@settings(deadline=None)
@given(zone=st.sampled_from(ZONES), day=st.dates(date(1900, 1, 10), date(2400, 1, 1)))
def test_a_week_is_seven_local_days_from_sunday_on(zone: str, day: date) -> None:
    place = ZoneInfo(zone)
    week = week_of(place, day)
    first, last = local_moment(place, week.first), local_moment(place, week.last)
    sunday = day - timedelta(days=(day.weekday() + 1) % 7)
    assert first.date() == sunday
    assert sunday <= day <= sunday + timedelta(days=6)
    assert last.date() == sunday + timedelta(days=6)
    assert local_moment(place, week.first - 1).date() < sunday
    assert local_moment(place, week.last + 1).date() > sunday + timedelta(days=6)


def test_an_hour_that_comes_twice_at_the_end_of_a_saturday_belongs_to_the_week_twice() -> None:
    zone = ZoneInfo("America/Sao_Paulo")  # on 18 February 2018 at midnight clocks went back to 23:00 of Saturday
    week = week_of(zone, date(2018, 2, 17))
    assert moment_of(week.last) == datetime(2018, 2, 18, 2, 59, 59, 999_000, UTC)


def test_a_week_beyond_the_calendar_overflows() -> None:
    for day in (date.min, date.max):
        with pytest.raises(OverflowError):
            week_of(None, day)


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "America", "../../etc/passwd", "/etc/passwd", "A" * 200, "a\x00b"]
)
def test_what_is_no_name_of_a_zone_is_refused_with_the_name_and_a_hint(name: str) -> None:
    with pytest.raises(ValueError, match="is no time zone; use an IANA name"):
        zone_named(name)


def test_instants_at_the_ends_of_time_have_a_local_time() -> None:
    zone = ZoneInfo("Pacific/Kiritimati")
    for text in ("0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"):
        assert local_moment(zone, at(text)).year in {1, 9999}
        assert offset_spans(zone, at(text), at(text))
