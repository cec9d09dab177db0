"""Events in the dialect of the second platform."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from caliper_calls import ACTIVITY, APP, CONTEXT, EVENT_ID, SENSOR, USER, completed, seen, spent, used, written

from timeback_core.caliper import TimeSpentMetric, transform_envelope, transform_event
from timeback_core.caliper.outgoing import encode_event


def transformed(event: Any) -> dict[str, Any]:
    before = copy.deepcopy(event)
    changed = transform_event(event)
    assert event == before
    return changed


def test_an_activity_is_said_in_calipers_own_classes() -> None:
    event = written(completed(id=EVENT_ID, attempt=1, generated_extensions={"pctCompleteApp": 40}))
    changed = transformed(event)
    assert changed["profile"] == "AggregationProfile"
    assert changed["actor"] == {"type": "Person", "id": USER.id}
    assert changed["object"] == {
        "type": "AssignableDigitalResource",
        "id": ACTIVITY.id,
        "isPartOf": {"type": "CourseOffering", "id": "https://app.example/courses/math-4", "name": "Math G4"},
        "extensions": {
            "app": {"name": "Fraction Forge", "type": "SoftwareApplication"},
            "subject": "Math",
            "activity": {"name": "Compare halves"},
        },
    }
    generated = changed["generated"]
    assert generated["type"] == "ActivityMetricsCollection"
    assert generated["id"] == event["generated"]["id"]
    assert generated["attempt"] == 1
    assert generated["extensions"] == {"pctCompleteApp": 40}
    assert all(item.pop("id").startswith("urn:uuid:") for item in generated["items"])
    assert generated["items"] == [
        {"type": "ActivityMetric", "metricType": "TotalQuestions", "metricValue": 12},
        {"type": "ActivityMetric", "metricType": "XpEarned", "metricValue": 7.5},
    ]
    assert changed["session"] == "urn:tag:auto-attach"
    for name in ("@context", "id", "type", "action", "eventTime"):
        assert changed[name] == event[name]


def test_times_keep_their_details_in_extensions() -> None:
    metric = TimeSpentMetric(
        type="anti-pattern", value=5, sub_type="guessing", start_date="2026-03-04", extensions={"a": 1}
    )
    (item,) = transformed(written(spent(metrics=[metric])))["generated"]["items"]
    assert item.pop("id").startswith("urn:uuid:")
    assert item == {
        "type": "TimeSpentMetric",
        "metricType": "Anti-pattern",
        "metricValue": 5,
        "extensions": {"a": 1, "subType": "guessing", "startDate": "2026-03-04T00:00:00.000Z"},
    }
    nameless = transformed({**written(spent()), "generated": {"items": [{"value": 1}]}})["generated"]
    assert nameless["items"][0]["metricType"] == "Active"
    assert nameless["type"] == "TimeSpentMetricsCollection"
    assert nameless["id"].startswith("urn:uuid:")


def test_a_course_without_identifier_is_no_part_of_anything() -> None:
    event = written(
        completed(object={"id": ACTIVITY.id, "subject": "Math", "app": {"name": "x"}, "course": {"name": "C"}})
    )
    changed = transformed(event)["object"]
    assert "isPartOf" not in changed
    assert changed["extensions"]["course"] == {"name": "C"}


def test_an_app_keeps_its_type_and_a_context_its_name_and_extensions() -> None:
    context = {
        "type": "TimebackActivityContext",
        "id": "https://a",
        "name": "N",
        "app": {"name": "x", "type": "WebApp"},
        "extensions": {"z": 1},
    }
    changed = transformed({**written(completed()), "object": context})["object"]
    assert changed["name"] == "N"
    assert changed["extensions"] == {"z": 1, "app": {"name": "x", "type": "WebApp"}}


@pytest.mark.parametrize("kind", ["AssignableEvent", "ViewEvent"])
def test_views_of_activities_are_changed_too(kind: str) -> None:
    event = used(type=kind, object=written(completed())["object"])
    assert transformed(event)["object"]["type"] == "AssignableDigitalResource"


def test_what_is_no_part_of_the_timeback_profile_stays() -> None:
    event = used(session="https://s", object=written(completed())["object"])
    assert transformed(event) == event
    question = written(seen(session={"id": "https://s", "type": "Session"}))
    assert transformed(question) == question
    assert transformed({**event, "actor": USER.id})["actor"] == USER.id


@pytest.mark.parametrize("session", [None, "", {}])
def test_an_event_without_session_gets_one_attached(session: object) -> None:
    assert transformed(used(session=session))["session"] == "urn:tag:auto-attach"


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("2026-03-04T15:20:30Z", "2026-03-04T15:20:30.000Z"),
        ("2026-03-04T15:20:30.1234567", "2026-03-04T15:20:30.123Z"),
        ("2026-03-04T15:20:30+01:00", "2026-03-04T14:20:30.000Z"),
        ("yesterday", "yesterday"),
        (5, 5),
    ],
)
def test_times_get_three_digits(given: object, sent: object) -> None:
    assert transformed(used(eventTime=given))["eventTime"] == sent


def test_a_context_is_added() -> None:
    event = used()
    del event["@context"]
    assert transformed(event)["@context"] == CONTEXT


def test_what_is_in_that_dialect_already_is_not_changed_again() -> None:
    once = transformed(written(completed()))
    assert transformed(once) == once


def test_metrics_of_a_strange_kind_are_for_the_platform_to_refuse() -> None:
    event = {"type": "ActivityEvent", "action": "Completed", "generated": {"items": [{"type": 5, "value": 1}]}}
    (metric,) = transform_event(event)["generated"]["items"]
    assert (metric["metricType"], metric["metricValue"]) == (5, 1)
    assert transform_event({**event, "type": ["ActivityEvent"]})["generated"] == event["generated"]


def test_entities_stay_as_they_are() -> None:
    entity = {"id": APP, "type": "SoftwareApplication"}
    assert transformed(entity) == entity


def test_an_envelope_is_changed_as_a_whole() -> None:
    envelope = {"sensor": SENSOR, "sendTime": "2026-03-04T15:20:30Z", "dataVersion": CONTEXT, "data": [used(), "x"]}
    before = copy.deepcopy(envelope)
    changed = transform_envelope(envelope)
    assert envelope == before
    assert changed["sendTime"] == "2026-03-04T15:20:30.000Z"
    assert (changed["sensor"], changed["dataVersion"]) == (SENSOR, CONTEXT)
    assert changed["data"][0]["session"] == "urn:tag:auto-attach"
    assert changed["data"][1] == "x"
    odd = {"sendTime": "2026-03-04T15:20:30Z", "data": "x"}
    assert transform_envelope(odd) is odd


def test_events_are_encoded_in_the_dialect_of_the_platform() -> None:
    event_id, content = encode_event(completed(id=EVENT_ID), platform="LEARNWITH_AI")
    assert event_id == EVENT_ID
    assert json.loads(content)["profile"] == "AggregationProfile"
