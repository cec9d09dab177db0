"""What the PowerPath resources send: methods, paths, queries and bodies; and what comes back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from powerpath_calls import (
    ASSIGNMENT,
    ATTEMPT,
    CONFIG,
    COURSE_PROGRESS,
    EXTERNAL,
    INTERNAL,
    LEVEL,
    MADE,
    OPERATION,
    PLACEMENT,
    PLACEMENT_TEST,
    PROGRESS,
    PROGRESS_100,
    QUESTION,
    RESULT,
    SCREENED,
    SEQUENCE,
    SESSION,
    STAGE,
    STRUCTURE,
    SUBJECT_PROGRESS,
    SYLLABUS,
    SYNCED,
    TAIL,
    TREE,
    UPDATE,
    UPDATE_100,
    answering,
    page,
    powerpath,
    sent,
)

from timeback_core.model import Model
from timeback_core.powerpath import PowerPathClient

pytestmark = pytest.mark.anyio

Do = Callable[[PowerPathClient], Awaitable[Any]]

WHO = {"student": "s 1", "lesson": "l"}
WHO_QUERY = "student=s+1&lesson=l"
IN = {"student": "s", "subject": "Social Studies"}
IN_QUERY = "student=s&subject=Social+Studies"
RESPONSE = {"student": "s", "lesson": "l", "question": "q", "responses": {"RESPONSE": " A "}}
SKIP = {"type": "set-skipped", "payload": {"target": {"type": "resource", "id": "l"}, "value": True}}
STORED = {"status": "active", "scoreDate": "2026-03-02T09:00:10.000Z", "scoreStatus": "fully graded", "score": None}
NEW = {"student": "s", "subject": "Math", "grade": 3}
TEST_OUT = {"courseId": "c", "toolProvider": "edulastic", "grades": [3], "xp": 10}
SHEET = {"spreadsheetUrl": "https://sheets.example/1#gid=0", "sheet": "One"}
BULK = {"success": True, "results": [MADE], "errors": []}
SHOWN = {"course_ids": ["c"], "renderer_id": "own", "renderer_url": "https://show.example/r"}

CALLS: dict[str, tuple[Do, object, str, object]] = {
    "placement.get_placement": (
        lambda p: p.placement.get_placement("s/1"),
        PLACEMENT,
        "GET /placement/s%2F1",
        None,
    ),
    "placement.get_all_placement_tests": (
        lambda p: p.placement.get_all_placement_tests(IN),
        {"placementTests": [PLACEMENT_TEST]},
        f"GET /placement/getAllPlacementTests?{IN_QUERY}",
        None,
    ),
    "placement.get_current_level": (
        lambda p: p.placement.get_current_level(IN),
        LEVEL,
        f"GET /placement/getCurrentLevel?{IN_QUERY}",
        None,
    ),
    "placement.get_next_placement_test": (
        lambda p: p.placement.get_next_placement_test(IN),
        {**LEVEL, "exhaustedTests": False, "lesson": None},
        f"GET /placement/getNextPlacementTest?{IN_QUERY}",
        None,
    ),
    "placement.get_subject_progress": (
        lambda p: p.placement.get_subject_progress(IN),
        {"progress": [SUBJECT_PROGRESS]},
        f"GET /placement/getSubjectProgress?{IN_QUERY}",
        None,
    ),
    "placement.reset_user_placement": (
        lambda p: p.placement.reset_user_placement(IN),
        {"success": True, "placementResultsDeleted": 2, "onboardingReset": True},
        "POST /placement/resetUserPlacement",
        IN,
    ),
    "assessments.create_external_placement_test": (
        lambda p: p.assessments.create_external_placement_test(
            {"course_id": "c", "toolProvider": "mastery-track", "grades": [3, "4"], "courseIdOnFail": None, "xp": None}
        ),
        EXTERNAL,
        "POST /createExternalPlacementTest",
        {
            "courseId": "c",
            "toolProvider": "mastery-track",
            "grades": ["3", "4"],
            "courseIdOnFail": None,
            "lessonType": "placement",
        },
    ),
    "assessments.create_external_test_out": (
        lambda p: p.assessments.create_external_test_out(TEST_OUT),
        {**EXTERNAL, "lessonType": "test-out"},
        "POST /createExternalTestOut",
        {**TEST_OUT, "grades": ["3"], "lessonType": "test-out"},
    ),
    "assessments.create_internal_test": (
        lambda p: p.assessments.create_internal_test(
            {"courseId": "c", "lessonType": "quiz", "test_type": "qti", "qti": {"url": "https://Q.example:443/a/../t"}}
        ),
        INTERNAL,
        "POST /createInternalTest",
        {"courseId": "c", "lessonType": "quiz", "testType": "qti", "qti": {"url": "https://Q.example:443/a/../t"}},
    ),
    "assessments.create_new_attempt": (
        lambda p: p.assessments.create_new_attempt(WHO),
        {"attempt": ATTEMPT},
        "POST /createNewAttempt",
        WHO,
    ),
    "assessments.final_student_assessment_response": (
        lambda p: p.assessments.final_student_assessment_response(WHO),
        {"lessonType": "quiz", "finalized": True, "attempt": 1},
        "POST /finalStudentAssessmentResponse",
        WHO,
    ),
    "assessments.get_assessment_progress": (
        lambda p: p.assessments.get_assessment_progress({**WHO, "attempt": 2}),
        PROGRESS_100,
        f"GET /getAssessmentProgress?{WHO_QUERY}&attempt=2",
        None,
    ),
    "assessments.get_attempts": (
        lambda p: p.assessments.get_attempts(WHO),
        {"attempts": [ATTEMPT]},
        f"GET /getAttempts?{WHO_QUERY}",
        None,
    ),
    "assessments.get_next_question": (
        lambda p: p.assessments.get_next_question(WHO),
        {"score": 27, "question": QUESTION},
        f"GET /getNextQuestion?{WHO_QUERY}",
        None,
    ),
    "assessments.import_external_test_assignment_results": (
        lambda p: p.assessments.import_external_test_assignment_results({**WHO, "application_name": "login"}),
        {"lessonType": "placement", "lessonId": "l", "finalized": True, "toolProvider": "edulastic", "attempt": 1},
        f"GET /importExternalTestAssignmentResults?{WHO_QUERY}&applicationName=login",
        None,
    ),
    "assessments.make_external_test_assignment": (
        lambda p: p.assessments.make_external_test_assignment({**WHO, "skipCourseEnrollment": True}),
        {"toolProvider": "mastery-track", "lessonType": "placement", "attempt": 1, **TAIL},
        "POST /makeExternalTestAssignment",
        {**WHO, "skipCourseEnrollment": True},
    ),
    "assessments.reset_attempt": (
        lambda p: p.assessments.reset_attempt(WHO),
        {"success": True, "score": 0},
        "POST /resetAttempt",
        WHO,
    ),
    "assessments.test_out": (
        lambda p: p.assessments.test_out({"student": "s", "course": "c"}),
        {"lessonType": "test-out", "lessonId": None, "finalized": False, "toolProvider": None},
        "GET /testOut?student=s&course=c",
        None,
    ),
    "assessments.update_student_question_response": (
        lambda p: p.assessments.update_student_question_response(RESPONSE),
        UPDATE_100,
        "PUT /updateStudentQuestionResponse",
        RESPONSE,
    ),
    "lesson_plans.create": (
        lambda p: p.lesson_plans.create({"course_id": "c", "user_id": "u"}),
        {"lessonPlanId": "lp"},
        "POST /lessonPlans/",
        {"courseId": "c", "userId": "u"},
    ),
    "lesson_plans.get": (
        lambda p: p.lesson_plans.get("c", "u"),
        {"lessonPlan": {"lessonPlan": TREE}},
        "GET /lessonPlans/c/u",
        None,
    ),
    "lesson_plans.get_tree": (
        lambda p: p.lesson_plans.get_tree("lp"),
        {"lessonPlan": TREE},
        "GET /lessonPlans/tree/lp",
        None,
    ),
    "lesson_plans.get_structure": (
        lambda p: p.lesson_plans.get_structure("lp"),
        {"lessonPlan": {"lessonPlan": STRUCTURE}},
        "GET /lessonPlans/tree/lp/structure",
        None,
    ),
    "lesson_plans.delete_all": (
        lambda p: p.lesson_plans.delete_all("c"),
        None,
        "DELETE /lessonPlans/c/deleteAll",
        None,
    ),
    "lesson_plans.create_operations": (
        lambda p: p.lesson_plans.create_operations("lp", {"operation": SKIP, "reason": "too easy"}),
        {"success": True, "operationId": "op-1"},
        "POST /lessonPlans/lp/operations",
        {"operation": SKIP, "reason": "too easy"},
    ),
    "lesson_plans.list_operations": (
        lambda p: p.lesson_plans.list_operations("lp"),
        {"operations": [OPERATION]},
        "GET /lessonPlans/lp/operations",
        None,
    ),
    "lesson_plans.sync": (lambda p: p.lesson_plans.sync("lp"), SYNCED, "POST /lessonPlans/lp/operations/sync", None),
    "lesson_plans.recreate": (lambda p: p.lesson_plans.recreate("lp"), SYNCED, "POST /lessonPlans/lp/recreate", None),
    "lesson_plans.sync_course": (
        lambda p: p.lesson_plans.sync_course("c"),
        {"lessonPlansAffected": ["lp"]},
        "POST /lessonPlans/course/c/sync",
        None,
    ),
    "lesson_plans.get_course_progress": (
        lambda p: p.lesson_plans.get_course_progress("c", "s", lesson_id="l 1"),
        COURSE_PROGRESS,
        "GET /lessonPlans/getCourseProgress/c/student/s?lessonId=l+1",
        None,
    ),
    "lesson_plans.start_test_out": (
        lambda p: p.lesson_plans.start_test_out({"courseId": "c", "studentId": "s"}),
        {**MADE, "status": "created"},
        "POST /lessonPlans/startTestOut",
        {"courseId": "c", "studentId": "s"},
    ),
    "lesson_plans.update_student_item_response": (
        lambda p: p.lesson_plans.update_student_item_response(
            {"student_id": "s", "component_resource_id": "l", "result": {**STORED, "late": True}}
        ),
        {"componentResourceLineItem": {"sourcedId": "ali-1"}, "componentResourceResult": RESULT},
        "POST /lessonPlans/updateStudentItemResponse",
        {"studentId": "s", "componentResourceId": "l", "result": {**STORED, "late": "true"}},
    ),
    "screening.get_results": (lambda p: p.screening.get_results("u"), SCREENED, "GET /screening/results/u", None),
    "screening.get_session": (lambda p: p.screening.get_session("u"), SESSION, "GET /screening/session/u", None),
    "screening.reset_session": (
        lambda p: p.screening.reset_session({"user_id": "u"}),
        None,
        "POST /screening/session/reset",
        {"userId": "u"},
    ),
    "screening.assign_test": (
        lambda p: p.screening.assign_test({"userId": "u", "subject": "Math"}),
        SESSION,
        "POST /screening/tests/assign",
        {"userId": "u", "subject": "Math"},
    ),
    "syllabus.get": (
        lambda p: p.syllabus.get("c", {"status": "tobedeleted"}),
        {"syllabus": SYLLABUS},
        "GET /syllabus/c?status=tobedeleted",
        None,
    ),
    "test_assignments.create": (
        lambda p: p.test_assignments.create({**NEW, "test_name": None}),
        MADE,
        "POST /test-assignments",
        {**NEW, "grade": "3"},
    ),
    "test_assignments.list": (
        lambda p: p.test_assignments.list({"student": "s", "grade": 3, "limit": 2}),
        page(2, total=5, limit=2),
        "GET /test-assignments?student=s&grade=3&limit=2",
        None,
    ),
    "test_assignments.get": (lambda p: p.test_assignments.get("ta"), ASSIGNMENT, "GET /test-assignments/ta", None),
    "test_assignments.delete": (lambda p: p.test_assignments.delete("ta"), None, "DELETE /test-assignments/ta", None),
    "test_assignments.admin": (
        lambda p: p.test_assignments.admin(),
        page(1),
        "GET /test-assignments/admin",
        None,
    ),
    "test_assignments.bulk": (
        lambda p: p.test_assignments.bulk({"items": [NEW]}),
        BULK,
        "POST /test-assignments/bulk",
        {"items": [{**NEW, "grade": "3"}]},
    ),
    "test_assignments.import_assignments": (
        lambda p: p.test_assignments.import_assignments(SHEET),
        BULK,
        "POST /test-assignments/import",
        SHEET,
    ),
    "test_out.get_eligibility": (
        lambda p: p.test_out.get_eligibility("s", "Social Studies"),
        {"eligible": False, "reason": "no seat"},
        "GET /test-out/getTestOutEligibility/s/Social%20Studies",
        None,
    ),
    "test_out.create_assignment": (
        lambda p: p.test_out.create_assignment({"one_roster_sourced_id": "s", "subject": "Math"}),
        {"success": True, "data": MADE},
        "POST /test-out/makeExternalStudentTestOutAssignment",
        {"oneRosterSourcedId": "s", "subject": "Math"},
    ),
    "render_config.upsert": (
        lambda p: p.render_config.upsert(SHOWN),
        {"updated": ["c"]},
        "PUT /render-config/",
        {"courseIds": ["c"], "rendererId": "own", "rendererUrl": "https://show.example/r"},
    ),
    "render_config.get": (lambda p: p.render_config.get("c"), CONFIG, "GET /render-config/c", None),
    "render_config.delete": (lambda p: p.render_config.delete("c"), {"deleted": "c"}, "DELETE /render-config/c", None),
    "course_sequences.get": (lambda p: p.course_sequences.get("seq"), SEQUENCE, "GET /course-sequence/seq", None),
    "course_sequences.list_stages": (
        lambda p: p.course_sequences.list_stages("seq", grade=-1, limit=5),
        [STAGE],
        "GET /course-sequence/seq/stages?grade=-1&limit=5",
        None,
    ),
    "course_sequences.get_stage_after_assessment": (
        lambda p: p.course_sequences.get_stage_after_assessment("seq", {"testGrade": 3, "cqpm": 20.5}),
        STAGE,
        "GET /course-sequence/seq/stages/after/assessment?test_grade=3&cqpm=20.5",
        None,
    ),
}

NOTHING = {"lesson_plans.delete_all", "screening.reset_session", "test_assignments.delete"}
OTHER_NAMES: dict[str, tuple[Do, str]] = {
    "finalize": (lambda p: p.assessment.finalize(WHO), "assessments.final_student_assessment_response"),
    "submit_response": (
        lambda p: p.assessment.submit_response(RESPONSE),
        "assessments.update_student_question_response",
    ),
    "create_operation": (
        lambda p: p.lesson_plans.create_operation("lp", {"operation": SKIP, "reason": "too easy"}),
        "lesson_plans.create_operations",
    ),
    "sync_operations": (lambda p: p.lesson_plans.sync_operations("lp"), "lesson_plans.sync"),
}


@pytest.mark.filterwarnings("ignore:powerpath.assessments:DeprecationWarning")
@pytest.mark.parametrize("name", CALLS)
async def test_a_call_sends_what_the_service_expects_and_gives_everything_that_it_answers(name: str) -> None:
    do, answer, line, body = CALLS[name]
    client, pipeline = answering(answer)
    found = await do(client)
    assert sent(pipeline) == [line]
    assert pipeline.calls[0].operation == f"powerpath.{name}"
    assert pipeline.bodies() == ([] if body is None else [body])
    if name in NOTHING:
        assert found is None
    elif name.startswith("course_sequences.list"):
        assert [stage.to_dict() for stage in found] == answer
    elif isinstance(found, Model):
        assert {**found.to_dict(), "created": ...} == {**dict(answer), "created": ...}  # type: ignore[call-overload]
        assert found.extra == {}


def test_every_operation_has_its_call() -> None:
    known = {operation.id.removeprefix("powerpath.") for operation in PowerPathClient.operations()}
    assert known == CALLS.keys() | {"test_assignments.update"}
    assert len(known) == 53


@pytest.mark.parametrize("name", OTHER_NAMES)
async def test_other_names_do_the_same(name: str) -> None:
    do, same = OTHER_NAMES[name]
    _, answer, line, body = CALLS[same]
    client, pipeline = answering(answer)
    await do(client)
    assert sent(pipeline) == [line]
    assert pipeline.bodies() == ([] if body is None else [body])


async def test_renaming_an_assignment_reads_it_again() -> None:
    client, pipeline = powerpath(lambda call: (204, None) if call.method == "PUT" else (200, ASSIGNMENT))
    found = await client.test_assignments.update("ta", {"test_name": "New"}, timeout=5)
    assert sent(pipeline) == ["PUT /test-assignments/ta", "GET /test-assignments/ta"]
    assert pipeline.bodies() == [{"testName": "New"}]
    assert [call.options for call in pipeline.calls] == [{"timeout": 5}, {"timeout": 5}]
    assert found.test_name == "Math 3"


@pytest.mark.parametrize("status", [200, 201])
async def test_a_plan_tells_by_the_status_whether_it_is_new(status: int) -> None:
    client, _ = answering({"lessonPlanId": "lp"}, status)
    found = await client.lesson_plans.create({"courseId": "c", "userId": "u"})
    assert (found.lesson_plan_id, found.created) == ("lp", status == 201)


async def test_the_alias_of_assessments_is_the_same_object() -> None:
    client, _ = answering(None)
    assert client.assessment is client.assessments


def test_what_must_not_happen_twice_is_not_repeated() -> None:
    once = {operation.id for operation in PowerPathClient.operations() if not operation.idempotent}
    assert {
        "powerpath.assessments.import_external_test_assignment_results",
        "powerpath.assessments.update_student_question_response",
    } <= once
    assert {operation.id for operation in PowerPathClient.operations() if operation.method == "POST"} <= once


async def test_calls_that_go_away_warn_where_they_are_made() -> None:
    client, _ = answering({"lessonType": "test-out", "lessonId": None, "finalized": False, "toolProvider": None})
    with pytest.warns(DeprecationWarning, match=r"test_out is deprecated: use .*start_test_out") as caught:
        await client.assessments.test_out({"student": "s", "course": "c"})
    assert caught[0].filename == __file__
    with pytest.warns(DeprecationWarning, match="create_external_test_out is deprecated") as caught:
        await client.assessments.create_external_test_out(TEST_OUT)
    assert caught[0].filename == __file__


async def test_an_operation_lists_the_fields_of_its_query() -> None:
    (operation,) = [one for one in PowerPathClient.operations() if one.id == "powerpath.assessments.get_attempts"]
    assert [(one.name, one.place, one.required) for one in operation.parameters] == [
        ("student", "query", True),
        ("lesson", "query", True),
    ]


async def test_both_kinds_of_progress_and_of_updates_come_as_their_own_class() -> None:
    for body, name in ((PROGRESS_100, "PowerPath100ProgressResponse"), (PROGRESS, "StandardProgressResponse")):
        client, _ = answering(body)
        progress = await client.assessments.get_assessment_progress(WHO)
        assert type(progress).__name__ == name
    for body, name in ((UPDATE_100, "PowerPath100UpdateResponseResult"), (UPDATE, "StandardUpdateResponseResult")):
        client, _ = answering(body)
        update = await client.assessments.update_student_question_response(RESPONSE)
        assert type(update).__name__ == name
