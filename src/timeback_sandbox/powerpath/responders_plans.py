"""Answers to requests about lesson plans and what goes with courses: each opens one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection

from timeback_sandbox.edubridge.enrollments import Now
from timeback_sandbox.oneroster.storage import Stored
from timeback_sandbox.powerpath import (
    course_progress,
    course_sequences,
    item_responses,
    people,
    plan_storage,
    plans,
    reading,
    render_config,
    screening,
)
from timeback_sandbox.powerpath.plan_shown import shown_structure, shown_tree
from timeback_sandbox.powerpath.plan_storage import Plan
from timeback_sandbox.powerpath.problems import refuse
from timeback_sandbox.powerpath.reading_plans import decimal, stored_operation
from timeback_sandbox.powerpath.syllabus import shown_syllabus
from timeback_sandbox.powerpath.test_out import course_test_out_status
from timeback_sandbox.powerpath.vocabulary import STATUSES
from timeback_sandbox.serving import Answer, Call, Responder

__all__ = [
    "assign_screening",
    "create_plan",
    "delete_plans",
    "delete_render_config",
    "get_course_progress",
    "get_plan",
    "get_render_config",
    "get_screening_results",
    "get_screening_session",
    "get_sequence",
    "get_stage_after",
    "get_structure",
    "get_syllabus",
    "get_tree",
    "list_operations",
    "list_stages",
    "put_render_config",
    "recreate_plan",
    "reset_screening",
    "store_operation",
    "sync_course",
    "sync_plan",
    "update_item_response",
]

_NO_CONTENT = Answer(204)


# ---------------------------------------------------------------- plans


def create_plan(call: Call) -> Answer:
    """POST that makes a plan, unless there is one."""
    body = reading.body_of(call)
    course, user = reading.text(body, "courseId"), reading.text(body, "userId")
    class_id = reading.optional_text(body, "classId")
    with call.store.write() as connection:
        made = plans.create(connection, course, user, class_id, Now.of(call))
    return Answer.of(201 if made.new else 200, {"lessonPlanId": made.id})


def get_plan(call: Call) -> Answer:
    """GET of a user's plan for a course."""
    with call.store.read() as connection:
        plan = plans.require_plan_of(connection, call.ids["courseId"], call.ids["userId"])
        return Answer(200, shown_tree(connection, plan, call.base_url))


def get_tree(call: Call) -> Answer:
    """GET of a plan."""
    with call.store.read() as connection:
        plan = plans.require_plan(connection, call.ids["lessonPlanId"])
        return Answer(200, shown_tree(connection, plan, call.base_url))


def get_structure(call: Call) -> Answer:
    """GET of how a plan is built."""
    with call.store.read() as connection:
        return Answer(200, shown_structure(connection, plans.require_plan(connection, call.ids["lessonPlanId"])))


def delete_plans(call: Call) -> Answer:
    """DELETE of all plans for a course."""
    with call.store.write() as connection:
        plans.delete_all(connection, call.ids["courseId"])
    return _NO_CONTENT


def store_operation(call: Call) -> Answer:
    """POST of an operation into the log of a plan."""
    kind, payload, reason = stored_operation(reading.body_of(call))
    with call.store.write() as connection:
        plan = plans.require_plan(connection, call.ids["lessonPlanId"])
        created_at = Now.of(call).context.modified
        made = plan_storage.append_operation(connection, plan.id, (kind, payload), reason, created_at, call.client_id)
    return Answer.of(201, {"success": True, "message": "Operation stored", "operationId": made})


def list_operations(call: Call) -> Answer:
    """GET of the log of a plan."""
    with call.store.read() as connection:
        plan = plans.require_plan(connection, call.ids["lessonPlanId"])
        logged = plan_storage.operations_after(connection, plan.id)
    shown = [
        {
            "id": one.id,
            "type": one.type,
            "payload": one.payload,
            "reason": one.reason,
            "createdAt": one.created_at,
            "sequenceNumber": one.number,
            "createdBy": one.created_by,
        }
        for one in logged
    ]
    return Answer.of(200, {"operations": shown})


def _replaying(replay: Callable[[Connection, Plan], Sequence[str | None]], done: str) -> Responder:
    """POST that applies operations to a plan."""

    def respond(call: Call) -> Answer:
        with call.store.write() as connection:
            errors = replay(connection, plans.require_plan(connection, call.ids["lessonPlanId"]))
        failed = sum(error is not None for error in errors)
        results: list[dict[str, Any]] = [
            {"success": True} if error is None else {"success": False, "errors": [{"message": error}]}
            for error in errors
        ]
        return Answer.of(
            200,
            {
                "success": not failed,
                "message": f"{done}: {len(errors) - failed} of {len(errors)} operations applied",
                "operationCount": len(errors),
                "operationResults": results,
            },
        )

    return respond


sync_plan = _replaying(plans.sync, "Lesson plan synced")
recreate_plan = _replaying(plans.recreate, "Lesson plan recreated")


def sync_course(call: Call) -> Answer:
    """POST that makes all plans for a course anew."""
    with call.store.write() as connection:
        return Answer.of(200, {"lessonPlansAffected": plans.sync_course(connection, call.ids["courseId"])})


# ---------------------------------------------------------------- courses


