"""`timeback check`: what it says of services that work, and of those that do not."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any

import pytest
from cli_runs import SECRET, Cli, make_cli

from timeback_core.cli.session import Session
from timeback_core.constants import SERVICE_NAMES
from timeback_core.sync import TimebackClient
from timeback_sandbox import Sandbox

pytestmark = pytest.mark.socket


@pytest.fixture(scope="module")
def sandbox() -> Generator[Sandbox]:
    with Sandbox(seed="empty", port=0) as running:
        yield running


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sandbox: Sandbox) -> Generator[Cli]:
    made = make_cli(monkeypatch, tmp_path)
    made.write(
        'default_profile = "box"\n[profiles.box]\n'
        f'base_url = "{sandbox.base_url}"\nauth_url = "{sandbox.auth_url}"\nclient_id = "{sandbox.client_id}"\n'
        f'client_secret = "{sandbox.client_secret}"\n'
        '[profiles.box.masterytrack]\napi_key = "sandbox-api-key"\nemail = "sandbox@timeback.local"\n'
    )
    yield made
    sandbox.faults.clear()


def checked(cli: Cli, *words: str, code: int = 0, **env: str) -> dict[str, Any]:
    result = cli.run("check", "-o", "json", *words, **env)
    assert result.exit_code == code, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    assert found["ok"] is (code == 0)
    return {row["service"]: row for row in found["services"]}


def test_every_service_of_the_sandbox_answers(cli: Cli) -> None:
    rows = checked(cli)
    assert list(rows) == list(SERVICE_NAMES)
    assert {row["summary"] for row in rows.values()} == {"ok"}
    assert all(row["read_ms"] > 0 for row in rows.values())
    # one token for all, and one of MasteryTrack's own
    assert [name for name, row in rows.items() if row["token_ms"]] == ["oneroster", "masterytrack"]


def test_people_get_a_table_and_a_sentence(cli: Cli) -> None:
    result = cli.run("check", "-o", "table", "qti", "case")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Everything works: 2 of 2 services answer." in result.stdout
    assert "oneroster" not in result.stdout


def test_one_broken_service_is_told_from_the_others_and_tried_once(cli: Cli, sandbox: Sandbox) -> None:
    sandbox.faults.add(status=500, path="*/assessment-items*")
    rows = checked(cli, code=1)
    assert [name for name, row in rows.items() if not row["ok"]] == ["qti"]
    assert (rows["qti"]["summary"], rows["qti"]["error_type"]) == ("status 500", "ServerError")
    assert rows["qti"]["request_id"]
    assert "Try again later" in rows["qti"]["advice"]
    told = cli.run("check", "-o", "table")
    assert (told.exit_code, "Not everything works: 8 of 9 services answer." in told.stdout) == (1, True)


@pytest.mark.parametrize(("status", "summary"), [(403, "not allowed"), (404, "not found")])
def test_a_refusal_is_told_from_an_absence(cli: Cli, sandbox: Sandbox, status: int, summary: str) -> None:
    sandbox.faults.add(status=status, path="*/schools*")
    assert checked(cli, "oneroster", code=1)["oneroster"]["summary"] == summary


def test_a_wrong_secret_is_said_and_not_shown(cli: Cli) -> None:
    cli.write(cli.path.read_text().replace('client_secret = "', f'client_secret = "{SECRET}'))
    result = cli.run("check", "-o", "table", "oneroster", "masterytrack")
    assert (result.exit_code, SECRET in result.output) == (1, False)
    assert "no token" in result.stdout
    assert "1 of 2 services answer" in result.stdout  # MasteryTrack has a key of its own
    assert "Check the client id and the secret" in result.stdout


def test_a_host_that_is_not_there_is_unreachable(cli: Cli) -> None:
    rows = checked(cli, "case", "clr", "--base-url", "http://127.0.0.1:9", code=1)
    assert {row["summary"] for row in rows.values()} == {"unreachable"}
    assert "Is the address right" in rows["case"]["advice"]


def test_a_service_that_is_not_configured_is_not_set_up(cli: Cli, sandbox: Sandbox) -> None:
    cli.write(f'[profiles.one.services]\ncase = "{sandbox.base_url}"\n')
    rows = checked(cli, "--profile", "one", "case", "qti", code=1)
    assert (rows["qti"]["summary"], rows["qti"]["base_url"]) == ("not set up", "")
    unknown = cli.run("check", "qtii")
    assert (unknown.exit_code, "did you mean 'qti'" in unknown.stderr) == (2, True)


def test_without_any_settings_it_ends_with_3(cli: Cli) -> None:
    cli.write("")
    result = cli.run("check")
    assert (result.exit_code, "timeback config init" in result.stderr) == (3, True)


def test_a_platform_without_the_read_is_no_failure(cli: Cli, sandbox: Sandbox) -> None:
    cli.write(
        f'default_profile = "l"\n[profiles.l]\nbase_url = "{sandbox.base_url}"\nplatform = "LEARNWITH_AI"\n'
        'no_auth = true\n'
    )  # fmt: skip
    assert checked(cli, "caliper")["caliper"]["summary"] == "ok, nothing to read"


def test_verbose_shows_the_requests(cli: Cli, sandbox: Sandbox) -> None:
    result = cli.run("check", "case", "-v", "-o", "json")
    assert "/CFDocuments" in result.stderr
    assert "200, " in result.stderr
    assert "token from" in result.stderr
    assert sandbox.client_secret not in result.output


def test_a_service_gets_ten_seconds_and_one_attempt(cli: Cli) -> None:
    seen: list[dict[str, object]] = []

    class Watched(TimebackClient):
        def with_options(self, **options: Any) -> Any:
            seen.append(options)
            return super().with_options(**options)

    def connect(arguments: Mapping[str, Any]) -> Any:
        return Watched(**arguments)

    cli.run("check", "case", session=Session(connect=connect))
    cli.run("check", "case", "--timeout", "3", session=Session(connect=connect))
    assert seen == [{"max_retries": 0, "timeout": 10.0}, {"max_retries": 0, "timeout": 3.0}]


def test_a_token_is_asked_for_once(cli: Cli, sandbox: Sandbox) -> None:
    sandbox.faults.add(status=503, path="*/oauth/token")
    result = cli.run("check", "-v", "-o", "json", "oneroster")
    assert (result.exit_code, "trying again" in result.stderr) == (1, False)
