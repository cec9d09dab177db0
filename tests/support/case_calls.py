"""Packages as CASE has them, and a client whose answers a test writes down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from recording import Answer, RecordingPipeline

from timeback_core.case import CaseClient, CFPackage
from timeback_core.channel import Channel
from timeback_core.paths import PLATFORM_PATHS
from timeback_core.transport.call import Call
from timeback_core.transport.lifetime import Lifetime
from timeback_core.transport.pipeline import Pipeline

BASE = "http://host/ims/case/v1p1"
DOCUMENT = "6f1e3c9a-2b47-4d0e-9a51-7c3b5e8f0a10"
MOMENT = "2026-03-02T08:15:00.000Z"
UPLOADED = {
    "success": True,
    "message": "CASE package uploaded",
    "result": {"documentId": DOCUMENT, "stats": {"documents": 1, "items": 3, "associations": 4}, "success": True},
}


def uuid(number: int, kind: int = 0) -> str:
    """Return an id; items are of kind 0, associations of kind 1."""
    return f"{kind:08x}-0000-0000-0000-{number:012x}"


def link(sourced_id: str, title: str = "", key: str = "sourcedId") -> dict[str, Any]:
    """Return a reference."""
    return {key: sourced_id, "title": title, "uri": f"https://riverbend.example/u/{sourced_id}"}


def item(number: int, key: str = "sourcedId", **more: Any) -> dict[str, Any]:
    """Return an item."""
    sourced_id = uuid(number)
    return {
        key: sourced_id,
        "fullStatement": f"Statement {number}",
        "CFItemType": "Standard",
        "uri": f"https://riverbend.example/u/{sourced_id}",
        "humanCodingScheme": f"6.RP.{number}",
        "lastChangeDateTime": MOMENT,
        **more,
    }


def edge(number: int, child: int, parent: int | None, key: str = "sourcedId", **more: Any) -> dict[str, Any]:
    """Return an association that puts an item below another one, or below the document."""
    return {
        key: uuid(number, 1),
        "associationType": "isChildOf",
        "uri": f"https://riverbend.example/a/{number}",
        "lastChangeDateTime": MOMENT,
        "originNodeURI": link(uuid(child), key=key),
        "destinationNodeURI": link(DOCUMENT if parent is None else uuid(parent), key=key),
        **more,
    }


def document(key: str = "sourcedId", **more: Any) -> dict[str, Any]:
    """Return a document."""
    return {
        key: DOCUMENT,
        "title": "Riverbend Grade 6 Mathematics",
        "uri": "https://riverbend.example/u/doc",
        "creator": "Riverbend Unified",
        "lastChangeDateTime": MOMENT,
        **more,
    }


def body(items: Sequence[dict[str, Any]] = (), edges: Sequence[dict[str, Any]] = (), **more: Any) -> dict[str, Any]:
    """Return a package as the server answers it, without its envelope."""
    values = {"sourcedId": DOCUMENT, "CFDocument": document(), "CFItems": list(items), "CFAssociations": list(edges)}
    return {**values, **more}


def upload(**more: Any) -> dict[str, Any]:
    """Return a package to upload: a domain with two standards in it."""
    key = "identifier"
    return {
        "CFDocument": document(key, subject=["Mathematics"]),
        "CFItems": [
            item(1, key, CFItemType="Domain", humanCodingScheme="6.RP"),
            item(2, key, humanCodingScheme="6.RP.1", educationLevel=["06"]),
            item(3, key, humanCodingScheme="6.RP.2", extensions={"riverbend:weight": 2, "none": None}),
        ],
        "CFAssociations": [
            edge(1, 1, None, key, sequenceNumber=1),
            edge(2, 3, 1, key, sequenceNumber=2),
            edge(3, 2, 1, key, sequenceNumber=1),
            edge(4, 2, 3, key, associationType="precedes"),
        ],
        **more,
    }


def tree(links: Sequence[tuple[int, int | None]], count: int) -> CFPackage:
    """Return a package of so many items, and of an association for each pair of child and parent."""
    edges = [edge(number, child, parent) for number, (child, parent) in enumerate(links)]
    return CFPackage.from_json(body([item(number) for number in range(count)], edges))


def answering(status: int, content: Any, **headers: str) -> Callable[[Call], Answer]:
    """Return what answers every call in the same way."""
    return lambda _: (status, content, {name.replace("_", "-"): value for name, value in headers.items()})


def case(answer: Callable[[Call], Answer], platform: str = "BEYOND_AI") -> tuple[CaseClient, RecordingPipeline]:
    """Return a CASE client over a recording pipeline, and the pipeline."""
    pipeline = RecordingPipeline(answer)
    channel = Channel(
        service="case",
        base_url="http://host",
        paths=PLATFORM_PATHS[cast("Any", platform)].case,
        pipeline=cast("Pipeline", pipeline),
        tokens=None,
        lifetime=Lifetime("CaseClient"),
        platform=platform,
    )
    return CaseClient.from_channel(channel), pipeline


def lines(pipeline: RecordingPipeline) -> list[str]:
    """Return method and path with query of every call, in order."""
    return [f"{call.method} {call.url.removeprefix('http://host')}" for call in pipeline.calls]
