# Written by tools/generate_sync.py from timeback_core/provider.py; changes belong there.
"""The connection that all services of a client share: one pool, and one token for each token endpoint."""

from __future__ import annotations

from time import perf_counter

from timeback_core.auth_check import AuthCheckChecks, AuthCheckResult, report
from timeback_core.blocking.client_kind import check_http_client
from timeback_core.blocking.sync_only import SyncOnly
from timeback_core.config import Config, resolve_provider, resolve_standalone
from timeback_core.config_checks import check_keywords, check_service_name
from timeback_core.config_input import CONNECTION_SETTINGS, TRANSPORT_SETTINGS
from timeback_core.configured import ConfiguredServices, ResolvedEndpoint
from timeback_core.errors import ClientClosedError, ConfigurationError
from timeback_core.paths import (
    MASTERYTRACK_PATHS,
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
from timeback_core.provider_tokens import token_groups
from timeback_core.sync.provider_tokens import make_authenticator, make_token_manager, reached_in
from timeback_core.transport.forks import Lock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, NoReturn, Self, Unpack

    from timeback_core.blocking.in_process import EmbeddedSandbox
    from timeback_core.config_endpoints import ServiceEndpoint, TokenKey
    from timeback_core.sync.auth import TokenManager
    from timeback_core.sync.authorizer import MasteryTrackAuthenticator
    from timeback_core.sync.channel import Channel
    from timeback_core.sync.transport.lifetime import Lifetime
    from timeback_core.sync.transport.pipeline import Pipeline
    from timeback_core.types import (
        ConnectionSettings,
        Credential,
        ServiceUrls,
        ServiceValue,
        TransportSettings,
    )
    from timeback_core.types import Environment as Environment
    from timeback_core.types import Platform as Platform
    from timeback_core.types import ServiceName as ServiceName


__all__ = [
    "AuthCheckChecks",
    "AuthCheckResult",
    "CaliperPaths",
    "CasePaths",
    "ClrPaths",
    "EdubridgePaths",
    "OneRosterPaths",
    "PlatformPaths",
    "PowerPathPaths",
    "QtiPaths",
    "ResolvedEndpoint",
    "TimebackProvider",
    "WebhookPaths",
]


class TimebackProvider(ConfiguredServices, SyncOnly):
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
        scope: OAuth2 scope; the platform's default in the environments.
        path_profile: The platform whose paths a self-hosted installation uses; default: `platform`.
        paths: Path prefixes of single services, on top of the profile.
        no_auth: Send no credentials. Default False.
        masterytrack: `api_key`, `email`, `base_url`, `env` of MasteryTrack.
        options: How requests are sent, as for TimebackClient: `timeout`, `max_retries`, `proxy` and so on.

    Raises:
        ConfigurationError: Nothing says where the services are, or a setting is wrong.
    """

    __slots__ = (
        "__weakref__",
        "_authenticator",
        "_closed",
        "_lifetime",
        "_lock",
        "_pipeline",
        "_sandbox",
        "_tokens",
        "reminder",
    )

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
        scope: str | None = None,
        path_profile: Platform | str | None = None,
        paths: Mapping[str, Any] | PlatformPaths | None = None,
        no_auth: bool = False,
        masterytrack: Mapping[str, Any] | None = None,
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
        check_http_client(config.transport.get("http_client"))
        self._config = config
        self._lock = Lock()
        self._closed = False
        self._lifetime: Lifetime | None = None
        self._pipeline: Pipeline | None = None
        self.reminder: str | None = None  # the warning for forgotten connections, of whoever is to close this
        self._sandbox: EmbeddedSandbox | None = None
        self._tokens: dict[TokenKey, TokenManager] = {}
        self._authenticator: MasteryTrackAuthenticator | None = None

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    @property
    def opened(self) -> bool:
        """Whether anything was sent, so that there are connections to close."""
        return not self._closed and self._pipeline is not None and self._pipeline.opened

    def _check_open(self) -> None:
        """Refuse work after closing."""
        if self._closed:
            raise ClientClosedError("This provider has been closed; create a new one")

    @property
    def lifetime(self) -> Lifetime:
        """What ends with this provider; each client has one of its own below it."""
        from timeback_core.sync.transport.lifetime import Lifetime

        with self._lock:
            if self._lifetime is None:
                self._lifetime = Lifetime("provider", closed=self._closed)
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
        from timeback_core.sync.config_transport import build_transport_config
        from timeback_core.sync.transport.pipeline import Pipeline

        with self._lock:
            self._check_open()
            if self._pipeline is None:
                settings = {**self._config.transport, "timeout": self._config.timeout}
                if self._config.mode == "sandbox":
                    from timeback_core.blocking.in_process import embedded_sandbox

                    self._sandbox = embedded_sandbox()
                    settings["sender"] = self._sandbox.sender
                self._pipeline = Pipeline(build_transport_config(settings))
                if self._sandbox is not None or not {"sender", "http_client"} & settings.keys():
                    self._pipeline.reminder = self.reminder
            return self._pipeline

    def get_token_manager(self, service: str) -> TokenManager | None:
        """Return what gives the tokens of a service; None without authentication.

        Services with the same token endpoint, client id and scope share it. The argument is as for `get_endpoint`.

        Raises:
            ConfigurationError: There is a token endpoint, but credentials are missing.
        """
        name = check_service_name(service)
        return self._token_source(name, self._reachable(name))

    def _reachable(self, service: str) -> ServiceEndpoint:
        """Return where a service is reached, with credentials; those of a sandbox exist once it is made."""
        endpoint = self._endpoint(service)
        if self._config.mode != "sandbox":
            return endpoint
        self._build_pipeline()
        sandbox = self._sandbox
        return endpoint if sandbox is None else reached_in(sandbox, endpoint)

    def _token_source(self, service: str, endpoint: ServiceEndpoint) -> TokenManager | None:
        """Return the token manager for an endpoint, made once for all services that share it."""
        key = endpoint.token_key
        if key is None:
            return None
        found = self._tokens.get(key)
        if found is not None:
            return found
        made = make_token_manager(service, endpoint, self._config.timeout, self.pipeline, self.lifetime)
        with self._lock:
            self._check_open()
            return self._tokens.setdefault(key, made)

    def _authenticator_of(self, endpoint: ServiceEndpoint) -> MasteryTrackAuthenticator | None:
        """Return what gets MasteryTrack's own tokens; None when it shares the others'."""
        if self._authenticator is None and self._config.masterytrack is not None:
            made = make_authenticator(self._config, endpoint.base_url, self.pipeline, self.lifetime)
            with self._lock:
                self._check_open()
                if self._authenticator is None:  # another thread may have been faster
                    self._authenticator = made
        return self._authenticator

    def channel(self, service: str, lifetime: Lifetime) -> Channel:
        """Return what the resources of a service send through.

        Args:
            service: The service's name.
            lifetime: Of the client that asks; its end ends every request.

        Raises:
            ConfigurationError: The service is not configured, or credentials are missing.
            ClientClosedError: This provider has been closed.
        """
        from timeback_core.sync.channel import Channel

        self._check_open()
        name = check_service_name(service)
        endpoint = self._reachable(name)
        mastery = name == "masterytrack"
        own = self._authenticator_of(endpoint) if mastery else None
        return Channel(
            service=name,
            base_url=endpoint.base_url,
            paths=MASTERYTRACK_PATHS if mastery else getattr(self._config.paths, name, None),
            pipeline=self.pipeline,
            tokens=own or self._token_source(name, endpoint),
            lifetime=lifetime,
            platform=self._config.path_profile,
            env=self._config.env,
            auth_header="X-Auth-Token" if mastery else "Authorization",
        )

    def check_auth(self, *, force: bool = False) -> AuthCheckResult:
        """Return whether tokens can be had from every token endpoint in use; failures are reported, not raised.

        Args:
            force: Ask for a new token although one is held.

        Raises:
            ConfigurationError: No service of this provider authenticates.
            ClientClosedError: This provider has been closed.
        """
        self._check_open()
        started = perf_counter()
        groups = token_groups(self._config.endpoints)
        if not groups:
            raise ConfigurationError("No auth configured: this client sends no credentials, so nothing can be checked.")
        errors: dict[TokenKey, Exception | None] = {}
        for key, names in groups.items():
            errors[key] = self._try_token(names[0], force=force)
        return report(latency=perf_counter() - started, errors=errors, groups=groups)

    def _try_token(self, service: str, *, force: bool) -> Exception | None:
        """Return what goes wrong when a token for a service is asked for, or None."""
        try:
            tokens = self._token_source(service, self._reachable(service))
            if tokens is not None:
                tokens.get_token(force=force)
        except ClientClosedError:
            raise
        except Exception as error:
            return error
        return None

    def invalidate_tokens(self) -> None:
        """Drop every token now held; the next request of each service asks for a new one."""
        for tokens in list(self._tokens.values()):
            tokens.invalidate()
        if self._authenticator is not None:
            self._authenticator.forget()

    def rotate_credentials(
        self,
        *,
        client_id: Credential | None = None,
        client_secret: Credential | None = None,
        service: str | None = None,
    ) -> None:
        """Use other credentials from now on, also for what was handed out before; held tokens are dropped.

        Args:
            client_id: The new client id; None keeps the present one.
            client_secret: The new secret; None keeps the present one.
            service: One of the services whose credentials to replace; needed only when they differ.

        Raises:
            ConfigurationError: Nothing to rotate, or `service` is needed.
        """
        from timeback_core.rotation import rotated_endpoints
        from timeback_core.sync.rotation import hand_over

        self._check_open()
        after = rotated_endpoints(self._config.endpoints, service, client_id, client_secret)
        with self._lock:
            hand_over(self._tokens, self._config.endpoints, after)
            self._config = self._config.replace(endpoints=after)
        self.invalidate_tokens()

    def close(self) -> None:
        """End all requests, drop the tokens and close the connections; a second call does nothing.

        An HTTP client or sender that was given is left open.
        """
        with self._lock:
            if self._closed:
                return
            self._closed = True
            lifetime, pipeline, sandbox = self._lifetime, self._pipeline, self._sandbox
        try:
            if lifetime is not None:
                lifetime.wind_down()
        finally:
            self.invalidate_tokens()
            if lifetime is not None:
                lifetime.close()
        try:
            if pipeline is not None and pipeline.opened:
                pipeline.close()
        finally:
            if sandbox is not None:
                sandbox.sender.close()
                sandbox.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> NoReturn:
        raise TypeError("A TimebackProvider holds connections and cannot be pickled; make one in each process instead")

    def __repr__(self) -> str:
        where = self.env or self._config.mode
        state = ", closed" if self._closed else ""
        return f"<TimebackProvider {where}: {', '.join(self._config.endpoints)}{state}>"


def __getattr__(name: str) -> object:
    """Load types that this module offers by name, too, but does not need itself."""
    if name in {"Environment", "Platform", "ServiceName"}:
        from timeback_core.sync import types

        return getattr(types, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
