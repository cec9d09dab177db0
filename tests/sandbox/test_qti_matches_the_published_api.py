"""Every operation of the published QTI description has a route, its examples are taken, and answers have its shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema_rs
import pytest
import yaml
from qti_service import Service, choice_form, service

from timeback_sandbox.qti.mounting import all_routes

DESCRIPTION = Path(__file__).parents[3] / "shared" / "openapi" / "qti.yaml"
STIMULI = ("Stimulus1", "Stimulus2", "Stimulus-Upload1")
CONTRADICTED = re.compile(
    r'"gap-match" is not one of'  # the platform returns it
    r'|\["[^"]*","[^"]*"\] is not of type "string"'  # pairs are answered as the description's own examples send them
)
"""What the description says and its own examples, or the platform, do not."""
BELOW_CONTENT = "content"  # opaque; the description says too much about it


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    if not DESCRIPTION.exists():
        pytest.skip(f"the published description is not at {DESCRIPTION}")
    loaded: dict[str, Any] = yaml.load(DESCRIPTION.read_text(), Loader=yaml.CSafeLoader)
    return loaded


@pytest.fixture(scope="module")
def qti() -> Iterator[Service]:
    with service() as made:
        for identifier in STIMULI:
            stimulus = {"identifier": identifier, "title": identifier, "content": "<p>Read this.</p>"}
            assert made.post("/stimuli", stimulus).status == 201
        yield made


def examples(description: dict[str, Any], path: str, method: str) -> list[tuple[str, Any]]:
    content = description["paths"][path][method]["requestBody"]["content"]
    return [(name, one["value"]) for kind in content.values() for name, one in kind.get("examples", {}).items()]


def problems(description: dict[str, Any], path: str, method: str, status: int, body: Any) -> list[str]:
    (content,) = description["paths"][path][method]["responses"][str(status)]["content"].values()
    validator = jsonschema_rs.Draft202012Validator({**content["schema"], "components": description["components"]})
    return [
        f"{error.message[:200]} at {error.instance_path}"
        for error in validator.iter_errors(body)
        if not CONTRADICTED.search(error.message) and BELOW_CONTENT not in error.instance_path
    ]


def test_every_operation_has_a_route(description: dict[str, Any]) -> None:
    described = {
        (method.upper(), re.sub(r"\{[^}]*\}", "{}", path))
        for path, operations in description["paths"].items()
        for method in operations
    }
    served = {(one.method, re.sub(r"\{[^}]*\}", "{}", one.path)) for one in all_routes() if not one.hidden}
    assert len(described) == 38
    assert served == described


def test_every_documented_item_is_taken_replaced_scored_and_answered_in_shape(
    qti: Service, description: dict[str, Any]
) -> None:
    path, one = "/assessment-items", "/assessment-items/{identifier}"
    found = examples(description, path, "post")
    assert len(found) == 35
    wrong: list[str] = []
    for name, form in found:
        created = qti.post(path, form)
        assert created.status == 201, (name, created.content[:500])
        where = f"{path}/{quote(created.body['identifier'], safe='')}"
        replaced, got = qti.put(where, form), qti.get(where)
        assert (replaced.status, got.status) == (200, 200), name
        wrong += [f"{name}: {text}" for text in problems(description, path, "post", 201, created.body)]
        wrong += [f"{name}: {text}" for text in problems(description, one, "put", 200, replaced.body)]
        wrong += [f"{name}: {text}" for text in problems(description, one, "get", 200, got.body)]
        scored = qti.post(f"{where}/process-response", {"identifier": "RESPONSE", "response": ["A", "B"]})
        wrong += problems(description, f"{one}/process-response", "post", 200, scored.body)
    assert wrong == []
    listed = qti.get(path, limit=100).body
    assert listed["total"] == 35
    assert problems(description, path, "get", 200, listed) == []
    merged = qti.post(f"{path}/metadata", {"identifier": listed["items"][0]["identifier"], "metadata": {"a": 1}})
    assert problems(description, f"{path}/metadata", "post", 201, merged.body) == []


def test_every_documented_stimulus_is_taken_and_answered_in_shape(qti: Service, description: dict[str, Any]) -> None:
    found = examples(description, "/stimuli", "post")
    assert len(found) == 2
    for name, form in found:
        created = qti.post("/stimuli", form)
        assert created.status == 201, (name, created.content[:500])
        where = f"/stimuli/{created.body['identifier']}"
        assert problems(description, "/stimuli", "post", 201, created.body) == []
        replaced = qti.put(where, form).body
        assert problems(description, "/stimuli/{identifier}", "put", 200, replaced) == []
        assert problems(description, "/stimuli/{identifier}", "get", 200, qti.get(where).body) == []
        assert qti.delete(where).status == 204  # both have the same identifier
    assert problems(description, "/stimuli", "get", 200, qti.get("/stimuli").body) == []


def test_validation_and_feedback_are_answered_in_shape(qti: Service, description: dict[str, Any]) -> None:
    for path in ("/validate", "/validate/batch"):
        for name, body in examples(description, path, "post"):
            reply = qti.post(path, body)
            assert reply.status == (404 if "entity" in name.lower() else 200)
            assert problems(description, path, "post", reply.status, reply.body) == []
    comment = {"userId": "u", "lessonId": "l", "feedback": "f", "humanApproved": False, "questionId": "q"}
    for path in ("/lesson", "/question"):
        reply = qti.post(path, comment)
        assert problems(description, path, "post", 201, reply.body) == []
        refused = qti.post(path, {})
        assert problems(description, path, "post", 400, refused.body) == []
    comments = qti.get("/lesson/l").body
    assert problems(description, "/lesson/{lessonId}", "get", 200, comments) == []
    gone = qti.delete(f"/{comments[0]['identifier']}").body
    assert problems(description, "/{id}", "delete", 200, gone) == []


def test_refusals_have_the_published_shape(qti: Service, description: dict[str, Any]) -> None:
    items, one = "/assessment-items", "/assessment-items/{identifier}"
    qti.add(choice_form("taken"))
    for path, method, reply in (
        (items, "get", qti.get(items, page="x")),
        (items, "post", qti.post(items, {})),
        (items, "post", qti.post(items, choice_form("taken"))),
        (one, "get", qti.get(f"{items}/none")),
        (one, "put", qti.put(f"{items}/none", choice_form("none"))),
        (one, "put", qti.put(f"{items}/taken", {})),
        (one, "delete", qti.delete(f"{items}/none")),
        (f"{items}/metadata", "post", qti.post(f"{items}/metadata", {"identifier": 7})),
        (f"{one}/process-response", "post", qti.score("none", "A")),
        ("/stimuli", "post", qti.post("/stimuli", {})),
        ("/{id}", "delete", qti.delete("/none")),
    ):
        assert reply.status >= 400
        assert problems(description, path, method, reply.status, reply.body) == []
