"""The sandbox's CASE API without a socket, and packages to upload."""

from __future__ import annotations

import copy
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from qti_service import Reply, Service, service

from timeback_sandbox.seed.case import RIVERBEND

FIRST, SECOND = "/ims/case/v1p1", "/case/1.1"
DESCRIPTION = Path(__file__).parents[3] / "shared" / "openapi" / "case.json"
CHANGED = "2026-03-02T08:15:00Z"
DOCUMENT = "6f1e3c9a-2b47-4d0e-9a51-7c3b5e8f0a10"
DOMAIN, DESCRIBE, USE = (
    "0c6d2f14-8a3b-4e57-b1c2-5d9e7f603a21",
    "1d7e3025-9b4c-4f68-82d3-6ea0f8714b32",
    "2e8f4136-ac5d-4079-93e4-7fb109825c43",
)

__all__ = ["Reply", "Service"]


@contextmanager
def case_service(base: str = FIRST, **settings: Any) -> Iterator[Service]:
    """The API of an empty sandbox."""
    with service(base, **settings) as made:
        yield made


def riverbend() -> dict[str, Any]:
    """The documented package, to be changed at will."""
    return copy.deepcopy(RIVERBEND)


def uid(name: object) -> str:
    """An id that follows from a name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://tests.example/{name}"))


LINK = {"identifier": uid("link"), "title": "Linked", "uri": "urn:x:1"}
SHOWN_LINK = {"sourcedId": uid("link"), "title": "Linked", "uri": "urn:x:1"}
"""A link as it is uploaded, and as it is answered."""


def document(name: str = "document", **more: Any) -> dict[str, Any]:
    return {
        "identifier": uid(name), "uri": f"https://tests.example/{name}", "lastChangeDateTime": CHANGED, "title": name,
        "creator": "Tests", **more,
    }  # fmt: skip


def item(name: object, **more: Any) -> dict[str, Any]:
    return {
        "identifier": uid(name), "uri": f"https://tests.example/{name}", "lastChangeDateTime": CHANGED,
        "fullStatement": f"Statement of {name}", **more,
    }  # fmt: skip


def node(name: object) -> dict[str, str]:
    return {"title": str(name), "identifier": uid(name), "uri": f"https://tests.example/{name}"}


def association(name: object, origin: object, destination: object, **more: Any) -> dict[str, Any]:
    return {
        "identifier": uid(name), "uri": f"https://tests.example/{name}", "lastChangeDateTime": CHANGED,
        "associationType": "isChildOf", "originNodeURI": node(origin), "destinationNodeURI": node(destination), **more,
    }  # fmt: skip


def package(
    name: str = "document",
    items: list[dict[str, Any]] | None = None,
    associations: list[dict[str, Any]] | None = None,
    **more: Any,
) -> dict[str, Any]:
    return {"CFDocument": document(name), "CFItems": items or [], "CFAssociations": associations or [], **more}


def upload(case: Service, body: object) -> Reply:
    """Uploads a package that has to be taken."""
    reply = case.post("/CFPackages", body)
    assert reply.status == 201, reply.content[:2000]
    return reply


def issues(reply: Reply) -> dict[str, str]:
    """What a refusal says is wrong, by path."""
    assert reply.status == 422, (reply.status, reply.content[:500])
    return {one["path"]: one["message"] for one in reply.body["imsx_error_details"]}


def minor(reply: Reply) -> str:
    (field,) = reply.body["imsx_CodeMinor"]["imsx_codeMinorField"]
    return str(field["imsx_codeMinorFieldValue"])


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    if not DESCRIPTION.exists():
        pytest.skip(f"the published description is not at {DESCRIPTION}")
    loaded: dict[str, Any] = json.loads(DESCRIPTION.read_text())
    return loaded


@lru_cache(maxsize=32)
def validator(path: str, method: str, status: int) -> Any:
    """Checks answers against the published description, formats included."""
    answer = description()["paths"][f"{FIRST}{path}"][method]["responses"][str(status)]
    if "$ref" in answer:
        answer = description()["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    (content,) = answer["content"].values()
    schema = {**content["schema"], "components": description()["components"]}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def check_answer(reply: Reply, path: str, method: str = "get", status: int = 200) -> None:
    """An answer has the published form."""
    assert reply.status == status, (reply.status, reply.content[:500])
    wrong = [
        f"{one.message[:200]} at {one.instance_path}" for one in validator(path, method, status).iter_errors(reply.body)
    ]
    assert wrong == []


def snapshot(case: Service) -> Any:
    """Everything that the API shows."""
    documents = case.get("/CFDocuments", limit=3000)
    ids = [one["sourcedId"] for one in documents.body["CFDocuments"]]
    return (
        documents.content,
        case.get("/CFItems", limit=3000).content,
        [case.get(f"/CFPackages/{one}").content for one in ids],
        [case.get(f"/CFPackages/{one}/groups").content for one in ids],
    )


def shown_item(case: Service, definitions: object = None, **members: Any) -> dict[str, Any]:
    """An item with these members, as it is answered; every answer has the published form."""
    body = package(items=[item("one", **members)])
    if definitions is not None:
        body["CFDefinitions"] = definitions
    case.sandbox.state.store.reset()
    upload(case, body)
    reply = case.get(f"/CFItems/{uid('one')}")
    check_answer(reply, "/CFItems/{sourcedId}")
    found: dict[str, Any] = reply.body["CFItem"]
    return found


def shown_document(case: Service, definitions: object = None, **members: Any) -> dict[str, Any]:
    body = {**package(), "CFDocument": document(**members)}
    if definitions is not None:
        body["CFDefinitions"] = definitions
    case.sandbox.state.store.reset()
    upload(case, body)
    reply = case.get(f"/CFDocuments/{uid('document')}")
    check_answer(reply, "/CFDocuments/{sourcedId}")
    found: dict[str, Any] = reply.body["CFDocument"]
    return found


def shown_association(case: Service, **members: Any) -> dict[str, Any]:
    case.sandbox.state.store.reset()
    upload(case, package(associations=[association("tie", 1, 2, **members)]))
    reply = case.get(f"/CFAssociations/{uid('tie')}")
    check_answer(reply, "/CFAssociations/{sourcedId}")
    found: dict[str, Any] = reply.body["CFAssociation"]
    return found
