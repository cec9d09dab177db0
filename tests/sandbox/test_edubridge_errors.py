"""Both shapes in which EduBridge refuses, and that its schema describes them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from edubridge_api import EduApi

from timeback_sandbox import edubridge
from timeback_sandbox.edubridge import analytics, operations

USERS = "/edubridge/users/"


@pytest.fixture
def other() -> Iterator[EduApi]:
    """A sandbox that refuses in the other shape."""
    made = EduApi(edubridge_errors="errors")
    made.fill()
    yield made
    made.close()


def test_schema_failures_of_a_query_come_in_the_other_shape(other: EduApi) -> None:
    reply = other.get(USERS, roles="boss")
    assert reply.status == 422
    (error,) = reply.body["errors"]
    (issue,) = error["meta"]["issues"]
    assert (error["message"], error["detail"]) == ("Request is invalid", "query failed validation")
    assert issue["path"] == "roles"
    assert issue["message"].startswith("Must be one of: administrator")


def test_schema_failures_of_a_body_come_in_the_other_shape(other: EduApi) -> None:
    reply = other.post("/edubridge/enrollments/enroll/ann/math-4", {"role": "boss", "beginDate": 1})
    (error,) = reply.body["errors"]
    assert (reply.status, error["detail"]) == (422, "body failed validation")
    assert [issue["path"] for issue in error["meta"]["issues"]] == ["role", "beginDate"]
    assert reply.headers["content-type"].startswith("application/json")


def test_other_refusals_keep_their_shape(other: EduApi) -> None:
    assert other.post("/edubridge/enrollments/enroll/nobody/math-4", {}).minor == "unknownobject"
    assert other.put("/edubridge/subject-track/", b"[").minor == "invaliddata"
    assert other.get("/edubridge/nothing").status == 404
    assert other.get("/ims/oneroster/rostering/v1p2/users", limit=0).minor == "invaliddata"


def test_a_method_that_a_path_does_not_know_is_405(other: EduApi) -> None:
    assert other.post(USERS, {}).status == 405
    assert other.get("/edubridge/subject-track/some-id").status == 405


def test_every_operation_has_a_route_and_routes_can_be_asked_for_again() -> None:
    known = [one.id for one in (*operations.ROUTES, *analytics.ROUTES)]
    assert len(known) == len(set(known)) == 25 + 3  # three may have a school at the end of their path
    for _ in range(2):
        (router,) = edubridge.routes()
        assert router.path == "/edubridge"
