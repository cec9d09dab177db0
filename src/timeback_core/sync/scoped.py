# Written by tools/generate_sync.py from timeback_core/scoped.py; changes belong there.
"""What hangs below one record: scopes such as ``users("u1")`` and the lists that they offer.

A list below a record is declared in one line and serves as a method and more::

    classes = below(Class, "/classes", plural="classes")
    stream_classes = classes.streamed()

    users("u1").classes(where={"status": "active"})      # all of them, over all pages
    for item in users("u1").stream_classes(): ...         # one by one
    users("u1").classes.first()
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Generic, Literal, Protocol, Self, Unpack, cast, overload

from timeback_core.filters import CompiledFilter, Nothing, WhereClause, scope_where
from timeback_core.inputs import Input
from timeback_core.query import check_identifier
from timeback_core.scoped import I, T
from timeback_core.sync.collection import Listed, ReadableCollection
from timeback_core.sync.pages import Paginator
from timeback_core.sync.resource import Resource
from timeback_core.sync.writable import Collection, WritableCollection
from timeback_core.transport.options import RequestOptions

__all__ = ["Below", "ReadableScope", "Scope", "Streams", "Within", "WritableScope", "below"]


class Within(Resource):
    """A place below one or more records; the identifiers are those records'."""

    __slots__ = ()


class ReadableScope(Within, Generic[T]):
    """One record of a collection, by its identifier; nothing is fetched until a method is called."""

    __slots__ = ("_collection", "sourced_id")

    def __init__(self, collection: ReadableCollection[T], sourced_id: str) -> None:
        super().__init__(collection._channel, {"sourced_id": sourced_id})
        self._collection = collection
        self.sourced_id = sourced_id

    def with_options(self, **options: Unpack[RequestOptions]) -> Self:
        """Return this scope with other options for every call; see `Resource.with_options`."""
        return type(self)(self._collection.with_options(**options), self.sourced_id)

    def get(self, *, fields: Sequence[str] | None = None, **options: Unpack[RequestOptions]) -> T:
        """Return the record; see `ReadableCollection.get`."""
        return self._collection.get(self.sourced_id, fields=fields, **options)

    def exists(self, **options: Unpack[RequestOptions]) -> bool:
        """Tell whether the record exists; see `ReadableCollection.exists`."""
        return self._collection.exists(self.sourced_id, **options)


class WritableScope(ReadableScope[T], Generic[T, I]):
    """One record of a collection that can be written to."""

    __slots__ = ("_writable",)

    def __init__(self, collection: WritableCollection[T, I], sourced_id: str) -> None:
        super().__init__(collection, sourced_id)
        self._writable = collection

    def delete(self, **options: Unpack[RequestOptions]) -> None:
        """Delete the record; see `WritableCollection.delete`."""
        self._writable.delete(self.sourced_id, **options)


class Scope(WritableScope[T, I], Generic[T, I]):
    """One record of a collection that can be updated."""

    __slots__ = ("_updatable",)

    def __init__(self, collection: Collection[T, I], sourced_id: str) -> None:
        super().__init__(collection, sourced_id)
        self._updatable = collection

    def update(
        self, data: Input | T | Mapping[str, Any], *, replace: bool = False, **options: Unpack[RequestOptions]
    ) -> T | None:
        """Change the record and keep every field that is not named; see `Collection.update`."""
        return self._updatable.update(self.sourced_id, data, replace=replace, **options)


