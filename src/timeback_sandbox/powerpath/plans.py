"""Lesson plans: made from courses, changed by the operations in their logs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, func, select

from timeback_sandbox.edubridge.roster import equals, find, is_active
from timeback_sandbox.oneroster.storage import Stored
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.powerpath import people, plan_storage
from timeback_sandbox.powerpath.course_tree import CourseTree, course_tree
from timeback_sandbox.powerpath.plan_building import build
from timeback_sandbox.powerpath.plan_items import Item, ids_of_one_build
from timeback_sandbox.powerpath.plan_operations import Operation, apply, operation_of, wanted_resources
from timeback_sandbox.powerpath.plan_storage import Logged, Plan
from timeback_sandbox.powerpath.problems import refuse

if TYPE_CHECKING:
    from timeback_sandbox.edubridge.enrollments import Now

__all__ = ["Made", "create", "delete_all", "recreate", "require_plan", "require_plan_of", "sync", "sync_course"]

_ENROLLMENTS, _CLASSES, _SESSIONS = TABLES["enrollments"], TABLES["classes"], TABLES["academicSessions"]


class Made(NamedTuple):
    """The plan that a user has for a course.

    Attributes:
        new: Whether it had to be made.
    """

    id: str
    new: bool


def create(connection: Connection, course_id: str, user_id: str, class_id: str | None, now: Now) -> Made:
    """A user's plan for a course, which is made if it is missing.

    Args:
        connection: Within a write transaction.
        course_id: The course.
        user_id: The user.
        class_id: The class that the plan is for; None: the user's class of the course in this school year, if any.
        now: The present.

    Raises:
        Problem: 404, the user, the course or the class does not exist.
    """
    people.student(connection, user_id, "userId")
    people.course(connection, course_id)
    if class_id is not None:
        _check_class(connection, class_id)
    there = plan_storage.plan_of(connection, course_id, user_id)
    if there is not None:
        return Made(there.id, new=False)
    if class_id is None:
        class_id = _present_class(connection, course_id, user_id, now)
    items = build(course_tree(connection, course_id), ids_of_one_build())
    made = plan_storage.create_plan(connection, course_id, user_id, class_id, items, now.context.modified)
    return Made(made, new=True)


def require_plan(connection: Connection, plan_id: str) -> Plan:
    """The plan of an id.

    Raises:
        Problem: 404, there is none.
    """
    found = plan_storage.find_plan(connection, plan_id)
    if found is None:
        raise refuse(404, f"Lesson plan not found: {plan_id[:200]}", "lessonPlanId")
    return found


def require_plan_of(connection: Connection, course_id: str, user_id: str) -> Plan:
    """A user's plan for a course.

    Raises:
        Problem: 404, the user or the course does not exist, or there is no plan.
    """
    people.student(connection, user_id, "userId")
    people.course(connection, course_id)
    found = plan_storage.plan_of(connection, course_id, user_id)
    if found is None:
        raise refuse(404, f"There is no lesson plan of {user_id[:200]} for course {course_id[:200]}", "courseId")
    return found


def delete_all(connection: Connection, course_id: str) -> None:
    """Removes all plans for a course, with their logs.

    Raises:
        Problem: 404, the course does not exist.
    """
    people.course(connection, course_id)
    plan_storage.delete_plans(connection, course_id)


# ---------------------------------------------------------------- applying the log


def sync(connection: Connection, plan: Plan) -> list[str | None]:
    """Applies the operations of the log that have not been applied.

    Args:
        connection: Within a write transaction.
        plan: The plan.

    Returns:
        For each of them why it could not be applied, or None when it could.
    """
    logged = plan_storage.operations_after(connection, plan.id, plan.applied)
    return _replay(connection, plan, plan.items, logged) if logged else []


def recreate(connection: Connection, plan: Plan) -> list[str | None]:
    """Makes a plan anew: from the course as it is, and the whole log.

    Args:
        connection: Within a write transaction.
        plan: The plan.

    Returns:
        For each operation of the log why it could not be applied, or None when it could.

    Raises:
        Problem: 404, the course does not exist any more.
    """
    people.course(connection, plan.course)
    return _recreate(connection, plan, course_tree(connection, plan.course))


def sync_course(connection: Connection, course_id: str) -> list[str]:
    """Makes all plans for a course anew; gives back their ids.

    Raises:
        Problem: 404, the course does not exist.
    """
    people.course(connection, course_id)
    plans = plan_storage.plans_of_course(connection, course_id)
    tree = course_tree(connection, course_id)
    for plan in plans:
        _recreate(connection, plan, tree)
    return [plan.id for plan in plans]


def _recreate(connection: Connection, plan: Plan, tree: CourseTree) -> list[str | None]:
    items = build(tree, ids_of_one_build())
    return _replay(connection, plan, items, plan_storage.operations_after(connection, plan.id))


def _replay(connection: Connection, plan: Plan, items: Sequence[Item], logged: Sequence[Logged]) -> list[str | None]:
    operations = [operation_of({"type": one.type, "payload": one.payload}) for one in logged]
    applied = apply(items, operations, _available(connection, operations), ids_of_one_build())
    plan_storage.save_plan(connection, plan.id, applied.items, logged[-1].number if logged else 0)
    return applied.errors


def _available(connection: Connection, operations: Iterable[Operation]) -> set[str]:
    """Of the lessons that operations want to add, those that are there and active."""
    lessons = TABLES["componentResources"]
    wanted = sorted(wanted_resources(operations))
    found: set[str] = set()
    for start in range(0, len(wanted), 500):
        here = (lessons.c.sourced_id.in_(wanted[start : start + 500]), is_active(lessons))
        found.update(connection.execute(select(lessons.c.sourced_id).where(*here)).scalars())
    return found


# ---------------------------------------------------------------- classes


def _check_class(connection: Connection, class_id: str) -> Stored:
    found = find(connection, "classes", class_id)
    if found is None or found.entity["status"] != "active":
        raise refuse(404, f"Class not found: {class_id[:200]}", "classId")
    return found


def _present_class(connection: Connection, course_id: str, user_id: str, now: Now) -> str | None:
    """The class of a course that a student is in, in a term of the present school year; of several the first."""
    columns = _ENROLLMENTS.c
    query = (
        select(_CLASSES.c.sourced_id)
        .join(_CLASSES, _CLASSES.c.sourced_id == columns["class"])
        .where(
            columns.user == user_id,
            is_active(_ENROLLMENTS),
            equals(columns.role, "student"),
            _CLASSES.c.course == course_id,
            is_active(_CLASSES),
        )
        .order_by(columns.seq)
    )
    for class_id in connection.execute(query).scalars():
        found = find(connection, "classes", class_id)
        if found is not None and _is_present(connection, found.entity.get("terms") or (), now):
            return found.sourced_id
    return None


def _is_present(connection: Connection, terms: Sequence[str], now: Now) -> bool:
    """Whether one of some terms has days in the present school year."""
    columns: Any = _SESSIONS.c
    first, last = now.year.first.isoformat(), now.year.last.isoformat()
    query = select(func.count()).where(
        columns.sourced_id.in_(terms),
        func.substr(columns.start_date, 1, 10) <= last,
        func.substr(columns.end_date, 1, 10) >= first,
    )
    return connection.execute(query).scalar_one() > 0
