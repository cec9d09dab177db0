"""Queues in memory and in a file behave as a plain list does, whatever is done to them; a file also across restarts."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from timeback_core.caliper.sensor_queue import EventStore, MemoryQueue, QueuedEvent
from timeback_core.caliper.spool import Spool

Batch = list[QueuedEvent]


class QueueMachine(RuleBasedStateMachine):
    """Does anything to a queue, and the same to lists."""

    batches = Bundle("batches")

    def __init__(self) -> None:
        super().__init__()
        self.store: EventStore = self.make()
        self.waiting: list[str] = []
        self.order: dict[str, int] = {}
        self.count = 0
        self.generation = 0

    def make(self) -> EventStore:
        return MemoryQueue()

    def sort(self) -> None:
        self.waiting.sort(key=self.order.__getitem__)

    @rule(sizes=st.lists(st.integers(0, 300), min_size=1, max_size=8))
    def add(self, sizes: list[int]) -> None:
        events = [(f"id-{self.count + at}", b"x" * size) for at, size in enumerate(sizes)]
        self.store.add(events)
        for event_id, _ in events:
            self.order[event_id] = self.count
            self.count += 1
            self.waiting.append(event_id)

    @rule(target=batches, most=st.integers(1, 6), size=st.integers(0, 900))
    def take(self, most: int, size: int) -> object:
        events = self.store.take(most, size)
        assert bool(events) == bool(self.waiting)
        assert len(events) <= most
        if len(events) > 1:
            assert sum(len(event.content) + 1 for event in events) <= size
        assert [event.id for event in events] == self.waiting[: len(events)]
        del self.waiting[: len(events)]
        return (self.generation, events) if events else multiple()

    @rule(batch=consumes(batches), keep=st.booleans())
    def settle(self, batch: tuple[int, Batch], keep: bool) -> None:
        generation, events = batch
        if generation != self.generation:
            return
        if keep:
            self.store.give_back(events)
            self.waiting.extend(event.id for event in events)
            self.sort()
        else:
            self.store.remove(events)
            self.forget(events)

    def forget(self, events: Batch) -> None:
        """Events are gone for good."""

    @rule()
    def drop(self) -> None:
        dropped = self.store.drop_oldest()
        if dropped is None:
            assert not self.waiting
        else:
            assert dropped.id == self.waiting.pop(0)
            self.forget([dropped])

    @invariant()
    def agrees(self) -> None:
        assert self.store.waiting == len(self.waiting)
        assert [event.id for event in self.store.peek(None)] == self.waiting
        assert [event.id for event in self.store.peek(3)] == self.waiting[:3]

    def teardown(self) -> None:
        self.store.close()


class SpoolMachine(QueueMachine):
    """The same with a file, which is closed and opened again now and then."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        super().__init__()

    def make(self) -> EventStore:
        return Spool(Path(self.folder.name) / "spool", sensor="s", platform="p")

    def forget(self, events: Batch) -> None:
        for event in events:
            del self.order[event.id]

    @precondition(lambda self: self.order)
    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = self.make()
        self.generation += 1
        self.waiting = list(self.order)
        self.sort()

    def teardown(self) -> None:
        super().teardown()
        self.folder.cleanup()


def test_a_queue_in_memory_is_a_list_with_batches() -> None:
    run_state_machine_as_test(QueueMachine, settings=settings(max_examples=60, stateful_step_count=30, deadline=None))


def test_a_spool_is_a_list_with_batches_across_restarts() -> None:
    run_state_machine_as_test(SpoolMachine, settings=settings(max_examples=40, stateful_step_count=30, deadline=None))
