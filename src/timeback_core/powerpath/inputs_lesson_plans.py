"""What callers send about lesson plans and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Literal

from msgspec import UNSET, UnsetType

from timeback_core.errors import InputValidationError
from timeback_core.inputs import Input, Issues, Text, check_input
from timeback_core.powerpath.inputs_values import Open, SnakeCase
from timeback_core.powerpath.vocabulary import LessonPlanPosition, LessonPlanTargetType, ResourceStatus, ScoreStatus
from timeback_core.wire import FlagText, TimestampInput, is_object

__all__ = [
    "AddCustomResourceOperation",
    "AddCustomResourcePayload",
    "ChangeItemParentOperation",
    "ChangeItemParentPayload",
    "LearningObjectiveResult",
    "LearningObjectiveSet",
    "LessonPlanOperationInput",
    "LessonPlanOperationsInput",
    "LessonPlanTarget",
    "LessonPlanUpdateStudentItemResponseInput",
    "LessonPlansCreateInput",
    "MoveItemAfterOperation",
    "MoveItemBeforeOperation",
    "MoveItemToEndOperation",
    "MoveItemToStartOperation",
    "MovePayload",
    "MoveToEdgePayload",
    "SetSkippedOperation",
    "SetSkippedPayload",
    "StartTestOutInput",
    "StudentItemResult",
]


class LessonPlansCreateInput(Open, kw_only=True):
    """Whose plan for which course."""

    course_id: Text
    user_id: Text
    class_id: Text | UnsetType = UNSET
    """The class; unless given, the user's for the course in this school year."""


class StartTestOutInput(Open, kw_only=True):
    """Who tests out of which course."""

    course_id: Text
    student_id: Text


class LessonPlanTarget(Input, kw_only=True):
    """A unit or a lesson of the course, by its own identifier, not by that of the plan's item."""

    type: LessonPlanTargetType
    """``component`` or ``resource``."""
    id: Text
    """The course component or the component resource."""


class SetSkippedPayload(SnakeCase, kw_only=True, rename=None):
    """What to skip, or not to skip any more."""

    target: Target
    value: bool


class AddCustomResourcePayload(SnakeCase, kw_only=True, rename=None):
    """Which lesson to add where."""

    resource_id: Text
    """A component resource, of any course."""
    parent_component_id: Text
    skipped: bool | UnsetType = UNSET
    """``False`` unless given."""


class MovePayload(SnakeCase, kw_only=True, rename=None):
    """What to move next to which of its siblings."""

    target: Target
    reference_id: Text
    """A sibling of the same kind."""


class MoveToEdgePayload(SnakeCase, kw_only=True, rename=None):
    """What to move to the edge of its list."""

    target: Target


class ChangeItemParentPayload(SnakeCase, kw_only=True, rename=None):
    """What to put below which unit."""

    takes_unknown = True

    target: Target
    new_parent_id: Text
    position: LessonPlanPosition | UnsetType = UNSET
    """``end`` unless given."""


class SetSkippedOperation(Input, kw_only=True):
    """Hides a unit or a lesson from the student, or shows it again."""

    payload: SetSkipped
    type: Literal["set-skipped"] = "set-skipped"


class AddCustomResourceOperation(Input, kw_only=True):
    """Adds a lesson to a unit, at its end."""

    payload: AddCustomResource
    type: Literal["add-custom-resource"] = "add-custom-resource"


class MoveItemBeforeOperation(Input, kw_only=True):
    """Moves a unit or a lesson before one of its siblings."""

    payload: Move
    type: Literal["move-item-before"] = "move-item-before"


class MoveItemAfterOperation(Input, kw_only=True):
    """Moves a unit or a lesson behind one of its siblings."""

    payload: Move
    type: Literal["move-item-after"] = "move-item-after"


class MoveItemToStartOperation(Input, kw_only=True):
    """Moves a unit or a lesson before all of its siblings."""

    payload: MoveToEdge
    type: Literal["move-item-to-start"] = "move-item-to-start"


class MoveItemToEndOperation(Input, kw_only=True):
    """Moves a unit or a lesson behind all of its siblings."""

    payload: MoveToEdge
    type: Literal["move-item-to-end"] = "move-item-to-end"


class ChangeItemParentOperation(Input, kw_only=True):
    """Puts a unit or a lesson below another unit."""

    payload: ChangeItemParent
    type: Literal["change-item-parent"] = "change-item-parent"


