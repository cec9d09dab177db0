"""One question to a service, asked by each kind of client in the same way."""

from __future__ import annotations

import asyncio
from typing import Any

from timeback_core import TimebackClient
from timeback_core.sync import TimebackClient as SyncClient

KINDS = ["pyreqwest", "httpx2", "sync"]
"""The asynchronous client with either HTTP library, and the synchronous one."""


async def count(settings: dict[str, Any], kind: str, **more: Any) -> int:
    """How many schools there are, by a client of its own."""
    if kind == "sync":
        return await asyncio.to_thread(_count, {**settings, **more})
    async with TimebackClient(**settings, **more, backend=kind) as tb:
        return len(await tb.oneroster.orgs.list())


def _count(settings: dict[str, Any]) -> int:
    with SyncClient(**settings) as tb:
        return len(tb.oneroster.orgs.list())
