"""How PowerPath's answers are read: unions by their tags, as mappings, odd ones included."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from powerpath_calls import (
    ASSIGNMENT,
    ATTEMPT,
    COURSE_PROGRESS,
    LEVEL,
    PLACEMENT,
    PLACEMENT_TEST,
    PROGRESS,
    PROGRESS_100,
    QUESTION,
    RESULT,
    SCREENED,
    SESSION,
    STRUCTURE,
    SUBJECT_PROGRESS,
    SYLLABUS,
    TAIL,
    TREE,
    UPDATE_100,
    answering,
)

from timeback_core.decoding import convert_record
from timeback_core.errors import APIError, ResponseParseError
from timeback_core.model import Model
from timeback_core.powerpath import (
    Attempt,
    ComponentLineItem,
    CourseProgressResponse,
    EdulasticPlacementTestResult,
    GetAssessmentProgressResponse,
    LessonPlanResponse,
    LessonPlanStructureResponse,
    PowerPath100ProgressResponse,
    PowerPath100UpdateResponseResult,
    PowerPathPlacementTestResult,
    PowerPathTestQuestion,
    ResourceLineItem,
    ResponseResultFeedback,
    ScreeningResult,
    ScreeningSession,
    StandardProgressResponse,
    StandardUpdateResponseResult,
    StudentPlacementData,
    SubjectCourseProgress,
    SyllabusResponse,
    TestAssignment,
    TestOutAssigned,
    TestOutAvailable,
    TestOutNotEligible,
)
from timeback_core.powerpath.models import (
    BulkResult,
    FinalizeAssessmentResponse,
    GetAllPlacementTestsResponse,
    GetCurrentLevelResponse,
    MakeExternalTestAssignmentResponse,
)

pytestmark = pytest.mark.anyio

WHO = {"student": "s", "lesson": "l"}
ANSWER = {**WHO, "question": "q", "responses": {"R": "A"}}


async def progress(body: dict[str, Any]) -> PowerPath100ProgressResponse | StandardProgressResponse:
    client, _ = answering(body)
    return await client.assessments.get_assessment_progress(WHO)


async def update(body: dict[str, Any]) -> PowerPath100UpdateResponseResult | StandardUpdateResponseResult:
    client, _ = answering(body)
    return await client.assessments.update_student_question_response(ANSWER)


async def test_a_powerpath_100_is_typed_down_to_its_questions() -> None:
    found = await progress({**PROGRESS_100, "seenQuestions": [{**QUESTION, "vendorWord": 1}]})
    assert found.lesson_type == "powerpath-100"
    assert isinstance(found, PowerPath100ProgressResponse)
    assert (found.score, found.xp, found.remaining_questions_per_difficulty.hard) == (27, 12, 1)
    (question,) = found.seen_questions
    assert question.content is not None
    assert question.result is not None
    assert (question.content.raw_xml, question.result.feedback) == ("<qti-assessment-item/>", "Correct")
    assert question.responses == {"RESPONSE": "A", "OTHER": ["B", "C"]}
    assert question.extra == {"vendorWord": 1}
    assert isinstance(found, GetAssessmentProgressResponse)


@pytest.mark.parametrize("kind", ["quiz", "test-out", "placement", "unit-test", "alpha-read-article", "new-kind"])
async def test_every_other_kind_of_lesson_has_the_standard_progress(kind: str) -> None:
    found = await progress({**PROGRESS, "lessonType": kind, "toolProvider": "edulastic", "enrollmentFailed": False})
    assert isinstance(found, StandardProgressResponse)
    assert (str(found.lesson_type), found.finalized, found.enrollment_failed) == (kind, True, False)


async def test_what_an_open_quiz_leaves_out_is_none() -> None:
    left_out = {"score", "toolProvider", "multiplier", "xp"}
    found = await progress({name: value for name, value in PROGRESS.items() if name not in left_out})
    assert isinstance(found, StandardProgressResponse)
    assert (found.score, found.tool_provider, found.xp, found.multiplier, found.questions[0].id) == (
        None,
        None,
        None,
        None,
        "q-1",
    )


@pytest.mark.parametrize(
    ("feedback", "wanted"),
    [
        ("Well done", "Well done"),
        ({"identifier": "correct", "value": "Yes"}, ResponseResultFeedback(identifier="correct", value="Yes")),
        (None, None),
    ],
)
async def test_feedback_comes_as_text_or_as_an_object(feedback: object, wanted: object) -> None:
    found = await update({**UPDATE_100, "responseResult": {"isCorrect": True, "score": 1, "feedback": feedback}})
    assert isinstance(found, PowerPath100UpdateResponseResult)
    assert found.response_result.feedback == wanted
    assert found.test_result is not None
    assert (found.test_result["scoreStatus"], found.test_result.in_progress) == ("partially graded", True)
    shown = await progress({**PROGRESS, "questions": [{**QUESTION, "result": {"score": 1, "feedback": feedback}}]})
    assert isinstance(shown, StandardProgressResponse)
    assert shown.questions[0].result is not None
    assert shown.questions[0].result.feedback == wanted


async def test_placement_is_typed_and_reads_as_a_mapping() -> None:
    client, _ = answering(PLACEMENT)
    found = await client.placement.get_placement("s")
    assert isinstance(found, StudentPlacementData)
    assert (list(found), len(found), "Math" in found, found.get("Reading")) == (["Math"], 1, True, None)
    math = found["Math"]
    assert (math.current_grade, math["currentGrade"], math.get("nextTestId"), math.get("no", 7)) == (4, 4, "l-4", 7)
    assert math.rit.growth is None
    assert math["RIT"]["SCREENING"]["score"] == 201
    assert "RIT" in math
    assert dict(math.items())["status"] == "in_progress"
    passed, waiting = math.results
    assert isinstance(passed, PowerPathPlacementTestResult)
    assert (passed.source, passed.mastery_track_processed, passed["score"]) == ("PLACEMENT", True, 95)
    assert isinstance(waiting, EdulasticPlacementTestResult)
    assert (waiting.source, waiting.score, waiting.get("score")) == ("EDULASTIC", None, None)
    assert found.to_dict() == PLACEMENT
    assert pickle.loads(pickle.dumps(found)) == found


async def test_screening_results_have_none_where_there_is_no_result() -> None:
    client, _ = answering(SCREENED)
    found = await client.screening.get_results("u")
    assert found["Reading"] is None
    math = found["Math"]
    assert isinstance(math, ScreeningResult)
    assert (math.rit_score, math["testName"]) == (201, "Math K-12")
    assert found.to_dict() == SCREENED


async def test_secrets_of_a_session_are_not_shown() -> None:
    client, _ = answering(SESSION)
    session = await client.screening.get_session("u")
    assert (session.password, session.pin, session.assignment.nwea_status) == (
        "marker-word",
        "4821",
        "AWAITING_STUDENT",
    )
    client, _ = answering({"toolProvider": "edulastic", "lessonType": "placement", "attempt": 1, **TAIL})
    made = await client.assessments.make_external_test_assignment(WHO)
    assert made.credentials is not None
    assert made.credentials.password == "marker-word"
    assert "marker-word" not in repr(session) + repr(made)
    assert "4821" not in repr(session)
    client, _ = answering([SESSION])
    with pytest.raises(ResponseParseError) as caught:
        await client.screening.get_session("u")
    assert "marker-word" not in f"{caught.value!r}{caught.value}{caught.value.body_text}{caught.value.response}"


@pytest.mark.parametrize("body", [{"lessonPlan": {"lessonPlan": TREE}}, {"lessonPlan": TREE}])
async def test_a_plan_comes_in_one_or_two_envelopes(body: dict[str, Any]) -> None:
    client, _ = answering(body)
    found = await client.lesson_plans.get_tree("lp")
    tree = found.lesson_plan
    assert (tree.course.title, tree["course"]["title"]) == ("Math 3", "Math 3")
    (unit,) = tree.sub_components
    (lesson,) = unit.component_resources
    assert (unit.sort_order, lesson.sourced_id, lesson.resource.metadata) == ("a0", "l", {"xp": 10})
    assert lesson.resource.metadata_details == {"type": "qti"}
    assert tree["subComponents"][0]["componentResources"][0]["vendor"] == 7
    assert unit.sub_components[0].sourced_id == "u-2"
    assert unit.sub_components[0].component_resources == []
    assert found.to_dict() == body


@pytest.mark.parametrize("body", [{"lessonPlan": {"lessonPlan": STRUCTURE}}, {"lessonPlan": STRUCTURE}])
async def test_so_does_its_structure(body: dict[str, Any]) -> None:
    client, _ = answering(body)
    found = (await client.lesson_plans.get_structure("lp")).lesson_plan
    (unit,) = found.structure
    (lesson,) = unit.component_resources
    assert (found.course_title, unit.component_id, lesson.component_resource_id) == ("Math 3", "u", "l")
    assert (lesson.skipped, lesson.component_id, found["structure"][0]["itemId"]) == (True, None, "i-1")


@pytest.mark.parametrize(
    ("stand", "kind"),
    [
        ({"status": "not_eligible"}, TestOutNotEligible),
        ({"status": "available"}, TestOutAvailable),
        ({"status": "completed", "assignmentId": "ta", "lessonId": "l"}, TestOutAssigned),
        ({"status": "paused", "assignmentId": "ta", "lessonId": "l"}, TestOutAssigned),
    ],
)
async def test_course_progress_tells_its_parts_apart(stand: dict[str, Any], kind: type[Model]) -> None:
    client, _ = answering({**COURSE_PROGRESS, "testOut": stand})
    found = await client.lesson_plans.get_course_progress("c", "s")
    unit, lesson = found.line_items
    assert isinstance(unit, ComponentLineItem)
    assert isinstance(lesson, ResourceLineItem)
    assert (unit.course_component_sourced_id, lesson.course_component_resource_sourced_id) == ("u", "l")
    assert lesson.results[0].metadata == {"attempt": 1}
    assert type(found.test_out) is kind
    assert found.to_dict() == {**COURSE_PROGRESS, "testOut": stand}


async def test_a_server_that_does_not_know_of_testing_out_leaves_it_out() -> None:
    client, _ = answering({"lineItems": []})
    found = await client.lesson_plans.get_course_progress("c", "s")
    assert (found.line_items, found.test_out) == ([], None)


async def test_a_syllabus_is_typed_and_reads_as_it_came() -> None:
    client, _ = answering({"syllabus": SYLLABUS})
    found = (await client.syllabus.get("c")).syllabus
    (unit,) = found.sub_components
    assert (unit.sort_order, unit.component_resources[0].lesson_type) == (1, "powerpath-100")
    assert found["subComponents"][0]["componentResources"][0]["resource"]["vendorResourceId"] == "t-1"


async def test_the_next_test_is_none_when_placement_is_over() -> None:
    client, _ = answering({**LEVEL, "exhaustedTests": True, "lesson": None, "gradeLevel": None, "onboarded": True})
    found = await client.placement.get_next_placement_test({"student": "s", "subject": "Math"})
    assert (found.lesson, found.grade_level, found.onboarded, found.exhausted_tests) == (None, None, True, True)


async def test_rows_of_placement_tests_have_names_in_snake_case() -> None:
    client, _ = answering({"placementTests": [PLACEMENT_TEST]})
    (test,) = (await client.placement.get_all_placement_tests({"student": "s", "subject": "Math"})).placement_tests
    assert (test.resources_metadata["grades"], test["component_resources"]["sourcedId"]) == (["3"], "l-3")
    assert test.assessment_results is None


def test_the_odd_name_of_a_seat_has_a_proper_one_beside() -> None:
    record = convert_record(SUBJECT_PROGRESS, SubjectCourseProgress)
    assert (record.in_enrolled, record.is_enrolled) == (True, True)


async def test_words_that_nobody_knows_are_read_all_the_same() -> None:
    client, _ = answering({**ASSIGNMENT, "assignmentStatus": "paused", "vendorWord": 1})
    found = await client.test_assignments.get("ta")
    assert (found.assignment_status, found.extra, found["vendorWord"]) == ("paused", {"vendorWord": 1}, 1)


@pytest.mark.parametrize("body", [[], "text", 7, None, b"<html/>"])
async def test_an_answer_of_another_shape_is_an_api_error(body: object) -> None:
    for call in ("get_assessment_progress", "get_attempts"):
        client, _ = answering(b"null" if body is None else body)
        with pytest.raises(ResponseParseError) as caught:
            await getattr(client.assessments, call)(WHO)
        assert isinstance(caught.value, APIError)
    client, _ = answering(b"null" if body is None else body)
    with pytest.raises(ResponseParseError):
        await client.placement.get_placement("s")


async def test_a_mapping_with_a_value_that_is_no_record_says_where() -> None:
    client, _ = answering({"Math": [1]})
    with pytest.raises(ResponseParseError, match="Math: expected a JSON object"):
        await client.screening.get_results("u")


EXAMPLES: list[tuple[type[Model], dict[str, Any]]] = [
    (Attempt, ATTEMPT),
    (PowerPath100ProgressResponse, PROGRESS_100),
    (StandardProgressResponse, PROGRESS),
    (PowerPath100UpdateResponseResult, UPDATE_100),
    (PowerPathTestQuestion, QUESTION),
    (LessonPlanResponse, {"lessonPlan": {"lessonPlan": TREE}}),
    (LessonPlanStructureResponse, {"lessonPlan": STRUCTURE}),
    (CourseProgressResponse, COURSE_PROGRESS),
    (SyllabusResponse, {"syllabus": SYLLABUS}),
    (GetAllPlacementTestsResponse, {"placementTests": [PLACEMENT_TEST]}),
    (GetCurrentLevelResponse, LEVEL),
    (SubjectCourseProgress, SUBJECT_PROGRESS),
    (ScreeningSession, SESSION),
    (TestAssignment, ASSIGNMENT),
    (MakeExternalTestAssignmentResponse, {"toolProvider": "edulastic", "lessonType": "quiz", "attempt": 1, **TAIL}),
    (StandardUpdateResponseResult, {"lessonType": "quiz", "questionResult": RESULT}),
    (BulkResult, {"success": False, "results": [], "errors": [{"row": 2, "message": "no"}]}),
    (FinalizeAssessmentResponse, {"lessonType": "quiz", "finalized": True, "attempt": 1}),
]

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_a_record_gives_back_what_it_was_read_from(kind: type[Model], example: dict[str, Any]) -> None:
    record = convert_record({**example, "vendorWord": [1, {"a": None}]}, kind)
    assert record.to_dict() == {**example, "vendorWord": [1, {"a": None}]}
    again = pickle.loads(pickle.dumps(copy.copy(record)))
    assert again == record
    assert again.to_dict() == record.to_dict()
    repr(record)


@settings(max_examples=60)
@given(st.data())
def test_whatever_a_server_sends_is_read_and_given_back(data: st.DataObject) -> None:
    kind, example = data.draw(st.sampled_from(EXAMPLES))
    changed = dict(example)
    for name in data.draw(st.sets(st.sampled_from(sorted(example)), max_size=3)):
        if data.draw(st.booleans()):
            changed[name] = data.draw(JSON)
        else:
            del changed[name]
    changed |= data.draw(st.dictionaries(st.text(), JSON, max_size=2))
    record = convert_record(changed, kind)
    assert record.to_dict() == changed
    repr(record)
