"""What a delivery holds, as typed events."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeback_core.webhooks import (
    OtherEvent,
    ReceivedActivity,
    ReceivedEvent,
    ReceivedGrade,
    ReceivedItemEvent,
    ReceivedTimeSpent,
    WebhookPayloadError,
    parse_delivery,
)
from timeback_core.webhooks.event_parts import ActivityContext, ActivityMetrics, Learner, NamedEntity, ScoreEntity

ACTIVITY: dict[str, Any] = {
    "@context": "http://purl.imsglobal.org/ctx/caliper/v1p2",
    "id": "urn:uuid:0b2f6a54-3a0e-4f0b-9c7e-5d1f7a9b2c11",
    "type": "ActivityEvent",
    "profile": "TimebackProfile",
    "action": "Completed",
    "actor": {"id": "https://x.example/users/7", "type": "TimebackUser", "email": "ada@x.example", "role": "student"},
    "object": {
        "id": "https://x.example/lessons/3",
        "type": "TimebackActivityContext",
        "subject": "Math",
        "app": {"name": "Fractions"},
        "course": {"id": "https://x.example/courses/9", "name": "Fractions 5", "code": "F5"},
    },
    "eventTime": "2026-03-04T15:20:31.482Z",
    "generated": {
        "id": "urn:uuid:1",
        "type": "TimebackActivityMetricsCollection",
        "attempt": 2,
        "items": [
            {"type": "xpEarned", "value": 12.5},
            {"type": "totalQuestions", "value": "20"},
            {"type": "correctQuestions", "value": 18},
        ],
    },
    "sensor": "https://x.example/sensor",
    "sendTime": "2026-03-04T15:20:32Z",
    "somethingNew": {"a": 1},
}
TIME = {
    "id": "urn:uuid:2",
    "type": "TimeSpentEvent",
    "actor": "https://x.example/users/7",
    "object": "https://x.example/lessons/3",
    "generated": {"items": [{"type": "active", "value": 600}, {"type": "active", "value": 30}, {"type": "waste"}]},
}


def parsed(value: object) -> list[Any]:
    return list(parse_delivery(json.dumps(value).encode()))


def test_one_event_is_typed_by_what_it_is() -> None:
    (event,) = parsed(ACTIVITY)
    assert isinstance(event, ReceivedActivity)
    assert isinstance(event, ReceivedEvent)
    assert isinstance(event.actor, Learner)
    assert event.actor.email == "ada@x.example"
    assert isinstance(event.object, ActivityContext)
    assert isinstance(event.object.course, NamedEntity)
    assert event.object.course.name == "Fractions 5"
    assert isinstance(event.generated, ActivityMetrics)
    assert event.generated.attempt == 2
    assert event.metric("xpEarned") == 12.5
    assert event.metric("totalQuestions") == 20
    assert event.metric("masteredUnits") is None
    assert event.event_time == datetime(2026, 3, 4, 15, 20, 31, 482000, tzinfo=UTC)
    assert event.context == "http://purl.imsglobal.org/ctx/caliper/v1p2"
    assert (event.actor_id, event.object_id) == ("https://x.example/users/7", "https://x.example/lessons/3")


def test_nothing_that_was_sent_is_lost() -> None:
    (event,) = parsed(ACTIVITY)
    assert event.extra == {"somethingNew": {"a": 1}}
    assert event.to_dict() == ACTIVITY
    assert event.as_received()["object"]["course"]["code"] == "F5"


def test_time_is_added_up_by_its_kind() -> None:
    (event,) = parsed(TIME)
    assert isinstance(event, ReceivedTimeSpent)
    assert event.seconds() == 630
    assert event.seconds("waste") == 0
    assert (event.actor_id, event.object_id) == ("https://x.example/users/7", "https://x.example/lessons/3")


def test_answers_marks_and_other_events_have_classes_of_their_own() -> None:
    answer, mark, other = parsed(
        [
            {"id": "1", "type": "AssessmentItemEvent", "object": {"id": "q"}, "generated": {"duration": "PT45S"}},
            {"id": "2", "type": "GradeEvent", "generated": {"scoreGiven": 3, "maxScore": 4}},
            {"id": "3", "type": "SessionEvent", "actor": {"id": "p", "new": 1}, "object": "s"},
        ]
    )
    assert isinstance(answer, ReceivedItemEvent)
    assert answer.object_id == "q"
    assert isinstance(mark, ReceivedGrade)
    assert isinstance(mark.generated, ScoreEntity)
    assert mark.generated.score_given == 3
    assert isinstance(other, OtherEvent)
    assert other.actor == {"id": "p", "new": 1}
    assert (other.actor_id, other.object_id) == ("p", "s")


def test_an_envelope_gives_its_events_sensor_and_time() -> None:
    first, second = parsed(
        {
            "sensor": "https://x.example/s",
            "sendTime": "2026-01-05T10:00:00.000Z",
            "dataVersion": "http://purl.imsglobal.org/ctx/caliper/v1p2",
            "data": [TIME, {**ACTIVITY, "sensor": "https://own.example/s"}],
        }
    )
    assert (first.sensor, first.send_time) == ("https://x.example/s", datetime(2026, 1, 5, 10, tzinfo=UTC))
    assert second.sensor == "https://own.example/s"
    assert isinstance(second, ReceivedActivity)


def test_an_event_with_data_of_its_own_is_no_envelope() -> None:
    (event,) = parsed({"type": "Event", "data": [1, 2]})
    assert event.extra == {"data": [1, 2]}


def test_text_is_taken_like_bytes_and_an_empty_list_holds_nothing() -> None:
    assert parse_delivery(json.dumps(TIME)) == parse_delivery(json.dumps(TIME).encode())
    assert parse_delivery("[]") == []
    assert parse_delivery('{"data": []}') == []


@pytest.mark.parametrize("wrong", [{"eventTime": "soon"}, {"generated": {"items": 5}}, {"actor": 7}, {"type": None}])
def test_a_value_that_does_not_fit_is_kept_as_it_came(wrong: dict[str, Any]) -> None:
    (event,) = parsed({**ACTIVITY, **wrong})
    assert event.as_received() == {**ACTIVITY, **wrong}
    assert event.id == ACTIVITY["id"]


@pytest.mark.parametrize(
    "body",
    [b"", b" ", b"{", b"nonsense", b"7", b"null", b'"text"', b"[7]", b"[[]]", b'{"data": [1]}', b"\xff", b"[" * 9999],
)
def test_a_body_without_events_is_refused(body: bytes) -> None:
    with pytest.raises(WebhookPayloadError) as caught:
        parse_delivery(body)
    assert caught.value.status_code == 400
    assert isinstance(caught.value, ValueError)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "data", "actor", "generated", "items", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_is_events_or_is_refused(value: Any) -> None:
    try:
        events = parsed(value)
    except WebhookPayloadError:
        assert not isinstance(value, dict) or isinstance(value.get("data"), list)
    else:
        assert all(isinstance(event, ReceivedEvent) for event in events)


@given(st.binary(max_size=40))
def test_any_bytes_are_events_or_are_refused(body: bytes) -> None:
    with contextlib.suppress(WebhookPayloadError):
        assert all(isinstance(event, ReceivedEvent) for event in parse_delivery(body))
