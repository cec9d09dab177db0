"""Records from JSON that does not quite fit."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
import pytest

from timeback_core import lenient
from timeback_core.lenient import convert
from timeback_core.model import Model
from timeback_core.wire import Day


class Part(Model, kw_only=True):
    sourced_id: str
    count: int | None = None


class Whole(Model, kw_only=True):
    sourced_id: str
    title: str | None = None
    number: float | None = None
    flag: bool | None = None
    day: Day | None = None
    moment: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    part: Part | None = None
    parts: list[Part] | None = None
    names: list[str] = []  # noqa: RUF012  # msgspec gives each record its own
    metadata: dict[str, Any] | None = None


@pytest.fixture(autouse=True)
def _fresh_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lenient, "_reported", set())


@pytest.mark.promise("nothing-refused")
def test_numbers_and_texts_stand_for_each_other() -> None:
    record = convert({"sourcedId": 5, "title": 2.5, "number": "87.5", "part": {"sourcedId": 7, "count": "3"}}, Whole)
    assert (record.sourced_id, record.title, record.number) == ("5", "2.5", 87.5)
    assert record.part == Part(sourced_id="7", count=3)


def test_null_is_kept_everywhere() -> None:
    record = convert({"sourcedId": None, "names": None, "parts": [None]}, Whole)
    assert record.sourced_id is None
    assert record.names is None
    assert record.parts == [None]


def test_a_missing_required_field_is_none_and_others_keep_their_defaults() -> None:
    record = convert({}, Whole)
    assert record.sourced_id is None
    assert record.names == []


def test_what_fits_of_a_nested_record_is_typed() -> None:
    record = convert({"sourcedId": "a", "parts": [{"sourcedId": "p", "count": "x"}, "q"], "day": "2025-01-02"}, Whole)
    assert record.parts is not None
    assert (record.parts[0].sourced_id, record.parts[0].count) == ("p", "x")
    assert record.parts[1] == "q"
    assert record.day is not None
    assert record.day.isoformat() == "2025-01-02"


def test_a_timestamp_in_another_form_is_still_a_timestamp() -> None:
    expected = datetime(2025, 1, 2, 3, 4, tzinfo=UTC)
    assert convert({"moment": "2025-01-02 03:04+00:00"}, Whole).moment == expected
    assert convert({"moment": "2025-01-02T03:04:00"}, Whole).moment == expected
    assert convert({"moment": "soon"}, Whole).moment == "soon"


@pytest.mark.promise("nothing-refused")
def test_a_misfit_is_logged_once_per_model_and_field(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "timeback_core.models")
    for _ in range(3):
        assert convert({"sourcedId": "a", "flag": "perhaps", "number": [1]}, Whole).flag == "perhaps"
    assert sorted(record.args[:2] for record in caplog.records) == [("Whole", "flag"), ("Whole", "number")]
    assert "perhaps" not in caplog.text


def test_quiet_logs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    convert({"sourcedId": "a", "flag": "perhaps"}, Whole, quiet=True)
    assert caplog.records == []
