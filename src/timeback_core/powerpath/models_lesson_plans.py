"""Lesson plans: their operations, what came of them, and progress in a course."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from timeback_core.decoding import decode_record
from timeback_core.kept import kept
from timeback_core.model import Model
from timeback_core.powerpath.models_base import DictLike
from timeback_core.powerpath.models_gradebook import AssessmentLineItem, AssessmentResult, LineItemResult
from timeback_core.tagged import tagged
from timeback_core.tolerant import Tolerant

if TYPE_CHECKING:
    from timeback_core.transport.message import Response

__all__ = [
    "ComponentLineItem",
    "CourseProgressLineItem",
    "CourseProgressResponse",
    "CourseTestOut",
    "LessonPlanCourseSyncResult",
    "LessonPlanCreateResponse",
    "LessonPlanOperation",
    "LessonPlanOperationError",
    "LessonPlanOperationOutcome",
    "LessonPlanOperationResult",
    "LessonPlanOperationsResponse",
    "LessonPlanSyncResult",
    "ResourceLineItem",
    "StartTestOutResponse",
    "TestOutAssigned",
    "TestOutAvailable",
    "TestOutNotEligible",
    "UpdateStudentItemResponseResult",
]


class LessonPlanCreateResponse(Model, kw_only=True):
    """The plan of a user for a course."""

    lesson_plan_id: str
    created: bool = False
    """Whether it was made by this call; the server says so by its status."""

    @classmethod
    def from_response(cls, response: Response) -> Self:
        """Read an answer and its status."""
        record = decode_record(response.content, cls)
        record.created = response.status == 201
        return record


class LessonPlanOperation(Model, kw_only=True):
    """An operation that is stored with a plan."""

    id: str
    type: str
    """A word of `timeback_core.powerpath.LessonPlanOperationType`."""
    payload: dict[str, Any] | None = None
    """What it does; names are in snake_case."""
    reason: str | None = None
    created_at: str | None = None
    sequence_number: int
    """Its place in the log, from 1."""
    created_by: str | None = None


class LessonPlanOperationsResponse(Tolerant, kw_only=True):
    """The operations stored with a plan, in the order in which they apply."""

    operations: list[LessonPlanOperation] = []  # noqa: RUF012  # msgspec gives each record its own


class LessonPlanOperationResult(Model, kw_only=True):
    """What came of storing an operation."""

    success: bool
    message: str | None = None
    operation_id: str | None = None


class LessonPlanOperationError(Model, kw_only=True):
    """Why an operation could not be applied."""

    message: str


class LessonPlanOperationOutcome(Model, kw_only=True):
    """What came of applying one operation."""

    success: bool
    errors: list[LessonPlanOperationError] | None = None


class LessonPlanSyncResult(Tolerant, kw_only=True):
    """What came of applying operations to a plan."""

    success: bool
    """Whether every operation could be applied."""
    message: str | None = None
    operation_count: int = 0
    """How many were applied now, failed ones included."""
    operation_results: list[LessonPlanOperationOutcome] = []  # noqa: RUF012  # msgspec gives each record its own


class LessonPlanCourseSyncResult(Tolerant, kw_only=True):
    """The plans that were made anew."""

    lesson_plans_affected: list[str] = []  # noqa: RUF012  # msgspec gives each record its own


if TYPE_CHECKING:
    ComponentTag = Literal["component"]
    ResourceTag = Literal["resource"]
    NotEligibleTag = Literal["not_eligible"]
    AvailableTag = Literal["available"]
    AssignedTag = Literal["in_progress", "completed", "failed"]
    Row = LineItemResult
    LineItem = AssessmentLineItem
    Result = AssessmentResult
else:
    ComponentTag = ResourceTag = NotEligibleTag = AvailableTag = AssignedTag = str
    Row = kept(LineItemResult)
    LineItem = kept(AssessmentLineItem)
    Result = kept(AssessmentResult)


class _LineItem(DictLike, kw_only=True):
    assessment_line_item_sourced_id: str
    title: str
    results: list[Row] = []  # noqa: RUF012  # msgspec gives each record its own
    """The student's, the oldest first."""


class ComponentLineItem(_LineItem, kw_only=True):
    """A unit of the course in the gradebook, with the student's results."""

    type: ComponentTag
    course_component_sourced_id: str


class ResourceLineItem(_LineItem, kw_only=True):
    """A lesson of the course in the gradebook, with the student's results."""

    type: ResourceTag
    course_component_resource_sourced_id: str
    """The component resource: what every ``lesson`` argument takes."""


class TestOutNotEligible(DictLike, kw_only=True):
    """The student cannot test out of the course."""

    __test__: ClassVar[bool] = False

    status: NotEligibleTag


class TestOutAvailable(DictLike, kw_only=True):
    """The student can test out of the course and has not begun."""

    __test__: ClassVar[bool] = False

    status: AvailableTag


class TestOutAssigned(DictLike, kw_only=True):
    """The student is testing out of the course, or is done."""

    __test__: ClassVar[bool] = False

    status: AssignedTag
    assignment_id: str
    lesson_id: str
    """The component resource: what every ``lesson`` argument takes."""


if TYPE_CHECKING:
    CourseProgressLineItem = ComponentLineItem | ResourceLineItem
    CourseTestOut = TestOutNotEligible | TestOutAvailable | TestOutAssigned
else:
    CourseProgressLineItem = tagged("type", {"component": ComponentLineItem}, ResourceLineItem)
    CourseTestOut = tagged(
        "status", {"not_eligible": TestOutNotEligible, "available": TestOutAvailable}, TestOutAssigned
    )


class CourseProgressResponse(Tolerant, kw_only=True):
    """A student's results in a course."""

    line_items: list[CourseProgressLineItem] = []  # noqa: RUF012  # msgspec gives each record its own
    """Units and lessons, in the course's order."""
    test_out: CourseTestOut | None = None
    """Whether the student can test out of the course, or how the attempt stands."""


class StartTestOutResponse(Model, kw_only=True):
    """The test by which a student tests out of a course."""

    assignment_id: str
    lesson_id: str
    """The component resource: what `make_external_test_assignment` takes next."""
    resource_id: str
    status: str
    """``created`` or ``existing``."""


class UpdateStudentItemResponseResult(Model, kw_only=True):
    """The rows in the gradebook that were written."""

    component_resource_line_item: LineItem | None = None
    component_resource_result: Result | None = None
