"""What PowerPath writes: to the gradebook, to Caliper's events, to analytics, to webhooks."""

from __future__ import annotations

from typing import Any

import pytest
from lesson_world import MOMENT, PP, RIGHT, WRONG, World, ok, open_world, shared_world, world
from oneroster_api import GRADEBOOK, ref
from sqlalchemy import select

from timeback_sandbox.edubridge.facts_tables import FACTS
from timeback_sandbox.webhooks.tables import DELIVERIES

__all__ = ["shared_world", "world"]


def facts(world: World) -> list[dict[str, Any]]:
    """What analytics are made of."""
    with world.sandbox.state.store.read() as connection:
        rows = connection.execute(select(FACTS).where(FACTS.c.active == 1).order_by(FACTS.c.id)).mappings()
        return [dict(row) for row in rows]


# ---------------------------------------------------------------- rows


def test_the_rows_of_an_answer(world: World) -> None:
    shown = world.answered("e2", RIGHT)
    lesson, question = world.line_item("pp-ali:practice"), world.line_item("pp-ali:practice:e2")
    assert (lesson["title"], lesson["resultValueMin"], lesson["resultValueMax"]) == ("Practice", 0, 100)
    assert (lesson["componentResource"], lesson["component"], lesson["course"]) == (
        ref("practice"), ref("unit"), ref("math-3"),
    )  # fmt: skip
    assert lesson["metadata"] == {"lessonType": "powerpath-100", "subject": "Math", "grades": ["3"]}
    assert (question["parentAssessmentLineItem"], question["resultValueMax"]) == (ref("pp-ali:practice"), 1)
    assert question["metadata"] == {"questionId": "e2"}
    answer = world.result("pp-ar:practice:e2:ann:1")
    assert answer == shown["questionResult"]
    assert (answer["score"], answer["scoreStatus"], answer["scoreDate"]) == (1, "fully graded", MOMENT)
    assert answer["metadata"] == {
        "attempt": 1, "questionId": "e2", "responses": {"RESPONSE": "B"}, "response": "B", "correct": True,
        "feedback": {"identifier": "correct", "value": "Correct"}, "difficulty": "easy", "answeredAt": MOMENT,
        "submission": 1,
    }  # fmt: skip
    result = world.result("pp-ar:practice:ann:1")
    assert result == shown["testResult"]
    assert (result["score"], result["scoreStatus"], result["inProgress"]) == (14, "partially graded", "true")
    assert result["metadata"] == {
        "attempt": 1, "lessonType": "powerpath-100", "startedAt": MOMENT, "completedAt": None, "totalQuestions": 1,
        "correctQuestions": 1, "accuracy": 100, "xp": None, "multiplier": None, "masteredUnits": None,
    }  # fmt: skip


def test_the_row_of_a_finished_lesson(world: World) -> None:
    world.answered("e1", WRONG)
    world.master()
    result = world.result("pp-ar:practice:ann:1")
    assert (result["score"], result["scoreStatus"], result["inProgress"]) == (100, "fully graded", "false")
    assert result["metadata"] == {
        "attempt": 1, "lessonType": "powerpath-100", "startedAt": MOMENT, "completedAt": MOMENT, "totalQuestions": 12,
        "correctQuestions": 11, "accuracy": 100 * 11 / 12, "xp": 10, "multiplier": 1, "masteredUnits": 1,
        "subject": "Math", "appName": "PowerPath UI",
    }  # fmt: skip


def test_a_line_item_that_a_lesson_has_already_is_used(world: World) -> None:
    items = f"{GRADEBOOK}/assessmentLineItems"
    for sourced_id, status in (("dead", "tobedeleted"), ("older", "active"), ("younger", "active")):
        item = {"sourcedId": sourced_id, "status": status, "title": "Mine", "componentResource": ref("quiz")}
        assert world.post(items, {"assessmentLineItem": item}).status == 201
    world.answered("q1", lesson="quiz")
    assert world.result("pp-ar:quiz:ann:1")["assessmentLineItem"] == ref("older")
    assert world.line_item("pp-ali:quiz:q1")["parentAssessmentLineItem"] == ref("older")
    assert world.get(f"{items}/pp-ali:quiz").status == 404


def test_a_lesson_without_base_xp_earns_nothing_but_tells_the_multiplier(world: World) -> None:
    world.take(*[RIGHT] * 5, lesson="place")
    shown = world.progress("place")
    assert (shown["xp"], shown["multiplier"]) == (None, 1.25)
    assert "xpEarned" not in [one["type"] for one in world.events()[0]["generated"]["items"]]


