"""Activity, enrolment and weekly facts over HTTP: the worked example, the days, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from learning import Learning, activity, learning, shared_learning, time_spent

__all__ = ["learning", "shared_learning"]

ANALYTICS = "/edubridge/analytics"
START, END = "2025-09-16T00:00:00.000Z", "2025-09-17T23:59:59.999Z"
CHICAGO = "America/Chicago"

Row = tuple[str, str, tuple[float, ...], tuple[float, ...], list[str]]


@pytest.fixture
def told(learning: Learning) -> Learning:
    """The worked example: three activities and the time of the first."""
    learning.send(
        activity("2025-09-16T15:30:00Z", {"xp": 12, "total": 10, "correct": 9, "mastered": 1}, process=True),
        time_spent("2025-09-16T15:30:00Z", {"active": 640.5, "inactive": 30, "waste": 12, "anti-pattern": 8}),
        activity("2025-09-17T02:15:00Z", {"xp": -1, "total": 6, "correct": 2}, app="Fact Sprint"),
        activity("2025-09-17T14:00:00Z", {"xp": 5}, subject="Reading", app="Story Path", course=None),
    )
    return learning


def table(facts: dict[str, Any]) -> list[Row]:
    return [
        (day, subject, *_cell(cell)) for day, subjects in facts.items() for subject, cell in subjects.items()
    ]  # fmt: skip


def _cell(cell: dict[str, Any]) -> tuple[tuple[float, ...], tuple[float, ...], list[str]]:
    done, time = cell["activityMetrics"], cell["timeSpentMetrics"]
    return (
        tuple(done[name] for name in ("xpEarned", "totalQuestions", "correctQuestions", "masteredUnits")),
        tuple(time[name] for name in ("activeSeconds", "inactiveSeconds", "wasteSeconds")),
        cell["apps"],
    )


FIRST: Row = ("2025-09-16", "Math", (12, 10, 9, 1), (640.5, 30, 12), ["Number Lab"])
SECOND: Row = ("2025-09-17", "Math", (-1, 6, 2, 0), (0, 0, 0), ["Fact Sprint"])
THIRD: Row = ("2025-09-17", "Reading", (5, 0, 0, 0), (0, 0, 0), ["Story Path"])
BOTH: Row = ("2025-09-16", "Math", (11, 16, 11, 1), (640.5, 30, 12), ["Number Lab", "Fact Sprint"])


def test_the_days_are_those_of_utc_when_no_zone_is_asked_for(told: Learning) -> None:
    body = told.days(START, END, studentId="s-1")
    assert table(body["facts"]) == [FIRST, SECOND, THIRD]
    assert (body["startDate"], body["endDate"]) == (START, END)
    assert isinstance(body["message"], str)


def test_a_zone_moves_an_evening_to_the_day_before(told: Learning) -> None:
    assert table(told.days(START, END, studentId="s-1", timezone=CHICAGO)["facts"]) == [BOTH, THIRD]


def test_by_app_each_cell_is_that_of_one_app_in_order_date_subject_app(told: Learning) -> None:
    by_app = told.days(START, END, studentId="s-1", timezone=CHICAGO)["factsByApp"]
    assert {day: {subject: list(apps) for subject, apps in subjects.items()} for day, subjects in by_app.items()} == {
        "2025-09-16": {"Math": ["Number Lab", "Fact Sprint"]},
        "2025-09-17": {"Reading": ["Story Path"]},
    }
    assert _cell(by_app["2025-09-16"]["Math"]["Number Lab"]) == FIRST[2:]
    assert _cell(by_app["2025-09-16"]["Math"]["Fact Sprint"]) == SECOND[2:]


def test_the_facts_of_the_enrolment_leave_out_what_was_done_in_no_course(told: Learning) -> None:
    plain = told.get(f"{ANALYTICS}/enrollment/E1").body
    assert table(plain["facts"]) == [FIRST, SECOND]
    assert (plain["enrollmentId"], plain["startDate"], plain["endDate"]) == ("E1", None, None)
    local = told.get(f"{ANALYTICS}/enrollment/E1", timezone=CHICAGO).body
    assert table(local["facts"]) == [BOTH]


def test_the_week_holds_the_four_facts_in_order(told: Learning) -> None:
    reply = told.get(f"{ANALYTICS}/facts/weekly", studentId="s-1", weekDate="2025-09-17", timezone=CHICAGO)
    assert (reply.body["startDate"], reply.body["endDate"]) == ("2025-09-14T05:00:00.000Z", "2025-09-21T04:59:59.999Z")
    first, time, second, third = reply.body["facts"]
    assert first["source"].startswith("oneroster:assessment_result:caliper_")
    assert (time["activeSeconds"], time["xpEarned"]) == ("640.50", None)
    assert (second["date"], second["dayOfWeek"], second["activeSeconds"]) == ("2025-09-16", 2, None)
    assert second["source"].startswith("caliper:event:")
    assert (third["subject"], third["enrollmentId"], third["dayOfWeek"]) == ("Reading", None, 3)


# ---------------------------------------------------------------- ranges


def test_bounds_are_instants_and_belong_to_the_range(told: Learning) -> None:
    at = "2025-09-17T02:15:00.000Z"
    assert table(told.days(at, at, studentId="s-1")["facts"]) == [SECOND]
    assert told.days("2025-09-17T02:15:00.001Z", "2025-09-17T13:59:59.999Z", studentId="s-1")["facts"] == {}


def test_bounds_may_have_an_offset_and_are_told_in_utc(told: Learning) -> None:
    body = told.days("2025-09-17T04:15:00+02:00", "2025-09-16T21:15:00.000-05:00", studentId="s-1")
    assert (body["startDate"], body["endDate"]) == ("2025-09-17T02:15:00.000Z",) * 2
    assert table(body["facts"]) == [SECOND]


def test_a_missing_end_of_an_enrolment_is_now(told: Learning) -> None:
    told.send(activity("2025-09-19T14:59:59.000Z"), activity("2025-09-19T15:00:01.000Z"))
    body = told.get(f"{ANALYTICS}/enrollment/E1", startDate="2025-09-18T00:00:00Z").body
    assert [row[:3] for row in table(body["facts"])] == [("2025-09-19", "Math", (5, 0, 0, 0))]
    assert (body["startDate"], body["endDate"]) == ("2025-09-18T00:00:00.000Z", None)


@pytest.mark.slow
def test_the_longest_range_in_a_zone_of_many_changes_is_answered(told: Learning) -> None:
    told.send(activity("0001-01-01T00:00:00.000Z"), activity("9999-12-31T23:59:59.999Z"))
    body = told.days("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", studentId="s-1", timezone=CHICAGO)
    assert list(body["facts"])[1:3] == ["2025-09-16", "2025-09-17"]


@pytest.mark.parametrize(
    ("day", "zone", "start", "end"),
    [
        ("2025-09-14", None, "2025-09-14T00:00:00.000Z", "2025-09-20T23:59:59.999Z"),
        ("2025-09-20", None, "2025-09-14T00:00:00.000Z", "2025-09-20T23:59:59.999Z"),
        ("2025-11-02", "America/New_York", "2025-11-02T04:00:00.000Z", "2025-11-09T04:59:59.999Z"),
        ("2025-03-09", "America/New_York", "2025-03-09T05:00:00.000Z", "2025-03-16T03:59:59.999Z"),
        ("2025-09-21T03:00:00Z", "America/New_York", "2025-09-14T04:00:00.000Z", "2025-09-21T03:59:59.999Z"),
        ("2025-09-21T03:00:00Z", None, "2025-09-21T00:00:00.000Z", "2025-09-27T23:59:59.999Z"),
        ("2025-09-13T18:30:00Z", "Asia/Kolkata", "2025-09-13T18:30:00.000Z", "2025-09-20T18:29:59.999Z"),
    ],
)
def test_a_week_is_sunday_to_saturday_as_the_clocks_of_the_zone_have_it(
    learning: Learning, day: str, zone: str | None, start: str, end: str
) -> None:
    query = {"weekDate": day, "studentId": "s-1", **({} if zone is None else {"timezone": zone})}
    body = learning.get(f"{ANALYTICS}/facts/weekly", **query).body
    assert (body["startDate"], body["endDate"]) == (start, end)


# ---------------------------------------------------------------- who


def test_the_id_decides_when_both_are_given(told: Learning) -> None:
    assert told.days(START, END, studentId="s-2", email="sam@north.example")["facts"] == {}
    assert told.days(START, END, studentId="s-1", email="x@y.example")["facts"] != {}


def test_somebody_unknown_has_empty_days(told: Learning) -> None:
    body = told.days(START, END, studentId="nobody")
    assert (body["facts"], body["factsByApp"]) == ({}, {})
    assert told.days(START, END, email="nobody@far.example")["facts"] == {}
    assert told.week(studentId="nobody") == []


def test_an_enrolment_that_was_taken_back_has_its_facts_and_an_unknown_one_is_not_found(learning: Learning) -> None:
    learning.send(activity(user="s-2"))
    assert list(learning.get(f"{ANALYTICS}/enrollment/E2").body["facts"]) == ["2025-09-16"]
    reply = learning.get(f"{ANALYTICS}/enrollment/E-404")
    assert (reply.status, reply.minor) == (404, "unknownobject")


# ---------------------------------------------------------------- refusals

GOOD = {"studentId": "s-1", "startDate": START, "endDate": END}


@pytest.mark.parametrize(
    ("change", "paths"),
    [
        ({"studentId": None}, {"studentId", "email"}),
        ({"studentId": " "}, {"studentId", "email"}),
        ({"startDate": None}, {"startDate"}),
        ({"startDate": None, "endDate": ""}, {"startDate", "endDate"}),
        ({"startDate": "2025-09-16"}, {"startDate"}),
        ({"endDate": "2025-09-16"}, {"endDate"}),
        ({"startDate": "2025-09-16T00:00:00"}, {"startDate"}),
        ({"startDate": "yesterday"}, {"startDate"}),
        ({"startDate": "2025-02-30T00:00:00Z"}, {"startDate"}),
        ({"startDate": END, "endDate": START}, {"startDate"}),
        ({"timezone": "Mars/Olympus"}, {"timezone"}),
        ({"timezone": ""}, {"timezone"}),
        ({"timezone": "../etc/passwd"}, {"timezone"}),
        ({"timezone": "America"}, {"timezone"}),
        ({"timezone": "A" * 5000}, {"timezone"}),
        ({"startDate": "x", "endDate": "y", "timezone": "z", "studentId": None},
         {"startDate", "endDate", "timezone", "studentId", "email"}),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_query_is_told_all_at_once(
    learning: Learning, change: dict[str, str | None], paths: set[str]
) -> None:
    query = {name: value for name, value in {**GOOD, **change}.items() if value is not None}
    reply = learning.get(f"{ANALYTICS}/activity", **query)
    assert reply.status == 422
    assert set(reply.details) == paths


@pytest.mark.parametrize("day", [None, "", "2025", "2025-02-30", "0001-01-01", "9999-12-31", "2025-09-17T10:00:00"])
def test_a_week_needs_a_day_that_exists(learning: Learning, day: str | None) -> None:
    query = {"studentId": "s-1", **({} if day is None else {"weekDate": day})}
    reply = learning.get(f"{ANALYTICS}/facts/weekly", **query)
    assert (reply.status, list(reply.details)) == (422, ["weekDate"])


@pytest.mark.parametrize("query", [{"startDate": "2025-09-16"}, {"endDate": ""}, {"timezone": "nowhere"}])
def test_the_bounds_of_an_enrolment_are_checked_as_well(learning: Learning, query: dict[str, str]) -> None:
    assert learning.get(f"{ANALYTICS}/enrollment/E1", **query).status == 422


def test_schema_failures_have_the_other_shape_when_it_is_asked_for() -> None:
    sandbox = Learning(job_delay=0, edubridge_errors="errors")
    try:
        reply = sandbox.get(f"{ANALYTICS}/activity", **{**GOOD, "startDate": "2025-09-16"})
        assert reply.status == 422
        assert [issue["path"] for issue in reply.body["errors"][0]["meta"]["issues"]] == ["startDate"]
    finally:
        sandbox.close()


# ---------------------------------------------------------------- mastery


def test_the_highest_grade_is_told_by_the_results_of_the_subject(learning: Learning) -> None:
    learning.put(
        "/ims/oneroster/gradebook/v1p2/assessmentLineItems/placed",
        {"assessmentLineItem": {"sourcedId": "placed", "status": "active", "title": "Math G05", "resultValueMax": 20,
                                "metadata": {"subject": "Social Studies", "lessonType": "placement"}}},
    )  # fmt: skip
    learning.put_result("r-1", item="placed", score=19)
    reply = learning.get(f"{ANALYTICS}/highestGradeMastered/s-1/social%20studies")
    assert reply.status == 200
    assert reply.body == {
        "studentId": "s-1",
        "subject": "social studies",
        "grades": {
            "ritGrade": None, "edulasticGrade": None, "placementGrade": "5", "testOutGrade": None,
            "highestGradeOverall": "5",
        },
    }  # fmt: skip


def test_without_evidence_no_grade_is_told_and_an_unknown_student_is_not_found(learning: Learning) -> None:
    grades = learning.get(f"{ANALYTICS}/highestGradeMastered/s-2/Math").body["grades"]
    assert set(grades.values()) == {None}
    assert len(grades) == 5
    assert learning.get(f"{ANALYTICS}/highestGradeMastered/nobody/Math").status == 404


def test_subject_and_grade_may_stand_at_the_resource(learning: Learning) -> None:
    film = {"title": "Film", "vendorResourceId": "v-1", "metadata": {"subject": "Math", "grades": ["3"]}}
    assert learning.put("/ims/oneroster/resources/v1p2/resources/film", {"resource": film}).status == 200
    learning.put_result("r-1", item="li-lesson", metadata={"accuracy": 95, "lessonType": "test-out"})
    grades = learning.get(f"{ANALYTICS}/highestGradeMastered/s-1/math").body["grades"]
    assert (grades["testOutGrade"], grades["highestGradeOverall"]) == ("3", "3")
