"""What the methods return: mappings as on the wire, with the records as attributes beside.

Each is a ``dict`` with exactly the envelope's key, ``result["CFDocument"]``, and has the same as ``result.data``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar, cast

import msgspec

from timeback_core.case.list_params import window_of
from timeback_core.case.models import CFAssociation, CFDocument, CFItem
from timeback_core.case.models_base import Identified
from timeback_core.case.models_packages import CFPackage, CFPackageWithGroups, Parted
from timeback_core.counted_page import Counts
from timeback_core.decoding import ShapeError, decode_list, decode_record, decode_single
from timeback_core.errors import PaginationError
from timeback_core.pages import PageResult
from timeback_core.paging import has_more, parse_header_total

if TYPE_CHECKING:
    from timeback_core.answers import Again
    from timeback_core.transport.message import Response

__all__ = [
    "CFAssociationResult",
    "CFDocumentPage",
    "CFDocumentResult",
    "CFItemPage",
    "CFItemResult",
    "CFPackageResult",
    "CFPackageWithGroupsResult",
    "Found",
    "RecordPage",
    "read_page",
    "read_record",
]

T = TypeVar("T", bound=Identified)

SERVERS_LIMIT = 100
"""Records on a page when nobody says how many."""


def read_record(content: bytes, model: type[T], key: str) -> T:
    """Return the one record of an answer, in its envelope or bare, in either spelling of ids.

    Args:
        content: The body of the answer.
        model: The record's type.
        key: The envelope's key.

    Raises:
        ShapeError: There is no such record in the body.
        msgspec.DecodeError: The body is not JSON.
    """
    try:
        record = _enveloped_or_bare(content, model, key)
    except RecursionError:
        return _deep(content, model, key)
    if record.sourced_id is None:  # pyright: ignore[reportUnnecessaryComparison]  # a server may leave out anything
        raise ShapeError(f"expected an object under the key {key!r}, found none with an id")
    if isinstance(record, Parted):
        record._attach()
    return record


def _deep(content: bytes, model: type[T], key: str) -> T:
    """Return a tree that is nested too deeply for the decoder; nothing else can be."""
    from timeback_core.case.deep import read_deep_tree

    tree: object = read_deep_tree(content, key) if model is CFPackageWithGroups else None
    if tree is None:
        raise ShapeError("the answer is nested too deeply to be read")
    return cast("T", tree)


def _enveloped_or_bare(content: bytes, model: type[T], key: str) -> T:
    if f'"{key}"'.encode() in content:
        try:
            return decode_single(content, model, key)
        except ShapeError:
            pass
    return decode_record(content, model)


def read_page(content: bytes, model: type[T], key: str) -> tuple[list[T], Counts]:
    """Return the records of a page, and what the body says of its place.

    A list without its envelope is the page itself; an object without the list is an empty page.

    Args:
        content: The body of the answer.
        model: The records' type.
        key: The envelope's key.

    Raises:
        ShapeError: The body is neither an object nor a list, or its records are none.
        msgspec.DecodeError: The body is not JSON.
    """
    if content.lstrip()[:1] == b"[":
        return decode_list(b'{"%b":%b}' % (key.encode(), content), model, key)[0], Counts()
    parts = _parts(content)
    if key not in parts:
        return [], Counts()
    records = decode_list(content, model, key)[0]
    return records, Counts() if len(parts) == 1 else Counts.read(content)


def _parts(content: bytes) -> dict[str, msgspec.Raw]:
    try:
        return msgspec.json.decode(content, type=dict[str, msgspec.Raw])
    except msgspec.ValidationError:
        raise ShapeError("expected a JSON object or list") from None


class Found(dict[str, T], Generic[T]):
    """One record, under its envelope's key and as `data`."""

    key: ClassVar[str]
    model: ClassVar[type[Any]]

    def __init_subclass__(cls, *, key: str, model: type[Any]) -> None:
        """Take the envelope's key and the record's type."""
        super().__init_subclass__()
        cls.key, cls.model = key, model

    def __init__(self, data: T) -> None:
        super().__init__({self.key: data})

    @property
    def data(self) -> T:
        """The record."""
        return self[self.key]

    @classmethod
    def from_response(cls, response: Response) -> Self:
        """Return what an answer holds.

        Raises:
            ShapeError: It holds no such record.
        """
        return cls(read_record(response.content, cls.model, cls.key))

    def __reduce__(self) -> tuple[Any, ...]:
        """Serve copying and pickling."""
        return type(self), (self.data,)


class CFDocumentResult(Found[CFDocument], key="CFDocument", model=CFDocument):
    """A framework: ``result["CFDocument"]``, and the same as `data`."""


class CFItemResult(Found[CFItem], key="CFItem", model=CFItem):
    """An item: ``result["CFItem"]``, and the same as `data`."""


