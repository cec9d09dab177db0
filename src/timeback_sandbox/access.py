"""Who may call what: which paths are open, and which scope an operation needs in strict mode."""

from __future__ import annotations

from timeback_sandbox.formats import format_of

__all__ = ["TOKEN_PATHS", "allowed", "is_open", "needed_scopes"]

TOKEN_PATHS = frozenset({"/oauth/token", "/oauth2/token", "/auth/1.0/token", "/second/oauth/token"})
"""The token endpoints that services share."""

_OPEN = frozenset(
    {
        "/",
        "/favicon.ico",
        "/openapi.json",
        "/reference",
        *TOKEN_PATHS,
        "/ims/clr/v2p0/discovery",
    }
)
_ROSTERING = ("/ims/oneroster/rostering/v1p2/", "/rostering/1.0/")
_GRADEBOOK = ("/ims/oneroster/gradebook/v1p2/", "/gradebook/1.0/")
_CASE = ("/ims/case/v1p1/", "/case/1.1/")
_EVENTS = ("/caliper/", "/jobs/", "/webhooks", "/webhook-filters")
_RESOURCES = ("/ims/oneroster/resources/v1p2/", "/resources/1.0/")


_GUARDS_ITSELF = "/masterytrack/"
"""Below it a service checks a token of its own."""


def is_open(path: str) -> bool:
    """Whether a path may be called without a token of this server's token endpoints."""
    return path in _OPEN or (path.endswith("/") and path.rstrip("/") in _OPEN) or path.startswith(_GUARDS_ITSELF)


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
    elif path.startswith("/ims/clr/"):
        return frozenset({"credential.upsert", "credential.admin"})
    elif path.startswith("/powerpath/"):
        return _powerpath_scopes(method, path)
    elif path.startswith(_CASE):  # which has no scopes of its own
        return frozenset() if method in {"GET", "HEAD"} else frozenset({"admin"})
    elif format_of(path) == "qti" or (method == "DELETE" and path.count("/") == 1):
        return _qti_scopes(method, path)
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


def _powerpath_scopes(method: str, path: str) -> frozenset[str]:
    """The scopes for PowerPath; the operations for administrators need a scope of their own.

    Source: PowerPath, security scheme `OAuth2`.
    """
    if path.startswith(("/powerpath/test-assignments/admin", "/powerpath/placement/resetUserPlacement")):
        return frozenset({"powerpath.admin", "admin"})
    kind = {"GET": "readonly", "HEAD": "readonly", "DELETE": "delete"}.get(method, "createput")
    return frozenset({f"powerpath.{kind}", "powerpath.admin", "admin"})


def _qti_scopes(method: str, path: str) -> frozenset[str]:
    """The scopes for QTI; validating and scoring only read.

    Source: QTI API, security scheme `OAuth2`.
    """
    reads = method in {"GET", "HEAD"} or "/validate" in path or path.rstrip("/").endswith("/process-response")
    return frozenset({"readonly" if reads else "delete" if method == "DELETE" else "createput"})


def allowed(granted: frozenset[str], method: str, path: str) -> bool:
    """Whether a token's scopes cover an operation; a scope may be given by its last part alone."""
    needed = needed_scopes(method, path)
    if not needed:
        return True
    return any(scope.rpartition("/scope/")[2] in needed for scope in granted)
