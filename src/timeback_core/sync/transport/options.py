# Written by tools/generate_sync.py from timeback_core/transport/options.py; changes belong there.
"""Settings of the transport: what holds for a client, and what one call may change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NoReturn

import msgspec

from timeback_core.transport.options import (
    DEFAULT_MAX_RESPONSE_BYTES,
    DEFAULT_MAX_RETRIES,
    DEFAULT_TIMEOUT,
    BackendName,
    Limits,
    RequestOptions,
    Timeout,
    as_timeout,
    check_header,
    check_options,
)

if TYPE_CHECKING:
    import ssl

    from timeback_core.sync.transport.message import Sender
    from timeback_core.transport.hooks import Hooks

__all__ = [
    "DEFAULT_MAX_RESPONSE_BYTES",
    "DEFAULT_MAX_RETRIES",
    "DEFAULT_TIMEOUT",
    "BackendName",
    "Limits",
    "RequestOptions",
    "Timeout",
    "TransportConfig",
    "as_timeout",
    "check_header",
    "check_options",
]


class TransportConfig(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a `Pipeline` needs to know.

    Args:
        timeout: Default time limit of an operation: seconds, or a `Timeout`.
        max_retries: Default number of repetitions after the first attempt.
        limits: Bounds of the connection pool.
        proxy: URL of a proxy for every request, or a mapping `{"http://": url, "https://": url, "all://": url}`
            whose values may be `None` for a direct connection.
        verify: `True` to check certificates against the system's authorities, `False` not to check them, the path
            of a CA bundle in PEM form, or an `ssl.SSLContext` (httpx2 only).
        cert: Client certificate: path of a PEM file that holds certificate and key, or the two paths.
        trust_env: Whether the usual environment variables for proxies and CA files count.
        default_headers: Added to every request. `Authorization` and `Host` are not taken from here.
        app_info: Name and version of the calling program, for the User-Agent.
        hooks: Called around requests, see `Hooks`.
        max_concurrency: Attempts in flight, over all threads; `None` for no bound besides `limits`.
        max_response_bytes: Largest body read into memory; `None` for no bound.
        backend: HTTP library. `auto` and `httpx2` are the same here.
        http_client: A ready `httpx.Client` or `httpx2.Client`; used for everything, never closed here.
        sender: A ready `Sender`; used for everything, never closed here.
        allow_insecure: Whether credentials may go over plain http to a host other than loopback.
        retry_budget: Repetitions that may be outstanding against successes, see `RetryBudget`.
        max_retry_after: Longest `Retry-After` that is waited for, in seconds.
        clock: Monotonic clock; for tests.
        sleep: Waits the given nominal seconds; for tests. Replaces jitter too.
    """

    timeout: float | Timeout = DEFAULT_TIMEOUT
    max_retries: int = DEFAULT_MAX_RETRIES
    limits: Limits = Limits()
    proxy: str | Mapping[str, str | None] | None = None
    verify: bool | str | ssl.SSLContext = True
    cert: str | tuple[str, str] | None = None
    trust_env: bool = True
    default_headers: Mapping[str, str] | None = None
    app_info: tuple[str, str] | None = None
    hooks: Hooks | None = None
    max_concurrency: int | None = None
    max_response_bytes: int | None = DEFAULT_MAX_RESPONSE_BYTES
    backend: BackendName = "auto"
    http_client: object | None = None
    sender: Sender | None = None
    allow_insecure: bool = False
    retry_budget: int = 50
    max_retry_after: float = 60.0
    clock: Callable[[], float] | None = None
    sleep: Callable[[float], None] | None = None

    def __reduce__(self) -> NoReturn:
        """Refuse: proxies and headers may hold credentials, and functions and clients cannot travel."""
        raise TypeError("A TransportConfig may hold credentials and cannot be pickled")

    def __repr__(self) -> str:
        # Proxies and default headers may hold credentials, so they are named but not shown.
        return (
            f"TransportConfig(timeout={self.timeout!r}, max_retries={self.max_retries}, backend={self.backend!r}, "
            f"proxy={'set' if self.proxy else None}, trust_env={self.trust_env})"
        )
