"""The operations beside the documents themselves: scoring, validation, feedback."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import uuid4

import msgspec

from timeback_sandbox.qti import bodies, records
from timeback_sandbox.qti.checking import Schema, validate
from timeback_sandbox.qti.feedback import add_feedback, delete_feedback, feedback_on, read_feedback
from timeback_sandbox.qti.operations import ITEM_TAG, identifier_of
from timeback_sandbox.qti.problems import Issue, QtiProblem, invalid, missing, unknown_entity
from timeback_sandbox.qti.reading import read_object
from timeback_sandbox.qti.scoring import score_xml
from timeback_sandbox.qti.tables import ITEMS, STIMULI, TESTS
from timeback_sandbox.serving import Answer, Call, Responder, Route
from timeback_sandbox.settings import Settings

__all__ = ["DELETE_FEEDBACK", "FEEDBACK_ROUTES", "SCORING_ROUTE", "VALIDATION_ROUTES", "process_response"]

_FEEDBACK_TAG = "QTI feedback"
_VALIDATION_TAG = "QTI validation"
_WRONG = "Invalid request body"
_TABLES = {"item": ITEMS, "test": TESTS, "stimulus": STIMULI}
_LARGE = 20_000


# ---------------------------------------------------------------- scoring


class _Response(msgspec.Struct):
    """What is answered; whatever it is, it scores."""

    identifier: Any = None
    response: Any = None


_read_response = msgspec.json.Decoder(_Response).decode


def process_response(call: Call) -> Answer:
    """Scores a response to an item."""
    raw_xml = records.raw_xml_of(call.store.points, ITEMS, identifier_of(call))
    if raw_xml is None:
        raise missing("Assessment item not found")
    try:
        given = _read_response(call.body)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        read_object(call, _WRONG)  # says what is wrong with it
        raise
    named = given.identifier if isinstance(given.identifier, str) else None
    result = score_xml(call.state, raw_xml, given.response, named)
    score = result.score if math.isfinite(result.score) else 0.0
    feedback = {"identifier": result.feedback.identifier, "value": result.feedback.value}
    return Answer.of(200, {"score": score, "feedback": feedback})


def _scoring_blocks(call: Call) -> bool:
    """Whether scoring may wait, for a scorer that is asked or for a function of a test, or has much to read."""
    return call.state.settings.external_scorer or call.state.grader is not None or len(call.body) > _LARGE


# ---------------------------------------------------------------- validation


def _validate(call: Call) -> Answer:
    body = read_object(call, _WRONG)
    schema = _schema(body)
    xml, entity_id = body.get("xml"), body.get("entityId")
    issues = [
        Issue(name, f"{name} must be a text", "invalid_type")
        for name, value in (("xml", xml), ("entityId", entity_id))
        if value is not None and not isinstance(value, str)
    ]
    if not issues and xml is None and entity_id is None:
        issues.append(Issue("xml", "give xml or entityId"))
    if issues:
        raise invalid(issues, _WRONG)
    if entity_id is not None:
        xml = _stored(call, schema, entity_id)
    return Answer.of(200, _report(call.state.settings, cast("str", xml), schema, entity_id))


def _validate_batch(call: Call) -> Answer:
    body = read_object(call, _WRONG)
    schema = _schema(body)
    documents, ids = _texts(body, "xml"), _texts(body, "entityIds")
    if not documents and not ids:
        raise invalid([Issue("xml", "give at least one document in xml, or one identifier in entityIds")], _WRONG)
    pairs: Sequence[tuple[str, str | None]] = [(document, None) for document in documents]
    if ids:
        pairs = [(_stored(call, schema, entity_id), entity_id) for entity_id in ids]
    return Answer.of(200, {"results": [_report(call.state.settings, xml, schema, id) for xml, id in pairs]})


def _schema(body: Mapping[str, Any]) -> Schema:
    schema = body.get("schema")
    if schema is None:
        raise invalid([Issue("schema", "schema is required", "invalid_type")], _WRONG)
    if not isinstance(schema, str) or schema not in _TABLES:
        message = f"schema must be one of {', '.join(_TABLES)}, got {str(schema)[:100]!r}"
        raise invalid([Issue("schema", message, "invalid_enum_value")], _WRONG)
    return cast("Schema", schema)


def _texts(body: Mapping[str, Any], name: str) -> list[str]:
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in cast("list[object]", value)):
        raise invalid([Issue(name, f"{name} must be a list of texts", "invalid_type")], _WRONG)
    return cast("list[str]", value)


def _stored(call: Call, schema: Schema, entity_id: str) -> str:
    xml = records.raw_xml_of(call.store.points, _TABLES[schema], entity_id)
    if xml is None:
        raise unknown_entity(entity_id)
    return xml


def _report(settings: Settings, xml: str, schema: Schema, entity_id: str | None) -> dict[str, object]:
    """What validation says; its `success` is a text, as the API has it."""
    report = validate(settings, xml, schema)
    return {
        "success": "true" if report.is_valid else "false",
        "entityId": str(uuid4()) if entity_id is None else entity_id,
        "xmlContent": xml,
        "validationErrors": report.messages,
        "message": report.summary,
    }


def _validation_blocks(call: Call) -> bool:
    """Whether a validation takes long: with schema files, whose first use takes seconds, or much to validate."""
    return call.state.settings.qti_schemas is not None or len(call.body) > _LARGE


# ---------------------------------------------------------------- feedback


def _comment(kind: str) -> Responder:
    def respond(call: Call) -> Answer:
        fields = read_feedback(read_object(call, _WRONG))
        with call.store.write() as connection:
            return Answer(201, add_feedback(connection, kind, fields))

    return respond


def _comments(call: Call) -> Answer:
    with call.store.read() as connection:
        return Answer(200, b"[" + b",".join(feedback_on(connection, call.ids["lessonId"])) + b"]")


def _delete_comment(call: Call) -> Answer:
    with call.store.write() as connection:
        if not delete_feedback(connection, call.ids["id"]):
            text = "Feedback not found"
            raise QtiProblem(404, text, {"error": text, "message": text})
    return Answer.of(200, {"message": "Feedback deleted successfully"})


# ---------------------------------------------------------------- the table of them

_ERRORS: dict[str, Any] = {"error_body": bodies.Refusal}
_BAD = {400: "The body is wrong"}

SCORING_ROUTE = Route(
    "qti.assessment_items.process_response", "POST", "/assessment-items/{identifier}/process-response",
    process_response, ITEM_TAG, "Scores a response", body=bodies.ResponseInput, answers={200: bodies.ScoreAnswer},
    errors={404: "There is no item of that identifier"}, quick=True, blocks=_scoring_blocks, **_ERRORS,
)  # fmt: skip

VALIDATION_ROUTES = (
    Route(
        "qti.validate.validate", "POST", "/validate", _validate, _VALIDATION_TAG, "Validates a document",
        body=bodies.ValidateInput, answers={200: bodies.ValidationAnswer}, blocks=_validation_blocks,
        errors={**_BAD, 404: "There is nothing of that identifier"}, **_ERRORS,
    ),
    Route(
        "qti.validate.batch", "POST", "/validate/batch", _validate_batch, _VALIDATION_TAG, "Validates documents",
        body=bodies.ValidateBatchInput, answers={200: bodies.BatchAnswer}, blocks=_validation_blocks,
        errors={**_BAD, 404: "There is nothing of one of the identifiers"}, **_ERRORS,
    ),
)  # fmt: skip

FEEDBACK_ROUTES = (
    Route(
        "qti.lesson.submit_lesson", "POST", "/lesson", _comment("LESSON"), _FEEDBACK_TAG, "Comments on a lesson",
        body=bodies.FeedbackInput, answers={201: bodies.LessonFeedback}, errors=_BAD, **_ERRORS,
    ),
    Route(
        "qti.lesson.submit_question", "POST", "/question", _comment("QUESTION"), _FEEDBACK_TAG,
        "Comments on a question", body=bodies.FeedbackInput, answers={201: bodies.LessonFeedback}, errors=_BAD,
        **_ERRORS,
    ),
    Route(
        "qti.lesson.get_lesson", "GET", "/lesson/{lessonId}", _comments, _FEEDBACK_TAG,
        "Lists the comments on a lesson", answers={200: list[bodies.LessonFeedback]}, **_ERRORS,
    ),
)  # fmt: skip

DELETE_FEEDBACK = Route(
    "qti.general.delete_by_id", "DELETE", "/{id}", _delete_comment, _FEEDBACK_TAG, "Deletes a comment",
    answers={200: bodies.Message}, errors={404: "There is no comment of that identifier"}, **_ERRORS,
)  # fmt: skip
