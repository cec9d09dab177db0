# Written by tools/generate_sync.py from timeback_core/client.py; changes belong there.
"""TimebackClient: every Timeback service behind one object, with one shared connection."""

from __future__ import annotations

from timeback_core._light import cast, full_name
from timeback_core.blocking.sync_only import SyncOnly
from timeback_core.config import resolve
from timeback_core.config_input import SETTINGS, gather, report_ignored
from timeback_core.errors import ConfigurationError
from timeback_core.sync.client_services import ServiceAttributes, service_class
from timeback_core.sync.client_state import ClientState
from timeback_core.sync.provider import TimebackProvider

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping
    from typing import Any, NoReturn, Self, Unpack

    from timeback_core.auth_check import AuthCheckResult
    from timeback_core.paths import PlatformPaths
    from timeback_core.raw import RawResponse
    from timeback_core.sync.client_state import SubClient
    from timeback_core.sync.transport.message import Sender
    from timeback_core.transport.hooks import Hooks
    from timeback_core.transport.options import Limits, RequestOptions, Timeout
    from timeback_core.types import (
        AuthCredentials,
        BackendName,
        Credential,
        Environment,
        Platform,
        ServiceName,
        ServiceUrls,
        ServiceValue,
        TimebackClientConfig,
    )

__all__ = ["TimebackClient"]


