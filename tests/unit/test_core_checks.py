"""Checks of input, and small conversions of values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from timeback_core.checks import (
    validate_fields,
    validate_non_empty_string,
    validate_offset_list_params,
    validate_page_list_params,
    validate_sourced_id,
)
from timeback_core.errors import InputValidationError
from timeback_core.values import (
    ensure_z_suffix,
    normalize_boolean,
    normalize_date,
    normalize_date_only,
    utc_iso_timestamp,
)


def issues_of(check: Callable[..., None], *args: Any, **kwargs: Any) -> InputValidationError:
    """Return the error that a check raises."""
    with pytest.raises(InputValidationError) as caught:
        check(*args, **kwargs)
    return caught.value


@pytest.mark.parametrize("value", ["", "  ", None, 5, b"x", ["x"]])
def test_a_text_that_is_blank_or_no_text_is_refused(value: object) -> None:
    error = issues_of(validate_non_empty_string, value, "email")
    assert error.message == "Invalid email"
    assert [issue.path for issue in error.issues] == ["email"]
    assert "non-empty string" in error.issues[0].message
    validate_non_empty_string("x", "email")


def test_a_sourced_id_error_names_what_was_being_done() -> None:
    error = issues_of(validate_sourced_id, " ", "get user")
    assert "get user" in error.message
    assert error.issues[0].path == "sourcedId"
    validate_sourced_id("u1", "get user")


def test_every_wrong_list_parameter_is_reported_at_once() -> None:
    error = issues_of(validate_offset_list_params, limit=0, offset=-1, max_items="5")
    assert "Invalid list parameters" in error.message
    assert [issue.path for issue in error.issues] == ["limit", "offset", "max"]


@pytest.mark.parametrize("value", [True, 1.0, "1", 0, -3])
def test_a_limit_is_a_whole_number_from_1(value: object) -> None:
    assert issues_of(validate_offset_list_params, limit=value).issues[0].path == "limit"


def test_a_page_number_starts_at_1() -> None:
    error = issues_of(validate_page_list_params, page=0, limit=0, max_items=0)
    assert [issue.path for issue in error.issues] == ["page", "limit", "max"]


def test_parameters_that_are_left_out_are_fine() -> None:
    validate_offset_list_params(limit=None, offset=0, max_items=None)
    validate_page_list_params(page=1, limit=1, max_items=1)


def test_each_bad_field_name_is_its_own_issue() -> None:
    error = issues_of(validate_fields, ["ok", "", 5])
    assert [issue.path for issue in error.issues] == ["fields[1]", "fields[2]"]
    assert issues_of(validate_fields, "name").issues[0].path == "fields"
    validate_fields(None)
    validate_fields(["sourcedId"])


def test_a_timestamp_of_now_has_milliseconds_and_z() -> None:
    text = utc_iso_timestamp()
    assert text.endswith("Z")
    assert len(text) == len("2026-01-02T03:04:05.678Z")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("2026-01-02", "2026-01-02T00:00:00.000Z"),
        ("2026-01-02T03:04:05+00:00", "2026-01-02T03:04:05Z"),
        ("2026-01-02T03:04:05+02:00", "2026-01-02T03:04:05+02:00"),
        ("yesterday", "yesterday"),
        ("2026-1-2", "2026-1-2"),
        (date(2026, 1, 2), "2026-01-02T00:00:00.000Z"),
        (datetime(2026, 1, 2, 3, 4, 5, 678901), "2026-01-02T03:04:05.678Z"),
        (
            datetime(2026, 1, 2, 1, 0, tzinfo=timezone(timedelta(hours=2))),
            "2026-01-01T23:00:00.000Z",
        ),
    ],
)
def test_a_moment_is_written_in_utc(value: str | date | datetime | None, expected: str | None) -> None:
    assert normalize_date(value) == expected


def test_small_conversions() -> None:
    assert ensure_z_suffix("a+00:00") == "aZ"
    assert ensure_z_suffix("a+01:00") == "a+01:00"
    assert normalize_date_only("2026-01-02T03:04:05Z") == "2026-01-02"
    assert [normalize_boolean(value) for value in (True, False, "true", "True", "yes")] == [
        True,
        False,
        True,
        False,
        False,
    ]
