"""Placement: where students stand in a subject."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec

from timeback_core.kept import kept
from timeback_core.model import Model
from timeback_core.powerpath.models_base import ByName, DictLike
from timeback_core.tagged import tagged
from timeback_core.tolerant import Tolerant

__all__ = [
    "EdulasticPlacementTestResult",
    "GetAllPlacementTestsResponse",
    "GetCurrentLevelResponse",
    "GetNextPlacementTestResponse",
    "GetSubjectProgressResponse",
    "PlacementRIT",
    "PlacementRITScore",
    "PlacementTest",
    "PlacementTestResult",
    "PowerPathPlacementTestResult",
    "ProgressCourse",
    "ResetPlacementResponse",
    "StudentPlacementData",
    "SubjectCourseProgress",
    "SubjectPlacement",
]


class GetCurrentLevelResponse(Model, kw_only=True):
    """The grade at which a student stands in a subject."""

    grade_level: str | None
    onboarded: bool
    """Whether placement is over."""
    available_tests: int
    """How many placement tests the subject has."""


class GetNextPlacementTestResponse(GetCurrentLevelResponse, kw_only=True):
    """The placement test that a student takes next; `grade_level` is its grade."""

    exhausted_tests: bool
    """Whether there is no further test to take."""
    lesson: str | None
    """The test's lesson; ``None`` when placement is over, which is how it ends and no error."""


class PlacementTest(DictLike, kw_only=True, rename=None):
    """A placement test, in OneRoster's rows."""

    component_resources: dict[str, Any]
    """The lesson."""
    resources: dict[str, Any]
    """Its resource."""
    resources_metadata: dict[str, Any]
    """The resource's metadata."""
    assessment_line_items: dict[str, Any] | None = None
    """The lesson in the gradebook, if anybody has begun it."""
    assessment_results: list[dict[str, Any]] | None = None
    """The student's results, of all attempts."""


if TYPE_CHECKING:
    Test = PlacementTest
else:
    Test = kept(PlacementTest)


class GetAllPlacementTestsResponse(Tolerant, kw_only=True):
    """The placement tests of a subject."""

    placement_tests: list[Test] = []  # noqa: RUF012  # msgspec gives each record its own


class ProgressCourse(Model, kw_only=True):
    """A course of the subject."""

    sourced_id: str
    title: str
    status: str | None = None
    date_last_modified: str | None = None
    course_code: str | None = None
    grades: list[str] | None = None
    subjects: list[str] | None = None
    level: str | None = None
    org_sourced_id: str | None = None


class SubjectCourseProgress(Model, kw_only=True):
    """How far a student has come in one course."""

    course: ProgressCourse
    in_enrolled: bool
    """Whether the student has an active seat; so spelled on the wire."""
    has_used_test_out: bool
    test_out_lesson_id: str | None
    completed_lessons: int
    total_lessons: int
    total_attainable_xp: float
    """Sum of what the lessons give for doing them well."""
    total_xp_earned: float
    """May exceed `total_attainable_xp`, because flawless first attempts earn more."""

    @property
    def is_enrolled(self) -> bool:
        """`in_enrolled` as it is meant."""
        return self.in_enrolled


class GetSubjectProgressResponse(Tolerant, kw_only=True):
    """How far a student has come in the courses of a subject, from the lowest grade up."""

    progress: list[SubjectCourseProgress] = []  # noqa: RUF012  # msgspec gives each record its own


class ResetPlacementResponse(Model, kw_only=True):
    """What a reset has undone."""

    success: bool
    placement_results_deleted: int
    """Results of placement tests, of all attempts."""
    onboarding_reset: bool
    """Whether there was an onboarding to reset."""


class PlacementRITScore(DictLike, kw_only=True):
    """A RIT score and the grade to which it belongs."""

    score: float
    grade: int


if TYPE_CHECKING:
    Score = PlacementRITScore
    GrowthSource = Literal["EDULASTIC"]
    PlacementSource = Literal["PLACEMENT"]
else:
    Score = kept(PlacementRITScore)
    GrowthSource = PlacementSource = str


class PlacementRIT(DictLike, kw_only=True):
    """RIT scores of a subject."""

    growth: Score | None = msgspec.field(default=None, name="GROWTH")
    screening: Score | None = msgspec.field(default=None, name="SCREENING")


class _TestResult(DictLike, kw_only=True):
    test_id: str
    """The test's lesson."""
    title: str
    subject: str
    grade: int
    status: str
    """A word of `timeback_core.powerpath.PlacementTestStatus`."""
    score: float | None = None
    completed_at: str | None = None


class EdulasticPlacementTestResult(_TestResult, kw_only=True):
    """How a student stands in a placement test that takes place at Edulastic."""

    source: GrowthSource


class PowerPathPlacementTestResult(_TestResult, kw_only=True):
    """How a student stands in any other placement test."""

    source: PlacementSource
    mastery_track_processed: bool | None = None
    """Whether a test at MasteryTrack has been imported."""


if TYPE_CHECKING:
    PlacementTestResult = PowerPathPlacementTestResult | EdulasticPlacementTestResult
    RIT = PlacementRIT
else:
    PlacementTestResult = tagged("source", {"EDULASTIC": EdulasticPlacementTestResult}, PowerPathPlacementTestResult)
    RIT = kept(PlacementRIT)


class SubjectPlacement(DictLike, kw_only=True):
    """A student's placement in one subject. Grades are numbers here."""

    starting_grade: int
    current_grade: int
    subject_lowest_grade: int
    subject_highest_grade: int
    rit: RIT = msgspec.field(default_factory=PlacementRIT, name="RIT")
    results: list[PlacementTestResult] = []  # noqa: RUF012  # msgspec gives each record its own
    status: str
    """``not_started``, ``in_progress`` or ``completed``."""
    next_test_id: str | None
    """The lesson of the next test; ``None`` when placement is over."""


class StudentPlacementData(ByName[SubjectPlacement]):
    """A student's placement, by subject; a mapping of those subjects that have placement tests."""

    __slots__ = ()
    _kind = SubjectPlacement

    if TYPE_CHECKING:

        def __getitem__(self, name: str) -> SubjectPlacement: ...
