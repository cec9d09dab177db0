"""No request made from the sandbox's own description breaks it, and the description holds."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import pytest
import requests
import schemathesis
from any_request import Line, derandomized, line, nothing_unexpected_is_logged
from hypothesis import given
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from timeback_sandbox.oneroster.platforms import PLATFORMS

BASE = "http://sandbox.timeback.localhost"
CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

__all__ = ["line", "nothing_unexpected_is_logged"]


# ---------------------------------------------------------------- by the description


@pytest.fixture(scope="module")
def operations(line: Line) -> list[Any]:
    described = line.send("GET", b"/openapi.json")
    assert described.status == 200
    schema = schemathesis.openapi.from_dict(json.loads(described.content))
    return [found.ok() for found in schema.get_all_operations()]


@pytest.fixture(scope="module")
def known(line: Line) -> dict[str, list[str]]:
    """Ids that exist, by what references to them are called."""
    ids: dict[str, list[str]] = {}
    for service, collection, names in (
        ("R", "orgs", "org parent school primaryOrg schools orgs"),
        ("R", "schools", "schoolSourcedId"),
        ("R", "courses", "course courseSourcedId"),
        ("R", "classes", "class classSourcedId"),
        ("R", "users", "user student agents userId agentId agentSourcedId"),
        ("R", "students", "studentSourcedId"),
        ("R", "terms", "academicSession schoolYear gradingPeriod terms termSourcedId academicSessionSourcedId"),
        ("G", "lineItems", "lineItem lineItemSourcedId"),
        ("G", "categories", "category categorySourcedId"),
        ("G", "scoreScales", "scoreScale scoreScaleSourcedId"),
        ("G", "assessmentLineItems", "assessmentLineItem parentAssessmentLineItem"),
        ("S", "resources", "resource resources resourceSourcedId sourceId"),
        ("R", "courses/components", "component courseComponent"),
        ("R", "courses/component-resources", "componentResource lesson"),
    ):
        answer = line.send("GET", f"{PLATFORMS[0].prefixes[service]}/{collection}?limit=40".encode(), [line.token])
        assert answer.status == 200, (collection, answer.content)
        rows = next(value for value in json.loads(answer.content).values() if isinstance(value, list))
        ids.update({name: [row["sourcedId"] for row in rows] for name in names.split()})
    return ids


PLAIN = {"student": "student", "lesson": "lesson", "studentId": "student", "courseId": "course", "userId": "user"}
"""Fields and parameters that hold an id as a text, and what it is the id of."""


def with_known_ids(value: Any, name: str, known: dict[str, list[str]], chance: random.Random) -> Any:
    """A body whose references point to records that exist."""
    if isinstance(value, str) and name in PLAIN:
        return chance.choice(known[PLAIN[name]])
    if isinstance(value, list):
        return [with_known_ids(one, name, known, chance) for one in value]
    if isinstance(value, dict):
        if name in known and "sourcedId" in value:
            return {**value, "sourcedId": chance.choice(known[name])}
        return {key: with_known_ids(one, key, known, chance) for key, one in value.items()}
    return value


def exercise(operation: Any, line: Line, known: dict[str, list[str]], examples: int) -> None:
    """Sends cases made from the operation's description, half of them about records that exist."""
    modes = [GenerationMode.POSITIVE]
    if operation.body or operation.query:  # in a path alone nothing can be wrong
        modes.append(GenerationMode.NEGATIVE)
    for mode in modes:

        @derandomized(examples)
        @given(case=operation.as_strategy(generation_mode=mode), real=st.integers(0, 9))
        def holds(case: Any, real: int) -> None:
            if real:
                chance = random.Random(real)
                collection = re.split(r"/\{(?:sourcedId|identifier)\}", operation.path)[0]
                path = case.path_parameters or {}
                for name in path:
                    ids = known.get(name) or existing(line, collection)
                    path[name] = chance.choice(ids) if ids else path[name]
                if isinstance(case.query, dict):
                    case.query = with_known_ids(case.query, "", known, chance)
                if isinstance(case.body, dict | list):
                    case.body = with_known_ids(case.body, "", known, chance)
            sent = case.as_transport_kwargs(BASE)
            prepared = requests.Request(
                sent["method"], sent["url"], sent["headers"], sent.get("files"), sent.get("data"), sent.get("params"),
                cookies=sent.get("cookies"), json=sent.get("json"),
            ).prepare()  # fmt: skip
            reply = line.send(
                str(prepared.method), prepared.path_url.encode(), headers_of(prepared, line), body_of(prepared)
            )
            case.validate_response(
                Response(reply.status, reply.headers, reply.content, prepared, 0.001, True), checks=CHECKS
            )

        holds()


def existing(line: Line, collection: str) -> list[str]:
    """Ids of a collection."""
    answer = line.send("GET", f"{collection}?limit=40".encode(), [line.token])
    if answer.status != 200:
        return []
    found = json.loads(answer.content)
    rows = found if isinstance(found, list) else next((one for one in found.values() if isinstance(one, list)), [])
    ids = [row.get("sourcedId") or row.get("identifier") or row.get("id") for row in rows if isinstance(row, dict)]
    return [one for one in ids if isinstance(one, str)]


def headers_of(prepared: requests.PreparedRequest, line: Line) -> list[tuple[bytes, bytes]]:
    given = [
        (name.lower().encode("latin-1"), value if isinstance(value, bytes) else value.encode("latin-1"))
        for name, value in prepared.headers.items()
    ]
    return [*(one for one in given if one[0] != b"authorization"), line.token]


def body_of(prepared: requests.PreparedRequest) -> bytes:
    body = prepared.body
    return b"" if body is None else body.encode() if isinstance(body, str) else bytes(body)


@pytest.mark.slow
def test_some_operations_keep_to_their_description(
    line: Line, operations: list[Any], known: dict[str, list[str]]
) -> None:
    assert len(operations) > 2 * 143
    for operation in operations[::12]:
        exercise(operation, line, known, 1)


@pytest.mark.slow
def test_every_operation_keeps_to_its_description(
    line: Line, operations: list[Any], known: dict[str, list[str]]
) -> None:
    for operation in operations:
        exercise(operation, line, known, 6)
    line.sandbox.state.reset()
