"""The QTI client itself: public names, what importing costs, where requests go, and the warning about shared data."""

from __future__ import annotations

import logging
import subprocess
import sys
from typing import Any

import pytest
from qti_calls import ITEM, ITEM_FORM, SCORED, answering, qti
from scripted_sender import ScriptedSender, answer

import timeback_core.qti
from timeback_core.qti import QtiClient, types
from timeback_core.transport.options import RequestOptions

HOSTED = "https://qti.alpha-1edtech.ai/api"

RESOURCES = ("assessment_items", "assessment_tests", "stimuli", "validate", "lesson", "general", "feedback")

PUBLISHED = """
AssessmentItem AssessmentItemInteractionInput AssessmentItemRef AssessmentItemRefInput AssessmentItemType
AssessmentSection AssessmentSectionInput AssessmentTest BaseType BatchValidationResult Cardinality CatalogInfo
CatalogInfoInput CorrectResponse CorrectResponseInput CreateAssessmentItemInput CreateAssessmentItemMetadataInput
CreateAssessmentItemXmlInput CreateAssessmentTestInput CreateStimulusInput DefaultValueInput DeleteResponse Difficulty
FeedbackBlock FeedbackBlockInput FeedbackInline FeedbackInlineInput FeedbackType FieldCondition FieldOperators
FilterValue Grade InlineFeedbackConfig InlineFeedbackConfigInput InteractionAttributesInput InteractionChoiceInput
ItemMetadata ItemMetadataInput LearningObjectiveSet LearningObjectiveSetInput LessonFeedback ListAssessmentItemsParams
ListAssessmentTestsParams ListParams ListResponse ModalFeedback ModalFeedbackInput NavigationMode OutcomeDeclaration
OutcomeDeclarationInput ParsedQtiItem ProcessResponseFeedback ProcessResponseInput ProcessResponseResult QtiChoice
QtiClient QtiError QtiInlineFeedback QtiInteractionAttributes QtiModalFeedback QtiResponseDeclaration QuestionReference
QuestionsResponse QuestionStructureInput QuestionWithItem ReorderItemsInput ResponseDeclaration ResponseDeclarationInput
ResponseProcessing ResponseProcessingInput RubricInput ShowHide SortOrder Stimulus StimulusReferenceInput Stylesheet
StylesheetInput SubmissionMode SubmitLessonFeedbackInput TestOutcomeDeclaration TestOutcomeDeclarationInput TestPart
TestPartInput UpdateAssessmentItemInput UpdateAssessmentTestInput UpdateStimulusInput UpdateTestMetadataInput
ValidateBatchInput ValidateInput ValidationResult ValidationSchema WhereClause extract_choices extract_correct_response
extract_feedback extract_interaction_attributes extract_modal_feedback extract_prompt extract_response_declaration
parse_qti_xml where_to_filter
APIError AuthenticationError ForbiddenError InputValidationError NotFoundError RateLimitError ServerError TimebackError
ValidationError ValidationIssue __version__ create_input_validation_error
UpdateAssessmentItemXmlInput CreateStimulusXmlInput
"""


@pytest.mark.parametrize("name", PUBLISHED.split())
def test_a_public_name_is_there(name: str) -> None:
    assert name in timeback_core.qti.__all__
    assert getattr(timeback_core.qti, name) is not None


def test_every_listed_name_can_be_had() -> None:
    for name in timeback_core.qti.__all__:
        assert getattr(timeback_core.qti, name) is not None
    for name in types.__all__:
        assert getattr(types, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        getattr(timeback_core.qti, "nonsense")  # noqa: B009  # what is tested


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import timeback_core.qti.scoring", "timeback_core.qti.client"),
        ("import timeback_core.qti.client", "timeback_core.qti.scoring"),
        ("from timeback_core.qti import QtiClient, AssessmentItem, parse_qti_xml", "lxml"),
    ],
)
def test_what_is_not_used_is_not_imported(code: str, absent: str) -> None:
    check = f"import sys; {code}; sys.exit({absent!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_there_are_38_operations_and_the_variants_in_xml() -> None:
    operations = QtiClient.operations()
    assert len({(one.method, one.path.replace("test_part_id}", "identifier}")) for one in operations}) == 38
    variants = {one.id for one in operations if "xml" in one.id}
    assert variants == {
        "qti.assessment_items.get_xml",
        "qti.assessment_tests.create_from_xml",
        "qti.assessment_tests.get_xml",
        "qti.assessment_tests.update_from_xml",
        "qti.stimuli.get_xml",
        "qti.test_parts.get_xml",
    }
    assert len(operations) == 38 + len(variants)


