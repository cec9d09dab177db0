"""Every operation of MasteryTrack, through the real client against the real sandbox, and its tokens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from contract_masterytrack import CASES, NO_ACCESS, SECOND, assigned, email_of
from contract_places import Witness
from transport_fakes import FakeClock

from timeback_core import TimebackClient
from timeback_core.authorizer import MasteryTrackAuthenticator
from timeback_core.errors import AuthenticationError, ForbiddenError
from timeback_core.masterytrack import MasteryTrackClient
from timeback_core.transport.asgi import AsgiSender
from timeback_core.transport.options import TransportConfig
from timeback_core.transport.pipeline import Pipeline
from timeback_sandbox import Sandbox
from timeback_sandbox.masterytrack.control import Completion, assignments_of, play

pytestmark = pytest.mark.anyio

AUTHORIZER = "/masterytrack/authorizer"


@pytest.fixture
async def over_httpx2(on_socket: Sandbox, witness: Witness) -> AsyncIterator[TimebackClient]:
    async with on_socket.client(backend="httpx2", hooks=witness.hooks) as client:
        yield client


def asked(sandbox: Sandbox) -> int:
    """How often a token was asked for."""
    return len(sandbox.journal(path=AUTHORIZER))


def test_there_is_a_case_for_every_operation() -> None:
    assert CASES.keys() == {operation.id for operation in MasteryTrackClient.operations()}


@pytest.mark.parametrize("operation", sorted(CASES))
async def test_an_operation_does_what_it_says(operation: str, timeback: TimebackClient, witness: Witness) -> None:
    await CASES[operation](timeback)
    assert operation in witness.operations
    assert not witness.retries


@pytest.mark.socket
@pytest.mark.parametrize("operation", sorted(CASES))
async def test_an_operation_does_the_same_over_the_other_http_library(
    operation: str, over_httpx2: TimebackClient, witness: Witness
) -> None:
    await CASES[operation](over_httpx2)
    assert operation in witness.operations


# Tokens


async def test_without_any_configuration_it_works_and_sends_no_oauth_header(on_socket: Sandbox) -> None:
    async with TimebackClient(base_url=on_socket.base_url) as client:
        assert (await client.masterytrack.inventory.search(subject="math")).data
    entries = on_socket.journal(path="/masterytrack/*")
    assert [entry.path for entry in entries] == [AUTHORIZER, "/masterytrack/authoring/inventory/search"]
    assert all("authorization" not in entry.headers for entry in entries)
    assert "x-auth-token" in entries[1].headers
    assert "x-api-key" not in entries[1].headers


async def test_in_the_sandbox_of_this_process_it_works_by_itself() -> None:
    async with TimebackClient(env="sandbox") as client:
        assert (await client.masterytrack.inventory.search(grade="kindergarten")).data
        assert (await client.masterytrack.check_auth()).ok
    async with MasteryTrackClient(env="sandbox") as alone:
        assert (await alone.inventory.search(subject="math")).data


async def test_five_first_calls_ask_for_one_token(timeback: TimebackClient, sandbox: Sandbox) -> None:
    await asyncio.gather(*(timeback.masterytrack.inventory.search() for _ in range(5)))
    assert asked(sandbox) == 1


async def test_after_fifty_minutes_another_token_is_asked_for(in_process: Sandbox) -> None:
    clock = FakeClock()
    sender = AsgiSender(in_process.app, base_url=in_process.base_url, lifespan=False)
    base_url = f"{in_process.base_url}/masterytrack"
    tokens = MasteryTrackAuthenticator(
        base_url=base_url,
        api_key="sandbox-api-key",
        email="sandbox@timeback.local",
        pipeline=Pipeline(TransportConfig(sender=sender, clock=clock)),
    )
    async with MasteryTrackClient(base_url=base_url, transport=sender, authenticator=tokens) as client:
        await client.inventory.search()
        for seconds, requests in ((2999, 1), (2, 2)):
            clock.advance(seconds)
            await client.inventory.search()
            assert asked(in_process) == requests


async def test_a_token_that_the_server_took_for_expired_is_replaced_unnoticed(
    timeback: TimebackClient, sandbox: Sandbox
) -> None:
    await timeback.masterytrack.inventory.search()
    sandbox.clock.advance(3601)
    assert (await assigned(timeback)).id
    assert asked(sandbox) == 2
    sandbox.state.room.revoke_tokens()
    assert (await timeback.masterytrack.inventory.search()).success
    assert asked(sandbox) == 3


async def test_a_wrong_key_and_an_account_without_access_are_told_apart(sandbox: Sandbox) -> None:
    account = "sandbox@timeback.local"
    for own, kind in (
        ({"api_key": "wrong-key", "email": account}, AuthenticationError),
        ({"api_key": "sandbox-api-key", "email": NO_ACCESS}, ForbiddenError),
    ):
        async with sandbox.client(masterytrack=own) as client:
            with pytest.raises(kind) as caught:
                await client.masterytrack.inventory.search()
            result = await client.masterytrack.check_auth()
            assert (result.ok, result.checks.token_acquisition) == (False, False)
            assert result.error == caught.value.message
            assert "wrong-key" not in repr((result, caught.value.__dict__))
            assert (await client.check_auth()).ok  # the others' token is another matter


async def test_another_account_can_be_used(sandbox: Sandbox) -> None:
    async with sandbox.client(masterytrack={"api_key": "sandbox-api-key", "email": SECOND}) as client:
        assert (await assigned(client)).assigned_by == 3


async def test_the_shared_token_is_used_where_there_is_no_key(sandbox: Sandbox) -> None:
    async with sandbox.client(masterytrack=None) as client:
        assert (await assigned(client)).assigned_by is None
        assert (await client.masterytrack.authorizer.get_token()).jwt
    assert asked(sandbox) == 0


async def test_a_sandbox_without_authentication_wants_no_token() -> None:
    async with Sandbox(seed="demo", no_auth=True) as sandbox, sandbox.client() as client:
        assert (await client.masterytrack.inventory.search()).data
        assert asked(sandbox) == 0


async def test_an_empty_sandbox_has_the_account_and_no_tests() -> None:
    async with Sandbox(seed="empty") as sandbox, sandbox.client() as client:
        assert (await client.masterytrack.inventory.search(all=True)).data == []


# The five ways to assign, and what comes afterwards


async def test_a_student_takes_one_test_after_the_other(timeback: TimebackClient, sandbox: Sandbox) -> None:
    email = await email_of(timeback)
    taken = []
    for _ in range(2):
        made = await assigned(timeback, "Reading", 4)
        play(sandbox.state, made.id, "start")
        play(sandbox.state, made.id, "complete", Completion(total_questions=10, correct_questions=9))
        taken.append(made.test_name)
    assert taken == ["Reading G4 Form A", "Reading G4 Form B"]
    (first, *_) = (await timeback.masterytrack.inventory.search(name=taken[0])).data
    again = await timeback.masterytrack.assignments.assign(student_email=email, timeback_id=first.timeback_id)
    assert again.data.assignment is not None
    statuses = [one["status"] for one in assignments_of(sandbox.state, email)]
    assert statuses == ["COMPLETED", "COMPLETED", "ASSIGNED"]


async def test_a_placement_begins_at_the_students_grade(timeback: TimebackClient) -> None:
    made = await timeback.masterytrack.assignments.assign(student_email=await email_of(timeback), subject="Math")
    assert made.data.assignment is not None
    assert made.data.assignment.metadata is not None
    assert made.data.assignment.metadata["placement"] is True


@pytest.mark.parametrize("by", ["timeback_id", "subject"])
async def test_the_result_goes_to_the_gradebook(by: str, timeback: TimebackClient, sandbox: Sandbox) -> None:
    gradebook = timeback.oneroster
    (item,) = await gradebook.assessment_line_items.list(limit=1)
    (test, *_) = (await timeback.masterytrack.inventory.search(subject="Language", grade=4)).data
    which = {"timeback_id": test.timeback_id} if by == "timeback_id" else {"subject": "Language", "grade_rank": 4}
    made = await timeback.masterytrack.assignments.assign(
        {
            "student_email": await email_of(timeback),
            **which,
            "assessment_line_item_sourced_id": item.sourced_id,
            "assessment_result_sourced_id": "mastery-1",
        }
    )
    assert made.data.assignment is not None
    pending = await gradebook.assessment_results.get("mastery-1")
    assert (pending.score_status, pending.score) == ("not submitted", None)
    play(sandbox.state, made.data.assignment.id, "start")
    play(sandbox.state, made.data.assignment.id, "complete", Completion(total_questions=8, correct_questions=6))
    result = await gradebook.assessment_results.get("mastery-1")
    assert (result.score_status, result.score) == ("fully graded", 75)
    assert result.metadata is not None
    assert result.metadata["assignmentId"] == made.data.assignment.id
    assert "masteryTrackProcessed" not in result.metadata


async def test_after_thirty_days_the_same_test_can_be_assigned_again(
    timeback: TimebackClient, sandbox: Sandbox
) -> None:
    first = await assigned(timeback)
    sandbox.clock.advance(30 * 24 * 3600 + 1)
    assert (await assigned(timeback)).test_name == first.test_name
