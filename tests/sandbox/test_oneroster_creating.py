"""Creating records: what is checked, filled in and answered."""

from __future__ import annotations

import re
from typing import Any

import pytest
from oneroster_api import GRADEBOOK, RESOURCES, ROSTERING, Api, line_item, ref, result, role, session, user

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")

NEW: dict[str, tuple[str, str, dict[str, Any]]] = {
    "orgs": (f"{ROSTERING}/orgs", "org", {"name": "New", "type": "local"}),
    "schools": (f"{ROSTERING}/schools", "org", {"name": "New", "type": "school", "parent": ref("district")}),
    "academicSessions": (f"{ROSTERING}/academicSessions", "academicSession", session("new", "semester")),
    "gradingPeriods": (f"{ROSTERING}/gradingPeriods", "academicSession", session("new", "gradingPeriod")),
    "courses": (f"{ROSTERING}/courses", "course", {"status": "active", "title": "New", "org": ref("north")}),
    "classes": (
        f"{ROSTERING}/classes",
        "class",
        {"title": "New", "course": ref("algebra"), "org": ref("north"), "terms": [ref("fall")]},
    ),
    "users": (f"{ROSTERING}/users", "user", user("new", role("aide", "north"), agents=[ref("pat")])),
    "enrollments": (
        f"{ROSTERING}/enrollments",
        "enrollment",
        {"role": "student", "user": ref("ana"), "class": ref("his-1")},
    ),
    "demographics": (f"{ROSTERING}/demographics", "demographics", {"sourcedId": "ben", "sex": "male"}),
    "components": (
        f"{ROSTERING}/courses/components",
        "courseComponent",
        {"status": "active", "title": "New", "course": ref("algebra")},
    ),
    "component-resources": (
        f"{ROSTERING}/courses/component-resources",
        "componentResource",
        {
            "sourcedId": "new",
            "status": "active",
            "title": "New",
            "courseComponent": ref("unit-1"),
            "resource": ref("book"),
        },
    ),
    "categories": (f"{GRADEBOOK}/categories", "category", {"status": "active", "title": "New"}),
    "scoreScales": (
        f"{GRADEBOOK}/scoreScales",
        "scoreScale",
        {"status": "active", "title": "New", "type": "x", "class": ref("alg-1"), "scoreScaleValue": []},
    ),
    "lineItems": (f"{GRADEBOOK}/lineItems", "lineItem", line_item("new", "alg-1", "north", "exams")),
    "results": (f"{GRADEBOOK}/results", "result", result("new", "hw-2", "ben")),
    "assessmentLineItems": (
        f"{GRADEBOOK}/assessmentLineItems",
        "assessmentLineItem",
        {"status": "active", "title": "New"},
    ),
    "assessmentResults": (
        f"{GRADEBOOK}/assessmentResults",
        "assessmentResult",
        {
            "status": "active",
            "assessmentLineItem": ref("test"),
            "student": ref("ben"),
            "scoreDate": "2025-09-20",
            "scoreStatus": "submitted",
        },
    ),
    "resources": (f"{RESOURCES}/resources", "resource", {"title": "New", "vendorResourceId": "v"}),
}
NEEDS_ID = {"academicSessions", "gradingPeriods", "demographics", "component-resources"}


@pytest.mark.parametrize("name", NEW)
def test_a_new_record_can_be_read(school: Api, name: str) -> None:
    path, key, record = NEW[name]
    wanted = record.get("sourcedId", "chosen")
    reply = school.post(path, {key: {**record, "sourcedId": wanted}})
    assert (reply.status, reply.body) == (
        201,
        {"sourcedIdPairs": {"suppliedSourcedId": wanted, "allocatedSourcedId": wanted}},
    )
    (stored,) = school.get(f"{path}/{wanted}").body.values()
    assert (stored["sourcedId"], stored["status"]) == (wanted, "active")
    assert stored["dateLastModified"] == "2025-09-01T08:30:00.000Z"


@pytest.mark.parametrize("name", NEW)
def test_an_id_is_allocated_where_none_is_needed(school: Api, name: str) -> None:
    path, key, record = NEW[name]
    reply = school.post(path, {key: {k: v for k, v in record.items() if k != "sourcedId"}})
    if name in NEEDS_ID:
        assert (reply.status, reply.details) == (422, {f"{key}.sourcedId": "Required"})
        return
    assert reply.status == 201
    pair = reply.body["sourcedIdPairs"]
    assert UUID.fullmatch(pair["allocatedSourcedId"])
    assert pair["suppliedSourcedId"] == pair["allocatedSourcedId"]


