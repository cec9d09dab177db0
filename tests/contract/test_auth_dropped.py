"""A refused token is reported to the hooks."""

from __future__ import annotations

import pytest

from timeback_core import Hooks
from timeback_core.transport.hooks import TokenEvent
from timeback_sandbox import Sandbox

pytestmark = pytest.mark.anyio


async def test_the_hooks_see_a_token_acquired_dropped_and_acquired_again() -> None:
    seen: list[str] = []

    def note(event: TokenEvent) -> None:
        seen.append(event.outcome)

    async with Sandbox(seed="empty") as sandbox, sandbox.client(hooks=Hooks(on_token=note)) as timeback:
        await timeback.oneroster.orgs.list()
        sandbox.revoke_tokens()
        await timeback.oneroster.orgs.list()
    assert seen == ["acquired", "dropped", "acquired"]
