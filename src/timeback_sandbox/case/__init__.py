"""CASE in the sandbox: takes competency frameworks in, whole, and shows them."""

from __future__ import annotations

from litestar import Router

__all__ = ["routes"]


def routes() -> list[Router]:
    """The routes of the API, below the paths of both platforms."""
    from timeback_sandbox.case.addresses import BASES
    from timeback_sandbox.case.operations import ROUTES
    from timeback_sandbox.serving import build_router

    first, second = BASES
    return [build_router(first, ROUTES), build_router(second, ROUTES, ".learnwith")]
