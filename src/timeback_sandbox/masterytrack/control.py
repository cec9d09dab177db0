"""What a student does, played by a tester: routes below `/masterytrack/_control`, and the functions behind them.

They take the key of the control API, or a token as the API itself does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, get_args

import msgspec
from litestar import Response, Router, get, post
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.params import FromPath, FromQuery
from msgspec import Meta

from timeback_sandbox.asgi import AnyRequest, state_of
from timeback_sandbox.control import KEY_HEADER, may_control
from timeback_sandbox.control_work import guarded_work, read_body
from timeback_sandbox.masterytrack import accounts, assigning, inventory, life, students
from timeback_sandbox.masterytrack.assigning import shown_assignment
from timeback_sandbox.masterytrack.authorizing import is_authorized
from timeback_sandbox.masterytrack.operations import TOKEN_HEADER
from timeback_sandbox.masterytrack.problems import MasteryProblem
from timeback_sandbox.masterytrack.tables import ASSIGNMENTS
from timeback_sandbox.moments import format_moment, instant_of
from timeback_sandbox.problems import Problem
from timeback_sandbox.serving import base_url_of

if TYPE_CHECKING:
    from timeback_sandbox.state import State

__all__ = ["Completion", "NewAccount", "NewTest", "add_account", "add_test", "assignments_of", "control_router", "play"]

Action = Literal["start", "pause", "resume", "complete", "abandon"]
_Wanted = TypeVar("_Wanted")
_Result = TypeVar("_Result")
_ACTIONS: tuple[Action, ...] = get_args(Action)


class Completion(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How many questions there were, and how many were answered correctly."""

    total_questions: int
    correct_questions: int


