# Written by tools/generate_sync.py from timeback_core/types.py; changes belong there.
"""Types for annotations: the constructor's arguments as mappings, and the closed sets of names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeback_core.auth_check import AuthCheckChecks, AuthCheckResult
from timeback_core.broadcast import BroadcastFailure, BroadcastResult, BroadcastResults, BroadcastSuccess
from timeback_core.config_input import ServiceConfig
from timeback_core.types import (
    AuthCredentials,
    BackendName,
    BaseUrlConfig,
    ConnectionSettings,
    Credential,
    EnvConfig,
    Environment,
    PathProfileName,
    Platform,
    ServiceName,
    ServicesConfig,
    ServiceUrls,
    TimebackClientConfig,
    TransportSettings,
)

if TYPE_CHECKING:
    from timeback_core.sync.provider import TimebackProvider

__all__ = [
    "AuthCheckChecks",
    "AuthCheckResult",
    "AuthCredentials",
    "BackendName",
    "BaseUrlConfig",
    "BroadcastFailure",
    "BroadcastResult",
    "BroadcastResults",
    "BroadcastSuccess",
    "ClientSettings",
    "ConnectionSettings",
    "Credential",
    "EnvConfig",
    "Environment",
    "PathProfileName",
    "Platform",
    "ServiceConfig",
    "ServiceName",
    "ServiceUrls",
    "ServicesConfig",
    "TimebackClientConfig",
    "TransportSettings",
]


class ClientSettings(ConnectionSettings, total=False):
    """Everything that a client takes."""

    provider: TimebackProvider | None
