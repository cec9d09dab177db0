"""Records of the smaller groups: testing out by choice, how questions are shown, and course sequences."""

from __future__ import annotations

from typing import Any

from timeback_core.model import Model
from timeback_core.powerpath.models_base import DictLike
from timeback_core.tolerant import Tolerant

__all__ = [
    "CourseSequence",
    "CourseSequenceCourseReference",
    "CourseSequenceProperties",
    "CourseSequenceStage",
    "GetTestOutEligibilityResponse",
    "MakeExternalStudentTestOutAssignmentResponse",
    "RenderConfigDeleteResponse",
    "RenderConfigGetResponse",
    "RenderConfigUpsertResponse",
]


class GetTestOutEligibilityResponse(Model, kw_only=True):
    """Whether a student may test out of a subject's next grade."""

    eligible: bool
    reason: str | None = None
    """Why not."""


class MakeExternalStudentTestOutAssignmentResponse(Model, kw_only=True):
    """The test that a student chose to take."""

    success: bool
    data: dict[str, Any] | None = None
    """Such as ``assignmentId``, ``lessonId``, ``resourceId``, ``grade`` and ``subject``."""


class RenderConfigUpsertResponse(Tolerant, kw_only=True):
    """The courses whose setting was written."""

    updated: list[str] = []  # noqa: RUF012  # msgspec gives each record its own


class RenderConfigGetResponse(Model, kw_only=True):
    """By what, and how, a course's questions are shown."""

    course_id: str
    renderer_id: str
    renderer_url: str
    renderer_version: str | None = None
    suppress_feedback: bool = False
    suppress_correct_response: bool = False


class RenderConfigDeleteResponse(Model, kw_only=True):
    """The course whose setting was deleted."""

    deleted: str


class CourseSequenceCourseReference(Model, kw_only=True):
    """A course of a stage."""

    course_id: str
    ref_added_at: str | None = None


class CourseSequenceProperties(DictLike, kw_only=True):
    """What a stage consists of."""

    course_references: list[CourseSequenceCourseReference] | None = None
    test_types: list[str] | None = None
    """Such as ``test_out``."""
    learning_app_id: str | None = None
    assessment_source: str | None = None


class CourseSequenceStage(Tolerant, kw_only=True):
    """A stage of a sequence."""

    id: str
    title: str
    grades: list[str] = []  # noqa: RUF012  # msgspec gives each record its own
    subject: str | None = None
    type: str | None = None
    """Such as ``course``."""
    properties: CourseSequenceProperties | None = None


class CourseSequence(Tolerant, kw_only=True):
    """The courses and tests of a subject in the order in which students go through them."""

    id: str
    subject: str
    title: str
    author: str
    """E-mail address of whoever made it."""
    status: str
    """A word of `timeback_core.powerpath.types.CourseSequenceStatus`."""
    status_updated_at: str | None = None
    stages: list[CourseSequenceStage] = []  # noqa: RUF012  # msgspec gives each record its own
    description: str | None = None
