"""What the demo holds of placement and of test assignments, and that its parts agree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from edubridge_api import TODAY
from placement_api import PP, Placing
from sqlalchemy import select

from timeback_sandbox import seed
from timeback_sandbox.powerpath import rungs
from timeback_sandbox.powerpath.assignments import STATUSES
from timeback_sandbox.powerpath.ladder import standing
from timeback_sandbox.powerpath.tables_placement import ONBOARDING
from timeback_sandbox.seed import edubridge
from timeback_sandbox.seed.powerpath import PART


def load(made: Placing, now: datetime) -> Placing:
    made.at(now)
    with made.store.load() as connection:
        for part in (seed.PARTS[0], edubridge.PART, PART):
            for kind, _, records in part.records(seed.Seed("demo"), now.date()):
                part.insert(connection, kind, records, now)
    return made


@pytest.fixture(scope="module")
def demo() -> Iterator[Placing]:
    made = load(Placing(), TODAY)
    yield made
    made.close()


def told(today: date) -> dict[str, list[Any]]:
    return {kind: list(records) for kind, _, records in PART.records(seed.Seed("demo"), today)}


def test_the_same_day_tells_the_same_story_and_other_seeds_tell_none() -> None:
    story = told(date(2025, 11, 25))
    assert story == told(date(2025, 11, 25))
    assert {kind: len(records) >= 5 for kind, records in story.items()} == dict.fromkeys(
        ("placementResults", "placementOnboarding", "testAssignments"), True
    )
    assert list(PART.records(seed.Seed("district", 10), date(2025, 1, 1))) == []
    assert list(PART.records(seed.Seed("empty"), date(2025, 1, 1))) == []


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2026, 8, 10), date(2026, 8, 13), date(2027, 7, 15)])
def test_on_every_day_there_is_what_the_counts_say(today: date) -> None:
    for kind, count, records in PART.records(seed.Seed("demo"), today):
        assert len(list(records)) == count, kind


def test_whoever_has_taken_no_test_begins_with_the_lowest(demo: Placing) -> None:
    first = demo.get("/ims/oneroster/rostering/v1p2/students", filter="status='active'", limit=1).body["users"][0]
    assert demo.ask("placement/getCurrentLevel", first["sourcedId"]) == {
        "gradeLevel": "3", "onboarded": False, "availableTests": 3,
    }  # fmt: skip


def test_onboarding_says_what_the_results_say(demo: Placing) -> None:
    with demo.store.read() as connection:
        records = list(connection.execute(select(ONBOARDING)))
        assert {record.status for record in records} == {"in_progress", "completed"}
        for record in records:
            found = standing(rungs.rungs_of(connection, record.student, record.subject))
            assert found.onboarded is (record.status == "completed")
            assert (record.completed_at is None) is (record.status == "in_progress")
    for record in records:
        if record.course is not None:
            assert record.course in demo.courses_of(record.student)


def test_assignments_stand_in_every_way(demo: Placing) -> None:
    page = demo.get(f"{PP}/test-assignments/admin").body
    assert {one["assignmentStatus"] for one in page["testAssignments"]} == set(STATUSES)
    for one in page["testAssignments"]:
        assert (one["completedAt"] is not None) is (one["assignmentStatus"] in {"completed", "failed"})
        student = demo.row(f"users/{one['studentSourcedId']}")
        assert (student["status"], student["email"]) == ("active", one["studentEmail"])
        lesson = demo.row(f"courses/component-resources/{one['componentResourceSourcedId']}")
        assert lesson["resource"]["sourcedId"] == one["resourceSourcedId"]


def test_what_an_assignment_that_is_over_has_brought_is_in_the_gradebook(demo: Placing) -> None:
    for one in demo.get(f"{PP}/test-assignments/admin").body["testAssignments"]:
        if one["completedAt"] is not None:
            item = f"pp-ali:{one['componentResourceSourcedId']}"
            reply = demo.get(
                "/ims/oneroster/gradebook/v1p2/assessmentResults",
                filter=f"assessmentLineItem.sourcedId='{item}'",
                limit=10,
            )
            (result,) = reply.body["assessmentResults"]
            assert (result["score"] >= 90) is (one["assignmentStatus"] == "completed")
            assert result["metadata"]["masteryTrackProcessed"] is True
