"""Settings of the transport: what holds for a client, and what one call may change."""

from __future__ import annotations

import math
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Literal, NoReturn, TypedDict

import msgspec

from timeback_core.errors import ConfigurationError

if TYPE_CHECKING:
    import ssl

    from timeback_core.transport.hooks import Hooks
    from timeback_core.transport.message import Sender

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

DEFAULT_TIMEOUT = 30.0
"""Seconds that an operation may take as a whole when nothing else is said."""

DEFAULT_MAX_RETRIES = 2
"""Repetitions after the first attempt when nothing else is said."""

DEFAULT_MAX_RESPONSE_BYTES = 64 * 1024 * 1024
"""Largest body that is read into memory."""

BackendName = Literal["auto", "pyreqwest", "httpx2"]

_FORBIDDEN_IN_HEADER = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


class Timeout(msgspec.Struct, frozen=True):
    """How long to wait, in seconds; `None` means no limit of that kind.

    Args:
        total: For the whole operation: token, all attempts and the waiting between them.
        connect: For connecting to the server, per attempt.
        read: Between two pieces of an answer, per attempt.
        pool: For a free connection, per attempt.
    """

    total: float | None = DEFAULT_TIMEOUT
    connect: float | None = None
    read: float | None = None
    pool: float | None = None


class Limits(msgspec.Struct, frozen=True):
    """Bounds of the connection pool.

    Args:
        max_connections: Requests in flight at a time; `None` for no bound.
        max_keepalive_connections: Idle connections kept per host; `None` for no bound.
        keepalive_expiry: Seconds after which an idle connection is closed; `None` keeps it.
    """

    max_connections: int | None = 100
    max_keepalive_connections: int | None = 20
    keepalive_expiry: float | None = 5.0


class RequestOptions(TypedDict, total=False):
    """What a single call may change.

    Keys:
        timeout: Seconds for the whole operation, > 0, or a `Timeout`.
        max_retries: Repetitions after the first attempt, >= 0.
        headers: Header fields added to the request; they win over the client's.
        request_id: Sent as `X-Request-ID` in place of a random one.
        idempotency_key: Sent as `Idempotency-Key`; makes a POST or PATCH safe to repeat.
        retryable: Whether the operation may be repeated though it may have been processed already.
    """

    timeout: float | Timeout
    max_retries: int
    headers: Mapping[str, str]
    request_id: str
    idempotency_key: str
    retryable: bool


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
        max_concurrency: Attempts in flight per event loop; `None` for no bound besides `limits`.
        max_response_bytes: Largest body read into memory; `None` for no bound.
        backend: HTTP library. `auto` takes pyreqwest where it can do what is asked, else httpx2.
        http_client: A ready `httpx.AsyncClient` or `httpx2.AsyncClient`; used for everything, never closed here.
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
    sleep: Callable[[float], Awaitable[None]] | None = None

    def __reduce__(self) -> NoReturn:
        """Refuse: proxies and headers may hold credentials, and functions and clients cannot travel."""
        raise TypeError("A TransportConfig may hold credentials and cannot be pickled")

    def __repr__(self) -> str:
        # Proxies and default headers may hold credentials, so they are named but not shown.
        return (
            f"TransportConfig(timeout={self.timeout!r}, max_retries={self.max_retries}, backend={self.backend!r}, "
            f"proxy={'set' if self.proxy else None}, trust_env={self.trust_env})"
        )


def as_timeout(value: float | Timeout) -> Timeout:
    """The time limits that a number of seconds, or a `Timeout`, stands for.

    Raises:
        ConfigurationError: A limit is not a finite number above zero.
    """
    timeout = value if isinstance(value, Timeout) else Timeout(total=value)
    for name in ("total", "connect", "read", "pool"):
        seconds: object = getattr(timeout, name)
        if seconds is None:
            continue
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not _is_duration(seconds):
            place = "timeout" if name == "total" else f"timeout.{name}"
            raise ConfigurationError(f"{place} must be a finite number of seconds above 0, not {seconds!r}")
    return timeout


def _is_duration(seconds: float) -> bool:
    """Whether the number can be waited for."""
    return math.isfinite(seconds) and seconds > 0


def check_header(name: str, value: object) -> None:
    """Refuse a header field that could not be sent, or that would smuggle in another one.

    Raises:
        ConfigurationError: The name is no token, or the value is no text or holds control characters. The value is
            not repeated in the message, since it may be a secret.
    """
    if _HEADER_NAME.fullmatch(name) is None:
        raise ConfigurationError(f"{name!r} is not a valid header name")
    if not isinstance(value, str):
        raise ConfigurationError(f"the value of header {name!r} must be a string, not {type(value).__name__}")
    if _FORBIDDEN_IN_HEADER.search(value) is not None:
        raise ConfigurationError(f"the value of header {name!r} contains control characters; remove them")
    if not value.isascii():
        raise ConfigurationError(f"the value of header {name!r} contains characters outside ASCII; encode them first")


def check_options(options: RequestOptions) -> RequestOptions:
    """The same options, once it is certain that each of them can be followed.

    Raises:
        ConfigurationError: An unknown key, or a value that cannot be used; the message names it.
    """
    unknown = sorted(set(options) - RequestOptions.__annotations__.keys())
    if unknown:
        accepted = ", ".join(RequestOptions.__annotations__)
        raise ConfigurationError(f"unknown request option {', '.join(map(repr, unknown))}; accepted are {accepted}")
    if "timeout" in options:
        as_timeout(options["timeout"])
    retries: object = options.get("max_retries", 0)
    if isinstance(retries, bool) or not isinstance(retries, int) or retries < 0:
        raise ConfigurationError(f"max_retries must be a whole number of at least 0, not {retries!r}")
    for name, value in options.get("headers", {}).items():
        check_header(name, value)
    for key, header in (("request_id", "X-Request-ID"), ("idempotency_key", "Idempotency-Key")):
        text: object = options.get(key)
        if text is None:
            continue
        check_header(header, text)
        if not text:
            raise ConfigurationError(f"{key} must not be empty; leave it out instead")
    return options
