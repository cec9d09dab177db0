"""The settings of a sensor: what may be given, and what holds in the end."""

from __future__ import annotations

import inspect
import math
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, TypedDict, get_args

import msgspec

from timeback_core.caliper.send_result import SendEventsResult
from timeback_core.caliper.sensor_queue import QueuedEvent
from timeback_core.errors import ConfigurationError

__all__ = ["Confirm", "OnDelivered", "OnDropped", "OnError", "Overflow", "SensorOptions", "SensorSettings", "settle"]

Overflow = Literal["drop_new", "drop_old", "block", "raise"]
"""What happens to an event that finds the queue full."""

Confirm = Literal["accepted", "processed"]
"""When a batch counts as delivered: with the 2xx answer, or when its job has ended well."""

OnError = Callable[[Exception, list[QueuedEvent]], object]
OnDelivered = Callable[[list[QueuedEvent], SendEventsResult], object]
OnDropped = Callable[[QueuedEvent], object]

MEMORY_QUEUE_SIZE = 10_000
MEMORY_RETRIES = 10


class SensorOptions(TypedDict, total=False):
    """How a sensor queues and sends.

    Keys:
        max_queue_size: Events that may wait, at least 1; those being sent come on top. None: no bound. Default
            10,000, and no bound with a spool.
        max_batch_size: Events in one envelope, at least 1. Default 100; 1 on `LEARNWITH_AI`.
        max_batch_bytes: Bytes of one envelope. A larger event is sent alone. Default 450,000.
        flush_interval: Seconds that an event waits for others to fill its envelope, at least 0. Default 2.
        request_timeout: Seconds for one attempt, > 0. Default 15.
        max_retries: How often a batch is sent again before it is given up. None: until it is delivered. Default
            10, and None with a spool.
        max_in_flight: Requests under way at a time, at least 1. Only with 1, the default, the server gets the
            events in their order.
        overflow: What happens to an event that finds the queue full: `drop_new` (default), `drop_old`, `block`
            or `raise`.
        confirm: `accepted` (default): delivered with the 2xx answer. `processed`: when the server's job has ended
            well.
        spool: Path of a file that keeps the events until they are delivered, across crashes and restarts.
        on_error: Called with an error and the events that are given up because of it; with no events when
            something needs attention and nothing is given up. A plain function, as are the two below.
        on_delivered: Called with the events of a batch and the server's answer.
        on_dropped: Called with an event that found the queue full, or had to make room.
    """

    max_queue_size: int | None
    max_batch_size: int
    max_batch_bytes: int
    flush_interval: float
    request_timeout: float
    max_retries: int | None
    max_in_flight: int
    overflow: Overflow
    confirm: Confirm
    spool: str | os.PathLike[str] | None
    on_error: OnError | None
    on_delivered: OnDelivered | None
    on_dropped: OnDropped | None


class SensorSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The options with every default filled in; see `SensorOptions`."""

    max_queue_size: int | None = MEMORY_QUEUE_SIZE
    max_batch_size: int = 100
    max_batch_bytes: int = 450_000
    flush_interval: float = 2.0
    request_timeout: float = 15.0
    max_retries: int | None = MEMORY_RETRIES
    max_in_flight: int = 1
    overflow: Overflow = "drop_new"
    confirm: Confirm = "accepted"
    spool: Path | None = None
    on_error: OnError | None = None
    on_delivered: Callable[[list[QueuedEvent], Any], object] | None = None
    on_dropped: OnDropped | None = None


def settle(options: Mapping[str, object], *, platform: str = "BEYOND_AI") -> SensorSettings:
    """Return the settings that options stand for.

    Raises:
        ConfigurationError: An option is unknown or has an impossible value; the message names it.
    """
    unknown = sorted(set(options) - set(SensorSettings.__struct_fields__))
    if unknown:
        accepted = ", ".join(SensorSettings.__struct_fields__)
        raise ConfigurationError(f"unknown sensor option {', '.join(map(repr, unknown))}; accepted are {accepted}")
    given: dict[str, object] = dict(options)
    spool = given.get("spool")
    given["spool"] = None if spool is None else _path(spool)
    if spool is not None:
        given.setdefault("max_queue_size", None)
        given.setdefault("max_retries", None)
    if platform == "LEARNWITH_AI":
        given.setdefault("max_batch_size", 1)
    _check(given)
    return SensorSettings(**given)  # type: ignore[arg-type]  # each value has just been checked


def _path(value: object) -> Path:
    """The spool's place, made independent of later changes of the working directory."""
    if not isinstance(value, (str, os.PathLike)) or not os.fspath(value):
        raise ConfigurationError(f"spool must be the path of a file, not {value!r}")
    return Path(value).absolute()  # pyright: ignore[reportUnknownArgumentType]  # fspath checked it


def _check(given: dict[str, object]) -> None:
    """Refuse what could not be followed."""
    for name, least, optional in (
        ("max_queue_size", 1, True),
        ("max_batch_size", 1, False),
        ("max_batch_bytes", 1, False),
        ("max_retries", 0, True),
        ("max_in_flight", 1, False),
    ):
        value = given.get(name, least)
        if optional and value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise ConfigurationError(f"{name} must be a whole number of at least {least}, not {value!r}")
    for name, above in (("flush_interval", False), ("request_timeout", True)):
        seconds = given.get(name, 1.0)
        number = isinstance(seconds, (int, float)) and not isinstance(seconds, bool) and math.isfinite(seconds)
        if not number or seconds < 0 or (above and seconds == 0):  # type: ignore[operator]  # it is a number here
            bound = "above 0" if above else "of at least 0"
            raise ConfigurationError(f"{name} must be a finite number of seconds {bound}, not {seconds!r}")
    for name, choices in (("overflow", get_args(Overflow)), ("confirm", get_args(Confirm))):
        choice = given.get(name, choices[0])
        if choice not in choices:
            raise ConfigurationError(f"{name} must be one of {', '.join(choices)}, not {choice!r}")
    for name in ("on_error", "on_delivered", "on_dropped"):
        callback = given.get(name)
        if callback is not None and not callable(callback):
            raise ConfigurationError(f"{name} must be a function, not {callback!r}")
        if inspect.iscoroutinefunction(callback):
            raise ConfigurationError(f"{name} must be a plain function: nobody would await {callback!r}")
