"""What callers send to MasteryTrack, and the check that finds everything that is wrong with it at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from timeback_core.errors import InputValidationError, ValidationIssue
from timeback_core.inputs import Checked, Input, Text, check_input
from timeback_core.wire import WireType, is_mapping

__all__ = [
    "MasteryTrackAssignmentInput",
    "MasteryTrackAuthorizerInput",
    "MasteryTrackInvalidateAssignmentInput",
    "MasteryTrackInventorySearchParams",
    "checked",
    "either",
]

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
Rank = Annotated[int, Meta(ge=0, le=12)]


def _write_email(value: object) -> str:
    """Return an address without blanks around it; whether it exists, only the server can tell."""
    plain = value.strip() if isinstance(value, str) else value
    if isinstance(plain, str) and _EMAIL.fullmatch(plain):
        return plain
    raise ValueError(f"must be an e-mail address such as kim@example.edu, got {value!r}")


if TYPE_CHECKING:
    Email = str
else:

    class Email(WireType):
        """An e-mail address to send."""

        accepts = (str,)
        write = staticmethod(_write_email)


class MasteryTrackInput(Input, kw_only=True, rename=None):
    """An input whose fields may contradict each other."""

    @classmethod
    def conflicts(cls, given: frozenset[str]) -> list[ValidationIssue]:  # noqa: ARG003  # for those that have some
        """Return what single fields cannot show, by the names of those that are given."""
        return []


class MasteryTrackAuthorizerInput(MasteryTrackInput, kw_only=True, rename=None):
    """The account that a token is for."""

    email: Email | UnsetType = UNSET
    """Its address; that of the client unless given."""


class MasteryTrackInventorySearchParams(MasteryTrackInput, kw_only=True, rename=None):
    """What to search the inventory for; everything has to be met."""

    name: Text | UnsetType = UNSET
    """A part of the name, in any case."""
    timeback_id: Text | UnsetType = UNSET
    """Exactly this id."""
    grade: Text | UnsetType = UNSET
    """A number from 0 to 12, or words such as ``Third Grade``."""
    subject: Text | UnsetType = UNSET
    """Exactly this subject, in any case."""
    all: bool | UnsetType = UNSET
    """Whether also tests come that cannot be delivered yet."""

    @classmethod
    def adapt(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Take the grade as a number, too."""
        grade = values.get("grade")
        return {**values, "grade": str(grade)} if type(grade) is int else values


class MasteryTrackAssignmentInput(MasteryTrackInput, kw_only=True, rename=None):
    """Whom to assign which test: by `timeback_id`, by `subject` and `grade_rank`, or by `subject` as a placement."""

    student_email: Email
    """Address of a user of OneRoster."""
    timeback_id: Text | UnsetType = UNSET
    """The test; wins over `subject`."""
    subject: Text | UnsetType = UNSET
    grade_rank: Rank | UnsetType = UNSET
    """0 to 12; needs `subject`."""
    assessment_line_item_sourced_id: Text | UnsetType = UNSET
    """Line item in OneRoster's gradebook for the result; needs the result's id, too."""
    assessment_result_sourced_id: Text | UnsetType = UNSET
    """The result, which is made if it is not there."""

    @classmethod
    def conflicts(cls, given: frozenset[str]) -> list[ValidationIssue]:
        """Return what single fields cannot show."""
        found: list[ValidationIssue] = []
        if not given & {"timeback_id", "subject"}:
            found.append(ValidationIssue("timeback_id", "timeback_id or subject is required"))
        if "grade_rank" in given and "subject" not in given:
            found.append(ValidationIssue("grade_rank", "needs subject"))
        pair = ("assessment_line_item_sourced_id", "assessment_result_sourced_id")
        missing = [name for name in pair if name not in given]
        if len(missing) == 1:
            found.append(ValidationIssue(missing[0], f"Required: {pair[0]} and {pair[1]} go together"))
        elif not missing and "subject" in given and not given & {"timeback_id", "grade_rank"}:
            found.append(ValidationIssue("grade_rank", "Required: a placement writes to no gradebook"))
        return found


class MasteryTrackInvalidateAssignmentInput(MasteryTrackInput, kw_only=True, rename=None):
    """Whose active assignments to withdraw: one by its number, those of a test, or those of a subject and grade."""

    student_email: Email
    """Address of a user of OneRoster."""
    assignment_id: Annotated[int, Meta(ge=1)] | UnsetType = UNSET
    """One assignment; wins over the others."""
    timeback_id: Text | UnsetType = UNSET
    """Those of a test; wins over `subject`."""
    subject: Text | UnsetType = UNSET
    """Those of a subject; needs `grade_rank` or `grade`."""
    grade_rank: Rank | UnsetType = UNSET
    """0 to 12."""
    grade: Text | Rank | UnsetType = UNSET
    """The same as a number or in words, such as ``Third Grade``."""

    @classmethod
    def conflicts(cls, given: frozenset[str]) -> list[ValidationIssue]:
        """Return what single fields cannot show."""
        grade = given & {"grade_rank", "grade"}
        found = [ValidationIssue(name, "needs subject") for name in sorted(grade) if "subject" not in given]
        if "subject" in given and not grade:
            found.append(ValidationIssue("grade_rank", "Required: grade_rank or grade goes with subject"))
        if not given & {"assignment_id", "timeback_id", "subject"}:
            text = "assignment_id, timeback_id, or subject with grade_rank or grade is required"
            found.append(ValidationIssue("assignment_id", text))
        return found


def either(whole: object, keywords: Mapping[str, object], name: str, context: str) -> object:
    """Return an input that is given as a whole or by keywords.

    Args:
        whole: The whole, or ``None``.
        keywords: By name; ``None`` for what is not given.
        name: The argument that takes the whole.
        context: What is sent, for the message.

    Raises:
        InputValidationError: Both are given.
    """
    given = {key: value for key, value in keywords.items() if value is not None}
    if whole is None:
        return given
    if given:
        issue = ValidationIssue(name, f"give either {name} or keywords, not both (also given: {', '.join(given)})")
        raise InputValidationError(f"Invalid {context} data", [issue])
    return whole


def checked(kind: type[MasteryTrackInput], data: object, context: str) -> Checked:
    """Return the payload of an input.

    Args:
        kind: The input's class.
        data: An instance of it, or a mapping.
        context: What is sent, for the message.

    Raises:
        InputValidationError: Listing everything that is wrong, single fields and what they contradict.
    """
    issues: list[ValidationIssue] = []
    payload = Checked()
    try:
        payload = check_input(kind, data, context)
    except InputValidationError as error:
        issues += error.issues
    given = _given(data)
    if given is not None:
        issues += kind.conflicts(given)
    if issues:
        raise InputValidationError(f"Invalid {context} data", issues)
    return payload


def _given(data: object) -> frozenset[str] | None:
    """Return the names of the fields that say something, right or wrong; None for what is no input at all."""
    values: Mapping[Any, Any]
    if isinstance(data, msgspec.Struct):
        values = {name: getattr(data, name) for name in data.__struct_fields__}
    elif is_mapping(data):
        values = data
    else:
        return None
    return frozenset(str(name) for name, value in values.items() if value is not None and value is not UNSET)
