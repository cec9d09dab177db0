"""The control API's part for lessons: what the simulated Edulastic knows of a student's test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from litestar import put
from litestar.handlers import HTTPRouteHandler

from timeback_sandbox.asgi import AnyRequest, state_of
from timeback_sandbox.control_work import guarded_work, read_body
from timeback_sandbox.powerpath.external_tests import EdulasticQuestion, EdulasticState, set_edulastic_state

if TYPE_CHECKING:
    from timeback_sandbox.state import State

__all__ = ["EdulasticChange", "control_routes", "set_edulastic"]


class EdulasticChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What Edulastic shall have of a student's test: the questions, each with id, score and whether it was answered."""

    student: str
    lesson: str
    questions: list[EdulasticQuestion]
    graded: bool = False


def set_edulastic(state: State, change: EdulasticChange) -> None:
    """Has the simulated Edulastic know this of a student's test, in place of what it knew.

    Args:
        state: The sandbox.
        change: What it shall know.

    Raises:
        ValueError: A score is not from 0 to 1, or a question is there twice.
    """
    ids = [question.id for question in change.questions]
    if len(set(ids)) < len(ids) or not all(one.strip() and "\x00" not in one for one in ids):
        raise ValueError("each question has an id of its own, which is not blank")
    for question in change.questions:
        if not 0 <= question.score <= 1:
            raise ValueError(f"score is 0 to 1, got {question.score} for {question.id[:100]!r}")
    with state.store.write() as connection:
        known = EdulasticState(change.questions, change.graded)
        set_edulastic_state(connection, change.student, change.lesson, known)


def control_routes() -> list[HTTPRouteHandler]:
    """The routes below `/_sandbox`, to be guarded like the others there."""

    @put("/powerpath/edulastic", status_code=204)
    async def put_edulastic(request: AnyRequest) -> None:
        """Says what Edulastic knows of a student's test."""
        change = await read_body(request, EdulasticChange, None)
        await guarded_work(set_edulastic, state_of(request.scope), change)

    return [put_edulastic]
