"""Several waits at a time, on the event loop that runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

__all__ = ["together"]


async def together(calls: Iterable[Callable[[], Coroutine[Any, Any, object]]]) -> None:
    """Carry out calls side by side, and wait for all of them."""
    await asyncio.gather(*(call() for call in calls))
