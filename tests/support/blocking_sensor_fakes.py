"""A synchronous sensor without a network or waiting: real threads, a scripted client, a clock of the test's."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, Generic, TypeVar, Unpack

import msgspec
import pytest
from sensor_fakes import SENSOR, Answer, Ids, Script, event, number_of

from timeback_core.caliper import sensor_exit
from timeback_core.sync.caliper.sensor import CaliperSensor
from timeback_core.sync.caliper.sensor_options import SensorOptions
from timeback_core.sync.transport.lifetime import Lifetime

T = TypeVar("T")
PATIENCE = 20.0
"""Seconds after which a thread that should have done something is taken for stuck."""


def until(condition: Callable[[], object], what: str = "it never came true") -> None:
    """Wait until something is true that a thread brings about."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.0005)


class FakeCondition(threading.Condition):
    """A condition whose waits end when the test's clock says so, and which knows who waits."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self._clock = clock

    def wait(self, timeout: float | None = None) -> bool:
        self._clock.enter(self, timeout)
        try:
            return super().wait(PATIENCE)
        finally:
            self._clock.leave(self)

    def notify(self, n: int = 1) -> None:
        self._clock.woken(self)
        super().notify(n)

    def notify_all(self) -> None:
        self._clock.woken(self)
        super().notify_all()


class FakeClock:
    """Time that a test moves, for threads."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.waits: list[float] = []
        self._lock = threading.Lock()
        self._waiting: dict[threading.Thread, tuple[FakeCondition, float | None]] = {}

    def monotonic(self) -> float:
        return self.now

    def condition(self) -> threading.Condition:
        return FakeCondition(self)

    def enter(self, condition: FakeCondition, timeout: float | None) -> None:
        with self._lock:
            if timeout is not None:
                self.waits.append(timeout)
            self._waiting[threading.current_thread()] = condition, None if timeout is None else self.now + timeout

    def leave(self, condition: FakeCondition) -> None:
        with self._lock:
            self._waiting.pop(threading.current_thread(), None)

    def woken(self, condition: FakeCondition) -> None:
        """Those who wait there are about to go on."""
        with self._lock:
            self._waiting = {thread: where for thread, where in self._waiting.items() if where[0] is not condition}

    def waiting(self, thread: threading.Thread) -> bool:
        """Whether a thread waits for this clock, or to be told something."""
        with self._lock:
            return thread in self._waiting

    @property
    def pending(self) -> list[float]:
        """Seconds until the end of each wait that has one."""
        with self._lock:
            return sorted(end - self.now for _, end in self._waiting.values() if end is not None)

    def _next(self, end: float) -> tuple[float, FakeCondition] | None:
        """The wait that ends first, if it does so until then."""
        with self._lock:
            ends = [(when, condition) for condition, when in self._waiting.values() if when is not None and when <= end]
        return min(ends, key=lambda one: one[0], default=None)


class FakeEvents:
    """Takes envelopes: the script gets their event ids and answers or raises."""

    def __init__(self, script: Script | None = None) -> None:
        self.script: Script = script or (lambda _: Answer())
        self.envelopes: list[dict[str, Any]] = []
        self.options: list[dict[str, Any]] = []
        self.accepted: Ids = []
        self.under_way = 0
        self.most_under_way = 0
        self._gate = threading.Condition()
        self._is_open = True
        self._blocked: set[threading.Thread] = set()

    @property
    def batches(self) -> list[list[int]]:
        """The numbers of the events of each attempt."""
        return [[number_of(one["id"]) for one in envelope["data"]] for envelope in list(self.envelopes)]

    @property
    def numbers(self) -> list[int]:
        """The numbers of the accepted events, in the order in which they came."""
        return [number_of(one) for one in list(self.accepted)]

    def block(self) -> None:
        """Let requests wait from now on."""
        with self._gate:
            self._is_open = False

    def unblock(self) -> None:
        """Let them through again."""
        with self._gate:
            self._is_open = True
            self._blocked.clear()
            self._gate.notify_all()

    def blocked(self, thread: threading.Thread) -> bool:
        """Whether a thread waits for its request."""
        return thread in self._blocked

    def interrupt(self) -> None:
        """End the waits, as the closing of the lifetime does."""
        with self._gate:
            self._blocked.clear()
            self._gate.notify_all()

    def send(self, content: bytes, options: Any, lifetime: Lifetime) -> Any:
        """Take an envelope as long as the lifetime lasts."""
        envelope = msgspec.json.decode(content)
        with self._gate:
            self.envelopes.append(envelope)
            self.options.append(options)
            self.under_way += 1
            self.most_under_way = max(self.most_under_way, self.under_way)
        ids = [one["id"] for one in envelope["data"]]
        try:
            self._pass(lifetime)
            result = self.script(ids)
        finally:
            with self._gate:
                self.under_way -= 1
        if isinstance(result, Exception):
            raise result
        with self._gate:
            self.accepted.extend(ids)
        return result

    def _pass(self, lifetime: Lifetime) -> None:
        """Wait at the gate; the end of the lifetime ends that."""
        me = threading.current_thread()
        lifetime.enter(self)
        try:
            with self._gate:
                while not self._is_open and not lifetime.closed:
                    self._blocked.add(me)
                    assert self._gate.wait(PATIENCE), "nobody opened the gate"
            lifetime.check()
        finally:
            lifetime.leave(self)


