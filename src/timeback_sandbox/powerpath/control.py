"""The control API's part for PowerPath: what only tools, time or people bring about."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

__all__ = ["control_routes"]


def control_routes() -> list[HTTPRouteHandler]:
    """The routes below `/_sandbox`, to be guarded like the others there."""
    from timeback_sandbox.powerpath.control_lessons import control_routes as lesson_routes
    from timeback_sandbox.powerpath.control_placement import control_routes as placement_routes
    from timeback_sandbox.powerpath.control_plans import control_routes as plan_routes

    return [*lesson_routes(), *placement_routes(), *plan_routes()]
