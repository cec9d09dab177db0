"""`timeback config`: a profile is made, shown, chosen and forgotten; no secret is ever in the file or on the screen."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from cli_runs import SECRET, Cli, make_cli

from timeback_core.cli.profiles import Profiles


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    return make_cli(monkeypatch, tmp_path)


def test_init_asks_and_puts_the_secrets_into_the_keyring(cli: Cli) -> None:
    answers = ["", "production", "my-id", SECRET, "me@school.example", f"{SECRET}2"]
    result = cli.run("config", "init", input="\n".join(answers) + "\n")
    assert result.exit_code == 0, result.output
    found = Profiles.read(cli.path)
    assert found.default == "default"
    expected = {"env": "production", "client_id": "my-id", "masterytrack": {"email": "me@school.example"}}
    assert found.get("default") == expected
    assert cli.keyring.kept == {
        ("timeback-core", "default/client_secret"): SECRET,
        ("timeback-core", "default/masterytrack.api_key"): f"{SECRET}2",
    }
    assert SECRET not in result.output + cli.path.read_text()
    assert "timeback check" in result.stdout
    assert cli.sources()["client_secret"] == ("**********", "keyring")


def test_init_asks_for_an_installation_of_your_own(cli: Cli) -> None:
    answers = ["lab", "https://lab.example", "https://lab.example/token", "my-id", ""]
    result = cli.run("config", "init", input="\n".join(answers) + "\n")
    assert result.exit_code == 0, result.output
    settings = {"base_url": "https://lab.example", "auth_url": "https://lab.example/token", "client_id": "my-id"}
    assert Profiles.read(cli.path).get("lab") == settings
    assert "Set the variable TIMEBACK_API_CLIENT_SECRET before using it." in result.stdout


def test_init_asks_nothing_where_no_tokens_are_needed(cli: Cli) -> None:
    result = cli.run("config", "init", "--profile", "local", "--base-url", "http://localhost:3000", input="\n")
    assert result.exit_code == 0, result.output
    assert Profiles.read(cli.path).get("local") == {"base_url": "http://localhost:3000"}
    assert cli.run("config", "init", "--profile", "box", "--env", "sandbox", input="").exit_code == 0
    assert Profiles.read(cli.path).get("box") == {"env": "sandbox"}


def test_init_without_asking_reads_secrets_from_standard_input(cli: Cli) -> None:
    words = ["--profile", "ci", "--env", "staging", "--client-id", "me", "--masterytrack-email", "a@b.example"]
    words += ["--platform", "learnwith-ai", "--secret-stdin", "--api-key-stdin"]
    result = cli.run("config", "init", *words, input=f"{SECRET}\nkey\n")
    assert result.exit_code == 0, result.output
    assert cli.keyring.kept["timeback-core", "ci/client_secret"] == SECRET
    assert cli.keyring.kept["timeback-core", "ci/masterytrack.api_key"] == "key"
    assert Profiles.read(cli.path).get("ci")["platform"] == "LEARNWITH_AI"
    short = cli.run("config", "init", *words, "--yes", input="\n")
    assert (short.exit_code, "Standard input ended before the client_secret" in short.stderr) == (2, True)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "give --env or --base-url"),
        (["--env", "staging"], 2, "--client-id is needed"),
        (["--env", "staging", "--base-url", "http://a.example"], 2, "not both"),
        (["--base-url", "a.example", "--client-id", "x"], 3, "--base-url is not a usable URL: 'a.example'"),
        (["--env", "staging", "--client-id", "x", "--platform", "x"], 3, "Unknown platform 'x'"),
        (["--env", "staging", "--client-id", "x", "--profile", "a b"], 3, "got 'a b'"),
    ],
)
def test_init_without_asking_says_what_is_missing_or_wrong(cli: Cli, words: list[str], code: int, said: str) -> None:
    result = cli.run("config", "init", "--non-interactive", *words)
    assert (result.exit_code, said in result.stderr) == (code, True), result.stderr
    assert not cli.path.exists()


def test_no_option_takes_a_secret(cli: Cli) -> None:
    for option in ("--client-secret", "--secret", "--api-key"):
        result = cli.run("config", "init", option, SECRET, "--env", "staging")
        assert (result.exit_code, SECRET in result.output, cli.path.exists()) == (2, False, False)


def test_a_profile_is_replaced_only_when_that_is_wanted(cli: Cli) -> None:
    cli.write('[profiles.a]\nenv = "staging"\nclient_id = "old"\n')
    cli.keyring.kept["timeback-core", "a/client_secret"] = SECRET
    words = ["config", "init", "--profile", "a", "--env", "production", "--client-id", "new"]
    refused = cli.run(*words, "--non-interactive")
    assert (refused.exit_code, "--yes replaces it" in refused.stderr) == (2, True)
    declined = cli.run(*words, input="n\n")
    assert (declined.exit_code, Profiles.read(cli.path).get("a")["client_id"]) == (130, "old")
    done = cli.run(*words, "--non-interactive", "--yes")
    assert (done.exit_code, Profiles.read(cli.path).get("a")["client_id"]) == (0, "new")
    assert cli.keyring.kept == {}  # it belonged to the old id


def test_without_a_keyring_the_variable_is_named(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["config", "init", "--env", "staging", "--client-id", "me", "--secret-stdin", "--yes"]
    cli.keyring.priority = 0
    nothing = cli.run(*words, input=SECRET)
    assert "no keyring that could be used" in nothing.stderr
    assert "Set the variable TIMEBACK_API_CLIENT_SECRET instead" in nothing.stderr
    cli.keyring.priority = 5
    cli.keyring.refuses = RuntimeError(f"the vault is locked, {SECRET} not kept")
    locked = cli.run(*words, input=SECRET)
    assert "RuntimeError: the vault is locked, *** not kept." in locked.stderr
    monkeypatch.setitem(sys.modules, "keyring", None)
    missing = cli.run(*words, input=SECRET)
    assert 'pip install "timeback-core[cli]"' in missing.stderr
    for result in (nothing, locked, missing):
        assert result.exit_code == 0
        assert SECRET not in result.output + cli.path.read_text()


def test_a_locked_keyring_does_not_keep_show_from_showing(cli: Cli) -> None:
    cli.write('default_profile = "a"\n[profiles.a]\nenv = "staging"\nclient_id = "me"\n')
    cli.keyring.refuses = RuntimeError("locked")
    result = cli.run("config", "show", "-o", "table", "-v")
    assert (result.exit_code, "client_secret is required" in result.stderr) == (3, True)
    assert "The keyring cannot be used: RuntimeError: locked." in result.stderr


def test_show_says_every_value_and_where_it_comes_from(cli: Cli) -> None:
    cli.write(f'[profiles.a]\nenv = "staging"\nclient_id = "me"\nclient_secret = "{SECRET}"\nmax_retries = 5\n')
    assert cli.sources("--profile", "a", "--timeout", "9") == {
        "timeout": ("9.0", "option --timeout"),
        "env": ("staging", "profile a"),
        "client_id": ("me", "profile a"),
        "client_secret": ("**********", "profile a"),
        "max_retries": ("5", "profile a"),
        "auth_url": (
            "https://staging-beyond-timeback-api-2-idp.auth.us-east-1.amazoncognito.com/oauth2/token",
            "env staging",
        ),
        "platform": ("BEYOND_AI", "default"),
    }
    assert cli.shown("--profile", "a")["services"]["qti"] == "https://qti.alpha-1edtech.ai/api"
    table = cli.run("config", "show", "--profile", "a", "-o", "table", "--env", "sandbox")
    assert table.exit_code == 0
    assert "profile a, not used: --env leads elsewhere" in " ".join(table.stdout.split())
    assert "`timeback config init --profile a` can put it into the keyring" in table.stderr
    assert SECRET not in table.output


def test_show_shows_what_there_is_even_when_it_leads_nowhere(cli: Cli) -> None:
    result = cli.run("config", "show", "-o", "json", TIMEBACK_CLIENT_ID="me")
    shown = json.loads(result.stdout)
    assert result.exit_code == 3
    assert shown["problem"].startswith("Configuration required")
    assert {"setting": "client_id", "value": "me", "source": "variable TIMEBACK_CLIENT_ID", "unused": None} in shown[
        "settings"
    ]
    assert json.loads(result.stderr)["error"]["exit_code"] == 3


def test_path_list_use_and_forget(cli: Cli) -> None:
    assert cli.run("config", "path").stdout == f"{cli.path}\n"
    assert "has no profiles" in cli.run("config", "list", "-o", "table").stderr
    cli.write('[profiles.a]\nenv = "staging"\n[profiles.b]\nbase_url = "http://b.example"\n')
    cli.keyring.kept["timeback-core", "b/client_secret"] = SECRET
    assert cli.run("config", "use", "b").exit_code == 0
    assert cli.run("config", "list", "-o", "table").stdout == "  a  staging\n* b  http://b.example\n"
    listed = json.loads(cli.run("config", "list").stdout)
    assert listed[1] == {"name": "b", "leads_to": "http://b.example", "in_use": True}
    unsure = cli.run("config", "forget", "b", input="y\n")
    assert (unsure.exit_code, "--yes forgets the profile 'b'" in unsure.stderr) == (2, True)
    done = cli.run("config", "forget", "b", "--yes")
    assert (done.exit_code, "from the keyring, client_secret" in done.stdout) == (0, True)
    assert (Profiles.read(cli.path).names, Profiles.read(cli.path).default, cli.keyring.kept) == (["a"], None, {})
    gone = cli.run("config", "forget", "b", "--yes")
    assert (gone.exit_code, "There is no profile 'b'" in gone.stderr) == (3, True)


def test_a_file_that_others_can_read_is_warned_of_on_every_run(cli: Cli) -> None:
    cli.write(f'[profiles.a]\nenv = "sandbox"\nclient_secret = "{SECRET}"\n', mode=0o644)
    result = cli.run("config", "show", "--profile", "a")
    assert (result.exit_code, "Warning:" in result.stderr, f"chmod 600 {cli.path}" in result.stderr) == (0, True, True)


def test_init_without_anybody_to_ask_says_how_to_do_without(cli: Cli) -> None:
    result = cli.run("config", "init", input="")
    assert (result.exit_code, "--non-interactive" in result.stderr) == (2, True)
    assert "Aborted" not in result.stderr