class FakeView:
    """The resource of a client with a lifetime of its own."""

    def __init__(self, events: FakeEvents, lifetime: Lifetime) -> None:
        self._events = events
        self._lifetime = lifetime

    def _send_content(self, content: bytes, options: Any = None) -> Any:
        return self._events.send(content, options, self._lifetime)


class FakeChannel:
    def __init__(self, platform: str, lifetime: Lifetime) -> None:
        self.lifetime = lifetime
        self.platform = platform


class FakeClient:
    """As much of a synchronous Caliper client as a sensor uses."""

    def __init__(self, script: Script | None = None, *, platform: str = "BEYOND_AI") -> None:
        self._channel = FakeChannel(platform, Lifetime("CaliperClient"))
        self.events = FakeEvents(script)
        self.jobs: Any = None

    def _apart(self, name: str) -> Any:
        channel = FakeChannel(self._channel.platform, self._channel.lifetime.child(name))
        return SimpleNamespace(_channel=channel, events=FakeView(self.events, channel.lifetime), jobs=self.jobs)

    def close(self) -> None:
        self._channel.lifetime.wind_down()
        self._channel.lifetime.close()


class Waiter(Generic[T]):
    """A call in a thread of its own."""

    def __init__(self, function: Callable[[], T]) -> None:
        self._future: Future[T] = Future()
        self._function = function
        self.thread = threading.Thread(target=self._run, name="waiter", daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            value = self._function()
        except BaseException as error:
            self._future.set_exception(error)
        else:
            self._future.set_result(value)

    @property
    def done(self) -> bool:
        """Whether it has ended."""
        return self._future.done()

    def result(self) -> T:
        """What it returned or raised."""
        return self._future.result(PATIENCE)


class Stage:
    """A client, a clock, and the sensors on them.

    Attributes:
        client: Scripted.
        events: What it takes.
        clock: The sensors' time.
    """

    def __init__(self, script: Script | None = None, *, platform: str = "BEYOND_AI") -> None:
        self.client = FakeClient(script, platform=platform)
        self.events = self.client.events
        self.clock = FakeClock()
        self.sensors: list[CaliperSensor] = []

    def sensor(self, **options: Unpack[SensorOptions]) -> CaliperSensor:
        """A sensor whose clock is the stage's, and whose random waits are the longest possible."""

        class Timed(CaliperSensor):
            _clock = self.clock
            _chance = staticmethod(lambda: 1.0)

        sensor = Timed(self.client, SENSOR, **options)  # type: ignore[arg-type]  # as much of one as a sensor uses
        self.sensors.append(sensor)
        return sensor

    def threads(self) -> list[threading.Thread]:
        """The threads that send."""
        return [
            worker
            for sensor in self.sensors
            if sensor._driver is not None
            for worker in list(sensor._driver._workers)
            if worker.is_alive() and worker is not threading.current_thread()
        ]

    def quiet(self) -> None:
        """Wait until every thread of the sensors waits, for time, for news or for its request, or has ended."""
        until(
            lambda: all(self.clock.waiting(one) or self.events.blocked(one) for one in self.threads()),
            "a thread of a sensor never came to rest",
        )

    def advance(self, seconds: float) -> None:
        """Let time pass, and everybody do what is due meanwhile."""
        self.quiet()
        end = self.clock.now + seconds
        while (coming := self.clock._next(end)) is not None:
            when, condition = coming
            self.clock.now = max(when, self.clock.now)
            with condition:
                condition.notify_all()
            self.quiet()
        self.clock.now = end
        self.quiet()

    def waiter(self, function: Callable[[], T]) -> Waiter[T]:
        """Call something in a thread of its own, and return once that waits or has ended."""
        waiter = Waiter(function)
        until(lambda: not waiter.thread.is_alive() or self.clock.waiting(waiter.thread), "it neither waits nor ends")
        return waiter


def stuck(**options: Any) -> tuple[Stage, CaliperSensor]:
    """A sensor whose first request never ends by itself, and which has no room for more than three further events."""
    stage = Stage()
    stage.events.block()
    sensor = stage.sensor(max_queue_size=3, max_batch_size=1, **options)
    for number in range(4):
        assert sensor.enqueue(event(number))
        stage.quiet()
    return stage, sensor


@contextmanager
def interrupted(stage: Stage) -> Iterator[None]:
    """Press Ctrl-C as soon as this thread waits; the block has to end by that."""
    me = threading.main_thread()

    def press() -> None:
        until(lambda: stage.clock.waiting(me))
        os.kill(os.getpid(), signal.SIGINT)

    pressing = threading.Thread(target=press)
    pressing.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            yield
    finally:
        pressing.join()


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """Each test ends with every event settled and every thread ended, or fails; import it to have it."""
    yield
    held = [repr(sensor) for sensor in _held()]
    sensor_exit._holding.clear()
    assert held == []
    until(lambda: not [one for one in threading.enumerate() if one.name == "timeback-sensor"], "a thread goes on")


def _held() -> list[Any]:
    """The sensors that are kept for their events, once their threads had time to say that they have none."""
    end = time.monotonic() + 2
    while sensor_exit._holding and time.monotonic() < end:
        time.sleep(0.001)
    return list(sensor_exit._holding)