class NewAccount(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """An account to add."""

    email: Annotated[str, Meta(pattern=r"^[^@\s]+@[^@\s]+$")]
    api_access: bool = True


class NewTest(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A test to add to the inventory."""

    timeback_id: Annotated[str, Meta(min_length=1)]
    name: Annotated[str, Meta(min_length=1)]
    subject: Annotated[str, Meta(min_length=1)]
    grade_rank: Annotated[int, Meta(ge=0, le=12)]
    version: Annotated[int, Meta(ge=1, le=1_000_000)] = 1
    question_types: list[str] = msgspec.field(default_factory=lambda: ["choice"])


def play(
    state: State, assignment_id: int, action: Action, completion: Completion | None = None, *, base_url: str = ""
) -> dict[str, object]:
    """Has a student take an assignment a step on.

    Args:
        state: The sandbox.
        assignment_id: Which one.
        action: What the student does.
        completion: What came of it; counts for `complete`, and is needed there.
        base_url: Of the sandbox, for the address of the test.

    Returns:
        The assignment afterwards.

    Raises:
        AssignmentRefused: 404, there is none; 409, the step is not possible now; 400, the numbers are wrong.
    """
    with state.store.write() as connection:
        if action == "complete":
            total, correct = (completion.total_questions, completion.correct_questions) if completion else (0, 0)
            assigning.complete(state, connection, assignment_id, total, correct)
        else:
            assigning.step(state, connection, assignment_id, action)
        row = life.find_assignment(connection, assignment_id, instant_of(state.clock.now()))
    return shown_assignment(row, base_url)


def assignments_of(state: State, student_email: str | None = None, *, base_url: str = "") -> list[dict[str, object]]:
    """The assignments of a student, or all of them, in the order in which they were made."""
    conditions: list[Any] = []
    with state.store.read() as connection:
        if student_email is not None:
            student = students.find_student(connection, student_email)
            account = None if student is None else students.known_account(connection, student.user)
            conditions.append(ASSIGNMENTS.c.student == (0 if account is None else account))
        rows = life.list_assignments(connection, instant_of(state.clock.now()), *conditions)
    return [shown_assignment(row, base_url) for row in rows]


def add_test(state: State, test: NewTest) -> int:
    """Adds a test to the inventory.

    Returns:
        Its row number.
    """
    made = inventory.NewTest(
        timeback_id=test.timeback_id,
        name=test.name,
        subject=test.subject,
        grade_rank=test.grade_rank,
        version=test.version,
        metadata={"type": "qti", "subType": "qti-test", "questionTypes": test.question_types},
        created_at=format_moment(state.clock.now()),
    )
    with state.store.write() as connection:
        return inventory.add_tests(connection, [made])[0]


def add_account(state: State, account: NewAccount) -> int:
    """Adds an account of the API.

    Returns:
        Its number.

    Raises:
        ValueError: There is an account of that address.
    """
    with state.store.write() as connection:
        return accounts.add_account(connection, account.email, api_access=account.api_access).id


# ---------------------------------------------------------------- over HTTP


def control_router() -> Router:
    """The routes below `/masterytrack/_control`."""

    @post("/assignments/{assignment_id:str}/{action:str}", status_code=200)
    async def take_step(request: AnyRequest, assignment_id: FromPath[str], action: FromPath[str]) -> Response[bytes]:
        """Has a student take an assignment a step on."""
        known: Action | None = next((one for one in _ACTIONS if one == action), None)
        if known is None:
            raise MasteryProblem(404, f"There is no action {action[:100]!r}; there are {', '.join(_ACTIONS)}")
        number = assignment_id.isascii() and assignment_id.isdecimal() and len(assignment_id) < 20
        completion = await _body(request, Completion) if known == "complete" else None

        def work() -> dict[str, object]:
            return play(
                state_of(request.scope),
                int(assignment_id) if number else 0,
                known,
                completion,
                base_url=base_url_of(request.scope),
            )

        return _json(await _done(work))

    @get("/assignments")
    async def list_assignments(request: AnyRequest, student_email: FromQuery[str | None] = None) -> Response[bytes]:
        """The assignments of a student, or all."""

        def work() -> list[dict[str, object]]:
            return assignments_of(state_of(request.scope), student_email, base_url=base_url_of(request.scope))

        return _json({"success": True, "data": await _done(work)})

    @post("/inventory", status_code=201)
    async def add_to_inventory(request: AnyRequest) -> Response[bytes]:
        """Adds a test."""
        test = await _body(request, NewTest)
        return _json({"success": True, "id": await _done(lambda: add_test(state_of(request.scope), test))}, 201)

    @post("/accounts", status_code=201)
    async def add_to_accounts(request: AnyRequest) -> Response[bytes]:
        """Adds an account."""
        account = await _body(request, NewAccount)
        return _json({"success": True, "id": await _done(lambda: add_account(state_of(request.scope), account))}, 201)

    return Router(
        "/masterytrack/_control",
        guards=[_guard],
        route_handlers=[take_step, list_assignments, add_to_inventory, add_to_accounts],
        include_in_schema=False,
    )


def _guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Lets pass who has a token of the API or the key of the control API."""
    state = state_of(connection.scope)
    if is_authorized(state, connection.headers.get(TOKEN_HEADER)):
        return
    client = connection.client
    try:
        may_control(state, None if client is None else client.host, connection.headers.get(KEY_HEADER))
    except Problem as refused:
        code = "UNAUTHORIZED" if refused.status == 401 else "ACCESS_DENIED"
        raise MasteryProblem(refused.status, refused.description, code) from None


async def _body(request: AnyRequest, wanted: type[_Wanted]) -> _Wanted:
    """The request's body as a record."""
    try:
        return await read_body(request, wanted, None)
    except Problem as refused:
        raise MasteryProblem(400, refused.description, "INVALID_PARAMETERS") from None


async def _done(work: Callable[[], _Result]) -> _Result:
    """Does the work in a thread; what is wrong with its arguments becomes an answer."""
    try:
        return await guarded_work(work)
    except MasteryProblem:
        raise
    except Problem as refused:
        raise MasteryProblem(refused.status, refused.description, "INVALID_PARAMETERS") from None


def _json(payload: object, status: int = 200) -> Response[bytes]:
    return Response(msgspec.json.encode(payload), status_code=status, media_type="application/json")
