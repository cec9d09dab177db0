"""What is refused before anything is sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from caliper_calls import (
    CONTEXT,
    EVENT_ID,
    MOMENT,
    SENSOR,
    accepted,
    answered,
    answering,
    completed,
    graded,
    seen,
    spent,
    used,
    written,
)

from timeback_core.caliper import CaliperClient, CaliperEnvelope, create_activity_event, create_envelope, create_event
from timeback_core.caliper.outgoing import encode_event, envelope_bytes
from timeback_core.errors import InputValidationError, UnsupportedOperationError

pytestmark = pytest.mark.anyio

Do = Callable[[CaliperClient], Awaitable[Any]]
BLANK: list[Any] = ["", "  ", None, 5]


def envelope(**changes: Any) -> dict[str, Any]:
    return {"sensor": SENSOR, "sendTime": MOMENT, "dataVersion": CONTEXT, "data": [used()], **changes}


async def refused(do: Do, *paths: str) -> InputValidationError:
    """Check that a call is refused for exactly these reasons, and that nothing was sent."""
    client, pipeline = answering(accepted)
    with pytest.raises(InputValidationError) as caught:
        await do(client)
    assert pipeline.calls == []
    assert sorted({issue.path for issue in caught.value.issues}) == sorted(paths)
    assert caught.value.status_code == 400
    return caught.value


def wrong(event: object) -> list[str]:
    """Where an event is wrong."""
    with pytest.raises(InputValidationError) as caught:
        encode_event(event)
    return sorted(issue.path for issue in caught.value.issues)


@pytest.mark.parametrize("sensor", BLANK)
async def test_a_sensor_must_be_named(sensor: Any) -> None:
    await refused(lambda c: c.events.send(sensor, [used()]), "sensor")
    await refused(lambda c: c.events.send_activity(sensor, completed()), "sensor")
    await refused(lambda c: c.events.send_envelope(envelope(sensor=sensor)), "sensor")
    with pytest.raises(InputValidationError):
        envelope_bytes(sensor, [b"{}"])
    with pytest.raises(InputValidationError):
        create_envelope(sensor, [used()])


@pytest.mark.parametrize("events", [[], (), None, "text", {"a": 1}, 5])
async def test_there_must_be_a_list_of_events(events: Any) -> None:
    await refused(lambda c: c.events.send(SENSOR, events), "events")
    await refused(lambda c: c.events.send_envelope(envelope(data=events)), "data")
    await refused(lambda c: c.events.validate(envelope(data=events)), "data")


def test_an_envelope_of_nothing_is_not_joined() -> None:
    with pytest.raises(InputValidationError, match="data"):
        envelope_bytes(SENSOR, [])


@pytest.mark.parametrize("event", ["text", 5, None, [1], object()])
async def test_an_event_must_be_a_model_or_a_mapping(event: Any) -> None:
    await refused(lambda c: c.events.send(SENSOR, [used(), event]), "events[1]")
    await refused(lambda c: c.events.validate(envelope(data=[event])), "data[0]")


async def test_all_events_are_checked_and_the_paths_say_which() -> None:
    error = await refused(
        lambda c: c.events.send(SENSOR, [used(id="x"), used(), completed(metrics=[{"type": "xp", "value": 1}])]),
        "events[0].id",
        "events[2].metrics[0].type",
    )
    assert "'xpEarned'" in str(error)


async def test_an_envelope_is_checked_in_every_part() -> None:
    await refused(
        lambda c: c.events.send_envelope({"sensor": " ", "data": []}), "sensor", "sendTime", "dataVersion", "data"
    )
    for time in ("", "yesterday", 5):
        await refused(lambda c, t=time: c.events.send_envelope(envelope(sendTime=t)), "sendTime")
    await refused(lambda c: c.events.send_envelope(envelope(dataVersion=CONTEXT[:-1] + "1")), "dataVersion")
    not_an_envelope: Any = [1]
    await refused(lambda c: c.events.send_envelope(not_an_envelope), "(root)")
    await refused(lambda c: c.events.send_envelope(CaliperEnvelope(sensor=" ", data=[used()])), "sensor")
    with pytest.raises(InputValidationError, match="sendTime"):
        create_envelope(SENSOR, [used()], send_time="soon")


@pytest.mark.parametrize(
    ("name", "value", "path"),
    [
        ("limit", 0, "limit"),
        ("limit", -1, "limit"),
        ("limit", True, "limit"),
        ("limit", 1.5, "limit"),
        ("offset", -1, "offset"),
        ("offset", False, "offset"),
        ("sensor", " ", "sensor"),
        ("actor_id", "", "actorId"),
        ("actor_email", " ", "actorEmail"),
        ("start_date", "soon", "startDate"),
        ("start_date", "", "startDate"),
        ("end_date", 5, "endDate"),
    ],
)
async def test_list_and_stream_check_their_arguments(name: str, value: Any, path: str) -> None:
    arguments: dict[str, Any] = {name: value}
    await refused(lambda c: c.events.list(**arguments), path)
    client, pipeline = answering(accepted)
    with pytest.raises(InputValidationError) as caught:
        client.events.stream(**arguments)
    assert [issue.path for issue in caught.value.issues] == [path]
    assert pipeline.calls == []


@pytest.mark.parametrize("value", [0, -1, True])
def test_a_stream_ends_after_at_least_one_event(value: int) -> None:
    client, _ = answering(accepted)
    with pytest.raises(InputValidationError) as caught:
        client.events.stream(max_items=value)
    assert [issue.path for issue in caught.value.issues] == ["max"]


@pytest.mark.parametrize("value", BLANK)
async def test_events_and_jobs_are_found_by_text(value: Any) -> None:
    await refused(lambda c: c.events.get(value), "externalId")
    await refused(lambda c: c.jobs.get_status(value), "jobId")
    await refused(lambda c: c.jobs.wait_for_completion(value), "jobId")


@pytest.mark.parametrize("value", [0, -1, True, "5", float("nan")])
async def test_waiting_takes_time(value: Any) -> None:
    await refused(lambda c: c.jobs.wait_for_completion("1", timeout=value), "timeout")
    await refused(lambda c: c.jobs.wait_for_completion("1", poll_interval=value), "pollInterval")


@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        ({"id": "0b2f6a54"}, ["id"]),
        ({"id": 5}, ["id"]),
        ({"event_time": "yesterday"}, ["eventTime"]),
        ({"event_time": "2026-13-04T15:20:30.000Z"}, ["eventTime"]),
        ({"session": " "}, ["session"]),
        ({"session": 5}, ["session"]),
        ({"extensions": [1]}, ["extensions"]),
    ],
)
@pytest.mark.parametrize("make", [completed, spent, seen, answered, graded])
def test_what_all_inputs_share_is_checked(make: Any, changes: dict[str, Any], paths: list[str]) -> None:
    assert wrong(make(**changes)) == paths


@pytest.mark.parametrize(
    ("event", "paths"),
    [
        (completed(actor={"id": "https://u"}), ["actor.email"]),
        (completed(actor={"id": "", "email": "a@b", "role": "boss"}), ["actor.id", "actor.role"]),
        (completed(actor="https://u"), ["actor"]),
        (completed(object={"id": "https://a", "subject": "Maths", "app": {}}), ["object.app.name", "object.subject"]),
        (completed(object={"subject": "Math"}), ["object.app", "object.id"]),
        (completed(metrics=None), ["metrics"]),
        (completed(metrics="xp"), ["metrics"]),
        (completed(metrics=[{"type": "xpEarned", "value": "5"}]), ["metrics[0].value"]),
        (completed(metrics=[{"type": "xpEarned", "value": True}]), ["metrics[0].value"]),
        (completed(metrics=[{"type": "xpEarned", "value": float("nan")}]), ["metrics[0].value"]),
        (
            completed(metrics=[{"type": "active", "value": 1}, {}]),
            ["metrics[0].type", "metrics[1].type", "metrics[1].value"],
        ),
        (completed(attempt=0), ["attempt"]),
        (completed(attempt=True), ["attempt"]),
        (completed(attempt=1.5), ["attempt"]),
        (completed(extensions={"a": float("inf")}), ["extensions"]),
        (spent(metrics=[{"type": "active", "value": 1, "startDate": "soon"}]), ["metrics[0].startDate"]),
        (spent(metrics=[{"type": "xpEarned", "value": 1}]), ["metrics[0].type"]),
        (seen(object={"name": "x"}), ["object.id"]),
        (seen(object="https://q"), ["object"]),
        (seen(ed_app=None), ["edApp"]),
        (answered(generated={"duration": "PT1S"}), ["generated.id"]),
        (answered(generated={"id": "urn:uuid:1", "endedAtTime": "soon"}), ["generated.endedAtTime"]),
        (graded(generated={"max_score": 1}), ["generated.scoreGiven"]),
        (graded(generated={"scoreGiven": "1"}), ["generated.scoreGiven"]),
        (graded(object=None), ["object"]),
    ],
)
def test_an_input_is_checked_in_every_part(event: Any, paths: list[str]) -> None:
    assert wrong(event) == paths


def test_an_input_has_no_keys_that_it_does_not_know() -> None:
    given: Any = {"actor": {}, "object": {}, "metrics": [], "metric": [], "atempt": 2}
    with pytest.raises(InputValidationError) as caught:
        create_activity_event(given)
    paths = {issue.path for issue in caught.value.issues}
    assert {"metric", "atempt", "actor.id", "object.subject"} <= paths


@pytest.mark.parametrize(
    ("event", "paths"),
    [
        (used(id="x"), ["id"]),
        (used(type=""), ["type"]),
        (used(profile=None), ["profile"]),
        (used(action=" "), ["action"]),
        (used(actor=None), ["actor"]),
        (used(actor=5), ["actor"]),
        (used(object=""), ["object"]),
        (used(eventTime="soon"), ["eventTime"]),
        (used(extensions="x"), ["extensions"]),
        ({"type": "ToolUseEvent"}, ["action", "actor", "object", "profile"]),
        ({"id": "https://p"}, ["type"]),
        ({"type": "Document"}, ["id"]),
        ({**written(completed()), "actor": "https://u"}, ["actor"]),
        ({**written(completed()), "generated": {"items": [{"type": "x", "value": 1}]}}, ["generated.items[0].type"]),
        ({**written(spent()), "action": "Completed"}, ["action"]),
    ],
)
def test_a_mapping_is_checked_as_its_type_wants(event: Any, paths: list[str]) -> None:
    assert wrong(event) == paths


def test_what_has_no_json_form_is_refused() -> None:
    assert wrong(used(actor={"id": "https://a", "at": object()})) == ["actor"]
    assert wrong(used(foo=object())) == ["(root)"]
    assert wrong(used(actor="\ud800")) == ["(root)"]
    assert wrong(used(extensions={"marks": [float("nan")]})) == ["extensions"]
    endless: dict[str, Any] = {}
    endless["again"] = endless
    assert wrong(used(extensions=endless)) == ["(root)"]
    assert wrong(completed(extensions=endless)) == ["(root)"]


@pytest.mark.parametrize("name", ["type", "profile", "action", "@context", "eventTime"])
def test_a_name_of_any_kind_is_told_apart_from_a_text(name: str) -> None:
    assert wrong(used(**{name: {}})) == [name]
    assert wrong(used(**{"type": "ActivityEvent", "profile": "TimebackProfile", name: {}})) != []


async def test_half_a_character_in_the_name_of_a_sensor_is_refused() -> None:
    await refused(lambda client: client.events.send("\ud800", [used()]), "sensor")
    await refused(lambda client: client.events.send_envelope(envelope(sensor="\ud800")), "sensor")
    with pytest.raises(InputValidationError):
        create_envelope("\ud800", [used()])


async def test_what_an_envelope_has_besides_is_json_without_nulls() -> None:
    for value in (object(), float("nan"), "\ud800", [float("inf")]):
        await refused(lambda client, value=value: client.events.send_envelope(envelope(later=value)), "(root)")
    client, pipeline = answering(accepted)
    await client.events.send_envelope(envelope(later={"a": 1, "b": None}, never=None))
    (body,) = pipeline.bodies()
    assert body["later"] == {"a": 1}
    assert "never" not in body


def test_an_event_of_any_type_is_checked() -> None:
    with pytest.raises(InputValidationError) as caught:
        create_event(type=" ", action="Used", actor="", object="https://o", id="5", event_time="soon")
    assert {issue.path for issue in caught.value.issues} == {"type", "actor", "id", "eventTime"}
    assert create_event(
        type="NewEvent", action="Danced", actor="https://a", object="https://o", event_time=date.today()
    )


def test_messages_name_the_value_and_what_is_expected() -> None:
    with pytest.raises(InputValidationError, match=r"Invalid activity data .*'Maths'") as caught:
        create_activity_event(completed(object={"id": "https://a", "subject": "Maths", "app": {"name": "x"}}))
    assert "'Social Studies'" in str(caught.value)


UNSUPPORTED: dict[str, Callable[[CaliperClient], Any]] = {
    "validate": lambda c: c.events.validate(envelope()),
    "list": lambda c: c.events.list(),
    "get": lambda c: c.events.get(EVENT_ID),
    "get_status": lambda c: c.jobs.get_status("1"),
    "wait_for_completion": lambda c: c.jobs.wait_for_completion("1"),
}


@pytest.mark.parametrize("operation", sorted(UNSUPPORTED))
async def test_what_the_other_platform_lacks_is_said_before_anything_is_sent(operation: str) -> None:
    client, pipeline = answering(accepted, platform="LEARNWITH_AI")
    with pytest.raises(UnsupportedOperationError) as caught:
        await UNSUPPORTED[operation](client)
    assert str(caught.value) == f"{operation}() is not supported on this platform"
    assert caught.value.status_code is None
    assert pipeline.calls == []


async def test_platform_comes_before_arguments() -> None:
    client, _ = answering(accepted, platform="LEARNWITH_AI")
    with pytest.raises(UnsupportedOperationError):
        await client.events.list(limit=0)
    with pytest.raises(UnsupportedOperationError):
        await client.jobs.wait_for_completion("", timeout=-1)


def test_a_stream_says_so_at_the_call() -> None:
    client, _ = answering(accepted, platform="LEARNWITH_AI")
    with pytest.raises(UnsupportedOperationError, match=r"^stream\(\) is not supported on this platform$"):
        client.events.stream()
