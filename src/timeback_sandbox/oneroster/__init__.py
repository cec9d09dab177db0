"""OneRoster 1.2 as the platform speaks it: rostering, gradebook and resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from litestar import Router

    from timeback_sandbox.oneroster.host import Host

__all__ = ["routes"]


def routes(state: Host | None = None) -> list[Router]:
    """The routes of all OneRoster operations, under both prefix sets.

    Args:
        state: where the handlers find the store and the clock. Default: each request's scope tells.
    """
    from timeback_sandbox.oneroster.routing import build_routes

    return build_routes(state)
