"""What callers send for items."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Literal

from msgspec import UNSET, UnsetType, field

from timeback_core.inputs import Input, Issues, Text
from timeback_core.model import Model
from timeback_core.qti.inputs_values import GradeInput, Markup, Response, Values
from timeback_core.qti.vocabulary import AssessmentItemType, BaseType, Cardinality, Difficulty, ShowHide

__all__ = [
    "AssessmentItemInteractionInput",
    "CorrectResponseInput",
    "CreateAssessmentItemInput",
    "CreateAssessmentItemMetadataInput",
    "CreateAssessmentItemXmlInput",
    "FeedbackBlockInput",
    "FeedbackInlineInput",
    "InlineFeedbackConfigInput",
    "InteractionAttributesInput",
    "InteractionChoiceInput",
    "ItemMetadataInput",
    "LearningObjectiveSetInput",
    "ModalFeedbackInput",
    "OutcomeDeclarationInput",
    "ProcessResponseInput",
    "QuestionStructureInput",
    "ResponseDeclarationInput",
    "ResponseProcessingInput",
    "RubricInput",
    "StimulusReferenceInput",
    "UpdateAssessmentItemInput",
    "UpdateAssessmentItemXmlInput",
    "check_reserved",
    "without_read_only",
]

# kept beside `xml.check_form`, whose import takes longer than a client that sends no form has use for
_RESERVED: Final = frozenset({"completionStatus", "numAttempts", "duration"})
_READ_ONLY: Final = frozenset({"createdAt", "updatedAt", "__v", "v", "_id", "created_at", "updated_at"})


def check_reserved(payload: Mapping[str, Any], issues: Issues) -> None:
    """Note a declaration whose identifier the standard keeps for itself."""
    name = payload.get("identifier")
    if name in _RESERVED:
        issues.add("identifier", f"{name!r} is a variable that every item has; it cannot be declared")


def without_read_only(values: dict[str, Any]) -> dict[str, Any]:
    """Return values without those that only the server writes, so that an answer can be sent back."""
    return {name: value for name, value in values.items() if name not in _READ_ONLY}


class _Part(Input, kw_only=True):
    """A part that may have fields which are not known here; they are sent as they are."""

    takes_unknown = True


class CorrectResponseInput(Input, kw_only=True):
    """The key of a response variable."""

    value: Values
    """Texts or numbers; a pair is ``["A", "B"]`` or ``"A B"``."""


class ResponseDeclarationInput(Input, kw_only=True):
    """A response variable to declare."""

    identifier: Text
    cardinality: Cardinality
    base_type: BaseType | UnsetType = UNSET
    """Left out for records."""
    correct_response: CorrectResponseInput | UnsetType = UNSET

    @classmethod
    def refine(cls, payload: dict[str, Any], issues: Issues) -> None:
        """Refuse reserved names."""
        check_reserved(payload, issues)


class OutcomeDeclarationInput(Input, kw_only=True):
    """An outcome variable to declare."""

    identifier: Text
    cardinality: Cardinality
    base_type: BaseType | UnsetType = UNSET

    @classmethod
    def refine(cls, payload: dict[str, Any], issues: Issues) -> None:
        """Refuse reserved names."""
        check_reserved(payload, issues)


class InlineFeedbackConfigInput(Input, kw_only=True):
    """Which outcome shows inline feedback, and which variable it follows."""

    outcome_identifier: Text
    variable_identifier: Text


class ResponseProcessingInput(Input, kw_only=True):
    """How responses are scored."""

    template_type: Text
    """``match_correct`` or ``map_response``; the hosted service knows others, such as ``custom``."""
    response_declaration_identifier: str | UnsetType = UNSET
    outcome_identifier: str | UnsetType = UNSET
    """The outcome that becomes one of the following two; ``SCORE`` gets a number instead."""
    correct_response_identifier: str | UnsetType = UNSET
    incorrect_response_identifier: str | UnsetType = UNSET
    inline_feedback: InlineFeedbackConfigInput | UnsetType = UNSET


class LearningObjectiveSetInput(Input, kw_only=True):
    """Learning objectives of one source."""

    source: Text
    learning_objective_ids: Many[Text]


class ItemMetadataInput(_Part, kw_only=True):
    """What is known about an item. As a mapping it may have further keys."""

    subject: str | UnsetType = UNSET
    grade: GradeInput | UnsetType = UNSET
    difficulty: Difficulty | UnsetType = UNSET
    learning_objective_set: Many[LearningObjectiveSetInput] | UnsetType = UNSET


class ItemMetadataChangesInput(_Part, kw_only=True):
    """Changes of what is known about an item; ``None`` removes a key. As a mapping it may have further keys."""

    subject: str | UnsetType | None = UNSET
    grade: GradeInput | UnsetType | None = UNSET
    difficulty: Difficulty | UnsetType | None = UNSET
    learning_objective_set: Many[LearningObjectiveSetInput] | UnsetType | None = UNSET


class ModalFeedbackInput(Input, kw_only=True):
    """Feedback that is shown on its own."""

    outcome_identifier: Text
    identifier: Text
    show_hide: ShowHide = "show"
    content: str
    title: str | UnsetType = UNSET


class FeedbackInlineInput(Input, kw_only=True):
    """Feedback within a line of the item's body."""

    outcome_identifier: Text
    identifier: Text
    show_hide: ShowHide = "show"
    content: str
    class_names: Many[str] | UnsetType = field(name="class", default=UNSET)


