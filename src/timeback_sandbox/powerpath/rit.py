"""What tests of the MAP family say about a student in a subject."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from timeback_sandbox.edubridge.mastery import Evidence, latest_map_test
from timeback_sandbox.powerpath.ladder import grade_number
from timeback_sandbox.powerpath.tables_plans import SCREENING_RESULTS

__all__ = ["rit_scores"]

_SCREENED = SCREENING_RESULTS.c


def rit_scores(connection: Connection, student: str, subject: str, evidence: Iterable[Evidence]) -> dict[str, Any]:
    """Score and grade of the latest growth test and of the screening; what there was not is left out.

    Args:
        connection: To read with.
        student: The student.
        subject: The subject.
        evidence: What the student's results say, see `mastery.evidence_of`.
    """
    found: dict[str, Any] = {}
    latest = latest_map_test(evidence, subject)
    if latest is not None:
        score, grade = latest
        found["GROWTH"] = {"score": round(score), "grade": int(grade)}
    query = select(_SCREENED.rit_score, _SCREENED.grade).where(_SCREENED.user == student, _SCREENED.subject == subject)
    row = connection.execute(query).first()
    if row is not None and (number := grade_number(row.grade)) is not None:
        found["SCREENING"] = {"score": round(row.rit_score), "grade": number}
    return found
