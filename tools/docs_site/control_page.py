"""The page about the sandbox's controls over HTTP, from its own routes."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

from docs_site.markdown import cell, heading, table
from docs_site.pages import Page
from docs_site.writer import Writer, joined
from timeback_sandbox.app import create_app
from timeback_sandbox.settings import Settings

__all__ = ["control_page", "control_routes"]

_BELOW = "/_sandbox"


def control_page() -> Page:
    """Return the page."""
    return Page("reference/sandbox/http.md", "Controls over HTTP", _write, "", [("timeback_sandbox.control", None)])


def control_routes() -> Iterator[tuple[str, str, str]]:
    """Yield method, path and description of every control, ordered by path."""
    found = []
    for route in create_app(Settings()).routes:
        if not route.path.startswith(_BELOW):
            continue
        for method, handled in getattr(route, "route_handler_map", {}).items():
            handler = handled[0] if isinstance(handled, tuple) else handled
            if method != "OPTIONS":
                path = re.sub(r":\w+\}", "}", route.path)
                found.append((path, method, inspect.getdoc(handler.fn) or ""))
    return ((method, path, text) for path, method, text in sorted(found))


def _write(writer: Writer) -> str:
    href = writer.href("timeback_sandbox.sandbox.Sandbox")
    rows = [
        (f'<span class="http http-{method.lower()}">{method}</span>', f"`{path}`", cell(text))
        for method, path, text in control_routes()
    ]
    return joined(
        heading(1, "Controls over HTTP"),
        "For programs that are not written in Python, and for sandboxes in another process: the controls of a "
        f'<a href="{href}">Sandbox</a> below `{_BELOW}`. They answer callers on the same machine that send the control '
        "key in the header `X-Sandbox-Key`; `timeback sandbox` prints the key. Bodies and answers are JSON.",
        table(("Method", "Path", "What it does"), rows),
    )
