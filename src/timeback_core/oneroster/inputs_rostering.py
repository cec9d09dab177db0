"""Inputs about what is taught where and when: organisations, sessions, courses and classes."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from timeback_core.inputs import Input, Issues, Text
from timeback_core.model import Model
from timeback_core.oneroster.grades import GradeInput
from timeback_core.oneroster.inputs_common import HrefRefInput, Many, Metadata, RefInput
from timeback_core.oneroster.vocabulary import SUBJECTS, ClassType, OrgType, SessionType, Status
from timeback_core.wire import DayInput, WireType

__all__ = [
    "AcademicSessionCreateInput",
    "ClassCreateInput",
    "ClassUpdateInput",
    "CourseCreateInput",
    "CourseStructureInput",
    "GradingPeriodCreateInput",
    "OrgCreateInput",
    "SchoolCreateInput",
    "TermCreateInput",
    "YearInput",
]

_log = logging.getLogger("timeback_core.oneroster")


def _write_year(value: object) -> object:
    """A year travels as text."""
    if isinstance(value, str) and value.strip():
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    raise ValueError(f"expected a year such as 2026, got {value!r}")


if TYPE_CHECKING:
    YearInput = int | str
else:

    class YearInput(WireType):
        """A year to send: a number or text; goes out as text."""

        accepts = (int, str)
        write = staticmethod(_write_year)


class _OrgFields(Input, kw_only=True):
    sourced_id: Text | UnsetType = UNSET
    """Identifier; the server makes one when left out."""
    status: Status | UnsetType = UNSET
    metadata: Metadata | UnsetType | None = UNSET
    name: Text
    identifier: str | UnsetType | None = UNSET
    """A human-readable identifier."""
    parent: RefInput | UnsetType | None = UNSET
    """The organisation above this one."""


class OrgCreateInput(_OrgFields, kw_only=True):
    """An organisation to create or to replace."""

    type: OrgType


class SchoolCreateInput(_OrgFields, kw_only=True):
    """A school to create or to replace."""

    type: Literal["school"] = "school"


class _SessionFields(Input, kw_only=True):
    sourced_id: Text
    status: Status
    metadata: Metadata | UnsetType | None = UNSET
    title: Text
    start_date: DayInput
    """First day."""
    end_date: DayInput
    """End; that day no longer belongs to the session."""
    school_year: YearInput
    """The year in which the school year ends."""
    org: RefInput
    """The organisation that the session belongs to."""
    parent: RefInput | UnsetType | None = UNSET
    """The session that this one is a part of."""
    children: Many[HrefRefInput] | UnsetType | None = UNSET
    """The parts of this session; the server finds them by `parent` itself."""

    @classmethod
    def adapt_record(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Leave out the children of a record that was read: the server derives them."""
        return {name: value for name, value in values.items() if name != "children"}


class AcademicSessionCreateInput(_SessionFields, kw_only=True):
    """An academic session to create or to replace."""

    type: SessionType


class TermCreateInput(_SessionFields, kw_only=True):
    """A term to create or to replace."""

    type: Literal["term"] = "term"


class GradingPeriodCreateInput(_SessionFields, kw_only=True):
    """A grading period to create or to replace."""

    type: Literal["gradingPeriod"] = "gradingPeriod"


