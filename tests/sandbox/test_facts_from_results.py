"""Which facts assessment results give, and how these follow them."""

from __future__ import annotations

from typing import Any

import pytest
from learning import BOOK, SCHOOL, Learning, learning, shared_learning
from oneroster_api import NOW, ref

from timeback_sandbox.oneroster.bulk import insert_many

__all__ = ["learning", "shared_learning"]


def test_a_result_with_a_figure_gives_a_fact(learning: Learning) -> None:
    learning.put_result("r-1", metadata={"xp": 3.5, "totalQuestions": 4, "correctQuestions": 3, "appName": "Quizzer"})
    (row,) = learning.week(studentId="s-1")
    assert row == {
        "id": 1, "email": "Sam@North.Example", "date": "2025-09-16", "datetime": "2025-09-16T12:00:00.000Z",
        "username": "sam", "userId": "s-1", "userGivenName": "Sam", "userFamilyName": "Doe", "userGrade": "4",
        "subject": "Math", "app": "Quizzer", "courseId": "c-math-4", "courseName": "Math 4", "campusId": "north",
        "campusName": "North School", "enrollmentId": "E1", "activityId": "li-course", "activityName": "By course",
        "xpEarned": 3.5, "totalQuestions": 4, "correctQuestions": 3, "masteredUnits": None, "activeSeconds": None,
        "inactiveSeconds": None, "wasteSeconds": None, "source": "oneroster:assessment_result:r-1", "eventType": None,
        "alphaLevel": None, "generatedAt": "2025-09-19T15:00:00.000Z", "sendTime": None, "sensor": None,
        "year": 2025, "month": 9, "day": 16, "dayOfWeek": 2,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["xp", "masteredUnits", "totalQuestions", "correctQuestions"])
def test_any_one_of_the_four_figures_is_enough(learning: Learning, name: str) -> None:
    learning.put_result("r-1", metadata={name: 0})
    assert len(learning.week(studentId="s-1")) == 1


@pytest.mark.parametrize("metadata", [None, {}, {"accuracy": 90}, {"xp": None}, {"xp": "12"}, {"xp": True}, {"xp": []}])
def test_a_result_without_a_figure_gives_none(learning: Learning, metadata: dict[str, Any] | None) -> None:
    learning.put_result("r-1", score=90, metadata=metadata)
    assert learning.week(studentId="s-1") == []


@pytest.mark.parametrize("item", ["li-course", "li-component", "li-lesson", "li-class"])
def test_the_course_is_found_by_every_way_that_a_line_item_can_lead_there(learning: Learning, item: str) -> None:
    learning.put_result("r-1", item=item, metadata={"xp": 1})
    (row,) = learning.week(studentId="s-1")
    assert (row["courseId"], row["subject"], row["enrollmentId"]) == ("c-math-4", "Math", "E1")


def test_the_subject_of_the_result_goes_before_that_of_the_course(learning: Learning) -> None:
    learning.put_result("r-1", metadata={"xp": 1, "subject": "FastMath"})
    assert learning.week(studentId="s-1")[0]["subject"] == "FastMath"


@pytest.mark.parametrize("item", ["li-plain", "li-none"])
def test_where_nothing_tells_the_subject_there_is_none(learning: Learning, item: str) -> None:
    learning.put_result("r-1", item=item, metadata={"xp": 1})
    assert learning.week(studentId="s-1")[0]["subject"] is None
    assert list(learning.days(studentId="s-1")["facts"]["2025-09-16"]) == ["None"]


def test_facts_of_no_subject_and_of_the_subject_none_are_one_cell(learning: Learning) -> None:
    learning.put_result("r-1", item="li-none", metadata={"xp": 1})
    learning.put_result("r-2", item="li-none", metadata={"xp": 2, "subject": "None", "appName": "Clock"})
    body = learning.days(studentId="s-1")
    assert body["facts"]["2025-09-16"]["None"]["activityMetrics"]["xpEarned"] == 3
    assert list(body["factsByApp"]["2025-09-16"]["None"]) == ["Clock"]


# ---------------------------------------------------------------- how facts follow


