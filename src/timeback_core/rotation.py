"""Replacing the credentials of a running provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from timeback_core.config_checks import check_service_name
from timeback_core.config_input import credential_setting, is_given
from timeback_core.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timeback_core.auth import TokenManager
    from timeback_core.config_endpoints import ServiceEndpoint, TokenKey
    from timeback_core.types import Credential

__all__ = ["hand_over", "rotated_endpoints"]


def rotated_endpoints(
    endpoints: Mapping[str, ServiceEndpoint],
    service: str | None,
    client_id: Credential | None,
    client_secret: Credential | None,
) -> dict[str, ServiceEndpoint]:
    """Return the endpoints with other credentials for every service that shares the ones to replace.

    Args:
        endpoints: The endpoints as they are.
        service: A service that uses the credentials to replace; None when all services use the same.
        client_id: The new client id; None keeps the present one.
        client_secret: The new secret; None keeps the present one.

    Raises:
        ConfigurationError: Nothing new was given, nothing authenticates, or it is unclear what to replace.
    """
    given = {"client_id": client_id, "client_secret": client_secret}
    changes = {name: credential_setting(given, name) for name, value in given.items() if is_given(value)}
    if not changes:
        raise ConfigurationError("rotate_credentials needs client_id=, client_secret= or both.")
    pairs = {
        name: (endpoint.client_id, endpoint.client_secret)
        for name, endpoint in endpoints.items()
        if endpoint.token_key is not None and endpoint.client_id is not None
    }
    if not pairs:
        raise ConfigurationError("No auth configured: this client sends no credentials that could be rotated.")
    if service is not None:
        name = check_service_name(service)
        if name not in pairs:
            raise ConfigurationError(f'Service "{name}" sends no credentials. Those that do: {", ".join(pairs)}.')
        target = pairs[name]
    elif len(set(pairs.values())) > 1:
        raise ConfigurationError(f"Services have different credentials: name one by service= ({', '.join(pairs)}).")
    else:
        target = next(iter(pairs.values()))
    return {
        name: endpoint.replace(**changes) if pairs.get(name) == target else endpoint
        for name, endpoint in endpoints.items()
    }


def hand_over(
    managers: dict[TokenKey, TokenManager],
    before: Mapping[str, ServiceEndpoint],
    after: Mapping[str, ServiceEndpoint],
) -> None:
    """Give the token managers, which clients hold, their new credentials, and file them under their new keys."""
    for name, endpoint in after.items():
        old, new = before[name].token_key, endpoint.token_key
        if old is None or new is None:
            continue
        manager = managers.get(new) if old == new else managers.pop(old, None)
        if manager is None or endpoint.client_id is None or endpoint.client_secret is None:
            continue
        manager.config = msgspec.structs.replace(
            manager.config, client_id=endpoint.client_id, client_secret=endpoint.client_secret
        )
        managers[new] = manager
