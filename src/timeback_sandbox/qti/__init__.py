"""The QTI API of the sandbox: items, stimuli, tests, scoring, validation, and feedback on them."""

from __future__ import annotations

from litestar import Router

__all__ = ["routes"]


def routes() -> list[Router]:
    """The routes of the API, which is served below `/api` and, for clients with one base address, at the root."""
    from timeback_sandbox.qti.mounting import all_routes, unknown_path
    from timeback_sandbox.serving import build_router

    found = all_routes()
    return [build_router(prefix, found, suffix, [unknown_path()]) for prefix, suffix in (("/api", ""), ("/", "_ROOT"))]
