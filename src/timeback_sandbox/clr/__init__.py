"""The Comprehensive Learner Record 2.0 API of the sandbox: records are checked, signed and kept."""

from __future__ import annotations

from litestar import Router

__all__ = ["routes"]


def routes() -> list[Router]:
    """The routes of the API."""
    from timeback_sandbox.clr.operations import ROUTES
    from timeback_sandbox.serving import build_router

    return [build_router("/ims/clr/v2p0", ROUTES)]
