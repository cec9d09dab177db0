"""What the requests and answers of lesson plans, screening and course settings hold, for the API description."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from timeback_sandbox.powerpath.plan_operations import Operation

__all__ = [
    "CourseProgressAnswer",
    "CourseSyncAnswer",
    "ItemResponseAnswer",
    "ItemResponseBody",
    "OperationBody",
    "OperationsAnswer",
    "PlanAnswer",
    "PlanBody",
    "RenderConfigAnswer",
    "RenderConfigBody",
    "RenderConfigRemoved",
    "RenderConfigsWritten",
    "ScreeningAssignBody",
    "ScreeningResult",
    "ScreeningSession",
    "ScreeningUserBody",
    "StoredAnswer",
    "StructureAnswer",
    "SyllabusAnswer",
    "SyncAnswer",
    "TreeAnswer",
]

Text = Annotated[str, Meta(min_length=1, pattern=r"\S")]
Status = Literal["active", "tobedeleted"]
ScoreStatus = Literal["exempt", "fully graded", "not submitted", "partially graded", "submitted"]


class _Camel(msgspec.Struct, kw_only=True, rename="camel"):
    """Its fields are in camel case on the wire."""


# ---------------------------------------------------------------- plans


class PlanBody(_Camel, kw_only=True):
    """Whose plan for which course."""

    course_id: Text
    user_id: Text
    class_id: Text | UnsetType = UNSET


class PlanAnswer(_Camel, kw_only=True):
    """The plan of a user for a course."""

    lesson_plan_id: str


class PlanResource(_Camel, kw_only=True):
    """What a lesson consists of."""

    sourced_id: str
    title: str
    status: Status
    vendor_resource_id: str
    metadata_details: dict[str, str]
    metadata: dict[str, Any] | UnsetType = UNSET


class PlanLesson(_Camel, kw_only=True):
    """A lesson in a plan; `id` is that of the plan's item."""

    tenant_id: str | None
    client_app_id: str | None
    id: str
    sourced_id: str
    title: str
    sort_order: str
    course_component_sourced_id: str
    resource: PlanResource
    lesson_type: str | UnsetType = UNSET
    metadata: dict[str, Any] | UnsetType = UNSET


class PlanComponent(_Camel, kw_only=True):
    """A component in a plan; `id` is that of the plan's item."""

    id: str
    sourced_id: str
    status: Status
    title: str
    sort_order: str
    component_resources: list[PlanLesson]
    sub_components: list[PlanComponent]
    unlock_date: str | UnsetType = UNSET
    metadata: dict[str, Any] | UnsetType = UNSET
    prerequisites: list[str] | UnsetType = UNSET
    prerequisite_criteria: str | UnsetType = UNSET


class PlanTree(_Camel, kw_only=True):
    """A plan as the student sees it."""

    course: dict[str, Any]
    sub_components: list[PlanComponent]


class PlanTreeEnvelope(_Camel, kw_only=True):
    """The inner envelope of a plan."""

    lesson_plan: PlanTree


class TreeAnswer(_Camel, kw_only=True):
    """A plan as the student sees it."""

    lesson_plan: PlanTreeEnvelope


class PlanNode(_Camel, kw_only=True):
    """A component or lesson of a plan, skipped or not."""

    type: Literal["component", "resource"]
    title: str
    order: str
    skipped: bool
    item_id: str
    component_id: str | UnsetType = UNSET
    component_resource_id: str | UnsetType = UNSET
    component_resources: list[PlanNode] | UnsetType = UNSET
    sub_components: list[PlanNode] | UnsetType = UNSET


class PlanStructure(_Camel, kw_only=True):
    """How a plan is built."""

    id: str
    course_id: str
    course_title: str
    structure: list[PlanNode]


class PlanStructureEnvelope(_Camel, kw_only=True):
    """The inner envelope of a plan's structure."""

    lesson_plan: PlanStructure


class StructureAnswer(_Camel, kw_only=True):
    """How a plan is built, with what is skipped."""

    lesson_plan: PlanStructureEnvelope


# ---------------------------------------------------------------- logs of plans


class OperationBody(_Camel, kw_only=True, forbid_unknown_fields=True):
    """An operation to store with a plan, and why."""

    operation: Operation
    reason: str | UnsetType = UNSET


class StoredAnswer(_Camel, kw_only=True):
    """That an operation is in the log."""

    success: bool
    message: str
    operation_id: str


class LoggedOperation(_Camel, kw_only=True):
    """An operation in the log."""

    id: str
    type: str
    payload: dict[str, Any]
    reason: str | None
    created_at: str
    sequence_number: int
    created_by: str | None


class OperationsAnswer(_Camel, kw_only=True):
    """The log of a plan, in order."""

    operations: list[LoggedOperation]


class OperationError(_Camel, kw_only=True):
    """Why an operation could not be applied."""

    message: str


