"""PowerPath, as the sandbox has it: lessons, plans, placement, and what they write to the gradebook."""

from __future__ import annotations

from litestar import Router

__all__ = ["routes"]


def routes() -> list[Router]:
    """The routes of the API."""
    from timeback_sandbox.powerpath.operations_lessons import ROUTES as LESSONS
    from timeback_sandbox.powerpath.operations_placement import ROUTES as PLACEMENT
    from timeback_sandbox.powerpath.operations_plans import ROUTES as PLANS
    from timeback_sandbox.serving import build_router

    return [build_router("/powerpath", (*LESSONS, *PLACEMENT, *PLANS))]
