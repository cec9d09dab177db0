"""The sandboxes that the contract tests share, and how a test reaches them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from timeback_core import Hooks
from timeback_core.transport.hooks import RequestEvent, ResponseEvent, RetryEvent
from timeback_sandbox import Sandbox

CLEAN = "clean"
"""The snapshot of the demo data as it was loaded."""

READS = frozenset({"GET", "HEAD", "OPTIONS"})


@contextmanager
def demo_sandbox(port: int | None = None) -> Iterator[Sandbox]:
    """A sandbox with the demo data, and a snapshot of it."""
    with Sandbox(seed="demo", port=port, journal_size=20_000) as sandbox:
        sandbox.sync.snapshot(CLEAN)
        yield sandbox


def wrote(sandbox: Sandbox) -> bool:
    """Whether anything but reads and token requests came in since the journal was cleared."""
    return any(entry.method not in READS and not entry.path.endswith("/oauth/token") for entry in sandbox.journal())


def tidy(sandbox: Sandbox) -> None:
    """Bring a shared sandbox back to how it was; the data only if something was written."""
    sandbox.faults.clear()
    sandbox.clock.reset()
    if wrote(sandbox):
        sandbox.sync.restore(CLEAN)
    sandbox.clear_journal()


class Witness:
    """Remembers what a client did, through its hooks."""

    def __init__(self) -> None:
        self.requests: list[RequestEvent] = []
        self.responses: list[ResponseEvent] = []
        self.retries: list[RetryEvent] = []
        self.hooks = Hooks(
            on_request=self.requests.append, on_response=self.responses.append, on_retry=self.retries.append
        )

    @property
    def operations(self) -> set[str]:
        """The operations that were sent."""
        return {event.operation for event in self.requests}
