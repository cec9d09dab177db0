"""By what the questions of courses are shown. It is kept for those who show them, and changes nothing here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select

from timeback_sandbox.powerpath import people, reading
from timeback_sandbox.powerpath.problems import refuse
from timeback_sandbox.powerpath.tables_plans import RENDER_CONFIGS

__all__ = ["config_of", "put_configs", "read_config", "remove_config"]

_COLUMNS = RENDER_CONFIGS.c


def read_config(body: Mapping[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """The courses that a body names, each once, and the setting that it wants for them.

    Raises:
        Problem: 422, something is missing or wrong.
    """
    given = reading.array(body, "courseIds")
    if not given:
        raise refuse(422, "courseIds must hold at least one course", "courseIds")
    courses = [reading.text({"id": one}, "id", f"courseIds[{place}]") for place, one in enumerate(given)]
    setting: dict[str, Any] = {
        "rendererId": reading.text(body, "rendererId"),
        "rendererUrl": reading.url(body, "rendererUrl"),
        "rendererVersion": reading.optional_text(body, "rendererVersion"),
        "suppressFeedback": reading.optional_flag(body, "suppressFeedback") or False,
        "suppressCorrectResponse": reading.optional_flag(body, "suppressCorrectResponse") or False,
    }
    return list(dict.fromkeys(courses)), setting


def put_configs(connection: Connection, courses: list[str], setting: Mapping[str, Any]) -> None:
    """Gives courses a setting, in place of the one before: all of them, or none.

    Args:
        connection: Within a write transaction.
        courses: Which ones, each once.
        setting: What they get.

    Raises:
        Problem: 404, one of them does not exist.
    """
    for place, course in enumerate(courses):
        people.course(connection, course, f"courseIds[{place}]")
    for course in courses:
        connection.execute(delete(RENDER_CONFIGS).where(_COLUMNS.course == course))
    rows = [{"course": course, "document": msgspec.json.encode({"courseId": course, **setting})} for course in courses]
    connection.execute(insert(RENDER_CONFIGS), rows)


def config_of(connection: Connection, course: str) -> bytes:
    """The setting of a course, as JSON.

    Raises:
        Problem: 404, there is none.
    """
    found: bytes | None = connection.execute(select(_COLUMNS.document).where(_COLUMNS.course == course)).scalar()
    if found is None:
        raise refuse(404, f"There is no render config for course {course[:200]}", "courseId")
    return found


def remove_config(connection: Connection, course: str) -> None:
    """Removes the setting of a course.

    Raises:
        Problem: 404, there is none.
    """
    if connection.execute(delete(RENDER_CONFIGS).where(_COLUMNS.course == course)).rowcount == 0:
        raise refuse(404, f"There is no render config for course {course[:200]}", "courseId")