class FeedbackBlockInput(Input, kw_only=True):
    """Feedback in a block of the item's body."""

    outcome_identifier: Text
    identifier: Text
    show_hide: ShowHide = "show"
    content: str
    class_names: Many[str] | UnsetType = field(name="class", default=UNSET)


class InteractionChoiceInput(_Part, kw_only=True):
    """A choice of an interaction. As a mapping it may have further keys."""

    identifier: Text
    content: str
    feedback_inline: str | UnsetType = UNSET
    feedback_outcome_identifier: str | UnsetType = UNSET
    fixed: bool | UnsetType = UNSET
    match_max: int | UnsetType = UNSET


class QuestionStructureInput(_Part, kw_only=True):
    """What is asked. Which keys there are depends on the interaction; any may be given."""

    prompt: str | UnsetType = UNSET
    choices: Many[InteractionChoiceInput] | UnsetType = UNSET


class InteractionAttributesInput(_Part, kw_only=True):
    """Further attributes of an interaction's element. As a mapping it may have further keys."""

    expected_length: int | UnsetType = field(name="expected-length", default=UNSET)
    pattern_mask: str | UnsetType = field(name="pattern-mask", default=UNSET)
    placeholder: str | UnsetType = UNSET


class AssessmentItemInteractionInput(_Part, kw_only=True):
    """What the candidate does. As a mapping it may have further keys."""

    type: Text
    response_identifier: Text
    question_structure: QuestionStructure
    shuffle: bool | UnsetType = UNSET
    max_choices: int | UnsetType = UNSET
    min_choices: int | UnsetType = UNSET
    max_associations: int | UnsetType = UNSET
    orientation: str | UnsetType = UNSET
    lower_bound: float | UnsetType = field(name="lower-bound", default=UNSET)
    upper_bound: float | UnsetType = field(name="upper-bound", default=UNSET)
    step: float | UnsetType = UNSET
    autostart: bool | UnsetType = UNSET
    min_plays: int | UnsetType = UNSET
    max_plays: int | UnsetType = UNSET
    loop: bool | UnsetType = UNSET
    attributes: Attributes | UnsetType = UNSET


class RubricInput(Input, kw_only=True):
    """A rubric: criteria for scorers, or instructions for candidates."""

    use: Text
    """Such as ``ext:criteria``."""
    view: Text
    """Such as ``scorer`` or ``candidate``."""
    body: str


class StimulusReferenceInput(Input, kw_only=True):
    """A stimulus that the item refers to; it has to exist."""

    identifier: Text
    href: str | UnsetType = UNSET
    title: str | UnsetType = UNSET


