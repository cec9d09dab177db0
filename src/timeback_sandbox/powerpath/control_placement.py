"""The control API's part for test assignments: sheets to import, and states that only time or people bring about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
from litestar import delete, patch, put
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import select, update

from timeback_sandbox.asgi import AnyRequest, state_of
from timeback_sandbox.control_work import guarded_work, read_body
from timeback_sandbox.moments import format_moment, milliseconds
from timeback_sandbox.powerpath.assignments import OVER, STATUSES
from timeback_sandbox.powerpath.sheets import register_sheet, unregister_sheet
from timeback_sandbox.powerpath.tables_placement import TEST_ASSIGNMENTS

if TYPE_CHECKING:
    from timeback_sandbox.state import State

__all__ = ["AssignmentChange", "Sheet", "SheetName", "change_assignment", "control_routes"]


class SheetName(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which sheet."""

    spreadsheetUrl: str  # noqa: N815
    sheet: str


class Sheet(SheetName, kw_only=True, forbid_unknown_fields=True):
    """A sheet and what is in it."""

    csv: str


class AssignmentChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is set; what is not given stays. `expiresAt` may be null: never."""

    status: str | msgspec.UnsetType = msgspec.UNSET
    expiresAt: datetime | msgspec.UnsetType | None = msgspec.UNSET  # noqa: N815


def change_assignment(state: State, assignment_id: str, change: AssignmentChange) -> None:
    """Sets the status of a test assignment, or when it expires, whatever they were.

    Args:
        state: The sandbox.
        assignment_id: Which one.
        change: What is set.

    Raises:
        KeyError: There is no test assignment of that id.
        ValueError: There is no such status.
    """
    columns = TEST_ASSIGNMENTS.c
    values: dict[str, object] = {}
    if change.status is not msgspec.UNSET:
        if change.status not in STATUSES:
            raise ValueError(f"status is one of {', '.join(STATUSES)}, got {change.status[:100]!r}")
        completed = format_moment(state.clock.now()) if change.status in OVER else None
        values |= {"status": change.status, "completed_at": completed}
    if change.expiresAt is not msgspec.UNSET:
        expires = None if change.expiresAt is None else _moment(change.expiresAt)
        values |= {"expires_at": expires, "expires_ms": None if expires is None else milliseconds(expires)}
    with state.store.write() as connection:
        here = (columns.id == assignment_id, columns.deleted.is_(False))
        if connection.execute(select(columns.seq).where(*here)).first() is None:
            raise KeyError(assignment_id)
        if values:
            connection.execute(update(TEST_ASSIGNMENTS).where(*here).values(values))


def _moment(moment: datetime) -> str:
    """A moment as it is written; one without a zone is in UTC."""
    return format_moment(moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC))


def control_routes() -> list[HTTPRouteHandler]:
    """The routes below `/_sandbox`, to be guarded like the others there."""

    @put("/powerpath/sheets", status_code=204)
    async def put_sheet(request: AnyRequest) -> None:
        """Lets a sheet be imported without a network."""
        wanted = await read_body(request, Sheet, None)
        await guarded_work(register_sheet, state_of(request.scope), wanted.spreadsheetUrl, wanted.sheet, wanted.csv)

    @delete("/powerpath/sheets", status_code=204)
    async def remove_sheet(request: AnyRequest) -> None:
        """Forgets a sheet."""
        wanted = await read_body(request, SheetName, None)
        await guarded_work(unregister_sheet, state_of(request.scope), wanted.spreadsheetUrl, wanted.sheet)

    @patch("/powerpath/test-assignments/{assignment_id:str}", status_code=204)
    async def patch_assignment(request: AnyRequest, assignment_id: FromPath[str]) -> None:
        """Sets the status of a test assignment, or when it expires."""
        change = await read_body(request, AssignmentChange, None)
        await guarded_work(change_assignment, state_of(request.scope), assignment_id, change)

    return [put_sheet, remove_sheet, patch_assignment]