def test_a_changed_result_changes_its_fact_which_keeps_its_number(learning: Learning) -> None:
    learning.put_result("r-1", metadata={"xp": 1})
    learning.put_result("r-2", metadata={"xp": 1})
    learning.put_result("r-1", metadata={"xp": 9}, scoreDate="2025-09-15T00:00:00.000Z")
    rows = learning.week(studentId="s-1")
    assert [(row["id"], row["date"], row["xpEarned"]) for row in rows] == [(1, "2025-09-15", 9), (2, "2025-09-16", 1)]


def test_a_deleted_result_takes_its_fact_along_and_brings_it_back_under_its_number(learning: Learning) -> None:
    learning.put_result("r-1", metadata={"xp": 1})
    learning.put_result("r-2", metadata={"xp": 1})
    assert learning.delete(f"{BOOK}/assessmentResults/r-1").status == 204
    assert [row["id"] for row in learning.week(studentId="s-1")] == [2]
    assert learning.days(studentId="s-1")["facts"]["2025-09-16"]["Math"]["activityMetrics"]["xpEarned"] == 1
    learning.put_result("r-1", metadata={"xp": 4})
    assert {row["id"]: row["xpEarned"] for row in learning.week(studentId="s-1")} == {1: 4, 2: 1}


def test_a_result_that_loses_its_figures_takes_its_fact_along(learning: Learning) -> None:
    learning.put_result("r-1", metadata={"xp": 1})
    learning.put_result("r-1")
    assert learning.week(studentId="s-1") == []


def test_a_result_that_goes_to_another_student_leaves_the_first(learning: Learning) -> None:
    learning.put_result("r-1", metadata={"xp": 1})
    learning.put_result("r-1", student="s-2", metadata={"xp": 1})
    assert learning.week(studentId="s-1") == []
    assert [row["id"] for row in learning.week(studentId="s-2")] == [1]


def test_a_result_that_goes_to_another_student_or_course_goes_to_the_seat_there(learning: Learning) -> None:
    learning.put_result("r-1", metadata={"xp": 1})
    learning.put_result("r-2", metadata={"xp": 2})
    assert [row["enrollmentId"] for row in learning.week(studentId="s-1")] == ["E1", "E1"]
    learning.put_result("r-1", student="s-2", metadata={"xp": 1})
    learning.put_result("r-2", item="li-plain", metadata={"xp": 2})
    assert [row["enrollmentId"] for row in learning.week(studentId="s-2")] == ["E2"]
    assert [row["enrollmentId"] for row in learning.week(studentId="s-1")] == [None]
    assert learning.get("/edubridge/analytics/enrollment/E1").body["facts"] == {}


def test_a_refused_write_changes_nothing(learning: Learning) -> None:
    learning.put_result("r-1", metadata={"xp": 1})
    bad = {"sourcedId": "r-1", "status": "active", "student": ref("nobody"), "assessmentLineItem": ref("li-course"),
           "scoreStatus": "fully graded", "scoreDate": "2025-09-16T12:00:00Z", "metadata": {"xp": 50}}  # fmt: skip
    assert learning.put(f"{BOOK}/assessmentResults/r-1", {"assessmentResult": bad}).status == 422
    assert [row["xpEarned"] for row in learning.week(studentId="s-1")] == [1]


def test_results_that_are_imported_by_the_thousand_give_their_facts_in_order() -> None:
    sandbox = Learning(job_delay=0)
    sandbox.load(SCHOOL)
    records = [
        {"sourcedId": f"r-{number}", "status": "tobedeleted" if number % 10 == 9 else "active",
         "student": ref("s-1" if number % 2 else "s-2"), "assessmentLineItem": ref("li-course"),
         "scoreStatus": "fully graded", "scoreDate": "2025-09-16T12:00:00.000Z", "metadata": {"xp": 1}}
        for number in range(4_500)
    ]  # fmt: skip
    try:
        with sandbox.store.write() as connection:
            insert_many(connection, "assessmentResults", records, NOW)
        totals = [
            sandbox.days(studentId=student)["facts"]["2025-09-16"]["Math"]["activityMetrics"]["xpEarned"]
            for student in ("s-1", "s-2")
        ]
        assert totals == [1800, 2250]
        rows = sandbox.week(studentId="s-2")
        assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
        assert [row["source"].rpartition("-")[2] for row in rows] == [str(number) for number in range(0, 4500, 2)]
    finally:
        sandbox.close()
