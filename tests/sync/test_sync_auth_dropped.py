# Written by tools/generate_sync.py from tests/contract/test_auth_dropped.py; changes belong there.
"""A refused token is reported to the hooks."""

from __future__ import annotations

from timeback_core import Hooks
from timeback_core.transport.hooks import TokenEvent
from timeback_sandbox import Sandbox


def test_the_hooks_see_a_token_acquired_dropped_and_acquired_again() -> None:
    seen: list[str] = []

    def note(event: TokenEvent) -> None:
        seen.append(event.outcome)

    with Sandbox(seed="empty") as sandbox, sandbox.sync_client(hooks=Hooks(on_token=note)) as timeback:
        timeback.oneroster.orgs.list()
        sandbox.revoke_tokens()
        timeback.oneroster.orgs.list()
    assert seen == ["acquired", "dropped", "acquired"]
