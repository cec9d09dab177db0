"""From response bytes to records, whatever the envelope."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from timeback_core.decoding import ShapeError, decode_list, decode_record, decode_single
from timeback_core.model import Model
from timeback_core.oneroster.models import User


class Row(Model, kw_only=True):
    sourced_id: str
    number: float | None = None


def body(value: Any) -> bytes:
    return json.dumps(value).encode()


def test_a_list_answer_gives_records_and_total() -> None:
    rows, total = decode_list(body({"rows": [{"sourcedId": "a"}], "totalCount": 7}), Row, "rows")
    assert rows == [Row(sourced_id="a")]
    assert total == 7


@pytest.mark.parametrize(
    ("counters", "total"),
    [
        ({}, None),
        ({"total": 3}, 3),
        ({"totalCount": 4, "total": 3}, 4),
        ({"totalCount": "5"}, 5),
        ({"totalCount": "many", "total": 2}, 2),
        ({"totalCount": {}}, None),
    ],
)
def test_the_total_is_read_in_every_form(counters: dict[str, Any], total: int | None) -> None:
    assert decode_list(body({"rows": [], **counters}), Row, "rows")[1] == total


def test_the_only_list_under_another_key_is_taken() -> None:
    rows, total = decode_list(body({"students": [{"sourcedId": "a"}], "totalCount": 1}), Row, "users")
    assert [row.sourced_id for row in rows] == ["a"]
    assert total == 1


def test_a_null_list_is_an_empty_one() -> None:
    assert decode_list(body({"rows": None}), Row, "rows")[0] == []
    assert decode_list(body({"rows": None, "total": {}}), Row, "rows")[0] == []


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"a": [], "b": []}, "expected list under the key 'rows', found the keys"),
        ({}, "found the keys"),
        ({"rows": {}}, "expected list under the key 'rows', found object"),
        ({"rows": "x"}, "found text"),
        ({"rows": 5}, "found number"),
        ({"rows": [5]}, r"expected an object at rows\[0\], found number"),
        ({"rows": [{"sourcedId": "a"}, None]}, r"rows\[1\], found null"),
        ([], "expected a JSON object, found list"),
        (None, "expected a JSON object, found null"),
        (True, "found boolean"),
    ],
)
def test_an_answer_without_the_list_is_a_shape_error(answer: Any, message: str) -> None:
    with pytest.raises(ShapeError, match=message):
        decode_list(body(answer), Row, "rows")


@pytest.mark.parametrize("content", [b"", b"<html>", b'{"rows": [', b"\xff"])
def test_what_is_no_json_is_a_decode_error(content: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_list(content, Row, "rows")
    with pytest.raises(msgspec.DecodeError):
        decode_single(content, Row, "row")
    with pytest.raises(msgspec.DecodeError):
        decode_record(content, Row)


def test_one_row_that_does_not_fit_leaves_the_others_typed(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "timeback_core.models")
    users, _ = decode_list(
        body(
            {
                "users": [
                    {"sourcedId": "a", "dateLastModified": "2025-01-02T00:00:00.000Z"},
                    {"sourcedId": "b", "enabledUser": {"odd": 1}, "grades": ["9"], "note": 1},
                    {"sourcedId": "c", "enabledUser": "true"},
                ]
            }
        ),
        User,
        "users",
    )
    assert users[0].date_last_modified == datetime(2025, 1, 2, tzinfo=UTC)
    assert users[1].enabled_user == {"odd": 1}  # type: ignore[comparison-overlap]  # kept as it came
    assert users[1].grades == [9]
    assert users[1].extra == {"note": 1}
    assert users[2].enabled_user is True


def test_a_timestamp_without_zone_counts_as_utc() -> None:
    user = decode_record(b'{"sourcedId": "a", "dateLastModified": "2025-01-02T03:04:05"}', User)
    assert user.date_last_modified == datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_single_answer_is_taken_out_of_its_envelope() -> None:
    assert decode_single(body({"row": {"sourcedId": "a"}}), Row, "row") == Row(sourced_id="a")
    assert decode_single(body({"sourcedId": "a"}), Row, None) == Row(sourced_id="a")


def test_a_single_answer_that_does_not_fit_is_kept() -> None:
    row = decode_single(body({"row": {"sourcedId": "a", "number": [1]}}), Row, "row")
    assert row.number == [1]  # type: ignore[comparison-overlap]  # kept as it came


def test_a_bare_record_is_accepted_where_allowed() -> None:
    bare = body({"sourcedId": "a", "number": 1})
    assert decode_single(bare, Row, "row", bare="sourcedId").number == 1
    with pytest.raises(ShapeError, match="expected an object under the key 'row'"):
        decode_single(bare, Row, "row")


@pytest.mark.parametrize("answer", [{}, {"row": None}, {"row": []}, {"other": {}}, [], "x"])
def test_a_single_answer_without_record_is_a_shape_error(answer: Any) -> None:
    with pytest.raises(ShapeError):
        decode_single(body(answer), Row, "row", bare="sourcedId")
    with pytest.raises(ShapeError):
        decode_single(body([]), Row, None)
