"""The command as a process of its own: at the end of a pipe, before `head`, and on a terminal."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from timeback_sandbox import Sandbox

pytestmark = [pytest.mark.slow, pytest.mark.socket]

COMMAND = (sys.executable, "-m", "timeback_core")


@pytest.fixture
def environment(on_socket: Sandbox, tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "TIMEBACK_API_BASE_URL": on_socket.base_url,
        "TIMEBACK_API_AUTH_URL": on_socket.auth_url,
        "TIMEBACK_API_CLIENT_ID": on_socket.client_id,
        "TIMEBACK_API_CLIENT_SECRET": on_socket.client_secret,
        "TIMEBACK_CONFIG": str(tmp_path / "config.toml"),
        "TERM": "xterm-256color",
        "COLUMNS": "100",
    }


def test_at_the_end_of_a_pipe_there_are_lines_of_json_and_nothing_else(environment: dict[str, str]) -> None:
    words = ("oneroster", "users", "list", "--all", "--limit", "200", "-o", "ndjson", "--fields", "sourcedId")
    done = subprocess.run([*COMMAND, *words], env=environment, capture_output=True, text=True, check=True, timeout=60)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len({row["sourcedId"] for row in rows}) == len(rows) > 500
    assert done.stderr == ""


def test_a_reader_that_leaves_early_ends_the_command_quietly(environment: dict[str, str]) -> None:
    words = ("oneroster", "users", "list", "--all", "--limit", "100", "-o", "ndjson")
    with subprocess.Popen(
        [*COMMAND, *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(30) in {141, -signal.SIGPIPE}


def on_terminal(words: tuple[str, ...], environment: dict[str, str], answer: bytes = b"") -> tuple[str, int]:
    """Return what a command shows on a terminal, without the codes for colours, and its exit code."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    process = subprocess.Popen([*COMMAND, *words], env=environment, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
            if answer and b"]:" in shown:
                os.write(ours, answer)
                answer = b""
    except OSError:  # how Linux says that the other end has been closed
        pass
    finally:
        os.close(ours)
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode()), process.wait(30)


def test_on_a_terminal_there_is_a_table_with_a_total(environment: dict[str, str]) -> None:
    shown, code = on_terminal(("oneroster", "users", "list", "--limit", "3"), environment)
    assert code == 0
    assert "sourcedId" in shown
    assert "3 of " in shown


def test_on_a_terminal_the_bar_counts_and_goes_away_before_the_table(environment: dict[str, str]) -> None:
    shown, code = on_terminal(("oneroster", "orgs", "list", "--all", "--limit", "1"), environment)
    assert code == 0
    assert "Reading" in shown
    assert shown.index("Reading") < shown.index("sourcedId")


def test_on_a_terminal_json_is_indented(environment: dict[str, str]) -> None:
    words = ("oneroster", "users", "list", "--limit", "1", "-o", "json", "--fields", "sourcedId")
    shown, code = on_terminal(words, environment)
    assert code == 0
    assert '    "sourcedId": ' in shown


@pytest.mark.parametrize(("answer", "left"), [(b"n\n", "active"), (b"y\n", "tobedeleted")])
def test_on_a_terminal_somebody_is_asked(
    environment: dict[str, str], answer: bytes, left: str, on_socket: Sandbox
) -> None:
    shown, code = on_terminal(("oneroster", "users", "delete", "student-0001"), environment, answer)
    assert "Delete user student-0001?" in shown
    assert code == (0 if left == "tobedeleted" else 130)
    with on_socket.sync_client() as client:
        assert client.oneroster.users.get("student-0001").status == left


@pytest.mark.parametrize("kind", ["json", "ndjson", "csv", "table"])
def test_results_go_into_a_file_while_the_bar_is_on_the_terminal(
    environment: dict[str, str], tmp_path: Path, kind: str
) -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    words = ("oneroster", "orgs", "list", "--all", "-o", kind, "--fields", "sourcedId")
    file = tmp_path / "orgs"
    try:
        with file.open("wb") as target:
            subprocess.run([*COMMAND, *words], env=environment, stdout=target, stderr=theirs, check=True, timeout=60)
        shown = os.read(ours, 60_000).decode()
    finally:
        os.close(ours)
        os.close(theirs)
    assert "district-lakeside" in file.read_text("utf-8")
    assert "Reading" in shown
    assert "district-lakeside" not in shown


@pytest.mark.skipif(os.name != "posix", reason="a shell closes streams like that")
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_closed_streams_do_not_keep_a_command_from_its_work(environment: dict[str, str], closed: str) -> None:
    line = f'exec "{sys.executable}" -m timeback_core oneroster users list --limit 1 {closed}'
    done = subprocess.run(["sh", "-c", line], env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert ("sourcedId" in done.stdout) == (closed in {"2>&-", "<&-"})


@pytest.mark.skipif(os.name != "posix", reason="pipes end differently elsewhere")
def test_help_that_nobody_reads_ends_like_everything_else(environment: dict[str, str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [*COMMAND, "webhooks", "--help"], env=environment, stdout=writer, stderr=subprocess.PIPE, check=False
        )
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")