class CFAssociationResult(Found[CFAssociation], key="CFAssociation", model=CFAssociation):
    """An association: ``result["CFAssociation"]``, and the same as `data`."""


class CFPackageResult(Found[CFPackage], key="CFPackage", model=CFPackage):
    """A package: ``result["CFPackage"]``, and the same as `data`."""


class CFPackageWithGroupsResult(Found[CFPackageWithGroups], key="CFPackageWithGroups", model=CFPackageWithGroups):
    """A package as a tree: ``result["CFPackageWithGroups"]``, and the same as `data`."""


class RecordPage(dict[str, list[T]], Generic[T]):
    """One page of a list: the records under their envelope's key and as `data`, and where they are in the whole.

    Attributes:
        page: The page as all services have it: a sequence of its records.
        limit: The most records of a page, as asked for or as the server states it; ``None`` if neither says.
        offset: How many records are before this page.
    """

    key: ClassVar[str]
    model: ClassVar[type[Any]]

    def __init_subclass__(cls, *, key: str, model: type[Any]) -> None:
        """Take the envelope's key and the records' type."""
        super().__init_subclass__()
        cls.key, cls.model = key, model

    def __init__(
        self,
        page: PageResult[T],
        *,
        limit: int | None = None,
        offset: int = 0,
        fetch_next: Callable[[], Awaitable[Any]] | None = None,
    ) -> None:
        super().__init__({self.key: page.data})
        self.page = page
        self._fetch_next = fetch_next
        self.limit = limit
        self.offset = offset

    @property
    def data(self) -> list[T]:
        """The records of the page."""
        return self[self.key]

    @property
    def total(self) -> int | None:
        """How many records there are over all pages; ``None`` when the server does not say."""
        return self.page.total

    @property
    def has_more(self) -> bool:
        """Whether records follow."""
        return self.page.has_more

    @property
    def next_offset(self) -> int | None:
        """The offset of the next page; ``None`` at the end."""
        return self.page.next_offset

    @property
    def request_id(self) -> str | None:
        """The ``X-Request-ID`` under which the page was fetched."""
        return self.page.request_id

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the answer."""
        return self.page.headers

    async def fetch_next(self) -> Self | None:
        """Return the next page, or ``None`` after the last one.

        Raises:
            PaginationError: This page was not fetched by a client, so it cannot fetch another.
            APIError: As for the call that gave this page.
        """
        if not self.has_more:
            return None
        if self._fetch_next is None:
            raise PaginationError("this page was not fetched by a client; call list() with its next_offset")
        following: Self = await self._fetch_next()
        return following

    @classmethod
    def from_answer(cls, response: Response, again: Again) -> Self:
        """Return the page that an answer to a list call holds.

        The server's own word that records follow counts first, then the total of the header, then that of the body,
        and without all of these whether the page is full.

        Raises:
            ShapeError: The body holds no list.
        """
        records, counts = read_page(response.content, cls.model, cls.key)
        limit, offset = window_of(again.plan.arranged(again.values))
        offset = offset if offset is not None else counts.offset or 0
        limit = limit if limit is not None else counts.limit
        total = parse_header_total(response.headers)
        total = counts.total_count if total is None else total
        following = offset + len(records)
        more = has_more(
            response.headers, received=len(records), limit=limit or SERVERS_LIMIT, following=following, total=total
        )

        def fetch_next() -> Awaitable[Any]:
            return again(offset=following)

        async def fetch_next_page() -> PageResult[T]:
            next_one: RecordPage[T] = await fetch_next()
            return next_one.page

        page = PageResult[T](
            records,
            more,
            total,
            following if more else None,
            request_id=response.headers.get("x-request-id"),
            headers=response.headers,
            fetch_next=fetch_next_page,
        )
        return cls(page, limit=limit, offset=offset, fetch_next=fetch_next)

    @classmethod
    def nothing(cls) -> Self:
        """Return the page of a condition that nothing can meet."""
        nothing: list[T] = []
        return cls(PageResult(nothing, total=0))

    def __reduce__(self) -> tuple[Any, ...]:
        """Serve copying and pickling; the copy cannot fetch the next page."""
        page = self.page
        copied = PageResult(self.data, page.has_more, page.total, page.next_offset, request_id=page.request_id)
        return _rebuilt, (type(self), copied, self.limit, self.offset)


def _rebuilt(kind: type[RecordPage[Any]], page: PageResult[Any], limit: int | None, offset: int) -> RecordPage[Any]:
    return kind(page, limit=limit, offset=offset)


class CFDocumentPage(RecordPage[CFDocument], key="CFDocuments", model=CFDocument):
    """One page of frameworks: ``page["CFDocuments"]``, and the same as `data`."""


class CFItemPage(RecordPage[CFItem], key="CFItems", model=CFItem):
    """One page of items: ``page["CFItems"]``, and the same as `data`."""
