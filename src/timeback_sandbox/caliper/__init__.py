"""Caliper in the sandbox: takes learning events in, stores them, and shows them."""

from __future__ import annotations

from litestar import Router

__all__ = ["routes"]


def routes() -> list[Router]:
    """The routes of the API."""
    from timeback_sandbox.caliper.operations import CALIPER_ROUTES, JOB_ROUTES
    from timeback_sandbox.serving import build_router

    return [build_router("/caliper", CALIPER_ROUTES), build_router("/jobs", JOB_ROUTES)]
