# Written by tools/generate_sync.py from tests/support/contract_powerpath_plans.py; changes belong there.
"""Cases for PowerPath's lesson plans, syllabi, screening, render configs and course sequences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest
from contract_edubridge import NEWCOMER
from sync_contract_edubridge import newcomer
from sync_powerpath_play import Pupil

from timeback_core.errors import BadRequestError, NotFoundError
from timeback_core.powerpath import ComponentLineItem, LessonPlanTree, ResourceLineItem
from timeback_core.sync import TimebackClient
from timeback_sandbox import Sandbox
from timeback_sandbox.powerpath.control_plans import (
    ScreeningOutcome,
    delete_course_sequence,
    put_course_sequence,
    set_screening_result,
)
from timeback_sandbox.powerpath.course_sequences import CourseSequence

Case = Callable[[TimebackClient], None]

PUPIL = "student-0001"
COURSE = "course-math-3"
UNIT = "component-math-3-unit-1"
OTHER_UNIT = "component-math-3-unit-2"
PRACTICE = "lesson-math-3-u1-practice"
QUIZ = "lesson-math-3-u1-quiz"


def planned(timeback: TimebackClient, user: str = PUPIL) -> str:
    """Make a plan, and return its identifier."""
    return timeback.powerpath.lesson_plans.create({"course_id": COURSE, "user_id": user}).lesson_plan_id


def lessons(timeback: TimebackClient, user: str = PUPIL, unit: str = UNIT) -> list[str | None]:
    """Return the lessons of a unit in a user's plan."""
    tree: LessonPlanTree = timeback.powerpath.lesson_plans.get(COURSE, user).lesson_plan
    (found,) = [one for one in tree.sub_components if one.sourced_id == unit]
    return [lesson.sourced_id for lesson in found.component_resources]


def operation(kind: str, **payload: Any) -> dict[str, Any]:
    """Return an operation on the practice lesson, or on whatever the payload names."""
    target = {} if kind == "add-custom-resource" else {"target": {"type": "resource", "id": PRACTICE}}
    return {"operation": {"type": kind, "payload": {**target, **payload}}}


def makes_a_plan(timeback: TimebackClient) -> None:
    calls = timeback.powerpath.lesson_plans
    made = calls.create({"course_id": COURSE, "user_id": newcomer(timeback)})
    again = calls.create({"courseId": COURSE, "userId": NEWCOMER})
    assert (made.created, again.created, again.lesson_plan_id) == (True, False, made.lesson_plan_id)
    with pytest.raises(NotFoundError, match="course-404"):
        calls.create({"courseId": "course-404", "userId": NEWCOMER})


def shows_a_plan(timeback: TimebackClient) -> None:
    with pytest.raises(NotFoundError):
        timeback.powerpath.lesson_plans.get(COURSE, newcomer(timeback))
    planned(timeback, NEWCOMER)
    tree = timeback.powerpath.lesson_plans.get(COURSE, NEWCOMER).lesson_plan
    assert (tree.course.sourced_id, tree["course"]["title"]) == (COURSE, "Math Grade 3")
    assert [unit.sort_order for unit in tree.sub_components] == ["a0", "a1", "a2"]
    assert [unit.sourced_id for unit in tree.sub_components][1:] == [UNIT, OTHER_UNIT]
    practice = next(one for one in tree.sub_components[1].component_resources if one.sourced_id == PRACTICE)
    assert (practice.course_component_sourced_id, practice.resource.metadata_details) == (UNIT, {"type": "qti"})
    assert (practice.lesson_type, practice.resource["metadata"]["xp"]) == ("powerpath-100", 20)


def shows_a_tree(timeback: TimebackClient) -> None:
    plan = planned(timeback)
    by_plan = timeback.powerpath.lesson_plans.get_tree(plan)
    assert by_plan.lesson_plan == timeback.powerpath.lesson_plans.get(COURSE, PUPIL).lesson_plan
    with pytest.raises(NotFoundError):
        timeback.powerpath.lesson_plans.get_tree("no-plan")


