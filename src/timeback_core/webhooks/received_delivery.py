"""A delivery that was verified, and the events in it that had not been taken before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from inspect import iscoroutine
from typing import Self

from timeback_core.webhooks.delivery_headers import DeliveryHeaders
from timeback_core.webhooks.received import AnyEvent
from timeback_core.webhooks.repetitions import Repetitions

__all__ = ["ReceivedDelivery"]


class ReceivedDelivery:
    """What a receiver makes of a request.

    As a context manager it gives its events back when the block fails, so that the sender's next attempt is
    taken: ``with receiver.receive(body, headers) as delivery: …``, or ``async with`` where the receiver is used
    asynchronously.

    Attributes:
        id: The delivery's ``webhook-id``, the same in all attempts; ``None`` from a sender that gives none.
        sent_at: When this attempt was made; ``None`` from a sender that does not say.
        webhook_id: The registration that it belongs to, as the sender says; the signature does not cover it.
        attempt: The number of this attempt, from 1, as the sender says; the signature does not cover it.
        events: The events to work on, in their order.
        repeated: Those that have been taken before.
    """

    __slots__ = ("_repetitions", "attempt", "events", "id", "repeated", "sent_at", "webhook_id")

    def __init__(self, events: Sequence[AnyEvent], headers: DeliveryHeaders, repetitions: Repetitions | None) -> None:
        self.id = headers.get("webhook-id")
        self.sent_at = _moment(headers.get("webhook-timestamp"))
        self.webhook_id = headers.get("x-timeback-webhook-id")
        attempt = headers.get("x-timeback-attempt") or ""
        self.attempt = int(attempt) if attempt.isascii() and attempt.isdigit() and len(attempt) < 10 else None
        self.events: list[AnyEvent] = list(events)
        self.repeated: list[AnyEvent] = []
        self._repetitions = repetitions

    def key_of(self, event: AnyEvent) -> str | None:
        """Return what an event is known by: its own id, else the delivery's; ``None`` when there is neither.

        Args:
            event: An event of this delivery.
        """
        return event.id or self.id

    def sort_out(self) -> None:
        """Take the events, and put those aside that have been taken before.

        Raises:
            TypeError: What remembers events is asynchronous.
        """
        offered, self.events = self.events, []
        try:
            for event in offered:
                key, first = self.key_of(event), True
                if self._repetitions is not None and key is not None:
                    answer = self._repetitions.claim(key)
                    if not isinstance(answer, bool):
                        _asynchronous(answer)
                    first = bool(answer)
                (self.events if first else self.repeated).append(event)
        except BaseException:  # nobody gets to work on those that were taken already
            self.release()
            raise

    async def sort_out_async(self) -> None:
        """Take the events, and put those aside that have been taken before."""
        offered, self.events = self.events, []
        try:
            for event in offered:
                key, first = self.key_of(event), True
                if self._repetitions is not None and key is not None:
                    answer = self._repetitions.claim(key)
                    first = answer if isinstance(answer, bool) else await answer
                (self.events if first else self.repeated).append(event)
        except BaseException:  # nobody gets to work on those that were taken already
            await self.release_async()
            raise

    def release(self, event: AnyEvent | None = None) -> None:
        """Give an event back, or all of them, because it could not be worked on.

        Args:
            event: An event of this delivery; ``None`` for all.

        Raises:
            TypeError: What remembers events is asynchronous.
        """
        for key in self._keys(event):
            if self._repetitions is not None:
                answer = self._repetitions.release(key)
                if answer is not None:
                    _asynchronous(answer)

    async def release_async(self, event: AnyEvent | None = None) -> None:
        """Give an event back, or all of them, because it could not be worked on.

        Args:
            event: An event of this delivery; ``None`` for all.
        """
        for key in self._keys(event):
            if self._repetitions is not None:
                answer = self._repetitions.release(key)
                if answer is not None:
                    await answer

    def _keys(self, event: AnyEvent | None) -> list[str]:
        events = self.events if event is None else [event]
        return [key for key in map(self.key_of, events) if key is not None]

    def __enter__(self) -> Self:
        """Return the delivery."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Give the events back when the block failed."""
        if kind is not None:
            self.release()

    async def __aenter__(self) -> Self:
        """Return the delivery."""
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Give the events back when the block failed."""
        if kind is not None:
            await self.release_async()

    def __repr__(self) -> str:
        """Return what it is, without what is in the events."""
        return f"<ReceivedDelivery {self.id}: {len(self.events)} events, {len(self.repeated)} repeated>"


def _moment(text: str | None) -> datetime | None:
    if text is None or not (text.isascii() and text.isdigit()):
        return None
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _asynchronous(answer: object) -> None:
    """Refuse an answer that nobody would wait for."""
    if iscoroutine(answer):
        answer.close()  # a coroutine that is dropped would warn
    raise TypeError(
        "what remembers events is asynchronous: use receive_async(), from_starlette() or asgi(), or give methods "
        "that return at once"
    )
