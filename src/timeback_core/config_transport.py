"""The settings that say how requests are sent: checked at once, made into a TransportConfig on first use.

That comes late because the module of TransportConfig costs more to import than a client to construct.
"""

from __future__ import annotations

from timeback_core._light import as_dict, cast
from timeback_core.config_checks import check_count, check_flag, check_seconds
from timeback_core.config_input import TRANSPORT_SETTINGS, report_ignored
from timeback_core.constants import DEFAULT_TIMEOUT
from timeback_core.errors import ConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from timeback_core.transport.message import Sender
    from timeback_core.transport.options import Limits, Timeout, TransportConfig

_BACKENDS = ("auto", "pyreqwest", "httpx2")
_SENDER_MEMBERS = ("name", "send", "stream", "close")


def read_transport(given: Mapping[str, object]) -> dict[str, object]:
    """Return the transport settings that were given, each checked, by the names of TransportConfig's fields.

    Raises:
        ConfigurationError: A value that cannot be used; the message names the argument.
    """
    found = {name: _CHECKS[name](given[name], name) for name in TRANSPORT_SETTINGS if name in given}
    if "http_client" in found and "transport" in found:
        raise ConfigurationError("http_client and transport both say what sends the requests; keep one.")
    if "transport" in found:
        found["sender"] = found.pop("transport")
    return found


def build_transport_config(settings: Mapping[str, object], sender: Sender | None = None) -> TransportConfig:
    """Return the transport's configuration; what was not given keeps the transport's default.

    Args:
        settings: What `read_transport` returned.
        sender: A sender that takes the place of any other, or None.
    """
    from timeback_core.transport.options import TransportConfig

    # Each value was checked by read_transport; a type checker cannot follow it through the dict.
    values: dict[str, Any] = dict(settings)
    if sender is not None:
        values["sender"] = sender
        values.pop("http_client", None)
    return TransportConfig(**values)


def _check_timeout(value: object, name: str) -> float | Timeout:
    """Return seconds, or a Timeout; any object with total, connect, read or pool counts as one."""
    parts = {part: getattr(value, part) for part in ("total", "connect", "read", "pool") if hasattr(value, part)}
    if not parts:
        return check_seconds(value, name)
    from timeback_core.transport.options import Timeout, as_timeout

    return as_timeout(value if isinstance(value, Timeout) else Timeout(**{"total": DEFAULT_TIMEOUT, **parts}))


def _check_limits(value: object, name: str) -> Limits:
    """Return Limits; any object with the same three attributes counts as one."""
    from timeback_core.transport.options import Limits

    if isinstance(value, Limits):
        return value
    fields = ("max_connections", "max_keepalive_connections", "keepalive_expiry")
    if not any(hasattr(value, field) for field in fields):
        raise ConfigurationError(f"{name} must be a Limits(...), got {type(value).__name__}.")
    return Limits(**{field: getattr(value, field) for field in fields if hasattr(value, field)})


def _check_backend(value: object, name: str) -> str:
    """Return the name of an HTTP library."""
    if isinstance(value, str) and value in _BACKENDS:
        return value
    raise ConfigurationError(f"{name} must be one of {', '.join(map(repr, _BACKENDS))}, got {value!r}.")


def _check_sender(value: object, name: str) -> object:
    """Return a sender: an object with the four members of the Sender protocol."""
    missing = [member for member in _SENDER_MEMBERS if not hasattr(value, member)]
    if missing:
        raise ConfigurationError(
            f"{name} must be a Sender (timeback_core.transport.message): "
            f"{type(value).__name__} has no {', '.join(missing)}."
        )
    return value


def _check_http_client(value: object, name: str) -> object:
    """Return a client of httpx or httpx2; of which kind it has to be is up to who sends."""
    if not all(hasattr(value, member) for member in ("send", "build_request")):
        raise ConfigurationError(f"{name} must be a client of httpx or httpx2, got {type(value).__name__}.")
    return value


def _check_proxy(value: object, name: str) -> object:
    """Return the URL of a proxy, or a mapping of URL prefixes to such URLs; the message never shows it."""
    urls = as_dict(value)
    for url in [value] if urls is None else urls.values():
        if url is None and urls is not None:
            continue
        if not isinstance(url, str) or url.partition("://")[0] not in {"http", "https", "socks5", "socks5h"}:
            raise ConfigurationError(
                f"{name} must be the URL of a proxy (http, https, socks5), or a mapping such as "
                "{'https://': URL}; what was given is not shown, since it may hold a password."
            )
    return urls if urls is not None else value


def _check_verify(value: object, name: str) -> object:
    """Return how certificates are checked: a flag, the path of a CA bundle, or an SSL context."""
    if isinstance(value, bool | str) or hasattr(value, "wrap_socket"):
        return value
    if hasattr(value, "__fspath__"):
        return str(value)
    raise ConfigurationError(
        f"{name} must be True, False, the path of a CA bundle or an ssl.SSLContext, got {value!r}."
    )


def _check_cert(value: object, name: str) -> object:
    """Return a client certificate: the path of a PEM file, or the paths of certificate and key."""
    parts = cast("tuple[object, ...]", value) if isinstance(value, tuple) else (value,)
    paths = [str(part) for part in parts if isinstance(part, str) or hasattr(part, "__fspath__")]
    if len(paths) != len(parts) or len(paths) not in {1, 2}:
        raise ConfigurationError(
            f"{name} must be the path of a PEM file or a pair (certificate, key) of paths, got {value!r}."
        )
    return paths[0] if len(paths) == 1 else (paths[0], paths[1])


def _check_headers(value: object, name: str) -> dict[str, str]:
    """Return the default headers; Authorization and Host are the client's own and are left out."""
    from timeback_core.transport.options import check_header

    headers = as_dict(value)
    if headers is None:
        raise ConfigurationError(f"{name} must be a mapping, got {type(value).__name__}.")
    own = [field for field in headers if field.lower() in {"authorization", "host"}]
    report_ignored((f"{name}[{field!r}]" for field in own), "the client sets this header itself")
    found: dict[str, str] = {}
    for field, text in headers.items():
        check_header(field, text)
        if field not in own:
            found[field] = str(text)
    return found


def _check_app_info(value: object, name: str) -> tuple[str, str]:
    """Return the application's name and version."""
    parts = cast("tuple[object, ...]", value) if isinstance(value, tuple | list) else ()
    words = [part for part in parts if isinstance(part, str) and part.strip() and part.isprintable()]
    if len(parts) != 2 or len(words) != 2:
        raise ConfigurationError(f"{name} must be (name, version), two texts, got {value!r}.")
    return words[0], words[1]


def _check_hooks(value: object, name: str) -> object:
    """Return the hooks."""
    if isinstance(value, bool | str | int | float) or callable(value):
        raise ConfigurationError(f"{name} must be a Hooks(...), got {type(value).__name__}.")
    return value


def _check_at_least_one(value: object, name: str) -> int:
    """Return a whole number from 1."""
    return check_count(value, name, least=1)


_CHECKS: dict[str, Callable[[object, str], object]] = {
    "timeout": _check_timeout,
    "max_retries": check_count,
    "http_client": _check_http_client,
    "transport": _check_sender,
    "backend": _check_backend,
    "limits": _check_limits,
    "proxy": _check_proxy,
    "verify": _check_verify,
    "cert": _check_cert,
    "trust_env": check_flag,
    "default_headers": _check_headers,
    "app_info": _check_app_info,
    "hooks": _check_hooks,
    "max_concurrency": _check_at_least_one,
    "max_response_bytes": _check_at_least_one,
    "allow_insecure": check_flag,
}
