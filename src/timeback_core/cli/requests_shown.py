"""Hooks of a command's client: its own, and with `--verbose` a line on standard error for whatever happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from timeback_core.transport.hooks import ErrorEvent, Hooks, ResponseEvent, RetryEvent, TokenEvent

if TYPE_CHECKING:
    from rich.console import Console

    Hook = Callable[[Any], object]

__all__ = ["made_hooks"]


def made_hooks(console: Console | None, own: dict[str, Hook]) -> Hooks:
    """The hooks of a client.

    Args:
        console: Where to show what happens; None to show nothing.
        own: The command's own hooks, by name.
    """
    shown = {} if console is None else _showing(console)
    both = {name: [hooks[name] for hooks in (own, shown) if name in hooks] for name in {*own, *shown}}
    return Hooks(**{name: _in_turn(hooks) for name, hooks in both.items()})


def _in_turn(hooks: list[Hook]) -> Hook:
    """One hook that calls several."""

    def call(event: object) -> None:
        for hook in hooks:
            hook(event)

    return call


def _showing(console: Console) -> dict[str, Hook]:
    """Hooks that print."""

    def line(text: str) -> None:
        console.print(text, style="dim", markup=False)

    def answered(event: ResponseEvent) -> None:
        line(f"{event.method} {event.url} {event.status}, {event.duration * 1000:.0f} ms, request {event.request_id}")

    def retrying(event: RetryEvent) -> None:
        line(f"{event.method} {event.url}: {event.error}; trying again in {event.delay:.1f} s")

    def failed(event: ErrorEvent) -> None:
        if event.status is None:  # else the answer was shown
            line(f"{event.method} {event.url}: {event.error}")

    def token(event: TokenEvent) -> None:
        line(f"token from {event.url}: {event.error or event.outcome}")

    return {"on_response": answered, "on_retry": retrying, "on_error": failed, "on_token": token}
