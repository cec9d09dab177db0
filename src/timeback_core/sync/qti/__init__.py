# Written by tools/generate_sync.py from timeback_core/qti.py; changes belong there.
"""QTI 3.0: authoring, validating and scoring items, tests and stimuli, with and without a server.

The client is `QtiClient`; the records it answers with are here too, and so is everything that may be sent.

Without a server, `parse_qti_xml` looks into an item's XML, `qti.xml` reads, makes and validates documents, and
`qti.scoring` scores. These need lxml (the extra `qti`), which is imported by the first document that is read.

Names are loaded by their first use, so that the engine can be had without the client.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from timeback_core import __version__
    from timeback_core.errors import (
        APIError,
        AuthenticationError,
        BadRequestError,
        ConflictError,
        ForbiddenError,
        InputValidationError,
        NotFoundError,
        RateLimitError,
        ServerError,
        TimebackError,
        ValidationError,
        ValidationIssue,
        create_input_validation_error,
    )
    from timeback_core.errors import TimebackError as QtiError
    from timeback_core.filters import (
        FieldCondition,
        FieldOperators,
        FilterValue,
        WhereClause,
        where_to_filter,
    )
    from timeback_core.qti.inputs import (
        CatalogInfoInput,
        CreateStimulusInput,
        CreateStimulusXmlInput,
        ListAssessmentItemsParams,
        ListAssessmentTestsParams,
        ListParams,
        StylesheetInput,
        SubmitLessonFeedbackInput,
        UpdateStimulusInput,
        ValidateBatchInput,
        ValidateInput,
    )
    from timeback_core.qti.inputs_items import (
        AssessmentItemInteractionInput,
        CorrectResponseInput,
        CreateAssessmentItemInput,
        CreateAssessmentItemMetadataInput,
        CreateAssessmentItemXmlInput,
        FeedbackBlockInput,
        FeedbackInlineInput,
        InlineFeedbackConfigInput,
        InteractionAttributesInput,
        InteractionChoiceInput,
        ItemMetadataInput,
        LearningObjectiveSetInput,
        ModalFeedbackInput,
        OutcomeDeclarationInput,
        ProcessResponseInput,
        QuestionStructureInput,
        ResponseDeclarationInput,
        ResponseProcessingInput,
        RubricInput,
        StimulusReferenceInput,
        UpdateAssessmentItemInput,
        UpdateAssessmentItemXmlInput,
    )
    from timeback_core.qti.inputs_tests import (
        AssessmentItemRefInput,
        AssessmentSectionInput,
        CreateAssessmentTestInput,
        DefaultValueInput,
        ReorderItemsInput,
        TestOutcomeDeclarationInput,
        TestPartInput,
        UpdateAssessmentTestInput,
        UpdateTestMetadataInput,
    )
    from timeback_core.qti.inputs_values import (
        GradeInput,
        ResponseValue,
    )
    from timeback_core.qti.models import (
        AssessmentItem,
        AssessmentItemRef,
        AssessmentSection,
        AssessmentTest,
        BatchValidationResult,
        CatalogInfo,
        CorrectResponse,
        DeleteResponse,
        FeedbackBlock,
        FeedbackInline,
        InlineFeedbackConfig,
        ItemMetadata,
        LearningObjectiveSet,
        LessonFeedback,
        ModalFeedback,
        OutcomeDeclaration,
        ProcessResponseFeedback,
        ProcessResponseResult,
        QuestionReference,
        QuestionsResponse,
        QuestionWithItem,
        ResponseDeclaration,
        ResponseProcessing,
        Stimulus,
        Stylesheet,
        TestOutcomeDeclaration,
        TestPart,
        ValidationResult,
    )
    from timeback_core.qti.vocabulary import (
        AssessmentItemType,
        BaseType,
        Cardinality,
        Difficulty,
        FeedbackType,
        Grade,
        ItemSortField,
        NavigationMode,
        ShowHide,
        SortField,
        SortOrder,
        SubmissionMode,
        TemplateType,
        ValidationSchema,
    )
    from timeback_core.qti.xml.parsed_item import (
        ParsedQtiItem,
        QtiChoice,
        QtiInlineFeedback,
        QtiInteractionAttributes,
        QtiModalFeedback,
        QtiResponseDeclaration,
        extract_choices,
        extract_correct_response,
        extract_feedback,
        extract_interaction_attributes,
        extract_modal_feedback,
        extract_prompt,
        extract_response_declaration,
        parse_qti_xml,
    )
    from timeback_core.sync.pages import Paginator
    from timeback_core.sync.qti.client import QtiClient
    from timeback_core.sync.qti.models import ListResponse

__all__ = [
    "APIError",
    "AssessmentItem",
    "AssessmentItemInteractionInput",
    "AssessmentItemRef",
    "AssessmentItemRefInput",
    "AssessmentItemType",
    "AssessmentSection",
    "AssessmentSectionInput",
    "AssessmentTest",
    "AuthenticationError",
    "BadRequestError",
    "BaseType",
    "BatchValidationResult",
    "Cardinality",
    "CatalogInfo",
    "CatalogInfoInput",
    "ConflictError",
    "CorrectResponse",
    "CorrectResponseInput",
    "CreateAssessmentItemInput",
    "CreateAssessmentItemMetadataInput",
    "CreateAssessmentItemXmlInput",
    "CreateAssessmentTestInput",
    "CreateStimulusInput",
    "CreateStimulusXmlInput",
    "DefaultValueInput",
    "DeleteResponse",
    "Difficulty",
    "FeedbackBlock",
    "FeedbackBlockInput",
    "FeedbackInline",
    "FeedbackInlineInput",
    "FeedbackType",
    "FieldCondition",
    "FieldOperators",
    "FilterValue",
    "ForbiddenError",
    "Grade",
    "GradeInput",
    "InlineFeedbackConfig",
    "InlineFeedbackConfigInput",
    "InputValidationError",
    "InteractionAttributesInput",
    "InteractionChoiceInput",
    "ItemMetadata",
    "ItemMetadataInput",
    "ItemSortField",
    "LearningObjectiveSet",
    "LearningObjectiveSetInput",
    "LessonFeedback",
    "ListAssessmentItemsParams",
    "ListAssessmentTestsParams",
    "ListParams",
    "ListResponse",
    "ModalFeedback",
    "ModalFeedbackInput",
    "NavigationMode",
    "NotFoundError",
    "OutcomeDeclaration",
    "OutcomeDeclarationInput",
    "Paginator",
    "ParsedQtiItem",
    "ProcessResponseFeedback",
    "ProcessResponseInput",
    "ProcessResponseResult",
    "QtiChoice",
    "QtiClient",
    "QtiError",
    "QtiInlineFeedback",
    "QtiInteractionAttributes",
    "QtiModalFeedback",
    "QtiResponseDeclaration",
    "QuestionReference",
    "QuestionStructureInput",
    "QuestionWithItem",
    "QuestionsResponse",
    "RateLimitError",
    "ReorderItemsInput",
    "ResponseDeclaration",
    "ResponseDeclarationInput",
    "ResponseProcessing",
    "ResponseProcessingInput",
    "ResponseValue",
    "RubricInput",
    "ServerError",
    "ShowHide",
    "SortField",
    "SortOrder",
    "Stimulus",
    "StimulusReferenceInput",
    "Stylesheet",
    "StylesheetInput",
    "SubmissionMode",
    "SubmitLessonFeedbackInput",
    "TemplateType",
    "TestOutcomeDeclaration",
    "TestOutcomeDeclarationInput",
    "TestPart",
    "TestPartInput",
    "TimebackError",
    "UpdateAssessmentItemInput",
    "UpdateAssessmentItemXmlInput",
    "UpdateAssessmentTestInput",
    "UpdateStimulusInput",
    "UpdateTestMetadataInput",
    "ValidateBatchInput",
    "ValidateInput",
    "ValidationError",
    "ValidationIssue",
    "ValidationResult",
    "ValidationSchema",
    "WhereClause",
    "__version__",
    "create_input_validation_error",
    "extract_choices",
    "extract_correct_response",
    "extract_feedback",
    "extract_interaction_attributes",
    "extract_modal_feedback",
    "extract_prompt",
    "extract_response_declaration",
    "parse_qti_xml",
    "where_to_filter",
]

_NAMES = {
    "timeback_core.errors": (
        "APIError AuthenticationError BadRequestError ConflictError ForbiddenError InputValidationError "
        "NotFoundError RateLimitError ServerError TimebackError ValidationError ValidationIssue "
        "create_input_validation_error"
    ),
    "timeback_core.filters": "FieldCondition FieldOperators FilterValue WhereClause where_to_filter",
    "timeback_core.sync.pages": "Paginator",
    "timeback_core.sync.qti.client": "QtiClient",
    "timeback_core.qti.inputs": (
        "CatalogInfoInput CreateStimulusInput CreateStimulusXmlInput ListAssessmentItemsParams "
        "ListAssessmentTestsParams ListParams StylesheetInput SubmitLessonFeedbackInput UpdateStimulusInput "
        "ValidateBatchInput ValidateInput"
    ),
    "timeback_core.qti.inputs_items": (
        "AssessmentItemInteractionInput CorrectResponseInput CreateAssessmentItemInput "
        "CreateAssessmentItemMetadataInput CreateAssessmentItemXmlInput FeedbackBlockInput "
        "FeedbackInlineInput InlineFeedbackConfigInput InteractionAttributesInput InteractionChoiceInput "
        "ItemMetadataInput LearningObjectiveSetInput ModalFeedbackInput OutcomeDeclarationInput "
        "ProcessResponseInput QuestionStructureInput ResponseDeclarationInput ResponseProcessingInput "
        "RubricInput StimulusReferenceInput UpdateAssessmentItemInput UpdateAssessmentItemXmlInput"
    ),
    "timeback_core.qti.inputs_tests": (
        "AssessmentItemRefInput AssessmentSectionInput CreateAssessmentTestInput DefaultValueInput "
        "ReorderItemsInput TestOutcomeDeclarationInput TestPartInput UpdateAssessmentTestInput "
        "UpdateTestMetadataInput"
    ),
    "timeback_core.qti.inputs_values": "GradeInput ResponseValue",
    "timeback_core.sync.qti.models": (
        "AssessmentItem AssessmentItemRef AssessmentSection AssessmentTest BatchValidationResult CatalogInfo "
        "CorrectResponse DeleteResponse FeedbackBlock FeedbackInline InlineFeedbackConfig ItemMetadata "
        "LearningObjectiveSet LessonFeedback ListResponse ModalFeedback OutcomeDeclaration "
        "ProcessResponseFeedback ProcessResponseResult QuestionReference QuestionWithItem QuestionsResponse "
        "ResponseDeclaration ResponseProcessing Stimulus Stylesheet TestOutcomeDeclaration TestPart "
        "ValidationResult"
    ),
    "timeback_core.qti.vocabulary": (
        "AssessmentItemType BaseType Cardinality Difficulty FeedbackType Grade ItemSortField NavigationMode "
        "ShowHide SortField SortOrder SubmissionMode TemplateType ValidationSchema"
    ),
    "timeback_core.qti.xml.parsed_item": (
        "ParsedQtiItem QtiChoice QtiInlineFeedback QtiInteractionAttributes QtiModalFeedback "
        "QtiResponseDeclaration extract_choices extract_correct_response extract_feedback "
        "extract_interaction_attributes extract_modal_feedback extract_prompt extract_response_declaration "
        "parse_qti_xml"
    ),
}
"""Where names are, by module."""


def __getattr__(name: str) -> object:
    """Load a public name by its first use (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    if name == "__version__":
        place, attribute = "timeback_core", name
    elif name == "QtiError":
        place, attribute = "timeback_core.errors", "TimebackError"
    else:
        place, attribute = next(module for module, names in _NAMES.items() if name in names.split()), name
    value: object = getattr(import_module(place), attribute)
    globals()[name] = value
    return value
