"""The tutorial works as it is written: its files are saved, its commands are run, and they print what it shows."""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import runpy
import shlex
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import pytest
from documented import TUTORIAL, blocks, commands

from timeback_sandbox import Sandbox

pytestmark = [pytest.mark.slow, pytest.mark.socket]

CHECKER = doctest.OutputChecker()
SETTING_UP = ("python -m venv", ". .venv", "pip install", "timeback sandbox", "export ", "unset ")


def environment(sandbox: Sandbox) -> dict[str, str]:
    return {
        **os.environ,
        "TIMEBACK_BASE_URL": sandbox.base_url,
        "TIMEBACK_AUTH_URL": sandbox.auth_url,
        "TIMEBACK_CLIENT_ID": sandbox.client_id,
        "TIMEBACK_CLIENT_SECRET": sandbox.client_secret,
        "PYTHONIOENCODING": "utf-8",
        "NO_COLOR": "1",
        # what the reader has installed, and no plugin besides
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTEST_PLUGINS": "timeback_core.testing.plugin",
    }


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def run(line: str, folder: Path, environ: Mapping[str, str]) -> str:
    """Run a command of the tutorial that ends by itself, and return what it printed."""
    program, *words = shlex.split(line)
    assert program in {"python", "timeback"}
    if program == "timeback":
        words = ["-m", "timeback_core", *words]
    if words[0] == "-m":
        done = subprocess.run(
            [sys.executable, *words], cwd=folder, env=environ, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        return done.stdout
    printed = io.StringIO()
    known = set(sys.modules)
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed):
        patch.chdir(folder)
        patch.syspath_prepend(str(folder))
        patch.setattr(sys, "argv", words)
        for name, value in environ.items():
            patch.setenv(name, value)
        try:
            runpy.run_path(str(folder / words[0]), run_name="__main__")
        finally:
            for name in {path.stem for path in folder.glob("*.py")} - known:
                sys.modules.pop(name, None)
    return printed.getvalue()


def serve(line: str, folder: Path, environ: Mapping[str, str]) -> None:
    """Run the tutorial's app as the page says, answer a question in it, and see the page change."""
    _, *words = shlex.split(line)
    port = free_port()
    words[words.index("--port") + 1] = str(port)
    url = f"http://127.0.0.1:{port}"
    server = subprocess.Popen([sys.executable, "-m", "granian", *words], cwd=folder, env=environ)
    try:
        assert "Siobhán" in patiently(url, server)
        before = patiently(f"{url}/students/student-0001", server)
        with urllib.request.urlopen(f"{url}/students/student-0001/answers/C", data=b"") as answer:
            assert "Which fraction is the largest?" in answer.read().decode()
        deadline = time.monotonic() + 30
        while (after := patiently(f"{url}/students/student-0001", server)) == before:
            assert time.monotonic() < deadline, "the answer never reached the dashboard"
            time.sleep(0.05)
        assert xp(after) == xp(before) + 5
    finally:
        server.terminate()
        assert server.wait(timeout=30) == 0


def patiently(url: str, server: subprocess.Popen[bytes]) -> str:
    """The page at a URL, once the server answers."""
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(url) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as refused:
            raise AssertionError(f"{url} answered {refused.status}: {refused.read().decode()}") from refused
        except OSError:
            assert server.poll() is None, "the app has ended"
            assert time.monotonic() < deadline, "the app does not answer"
            time.sleep(0.05)


def xp(page: str) -> float:
    """The XP of the week that a page shows."""
    return float(page.partition("This week: ")[2].partition(" XP")[0])


def test_every_step_of_the_tutorial_works_and_prints_what_it_shows(tmp_path: Path) -> None:
    saved: set[str] = set()
    ran = 0
    with Sandbox(seed="demo", port=0) as sandbox:
        environ = environment(sandbox)
        for block in blocks(TUTORIAL, "python", "console"):
            if block.language == "python":
                name = block.code.partition("\n")[0].removeprefix("# ")
                assert name.endswith(".py"), f"{block.place} does not say where to save it"
                assert f"`{name}`" in TUTORIAL.read_text("utf-8").partition(block.code)[0], f"{name} is not announced"
                (tmp_path / name).write_text(block.code, "utf-8")
                saved.add(name)
                continue
            for command in commands(block.code):
                if command.line.startswith(SETTING_UP):
                    continue
                ran += 1
                if command.line.startswith("granian "):
                    serve(command.line, tmp_path, environ)
                    continue
                printed = run(command.line, tmp_path, environ)
                assert CHECKER.check_output(command.output, printed, doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE), (
                    f"{block.place}: {command.line}\nshown:\n{command.output}\nprinted:\n{printed}"
                )
    assert saved == {path.name for path in tmp_path.glob("*.py")}
    assert ran >= 9
