"""What the Caliper resources send, and how they read the answers."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from caliper_calls import (
    CONTEXT,
    EVENT_ID,
    MOMENT,
    SENSOR,
    USER,
    accepted,
    answered,
    answering,
    called,
    completed,
    graded,
    over,
    seen,
    spent,
    used,
)
from recording import Answer
from scripted_sender import ScriptedSender, answer
from transport_fakes import Bench

from timeback_core import TimebackClient
from timeback_core.caliper import (
    ActivityCompletedEvent,
    AssessmentItemEvent,
    CaliperClient,
    CaliperEnvelope,
    CaliperEvent,
    ListEventsResult,
    Pagination,
    QuestionGradeEvent,
    StoredEvent,
    TimeSpentEvent,
    create_activity_event,
)
from timeback_core.errors import (
    APIConnectionError,
    APIError,
    BadRequestError,
    InputValidationError,
    NotFoundError,
    ResponseParseError,
    ServerError,
)
from timeback_core.transport.call import Call

pytestmark = pytest.mark.anyio

STORED: dict[str, Any] = {
    "id": 902,
    "externalId": EVENT_ID,
    "sensor": SENSOR,
    "type": "TimeSpentEvent",
    "profile": "TimebackProfile",
    "action": "SpentTime",
    "eventTime": "2026-03-04T15:20:30.000Z",
    "sendTime": "2026-03-04T15:20:31.482Z",
    "actor": {"id": USER.id, "type": "TimebackUser", "email": "mika@school.example"},
    "object": {"id": "https://a", "type": "TimebackActivityContext", "subject": "Math", "app": {"name": "x"}},
    "generated": {
        "id": "urn:uuid:1",
        "type": "TimebackTimeSpentMetricsCollection",
        "items": [{"type": "active", "value": 450}, {"type": "active", "value": 0.5}, {"type": "waste", "value": 60}],
    },
    "target": None,
    "referrer": None,
    "edApp": None,
    "group": None,
    "membership": None,
    "session": "urn:uuid:9d0c2a5e-7a51-4e5b-8d36-0f1b0a6f4c33",
    "federatedSession": None,
    "extensions": None,
    "clientAppId": "client-abc",
    "created_at": "2026-03-04T15:20:31.650Z",
    "updated_at": None,
    "deleted_at": None,
}


def rows(count: int, start: int = 0) -> list[dict[str, Any]]:
    return [{**STORED, "id": number, "externalId": f"urn:uuid:{number}"} for number in range(start, start + count)]


def store(total: int, *, says: bool = True) -> Any:
    """Answers lists of so many events."""

    def answer(call: Call) -> Answer:
        query = dict(pair.split("=") for pair in call.url.partition("?")[2].split("&"))
        limit, offset = int(query["limit"]), int(query["offset"])
        body: dict[str, Any] = {"status": "success", "events": rows(max(0, min(limit, total - offset)), offset)}
        if says:
            pages = -(-total // limit)
            body["pagination"] = {
                "total": total,
                "totalPages": pages,
                "currentPage": offset // limit + 1,
                "limit": limit,
            }
        return 200, body

    return answer


# Sending


@pytest.mark.parametrize(
    ("method", "make", "kind", "action"),
    [
        ("send_activity", completed, "ActivityEvent", "Completed"),
        ("send_time_spent", spent, "TimeSpentEvent", "SpentTime"),
        ("send_question_seen", seen, "AssessmentItemEvent", "Started"),
        ("send_question_skipped", seen, "AssessmentItemEvent", "Skipped"),
        ("send_question_answered", answered, "AssessmentItemEvent", "Completed"),
        ("send_question_graded", graded, "GradeEvent", "Graded"),
    ],
)
async def test_each_input_is_sent_as_one_event(method: str, make: Any, kind: str, action: str) -> None:
    client, pipeline = answering(accepted)
    result = await getattr(client.events, method)(f" {SENSOR} ", make(id=EVENT_ID))
    assert called(pipeline) == ["POST /caliper/event"]
    (body,) = pipeline.bodies()
    assert (body["sensor"], body["dataVersion"]) == (SENSOR, CONTEXT)
    assert datetime.fromisoformat(body["sendTime"]).tzinfo is not None
    (event,) = body["data"]
    assert (event["id"], event["type"], event["action"]) == (EVENT_ID, kind, action)
    assert (result.job_id, result.status, result.message, result.errors) == ("17", "success", "Events accepted", None)
    assert pipeline.calls[0].operation == "caliper.events.send"
    assert pipeline.calls[0].idempotent


async def test_events_of_all_kinds_go_in_one_envelope_in_their_order() -> None:
    client, pipeline = answering(accepted)
    entity = {"id": "https://p", "type": "Document"}
    event = create_activity_event(completed())
    await client.events.send(SENSOR, (event, completed(), used(), entity))
    (body,) = pipeline.bodies()
    assert [item["type"] for item in body["data"]] == ["ActivityEvent", "ActivityEvent", "ToolUseEvent", "Document"]
    assert body["data"][0]["id"] == event.id


async def test_an_envelope_is_sent_as_given() -> None:
    client, pipeline = answering(accepted)
    await client.events.send_envelope(
        {"sensor": f" {SENSOR}", "send_time": date(2026, 3, 4), "dataVersion": CONTEXT, "data": [used()], "later": 1}
    )
    await client.events.send_envelope(CaliperEnvelope(sensor=SENSOR, data=[completed()], send_time=MOMENT))
    first, second = pipeline.bodies()
    assert first == {
        "sensor": SENSOR,
        "sendTime": "2026-03-04T00:00:00.000Z",
        "dataVersion": CONTEXT,
        "data": [used()],
        "later": 1,
    }
    assert (second["sendTime"], second["dataVersion"]) == (MOMENT, CONTEXT)
    assert second["data"][0]["type"] == "ActivityEvent"


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_an_answer_without_a_body_is_an_acceptance_without_a_job(status: int) -> None:
    client, pipeline = answering(lambda _: (status, None), platform="LEARNWITH_AI")
    result = await client.events.send_activity(SENSOR, completed())
    assert (result.job_id, result.status) == (None, None)
    assert await result.wait() is None
    assert called(pipeline) == ["POST /caliper/v1p2"]
    (event,) = pipeline.bodies()[0]["data"]
    assert event["profile"] == "AggregationProfile"
    assert event["session"] == "urn:tag:auto-attach"


async def test_every_way_of_sending_speaks_the_dialect_of_the_platform() -> None:
    client, pipeline = answering(lambda _: (202, None), platform="LEARNWITH_AI")
    envelope = {"sensor": SENSOR, "sendTime": "2026-03-04T00:00:00Z", "dataVersion": CONTEXT, "data": [completed()]}
    await client.events.send(SENSOR, [completed(), create_activity_event(completed())])
    await client.events.send_envelope(envelope)
    await client.events.send_time_spent(SENSOR, spent())
    for body in pipeline.bodies():
        assert all(event["profile"] == "AggregationProfile" for event in body["data"])
        assert body["sendTime"].endswith(".000Z") or body["sendTime"][-5] == "."


@pytest.mark.parametrize("standalone", [True, False])
async def test_the_platform_of_the_client_decides_the_dialect(standalone: bool) -> None:
    sender = ScriptedSender(lambda _: answer(202))
    common: dict[str, Any] = {"base_url": "https://host.example", "no_auth": True, "platform": "LEARNWITH_AI"}
    kind: Any = CaliperClient if standalone else TimebackClient
    client = kind(**common, transport=sender)
    async with client:
        caliper = client if standalone else client.caliper
        await caliper.events.send_activity(SENSOR, completed())
    (request,) = sender.requests
    assert request.url == "https://host.example/caliper/v1p2"
    assert request.content is not None
    assert json.loads(request.content)["data"][0]["profile"] == "AggregationProfile"


async def test_a_job_may_have_a_number_for_its_name() -> None:
    client, _ = answering(lambda _: (200, {"status": "success", "jobId": 17, "later": 1}))
    result = await client.events.send(SENSOR, [used()])
    assert result.job_id == "17"
    assert result.extra == {"later": 1}


async def test_a_refusal_shows_what_the_service_found() -> None:
    errors = [{"code": "invalid_enum_value", "path": ["data", 0, "action"], "message": "Invalid"}]
    client, _ = answering(lambda _: (400, {"status": "error", "message": "Invalid envelope", "errors": errors}))
    with pytest.raises(BadRequestError, match="Invalid envelope") as caught:
        await client.events.send(SENSOR, [used()])
    assert caught.value.errors == errors


FAILURES: list[dict[str, Any]] = [
    *({"status": status} for status in (408, 429, 500, 502, 503, 504)),
    *({"fail": kind} for kind in ("connect", "connect_timeout", "pool_timeout", "read", "write", "protocol")),
]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: str(*failure.values()))
async def test_events_are_sent_again_after_a_failure_with_the_same_identifiers(failure: dict[str, Any]) -> None:
    bench = Bench(failure, {"body": {"jobId": "1"}})
    assert (await over(bench.pipeline).events.send_activity(SENSOR, completed())).job_id == "1"
    first, second = bench.sent
    assert first.content == second.content
    assert len(bench.delays) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422, 501])
async def test_events_are_not_sent_again_after_a_refusal(status: int) -> None:
    bench = Bench({"status": status, "body": {"message": "no"}})
    with pytest.raises(APIError):
        await over(bench.pipeline).events.send(SENSOR, [used()])
    assert len(bench.sent) == 1


async def test_a_broken_connection_is_an_error_of_ours() -> None:
    bench = Bench({"fail": "read"})
    with pytest.raises(APIConnectionError):
        await over(bench.pipeline).with_options(max_retries=0).events.send(SENSOR, [used()])


async def test_an_envelope_that_is_ready_is_sent_with_the_options_of_its_call() -> None:
    client, pipeline = answering(accepted)
    result = await client.events._send_content(b'{"sensor":"s"}', {"max_retries": 0, "timeout": 5})
    assert result.job_id == "17"
    (call,) = pipeline.calls
    assert call.content == b'{"sensor":"s"}'
    assert call.options == {"max_retries": 0, "timeout": 5}


# Validating


async def test_a_verdict_is_returned_whatever_it_is() -> None:
    envelope = {"sensor": SENSOR, "sendTime": MOMENT, "dataVersion": CONTEXT, "data": [used()]}
    client, pipeline = answering(lambda _: (200, {"status": "success", "message": "fine", "errors": None}))
    verdict = await client.events.validate(envelope)
    assert (verdict.valid, verdict.status, verdict.message, verdict.errors) == (True, "success", "fine", None)
    assert called(pipeline) == ["POST /caliper/event/validate"]
    for errors in ([{"path": ["data", 0]}], {"data": "wrong"}, "wrong", None):
        body = {"status": "error", "message": "no", "errors": errors}
        client, _ = answering(lambda _, body=body: (400, body))
        verdict = await client.events.validate(envelope)
        assert (verdict.valid, verdict.status, verdict.message, verdict.errors) == (False, "error", "no", errors)


@pytest.mark.parametrize("body", [b"<html>", {"message": "bad gateway"}, {"status": 400, "error": "x"}, [1], None])
async def test_a_400_that_is_no_verdict_stays_an_error(body: Any) -> None:
    envelope = {"sensor": SENSOR, "sendTime": MOMENT, "dataVersion": CONTEXT, "data": [used()]}
    client, _ = answering(lambda _: (400, body))
    with pytest.raises(BadRequestError):
        await client.events.validate(envelope)


async def test_other_errors_of_validating_are_raised() -> None:
    envelope = {"sensor": SENSOR, "sendTime": MOMENT, "dataVersion": CONTEXT, "data": [used()]}
    client, _ = answering(lambda _: (500, {"status": "error", "errors": None, "message": "broken"}))
    with pytest.raises(ServerError):
        await client.events.validate(envelope)


async def test_wrong_events_are_for_the_service_to_judge() -> None:
    client, pipeline = answering(lambda _: (400, {"status": "error", "message": "no", "errors": []}))
    wrong: dict[str, Any] = {"type": "ActivityEvent", "action": "Danced", "at": date(2026, 3, 4), "null": None}
    envelope = {"sensor": SENSOR, "sendTime": MOMENT, "dataVersion": CONTEXT, "data": [wrong, completed()]}
    assert not (await client.events.validate(envelope)).valid
    (body,) = pipeline.bodies()
    assert body["data"][0] == {"type": "ActivityEvent", "action": "Danced", "at": "2026-03-04", "null": None}
    assert body["data"][1]["@context"] == CONTEXT
    unsendable = {**envelope, "data": [{"type": object()}]}
    with pytest.raises(InputValidationError):
        await client.events.validate(unsendable)


# Listing


async def test_lists_send_their_filters_by_the_names_of_the_wire() -> None:
    client, pipeline = answering(store(0))
    await client.events.list()
    await client.events.list(
        limit=5,
        offset=10,
        sensor=f" {SENSOR} ",
        start_date=date(2026, 3, 1),
        end_date=date(2026, 3, 2),
        actor_id="https://u/1",
        actor_email="a+b@school.example",
    )
    await client.events.list(start_date=datetime(2026, 3, 1, 5, tzinfo=UTC), end_date="2026-03-02")
    assert called(pipeline) == [
        "GET /caliper/events?limit=100&offset=0",
        (
            "GET /caliper/events?limit=5&offset=10&sensor=https%3A%2F%2Fapp.example%2Fsensors%2Fweb"
            "&startDate=2026-03-01T00%3A00%3A00.000Z&endDate=2026-03-02T23%3A59%3A59.999Z"
            "&actorId=https%3A%2F%2Fu%2F1&actorEmail=a%2Bb%40school.example"
        ),
        "GET /caliper/events?limit=100&offset=0&startDate=2026-03-01T05%3A00%3A00.000Z&endDate=2026-03-02",
    ]


async def test_a_page_is_a_sequence_that_knows_its_place() -> None:
    client, pipeline = answering(store(25))
    page = await client.events.list(limit=10)
    assert isinstance(page, ListEventsResult)
    assert (len(page), page.total, page.has_more, page.next_offset) == (10, 25, True, 10)
    assert [event.id for event in page] == list(range(10))
    assert page.events == page.data == page[:]
    assert page.pagination == Pagination(total=25, total_pages=3, current_page=1, limit=10)
    last = await client.events.list(limit=10, offset=20)
    assert (len(last), last.has_more, last.next_offset) == (5, False, None)
    assert last.pagination.current_page == 3
    following = await page.fetch_next()
    assert following is not None
    assert following[0].id == 10
    assert called(pipeline)[-1] == "GET /caliper/events?limit=10&offset=10"


@pytest.mark.parametrize("body", [None, {}, {"status": "success"}, {"events": None}, {"events": []}])
async def test_an_answer_without_events_is_an_empty_page(body: Any) -> None:
    client, _ = answering(lambda _: (200, body))
    page = await client.events.list(limit=10)
    assert (len(page), page.has_more) == (0, False)
    assert page.pagination == Pagination(total=0, total_pages=0, current_page=1, limit=10)


@pytest.mark.parametrize("pagination", [None, 5, "x", [], {"total": None}, {"total": "many"}])
async def test_a_place_that_is_not_said_follows_from_what_is_known(pagination: Any) -> None:
    client, _ = answering(lambda _: (200, {"events": rows(3), "pagination": pagination}))
    page = await client.events.list(limit=10, offset=20)
    assert (page.total, page.has_more) == (None, False)
    assert page.pagination == Pagination(total=23, total_pages=3, current_page=3, limit=10)


async def test_a_list_that_is_none_cannot_be_read() -> None:
    client, _ = answering(lambda _: (200, {"events": "x"}))
    with pytest.raises(ResponseParseError):
        await client.events.list()
    client, _ = answering(lambda _: (200, b"<html>"))
    with pytest.raises(ResponseParseError):
        await client.events.list()


@pytest.mark.parametrize("says", [True, False])
@pytest.mark.parametrize(("total", "requests"), [(0, 1), (1, 1), (9, 1), (10, 1), (11, 2), (20, 2), (25, 3)])
async def test_a_stream_gives_every_event_once(total: int, requests: int, says: bool) -> None:
    client, pipeline = answering(store(total, says=says))
    walk = client.events.stream(limit=10, prefetch=0)
    assert [event.id async for event in walk] == list(range(total))
    assert walk.total == (total if says else None)
    # without a total, only a page that is not full tells that it is the last one
    assert len(pipeline.calls) == requests + (not says and total > 0 and total % 10 == 0)


async def test_a_stream_can_begin_later_and_end_earlier() -> None:
    client, pipeline = answering(store(50))
    walk = client.events.stream(limit=10, offset=5, max_items=12, prefetch=0, sensor=SENSOR)
    assert [event.id async for event in walk] == list(range(5, 17))
    assert [line.partition("&sensor")[0] for line in called(pipeline)] == [
        "GET /caliper/events?limit=10&offset=5",
        "GET /caliper/events?limit=2&offset=15",
    ]
    assert [event.id for event in await client.events.list_all(limit=30, max_items=40)] == list(range(40))
    first = await client.events.stream().first()
    assert first is not None
    page = await client.events.stream(limit=10).first_page()
    assert (len(page), page.total) == (10, 50)


# Stored events


async def test_an_event_is_found_by_the_identifier_under_which_it_was_sent() -> None:
    client, pipeline = answering(lambda _: (200, {"status": "success", "event": STORED}))
    event = await client.events.get(EVENT_ID)
    assert called(pipeline) == ["GET /caliper/events/urn%3Auuid%3A0b2f6a54-3a0e-4f0b-9c7e-5d1f7a9b2c11"]
    assert event.external_id == EVENT_ID
    assert event.id == 902
    assert event.created_at == datetime(2026, 3, 4, 15, 20, 31, 650_000, tzinfo=UTC)
    assert event.updated_at is None
    assert event.event_time == datetime(2026, 3, 4, 15, 20, 30, tzinfo=UTC)
    assert event.client_app_id == "client-abc"
    assert (event.actor_id, event.object_id) == (USER.id, "https://a")
    assert event.metrics == {"active": 450.5, "waste": 60}
    assert event.to_dict() == STORED
    assert event.extra == {}


@pytest.mark.parametrize("body", [{"status": "success"}, {"event": None}, None])
async def test_an_answer_without_an_event_means_there_is_none(body: Any) -> None:
    client, _ = answering(lambda _: (200, body))
    with pytest.raises(NotFoundError):
        await client.events.get(EVENT_ID)


async def read(**changes: Any) -> StoredEvent:
    client, _ = answering(lambda _: (200, {"event": {**STORED, **changes}}))
    return await client.events.get(EVENT_ID)


async def test_times_may_have_camel_case_names_and_unknown_keys_are_kept() -> None:
    changed = {key: value for key, value in STORED.items() if not key.endswith("_at")}
    body = {**changed, "createdAt": "2026-03-04T15:20:31.650Z", "deletedAt": "2026-03-05", "later": {"a": 1}}
    client, _ = answering(lambda _: (200, {"event": body}))
    event = await client.events.get(EVENT_ID)
    assert event.created_at == datetime(2026, 3, 4, 15, 20, 31, 650_000, tzinfo=UTC)
    assert event.deleted_at == datetime(2026, 3, 5, tzinfo=UTC)
    assert event.extra == {"later": {"a": 1}}
    assert event.to_dict() == body


async def test_each_time_may_have_either_spelling() -> None:
    event = await read(updated_at=None, updatedAt="2026-03-05")
    assert event.created_at is not None
    assert event.updated_at == datetime(2026, 3, 5, tzinfo=UTC)
    changed = {key: value for key, value in STORED.items() if not key.endswith("_at")}
    body = {**changed, "createdAt": "2026-03-04", "updated_at": "2026-03-05"}
    client, _ = answering(lambda _: (200, {"event": body}))
    event = await client.events.get(EVENT_ID)
    assert (event.created_at, event.updated_at) == (
        datetime(2026, 3, 4, tzinfo=UTC),
        datetime(2026, 3, 5, tzinfo=UTC),
    )


async def test_an_event_of_unexpected_values_is_read_all_the_same() -> None:
    event = await read(id="902", actor=5, object="https://o", generated=None, eventTime="soon", extensions=[])
    assert event.id == 902
    assert (event.actor_id, event.object_id) == (None, "https://o")
    assert event.metrics == {}
    assert event.external_id == EVENT_ID


async def test_a_stored_event_can_be_had_as_it_was_sent() -> None:
    event = (await read()).to_event()
    assert isinstance(event, TimeSpentEvent)
    assert event.id == EVENT_ID
    assert event.event_time == "2026-03-04T15:20:30.000Z"
    assert event.actor.email == "mika@school.example"
    assert event.object.app.name == "x"
    assert [item.value for item in event.generated.items] == [450, 0.5, 60]
    for kind, profile, action, model in (
        ("ActivityEvent", "TimebackProfile", "Completed", ActivityCompletedEvent),
        ("AssessmentItemEvent", "AssessmentProfile", "Started", AssessmentItemEvent),
        ("GradeEvent", "GradingProfile", "Graded", QuestionGradeEvent),
        ("GradeEvent", "GeneralProfile", "Graded", CaliperEvent),
        ("ToolUseEvent", "ToolUseProfile", "Used", CaliperEvent),
    ):
        typed = (await read(type=kind, profile=profile, action=action)).to_event()
        assert type(typed) is model
        assert (typed.type, typed.profile, typed.action) == (kind, profile, action)


async def test_the_configuration_of_the_endpoint_can_be_read() -> None:
    body = {
        "caliperMaximumPayloadSize": 512,
        "caliperSupportedVersions": ["v1p2"],
        "caliperSupportedExtensions": ["x"],
    }
    client, pipeline = answering(lambda _: (200, body))
    config = await client.events.get_config()
    assert called(pipeline) == ["GET /caliper/event"]
    assert (config.maximum_payload_size, config.supported_versions) == (512, ["v1p2"])
    assert config.supported_extensions == ["x"]


def test_the_operations_are_known_as_data() -> None:
    operations = {operation.id: operation for operation in CaliperClient.operations()}
    assert {name: f"{one.method} {one.path}" for name, one in operations.items()} == {
        "caliper.events.get": "GET /caliper/events/{id}",
        "caliper.events.get_config": "GET /caliper/event",
        "caliper.events.list": "GET /caliper/events",
        "caliper.events.send": "POST /caliper/event",
        "caliper.events.validate": "POST /caliper/event/validate",
        "caliper.jobs.get_status": "GET /jobs/{id}/status",
    }
    assert all(operation.idempotent for operation in operations.values())
    assert operations["caliper.events.list"].paged