class OperationOutcome(_Camel, kw_only=True):
    """What came of an operation."""

    success: bool
    errors: list[OperationError] | UnsetType = UNSET


class SyncAnswer(_Camel, kw_only=True):
    """What came of applying operations."""

    success: bool
    message: str
    operation_count: int
    operation_results: list[OperationOutcome]


class CourseSyncAnswer(_Camel, kw_only=True):
    """The plans that were made anew."""

    lesson_plans_affected: list[str]


# ---------------------------------------------------------------- courses


class ProgressLineItem(_Camel, kw_only=True):
    """A line item with the student's results; of a component, or of a lesson."""

    type: Literal["component", "resource"]
    assessment_line_item_sourced_id: str
    title: str
    results: list[dict[str, Any]]
    course_component_sourced_id: str | UnsetType = UNSET
    course_component_resource_sourced_id: str | UnsetType = UNSET


class CourseTestOut(_Camel, kw_only=True):
    """Where the student stands with skipping the course."""

    status: Literal["not_eligible", "available", "in_progress", "completed", "failed"]
    assignment_id: str | UnsetType = UNSET
    lesson_id: str | UnsetType = UNSET


class CourseProgressAnswer(_Camel, kw_only=True):
    """How far a student has got in a course."""

    line_items: list[ProgressLineItem]
    test_out: CourseTestOut


class StudentItemResult(_Camel, kw_only=True):
    """A result; `metadata.attempt` says of which attempt."""

    status: Status
    score_date: datetime
    score_status: ScoreStatus
    score: float | UnsetType | None = UNSET
    score_percentile: float | UnsetType | None = UNSET
    text_score: str | UnsetType | None = UNSET
    comment: str | UnsetType | None = UNSET
    in_progress: str | UnsetType | None = UNSET
    incomplete: str | UnsetType | None = UNSET
    late: str | UnsetType | None = UNSET
    missing: str | UnsetType | None = UNSET
    metadata: dict[str, Any] | UnsetType | None = UNSET
    learning_objective_set: list[dict[str, Any]] | UnsetType | None = UNSET


class ItemResponseBody(_Camel, kw_only=True):
    """Whose result, for a lesson or for a whole component: exactly one of the two is given."""

    student_id: Text
    result: StudentItemResult
    component_resource_id: Text | UnsetType = UNSET
    component_id: Text | UnsetType = UNSET


class ItemResponseAnswer(_Camel, kw_only=True):
    """Line item and result in the gradebook, under the names of what they are of."""

    component_resource_line_item: dict[str, Any] | UnsetType = UNSET
    component_resource_result: dict[str, Any] | UnsetType = UNSET
    component_line_item: dict[str, Any] | UnsetType = UNSET
    component_result: dict[str, Any] | UnsetType = UNSET


class SyllabusAnswer(_Camel, kw_only=True):
    """A course with its components and lessons."""

    syllabus: dict[str, Any]


class RenderConfigBody(_Camel, kw_only=True):
    """What the questions of some courses are shown by."""

    course_ids: Annotated[list[Text], Meta(min_length=1)]
    renderer_id: Text
    renderer_url: Annotated[str, Meta(extra_json_schema={"format": "uri"})]
    renderer_version: Text | UnsetType | None = UNSET
    suppress_feedback: bool | UnsetType = UNSET
    suppress_correct_response: bool | UnsetType = UNSET


class RenderConfigAnswer(_Camel, kw_only=True):
    """What the questions of a course are shown by."""

    course_id: str
    renderer_id: str
    renderer_url: str
    renderer_version: str | None
    suppress_feedback: bool
    suppress_correct_response: bool


class RenderConfigsWritten(_Camel, kw_only=True):
    """The courses whose setting was written."""

    updated: list[str]


class RenderConfigRemoved(_Camel, kw_only=True):
    """The course whose setting was removed."""

    deleted: str


# ---------------------------------------------------------------- screening


class ScreeningUserBody(_Camel, kw_only=True):
    """Whose session."""

    user_id: Text


class ScreeningAssignBody(_Camel, kw_only=True):
    """Who is screened in which subject."""

    user_id: Text
    subject: Literal["Math", "Reading", "Language", "Science"]


class ScreeningResult(_Camel, kw_only=True):
    """What screening in a subject has brought."""

    grade: str
    rit_score: float
    test_name: str
    completed_at: str


class ScreeningAssignment(_Camel, kw_only=True):
    """The test of a session."""

    assigned_test_key: str | None
    status: str | None
    nwea_status: str | None


class ScreeningSession(_Camel, kw_only=True):
    """A user's screening session."""

    nwea_student_id: str
    created_on: str
    password: str
    name: str
    proctor_id: str
    pin: str
    test_session_id: str
    status: Literal["active", "inactive"]
    assignment: ScreeningAssignment
    term_id: str
