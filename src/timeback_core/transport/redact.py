"""Keeping secrets, and what people filter by, out of logs, hooks, traces and errors."""

from __future__ import annotations

from timeback_core.record import MASK


def without_query(url: str) -> str:
    """Host and path of a URL, for a log line: no scheme, no user-info, no query, no fragment."""
    rest = url.partition("://")[2] or url
    for mark in "?#":
        rest = rest.partition(mark)[0]
    host, slash, path = rest.partition("/")
    return f"{host.rpartition('@')[2]}{slash}{path}"


def origin(url: str) -> str:
    """Scheme, host and port of an absolute URL, without user-info."""
    scheme, _, rest = url.partition("://")
    for mark in "/?#":
        rest = rest.partition(mark)[0]
    return f"{scheme}://{rest.rpartition('@')[2]}"


def scrub(content: bytes, secrets: tuple[str, ...]) -> bytes:
    """The bytes with every occurrence of a secret masked, also where it is percent- or JSON-encoded."""
    for secret in secrets:
        for form in _forms(secret):
            content = content.replace(form, MASK.encode())
    return content


def scrub_text(text: str, secrets: tuple[str, ...]) -> str:
    """The text with every occurrence of a secret masked."""
    return scrub(text.encode("utf-8", "surrogatepass"), secrets).decode("utf-8", "replace")


def _forms(secret: str) -> list[bytes]:
    """How a secret may be written in a body, longest first."""
    if not secret:
        return []
    import json
    from urllib.parse import quote, quote_plus

    forms = {secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}
    return sorted((form.encode() for form in forms), key=len, reverse=True)


def is_loopback(host: str) -> bool:
    """Whether a host (with or without port) is this machine by its name alone: nothing is looked up."""
    if host.startswith("["):
        return host.partition("]")[0] == "[::1"
    name = host.partition(":")[0].lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    parts = name.split(".")
    return len(parts) == 4 and parts[0] == "127" and all(part.isascii() and part.isdigit() for part in parts)
