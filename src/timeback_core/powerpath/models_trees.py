"""Courses as trees of units and lessons: lesson plans as students see them, as they are built, and syllabi."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from timeback_core.kept import kept
from timeback_core.model import Model
from timeback_core.powerpath.models_base import DictLike, Ref
from timeback_core.tolerant import Tolerant
from timeback_core.wire import WireType, is_object

__all__ = [
    "LessonPlanComponentResource",
    "LessonPlanCourse",
    "LessonPlanResource",
    "LessonPlanResponse",
    "LessonPlanStructure",
    "LessonPlanStructureNode",
    "LessonPlanStructureResponse",
    "LessonPlanTree",
    "LessonPlanTreeComponent",
    "Syllabus",
    "SyllabusComponent",
    "SyllabusComponentResource",
    "SyllabusResponse",
]


def _unwrapped(model: type[Model]) -> type[WireType]:
    """Return a field type that reads a model within one more envelope, or without."""
    inner = kept(model)

    class Unwrapped(WireType):
        accepts = (model,)

        @staticmethod
        def read(value: object) -> object:
            nested = value.get("lessonPlan") if is_object(value) else None
            return inner.read(nested if is_object(nested) else value)

    return Unwrapped


class LessonPlanCourse(DictLike, kw_only=True):
    """The course of a plan or a syllabus."""

    sourced_id: str | None = None
    status: str | None = None
    date_last_modified: str | None = None
    metadata: dict[str, Any] | None = None
    title: str
    academic_session: Ref | None = None
    school_year: Ref | None = None
    course_code: str | None = None
    grades: list[str] | None = None
    subjects: list[str] | None = None
    subject_codes: list[str] | None = None
    org: Ref | None = None
    level: str | None = None
    grading_scheme: str | None = None
    resources: list[Ref] | None = None


class LessonPlanResource(DictLike, kw_only=True):
    """What a lesson consists of."""

    sourced_id: str
    status: str | None = None
    title: str
    vendor_resource_id: str | None = None
    metadata: dict[str, Any] | None = None
    """With ``lessonType``, ``xp``, ``subject``, ``grades`` and more."""
    metadata_details: dict[str, Any] | None = None
    roles: list[str] | None = None
    importance: str | None = None
    vendor_id: str | None = None
    application_id: str | None = None
    date_last_modified: str | None = None
    type: str | None = None


if TYPE_CHECKING:
    Course = LessonPlanCourse
    Resource = LessonPlanResource
else:
    Course = kept(LessonPlanCourse)
    Resource = kept(LessonPlanResource)


class LessonPlanComponentResource(DictLike, kw_only=True):
    """A lesson in a plan."""

    id: str
    """The plan's item. It changes when the plan is made anew."""
    sourced_id: str | None = None
    """The component resource, which ``lesson`` arguments take; ``None`` from servers that do not tell."""
    title: str | None = None
    lesson_type: str | None = None
    course_component_sourced_id: str | None = None
    resource: Resource
    sort_order: str | None = None
    """Where it comes among its siblings; to be compared as text."""
    metadata: dict[str, Any] | None = None
    tenant_id: str | None = None
    client_app_id: str | None = None


if TYPE_CHECKING:
    PlanLesson = LessonPlanComponentResource
else:
    PlanLesson = kept(LessonPlanComponentResource)


class LessonPlanTreeComponent(DictLike, kw_only=True):
    """A unit in a plan, with its lessons and the units below it."""

    id: str
    """The plan's item. It changes when the plan is made anew."""
    sourced_id: str
    """The course component."""
    status: str | None = None
    title: str
    sort_order: str | None = None
    """Where it comes among its siblings; to be compared as text."""
    unlock_date: str | None = None
    metadata: dict[str, Any] | None = None
    prerequisites: list[str] | None = None
    prerequisite_criteria: str | None = None
    component_resources: list[PlanLesson] = []  # noqa: RUF012  # msgspec gives each record its own
    sub_components: list[PlanUnit] = []  # noqa: RUF012  # msgspec gives each record its own


if TYPE_CHECKING:
    PlanUnit = LessonPlanTreeComponent
else:
    PlanUnit = kept(LessonPlanTreeComponent)


class LessonPlanTree(DictLike, kw_only=True):
    """A plan as the student sees it: what is skipped is not there."""

    course: Course
    sub_components: list[PlanUnit] = []  # noqa: RUF012  # msgspec gives each record its own


if TYPE_CHECKING:
    Tree = LessonPlanTree
else:
    Tree = _unwrapped(LessonPlanTree)


class LessonPlanResponse(DictLike, kw_only=True):
    """A plan as the student sees it."""

    lesson_plan: Tree


class LessonPlanStructureNode(DictLike, kw_only=True):
    """A unit or a lesson of a plan, skipped or not."""

    type: str
    """``component`` or ``resource``."""
    title: str
    order: str
    """Where it comes among its siblings; to be compared as text."""
    skipped: bool
    item_id: str
    """The plan's item. It changes when the plan is made anew."""
    component_id: str | None = None
    """Of a unit: the course component, which operations take."""
    component_resource_id: str | None = None
    """Of a lesson: the component resource, which operations take."""
    component_resources: list[PlanNode] = []  # noqa: RUF012  # msgspec gives each record its own
    sub_components: list[PlanNode] = []  # noqa: RUF012  # msgspec gives each record its own


if TYPE_CHECKING:
    PlanNode = LessonPlanStructureNode
else:
    PlanNode = kept(LessonPlanStructureNode)


class LessonPlanStructure(DictLike, kw_only=True):
    """A plan as it is built: with everything that is skipped."""

    id: str
    course_id: str
    course_title: str
    structure: list[PlanNode] = []  # noqa: RUF012  # msgspec gives each record its own


if TYPE_CHECKING:
    Structure = LessonPlanStructure
else:
    Structure = _unwrapped(LessonPlanStructure)


class LessonPlanStructureResponse(DictLike, kw_only=True):
    """A plan as it is built."""

    lesson_plan: Structure


class SyllabusComponentResource(DictLike, kw_only=True):
    """A lesson of a course."""

    sourced_id: str
    """The component resource: what every ``lesson`` argument takes."""
    status: str | None = None
    title: str
    sort_order: float | None = None
    metadata: dict[str, Any] | None = None
    lesson_type: str | None = None
    date_last_modified: str | None = None
    course_component: Ref | None = None
    resource: Resource | None = None


if TYPE_CHECKING:
    Lesson = SyllabusComponentResource
else:
    Lesson = kept(SyllabusComponentResource)


class SyllabusComponent(DictLike, kw_only=True):
    """A unit of a course, with its lessons and the units below it."""

    sourced_id: str
    title: str
    status: str | None = None
    sort_order: float | None = None
    unlock_date: str | None = None
    prerequisites: list[str] | None = None
    metadata: dict[str, Any] | None = None
    component_resources: list[Lesson] = []  # noqa: RUF012  # msgspec gives each record its own
    sub_components: list[Unit] = []  # noqa: RUF012  # msgspec gives each record its own


if TYPE_CHECKING:
    Unit = SyllabusComponent
else:
    Unit = kept(SyllabusComponent)


class Syllabus(DictLike, kw_only=True):
    """A course with its units and lessons."""

    course: Course
    sub_components: list[Unit] = []  # noqa: RUF012  # msgspec gives each record its own


if TYPE_CHECKING:
    WholeSyllabus = Syllabus
else:
    WholeSyllabus = kept(Syllabus)


class SyllabusResponse(Tolerant, kw_only=True):
    """A course with its units and lessons."""

    syllabus: WholeSyllabus
