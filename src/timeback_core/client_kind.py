"""Which HTTP clients of an application can send for this package's clients: asynchronous ones."""

from __future__ import annotations

from timeback_core.errors import ConfigurationError

__all__ = ["check_http_client"]


def check_http_client(value: object) -> None:
    """Do nothing for an asynchronous client of httpx or httpx2, or none at all.

    Raises:
        ConfigurationError: It is something else.
    """
    if value is None or hasattr(value, "aclose"):
        return
    raise ConfigurationError(
        f"http_client must be an AsyncClient of httpx or httpx2, got {type(value).__name__}; "
        "the clients of timeback_core.sync take a Client."
    )