def test_ids_with_colons_do_not_meet(world: World) -> None:
    from timeback_sandbox.powerpath.gradebook import question_item_id, question_result_id

    assert question_item_id("a", "b:c") != question_item_id("a:b", "c")
    assert question_result_id("a", "b:c", "s", 1) != question_result_id("a", "b", "c:s", 1)
    assert question_item_id("a%3Ab", "c") != question_item_id("a:b", "c")


# ---------------------------------------------------------------- edits


def test_edited_scores_are_read(world: World) -> None:
    world.take(*[RIGHT] * 5)
    metadata = world.result("pp-ar:quiz:ann:1")["metadata"]
    world.put_result("pp-ar:quiz:ann:1", score=55, metadata={**metadata, "xp": 3, "accuracy": 50})
    shown = world.progress("quiz")
    assert (shown["score"], shown["xp"], shown["accuracy"]) == (55, 3, 50)
    question = world.result("pp-ar:quiz:q1:ann:1")["metadata"]
    world.put_result("pp-ar:quiz:q1:ann:1", score=0, metadata={**question, "feedback": None})
    first = world.progress("quiz")["questions"][0]
    assert (first["correct"], first["result"]) == (False, {"score": 0, "feedback": "Incorrect"})


def test_a_result_without_metadata_is_counted_anew(world: World) -> None:
    world.answered("e1")
    world.answered("e2", WRONG)
    world.put_result("pp-ar:practice:ann:1")
    shown = world.progress()
    assert (shown["correctQuestions"], shown["accuracy"], shown["attempt"], shown["score"]) == (1, 50, 1, 13)
    answer = world.answered("e3")
    assert (answer["correctQuestions"], answer["powerpathScore"]) == (2, 26)
    assert world.result("pp-ar:practice:ann:1")["metadata"]["totalQuestions"] == 3


@pytest.mark.parametrize("odd", [{"totalQuestions": "x"}, {"totalQuestions": -1}, {"attempt": "one"}, {"attempt": 0}])
def test_odd_metadata_does_no_harm(world: World, odd: dict[str, Any]) -> None:
    world.answered("e1")
    world.put_result("pp-ar:practice:ann:1", metadata=odd)
    assert world.progress()["attempt"] == 1
    assert world.answered("e2")["powerpathScore"] == 27


# ---------------------------------------------------------------- events


def test_a_finished_lesson_is_reported_once(world: World) -> None:
    world.answered("e1")
    assert world.events() == []
    world.master()
    (event,) = world.events()
    assert (event["type"], event["profile"], event["action"], event["eventTime"]) == (
        "ActivityEvent", "TimebackProfile", "Completed", MOMENT,
    )  # fmt: skip
    assert event["actor"]["id"].endswith("/users/ann")
    assert event["actor"]["email"] == "ann@north.example"
    assert event["object"]["app"]["name"] == "PowerPath UI"
    assert event["object"]["activity"]["name"] == "Practice"
    assert event["object"]["course"]["name"] == "Math 3"
    assert event["object"]["subject"] == "Math"
    assert {one["type"]: one["value"] for one in event["generated"]["items"]} == {
        "xpEarned": 12.5, "totalQuestions": 11, "correctQuestions": 11, "masteredUnits": 1,
    }  # fmt: skip
    assert event["generated"]["attempt"] == 1


@pytest.mark.parametrize("student", ["ann", "ben"])
def test_the_event_is_what_the_standard_and_the_platform_want(world: World, student: str) -> None:
    world.master(student=student)
    stored = world.events()[0]
    event = {name: value for name, value in stored.items() if value is not None and name in STANDARD}
    event |= {"@context": "http://purl.imsglobal.org/ctx/caliper/v1p2", "id": stored["externalId"]}
    envelope = {
        "sensor": stored["sensor"], "sendTime": stored["sendTime"],
        "dataVersion": "http://purl.imsglobal.org/ctx/caliper/v1p2", "data": [event],
    }  # fmt: skip
    reply = world.post("/caliper/event/validate", envelope)
    assert reply.status == 200, reply.content


STANDARD = ("type", "profile", "action", "eventTime", "actor", "object", "generated", "edApp")


def test_events_can_be_switched_off() -> None:
    for made in open_world(powerpath_events=False):
        made.master()
        assert made.events() == []
        assert [fact["xp"] for fact in facts(made)] == [12.5]


# ---------------------------------------------------------------- analytics, webhooks


def test_xp_count_once(world: World) -> None:
    world.master()
    (fact,) = facts(world)
    assert (fact["xp"], fact["total_questions"], fact["correct_questions"], fact["mastered_units"]) == (12.5, 11, 11, 1)
    assert (fact["course_id"], fact["subject"], fact["app"], fact["person"]) == (
        "math-3", "Math", "PowerPath UI", "user:ann",
    )  # fmt: skip
    assert fact["event"] == 1
    world.new_attempt()
    world.master()
    assert [fact["xp"] for fact in facts(world)] == [12.5, 10]


