"""What a resource's metadata has to hold: its ``type`` says which fields there are.

Fields that no type knows are always allowed. A type that we do not know (``external``) is not checked.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from msgspec import UNSET, Meta, UnsetType

from timeback_core.inputs import Input, Issues, Text, check_open, input_fields
from timeback_core.oneroster.grades import GradeInput
from timeback_core.oneroster.inputs_common import LearningObjectiveSetInput, Many
from timeback_core.oneroster.vocabulary import (
    CourseMaterialSubType,
    Difficulty,
    QtiSubType,
    QuestionType,
    Subject,
)

__all__ = ["RESOURCE_METADATA", "FailFast", "check_resource_metadata"]

Url = Annotated[str, Meta(min_length=1, pattern=r"(?i)^https?://\S+$")]
Duration = Annotated[str, Meta(min_length=1, pattern=r"^\d{2,}:[0-5]\d:[0-5]\d(\.\d{2})?$")]
Positive = Annotated[int, Meta(ge=1)]


class FailFast(Input, kw_only=True):
    """When a student has failed: after how many wrong answers in a row, or without progress."""

    consecutive_failures: Positive | UnsetType = UNSET
    stagnation_limit: Positive | UnsetType = UNSET


class _Common(Input, kw_only=True):
    """The fields that every type has."""

    type: Text
    subject: Subject | UnsetType = UNSET
    grades: Many[GradeInput] | UnsetType = UNSET
    language: str | UnsetType = UNSET
    xp: float | UnsetType = UNSET
    url: Url | UnsetType = UNSET
    keywords: Many[str] | UnsetType = UNSET
    learning_objective_set: Many[LearningObjectiveSetInput] | UnsetType = UNSET
    lesson_type: str | UnsetType = UNSET


class _Qti(_Common, kw_only=True):
    sub_type: QtiSubType
    question_type: QuestionType | UnsetType = UNSET
    difficulty: Difficulty | UnsetType = UNSET


class _Text(_Common, kw_only=True):
    format: Text
    author: str | UnsetType = UNSET
    page_count: int | UnsetType = UNSET


class _Audio(_Common, kw_only=True):
    format: Text
    duration: Duration | UnsetType = UNSET
    speaker: str | UnsetType = UNSET


class _Video(_Common, kw_only=True):
    format: Text
    duration: Duration | UnsetType = UNSET
    captions_available: bool | UnsetType = UNSET


class _Interactive(_Common, kw_only=True):
    launch_url: Url | UnsetType = UNSET
    tool_provider: str | UnsetType = UNSET
    instructional_method: str | UnsetType = UNSET
    course_id_on_fail: str | UnsetType = UNSET
    fail_fast: FailFast | UnsetType = UNSET


class _Visual(_Common, kw_only=True):
    format: Text
    resolution: str | UnsetType = UNSET


class _CourseMaterial(_Common, kw_only=True):
    sub_type: CourseMaterialSubType
    format: Text
    author: str | UnsetType = UNSET
    instructional_method: str | UnsetType = UNSET


class _AssessmentBank(_Common, kw_only=True):
    resources: Many[Text]


RESOURCE_METADATA: Final[dict[str, type[Input]]] = {
    "qti": _Qti,
    "text": _Text,
    "audio": _Audio,
    "video": _Video,
    "interactive": _Interactive,
    "visual": _Visual,
    "course-material": _CourseMaterial,
    "assessment-bank": _AssessmentBank,
}
"""The fields of each type of resource."""


def check_resource_metadata(metadata: dict[str, Any], issues: Issues, *, needs_type: bool) -> dict[str, Any]:
    """Return a resource's metadata as it is sent, or note what is wrong with it.

    Args:
        metadata: The metadata; the fields of its type may have their names in snake_case.
        issues: Takes the problems, with paths under ``metadata``.
        needs_type: Refuse fields that belong to a type when none is named; a fresh resource needs it, a
            change of some fields does not.

    Source:
        OneRoster resources, `metadata`; the platform's own convention.
    """
    kind = metadata.get("type")
    if kind is None:
        return _check_untyped(metadata, issues, needs_type=needs_type)
    if not isinstance(kind, str):
        issues.add("metadata.type", f"must be text, got {type(kind).__name__}")
        return metadata
    schema = RESOURCE_METADATA.get(kind)
    return metadata if schema is None else check_open(schema, metadata, "metadata", issues)


def _check_untyped(metadata: dict[str, Any], issues: Issues, *, needs_type: bool) -> dict[str, Any]:
    typed = sorted(name for name in metadata if name in _typed_names())
    if typed and needs_type:
        kinds = ", ".join(map(repr, RESOURCE_METADATA))
        issues.add("metadata", f"{', '.join(typed)}: needs a type, one of {kinds}")
        return metadata
    checked = dict(metadata)
    name = next((name for name in ("failFast", "fail_fast") if name in checked), None)
    if name is not None:
        value = check_open(FailFast, checked.pop(name), f"metadata.{name}", issues)
        checked["fail_fast"] = value  # the platform stores it under this name where there is no type
    return checked


def _typed_names() -> frozenset[str]:
    """The fields that belong to some type, in both spellings."""
    names: set[str] = set()
    for schema in RESOURCE_METADATA.values():
        for wire, field in input_fields(schema).items():
            names.update((wire, field.name))
    return frozenset(names - {"type", "failFast", "fail_fast"})
