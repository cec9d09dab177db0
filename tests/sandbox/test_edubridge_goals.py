"""Goals that a course gives to its seats, and progress that is taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from edubridge_api import BOOK, GOALS, ROSTER, TODAY, EduApi, edu, shared_edu
from oneroster_api import ref

__all__ = ["edu", "shared_edu"]

PROPAGATE = "/edubridge/enrollments/propagateGoals"
RESET = "/edubridge/enrollments/resetGoals"
PROGRESS = "/edubridge/enrollments/resetProgress"


def seats(edu: EduApi) -> dict[str, str]:
    """Four seats in the course, one of which has goals of its own, one of which is left."""
    own = {"metadata": {"goals": {"dailyXp": 1}, "studentSpecificGoals": True, "note": "x"}}
    ids = {
        "plain": edu.enroll("ann", "math-4", {"metadata": {"goals": {"dailyXp": 2}, "note": "y"}})["id"],
        "own": edu.enroll("ben", "math-4", own)["id"],
        "elsewhere": edu.enroll("cem", "math-4", school="south")["id"],
        "other course": edu.enroll("ann", "reading-4", {"metadata": {"goals": {"dailyXp": 3}}})["id"],
    }
    edu.enroll("dia", "math-4", {"sourcedId": "left", "metadata": {"goals": {"dailyXp": 4}}})
    assert edu.delete("/edubridge/enrollments/unenroll/dia/math-4").status == 204
    edu.at(TODAY + timedelta(hours=1))
    return {**ids, "left": "left"}


def metadata(edu: EduApi, ids: dict[str, str]) -> dict[str, Any]:
    return {name: edu.row(f"enrollments/{one}")["metadata"] for name, one in ids.items()}


def test_goals_reach_every_active_seat_that_has_none_of_its_own(edu: EduApi) -> None:
    ids = seats(edu)
    before = metadata(edu, ids)
    reply = edu.post(f"{PROPAGATE}/math-4", {})
    assert (reply.status, reply.body) == (200, {"data": {"updated": 2, "errors": []}})
    after = metadata(edu, ids)
    assert after["plain"] == {**before["plain"], "goals": GOALS}
    assert after["elsewhere"]["goals"] == GOALS
    assert {name: after[name] for name in ("own", "other course", "left")} == {
        name: before[name] for name in ("own", "other course", "left")
    }
    modified = {name: edu.row(f"enrollments/{one}")["dateLastModified"][11:13] for name, one in ids.items()}
    assert modified == {"plain": "16", "elsewhere": "16", "own": "15", "other course": "15", "left": "15"}


def test_a_reset_reaches_seats_with_goals_of_their_own_too_and_forgets_that_they_had(edu: EduApi) -> None:
    ids = seats(edu)
    before = metadata(edu, ids)
    reply = edu.post(f"{RESET}/math-4")
    assert (reply.status, reply.body) == (200, {"data": {"updated": 3, "errors": []}})
    after = metadata(edu, ids)
    assert after["own"] == {"goals": GOALS, "metrics": before["own"]["metrics"], "note": "x"}
    assert after["left"] == before["left"]
    assert edu.post(f"{PROPAGATE}/math-4").body["data"]["updated"] == 3


@pytest.mark.parametrize("path", [PROPAGATE, RESET])
@pytest.mark.parametrize("goals", [None, {}])
def test_a_course_without_goals_has_none_to_give(edu: EduApi, path: str, goals: Any) -> None:
    course = {
        "sourcedId": "bare",
        "status": "active",
        "title": "Bare",
        "org": ref("north"),
        "metadata": {"goals": goals},
    }
    edu.load({"courses": [course]})
    reply = edu.post(f"{path}/bare", {})
    assert (reply.status, reply.minor) == (422, "invaliddata")
    assert "bare" in reply.body["imsx_description"]


def test_progress_is_taken_back_wherever_the_line_item_hangs_in_the_course(edu: EduApi) -> None:
    edu.get("/edubridge/enrollments/defaultClass/math-4")
    items = {
        "by-course": {"course": ref("math-4")},
        "by-component": {"component": ref("unit")},
        "by-lesson": {"componentResource": ref("lesson")},
        "by-class": {"class": ref("edubridge-class-math-4-north-2026")},
        "of-other": {"course": ref("reading-4")},
        "of-none": {},
    }
    edu.load(
        {
            "resources": [{"sourcedId": "r", "title": "T", "vendorResourceId": "v"}],
            "courseComponents": [{"sourcedId": "unit", "status": "active", "title": "U", "course": ref("math-4")}],
            "componentResources": [{"sourcedId": "lesson", "status": "active", "title": "T", "resource": ref("r"),
                                    "courseComponent": ref("unit")}],
            "assessmentLineItems": [{"sourcedId": name, "status": "active", "title": name, **where}
                                    for name, where in items.items()],
            "assessmentResults": [{"sourcedId": f"{who}-{name}", "status": "active", "assessmentLineItem": ref(name),
                                   "student": ref(who), "scoreStatus": "fully graded", "score": 90,
                                   "scoreDate": "2025-09-01T00:00:00Z", "metadata": {"xp": 5}}
                                  for who in ("ann", "ben") for name in items],
        }
    )  # fmt: skip
    seat = edu.enroll("ann", "math-4")
    edu.at(TODAY + timedelta(hours=1))
    reply = edu.delete(f"{PROGRESS}/ann/math-4")
    assert (reply.status, reply.content) == (204, b"")
    found = edu.get(f"{BOOK}/assessmentResults", limit=100).body["assessmentResults"]
    gone = {one["sourcedId"] for one in found if one["status"] == "tobedeleted"}
    assert gone == {f"ann-{name}" for name in items if name.startswith("by-")}
    assert all(one["dateLastModified"].startswith("2025-09-19T16") for one in found if one["sourcedId"] in gone)
    assert edu.row(f"enrollments/{seat['id']}")["dateLastModified"] == f"{TODAY:%Y-%m-%dT%H}:00:00.000Z"
    assert edu.delete(f"{PROGRESS}/ann/math-4").status == 204  # nothing is left to take back
    assert edu.get(f"{ROSTER}/enrollments/{seat['id']}").body["enrollment"]["status"] == "active"


def test_progress_that_is_taken_back_leaves_the_analytics_too(edu: EduApi) -> None:
    item = {"sourcedId": "li", "status": "active", "title": "Quiz", "course": ref("math-4")}
    done = {"sourcedId": "r", "status": "active", "assessmentLineItem": ref("li"), "student": ref("ann"), "score": 90,
            "scoreStatus": "fully graded", "scoreDate": "2025-09-16T15:30:00Z", "metadata": {"xp": 12}}  # fmt: skip
    assert edu.post(f"{BOOK}/assessmentLineItems", {"assessmentLineItem": item}).status == 201
    assert edu.post(f"{BOOK}/assessmentResults", {"assessmentResult": done}).status == 201
    week = {"studentId": "ann", "startDate": "2025-09-14T00:00:00Z", "endDate": "2025-09-20T23:59:59Z"}
    (day,) = edu.get("/edubridge/analytics/activity", **week).body["facts"].values()
    assert day["Math"]["activityMetrics"]["xpEarned"] == 12
    assert edu.delete(f"{PROGRESS}/ann/math-4").status == 204
    assert edu.get("/edubridge/analytics/activity", **week).body["facts"] == {}