@pytest.mark.anyio
async def test_a_path_in_the_base_url_stays() -> None:
    sender = ScriptedSender(lambda _request: answer(body=ITEM))
    async with QtiClient(base_url="http://127.0.0.1:9/api/", no_auth=True, transport=sender) as client:
        await client.assessment_items.get("a/b c")
        await client.general.delete_by_id("x")
    assert [request.url for request in sender.requests] == [
        "http://127.0.0.1:9/api/assessment-items/a%2Fb%20c",
        "http://127.0.0.1:9/api/x",
    ]


@pytest.mark.anyio
async def test_xml_requests_carry_their_media_types() -> None:
    xml = {"content-type": "application/xml"}
    sender = ScriptedSender(lambda _request: answer(body=b"<x/>", headers=xml))
    async with QtiClient(base_url="http://127.0.0.1:9", no_auth=True, transport=sender) as client:
        assert await client.assessment_items.get_xml("a") == "<x/>"
        sender.handler = lambda _request: answer(body=ITEM)
        await client.assessment_items.create(ITEM_FORM)
    read, made = ({name.lower(): value for name, value in one.headers.items()} for one in sender.requests)
    assert (read["content-type"], read["accept"]) == ("application/xml", "application/xml")
    assert (made["content-type"], made["accept"]) == ("application/json", "application/json")


@pytest.mark.anyio
async def test_options_reach_what_lies_below_a_test() -> None:
    client, pipeline = answering({"message": "x"})
    options: RequestOptions = {"timeout": 5}
    sections = client.with_options(**options).assessment_tests.test_parts("t").sections("p")
    await sections.with_options(max_retries=0).delete("s")
    (call,) = pipeline.calls
    assert call.options == {"timeout": 5, "max_retries": 0}


def warnings_of(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "timeback_core.qti"]


@pytest.mark.anyio
async def test_a_staging_client_warns_once_before_it_writes_to_the_shared_host(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    client, pipeline = qti(lambda _call: (200, ITEM), env="staging", base=HOSTED)
    await client.assessment_items.get("i")
    pipeline.answer = lambda _call: (200, SCORED)
    await client.assessment_items.process_response("i", "B")
    assert warnings_of(caplog) == []
    pipeline.answer = lambda _call: (200, ITEM)
    for _ in range(2):
        await client.assessment_items.create(ITEM_FORM)
    await client.with_options(timeout=5).assessment_items.delete("i")
    (warning,) = warnings_of(caplog)
    assert "production item bank" in warning
    assert HOSTED in warning


@pytest.mark.anyio
@pytest.mark.parametrize(("env", "base"), [("production", HOSTED), (None, HOSTED), ("staging", "http://host/api")])
async def test_nobody_else_is_warned(env: Any, base: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    client, _ = qti(lambda _call: (200, ITEM), env=env, base=base)
    await client.assessment_items.create(ITEM_FORM)
    assert warnings_of(caplog) == []


@pytest.mark.anyio
async def test_the_environment_comes_from_the_configuration(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    sender = ScriptedSender(
        lambda request: answer(body={"access_token": "t", "expires_in": 60} if "oauth2" in request.url else ITEM)
    )
    async with QtiClient(env="staging", client_id="a", client_secret="b", transport=sender) as client:
        await client.assessment_items.create(ITEM_FORM)
    assert len(warnings_of(caplog)) == 1


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_resource_is_an_attribute(resource: str) -> None:
    client, _ = answering({})
    assert getattr(client, resource) is getattr(client, resource)
