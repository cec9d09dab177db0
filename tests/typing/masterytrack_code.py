"""A user's typical code for MasteryTrack, for the type checkers only: what each expression is known to be."""

from __future__ import annotations

from datetime import datetime
from typing import Any, assert_type

from timeback_core.auth_check import AuthCheckResult
from timeback_core.errors import ConflictError
from timeback_core.masterytrack import (
    MasteryTrackAssignment,
    MasteryTrackAssignmentInput,
    MasteryTrackAssignResponse,
    MasteryTrackAuth,
    MasteryTrackAuthenticator,
    MasteryTrackAuthorizerResponse,
    MasteryTrackClient,
    MasteryTrackEnvironment,
    MasteryTrackExistingAssignment,
    MasteryTrackInvalidateAssignmentInput,
    MasteryTrackInvalidatedAssignment,
    MasteryTrackInvalidateResponse,
    MasteryTrackInventoryItem,
    MasteryTrackInventoryMetadata,
    MasteryTrackInventorySearchParams,
    MasteryTrackInventorySearchResponse,
)
from timeback_core.masterytrack.authorizer import Authorizer
from timeback_core.provider import TimebackProvider


def connects(env: MasteryTrackEnvironment) -> TimebackProvider:
    own: MasteryTrackAuth = {"api_key": "k", "email": "a@b.example", "env": env}
    MasteryTrackClient(env=env, api_key="k", email="a@b.example", timeout=5.0)
    tokens = MasteryTrackAuthenticator(base_url="https://x.example", api_key="k", email="a@b.example")
    MasteryTrackClient(base_url="https://x.example", authenticator=tokens)
    return TimebackProvider(env="staging", client_id="i", client_secret="s", masterytrack=own)


async def looks_for_tests(client: MasteryTrackClient) -> None:
    assert_type(client.authorizer, Authorizer)
    assert_type(await client.authorizer.get_token("a@b.example", force=True), MasteryTrackAuthorizerResponse)
    assert_type(await client.check_auth(), AuthCheckResult)
    found = await client.inventory.search(subject="Math", grade=3, all=True)
    assert_type(found, MasteryTrackInventorySearchResponse)
    assert_type(found.data, list[MasteryTrackInventoryItem])
    for test in found.data:
        assert_type(test.timeback_id, str)
        assert_type(test.grade_rank, int)
        assert_type(test.created_at, datetime)
        assert_type(test.invalidated_on, datetime | None)
        assert_type(test.metadata, MasteryTrackInventoryMetadata | None)
        if test.metadata is not None:
            assert_type(test.metadata.question_types, list[str] | None)
    await client.inventory.search({"subject": "Math"}, timeout=5)
    await client.inventory.search(MasteryTrackInventorySearchParams(subject="Math", grade="3"))


async def assigns(client: MasteryTrackClient) -> None:
    try:
        made = await client.assignments.assign(student_email="kim@example.edu", subject="Math", grade_rank=3)
    except ConflictError as error:
        assert_type(error.existing_assignment, MasteryTrackExistingAssignment | None)
        assert_type(error.code, str | None)
        return
    assert_type(made, MasteryTrackAssignResponse)
    assert_type(made.data.assignment, MasteryTrackAssignment | None)
    if made.data.assignment is not None:
        assert_type(made.data.assignment.is_active, bool)
        assert_type(made.data.assignment.metadata, dict[str, Any] | None)
    await client.assignments.assign({"student_email": "kim@example.edu", "timeback_id": "_1"})
    await client.assignments.assign(MasteryTrackAssignmentInput(student_email="kim@example.edu", timeback_id="_1"))
    gone = await client.assignments.invalidate(student_email="kim@example.edu", assignment_id=41)
    assert_type(gone, MasteryTrackInvalidateResponse)
    assert_type(gone.data.invalidated_assignments, list[MasteryTrackInvalidatedAssignment])
    whole = MasteryTrackInvalidateAssignmentInput(student_email="kim@example.edu", subject="Math", grade="third")
    assert_type(await client.assignments.unassign(whole), MasteryTrackInvalidateResponse)