def shows_a_structure(timeback: TimebackClient) -> None:
    plan = planned(timeback)
    timeback.powerpath.lesson_plans.create_operations(plan, operation("set-skipped", value=True))
    timeback.powerpath.lesson_plans.sync(plan)
    found = timeback.powerpath.lesson_plans.get_structure(plan).lesson_plan
    assert (found.id, found.course_id, found.course_title) == (plan, COURSE, "Math Grade 3")
    unit = found.structure[1]
    assert (unit.type, unit.component_id, unit.skipped) == ("component", UNIT, False)
    assert [node.component_resource_id for node in unit.component_resources if node.skipped] == [PRACTICE]


def deletes_plans(timeback: TimebackClient) -> None:
    plan = planned(timeback)
    timeback.powerpath.lesson_plans.delete_all(COURSE)
    with pytest.raises(NotFoundError):
        timeback.powerpath.lesson_plans.get_tree(plan)
    with pytest.raises(NotFoundError, match="course-404"):
        timeback.powerpath.lesson_plans.delete_all("course-404")


def stores_an_operation(timeback: TimebackClient) -> None:
    plan = planned(timeback)
    before = lessons(timeback)
    stored = timeback.powerpath.lesson_plans.create_operations(plan, operation("move-item-to-end"))
    assert (stored.success, bool(stored.operation_id)) == (True, True)
    assert lessons(timeback) == before


def lists_operations(timeback: TimebackClient) -> None:
    plan = planned(timeback)
    calls = timeback.powerpath.lesson_plans
    wanted = [operation("move-item-to-end"), operation("set-skipped", value=False)]
    for one in wanted:
        calls.create_operations(plan, {**one, "reason": "why not"})
    found = calls.list_operations(plan).operations
    assert [{"type": one.type, "payload": one.payload} for one in found] == [one["operation"] for one in wanted]
    assert [(one.sequence_number, one.reason) for one in found] == [(1, "why not"), (2, "why not")]


def applies_operations(timeback: TimebackClient) -> None:
    plan = planned(timeback)
    calls = timeback.powerpath.lesson_plans
    first, *others = lessons(timeback)
    assert others[0] == PRACTICE
    for one in (
        operation("move-item-to-start"),
        operation("move-item-before", reference_id=QUIZ),
        operation("move-item-after", reference_id=QUIZ),
        operation("move-item-to-end"),
        operation("add-custom-resource", resource_id="lesson-math-4-u1-quiz", parent_component_id=UNIT),
    ):
        calls.create_operations(plan, one)
    done = calls.sync(plan)
    assert (done.success, done.operation_count, [one.success for one in done.operation_results]) == (
        True,
        5,
        [True] * 5,
    )
    assert lessons(timeback) == [first, *others[1:], PRACTICE, "lesson-math-4-u1-quiz"]
    calls.create_operations(plan, operation("change-item-parent", new_parent_id=OTHER_UNIT, position="start"))
    assert calls.sync(plan).operation_count == 1
    assert lessons(timeback, unit=OTHER_UNIT)[0] == PRACTICE
    assert calls.sync(plan).operation_count == 0


def makes_a_plan_anew(timeback: TimebackClient) -> None:
    plan = planned(timeback)
    calls = timeback.powerpath.lesson_plans
    calls.create_operations(plan, operation("set-skipped", value=True))
    calls.create_operations(plan, operation("move-item-before", reference_id="no-lesson"))
    calls.sync(plan)
    done = calls.recreate(plan)
    assert (done.success, [one.success for one in done.operation_results]) == (False, [True, False])
    assert done.operation_results[1].errors
    assert PRACTICE not in lessons(timeback)


def makes_the_plans_of_a_course_anew(timeback: TimebackClient) -> None:
    plan, other = planned(timeback), planned(timeback, newcomer(timeback))
    timeback.oneroster.courses.delete_component_resource(QUIZ)
    assert QUIZ in lessons(timeback)
    done = timeback.powerpath.lesson_plans.sync_course(COURSE)
    assert set(done.lesson_plans_affected) == {plan, other}
    assert QUIZ not in lessons(timeback)


