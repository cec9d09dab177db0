"""A QTI client over a recording pipeline, and answers such as the service gives."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from recording import Answer, RecordingPipeline

from timeback_core.channel import Channel
from timeback_core.paths import PLATFORM_PATHS
from timeback_core.qti import QtiClient
from timeback_core.transport.call import Call
from timeback_core.transport.lifetime import Lifetime
from timeback_core.transport.pipeline import Pipeline

BASE = "http://host/api"
XML_ITEM = "<?xml version='1.0'?>\n<qti-assessment-item identifier='i 1' title='Half'/>\n"

ITEM: dict[str, Any] = {
    "identifier": "i-1",
    "title": "Half of twelve",
    "type": "choice",
    "qtiVersion": "3.0",
    "timeDependent": False,
    "adaptive": False,
    "responseDeclarations": [
        {
            "identifier": "RESPONSE",
            "cardinality": "single",
            "baseType": "identifier",
            "correctResponse": {"value": ["B"]},
        }
    ],
    "outcomeDeclarations": [{"identifier": "FEEDBACK", "cardinality": "single", "baseType": "identifier"}],
    "responseProcessing": {"templateType": "match_correct", "outcomeIdentifier": "FEEDBACK"},
    "metadata": {"subject": "Math", "grade": "3", "difficulty": "easy", "humanApproved": True},
    "modalFeedback": [{"outcomeIdentifier": "FEEDBACK", "identifier": "CORRECT", "showHide": "show", "content": "x"}],
    "feedbackInline": [],
    "feedbackBlock": [],
    "rawXml": XML_ITEM,
    "content": {"qti-assessment-item": {"_attributes": {"identifier": "i-1"}}},
    "createdAt": "2026-01-05T09:00:00.000Z",
    "updatedAt": "2026-01-05T09:00:00.000Z",
    "__v": 0,
}
SECTION: dict[str, Any] = {
    "identifier": "warmup",
    "title": "Warm-up",
    "visible": True,
    "required": True,
    "fixed": False,
    "sequence": 1,
    "qti-assessment-item-ref": [
        {"identifier": "i-1", "href": "i-1.xml", "sequence": 1},
        {"identifier": "i-2", "href": "i-2.xml", "sequence": 2},
    ],
}
PART: dict[str, Any] = {
    "identifier": "main",
    "navigationMode": "linear",
    "submissionMode": "individual",
    "qti-assessment-section": [SECTION],
}
TEST: dict[str, Any] = {
    "identifier": "t-1",
    "title": "Unit 3 quiz",
    "qtiVersion": "3.0",
    "qti-test-part": [PART],
    "qti-outcome-declaration": [
        {"identifier": "SCORE", "baseType": "float", "cardinality": "single", "defaultValue": {"value": 0}}
    ],
    "timeLimit": 900,
    "metadata": {"course": "sci-5"},
    "rawXml": "<qti-assessment-test/>",
    "content": {},
    "isValidXml": True,
    "createdAt": "2026-01-05T09:00:00.000Z",
    "updatedAt": "2026-01-05T09:00:00.000Z",
    "__v": 0,
}
STIMULUS: dict[str, Any] = {
    "identifier": "tides",
    "title": "Tides",
    "content": {"qti-stimulus-body": {"p": "The Moon pulls."}},
    "catalogInfo": [],
    "rawXml": "<qti-assessment-stimulus identifier='tides' title='Tides'/>",
    "createdAt": "2026-01-05T09:00:00.000Z",
    "updatedAt": "2026-01-05T09:00:00.000Z",
}
SCORED: dict[str, Any] = {"score": 0.5, "feedback": {"identifier": "partial", "value": "Partially correct"}}
VALIDATED: dict[str, Any] = {
    "success": "false",
    "entityId": "4c1d",
    "xmlContent": "<x/>",
    "validationErrors": ["line 1: no"],
    "message": "no",
}
SAID: dict[str, Any] = {"identifier": "fb-1", "userId": "u", "lessonId": "l", "feedback": "Too quiet", "type": "LESSON"}

ITEM_FORM: dict[str, Any] = {
    "identifier": "i-1",
    "title": "Half of twelve",
    "type": "choice",
    "interaction": {
        "type": "choice",
        "responseIdentifier": "RESPONSE",
        "questionStructure": {"prompt": "Half of 12?", "choices": [{"identifier": "A", "content": "6"}]},
    },
}
TEST_FORM: dict[str, Any] = {"identifier": "t-1", "title": "Unit 3 quiz", "qti-test-part": [PART]}


def qti(
    answer: Callable[[Call], Answer], env: str | None = None, base: str = BASE
) -> tuple[QtiClient, RecordingPipeline]:
    """Return a QTI client over a recording pipeline, and the pipeline."""
    pipeline = RecordingPipeline(answer)
    channel = Channel(
        service="qti",
        base_url=base,
        paths=PLATFORM_PATHS["BEYOND_AI"].qti,
        pipeline=cast("Pipeline", pipeline),
        tokens=None,
        lifetime=Lifetime("QtiClient"),
        platform="BEYOND_AI",
        env=env,
    )
    return QtiClient.from_channel(channel), pipeline


def answering(
    body: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> tuple[QtiClient, RecordingPipeline]:
    """Return a client that always gets the same answer."""
    return qti(lambda _call: (status, body, dict(headers or {})))


def page_of(records: list[Any], call: Call, cap: int | None = None) -> dict[str, Any]:
    """Return the page of a list that a call asks for, at most as long as the server allows."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(call.url).query).items()}
    page, limit = int(query.get("page", 1)), int(query.get("limit", 10))
    limit = limit if cap is None else min(limit, cap)
    start = (page - 1) * limit
    return {
        "items": records[start : start + limit],
        "total": len(records),
        "page": page,
        "pages": -(-len(records) // limit),
        "limit": limit,
        "sort": query.get("sort", "createdAt"),
        "order": query.get("order", "desc"),
    }


def sent(pipeline: RecordingPipeline) -> tuple[str, object]:
    """Return method, path and query of the only call, and its body: decoded JSON, or text of another type."""
    (call,) = pipeline.calls
    return f"{call.method} {call.url.removeprefix(BASE)}", body_of(call)


def body_of(call: Call) -> object:
    """Return the body of a call."""
    if call.content is None:
        return None
    return call.content.decode() if call.headers else json.loads(call.content)
