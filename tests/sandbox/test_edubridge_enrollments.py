"""Enrolling by course: what EduBridge makes of a roster, and that OneRoster shows all of it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from edubridge_api import GOALS, ROSTER, SIZE, TODAY, EduApi, edu, shared_edu
from oneroster_api import ref

__all__ = ["edu", "shared_edu"]

ENROLL = "/edubridge/enrollments/enroll"
UNENROLL = "/edubridge/enrollments/unenroll"


def test_the_first_seat_makes_year_term_class_and_enrolment(edu: EduApi) -> None:
    seat = edu.enroll("ann", "math-4")
    year, term = edu.rows("academicSessions")
    assert (year["sourcedId"], year["type"], year["title"], year["schoolYear"]) == (
        "edubridge-year-north-2026", "schoolYear", "School Year 2025-2026", 2026,
    )  # fmt: skip
    assert (year["startDate"][:10], year["endDate"][:10]) == ("2025-08-15", "2026-08-14")
    assert [child["sourcedId"] for child in year["children"]] == ["edubridge-term-north-2026"]
    assert (term["type"], term["parent"]["sourcedId"], term["org"]["sourcedId"]) == (
        "term", year["sourcedId"], "north",
    )  # fmt: skip
    assert term["startDate"] == year["startDate"]
    assert term["endDate"] == year["endDate"]
    (klass,) = edu.rows("classes")
    assert klass["sourcedId"] == "edubridge-class-math-4-north-2026"
    assert klass["metadata"] == {"is_automanaged": True}
    assert (klass["title"], klass["classType"], klass["classCode"]) == ("Math 4 Class", "scheduled", "M4")
    assert (klass["grades"], klass["subjects"], klass["subjectCodes"]) == (["4"], ["Math"], [])
    assert (klass["course"]["sourcedId"], klass["school"]["sourcedId"]) == ("math-4", "north")
    assert [one["sourcedId"] for one in klass["terms"]] == ["edubridge-term-north-2026"]
    assert (klass["periods"], klass["location"]) == ([], None)
    (row,) = edu.rows("enrollments")
    assert row["sourcedId"] == seat["id"]
    assert (row["role"], row["primary"], row["beginDate"], row["endDate"]) == ("student", "false", "2025-09-19", None)
    assert row["metadata"] == seat["metadata"] == {"goals": GOALS, "metrics": SIZE}
    assert (row["user"]["sourcedId"], row["class"]["sourcedId"], row["school"]["sourcedId"]) == (
        "ann", klass["sourcedId"], "north",
    )  # fmt: skip


def test_the_answer_shows_course_school_periods_and_application(edu: EduApi) -> None:
    seat = edu.enroll("ann", "math-4")
    assert seat["course"] == {
        "id": "math-4", "title": "Math 4", "subjects": ["Math"], "grades": ["4"],
        "metadata": {"goals": GOALS, "metrics": SIZE, "primaryApp": "app-lab"},
        "primaryApp": {"id": "app-lab", "name": "Number Lab", "domains": ["lab.example"]},
    }  # fmt: skip
    assert seat["school"] == {"id": "north", "name": "North School"}
    assert [(one["id"], one["title"]) for one in seat["periods"]] == [
        ("edubridge-term-north-2026", "School Year 2025-2026 Term")
    ]
    assert seat["testOutSupported"] is seat["testOutEligible"] is False
    assert edu.seats("ann") == [seat]


def test_an_application_is_found_by_its_name_too_and_may_be_unknown(edu: EduApi) -> None:
    assert edu.enroll("ann", "reading-4")["course"]["primaryApp"] == {
        "id": "app-story", "name": "Story Path", "domains": ["a.example", "b.example"],
    }  # fmt: skip
    edu.load({"courses": [{"sourcedId": "x", "status": "active", "title": "X", "org": ref("north"),
                           "metadata": {"primaryApp": "Nowhere"}}]})  # fmt: skip
    assert edu.enroll("ann", "x")["course"]["primaryApp"] is None


def test_a_second_student_adds_one_enrolment_and_a_repeated_call_nothing(edu: EduApi) -> None:
    edu.enroll("ann", "math-4")
    edu.enroll("dia", "math-4", school="north")
    before = {kind: edu.rows(kind) for kind in ("academicSessions", "classes", "enrollments")}
    assert [len(rows) for rows in before.values()] == [2, 1, 2]
    edu.at(TODAY + timedelta(hours=1))
    assert edu.enroll("ann", "math-4") == edu.seats("ann")[0]
    edu.get("/edubridge/enrollments/defaultClass/math-4")
    assert {kind: edu.rows(kind) for kind in before} == before


def test_each_school_and_each_year_has_a_class_of_its_own(edu: EduApi) -> None:
    edu.enroll("ann", "math-4")
    edu.enroll("ann", "math-4", school="south")
    edu.at(datetime(2026, 8, 15, 0, 0, tzinfo=UTC))
    edu.enroll("ann", "math-4")
    assert [one["sourcedId"] for one in edu.rows("classes")] == [
        "edubridge-class-math-4-north-2026", "edubridge-class-math-4-south-2026", "edubridge-class-math-4-north-2027",
    ]  # fmt: skip
    assert len(edu.rows("academicSessions")) == 6
    assert len(edu.seats("ann")) == 3


@pytest.mark.parametrize(
    ("who", "course", "school"),
    [
        ("ann", "reading-4", "north"),  # primaryOrg
        ("ben", "reading-4", "north"),  # the role that is primary, not the first one
        ("dia", "math-4", "south"),  # primaryOrg comes before the role
        ("eve", "math-4", "north"),  # neither: the course's
    ],
)
def test_without_a_school_the_users_own_counts_and_then_the_courses(
    edu: EduApi, who: str, course: str, school: str
) -> None:
    assert edu.enroll(who, course)["school"]["id"] == school


def test_what_is_given_goes_into_the_seat(edu: EduApi) -> None:
    seat = edu.enroll(
        "ann", "math-4",
        {"sourcedId": "mine", "role": "teacher", "beginDate": "2025-09-02T01:00:00+02:00",
         "metadata": {"goals": {"dailyXp": 7.5}, "pctCompleteApp": 3, "studentSpecificGoals": True}},
    )  # fmt: skip
    assert (seat["id"], seat["role"], seat["beginDate"]) == ("mine", "teacher", "2025-09-01")
    assert seat["metadata"] == {
        "goals": {"dailyXp": 7.5}, "metrics": SIZE, "pctCompleteApp": 3, "studentSpecificGoals": True,
    }  # fmt: skip
    assert edu.row("enrollments/mine")["metadata"] == seat["metadata"]


def test_a_repeated_call_merges_goals_and_metrics_and_moves_the_begin(edu: EduApi) -> None:
    first = edu.enroll("ann", "math-4", {"metadata": {"note": "a"}})
    edu.at(TODAY + timedelta(hours=1))
    again = edu.enroll(
        "ann", "math-4",
        {"beginDate": "2025-09-01", "metadata": {"goals": {"dailyXp": 9}, "metrics": {"totalXp": 1}}},
    )  # fmt: skip
    assert again["id"] == first["id"]
    assert again["beginDate"] == "2025-09-01"
    assert again["metadata"] == {"note": "a", "goals": {**GOALS, "dailyXp": 9}, "metrics": {**SIZE, "totalXp": 1}}
    row = edu.row(f"enrollments/{first['id']}")
    assert row["metadata"] == again["metadata"]
    assert row["dateLastModified"] == "2025-09-19T16:00:00.000Z"


def test_a_seat_that_was_left_is_not_revived(edu: EduApi) -> None:
    first = edu.enroll("ann", "math-4")
    assert edu.delete(f"{UNENROLL}/ann/math-4").status == 204
    second = edu.enroll("ann", "math-4")
    assert second["id"] != first["id"]
    assert edu.row(f"enrollments/{first['id']}")["status"] == "tobedeleted"


def test_an_id_in_use_is_a_conflict_and_nothing_is_made(edu: EduApi) -> None:
    edu.enroll("ann", "math-4", {"sourcedId": "e-1"})
    assert edu.enroll("ann", "math-4", {"sourcedId": "e-1"})["id"] == "e-1"  # it is that very seat
    reply = edu.post(f"{ENROLL}/dia/reading-4/south", {"sourcedId": "e-1"})
    assert (reply.status, reply.minor) == (409, "invaliddata")
    assert [one["sourcedId"] for one in edu.rows("classes")] == ["edubridge-class-math-4-north-2026"]


def test_what_was_deleted_of_the_hierarchy_comes_back(edu: EduApi) -> None:
    edu.enroll("ann", "math-4")
    paths = [
        "classes/edubridge-class-math-4-north-2026",
        "academicSessions/edubridge-term-north-2026",
        "academicSessions/edubridge-year-north-2026",
    ]
    for path in paths:
        assert edu.delete(f"{ROSTER}/{path}").status == 204
    edu.enroll("dia", "math-4", school="north")
    assert [edu.row(path)["status"] for path in paths] == ["active"] * 3
    assert len(edu.rows("classes")) == 1


def test_an_active_class_of_its_own_under_another_id_is_used(edu: EduApi) -> None:
    edu.get("/edubridge/enrollments/defaultClass/math-4")
    edu.delete(f"{ROSTER}/classes/edubridge-class-math-4-north-2026")
    common = {"title": "Moved", "course": ref("math-4"), "org": ref("north"),
              "terms": [ref("edubridge-term-north-2026")]}  # fmt: skip
    edu.load({"classes": [{"sourcedId": "hand-made", **common},
                          {"sourcedId": "moved", **common, "metadata": {"is_automanaged": True}}]})  # fmt: skip
    assert edu.get("/edubridge/enrollments/defaultClass/math-4").body["data"]["id"] == "moved"
    assert edu.row("classes/edubridge-class-math-4-north-2026")["status"] == "tobedeleted"


def test_hand_made_classes_are_left_alone_even_with_the_wanted_id(edu: EduApi) -> None:
    edu.load({"classes": [{"sourcedId": "edubridge-class-math-4-north-2026", "title": "Mine", "course": ref("math-4"),
                           "org": ref("north"), "terms": [], "metadata": {"is_automanaged": "true"}}]})  # fmt: skip
    made = edu.enroll("ann", "math-4")
    assert edu.row("classes/edubridge-class-math-4-north-2026")["title"] == "Mine"
    (other,) = [one for one in edu.rows("classes") if one["title"] == "Math 4 Class"]
    assert edu.row(f"enrollments/{made['id']}")["class"]["sourcedId"] == other["sourcedId"]
    assert edu.enroll("ann", "math-4")["id"] == made["id"]
    assert len(edu.rows("classes")) == 2


def test_ids_that_read_the_same_when_put_together_get_classes_of_their_own(edu: EduApi) -> None:
    edu.load({"orgs": [{"sourcedId": "b-north", "name": "B", "type": "school"}],
              "courses": [{"sourcedId": name, "status": "active", "title": name, "org": ref("north")}
                          for name in ("a", "a-b")]})  # fmt: skip
    first = edu.get("/edubridge/enrollments/defaultClass/a/b-north").body["data"]
    second = edu.get("/edubridge/enrollments/defaultClass/a-b/north").body["data"]
    assert first["id"] != second["id"]
    assert (first["course"]["id"], second["course"]["id"]) == ("a", "a-b")
    assert edu.get("/edubridge/enrollments/defaultClass/a-b/north").body["data"]["id"] == second["id"]


def test_the_default_class_comes_with_its_term_and_course(edu: EduApi) -> None:
    reply = edu.get("/edubridge/enrollments/defaultClass/reading-4/")
    assert reply.status == 200
    course = edu.enroll("ann", "reading-4")["course"]
    assert reply.body["data"] == {
        "id": "edubridge-class-reading-4-south-2026", "title": "Reading 4 Class", "classCode": None,
        "subjectCodes": [], "subjects": [], "grades": [], "periods": ["edubridge-term-south-2026"], "course": course,
    }  # fmt: skip


# ---------------------------------------------------------------- leaving, listing


def test_leaving_ends_every_seat_in_the_course_or_those_of_one_school(edu: EduApi) -> None:
    north, south = edu.enroll("ann", "math-4"), edu.enroll("ann", "math-4", school="south")
    reading = edu.enroll("ann", "reading-4")
    edu.at(TODAY + timedelta(hours=1))
    left = edu.delete(f"{UNENROLL}/ann/math-4/south")
    assert (left.status, left.content) == (204, b"")
    assert {one["id"] for one in edu.seats("ann")} == {north["id"], reading["id"]}
    assert edu.delete(f"{UNENROLL}/ann/math-4").status == 204
    assert [one["id"] for one in edu.seats("ann")] == [reading["id"]]
    row = edu.row(f"enrollments/{south['id']}")
    assert (row["status"], row["endDate"], row["dateLastModified"]) == (
        "tobedeleted", None, "2025-09-19T16:00:00.000Z",
    )  # fmt: skip
    assert edu.delete(f"{UNENROLL}/ann/math-4").status == 204  # nothing is left to end


def test_seats_made_through_oneroster_are_listed_whatever_their_role_and_end(edu: EduApi) -> None:
    edu.load({"classes": [{"sourcedId": "hand", "title": "Hand-made", "course": ref("reading-4"), "org": ref("south"),
                           "terms": []}]})  # fmt: skip
    for sourced_id, begin, end in (
        ("e-b", "2025-09-01", "2025-09-02"),
        ("e-c", None, None),
        ("e-a", "2025-09-01", None),
    ):
        body = {"sourcedId": sourced_id, "status": "active", "role": "teacher", "user": ref("ann"),
                "class": ref("hand"), "beginDate": begin, "endDate": end}  # fmt: skip
        given = {name: value for name, value in body.items() if value is not None}
        assert edu.post(f"{ROSTER}/enrollments", {"enrollment": given}).status == 201
    found = edu.seats("ann")
    assert [one["id"] for one in found] == ["e-c", "e-a", "e-b"]
    assert {one["course"]["id"] for one in found} == {"reading-4"}
    assert {one["school"]["name"] for one in found} == {"South School"}
    assert found[0]["metadata"] is None
    assert found[2]["endDate"] == "2025-09-02"


def test_an_unknown_user_has_no_seats(edu: EduApi) -> None:
    assert edu.seats("nobody") == []


def test_testing_out_is_possible_until_there_is_a_finished_result(edu: EduApi) -> None:
    edu.load(
        {
            "resources": [{"sourcedId": "r", "title": "T", "vendorResourceId": "v",
                           "metadata": {"lessonType": "test-out"}}],
            "courseComponents": [{"sourcedId": "u", "status": "active", "title": "U", "course": ref("math-4")}],
            "componentResources": [{"sourcedId": "cr", "status": "active", "title": "T", "resource": ref("r"),
                                    "courseComponent": ref("u")}],
            "assessmentLineItems": [{"sourcedId": "li", "status": "active", "title": "T",
                                     "componentResource": ref("cr")}],
        }
    )  # fmt: skip
    seat = edu.enroll("ann", "math-4")
    assert (seat["testOutSupported"], seat["testOutEligible"]) == (True, True)
    result = {"sourcedId": "done", "status": "active", "assessmentLineItem": ref("li"), "student": ref("ann"),
              "scoreStatus": "partially graded", "scoreDate": "2025-09-01T00:00:00Z"}  # fmt: skip
    edu.load({"assessmentResults": [result]})
    assert edu.seats("ann")[0]["testOutEligible"] is True
    edu.load({"assessmentResults": [{**result, "sourcedId": "done-2", "scoreStatus": "fully graded"}]})
    (seat,) = edu.seats("ann")
    assert (seat["testOutSupported"], seat["testOutEligible"]) == (True, False)
    assert edu.enroll("dia", "math-4")["testOutEligible"] is True


# ---------------------------------------------------------------- at the same time


@pytest.mark.parametrize("place", ["memory", "file"])
def test_students_enrolled_at_the_same_time_share_one_hierarchy(place: str, tmp_path: Path) -> None:
    url = "sqlite://" if place == "memory" else f"sqlite:///{tmp_path / 'data.sqlite'}"
    first = EduApi(url)
    second = first if place == "memory" else EduApi(url)
    first.fill()
    start = threading.Barrier(4)
    seats: list[str] = []

    def work(api: EduApi, who: str) -> None:
        import asyncio

        start.wait()
        reply = asyncio.run(api.exchange("POST", f"{ENROLL}/{who}/math-4/north", {}))
        assert reply.status == 201, reply.content
        seats.append(reply.body["data"]["id"])

    threads = [
        threading.Thread(target=work, args=(api, who))
        for api, who in ((first, "ann"), (second, "ben"), (first, "ben"), (second, "cem"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    try:
        assert len(seats) == 4
        assert len(set(seats)) == 3
        assert [len(first.rows(kind)) for kind in ("academicSessions", "classes", "enrollments")] == [2, 1, 3]
    finally:
        first.close()
        if second is not first:
            second.close()