def shows_progress_in_a_course(timeback: TimebackClient) -> None:
    Pupil(timeback, newcomer(timeback), QUIZ).take(wrong=[0])
    found = timeback.powerpath.lesson_plans.get_course_progress(COURSE, NEWCOMER)
    assert found.test_out is not None
    assert found.test_out.status == "not_eligible"
    assert all(isinstance(item, ComponentLineItem | ResourceLineItem) for item in found.line_items)
    scores = {
        item.course_component_resource_sourced_id: [result.score for result in item.results]
        for item in found.line_items
        if item.type == "resource"
    }
    assert {name: results for name, results in scores.items() if results} == {QUIZ: [90]}
    assert PRACTICE in scores
    (only,) = timeback.powerpath.lesson_plans.get_course_progress(COURSE, NEWCOMER, lesson_id=QUIZ).line_items
    assert isinstance(only, ResourceLineItem)
    assert only.results[0].metadata is not None
    assert only.results[0].metadata["attempt"] == 1
    assert timeback.powerpath.lesson_plans.get_course_progress(COURSE, NEWCOMER, lesson_id="no-lesson").line_items == []


def starts_a_test_out(timeback: TimebackClient) -> None:
    calls = timeback.powerpath.lesson_plans
    who = {"course_id": COURSE, "student_id": newcomer(timeback)}
    with pytest.raises(BadRequestError):
        calls.start_test_out(who)
    timeback.edubridge.enrollments.enroll(NEWCOMER, COURSE)
    stand = calls.get_course_progress(COURSE, NEWCOMER).test_out
    assert stand is not None
    assert stand.status == "available"
    made = calls.start_test_out(who)
    again = calls.start_test_out(who)
    assert (made.status, again.status, again.assignment_id) == ("created", "existing", made.assignment_id)
    stand = calls.get_course_progress(COURSE, NEWCOMER).test_out
    assert stand is not None
    assert stand.status == "in_progress"
    assert stand.lesson_id == made.lesson_id
    test = timeback.powerpath.assessments.make_external_test_assignment({"student": NEWCOMER, "lesson": made.lesson_id})
    assert (test.tool_provider, test.lesson_type) == ("mastery-track", "test-out")


def stores_a_result(timeback: TimebackClient) -> None:
    data = {
        "student_id": newcomer(timeback),
        "component_resource_id": "lesson-reading-3-u1-article",
        "result": {
            "status": "active",
            "score": 75,
            "score_date": "2026-03-02T09:00:00.000Z",
            "score_status": "fully graded",
            "in_progress": False,
            "metadata": {"attempt": 1, "xp": 10},
        },
    }
    made = timeback.powerpath.lesson_plans.update_student_item_response(data)
    assert made.component_resource_line_item is not None
    assert made.component_resource_result is not None
    row = timeback.oneroster.assessment_results.get(made.component_resource_result.sourced_id or "")
    assert row.student is not None
    assert row.assessment_line_item is not None
    assert (row.score, row.student.sourced_id, row.assessment_line_item.sourced_id) == (
        75,
        NEWCOMER,
        made.component_resource_line_item.sourced_id,
    )
    with pytest.raises(NotFoundError):
        timeback.powerpath.lesson_plans.update_student_item_response({**data, "component_resource_id": "no-lesson"})


def shows_a_syllabus(timeback: TimebackClient) -> None:
    found = timeback.powerpath.syllabus.get(COURSE).syllabus
    assert (found.course.sourced_id, [unit.sourced_id for unit in found.sub_components][1:]) == (
        COURSE,
        [UNIT, OTHER_UNIT],
    )
    practice = next(one for one in found.sub_components[1].component_resources if one.sourced_id == PRACTICE)
    assert practice.resource is not None
    assert (practice.lesson_type, practice.resource.vendor_resource_id) == ("powerpath-100", "test-math-3-u1-practice")
    assert found["subComponents"][1]["componentResources"]
    timeback.oneroster.courses.delete_component_resource(QUIZ)
    gone = timeback.powerpath.syllabus.get(COURSE, {"status": "tobedeleted"}).syllabus
    assert QUIZ not in [
        lesson.sourced_id
        for unit in timeback.powerpath.syllabus.get(COURSE).syllabus.sub_components
        for lesson in unit.component_resources
    ]
    assert gone.course.sourced_id == COURSE
    with pytest.raises(NotFoundError, match="course-404"):
        timeback.powerpath.syllabus.get("course-404")


# ---------------------------------------------------------------- screening