@pytest.mark.parametrize("name", NEW)
def test_a_taken_id_is_refused(school: Api, name: str) -> None:
    path, key, record = NEW[name]
    record = {"sourcedId": "chosen", **record}
    assert school.post(path, {key: record}).status == 201
    reply = school.post(path, {key: record})
    assert (reply.status, list(reply.details)) == (422, [f"{key}.sourcedId"])


@pytest.mark.parametrize("name", [name for name in NEW if name != "demographics"])  # which need only the id
def test_every_required_field_is_asked_for(school: Api, name: str) -> None:
    path, key, record = NEW[name]
    reply = school.post(path, {key: {"sourcedId": record.get("sourcedId", "x")}})
    assert reply.status == 422
    assert set(reply.details.values()) == {"Required"}
    for field in reply.details:
        assert field.removeprefix(f"{key}.") in {*record, "enabledUser"}


@pytest.mark.parametrize("name", NEW)
def test_the_envelope_has_to_be_there(school: Api, name: str) -> None:
    path, key, record = NEW[name]
    for body in (record, {}, [], [{key: record}], "text", 1, None, b"null"):
        reply = school.call("POST", path, body if body is not None else b"")
        assert (reply.status, reply.minor) == (400, "invaliddata"), body
    for content in ([record], "text", 1, None):
        reply = school.post(path, {key: content})
        assert (reply.status, reply.details) == (422, {key: "Expected object"})


def test_the_details_name_each_wrong_field(school: Api) -> None:
    reply = school.post(f"{ROSTERING}/users", {"user": {"givenName": "Ana", "roles": []}})
    assert reply.status == 422
    assert reply.body["imsx_description"] == "Validation failed"
    assert reply.body["imsx_error_details"] == [
        {"path": "user.enabledUser", "message": "Required"},
        {"path": "user.familyName", "message": "Required"},
        {"path": "user.roles", "message": "At least one item"},
    ]


@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        ({"enabledUser": "yes"}, ["enabledUser"]),
        ({"enabledUser": None}, ["enabledUser"]),
        ({"givenName": 1}, ["givenName"]),
        ({"email": "nobody"}, ["email"]),
        ({"status": "gone"}, ["status"]),
        ({"status": "inactive"}, ["status"]),
        ({"roles": "student"}, ["roles"]),
        ({"roles": [{"role": "guide"}]}, ["roles[0].roleType", "roles[0].role", "roles[0].org"]),
        ({"roles": [role("principal", "north")]}, ["roles[0].role"]),
        ({"roles": [role("student", "nowhere")]}, ["roles[0].org.sourcedId"]),
        ({"roles": [{**role("student", "north"), "org": {}}]}, ["roles[0].org.sourcedId"]),
        ({"roles": [{**role("student", "north"), "org": {"sourcedId": " "}}]}, ["roles[0].org.sourcedId"]),
        ({"roles": [{**role("student", "north"), "beginDate": "soon"}]}, ["roles[0].beginDate"]),
        ({"roles": [1, None]}, ["roles[0]", "roles[1]"]),
        ({"agents": [ref("nobody")]}, ["agents[0].sourcedId"]),
        ({"primaryOrg": ref("nowhere")}, ["primaryOrg.sourcedId"]),
        ({"primaryOrg": "north"}, ["primaryOrg"]),
        ({"userIds": [{"type": "sis"}]}, ["userIds[0].identifier"]),
        ({"grades": [True, 1.5]}, ["grades[0]", "grades[1]"]),
        ({"grades": None}, ["grades"]),
        ({"metadata": []}, ["metadata"]),
        ({"sourcedId": ""}, ["sourcedId"]),
        ({"sourcedId": 7}, ["sourcedId"]),
        ({"givenName": "a\x00b"}, ["givenName"]),
        ({"metadata": {"a": {"b": [2**63]}}}, ["metadata.a.b[0]"]),
        ({"metadata": {"a\x00": 1}}, ["metadata"]),
    ],
)
def test_wrong_values_are_named(school: Api, changes: dict[str, Any], paths: list[str]) -> None:
    record = {**user("new", role("student", "north")), **changes}
    reply = school.post(f"{ROSTERING}/users", {"user": record})
    assert (reply.status, reply.minor) == (422, "invaliddata")
    assert list(reply.details) == [f"user.{path}" for path in paths]
    assert school.get(f"{ROSTERING}/users").body["totalCount"] == 6


