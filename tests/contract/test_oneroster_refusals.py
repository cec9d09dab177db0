"""What the server refuses, and how the client says so."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from contract_operations import LINE_ITEM, LOGIN, RESULT
from contract_places import Witness
from contract_records import EXAMPLES, LINCOLN, MATERIAL, MATH_CLASS, PUPIL, QUIZ, TERM, WRITABLE, ref

from timeback_core import (
    APIError,
    AuthenticationError,
    BadRequestError,
    ForbiddenError,
    InputValidationError,
    NotFoundError,
    TimebackClient,
    ValidationError,
    format_error,
)
from timeback_core.oneroster import OneRosterClient
from timeback_sandbox import Sandbox

pytestmark = pytest.mark.anyio


@pytest.fixture
def sandbox(in_process: Sandbox) -> Sandbox:
    """In process only: what is tested here does not depend on the way to the server."""
    return in_process


ROSTERING = "/ims/oneroster/rostering/v1p2"


def minor(error: APIError) -> list[str]:
    return [code["value"] for code in error.minor_codes]


def paths(error: APIError) -> list[str]:
    return [detail["path"] for detail in error.details]


NAMES = {
    "users": "User",
    "students": "Student",
    "teachers": "Teacher",
    "orgs": "Organization",
    "schools": "School",
    "classes": "Class",
    "enrollments": "Enrollment",
    "academic_sessions": "Academic session",
    "terms": "Term",
    "grading_periods": "Grading period",
    "demographics": "Demographics record",
    "courses": "Course",
    "course_components": "Course Component",
    "component_resources": "Component Resource",
    "line_items": "Line item",
    "results": "Result",
    "categories": "Category",
    "score_scales": "Score scale",
    "assessment_line_items": "Assessment line item",
    "assessment_results": "Assessment result",
    "resources": "Resource",
}


@pytest.mark.parametrize("name", sorted(NAMES))
async def test_what_does_not_exist_is_named(name: str, oneroster: OneRosterClient) -> None:
    resource = getattr(oneroster, name)
    with pytest.raises(NotFoundError) as caught:
        await resource.get("nobody")
    error = caught.value
    assert (error.status_code, error.message, minor(error)) == (404, f"{NAMES[name]} not found", ["unknownobject"])
    assert str(error) == f"[404] {NAMES[name]} not found"
    assert (error.code_major, error.severity, error.method, error.attempts) == ("failure", "error", "GET", 1)
    assert error.request_id
    assert error.url is not None
    assert error.url.endswith("/nobody")
    assert not await resource.exists("nobody")
    assert not await resource("nobody").exists()


async def test_a_user_is_not_found_as_what_they_are_not(oneroster: OneRosterClient) -> None:
    for call in (
        lambda: oneroster.students.get("teacher-001"),
        lambda: oneroster.teachers.get(PUPIL),
        lambda: oneroster.schools.get("district-lakeside"),
        lambda: oneroster.terms.get("year-2027"),
        lambda: oneroster.grading_periods.get(TERM),
        lambda: oneroster.students("teacher-001").classes(),
    ):
        with pytest.raises(NotFoundError):
            await call()


async def test_every_wrong_field_is_listed_by_the_client_before_sending(
    oneroster: OneRosterClient, witness: Witness
) -> None:
    with pytest.raises(InputValidationError) as caught:
        await oneroster.users.create({"given_name": " ", "roles": [], "email": "no address", "shoe_size": 40})
    assert {issue.path for issue in caught.value.issues} == {
        "givenName",
        "familyName",
        "enabledUser",
        "roles",
        "email",
        "shoe_size",
    }
    assert caught.value.status_code == 400
    assert len(caught.value.details) == len(caught.value.issues)
    assert not witness.requests


@pytest.mark.parametrize("name", WRITABLE)
async def test_a_create_without_anything_is_refused_before_sending(
    name: str, oneroster: OneRosterClient, witness: Witness
) -> None:
    for data in ({}, None, 7, "text", [{}]):
        with pytest.raises(InputValidationError):
            await getattr(oneroster, name).create(data)
    assert not witness.requests


async def test_the_servers_list_of_wrong_fields_reaches_the_caller(timeback: TimebackClient) -> None:
    with pytest.raises(ValidationError) as caught:
        await timeback.request(
            "oneroster", "POST", f"{ROSTERING}/users", json={"user": {"givenName": "Ana", "roles": []}}
        )
    error = caught.value
    assert (error.status_code, error.message, minor(error)) == (422, "Validation failed", ["invaliddata"])
    assert {detail["path"]: detail["message"] for detail in error.details} == {
        "user.enabledUser": "Required",
        "user.familyName": "Required",
        "user.roles": "At least one item",
    }
    shown = format_error(error)
    assert shown.header == "Validation failed"
    assert "user.familyName: Required" in shown.details


@pytest.mark.parametrize(
    ("path", "json"),
    [
        ("/users", None),
        ("/users", {}),
        ("/users", []),
        ("/users", "text"),
        ("/users", {"person": {}}),
        ("/users", {"user": []}),
        ("/schools", {"school": {"name": "x", "type": "school"}}),
    ],
)
async def test_a_body_without_its_envelope_is_a_bad_request(path: str, json: Any, timeback: TimebackClient) -> None:
    with pytest.raises((BadRequestError, ValidationError)) as caught:
        await timeback.request("oneroster", "POST", f"{ROSTERING}{path}", json=json)
    assert minor(caught.value) == ["invaliddata"]


REFERENCES: list[tuple[str, dict[str, Any], str]] = [
    ("users", {"roles": [{"role_type": "primary", "role": "student", "org": ref("nobody")}]}, "org.sourcedId"),
    ("users", {"primary_org": ref("nobody")}, "primaryOrg.sourcedId"),
    ("users", {"agents": [ref("nobody")]}, "agents"),
    ("orgs", {"parent": ref("nobody")}, "parent.sourcedId"),
    ("classes", {"course": ref("nobody")}, "course.sourcedId"),
    ("classes", {"org": ref("nobody")}, "org.sourcedId"),
    ("classes", {"terms": [ref("nobody")]}, "terms"),
    ("enrollments", {"user": ref("nobody")}, "user.sourcedId"),
    ("enrollments", {"class_": ref("nobody")}, "class.sourcedId"),
    ("academic_sessions", {"org": ref("nobody")}, "org.sourcedId"),
    ("courses", {"org": ref("nobody")}, "org.sourcedId"),
    ("course_components", {"course": ref("nobody")}, "course.sourcedId"),
    ("component_resources", {"resource": ref("nobody")}, "resource.sourcedId"),
    ("line_items", {"category": ref("nobody")}, "category.sourcedId"),
    ("results", {"student": ref("nobody")}, "student.sourcedId"),
    ("results", {"line_item": ref("nobody")}, "lineItem.sourcedId"),
    ("score_scales", {"class": ref("nobody")}, "class.sourcedId"),
    ("assessment_line_items", {"component": ref("nobody")}, "component.sourcedId"),
    ("assessment_results", {"assessment_line_item": ref("nobody")}, "assessmentLineItem.sourcedId"),
]


@pytest.mark.parametrize(("name", "wrong", "path"), REFERENCES)
async def test_a_reference_to_nothing_is_named(
    name: str, wrong: dict[str, Any], path: str, oneroster: OneRosterClient
) -> None:
    resource, example = getattr(oneroster, name), EXAMPLES[name]
    with pytest.raises(ValidationError) as caught:
        await resource.create({**example.payload(), **wrong})
    assert minor(caught.value) == ["invaliddata"]
    assert any(path in found for found in paths(caught.value)), paths(caught.value)
    assert not await resource.exists(example.new_id)


async def test_demographics_of_nobody_are_refused(oneroster: OneRosterClient) -> None:
    with pytest.raises(ValidationError) as caught:
        await oneroster.demographics.create({"sourced_id": "nobody"})
    assert any(path.endswith("sourcedId") for path in paths(caught.value))


# Bulk creates are all or nothing


async def counts(oneroster: OneRosterClient) -> tuple[int | None, int | None]:
    return (await oneroster.results.list(limit=1)).total, (await oneroster.line_items.list(limit=1)).total


async def test_one_wrong_row_refuses_the_batch_on_the_server(oneroster: OneRosterClient) -> None:
    before = await counts(oneroster)
    rows = [RESULT, RESULT, {**RESULT, "student": ref("nobody")}]
    with pytest.raises(ValidationError) as caught:
        await oneroster.line_items(QUIZ).create_results(rows)
    assert paths(caught.value) == ["results[2].student.sourcedId"]
    with pytest.raises(ValidationError) as caught:
        await (
            oneroster.classes(MATH_CLASS)
            .academic_session(TERM)
            .create_results([{**row, "line_item": ref(QUIZ)} for row in rows])
        )
    assert paths(caught.value) == ["results[2].student.sourcedId"]
    for scope, other in (
        (oneroster.classes(MATH_CLASS), {"school": ref(LINCOLN)}),
        (oneroster.schools(LINCOLN), {"class": ref(MATH_CLASS)}),
    ):
        with pytest.raises(ValidationError) as caught:
            await scope.create_line_items([{**LINE_ITEM, **other}, {**LINE_ITEM, **other, "category": ref("nobody")}])
        assert paths(caught.value) == ["lineItems[1].category.sourcedId"]
    with pytest.raises(ValidationError):
        await oneroster.line_items(QUIZ).create_results([{**RESULT, "sourced_id": "same"}] * 2)
    assert await counts(oneroster) == before
    assert not await oneroster.results.exists("same")


async def test_one_wrong_row_refuses_the_batch_before_sending(oneroster: OneRosterClient, witness: Witness) -> None:
    wrong = {key: value for key, value in RESULT.items() if key != "score_date"}
    with pytest.raises(InputValidationError) as caught:
        await oneroster.line_items(QUIZ).create_results([RESULT, {**RESULT, "score": "many"}, wrong])
    assert {issue.path for issue in caught.value.issues} == {"[1].score", "[2].scoreDate"}
    for rows in ([], None, RESULT, "text"):
        with pytest.raises(InputValidationError):
            await oneroster.line_items(QUIZ).create_results(rows)  # type: ignore[arg-type]  # that is the point
    assert not witness.requests


async def test_bulk_creates_below_nothing_are_not_found(oneroster: OneRosterClient) -> None:
    line_item = {**LINE_ITEM, "school": ref(LINCOLN), "class": ref(MATH_CLASS)}
    for call in (
        lambda: oneroster.line_items("nobody").create_results([RESULT]),
        lambda: oneroster.classes("nobody").create_line_items([line_item]),
        lambda: oneroster.schools("nobody").create_line_item(line_item),
        lambda: oneroster.terms("nobody").create_grading_period(
            {**{k: v for k, v in EXAMPLES["grading_periods"].data.items() if k != "parent"}, "sourced_id": "x"}
        ),
    ):
        with pytest.raises(NotFoundError):
            await call()


# People


async def test_agents_have_to_exist(oneroster: OneRosterClient) -> None:
    for call, text in (
        (lambda: oneroster.users("nobody").agents(), "User not found"),
        (lambda: oneroster.users("nobody").agent_for(), "User not found"),
        (lambda: oneroster.users("nobody").add_agent({"agentSourcedId": PUPIL}), "User not found"),
        (lambda: oneroster.users(PUPIL).add_agent({"agentSourcedId": "nobody"}), "Agent not found"),
        (lambda: oneroster.users("nobody").remove_agent(PUPIL), "User not found"),
        (lambda: oneroster.users(PUPIL).remove_agent("nobody"), "Agent not found"),
    ):
        with pytest.raises(NotFoundError, match=text):
            await call()


async def test_credentials_belong_to_one_user(oneroster: OneRosterClient) -> None:
    registered = await oneroster.users(PUPIL).create_credential(LOGIN)
    with pytest.raises(NotFoundError, match="Credential not found"):
        await oneroster.users("student-0001").decrypt_credential(registered.credential_id)
    with pytest.raises(NotFoundError, match="Credential not found"):
        await oneroster.users(PUPIL).decrypt_credential("nothing")
    with pytest.raises(NotFoundError, match="User not found"):
        await oneroster.users("nobody").register_credential(LOGIN)
    with pytest.raises(InputValidationError) as caught:
        await oneroster.users(PUPIL).register_credential({"applicationName": "x", "credentials": {"username": " "}})
    assert {issue.path for issue in caught.value.issues} == {"credentials.username", "credentials.password"}


async def test_an_enrolment_needs_a_class_and_a_user(oneroster: OneRosterClient) -> None:
    with pytest.raises(NotFoundError, match="Class or student not found"):
        await oneroster.classes("nobody").enroll_user(PUPIL)
    with pytest.raises(ValidationError) as caught:
        await oneroster.classes(MATH_CLASS).enroll_user("nobody", role="teacher", primary=True)
    assert any("user.sourcedId" in path for path in paths(caught.value))
    with pytest.raises(InputValidationError):
        await oneroster.classes(MATH_CLASS).enroll({"sourcedId": PUPIL, "role": "guardian"})
    created = await oneroster.classes(MATH_CLASS).enroll_user(
        "teacher-020", role="teacher", primary=True, begin_date=date(2026, 9, 1), end_date="2027-01-01"
    )
    enrolment = await oneroster.enrollments.get(created.id)
    assert (enrolment.role, enrolment.primary, enrolment.end_date) == ("teacher", True, date(2027, 1, 1))


# Export


async def test_an_export_of_nothing_writes_nothing(oneroster: OneRosterClient, tmp_path: Path) -> None:
    target = tmp_path / "course.imscc"
    target.write_bytes(b"earlier")
    buffer = io.BytesIO()
    for call in (
        lambda: oneroster.resources.export("nobody"),
        lambda: oneroster.resources("nobody").export_to(target),
        lambda: oneroster.resources.export_to("nobody", buffer),
    ):
        with pytest.raises(NotFoundError, match="Resource not found"):
            await call()
    assert target.read_bytes() == b"earlier"
    assert not buffer.getvalue()
    assert [path.name for path in tmp_path.iterdir()] == ["course.imscc"]
    size = await oneroster.resources.export_to(MATERIAL, target)
    assert target.stat().st_size == size > 7


# Who may


async def test_a_missing_or_foreign_token_is_an_authentication_error(sandbox: Sandbox) -> None:
    async with sandbox.client(no_auth=True, auth_url=None, client_id=None, client_secret=None) as client:
        with pytest.raises(AuthenticationError) as caught:
            await client.oneroster.users.list()
    assert (caught.value.status_code, minor(caught.value)) == (401, ["unauthorisedrequest"])


async def test_wrong_credentials_are_an_authentication_error_without_the_secret(sandbox: Sandbox) -> None:
    async with sandbox.client(client_secret="marker-secret") as client:
        with pytest.raises(AuthenticationError, match="Failed to obtain access token") as caught:
            await client.oneroster.users.list()
        assert "marker-secret" not in repr(caught.value) + str(caught.value) + str(caught.value.response)
        check = await client.check_auth()
        assert (check.ok, check["error_type"]) == (False, "TokenError")
        assert "marker-secret" not in str(check)


async def test_a_scope_that_is_too_small_is_forbidden() -> None:
    prefix = "https://purl.imsglobal.org/spec/or/v1p1/scope/"
    with Sandbox(seed="empty", strict_scopes=True) as strict:
        async with strict.client(scope=f"{prefix}roster.readonly") as client:
            assert (await client.oneroster.orgs.list()).total == 0
            with pytest.raises(ForbiddenError) as caught:
                await client.oneroster.orgs.create({"name": "x", "type": "local"})
            assert (caught.value.status_code, minor(caught.value)) == (403, ["forbidden"])
        async with strict.client(scope=f"{prefix}admin") as client:
            assert (await client.oneroster.orgs.create({"name": "x", "type": "local"})).id
