"""What callers send to EduBridge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import UNSET, UnsetType, field

from timeback_core.edubridge.vocabulary import EnrollmentRole, GroupStrategy, MetricName, MetricSource, Subject
from timeback_core.grades import GradeInput
from timeback_core.inputs import Input, Issues, Text, check_open
from timeback_core.model import Model
from timeback_core.wire import FlagInput, TimestampInput, is_mapping

__all__ = [
    "ApplicationMetricInput",
    "EnrollMetadataInput",
    "EnrollOptions",
    "EnrollmentGoalsInput",
    "EnrollmentMetricsInput",
    "GradeInput",
    "SubjectTrackGroupDeleteInput",
    "SubjectTrackGroupInput",
    "SubjectTrackGroupUpdateInput",
    "SubjectTrackInput",
    "SubjectTrackUpsertInput",
]


class EnrollmentGoalsInput(Input, kw_only=True):
    """What the student should reach in a course; fractions are allowed."""

    daily_xp: float | UnsetType = UNSET
    daily_lessons: float | UnsetType = UNSET
    daily_active_minutes: float | UnsetType = UNSET
    daily_accuracy: float | UnsetType = UNSET
    daily_mastered_units: float | UnsetType = UNSET


class EnrollmentMetricsInput(Input, kw_only=True):
    """How big the course is; the course's own figures unless given."""

    total_xp: float | UnsetType = UNSET
    total_lessons: float | UnsetType = UNSET
    total_grades: float | UnsetType = UNSET
    course_type: str | UnsetType = UNSET
    is_supplemental: FlagInput | UnsetType = UNSET


class EnrollMetadataInput(Input, kw_only=True):
    """What is stored with a seat. As a mapping it may have further keys, which are stored as they are."""

    goals: Goals | UnsetType = UNSET
    metrics: Metrics | UnsetType = UNSET
    student_specific_goals: FlagInput | UnsetType = UNSET
    """Whether the goals are the student's own, which `propagate_goals` leaves alone."""


class EnrollOptions(Input, kw_only=True):
    """How a user is enrolled; all of it may be left out."""

    sourced_id: Text | UnsetType = UNSET
    """Identifier of the new enrolment; the server makes one up unless given."""
    role: EnrollmentRole | UnsetType = UNSET
    """``student`` unless given."""
    begin_date: TimestampInput | UnsetType = UNSET
    """First day: a day or a moment; today unless given."""
    metadata: Metadata | UnsetType = UNSET
    """Goals, metrics and whatever else is to be stored with the seat."""

    @classmethod
    def adapt(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Take metadata that was read with everything that the server sent."""
        return {name: _whole(value) if name == "metadata" else value for name, value in values.items()}

    @classmethod
    def refine(cls, payload: dict[str, Any], issues: Issues) -> None:
        """Check the known parts of the metadata."""
        if "metadata" in payload:
            payload["metadata"] = check_open(EnrollMetadataInput, payload["metadata"], "metadata", issues)


def _whole(value: object) -> object:
    """Return records, and records in a mapping, as mappings that lack nothing of what they were read from."""
    if isinstance(value, Model):
        return value.to_dict()
    return {name: _whole(part) for name, part in value.items()} if is_mapping(value) else value


class ApplicationMetricInput(Input, kw_only=True):
    """What an application measures, and where the figures come from."""

    metric: MetricName
    metric_source: MetricSource


class SubjectTrackUpsertInput(Input, kw_only=True):
    """The course to which students of a grade go in a subject."""

    subject: Subject
    grade: GradeInput
    course_id: Text
    org_sourced_id: Text | UnsetType = UNSET
    """The organisation for which it holds; everywhere unless given."""


SubjectTrackInput = SubjectTrackUpsertInput
"""`SubjectTrackUpsertInput` under the name that older code uses."""


class SubjectTrackGroupInput(Input, kw_only=True):
    """The tracks that lead students of a grade to one course in a subject."""

    subject: Subject
    grade: GradeInput
    course_id: Text
    org_sourced_ids: Many[Text] = field(default_factory=list[str])
    """The organisations for which they hold; one global track when there is none."""


class SubjectTrackGroupUpdateInput(Input, kw_only=True):
    """What is to become of a group."""

    subject: Subject
    grade: GradeInput
    current_course_id: Text
    """The course to which the group leads now."""
    course_id: Text
    """The course to which it shall lead."""
    is_global: FlagInput
    """Whether it is a global group now."""
    org_sourced_ids: Many[Text] = field(default_factory=list[str])
    """The organisations for which it shall hold; one global track when there is none."""
    strategy: GroupStrategy = "replace"
    """Take over tracks that another group holds (``replace``), or change nothing then (``fail``)."""


class SubjectTrackGroupDeleteInput(Input, kw_only=True):
    """Which group of subject tracks."""

    subject: Subject
    grade: GradeInput
    course_id: Text
    is_global: FlagInput


if TYPE_CHECKING:
    from collections.abc import Sequence as Many

    Goals = EnrollmentGoalsInput | Model | Mapping[str, Any]
    Metrics = EnrollmentMetricsInput | Model | Mapping[str, Any]
    Metadata = EnrollMetadataInput | Model | Mapping[str, Any]
else:
    Many = list
    Goals = EnrollmentGoalsInput
    Metrics = EnrollmentMetricsInput
    Metadata = dict[str, Any]
