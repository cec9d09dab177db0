"""The command as a process of its own: what it loads, how it looks on a terminal, and how it ends when interrupted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from timeback_sandbox import Sandbox

pytestmark = pytest.mark.slow

MODULES = "import sys; sys.stderr.write(' '.join(sys.modules))"
HELP = f"""
import atexit
atexit.register(lambda: exec({MODULES!r}))
from timeback_core.cli import main
main(["--help"])
"""


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
    return {**kept, "TIMEBACK_CONFIG": str(folder / "config.toml"), "TERM": "xterm-256color", **more}


def test_the_help_loads_neither_the_client_nor_what_draws_tables(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HELP], env=environment(tmp_path), capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("Usage: timeback")
    loaded = set(done.stderr.split())
    assert "timeback_core.cli.commands" in loaded
    unwanted = ("timeback_core.client", "timeback_core.sync", "timeback_core.oneroster", "timeback_core.transport")
    unwanted += ("timeback_sandbox", "msgspec", "httpx2", "pyreqwest", "rich.console", "tomllib", "keyring", "asyncio")
    assert loaded.isdisjoint(unwanted)


def test_a_service_loads_no_other_service(tmp_path: Path) -> None:
    script = HELP.replace('["--help"]', '["webhooks", "--help"]')
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment(tmp_path), capture_output=True, text=True, check=True
    )
    loaded = set(done.stderr.split())
    assert "timeback_core.webhooks.client" in loaded
    assert loaded.isdisjoint({"timeback_core.oneroster", "timeback_core.qti", "timeback_sandbox", "keyring"})


@pytest.mark.skipif(os.name != "posix", reason="there are no pseudo-terminals elsewhere")
@pytest.mark.parametrize("words", [["--help"], ["config", "--help"], ["config", "list"]])
def test_colours_are_for_terminals_and_no_color_switches_them_off(tmp_path: Path, words: list[str]) -> None:
    import pty

    command = [sys.executable, "-m", "timeback_core", *words]

    def on_terminal(**more: str) -> str:
        ours, theirs = pty.openpty()
        try:
            subprocess.run(command, env=environment(tmp_path, **more), stdout=theirs, stderr=theirs, check=True)
            return os.read(ours, 60_000).decode()
        finally:
            os.close(ours)
            os.close(theirs)

    if words != ["config", "list"]:  # nothing to colour, when there are no profiles
        assert "\x1b[" in on_terminal()
    assert "\x1b[3" not in on_terminal(NO_COLOR="1")
    piped = subprocess.run(command, env=environment(tmp_path), capture_output=True, check=True)
    assert b"\x1b" not in piped.stdout + piped.stderr


@pytest.mark.socket
def test_ctrl_c_ends_a_slow_call_at_once_with_130_and_without_a_traceback(tmp_path: Path) -> None:
    with Sandbox(seed="empty", port=0) as sandbox:
        sandbox.faults.add(delay=60, path="*/schools*")
        variables = {
            "TIMEBACK_BASE_URL": sandbox.base_url,
            "TIMEBACK_AUTH_URL": sandbox.auth_url,
            "TIMEBACK_CLIENT_ID": sandbox.client_id,
            "TIMEBACK_CLIENT_SECRET": sandbox.client_secret,
        }
        command = [sys.executable, "-m", "timeback_core", "oneroster", "schools", "list", "-v"]
        with subprocess.Popen(
            command, env=environment(tmp_path, **variables), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            assert process.stderr is not None
            while "token from" not in (line := process.stderr.readline()):
                assert line, "it ended before it asked"
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=10)
    assert (process.returncode, out, "Traceback" in err) == (130, "", False)


@pytest.mark.socket
def test_the_demo_tells_its_story_from_any_folder(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "timeback_core", "demo"],
        env=environment(tmp_path), cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [f"{step}/6" in done.stdout for step in range(1, 7)] == [True] * 6
    assert done.stdout.count("✓") == 5
    assert "earned 12 XP in Number Lab" in done.stdout
    assert "The server answered 503" in done.stdout
    assert "The server answered 429" in done.stdout


@pytest.mark.socket
def test_python_m_is_the_same_command(tmp_path: Path) -> None:
    with Sandbox(seed="empty", port=0, no_auth=True) as sandbox:
        done = subprocess.run(
            [sys.executable, "-m", "timeback_core", "check", "case", "--base-url", sandbox.base_url],
            env=environment(tmp_path), capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["services"][0]["summary"] == "ok"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_commands_and_profiles(tmp_path: Path, shell: str) -> None:
    (tmp_path / "config.toml").write_text('[profiles.school-a]\nenv = "staging"\n')

    def completed(line: str) -> str:
        words = {
            "bash": {"COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))},
            "zsh": {"_TYPER_COMPLETE_ARGS": line},
            "fish": {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
        }[shell]
        more = {"_TIMEBACK_COMPLETE": f"complete_{shell}", **words}
        command = [sys.executable, "-c", "from timeback_core.cli import main; main()"]
        return subprocess.run(
            command, env=environment(tmp_path, **more), capture_output=True, text=True, check=False
        ).stdout

    assert "webhooks" in completed("timeback web")
    assert "school-a" in completed("timeback --profile ")
    assert "school-a" in completed("timeback config use ")
    assert "assessment-items" in completed("timeback qti ass")