def shows_screening_results(timeback: TimebackClient, sandbox: Sandbox) -> None:
    found = timeback.powerpath.screening.get_results(newcomer(timeback))
    assert dict(found) == dict.fromkeys(["Math", "Reading", "Language", "Science"])
    outcome = ScreeningOutcome(user=NEWCOMER, subject="Math", grade="3", ritScore=201, testName="Math K-12")
    set_screening_result(sandbox.state, outcome)
    found = timeback.powerpath.screening.get_results(NEWCOMER)
    math = found["Math"]
    assert math is not None
    assert (math.grade, math.rit_score, math.test_name, found["Reading"]) == ("3", 201, "Math K-12", None)
    rit = timeback.powerpath.placement.get_placement(NEWCOMER)["Math"].rit
    assert rit.screening is not None
    assert (rit.screening.score, rit.screening.grade) == (201, 3)
    with pytest.raises(NotFoundError):
        timeback.powerpath.screening.get_results("nobody")


def shows_a_session(timeback: TimebackClient) -> None:
    calls = timeback.powerpath.screening
    with pytest.raises(NotFoundError):
        calls.get_session(newcomer(timeback))
    made = calls.assign_test({"user_id": NEWCOMER, "subject": "Reading"})
    found = calls.get_session(NEWCOMER)
    assert found == made
    assert (len(found.pin), found.pin.isdigit(), found.pin not in repr(found)) == (4, True, True)


def resets_a_session(timeback: TimebackClient) -> None:
    calls = timeback.powerpath.screening
    calls.assign_test({"user_id": newcomer(timeback), "subject": "Math"})
    calls.reset_session({"user_id": NEWCOMER})
    with pytest.raises(NotFoundError):
        calls.get_session(NEWCOMER)
    calls.reset_session({"user_id": NEWCOMER})


def assigns_a_screening_test(timeback: TimebackClient) -> None:
    calls = timeback.powerpath.screening
    first = calls.assign_test({"user_id": newcomer(timeback), "subject": "Math"})
    assert (first.status, first.assignment.assigned_test_key, first.assignment.nwea_status) == (
        "active",
        "math-screening",
        "AWAITING_STUDENT",
    )
    other = calls.assign_test({"user_id": NEWCOMER, "subject": "Science"})
    assert (other.assignment.assigned_test_key, other.nwea_student_id) == ("science-screening", first.nwea_student_id)


# ---------------------------------------------------------------- how questions are shown

SHOWN = {
    "course_ids": [COURSE, "course-math-4"],
    "renderer_id": "own",
    "renderer_url": "https://show.example/r?x=%7e",
    "suppress_feedback": True,
}


def sets_how_questions_are_shown(timeback: TimebackClient) -> None:
    done = timeback.powerpath.render_config.upsert(SHOWN)
    assert done.updated == SHOWN["course_ids"]
    with pytest.raises(NotFoundError):
        timeback.powerpath.render_config.upsert({**SHOWN, "course_ids": ["course-math-5", "course-404"]})
    with pytest.raises(NotFoundError):
        timeback.powerpath.render_config.get("course-math-5")


def shows_how_questions_are_shown(timeback: TimebackClient) -> None:
    timeback.powerpath.render_config.upsert(SHOWN)
    found = timeback.powerpath.render_config.get("course-math-4")
    assert (found.course_id, found.renderer_id, found.renderer_url) == ("course-math-4", "own", SHOWN["renderer_url"])
    assert (found.suppress_feedback, found.suppress_correct_response, found.renderer_version) == (True, False, None)


def deletes_how_questions_are_shown(timeback: TimebackClient) -> None:
    timeback.powerpath.render_config.upsert(SHOWN)
    assert timeback.powerpath.render_config.delete(COURSE).deleted == COURSE
    with pytest.raises(NotFoundError):
        timeback.powerpath.render_config.delete(COURSE)


# ---------------------------------------------------------------- course sequences

