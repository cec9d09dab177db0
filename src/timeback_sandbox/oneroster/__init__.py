"""OneRoster 1.2 as the platform speaks it: rostering, gradebook and resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from timeback_sandbox.oneroster.host import Host

__all__ = ["routes"]


def routes(state: Host) -> list[HTTPRouteHandler]:
    """The route handlers of all OneRoster operations, under both prefix sets.

    Args:
        state: where the handlers find the store and the clock.
    """
    from timeback_sandbox.oneroster.routing import build_routes

    return build_routes(state)
