"""What Caliper's intake refuses, rule by rule, as the platform does and strictly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from caliper_events import (
    DATA_VERSION,
    Intake,
    activity,
    all_kinds,
    context,
    envelope,
    general,
    intake,
    new_id,
    of_kind,
    refused,
    time_spent,
    user,
    where,
)

VALIDATE = "/caliper/event/validate"


@pytest.fixture(scope="module")
def platform() -> Iterator[Intake]:
    with intake() as made:
        yield made


@pytest.fixture(scope="module")
def strict() -> Iterator[Intake]:
    with intake(caliper_validation="strict") as made:
        yield made


def without(event: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in event.items() if name not in names}


def test_every_described_event_is_right_and_every_other_action_is_wrong(platform: Intake, strict: Intake) -> None:
    kinds = list(all_kinds())
    assert len(kinds) > 90
    for type, profile, action in kinds:
        event = of_kind(type, profile, action)
        for caller in (platform, strict):
            reply = caller.post(envelope(event), VALIDATE)
            assert reply.status == 200, (type, profile, action, reply.content)
            wrong = caller.issues({**event, "action": "Dreamt"}, path=VALIDATE)
            assert {one["path"][-1] for one in wrong} == {"action"}, wrong


def test_a_field_that_a_type_needs_has_to_be_there(platform: Intake) -> None:
    for type, profile, action in (
        ("ActivityEvent", "TimebackProfile", "Completed"),
        ("TimeSpentEvent", "TimebackProfile", "SpentTime"),
        ("AnnotationEvent", "AnnotationProfile", "Tagged"),
        ("AssessmentEvent", "AssessmentProfile", "Started"),
        ("GradeEvent", "GradingProfile", "Graded"),
        ("QuestionnaireItemEvent", "SurveyProfile", "Completed"),
    ):
        found = platform.issues(without(of_kind(type, profile, action), "generated"))
        assert where(found) == {("invalid_type", "data.0.generated")}
    media = without(of_kind("NavigationEvent", "MediaProfile", "NavigatedTo"), "target")
    assert where(platform.issues(media)) == {("invalid_type", "data.0.target")}
    assert platform.post(envelope({**media, "profile": "ReadingProfile"}), VALIDATE).status == 200


RULES: list[tuple[str, Any, set[tuple[str, str]] | None, set[tuple[str, str]] | None]] = [
    ("1 no sensor", without(envelope(general()), "sensor"), {("invalid_type", "sensor")}, {("invalid_type", "sensor")}),
    ("1 null data", {**envelope(), "data": None}, {("invalid_type", "data")}, {("invalid_type", "data")}),
    ("1 no object", [], {("invalid_type", "")}, {("invalid_type", "")}),
    ("2 blank sensor", envelope(general(), sensor=" "), {("too_small", "sensor")}, {("too_small", "sensor")}),
    ("2 sensor is no IRI", envelope(general(), sensor="web"), None, {("invalid_string", "sensor")}),
    (
        "3 send time",
        envelope(general(), sendTime="yesterday"),
        {("invalid_string", "sendTime")},
        {("invalid_string", "sendTime")},
    ),
    (
        "3 a day that is not",
        envelope(general(eventTime="2026-02-30T00:00:00.000Z")),
        {("invalid_string", "data.0.eventTime")},
        {("invalid_string", "data.0.eventTime")},
    ),
    (
        "3 no zone",
        envelope(general(eventTime="2026-02-03T00:00:00.000")),
        {("invalid_string", "data.0.eventTime")},
        {("invalid_string", "data.0.eventTime")},
    ),
    (
        "3 another zone",
        envelope(general(eventTime="2026-02-03T00:00:00.000+05:30")),
        None,
        {("invalid_string", "data.0.eventTime")},
    ),
    (
        "3 whole seconds",
        envelope(general(eventTime="2026-02-03T00:00:00Z")),
        None,
        {("invalid_string", "data.0.eventTime")},
    ),
    (
        "3 other times",
        envelope(time_spent(generated={
            "id": new_id(), "type": "TimebackTimeSpentMetricsCollection",
            "items": [{"type": "active", "value": 1, "startDate": "noon"}],
        })),
        {("invalid_string", "data.0.generated.items.0.startDate")},
        {("invalid_string", "data.0.generated.items.0.startDate")},
    ),
    (
        "4 version",
        envelope(general(), dataVersion="http://purl.imsglobal.org/ctx/caliper/v1p1"),
        {("invalid_literal", "dataVersion")},
        {("invalid_literal", "dataVersion")},
    ),
    ("5 no items", envelope(), {("too_small", "data")}, {("too_small", "data")}),
    ("5 no list", envelope(data={}), {("invalid_type", "data")}, {("invalid_type", "data")}),
    ("5 no record", envelope(3), {("invalid_type", "data.0")}, {("invalid_type", "data.0")}),
    (
        "7 id",
        envelope(general(id="https://example.org/1")),
        {("invalid_string", "data.0.id")},
        {("invalid_string", "data.0.id")},
    ),
    ("7 no UUID", envelope(general(id="urn:uuid:seven")), None, {("invalid_string", "data.0.id")}),
    (
        "8 missing and null",
        envelope(without(general(object=None), "actor")),
        {("invalid_type", "data.0.actor"), ("invalid_type", "data.0.object")},
        {("invalid_type", "data.0.actor"), ("invalid_type", "data.0.object")},
    ),
    ("9 no context", envelope(general()), None, None),
    ("9 odd context", envelope(general(**{"@context": {"id": "@id"}})), None, {("invalid_string", "data.0.@context")}),
    ("9 list", envelope(general(**{"@context": ["https://example.org/ctx", DATA_VERSION]})), None, None),
    (
        "9 list that ends otherwise",
        envelope(general(**{"@context": [DATA_VERSION, "https://example.org/ctx"]})),
        None,
        {("invalid_string", "data.0.@context")},
    ),
    (
        "10 no profile",
        envelope(without(general(), "profile")),
        {("invalid_type", "data.0.profile")},
        {("invalid_type", "data.0.profile")},
    ),
    (
        "10 unknown profile",
        envelope(general(profile="AggregationProfile")),
        {("invalid_enum_value", "data.0.profile")},
        {("invalid_enum_value", "data.0.profile")},
    ),
    (
        "11 other keys",
        envelope(of_kind("ViewEvent", "ReadingProfile", "Viewed", colour="red")),
        {("unrecognized_keys", "data.0")},
        {("unrecognized_keys", "data.0")},
    ),
    ("11 other keys of Timeback events", envelope(activity(colour="red")), None, None),
    (
        "12 unknown type",
        envelope(general(type="DreamEvent")),
        None,
        {("invalid_enum_value", "data.0.type")},
    ),
    ("12 unknown action", envelope(general(action="Dreamt")), None, {("invalid_enum_value", "data.0.action")}),
    (
        "12 undescribed profile",
        envelope(of_kind("ViewEvent", "AssessmentProfile", "Viewed")),
        None,
        None,
    ),
    (
        "12 undescribed profile, wrong action",
        envelope(of_kind("ViewEvent", "AssessmentProfile", "Searched")),
        None,
        {("invalid_enum_value", "data.0.action")},
    ),
    (
        "13 number for an entity",
        envelope(general(edApp=3, group=None)),
        {("invalid_type", "data.0.edApp"), ("invalid_type", "data.0.group")},
        {("invalid_type", "data.0.edApp"), ("invalid_type", "data.0.group")},
    ),
    ("13 no IRI", envelope(general(session="today")), None, {("invalid_string", "data.0.session")}),
    (
        "13 record without id and type",
        envelope(general(edApp={"name": "x"})),
        None,
        {("invalid_type", "data.0.edApp.id"), ("invalid_type", "data.0.edApp.type")},
    ),
    (
        "14 extensions",
        envelope(general(extensions=[])),
        {("invalid_type", "data.0.extensions")},
        {("invalid_type", "data.0.extensions")},
    ),
    (
        "15 actor",
        envelope(activity(actor={"id": "https://example.org/1", "type": "Person", "colour": "red"})),
        {
            ("invalid_literal", "data.0.actor.type"),
            ("invalid_type", "data.0.actor.email"),
            ("unrecognized_keys", "data.0.actor"),
        },
        {
            ("invalid_literal", "data.0.actor.type"),
            ("invalid_type", "data.0.actor.email"),
            ("unrecognized_keys", "data.0.actor"),
        },
    ),
    (
        "15 actor by IRI",
        envelope(activity(actor="https://example.org/1")),
        {("invalid_type", "data.0.actor")},
        {("invalid_type", "data.0.actor")},
    ),
    (
        "15 role",
        envelope(activity(actor=user(role="parent"))),
        {("invalid_enum_value", "data.0.actor.role")},
        {("invalid_enum_value", "data.0.actor.role")},
    ),
    (
        "15 subject",
        envelope(activity(object=context(subject="Maths"))),
        {("invalid_enum_value", "data.0.object.subject")},
        {("invalid_enum_value", "data.0.object.subject")},
    ),
    (
        "15 a subject that is not described",
        envelope(activity(object=context(subject="Other"))),
        None,
        {("invalid_enum_value", "data.0.object.subject")},
    ),
    (
        "15 context",
        envelope(activity(object=context(app={}, course={"id": "https://example.org/c"}, process="yes"))),
        {
            ("invalid_type", "data.0.object.app.name"),
            ("invalid_type", "data.0.object.course.name"),
            ("invalid_type", "data.0.object.process"),
        },
        {
            ("invalid_type", "data.0.object.app.name"),
            ("invalid_type", "data.0.object.course.name"),
            ("invalid_type", "data.0.object.process"),
        },
    ),
    (
        "15 metric",
        envelope(activity(("xpLost", 3))),
        {("invalid_enum_value", "data.0.generated.items.0.type")},
        {("invalid_enum_value", "data.0.generated.items.0.type")},
    ),
    (
        "15 value",
        envelope(activity(("xpEarned", "7"))),  # type: ignore[arg-type]
        {("invalid_type", "data.0.generated.items.0.value")},
        {("invalid_type", "data.0.generated.items.0.value")},
    ),
    (
        "15 attempt",
        envelope(activity(generated={
            "id": new_id(), "type": "TimebackActivityMetricsCollection", "items": [], "attempt": 0})),
        {("too_small", "data.0.generated.attempt")},
        {("too_small", "data.0.generated.attempt")},
    ),
    ("15 e-mail", envelope(activity(actor=user(email="mika"))), None, {("invalid_string", "data.0.actor.email")}),
    ("15 IRI", envelope(activity(object=context(id="halves"))), None, {("invalid_string", "data.0.object.id")}),
    ("15 pair", envelope(activity(("totalQuestions", 3))), None, {("custom", "data.0.generated.items")}),
    (
        "15 too many",
        envelope(activity(("totalQuestions", 3), ("correctQuestions", 4))),
        None,
        {("custom", "data.0.generated.items")},
    ),
    (
        "15 negative time",
        envelope(time_spent(("active", -1))),
        None,
        {("too_small", "data.0.generated.items.0.value")},
    ),
    ("15 negative XP", envelope(activity(("xpEarned", -2.5))), None, None),
    (
        "16 person",
        envelope(general(actor={"id": "https://example.org/1", "type": "Person"})),
        None,
        {("invalid_type", "data.0.actor.extensions")},
    ),
    (
        "16 score",
        envelope(of_kind("GradeEvent", "GradingProfile", "Graded",
                         generated={"id": new_id(), "type": "Score", "attempt": new_id()})),
        None,
        {("invalid_type", "data.0.generated.scoredBy")},
    ),
    (
        "16 place",
        envelope(of_kind("ForumEvent", "ForumProfile", "Subscribed",
                         object={"id": "https://example.org/1", "type": "Thread"})),
        None,
        {("invalid_union", "data.0.object.type")},
    ),
    (
        "16 unknown type of entity",
        envelope(general(object={"id": "https://example.org/1", "type": "Dream"})),
        None,
        {("invalid_enum_value", "data.0.object.type")},
    ),
    (
        "16 identifiers",
        envelope(general(object={
            "id": "https://example.org/1", "type": "Link", "otherIdentifiers": [
                "x", {"type": "SystemIdentifier", "identifierType": "Passport", "identifier": "1"}]})),
        None,
        {("invalid_enum_value", "data.0.object.otherIdentifiers.1.identifierType")},
    ),
    (
        "16 duration",
        envelope(general(object={"id": "https://example.org/1", "type": "VideoObject", "duration": "an hour"})),
        None,
        {("invalid_string", "data.0.object.duration")},
    ),
    ("17 entity", envelope({"id": "https://example.org/1", "type": "Document", "version": "2"}), None, None),
    (
        "17 entity of its type",
        envelope({"id": "https://example.org/1", "type": "Score", "scoreGiven": "3"}),
        {
            ("invalid_type", "data.0.attempt"),
            ("invalid_type", "data.0.scoredBy"),
            ("invalid_type", "data.0.scoreGiven"),
        },
        {
            ("invalid_type", "data.0.attempt"),
            ("invalid_type", "data.0.scoredBy"),
            ("invalid_type", "data.0.scoreGiven"),
        },
    ),
    (
        "17 entity of no known type",
        envelope({"id": "https://example.org/1", "type": "Dream", "colour": "red"}),
        {("unrecognized_keys", "data.0")},
        {("unrecognized_keys", "data.0"), ("invalid_enum_value", "data.0.type")},
    ),
    (
        "17 entity without anything",
        envelope({}),
        {("invalid_type", "data.0.id"), ("invalid_type", "data.0.type")},
        {("invalid_type", "data.0.id"), ("invalid_type", "data.0.type")},
    ),
    (
        "18 twice",
        envelope(general(id="urn:uuid:27734504-068d-4596-861c-2315be33a2a2"),
                 general(id="urn:uuid:27734504-068d-4596-861c-2315be33a2a2")),
        None,
        {("custom", "data.1.id")},
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("payload", "as_platform", "strictly"), [rule[1:] for rule in RULES], ids=[r[0] for r in RULES]
)
def test_a_rule_holds_in_both_modes(
    platform: Intake,
    strict: Intake,
    payload: Any,
    as_platform: set[tuple[str, str]] | None,
    strictly: set[tuple[str, str]] | None,
) -> None:
    for caller, expected in ((platform, as_platform), (strict, strictly)):
        reply = caller.post(payload, VALIDATE)
        if expected is None:
            assert reply.status == 200, reply.content
        else:
            assert where(refused(reply)) == expected


def test_one_wrong_item_refuses_the_envelope_and_every_issue_is_told(platform: Intake) -> None:
    right, wrong = general(), general(id="x", profile="y", extra=1)
    found = platform.issues(right, wrong)
    assert where(found) == {
        ("invalid_string", "data.1.id"),
        ("invalid_enum_value", "data.1.profile"),
        ("unrecognized_keys", "data.1"),
    }
    assert platform.get(right["id"]).status == 404


def test_an_issue_says_what_was_expected_and_what_came(platform: Intake) -> None:
    (found,) = platform.issues(activity(object=context(subject="Maths")))
    assert found["received"] == "Maths"
    assert "Social Studies" in str(found["expected"])
    (missing,) = platform.issues(without(general(), "object"))
    assert missing["received"] == "undefined"


def test_validating_keeps_nothing(platform: Intake) -> None:
    event = general()
    before = platform.page()["pagination"]["total"]
    assert platform.post(envelope(event), VALIDATE).status == 200
    assert platform.page()["pagination"]["total"] == before
    assert platform.get(event["id"]).status == 404


def test_millions_of_issues_are_not_collected(platform: Intake) -> None:
    reply = platform.post(b'{"data":[' + b"1," * 400_000 + b"1]}", VALIDATE)
    assert len(refused(reply)) == 1_000
