"""PUT, PATCH and DELETE."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from oneroster_api import GRADEBOOK, NOW, RESOURCES, ROSTERING, SCHOOL, Api, ref, role

PUTS: dict[str, tuple[str, str, str, int, str | None]] = {
    # kind: path, id, key on write, status, key on read (None: bare)
    "users": (f"{ROSTERING}/users", "ana", "user", 200, "user"),
    "orgs": (f"{ROSTERING}/orgs", "north", "org", 201, "org"),
    "schools": (f"{ROSTERING}/schools", "north", "org", 200, None),
    "academicSessions": (f"{ROSTERING}/academicSessions", "fall", "academicSession", 200, None),
    "gradingPeriods": (f"{ROSTERING}/gradingPeriods", "fall-1", "academicSession", 201, "gradingPeriod"),
    "demographics": (f"{ROSTERING}/demographics", "ana", "demographics", 200, None),
    "classes": (f"{ROSTERING}/classes", "alg-1", "class", 200, None),
    "courses": (f"{ROSTERING}/courses", "algebra", "course", 200, "course"),
    "enrollments": (f"{ROSTERING}/enrollments", "e-ana", "enrollment", 201, "enrollment"),
    "courseComponents": (f"{ROSTERING}/courses/components", "unit-1", "courseComponent", 200, "courseComponent"),
    "componentResources": (
        f"{ROSTERING}/courses/component-resources",
        "link-1",
        "componentResource",
        200,
        "componentResource",
    ),
    "resources": (f"{RESOURCES}/resources", "book", "resource", 200, "resource"),
    **{
        f"{key}s" if key != "category" else "categories": (f"{GRADEBOOK}/{path}", one, key, 201, key)
        for key, path, one in (
            ("category", "categories", "homework"),
            ("scoreScale", "scoreScales", "letters"),
            ("lineItem", "lineItems", "hw-1"),
            ("result", "results", "r-ana"),
            ("assessmentLineItem", "assessmentLineItems", "test"),
            ("assessmentResult", "assessmentResults", "ar-ana"),
        )
    },
}
UPSERTS = {"categories", "scoreScales", "lineItems", "results", "assessmentLineItems", "assessmentResults"}
SOURCE = {"schools": "orgs", "gradingPeriods": "academicSessions"}


def record_of(name: str) -> dict[str, Any]:
    sourced_id = PUTS[name][1]
    return next(row for row in SCHOOL[SOURCE.get(name, name)] if row["sourcedId"] == sourced_id)


@pytest.mark.parametrize("name", PUTS)
def test_a_put_answers_as_its_resource_does(school: Api, name: str) -> None:
    path, sourced_id, key, status, shape = PUTS[name]
    before = school.get(f"{path}/{sourced_id}").content
    school.host.clock.moment = NOW + timedelta(hours=1)
    try:
        reply = school.put(f"{path}/{sourced_id}", {key: record_of(name)})
    finally:
        school.host.clock.moment = NOW
    assert reply.status == status
    entity = reply.body if shape is None else reply.body[shape]
    assert entity["dateLastModified"] == "2025-09-01T09:30:00.000Z"
    after = school.get(f"{path}/{sourced_id}")
    assert list(after.body.values()) == [entity]
    assert after.content.replace(b"T09:30", b"T08:30") == before


@pytest.mark.parametrize("name", PUTS)
def test_a_put_on_an_unknown_id(school: Api, name: str) -> None:
    path, _, key, _, shape = PUTS[name]
    record = {**record_of(name), "sourcedId": "fresh"}
    reply = school.put(f"{path}/fresh", {key: record})
    if name in UPSERTS:
        assert (reply.status, reply.body[shape]["sourcedId"]) == (201, "fresh")
        assert school.get(f"{path}/fresh").status == 200
        blank = school.put(f"{path}/%20", {key: {k: v for k, v in record.items() if k != "sourcedId"}})
        assert (blank.status, list(blank.details)) == (422, [f"{key}.sourcedId"])
        nul = school.put(f"{path}/%00", {key: {k: v for k, v in record.items() if k != "sourcedId"}})
        assert nul.status == 422
    else:
        assert (reply.status, reply.minor) == (404, "unknownobject")


@pytest.mark.parametrize("name", [name for name in PUTS if name != "classes"])
def test_the_body_may_not_name_another_id(school: Api, name: str) -> None:
    path, sourced_id, key, _, _ = PUTS[name]
    reply = school.put(f"{path}/{sourced_id}", {key: {**record_of(name), "sourcedId": "other"}})
    assert (reply.status, list(reply.details)) == (422, [f"{key}.sourcedId"])


def test_a_full_replace_forgets_what_is_not_sent(school: Api) -> None:
    body = {"user": {"enabledUser": True, "givenName": "A", "familyName": "B", "roles": [role("teacher", "south")]}}
    stored = school.put(f"{ROSTERING}/users/ana", body).body["user"]
    assert set(stored) == {
        "sourcedId", "status", "dateLastModified", "enabledUser", "givenName", "familyName", "roles", "agents",
        "userProfiles",
    }  # fmt: skip
    assert school.ids(f"{ROSTERING}/users", "users", filter="grades='8' OR userIds.identifier='1001'") == []
    assert school.ids(f"{ROSTERING}/teachers", "users") == ["ana", "tom", "zoe"]


def test_a_class_keeps_what_is_not_sent_and_never_moves(school: Api) -> None:
    body = {"class": {"title": "Renamed", "course": ref("history"), "org": ref("south"), "sourcedId": "x"}}
    stored = school.put(f"{ROSTERING}/classes/alg-1", body).body
    assert (stored["title"], stored["location"], stored["sourcedId"]) == ("Renamed", "R1", "alg-1")
    assert (stored["course"]["sourcedId"], stored["school"]["sourcedId"]) == ("algebra", "north")
    cleared = school.put(f"{ROSTERING}/classes/alg-1", {"class": {"location": None, "terms": [ref("spring")]}}).body
    assert (cleared["location"], [term["sourcedId"] for term in cleared["terms"]]) == (None, ["spring"])
    assert list(school.put(f"{ROSTERING}/classes/alg-1", {"class": {"title": None}}).details) == ["class.title"]


def test_a_resource_merges_its_metadata(school: Api) -> None:
    body = {"resource": {"metadata": {"level": 4, "xp": 9}}}
    stored = school.put(f"{RESOURCES}/resources/book", body).body["resource"]
    assert stored["metadata"] == {"type": "text", "format": "pdf", "level": 4, "xp": 9}
    assert stored["title"] == "Algebra Book"


def test_a_put_revives_a_deleted_record(school: Api) -> None:
    path = f"{ROSTERING}/users/ana"
    school.delete(path)
    assert school.get(path).body["user"]["status"] == "tobedeleted"
    school.put(path, {"user": record_of("users")})
    assert school.get(path).body["user"]["status"] == "active"


def test_a_put_revives_a_deleted_resource(school: Api) -> None:
    path = f"{RESOURCES}/resources/book"
    before = school.get(path).body["resource"]
    school.delete(path)
    for body in ({}, {"status": "tobedeleted"}):
        assert school.put(path, {"resource": body}).body["resource"]["status"] == "tobedeleted"
    assert school.put(path, {"resource": {"status": "active"}}).body["resource"] == before
    assert school.get(path).body["resource"] == before
    assert "book" in school.ids(f"{RESOURCES}/resources", "resources", filter="status='active'")


def test_a_put_does_not_delete_a_resource(school: Api) -> None:
    path = f"{RESOURCES}/resources/book"
    assert school.put(path, {"resource": {"status": "tobedeleted"}}).body["resource"]["status"] == "active"


def test_a_term_is_no_grading_period_and_a_district_no_school(school: Api) -> None:
    for path, key, name in (
        ("gradingPeriods/fall", "academicSession", "academicSessions"),
        ("schools/district", "org", "orgs"),
    ):
        assert school.get(f"{ROSTERING}/{path}").status == 404
        assert school.put(f"{ROSTERING}/{path}", {key: record_of(name)}).status == 404
        assert school.delete(f"{ROSTERING}/{path}").status == 404


# ---------------------------------------------------------------- PATCH

PATCHED = ["enrollments", "assessmentLineItems", "assessmentResults"]


def test_a_patch_changes_what_is_sent_and_null_clears(school: Api) -> None:
    path = f"{ROSTERING}/enrollments/e-ana"
    reply = school.patch(
        path, {"enrollment": {"endDate": None, "primary": None, "metadata": {"goals": {"dailyXp": 5}}}}
    )
    assert reply.status == 200
    stored = reply.body["enrollment"]
    assert (stored["endDate"], stored["beginDate"], stored["primary"]) == (None, "2025-08-15", "false")
    again = school.patch(path, {"enrollment": {"metadata": {"metrics": {}}}}).body["enrollment"]
    assert again["metadata"] == {"goals": {"dailyXp": 5}, "metrics": {}}
    assert list(school.get(path).body.values()) == [again]


def test_a_patch_to_another_class_takes_that_class_school(school: Api) -> None:
    stored = school.patch(f"{ROSTERING}/enrollments/e-ana", {"enrollment": {"class": ref("his-1")}}).body["enrollment"]
    assert (stored["school"]["sourcedId"], stored["course"]["sourcedId"]) == ("south", "history")


@pytest.mark.parametrize("name", PATCHED)
def test_a_patch_is_checked(school: Api, name: str) -> None:
    path, sourced_id, key, _, _ = PUTS[name]
    assert school.patch(f"{path}/{sourced_id}", {key: {}}).status == 200
    assert school.patch(f"{path}/nobody", {key: {}}).status == 404
    assert school.patch(f"{path}/{sourced_id}", {}).status == 400
    assert school.patch(f"{path}/{sourced_id}", {key: {"status": "x"}}).details.keys() == {f"{key}.status"}
    assert school.patch(f"{path}/{sourced_id}", {key: {"sourcedId": "y"}}).details.keys() == {f"{key}.sourcedId"}


def test_a_patch_cannot_clear_what_is_required(school: Api) -> None:
    reply = school.patch(f"{ROSTERING}/enrollments/e-ana", {"enrollment": {"user": None, "role": None}})
    assert sorted(reply.details) == ["enrollment.role", "enrollment.user"]


@pytest.mark.parametrize("name", [name for name in PUTS if name not in PATCHED])
def test_other_resources_cannot_be_patched(school: Api, name: str) -> None:
    path, sourced_id, key, _, _ = PUTS[name]
    assert school.patch(f"{path}/{sourced_id}", {key: {}}).status == 405


# ---------------------------------------------------------------- DELETE


@pytest.mark.parametrize("name", PUTS)
def test_a_delete_marks_and_keeps(school: Api, name: str) -> None:
    path, sourced_id, _, _, _ = PUTS[name]
    for _ in range(2):
        reply = school.delete(f"{path}/{sourced_id}")
        assert (reply.status, reply.content) == (204, b"")
    (stored,) = school.get(f"{path}/{sourced_id}").body.values()
    assert stored["status"] == "tobedeleted"
    (rows, *_) = school.get(path, filter="status='tobedeleted'").body.values()
    assert sourced_id in [row["sourcedId"] for row in rows]
    assert school.delete(f"{path}/nobody").status == 404
