"""Makes deliveries: in the background when they are due, or at once for a caller who asks.

Who decides is a thread that talks to the database; who waits for receivers is an event loop in another one. What is
stored never waits for either: it only leaves rows behind.
"""

from __future__ import annotations

import logging
import os
import threading
import time
import uuid
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from timeback_sandbox.background import Repeater
from timeback_sandbox.webhooks import log, queue
from timeback_sandbox.webhooks.loop import LoopThread
from timeback_sandbox.webhooks.queue import Claim, Result
from timeback_sandbox.webhooks.reach import Rules
from timeback_sandbox.webhooks.schedule import Outcome
from timeback_sandbox.webhooks.sending import Receiver, Sender
from timeback_sandbox.webhooks.signing import delivery_headers, masked_headers, masked_text

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from timeback_sandbox.state import State

__all__ = ["DeliveryEngine"]

logger = logging.getLogger("timeback_sandbox")

AT_ONCE = 32
"""Attempts that are made at the same time."""
_LOOK_AGAIN = 5.0
"""Seconds after which rows of other processes are looked for."""
_PRUNE_EVERY = 200
_STOP_WITHIN = 2.0


class DeliveryEngine:
    """Delivers events to webhooks.

    Args:
        state: The sandbox.

    Attributes:
        sender: Talks to receivers.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self.sender = Sender(Rules(state.settings.webhook_targets), state.settings.webhook_timeout)
        self._repeater = Repeater("timeback-deliveries", self._step)
        self._loop = LoopThread("timeback-receivers", self.sender.close)
        self._rounds = threading.Lock()
        self._changed = threading.Condition()
        self._owner = _new_owner()
        self._expected = False
        self._stopped = False
        self._attempting: dict[str, tuple[Claim, Future[Outcome] | None]] = {}
        self._results: list[Result] = []
        self._recorded = 0
        self._waited_for = 0
        self._prolonged = 0.0

    # ------------------------------------------------------------ what others call

    def expect(self) -> None:
        """Tells that there are deliveries; until then nothing runs."""
        self._expected = True

    def wake(self) -> None:
        """Looks soon for what is due."""
        if self._expected and not self._stopped:
            self._repeater.wake()

    def resume(self) -> None:
        """Goes on with what an earlier process left pending."""
        shared = self._state.room.shared
        with self._state.store.read() as connection:
            pending = queue.has_pending(connection)
        if pending and not shared:  # nobody else is there, so that nobody is attempting anything
            with self._state.store.write() as connection:
                queue.release_others(connection, self._owner)
        if pending or shared:
            self.expect()
            self.wake()

    def forget(self) -> None:
        """Gives up what is being attempted: the data is another one now."""
        with self._rounds, self._changed:
            self._owner = _new_owner()
            self._results.clear()
            attempts = list(self._attempting.values())
            self._attempting.clear()
            self._changed.notify_all()
        for _, future in attempts:
            if future is not None:
                future.cancel()

    def stop(self) -> None:
        """Ends everything within seconds; what was not finished stays pending."""
        self._stopped = True
        self._loop.stop(_STOP_WITHIN)
        self._repeater.stop(_STOP_WITHIN)
        with self._changed:
            self._attempting.clear()
            self._changed.notify_all()
        if not self._expected or not self._rounds.acquire(timeout=_STOP_WITHIN):
            return
        try:
            with self._state.store.write() as connection:
                self._record(connection, self._taken())
                queue.release(connection, self._owner)
        except Exception:
            logger.exception("the last deliveries could not be written down; they will be made again")
        finally:
            self._rounds.release()

    def run_due(self) -> int:
        """Makes every delivery that is due now, and waits for those that are being made.

        Returns:
            How many attempts were made.
        """
        with self._state.store.read() as connection:
            last = queue.last_seq(connection)
        before = self._recorded
        with self._changed:
            self._waited_for += 1
        try:
            while not self._stopped and self._round(last):
                with self._changed:
                    if not self._results:
                        self._changed.wait(1.0)
        finally:
            with self._changed:
                self._waited_for -= 1
            self.wake()  # for what has come meanwhile
        return self._recorded - before

    def register(self, url: str, receiver: Receiver) -> None:
        """Has a function take the deliveries to a URL, instead of whoever listens there.

        Args:
            url: A webhook's `targetUrl`, as it was registered.
            receiver: Called with headers and body, in a thread; returns a status, None for 200.
        """
        self.sender.receivers[url] = receiver

    def unregister(self, url: str) -> None:
        """Has the deliveries to a URL go there again."""
        self.sender.receivers.pop(url, None)

    def log(
        self, *, webhook: str | None = None, state: str | None = None, limit: int | None = None
    ) -> list[log.DeliveryReading]:
        """The deliveries, oldest first, secrets masked.

        Args:
            webhook: Only those of the webhook of this id.
            state: Only those that are `pending`, `delivered`, `failed`, `skipped` or `cancelled`.
            limit: The newest so many. Default: all that are remembered.
        """
        with self._state.store.read() as connection:
            return log.deliveries(connection, webhook=webhook, state=state, limit=limit)

    def redeliver(self, id: str) -> None:
        """Has a delivery made once more, however it went.

        Raises:
            KeyError: There is no delivery of that id.
            ValueError: Its webhook is deleted or not active.
        """
        with self._state.store.write() as connection:
            if log.find(connection, id) is None:
                raise KeyError(id)
            if not queue.again(connection, id, self._state.clock.timestamp()):
                raise ValueError("the webhook of this delivery is deleted or not active; activate it first")
        self.expect()
        self.wake()

    def switch(self, *, on: bool) -> None:
        """Switches the deliveries off, so that they wait, or on again."""
        with self._state.store.write() as connection:
            queue.switch(connection, on=on)
        self.expect()
        self.wake()

    @property
    def is_on(self) -> bool:
        """Whether deliveries are made."""
        with self._state.store.read() as connection:
            return not queue.is_off(connection)

    # ------------------------------------------------------------ deciding

    def _step(self) -> float | None:
        """One look at what is due.

        Returns:
            Seconds until the next one; None: when woken.
        """
        state = self._state
        if state.room.shared:
            state.refresh()  # other workers may have set the clock
        now = state.clock.timestamp()
        self._round()
        waits = [_LOOK_AGAIN] if state.room.shared else []
        if self._attempting:  # whoever finishes wakes; this is to keep the claims
            waits.append(queue.LEASE / 3)
        if not state.clock.frozen:  # else whoever moves the clock wakes
            with state.store.read() as connection:
                due = queue.next_due(connection, now)
            if due is not None:
                waits.append(max(due - state.clock.timestamp(), 0.001))
        return min(waits, default=None)

    def _round(self, up_to: int | None = None) -> bool:
        """Writes down what is finished, and starts what is due.

        Args:
            up_to: The newest delivery that matters.

        Returns:
            Whether there is more to come of that.
        """
        with self._rounds:
            if self._stopped:
                return False
            results = self._taken()
            now, real = self._state.clock.timestamp(), time.time()
            limit = AT_ONCE - len(self._attempting)
            late = bool(self._attempting) and real - self._prolonged > queue.LEASE / 3
            if results or late or self._is_waiting(now, real, limit, up_to):
                try:
                    with self._state.store.write() as connection:
                        self._record(connection, results)
                        if late:
                            queue.prolong(connection, self._owner, list(self._attempting), real)
                        claims = queue.claim(connection, self._owner, now=now, real=real, limit=limit, up_to=up_to)
                except BaseException:  # nothing was written down; the next round does it
                    with self._changed:
                        self._results[:0] = results
                    raise
                if late or not self._attempting:
                    self._prolonged = real
                for claim in claims:
                    self._start(claim)
            return limit <= 0 or self._is_busy(up_to)

    def _is_waiting(self, now: float, real: float, limit: int, up_to: int | None) -> bool:
        """Whether anything is due; asked first, because to write makes others wait."""
        with self._state.store.read() as connection:
            return bool(queue.waiting(connection, now=now, real=real, limit=limit, up_to=up_to))

    def _is_busy(self, up_to: int | None) -> bool:
        with self._changed:
            attempted = self._attempting.values()
            return bool(self._results) or any(up_to is None or claim.seq <= up_to for claim, _ in attempted)

    def _taken(self) -> list[Result]:
        with self._changed:
            results, self._results = self._results, []
            return results

    def _record(self, connection: Connection, results: list[Result]) -> None:
        for result in results:
            queue.record(connection, self._owner, result, self._state.settings)
            self._recorded += 1
            if self._recorded % _PRUNE_EVERY == 0:
                queue.prune(connection)

    # ------------------------------------------------------------ attempting

    def _start(self, claim: Claim) -> None:
        """Begins an attempt; how it went is told to `_finish`."""
        headers = delivery_headers(
            secret=claim.secret,
            webhook_id=claim.webhook_id,
            message_id=f"msg_{claim.id}",
            attempt=claim.number,
            timestamp=int(time.time()),
            body=claim.body,
        )
        started = self._state.clock.timestamp(), time.monotonic()
        with self._changed:
            self._attempting[claim.id] = claim, None
        try:
            future = self._loop.submit(self.sender.attempt(claim.url, headers, claim.body))
        except RuntimeError:  # stopped meanwhile; the claim is given back
            return
        with self._changed:
            if claim.id in self._attempting:
                self._attempting[claim.id] = claim, future
        future.add_done_callback(
            partial(self._finish, claim, self._owner, masked_headers(headers, claim.secret), started)
        )

    def _finish(
        self, claim: Claim, owner: str, headers: dict[str, str], started: tuple[float, float], done: Future[Outcome]
    ) -> None:
        """Takes note of how an attempt went."""
        moment, begun = started
        finished, duration = self._state.clock.timestamp(), time.monotonic() - begun
        with self._changed:
            if owner == self._owner:
                self._attempting.pop(claim.id, None)
                if not done.cancelled():
                    outcome = _masked(_outcome_of(done), claim.secret)
                    self._results.append(Result(claim, outcome, moment, finished, duration, headers))
            self._changed.notify_all()
            noticed = self._waited_for > 0
        if not noticed:  # two threads would only get in each other's way
            self.wake()


def _new_owner() -> str:
    return f"{os.getpid()}-{uuid.uuid4()}"


def _outcome_of(done: Future[Outcome]) -> Outcome:
    """The outcome; a mistake of ours is one too, so that it is tried again and the others go on."""
    error = done.exception()
    if error is None:
        return done.result()
    logger.error("an attempt at a delivery failed unexpectedly", exc_info=error)
    return Outcome(error=f"the sandbox failed: {type(error).__name__}")


def _masked(outcome: Outcome, secret: str) -> Outcome:
    return outcome if outcome.error is None else replace(outcome, error=masked_text(outcome.error, secret))
