"""Lesson plans and their logs in the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import uuid4

import msgspec
from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from timeback_sandbox.powerpath.plan_items import Item, items_in, written
from timeback_sandbox.powerpath.tables_plans import OPERATIONS, PLANS

__all__ = [
    "Logged",
    "Plan",
    "append_operation",
    "create_plan",
    "delete_plans",
    "find_plan",
    "operations_after",
    "plan_of",
    "plans_of_course",
    "save_plan",
]

_PLANS, _OPERATIONS = PLANS.c, OPERATIONS.c


class Plan(NamedTuple):
    """A plan as it is kept.

    Attributes:
        applied: The number of the last operation that has been applied; 0: none has.
    """

    id: str
    course: str
    user: str
    applied: int
    items: list[Item]


class Logged(NamedTuple):
    """An operation in the log of a plan.

    Attributes:
        number: Its place in the log, from 1.
        payload: As it came.
    """

    number: int
    id: str
    type: str
    payload: dict[str, Any]
    reason: str | None
    created_at: str
    created_by: str | None


def find_plan(connection: Connection, plan_id: str) -> Plan | None:
    """The plan of an id."""
    return _plan(connection.execute(_select().where(_PLANS.id == plan_id)).first())


def plan_of(connection: Connection, course_id: str, user_id: str) -> Plan | None:
    """A user's plan for a course."""
    here = (_PLANS.course == course_id, _PLANS.user == user_id)
    return _plan(connection.execute(_select().where(*here)).first())


def plans_of_course(connection: Connection, course_id: str) -> list[Plan]:
    """All plans for a course, the oldest first."""
    rows = connection.execute(_select().where(_PLANS.course == course_id).order_by(_PLANS.seq))
    return [plan for row in rows if (plan := _plan(row)) is not None]


def _select() -> Select[*tuple[Any, ...]]:
    shown: list[Any] = [_PLANS.id, _PLANS.course, _PLANS.user, _PLANS.applied, _PLANS.document]
    return select(*shown)


def _plan(row: Row[*tuple[Any, ...]] | None) -> Plan | None:
    return None if row is None else Plan(row[0], row[1], row[2], row[3], items_in(row[4]))


def create_plan(
    connection: Connection, course_id: str, user_id: str, class_id: str | None, items: Sequence[Item], created_at: str
) -> str:
    """Keeps a new plan; gives back its id."""
    plan_id = str(uuid4())
    row = {
        "seq": 1 + connection.execute(select(func.coalesce(func.max(_PLANS.seq), 0))).scalar_one(),
        "id": plan_id,
        "course": course_id,
        "user": user_id,
        "class": class_id,
        "created_at": created_at,
        "applied": 0,
        "document": written(items),
    }
    connection.execute(insert(PLANS).values(row))
    return plan_id


def save_plan(connection: Connection, plan_id: str, items: Sequence[Item], applied: int) -> None:
    """Keeps what has become of a plan, and up to where its log has been applied."""
    connection.execute(update(PLANS).where(_PLANS.id == plan_id).values(document=written(items), applied=applied))


def delete_plans(connection: Connection, course_id: str) -> None:
    """Removes all plans for a course, with their logs."""
    ids = select(_PLANS.id).where(_PLANS.course == course_id)
    connection.execute(delete(OPERATIONS).where(_OPERATIONS.plan.in_(ids)))
    connection.execute(delete(PLANS).where(_PLANS.course == course_id))


# ---------------------------------------------------------------- logs


def append_operation(
    connection: Connection,
    plan_id: str,
    operation: tuple[str, dict[str, Any]],
    reason: str | None,
    created_at: str,
    created_by: str | None,
) -> str:
    """Puts an operation, given by type and payload, at the end of a log; gives back its id."""
    last = select(func.coalesce(func.max(_OPERATIONS.number), 0)).where(_OPERATIONS.plan == plan_id)
    operation_id = str(uuid4())
    row = {
        "plan": plan_id,
        "number": 1 + connection.execute(last).scalar_one(),
        "id": operation_id,
        "type": operation[0],
        "payload": msgspec.json.encode(operation[1]),
        "reason": reason,
        "created_at": created_at,
        "created_by": created_by,
    }
    connection.execute(insert(OPERATIONS).values(row))
    return operation_id


def operations_after(connection: Connection, plan_id: str, number: int = 0) -> list[Logged]:
    """The operations of a log that come after one of them, in order."""
    query = (
        select(
            _OPERATIONS.number,
            _OPERATIONS.id,
            _OPERATIONS.type,
            _OPERATIONS.payload,
            _OPERATIONS.reason,
            _OPERATIONS.created_at,
            _OPERATIONS.created_by,
        )
        .where(_OPERATIONS.plan == plan_id, _OPERATIONS.number > number)
        .order_by(_OPERATIONS.number)
    )
    rows = connection.execute(query)
    return [Logged(row[0], row[1], row[2], msgspec.json.decode(row[3]), row[4], row[5], row[6]) for row in rows]
