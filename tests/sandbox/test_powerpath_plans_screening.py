"""Screening: sessions, results, and the hooks by which a test sets them."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from litestar import Router
from oneroster_api import Api, Reply
from placement_api import refused
from plan_api import PP, Planning, planning, shared_planning

from timeback_sandbox.app import create_app_for
from timeback_sandbox.powerpath.control_plans import control_routes
from timeback_sandbox.powerpath.screening import term_at

__all__ = ["planning", "shared_planning"]


class Control(Api):
    """The routes of the control API, mounted without the guard."""

    def __init__(self, planning: Planning) -> None:
        self.app = create_app_for(planning.state, [Router("/control", route_handlers=control_routes())])
        self._runner = planning._runner

    def send(self, method: str, path: str, body: object = None) -> Reply:
        return self.call(method, f"/control/powerpath/{path}", body)


@pytest.fixture
def control(planning: Planning) -> Control:
    return Control(planning)


def assign(planning: Planning, user: str = "ann", subject: str = "Math") -> dict[str, Any]:
    reply = planning.post(f"{PP}/screening/tests/assign", {"userId": user, "subject": subject})
    assert reply.status == 200, reply.content
    found: dict[str, Any] = reply.body
    return found


def test_a_session_is_made_by_the_first_test_and_kept_by_further_ones(planning: Planning) -> None:
    refused(planning.get(f"{PP}/screening/session/ann"), 404)
    made = assign(planning)
    assert planning.get(f"{PP}/screening/session/ann").body == made
    for name in ("nweaStudentId", "proctorId", "testSessionId"):
        assert uuid.UUID(made[name]).version == 5
    assert re.fullmatch(r"[1-9][0-9]{3}", made["pin"])
    assert (made["createdOn"], made["status"], made["termId"]) == (
        "2025-09-19T15:00:00.000Z",
        "active",
        "2025-2026-fall",
    )
    assert made["assignment"] == {
        "assignedTestKey": "math-screening", "status": "assigned", "nweaStatus": "AWAITING_STUDENT",
    }  # fmt: skip
    planning.at(datetime(2025, 10, 1, tzinfo=UTC))
    again = assign(planning, subject="Science")
    assert again["assignment"]["assignedTestKey"] == "science-screening"
    assert {**again, "assignment": None} == {**made, "assignment": None}
    other = assign(planning, "ben")
    assert other["nweaStudentId"] != made["nweaStudentId"]


def test_a_session_is_ended(planning: Planning) -> None:
    made = assign(planning)
    reset = planning.post(f"{PP}/screening/session/reset", {"userId": "ann"})
    assert (reset.status, reset.content) == (204, b"")
    refused(planning.get(f"{PP}/screening/session/ann"), 404)
    assert planning.post(f"{PP}/screening/session/reset", {"userId": "ann"}).status == 204
    assert assign(planning)["nweaStudentId"] == made["nweaStudentId"]


@pytest.mark.parametrize(
    ("moment", "term"),
    [
        ((2026, 3, 2), "2025-2026-spring"), ((2025, 8, 1), "2025-2026-fall"), ((2025, 12, 31), "2025-2026-winter"),
        ((2026, 2, 28), "2025-2026-winter"), ((2026, 7, 31), "2025-2026-summer"),
    ],
)  # fmt: skip
def test_terms_are_named_by_year_and_season(moment: tuple[int, int, int], term: str) -> None:
    assert term_at(datetime(*moment, tzinfo=UTC)) == term


@pytest.mark.parametrize("user", ["gone", "none"])
def test_nobody_who_is_not_there_is_screened(planning: Planning, user: str) -> None:
    refused(planning.get(f"{PP}/screening/session/{user}"), 404)
    refused(planning.get(f"{PP}/screening/results/{user}"), 404)
    refused(planning.post(f"{PP}/screening/session/reset", {"userId": user}), 404)
    refused(planning.post(f"{PP}/screening/tests/assign", {"userId": user, "subject": "Math"}), 404)


@pytest.mark.parametrize(
    "body", [{}, {"userId": "ann"}, {"userId": "ann", "subject": "Writing"}, {"subject": "Math"}, []]
)
def test_a_test_that_is_none_is_not_assigned(planning: Planning, body: object) -> None:
    refused(planning.post(f"{PP}/screening/tests/assign", body), 422)
    refused(planning.get(f"{PP}/screening/session/ann"), 404)


RESULT = {"user": "ann", "subject": "Math", "grade": "4", "ritScore": 201.5, "testName": "Math screening"}


def test_results_are_set_and_told_by_subject(planning: Planning, control: Control) -> None:
    nothing = dict.fromkeys(("Math", "Reading", "Language", "Science"))
    assert planning.get(f"{PP}/screening/results/ann").body == nothing
    assert control.send("PUT", "screening-results", RESULT).status == 204
    told = {"grade": "4", "ritScore": 201.5, "testName": "Math screening", "completedAt": "2025-09-19T15:00:00.000Z"}
    assert planning.get(f"{PP}/screening/results/ann").body == {**nothing, "Math": told}
    later = {**RESULT, "ritScore": 210, "completedAt": "2025-09-20T10:00:00+02:00"}
    assert control.send("PUT", "screening-results", later).status == 204
    assert planning.get(f"{PP}/screening/results/ann").body["Math"] == {
        **told, "ritScore": 210, "completedAt": "2025-09-20T08:00:00.000Z",
    }  # fmt: skip
    assert planning.get(f"{PP}/screening/results/ben").body == nothing


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"subject": "Writing"}, 422), ({"grade": "20"}, 422), ({"ritScore": "high"}, 422), ({"user": "none"}, 404),
        ({"testName": "a\x00b"}, 422), ({"more": 1}, 422), ({"completedAt": "soon"}, 422),
    ],
)  # fmt: skip
def test_a_result_that_is_none_is_not_set(control: Control, change: dict[str, Any], status: int) -> None:
    assert control.send("PUT", "screening-results", {**RESULT, **change}).status == status


def test_how_a_test_stands_is_set(planning: Planning, control: Control) -> None:
    def shown() -> tuple[object, object, object]:
        found = planning.get(f"{PP}/screening/session/ann").body
        return found["assignment"]["status"], found["assignment"]["nweaStatus"], found["status"]

    assert control.send("PATCH", "screening-assignments", {"user": "ann", "status": "completed"}).status == 404
    assign(planning)
    for body, expected in (
        ({"status": "in_progress"}, ("in_progress", "IN_PROGRESS", "active")),
        ({"status": "blocked", "nweaStatus": "PAUSED"}, ("blocked", "PAUSED", "active")),
        ({"status": "completed", "sessionStatus": "inactive"}, ("completed", "COMPLETED", "inactive")),
        ({"status": None}, (None, None, "inactive")),
        ({"status": "failed", "nweaStatus": None}, ("failed", None, "inactive")),
    ):
        assert control.send("PATCH", "screening-assignments", {"user": "ann", **body}).status == 204
        assert shown() == expected
    assign(planning)
    assert shown() == ("assigned", "AWAITING_STUDENT", "active")
    for wrong in (
        {"status": "lost"},
        {},
        {"status": "failed", "nweaStatus": "x"},
        {"status": None, "sessionStatus": "x"},
    ):
        assert control.send("PATCH", "screening-assignments", {"user": "ann", **wrong}).status == 422


def test_a_course_sequence_is_set_and_removed(planning: Planning, control: Control) -> None:
    name = "7f0a2f1e-0b52-4a1e-9a76-0c6f0a7b1d11"
    sequence = {
        "id": name, "subject": "Math", "title": "Sequence", "author": "who@north.example", "status": "draft",
        "statusUpdatedAt": "2025-09-01T00:00:00.000Z", "stages": [], "description": "Of Math",
    }  # fmt: skip
    assert control.send("PUT", "course-sequences", sequence).status == 204
    assert planning.get(f"{PP}/course-sequence/{name}").body == sequence
    for change in ({"id": "x"}, {"author": "nobody"}, {"subject": "Art"}, {"status": "new"}, {"title": ""}):
        assert control.send("PUT", "course-sequences", {**sequence, **change}).status == 422
    assert control.send("DELETE", f"course-sequences/{name}").status == 204
    assert control.send("DELETE", f"course-sequences/{name}").status == 404
