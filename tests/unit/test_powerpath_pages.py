"""Lists of test assignments over several pages, refusals of many at once, errors, and what is sent again."""

from __future__ import annotations

import pickle
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from powerpath_calls import ASSIGNMENT, BASE, MADE, UPDATE, answering, over, page, powerpath, sent
from scripted_sender import ScriptedSender, answer
from transport_fakes import Bench

from timeback_core.errors import (
    APIConnectionError,
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    ForbiddenError,
    InputValidationError,
    NotFoundError,
    RateLimitError,
    ServerError,
    ValidationError,
)
from timeback_core.powerpath import BulkAssignmentError, PowerPathClient, TestAssignmentsListParams
from timeback_core.transport.call import Call

pytestmark = pytest.mark.anyio

TOTAL = 250


def asked(call: Call) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(call.url).query).items()}


def pages(call: Call) -> tuple[int, Any]:
    query = asked(call)
    limit, offset = int(query.get("limit", "100")), int(query.get("offset", "0"))
    return 200, page(max(0, min(limit, TOTAL - offset)), offset=offset, total=TOTAL, limit=limit)


async def test_a_page_knows_its_place() -> None:
    client, pipeline = powerpath(pages)
    found = await client.test_assignments.list({"student": "s", "limit": 100, "offset": 100})
    assert (len(found), found.total_count, found.page_count, found.page_number) == (100, 250, 3, 2)
    assert (found.has_more, found.next_offset, found.offset, found.limit) == (True, 200, 100, 100)
    assert found.test_assignments[0].sourced_id == found[0].sourced_id == "ta-100"
    assert (found.pagination.page_number, found.pagination.total_count) == (2, 250)
    following = await found.fetch_next()
    assert following is not None
    assert (len(following), following.has_more, following[0].sourced_id) == (50, False, "ta-200")
    assert sent(pipeline) == [
        "GET /test-assignments?student=s&limit=100&offset=100",
        "GET /test-assignments?student=s&limit=100&offset=200",
    ]


async def test_a_walk_begins_where_the_caller_says() -> None:
    client, pipeline = powerpath(pages)
    walk = client.test_assignments.stream({"student": "s", "offset": 200})
    assert [record.sourced_id async for record in walk] == [f"ta-{place}" for place in range(200, 250)]
    assert walk.total == TOTAL
    assert sent(pipeline) == ["GET /test-assignments?student=s&offset=200&limit=100"]


@pytest.mark.parametrize("everybody", [True, False])
async def test_all_pages_are_walked_in_order(everybody: bool) -> None:
    client, pipeline = powerpath(pages)
    calls = client.test_assignments
    found = await (
        calls.admin_list_all({"limit": 60, "grade": 3})
        if everybody
        else calls.list_all(TestAssignmentsListParams(student="s", limit=60, grade="3"))
    )
    assert [record.sourced_id for record in found] == [f"ta-{place}" for place in range(TOTAL)]
    assert {call.url.removeprefix(BASE).partition("?")[0] for call in pipeline.calls} == {
        "/test-assignments/admin" if everybody else "/test-assignments"
    }
    assert {asked(call)["grade"] for call in pipeline.calls} == {"3"}


async def test_the_most_that_is_wanted_is_not_exceeded() -> None:
    client, pipeline = powerpath(pages)
    assert len(await client.test_assignments.list_all({"student": "s"}, max_items=130)) == 130
    assert [int(asked(call)["limit"]) for call in pipeline.calls] == [100, 30]
    walk = client.test_assignments.admin_stream(max_items=3)
    assert (await walk.first_page()).total == TOTAL
    first = await walk.first()
    assert first is not None
    assert first.sourced_id == "ta-0"
    assert len(await walk.to_array(max_items=3)) == 3
    walk.reset()
    assert walk.total is None


async def test_a_last_page_that_is_full_needs_no_further_request() -> None:
    client, pipeline = powerpath(pages)
    assert len(await client.test_assignments.list_all({"student": "s", "limit": 250})) == TOTAL
    assert len(pipeline.calls) == 1


async def test_without_a_total_a_short_page_ends_the_walk() -> None:
    def bare(call: Call) -> tuple[int, Any]:
        _, body = pages(call)
        return 200, {"testAssignments": body["testAssignments"]}

    client, _ = powerpath(bare)
    walk = client.test_assignments.stream({"student": "s"}, prefetch=0)
    assert len([record async for record in walk]) == TOTAL
    assert walk.total is None


async def test_what_cannot_be_asked_is_refused_when_the_walk_is_made() -> None:
    client, _ = powerpath(pages)
    with pytest.raises(InputValidationError):
        client.test_assignments.stream({"student": " "})
    with pytest.raises(InputValidationError):
        client.test_assignments.admin_stream({"limit": 0})
    with pytest.raises(InputValidationError):
        client.test_assignments.stream({"student": "s"}, max_items=0)


ROWS = {
    "success": False,
    "results": [],
    "errors": [{"row": 2, "message": "Student not found: s-9"}, {"row": 4, "message": "no e-mail address"}],
}
ITEMS = {"items": [{"student": "s", "subject": "Math", "grade": 3}]}


