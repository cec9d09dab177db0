"""What the MasteryTrack client refuses before it sends anything."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest
from masterytrack_api import KIM, mastery

from timeback_core.errors import InputValidationError
from timeback_core.masterytrack import MasteryTrackAssignmentInput, MasteryTrackClient

pytestmark = pytest.mark.anyio

ASSIGN: dict[str, Any] = {"student_email": KIM, "timeback_id": "_1"}
LINE_ITEM, RESULT = "assessment_line_item_sourced_id", "assessment_result_sourced_id"


async def paths(method: str, *args: Any, **kwargs: Any) -> list[str]:
    """Call a method with what cannot be sent, and return where the issues are."""
    client, script = mastery()
    call: Any = client
    for name in method.split("."):
        call = getattr(call, name)
    with pytest.raises(InputValidationError) as caught:
        await cast("Callable[..., Awaitable[object]]", call)(*args, **kwargs)
    assert caught.value.status_code == 400
    assert script.requests == script.authorizer == []
    return [issue.path for issue in caught.value.issues]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, ["student_email", "timeback_id"]),
        ({"student_email": KIM}, ["timeback_id"]),
        ({**ASSIGN, "student_email": " "}, ["student_email"]),
        ({**ASSIGN, "student_email": "kim"}, ["student_email"]),
        ({**ASSIGN, "student_email": "kim kim@example.edu"}, ["student_email"]),
        ({**ASSIGN, "student_email": 7}, ["student_email"]),
        ({**ASSIGN, "timeback_id": "  "}, ["timeback_id"]),
        ({**ASSIGN, "grade_rank": 3}, ["grade_rank"]),
        ({**ASSIGN, "subject": "Math", "grade_rank": 13}, ["grade_rank"]),
        ({**ASSIGN, "subject": "Math", "grade_rank": -1}, ["grade_rank"]),
        ({**ASSIGN, "subject": "Math", "grade_rank": True}, ["grade_rank"]),
        ({**ASSIGN, "subject": "Math", "grade_rank": 3.0}, ["grade_rank"]),
        ({**ASSIGN, LINE_ITEM: "x"}, [RESULT]),
        ({**ASSIGN, RESULT: "x"}, [LINE_ITEM]),
        ({"student_email": KIM, "subject": "Math", LINE_ITEM: "x", RESULT: "y"}, ["grade_rank"]),
        (
            {"student_email": "x", "grade_rank": 99, RESULT: ""},
            ["student_email", "grade_rank", RESULT, "timeback_id", "grade_rank", LINE_ITEM],
        ),
    ],
)
async def test_an_assignment_that_cannot_be_is_refused_with_everything_that_is_wrong(
    fields: dict[str, Any], wrong: list[str]
) -> None:
    assert await paths("assignments.assign", **fields) == wrong
    assert await paths("assignments.assign", fields) == wrong


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, ["student_email", "assignment_id"]),
        ({"student_email": KIM}, ["assignment_id"]),
        ({"student_email": KIM, "assignment_id": 0}, ["assignment_id"]),
        ({"student_email": KIM, "assignment_id": "41"}, ["assignment_id"]),
        ({"student_email": KIM, "assignment_id": True}, ["assignment_id"]),
        ({"student_email": KIM, "timeback_id": ""}, ["timeback_id"]),
        ({"student_email": KIM, "subject": "Math"}, ["grade_rank"]),
        ({"student_email": KIM, "grade_rank": 3}, ["grade_rank", "assignment_id"]),
        ({"student_email": KIM, "grade": "3"}, ["grade", "assignment_id"]),
        ({"student_email": KIM, "assignment_id": 1, "grade": "3"}, ["grade"]),
        ({"student_email": KIM, "subject": "Math", "grade": 13}, ["grade"]),
        ({"student_email": KIM, "subject": "Math", "grade": " "}, ["grade"]),
    ],
)
async def test_a_withdrawal_that_cannot_be_is_refused_with_everything_that_is_wrong(
    fields: dict[str, Any], wrong: list[str]
) -> None:
    for method in ("assignments.invalidate", "assignments.unassign"):
        assert await paths(method, **fields) == wrong
        assert await paths(method, fields) == wrong


@pytest.mark.parametrize(
    "fields", [{"name": ""}, {"timeback_id": " "}, {"grade": ""}, {"grade": True}, {"subject": 7}, {"all": "true"}]
)
async def test_a_search_that_cannot_be_is_refused(fields: dict[str, Any]) -> None:
    assert await paths("inventory.search", **fields) == list(fields)
    assert await paths("inventory.search", fields) == list(fields)


@pytest.mark.parametrize("email", ["", "x", "a@b c", 7])
async def test_an_account_is_an_address(email: Any) -> None:
    assert await paths("authorizer.get_token", email) == ["email"]


async def test_what_an_address_looks_like_is_told_in_words() -> None:
    client, _ = mastery()
    with pytest.raises(InputValidationError, match=r"must be an e-mail address such as .*, got 'kim'"):
        await client.assignments.assign(student_email="kim", subject="Math")


async def test_unknown_fields_are_refused_by_name() -> None:
    assert await paths("assignments.assign", {**ASSIGN, "gradeRank": 3}) == ["gradeRank"]
    assert await paths("inventory.search", {"title": "x"}) == ["title"]


@pytest.mark.parametrize("whole", ["text", 7, [ASSIGN]])
async def test_what_is_no_mapping_is_refused(whole: Any) -> None:
    assert await paths("assignments.assign", whole) == ["(root)"]


async def test_an_input_and_keywords_together_are_refused() -> None:
    whole = MasteryTrackAssignmentInput(student_email=KIM, timeback_id="_1")
    assert await paths("assignments.assign", whole, subject="Math") == ["input_data"]
    assert await paths("assignments.invalidate", {"student_email": KIM}, assignment_id=1) == ["input_data"]
    assert await paths("inventory.search", {"subject": "Math"}, all=False) == ["params"]


def test_an_unknown_keyword_is_a_mistake_of_the_program() -> None:
    client, _ = mastery()
    with pytest.raises(TypeError, match="unexpected keyword argument 'gradeRank'"):
        _drive(client)


def _drive(client: MasteryTrackClient) -> None:
    assign = cast("Callable[..., Any]", client.assignments.assign)
    assign(student_email=KIM, gradeRank=3).send(None)
