"""A sender that is killed again and again, before a server that fails in every way, loses and doubles nothing."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sensor_places import EVENTS, connection, stored

from timeback_sandbox import Sandbox

TOTAL = 10_000
KILLS = 10
APP = Path(__file__).parent.parent / "support" / "spooling_app.py"


def make_flaky(sandbox: Sandbox) -> None:
    """One answer in eight fails, in each of four ways, repeatably."""
    sandbox.faults.add(method="POST", path=EVENTS, status=503, probability=0.04, seed=1)
    sandbox.faults.add(method="POST", path=EVENTS, drop="before", probability=0.03, seed=2)
    sandbox.faults.add(method="POST", path=EVENTS, drop="after", probability=0.03, seed=3)
    sandbox.faults.add(method="POST", path=EVENTS, body="truncated", probability=0.03, seed=4)


def envelopes(sandbox: Sandbox) -> int:
    """How many envelopes arrived so far: the first fault was asked about each of them."""
    return sandbox.faults.list()[0].seen


def run_and_kill(settings: dict[str, Any], sandbox: Sandbox, chance: random.Random, *, kill: bool) -> bool:
    """Let the application run, and kill it some requests and a moment later; whether it came to its end."""
    process = subprocess.Popen([sys.executable, str(APP), json.dumps(settings)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        if kill:
            goal = envelopes(sandbox) + chance.randrange(0, 18)
            while process.poll() is None and envelopes(sandbox) < goal:
                time.sleep(0.002)
            time.sleep(chance.random() * 0.02)
            process.kill()
        code = process.wait(60)
        assert code in ({0, -9} if kill else {0})
        return code == 0
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


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
        while kills < KILLS and not run_and_kill(settings, sandbox, chance, kill=True):
            kills += 1
        assert kills >= KILLS // 2, "it was done too soon for this test to mean anything"
        assert run_and_kill(settings, sandbox, chance, kill=False)
        assert all(state.fired for state in sandbox.faults.list()), "every kind of failure must have happened"
        sandbox.faults.clear()
        assert Counter(await stored(sandbox)) == Counter(range(TOTAL))