class CourseCreateInput(Input, kw_only=True):
    """A course to create or to replace."""

    sourced_id: Text | UnsetType = UNSET
    """Identifier; the server makes one when left out."""
    status: Status
    metadata: Metadata | UnsetType | None = UNSET
    title: Text
    org: RefInput
    """The organisation that offers the course."""
    academic_session: RefInput | UnsetType | None = UNSET
    school_year: HrefRefInput | UnsetType | None = UNSET
    """The session that is the course's school year: a whole reference, not a number."""
    course_code: str | UnsetType | None = UNSET
    grades: Many[GradeInput] | UnsetType | None = UNSET
    """Grades as numbers (-1 to 13) or labels such as ``K``."""
    subjects: Many[str] | UnsetType | None = UNSET
    """Words of `timeback_core.oneroster.vocabulary.Subject`; others are sent with a warning in the log."""
    subject_codes: Many[str] | UnsetType | None = UNSET
    level: str | UnsetType | None = UNSET
    grading_scheme: str | UnsetType | None = UNSET
    resources: Many[HrefRefInput] | UnsetType | None = UNSET
    """Resources of the course; the platform takes them but does not keep them."""
    primary_app: str | UnsetType = UNSET
    """The application in which the course is mainly taken."""

    @classmethod
    def refine(cls, payload: dict[str, Any], issues: Issues) -> None:  # noqa: ARG003  # warnings only
        """Warn of subjects that the platform does not list."""
        strange = [subject for subject in payload.get("subjects") or () if subject not in SUBJECTS]
        if strange:
            _log.warning(
                "subjects: %s: not in the platform's list (%s); sent as given",
                ", ".join(map(repr, strange)),
                ", ".join(sorted(SUBJECTS)),
            )


if TYPE_CHECKING:
    CourseInput = CourseCreateInput | Model | Mapping[str, Any]
else:
    CourseInput = CourseCreateInput


class CourseStructureInput(Input, kw_only=True):
    """A course with its components, to create at once."""

    course: CourseInput
    course_structure: Metadata
    """The components, as the platform describes them."""


class ClassCreateInput(Input, kw_only=True):
    """A class to create."""

    sourced_id: Text | UnsetType = UNSET
    """Identifier; the server makes one when left out."""
    status: Status | UnsetType = UNSET
    metadata: Metadata | UnsetType | None = UNSET
    title: Text
    class_code: str | UnsetType | None = UNSET
    class_type: ClassType | UnsetType = UNSET
    location: str | UnsetType | None = UNSET
    """Where the class meets, for example a room."""
    grades: Many[GradeInput] | UnsetType = UNSET
    """Grades as numbers (-1 to 13) or labels such as ``K``."""
    subjects: Many[str] | UnsetType = UNSET
    subject_codes: Many[str] | UnsetType = UNSET
    course: RefInput
    org: RefInput
    """The school. Reads show it as `school`."""
    terms: Annotated[Many[RefInput], Meta(min_length=1)]
    """The sessions in which the class is taught; at least one."""
    periods: Many[str] | UnsetType = UNSET
    """The times of day at which the class meets."""
    resources: Many[RefInput] | UnsetType = UNSET
    """Resources of the class; the platform takes them but does not keep them."""

    @classmethod
    def renamed(cls) -> Mapping[str, str]:
        """The school is written as the organisation."""
        return _SCHOOL_IS_ORG


class ClassUpdateInput(Input, kw_only=True):
    """Changes of a class; what is left out stays."""

    sourced_id: Text | UnsetType = UNSET
    status: Status | UnsetType = UNSET
    metadata: Metadata | UnsetType | None = UNSET
    title: Text | UnsetType = UNSET
    class_code: str | UnsetType | None = UNSET
    class_type: ClassType | UnsetType = UNSET
    location: str | UnsetType | None = UNSET
    """Where the class meets, for example a room."""
    grades: Many[GradeInput] | UnsetType = UNSET
    """Grades as numbers (-1 to 13) or labels such as ``K``."""
    subjects: Many[str] | UnsetType = UNSET
    subject_codes: Many[str] | UnsetType = UNSET
    course: RefInput | UnsetType = UNSET
    """The course; a server leaves a class with the course that it was created for."""
    org: RefInput | UnsetType = UNSET
    """The school; a server leaves a class with the school that it was created for."""
    terms: Many[RefInput] | UnsetType = UNSET
    """The sessions in which the class is taught."""
    periods: Many[str] | UnsetType = UNSET
    """The times of day at which the class meets."""
    resources: Many[RefInput] | UnsetType = UNSET
    """Resources of the class; the platform takes them but does not keep them."""

    @classmethod
    def renamed(cls) -> Mapping[str, str]:
        """The school is written as the organisation."""
        return _SCHOOL_IS_ORG


_SCHOOL_IS_ORG: Mapping[str, str] = {"school": "org"}
