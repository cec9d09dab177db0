# Written by tools/generate_sync.py from timeback_core/transport/insecure.py; changes belong there.
"""Refusing to send credentials where others on the way could read them."""

from __future__ import annotations

from timeback_core.errors import ConfigurationError
from timeback_core.sync.transport.message import Sender
from timeback_core.transport.redact import is_loopback, origin


class OriginCheck:
    """Remembers the origins to which credentials may go.

    Args:
        allow_insecure: Whether plain http is accepted for any host.
    """

    __slots__ = ("_allow", "_fine")

    def __init__(self, allow_insecure: bool) -> None:
        self._allow = allow_insecure
        self._fine: set[str] = set()

    def check(self, url: str, sender: Sender) -> None:
        """Do nothing if credentials may be sent to this URL.

        Raises:
            ConfigurationError: It is plain http, not on this machine, and that was not allowed.
        """
        if url.startswith("https://") or self._allow:
            return
        start = url[: url.find("/", 8)]  # scheme and host; only ever compared with others cut in the same way
        if start in self._fine:
            return
        host = origin(url).partition("://")[2]
        # A sender without a network cannot be listened to.
        if not is_loopback(host) and not getattr(sender, "in_process", False):
            raise ConfigurationError(
                f"credentials would go over plain http to {host}, readable for everyone on the way; "
                "use an https URL, or pass allow_insecure=True if this network is trusted"
            )
        self._fine.add(start)
