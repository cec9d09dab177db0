"""Stores the events that were accepted: a little later, in a thread of its own, each job once."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from timeback_sandbox import dialect, effects
from timeback_sandbox.background import Repeater
from timeback_sandbox.caliper import ledger
from timeback_sandbox.caliper.envelope import Envelope, read_stored
from timeback_sandbox.caliper.process import Outcome, Work, process
from timeback_sandbox.moments import format_moment

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from timeback_sandbox.state import State

__all__ = ["JobRunner"]

logger = logging.getLogger("timeback_sandbox")

_JOBS_AT_ONCE = 20
"""Jobs in one transaction: many share its cost, few enough let others write in between."""

_KEPT_BYTES = 32 * 1024 * 1024
"""Envelopes up to this size in all are kept decoded until their job is done."""

_LOOK_AGAIN = 1.0
"""Seconds after which a job that another process has accepted, but does not finish, is taken over."""


class _Kept(NamedTuple):
    envelope: Envelope
    body: bytes


class JobRunner:
    """Brings jobs from `waiting` over `active` to their end, in the order of their acceptance.

    The database knows the state of each job, so that a restart goes on where it stopped; the transaction that
    stores a job's events also ends the job. Memory only holds when each is due, by the real clock.

    Args:
        state: The sandbox.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._delay = state.settings.job_delay
        self._repeater = Repeater("timeback-caliper-jobs", self._step)
        self._lock = threading.Lock()
        self._due: OrderedDict[int, tuple[bool, float]] = OrderedDict()
        self._kept: dict[int, _Kept] = {}
        self._kept_bytes = 0
        self._foreign: dict[int, float] = {}

    # ------------------------------------------------------------ what others call

    def accepted(self, job_id: int, envelope: Envelope, body: bytes) -> None:
        """Takes notice of a job that has been written down.

        Args:
            job_id: Its number.
            envelope: What it is about.
            body: The envelope as it was written down.
        """
        with self._lock:
            self._drop(job_id)
            if self._kept_bytes + len(body) <= _KEPT_BYTES:
                self._kept[job_id] = _Kept(envelope, body)
                self._kept_bytes += len(body)
            if self._delay is None:
                return
            self._due[job_id] = (False, time.monotonic() + self._delay)
        self._repeater.wake()

    def wake(self) -> None:
        """Looks after the jobs soon; does nothing when jobs only go on by hand."""
        if self._delay is not None:
            self._repeater.wake()

    def resume(self) -> None:
        """Goes on with the jobs that the database holds."""
        if self._delay is None:
            return
        with self._state.store.read() as connection:
            found = ledger.open_ids(connection)
        if found:
            self._adopt(found)
            self._repeater.wake()

    def stop(self) -> None:
        """Ends the thread; what is not done is gone on with after the next start."""
        self._repeater.stop()

    def forget(self) -> None:
        """Drops what memory holds about jobs: the database has other ones now."""
        with self._lock:
            self._due.clear()
            self._kept.clear()
            self._kept_bytes = 0
            self._foreign.clear()

    def run_due(self) -> int:
        """Brings every job to its end now, whatever the delay.

        Returns:
            How many.
        """
        done = 0
        while True:
            ended = self._finish(None)
            done += ended
            if not ended:
                return done

    def advance(self, job_id: int | None = None) -> int:
        """Takes every job, or one, a step on: from `waiting` to `active`, from `active` to its end.

        Returns:
            How many jobs went on.
        """
        with self._state.store.read() as connection:
            ids = ledger.open_ids(connection, 1_000_000) if job_id is None else [job_id]
        moved = 0
        for start in range(0, len(ids), _JOBS_AT_ONCE):
            with self._state.store.write() as connection:
                jobs = ledger.open_jobs(connection, ids[start : start + _JOBS_AT_ONCE], _JOBS_AT_ONCE)
                moment = format_moment(self._state.clock.now())
                ledger.mark_active(connection, (job.id for job in jobs if job.state == "waiting"), moment)
                self._end(connection, [job for job in jobs if job.state == "active"])
            moved += len(jobs)
        effects.after_commit(self._state)
        return moved

    # ------------------------------------------------------------ the thread

    def _step(self) -> float | None:
        """Does what is due; tells when there is more to do."""
        now = time.monotonic()
        with self._lock:
            starting = [job for job, (active, due) in self._due.items() if not active and due <= now]
            ending = [job for job, (active, due) in self._due.items() if active and due <= now]
        if self._delay == 0:
            ending, starting = starting + ending, []
        if starting:
            self._start(starting[:1_000], now)
        for at in range(0, len(ending), _JOBS_AT_ONCE):
            self._finish(ending[at : at + _JOBS_AT_ONCE])
        with self._lock:
            soonest = min((due for _, due in self._due.values()), default=None)
        if soonest is not None:
            return max(0.0, soonest - time.monotonic())
        return self._look_around()

    def _start(self, ids: list[int], now: float) -> None:
        with self._state.store.write() as connection:
            ledger.mark_active(connection, ids, format_moment(self._state.clock.now()))
        with self._lock:
            for job_id in ids:
                if job_id in self._due:
                    self._due[job_id] = (True, now + (self._delay or 0.0))

    def _finish(self, ids: list[int] | None) -> int:
        """Brings jobs to their end together; if one of them cannot be done, each by itself."""
        try:
            return self._finish_together(ids)
        except Exception as error:
            if dialect.is_locked(error):
                raise
            with self._state.store.read() as connection:
                single = [job.id for job in ledger.open_jobs(connection, ids, _JOBS_AT_ONCE)]
            if not single:
                raise
            for job_id in single:
                self._finish_alone(job_id)
            return len(single)

    def _finish_together(self, ids: list[int] | None) -> int:
        with self._state.store.write() as connection:
            jobs = ledger.open_jobs(connection, ids, _JOBS_AT_ONCE)
            self._end(connection, jobs)
        if jobs:
            effects.after_commit(self._state)
        self._done([job.id for job in jobs] if ids is None else ids)
        return len(jobs)

    def _finish_alone(self, job_id: int) -> None:
        """Brings a job to its end; one that cannot be done fails, so that it does not hold up the others."""
        try:
            self._finish_together([job_id])
        except Exception as error:
            if dialect.is_locked(error):
                raise
            logger.exception("job %s failed", job_id)
            outcome = Outcome(job_id, "failed", None, "The events could not be stored; the sandbox's log says more")
            with self._state.store.write() as connection:
                ledger.finish(connection, [outcome], format_moment(self._state.clock.now()))
            self._done([job_id])

    def _end(self, connection: Connection, jobs: list[ledger.OpenJob]) -> None:
        """Stores the events of jobs and writes down how they ended."""
        if not jobs:
            return
        now = self._state.clock.now()
        work = [Work(job.id, job.client_id, self._envelope(job)) for job in jobs]
        ledger.finish(connection, process(self._state, connection, work, now), format_moment(now))

    def _envelope(self, job: ledger.OpenJob) -> Envelope:
        # numbers are given anew after a reset, maybe by another process; what is written down counts
        kept = self._kept.get(job.id)
        return kept.envelope if kept is not None and kept.body == job.envelope else read_stored(job.envelope)

    def _done(self, ids: list[int]) -> None:
        with self._lock:
            for job_id in ids:
                self._due.pop(job_id, None)
                self._foreign.pop(job_id, None)
                self._drop(job_id)

    def _drop(self, job_id: int) -> None:
        kept = self._kept.pop(job_id, None)
        if kept is not None:
            self._kept_bytes -= len(kept.body)

    # ------------------------------------------------------------ jobs of other processes

    def _adopt(self, ids: list[int]) -> None:
        now = time.monotonic()
        with self._lock:
            for job_id in ids:
                self._due.setdefault(job_id, (False, now))

    def _look_around(self) -> float | None:
        """Takes over jobs that nobody finishes; whether they are there is only looked up after own work."""
        with self._state.store.read() as connection:
            found = ledger.open_ids(connection)
        now = time.monotonic()
        with self._lock:
            found = [job_id for job_id in found if job_id not in self._due]
            self._foreign = {job_id: self._foreign.get(job_id, now) for job_id in found}
            left = [job_id for job_id, seen in self._foreign.items() if now - seen >= _LOOK_AGAIN]
        if left:
            self._adopt(left)
            return 0.0
        return _LOOK_AGAIN if found else None
