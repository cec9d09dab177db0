"""Activities that ask for it become results in the gradebook, and these, not the events, count in analytics."""

from __future__ import annotations

import hashlib
import logging
from typing import Any

import pytest
from learning import BOOK, HOST, SENSOR, Learning, activity, learning, shared_learning

__all__ = ["learning", "shared_learning"]

OBJECT = "https://app.example/activities/one"
ITEM = "caliper_" + hashlib.sha256(f"{OBJECT}_c-math-4".encode()).hexdigest()
FIGURES = {"xp": 7.5, "total": 12, "correct": 11, "mastered": 1}


def test_a_line_item_and_a_result_are_written(learning: Learning) -> None:
    (sent,) = learning.send(activity(metrics=FIGURES, process=True, activity={"name": "Compare halves"}))
    item = learning.row(f"{BOOK}/assessmentLineItems/{ITEM}")
    assert (item["title"], item["status"], item["course"], item["resultValueMax"]) == (
        "Compare halves", "active", {"sourcedId": "c-math-4"}, 100,
    )  # fmt: skip
    result = learning.result(f"caliper_{sent}")
    assert result["student"] == {"sourcedId": "s-1"}
    assert result["assessmentLineItem"] == {"sourcedId": ITEM}
    assert (result["status"], result["scoreStatus"], result["score"]) == ("active", "fully graded", 100 * 11 / 12)
    assert result["scoreDate"] == "2025-09-16T15:30:00.000Z"
    assert result["metadata"] == {
        "attempt": 1, "xp": 7.5, "totalQuestions": 12, "correctQuestions": 11, "masteredUnits": 1, "subject": "Math",
        "appName": "Number Lab",
    }  # fmt: skip


