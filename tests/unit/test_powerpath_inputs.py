"""What may be sent to PowerPath, what is refused before it is, and how it goes out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from powerpath_calls import BASE, LEVEL, MADE, OPERATION, SYNCED, UPDATE, answering, sent

from timeback_core.errors import InputValidationError
from timeback_core.inputs import Input, check_input
from timeback_core.powerpath import (
    AssessmentBankConfig,
    AssessmentBankResource,
    ChangeItemParentOperation,
    CreateExternalPlacementTestInput,
    CreateInternalTestInput,
    GetAssessmentProgressParams,
    LessonPlanOperationsInput,
    LessonPlanTarget,
    MoveItemBeforeOperation,
    PlacementQueryParams,
    PowerPathClient,
    RenderConfigUpsertInput,
    SetSkippedOperation,
    StudentItemResult,
    TestAssignmentsBulkInput,
    TestAssignmentsCreateInput,
    TestAssignmentsImportInput,
    TestAssignmentsListParams,
    UpdateStudentQuestionResponseInput,
)
from timeback_core.powerpath.types import ChangeItemParentPayload, MovePayload, SetSkippedPayload

pytestmark = pytest.mark.anyio

Do = Callable[[PowerPathClient], Awaitable[Any]]

ANSWER = {"student": "s", "lesson": "l", "question": "q"}
TEST = {"courseId": "c", "lessonType": "quiz"}
URL = {"url": "https://qti.example/t"}
BANK = {"assessmentBank": {"resources": [URL]}}
TARGET = {"type": "resource", "id": "l"}


def payload(kind: type[Input], data: object) -> dict[str, Any]:
    return dict(check_input(kind, data, "thing"))


def issues(kind: type[Input], data: object) -> dict[str, str]:
    with pytest.raises(InputValidationError) as caught:
        check_input(kind, data, "thing")
    return {issue.path: issue.message for issue in caught.value.issues}


def test_an_input_and_a_mapping_with_either_spelling_are_the_same() -> None:
    wanted = {"student": "s", "subject": "Math", "grade": "3", "testName": "T"}
    for data in (
        TestAssignmentsCreateInput(student="s", subject="Math", grade=3, test_name="T"),
        {"student": "s", "subject": "Math", "grade": "3", "testName": "T"},
        {"student": "s", "subject": "Math", "grade": 3, "test_name": "T"},
    ):
        assert payload(TestAssignmentsCreateInput, data) == wanted


@pytest.mark.parametrize("grade", [*range(-1, 14), *map(str, range(-1, 14))])
def test_grades_go_out_as_text(grade: int | str) -> None:
    data = {"student": "s", "subject": "Math", "grade": grade}
    assert payload(TestAssignmentsCreateInput, data)["grade"] == str(grade)


@pytest.mark.parametrize("grade", [-2, 14, "14", "K", "", 3.0, True, None, "03", " 3"])
def test_what_is_no_grade_is_refused(grade: object) -> None:
    assert "grade" in issues(TestAssignmentsCreateInput, {"student": "s", "subject": "Math", "grade": grade})


def test_a_null_is_sent_only_where_the_service_takes_one() -> None:
    given = {"courseId": "c", "toolProvider": "edulastic", "grades": ["3"]}
    found = payload(CreateExternalPlacementTestInput, {**given, "courseIdOnFail": None, "xp": None, "vendorId": None})
    assert found == {**given, "lessonType": "placement", "courseIdOnFail": None}
    result = {"status": "active", "scoreDate": datetime(2026, 3, 2, tzinfo=UTC), "scoreStatus": "submitted"}
    optional = ("score", "scorePercentile", "textScore", "comment", "inProgress", "incomplete", "late", "missing")
    nulls = dict.fromkeys((*optional, "metadata", "learningObjectiveSet"))
    assert payload(StudentItemResult, {**result, **nulls}) == {
        **result,
        **nulls,
        "scoreDate": "2026-03-02T00:00:00.000Z",
    }


@pytest.mark.parametrize("value", [True, "true"])
def test_flags_of_results_go_out_as_text(value: object) -> None:
    result = {"status": "active", "scoreDate": "2026-03-02T00:00:00Z", "scoreStatus": "submitted", "late": value}
    assert payload(StudentItemResult, result)["late"] == "true"


ANSWERS = st.one_of(st.text(), st.lists(st.text()))


@settings(max_examples=30)
@given(st.dictionaries(st.text(min_size=1), ANSWERS, min_size=1))
def test_responses_go_out_verbatim(responses: dict[str, str | list[str]]) -> None:
    data = {**ANSWER, "responses": responses}
    assert payload(UpdateStudentQuestionResponseInput, data) == data
    made = UpdateStudentQuestionResponseInput(student="s", lesson="l", question="q", responses=responses)
    assert payload(UpdateStudentQuestionResponseInput, made) == data


@settings(max_examples=30)
@given(ANSWERS)
def test_a_single_response_stands_for_the_one_called_response(response: str | list[str]) -> None:
    assert payload(UpdateStudentQuestionResponseInput, {**ANSWER, "response": response}) == {
        **ANSWER,
        "response": response,
        "responses": {"RESPONSE": response},
    }


def test_both_forms_of_a_response_go_out_as_given() -> None:
    both = {**ANSWER, "response": "A", "responses": {"X": ["B"]}}
    assert payload(UpdateStudentQuestionResponseInput, both) == both


@pytest.mark.parametrize("given", [{}, {"responses": {}}, {"responses": None}, {"response": None, "responses": {}}])
def test_no_response_at_all_is_refused(given: dict[str, Any]) -> None:
    assert "Required" in issues(UpdateStudentQuestionResponseInput, {**ANSWER, **given})["responses"]


@pytest.mark.parametrize("wrong", [["A"], "A", {"RESPONSE": 7}, {"RESPONSE": None}, {"RESPONSE": ["A", 7]}])
def test_responses_of_another_form_are_refused(wrong: object) -> None:
    assert "responses" in issues(UpdateStudentQuestionResponseInput, {**ANSWER, "responses": wrong})


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"testType": "qti"}, "qti"),
        ({"testType": "qti", "qti": URL, **BANK}, "assessmentBank"),
        ({"testType": "assessment-bank"}, "assessmentBank"),
        ({"testType": "assessment-bank", "qti": URL, **BANK}, "qti"),
        ({"testType": "assessment-bank", "assessmentBank": {"resources": []}}, "assessmentBank.resources"),
        ({"testType": "other"}, "testType"),
        ({"testType": "qti", "qti": {"url": "no address"}}, "qti.url"),
        ({"testType": "qti", "qti": {"url": "tests/1"}}, "qti.url"),
        ({"testType": "qti", "qti": {"url": "https:///t"}}, "qti.url"),
        ({"testType": "qti", "qti": {"url": "http://[x/t"}}, "qti.url"),
        ({"testType": "qti", "qti": {"url": 7}}, "qti.url"),
    ],
)
def test_what_an_internal_test_is_made_of_has_to_fit_its_type(more: dict[str, Any], path: str) -> None:
    assert path in issues(CreateInternalTestInput, {**TEST, **more})


def test_a_bank_is_sent_as_given() -> None:
    one = AssessmentBankResource(url=URL["url"])
    bank = AssessmentBankConfig(resources=[one, {"url": "urn:qti:t-2", "title": "Two"}])
    made = CreateInternalTestInput(
        course_id="c", lesson_type="quiz", test_type="assessment-bank", assessment_bank=bank, grades=[3]
    )
    assert payload(CreateInternalTestInput, made) == {
        **TEST,
        "testType": "assessment-bank",
        "assessmentBank": {"resources": [URL, {"url": "urn:qti:t-2", "title": "Two"}]},
        "grades": ["3"],
    }


OPERATIONS: list[tuple[object, dict[str, Any]]] = [
    (
        SetSkippedOperation(payload=SetSkippedPayload(target=LessonPlanTarget(type="resource", id="l"), value=False)),
        {"type": "set-skipped", "payload": {"target": TARGET, "value": False}},
    ),
    (
        {"type": "add-custom-resource", "payload": {"resourceId": "r", "parentComponentId": "u", "skipped": True}},
        {
            "type": "add-custom-resource",
            "payload": {"resource_id": "r", "parent_component_id": "u", "skipped": True},
        },
    ),
    (
        MoveItemBeforeOperation(payload=MovePayload(target=TARGET, reference_id="l2")),
        {"type": "move-item-before", "payload": {"target": TARGET, "reference_id": "l2"}},
    ),
    (
        {"type": "move-item-after", "payload": {"target": TARGET, "referenceId": "l2"}},
        {"type": "move-item-after", "payload": {"target": TARGET, "reference_id": "l2"}},
    ),
    (
        {"type": "move-item-to-start", "payload": {"target": TARGET}},
        {"type": "move-item-to-start", "payload": {"target": TARGET}},
    ),
    (
        {"type": "move-item-to-end", "payload": {"target": TARGET}},
        {"type": "move-item-to-end", "payload": {"target": TARGET}},
    ),
    (
        ChangeItemParentOperation(payload=ChangeItemParentPayload(target=TARGET, new_parent_id="u2", position="start")),
        {
            "type": "change-item-parent",
            "payload": {"target": TARGET, "new_parent_id": "u2", "position": "start"},
        },
    ),
    (
        {"type": "change-item-parent", "payload": {"target": TARGET, "newParentId": "u2", "vendorWord": 1}},
        {"type": "change-item-parent", "payload": {"target": TARGET, "new_parent_id": "u2", "vendorWord": 1}},
    ),
]


@pytest.mark.parametrize(("given", "wanted"), OPERATIONS)
def test_operations_go_out_in_snake_case(given: object, wanted: dict[str, Any]) -> None:
    assert payload(LessonPlanOperationsInput, {"operation": given}) == {"operation": wanted}


@pytest.mark.parametrize(
    ("operation", "path"),
    [
        ({"type": "vanish", "payload": {}}, "operation.type"),
        ({"payload": {}}, "operation.type"),
        ("set-skipped", "operation"),
        ({"type": "set-skipped", "payload": {"target": TARGET}}, "operation.payload.value"),
        ({"type": "set-skipped", "payload": {"target": TARGET, "value": "yes"}}, "operation.payload.value"),
        (
            {"type": "set-skipped", "payload": {"target": {"type": "unit", "id": "u"}, "value": True}},
            "operation.payload.target.type",
        ),
        (
            {"type": "set-skipped", "payload": {"target": TARGET, "value": True, "why": ""}},
            "operation.payload.why",
        ),
        ({"type": "set-skipped", "payload": {"target": TARGET, "value": True}, "id": "op"}, "operation.id"),
        (
            {"type": "change-item-parent", "payload": {"target": TARGET, "new_parent_id": "u", "position": "top"}},
            "operation.payload.position",
        ),
    ],
)
def test_what_is_wrong_with_an_operation_is_told_of_the_kind_that_is_meant(operation: object, path: str) -> None:
    assert list(issues(LessonPlanOperationsInput, {"operation": operation})) == [path]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (LessonPlanOperationsInput, {"operation": OPERATIONS[0][1], "more": 1}),
        (TestAssignmentsBulkInput, {"items": [{"student": "s", "subject": "Math", "grade": 3}], "more": 1}),
        (TestAssignmentsImportInput, {"spreadsheetUrl": "https://x.example", "sheet": "s", "more": 1}),
    ],
)
def test_strict_bodies_refuse_fields_that_nobody_knows(kind: type[Input], data: dict[str, Any]) -> None:
    assert list(issues(kind, data)) == ["more"]


async def test_other_bodies_and_queries_pass_them_through() -> None:
    client, pipeline = answering(MADE)
    await client.test_assignments.create({"student": "s", "subject": "Math", "grade": 3, "vendorWord": {"a": 1}})
    assert pipeline.bodies()[0]["vendorWord"] == {"a": 1}
    client, pipeline = answering(LEVEL)
    await client.placement.get_current_level({"student": "s", "subject": "Math", "beta": True})
    assert sent(pipeline) == ["GET /placement/getCurrentLevel?student=s&subject=Math&beta=true"]


async def test_params_may_be_an_input() -> None:
    client, pipeline = answering(LEVEL)
    await client.placement.get_current_level(PlacementQueryParams(student="s", subject="Math"))
    assert pipeline.calls[0].url == f"{BASE}/placement/getCurrentLevel?student=s&subject=Math"


REFUSED: list[tuple[Do, str]] = [
    (lambda p: p.placement.get_placement(" "), "studentId"),
    (lambda p: p.lesson_plans.get("c", ""), "userId"),
    (lambda p: p.test_assignments.get(""), "id"),
    (lambda p: p.test_assignments.update(" ", {"testName": "T"}), "id"),
    (lambda p: p.test_assignments.update("ta", {"testName": " "}), "testName"),
    (lambda p: p.test_assignments.bulk({"items": []}), "items"),
    (lambda p: p.test_assignments.list({"limit": 0, "student": "s"}), "limit"),
    (lambda p: p.test_assignments.list({"limit": 3001, "student": "s"}), "limit"),
    (lambda p: p.test_assignments.list({"offset": -1, "student": "s"}), "offset"),
    (lambda p: p.test_assignments.list({"limit": True, "student": "s"}), "limit"),
    (lambda p: p.test_assignments.list({"status": "lost", "student": "s"}), "status"),
    (lambda p: p.test_assignments.list({}), "student"),
    (lambda p: p.placement.get_current_level({"student": "s", "subject": "math"}), "subject"),
    (lambda p: p.screening.assign_test({"userId": "u", "subject": "Writing"}), "subject"),
    (lambda p: p.assessments.get_assessment_progress({"student": "s", "lesson": "l", "attempt": 0}), "attempt"),
    (lambda p: p.assessments.create_new_attempt({"student": "s", "lesson": ""}), "lesson"),
    (lambda p: p.course_sequences.list_stages("seq", grade=14), "grade"),
    (lambda p: p.course_sequences.list_stages("seq", limit=0), "limit"),
    (lambda p: p.syllabus.get("c", {"status": "gone"}), "status"),
    (lambda p: p.render_config.upsert({"courseIds": [], "rendererId": "r", "rendererUrl": "https://x/"}), "courseIds"),
    (lambda p: p.lesson_plans.start_test_out({"courseId": "c", "studentId": " "}), "studentId"),
]


@pytest.mark.parametrize(("do", "path"), REFUSED)
async def test_what_cannot_be_sent_is_refused_before_anything_is(do: Do, path: str) -> None:
    client, pipeline = answering(None)
    with pytest.raises(InputValidationError) as caught:
        await do(client)
    assert [issue.path for issue in caught.value.issues] == [path]
    assert pipeline.calls == []


async def test_a_stored_operation_can_be_stored_once_more() -> None:
    client, _ = answering({"operations": [OPERATION]})
    (stored,) = (await client.lesson_plans.list_operations("lp")).operations
    client, pipeline = answering({**SYNCED, "operationId": "op-2"})
    await client.lesson_plans.create_operations("lp", {"operation": {"type": stored.type, "payload": stored.payload}})
    assert pipeline.bodies() == [{"operation": {"type": "set-skipped", "payload": OPERATION["payload"]}}]


async def test_a_response_is_on_the_wire_as_the_student_gave_it() -> None:
    client, pipeline = answering(UPDATE)
    await client.assessments.update_student_question_response({**ANSWER, "responses": {"R": "  two words \n"}})
    assert msgspec.json.decode(pipeline.calls[0].content or b"")["responses"] == {"R": "  two words \n"}


def test_addresses_are_not_changed() -> None:
    url = "HTTPS://Show.Example:443/a/../r?x=%7e"
    made = RenderConfigUpsertInput(course_ids=["c"], renderer_id="r", renderer_url=url)
    assert payload(RenderConfigUpsertInput, made)["rendererUrl"] == url


def test_numbers_in_queries_stay_numbers() -> None:
    assert payload(GetAssessmentProgressParams, {"student": "s", "lesson": "l", "attempt": 2})["attempt"] == 2
    assert payload(TestAssignmentsListParams, {"student": "s", "offset": 0})["offset"] == 0
