"""What the demo holds for EduBridge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from edubridge_api import TODAY, EduApi

from timeback_sandbox import seed
from timeback_sandbox.edubridge.words import WORDS
from timeback_sandbox.seed.edubridge import PART


@pytest.fixture(scope="module")
def demo() -> Iterator[EduApi]:
    made = EduApi()
    with made.store.load() as connection:
        for part in (seed.PARTS[0], PART):
            for kind, _, records in part.records(seed.Seed("demo"), TODAY.date()):
                part.insert(connection, kind, records, TODAY)
    yield made
    made.close()


def told(today: date) -> dict[str, list[Any]]:
    return {kind: list(records) for kind, _, records in PART.records(seed.Seed("demo"), today)}


def test_the_same_day_tells_the_same_story_and_other_seeds_tell_none() -> None:
    story = told(date(2025, 11, 25))
    assert story == told(date(2025, 11, 25))
    assert {kind: len(records) > 3 for kind, records in story.items()} == dict.fromkeys(
        ("applications", "applicationMetrics", "subjectTracks", "mapProfiles"), True
    )
    for kind, count, records in PART.records(seed.Seed("demo"), date(2024, 2, 29)):
        assert len(list(records)) == count, kind
    assert list(PART.records(seed.Seed("district", 10), date(2025, 1, 1))) == []
    assert list(PART.records(seed.Seed("empty"), date(2025, 1, 1))) == []


def test_applications_show_every_shape(demo: EduApi) -> None:
    apps = demo.get("/edubridge/applications/").body["applications"]
    assert [one["name"] for one in apps] == ["Fact Sprint", "Number Lab", "Story Path", "Word Forge"]
    assert any(len(one["domain"]) > 1 for one in apps)
    assert any(one["description"] is None for one in apps)
    metrics = {one["name"]: demo.get(f"/edubridge/applicationMetrics/{one['sourcedId']}").body["data"] for one in apps}
    assert len(metrics["Number Lab"]) == 5
    assert metrics["Word Forge"] == []
    for row in (row for rows in metrics.values() for row in rows):
        assert row["metric"] in WORDS["MetricName"]
        assert row["metricSource"] in WORDS["MetricSource"]


def test_tracks_lead_to_courses_of_their_subject_and_grade(demo: EduApi) -> None:
    tracks = demo.get("/edubridge/subject-track/").body["subjectTrack"]
    assert len(tracks) == len(told(TODAY.date())["subjectTracks"])  # none leads nowhere
    for one in tracks:
        assert one["subject"] in WORDS["Subject"]
        assert one["subject"] in one["course"]["subjects"]
        if one["org"] is None:
            assert one["course"]["grades"] == [one["grade"]]
    (advanced,) = [one for one in tracks if one["org"] is not None]
    assert (advanced["org"]["type"], advanced["course"]["title"]) == ("school", "Algebra I")
    globally = [one for one in tracks if one["org"] is None and one["subject"] == "Math" and one["grade"] == "8"]
    assert [one["course"]["title"] for one in globally] == ["Math Grade 8"]


def test_courses_name_their_application_by_id_or_by_name(demo: EduApi) -> None:
    student = demo.rows("users", filter="grades='4'")[0]["sourcedId"]
    apps = {one["course"]["id"]: one["course"]["primaryApp"] for one in demo.seats(student)}
    assert {name: app["name"] for name, app in apps.items() if app} == {
        "course-math-4": "Number Lab", "course-math-3": "Number Lab", "course-reading-4": "Story Path",
        "course-reading-3": "Story Path",
    }  # fmt: skip


def test_some_students_have_map_profiles_whose_newest_is_not_printed_yet(demo: EduApi) -> None:
    students = {row["user"] for row in told(TODAY.date())["mapProfiles"]}
    users = {one["sourcedId"]: one for one in demo.rows("users")}
    assert students <= users.keys()
    for student in students:
        profiles = demo.get(f"/edubridge/learning-reports/map-profile/{student}").body["data"]
        assert [one["title"] for one in profiles] == ["Spring 2025", "Winter 2025", "Fall 2024"]
        assert [one["pdfUrl"] is None for one in profiles] == [True, False, False]
        assert {one["grade"] for one in profiles} == set(users[student]["grades"])
    assert demo.get("/edubridge/learning-reports/map-profile/teacher-0001").status == 404


def test_a_student_of_the_demo_can_be_enrolled_and_saves_time(demo: EduApi) -> None:
    student = demo.rows("users", filter="grades='4'")[0]["sourcedId"]
    seat = demo.enroll(student, "course-math-5")
    assert seat["metadata"].keys() == {"goals", "metrics"}
    assert (seat["testOutSupported"], seat["testOutEligible"]) == (True, True)
    assert demo.get(f"/edubridge/time-saved/user/{student}").body["data"]["schoolDaysElapsed"] == 26
