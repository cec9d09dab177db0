"""What the requests and answers of placement, test assignments and test-outs hold, for the API description."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from timeback_sandbox.powerpath.vocabulary import Grade, Subject

__all__ = [
    "AssignmentAnswer",
    "AssignmentBody",
    "AssignmentNameBody",
    "AssignmentsAnswer",
    "BulkAnswer",
    "BulkBody",
    "CurrentLevelAnswer",
    "ElectBody",
    "ElectedAnswer",
    "EligibilityAnswer",
    "ImportBody",
    "MadeAnswer",
    "NextTestAnswer",
    "PlacementTestsAnswer",
    "ResetAnswer",
    "ResetBody",
    "StartTestOutAnswer",
    "StartTestOutBody",
    "SubjectPlacement",
    "SubjectProgressAnswer",
]

Status = Literal["assigned", "in_progress", "completed", "failed", "expired", "cancelled"]


# ---------------------------------------------------------------- placement


class CurrentLevelAnswer(msgspec.Struct, kw_only=True):
    """The level that a student has reached in a subject."""

    gradeLevel: str | None  # noqa: N815
    onboarded: bool
    availableTests: int  # noqa: N815


class NextTestAnswer(CurrentLevelAnswer, kw_only=True):
    """The placement test to take now."""

    exhaustedTests: bool  # noqa: N815
    lesson: str | None


class PlacementTest(msgspec.Struct, kw_only=True):
    """A placement test with what belongs to it."""

    component_resources: dict[str, Any]
    resources: dict[str, Any]
    resources_metadata: dict[str, Any]
    assessment_line_items: dict[str, Any] | None
    assessment_results: list[dict[str, Any]] | None


class PlacementTestsAnswer(msgspec.Struct, kw_only=True):
    """The placement tests of a subject."""

    placementTests: list[PlacementTest]  # noqa: N815


class ProgressCourse(msgspec.Struct, kw_only=True):
    """A course."""

    sourcedId: str  # noqa: N815
    status: str
    dateLastModified: str  # noqa: N815
    title: str
    courseCode: str | None  # noqa: N815
    grades: list[str] | None
    level: str | None
    subjects: list[str] | None
    orgSourcedId: str  # noqa: N815


class CourseProgress(msgspec.Struct, kw_only=True):
    """How far a student has got in a course."""

    course: ProgressCourse
    inEnrolled: bool  # noqa: N815
    hasUsedTestOut: bool  # noqa: N815
    testOutLessonId: str | None  # noqa: N815
    completedLessons: int  # noqa: N815
    totalLessons: int  # noqa: N815
    totalAttainableXp: float  # noqa: N815
    totalXpEarned: float  # noqa: N815


class SubjectProgressAnswer(msgspec.Struct, kw_only=True):
    """How far a student has got in the courses of a subject."""

    progress: list[CourseProgress]


class ResetBody(msgspec.Struct, kw_only=True):
    """Whose placement begins again, and in what."""

    student: str
    subject: Subject


class ResetAnswer(msgspec.Struct, kw_only=True):
    """What was taken back."""

    success: bool
    placementResultsDeleted: int  # noqa: N815
    onboardingReset: bool  # noqa: N815


class RitScore(msgspec.Struct, kw_only=True):
    """Score and grade of a MAP test."""

    score: int
    grade: int


class Rit(msgspec.Struct, kw_only=True):
    """What MAP tests say."""

    GROWTH: RitScore | msgspec.UnsetType = msgspec.UNSET
    SCREENING: RitScore | msgspec.UnsetType = msgspec.UNSET


class PlacementResult(msgspec.Struct, kw_only=True):
    """A placement test as the student has left it."""

    testId: str  # noqa: N815
    title: str
    subject: str
    grade: int
    status: Literal["PASSED", "FAILED", "STARTED", "NOT_STARTED", "SKIP"]
    source: Literal["PLACEMENT", "EDULASTIC"]
    score: float | msgspec.UnsetType = msgspec.UNSET
    completedAt: str | msgspec.UnsetType = msgspec.UNSET  # noqa: N815
    masteryTrackProcessed: bool | msgspec.UnsetType = msgspec.UNSET  # noqa: N815


class SubjectPlacement(msgspec.Struct, kw_only=True):
    """What is known of a student's placement in a subject."""

    startingGrade: int  # noqa: N815
    currentGrade: int  # noqa: N815
    subjectLowestGrade: int  # noqa: N815
    subjectHighestGrade: int  # noqa: N815
    RIT: Rit
    results: list[PlacementResult]
    status: Literal["not_started", "in_progress", "completed"]
    nextTestId: str | None  # noqa: N815


