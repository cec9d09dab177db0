"""The control API's part about learner records: which are kept, and by which key each was signed."""

from __future__ import annotations

from typing import Any

import msgspec
from anyio import to_thread
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery

from timeback_sandbox.asgi import AnyRequest, state_of
from timeback_sandbox.clr import records
from timeback_sandbox.clr.records import Kept
from timeback_sandbox.problems import Problem
from timeback_sandbox.state import State

__all__ = ["control_routes", "kept_records"]

_MOST = 1_000


def kept_records(
    state: State, credential_id: str | None = None, issuer: str | None = None, limit: int = 100
) -> list[Kept]:
    """The records that are kept, the oldest first; `document` of each is its JSON.

    Args:
        state: The sandbox.
        credential_id: Only those of this id.
        issuer: Only those of this issuer.
        limit: The newest so many.
    """
    with state.store.read() as connection:
        return records.find(connection, credential_id, issuer, limit)


def _shown(record: Kept) -> dict[str, Any]:
    """A record with what is known of it."""
    return {
        "id": record.id,
        "issuer": record.issuer,
        "createdAt": record.created_at,
        "updatedAt": record.updated_at,
        "cryptosuite": record.cryptosuite,
        "signedWith": record.signed_with,
        "credential": msgspec.Raw(record.document),
    }


def control_routes() -> list[HTTPRouteHandler]:
    """The routes below `/_sandbox`, to be guarded like the others there."""

    @get("/clr/credentials")
    async def list_records(
        request: AnyRequest, issuer: FromQuery[str | None] = None, limit: FromQuery[int | None] = None
    ) -> Response[bytes]:
        """The records that are kept."""
        most = 100 if limit is None else limit
        if not 1 <= most <= _MOST:
            raise Problem(422, f"limit is 1 to {_MOST}, got {most}")
        wanted = request.query_params.get("id")
        found = await to_thread.run_sync(kept_records, state_of(request.scope), wanted, issuer, most)
        return Response(msgspec.json.encode([_shown(record) for record in found]), media_type="application/json")

    return [list_records]
