"""Message schemas for the API description, made from the declaration of the kinds.

They describe, and nothing decodes by them: requests are checked by `validation`, which names every wrong field.
"""

from __future__ import annotations

import datetime
from functools import cache
from typing import Annotated, Any, Literal, Union

import msgspec
from msgspec import UNSET, Meta

from timeback_sandbox.oneroster.fields import READ_VOCABULARIES, VOCABULARIES, Field, Form, KindName
from timeback_sandbox.oneroster.kind import Kind
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.validation import Mode

ModelType = type[msgspec.Struct]
Direction = Literal["read", "create", "replace", "merge", "patch"]

Id = Annotated[str, Meta(min_length=1, pattern=r"\S")]
Flag = Union[bool, Literal["true", "false"]]  # noqa: UP007 - made at run time
Email = Annotated[str, Meta(pattern=r"^[^@\s]+@[^@\s]+$")]
Day = Annotated[str, Meta(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$")]
Year = Annotated[str, Meta(pattern=r"^\d{1,4}$")]


class ReferenceInput(msgspec.Struct):
    """A reference as it is written."""

    sourcedId: Id  # noqa: N815


class PlainReference(msgspec.Struct):
    """A reference as the gradebook answers it."""

    sourcedId: str  # noqa: N815


class LinkedReference(msgspec.Struct):
    """A reference as rostering answers it."""

    href: str
    sourcedId: str  # noqa: N815
    type: str
    name: str | msgspec.UnsetType = UNSET


class UserIdentifier(msgspec.Struct):
    """An id of a user in another system."""

    type: str
    identifier: str


class ObjectiveSet(msgspec.Struct):
    """Learning objectives of a line item."""

    source: str
    learningObjectiveIds: list[str]  # noqa: N815


class ObjectiveScore(msgspec.Struct):
    """A score for one learning objective."""

    learningObjectiveId: str  # noqa: N815
    score: float | msgspec.UnsetType = UNSET
    textScore: str | msgspec.UnsetType = UNSET  # noqa: N815


class ObjectiveScoreSet(msgspec.Struct):
    """Scores for learning objectives."""

    source: str
    learningObjectiveResults: list[ObjectiveScore]  # noqa: N815


class ScaleValue(msgspec.Struct):
    """One step of a score scale."""

    itemValueLHS: str  # noqa: N815
    itemValueRHS: str  # noqa: N815
    value: str | msgspec.UnsetType = UNSET
    description: str | msgspec.UnsetType = UNSET


class RoleInput(msgspec.Struct):
    """A role of a user as it is written."""

    roleType: Literal["primary", "secondary"]  # noqa: N815
    role: Literal[VOCABULARIES["UserRole"]]  # type: ignore[valid-type]
    org: ReferenceInput
    userProfile: str | msgspec.UnsetType = UNSET  # noqa: N815
    beginDate: datetime.date | None | msgspec.UnsetType = UNSET  # noqa: N815
    endDate: datetime.date | None | msgspec.UnsetType = UNSET  # noqa: N815
