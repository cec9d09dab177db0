"""Subject tracks and their groups."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

import pytest
from edubridge_api import BOOK, ROSTER, EduApi, edu, shared_edu

__all__ = ["BOOK", "edu", "shared_edu"]

TRACKS = "/edubridge/subject-track/"
GROUPS = "/edubridge/subject-track/groups"


def track(course: str, grade: object = "4", org: str | None = None, subject: str = "Math") -> dict[str, Any]:
    return {"subject": subject, "grade": grade, "courseId": course, **({} if org is None else {"orgSourcedId": org})}


def put(edu: EduApi, *args: Any, **more: Any) -> dict[str, Any]:
    reply = edu.put(TRACKS, track(*args, **more))
    assert reply.status == 200, reply.content
    found: dict[str, Any] = reply.body["subjectTrack"]
    return found


def listed(edu: EduApi) -> list[tuple[str, str, str, str | None]]:
    reply = edu.get(TRACKS)
    assert reply.status == 200
    return [
        (one["subject"], one["grade"], one["course"]["sourcedId"], one["org"] and one["org"]["sourcedId"])
        for one in reply.body["subjectTrack"]
    ]


def test_a_track_keeps_its_id_when_its_course_changes(edu: EduApi) -> None:
    first = put(edu, "math-4")
    assert uuid.UUID(first["id"]).version == 5
    again = edu.put(TRACKS, {**track("reading-4"), "orgSourcedId": None}).body["subjectTrack"]
    assert again["id"] == first["id"]
    assert again["course"]["sourcedId"] == "reading-4"
    assert put(edu, "math-4", org="north")["id"] != first["id"]
    assert listed(edu) == [("Math", "4", "reading-4", None), ("Math", "4", "math-4", "north")]


def test_course_and_organisation_are_told_in_full(edu: EduApi) -> None:
    found = put(edu, "math-4", org="north")
    roster = edu.row("courses/math-4")
    assert found["course"] == {
        **{name: roster[name] for name in ("sourcedId", "status", "title", "dateLastModified", "metadata", "courseCode",
                                           "grades", "subjects", "org")},
        "subjectCodes": None,
        "level": None,
    }  # fmt: skip
    assert found["org"] == {**edu.row("orgs/north"), "metadata": None, "parent": None}
    assert put(edu, "math-4")["org"] is None


def test_tracks_are_sorted_by_subject_number_of_the_grade_and_organisation(edu: EduApi) -> None:
    for grade in ("13", "-1", "2", "10", "0"):
        put(edu, "math-4", grade)
    put(edu, "math-4", "2", "south")
    put(edu, "math-4", 2, "north")
    put(edu, "math-4", subject="FastMath")
    assert [(one[0], one[1], one[3]) for one in listed(edu)] == [
        ("FastMath", "4", None), ("Math", "-1", None), ("Math", "0", None), ("Math", "2", None), ("Math", "2", "north"),
        ("Math", "2", "south"), ("Math", "10", None), ("Math", "13", None),
    ]  # fmt: skip


def test_a_track_is_deleted_once(edu: EduApi) -> None:
    path = f"{TRACKS}{put(edu, 'math-4')['id']}"
    reply = edu.delete(path)
    assert (reply.status, reply.body) == (200, {"data": None})
    assert edu.delete(path).status == 404
    assert listed(edu) == []


@pytest.mark.parametrize(
    ("body", "status", "paths"),
    [
        ({}, 422, ["subject", "grade", "courseId"]),
        (track("math-4", "14"), 422, ["grade"]),
        (track("math-4", 4.5), 422, ["grade"]),
        (track("math-4", True), 422, ["grade"]),
        (track("math-4", subject="None"), 422, ["subject"]),
        (track("math-4", subject="math"), 422, ["subject"]),
        (track(" "), 422, ["courseId"]),
        ({**track("math-4"), "orgSourcedId": 3}, 422, ["orgSourcedId"]),
        ({**track("math-4"), "courseId": None}, 422, ["courseId"]),
        ([], 422, ["body"]),
        (b"[", 400, []),
        (b"", 400, []),
        (b'{"subject":"\\ud800"}', 400, []),
    ],
)
def test_a_wrong_track_is_refused(edu: EduApi, body: Any, status: int, paths: list[str]) -> None:
    reply = edu.put(TRACKS, body)
    assert reply.status == status
    assert [one["path"] for one in reply.body.get("imsx_error_details", ())] == paths
    assert listed(edu) == []


@pytest.mark.parametrize("body", [track("none"), track("math-4", org="nowhere")])
def test_a_track_of_nothing_is_404(edu: EduApi, body: Any) -> None:
    assert edu.put(TRACKS, body).status == 404
    assert listed(edu) == []


# ---------------------------------------------------------------- groups


def group(course: str = "math-4", *orgs: str, **more: Any) -> dict[str, Any]:
    return {**track(course), "orgSourcedIds": list(orgs), **more}


def write(edu: EduApi, method: str, body: Any) -> int:
    reply = edu.call(method, GROUPS, body)
    if reply.status == 204:
        assert reply.content == b""
    return reply.status


def groups(edu: EduApi) -> list[tuple[str, bool, list[str | None]]]:
    found = edu.get(GROUPS).body["groups"]
    for one in found:
        assert {(t["subject"], t["grade"], t["course"]["sourcedId"]) for t in one["tracks"]} == {
            (one["key"]["subject"], one["key"]["grade"], one["key"]["courseId"])
        }
    return [
        (one["key"]["courseId"], one["key"]["isGlobal"], [t["org"] and t["org"]["sourcedId"] for t in one["tracks"]])
        for one in found
    ]


def test_groups_are_tracks_of_one_course_and_reach(edu: EduApi) -> None:
    put(edu, "math-4")
    assert write(edu, "POST", group("math-4", "south", "north", "south")) == 204
    assert groups(edu) == [("math-4", True, [None]), ("math-4", False, ["north", "south"])]
    assert edu.get(GROUPS).body["groups"][0]["tracks"] == [edu.get(TRACKS).body["subjectTrack"][0]]


def test_a_group_without_organisations_is_one_track_for_all(edu: EduApi) -> None:
    assert write(edu, "POST", track("math-4")) == 204
    assert write(edu, "POST", group("reading-4")) == 204  # the same key: it takes over
    assert groups(edu) == [("reading-4", True, [None])]


def test_a_group_changes_its_course_and_its_organisations(edu: EduApi) -> None:
    write(edu, "POST", group("math-4", "north"))
    change = {**group("reading-4", "south"), "currentCourseId": "math-4", "isGlobal": False}
    assert write(edu, "PUT", change) == 204
    assert groups(edu) == [("reading-4", False, ["south"])]
    assert write(edu, "PUT", {**change, "currentCourseId": "reading-4", "orgSourcedIds": []}) == 204
    assert groups(edu) == [("reading-4", True, [None])]
    assert write(edu, "PUT", change) == 404  # the group that it names is gone


def test_a_change_takes_over_or_fails_as_it_is_told(edu: EduApi) -> None:
    write(edu, "POST", group("math-4", "north"))
    write(edu, "POST", group("reading-4", "south"))
    before = edu.get(GROUPS).content
    change = {**group("math-4", "north", "south"), "currentCourseId": "math-4", "isGlobal": False}
    assert write(edu, "PUT", {**change, "strategy": "fail"}) == 409
    assert edu.get(GROUPS).content == before
    assert write(edu, "PUT", {**change, "orgSourcedIds": ["north"], "strategy": "fail"}) == 204  # its own track
    assert write(edu, "PUT", change) == 204
    assert groups(edu) == [("math-4", False, ["north", "south"])]


@pytest.mark.parametrize("wrong", [{"courseId": "none"}, {"orgSourcedIds": ["north", "nowhere"]}])
def test_a_change_to_nothing_leaves_the_group_as_it_was(edu: EduApi, wrong: dict[str, Any]) -> None:
    write(edu, "POST", group("math-4", "north"))
    before = edu.get(GROUPS).content
    change = {**group("reading-4", "south"), "currentCourseId": "math-4", "isGlobal": False, **wrong}
    assert write(edu, "PUT", change) == 404
    assert write(edu, "POST", {**group("math-4", "south"), **wrong}) == 404
    assert edu.get(GROUPS).content == before


def test_a_group_is_deleted_by_a_body_or_by_the_query(edu: EduApi) -> None:
    write(edu, "POST", group("math-4", "north", "south"))
    put(edu, "math-4")
    key = {**track("math-4"), "isGlobal": False}
    assert write(edu, "DELETE", key) == 204
    assert groups(edu) == [("math-4", True, [None])]
    assert write(edu, "DELETE", key) == 404
    reply = edu.call("DELETE", GROUPS, query=urlencode({**key, "isGlobal": "true"}))
    assert (reply.status, reply.content) == (204, b"")
    assert groups(edu) == []


@pytest.mark.parametrize(
    ("method", "body", "paths"),
    [
        ("POST", {"orgSourcedIds": "north"}, ["subject", "grade", "courseId", "orgSourcedIds"]),
        ("POST", group("math-4", ""), ["orgSourcedIds[0]"]),
        ("PUT", group("math-4"), ["currentCourseId", "isGlobal"]),
        ("PUT", {**group(), "currentCourseId": "math-4", "isGlobal": 1, "strategy": "ask"}, ["isGlobal", "strategy"]),
        ("DELETE", track("math-4"), ["isGlobal"]),
        ("DELETE", None, ["subject", "grade", "courseId", "isGlobal"]),
        ("DELETE", {**track("math-4"), "isGlobal": "maybe"}, ["isGlobal"]),
    ],
)
def test_a_wrong_group_is_refused(edu: EduApi, method: str, body: Any, paths: list[str]) -> None:
    reply = edu.call(method, GROUPS, body)
    assert reply.status == 422
    assert list(reply.details) == paths


def test_groups_are_not_taken_for_the_id_of_a_track(edu: EduApi) -> None:
    reply = edu.delete(GROUPS)
    assert reply.status == 422  # the operation on groups, which wants to know which
    assert edu.delete(f"{TRACKS}none").status == 404
    assert edu.get(GROUPS + "/").status == edu.get(TRACKS.rstrip("/")).status == 200


def test_a_course_that_changes_is_shown_as_it_is_now(edu: EduApi) -> None:
    put(edu, "math-4")
    course = {"sourcedId": "math-4", "status": "active", "title": "New title", "org": {"sourcedId": "south"}}
    assert edu.put(f"{ROSTER}/courses/math-4", {"course": course}).status == 200
    (found,) = edu.get(TRACKS).body["subjectTrack"]
    assert (found["course"]["title"], found["course"]["org"]) == ("New title", {"sourcedId": "south"})