def test_what_is_taken_back_counts_no_more(world: World) -> None:
    world.master()
    world.reset()
    assert facts(world) == []
    world.answered("e1")
    (fact,) = facts(world)
    assert (fact["xp"], fact["total_questions"]) == (None, 1)


def test_analytics_tell_of_the_lesson(world: World) -> None:
    body = {"role": "student"}
    enrolled = world.post("/edubridge/enrollments/enroll/ann/math-3", body)
    assert enrolled.status == 201
    world.master()
    seat = enrolled.body["data"]["id"]
    query = {"startDate": "2026-03-02T00:00:00Z", "endDate": "2026-03-03T00:00:00Z", "timezone": "UTC"}
    days = ok(world.get(f"/edubridge/analytics/enrollment/{seat}", **query))["facts"]
    figures = days["2026-03-02"]["Math"]["activityMetrics"]
    assert (figures["xpEarned"], figures["totalQuestions"], figures["masteredUnits"]) == (12.5, 11, 1)


def test_a_webhook_learns_of_a_finished_lesson(world: World) -> None:
    hook = {"name": "all", "targetUrl": "http://127.0.0.1:9/hook", "secret": "marker-word", "active": True}
    made = world.post("/webhooks/", hook)
    assert made.status in {200, 201}, made.content
    world.master()
    with world.sandbox.state.store.read() as connection:
        assert len(connection.execute(select(DELIVERIES)).all()) == 1


def test_a_finished_lesson_is_seen_once_by_all_who_look(world: World) -> None:
    hook = {"name": "all", "targetUrl": "http://127.0.0.1:9/hook", "secret": "marker-word", "active": True}
    assert world.post("/webhooks/", hook).status in {200, 201}
    seat = world.post("/edubridge/enrollments/enroll/ann/math-3", {"role": "student"}).body["data"]["id"]
    world.master()
    assert world.answer("e1").status == 400  # it is over
    result_id = "pp-ar:practice:ann:1"
    world.put_result(result_id, metadata=world.result(result_id)["metadata"])  # somebody writes it as it is

    (item,) = (one for one in course_items(world) if one["courseComponentResourceSourcedId"] == "practice")
    (result,) = item["results"]
    assert (result["score"], result["scoreStatus"], result["metadata"]["xp"]) == (100, "fully graded", 12.5)
    assert all(one["results"] == [] for one in course_items(world) if one is not item and one["title"] != "Practice")
    query = {"startDate": "2026-03-02T00:00:00Z", "endDate": "2026-03-03T00:00:00Z", "timezone": "UTC"}
    days = ok(world.get(f"/edubridge/analytics/enrollment/{seat}", **query))["facts"]
    assert days["2026-03-02"]["Math"]["activityMetrics"]["xpEarned"] == 12.5
    with world.sandbox.state.store.read() as connection:
        assert len(connection.execute(select(DELIVERIES)).all()) == 1


def course_items(world: World) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok(world.get(f"{PP}/lessonPlans/getCourseProgress/math-3/student/ann"))["lineItems"]
    return found


# ---------------------------------------------------------------- how it is looked up


@pytest.mark.parametrize("what", ["answer", "next", "progress", "finalize", "import"])
def test_results_are_found_by_an_index(world: World, what: str) -> None:
    def act() -> None:
        if what == "answer":
            world.answered("e2")
        elif what == "next":
            ok(world.next())
        elif what == "progress":
            world.progress()
        elif what == "finalize":
            ok(world.finalize())
        else:
            ok(world.get(f"{PP}/importExternalTestAssignmentResults", student="ann", lesson="edu"))

    world.answered("e1")
    world.answered("q1", lesson="quiz")
    ok(world.act("makeExternalTestAssignment", "edu"))
    seen: list[str] = []
    with world.sandbox.state.store.read() as connection:
        driver: Any = connection.connection.dbapi_connection
    driver.set_trace_callback(seen.append)
    try:
        act()
    finally:
        driver.set_trace_callback(None)
    about = [one for one in seen if "oneroster_assessment" in one and not one.startswith("INSERT")]
    plans = {row[3] for one in about for row in driver.execute(f"EXPLAIN QUERY PLAN {one}").fetchall()}
    assert not [plan for plan in plans if plan.startswith("SCAN")]
    by_student = {plan for plan in plans if "(student=?" in plan}
    assert by_student
    assert all("(student=? AND assessment_line_item=?)" in plan for plan in by_student)
