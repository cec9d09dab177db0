"""PowerPath, as the sandbox has it: lessons, plans, placement, and what they write to the gradebook."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from litestar import Router

__all__ = ["routes"]


def routes() -> list[Router]:
    """The routes of the API."""
    from timeback_sandbox.serving import build_router

    found = []
    for part in ("lessons", "placement", "plans"):
        name = f"timeback_sandbox.powerpath.operations_{part}"
        if find_spec(name):
            found += import_module(name).ROUTES
    return [build_router("/powerpath", found)]
