# Written by tools/generate_sync.py from timeback_core/transport/message.py; changes belong there.
"""What goes over the wire, free of any HTTP library: request, response, and the protocol between them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol, runtime_checkable

from timeback_core.transport.message import Headers, Request, Response


class StreamedResponse:
    """An answer whose body is read piece by piece; valid inside the `with` that gave it.

    Attributes:
        status: HTTP status code.
        headers: Header fields.
        request_id: `X-Request-ID` under which the operation was sent.
        attempts: How many times the operation was sent.
    """

    __slots__ = ("_chunks", "attempts", "headers", "request_id", "status")

    def __init__(self, status: int, headers: Headers, chunks: Iterator[bytes]) -> None:
        self.status = status
        self.headers = headers
        self.request_id = ""
        self.attempts = 1
        self._chunks = chunks

    def chunks(self) -> Iterator[bytes]:
        """The body in pieces of the size in which they arrive; it can be read once."""
        return self._chunks

    def read(self) -> bytes:
        """The rest of the body as one piece."""
        return b"".join([chunk for chunk in self._chunks])

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

    def send(self, request: Request) -> Response:
        """The answer, its body read.

        Args:
            request: What to send.
        """
        ...

    def stream(self, request: Request) -> AbstractContextManager[StreamedResponse]:
        """The answer as soon as its header is there; leaving the context ends it.

        Args:
            request: What to send.
        """
        ...

    def close(self) -> None:
        """Free what is held, such as idle connections."""
        ...
