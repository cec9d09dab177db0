"""A course in the read form of OneRoster, as plans and syllabi begin with it."""

from __future__ import annotations

from sqlalchemy import Connection

from timeback_sandbox.oneroster.enrich import bases_for, fill
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.platforms import BEYOND_AI
from timeback_sandbox.oneroster.storage import fetch_document
from timeback_sandbox.statements import ConnectionReader

__all__ = ["course_shown"]


def course_shown(connection: Connection, course_id: str, base_url: str) -> bytes:
    """The JSON of a course that is known to exist.

    Args:
        connection: To read with.
        course_id: The course.
        base_url: Of the sandbox, as the client named it.
    """
    document = fetch_document(connection, KINDS["courses"], course_id)
    return fill(document, bases_for(base_url, BEYOND_AI), ConnectionReader(connection))
