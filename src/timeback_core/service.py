"""The base of each service's client: as an attribute of a `TimebackClient`, or standing alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, NoReturn, Self, TypeVar, Unpack, overload

from timeback_core.async_only import AsyncOnly
from timeback_core.client_state import ClientState
from timeback_core.endpoint import Declaration, Operation, declared
from timeback_core.errors import ServiceNotConfiguredError
from timeback_core.resource import Resource
from timeback_core.scoped import Below, below
from timeback_core.transport.lifetime import Lifetime

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from timeback_core.channel import Channel
    from timeback_core.provider import AuthCheckResult, TimebackProvider
    from timeback_core.transport.message import Sender
    from timeback_core.transport.options import RequestOptions, Timeout
    from timeback_core.types import Credential, Environment, Platform

__all__ = ["ServiceClient", "attached"]

R = TypeVar("R", bound=Resource)


class attached(Generic[R]):  # noqa: N801  # reads as a declaration in the class body, as `property` does
    """Declares a resource of a service's client; it is built at first use and then stays the same."""

    def __init__(self, kind: type[R]) -> None:
        self.kind = kind
        self.__doc__ = kind.__doc__
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: ServiceClient, owner: type) -> R: ...
    def __get__(self, instance: ServiceClient | None, owner: type) -> Self | R:
        """Return the resource."""
        if instance is None:
            return self
        resource = self.kind(instance._channel)
        instance.__dict__[self._name] = resource
        return resource


class ServiceClient(AsyncOnly):
    """One service's client.

    Args:
        platform: ``BEYOND_AI`` (the default) or ``LEARNWITH_AI``.
        env: ``"staging"``, ``"production"`` or ``"sandbox"``.
        transport: A sender of your own; carries every request and is not closed by the client.
        base_url: The service's host, for self-hosted installations.
        auth_url: The OAuth2 token endpoint that belongs to it.
        client_id: OAuth2 client id.
        client_secret: OAuth2 client secret.
        timeout: Seconds for a whole operation, all attempts included; 30 by default.
        no_auth: Send no credentials.
        path_profile: The platform whose paths a self-hosted installation uses; default: `platform`.
        paths: Path prefixes by service, on top of the profile.
        provider: A connection shared with other clients; it stays open when this client is closed, and the
            other connection arguments are ignored beside it.

    Raises:
        ConfigurationError: The arguments and variables say too little, or something is wrong with them. The
            last variables tried are the service's own, such as ``ONEROSTER_BASE_URL``.
    """

    _service: ClassVar[str]

    def __init_subclass__(cls, *, service: str, **rest: Any) -> None:
        """Take the service's name over."""
        super().__init_subclass__(**rest)
        cls._service = service

    def __init__(
        self,
        *,
        platform: Platform | str | None = None,
        env: Environment | str | None = None,
        transport: Sender | None = None,
        base_url: str | None = None,
        auth_url: str | None = None,
        client_id: Credential | None = None,
        client_secret: Credential | None = None,
        timeout: float | Timeout | None = None,
        no_auth: bool = False,
        path_profile: Platform | str | None = None,
        paths: Mapping[str, Any] | None = None,
        provider: TimebackProvider | None = None,
    ) -> None:
        from timeback_core.provider import TimebackProvider

        self._owned: TimebackProvider | None = None
        if provider is None:
            provider = self._owned = TimebackProvider.for_service(
                self._service,
                platform=platform,
                env=env,
                transport=transport,
                base_url=base_url,
                auth_url=auth_url,
                client_id=client_id,
                client_secret=client_secret,
                timeout=timeout,
                no_auth=no_auth,
                path_profile=path_profile,
                paths=paths,
            )
            self._owned.reminder = ClientState.reminder(type(self).__name__)
        self._provider: TimebackProvider | None = provider
        self._lifetime = Lifetime(type(self).__name__)
        self._channel = provider.channel(self._service, self._lifetime)

    @classmethod
    def from_channel(cls, channel: Channel, provider: TimebackProvider | None = None) -> Self:
        """Return a client that sends through an existing channel and ends with it."""
        client = cls.__new__(cls)
        client._owned = None
        client._provider = provider
        client._lifetime = channel.lifetime
        client._channel = channel
        return client

    def with_options(self, **options: Unpack[RequestOptions]) -> Self:
        """Return this client with other options for every call; pool, tokens and closing stay shared.

        Args:
            options: Any of `RequestOptions`, such as ``timeout=5`` or ``max_retries=0``.

        Raises:
            ConfigurationError: An option is unknown or has an impossible value.
        """
        return type(self).from_channel(self._channel.with_options(**options), self._provider)

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"{type(self).__name__} holds credentials and connections and cannot be pickled; make one in each process "
            "instead"
        )

    def _apart(self, name: str) -> Self:
        """Return this client with a lifetime of its own, by which its requests can be ended before the others."""
        channel = self._channel.with_options()
        channel.lifetime = channel.lifetime.child(name)
        return type(self).from_channel(channel, self._provider)

    async def check_auth(self, *, force: bool = False) -> AuthCheckResult:
        """Report whether tokens can be had; failures are reported, not raised.

        Args:
            force: Ask for a new token although one is held.

        Raises:
            ServiceNotConfiguredError: The client has no provider that could authenticate.
            ConfigurationError: The client sends no credentials.
            ClientClosedError: The client has been closed.
        """
        self._lifetime.check()
        if self._provider is None:
            raise ServiceNotConfiguredError("check_auth() needs a provider; this client was built without one")
        return await self._provider.check_auth(force=force)

    def get_transport(self) -> Channel:
        """Return what the resources send through: base URL, tokens, lifetime and options."""
        return self._channel

    @property
    def closed(self) -> bool:
        """Whether the client has been closed."""
        return self._lifetime.closed

    async def close(self) -> None:
        """End the client: requests in flight fail, its own connection is closed; a second call does nothing.

        Sensors get up to five seconds to deliver what waits in them.
        """
        try:
            await self._lifetime.wind_down()
        finally:
            self._lifetime.close()
        if self._owned is not None:
            await self._owned.close()

    async def __aenter__(self) -> Self:
        """Return the client itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the client."""
        await self.close()

    @classmethod
    def operations(cls) -> tuple[Operation, ...]:
        """Return every endpoint of the service as data."""
        # isinstance() cannot tell what an attribute is declared for, so its kind is unknown to pyright
        kinds: list[type[Resource]] = [
            value.kind  # pyright: ignore[reportUnknownMemberType]
            for value in vars(cls).values()
            if isinstance(value, attached)
        ]
        found = [operation for kind in kinds for operation in _operations(kind)]
        return tuple(sorted(found, key=lambda operation: operation.id))

    def __repr__(self) -> str:
        """Return the service and its base URL; credentials are not shown."""
        state = ", closed" if self.closed else ""
        return f"<{type(self).__name__} {self._channel.base_url}{state}>"


def _operations(kind: type[Resource]) -> Iterator[Operation]:
    """Yield the endpoints that a resource class and its scopes declare."""
    seen: set[str] = set()
    for base in kind.__mro__:
        for name, attribute in vars(base).items():
            if name in seen:
                continue
            seen.add(name)
            declaration = getattr(attribute, "__declaration__", None)
            if isinstance(declaration, Declaration):
                yield declaration.plan(kind).operation()
            elif isinstance(attribute, below) and not attribute.alias:
                listed: type[Below[Any]] = attribute.kind(kind)  # pyright: ignore[reportUnknownVariableType]
                yield declared(listed.list).plan(listed).operation()
    for scope in kind._scopes:
        yield from _operations(scope)
