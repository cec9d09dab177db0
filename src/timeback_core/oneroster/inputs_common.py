"""What OneRoster inputs have in common: references, identifiers, learning objectives and value types.

To a type checker many of these names are wider than the class behind them: where a reference belongs, an
input, a record that was read, or a mapping may stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import UNSET, Meta, UnsetType, field

from timeback_core.inputs import Input, Text
from timeback_core.model import Model
from timeback_core.oneroster.vocabulary import RefType

__all__ = [
    "EMAIL",
    "Email",
    "GuidRef",
    "HrefRef",
    "HrefRefInput",
    "LearningObjectiveResultInput",
    "LearningObjectiveScoreSetInput",
    "LearningObjectiveScoreSetItem",
    "LearningObjectiveSetInput",
    "LearningObjectiveSetItem",
    "Many",
    "Metadata",
    "PrimaryOrg",
    "RefInput",
    "ScoreScaleValueInput",
    "ScoreScaleValueItem",
    "UserIdInput",
    "UserIdItem",
]

EMAIL = r"^[^@\s]+@[^@\s]+$"
"""What an address must look like; whether it exists, only the server can tell."""

Email = Annotated[str, Meta(min_length=1, pattern=EMAIL)]


class GuidRef(Input, kw_only=True):
    """A reference to another record. Only the identifier is sent; the rest may be given and is left out."""

    keeps_unknown = False

    sourced_id: Text
    """Identifier of the record referred to."""
    type: str | UnsetType | None = UNSET
    """Kind of the record; not sent."""
    href: str | UnsetType | None = UNSET
    """Address of the record; not sent."""

    @classmethod
    def adapt(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Leave out what reads show beside the identifier."""
        return {name: value for name, value in values.items() if name not in {"href", "type", "name"}}


class PrimaryOrg(GuidRef, kw_only=True):
    """The organisation that a user mainly belongs to."""

    name: str | UnsetType | None = UNSET
    """Name of the organisation; not sent."""


class HrefRef(Input, kw_only=True):
    """A reference that is sent whole: identifier, address and kind."""

    keeps_unknown = False

    sourced_id: Text
    """Identifier of the record referred to."""
    href: Text
    """Address of the record referred to."""
    type: RefType
    """Kind of the record referred to."""

    @classmethod
    def adapt(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Leave out the name that reads may show."""
        return {name: value for name, value in values.items() if name != "name"}


class UserIdItem(Input, kw_only=True):
    """An identifier that another system has for a user."""

    type: Text
    """Which system, or which kind of identifier."""
    identifier: Text
    """The identifier there."""


class ScoreScaleValueItem(Input, kw_only=True):
    """One step of a score scale, such as A for 94."""

    item_value_lhs: Text = field(name="itemValueLHS")
    """The value on the left: what is shown, for example ``A``."""
    item_value_rhs: Text = field(name="itemValueRHS")
    """The value on the right: what it stands for, for example ``94``."""
    value: str | UnsetType = UNSET
    description: str | UnsetType = UNSET


class LearningObjectiveSetItem(Input, kw_only=True):
    """Learning objectives of one source, by their identifiers."""

    source: Text
    """Where the identifiers come from, for example ``case``."""
    learning_objective_ids: Many[Text]


class LearningObjectiveResultInput(Input, kw_only=True):
    """The score for one learning objective."""

    learning_objective_id: Text
    score: float | UnsetType = UNSET
    text_score: str | UnsetType = UNSET


class LearningObjectiveScoreSetItem(Input, kw_only=True):
    """Scores for learning objectives of one source."""

    source: Text
    """Where the identifiers come from, for example ``case``."""
    learning_objective_results: Many[LearningObjectiveResult]


if TYPE_CHECKING:
    from collections.abc import Sequence as Many

    Metadata = Mapping[str, Any]
    RefInput = GuidRef | Model | Mapping[str, Any]
    HrefRefInput = HrefRef | Model | Mapping[str, Any]
    UserIdInput = UserIdItem | Model | Mapping[str, Any]
    ScoreScaleValueInput = ScoreScaleValueItem | Model | Mapping[str, Any]
    LearningObjectiveResult = LearningObjectiveResultInput | Model | Mapping[str, Any]
    LearningObjectiveSetInput = LearningObjectiveSetItem | Model | Mapping[str, Any]
    LearningObjectiveScoreSetInput = LearningObjectiveScoreSetItem | Model | Mapping[str, Any]
else:
    Many = list
    Metadata = dict[str, Any]
    RefInput = GuidRef
    HrefRefInput = HrefRef
    UserIdInput = UserIdItem
    ScoreScaleValueInput = ScoreScaleValueItem
    LearningObjectiveResult = LearningObjectiveResultInput
    LearningObjectiveSetInput = LearningObjectiveSetItem
    LearningObjectiveScoreSetInput = LearningObjectiveScoreSetItem
