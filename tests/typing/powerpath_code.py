"""A user's typical code for PowerPath, for the type checkers only: what each expression is known to be."""

from __future__ import annotations

from typing import Any, Literal, assert_type

from timeback_core.pages import Paginator
from timeback_core.powerpath import (
    AssignmentResult,
    Attempt,
    BulkAssignmentError,
    BulkResult,
    ComponentLineItem,
    CourseSequence,
    CourseSequenceStage,
    CreateInternalTestInput,
    EdulasticPlacementTestResult,
    ExternalTestCreateResponse,
    GetCurrentLevelResponse,
    GetNextPlacementTestResponse,
    ImportExternalResultsResponse,
    LessonPlanCreateResponse,
    LessonPlanOperationResult,
    LessonPlanOperationsInput,
    LessonPlanStructureNode,
    LessonPlanSyncResult,
    LessonPlanTree,
    LessonPlanTreeComponent,
    MakeExternalTestAssignmentResponse,
    PlacementQueryParams,
    PowerPath100ProgressResponse,
    PowerPath100UpdateResponseResult,
    PowerPathClient,
    PowerPathPlacementTestResult,
    PowerPathTestQuestion,
    QtiTestConfig,
    RenderConfigDeleteResponse,
    ResourceLineItem,
    ScreeningResult,
    ScreeningSession,
    SetSkippedOperation,
    StandardProgressResponse,
    StandardUpdateResponseResult,
    StudentItemResult,
    SubjectPlacement,
    Syllabus,
    TestAssignment,
    TestAssignmentsListParams,
    TestAssignmentsListResponse,
    TestOutAssigned,
    TestOutAvailable,
    TestOutNotEligible,
    TestOutResponse,
    UpdateStudentQuestionResponseInput,
)


async def lessons(powerpath: PowerPathClient, raw: dict[str, Any]) -> None:
    calls = powerpath.assessments
    assert_type(powerpath.assessment is calls, bool)
    progress = await calls.get_assessment_progress({"student": "s", "lesson": "l", "attempt": 1}, timeout=5)
    assert_type(progress, PowerPath100ProgressResponse | StandardProgressResponse)
    assert_type(progress.accuracy, float)
    if progress.lesson_type == "powerpath-100":
        assert_type(progress, PowerPath100ProgressResponse)
        assert_type(progress.score, float)
        assert_type(progress.seen_questions, list[PowerPathTestQuestion])
        assert_type(progress.remaining_questions_per_difficulty.hard, int)
    else:
        assert_type(progress, StandardProgressResponse)
        assert_type(progress.lesson_type, Literal["quiz", "test-out", "placement", "unit-test"])
        assert_type(progress.score, float | None)
        assert_type(progress.questions[0].responses, dict[str, str | list[str]] | None)

    question = (await calls.get_next_question(raw)).question
    assert_type(question, PowerPathTestQuestion)
    answer = UpdateStudentQuestionResponseInput(
        student="s", lesson="l", question=question.id, responses={"RESPONSE": "A", "MORE": ["B"]}
    )
    outcome = await calls.update_student_question_response(answer)
    assert_type(outcome, PowerPath100UpdateResponseResult | StandardUpdateResponseResult)
    if outcome.lesson_type == "powerpath-100":
        assert_type(outcome, PowerPath100UpdateResponseResult)
        assert_type(outcome.response_result.is_correct, bool)
        assert_type(outcome.xp, float | None)
    else:
        assert_type(outcome, StandardUpdateResponseResult)
    if outcome.lesson_type == "quiz":
        assert_type(outcome, StandardUpdateResponseResult)
    assert_type(
        await calls.submit_response(raw, max_retries=0), PowerPath100UpdateResponseResult | StandardUpdateResponseResult
    )

    attempts = (await calls.get_attempts({"student": "s", "lesson": "l"})).attempts
    assert_type(attempts, list[Attempt])
    assert_type((await calls.create_new_attempt(raw)).attempt, Attempt)
    assert_type((await calls.finalize(raw)).finalized, bool)
    assert_type(await calls.create_external_placement_test(raw), ExternalTestCreateResponse)
    made = await calls.create_internal_test(
        CreateInternalTestInput(
            course_id="c",
            lesson_type="placement",
            test_type="qti",
            qti=QtiTestConfig(url="https://qti.example/t"),
            grades=[3, "4"],
            course_id_on_fail=None,
        )
    )
    assert_type(made.child_resource_ids, list[str] | None)
    assert_type(await calls.make_external_test_assignment(raw), MakeExternalTestAssignmentResponse)
    assert_type(await calls.import_external_test_assignment_results(raw), ImportExternalResultsResponse)
    assert_type(await calls.test_out(raw), TestOutResponse)


