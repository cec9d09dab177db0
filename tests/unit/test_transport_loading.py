"""pyreqwest works in any thread, whichever used it first and whether that one still lives."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

IN_THREADS_ONE_AFTER_THE_OTHER = """
import asyncio
import sys
import threading

from timeback_core import TimebackClient
from timeback_core.errors import APIConnectionError

failures = []


async def ask():
    async with TimebackClient(base_url="http://127.0.0.1:9", no_auth=True, max_retries=0) as client:
        try:
            await client.oneroster.schools.list()
        except APIConnectionError as error:
            failures.append(error)


for _ in range(6):
    thread = threading.Thread(target=lambda: asyncio.run(ask()))
    thread.start()
    thread.join()
assert "pyreqwest" in sys.modules
print(len(failures))
"""

NOT_INSTALLED = """
import sys
import threading

sys.modules["pyreqwest"] = None
from timeback_core.transport.pyreqwest_loading import load

found = []


def work():
    try:
        load()
    except ImportError as error:
        found.append(type(error).__name__)


work()
thread = threading.Thread(target=work)
thread.start()
thread.join()
print(*found, [one.name for one in threading.enumerate() if one.name == "timeback-pyreqwest"])
"""


def run(source: str, folder: Path) -> str:
    script = folder / "script.py"
    script.write_text(source, "utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.socket
def test_a_thread_uses_it_after_the_one_that_used_it_first_has_ended(tmp_path: Path) -> None:
    assert run(IN_THREADS_ONE_AFTER_THE_OTHER, tmp_path) == "6"


def test_that_it_is_not_installed_is_said_in_any_thread_and_leaves_none_behind(tmp_path: Path) -> None:
    assert run(NOT_INSTALLED, tmp_path) == "ModuleNotFoundError ModuleNotFoundError []"