def test_the_one_fact_comes_from_the_result_and_tells_of_the_event(learning: Learning) -> None:
    (sent,) = learning.send(activity(metrics=FIGURES, process=True))
    (row,) = learning.week(studentId="s-1")
    expected = {
        "source": f"oneroster:assessment_result:caliper_{sent}", "eventType": "ActivityEvent", "xpEarned": 7.5,
        "sensor": SENSOR, "sendTime": "2025-09-18T08:00:00.250Z", "email": "sam@north.example", "app": "Number Lab",
        "subject": "Math", "courseId": "c-math-4", "enrollmentId": "E1", "activityId": ITEM, "activityName": OBJECT,
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


def test_a_change_of_the_result_in_the_gradebook_keeps_what_the_event_told(learning: Learning) -> None:
    (sent,) = learning.send(activity(metrics=FIGURES, process=True))
    learning.put_result(f"caliper_{sent}", item=ITEM, metadata={"xp": 2})
    (row,) = learning.week(studentId="s-1")
    assert (row["xpEarned"], row["sensor"], row["email"]) == (2, SENSOR, "sam@north.example")


@pytest.mark.parametrize("process", [False, None, 1, "true"])
def test_only_true_asks_for_a_result(learning: Learning, process: Any) -> None:
    event = activity()
    if process is not None:
        event["object"]["process"] = process
    reply = learning.post(
        "/caliper/event",
        {"sensor": SENSOR, "sendTime": "2025-09-18T08:00:00.250Z",
         "dataVersion": "http://purl.imsglobal.org/ctx/caliper/v1p2", "data": [event]},
    )  # fmt: skip
    assert reply.status in {200, 400}
    assert learning.results() == []


def test_without_questions_there_is_no_score(learning: Learning) -> None:
    (one,) = learning.send(activity(metrics={"xp": 3}, process=True))
    (two,) = learning.send(activity(metrics={"xp": 3, "total": 0, "correct": 0}, process=True, attempt=2))
    assert [learning.result(f"caliper_{sent}").get("score") for sent in (one, two)] == [None, None]


# ---------------------------------------------------------------- attempts


def test_the_same_attempt_overwrites_the_result_in_its_place(learning: Learning) -> None:
    (first,) = learning.send(activity(metrics={"xp": 1, "total": 10, "correct": 5}, process=True, attempt=1))
    (second,) = learning.send(activity("2025-09-17T09:00:00.000Z", {"xp": 4, "total": 10, "correct": 10}, process=True))
    (result,) = learning.results()
    assert result["sourcedId"] == f"caliper_{first}" != f"caliper_{second}"
    assert (result["score"], result["scoreDate"]) == (100, "2025-09-17T09:00:00.000Z")
    (row,) = learning.week(studentId="s-1")
    assert (row["id"], row["date"], row["xpEarned"]) == (1, "2025-09-17", 4)


def test_another_attempt_is_another_result(learning: Learning) -> None:
    learning.send(activity(metrics={"xp": 1}, process=True), activity(metrics={"xp": 4}, process=True, attempt=2))
    assert [result["metadata"]["attempt"] for result in learning.results()] == [1, 2]
    assert [row["xpEarned"] for row in learning.week(studentId="s-1")] == [1, 4]


def test_an_attempt_may_be_written_as_a_decimal(learning: Learning) -> None:
    second, again = (activity(metrics={"xp": xp}, process=True) for xp in (4, 6))
    second["generated"]["attempt"] = again["generated"]["attempt"] = 2.0
    learning.send(activity(metrics={"xp": 1}, process=True), second)
    learning.send(again)
    assert [(one["metadata"]["attempt"], one["metadata"]["xp"]) for one in learning.results()] == [(1, 1), (2, 6)]


def test_within_one_envelope_the_last_of_one_attempt_stays(learning: Learning) -> None:
    sent = learning.send(*(activity(metrics={"xp": xp}, process=True) for xp in (1, 2, 3)))
    (result,) = learning.results()
    assert (result["sourcedId"], result["metadata"]["xp"]) == (f"caliper_{sent[0]}", 3)
    assert [row["xpEarned"] for row in learning.week(studentId="s-1")] == [3]


def test_a_result_of_somebody_else_or_of_another_activity_is_another_one(learning: Learning) -> None:
    learning.send(
        activity(process=True), activity(process=True, user="s-2"), activity(process=True, course="c-plain"),
        activity(process=True, id="https://app.example/activities/two"),
    )  # fmt: skip
    assert len(learning.results()) == 4
    assert len({result["assessmentLineItem"]["sourcedId"] for result in learning.results()}) == 3


def test_a_result_that_was_taken_back_is_not_overwritten(learning: Learning) -> None:
    (first,) = learning.send(activity(process=True))
    assert learning.delete(f"{BOOK}/assessmentResults/caliper_{first}").status == 204
    (second,) = learning.send(activity(process=True))
    statuses = {result["sourcedId"]: result["status"] for result in learning.results()}
    assert statuses == {f"caliper_{first}": "tobedeleted", f"caliper_{second}": "active"}


# ---------------------------------------------------------------- lessons of OneRoster


def test_a_lesson_of_oneroster_has_its_result_on_the_line_item_that_it_has(learning: Learning) -> None:
    learning.send(activity(process=True, id=f"{HOST}/courses/component-resources/lesson"))
    (result,) = learning.results()
    assert result["assessmentLineItem"] == {"sourcedId": "li-lesson"}


def test_a_result_of_the_gradebook_that_an_event_overwrites_tells_of_the_event(learning: Learning) -> None:
    learning.put_result("r-1", item="li-lesson", metadata={"xp": 1})
    learning.send(activity(metrics={"xp": 4}, process=True, id=f"{HOST}/component-resources/lesson"))
    assert [(one["sourcedId"], one["metadata"]["xp"]) for one in learning.results()] == [("r-1", 4)]
    (row,) = learning.week(studentId="s-1")
    assert (row["source"], row["eventType"]) == ("oneroster:assessment_result:r-1", "ActivityEvent")
    assert (row["xpEarned"], row["sensor"]) == (4, SENSOR)


def test_a_lesson_without_a_line_item_gets_one_that_belongs_to_it(learning: Learning) -> None:
    assert learning.post(
        "/ims/oneroster/rostering/v1p2/courses/component-resources",
        {"componentResource": {"sourcedId": "new", "status": "active", "title": "New", "sortOrder": 1,
                               "courseComponent": {"sourcedId": "unit"}, "resource": {"sourcedId": "film"}}},
    ).status == 201  # fmt: skip
    learning.send(activity(process=True, id=f"{HOST}/courses/component-resources/new"))
    (result,) = learning.results()
    item = learning.row(f"{BOOK}/assessmentLineItems/{result['assessmentLineItem']['sourcedId']}")
    assert (item["componentResource"], item["component"]) == ({"sourcedId": "new"}, {"sourcedId": "unit"})


# ---------------------------------------------------------------- what cannot be resolved


@pytest.mark.parametrize(
    ("change", "unknown"),
    [
        ({"user": "stranger", "email": "stranger@far.example"}, "user"),
        ({"course": "c-404"}, "course"),
        ({"course": None}, "course"),
    ],
)
def test_without_user_or_course_the_event_counts_by_itself(
    learning: Learning, caplog: pytest.LogCaptureFixture, change: dict[str, Any], unknown: str
) -> None:
    caplog.set_level(logging.INFO, "timeback_sandbox")
    event = activity(metrics={"xp": 3}, process=True, **change)
    learning.send(event)
    assert learning.results() == []
    (row,) = learning.week(email=event["actor"]["email"])
    assert (row["source"], row["xpEarned"]) == (f"caliper:event:{event['id']}", 3)
    (logged,) = [record.getMessage() for record in caplog.records if "asks for a result" in record.getMessage()]
    assert f"its {unknown} is not known" in logged
    assert event["actor"]["email"] not in logged
    assert "stranger" not in logged


def test_an_activity_without_any_figure_still_is_one_fact(learning: Learning) -> None:
    event = activity(process=True)
    event["generated"]["items"] = []
    learning.send(event)
    assert len(learning.results()) == 1
    assert [row["source"] for row in learning.week(studentId="s-1")] == [f"caliper:event:{event['id']}"]


def test_results_of_events_can_be_switched_off() -> None:
    sandbox = Learning(job_delay=0, event_results=False)
    try:
        event = activity(process=True)
        sandbox.send(event)
        assert [row["source"] for row in sandbox.week(email="sam@north.example")] == [f"caliper:event:{event['id']}"]
    finally:
        sandbox.close()


# ---------------------------------------------------------------- progress that is reset


def test_resetting_progress_removes_what_came_from_results_and_leaves_what_came_from_events(learning: Learning) -> None:
    asked, plain = activity(metrics={"xp": 5}, process=True), activity(metrics={"xp": 2})
    learning.send(asked, plain)
    assert {row["source"].partition(":")[0] for row in learning.week(studentId="s-1")} == {"caliper", "oneroster"}
    assert learning.delete("/edubridge/enrollments/resetProgress/s-1/c-math-4").status == 204
    assert [row["source"] for row in learning.week(studentId="s-1")] == [f"caliper:event:{plain['id']}"]
    assert learning.days(studentId="s-1")["facts"]["2025-09-16"]["Math"]["activityMetrics"]["xpEarned"] == 2


def test_both_feeds_are_added_up_even_where_an_app_counts_twice(learning: Learning) -> None:
    learning.send(activity(metrics={"xp": 5}))
    learning.put_result("r-1", metadata={"xp": 5})
    assert learning.days(studentId="s-1")["facts"]["2025-09-16"]["Math"]["activityMetrics"]["xpEarned"] == 10
