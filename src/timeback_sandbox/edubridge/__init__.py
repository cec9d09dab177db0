"""EduBridge: enrolment by course, analytics, subject tracks, applications and reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from litestar import Router

__all__ = ["routes"]


def routes() -> list[Router]:
    """The routes of all EduBridge operations."""
    from timeback_sandbox.edubridge import analytics
    from timeback_sandbox.edubridge.operations import ROUTES
    from timeback_sandbox.edubridge.problems import in_chosen_shape
    from timeback_sandbox.serving import build_router

    return [build_router("/edubridge", [in_chosen_shape(route) for route in (*ROUTES, *analytics.ROUTES)])]
