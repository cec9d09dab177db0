"""The control API's part for PowerPath: what only tools, time or people bring about."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from litestar.handlers import HTTPRouteHandler

__all__ = ["control_routes"]


def control_routes() -> list[HTTPRouteHandler]:
    """The routes below `/_sandbox`, to be guarded like the others there."""
    found: list[HTTPRouteHandler] = []
    for part in ("lessons", "placement", "plans"):
        name = f"timeback_sandbox.powerpath.control_{part}"
        if find_spec(name):
            found += import_module(name).control_routes()
    return found
