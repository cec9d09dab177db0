"""The control API under `/_sandbox/deliveries`: what was delivered, once more, at once, or not at all."""

from __future__ import annotations

from typing import Any

import msgspec
from anyio import to_thread
from litestar import get, post, put
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from timeback_sandbox.asgi import AnyRequest, state_of
from timeback_sandbox.problems import Problem
from timeback_sandbox.webhooks import log
from timeback_sandbox.webhooks.log import DeliveryReading

__all__ = ["Flushed", "Switch", "control_routes"]

_USUAL_LIMIT = 100


class Flushed(msgspec.Struct, kw_only=True):
    """How many attempts were made."""

    attempts: int


class Switch(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Whether deliveries are made; what is not made waits."""

    on: bool


def control_routes() -> list[HTTPRouteHandler]:
    """The routes below `/_sandbox`, to be guarded like the others there."""

    @get("/deliveries")
    async def list_deliveries(
        request: AnyRequest,
        webhook: FromQuery[str | None] = None,
        limit: FromQuery[int | None] = None,
    ) -> list[DeliveryReading]:
        """The newest deliveries, oldest first."""
        state = request.query_params.get("state")  # as a parameter, the name means something else to Litestar
        if state is not None and state not in log.STATES:
            raise Problem(422, f"state is one of {', '.join(log.STATES)}, got {state[:100]!r}")
        most = _USUAL_LIMIT if limit is None else limit
        if not 0 < most <= 10_000:
            raise Problem(422, f"limit is 1 to 10000, got {most}")
        engine = state_of(request.scope).deliveries
        return await to_thread.run_sync(lambda: engine.log(webhook=webhook, state=state, limit=most))

    @get("/deliveries/{delivery_id:str}")
    async def get_delivery(request: AnyRequest, delivery_id: FromPath[str]) -> DeliveryReading:
        """One delivery."""
        return await to_thread.run_sync(_find, state_of(request.scope).store, delivery_id)

    @post("/deliveries/{delivery_id:str}/redeliver", status_code=202)
    async def redeliver(request: AnyRequest, delivery_id: FromPath[str]) -> DeliveryReading:
        """Has a delivery made once more."""
        state = state_of(request.scope)
        try:
            await to_thread.run_sync(state.deliveries.redeliver, delivery_id)
        except KeyError:
            raise Problem(404, f"There is no delivery {delivery_id[:100]!r}") from None
        except ValueError as error:
            raise Problem(409, str(error)) from None
        return await to_thread.run_sync(_find, state.store, delivery_id)

    @post("/deliveries/flush", status_code=200)
    async def flush(request: AnyRequest) -> Flushed:
        """Makes every delivery that is due, and waits for it."""
        return Flushed(attempts=await to_thread.run_sync(state_of(request.scope).deliveries.run_due))

    @get("/deliveries/switch")
    async def read_switch(request: AnyRequest) -> Switch:
        """Whether deliveries are made."""
        engine = state_of(request.scope).deliveries
        return Switch(on=await to_thread.run_sync(lambda: engine.is_on))

    @put("/deliveries/switch")
    async def set_switch(request: AnyRequest) -> Switch:
        """Switches the deliveries off, so that they wait, or on again."""
        try:
            wanted = msgspec.json.decode(await request.body(), type=Switch)
        except (msgspec.MsgspecError, RecursionError) as error:
            raise Problem(422, f'The body is {{"on": true}} or {{"on": false}}: {error}') from None
        engine = state_of(request.scope).deliveries
        await to_thread.run_sync(lambda: engine.switch(on=wanted.on))
        return wanted

    return [list_deliveries, get_delivery, redeliver, flush, read_switch, set_switch]


def _find(store: Any, id: str) -> DeliveryReading:
    """The delivery of that id.

    Raises:
        Problem: 404, there is none.
    """
    with store.read() as connection:
        found = log.find(connection, id)
    if found is None:
        raise Problem(404, f"There is no delivery {id[:100]!r}")
    return found
