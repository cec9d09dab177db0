"""Starts what is measured, on this machine: servers as child processes, and scripts in either environment."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PUBLISHED = ROOT / ".venvs" / "published"
PUBLISHED_VERSION = "0.4.0"
START_SECONDS = 60.0


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def published_python() -> Path:
    """The interpreter of the environment with the published client; creates it on the first call.

    It has this project's name, so it lives in an environment of its own and is only ever run as a script.
    """
    python = PUBLISHED / "bin" / "python"
    if not python.exists():
        print(
            f"Installing the published client {PUBLISHED_VERSION} into {PUBLISHED.relative_to(ROOT)} ...",
            file=sys.stderr,
        )
        subprocess.run([sys.executable, "-m", "venv", str(PUBLISHED)], check=True)
        command = [
            str(python),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-input",
        ]
        subprocess.run([*command, f"timeback-core=={PUBLISHED_VERSION}"], check=True, stderr=subprocess.DEVNULL)
    return python


@contextlib.contextmanager
def process(command: list[str], **options: Any) -> Iterator[subprocess.Popen[str]]:
    """A child process with its own group, ended on the way out."""
    child = subprocess.Popen(command, text=True, start_new_session=True, cwd=ROOT, **options)
    try:
        yield child
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait(15)
        if child.stdout is not None:
            child.stdout.close()


@contextlib.contextmanager
def granian(target: str, interface: str) -> Iterator[str]:
    """Serves an application with one worker; yields its base URL once it answers."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        interface,
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += ["--workers", "1", "--no-ws", "--no-access-log", "--log-level", "warning", target]
    with process(command) as child:
        deadline = time.monotonic() + START_SECONDS
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            if child.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{target} did not start (exit status {child.poll()})")
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def sandbox(database: Path, seed: str) -> Iterator[dict[str, str]]:
    """The sandbox as users start it; yields what it prints with ``--json``."""
    command = [str(Path(sys.executable).with_name("timeback")), "sandbox", "--port", "0", "--json"]
    command += ["--database", f"sqlite:///{database}", "--seed", seed]
    with process(command, stdout=subprocess.PIPE) as child:
        lines: list[str] = []
        stdout = child.stdout
        assert stdout is not None
        reader = threading.Thread(target=lambda: lines.append(stdout.readline()), daemon=True)
        reader.start()
        reader.join(5 * START_SECONDS)
        if not lines or not lines[0]:
            raise RuntimeError(f"the sandbox printed nothing (exit status {child.poll()})")
        yield json.loads(lines[0])


def get(url: str) -> Any:
    """The JSON at an address (loopback only), or None for an empty answer."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        body = answer.read()
    return json.loads(body) if body else None


def measure(python: Path, name: str, *, script: str = "workload.py", **arguments: Any) -> dict[str, Any]:
    """What ``workload.py``, or another script, measured in another environment."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "TIMEBACK_"))}
    done = subprocess.run(
        [str(python), str(Path(__file__).with_name(script)), name, json.dumps(arguments)],
        capture_output=True, text=True, check=False, env=clean, cwd="/", timeout=900,
    )  # fmt: skip
    if done.returncode != 0:
        raise RuntimeError(f"{python} {name} failed:\n{done.stderr[-3000:]}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result
