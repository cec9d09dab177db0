"""What `check_auth()` reports."""

from __future__ import annotations

from timeback_core._light import as_dict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeVar

    K = TypeVar("K")


class AuthCheckChecks(dict[str, bool]):
    """The single checks, as a mapping with attribute access."""

    @property
    def token_acquisition(self) -> bool:
        """Whether an access token could be had."""
        return self.get("token_acquisition", False)


class AuthCheckResult(dict[str, object]):
    """Whether authentication works: a mapping with attribute access.

    Keys: `ok`, `latency_ms` and `checks` always; `error` and `error_type` only when not ok; `services` (by
    service, whether its tokens can be had) when services use different token endpoints.
    """

    @property
    def ok(self) -> bool:
        """Whether every token endpoint in use gave a token."""
        return self.get("ok") is True

    @property
    def latency_ms(self) -> int:
        """How long it took, in whole milliseconds."""
        value = self.get("latency_ms")
        return value if isinstance(value, int) else 0

    @property
    def error(self) -> str | None:
        """What went wrong, or None when ok."""
        return _text(self.get("error"))

    @property
    def error_type(self) -> str | None:
        """The name of the error's class, or None when ok."""
        return _text(self.get("error_type"))

    @property
    def checks(self) -> AuthCheckChecks:
        """The single checks."""
        value = self.get("checks")
        return value if isinstance(value, AuthCheckChecks) else AuthCheckChecks()

    @property
    def services(self) -> dict[str, bool]:
        """By service, whether its tokens can be had; empty when all share one token endpoint."""
        return {name: value is True for name, value in (as_dict(self.get("services")) or {}).items()}


def _text(value: object) -> str | None:
    """Return a text as it is, anything else as None."""
    return value if isinstance(value, str) else None


def report(*, latency: float, errors: Mapping[K, Exception | None], groups: Mapping[K, list[str]]) -> AuthCheckResult:
    """Return the report on some token endpoints.

    Args:
        latency: Seconds it took.
        errors: By token endpoint, what went wrong, or None.
        groups: By token endpoint, the services that use it.
    """
    first = next((error for error in errors.values() if error is not None), None)
    result = AuthCheckResult(
        ok=first is None,
        latency_ms=round(latency * 1000),
        checks=AuthCheckChecks(token_acquisition=first is None),
    )
    if first is not None:
        result["error"] = str(getattr(first, "message", None) or first)
        result["error_type"] = type(first).__name__
    if len(groups) > 1:
        result["services"] = {name: errors[key] is None for key, names in groups.items() for name in names}
    return result
