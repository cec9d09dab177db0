"""Header fields of requests: the standing ones, and what a call adds to them."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from timeback_core.transport.options import TransportConfig, check_header

NOT_BY_DEFAULT = frozenset({"authorization", "host", "x-request-id"})
"""Names that `default_headers` cannot set."""


def package_version() -> str:
    """Version of the installed distribution, `0.0.0` when the package is used without being installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("timeback-core")
    except PackageNotFoundError:
        return "0.0.0"


def user_agent(sender_name: str, app_info: tuple[str, str] | None) -> str:
    """The `User-Agent`: this package, Python, the HTTP library, and the application if it gave its name."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    agent = f"timeback-core/{package_version()} python/{python} {sender_name}"
    return f"{agent} {app_info[0]}/{app_info[1]}" if app_info else agent


def standing_headers(config: TransportConfig, sender_name: str) -> dict[str, str]:
    """What every request carries: the library's own, overridden by the client's default headers."""
    agent = user_agent(sender_name, config.app_info)
    check_header("User-Agent", agent)
    headers = {"Accept": "application/json", "Content-Type": "application/json", "User-Agent": agent}
    for name, value in (config.default_headers or {}).items():
        check_header(name, value)
        if name.lower() not in NOT_BY_DEFAULT:
            put(headers, name, value)
    return headers


def has(headers: Mapping[str, str], name: str) -> bool:
    """Whether a field is set, in any case."""
    lower = name.lower()
    return any(present.lower() == lower for present in headers)


def put(headers: dict[str, str], name: str, value: str) -> None:
    """Set a field, replacing one whose name differs only in case."""
    if name not in headers:
        lower = name.lower()
        for present in headers:
            if present.lower() == lower:
                del headers[present]
                break
    headers[name] = value


def add(headers: dict[str, str], more: Mapping[str, str]) -> None:
    """Set several fields, each checked.

    Raises:
        ConfigurationError: A name or value that cannot be sent.
    """
    for name, value in more.items():
        check_header(name, value)
        put(headers, name, value)
