"""What all EduBridge resources share: the service's prefix, and how its errors say what is wrong."""

from __future__ import annotations

from timeback_core.error_reading import as_mapping, read_text
from timeback_core.inputs import Input
from timeback_core.resource import Resource
from timeback_core.wire import is_list

__all__ = ["EdubridgeResource", "Empty", "read_error_text"]


class Empty(Input, kw_only=True):
    """The body ``{}`` of calls that have nothing to say beside their path."""


def read_error_text(body: object) -> str | None:
    """Return what an error answer of EduBridge says, or ``None`` to leave it to the rule for all services.

    The service has two shapes: the standards' payload, and ``errors`` with a message, a detail and the fields
    that a schema refused.
    """
    message = _filled(read_text(body, "message"))
    if message is not None:
        return message
    fields = as_mapping(body)
    errors = fields.get("errors") if fields else None
    first = errors[0] if is_list(errors) and errors else errors
    return _error_text(first) or _filled(read_text(body, "imsx_description"))


def _error_text(error: object) -> str | None:
    if isinstance(error, str):
        return _filled(error)
    message, detail = _filled(read_text(error, "message")), _filled(read_text(error, "detail"))
    parts = [text for text in (message, detail if detail != message else None) if text is not None]
    issues = _issues_text(error)
    return " - ".join([*parts, issues] if issues else parts) or None


def _issues_text(error: object) -> str | None:
    fields = as_mapping(error)
    meta = as_mapping(fields.get("meta")) if fields else None
    issues = meta.get("issues") if meta else None
    if not is_list(issues):
        return None
    texts = [f"{_path(issue)}: {read_text(issue, 'message') or 'invalid'}" for issue in issues if as_mapping(issue)]
    return f"[{', '.join(texts)}]" if texts else None


def _path(issue: object) -> str:
    """Return where an issue is; some servers give the path as a list of steps."""
    fields = as_mapping(issue) or {}
    path = fields.get("path")
    if is_list(path):
        return ".".join(map(str, path)) or "(root)"
    return path if isinstance(path, str) and path else "(root)"


def _filled(text: str | None) -> str | None:
    return text if text is not None and text.strip() else None


class EdubridgeResource(Resource, service="edubridge", profile="base"):
    """A resource of EduBridge."""

    __slots__ = ()
    _error_reader = staticmethod(read_error_text)
    _absent_list_is_empty = True
