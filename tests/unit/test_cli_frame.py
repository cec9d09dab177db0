"""The frame of the command: help, exit codes, errors for people and for programs."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import typer
from cli_runs import Cli, make_cli

from timeback_core import errors
from timeback_core.cli.commands import app
from timeback_core.cli.deferred import DeferredCommand
from timeback_core.cli.exit_codes import ExitCode, UsageProblem, exit_code_of
from timeback_core.cli.session import Session
from timeback_core.constants import SERVICE_CLIENTS

ROOT = Path(__file__).parents[2]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    return make_cli(monkeypatch, tmp_path)


def failing(error: BaseException) -> Session:
    """A session whose client cannot be had."""

    @contextmanager
    def connect(_arguments: Mapping[str, Any]) -> Generator[Any]:
        raise error
        yield

    return Session(connect=connect)


LIST = ["oneroster", "schools", "list", "--env", "sandbox"]


def test_the_help_lists_every_service_and_tool(cli: Cli) -> None:
    result = cli.run("--help")
    assert (result.exit_code, result.stderr) == (0, "")
    for name in (*SERVICE_CLIENTS, "demo", "sandbox", "check", "config", "version", "--profile", "--env", "--verbose"):
        assert f"  {name} " in result.stdout or f" {name}\n" in result.stdout or f", {name}" in result.stdout, name


def test_without_a_sub_command_the_help_is_shown_and_it_counts_as_a_usage_error(cli: Cli) -> None:
    result = cli.run()
    assert (result.exit_code, result.stdout.startswith("Usage: timeback"), result.stderr) == (2, True, "")


def test_the_version_is_the_installed_one(cli: Cli) -> None:
    for words in (["--version"], ["version"]):
        assert cli.run(*words).stdout == f"{metadata.version('timeback-core')}\n"


def test_the_commands_of_the_root_can_be_loaded() -> None:
    root = typer.main.get_command(app)
    commands = root.commands  # type: ignore[attr-defined]
    assert list(commands) == ["demo", "sandbox", "check", "config", "version", *SERVICE_CLIENTS]
    for name, command in commands.items():
        assert isinstance(command, DeferredCommand)
        assert command.short_help
        if name not in SERVICE_CLIENTS or name == "webhooks":  # the others take a while, and are tested elsewhere
            assert command.loaded.name == name


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageProblem("no"), 2),
        (errors.ConfigurationError("x"), 3),
        (errors.ServiceNotConfiguredError("x"), 3),
        (errors.ServiceNotSupportedError("x"), 3),
        (errors.UnsupportedOperationError("x"), 3),
        (errors.TokenError("x"), 3),
        (errors.TokenError("x", status_code=503), 9),
        (errors.NotFoundError("x"), 4),
        (errors.AuthenticationError("x"), 5),
        (errors.ForbiddenError("x"), 5),
        (errors.InputValidationError("x"), 6),
        (errors.ValidationError("x"), 6),
        (errors.BadRequestError("x"), 6),
        (errors.ConflictError("x"), 7),
        (errors.RateLimitError("x"), 8),
        (errors.ServerError("x"), 9),
        (errors.APITimeoutError("x"), 9),
        (errors.APIConnectionError("x"), 9),
        (errors.ResponseParseError("x"), 9),
        (errors.JobFailedError("1"), 1),
        (errors.PaginationError("x"), 1),
        (errors.APIError("x", 418), 1),
        (RuntimeError("x"), 1),
        (OSError("x"), 1),
        (BrokenPipeError(), 141),
        (KeyboardInterrupt(), 130),
    ],
)
def test_each_kind_of_error_has_its_exit_code(cli: Cli, error: BaseException, code: int) -> None:
    assert exit_code_of(error) == code
    result = cli.run(*LIST, session=failing(error))
    assert (result.exit_code, "Traceback" in result.output) == (code, False)


def test_the_table_of_the_documentation_has_every_exit_code() -> None:
    page = (ROOT / "docs" / "command-line.md").read_text("utf-8")
    assert [code for code in ExitCode if f"| {code.value} |" not in page] == []


def test_an_error_says_what_was_wrong_with_which_value_and_what_to_do(cli: Cli) -> None:
    error = errors.NotFoundError(
        "No such school", {"imsx_error_details": [{"path": "id", "message": "unknown"}]},
        method="GET", url="https://a.example/schools/x?secret=1", request_id="abc", attempts=1,
    )  # fmt: skip
    plain = cli.run(*LIST, session=failing(error)).stderr
    assert "Error: No such school\n  - id: unknown\n  GET https://a.example/schools/x" in plain
    assert "the command `list` shows what there is" in plain
    assert "abc" not in plain
    verbose = cli.run(*LIST, "--verbose", session=failing(error)).stderr
    assert "request id: abc" in verbose
    assert "Traceback (most recent call last)" in verbose


def test_an_error_is_json_when_the_output_is(cli: Cli) -> None:
    error = errors.RateLimitError("Slow down", retry_after=7.0, request_id="abc")
    result = cli.run(*LIST, "-o", "json", session=failing(error))
    said = json.loads(result.stderr)["error"]
    assert (result.exit_code, result.stdout) == (8, "")
    assert said == {
        "type": "RateLimitError",
        "message": "Slow down",
        "status": 429,
        "request_id": "abc",
        "retry_after": 7.0,
        "advice": "Wait 7 seconds, then try again.",
        "exit_code": 8,
    }


def test_a_mistake_of_this_program_is_called_one(cli: Cli) -> None:
    result = cli.run(*LIST, session=failing(TypeError("no such thing")))
    assert result.stderr.startswith("Error: Unexpected TypeError: no such thing\nThis should not have happened.")
    assert "Traceback" in cli.run(*LIST, "-v", session=failing(TypeError("x"))).stderr


@pytest.mark.parametrize(("module", "extra"), [("litestar.app", "sandbox"), ("timeback_sandbox.none", "")])
def test_a_package_that_a_command_lacks_is_named_with_its_extra(cli: Cli, module: str, extra: str) -> None:
    missing = ModuleNotFoundError(f"No module named {module!r}", name=module)
    ended = cli.run(*LIST, session=failing(missing))
    if extra:
        assert (ended.exit_code, f'pip install "timeback-core[{extra}]"' in ended.stderr) == (2, True)
    else:  # a part of this program itself: no package is missing
        assert (ended.exit_code, "Unexpected ModuleNotFoundError" in ended.stderr) == (1, True)


def test_writing_the_file_needs_the_library_that_keeps_comments(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    cli.write('[profiles.a]\nenv = "sandbox"\n')
    monkeypatch.setitem(sys.modules, "tomlkit", None)
    result = cli.run("config", "use", "a")
    assert (result.exit_code, 'pip install "timeback-core[cli]"' in result.stderr) == (2, True)
    assert cli.run("config", "list").exit_code == 0


def test_a_file_that_cannot_be_used_is_no_mistake_of_this_program(cli: Cli) -> None:
    result = cli.run(*LIST, session=failing(PermissionError(13, "Permission denied", "/x")))
    assert result.stderr == "Error: /x: Permission denied\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["versio"], "Did you mean 'version'?"),
        (["--bogus"], "No such option: --bogus"),
        (["--timeout", "0", "version"], "0 is no number of seconds above 0"),
        (["--env", "moon", "version"], "'moon'"),
        (["config", "use"], "Missing argument 'NAME'"),
    ],
)
def test_a_wrong_command_line_ends_with_2_and_says_where_help_is(cli: Cli, words: list[str], said: str) -> None:
    result = cli.run(*words)
    assert (result.exit_code, said in result.stderr, result.stdout) == (2, True, "")
    assert "--help' for help." in result.stderr
    for asked in (["-o", "json"], ["-ojson"], ["--output=ndjson"]):
        parsed = json.loads(cli.run(*words, *asked).stderr)["error"]
        assert (parsed["type"], parsed["exit_code"]) == ("UsageError", 2)


def test_saying_no_and_ctrl_c_end_with_130(cli: Cli) -> None:
    assert cli.run(*LIST, session=failing(typer.Abort())).exit_code == 130
    assert cli.run(*LIST, session=failing(KeyboardInterrupt())).exit_code == 130


def test_a_command_may_end_with_a_code_of_its_own(cli: Cli) -> None:
    assert cli.run(*LIST, session=failing(typer.Exit(5))).exit_code == 5


def test_the_options_of_the_connection_reach_the_client(cli: Cli) -> None:
    seen: list[Mapping[str, Any]] = []

    @contextmanager
    def connect(arguments: Mapping[str, Any]) -> Generator[Any]:
        seen.append(arguments)
        raise typer.Exit
        yield

    def run(*words: str) -> Mapping[str, Any]:
        assert cli.run(*words, session=Session(connect=connect)).exit_code == 0
        return seen.pop()

    listing = ["oneroster", "schools", "list"]
    assert run(*listing, "--base-url", "http://a.example", "--timeout", "2.5") == {
        "base_url": "http://a.example",
        "timeout": 2.5,
    }
    assert run("--env", "Production", *listing) == {"env": "production"}
    assert run("--env", "sandbox", *listing)["timeout"] == 120  # its first answer waits for the data
    assert run("--env", "sandbox", "--timeout", "3", *listing)["timeout"] == 3
    assert set(run("-v", "--env", "staging", *listing)) == {"env", "hooks"}


@pytest.mark.parametrize(
    "words",
    [["sandbox"], ["demo"], ["version"], ["check"], ["config"], ["config", "init"], ["config", "path"], ["webhooks"],
     ["webhooks", "webhooks", "delete"], ["webhooks", "webhooks", "list"]],
)  # fmt: skip
def test_the_help_of_an_option_shows_what_follows_it_and_nothing_after_a_flag(cli: Cli, words: list[str]) -> None:
    shown = cli.run(*words, "--help", COLUMNS="80").stdout
    assert "Show this message and exit." in shown
    options = [line for line in shown.splitlines() if " --" in line]
    assert [line for line in options if re.search("<(bool|str|int|float|list)", line)] == []


def test_the_reason_why_nothing_was_repeated_is_told_with_the_time_that_ran_out(cli: Cli) -> None:
    late = errors.APITimeoutError("too late")
    late.__cause__ = errors.ServerError("The database is down", status_code=503)
    assert "\n  last failure: The database is down\n" in cli.run(*LIST, session=failing(late)).stderr
    assert json.loads(cli.run(*LIST, "-o", "json", session=failing(late)).stderr)["error"]["cause"] == (
        "The database is down"
    )


def test_a_cause_that_the_message_tells_already_is_not_told_twice(cli: Cli) -> None:
    error = errors.TokenError("No token: refused")
    error.__cause__ = errors.APIError("refused")
    assert "last failure" not in cli.run(*LIST, session=failing(error)).stderr


def test_the_failure_of_a_service_comes_with_the_id_that_its_operator_needs(cli: Cli) -> None:
    error = errors.ServerError("down", status_code=503, request_id="abc")
    assert "\n  request id: abc\n" in cli.run(*LIST, session=failing(error)).stderr


def test_a_wrong_word_is_refused_in_words_of_ours(cli: Cli) -> None:
    assert "Value error" not in cli.run("--env", "moon", "version").stderr


def test_an_unknown_service_is_named_in_a_whole_sentence(cli: Cli) -> None:
    assert "Unknown service 'moon'. The services are: " in cli.run("check", "moon").stderr
