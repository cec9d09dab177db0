"""Which facts learning events give, and whose they are."""

from __future__ import annotations

from typing import Any

import pytest
from learning import HOST, SENSOR, Learning, activity, learning, shared_learning, time_spent
from oneroster_api import ref

__all__ = ["learning", "shared_learning"]


def test_an_activity_gives_one_fact_with_everything_that_is_known_about_it(learning: Learning) -> None:
    event = activity(
        "2025-09-16T17:30:00.123+02:00",
        {"xp": -1.5, "total": 10, "correct": 9, "mastered": 1},
        activity={"id": "https://app.example/a/7", "name": "Compare halves"},
    )
    learning.send(event)
    assert learning.week(studentId="s-1") == [
        {
            "id": 1, "email": "sam@north.example", "date": "2025-09-16", "datetime": "2025-09-16T15:30:00.123Z",
            "username": "sam", "userId": "s-1", "userGivenName": "Sam", "userFamilyName": "Doe", "userGrade": "4",
            "subject": "Math", "app": "Number Lab", "courseId": "c-math-4", "courseName": "The course c-math-4",
            "campusId": "north", "campusName": "North School", "enrollmentId": "E1",
            "activityId": "https://app.example/a/7", "activityName": "Compare halves",
            "xpEarned": -1.5, "totalQuestions": 10, "correctQuestions": 9, "masteredUnits": 1,
            "activeSeconds": None, "inactiveSeconds": None, "wasteSeconds": None,
            "source": f"caliper:event:{event['id']}", "eventType": "ActivityEvent", "alphaLevel": None,
            "generatedAt": "2025-09-19T15:00:00.000Z", "sendTime": "2025-09-18T08:00:00.250Z", "sensor": SENSOR,
            "year": 2025, "month": 9, "day": 16, "dayOfWeek": 2,
        }
    ]  # fmt: skip


def test_time_gives_seconds_with_two_decimals_and_no_figures(learning: Learning) -> None:
    learning.send(time_spent(metrics={"active": 640.5, "waste": 12, "unknown": 7, "anti-pattern": 8}))
    (row,) = learning.week(studentId="s-1")
    assert (row["activeSeconds"], row["inactiveSeconds"], row["wasteSeconds"]) == ("640.50", "0.00", "12.00")
    assert [row[name] for name in ("xpEarned", "totalQuestions", "correctQuestions", "masteredUnits")] == [None] * 4
    assert row["eventType"] == "TimeSpentEvent"


def test_items_of_one_type_are_added_up_and_types_without_an_item_are_null(learning: Learning) -> None:
    event = activity()
    event["generated"]["items"] = [{"type": "xpEarned", "value": value} for value in (1, 2.25, -0.5)]
    learning.send(event)
    (row,) = learning.week(studentId="s-1")
    assert row["xpEarned"] == 2.75
    assert row["totalQuestions"] is None


def test_an_activity_without_id_and_name_goes_by_its_object(learning: Learning) -> None:
    learning.send(activity(id="https://app.example/lesson/9"))
    (row,) = learning.week(studentId="s-1")
    assert (row["activityId"], row["activityName"]) == ("https://app.example/lesson/9", None)


def test_the_course_may_be_told_by_the_event_itself(learning: Learning) -> None:
    event = activity(course=None)
    event["extensions"] = {"courseId": "c-math-4"}
    learning.send(event)
    (row,) = learning.week(studentId="s-1")
    assert (row["courseId"], row["courseName"], row["enrollmentId"]) == ("c-math-4", "Math 4", "E1")


def test_events_of_other_profiles_and_types_give_none(learning: Learning) -> None:
    seen: dict[str, Any] = {
        "id": "urn:uuid:5b0a7d1e-2c3f-4a6b-8d9e-0f1a2b3c4d66", "type": "AssessmentItemEvent",
        "profile": "AssessmentProfile", "action": "Started", "actor": {"id": f"{HOST}/users/s-1", "type": "Person",
        "extensions": {}}, "object": {"id": "https://app.example/q", "type": "AssessmentItem"},
        "eventTime": "2025-09-16T15:30:00.000Z", "edApp": "https://app.example",
    }  # fmt: skip
    learning.send(seen)
    assert learning.week(studentId="s-1") == []


# ---------------------------------------------------------------- whose


@pytest.mark.parametrize(
    ("user", "email", "found"),
    [
        ("s-1", "somebody@else.example", "s-1"),
        ("nobody", "SAM@north.EXAMPLE", "s-1"),
        ("s-2?from=app#top", "x@y.example", "s-2"),
        ("s-2/", "x@y.example", "s-2"),
        ("s%2F3%20%C3%A9", "x@y.example", "s/3 é"),
    ],
)
def test_a_user_is_found_by_id_and_else_by_address(learning: Learning, user: str, email: str, found: str) -> None:
    learning.send(activity(user=user, email=email))
    (row,) = learning.week(studentId=found)
    assert row["userId"] == found
    assert row["email"] == email


