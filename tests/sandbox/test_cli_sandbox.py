"""The `timeback` command."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from typer.testing import CliRunner

from timeback_core import cli
from timeback_core.cli.commands import app
from timeback_sandbox.settings import Settings

USERS = "/ims/oneroster/rostering/v1p2/users"
START = "from timeback_core.cli import main; main()"


def command(*arguments: str, blocked: str = "") -> list[str]:
    """The command line that runs `timeback` in this interpreter; `blocked` is a module that it cannot import."""
    block = f"import sys; sys.modules[{blocked!r}] = None; " if blocked else ""
    return [sys.executable, "-c", block + START, *arguments]


def run(*arguments: str, blocked: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments, blocked=blocked), capture_output=True, text=True, timeout=60, check=False)


@contextmanager
def running(*arguments: str) -> Generator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """`timeback sandbox --json` on a free port: the process, and what its first line says."""
    process = subprocess.Popen(
        command("sandbox", "--port", "0", "--json", *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, process.communicate()[1]
        yield process, json.loads(line)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def authorization(details: dict[str, Any]) -> dict[str, str]:
    answer = httpx2.post(
        details["auth_url"],
        data={"grant_type": "client_credentials"},
        auth=(details["client_id"], details["client_secret"]),
    )
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


@pytest.mark.slow
@pytest.mark.socket
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_line_is_json_and_a_signal_ends_it_with_0(number: signal.Signals) -> None:
    with running("--seed", "demo", "--client-id", "me", "--client-secret", "hush") as (process, details):
        assert {"base_url", "auth_url", "client_id", "client_secret"} <= set(details)
        assert (details["client_id"], details["client_secret"]) == ("me", "hush")
        answer = httpx2.get(f"{details['base_url']}{USERS}", headers=authorization(details))
        assert answer.json()["totalCount"] > 300
        process.send_signal(number)
        out, err = process.communicate(timeout=10)
        assert (process.returncode, out, err) == (0, "", "")


@pytest.mark.socket
@pytest.mark.slow
def test_several_workers_are_one_sandbox(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/school.db"
    with running("--seed", "empty", "--workers", "2", "--database", database) as (process, details):
        base = details["base_url"]
        control = {"X-Sandbox-Key": details["control_key"]}
        headers = authorization(details)

        def get(path: str, **more: Any) -> httpx2.Response:
            # a new connection each time, so that both workers get some
            return httpx2.get(base + path, headers=headers | more.pop("headers", {}), **more)

        assert {get(USERS).status_code for _ in range(30)} == {200}
        journal = httpx2.get(f"{base}/_sandbox/journal", headers=control).json()
        assert len({entry["worker"] for entry in journal}) == 2
        assert len([entry for entry in journal if entry["path"] == USERS]) == 30
        httpx2.post(f"{base}/_sandbox/faults", headers=control, json={"status": 503, "count": 7, "path": USERS})
        statuses = [get(USERS).status_code for _ in range(30)]
        assert statuses.count(503) == 7
        httpx2.post(f"{base}/_sandbox/clock/advance", headers=control, json={"seconds": 4000})
        assert {get(USERS).status_code for _ in range(20)} == {401}
        counters = httpx2.get(f"{base}/_sandbox/counters", headers=control).json()
        assert counters["token_requests"] == 1
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=15)
        assert (process.returncode, err) == (0, "")


@pytest.mark.socket
@pytest.mark.slow
def test_ctrl_c_at_a_terminal_reaches_all_workers_and_ends_with_0(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/school.db"
    with running("--seed", "empty", "--workers", "2", "--database", database) as (process, _):
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=15)
        assert (process.returncode, err) == (0, "")


@pytest.mark.socket
@pytest.mark.slow
def test_a_file_is_seeded_once(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/school.db"
    secrets = set()
    for seed in ("district:100", "demo"):
        with running("--seed", seed, "--database", database) as (process, details):
            answer = httpx2.get(f"{details['base_url']}{USERS}?limit=1", headers=authorization(details))
            assert answer.json()["totalCount"] == 100
            secrets.add(details["client_secret"])
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=10)
    assert len(secrets) == 1


@pytest.mark.socket
@pytest.mark.slow
def test_without_json_it_shows_a_panel_and_quiet_shows_nothing() -> None:
    for arguments, shown in ((["--no-auth"], True), (["--quiet"], False)):
        process = subprocess.Popen(
            command("sandbox", "--port", "0", "--seed", "empty", *arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            out = ""
            if shown:
                while "Ctrl-C" not in out:
                    line = process.stdout.readline()
                    assert line, "it ended before it served"
                    out += line
                assert "http://127.0.0.1:" in out
                assert "none is asked for" in out
            else:
                wait_for_socket(process.pid)
            process.send_signal(signal.SIGINT)
            rest, err = process.communicate(timeout=10)
            assert (process.returncode, err) == (0, "")
            assert bool(rest) is shown
        finally:
            process.kill()
            process.communicate()


def wait_for_socket(pid: int) -> None:
    """Returns once a process handles SIGINT by itself, which it does when it serves."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        pytest.skip("needs /proc to see when a process that prints nothing is ready")
    while True:
        caught = next(line for line in status.read_text().splitlines() if line.startswith("SigCgt"))
        if int(caught.split()[1], 16) & (1 << (signal.SIGTERM - 1)):
            return


@pytest.mark.socket
@pytest.mark.slow
def test_a_port_in_use_ends_it_with_1_and_says_what_to_do() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = run("sandbox", "--port", str(taken.getsockname()[1]), "--seed", "empty")
    assert result.returncode == 1
    assert "--port" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--seed", "nonsense"],
        ["--workers", "2"],
        ["--port", "70000"],
        ["--token-lifetime", "0"],
        ["--job-delay", "-1"],
        ["--webhook-target", "no host!"],
        ["--database", "nonsense"],
        ["--unknown"],
    ],
)
@pytest.mark.slow
def test_wrong_options_end_it_with_2(arguments: list[str]) -> None:
    result = run("sandbox", "--port", "0", *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr


def test_options_become_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Settings] = []
    monkeypatch.setattr("timeback_core.cli.run_sandbox.run", lambda settings, *_: seen.append(settings))
    words = "sandbox --strict-caliper --job-delay 0.5 --webhook-target loopback --webhook-target 10.1.0.0/16 --no-auth"
    result = CliRunner().invoke(app, words.split())
    assert result.exit_code == 0, result.output
    (settings,) = seen
    assert (settings.caliper_validation, settings.job_delay, settings.no_auth) == ("strict", 0.5, True)
    assert settings.webhook_targets == ("loopback", "10.1.0.0/16")


@pytest.mark.parametrize("module", ["typer", "litestar", "granian", "sqlalchemy"])
@pytest.mark.slow
def test_a_missing_package_ends_it_with_2_and_says_what_to_install(module: str) -> None:
    result = run("sandbox", "--port", "0", "--seed", "empty", blocked=module)
    assert result.returncode == 2
    assert 'pip install "timeback-core[sandbox]"' in result.stderr
    assert module in result.stderr


def test_version_and_help() -> None:
    from importlib import metadata

    assert run("version").stdout.strip() == metadata.version("timeback-core")
    text = run("sandbox", "--help").stdout
    for option in ("--host", "--port", "--database", "--seed", "--workers", "--json"):
        assert option in text


def test_the_module_can_be_imported_without_any_extra() -> None:
    assert callable(cli.main)
