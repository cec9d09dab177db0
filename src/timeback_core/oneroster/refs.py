"""What OneRoster records have in common: base fields, references, and small parts of several records."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, field

from timeback_core.model import Model

__all__ = [
    "Base",
    "LearningObjectiveResult",
    "LearningObjectiveScoreSet",
    "LearningObjectiveSet",
    "Moment",
    "Ref",
    "RefWithHref",
    "ScoreScaleValue",
    "UserId",
]

Moment = Annotated[datetime, Meta(tz=True)]
"""A timestamp that nearly always comes in the standard's own form: read natively, which is several times
faster than `timeback_core.wire.Timestamp`; any other form is left to the lenient reading."""


class Base(Model, kw_only=True):
    """The fields that every OneRoster record has."""

    sourced_id: str
    """The record's identifier."""
    status: str = "active"
    """``active`` or ``tobedeleted``; LEARNWITH_AI also knows ``inactive``."""
    date_last_modified: Moment | None = None
    """When the record was changed last; kept by the server."""
    metadata: dict[str, Any] | None = None
    """Extensions: whatever applications store with the record."""


class Ref(Model, kw_only=True, gc=False):
    """A reference to another record by its identifier."""

    sourced_id: str
    """Identifier of the record referred to."""


class RefWithHref(Ref, kw_only=True, gc=False):
    """A reference that also says where the record is and what it is."""

    href: str | None = None
    """Address of the record referred to."""
    type: str | None = None
    """Kind of the record referred to: a word of `timeback_core.oneroster.vocabulary.RefType`."""
    name: str | None = None
    """Name or title of the record referred to, where the server adds it."""


class UserId(Model, kw_only=True, gc=False):
    """An identifier that another system has for a user."""

    type: str
    """Which system, or which kind of identifier."""
    identifier: str
    """The identifier there."""


class ScoreScaleValue(Model, kw_only=True, gc=False):
    """One step of a score scale, such as A for 94."""

    item_value_lhs: str | None = field(default=None, name="itemValueLHS")
    """The value on the left: what is shown, for example ``A``."""
    item_value_rhs: str | None = field(default=None, name="itemValueRHS")
    """The value on the right: what it stands for, for example ``94``."""
    value: str | None = None
    """A further value that the server keeps with the step."""
    description: str | None = None


class LearningObjectiveSet(Model, kw_only=True):
    """Learning objectives of one source, by their identifiers."""

    source: str
    """Where the identifiers come from, for example ``case``."""
    learning_objective_ids: list[str] | None = None


class LearningObjectiveResult(Model, kw_only=True, gc=False):
    """The score for one learning objective."""

    learning_objective_id: str
    score: float | None = None
    text_score: str | None = None


class LearningObjectiveScoreSet(Model, kw_only=True):
    """Scores for learning objectives of one source."""

    source: str
    """Where the identifiers come from, for example ``case``."""
    learning_objective_results: list[LearningObjectiveResult] | None = None