LessonPlanOperationInput = (
    SetSkippedOperation
    | AddCustomResourceOperation
    | MoveItemBeforeOperation
    | MoveItemAfterOperation
    | MoveItemToStartOperation
    | MoveItemToEndOperation
    | ChangeItemParentOperation
)
"""An operation on a lesson plan; `type` tells which."""

_KINDS: Final[dict[str, type[Input]]] = {
    "set-skipped": SetSkippedOperation,
    "add-custom-resource": AddCustomResourceOperation,
    "move-item-before": MoveItemBeforeOperation,
    "move-item-after": MoveItemAfterOperation,
    "move-item-to-start": MoveItemToStartOperation,
    "move-item-to-end": MoveItemToEndOperation,
    "change-item-parent": ChangeItemParentOperation,
}


class LessonPlanOperationsInput(Input, kw_only=True):
    """An operation to store with a plan, and why."""

    operation: Operation
    reason: str | UnsetType = UNSET

    @classmethod
    def refine(cls, payload: dict[str, Any], issues: Issues) -> None:
        """Check the operation as what its type says that it is."""
        operation = payload["operation"]
        if not is_object(operation):
            issues.add("operation", f"must be an object, got {type(operation).__name__}")
            return
        kind = operation.get("type")
        known = _KINDS.get(kind) if isinstance(kind, str) else None
        if known is None:
            issues.add("operation.type", f"must be one of {', '.join(map(repr, _KINDS))}, got {kind!r}")
            return
        try:
            payload["operation"] = check_input(known, operation, "operation")
        except InputValidationError as error:
            issues.take(error.issues, "operation")


class LearningObjectiveResult(Open, kw_only=True):
    """How the student stands in a learning objective."""

    learning_objective_id: Text
    score: float | UnsetType = UNSET
    text_score: str | UnsetType = UNSET


class LearningObjectiveSet(Open, kw_only=True):
    """How the student stands in learning objectives of one source."""

    source: Text
    learning_objective_results: Many[ObjectiveResult]


class StudentItemResult(Open, kw_only=True):
    """A result to store in the gradebook."""

    status: ResourceStatus
    score_date: TimestampInput
    score_status: ScoreStatus
    score: float | UnsetType | None = UNSET
    score_percentile: float | UnsetType | None = UNSET
    text_score: str | UnsetType | None = UNSET
    comment: str | UnsetType | None = UNSET
    in_progress: FlagText | UnsetType | None = UNSET
    incomplete: FlagText | UnsetType | None = UNSET
    late: FlagText | UnsetType | None = UNSET
    missing: FlagText | UnsetType | None = UNSET
    metadata: dict[str, Any] | UnsetType | None = UNSET
    """``attempt`` says which attempt's result it is; the latest one's unless given."""
    learning_objective_set: Many[ObjectiveSet] | UnsetType | None = UNSET


class LessonPlanUpdateStudentItemResponseInput(Open, kw_only=True):
    """Whose result for which lesson."""

    student_id: Text
    component_resource_id: Text
    """The lesson."""
    result: ItemResult


if TYPE_CHECKING:
    from collections.abc import Sequence as Many

    Target = LessonPlanTarget | Mapping[str, Any]
    SetSkipped = SetSkippedPayload | Mapping[str, Any]
    AddCustomResource = AddCustomResourcePayload | Mapping[str, Any]
    Move = MovePayload | Mapping[str, Any]
    MoveToEdge = MoveToEdgePayload | Mapping[str, Any]
    ChangeItemParent = ChangeItemParentPayload | Mapping[str, Any]
    Operation = LessonPlanOperationInput | Mapping[str, Any]
    ObjectiveResult = LearningObjectiveResult | Mapping[str, Any]
    ObjectiveSet = LearningObjectiveSet | Mapping[str, Any]
    ItemResult = StudentItemResult | Mapping[str, Any]
else:
    Many = list
    Target = LessonPlanTarget
    SetSkipped = SetSkippedPayload
    AddCustomResource = AddCustomResourcePayload
    Move = MovePayload
    MoveToEdge = MoveToEdgePayload
    ChangeItemParent = ChangeItemParentPayload
    Operation = Any  # read by its type, so that what is wrong with it is told of the operation that is meant
    ObjectiveResult = LearningObjectiveResult
    ObjectiveSet = LearningObjectiveSet
    ItemResult = StudentItemResult