PARTS: list[tuple[str, str, str, dict[str, Any]]] = [
    (
        "Math 3",
        "3",
        "course",
        {"courseReferences": [{"courseId": COURSE, "refAddedAt": "2026-01-05T00:00:00Z"}]},
    ),
    ("Math 3: end of grade", "3", "assessment", {"testTypes": ["end_of_grade"]}),
    ("Math 4", "4", "course", {"learningAppId": "app-number-lab"}),
]
STAGES = [
    {
        "id": f"stage-{place}",
        "title": title,
        "grades": [grade],
        "subject": "Math",
        "type": kind,
        "properties": properties,
    }
    for place, (title, grade, kind, properties) in enumerate(PARTS)
]
SEQUENCE = {
    "id": "4be1a9b2-5f0e-4d1c-9d0e-0f3a6c1e2b11",
    "subject": "Math",
    "title": "Math, all grades",
    "author": "author@lincoln.example",
    "status": "active",
    "statusUpdatedAt": "2026-01-05T00:00:00.000Z",
    "stages": STAGES,
}
SEQUENCE_ID = str(SEQUENCE["id"])


@contextmanager
def sequence_in(sandbox: Sandbox) -> Iterator[None]:
    """Keep a course sequence in the sandbox meanwhile."""
    put_course_sequence(sandbox.state, msgspec.convert(SEQUENCE, CourseSequence))
    try:
        yield
    finally:
        delete_course_sequence(sandbox.state, SEQUENCE_ID)


def shows_a_sequence(timeback: TimebackClient, sandbox: Sandbox) -> None:
    with sequence_in(sandbox):
        found = timeback.powerpath.course_sequences.get(SEQUENCE_ID)
    assert found.to_dict() == SEQUENCE
    properties = found.stages[0].properties
    assert properties is not None
    assert properties.course_references is not None
    assert properties.course_references[0].course_id == COURSE
    with pytest.raises(NotFoundError):
        timeback.powerpath.course_sequences.get(SEQUENCE_ID)


def lists_stages(timeback: TimebackClient, sandbox: Sandbox) -> None:
    calls = timeback.powerpath.course_sequences
    with sequence_in(sandbox):
        assert [stage.id for stage in calls.list_stages(SEQUENCE_ID)] == ["stage-0", "stage-1", "stage-2"]
        assert [stage.id for stage in calls.list_stages(SEQUENCE_ID, grade=3, limit=1)] == ["stage-0"]
        assert [stage.id for stage in calls.list_stages(SEQUENCE_ID, grade="4")] == ["stage-2"]


def finds_the_stage_after_an_assessment(timeback: TimebackClient, sandbox: Sandbox) -> None:
    calls = timeback.powerpath.course_sequences
    with sequence_in(sandbox):
        assert calls.get_stage_after_assessment(SEQUENCE_ID, {"test_grade": 3}).title == "Math 4"
        with pytest.raises(NotFoundError):
            calls.get_stage_after_assessment(SEQUENCE_ID, {"testGrade": "7"})


WITH_SANDBOX: dict[str, Callable[[TimebackClient, Sandbox], None]] = {
    "screening.get_results": shows_screening_results,
    "course_sequences.get": shows_a_sequence,
    "course_sequences.list_stages": lists_stages,
    "course_sequences.get_stage_after_assessment": finds_the_stage_after_an_assessment,
}

CASES: dict[str, Case] = {
    "lesson_plans.create": makes_a_plan,
    "lesson_plans.get": shows_a_plan,
    "lesson_plans.get_tree": shows_a_tree,
    "lesson_plans.get_structure": shows_a_structure,
    "lesson_plans.delete_all": deletes_plans,
    "lesson_plans.create_operations": stores_an_operation,
    "lesson_plans.list_operations": lists_operations,
    "lesson_plans.sync": applies_operations,
    "lesson_plans.recreate": makes_a_plan_anew,
    "lesson_plans.sync_course": makes_the_plans_of_a_course_anew,
    "lesson_plans.get_course_progress": shows_progress_in_a_course,
    "lesson_plans.start_test_out": starts_a_test_out,
    "lesson_plans.update_student_item_response": stores_a_result,
    "syllabus.get": shows_a_syllabus,
    "screening.get_session": shows_a_session,
    "screening.reset_session": resets_a_session,
    "screening.assign_test": assigns_a_screening_test,
    "render_config.upsert": sets_how_questions_are_shown,
    "render_config.get": shows_how_questions_are_shown,
    "render_config.delete": deletes_how_questions_are_shown,
}
