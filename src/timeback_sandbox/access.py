"""Who may call what: which paths are open, and which scope an operation needs in strict mode."""

from __future__ import annotations

__all__ = ["allowed", "is_open", "needed_scopes"]

_OPEN = frozenset(
    {
        "/",
        "/favicon.ico",
        "/openapi.json",
        "/reference",
        "/oauth/token",
        "/oauth2/token",
        "/auth/1.0/token",
        "/second/oauth/token",
    }
)
_ROSTERING = ("/ims/oneroster/rostering/v1p2/", "/rostering/1.0/")
_GRADEBOOK = ("/ims/oneroster/gradebook/v1p2/", "/gradebook/1.0/")
_EVENTS = ("/caliper/", "/jobs/", "/webhooks", "/webhook-filters")
_RESOURCES = ("/ims/oneroster/resources/v1p2/", "/resources/1.0/")


def is_open(path: str) -> bool:
    """Whether a path may be called without a token."""
    return path in _OPEN or (path.endswith("/") and path.rstrip("/") in _OPEN)


def needed_scopes(method: str, path: str) -> frozenset[str]:
    """The scopes of which a token needs one, short names; empty: any token will do.

    Source: OneRoster, security scheme `OAuth2`; which scope goes with which operation is the sandbox's rule.
    """
    if path.startswith(_EVENTS):
        return _event_scopes(method, path)
    if path.startswith(_ROSTERING):
        family = "roster-demographics" if "/demographics" in path else "roster"
    elif path.startswith(_GRADEBOOK):
        family = "gradebook"
    elif path.startswith(_RESOURCES):
        family = "resource"
    else:
        return frozenset()
    if method in {"GET", "HEAD"}:
        scopes = {f"{family}.readonly"}
        if family == "roster":
            scopes.add("roster-core.readonly")
    elif method == "DELETE":
        scopes = {f"{family}.delete"}
    else:
        scopes = {f"{family}.createput"}
    return frozenset({*scopes, "admin"})


def _event_scopes(method: str, path: str) -> frozenset[str]:
    """The scopes for Caliper and Webhooks.

    Source: Caliper, security scheme `OAuth2`; there is no scope for reading events, so the one for sending counts.
    """
    if path.startswith("/caliper/v1p2"):
        return frozenset({"events.write"})
    if not path.startswith("/webhook"):
        return frozenset({"event.create", "admin"})
    reading = {"webhook.readonly"} if method in {"GET", "HEAD"} else set[str]()
    return frozenset({"webhook.create", "admin", *reading})


def allowed(granted: frozenset[str], method: str, path: str) -> bool:
    """Whether a token's scopes cover an operation; a scope may be given by its last part alone."""
    needed = needed_scopes(method, path)
    if not needed:
        return True
    return any(scope.rpartition("/scope/")[2] in needed for scope in granted)
