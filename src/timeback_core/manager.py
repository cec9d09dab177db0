"""TimebackManager: several clients by name, and one call carried out with all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NoReturn, Self, TypeVar, Unpack, overload

from timeback_core.async_only import AsyncOnly
from timeback_core.broadcast import BroadcastResults
from timeback_core.broadcasting import with_each
from timeback_core.client import TimebackClient
from timeback_core.config_checks import check_count, check_keywords, check_seconds
from timeback_core.config_input import SETTINGS
from timeback_core.errors import ConfigurationError, DuplicateClientError, UnknownClientError
from timeback_core.provider import TimebackProvider

if TYPE_CHECKING:
    from timeback_core.types import ClientSettings, TimebackClientConfig

T = TypeVar("T")
# What a function may return without an awaitable. Were it any type, a type checker could not tell for a lambda
# which of the two signatures is meant.
Plain = TypeVar("Plain", bool, int, float, str, bytes, list[Any], dict[str, Any], tuple[Any, ...], None)

__all__ = ["TimebackManager"]


class TimebackManager(AsyncOnly):
    """Clients by name, for programs that talk to several Timeback installations.

    ::

        async with TimebackManager() as manager:
            manager.register("alpha", env="production", client_id="...", client_secret="...")
            manager.register("beta", base_url="https://beta.example.org", no_auth=True)
            results = await manager.broadcast(lambda client: client.oneroster.schools.list())
            for name, schools in results.succeeded:
                print(name, len(schools))
    """

    def __init__(self) -> None:
        self._clients: dict[str, TimebackClient] = {}

    def register(
        self,
        name: str,
        config: TimebackClientConfig | Mapping[str, Any] | TimebackClient | TimebackProvider | None = None,
        **settings: Unpack[ClientSettings],
    ) -> Self:
        """Add a client and return this manager, so that calls can be chained.

        Args:
            name: The name to find it by; any text that is not blank.
            config: The settings of TimebackClient as one mapping, or a ready client or provider.
            settings: The same settings as keywords; an entry of `config` wins.

        Raises:
            DuplicateClientError: The name is taken; the client of that name stays as it is.
            ConfigurationError: The settings are wrong, or the name is blank; nothing is registered.
        """
        if not _is_name(name):
            raise ConfigurationError(f"The name of a client must be a non-empty string, got {name!r}.")
        if name in self._clients:
            raise DuplicateClientError(
                f'Client "{name}" is already registered; choose another name, or unregister it first'
            )
        self._clients[name] = self._make_client(config, settings)
        return self

    def _make_client(self, config: Any, settings: ClientSettings) -> TimebackClient:
        """Return the client that `register` was asked for."""
        check_keywords("register()", settings, SETTINGS)
        if isinstance(config, TimebackClient):
            if settings:
                raise ConfigurationError(
                    f"A ready client takes no further settings, got {', '.join(settings)}; give them when it is made."
                )
            return config
        if isinstance(config, TimebackProvider):
            merged = settings.copy()
            merged["provider"] = config
            return TimebackClient(**merged)
        return TimebackClient(config=config, **settings)

    def get(self, name: str) -> TimebackClient:
        """Return the client of a name, the same one every time.

        Args:
            name: The name that the client was registered under.

        Raises:
            UnknownClientError: There is none.
        """
        client = self._clients.get(name)
        if client is None:
            available = ", ".join(self._clients) or "(none)"
            raise UnknownClientError(f'Client "{name}" is not registered. Available: {available}')
        return client

    def has(self, name: str) -> bool:
        """Return whether there is a client of this name.

        Args:
            name: The name that a client may have been registered under.
        """
        return name in self._clients

    @property
    def names(self) -> list[str]:
        """The names in the order of registration; a copy."""
        return list(self._clients)

    @property
    def size(self) -> int:
        """How many clients there are."""
        return len(self._clients)

    def __len__(self) -> int:
        return len(self._clients)

    def __contains__(self, name: object) -> bool:
        return name in self._clients

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._clients))

    def __getitem__(self, name: str) -> TimebackClient:
        return self.get(name)

    @overload
    async def broadcast(
        self,
        fn: Callable[[TimebackClient], Awaitable[T]],
        *,
        names: Iterable[str] | None = None,
        concurrency: int | None = None,
        timeout: float | None = None,
    ) -> BroadcastResults[T]: ...
    @overload
    async def broadcast(
        self,
        fn: Callable[[TimebackClient], Plain],
        *,
        names: Iterable[str] | None = None,
        concurrency: int | None = None,
        timeout: float | None = None,
    ) -> BroadcastResults[Plain]: ...
    async def broadcast(
        self,
        fn: Callable[[TimebackClient], Any],
        *,
        names: Iterable[str] | None = None,
        concurrency: int | None = None,
        timeout: float | None = None,
    ) -> BroadcastResults[Any]:
        """Carry a function out with all clients at a time, and return what each call came to.

        An exception of one client is captured for that client and stops no other. Cancelling the broadcast
        cancels all calls and waits for them.

        Args:
            fn: Called with each client; it may return a value or anything that can be awaited.
            names: Only these clients. Default: all that are registered now.
            concurrency: Most calls at a time, at least 1. Default: no bound.
            timeout: Seconds for each client. Default: no bound besides the client's own.

        Returns:
            The results in the order of registration; empty when there are no clients.

        Raises:
            UnknownClientError: `names` has a name that is not registered; nothing was started.
            ConfigurationError: `concurrency` or `timeout` is out of range.
        """
        chosen = self._chosen(names)
        places = None if concurrency is None else check_count(concurrency, "concurrency", least=1)
        limit = None if timeout is None else check_seconds(timeout, "timeout")
        return BroadcastResults(await with_each(fn, chosen, places=places, limit=limit))

    def _chosen(self, names: Iterable[str] | None) -> dict[str, TimebackClient]:
        """Return the clients that a broadcast addresses, in the order of registration."""
        if names is None:
            return dict(self._clients)
        wanted = {name: self.get(name) for name in ([names] if isinstance(names, str) else names)}
        return {name: client for name, client in self._clients.items() if name in wanted}

    async def unregister(self, name: str, *, close: bool = True) -> bool:
        """Remove a client.

        Args:
            name: Its name.
            close: Whether it is closed, too. Default True.

        Returns:
            False when there is no client of this name.
        """
        client = self._clients.pop(name, None)
        if client is None:
            return False
        if close:
            await client.close()
        return True

    async def close(self) -> None:
        """Close all clients and remove them; the manager can be used again afterwards.

        Raises:
            Exception: What closing a client raised; of several clients, an ExceptionGroup. All are closed.
        """
        clients = list(self._clients.values())
        self._clients.clear()
        errors: list[Exception] = []
        for client in clients:
            try:
                await client.close()
            except Exception as error:  # noqa: BLE001 - the other clients have to be closed, too
                errors.append(error)
        if len(errors) == 1:
            raise errors[0]
        if errors:
            raise ExceptionGroup(f"closing {len(errors)} clients failed", errors)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __reduce__(self) -> NoReturn:
        raise TypeError("A TimebackManager holds clients and cannot be pickled; make one in each process instead")

    def __repr__(self) -> str:
        return f"<TimebackManager: {', '.join(self._clients) or 'no clients'}>"


def _is_name(name: object) -> bool:
    """Return whether a client can be called this."""
    return isinstance(name, str) and bool(name.strip())
