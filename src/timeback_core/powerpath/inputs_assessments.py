"""What callers send about assessments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from msgspec import UNSET, Meta, UnsetType

from timeback_core.grades import GradeInput
from timeback_core.inputs import Issues, Text
from timeback_core.powerpath.inputs_values import Open, Responses, UriInput, note_unless
from timeback_core.powerpath.vocabulary import PowerPathLessonType, TestType, ToolProvider

__all__ = [
    "AssessmentBankConfig",
    "AssessmentBankResource",
    "CreateExternalPlacementTestInput",
    "CreateExternalTestOutInput",
    "CreateInternalTestInput",
    "CreateNewAttemptInput",
    "FinalStudentAssessmentResponseInput",
    "GetAssessmentProgressParams",
    "GetAttemptsParams",
    "GetNextQuestionParams",
    "ImportExternalTestAssignmentResultsParams",
    "MakeExternalTestAssignmentInput",
    "QtiTestConfig",
    "ResetAttemptInput",
    "TestOutParams",
    "UpdateStudentQuestionResponseInput",
]


class StudentLesson(Open, kw_only=True):
    """A student and a lesson."""

    student: Text
    lesson: Text
    """The component resource."""


class CreateNewAttemptInput(StudentLesson, kw_only=True):
    """Whose attempt at which lesson."""


class FinalStudentAssessmentResponseInput(StudentLesson, kw_only=True):
    """Whose attempt at which lesson."""


class GetAttemptsParams(StudentLesson, kw_only=True):
    """Whose attempts at which lesson."""


class GetNextQuestionParams(StudentLesson, kw_only=True):
    """Who is in which lesson."""


class ResetAttemptInput(StudentLesson, kw_only=True):
    """Whose attempt at which lesson."""


class GetAssessmentProgressParams(StudentLesson, kw_only=True):
    """Whose progress in which lesson."""

    attempt: Annotated[int, Meta(ge=1)] | UnsetType = UNSET
    """The attempt's number; the latest one unless given."""


class ImportExternalTestAssignmentResultsParams(StudentLesson, kw_only=True):
    """Whose results of which lesson."""

    application_name: Text | UnsetType = UNSET
    """The student's login name in the tool."""


class MakeExternalTestAssignmentInput(StudentLesson, kw_only=True):
    """Who is to take which external test."""

    application_name: Text | UnsetType = UNSET
    """The student's login name in the tool."""
    test_id: Text | UnsetType = UNSET
    """The test, for MasteryTrack; wins over a choice by subject and grade."""
    skip_course_enrollment: bool | UnsetType = UNSET
    """Whether this attempt's result enrols nobody."""


class TestOutParams(Open, kw_only=True):
    """Who tests out of which course."""

    __test__: ClassVar[bool] = False

    student: Text
    course: Text


class _ExternalTest(Open, kw_only=True):
    course_id: Text
    tool_provider: ToolProvider
    grades: Many[GradeInput]
    """The first one counts."""
    lesson_title: str | UnsetType = UNSET
    launch_url: str | UnsetType = UNSET
    unit_title: str | UnsetType = UNSET
    """Title of the unit that is made unless `course_component_sourced_id` names one."""
    course_component_sourced_id: Text | UnsetType = UNSET
    vendor_id: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    resource_metadata: dict[str, Any] | UnsetType = UNSET
    """Stored with the resource; ``subject`` is the test's subject, the course's first one unless given."""


class CreateExternalPlacementTestInput(_ExternalTest, kw_only=True):
    """A placement test that takes place in a tool of somebody else."""

    lesson_type: Literal["placement"] = "placement"
    xp: float | UnsetType = UNSET
    course_id_on_fail: Text | UnsetType | None = UNSET
    """The course for students who fail; unless given, that of the subject and grade."""


class CreateExternalTestOutInput(_ExternalTest, kw_only=True):
    """A test-out that takes place in a tool of somebody else."""

    lesson_type: Literal["test-out"] = "test-out"
    xp: float


class QtiTestConfig(Open, kw_only=True):
    """A QTI test."""

    url: UriInput
    """Its address; the last segment is the test's identifier. Sent exactly as given."""
    title: str | UnsetType = UNSET
    metadata: dict[str, Any] | UnsetType = UNSET


class AssessmentBankResource(QtiTestConfig, kw_only=True):
    """A QTI test of a bank."""


class AssessmentBankConfig(Open, kw_only=True):
    """QTI tests that take turns, attempt by attempt."""

    resources: Annotated[Many[BankResource], Meta(min_length=1)]


class CreateInternalTestInput(Open, kw_only=True):
    """A lesson made of QTI: `test_type` says whether of `qti` or of an `assessment_bank`."""

    course_id: Text
    lesson_type: PowerPathLessonType
    test_type: TestType
    qti: Qti | UnsetType = UNSET
    """For ``qti`` only."""
    assessment_bank: Bank | UnsetType = UNSET
    """For ``assessment-bank`` only."""
    lesson_title: str | UnsetType = UNSET
    unit_title: str | UnsetType = UNSET
    """Title of the unit that is made unless `course_component_sourced_id` names one."""
    course_component_sourced_id: Text | UnsetType = UNSET
    resource_metadata: dict[str, Any] | UnsetType = UNSET
    """Stored with the resource; ``subject`` is the test's subject, the course's first one unless given."""
    xp: float | UnsetType = UNSET
    grades: Many[GradeInput] | UnsetType = UNSET
    """The first one counts."""
    course_id_on_fail: Text | UnsetType | None = UNSET
    """For placements: the course for students who fail; unless given, that of the subject and grade."""

    @classmethod
    def refine(cls, payload: dict[str, Any], issues: Issues) -> None:
        """Check that what the test is made of fits its type."""
        places = {"qti": "qti", "assessment-bank": "assessmentBank"}
        for kind, name in places.items():
            if kind == payload["testType"]:
                note_unless(name in payload, name, f"Required when testType is {kind!r}", issues)
            else:
                note_unless(name not in payload, name, f"goes with testType {kind!r} only", issues)


class UpdateStudentQuestionResponseInput(StudentLesson, kw_only=True):
    """What a student answers to a question. Responses are sent verbatim: blanks count, and they may be empty."""

    question: Text
    """The question's identifier."""
    responses: Responses | UnsetType = UNSET
    """By response identifier; at least one."""
    response: str | Many[str] | UnsetType = UNSET
    """Deprecated: stands for ``responses={"RESPONSE": response}``."""

    @classmethod
    def refine(cls, payload: dict[str, Any], issues: Issues) -> None:
        """Insist on a response, and let a single one stand for the only one of several."""
        if not payload.get("responses"):
            payload.pop("responses", None)
            if "response" in payload:
                payload["responses"] = {"RESPONSE": payload["response"]}
            else:
                issues.add("responses", "Required: give a response for at least one response identifier")


if TYPE_CHECKING:
    from collections.abc import Sequence as Many

    Qti = QtiTestConfig | Mapping[str, Any]
    Bank = AssessmentBankConfig | Mapping[str, Any]
    BankResource = AssessmentBankResource | Mapping[str, Any]
else:
    Many = list
    Qti = QtiTestConfig
    Bank = AssessmentBankConfig
    BankResource = AssessmentBankResource
