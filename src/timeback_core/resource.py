"""The base of every resource: a group of endpoints that share a path and a channel."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self, Unpack

from timeback_core.filters import CompiledFilter, Nothing, WhereClause, compile_where

if TYPE_CHECKING:
    from timeback_core.channel import Channel
    from timeback_core.endpoint import Declaration
    from timeback_core.raw_resource import RawResource
    from timeback_core.transport.call import Call
    from timeback_core.transport.message import Response, StreamedResponse
    from timeback_core.transport.options import RequestOptions

__all__ = ["Resource"]


class Resource:
    """A group of endpoints below one path.

    A subclass says where it lives by class arguments; what it leaves out it inherits.

    Args:
        service: The service's name, such as ``oneroster``.
        name: The attribute of the service's client, such as ``users``.
        profile: The attribute of the service's path profile that holds the prefix.
        path: The path below that prefix.
        plural: The envelope's key of lists.
        singular: The envelope's key of single records.
        write_key: The envelope's key of bodies; `singular` unless given.
        title: What a record is called in messages; `singular` unless given.
        operation: The name of the list operation, for a list below a record.
    """

    __slots__ = ("_channel", "_scope")

    _service: ClassVar[str] = ""
    _name: ClassVar[str] = ""
    _profile: ClassVar[str] = "base"
    _path: ClassVar[str] = ""
    _plural: ClassVar[str] = ""
    _singular: ClassVar[str] = ""
    _write_key: ClassVar[str] = ""
    _title: ClassVar[str] = ""
    _operation: ClassVar[str | None] = None
    _scopes: ClassVar[tuple[type[Resource], ...]] = ()
    _error_reader: ClassVar[staticmethod[[object], str | None] | None] = None
    _absent_list_is_empty: ClassVar[bool] = False
    _absent_record_is_missing: ClassVar[bool] = False
    """Whether a GET that succeeds without the record means that there is none."""
    _bare_key: ClassVar[str | None] = "sourcedId"
    """The field by which a record without its envelope is told from an answer without a record."""
    _identifier_paths: ClassVar[Mapping[str, str]] = {}
    """What identifiers are called in messages, by argument, where that is not their name on the wire."""
    _snake_case: ClassVar[bool] = False
    """Whether the service writes its parameters as Python does, ``grade_rank``, rather than ``gradeRank``."""
    _answer_check: ClassVar[staticmethod[[Any, Response, Call], None] | None] = None
    """Refuses an answer that calls itself a success in its status alone; called with what was read of it."""
    _confidential: ClassVar[bool] = False
    """Whether answers hold secrets, so that errors must not show what could not be read."""

    def __init_subclass__(
        cls,
        *,
        service: str | None = None,
        name: str | None = None,
        profile: str | None = None,
        path: str | None = None,
        plural: str | None = None,
        singular: str | None = None,
        write_key: str | None = None,
        title: str | None = None,
        operation: str | None = None,
        **rest: Any,
    ) -> None:
        """Take the class arguments over."""
        super().__init_subclass__(**rest)
        given = {
            "_service": service,
            "_name": name,
            "_profile": profile,
            "_path": path,
            "_plural": plural,
            "_singular": singular,
            "_write_key": write_key or singular,
            "_title": title or singular,
            "_operation": operation,
        }
        for attribute, value in given.items():
            if value is not None:
                setattr(cls, attribute, value)

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"{type(self).__name__} belongs to a client and cannot be pickled; make one in each process instead"
        )

    def __init__(self, channel: Channel, scope: Mapping[str, str] | None = None) -> None:
        self._channel = channel
        self._scope: Mapping[str, str] = {} if scope is None else scope

    def with_options(self, **options: Unpack[RequestOptions]) -> Self:
        """Return this resource with other options for every call; pool, tokens and closing stay shared.

        Args:
            options: Any of `RequestOptions`.

        Raises:
            ConfigurationError: An option is unknown or has an impossible value.
        """
        return type(self)(self._channel.with_options(**options), self._scope)

    @property
    def with_raw_response(self) -> RawResource:
        """This resource, but its single-request methods return the answer with status, headers and request id."""
        from timeback_core.raw_resource import RawResource

        return RawResource(self)

    def _notice(self, declaration: Declaration) -> None:
        """See each call before it is made; services that have something to say about it do."""

    def _compile(self, where: WhereClause | str | None) -> CompiledFilter | Nothing | None:
        """Return the filter for a ``where`` clause; lists below a record narrow it."""
        return compile_where(where)

    @asynccontextmanager
    async def _opened(
        self, endpoint: Callable[..., Any], values: dict[str, Any], options: RequestOptions | None
    ) -> AsyncGenerator[StreamedResponse]:
        """Send a declared endpoint's request and give the answer before its body is read."""
        from timeback_core.endpoint import declared

        self._channel.lifetime.check()
        call = declared(endpoint).plan(type(self)).call(self, values, options)
        assert call is not None
        async with self._channel.pipeline.stream(call) as response:
            yield response

    def __repr__(self) -> str:
        """Return the resource's name and the service's base URL."""
        return f"<{type(self).__name__} of {self._channel.base_url}>"