@pytest.mark.parametrize(
    ("name", "changes", "path"),
    [
        ("academicSessions", {"schoolYear": "next"}, "schoolYear"),
        ("academicSessions", {"startDate": "2025-02-30"}, "startDate"),
        ("academicSessions", {"parent": ref("x")}, "parent.sourcedId"),
        ("gradingPeriods", {"type": "term"}, "type"),
        ("schools", {"type": "district"}, "type"),
        ("demographics", {"sourcedId": "nobody"}, "sourcedId"),
        ("demographics", {"birthDate": "2012-03-04T00:00:00Z"}, "birthDate"),
        ("demographics", {"sex": "other"}, "sex"),
        ("enrollments", {"role": "aide"}, "role"),
        ("enrollments", {"class": ref("x")}, "class.sourcedId"),
        ("enrollments", {"beginDate": "autumn"}, "beginDate"),
        ("categories", {"weight": "heavy"}, "weight"),
        ("categories", {"weight": True}, "weight"),
        ("categories", {"weight": 1e301}, "weight"),
        ("scoreScales", {"scoreScaleValue": [{"itemValueLHS": "A"}]}, "scoreScaleValue[0].itemValueRHS"),
        ("lineItems", {"dueDate": "tomorrow"}, "dueDate"),
        ("lineItems", {"learningObjectiveSet": [{"source": "x"}]}, "learningObjectiveSet[0].learningObjectiveIds"),
        ("results", {"scoreStatus": "done"}, "scoreStatus"),
        ("resources", {"roles": ["student"]}, "roles[0]"),
        ("component-resources", {"lessonType": "game"}, "lessonType"),
    ],
)
def test_every_kind_is_checked(school: Api, name: str, changes: dict[str, Any], path: str) -> None:
    route, key, record = NEW[name]
    reply = school.post(route, {key: {**record, **changes}})
    assert (reply.status, list(reply.details)) == (422, [f"{key}.{path}"])


def test_what_a_record_does_not_have_is_ignored(school: Api) -> None:
    record = {**user("new", role("student", "north")), "dateLastModified": "1999-01-01T00:00:00Z", "x": {"y": 1}}
    assert school.post(f"{ROSTERING}/users", {"user": record}).status == 201
    stored = school.get(f"{ROSTERING}/users/new").body["user"]
    assert "x" not in stored
    assert stored["dateLastModified"] == "2025-09-01T08:30:00.000Z"


def test_values_come_back_in_the_platform_s_form(school: Api) -> None:
    record = user("new", role("student", "north"), grades=[9, "10", 3.0], password="hidden", enabledUser=True)
    school.post(f"{ROSTERING}/users", {"user": record})
    stored = school.get(f"{ROSTERING}/users/new").body["user"]
    assert (stored["grades"], stored["enabledUser"]) == (["9", "10", "3"], "true")
    assert "password" not in stored
    term = school.get(f"{ROSTERING}/terms/fall").body["term"]
    assert (term["schoolYear"], term["startDate"]) == (2026, "2025-08-15T00:00:00.000Z")
    demographics = school.get(f"{ROSTERING}/demographics/ana").body["demographics"]
    assert (demographics["asian"], demographics["white"], demographics["cityOfBirth"]) == ("true", "false", None)


def test_an_enrollment_takes_school_and_course_from_its_class(school: Api) -> None:
    school.post(*NEW["enrollments"][:1], {"enrollment": {**NEW["enrollments"][2], "sourcedId": "new"}})
    stored = school.get(f"{ROSTERING}/enrollments/new").body["enrollment"]
    assert stored["primary"] == "false"
    assert {
        name: (stored[name]["sourcedId"], stored[name]["name"]) for name in ("user", "class", "school", "course")
    } == {
        "user": ("ana", "Ana Doe"),
        "class": ("his-1", "History"),
        "school": ("south", "South School"),
        "course": ("history", "History"),
    }


def test_a_reference_to_a_deleted_record_is_good(school: Api) -> None:
    assert school.delete(f"{ROSTERING}/orgs/north").status == 204
    assert school.post(f"{ROSTERING}/users", {"user": user("new", role("student", "north"))}).status == 201


# ---------------------------------------------------------------- below other records


def test_students_and_teachers_are_enrolled_through_their_class(school: Api) -> None:
    for name, who in (("students", "eva"), ("teachers", "zoe")):
        body = {"enrollment": {"user": ref(who), "primary": "true", "beginDate": "2025-09-01"}}
        reply = school.post(f"{ROSTERING}/classes/alg-2/{name}", body)
        assert reply.status == 201
        created = reply.body["sourcedIdPairs"]["allocatedSourcedId"]
        stored = school.get(f"{ROSTERING}/enrollments/{created}").body["enrollment"]
        assert (stored["role"], stored["class"]["sourcedId"], stored["school"]["sourcedId"], stored["primary"]) == (
            name.removesuffix("s"),
            "alg-2",
            "north",
            "true",
        )
        assert school.ids(f"{ROSTERING}/classes/alg-2/{name}", name) == [who]


