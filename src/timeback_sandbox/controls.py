"""Steering a sandbox from Python: what the control API does over HTTP, here on the state itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypedDict, Unpack

from timeback_sandbox.faults import BodyFault, DropFault, FaultRule, FaultState
from timeback_sandbox.state import State

__all__ = ["FaultControls", "FaultOptions", "SyncControls"]


class FaultOptions(TypedDict, total=False):
    """The arguments of a fault; see `FaultRule`."""

    id: str
    method: str | None
    path: str
    path_regex: str | None
    status: int | None
    retry_after: float | str | None
    retry_after_form: Literal["seconds", "date"]
    delay: float
    drop: DropFault | None
    body: BodyFault | None
    trickle_seconds: float
    redirect: str | None
    count: int | None
    skip: int
    probability: float
    seed: int


class FaultControls:
    """The faults of a sandbox.

    Args:
        state: Tells the sandbox's state, once it runs.
    """

    __slots__ = ("_state",)

    def __init__(self, state: Callable[[], State]) -> None:
        self._state = state

    def add(self, rule: FaultRule | None = None, **options: Unpack[FaultOptions]) -> FaultRule:
        """Adds a fault; one with the same id is replaced.

        Args:
            rule: The fault as a record, instead of keywords.
            **options: The fault by keywords, for example `path="*/users*", status=503, count=2`.

        Returns:
            The fault with its id.

        Raises:
            ValueError: A value is out of its range, or nothing was said that could go wrong.
        """
        if rule is not None and options:
            raise ValueError("give a FaultRule or keywords, not both")
        return self._state().room.add_fault(rule if rule is not None else FaultRule(**options))

    def list(self) -> list[FaultState]:
        """The faults with their counts, in the order in which they are asked."""
        return self._state().room.faults()

    def remove(self, fault_id: str) -> bool:
        """Removes a fault; False if there is none of that id.

        Args:
            fault_id: The fault's id.
        """
        return self._state().room.remove_fault(fault_id)

    def clear(self) -> None:
        """Removes every fault."""
        self._state().room.clear_faults()


class SyncControls:
    """The controls that take a while, for callers without an event loop.

    Args:
        state: Tells the sandbox's state, once it runs.
    """

    __slots__ = ("_state",)

    def __init__(self, state: Callable[[], State]) -> None:
        self._state = state

    def reset(self, seed: str | None = None) -> dict[str, int]:
        """Starts over; see `State.reset`."""
        return self._state().reset(seed)

    def seed(self, name: str) -> dict[str, int]:
        """Adds the data of a seed; see `State.seed`.

        Args:
            name: The seed: ``empty``, ``demo`` or ``district:N``.
        """
        return self._state().seed(name)

    def snapshot(self, name: str) -> None:
        """Remembers the data under a name; see `State.snapshot`.

        Args:
            name: The snapshot's name.
        """
        self._state().snapshot(name)

    def restore(self, name: str) -> None:
        """Brings the data back to a snapshot; see `State.restore`.

        Args:
            name: The snapshot's name.
        """
        self._state().restore(name)

    def settle(self) -> int:
        """Does now what goes on in the background; see `State.settle`."""
        return self._state().settle()

    def snapshots(self) -> list[str]:
        """The names of the snapshots."""
        return self._state().snapshots()
