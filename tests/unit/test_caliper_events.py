"""Events made from inputs: what they look like on the wire."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec
import pytest
from caliper_calls import (
    ACTIVITY,
    APP,
    ATTEMPT,
    CONTEXT,
    EVENT_ID,
    MOMENT,
    SENSOR,
    USER,
    answered,
    completed,
    graded,
    seen,
    spent,
    used,
    written,
)

from timeback_core.caliper import (
    ActivityCompletedEvent,
    AssessmentItemEvent,
    CaliperEntity,
    CaliperEvent,
    QuestionGradeEvent,
    TimebackUser,
    TimeSpentEvent,
    TimeSpentMetric,
    create_activity_event,
    create_envelope,
    create_event,
    create_question_answered_event,
    create_question_graded_event,
    create_question_seen_event,
    create_question_skipped_event,
    create_time_spent_event,
)
from timeback_core.caliper.models_base import new_urn
from timeback_core.caliper.outgoing import encode_event, envelope_bytes
from timeback_core.errors import InputValidationError

URN = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")

FACTORIES: list[tuple[Callable[[Any], Any], Callable[..., Any], type[Any], str, str, str]] = [
    (create_activity_event, completed, ActivityCompletedEvent, "ActivityEvent", "TimebackProfile", "Completed"),
    (create_time_spent_event, spent, TimeSpentEvent, "TimeSpentEvent", "TimebackProfile", "SpentTime"),
    (create_question_seen_event, seen, AssessmentItemEvent, "AssessmentItemEvent", "AssessmentProfile", "Started"),
    (create_question_skipped_event, seen, AssessmentItemEvent, "AssessmentItemEvent", "AssessmentProfile", "Skipped"),
    (
        create_question_answered_event,
        answered,
        AssessmentItemEvent,
        "AssessmentItemEvent",
        "AssessmentProfile",
        "Completed",
    ),
    (create_question_graded_event, graded, QuestionGradeEvent, "GradeEvent", "GradingProfile", "Graded"),
]
EACH = pytest.mark.parametrize(
    ("create", "make", "model", "type_", "profile", "action"), FACTORIES, ids=[f[0].__name__ for f in FACTORIES]
)
MAKERS = pytest.mark.parametrize("make", [completed, spent, seen, answered, graded])


@EACH
def test_a_factory_completes_what_its_event_needs(
    create: Any, make: Any, model: Any, type_: str, profile: str, action: str
) -> None:
    event = create(make())
    assert type(event) is model
    assert (event.type, event.profile, event.action) == (type_, profile, action)
    assert URN.fullmatch(event.id)
    assert TIME.fullmatch(event.event_time)
    wire = written(event)
    assert wire["@context"] == CONTEXT
    assert (wire["id"], wire["eventTime"]) == (event.id, event.event_time)
    assert (wire["type"], wire["profile"], wire["action"]) == (type_, profile, action)
    assert wire == event.to_dict()


@EACH
def test_what_the_caller_says_of_identifier_and_time_stays(
    create: Any, make: Any, model: Any, type_: str, profile: str, action: str
) -> None:
    del model, type_, profile, action
    event = create(make(id=EVENT_ID, event_time=MOMENT))
    assert (event.id, event.event_time) == (EVENT_ID, MOMENT)


@EACH
def test_a_mapping_gives_the_same_event_in_either_spelling(
    create: Any, make: Any, model: Any, type_: str, profile: str, action: str
) -> None:
    del model, type_, profile, action
    given = make(id=EVENT_ID, event_time=MOMENT)
    camel = json.loads(msgspec.json.encode(given))
    snake = {name: getattr(given, name) for name in given.__struct_fields__}

    def comparable(event: Any) -> Any:
        wire = written(event)
        if "metrics" in camel or event.type == "GradeEvent":
            assert URN.fullmatch(wire["generated"].pop("id"))
        return wire

    expected = comparable(create(given))
    assert comparable(create(camel)) == expected
    assert comparable(create(snake)) == expected


def test_every_attribute_has_its_name_of_the_wire() -> None:
    everything: dict[str, Any] = {
        name: f"https://app.example/{name}"
        for name in ("session", "target", "referrer", "group", "membership", "federated_session", "ed_app")
    }
    event = create_activity_event(
        completed(
            **everything,
            attempt=2,
            metrics_id="urn:uuid:1",
            extensions={"courseId": "m"},
            generated_extensions={"pctCompleteApp": 40},
        )
    )
    wire = written(event)
    assert wire["edApp"] == "https://app.example/ed_app"
    assert wire["federatedSession"] == "https://app.example/federated_session"
    for name in ("session", "target", "referrer", "group", "membership"):
        assert wire[name] == f"https://app.example/{name}"
    assert wire["extensions"] == {"courseId": "m"}
    assert wire["generated"] == {
        "id": "urn:uuid:1",
        "type": "TimebackActivityMetricsCollection",
        "items": [{"type": "totalQuestions", "value": 12}, {"type": "xpEarned", "value": 7.5}],
        "attempt": 2,
        "extensions": {"pctCompleteApp": 40},
    }
    assert wire["actor"] == {
        "id": USER.id,
        "type": "TimebackUser",
        "email": "mika@school.example",
        "role": "student",
    }
    assert wire["object"]["app"] == {"name": "Fraction Forge"}
    assert not {key for key in json.dumps(wire).split('"') if re.fullmatch(r"[a-z]+_[a-z_]+", key)} - {
        "https",
    }


def test_times_spent_travel_with_their_details_in_camel_case() -> None:
    begin = datetime(2026, 3, 4, 16, 12, tzinfo=timezone(timedelta(hours=1)))
    metric = TimeSpentMetric(
        type="waste", value=60.5, sub_type="left-seat", start_date=begin, end_date="2026-03-04T15:13:00.5+00:00"
    )
    expected = {
        "type": "waste",
        "value": 60.5,
        "subType": "left-seat",
        "startDate": "2026-03-04T15:12:00.000Z",
        "endDate": "2026-03-04T15:13:00.500Z",
    }
    assert written(spent(metrics=[metric]))["generated"]["items"] == [expected]
    assert written(spent(metrics=[expected]))["generated"]["items"] == [expected]
    by_wire_names: Any = TimeSpentMetric
    metric = by_wire_names(type="waste", value=60.5, subType="left-seat", startDate=begin, endDate=expected["endDate"])
    assert written(spent(metrics=[metric]))["generated"]["items"] == [expected]


def test_questions_and_scores_get_their_types_whatever_the_caller_says() -> None:
    event = written(create_question_answered_event(answered(object={"id": "https://q", "type": "X", "kind": "choice"})))
    assert event["object"] == {"id": "https://q", "type": "AssessmentItem", "kind": "choice"}
    assert event["generated"]["type"] == "Response"
    assert event["generated"]["duration"] == "PT18S"
    grade = written(create_question_graded_event(graded(generated={"score_given": 0.5, "scoredBy": APP, "type": "X"})))
    assert URN.fullmatch(grade["generated"].pop("id"))
    assert grade["generated"] == {
        "type": "Score",
        "scoreType": "QUESTION_RESULT",
        "scoreGiven": 0.5,
        "scoredBy": APP,
    }
    assert grade["object"] == ATTEMPT
    described = {"id": ATTEMPT, "type": "Attempt", "count": 2}
    assert written(create_question_graded_event(graded(object=described)))["object"] == described


def test_an_answer_may_be_missing() -> None:
    assert "generated" not in written(create_question_answered_event(answered(generated=None)))


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (datetime(2026, 3, 4, 15, 20, 30, tzinfo=UTC), "2026-03-04T15:20:30.000Z"),
        (datetime(2026, 3, 4, 15, 20, 30, 482_999, tzinfo=UTC), "2026-03-04T15:20:30.482Z"),
        (datetime(2026, 3, 4, 15, 20, 30), "2026-03-04T15:20:30.000Z"),
        (datetime(2026, 3, 4, 1, 0, tzinfo=timezone(timedelta(hours=2))), "2026-03-03T23:00:00.000Z"),
        (date(2026, 3, 4), "2026-03-04T00:00:00.000Z"),
        ("2026-03-04T15:20:30Z", "2026-03-04T15:20:30.000Z"),
        ("2026-03-04T15:20:30.123456+02:00", "2026-03-04T13:20:30.123Z"),
        ("2026-03-04", "2026-03-04T00:00:00.000Z"),
    ],
)
@MAKERS
def test_a_time_is_sent_in_utc_with_milliseconds(make: Any, given: Any, sent: str) -> None:
    assert written(make(event_time=given))["eventTime"] == sent
    as_mapping = {**written(make()), "eventTime": given}
    assert written(as_mapping)["eventTime"] == sent


@MAKERS
def test_an_event_shares_nothing_with_its_input(make: Any) -> None:
    extensions: dict[str, Any] = {"list": [1]}
    given = make(extensions=extensions)
    before = msgspec.json.encode(given)
    recipe = {completed: create_activity_event, spent: create_time_spent_event, seen: create_question_seen_event}
    create: Any = recipe.get(make) or (
        create_question_answered_event if make is answered else create_question_graded_event
    )
    event = create(given)
    extensions["list"].append(2)
    assert event.extensions == {"list": [1]}
    extensions["list"].pop()
    assert msgspec.json.encode(given) == before


def test_nothing_is_sent_as_null_at_any_level() -> None:
    user = {"id": USER.id, "email": USER.email, "name": None, "type": "TimebackUser"}
    event = written(
        completed(actor=user, session=None, attempt=None, extensions={"a": None, "b": {"c": None, "d": [None, 1]}})
    )
    assert event["extensions"] == {"b": {"d": [None, 1]}}
    assert event["actor"] == {"id": USER.id, "email": USER.email, "type": "TimebackUser"}
    assert "session" not in event
    assert "attempt" not in event["generated"]
    assert written(used(generated=None, actor={"id": "https://a", "name": None}))["actor"] == {"id": "https://a"}


def test_keys_that_no_model_knows_are_kept() -> None:
    actor = {"id": USER.id, "email": USER.email, "type": "TimebackUser", "grade": 4}
    event = create_activity_event(completed(actor=actor))
    assert written(event)["actor"]["grade"] == 4
    assert written({**used(), "foo": {"bar": 1}})["foo"] == {"bar": 1}
    assert written({**written(completed()), "foo": 1})["foo"] == 1


class Subject(StrEnum):
    MATH = "Math"


def test_values_of_other_types_become_json() -> None:
    activity = {"id": ACTIVITY.id, "subject": Subject.MATH, "app": {"name": "x"}}
    event = written(completed(object=activity, metrics=[{"type": "xpEarned", "value": Decimal("1.5")}]))
    assert event["object"]["subject"] == "Math"
    assert event["generated"]["items"] == [{"type": "xpEarned", "value": 1.5}]
    when = datetime(2026, 3, 4, tzinfo=UTC)
    assert written(used(extensions={"at": when, "n": Decimal("0.1")}))["extensions"] == {
        "at": "2026-03-04T00:00:00.000Z",
        "n": 0.1,
    }


def test_any_event_of_caliper_can_be_made() -> None:
    event = create_event(
        type="ToolUseEvent",
        profile="ToolUseProfile",
        action="Used",
        actor=USER,
        object={"id": APP, "type": "SoftwareApplication"},
        ed_app=APP,
        event_time=date(2026, 3, 4),
        extensions={"a": 1},
    )
    assert type(event) is CaliperEvent
    wire = written(event)
    assert wire.pop("id") == event.id
    assert wire == {
        "@context": CONTEXT,
        "type": "ToolUseEvent",
        "profile": "ToolUseProfile",
        "action": "Used",
        "actor": {"id": USER.id, "email": USER.email, "role": "student", "type": "TimebackUser"},
        "object": {"id": APP, "type": "SoftwareApplication"},
        "edApp": APP,
        "eventTime": "2026-03-04T00:00:00.000Z",
        "extensions": {"a": 1},
    }
    assert create_event(type="Event", action="Linked", actor=APP, object=APP).profile == "GeneralProfile"
    assert create_event(type="Event", action="Linked", actor=APP, object=APP, id=EVENT_ID).id == EVENT_ID
    contexts = [{"x": "https://x"}, CONTEXT]
    assert written(create_event(type="Event", action="a", actor=APP, object=APP, context=contexts))["@context"] == (
        contexts
    )


def test_a_mapping_gets_what_it_lacks() -> None:
    event = used()
    for name in ("@context", "id", "eventTime"):
        del event[name]
    event_id, content = encode_event(event)
    wire = json.loads(content)
    assert wire["@context"] == CONTEXT
    assert wire["id"] == event_id
    assert URN.fullmatch(event_id)
    assert TIME.fullmatch(wire["eventTime"])
    assert set(event) == set(used()) - {"@context", "id", "eventTime"}


def test_a_mapping_may_have_the_names_of_attributes() -> None:
    event = used()
    event["event_time"], event["ed_app"] = event.pop("eventTime"), APP
    assert written(event) == {**used(), "edApp": APP}


def test_an_event_that_is_ready_is_sent_as_it_is() -> None:
    assert written(used()) == used()
    assert encode_event(used())[0] == EVENT_ID


def test_an_entity_can_be_described() -> None:
    page = CaliperEntity(id="https://p", type="Document", name="Page", date_created=date(2026, 1, 2))
    event_id, content = encode_event(page)
    assert event_id == "https://p"
    assert json.loads(content) == {
        "@context": CONTEXT,
        "id": "https://p",
        "type": "Document",
        "name": "Page",
        "dateCreated": "2026-01-02T00:00:00.000Z",
    }
    assert written({"id": "https://p", "type": "Document", "mediaType": "text/html"}) == {
        "@context": CONTEXT,
        "id": "https://p",
        "type": "Document",
        "mediaType": "text/html",
    }
    assert written(TimebackUser(id="https://u", email="a@b"))["type"] == "TimebackUser"


def test_an_event_that_was_read_keeps_what_no_model_knows() -> None:
    from timeback_core.decoding import convert_record

    wire = {**written(completed()), "later": {"a": 1}}
    event = convert_record(wire, ActivityCompletedEvent)
    event.extensions = {"b": 2}
    assert written(event) == {**wire, "extensions": {"b": 2}}


def test_an_event_may_be_built_and_changed_by_hand() -> None:
    event = create_activity_event(completed())
    event.event_time = datetime(2026, 1, 1, 12, 0, 0, 500_000, tzinfo=UTC)
    event.generated.items[0].value = 13
    wire = written(event)
    assert wire["eventTime"] == "2026-01-01T12:00:00.500Z"
    assert wire["generated"]["items"][0]["value"] == 13
    event.actor.email = ""
    with pytest.raises(InputValidationError, match=r"actor\.email"):
        encode_event(event)


def test_an_envelope_is_joined_without_touching_its_events() -> None:
    content = envelope_bytes(f" {SENSOR} ", [b'{"a": 1}', b"{}"], datetime(2026, 3, 4, tzinfo=UTC))
    assert content == (
        b'{"sensor":"' + SENSOR.encode() + b'","sendTime":"2026-03-04T00:00:00.000Z",'
        b'"dataVersion":"' + CONTEXT.encode() + b'","data":[{"a": 1},{}]}'
    )
    assert TIME.fullmatch(json.loads(envelope_bytes(SENSOR, [b"{}"]))["sendTime"])


def test_an_envelope_can_be_made_as_a_mapping() -> None:
    envelope = create_envelope(f" {SENSOR}", [completed(), used()], send_time=date(2026, 3, 4))
    assert envelope["sensor"] == SENSOR
    assert envelope["sendTime"] == "2026-03-04T00:00:00.000Z"
    assert envelope["dataVersion"] == CONTEXT
    assert [event["type"] for event in envelope["data"]] == ["ActivityEvent", "ToolUseEvent"]


def test_identifiers_are_random_uuids() -> None:
    made = {new_urn() for _ in range(2000)}
    assert len(made) == 2000
    assert all(URN.fullmatch(urn) for urn in made)
