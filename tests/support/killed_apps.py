"""Applications in processes of their own that send to a sandbox, and are killed while they do."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from timeback_sandbox import Sandbox


def run_and_kill(
    app: str, settings: dict[str, Any], sandbox: Sandbox, chance: random.Random, *, most: int, kill: bool
) -> bool:
    """Let an application run, and kill it some requests and a moment later; whether it came to its end.

    Args:
        app: Its file in this folder; it says `ready` once it begins.
        settings: What it is told, as JSON.
        sandbox: Where it sends to, with a fault that is asked about each of its requests.
        chance: Decides when it is killed.
        most: It is killed before it has sent so many requests.
        kill: Whether it is killed at all.
    """
    command = [sys.executable, str(Path(__file__).with_name(app)), json.dumps(settings)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        if kill:
            goal = _requests(sandbox) + chance.randrange(0, most)
            while process.poll() is None and _requests(sandbox) < goal:
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


def _requests(sandbox: Sandbox) -> int:
    """How many requests the sandbox has got so far."""
    return sandbox.faults.list()[0].seen
