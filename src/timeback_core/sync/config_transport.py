# Written by tools/generate_sync.py from timeback_core/config_transport.py; changes belong there.
"""The settings that say how requests are sent: checked at once, made into a TransportConfig on first use.

That comes late because the module of TransportConfig costs more to import than a client to construct.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from timeback_core.sync.transport.message import Sender
    from timeback_core.sync.transport.options import TransportConfig


def build_transport_config(settings: Mapping[str, object], sender: Sender | None = None) -> TransportConfig:
    """Return the transport's configuration; what was not given keeps the transport's default.

    Args:
        settings: What `read_transport` returned.
        sender: A sender that takes the place of any other, or None.
    """
    from timeback_core.sync.transport.options import TransportConfig

    # Each value was checked by read_transport; a type checker cannot follow it through the dict.
    values: dict[str, Any] = dict(settings)
    if sender is not None:
        values["sender"] = sender
        values.pop("http_client", None)
    return TransportConfig(**values)
