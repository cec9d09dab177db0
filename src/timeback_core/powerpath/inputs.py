"""What callers send about placement, screening, test assignments and the smaller groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from msgspec import UNSET, Meta, UnsetType

from timeback_core.grades import GradeInput
from timeback_core.inputs import Input, Text
from timeback_core.powerpath.inputs_values import Open, SnakeCase, UriInput
from timeback_core.powerpath.vocabulary import (
    ResourceStatus,
    ScreeningSubject,
    TestAssignmentStatus,
    TimebackSubject,
)

__all__ = [
    "CourseSequenceAfterAssessmentParams",
    "MakeExternalStudentTestOutAssignmentInput",
    "PlacementQueryParams",
    "PlacementResetUserPlacementInput",
    "RenderConfigUpsertInput",
    "ScreeningAssignTestInput",
    "ScreeningResetSessionInput",
    "SyllabusQueryParams",
    "TestAssignmentItemInput",
    "TestAssignmentsAdminParams",
    "TestAssignmentsBulkInput",
    "TestAssignmentsCreateInput",
    "TestAssignmentsImportInput",
    "TestAssignmentsListParams",
    "TestAssignmentsUpdateInput",
]


class PlacementQueryParams(Open, kw_only=True):
    """Who, and in which subject."""

    student: Text
    subject: TimebackSubject


class PlacementResetUserPlacementInput(PlacementQueryParams, kw_only=True):
    """Whose placement in which subject."""


class ScreeningResetSessionInput(Open, kw_only=True):
    """Whose session."""

    user_id: Text


class ScreeningAssignTestInput(Open, kw_only=True):
    """Who is screened in which subject."""

    user_id: Text
    subject: ScreeningSubject


class SyllabusQueryParams(Open, kw_only=True):
    """Which records of a course."""

    status: ResourceStatus | UnsetType = UNSET
    """``active`` unless given."""


class TestAssignmentsCreateInput(Open, kw_only=True):
    """Who is to take which test."""

    __test__: ClassVar[bool] = False

    student: Text
    subject: TimebackSubject
    grade: GradeInput
    test_name: str | UnsetType = UNSET


class TestAssignmentItemInput(TestAssignmentsCreateInput, kw_only=True):
    """Who is to take which test, as one of many."""


class TestAssignmentsUpdateInput(Input, kw_only=True):
    """What can be changed of a test assignment: its name."""

    __test__: ClassVar[bool] = False

    test_name: Text


class TestAssignmentsBulkInput(Input, kw_only=True):
    """Several test assignments, to be made all or none."""

    __test__: ClassVar[bool] = False

    items: Annotated[Many[Item], Meta(min_length=1)]


class TestAssignmentsImportInput(Input, kw_only=True):
    """The sheet to import test assignments from; its columns are ``student``, ``subject`` and ``grade``."""

    __test__: ClassVar[bool] = False

    spreadsheet_url: UriInput
    """Sent exactly as given."""
    sheet: Text
    """Name of the sheet."""


class _Narrowed(Open, kw_only=True):
    """What narrows a list of test assignments; everything has to fit."""

    status: TestAssignmentStatus | UnsetType = UNSET
    subject: Text | UnsetType = UNSET
    grade: GradeInput | UnsetType = UNSET
    limit: Annotated[int, Meta(ge=1, le=3000)] | UnsetType = UNSET
    """Records on a page, 1 to 3,000."""
    offset: Annotated[int, Meta(ge=0)] | UnsetType = UNSET
    """Records to skip; 0 unless given."""


class TestAssignmentsListParams(_Narrowed, kw_only=True):
    """Which test assignments of a student."""

    __test__: ClassVar[bool] = False

    student: Text


class TestAssignmentsAdminParams(_Narrowed, kw_only=True):
    """Which test assignments."""

    __test__: ClassVar[bool] = False

    student: Text | UnsetType = UNSET


class MakeExternalStudentTestOutAssignmentInput(Open, kw_only=True):
    """Who chooses to test out of a subject's next grade."""

    one_roster_sourced_id: Text
    """The student."""
    subject: Text
    """In any case."""


class RenderConfigUpsertInput(Open, kw_only=True):
    """By what, and how, questions of courses are shown."""

    course_ids: Annotated[Many[Text], Meta(min_length=1)]
    renderer_id: Text
    renderer_url: UriInput
    """Sent exactly as given."""
    renderer_version: str | UnsetType = UNSET
    suppress_feedback: bool | UnsetType = UNSET
    """``False`` unless given."""
    suppress_correct_response: bool | UnsetType = UNSET
    """``False`` unless given."""


class CourseSequenceAfterAssessmentParams(SnakeCase, kw_only=True, rename=None):
    """The assessment that a student has passed."""

    takes_unknown = True

    test_grade: GradeInput
    test_type: Text | UnsetType = UNSET
    """``end_of_grade`` unless given."""
    cqpm: float | UnsetType = UNSET
    """Correct questions per minute, by which FastMath decides."""
    wcpm: float | UnsetType = UNSET
    """Words read correctly per minute, by which the second assessment of Language in kindergarten decides."""


if TYPE_CHECKING:
    from collections.abc import Sequence as Many

    Item = TestAssignmentItemInput | Mapping[str, Any]
else:
    Many = list
    Item = TestAssignmentItemInput
