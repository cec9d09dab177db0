"""The connection shared by all services of a client: one connection pool, one token for each token endpoint."""

from __future__ import annotations

from _thread import allocate_lock

from timeback_core.auth_check import AuthCheckChecks, AuthCheckResult, report
from timeback_core.config import Config, resolve_provider, resolve_standalone
from timeback_core.config_checks import check_keywords, check_service_name
from timeback_core.config_input import CONNECTION_SETTINGS, TRANSPORT_SETTINGS
from timeback_core.configured import ConfiguredServices, ResolvedEndpoint
from timeback_core.constants import DEFAULT_TIMEOUT
from timeback_core.errors import ClientClosedError, ConfigurationError
from timeback_core.paths import (
    CaliperPaths,
    CasePaths,
    ClrPaths,
    EdubridgePaths,
    OneRosterPaths,
    PlatformPaths,
    PowerPathPaths,
    QtiPaths,
    WebhookPaths,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, NoReturn, Self, Unpack

    from timeback_core.auth import TokenManager
    from timeback_core.channel import Channel
    from timeback_core.config_endpoints import ServiceEndpoint
    from timeback_core.in_process import SandboxSender, SandboxTokens
    from timeback_core.transport.lifetime import Lifetime
    from timeback_core.transport.options import Timeout
    from timeback_core.transport.pipeline import Pipeline
    from timeback_core.types import (
        ConnectionSettings,
        Credential,
        Environment,
        Platform,
        ServiceName,
        ServiceUrls,
        ServiceValue,
        TransportSettings,
    )

    TokenKey = tuple[str, object, str | None]

__all__ = [
    "AuthCheckChecks",
    "AuthCheckResult",
    "CaliperPaths",
    "CasePaths",
    "ClrPaths",
    "EdubridgePaths",
    "Environment",
    "OneRosterPaths",
    "Platform",
    "PlatformPaths",
    "PowerPathPaths",
    "QtiPaths",
    "ResolvedEndpoint",
    "ServiceName",
    "TimebackProvider",
    "WebhookPaths",
]


class TimebackProvider(ConfiguredServices):
    """The connection object behind a client; giving one to several clients lets them share tokens and pool.

    Building one opens nothing. Safe to use from several threads.

    Args:
        platform: `BEYOND_AI` (default) or `LEARNWITH_AI`.
        env: `staging`, `production` or `sandbox`. Wins over `base_url`, which wins over `services`.
        base_url: One host for every service.
        services: URLs or settings of single services, by name.
        auth_url: The OAuth2 token endpoint. In the environments the platform's own unless given.
        client_id: OAuth2 client id. No variables are read here.
        client_secret: OAuth2 client secret.
        timeout: Seconds that one operation may take, all attempts included; or a Timeout. Default 30.
        scope: OAuth2 scope; the platform's default in the environments.
        path_profile: The platform whose paths a self-hosted installation uses; default: `platform`.
        paths: Path prefixes of single services, on top of the profile.
        no_auth: Send no credentials. Default False.
        options: How requests are sent, as for TimebackClient: `max_retries`, `limits`, `proxy` and so on.

    Raises:
        ConfigurationError: Nothing says where the services are, or a setting is wrong.
    """

    __slots__ = ("__weakref__", "_closed", "_lifetime", "_lock", "_pipeline", "_sandbox", "_tokens")

    def __init__(
        self,
        *,
        platform: Platform | str | None = None,
        env: Environment | str | None = None,
        base_url: str | None = None,
        services: ServiceUrls | Mapping[str, ServiceValue] | None = None,
        auth_url: str | None = None,
        client_id: Credential | None = None,
        client_secret: Credential | None = None,
        timeout: float | Timeout | None = None,
        scope: str | None = None,
        path_profile: Platform | str | None = None,
        paths: Mapping[str, Any] | PlatformPaths | None = None,
        no_auth: bool = False,
        **options: Unpack[TransportSettings],
    ) -> None:
        check_keywords("TimebackProvider", options, TRANSPORT_SETTINGS)
        own = {name: value for name, value in locals().items() if name not in {"self", "options"}}
        self._set_up(resolve_provider({**own, **options}))

    @classmethod
    def from_config(cls, config: Config) -> Self:
        """Return a provider for a configuration that is resolved already."""
        provider = cls.__new__(cls)
        provider._set_up(config)
        return provider

    @classmethod
    def for_service(cls, service: str, **arguments: Unpack[ConnectionSettings]) -> Self:
        """Return a provider for the standalone client of one service, which reads variables, too.

        Args:
            service: The service; its own variables, such as `ONEROSTER_CLIENT_ID`, come last in each chain.
            arguments: What the standalone client was given.

        Raises:
            ConfigurationError: Nothing says where the service is, or a setting is wrong.
        """
        accepted = (*CONNECTION_SETTINGS, "auth", *TRANSPORT_SETTINGS)
        check_keywords(f"{service} client", arguments, accepted)
        return cls.from_config(resolve_standalone(service, arguments))

    def _set_up(self, config: Config) -> None:
        """Take the configuration over; nothing is built yet."""
        self._config = config
        self._lock = allocate_lock()
        self._closed = False
        self._lifetime: Lifetime | None = None
        self._pipeline: Pipeline | None = None
        self._sandbox: SandboxSender | None = None
        self._tokens: dict[TokenKey, TokenManager | SandboxTokens] = {}

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    @property
    def opened(self) -> bool:
        """Whether anything was built that has to be closed."""
        return self._pipeline is not None and not self._closed

    # What is built on first use

    def _check_open(self) -> None:
        """Refuse work after closing."""
        if self._closed:
            raise ClientClosedError("This provider has been closed; create a new one")

    @property
    def lifetime(self) -> Lifetime:
        """What ends with this provider; each client has one of its own below it."""
        from timeback_core.transport.lifetime import Lifetime

        with self._lock:
            if self._lifetime is None:
                self._lifetime = Lifetime("provider")
                if self._closed:
                    self._lifetime.close()
            return self._lifetime

    @property
    def pipeline(self) -> Pipeline:
        """What carries the requests of all services."""
        pipeline = self._pipeline
        if pipeline is None:
            pipeline = self._build_pipeline()
        return pipeline

    def _build_pipeline(self) -> Pipeline:
        """Build the pipeline once, whichever thread comes first."""
        from timeback_core.config_transport import build_transport_config
        from timeback_core.transport.pipeline import Pipeline

        with self._lock:
            self._check_open()
            if self._pipeline is None:
                settings = {**self._config.transport, "timeout": self._config.timeout}
                if self._config.mode == "sandbox":
                    from timeback_core.in_process import SandboxSender

                    self._sandbox = SandboxSender()
                    settings.update(sender=self._sandbox, allow_insecure=True)
                self._pipeline = Pipeline(build_transport_config(settings))
            return self._pipeline

    def get_token_manager(self, service: str) -> TokenManager | SandboxTokens | None:
        """Return what gives the tokens of a service, shared by all services with the same token endpoint and
        credentials; None without authentication.

        Raises:
            ConfigurationError: There is a token endpoint, but credentials are missing.
        """
        return self._token_source(check_service_name(service), self._endpoint(service))

    def _token_source(self, service: str, endpoint: ServiceEndpoint) -> TokenManager | SandboxTokens | None:
        """Return the token source for an endpoint, made once for all that share it."""
        key = self._token_key(endpoint)
        if key is None:
            return None
        found = self._tokens.get(key)
        if found is not None:
            return found
        pipeline = self.pipeline
        with self._lock:
            self._check_open()
            if key not in self._tokens:
                self._tokens[key] = self._make_token_source(service, endpoint, pipeline)
            return self._tokens[key]

    def _token_key(self, endpoint: ServiceEndpoint) -> TokenKey | None:
        """Return what tells token sources apart, or None without authentication."""
        if self._config.mode == "sandbox":
            return ("sandbox", None, None)
        if endpoint.auth_url is None or endpoint.no_auth:
            return None
        return (endpoint.auth_url, endpoint.client_id, endpoint.scope)

    def _make_token_source(
        self, service: str, endpoint: ServiceEndpoint, pipeline: Pipeline
    ) -> TokenManager | SandboxTokens:
        """Make a token source; nothing is requested yet."""
        limit = self._config.timeout
        seconds = limit if isinstance(limit, int | float) else (limit.total or DEFAULT_TIMEOUT)
        if self._sandbox is not None:
            from timeback_core.in_process import SandboxTokens

            return SandboxTokens(self._sandbox, pipeline, seconds)
        if endpoint.auth_url is None or endpoint.client_id is None or endpoint.client_secret is None:
            raise ConfigurationError(
                f"credentials are required to get tokens for {service} from {endpoint.auth_url}: "
                "pass client_id= and client_secret=."
            )
        from timeback_core.auth import TokenManager, TokenManagerConfig

        config = TokenManagerConfig(
            token_url=endpoint.auth_url,
            client_id=endpoint.client_id,
            client_secret=endpoint.client_secret,
            timeout=seconds,
            scope=endpoint.scope,
        )
        return TokenManager(config, pipeline=pipeline)

    def channel(self, service: str, lifetime: Lifetime) -> Channel:
        """Return what the resources of a service send through.

        Args:
            service: The service's name.
            lifetime: Of the client that asks; its end ends every request.

        Raises:
            ConfigurationError: The service is not configured, or credentials are missing.
            ClientClosedError: This provider has been closed.
        """
        from timeback_core.channel import Channel

        self._check_open()
        name = check_service_name(service)
        endpoint = self._endpoint(name)
        return Channel(
            service=name,
            base_url=endpoint.base_url,
            paths=getattr(self._config.paths, name, None),
            pipeline=self.pipeline,
            tokens=self._token_source(name, endpoint),
            lifetime=lifetime,
            platform=self._config.path_profile,
            auth_header="X-Auth-Token" if name == "masterytrack" else "Authorization",
        )

    # Tokens and the end

    async def check_auth(self, *, force: bool = False) -> AuthCheckResult:
        """Return whether tokens can be had from every token endpoint in use; failures are reported, not raised.

        Args:
            force: Ask for a new token although one is held.

        Raises:
            ConfigurationError: No service of this provider authenticates.
            ClientClosedError: This provider has been closed.
        """
        from time import perf_counter

        self._check_open()
        started = perf_counter()
        groups: dict[TokenKey, list[str]] = {}
        for name, endpoint in self._config.endpoints.items():
            key = self._token_key(endpoint)
            if key is not None:
                groups.setdefault(key, []).append(name)
        if not groups:
            raise ConfigurationError("No auth configured: this client sends no credentials, so nothing can be checked.")
        errors: dict[TokenKey, Exception | None] = {}
        for key, names in groups.items():
            errors[key] = await self._try_token(names[0], force=force)
        return report(latency=perf_counter() - started, errors=errors, groups=groups)

    async def _try_token(self, service: str, *, force: bool) -> Exception | None:
        """Return what goes wrong when a token for a service is asked for, or None."""
        try:
            tokens = self._token_source(service, self._config.endpoints[service])
            if tokens is not None:
                if force:
                    tokens.invalidate()
                await tokens.get_token()
        except ClientClosedError:
            raise
        except Exception as error:  # noqa: BLE001 - any failure, also of the caller's own credential function
            return error
        return None

    def invalidate_tokens(self) -> None:
        """Drop every token now held; the next request of each service asks for a new one."""
        for tokens in list(self._tokens.values()):
            tokens.invalidate()

    async def close(self) -> None:
        """End all requests, drop the tokens and close the connections; a second call does nothing.

        An HTTP client or sender that was given is left open.
        """
        with self._lock:
            if self._closed:
                return
            self._closed = True
            lifetime, pipeline, sandbox = self._lifetime, self._pipeline, self._sandbox
        self.invalidate_tokens()
        if lifetime is not None:
            lifetime.close()
        try:
            if pipeline is not None:
                await pipeline.close()
        finally:
            if sandbox is not None:
                await sandbox.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __reduce__(self) -> NoReturn:
        raise TypeError("A TimebackProvider holds credentials and connections and cannot be pickled")

    def __repr__(self) -> str:
        where = self.env or self._config.mode
        state = ", closed" if self._closed else ""
        return f"<TimebackProvider {where}: {', '.join(self._config.endpoints)}{state}>"