# ---------------------------------------------------------------- test assignments


class AssignmentBody(msgspec.Struct, kw_only=True):
    """A test that a student is to take."""

    student: str
    subject: Subject
    grade: Grade
    testName: str | msgspec.UnsetType = msgspec.UNSET  # noqa: N815


class AssignmentNameBody(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Another name for a test assignment."""

    testName: str  # noqa: N815


class BulkBody(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Tests that students are to take."""

    items: list[AssignmentBody]


class ImportBody(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A sheet that names tests and students."""

    spreadsheetUrl: str  # noqa: N815
    sheet: str


class AssignmentAnswer(msgspec.Struct, kw_only=True):
    """A test assignment."""

    sourcedId: str  # noqa: N815
    studentSourcedId: str  # noqa: N815
    studentEmail: str  # noqa: N815
    subject: str
    grade: str
    assignmentStatus: Status  # noqa: N815
    assignedByUserSourcedId: str | None  # noqa: N815
    testName: str | None  # noqa: N815
    assignedAt: str | None  # noqa: N815
    expiresAt: str | None  # noqa: N815
    completedAt: str | None  # noqa: N815
    resourceSourcedId: str | None  # noqa: N815
    componentResourceSourcedId: str | None  # noqa: N815


class AssignmentsAnswer(msgspec.Struct, kw_only=True):
    """A page of test assignments."""

    testAssignments: list[AssignmentAnswer]  # noqa: N815
    totalCount: int  # noqa: N815
    pageCount: int  # noqa: N815
    pageNumber: int  # noqa: N815
    offset: int
    limit: int


class MadeAnswer(msgspec.Struct, kw_only=True):
    """The ids of what a test assignment consists of."""

    assignmentId: str  # noqa: N815
    lessonId: str  # noqa: N815
    resourceId: str  # noqa: N815


class RowError(msgspec.Struct, kw_only=True):
    """What is wrong with a row."""

    row: int
    message: str


class BulkAnswer(msgspec.Struct, kw_only=True):
    """What came of many test assignments: all of them, or none and why."""

    success: bool
    results: list[MadeAnswer]
    errors: list[RowError]


# ---------------------------------------------------------------- test-outs


class StartTestOutBody(msgspec.Struct, kw_only=True):
    """Who is to be tested for which course."""

    courseId: str  # noqa: N815
    studentId: str  # noqa: N815


class StartTestOutAnswer(MadeAnswer, kw_only=True):
    """The test with which a course is skipped."""

    status: Literal["created", "existing"]


class EligibilityAnswer(msgspec.Struct, kw_only=True):
    """Whether a student may elect a test-out."""

    eligible: bool
    reason: str | msgspec.UnsetType = msgspec.UNSET


class ElectBody(msgspec.Struct, kw_only=True):
    """Who elects a test-out, and in what."""

    oneRosterSourcedId: str  # noqa: N815
    subject: str


class Elected(MadeAnswer, kw_only=True):
    """The test that was elected."""

    grade: str
    subject: str


class ElectedAnswer(msgspec.Struct, kw_only=True):
    """The test that a student has elected."""

    success: bool
    data: Elected
