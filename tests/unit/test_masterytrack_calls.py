"""What the MasteryTrack client sends, and what it makes of the answers."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from masterytrack_api import ASSIGNED, ASSIGNMENT, EXISTING, FOUND, HOST, INVALIDATED, KIM, TEST, mastery
from scripted_sender import answer

from timeback_core.errors import (
    APIError,
    AuthenticationError,
    BadRequestError,
    ClientClosedError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    ResponseParseError,
    ServerError,
    ValidationError,
)
from timeback_core.masterytrack import (
    MasteryTrackAssignment,
    MasteryTrackAssignmentInput,
    MasteryTrackClient,
    MasteryTrackExistingAssignment,
    MasteryTrackInvalidateAssignmentInput,
    MasteryTrackInventoryItem,
    MasteryTrackInventoryMetadata,
    MasteryTrackInventorySearchParams,
)
from timeback_core.transport.message import SendFailure

pytestmark = pytest.mark.anyio

ASSIGN = "POST /delivery/assignments/assign"
INVALIDATE = "POST /delivery/assignments/invalidate"
TEST_ID = TEST["timeback_id"]
Call = Callable[[MasteryTrackClient], Awaitable[Any]]
CALLS: dict[str, tuple[Call, str, object]] = {
    "inventory.search": (lambda c: c.inventory.search(), "GET /authoring/inventory/search", FOUND),
    "assignments.assign": (lambda c: c.assignments.assign(student_email=KIM, timeback_id="_1"), ASSIGN, ASSIGNED),
    "assignments.invalidate": (
        lambda c: c.assignments.invalidate(student_email=KIM, assignment_id=41),
        INVALIDATE,
        INVALIDATED,
    ),
}


def query_of(line: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(line.partition(" ")[2]).query)


def test_every_operation_is_called_here() -> None:
    operations = {
        operation.id.removeprefix("masterytrack."): operation for operation in MasteryTrackClient.operations()
    }
    assert set(operations) == {*CALLS, "authorizer.get_token"}
    for name, (_, line, _) in CALLS.items():
        assert line == f"{operations[name].method} {operations[name].path}"
    search = operations["inventory.search"]
    assert {parameter.wire_name for parameter in search.parameters if parameter.place == "query"} == {
        "name", "timeback_id", "grade", "subject", "all",
    }  # fmt: skip
    assert operations["authorizer.get_token"].path == "/authorizer"


@pytest.mark.parametrize("name", sorted(CALLS))
async def test_a_call_goes_below_the_stage_with_the_own_header_only(name: str) -> None:
    call, line, body = CALLS[name]
    client, script = mastery(body)
    await call(client)
    assert script.lines == [line]
    (request,) = script.requests
    assert request.url.startswith(f"{HOST}/")
    assert request.headers["X-Auth-Token"] == "Bearer account@example.edu-1"
    assert not {"authorization", "x-api-key"} & {header.lower() for header in request.headers}


@pytest.mark.parametrize("name", sorted(CALLS))
async def test_the_answer_can_be_had_as_it_came(name: str) -> None:
    _, _, body = CALLS[name]
    client, _ = mastery(answer(200, body, {"x-request-id": "r"}))
    resource, _, method = name.partition(".")
    arguments = {} if resource == "inventory" else {"student_email": KIM, "timeback_id": "_1"}
    raw = await getattr(getattr(client, resource).with_raw_response, method)(**arguments)
    assert raw.status_code == 200
    assert raw.parse().success is True


# Searching


async def test_conditions_go_into_the_query_under_their_own_names() -> None:
    client, script = mastery()
    await client.inventory.search(name=" Form ", timeback_id="_1", grade=3, subject="Math", all=True)
    assert query_of(script.lines[0]) == {
        "name": ["Form"], "timeback_id": ["_1"], "grade": ["3"], "subject": ["Math"], "all": ["true"],
    }  # fmt: skip


@pytest.mark.parametrize(
    "params",
    [
        {"subject": " Math ", "all": False, "name": None},
        MasteryTrackInventorySearchParams(subject=" Math ", all=False),
    ],
)
async def test_conditions_can_be_given_as_a_whole(params: Any) -> None:
    client, script = mastery()
    await client.inventory.search(params)
    assert query_of(script.lines[0]) == {"subject": ["Math"], "all": ["false"]}


async def test_what_is_not_given_is_not_sent() -> None:
    client, script = mastery()
    await client.inventory.search()
    assert script.lines == ["GET /authoring/inventory/search"]


async def test_a_test_is_read_with_all_that_it_has() -> None:
    client, _ = mastery()
    found = await client.inventory.search(subject="Math")
    (test,) = found.data
    assert isinstance(test, MasteryTrackInventoryItem)
    assert (test.id, test.timeback_id, test.grade_rank, test.version, test.supported) == (7, TEST_ID, 3, 2, True)
    assert test.created_at == datetime(2025, 9, 1, 10, tzinfo=UTC)
    assert test.invalidated_on is None
    metadata = test.metadata
    assert isinstance(metadata, MasteryTrackInventoryMetadata)
    assert (metadata.sub_type, metadata.question_types, metadata.year) == ("qti-test", ["choice"], "2025")
    assert metadata.extra == {"edition": 4}
    assert test.to_dict() == TEST
    assert test["timeback_id"] == TEST_ID


async def test_nothing_found_is_an_empty_list() -> None:
    client, _ = mastery({"success": True, "data": []})
    assert (await client.inventory.search()).data == []


async def test_a_null_where_a_text_belongs_does_not_hide_the_record() -> None:
    client, _ = mastery({"success": True, "data": [{**TEST, "metadata": None, "grade": None}]})
    (test,) = (await client.inventory.search()).data
    assert (test.metadata, test.grade, test.name) == (None, None, TEST["name"])


# Assigning and withdrawing


@pytest.mark.parametrize(
    "whole",
    [
        {"student_email": f" {KIM} ", "subject": "Math", "grade_rank": 0, "timeback_id": None},
        MasteryTrackAssignmentInput(student_email=KIM, subject="Math", grade_rank=0),
    ],
)
async def test_an_assignment_is_sent_as_it_is_meant(whole: Any) -> None:
    client, script = mastery(answer(201, ASSIGNED))
    made = await client.assignments.assign(whole)
    await client.assignments.assign(student_email=KIM, subject="Math", grade_rank=0)
    assert script.bodies == [{"student_email": KIM, "subject": "Math", "grade_rank": 0}] * 2
    assert (made.success, made.platform, made.data.message) == (True, "Mastery Track", f"assigned to {KIM}")
    assignment = made.data.assignment
    assert isinstance(assignment, MasteryTrackAssignment)
    assert (assignment.id, assignment.assigned_by, assignment.test_url) == (41, 1, ASSIGNMENT["test_url"])
    assert assignment.expires_at == datetime(2025, 10, 19, 12, tzinfo=UTC)
    assert assignment.metadata == ASSIGNMENT["metadata"]


async def test_the_place_in_the_gradebook_is_sent() -> None:
    client, script = mastery(ASSIGNED)
    place = {"assessment_line_item_sourced_id": "ali", "assessment_result_sourced_id": "ar"}
    await client.assignments.assign(student_email=KIM, timeback_id="_1", **place)
    assert script.bodies == [{"student_email": KIM, "timeback_id": "_1", **place}]


async def test_a_placement_may_have_no_assignment() -> None:
    client, _ = mastery({"success": True, "platform": None, "data": {"assignment": None, "message": "placement begun"}})
    made = await client.assignments.assign(student_email=KIM, subject="Math")
    assert made.data.assignment is None
    assert made.platform is None


@pytest.mark.parametrize("status", ["ASSIGNED", "IN_PROGRESS", "PAUSED", "COMPLETED", "EXPIRED", "INVALIDATED", "ELSE"])
async def test_an_assignment_tells_whether_it_is_active(status: str) -> None:
    client, _ = mastery({**ASSIGNED, "data": {"assignment": {**ASSIGNMENT, "status": status}, "message": ""}})
    made = await client.assignments.assign(student_email=KIM, timeback_id="_1")
    assert made.data.assignment is not None
    assert made.data.assignment.status == status
    assert made.data.assignment.is_active is (status in {"ASSIGNED", "IN_PROGRESS", "PAUSED"})


@pytest.mark.parametrize(
    "which",
    [
        {"assignment_id": 41},
        {"timeback_id": "_1"},
        {"subject": "Math", "grade_rank": 0},
        {"subject": "Math", "grade": "Third Grade"},
        {"subject": "Math", "grade": 3},
    ],
)
async def test_withdrawing_names_what_is_meant(which: dict[str, Any]) -> None:
    client, script = mastery(INVALIDATED)
    done = await client.assignments.invalidate(student_email=KIM, **which)
    await client.assignments.unassign({"student_email": KIM, **which})
    await client.assignments.invalidate(MasteryTrackInvalidateAssignmentInput(student_email=KIM, **which))
    assert script.bodies == [{"student_email": KIM, **which}] * 3
    assert set(script.lines) == {INVALIDATE}
    assert (done.data.total_invalidated, done.data.message) == (1, "1 assignment invalidated")
    assert [(one.assignment_id, one.student_email) for one in done.data.invalidated_assignments] == [(41, KIM)]


# Errors


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, BadRequestError), (403, ForbiddenError), (404, NotFoundError), (409, ConflictError),
     (422, ValidationError), (500, ServerError)],
)  # fmt: skip
async def test_an_error_has_its_status_its_code_and_the_whole_body(status: int, kind: type[APIError]) -> None:
    body = {"success": False, "error": "said so", "message": "not this", "code": "WHY", "details": {"grade": "bad"}}
    client, _ = mastery(answer(status, body))
    with pytest.raises(kind) as caught:
        await client.assignments.assign(student_email=KIM, timeback_id="_1")
    error = caught.value
    assert (error.status_code, error.message, error.code, error.response) == (status, "said so", "WHY", body)


@pytest.mark.parametrize(
    ("body", "message"),
    [({"message": "m"}, "m"), ({"error": " ", "message": "m"}, "m"), (b"plain text", "plain text"), (b"", "HTTP 404")],
)
async def test_the_message_is_the_best_that_there_is(body: Any, message: str) -> None:
    client, _ = mastery(answer(404, body))
    with pytest.raises(NotFoundError) as caught:
        await client.assignments.invalidate(student_email=KIM, assignment_id=1)
    assert caught.value.message == message
    assert caught.value.code is None


async def test_a_conflict_shows_the_assignment_that_is_in_the_way() -> None:
    body = {"success": False, "error": "Assignment already exists", "code": "ASSIGNMENT_EXISTS"}
    client, _ = mastery(answer(409, {**body, "data": {"existing_assignment": EXISTING}}))
    with pytest.raises(APIError) as caught:
        await client.assignments.assign(student_email=KIM, timeback_id="_1")
    assert caught.value.status_code == 409
    for error in (caught.value, copy.copy(caught.value), pickle.loads(pickle.dumps(caught.value))):
        assert isinstance(error, ConflictError)
        existing = error.existing_assignment
        assert isinstance(existing, MasteryTrackExistingAssignment)
        assert (existing.id, existing.is_active, existing["test_url"]) == (41, True, EXISTING["test_url"])


@pytest.mark.parametrize("data", [None, [], "x", {}, {"existing_assignment": None}, {"existing_assignment": [1]}])
def test_a_conflict_without_one_shows_none(data: object) -> None:
    assert ConflictError("c", {"data": data}).existing_assignment is None
    assert ConflictError("c", "text").existing_assignment is None
    assert ConflictError("c").existing_assignment is None


@pytest.mark.parametrize("name", sorted(CALLS))
async def test_a_success_that_says_it_is_none_is_an_error(name: str) -> None:
    client, _ = mastery({"success": False, "error": "no luck", "code": "LUCK"})
    with pytest.raises(APIError) as caught:
        await CALLS[name][0](client)
    assert type(caught.value) is APIError
    assert (caught.value.status_code, caught.value.message, caught.value.code) == (200, "no luck", "LUCK")
    assert caught.value.operation == f"masterytrack.{name}"


@pytest.mark.parametrize("body", [{"success": True}, {"success": True, "data": None}, b"{", b"[]", b""])
async def test_a_success_without_what_it_should_hold_cannot_be_read(body: Any) -> None:
    client, _ = mastery(answer(200, body))
    with pytest.raises(ResponseParseError):
        await client.inventory.search()


async def test_an_assignment_whose_answer_was_lost_is_not_repeated() -> None:
    client, script = mastery(SendFailure("read", "gone"))
    with pytest.raises(APIError):
        await client.assignments.assign(student_email=KIM, timeback_id="_1")
    assert len(script.requests) == 1


async def test_a_refused_token_is_replaced_and_the_call_repeated_once() -> None:
    client, script = mastery(answer(401, {"success": False, "error": "Unauthorized"}), ASSIGNED)
    made = await client.assignments.assign(student_email=KIM, timeback_id="_1")
    assert made.success
    assert script.tokens == ["Bearer account@example.edu-1", "Bearer account@example.edu-2"]
    assert len(script.authorizer) == 2


async def test_a_token_that_is_refused_twice_is_an_error() -> None:
    client, script = mastery(answer(401, {"success": False, "error": "Invalid or expired JWT", "code": "UNAUTHORIZED"}))
    with pytest.raises(AuthenticationError) as caught:
        await client.inventory.search()
    assert (len(script.requests), len(script.authorizer)) == (2, 2)
    assert (caught.value.message, caught.value.code) == ("Invalid or expired JWT", "UNAUTHORIZED")
    client.get_transport().lifetime.check()  # it can go on


async def test_options_of_a_view_hold_for_its_calls() -> None:
    client, script = mastery(answer(503), FOUND)
    view = client.with_options(max_retries=0, headers={"X-Trace": "t"})
    with pytest.raises(ServerError):
        await view.inventory.search()
    assert script.requests[0].headers["X-Trace"] == "t"
    assert (await client.inventory.search(max_retries=0)).success


async def test_after_closing_nothing_is_sent() -> None:
    client, script = mastery()
    await client.close()
    for call, _, _ in CALLS.values():
        with pytest.raises(ClientClosedError):
            await call(client)
    with pytest.raises(ClientClosedError):
        await client.authorizer.get_token()
    result = await client.check_auth()
    assert (result.ok, result.error_type) == (False, "ClientClosedError")
    assert script.requests == script.authorizer == []
