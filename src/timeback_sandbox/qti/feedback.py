"""Comments of people about lessons and questions; QTI's own feedback elements are something else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy import Connection, delete, insert, select

from timeback_sandbox.qti.problems import Issue, invalid
from timeback_sandbox.qti.reading import texts_of
from timeback_sandbox.qti.tables import FEEDBACK

__all__ = ["add_feedback", "delete_feedback", "feedback_on", "read_feedback"]


def read_feedback(body: Mapping[str, Any]) -> dict[str, object]:
    """What a body says.

    Raises:
        QtiProblem: 400, it says it wrongly.
    """
    approved = body.get("humanApproved")
    if approved is not None and not isinstance(approved, bool):
        raise invalid([Issue("humanApproved", "humanApproved must be true or false", "invalid_type")])
    found: dict[str, object] = {**texts_of(body, ("userId", "feedback", "lessonId"), ("questionId",))}
    if approved is not None:
        found["humanApproved"] = approved
    return found


def add_feedback(connection: Connection, kind: str, fields: Mapping[str, object]) -> bytes:
    """Store a comment.

    Args:
        connection: Within a write transaction.
        kind: `LESSON` or `QUESTION`.
        fields: As `read_feedback` returns them.

    Returns:
        It as it is answered, with the identifier that it was given.
    """
    identifier = f"fb-{uuid4()}"
    document = msgspec.json.encode({"identifier": identifier, **fields, "type": kind})
    row = {"identifier": identifier, "lesson_id": fields["lessonId"], "type": kind, "document": document}
    connection.execute(insert(FEEDBACK), row)
    return document


def feedback_on(connection: Connection, lesson_id: str) -> list[bytes]:
    """The comments about a lesson and its questions, oldest first."""
    chosen = select(FEEDBACK.c.document).where(FEEDBACK.c.lesson_id == lesson_id).order_by(FEEDBACK.c.seq)
    return list(connection.execute(chosen).scalars())


def delete_feedback(connection: Connection, identifier: str) -> bool:
    """Delete a comment; tells whether it was there."""
    return connection.execute(delete(FEEDBACK).where(FEEDBACK.c.identifier == identifier)).rowcount > 0
