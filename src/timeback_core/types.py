"""Types for annotations: the constructor's arguments as mappings, and the closed sets of names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from timeback_core.auth_check import AuthCheckChecks, AuthCheckResult
from timeback_core.broadcast import BroadcastFailure, BroadcastResult, BroadcastResults, BroadcastSuccess
from timeback_core.config_input import ServiceConfig

if TYPE_CHECKING:
    from timeback_core.provider import TimebackProvider

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

Environment = Literal["staging", "production", "sandbox"]
"""The hosted environments, and the sandbox that runs in this process."""

Platform = Literal["BEYOND_AI", "LEARNWITH_AI"]
PathProfileName = Literal["BEYOND_AI", "LEARNWITH_AI"]
BackendName = Literal["auto", "pyreqwest", "httpx2"]
ServiceName = Literal[
    "oneroster", "edubridge", "caliper", "qti", "powerpath", "case", "clr", "webhooks", "masterytrack"
]

Credential = str | Callable[[], str] | Callable[[], Awaitable[str]]
"""A credential, or a function (also an async one) that is called for it before each token request."""

ServiceValue = str | ServiceConfig | Mapping[str, Any]


class AuthCredentials(TypedDict, total=False):
    """Grouped credentials: the `auth` argument."""

    client_id: Credential
    client_secret: Credential
    auth_url: str


class ServiceUrls(TypedDict, total=False):
    """The services of explicit mode: a URL each, or settings of its own."""

    oneroster: ServiceValue
    edubridge: ServiceValue
    caliper: ServiceValue
    qti: ServiceValue
    powerpath: ServiceValue
    case: ServiceValue
    clr: ServiceValue
    webhooks: ServiceValue
    masterytrack: ServiceValue


class TransportSettings(TypedDict, total=False):
    """How requests are sent; see TimebackClient."""

    timeout: Any
    max_retries: int | None
    http_client: Any
    transport: Any
    backend: BackendName | None
    limits: Any
    proxy: str | Mapping[str, str | None] | None
    verify: Any
    cert: str | tuple[str, str] | None
    trust_env: bool | None
    default_headers: Mapping[str, str] | None
    app_info: tuple[str, str] | None
    hooks: Any
    max_concurrency: int | None
    max_response_bytes: int | None
    allow_insecure: bool | None


class _Common(TransportSettings, total=False):
    """What every mode takes."""

    platform: str | None
    auth_url: str | None
    client_id: Credential | None
    client_secret: Credential | None
    auth: AuthCredentials | Mapping[str, Any] | None
    scope: str | None
    path_profile: str | None
    paths: Mapping[str, Any] | None
    no_auth: bool
    masterytrack: Mapping[str, Any] | None


class EnvConfig(_Common, total=False):
    """Environment mode."""

    env: str | None


class BaseUrlConfig(_Common, total=False):
    """Base URL mode: one host for every service."""

    base_url: str | None


class ServicesConfig(_Common, total=False):
    """Explicit mode: services named one by one."""

    services: ServiceUrls | Mapping[str, ServiceValue] | None


TimebackClientConfig = EnvConfig | BaseUrlConfig | ServicesConfig


class ConnectionSettings(_Common, total=False):
    """Everything that a provider takes."""

    env: str | None
    base_url: str | None
    services: ServiceUrls | Mapping[str, ServiceValue] | None


class ClientSettings(ConnectionSettings, total=False):
    """Everything that a client takes."""

    provider: TimebackProvider | None
