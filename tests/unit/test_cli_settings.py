"""Where the command's settings come from, and what beats what."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from cli_runs import SECRET, Cli, make_cli

from timeback_core.cli.profiles import PROFILE_SETTINGS, Profiles
from timeback_core.cli.settings import Settings, resolve
from timeback_core.config import resolve as client_config
from timeback_core.config_input import SETTINGS
from timeback_core.errors import ConfigurationError


class Kept:
    problem: str | None = None

    def __init__(self, **secrets: str) -> None:
        self.secrets = secrets
        self.asked: list[str] = []

    def get(self, profile: str, setting: str, /) -> str | None:
        self.asked.append(f"{profile}/{setting}")
        return self.secrets.get(setting)


STAGING = {"env": "staging", "client_id": "me"}


def settings(
    profile: Mapping[str, Any] | None = None,
    options: Mapping[str, Any] | None = None,
    kept: Kept | None = None,
    *,
    named: bool = False,
) -> Settings:
    tables = {} if profile is None else {"p": profile}
    profiles = Profiles(Path("config.toml"), True, "p" if profile is not None and not named else None, tables)
    return resolve(options or {}, profiles, kept or Kept(), "p" if named else None)


def source(found: Settings, name: str) -> str | None:
    return next((item.source for item in found.found if item.name == name and not item.unused), None)


def reason(found: Settings, name: str) -> str:
    return next(item.unused for item in found.found if item.name == name and item.unused)


def test_an_option_beats_a_variable_and_a_variable_beats_the_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMEBACK_ENV", "production")
    found = settings({"env": "staging"}, {"env": "sandbox"})
    assert found.arguments["env"] == "sandbox"
    assert source(found, "env") == "option --env"
    found = settings({"env": "staging"})
    assert "env" not in found.arguments  # the client reads the variable
    assert source(found, "env") == "variable TIMEBACK_ENV"
    monkeypatch.delenv("TIMEBACK_ENV")
    assert source(settings({"env": "staging"}), "env") == "profile p"


def test_a_profile_that_was_named_beats_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMEBACK_ENV", "production")
    monkeypatch.setenv("TIMEBACK_API_CLIENT_ID", "other")
    found = settings(STAGING, named=True, kept=Kept(client_secret=SECRET))
    assert found.arguments == {**STAGING, "client_secret": SECRET}
    assert reason(found, "env") == "the profile was named"
    assert client_config(found.arguments).endpoints["oneroster"].client_id == "me"


def test_the_credentials_of_a_profile_go_nowhere_but_where_it_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    profile = {**STAGING, "client_secret": SECRET, "timeout": 5}
    kept = Kept(client_secret=SECRET)
    for options in ({"base_url": "https://evil.example"}, {"env": "production"}):
        found = settings(profile, options, kept)
        assert found.arguments == {**options, "timeout": 5}
        assert "leads elsewhere" in reason(found, "client_secret")
    monkeypatch.setenv("TIMEBACK_BASE_URL", "https://evil.example")
    assert settings(profile, kept=kept).arguments == {"timeout": 5}
    assert kept.asked == []


def test_a_place_said_twice_is_the_same_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMEBACK_ENV", " Staging ")
    assert settings({**STAGING, "client_secret": SECRET}).arguments["client_secret"] == SECRET
    monkeypatch.delenv("TIMEBACK_ENV")
    own = {"base_url": "https://a.example/", "auth_url": "https://a.example/token", "client_id": "me"}
    found = settings(own, {"base_url": "https://A.example"}, Kept(client_secret=SECRET))
    assert found.arguments["auth_url"] == "https://a.example/token"
    assert found.arguments["client_secret"] == SECRET


def test_credentials_without_a_place_go_with_any(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMEBACK_ENV", "staging")
    found = settings({"client_id": "me", "client_secret": SECRET})
    assert found.arguments == {"client_id": "me", "client_secret": SECRET}


def test_a_secret_goes_only_with_its_own_client_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMEBACK_CLIENT_ID", "other")
    kept = Kept(client_secret=SECRET)
    found = settings({**STAGING, "client_secret": SECRET}, kept=kept)
    assert "client_secret" not in found.arguments
    assert reason(found, "client_secret") == "the client id comes from the variable TIMEBACK_CLIENT_ID"
    assert settings(STAGING, kept=kept).arguments == {"env": "staging"}
    assert kept.asked == []
    monkeypatch.setenv("TIMEBACK_CLIENT_ID", "me")
    assert settings(STAGING, kept=kept).arguments == {"env": "staging", "client_secret": SECRET}


def test_the_keyring_is_asked_only_for_what_is_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept(client_secret="from the keyring")
    assert settings({**STAGING, "client_secret": SECRET}, kept=kept).arguments["client_secret"] == SECRET
    settings(kept=kept)
    settings({"env": "sandbox"}, kept=kept)
    monkeypatch.setenv("TIMEBACK_CLIENT_SECRET", "from the variable")
    assert source(settings(STAGING, kept=kept), "client_secret") == "variable TIMEBACK_CLIENT_SECRET"
    assert kept.asked == []
    monkeypatch.delenv("TIMEBACK_CLIENT_SECRET")
    found = settings(STAGING, kept=kept)
    assert (source(found, "client_secret"), kept.asked) == ("keyring", ["p/client_secret"])


def test_masterytrack_has_credentials_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    profile = {**STAGING, "client_secret": SECRET, "masterytrack": {"email": "me@school.example"}}
    found = settings(profile, kept=Kept(**{"masterytrack.api_key": "key"}))
    assert found.arguments["masterytrack"] == {"email": "me@school.example", "api_key": "key"}
    assert source(found, "masterytrack.api_key") == "keyring"
    monkeypatch.setenv("MASTERYTRACK_EMAIL", "other@school.example")
    found = settings(profile)
    assert "masterytrack" not in found.arguments
    assert source(found, "masterytrack.email") == "variable MASTERYTRACK_EMAIL"
    found = settings(profile, {"env": "production"})
    assert reason(found, "masterytrack.email") == "--env leads elsewhere"


def test_variables_that_the_client_does_not_look_at_say_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMEBACK_ENV", "staging")
    monkeypatch.setenv("TIMEBACK_BASE_URL", "https://a.example")
    monkeypatch.setenv("TIMEBACK_AUTH_URL", "https://a.example/token")
    found = settings()
    assert reason(found, "base_url") == "env decides where the services are"
    assert reason(found, "auth_url") == "the environment has a token URL of its own"
    assert source(found, "env") == "variable TIMEBACK_ENV"
    assert found.env == "staging"


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("client_secret", SECRET, "**********"),
        ("services", {"case": {"base_url": "https://a.example", "client_secret": SECRET}}, "case=base_url="),
        ("default_headers", {"X-Key": SECRET}, "X-Key=**********"),
        ("proxy", f"http://me:{SECRET}@proxy.example:3128", "http://**********@proxy.example:3128"),
        ("no_auth", True, "true"),
    ],
)
def test_no_secret_is_shown(name: str, value: object, shown: str) -> None:
    found = settings({"env": "staging", name: value})
    item = next(item for item in found.found if item.name == name)
    assert item.shown.startswith(shown)
    assert SECRET not in item.shown + repr(found) + repr(item)


def test_a_profile_may_hold_every_setting_that_can_be_written_down() -> None:
    assert set(SETTINGS) - set(PROFILE_SETTINGS) == {
        "provider",
        "auth",
        "http_client",
        "transport",
        "hooks",
        "limits",
        "backend",
    }


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"client_idd": "x"}, ["'client_idd'", "did you mean 'client_id'"]),
        ({"zzz": 1}, ["'zzz'. Settings: platform, env"]),
        ({"hooks": "x"}, ["hooks can be given in a program only"]),
        ({"masterytrack": "x"}, ["masterytrack must be a table of api_key, email"]),
        ({"masterytrack": {"e_mail": "x"}}, ["'e_mail'", "did you mean 'email'"]),
    ],
)
def test_an_unknown_setting_is_named_with_the_nearest_one(table: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        settings(table)
    assert "Profile 'p' in config.toml" in caught.value.message
    for word in words:
        assert word in caught.value.message


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    return make_cli(monkeypatch, tmp_path)


def test_which_profile_is_used(cli: Cli) -> None:
    cli.write('default_profile = "a"\n[profiles.a]\nenv = "sandbox"\n[profiles.b]\nbase_url = "http://b.example"\n')
    assert cli.shown()["profile"] == "a"
    assert cli.shown(TIMEBACK_PROFILE="b")["chosen_by"] == "variable TIMEBACK_PROFILE"
    assert cli.shown("--profile", "a", TIMEBACK_PROFILE="b")["chosen_by"] == "--profile"
    wrong = cli.run("config", "show", "--profile", "c")
    assert (wrong.exit_code, "has: a, b" in wrong.stderr) == (3, True)


def test_the_shared_options_work_before_and_after_every_sub_command(cli: Cli) -> None:
    cli.write('[profiles.a]\nenv = "sandbox"\n')
    for words in (
        ["--profile", "a", "config", "show", "-o", "json"],
        ["config", "--profile", "a", "show", "-o", "json"],
        ["config", "show", "--profile", "a", "-o", "json"],
        ["--profile", "b", "config", "show", "--profile", "a", "-o", "json"],
    ):
        result = cli.run(*words)
        assert result.exit_code == 0, result.stderr
        assert '"profile": "a"' in result.stdout
