"""Bodies that no client should send: always an answer, never a crash."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oneroster_api import GRADEBOOK, ROSTERING, Api, role, user

from timeback_sandbox.oneroster.operations import OPERATIONS, Operation
from timeback_sandbox.oneroster.platforms import BEYOND_AI

USERS = f"{ROSTERING}/users"


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        (b"", "empty"),
        (b"   ", "empty"),
        (b"{", "JSON"),
        (b"{'user': 1}", "JSON"),
        (b'{"user": NaN}', "JSON"),
        (b'{"user": Infinity}', "JSON"),
        (b'{"user": 1e999}', "JSON"),
        (b'{"user": {}} trailing', "JSON"),
        (b'\xff{"user": {}}', "JSON"),
        (b'{"user": {"givenName": "\xff"}}', "UTF-8"),
        (b'{"user": {"givenName": "\\ud800"}}', "JSON"),
        (b'{"user": {"givenName": "\xed\xa0\x80"}}', "UTF-8"),
        (b"[" * 5_000 + b"]" * 5_000, "JSON"),
        (b'{"user": ' + b'{"a":' * 40 + b"1" + b"}" * 40 + b"}", "nested"),
        (b'{"user": {"metadata": ' + b"[" * 40 + b"]" * 40 + b"}}", "nested"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(school: Api, body: bytes, hint: str) -> None:
    reply = school.call("POST", USERS, body)
    assert (reply.status, reply.minor) == (400, "invaliddata")
    assert hint in reply.body["imsx_description"]


def test_numbers_of_any_length_are_answered(school: Api) -> None:
    for digits in (30, 5_000):
        body = b'{"user": {"metadata": {"a": ' + b"9" * digits + b"}}}"
        assert school.call("POST", USERS, body).status in {400, 422}


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "multipart/form-data", "", ";;"])
def test_other_content_types_are_refused(school: Api, content_type: str) -> None:
    reply = school.call("POST", USERS, b'{"user": {}}', content_type=content_type)
    assert reply.status == (422 if content_type == "" else 400)


@pytest.mark.parametrize(
    "content_type", [None, "application/json; charset=utf-8", "APPLICATION/JSON", "application/vnd.x+json"]
)
def test_json_by_any_of_its_names_is_accepted(school: Api, content_type: str | None) -> None:
    reply = school.call("POST", USERS, b'{"user": {}}', content_type=content_type)
    assert reply.status == 422


def test_of_a_key_that_comes_twice_the_last_counts(school: Api) -> None:
    reply = school.call("POST", USERS, b'{"user": 1, "user": {"givenName": 1, "givenName": "x"}}')
    assert reply.status == 422
    assert "user.givenName" not in reply.details


def test_a_flood_of_mistakes_is_cut_short(school: Api) -> None:
    reply = school.post(USERS, {"user": user("x", *[{} for _ in range(5_000)])})
    assert (reply.status, len(reply.body["imsx_error_details"])) == (422, 200)


def test_large_lists_of_references_are_looked_up(school: Api) -> None:
    roles = [role("student", "north") for _ in range(3_000)]
    agents = [{"sourcedId": f"a{index}"} for index in range(3_000)]
    reply = school.post(USERS, {"user": user("x", *roles, agents=agents)})
    assert (reply.status, len(reply.body["imsx_error_details"])) == (422, 200)


_WRITES = [one for one in OPERATIONS if one.method in {"POST", "PUT", "PATCH"} and one.body is not None]
_IDS = {
    "users": "ana", "classes": "alg-1", "schools": "north", "terms": "fall", "academicSessions": "fall",
    "lineItems": "hw-1", "enrollments": "e-ana", "orgs": "north", "gradingPeriods": "fall-1", "demographics": "ana",
    "courses": "algebra", "components": "unit-1", "component-resources": "link-1", "categories": "homework",
    "scoreScales": "letters", "results": "r-ana", "assessmentLineItems": "test", "assessmentResults": "ar-ana",
    "resources": "book",
}  # fmt: skip


def path_of(operation: Operation) -> str:
    parts = (BEYOND_AI.prefixes[operation.service] + operation.path).split("/")
    return "/".join(_IDS[parts[i - 1]] if part.startswith("{") else part for i, part in enumerate(parts))


_scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6)
_json: st.SearchStrategy[Any] = st.recursive(
    _scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
)
_KEYS = sorted(
    {
        "sourcedId", "status", "title", "roles", "role", "org", "user", "class", "terms", "metadata", "grades", "type",
        "parent", "schoolYear", "score", "scoreDate", "learningObjectiveSet", "scoreScaleValue", "agents", "userIds",
        "primary", "email", "course", "lineItem", "student", "name", "weight", "courseStructure", "credentials",
    }
)  # fmt: skip


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(operation=st.sampled_from(_WRITES), record=st.dictionaries(st.sampled_from(_KEYS), _json, max_size=8))
def test_any_record_is_created_or_refused(school: Api, operation: Operation, record: dict[str, Any]) -> None:
    key = {"S": "resource"}.get(operation.service) or operation.path.strip("/").split("/")[0]
    for body in (record, {key: record}, dict.fromkeys(_ENVELOPES, record), {name: [record] for name in _ENVELOPES}):
        reply = school.call(operation.method, path_of(operation), body)
        assert reply.status in {200, 201, 400, 404, 422}, (reply.status, reply.content)


_ENVELOPES = [
    "user", "org", "class", "course", "enrollment", "academicSession", "demographics", "category", "scoreScale",
    "lineItem", "result", "assessmentLineItem", "assessmentResult", "resource", "courseComponent",
    "componentResource", "lineItems", "results",
]  # fmt: skip


def test_what_was_refused_left_nothing_behind(school: Api) -> None:
    before = school.get(f"{GRADEBOOK}/results").content
    school.post(f"{GRADEBOOK}/lineItems/hw-1/results", {"results": [{}, {}]})
    assert school.get(f"{GRADEBOOK}/results").content == before