class _ItemForm(Input, kw_only=True):
    """The fields of the JSON form that may all be left out."""

    keeps_unknown = False

    format: Literal["json"] | UnsetType = UNSET
    qti_version: str | UnsetType = UNSET
    time_dependent: bool | UnsetType = UNSET
    adaptive: bool | UnsetType = UNSET
    pre_interaction: str | UnsetType = UNSET
    """XHTML before the interaction."""
    post_interaction: str | UnsetType = UNSET
    """XHTML after it."""
    interaction: Interaction | UnsetType = UNSET
    response_declarations: Many[ResponseDeclaration] | UnsetType = UNSET
    outcome_declarations: Many[OutcomeDeclaration] | UnsetType = UNSET
    response_processing: ResponseProcessing | UnsetType = UNSET
    modal_feedback: Many[ModalFeedback] | UnsetType = UNSET
    feedback_inline: Many[FeedbackInline] | UnsetType = UNSET
    feedback_block: Many[FeedbackBlock] | UnsetType = UNSET
    rubrics: Many[Rubric] | UnsetType = UNSET
    stimulus: Stimuli | UnsetType = UNSET

    @classmethod
    def adapt(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Leave out what only the server writes."""
        return without_read_only(values)


class CreateAssessmentItemInput(_ItemForm, kw_only=True):
    """An item in the JSON form; the service makes the XML of it."""

    identifier: Text
    title: Text
    type: AssessmentItemType | str
    """The kind of the item; kinds that are not documented are sent, too."""
    metadata: Metadata | UnsetType = UNSET

    @classmethod
    def refine(cls, payload: dict[str, Any], issues: Issues) -> None:
        """Refuse a blank kind."""
        check_kind(payload, issues)


class UpdateAssessmentItemInput(_ItemForm, kw_only=True):
    """An item in the JSON form, to be put in place of one that is there: what is left out is removed."""

    identifier: Text | UnsetType = UNSET
    title: Text | UnsetType = UNSET
    type: AssessmentItemType | str | UnsetType = UNSET
    metadata: Metadata | UnsetType = UNSET
    raw_xml: Markup | UnsetType = UNSET
    """The item's XML, as a read item has it; taken when there is no ``interaction``."""
    content: dict[str, Any] | UnsetType = UNSET

    @classmethod
    def refine(cls, payload: dict[str, Any], issues: Issues) -> None:
        """Insist on something that the item can be made from."""
        check_kind(payload, issues)
        if "interaction" not in payload and "rawXml" not in payload:
            issues.add("interaction", "give interaction, raw_xml or xml: an update replaces the whole item")


class CreateAssessmentItemMetadataInput(_ItemForm, kw_only=True):
    """An item whose metadata is to be changed; it is made when there is none of this identifier."""

    identifier: Text
    title: Text | UnsetType = UNSET
    type: AssessmentItemType | str | UnsetType = UNSET
    metadata: MetadataChanges

    @classmethod
    def refine(cls, payload: dict[str, Any], issues: Issues) -> None:
        """Refuse a blank kind."""
        check_kind(payload, issues)


def check_kind(payload: dict[str, Any], issues: Issues) -> None:
    """Note a blank kind of item."""
    if "type" in payload and not str(payload["type"]).strip():
        issues.add("type", "must be a non-empty string")


class _XmlForm(Input, kw_only=True):
    """The XML form: identifier and title come from the document."""

    keeps_unknown = False

    format: Literal["xml"] = "xml"
    xml: Markup
    """The document; sent character for character."""


class CreateAssessmentItemXmlInput(_XmlForm, kw_only=True):
    """An item as XML."""

    metadata: Metadata | UnsetType = UNSET


class UpdateAssessmentItemXmlInput(_XmlForm, kw_only=True):
    """An item as XML, to be put in place of one that is there: metadata that is left out is removed."""

    metadata: Metadata | UnsetType = UNSET


class AssessmentItemMetadataXmlInput(_XmlForm, kw_only=True):
    """An item as XML whose metadata is to be changed."""

    metadata: MetadataChanges


class ProcessResponseInput(Input, kw_only=True):
    """A response to score."""

    response: Response
    """A value, a list of values, or a mapping from response identifiers to either."""
    identifier: Text | UnsetType = UNSET
    """The item's identifier unless given."""


if TYPE_CHECKING:
    from collections.abc import Sequence as Many

    Interaction = AssessmentItemInteractionInput | Mapping[str, Any]
    QuestionStructure = QuestionStructureInput | Mapping[str, Any]
    Attributes = InteractionAttributesInput | Mapping[str, Any]
    ResponseDeclaration = ResponseDeclarationInput | Model | Mapping[str, Any]
    OutcomeDeclaration = OutcomeDeclarationInput | Model | Mapping[str, Any]
    ResponseProcessing = ResponseProcessingInput | Model | Mapping[str, Any]
    ModalFeedback = ModalFeedbackInput | Model | Mapping[str, Any]
    FeedbackInline = FeedbackInlineInput | Model | Mapping[str, Any]
    FeedbackBlock = FeedbackBlockInput | Model | Mapping[str, Any]
    Rubric = RubricInput | Mapping[str, Any]
    OneStimulus = StimulusReferenceInput | Mapping[str, Any]
    Stimuli = OneStimulus | Many[OneStimulus]
    Metadata = ItemMetadataInput | Model | Mapping[str, Any]
    MetadataChanges = ItemMetadataChangesInput | ItemMetadataInput | Model | Mapping[str, Any]
else:
    Many = list
    Interaction = AssessmentItemInteractionInput
    QuestionStructure = QuestionStructureInput
    Attributes = InteractionAttributesInput
    ResponseDeclaration = ResponseDeclarationInput
    OutcomeDeclaration = OutcomeDeclarationInput
    ResponseProcessing = ResponseProcessingInput
    ModalFeedback = ModalFeedbackInput
    FeedbackInline = FeedbackInlineInput
    FeedbackBlock = FeedbackBlockInput
    Rubric = RubricInput
    Stimuli = StimulusReferenceInput | list[StimulusReferenceInput]
    Metadata = ItemMetadataInput
    MetadataChanges = ItemMetadataChangesInput
