"""The MasteryTrack API of the sandbox: tests, and their assignments to students."""

from __future__ import annotations

from litestar import Router

__all__ = ["routes"]


def routes() -> list[Router]:
    """The routes of the API, and those by which a tester plays the student."""
    from timeback_sandbox.masterytrack.control import control_router
    from timeback_sandbox.masterytrack.operations import ROUTES
    from timeback_sandbox.serving import build_router

    return [build_router("/masterytrack", ROUTES), control_router()]
