"""Course sequences: the courses and tests of a subject in the order in which students go through them.

The platform documents what a sequence holds, and which questions can be asked about it. How the stage after an
assessment is found, and with which speed an assessment is passed, is the sandbox's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType
from sqlalchemy import Connection, delete, insert, select

from timeback_sandbox.powerpath.problems import refuse
from timeback_sandbox.powerpath.tables_plans import COURSE_SEQUENCES
from timeback_sandbox.powerpath.vocabulary import Grade, Subject

__all__ = [
    "END_OF_GRADE",
    "PASSING_CQPM",
    "PASSING_WCPM",
    "CourseReference",
    "CourseSequence",
    "Stage",
    "StageProperties",
    "find_sequence",
    "keep_sequence",
    "remove_sequence",
    "stage_after",
    "stages_of",
]

END_OF_GRADE: Final = "end_of_grade"
PASSING_CQPM: Final = 40.0
"""Correct questions per minute with which an assessment of FastMath is passed."""
PASSING_WCPM: Final = 20.0
"""Words read correctly per minute with which the second assessment of Language in kindergarten is passed."""

Filled = Annotated[str, Meta(min_length=1, pattern=r"\S")]


class _Camel(msgspec.Struct, kw_only=True, rename="camel", omit_defaults=True):
    """Its fields are in camel case on the wire."""


class CourseReference(_Camel, kw_only=True):
    """A course of a stage, and since when it is one."""

    course_id: Filled
    ref_added_at: Filled


class StageProperties(_Camel, kw_only=True):
    """What a stage consists of."""

    course_references: list[CourseReference] | UnsetType = UNSET
    test_types: list[Filled] | UnsetType = UNSET
    learning_app_id: str | UnsetType | None = UNSET
    assessment_source: str | UnsetType | None = UNSET


class Stage(_Camel, kw_only=True):
    """A course or a test in a sequence."""

    id: Filled
    title: Filled
    grades: list[Grade]
    subject: Subject
    type: Filled
    properties: StageProperties

    def holds(self, test_type: str) -> bool:
        """Whether tests of a type belong to it."""
        types = self.properties.test_types
        return types is not UNSET and test_type in types


class CourseSequence(_Camel, kw_only=True):
    """The stages of a subject, in order."""

    id: Annotated[str, Meta(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")]
    subject: Subject
    title: Annotated[str, Meta(min_length=1, max_length=255)]
    author: Annotated[str, Meta(pattern=r"^[^@\s]+@[^@\s]+$")]
    status: Literal["draft", "active", "retired", "tobedeleted"]
    status_updated_at: Filled
    stages: list[Stage]
    description: Annotated[str, Meta(max_length=1024)] | UnsetType = UNSET


# ---------------------------------------------------------------- in the database


def find_sequence(connection: Connection, sequence_id: str) -> CourseSequence:
    """The sequence of an id.

    Raises:
        Problem: 404, there is none, or it is marked as deleted.
    """
    columns = COURSE_SEQUENCES.c
    document: bytes | None = connection.execute(select(columns.document).where(columns.id == sequence_id)).scalar()
    found = None if document is None else msgspec.json.decode(document, type=CourseSequence)
    if found is None or found.status == "tobedeleted":
        raise refuse(404, f"Course sequence not found: {sequence_id[:200]}", "id")
    return found


def keep_sequence(connection: Connection, sequence: CourseSequence) -> None:
    """Keeps a sequence, in place of the one of its id."""
    remove_sequence(connection, sequence.id)
    row = {"id": sequence.id, "document": msgspec.json.encode(sequence)}
    connection.execute(insert(COURSE_SEQUENCES).values(row))


def remove_sequence(connection: Connection, sequence_id: str) -> bool:
    """Removes a sequence; tells whether it was there."""
    return connection.execute(delete(COURSE_SEQUENCES).where(COURSE_SEQUENCES.c.id == sequence_id)).rowcount > 0


# ---------------------------------------------------------------- stages


def stages_of(stages: Sequence[Stage], grade: str | None, limit: int | None) -> list[Stage]:
    """Stages in their order.

    Args:
        stages: Of the sequence.
        grade: Only those of this grade; None: all.
        limit: The first so many; None: all.
    """
    return [stage for stage in stages if grade is None or grade in stage.grades][:limit]


def stage_after(
    sequence: CourseSequence, grade: str, test_type: str, cqpm: float | None, wcpm: float | None
) -> Stage | None:
    """The stage with which a student goes on after an assessment.

    Who has passed goes on with the next stage; who has not, with the course before the assessment. An assessment has
    been passed, except that FastMath wants `PASSING_CQPM`, and the second assessment of Language in kindergarten wants
    `PASSING_WCPM`; it is the second when `wcpm` is given.

    Args:
        sequence: The sequence.
        grade: Of the assessment.
        test_type: Of the assessment.
        cqpm: Correct questions per minute.
        wcpm: Words read correctly per minute.

    Returns:
        None: the sequence has no such assessment, or nothing comes after it.

    Raises:
        Problem: 422, FastMath is asked without `cqpm`.
    """
    stages = sequence.stages
    places = _assessments(stages, grade, test_type)
    passed = True
    if sequence.subject == "FastMath":
        if cqpm is None:
            raise refuse(422, "cqpm is required: it decides in FastMath", "cqpm")
        passed = cqpm >= PASSING_CQPM
    if not places:
        return None
    at = places[-1]
    if sequence.subject == "Language" and grade == "0" and len(places) > 1:
        at = places[0] if wcpm is None else places[1]
        passed = wcpm is None or wcpm >= PASSING_WCPM
    if passed:
        return stages[at + 1] if at + 1 < len(stages) else None
    return next((stage for stage in reversed(stages[: at + 1]) if stage.type == "course"), stages[at])


def _assessments(stages: Sequence[Stage], grade: str, test_type: str) -> list[int]:
    """Where the assessments of a grade and type are; where no stage names any, a grade ends with its last stage."""
    of_grade = [place for place, stage in enumerate(stages) if grade in stage.grades]
    named = [place for place in of_grade if stages[place].holds(test_type)]
    return named or (of_grade[-1:] if test_type == END_OF_GRADE else [])
