"""What the demo holds of lesson plans, screening and course settings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from placement_api import TODAY
from plan_api import PP, Planning

from timeback_sandbox import seed
from timeback_sandbox.seed.powerpath_plans import PART, SEQUENCE

ROSTER = "/ims/oneroster/rostering/v1p2"


@pytest.fixture(scope="module")
def demo() -> Iterator[Planning]:
    made = Planning()
    made.at(TODAY)
    with made.store.load() as connection:
        for part in (seed.PARTS[0], PART):
            for kind, _, records in part.records(seed.Seed("demo"), TODAY.date()):
                part.insert(connection, kind, records, TODAY)
    made.store.snapshot("demo")
    yield made
    made.close()


def told(today: date) -> dict[str, list[Any]]:
    return {kind: list(records) for kind, _, records in PART.records(seed.Seed("demo"), today)}


def test_the_same_day_tells_the_same_story_and_other_seeds_tell_none() -> None:
    assert told(date(2025, 11, 25)) == told(date(2025, 11, 25))
    assert list(PART.records(seed.Seed("district", 10), date(2025, 1, 1))) == []
    assert list(PART.records(seed.Seed("empty"), date(2025, 1, 1))) == []


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2026, 8, 10), date(2026, 8, 13), date(2027, 7, 15)])
def test_on_every_day_there_is_what_the_counts_say(today: date) -> None:
    for kind, counted, records in PART.records(seed.Seed("demo"), today):
        assert len(list(records)) == counted > 0, kind


@pytest.mark.parametrize(("number", "failing"), [(1, 0), (2, 1), (3, 0)])
def test_plans_are_what_their_logs_make_of_their_courses(demo: Planning, number: int, failing: int) -> None:
    plan = f"lesson-plan-{number}"
    logged = demo.get(f"{PP}/lessonPlans/{plan}/operations").body["operations"]
    demo.sync(plan)
    shape = demo.shape(plan)
    replayed = demo.recreate(plan)
    assert (replayed["operationCount"], demo.shape(plan)) == (len(logged), shape)
    assert sum(not one["success"] for one in replayed["operationResults"]) == failing
    demo.store.restore("demo")


def test_an_operation_waits_to_be_synced(demo: Planning) -> None:
    synced = demo.sync("lesson-plan-1")
    assert (synced["operationCount"], synced["success"]) == (1, True)
    demo.store.restore("demo")


def test_plans_are_found_by_course_and_student(demo: Planning) -> None:
    for number, record in enumerate(told(TODAY.date())["lessonPlans"], start=1):
        found = demo.get(f"{PP}/lessonPlans/{record['course']}/{record['user']}")
        assert found.body["lessonPlan"]["lessonPlan"] == demo.tree(f"lesson-plan-{number}")
        members = demo.get(f"{ROSTER}/classes/{record['class']}/students", limit=100).body
        assert record["user"] in [one["sourcedId"] for one in members["students"]]


def test_screening_has_sessions_and_results(demo: Planning) -> None:
    story = told(TODAY.date())
    for record in story["screeningSessions"]:
        session = demo.get(f"{PP}/screening/session/{record['user']}").body
        assert session["assignment"]["status"] == record["status"]
    for record in story["screeningResults"]:
        results = demo.get(f"{PP}/screening/results/{record['user']}").body
        assert results[record["subject"]]["ritScore"] == record["rit_score"]


def test_the_sequence_leads_through_courses_that_are_there(demo: Planning) -> None:
    stages = demo.get(f"{PP}/course-sequence/{SEQUENCE}/stages").body
    courses = [one["courseId"] for stage in stages for one in stage["properties"].get("courseReferences", ())]
    assert len(courses) == 6
    for course in courses:
        assert demo.row(f"courses/{course}")["status"] == "active"
    assert (
        demo.get(f"{PP}/course-sequence/{SEQUENCE}/stages/after/assessment", test_grade="5").body["id"]
        == "stage-math-6"
    )
    assert demo.get(f"{PP}/render-config/course-science-8").body["suppressCorrectResponse"] is True
