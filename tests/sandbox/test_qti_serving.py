"""Where the QTI API is served, on what database, and what odd values do to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from qti_items import GOLDEN_ITEMS
from qti_service import Service, choice_form, named, service

DOCUMENT = named(GOLDEN_ITEMS["choice"], "xml-1")


@pytest.fixture(scope="module")
def shared() -> Iterator[Service]:
    with service() as made:
        yield made


@pytest.fixture
def qti(shared: Service) -> Service:
    shared.sandbox.state.reset()
    return shared


# ---------------------------------------------------------------- odd values


@pytest.mark.parametrize(
    "value", ["\u0000", "\ud7ff\ue000", 10**40, -(10**30), 1e308, [[]], {"": {}}, "'; DROP TABLE qti_items; --", True]
)
def test_metadata_may_hold_whatever_json_can(qti: Service, value: object) -> None:
    qti.add(choice_form("one", metadata={"odd": value, "\u0000": 1, 'a"b': 2}))
    assert qti.get("/assessment-items/one").body["metadata"]["odd"] == value
    for text in ("metadata.odd=1", "metadata.odd>'a'", "metadata.odd~'.'", "metadata.odd!=true"):
        assert qti.get("/assessment-items", filter=text).status == 200


def test_a_search_for_odd_text_is_answered(qti: Service) -> None:
    qti.add(choice_form("one"))
    for text in ("\u0000", "%", "_", "\\", "'", "(", "x" * 5000, "🧮"):
        assert qti.get("/assessment-items", query=text).body["total"] == 0
        assert qti.get("/assessment-items", filter=f"title~'{text.replace(chr(39), chr(39) * 2)}'").status == 200


# ---------------------------------------------------------------- where it is served


@pytest.mark.parametrize("base", ["", "/api"])
def test_unknown_paths_stay_unknown_and_deleting_is_only_for_feedback(shared: Service, base: str) -> None:
    there = Service(shared.sandbox, base)
    try:
        for method in ("GET", "POST", "PUT", "PATCH"):
            assert there.call(method, "/nothing-here", {} if method != "GET" else None).status == 404
        gone = there.delete("/nothing-here")
        assert (gone.status, gone.body["error"]) == (404, "Feedback not found")
        assert there.call("PATCH", "/assessment-items").status == 405
        if not base:
            assert there.get("/").status == 200
            assert there.get("/openapi.json").status == 200
    finally:
        there.close()


def test_both_mounts_serve_the_same_items(qti: Service) -> None:
    root = Service(qti.sandbox, "")
    try:
        qti.add(choice_form("one"))
        assert root.get("/assessment-items/one").body == qti.get("/assessment-items/one").body
        assert root.delete("/assessment-items/one").status == 204
        assert qti.get("/assessment-items/one").status == 404
    finally:
        root.close()


# ---------------------------------------------------------------- on a file


def test_it_is_all_the_same_on_a_file_and_after_a_restart(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'qti.db'}"
    with service(database=database) as made:
        made.add(choice_form("one", metadata={"a": 1}), {"xml": DOCUMENT})
        assert made.put("/assessment-items/one", choice_form("one", "New", metadata={"a": 2})).status == 200
        assert made.score("one", "B").body["score"] == 1
        assert made.post("/validate", {"schema": "item", "entityId": "one"}).body["success"] == "true"
    with service(database=database) as made:
        assert made.get("/assessment-items", query="NEW", filter="metadata.a=2").body["total"] == 1
        assert made.call("GET", "/assessment-items/xml-1", headers=[("accept", "text/xml")]).text == DOCUMENT
        assert made.score("xml-1", "ChoiceA").body["score"] == 1
        assert made.delete("/assessment-items/one").status == 204
        assert made.score("one", "B").status == 404


def test_a_response_nested_beyond_reason_is_refused_or_scored_but_never_breaks(qti: Service) -> None:
    qti.add(choice_form("one"))
    path, headers = "/assessment-items/one/process-response", [("content-type", "application/json")]
    for depth in (10, 500, 900, 100_000):
        body = b'{"identifier":"one","response":' + b"[" * depth + b"]" * depth + b"}"
        reply = qti.call("POST", path, body, headers=headers)
        assert reply.status in {200, 400}
