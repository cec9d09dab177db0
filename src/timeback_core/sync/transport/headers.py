# Written by tools/generate_sync.py from timeback_core/transport/headers.py; changes belong there.
"""Header fields of requests: the standing ones, and what a call adds to them."""

from __future__ import annotations

from timeback_core.sync.transport.options import TransportConfig
from timeback_core.transport.headers import NOT_BY_DEFAULT, put, user_agent
from timeback_core.transport.options import check_header


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
