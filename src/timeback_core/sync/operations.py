# Written by tools/generate_sync.py from timeback_core/operations.py; changes belong there.
"""Every endpoint of every service as data."""

from __future__ import annotations

from timeback_core.endpoint import Operation
from timeback_core.errors import ConfigurationError

__all__ = ["Operation", "operations"]


def operations(service: str | None = None) -> tuple[Operation, ...]:
    """Return the endpoints that this version of the client can call.

    Args:
        service: Only those of one service, such as ``oneroster``; ``None`` for all.

    Returns:
        One record per endpoint, ordered by service and name.

    Raises:
        ConfigurationError: This version has no client for the service.
    """
    from timeback_core.sync.client_services import service_class
    from timeback_core.sync.constants import SERVICE_CLIENTS

    if service is not None and service not in SERVICE_CLIENTS:
        raise ConfigurationError(f"no client for the service {service!r}; there are {', '.join(SERVICE_CLIENTS)}")
    found: list[Operation] = []
    for name in SERVICE_CLIENTS:
        if service in {None, name}:
            found.extend(service_class(name).operations())
    return tuple(found)
