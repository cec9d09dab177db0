"""The description that the application serves of itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from oneroster_api import SCHOOL, Api

from timeback_sandbox.oneroster.operations import LEARNWITH_OPERATIONS, OPERATIONS


@pytest.fixture(scope="module")
def api() -> Iterator[Api]:
    made = Api()
    made.load(SCHOOL)
    yield made
    made.close()


@pytest.fixture(scope="module")
def described(api: Api) -> dict[str, Any]:
    reply = api.get("/openapi.json")
    assert reply.status == 200
    body: dict[str, Any] = reply.body
    return body


def operations(described: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {operation["operationId"]: operation for item in described["paths"].values() for operation in item.values()}


def test_every_operation_of_both_platforms_is_described(described: dict[str, Any]) -> None:
    ids = [one.id for one in OPERATIONS]
    assert sum(one.documented for one in OPERATIONS) == 143
    assert set(operations(described)) == {
        *ids,
        *(f"{name}_LEARNWITH_AI" for name in ids),
        *(f"{one.id}_LEARNWITH_AI" for one in LEARNWITH_OPERATIONS),
    }


def test_parameters_bodies_and_answers_are_described(described: dict[str, Any]) -> None:
    found = operations(described)
    names = {one["name"]: one["in"] for one in found["getStudentsForClass"]["parameters"]}
    assert names == {
        "classSourcedId": "path", "limit": "query", "offset": "query", "sort": "query", "orderBy": "query",
        "filter": "query", "search": "query", "fields": "query",
    }  # fmt: skip
    assert set(found["createUser"]["responses"]) == {"201", "400", "401", "403", "422", "429"}
    assert set(found["deleteUser"]["responses"]) == {"204", "400", "401", "403", "404", "422", "429"}
    assert set(found["putResult"]["responses"]) == {"201", "400", "401", "403", "422", "429"}
    assert "application/zip" in found["exportResourceToCommonCartridge"]["responses"]["200"]["content"]
    for one in OPERATIONS:
        assert ("requestBody" in found[one.id]) == (one.body is not None), one.id


def test_what_is_answered_fits_the_own_description(api: Api, described: dict[str, Any]) -> None:
    examples = {
        "users": "ana", "students": "ana", "teachers": "zoe", "orgs": "north", "schools": "north", "classes": "alg-1",
        "courses": "algebra", "terms": "fall", "academicSessions": "fall", "gradingPeriods": "fall-1",
        "enrollments": "e-ana", "demographics": "ana", "components": "unit-1", "component-resources": "link-1",
        "lineItems": "hw-1", "results": "r-ana", "categories": "homework", "scoreScales": "letters",
        "assessmentLineItems": "test", "assessmentResults": "ar-ana", "resources": "book",
    }  # fmt: skip
    checked = 0
    for path, item in described["paths"].items():
        if "get" not in item or path.count("/") < 3:
            continue
        parts = path.split("/")
        filled = "/".join(examples[parts[i - 1]] if part.startswith("{") else part for i, part in enumerate(parts))
        reply = api.get(filled)
        schema = item["get"]["responses"][str(reply.status)]["content"]["application/json"]["schema"]
        validator = jsonschema_rs.Draft202012Validator({**schema, "components": described["components"]})
        assert [error.message for error in validator.iter_errors(reply.body)] == [], filled
        checked += 1
    assert checked == 2 * sum(one.method == "GET" for one in OPERATIONS)


def test_refusals_fit_the_own_description(api: Api, described: dict[str, Any]) -> None:
    schema = operations(described)["createUser"]["responses"]["422"]["content"]["application/json"]["schema"]
    validator = jsonschema_rs.Draft202012Validator({**schema, "components": described["components"]})
    reply = api.post("/ims/oneroster/rostering/v1p2/users", {"user": {}})
    assert reply.status == 422
    assert list(validator.iter_errors(reply.body)) == []
