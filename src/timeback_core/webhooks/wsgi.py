"""A WSGI application that takes deliveries."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from timeback_core.webhooks.adapters import refusal_body
from timeback_core.webhooks.received import AnyEvent
from timeback_core.webhooks.received_delivery import ReceivedDelivery
from timeback_core.webhooks.refusals import DeliveryRefusedError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

    from timeback_core.webhooks.receiver import Receiver

__all__ = ["WsgiReceiver"]

_LOG = logging.getLogger("timeback_core.webhooks")


class WsgiReceiver:
    """Answers 204 to deliveries, and calls a handler with their events; see `Receiver.wsgi`."""

    def __init__(self, receiver: Receiver, handle: Callable[[AnyEvent], None], *, answer_first: bool) -> None:
        self._receiver = receiver
        self._handle = handle
        self._answer_first = answer_first

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request of a WSGI server."""
        if environ["REQUEST_METHOD"] != "POST":
            return _answer(start_response, 405, headers=[("Allow", "POST")])
        try:
            delivery = self._receiver.receive(self._read(environ), environ)
        except DeliveryRefusedError as refused:
            _LOG.warning("refused a delivery: %s", refused)
            return _answer(start_response, refused.status_code, refusal_body(refused))
        if self._answer_first:
            _answer(start_response, 204)
            return _Afterwards(lambda: self._work(delivery))
        return _answer(start_response, 204 if self._work(delivery) else 500)

    def _read(self, environ: dict[str, Any]) -> bytes:
        """Return the body."""
        text = str(environ.get("CONTENT_LENGTH") or "")
        length = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
        if length is None:  # only some servers mark the end of a body without a length
            length = self._receiver.max_bytes + 1 if environ.get("wsgi.input_terminated") else 0
        else:
            self._receiver.check_length(length)
        body: bytes = environ["wsgi.input"].read(length)
        return body

    def _work(self, delivery: ReceivedDelivery) -> bool:
        """Call the handler with each event, and tell whether it took all of them."""
        done = True
        for position, event in enumerate(delivery.events):
            try:
                self._handle(event)
            except Exception:  # noqa: BLE001  # whatever the application's handler raises
                done = False
                _LOG.exception("the handler failed for the event %s", delivery.key_of(event))
                delivery.release(event)
            except BaseException:  # the server stops: what is left was not worked on
                for left in delivery.events[position:]:
                    delivery.release(left)
                raise
        return done


class _Afterwards:
    """An empty body; a server closes it once the answer is sent, and then the work begins."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work: Callable[[], object] | None = work

    def __iter__(self) -> Iterator[bytes]:
        return iter(())

    def close(self) -> None:
        work, self._work = self._work, None
        if work is not None:
            work()


def _answer(
    start_response: StartResponse, status: int, body: bytes = b"", headers: list[tuple[str, str]] | None = None
) -> Iterable[bytes]:
    fields = list(headers or [])
    if body:
        fields.append(("Content-Type", "application/json"))
    if status != 204:
        fields.append(("Content-Length", str(len(body))))
    start_response(f"{status} {HTTPStatus(status).phrase}", fields)
    return [body] if body else []
