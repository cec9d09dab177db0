"""What goes over the wire, free of any HTTP library: request, response, and the protocol between them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Literal, Protocol, runtime_checkable

FailureKind = Literal[
    "connect",
    "connect_timeout",
    "certificate",
    "proxy",
    "pool_timeout",
    "timeout",
    "read",
    "write",
    "protocol",
    "closed",
]
"""Where an attempt broke off. `certificate` is one that was not accepted, `proxy` a proxy that wants other
credentials, `timeout` the attempt's own time limit, `closed` a sender closed by its owner."""


class Headers(Mapping[str, str]):
    """Header fields of a response: a mapping whose names are compared without regard to case.

    A field sent several times is one entry, its values joined by `, `; `get_list` gives them one by one.
    The source is read on first use, since most answers are used without looking at a header.
    """

    __slots__ = ("_index", "_source")

    def __init__(self, source: Iterable[tuple[str, str]] = ()) -> None:
        self._source = source
        self._index: dict[str, list[str]] | None = None

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Headers:
        """Header fields from (name, value) pairs, in the order in which they came.

        Args:
            pairs: Names and values.
        """
        return cls(pairs)

    def get_list(self, name: str) -> list[str]:
        """Every value of the field, in order; an empty list if it was not sent.

        Args:
            name: The field's name, in any case.
        """
        return list(self._fields().get(name.lower(), ()))

    def _fields(self) -> dict[str, list[str]]:
        index = self._index
        if index is None:
            index = self._index = {}
            for name, value in self._source:
                index.setdefault(name.lower(), []).append(value)
            self._source = ()
        return index

    def __getitem__(self, name: str) -> str:
        return ", ".join(self._fields()[name.lower()])

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._fields()

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields())

    def __len__(self) -> int:
        return len(self._fields())

    def __repr__(self) -> str:
        return f"<Headers {', '.join(self._fields())}>"


class Request:
    """One attempt to be sent.

    Args:
        method: HTTP method, upper case.
        url: Absolute URL, query included, already encoded.
        headers: Header fields; the sender adds only what the connection needs (`Host`, `Content-Length` ...).
        content: Body, or `None` for a request without one.
        timeout: Seconds for the whole attempt, body included; `None` for no limit.
        connect: Seconds for connecting; `None` leaves it to `timeout`.
        read: Seconds between two pieces of the answer; `None` leaves it to `timeout`.
        pool: Seconds to wait for a free connection; `None` leaves it to `timeout`.
        max_bytes: Largest body accepted, after decompression; `None` for no bound.
    """

    __slots__ = ("connect", "content", "headers", "max_bytes", "method", "pool", "read", "timeout", "url")

    def __init__(
        self,
        method: str,
        url: str,
        headers: dict[str, str] | None = None,
        content: bytes | None = None,
        timeout: float | None = None,
        *,
        connect: float | None = None,
        read: float | None = None,
        pool: float | None = None,
        max_bytes: int | None = None,
    ) -> None:
        self.method = method
        self.url = url
        self.headers: dict[str, str] = {} if headers is None else headers
        self.content = content
        self.timeout = timeout
        self.connect = connect
        self.read = read
        self.pool = pool
        self.max_bytes = max_bytes

    def __repr__(self) -> str:
        return f"<Request {self.method} {self.url.partition('?')[0]}>"


class Response:
    """An answer whose body has been read.

    Attributes:
        status: HTTP status code.
        headers: Header fields.
        content: Body, decompressed.
        request_id: `X-Request-ID` under which the operation was sent; empty when a sender made it.
        attempts: How many times the operation was sent, this answer included.
        elapsed: Seconds that the operation took, waiting and tokens included.
    """

    __slots__ = ("attempts", "content", "elapsed", "headers", "request_id", "status")

    def __init__(self, status: int, headers: Headers, content: bytes = b"") -> None:
        self.status = status
        self.headers = headers
        self.content = content
        self.request_id = ""
        self.attempts = 1
        self.elapsed = 0.0

    def __repr__(self) -> str:
        return f"<Response {self.status}, {len(self.content)} bytes>"


class StreamedResponse:
    """An answer whose body is read piece by piece; valid inside the `async with` that gave it.

    Attributes:
        status: HTTP status code.
        headers: Header fields.
        request_id: `X-Request-ID` under which the operation was sent.
        attempts: How many times the operation was sent.
    """

    __slots__ = ("_chunks", "attempts", "headers", "request_id", "status")

    def __init__(self, status: int, headers: Headers, chunks: AsyncIterator[bytes]) -> None:
        self.status = status
        self.headers = headers
        self.request_id = ""
        self.attempts = 1
        self._chunks = chunks

    def chunks(self) -> AsyncIterator[bytes]:
        """The body in pieces of the size in which they arrive; it can be read once."""
        return self._chunks

    async def read(self) -> bytes:
        """The rest of the body as one piece."""
        return b"".join([chunk async for chunk in self._chunks])

    def __repr__(self) -> str:
        return f"<StreamedResponse {self.status}>"


@runtime_checkable
class Sender(Protocol):
    """What carries one request to a server: an HTTP library behind four members.

    `send` and `stream` raise `SendFailure` (or `ResponseTooLarge`) and nothing else of their own. They follow no
    redirect, keep no cookie, add no referer, decompress the body, and honour the request's time limits.

    A sender may say more about itself: `keeps_time = True` if `send` surely ends within `request.timeout` (the
    pipeline then sets no timer around it), `in_process = True` if nothing goes over a network (so that credentials
    may go to any URL).
    """

    @property
    def name(self) -> str:
        """Library and version as `pyreqwest/0.15.1`, for the User-Agent."""
        ...

    async def send(self, request: Request) -> Response:
        """The answer, its body read.

        Args:
            request: What to send.
        """
        ...

    def stream(self, request: Request) -> AbstractAsyncContextManager[StreamedResponse]:
        """The answer as soon as its header is there; leaving the context ends it.

        Args:
            request: What to send.
        """
        ...

    async def close(self) -> None:
        """Free what is held: idle connections, background tasks."""
        ...


class SendFailure(Exception):  # noqa: N818 - what happened, not yet an error for the caller
    """An attempt that brought no complete answer; the HTTP library's own error is its `__cause__`.

    Attributes:
        kind: Where it broke off.
        not_sent: True only when it is certain that no part of the request reached the server.
    """

    def __init__(self, kind: FailureKind, message: str, *, not_sent: bool = False) -> None:
        super().__init__(message)
        self.kind: FailureKind = kind
        self.not_sent = not_sent


class ResponseTooLarge(Exception):  # noqa: N818 - as above
    """The body exceeds the bound that the request set.

    Attributes:
        limit: The bound, in bytes.
        status: Status of the answer that was given up.
    """

    def __init__(self, limit: int, status: int) -> None:
        super().__init__(f"the response body is larger than {limit} bytes")
        self.limit = limit
        self.status = status