def get_course_progress(call: Call) -> Answer:
    """GET of a student's results in a course; lessons get their line items by it, if they have none."""
    lesson = reading.optional_text(reading.query_of(call), "lessonId")
    now = Now.of(call)
    with call.store.read() as connection:
        student, course = _student_and_course(connection, call)
        found = course_progress.course_items(connection, course.sourced_id)
        if not found.missing:
            return _progress(connection, found, student, course, lesson, now)
    with call.store.write() as connection:
        student, course = _student_and_course(connection, call)
        missing = course_progress.course_items(connection, course.sourced_id).missing
        course_progress.ensure_items(connection, missing, now)
        found = course_progress.course_items(connection, course.sourced_id)
        return _progress(connection, found, student, course, lesson, now)


def _student_and_course(connection: Connection, call: Call) -> tuple[Stored, Stored]:
    student = people.student(connection, call.ids["studentId"], "studentId")
    return student, people.course(connection, call.ids["courseId"])


def _progress(
    connection: Connection,
    found: course_progress.CourseItems,
    student: Stored,
    course: Stored,
    lesson: str | None,
    now: Now,
) -> Answer:
    shown = course_progress.shown_items(connection, found.items, student.sourced_id, lesson)
    return Answer.of(200, {"lineItems": shown, "testOut": course_test_out_status(connection, course, student, now)})


def update_item_response(call: Call) -> Answer:
    """POST of a result into the gradebook."""
    now = Now.of(call)
    response = item_responses.read_response(reading.body_of(call), now)
    with call.store.write() as connection:
        return Answer.of(201, item_responses.write_response(connection, response, now))


def get_syllabus(call: Call) -> Answer:
    """GET of the syllabus of a course."""
    status = reading.optional_choice(reading.query_of(call), "status", STATUSES) or "active"
    with call.store.read() as connection:
        course = people.course(connection, call.ids["courseSourcedId"], "courseSourcedId")
        return Answer(200, shown_syllabus(connection, course.sourced_id, status, call.base_url))


def put_render_config(call: Call) -> Answer:
    """PUT of the setting of some courses."""
    courses, setting = render_config.read_config(reading.body_of(call))
    with call.store.write() as connection:
        render_config.put_configs(connection, courses, setting)
    return Answer.of(200, {"updated": courses})


def get_render_config(call: Call) -> Answer:
    """GET of the setting of a course."""
    with call.store.read() as connection:
        return Answer(200, render_config.config_of(connection, call.ids["courseId"]))


def delete_render_config(call: Call) -> Answer:
    """DELETE of the setting of a course."""
    with call.store.write() as connection:
        render_config.remove_config(connection, call.ids["courseId"])
    return Answer.of(200, {"deleted": call.ids["courseId"]})


# ---------------------------------------------------------------- screening


def get_screening_results(call: Call) -> Answer:
    """GET of what screening has brought for a user."""
    with call.store.read() as connection:
        user = people.student(connection, call.ids["userId"], "userId")
        return Answer.of(200, screening.results_of(connection, user.sourced_id))


def get_screening_session(call: Call) -> Answer:
    """GET of a user's session."""
    with call.store.read() as connection:
        user = people.student(connection, call.ids["userId"], "userId")
        found = screening.session_of(connection, user.sourced_id)
    if found is None:
        raise refuse(404, f"There is no screening session of {call.ids['userId'][:200]}", "userId")
    return Answer.of(200, found)


def reset_screening(call: Call) -> Answer:
    """POST that ends a user's session."""
    user_id = reading.text(reading.body_of(call), "userId")
    with call.store.write() as connection:
        screening.stop(connection, people.student(connection, user_id, "userId").sourced_id)
    return _NO_CONTENT


def assign_screening(call: Call) -> Answer:
    """POST of a test for a user."""
    body = reading.body_of(call)
    user_id, subject = reading.text(body, "userId"), reading.choice(body, "subject", screening.SUBJECTS)
    with call.store.write() as connection:
        user = people.student(connection, user_id, "userId")
        return Answer.of(200, screening.assign(connection, user.sourced_id, subject, Now.of(call)))


# ---------------------------------------------------------------- sequences


def get_sequence(call: Call) -> Answer:
    """GET of a course sequence."""
    with call.store.read() as connection:
        return Answer(200, msgspec.json.encode(course_sequences.find_sequence(connection, call.ids["id"])))


def list_stages(call: Call) -> Answer:
    """GET of stages of a course sequence."""
    query = reading.query_of(call)
    grade, limit = reading.optional_grade(query, "grade"), reading.whole_number(query, "limit", 1)
    with call.store.read() as connection:
        found = course_sequences.find_sequence(connection, call.ids["id"])
    return Answer.of(200, course_sequences.stages_of(found.stages, grade, limit))


def get_stage_after(call: Call) -> Answer:
    """GET of the stage that comes after an assessment."""
    query = reading.query_of(call)
    grade = reading.grade(query, "test_grade")
    test_type = reading.optional_text(query, "test_type") or course_sequences.END_OF_GRADE
    cqpm, wcpm = decimal(query, "cqpm"), decimal(query, "wcpm")
    with call.store.read() as connection:
        sequence = course_sequences.find_sequence(connection, call.ids["id"])
    found = course_sequences.stage_after(sequence, grade, test_type, cqpm, wcpm)
    if found is None:
        raise refuse(404, f"No stage comes after an assessment {test_type[:100]!r} of grade {grade}", "test_grade")
    return Answer.of(200, found)