class Below(Listed[T], Generic[T]):
    """A list below a record. Calling it gives all records; `stream`, `list` and `first` are there too."""

    __slots__ = ()
    _by: ClassVar[str | None] = None

    def __init_subclass__(cls, *, by: str | None = None, **rest: Any) -> None:
        """Take the class arguments over; `by` names the reference that ties the list to the record above."""
        super().__init_subclass__(**rest)
        cls._by = by

    def __call__(
        self,
        *,
        limit: int = 100,
        offset: int | None = None,
        sort: str | None = None,
        order_by: Literal["asc", "desc"] | None = None,
        where: WhereClause | str | None = None,
        fields: Sequence[str] | None = None,
        search: str | None = None,
        max_items: int | None = None,
        prefetch: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> list[T]:
        """Return all records of the list, over all pages; the arguments are those of `Listed.list_all`.

        Raises:
            NotFoundError: The record above does not exist.
            InputValidationError: An argument cannot be sent.
            APIError: Any other refusal; see `timeback_core.errors`.
        """
        return self.list_all(
            limit=limit,
            offset=offset,
            sort=sort,
            order_by=order_by,
            where=where,
            fields=fields,
            search=search,
            max_items=max_items,
            prefetch=prefetch,
            **options,
        )

    def _compile(self, where: WhereClause | str | None) -> CompiledFilter | Nothing | None:
        if self._by is None:
            return super()._compile(where)
        return scope_where(self._by, check_identifier(self._scope["sourced_id"], self._title), where)


class Streams(Protocol[T]):
    """The type of the ``stream_…`` methods; the arguments are those of `Listed.stream`."""

    def __call__(
        self,
        *,
        limit: int = 100,
        offset: int | None = None,
        sort: str | None = None,
        order_by: Literal["asc", "desc"] | None = None,
        where: WhereClause | str | None = None,
        fields: Sequence[str] | None = None,
        search: str | None = None,
        max_items: int | None = None,
        prefetch: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> Paginator[T]:
        """Return an iterator over all records of the list."""
        ...


class below(Generic[T]):  # reads as a declaration in the class body, as `property` does
    """Declares a list below a record, as a class attribute of a scope.

    Args:
        model: The records' type.
        path: The path below the scope's own; with ``//`` in front it starts at the profile's prefix.
        plural: The envelope's key of the list.
        profile: The part of the path profile to start from, where it differs from the scope's.
        operation: The name of the operation; the attribute's unless given.
        alias: The endpoint is another resource's; it is offered here too.
        by: The list is the whole collection at `path`, narrowed by this reference to the record above; no
            endpoint of its own stands behind it.
        doc: What the list holds, in a line.
    """

    def __init__(
        self,
        model: type[T],
        path: str,
        *,
        plural: str,
        profile: str | None = None,
        operation: str | None = None,
        alias: bool = False,
        by: str | None = None,
        doc: str | None = None,
    ) -> None:
        self._model = model
        self._path = path
        self._plural = plural
        self._profile = profile
        self.by = by
        self.alias = alias or by is not None
        self.__doc__ = doc
        self._operation = operation
        self._name = ""
        self._kinds: dict[type, type[Below[T]]] = {}

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def streamed(self) -> streamed_below[T]:
        """The twin that streams: declare it beside as ``stream_<name>``."""
        return streamed_below(self)

    def kind(self, owner: type[Resource]) -> type[Below[T]]:
        """Return the resource class behind the list, made once for each scope that declares it."""
        kind = self._kinds.get(owner)
        if kind is None:
            path = self._path[1:] if self._path.startswith("//") else owner._path + self._path
            made = types.new_class(
                f"{owner.__name__}_{self._name}",
                (Below[self._model],),  # type: ignore[name-defined]  # the model is known at run time only
                {
                    "service": owner._service,
                    "name": owner._name,
                    "operation": self._operation or self._name,
                    "profile": self._profile or owner._profile,
                    "path": path,
                    "plural": self._plural,
                    "singular": self._plural,
                    "title": owner._title,
                    "by": self.by,
                },
            )
            kind = self._kinds[owner] = cast("type[Below[T]]", made)
        return kind

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: Resource, owner: type) -> Below[T]: ...
    def __get__(self, instance: Resource | None, owner: type) -> Self | Below[T]:
        """Return the list below the record that a scope stands for."""
        if instance is None:
            return self
        return self.kind(type(instance))(instance._channel, instance._scope)


class streamed_below(Generic[T]):  # as `below`
    """Declares the streaming twin of a list below a record."""

    def __init__(self, of: below[T]) -> None:
        self._of = of
        self.__doc__ = of.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: Resource, owner: type) -> Streams[T]: ...
    def __get__(self, instance: Resource | None, owner: type) -> Self | Streams[T]:
        """Return the method that streams the list."""
        if instance is None:
            return self
        return self._of.__get__(instance, owner).stream
