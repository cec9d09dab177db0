"""Every operation of the published description has a route, and answers have the shape it describes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from oneroster_api import SCHOOL, Api

from timeback_sandbox.oneroster.operations import OPERATIONS
from timeback_sandbox.oneroster.platforms import BEYOND_AI

DESCRIPTION = Path(__file__).parents[3] / "shared" / "openapi" / "oneroster.yaml"

UNDOCUMENTED = {
    ("PATCH", "/ims/oneroster/rostering/v1p2/enrollments/{}"),
    ("PATCH", "/ims/oneroster/gradebook/v1p2/assessmentLineItems/{}"),
    ("PATCH", "/ims/oneroster/gradebook/v1p2/assessmentResults/{}"),
    ("GET", "/ims/oneroster/rostering/v1p2/users/{}/agents"),
    ("POST", "/ims/oneroster/rostering/v1p2/users/{}/agents"),
    ("DELETE", "/ims/oneroster/rostering/v1p2/users/{}/agents/{}"),
    ("GET", "/ims/oneroster/rostering/v1p2/users/{}/agentFor"),
    ("POST", "/ims/oneroster/rostering/v1p2/courses/structure"),
}
"""Operations of the platform that are missing from the description."""

DIFFERENCES = {
    '"unlockDate" is a required property',  # often missing on the platform
    '"identifier" is a required property',  # never given for many organisations
    '"classType" is a required property',  # optional on write, so it may be missing
}

EXAMPLES = {
    "users": "ana", "students": "ana", "teachers": "zoe", "orgs": "north", "schools": "north", "classes": "alg-1",
    "courses": "algebra", "terms": "fall", "academicSessions": "fall", "gradingPeriods": "fall-1",
    "enrollments": "e-ana", "demographics": "ana", "components": "unit-1", "component-resources": "link-1",
    "lineItems": "hw-1", "results": "r-ana", "categories": "homework", "scoreScales": "letters",
    "assessmentLineItems": "test", "assessmentResults": "ar-ana", "resources": "book",
}  # fmt: skip


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    if not DESCRIPTION.exists():
        pytest.skip(f"the published description is not at {DESCRIPTION}")
    loaded: dict[str, Any] = yaml.load(DESCRIPTION.read_text(), Loader=yaml.CSafeLoader)
    return loaded


@pytest.fixture(scope="module")
def api() -> Iterator[Api]:
    made = Api()
    made.load(SCHOOL)
    yield made
    made.close()


def template(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path).rstrip("/")


def example(path: str) -> str:
    parts = path.split("/")
    return "/".join(EXAMPLES[parts[i - 1]] if part.startswith("{") else part for i, part in enumerate(parts))


def test_every_operation_has_a_route(description: dict[str, Any]) -> None:
    described = {(method.upper(), template(path)) for path, item in description["paths"].items() for method in item}
    served = {
        (one.method, template(BEYOND_AI.prefixes[one.service] + one.path)) for one in OPERATIONS if one.documented
    }
    assert len(described) == 135
    assert served == described | UNDOCUMENTED


def test_operations_have_the_published_names(description: dict[str, Any]) -> None:
    described = {
        (method.upper(), template(path)): operation["operationId"]
        for path, item in description["paths"].items()
        for method, operation in item.items()
    }
    served = {(one.method, template(BEYOND_AI.prefixes[one.service] + one.path)): one.id for one in OPERATIONS}
    assert {key: served[key] for key in described} == described


def test_reads_have_the_published_shape(api: Api, description: dict[str, Any]) -> None:
    wrong: list[str] = []
    for path, item in description["paths"].items():
        if "get" not in item:
            continue
        reply = api.get(example(path))
        assert reply.status == 200, path
        answer = item["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        wrong += [f"{path}: {problem}" for problem in problems(answer, description, reply.body)]
        rows = [value for value in reply.body.values() if isinstance(value, list)]
        assert rows != [[]], f"{path} is empty and proves nothing"
    assert wrong == []


def test_refusals_have_the_published_shape(api: Api, description: dict[str, Any]) -> None:
    for status, path in (("404", "/users/nobody"), ("400", "/users"), ("422", "/orgs")):
        query = {"400": {"filter": "x"}, "422": {"limit": "0"}}.get(status, {})
        reply = api.get(f"/ims/oneroster/rostering/v1p2{path}", **query)
        assert reply.status == int(status)
        schema = description["paths"]["/ims/oneroster/rostering/v1p2/users/"]["get"]["responses"][status]
        (content,) = schema["content"].values()
        assert problems(content["schema"], description, reply.body) == []


def problems(schema: dict[str, Any], description: dict[str, Any], body: Any) -> list[str]:
    validator = jsonschema_rs.Draft202012Validator(
        {**schema, "components": description["components"]}, validate_formats=True
    )
    found = [error.message for error in validator.iter_errors(body)]
    return [message for message in found if message not in DIFFERENCES]