async def placement(powerpath: PowerPathClient) -> None:
    who = PlacementQueryParams(student="s", subject="Math")
    level = await powerpath.placement.get_current_level(who)
    assert_type(level, GetCurrentLevelResponse)
    assert_type(level.grade_level, str | None)
    following = await powerpath.placement.get_next_placement_test(who)
    assert_type(following, GetNextPlacementTestResponse)
    assert_type(following.lesson, str | None)
    data = await powerpath.placement.get_placement("s")
    assert_type(data["Math"], SubjectPlacement)
    assert_type(data.get("Math"), SubjectPlacement | None)
    for result in data["Math"].results:
        if result.source == "PLACEMENT":
            assert_type(result, PowerPathPlacementTestResult)
            assert_type(result.mastery_track_processed, bool | None)
        else:
            assert_type(result, EdulasticPlacementTestResult)
    (row, *_) = (await powerpath.placement.get_subject_progress(who)).progress
    assert_type(row.is_enrolled, bool)


async def plans(powerpath: PowerPathClient, raw: dict[str, Any]) -> None:
    calls = powerpath.lesson_plans
    plan = await calls.create(raw)
    assert_type(plan, LessonPlanCreateResponse)
    assert_type(plan.created, bool)
    tree = (await calls.get("c", "u")).lesson_plan
    assert_type(tree, LessonPlanTree)
    assert_type(tree.sub_components, list[LessonPlanTreeComponent])
    assert_type((await calls.get_structure("lp")).lesson_plan.structure, list[LessonPlanStructureNode])
    skip = SetSkippedOperation(payload={"target": {"type": "resource", "id": "l"}, "value": True})
    stored = await calls.create_operations("lp", LessonPlanOperationsInput(operation=skip, reason="too easy"))
    assert_type(stored, LessonPlanOperationResult)
    assert_type(await calls.sync("lp"), LessonPlanSyncResult)
    progress = await calls.get_course_progress("c", "s", lesson_id="l")
    for item in progress.line_items:
        if item.type == "component":
            assert_type(item, ComponentLineItem)
            assert_type(item.course_component_sourced_id, str)
        else:
            assert_type(item, ResourceLineItem)
            assert_type(item.course_component_resource_sourced_id, str)
    stand = progress.test_out
    if stand is not None:
        if stand.status == "not_eligible":
            assert_type(stand, TestOutNotEligible)
        elif stand.status == "available":
            assert_type(stand, TestOutAvailable)
        else:
            assert_type(stand, TestOutAssigned)
            assert_type(stand.lesson_id, str)
    done = StudentItemResult(status="active", score_date="2026-03-02T09:00:00Z", score_status="submitted", late=True)
    await calls.update_student_item_response({"studentId": "s", "componentResourceId": "l", "result": done})


async def assignments(powerpath: PowerPathClient, raw: dict[str, Any]) -> None:
    calls = powerpath.test_assignments
    assert_type(await calls.create({"student": "s", "subject": "Math", "grade": 3}), AssignmentResult)
    page = await calls.list(TestAssignmentsListParams(student="s", status="assigned", grade=3, limit=50))
    assert_type(page, TestAssignmentsListResponse)
    assert_type(page.test_assignments, list[TestAssignment])
    assert_type(page[0], TestAssignment)
    assert_type(calls.stream(raw, max_items=5), Paginator[TestAssignment])
    assert_type(await calls.admin_list_all(), list[TestAssignment])
    assert_type(await calls.update("ta", {"testName": "T"}), TestAssignment)
    assert_type(await calls.delete("ta"), None)
    try:
        assert_type(await calls.bulk({"items": [raw]}), BulkResult)
    except BulkAssignmentError as error:
        assert_type(error.result, BulkResult)


async def others(powerpath: PowerPathClient, raw: dict[str, Any]) -> None:
    assert_type((await powerpath.screening.get_results("u"))["Math"], ScreeningResult | None)
    assert_type(await powerpath.screening.assign_test(raw), ScreeningSession)
    assert_type(await powerpath.screening.reset_session(raw), None)
    assert_type((await powerpath.syllabus.get("c")).syllabus, Syllabus)
    assert_type(await powerpath.render_config.delete("c"), RenderConfigDeleteResponse)
    assert_type((await powerpath.test_out.get_eligibility("s", "Math")).reason, str | None)
    assert_type(await powerpath.course_sequences.get("seq"), CourseSequence)
    assert_type(await powerpath.course_sequences.list_stages("seq", grade="3"), list[CourseSequenceStage])
