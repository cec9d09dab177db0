"""What EduBridge refuses to enrol, and ids of any letters."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from edubridge_api import GOALS, EduApi, edu, shared_edu
from oneroster_api import ref, user

__all__ = ["edu", "shared_edu"]

ENROLL = "/edubridge/enrollments/enroll"
UNENROLL = "/edubridge/enrollments/unenroll"


@pytest.mark.parametrize(
    ("method", "path", "status", "detail"),
    [
        ("POST", f"{ENROLL}/nobody/none/nowhere", 404, {"userId": "nobody"}),
        ("POST", f"{ENROLL}/ann/none/nowhere", 404, {"courseId": "none"}),
        ("POST", f"{ENROLL}/ann/old", 404, {"courseId": "old"}),
        ("POST", f"{ENROLL}/ann/math-4/nowhere", 404, {"schoolId": "nowhere"}),
        ("DELETE", f"{UNENROLL}/nobody/math-4", 404, {"userId": "nobody"}),
        ("DELETE", f"{UNENROLL}/ann/none", 404, {"courseId": "none"}),
        ("DELETE", f"{UNENROLL}/ann/math-4/nowhere", 404, {"schoolId": "nowhere"}),
        ("GET", "/edubridge/enrollments/defaultClass/none", 404, {"courseId": "none"}),
        ("GET", "/edubridge/enrollments/defaultClass/old", 404, {"courseId": "old"}),
        ("GET", "/edubridge/enrollments/defaultClass/math-4/nowhere", 404, {"schoolId": "nowhere"}),
        ("DELETE", "/edubridge/enrollments/resetProgress/nobody/math-4", 404, {"userId": "nobody"}),
        ("DELETE", "/edubridge/enrollments/resetProgress/ann/none", 404, {"courseId": "none"}),
        ("POST", "/edubridge/enrollments/propagateGoals/none", 404, {"courseId": "none"}),
        ("POST", "/edubridge/enrollments/resetGoals/none", 404, {"courseId": "none"}),
    ],
)
def test_what_a_path_names_has_to_exist(
    edu: EduApi, method: str, path: str, status: int, detail: dict[str, str]
) -> None:
    reply = edu.call(method, path, {"role": "boss"} if method == "POST" else None)
    assert (reply.status, reply.minor) == (status, "unknownobject")
    assert reply.body["imsx_error_details"] == [detail]
    assert next(iter(detail.values())) in reply.body["imsx_description"]
    assert edu.rows("classes") == []


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"role": "boss"}, "role"),
        ({"beginDate": "yesterday"}, "beginDate"),
        ({"beginDate": 20250901}, "beginDate"),
        ({"beginDate": "2025-02-30"}, "beginDate"),
        ({"sourcedId": " "}, "sourcedId"),
        ({"metadata": []}, "metadata"),
        ({"metadata": {"goals": {"dailyXp": "20"}}}, "metadata.goals.dailyXp"),
        ({"metadata": {"goals": 3}}, "metadata.goals"),
        ({"metadata": {"metrics": {"totalXp": True}}}, "metadata.metrics.totalXp"),
        ({"metadata": {"metrics": {"isSupplemental": "no"}}}, "metadata.metrics.isSupplemental"),
        ({"metadata": {"studentSpecificGoals": 1}}, "metadata.studentSpecificGoals"),
        ({"metadata": {"x": "\x00"}}, "metadata.x"),
        ({"metadata": {"x": 2**64}}, "metadata.x"),
        ([], "body"),
    ],
)
def test_a_wrong_body_is_422_and_leaves_nothing_behind(edu: EduApi, body: Any, path: str) -> None:
    reply = edu.post(f"{ENROLL}/ann/math-4", body)
    assert (reply.status, reply.minor) == (422, "invaliddata")
    assert list(reply.details) == [path]
    assert edu.rows("academicSessions") == edu.rows("classes") == edu.rows("enrollments") == []


def test_a_body_may_be_missing_but_not_be_broken(edu: EduApi) -> None:
    assert edu.call("POST", f"{ENROLL}/ann/math-4").status == 201
    assert edu.call("POST", f"{ENROLL}/ann/math-4", b"{").status == 400
    assert edu.call("POST", f"{ENROLL}/ann/math-4", b"{}", content_type="text/plain").status == 415
    assert edu.call("POST", f"{ENROLL}/ann/math-4", b'{"metadata":' + b'{"a":' * 60 + b"1" + b"}" * 61).status == 400


def test_nulls_count_as_absent(edu: EduApi) -> None:
    seat = edu.enroll(
        "ann", "math-4", {"role": None, "beginDate": None, "sourcedId": None, "metadata": {"goals": None}}
    )
    assert (seat["role"], seat["beginDate"], seat["metadata"]["goals"]) == ("student", "2025-09-19", GOALS)


ODD = ["a/b", "a b", "#1?x=y&z", "ключ…é", "..", "%2F", "a'\"\\", "100%"]


@pytest.mark.parametrize("odd", ODD)
def test_ids_of_any_letters_are_one_segment(edu: EduApi, odd: str) -> None:
    edu.load({"orgs": [{"sourcedId": f"o{odd}", "name": "Odd", "type": "school"}],
              "courses": [{"sourcedId": odd, "status": "active", "title": "Odd", "org": ref("north")}],
              "users": [user(f"u{odd}", {"roleType": "primary", "role": "student", "org": ref("north")})]})  # fmt: skip
    who, course, school = (quote(one, safe="") for one in (f"u{odd}", odd, f"o{odd}"))
    if odd == "..":
        course = "%2E%2E"
    seat = edu.enroll(who, course, {"sourcedId": f"e{odd}"}, school)
    assert (seat["id"], seat["course"]["id"], seat["school"]["id"]) == (f"e{odd}", odd, f"o{odd}")
    assert [one["id"] for one in edu.seats(who)] == [f"e{odd}"]
    assert edu.get(f"/edubridge/enrollments/defaultClass/{course}/{school}").body["data"]["course"]["id"] == odd
    assert edu.delete(f"{UNENROLL}/{who}/{course}/{school}").status == 204
    assert edu.seats(who) == []
