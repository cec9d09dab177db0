# Written by tools/generate_sync.py from timeback_core/rotation.py; changes belong there.
"""Replacing the credentials of a running provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from timeback_core.rotation import rotated_endpoints

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timeback_core.config_endpoints import ServiceEndpoint, TokenKey
    from timeback_core.sync.auth import TokenManager

__all__ = ["hand_over", "rotated_endpoints"]


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
