"""Waiting, for what has no deadline of its own."""

from __future__ import annotations

import asyncio

__all__ = ["pause"]


async def pause(seconds: float) -> None:
    """Wait so many seconds."""
    await asyncio.sleep(seconds)
