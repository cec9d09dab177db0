"""Which HTTP clients of an application can send for this package's synchronous clients: synchronous ones."""

from __future__ import annotations

from timeback_core.errors import ConfigurationError

__all__ = ["check_http_client"]


def check_http_client(value: object) -> None:
    """Do nothing for a synchronous client of httpx or httpx2, or none at all.

    Raises:
        ConfigurationError: It is something else.
    """
    if value is None or not hasattr(value, "aclose"):
        return
    raise ConfigurationError(
        f"http_client must be a Client of httpx or httpx2, got {type(value).__name__}; "
        "the clients of timeback_core itself take an AsyncClient."
    )
