"""Applications and metrics, MAP profiles, and the school time that was saved."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

import pytest
from edubridge_api import APPS, PEOPLE, TODAY, EduApi, edu, shared_edu
from oneroster_api import ref
from sqlalchemy import insert

from timeback_sandbox.edubridge import tables
from timeback_sandbox.edubridge.calendar import SchoolYear, days_of, school_days, school_year
from timeback_sandbox.settings import Settings

__all__ = ["edu", "shared_edu"]

METRICS = "/edubridge/applicationMetrics"
MAP = "/edubridge/learning-reports/map-profile"
SAVED = "/edubridge/time-saved/user"


# ---------------------------------------------------------------- applications


def test_applications_are_listed_with_every_field(edu: EduApi) -> None:
    reply = edu.get("/edubridge/applications/")
    common = {"status": "active", "dateLastModified": "2025-09-01T08:30:00.000Z"}
    assert reply.body == {
        "applications": [
            {"sourcedId": "app-lab", "name": "Number Lab", "description": None, "domain": ["lab.example"],
             "tenantId": None, "clientAppId": None, "metadata": None, **common},
            {"sourcedId": "app-story", "name": "Story Path", "description": "Stories",
             "domain": ["a.example", "b.example"], "tenantId": "t", "clientAppId": "c", "metadata": {"a": 1}, **common},
        ]
    }  # fmt: skip


def wrapped(metric: object = "xp", source: object = "powerpath") -> dict[str, Any]:
    return {"applicationMetric": {"metric": metric, "metricSource": source}}


def test_metrics_are_a_set(edu: EduApi) -> None:
    path = f"{METRICS}/app-lab"
    assert edu.get(path).body == {"data": []}
    row = {"applicationSourcedId": "app-lab", "metric": "xp", "metricSource": "powerpath"}
    reply = edu.post(path, wrapped())
    assert (reply.status, reply.body) == (201, {"data": row})
    assert edu.post(path, wrapped()).status == 409
    assert edu.post(path, wrapped("lessons", "manual_entry")).status == 201
    assert edu.post(path, wrapped("xp", "manual_entry")).status == 201
    assert [(one["metric"], one["metricSource"]) for one in edu.get(path).body["data"]] == [
        ("lessons", "manual_entry"), ("xp", "manual_entry"), ("xp", "powerpath"),
    ]  # fmt: skip
    assert edu.get(f"{METRICS}/app-story").body == {"data": []}


def test_a_metric_is_deleted_by_a_body_or_by_the_query(edu: EduApi) -> None:
    path = f"{METRICS}/app-lab"
    edu.post(path, wrapped())
    edu.post(path, wrapped("lessons"))
    reply = edu.call("DELETE", path, wrapped())
    assert (reply.status, reply.content) == (204, b"")
    assert edu.call("DELETE", path, wrapped()).status == 404
    assert edu.call("DELETE", path, query={"metric": "lessons", "metricSource": "powerpath"}).status == 204
    assert edu.get(path).body == {"data": []}


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({}, ["applicationMetric"]),
        ({"metric": "xp", "metricSource": "powerpath"}, ["applicationMetric"]),
        (wrapped("speed"), ["applicationMetric.metric"]),
        (wrapped(source=None), ["applicationMetric.metricSource"]),
        ({"applicationMetric": []}, ["applicationMetric"]),
        ("x", ["body"]),
    ],
)
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_a_wrong_metric_is_refused(edu: EduApi, method: str, body: Any, paths: list[str]) -> None:
    reply = edu.call(method, f"{METRICS}/app-lab", body)
    assert reply.status == 422
    assert list(reply.details) == paths


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_metrics_of_no_application_are_404(edu: EduApi, method: str) -> None:
    reply = edu.call(method, f"{METRICS}/none", None if method == "GET" else wrapped())
    assert reply.status == 404
    assert reply.body["imsx_error_details"] == [{"applicationSourcedId": "none"}]


def test_an_application_may_have_any_id(edu: EduApi) -> None:
    odd = "a/b #é"
    with edu.store.write() as connection:
        connection.execute(insert(tables.APPLICATIONS).values({**APPS[0], "sourced_id": odd}))
    path = f"{METRICS}/{quote(odd, safe='')}"
    assert edu.post(path, wrapped()).status == 201
    assert edu.get(path).body["data"][0]["applicationSourcedId"] == odd


# ---------------------------------------------------------------- MAP


def result(name: str, title: str, who: str = "ann", **metadata: Any) -> dict[str, list[dict[str, Any]]]:
    item = {"sourcedId": f"li-{name}", "status": "active", "title": title}
    row = {"sourcedId": f"r-{name}", "status": "active", "assessmentLineItem": ref(f"li-{name}"), "student": ref(who),
           "scoreStatus": "fully graded", "scoreDate": f"2025-09-01T00:00:0{len(name)}Z",
           "metadata": metadata}  # fmt: skip
    return {"assessmentLineItems": [item], "assessmentResults": [row]}


def test_profiles_are_derived_from_the_results_of_map_tests(edu: EduApi) -> None:
    for records in (
        result("a", "NWEA MAP Math – Fall 2024", pdfUrl="https://maps.example/1.pdf"),
        result("bb", "NWEA MAP Reading - Fall 2024"),
        result("ccc", "NWEA MAP Language Usage — Spring 2025"),
        result("dddd", "NWEA MAP Math – Winter 2025"),
        result("eeeee", "NWEA MAP Math – Fall 2024"),
        result("ffffff", "NWEA MAP Science"),
        result("g", "NWEA MAP Math – Fall 2023", who="ben"),
    ):
        edu.load(records)
    common = {"grade": "4", "schoolname": "North School", "assessmentResultProviderSystem": "NWEA"}
    assert edu.get(f"{MAP}/ann").body == {
        "data": [
            {"title": "Spring 2025", "pdfUrl": None, "tests": ["Language Usage"], **common},
            {"title": "Winter 2025", "pdfUrl": None, "tests": ["Math"], **common},
            {"title": "Fall 2024", "pdfUrl": "https://maps.example/1.pdf", "tests": ["Math", "Reading"], **common},
        ]
    }
    (ben,) = edu.get(f"{MAP}/ben").body["data"]
    assert (ben["grade"], ben["schoolname"]) == (None, None)


def test_kept_profiles_come_before_derived_ones(edu: EduApi) -> None:
    edu.load(result("a", "NWEA MAP Math – Fall 2024"))
    kept = [
        {"title": "Fall 2025", "pdfUrl": None, "tests": []},
        {"title": "Spring 2025", "pdfUrl": "u", "tests": ["M"]},
    ]
    with edu.store.write() as connection:
        for position, one in enumerate(kept):
            row = {"user": "ann", "position": position, "document": json.dumps(one)}
            connection.execute(insert(tables.MAP_PROFILES).values(row))
    assert edu.get(f"{MAP}/ann").body == {"data": kept}


@pytest.mark.parametrize("who", ["nobody", "eve"])
@pytest.mark.parametrize("path", [MAP, SAVED])
def test_there_is_no_report_about_nobody_or_nothing(edu: EduApi, path: str, who: str) -> None:
    reply = edu.get(f"{path}/{who}")
    assert (reply.status, reply.minor) == (404, "unknownobject")
    assert who in reply.body["imsx_description"]


def test_a_deleted_result_makes_no_profile(edu: EduApi) -> None:
    records = result("a", "NWEA MAP Math – Fall 2024")
    records["assessmentResults"][0]["status"] = "tobedeleted"
    edu.load(records)
    assert edu.get(f"{MAP}/ann").status == 404


# ---------------------------------------------------------------- time saved


def saved(edu: EduApi, who: str = "ann") -> dict[str, Any]:
    reply = edu.get(f"{SAVED}/{who}")
    assert reply.status == 200, reply.content
    found: dict[str, Any] = reply.body["data"]
    return found


def test_fifteen_school_days_save_75_hours(edu: EduApi) -> None:
    edu.enroll("ann", "math-4", {"beginDate": "2025-09-01"})
    edu.enroll("ann", "reading-4", {"beginDate": "2025-09-10"})
    assert saved(edu) == {
        "totalHoursSaved": 75, "totalDaysSaved": 3.125, "schoolDaysElapsed": 15,
        "earliestStartDate": "2025-09-01T00:00:00.000Z", "schoolYearStartDate": "2025-08-15T00:00:00.000Z",
        "calculation": {
            "standardSchoolHoursPerDay": 7, "timebackHoursPerDay": 2, "hoursSavedPerDay": 5,
            "formula": "15 school days × 5 hours saved per day = 75 hours",
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    ("begin", "earliest", "days"),
    [
        ("2025-08-15", "2025-08-15", 26),
        ("2025-08-14", "2025-08-15", 26),
        ("2019-01-01", "2025-08-15", 26),
        ("2025-09-19", "2025-09-19", 1),
        ("2025-10-01", "2025-10-01", 0),
    ],
)
def test_the_count_begins_with_the_seat_but_not_before_the_year(
    edu: EduApi, begin: str, earliest: str, days: int
) -> None:
    edu.enroll("ann", "math-4", {"beginDate": begin})
    found = saved(edu)
    assert (found["earliestStartDate"][:10], found["schoolDaysElapsed"]) == (earliest, days)


def test_a_seat_without_a_begin_counts_from_the_start_of_the_year(edu: EduApi) -> None:
    seat = edu.enroll("ann", "math-4")
    body = {"enrollment": {"beginDate": None}}
    assert edu.patch(f"/ims/oneroster/rostering/v1p2/enrollments/{seat['id']}", body).status == 200
    assert saved(edu)["earliestStartDate"] == "2025-08-15T00:00:00.000Z"


def test_only_active_seats_as_a_student_save_time(edu: EduApi) -> None:
    edu.enroll("ann", "math-4", {"role": "teacher"})
    assert edu.get(f"{SAVED}/ann").status == 404
    edu.enroll("ann", "math-4")
    assert edu.get(f"{SAVED}/ann").status == 200
    edu.delete("/edubridge/enrollments/unenroll/ann/math-4")
    assert edu.get(f"{SAVED}/ann").status == 404


def test_days_off_and_the_start_of_the_year_can_be_set() -> None:
    api = EduApi(school_year_start="09-08", school_days_off=("2025-09-10", "2025-09-13/2025-09-16"))
    try:
        api.fill(PEOPLE)
        api.enroll("ann", "math-4", {"beginDate": "2025-09-01"})
        found = saved(api)
        assert (found["schoolYearStartDate"][:10], found["schoolDaysElapsed"]) == ("2025-09-08", 7)
    finally:
        api.close()


@pytest.mark.parametrize("wrong", ["2025-02-30", "2025-09-02/2025-09-01", "2025-01-01/2027-01-01", "", "summer"])
def test_days_off_have_to_be_days(wrong: str) -> None:
    with pytest.raises(ValueError, match="school_days_off"):
        Settings(school_days_off=(wrong,))


# ---------------------------------------------------------------- calendar


@pytest.mark.parametrize(
    ("moment", "first", "last"),
    [
        ("2025-09-19T15:00:00+00:00", "2025-08-15", "2026-08-14"),
        ("2025-08-15T00:00:00+00:00", "2025-08-15", "2026-08-14"),
        ("2025-08-14T23:59:59+00:00", "2024-08-15", "2025-08-14"),
        ("2025-08-14T20:00:00-05:00", "2025-08-15", "2026-08-14"),
        ("2028-02-29T12:00:00+00:00", "2027-08-15", "2028-08-14"),
    ],
)
def test_school_years_follow_each_other_without_a_gap(moment: str, first: str, last: str) -> None:
    found = school_year(datetime.fromisoformat(moment), "08-15")
    assert found == SchoolYear(date.fromisoformat(first), date.fromisoformat(last))
    assert found.number == date.fromisoformat(last).year


def test_school_days_are_counted_as_one_would_on_paper() -> None:
    start = date(2025, 8, 15)
    off = days_of(["2025-09-01", "2025-12-20/2026-01-04"])
    for length in range(200):
        last = date.fromordinal(start.toordinal() + length - 1)
        days = (date.fromordinal(start.toordinal() + count) for count in range(length))
        assert school_days(start, last, off) == sum(day.weekday() < 5 and day not in off for day in days)
    assert TODAY.tzinfo is UTC