def test_of_two_users_with_one_address_the_active_one_is_meant(learning: Learning) -> None:
    for sourced_id, status in (("gone", "tobedeleted"), ("here", "active")):
        record = {
            "sourcedId": sourced_id, "status": status, "enabledUser": True, "givenName": "A", "familyName": "B",
            "email": "twin@north.example", "roles": [{"roleType": "primary", "role": "student", "org": ref("north")}],
        }  # fmt: skip
        assert learning.post("/ims/oneroster/rostering/v1p2/users", {"user": record}).status == 201
    learning.send(activity(user="x", email="Twin@North.example"))
    assert [row["userId"] for row in learning.week(email="twin@north.example")] == ["here"]


def test_who_is_no_user_is_found_by_address_alone(learning: Learning) -> None:
    learning.send(activity(user="stranger", email="New@Elsewhere.example"))
    assert learning.week(studentId="stranger") == []
    (row,) = learning.week(email="new@elsewhere.EXAMPLE")
    assert (row["userId"], row["username"], row["campusId"], row["email"]) == (
        None,
        None,
        None,
        "New@Elsewhere.example",
    )


def test_the_facts_before_and_after_somebody_became_a_user_are_found_by_address(learning: Learning) -> None:
    learning.send(activity("2025-09-15T08:00:00.000Z", user="new", email="new@north.example"))
    record = {
        "sourcedId": "new", "enabledUser": True, "givenName": "N", "familyName": "W", "email": "new@north.example",
        "roles": [{"roleType": "primary", "role": "student", "org": ref("north")}],
    }  # fmt: skip
    assert learning.post("/ims/oneroster/rostering/v1p2/users", {"user": record}).status == 201
    learning.send(activity("2025-09-16T08:00:00.000Z", user="new", email="new@north.example"))
    assert [row["userId"] for row in learning.week(email="new@north.example")] == [None, "new"]
    assert [row["userId"] for row in learning.week(studentId="new")] == ["new"]
    assert list(learning.days(email="new@north.example")["facts"]) == ["2025-09-15", "2025-09-16"]


# ---------------------------------------------------------------- enrolments


def test_an_active_enrolment_goes_before_one_that_was_taken_back(learning: Learning) -> None:
    learning.send(activity())
    assert [row["enrollmentId"] for row in learning.week(studentId="s-1")] == ["E1"]


def test_an_event_lands_on_an_enrolment_that_was_taken_back_when_there_is_no_other(learning: Learning) -> None:
    learning.send(activity(user="s-2"))
    (row,) = learning.week(studentId="s-2")
    assert (row["enrollmentId"], row["campusId"]) == ("E2", "north")


def test_there_is_no_enrolment_without_a_course_or_a_seat_in_it(learning: Learning) -> None:
    learning.send(activity(course=None), activity(course="c-plain"), activity(course="c-unknown"))
    assert [row["enrollmentId"] for row in learning.week(studentId="s-1")] == [None, None, None]


def test_the_enrolment_stays_what_it_was_when_the_event_came_in(learning: Learning) -> None:
    learning.send(activity())
    assert learning.delete("/ims/oneroster/rostering/v1p2/enrollments/E1").status == 204
    assert [row["enrollmentId"] for row in learning.week(studentId="s-1")] == ["E1"]
    facts = learning.get("/edubridge/analytics/enrollment/E1").body["facts"]
    assert list(facts) == ["2025-09-16"]


# ---------------------------------------------------------------- again


def test_an_event_that_comes_again_counts_once(learning: Learning) -> None:
    event = activity(metrics={"xp": 5})
    learning.send(event)
    learning.send(event, activity(metrics={"xp": 2}))
    assert [(row["id"], row["xpEarned"]) for row in learning.week(studentId="s-1")] == [(1, 5), (2, 2)]


def test_where_repeated_events_are_stored_the_last_one_has_the_fact_under_its_old_number() -> None:
    sandbox = Learning(job_delay=0, duplicates="store")
    try:
        first = activity(metrics={"xp": 5})
        again = {**activity(metrics={"xp": 7}), "id": first["id"]}
        sandbox.send(first, time_spent())
        sandbox.send({**first, "eventTime": "2025-09-15T00:00:00.000Z"}, again)
        rows = sandbox.week(email="sam@north.example")
        assert [(row["id"], row["xpEarned"]) for row in rows] == [(1, 7), (2, None)]
        assert rows[0]["source"] == f"caliper:event:{first['id']}"
    finally:
        sandbox.close()


def test_facts_of_events_can_be_switched_off() -> None:
    sandbox = Learning(job_delay=0, event_facts=False)
    try:
        sandbox.send(activity())
        assert sandbox.week(email="sam@north.example") == []
    finally:
        sandbox.close()


def test_thousands_of_learners_in_one_envelope_are_told_apart(learning: Learning) -> None:
    users = [f"u-{number}" for number in range(1300)]
    learning.send(*(activity(user=user, email=f"{user}@far.example", metrics={"xp": 1}) for user in users))
    for user in (users[0], users[511], users[512], users[-1]):
        assert len(learning.week(email=f"{user}@far.example")) == 1


@pytest.mark.parametrize("value", [2**63, -(2**70), 1e300, 2**31 + 1, 9_007_199_254_740_993])
def test_numbers_beyond_any_sense_are_added_up_without_breaking(learning: Learning, value: float) -> None:
    learning.send(*(activity(metrics={"xp": value}) for _ in range(3)))
    body = learning.days(studentId="s-1")
    assert isinstance(body["facts"]["2025-09-16"]["Math"]["activityMetrics"]["xpEarned"], float | int)