class TimebackClient(ServiceAttributes, SyncOnly):
    """All services of Timeback behind one object: `tb.oneroster.users.list()` and so on.

    Building a client opens nothing and sends nothing. Where the services are is said in one of these ways; the
    first one that is given decides: `provider`, `services`, `base_url`, `env`, the variable `TIMEBACK_ENV`, the
    variables `TIMEBACK_API_BASE_URL` or `TIMEBACK_BASE_URL`.

    ::

        with TimebackClient(env="staging", client_id="...", client_secret="...") as tb:
            schools = tb.oneroster.schools.list()

    `env="sandbox"` runs a sandbox with demo data in this process: no account, no network, nothing to configure.
    It starts with the first request and is gone with the client. It needs the extra `sandbox`.

    A client may be used from any number of threads at a time, and in a forked process. A client that has
    sent something and is garbage-collected without having been closed causes a ResourceWarning.

    Args:
        provider: A ready connection object, which stays open when this client is closed.
        platform: `BEYOND_AI` (default) or `LEARNWITH_AI`: hosts and paths of the environments, default paths of
            self-hosted installations.
        env: `staging`, `production` or `sandbox`. Default: the variable `TIMEBACK_ENV`.
        base_url: One host for every service.
        services: The services to use: a URL each, or a mapping or ServiceConfig with settings of its own.
        auth_url: OAuth2 token endpoint. Default: the environment's own, or the variables
            `TIMEBACK_API_AUTH_URL`, `TIMEBACK_AUTH_URL`, `TIMEBACK_TOKEN_URL`.
        client_id: OAuth2 client id, or a function that returns it. Default: the variables
            `TIMEBACK_API_CLIENT_ID`, `TIMEBACK_CLIENT_ID`.
        client_secret: OAuth2 client secret, or a function that returns it. Default: the variables
            `TIMEBACK_API_CLIENT_SECRET`, `TIMEBACK_CLIENT_SECRET`.
        timeout: Seconds that one operation may take, all attempts included; or a Timeout. Default 30.
        config: The same settings as one mapping; an entry wins over the keyword of the same name.
        auth: `client_id`, `client_secret` and `auth_url` as one mapping; the single keywords win.
        scope: OAuth2 scope. Default: the platform's in the environments, none elsewhere.
        path_profile: The platform whose paths a self-hosted installation uses. Default: `platform`.
        paths: Path prefixes of single services, on top of the profile.
        no_auth: Send no credentials, even if variables hold some. Default False.
        masterytrack: `api_key`, `email`, `base_url`, `env` of MasteryTrack.
        max_retries: Repetitions after a failed attempt, at least 0. Default 2.
        http_client: A Client of httpx or httpx2 that sends everything; never closed here.
        transport: A Sender that sends everything; never closed here.
        backend: `auto` (default) or `httpx2`, which is the same here.
        limits: Bounds of the connection pool.
        proxy: URL of a proxy, or a mapping of URL prefixes to such URLs.
        verify: Whether certificates are checked (default True), the path of a CA bundle, or an SSL context.
        cert: Client certificate: the path of a PEM file, or the paths of certificate and key.
        trust_env: Whether proxy variables of the environment count. Default True.
        default_headers: Added to every API request.
        app_info: Name and version of the application, added to the User-Agent.
        hooks: Functions that see requests, responses, retries, errors and tokens.
        max_concurrency: Most requests in flight at a time, at least 1. Default: as the pool allows.
        max_response_bytes: Largest body that is read into memory. Default 64 MiB.
        allow_insecure: Whether credentials may go over plain http to other machines. Default False.

    Raises:
        ConfigurationError: Nothing says where the services are, or a setting is wrong.
    """

    __slots__ = ("__weakref__", "_options", "_shared", "_sub_clients")

    def __init__(
        self,
        *,
        provider: TimebackProvider | None = None,
        platform: Platform | str | None = None,
        env: Environment | str | None = None,
        base_url: str | None = None,
        services: ServiceUrls | Mapping[str, ServiceValue] | None = None,
        auth_url: str | None = None,
        client_id: Credential | None = None,
        client_secret: Credential | None = None,
        timeout: float | Timeout | None = None,
        config: TimebackClientConfig | Mapping[str, Any] | None = None,
        auth: AuthCredentials | Mapping[str, Any] | None = None,
        scope: str | None = None,
        path_profile: Platform | str | None = None,
        paths: Mapping[str, Any] | PlatformPaths | None = None,
        no_auth: bool = False,
        masterytrack: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        http_client: Any = None,
        transport: Sender | None = None,
        backend: BackendName | None = None,
        limits: Limits | None = None,
        proxy: str | Mapping[str, str | None] | None = None,
        verify: bool | str | ssl.SSLContext | None = None,
        cert: str | tuple[str, str] | None = None,
        trust_env: bool | None = None,
        default_headers: Mapping[str, str] | None = None,
        app_info: tuple[str, str] | None = None,
        hooks: Hooks | None = None,
        max_concurrency: int | None = None,
        max_response_bytes: int | None = None,
        allow_insecure: bool | None = None,
    ) -> None:
        arguments = {name: value for name, value in locals().items() if name in SETTINGS}
        given = gather(arguments, config)
        ready = given.pop("provider", None)
        if ready is None:
            self._shared = ClientState(TimebackProvider.from_config(resolve(given)), owns_provider=True)
        elif isinstance(ready, TimebackProvider):
            report_ignored(given, "provider= decides where the services are and how requests are sent")
            self._shared = ClientState(ready, owns_provider=False)
        else:
            raise ConfigurationError(
                f"provider must be a {full_name(TimebackProvider)}, got a {full_name(type(ready))}: "
                "synchronous and asynchronous clients do not share one."
            )
        self._options: RequestOptions | None = None
        self._sub_clients: dict[str, SubClient] = {}

    # Services

    def _service(self, name: str) -> Any:
        """Return the client of a service, built by the first access."""
        self._shared.check_open()
        found = self._sub_clients.get(name)
        if found is not None:
            return found
        kind = service_class(name)
        shared = self._shared
        if not shared.provider.has_service(name):
            raise shared.provider.unavailable(name)
        with shared.lock:
            if name not in self._sub_clients:
                shared.check_open()
                channel = shared.provider.channel(name, shared.lifetime(kind.__name__))
                if self._options:
                    channel = channel.with_options(**self._options)
                client = kind.from_channel(channel, shared.provider)
                shared.sub_clients.append(client)
                self._sub_clients[name] = client
            return self._sub_clients[name]

    @property
    def available_services(self) -> tuple[ServiceName, ...]:
        """The services that this client offers: those that are configured, and that the platform has."""
        return cast("tuple[ServiceName, ...]", tuple(self._shared.provider.get_available_services()))

    def has_service(self, name: str) -> bool:
        """Return whether this client offers a service; False for an unknown name.

        Args:
            name: The service's name, such as ``oneroster``.
        """
        return name in self.available_services

    def get_provider(self) -> TimebackProvider:
        """Return the connection object; give it to another client to share tokens and connections."""
        return self._shared.provider

    def rotate_credentials(
        self,
        *,
        client_id: Credential | None = None,
        client_secret: Credential | None = None,
        service: ServiceName | None = None,
    ) -> None:
        """Use other credentials from now on, also for what was handed out before; held tokens are dropped.

        Args:
            client_id: The new client id; None keeps the present one.
            client_secret: The new secret; None keeps the present one.
            service: One of the services that use the credentials to replace; needed only when services have
                different ones.

        Raises:
            ConfigurationError: Nothing to rotate, or `service` is needed.
            ClientClosedError: The client has been closed.
        """
        self._shared.check_open()
        provider = self._shared.provider
        provider.rotate_credentials(client_id=client_id, client_secret=client_secret, service=service)

    # Requests

    def check_auth(self, *, force: bool = False) -> AuthCheckResult:
        """Return whether tokens can be had from every token endpoint in use; failures are reported, not raised.

        Args:
            force: Ask for a new token although one is held.

        Returns:
            A mapping with attribute access: `ok`, `latency_ms`, `error` and more.

        Raises:
            ConfigurationError: The client sends no credentials.
            ClientClosedError: The client has been closed.
        """
        self._shared.check_open()
        return self._shared.provider.check_auth(force=force)

    def request(
        self,
        service: ServiceName | str,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | Timeout | None = None,
        max_retries: int | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
        retryable: bool | None = None,
    ) -> RawResponse:
        """Return the answer to any request of a service, with authentication, retries and errors as usual.

        Args:
            service: The service, also one that has no client in this version.
            method: The HTTP method.
            path: The path below the service's base URL, prefix included.
            params: The query; None is left out, a list repeats its name.
            json: The body: a record, a mapping, a list or a plain value; None for no body.
            headers: Header fields of this request.
            timeout: Seconds for the whole operation, or a Timeout.
            max_retries: Repetitions after a failed attempt.
            request_id: Sent as `X-Request-ID` in place of a random one.
            idempotency_key: Sent as `Idempotency-Key`; makes a POST or PATCH safe to repeat.
            retryable: Whether it may be repeated though it may have been processed already.

        Raises:
            ServiceNotConfiguredError: The service is not configured.
            ConfigurationError: The path could leave the service, or an option is wrong.
            APIError: As for any operation.
        """
        from timeback_core.config_checks import check_service_name
        from timeback_core.sync.raw import send_raw

        shared = self._shared
        shared.check_open()
        name = check_service_name(service)
        if not shared.provider.has_service(name):
            raise shared.provider.unavailable(name)
        with shared.lock:
            shared.check_open()
            channel = shared.provider.channel(name, shared.lifetime(type(self).__name__))
        if self._options:
            channel = channel.with_options(**self._options)
        extra: dict[str, Any] = {
            "timeout": timeout,
            "max_retries": max_retries,
            "request_id": request_id,
            "idempotency_key": idempotency_key,
            "retryable": retryable,
        }
        options: Any = {name: value for name, value in extra.items() if value is not None}
        return send_raw(channel, method, path, params=params, json=json, headers=headers, options=options)

    def with_options(self, **options: Unpack[RequestOptions]) -> Self:
        """Return a view of this client with other options for every call.

        The view shares connections, tokens and the closed state; options of nested calls add up.

        Args:
            options: `timeout`, `max_retries`, `headers`, `request_id`, `idempotency_key`, `retryable`.

        Raises:
            ConfigurationError: An option is unknown or has an impossible value.
        """
        from timeback_core.channel import merge_options

        view = type(self).__new__(type(self))
        view._shared = self._shared
        view._options = merge_options(self._options, options)
        view._sub_clients = {}
        return view

    # The end

    @property
    def closed(self) -> bool:
        """Whether `close` was called, on this client or on a view of it."""
        return self._shared.closed

    def close(self) -> None:
        """Close the client; every later use raises ClientClosedError, also of what it handed out before.

        Sensors get up to five seconds to deliver what waits in them. Requests in flight are ended and raise
        ClientClosedError. A provider that was given stays open, with its tokens. A second call does nothing.

        Raises:
            Exception: The first error of closing something; further ones are attached as notes. Everything is
                closed nevertheless.
        """
        shared = self._shared
        with shared.lock:
            if shared.closed:
                return
            shared.closed = True
            sub_clients, shared.sub_clients = shared.sub_clients, []
        lifetimes = list(shared.lifetimes.values())
        try:
            for lifetime in lifetimes:
                lifetime.wind_down()
        finally:
            for lifetime in lifetimes:
                lifetime.close()
        closers: list[Callable[[], Any]] = [client.close for client in sub_clients]
        if shared.owns_provider:
            closers.append(shared.provider.close)
        errors: list[Exception] = []
        for closer in closers:
            try:
                closer()
            except Exception as error:
                errors.append(error)
        if errors:
            for further in errors[1:]:
                errors[0].add_note(f"While closing, this failed, too: {further!r}")
            raise errors[0]

    def __enter__(self) -> Self:
        self._shared.check_open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "A TimebackClient holds credentials and connections and cannot be pickled; make one in each process instead"
        )

    def __repr__(self) -> str:
        provider = self._shared.provider
        where = provider.env or provider.config.mode
        state = ", closed" if self.closed else ""
        return f"<TimebackClient {where}: {', '.join(self.available_services)}{state}>"