@pytest.mark.parametrize("name", ["bulk", "import_assignments"])
async def test_a_refusal_of_many_tells_the_rows(name: str) -> None:
    client, _ = answering(ROWS, 400)
    data = ITEMS if name == "bulk" else {"spreadsheetUrl": "https://x.example/1", "sheet": "One"}
    with pytest.raises(BulkAssignmentError, match="row 2: Student not found: s-9; row 4: no e-mail") as caught:
        await getattr(client.test_assignments, name)(data)
    error = caught.value
    assert (error.status_code, error.result.success, error.result.results) == (400, False, [])
    assert [(row.row, row.message) for row in error.errors][1] == (4, "no e-mail address")
    assert isinstance(error, BadRequestError)
    assert error.operation is None or name in error.operation
    again = pickle.loads(pickle.dumps(error))
    assert again.result == error.result


@pytest.mark.parametrize("body", [{"imsx_description": "no rows"}, [], "text", {"errors": [{"path": "a"}]}])
async def test_another_refusal_of_many_stays_what_it_is(body: object) -> None:
    client, _ = answering(body, 400)
    with pytest.raises(BadRequestError) as caught:
        await client.test_assignments.bulk(ITEMS)
    assert type(caught.value) is BadRequestError


async def test_many_that_were_made_come_in_their_order() -> None:
    client, _ = answering({"success": True, "results": [MADE, {**MADE, "assignmentId": "ta-2"}]})
    made = await client.test_assignments.bulk(ITEMS)
    assert ([one.assignment_id for one in made.results], made.errors) == (["ta-1", "ta-2"], [])


PROBLEM = {
    "imsx_codeMajor": "failure",
    "imsx_severity": "error",
    "imsx_description": "Lesson not found: les-x",
    "imsx_CodeMinor": {
        "imsx_codeMinorField": [
            {"imsx_codeMinorFieldName": "TargetEndSystem", "imsx_codeMinorFieldValue": "unknownobject"}
        ]
    },
    "imsx_error_details": [{"path": "lesson", "message": "unknown ComponentResource"}],
}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequestError),
        (401, AuthenticationError),
        (403, ForbiddenError),
        (404, NotFoundError),
        (422, ValidationError),
        (429, RateLimitError),
        (500, ServerError),
    ],
)
async def test_refusals_are_errors_by_their_status(status: int, kind: type[Exception]) -> None:
    client, _ = answering(PROBLEM, status)
    with pytest.raises(kind, match="Lesson not found: les-x") as caught:
        await client.assessments.get_attempts({"student": "s", "lesson": "les-x"})
    details = getattr(caught.value, "details", None)
    assert details == PROBLEM["imsx_error_details"]


RESPONSE = {"student": "s", "lesson": "l", "question": "q", "responses": {"R": "A"}}
WHO = {"student": "s", "lesson": "l"}


@pytest.mark.parametrize(
    ("call", "requests"),
    [
        (lambda p: p.assessments.update_student_question_response(RESPONSE), 1),
        (lambda p: p.assessments.import_external_test_assignment_results(WHO), 1),
        (lambda p: p.assessments.create_new_attempt(WHO), 1),
        (lambda p: p.assessments.get_attempts(WHO), 3),
    ],
)
@pytest.mark.parametrize("lost", [{"status": 502}, {"fail": "read"}, {"status": 504}])
async def test_what_writes_is_sent_once_when_its_answer_is_lost(call: Any, requests: int, lost: dict[str, Any]) -> None:
    bench = Bench(lost)
    with pytest.raises((ServerError, APIConnectionError)):
        await call(over(bench.pipeline))
    assert len(bench.sent) == requests


@pytest.mark.parametrize("refused", [{"status": 503}, {"status": 429}, {"fail": "connect", "not_sent": True}])
async def test_what_was_not_processed_is_sent_again(refused: dict[str, Any]) -> None:
    bench = Bench(refused, {"body": UPDATE})
    found = await over(bench.pipeline).assessments.update_student_question_response(RESPONSE)
    assert (found.lesson_type, len(bench.sent)) == ("quiz", 2)


async def test_a_deletion_whose_first_answer_is_lost_is_done() -> None:
    bench = Bench({"status": 502}, {"status": 404, "body": PROBLEM})
    client = over(bench.pipeline)
    await client.test_assignments.delete("ta")
    assert [request.method for request in bench.sent] == ["DELETE", "DELETE"]
    with pytest.raises(NotFoundError):
        await client.test_assignments.delete("ta")


async def test_the_service_works_without_authentication_at_an_address_of_ones_own() -> None:
    sender = ScriptedSender(lambda _request: answer(200, ASSIGNMENT))
    async with PowerPathClient(base_url="http://host.example/api", transport=sender) as client:
        await client.test_assignments.get("ta")
    (request,) = sender.requests
    assert request.url == "http://host.example/api/powerpath/test-assignments/ta"
    assert "authorization" not in {name.lower() for name in request.headers}


def test_a_platform_without_the_service_says_so() -> None:
    with pytest.raises(ConfigurationError, match=r"powerpath.* not supported on this platform") as caught:
        PowerPathClient(platform="LEARNWITH_AI", env="staging", client_id="id", client_secret="secret-word")
    assert isinstance(caught.value, ValueError)
    assert "secret-word" not in str(caught.value)
