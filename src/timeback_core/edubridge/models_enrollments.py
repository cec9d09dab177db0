"""Records of the enrolment calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from timeback_core.edubridge.models_base import Tolerant, kept
from timeback_core.model import Model
from timeback_core.wire import Day

__all__ = [
    "DefaultClass",
    "Enrollment",
    "EnrollmentCourse",
    "EnrollmentGoals",
    "EnrollmentMetadata",
    "EnrollmentMetrics",
    "EnrollmentPeriod",
    "EnrollmentPrimaryApp",
    "EnrollmentSchool",
    "ResetGoalsResult",
]


class EnrollmentGoals(Model, kw_only=True):
    """What a student should reach in a course; fractions are allowed."""

    daily_xp: float | None = None
    daily_lessons: float | None = None
    daily_active_minutes: float | None = None
    daily_accuracy: float | None = None
    """Per cent."""
    daily_mastered_units: float | None = None


class EnrollmentMetrics(Model, kw_only=True):
    """How big the course was when the seat was made; not what the student has reached."""

    total_xp: float | None = None
    total_lessons: float | None = None
    total_grades: float | None = None
    course_type: str | None = None
    is_supplemental: bool | None = None


if TYPE_CHECKING:
    Goals = EnrollmentGoals
    Metrics = EnrollmentMetrics
else:
    Goals = kept(EnrollmentGoals)
    Metrics = kept(EnrollmentMetrics)


class EnrollmentMetadata(Model, kw_only=True):
    """What is stored with a seat; whatever applications added is in ``extra``."""

    goals: Goals | None = None
    metrics: Metrics | None = None
    student_specific_goals: bool | None = None
    """Whether the goals are the student's own, which `propagate_goals` leaves alone."""


if TYPE_CHECKING:
    Metadata = EnrollmentMetadata
else:
    Metadata = kept(EnrollmentMetadata)


class EnrollmentPrimaryApp(Tolerant, kw_only=True):
    """The application in which a course is mainly taken."""

    id: str
    name: str
    domains: list[str] = []  # noqa: RUF012  # msgspec gives each record its own


class EnrollmentCourse(Tolerant, kw_only=True):
    """The course of a seat or of a class."""

    id: str
    title: str
    metadata: dict[str, Any] = {}  # noqa: RUF012  # msgspec gives each record its own
    subjects: list[str] | None = None
    grades: list[str] | None = None
    primary_app: EnrollmentPrimaryApp | None = None
    """The application in which the course is mainly taken, if it is in the catalogue."""


class EnrollmentSchool(Model, kw_only=True, gc=False):
    """The school of a seat."""

    id: str
    name: str


class EnrollmentPeriod(Model, kw_only=True):
    """An academic session in which a seat's class is held."""

    id: str
    title: str
    start_date: Day | None = None
    end_date: Day | None = None


class Enrollment(Tolerant, kw_only=True):
    """A user's seat in a course."""

    id: str
    """Identifier of the enrolment; the same as its ``sourced_id`` in OneRoster."""
    role: str
    """``administrator``, ``proctor``, ``student`` or ``teacher``."""
    begin_date: Day | None = None
    """First day of the seat."""
    end_date: Day | None = None
    """End of the seat; a list also shows seats whose end has passed."""
    metadata: Metadata | None = None
    course: EnrollmentCourse
    school: EnrollmentSchool
    periods: list[EnrollmentPeriod] | None = None
    """Academic sessions, where the server names them."""
    test_out_supported: bool = False
    """Whether the course offers a test with which it can be skipped."""
    test_out_eligible: bool = False
    """Whether the user may take that test."""


class ResetGoalsResult(Tolerant, kw_only=True):
    """What became of the goals of a course's seats."""

    updated: int = 0
    """Seats that were written."""
    errors: list[str] = []  # noqa: RUF012  # msgspec gives each record its own
    """One text for each seat that could not be written."""


class DefaultClass(Tolerant, kw_only=True):
    """The class that stands for a course at a school in a school year."""

    id: str
    title: str
    class_code: str | None = None
    subject_codes: list[str] = []  # noqa: RUF012  # msgspec gives each record its own
    subjects: list[str] = []  # noqa: RUF012  # msgspec gives each record its own
    grades: list[str] = []  # noqa: RUF012  # msgspec gives each record its own
    periods: list[str] = []  # noqa: RUF012  # msgspec gives each record its own
    """Identifiers of the academic sessions in which the class is held."""
    course: EnrollmentCourse
