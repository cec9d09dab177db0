"""A sender that is killed again and again, before a server that fails in every way, loses and doubles nothing."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from killed_apps import run_and_kill
from sensor_places import EVENTS, connection, stored

from timeback_sandbox import Sandbox

TOTAL = 10_000
KILLS = 10


def make_flaky(sandbox: Sandbox) -> None:
    """One answer in eight fails, in each of four ways, repeatably."""
    sandbox.faults.add(method="POST", path=EVENTS, status=503, probability=0.04, seed=1)
    sandbox.faults.add(method="POST", path=EVENTS, drop="before", probability=0.03, seed=2)
    sandbox.faults.add(method="POST", path=EVENTS, drop="after", probability=0.03, seed=3)
    sandbox.faults.add(method="POST", path=EVENTS, body="truncated", probability=0.03, seed=4)


def run(settings: dict[str, Any], sandbox: Sandbox, chance: random.Random, *, kill: bool) -> bool:
    """Let the application run, and kill it after a while; whether it came to its end."""
    return run_and_kill("spooling_app.py", settings, sandbox, chance, most=18, kill=kill)


@pytest.mark.slow
@pytest.mark.socket
@pytest.mark.anyio
async def test_a_sender_killed_at_any_moment_delivers_every_event_once(tmp_path: Path) -> None:
    chance = random.Random(20260302)
    with Sandbox(seed="empty", port=0, journal_size=20_000) as sandbox:
        settings: dict[str, Any] = {
            "client": connection(sandbox),
            "spool": str(tmp_path / "events.spool"),
            "progress": str(tmp_path / "progress"),
            "total": TOTAL,
        }
        make_flaky(sandbox)
        kills = 0
        while kills < KILLS and not run(settings, sandbox, chance, kill=True):
            kills += 1
        assert kills >= KILLS // 2, "it was done too soon for this test to mean anything"
        assert run(settings, sandbox, chance, kill=False)
        assert all(state.fired for state in sandbox.faults.list()), "every kind of failure must have happened"
        sandbox.faults.clear()
        assert Counter(await stored(sandbox)) == Counter(range(TOTAL))