def test_a_grading_period_below_a_term_answers_with_itself(school: Api) -> None:
    body = {"academicSession": {**session("q2", "gradingPeriod"), "tenantId": None, "clientAppId": None}}
    reply = school.post(f"{ROSTERING}/terms/fall/gradingPeriods", body)
    assert reply.status == 201
    assert reply.body["academicSession"]["parent"]["sourcedId"] == "fall"
    assert school.ids(f"{ROSTERING}/terms/fall/gradingPeriods", "gradingPeriods") == ["fall-1", "q2"]


def _without(record: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in names}


BULK: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "class line items": (
        f"{GRADEBOOK}/classes/alg-1/lineItems",
        "lineItems",
        _without(line_item("x", "alg-1", "north", "exams"), "sourcedId", "class"),
        "class",
    ),
    "school line items": (
        f"{GRADEBOOK}/schools/north/lineItems",
        "lineItems",
        _without(line_item("x", "alg-1", "north", "exams"), "sourcedId", "school"),
        "school",
    ),
    "line item results": (
        f"{GRADEBOOK}/lineItems/hw-2/results",
        "results",
        _without(result("x", "hw-2", "ana"), "sourcedId", "lineItem"),
        "lineItem",
    ),
    "class session results": (
        f"{GRADEBOOK}/classes/alg-1/academicSessions/fall/results",
        "results",
        _without(result("x", "hw-2", "ana"), "sourcedId"),
        "class",
    ),
}


@pytest.mark.parametrize("name", BULK)
def test_bulk_creates_answer_with_one_pair_or_a_list(school: Api, name: str) -> None:
    path, key, record, implied = BULK[name]
    one = school.post(path, {key: [record]})
    assert (one.status, type(one.body["sourcedIdPairs"])) == (201, dict)
    two = school.post(path, {key: [record, record]})
    assert (two.status, len(two.body["sourcedIdPairs"])) == (201, 2)
    created = two.body["sourcedIdPairs"][0]["allocatedSourcedId"]
    (stored,) = school.get(f"{GRADEBOOK}/{key}/{created}").body.values()
    assert stored[implied]["sourcedId"] == path.split("/")[-2 if implied != "class" else 6]
    if name == "class session results":
        assert stored["metadata"] == {"academicSessionSourcedId": "fall"}


@pytest.mark.parametrize("name", BULK)
def test_one_wrong_row_refuses_the_whole_batch(school: Api, name: str) -> None:
    path, key, record, _ = BULK[name]
    before = school.get(f"{GRADEBOOK}/{key}").body["totalCount"]
    date = "dueDate" if key == "lineItems" else "scoreDate"
    reply = school.post(path, {key: [record, record, {**record, date: "x"}, {**record, "sourcedId": "hw-1"}]})
    wrong = [f"{key}[2].{date}"] + ([f"{key}[3].sourcedId"] if key == "lineItems" else [])
    assert (reply.status, list(reply.details)) == (422, wrong)
    assert school.get(f"{GRADEBOOK}/{key}").body["totalCount"] == before
    twice = school.post(path, {key: [{**record, "sourcedId": "same"}, {**record, "sourcedId": "same"}]})
    assert (twice.status, list(twice.details)) == (422, [f"{key}[1].sourcedId"])
    assert school.post(path, {key: []}).details == {key: "At least one item"}
    assert school.post(path, {key: [1]}).details == {f"{key}[0]": "Expected object"}
    assert school.post(path, {key: record}).details == {key: "Expected array"}
    assert school.post(path, {}).status == 400


@pytest.mark.parametrize(
    ("path", "missing"),
    [
        (f"{ROSTERING}/classes/x/students", "Class or student not found"),
        (f"{ROSTERING}/classes/x/teachers", "Class or teacher not found"),
        (f"{ROSTERING}/terms/year/gradingPeriods", "Term not found"),
        (f"{GRADEBOOK}/lineItems/x/results", "Line item not found"),
        (f"{GRADEBOOK}/schools/district/lineItems", "School not found"),
        (f"{GRADEBOOK}/classes/x/lineItems", "Class not found"),
        (f"{GRADEBOOK}/classes/alg-1/academicSessions/x/results", "Class or academic session not found"),
    ],
)
def test_an_unknown_parent_is_told_before_anything_else(school: Api, path: str, missing: str) -> None:
    reply = school.call("POST", path, b"not even JSON")
    assert (reply.status, reply.minor, reply.body["imsx_description"]) == (404, "unknownobject", missing)
