"""Where MasteryTrack is and with which credentials it is called, by arguments, variables and environment."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from masterytrack_api import EMAIL, HOST, KEY, Script, provider_over
from transport_fakes import Bench

from timeback_core.auth import TokenManager
from timeback_core.authorizer import MasteryTrackAuthenticator
from timeback_core.config import resolve
from timeback_core.errors import ConfigurationError
from timeback_core.masterytrack import MasteryTrackClient
from timeback_core.masterytrack.constants import MASTERYTRACK_BASE_URLS, MASTERYTRACK_ENV_VARS
from timeback_core.provider import TimebackProvider
from timeback_core.transport.lifetime import Lifetime

MAIN = "https://main.example"
OAUTH = {"auth_url": f"{MAIN}/oauth/token", "client_id": "id", "client_secret": "s"}
OWN = {"api_key": KEY, "email": EMAIL}
STAGING, PRODUCTION = (MASTERYTRACK_BASE_URLS[env] for env in ("staging", "production"))


def tokens_of(client: MasteryTrackClient) -> MasteryTrackAuthenticator:
    tokens = client.get_transport().tokens
    assert isinstance(tokens, MasteryTrackAuthenticator)
    return tokens


def channel(**settings: Any) -> tuple[str, object]:
    """Base URL and token source of a TimebackClient with these settings."""
    provider = TimebackProvider.from_config(resolve(settings))
    made = provider.channel("masterytrack", Lifetime("test"))
    assert made.auth_header == "X-Auth-Token"
    return made.base_url, made.tokens


# Standing alone


def test_arguments_are_enough() -> None:
    client = MasteryTrackClient(env=" Production ", api_key=KEY, email=EMAIL, timeout=5)
    assert client.get_transport().base_url == PRODUCTION
    assert (tokens_of(client).url, tokens_of(client).email) == (f"{PRODUCTION}/authorizer", EMAIL)
    assert tokens_of(client).timeout == 5


def test_an_address_wins_over_the_environment() -> None:
    client = MasteryTrackClient(env="staging", base_url=f"{HOST}/", api_key=KEY, email=EMAIL)
    assert tokens_of(client).url == f"{HOST}/authorizer"


@pytest.mark.parametrize("position", [0, 1])
def test_variables_fill_what_is_not_given(position: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"base_url": HOST, "api_key": f" {KEY} ", "email": EMAIL}.items():
        monkeypatch.setenv(MASTERYTRACK_ENV_VARS[name][0], " ")  # blank counts as unset
        monkeypatch.setenv(MASTERYTRACK_ENV_VARS[name][position], value)
    for client in (MasteryTrackClient(), MasteryTrackClient(env="production")):
        assert tokens_of(client).url == f"{HOST}/authorizer"
        assert tokens_of(client).email == EMAIL
    assert tokens_of(MasteryTrackClient(email="other@example.edu")).email == "other@example.edu"


def test_the_common_variable_names_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMEBACK_ENV", "production")
    assert MasteryTrackClient(api_key=KEY, email=EMAIL).get_transport().base_url == PRODUCTION
    monkeypatch.setenv("TIMEBACK_ENV", "sandbox")
    assert "sandbox" in MasteryTrackClient().get_transport().base_url
    monkeypatch.setenv("TIMEBACK_ENV", "elsewhere")
    with pytest.raises(ConfigurationError, match="Invalid environment"):
        MasteryTrackClient(api_key=KEY, email=EMAIL)


def test_nothing_is_guessed() -> None:
    with pytest.raises(ConfigurationError, match="No valid configuration found") as caught:
        MasteryTrackClient(api_key=KEY, email=EMAIL)
    for name in ("env=", "base_url=", "TIMEBACK_MASTERYTRACK_BASE_URL", "TIMEBACK_ENV"):
        assert name in caught.value.message


@pytest.mark.parametrize(
    ("settings", "missing"),
    [({}, ["api_key", "email"]), ({"api_key": KEY}, ["email"]), ({"email": EMAIL}, ["api_key"]),
     ({"api_key": " ", "email": EMAIL}, ["api_key"])],
)  # fmt: skip
def test_missing_credentials_are_told_at_once(settings: dict[str, str], missing: list[str]) -> None:
    for place in ({"env": "staging"}, {"base_url": HOST}):
        with pytest.raises(ConfigurationError, match="Missing MasteryTrack credentials") as caught:
            MasteryTrackClient(**place, **settings)
        for name in ("api_key", "email"):
            assert (f"{name}=" in caught.value.message) is (name in missing)
            assert (f"TIMEBACK_MASTERYTRACK_{name.upper()}" in caught.value.message) is (name in missing)
        assert KEY not in caught.value.message


def test_wrong_settings_are_told() -> None:
    with pytest.raises(ConfigurationError, match="Invalid MasteryTrack environment 'local'"):
        MasteryTrackClient(env="local", api_key=KEY, email=EMAIL)
    with pytest.raises(ConfigurationError, match="base_url"):
        MasteryTrackClient(base_url="tests.example", api_key=KEY, email=EMAIL)
    with pytest.raises(ConfigurationError, match="timeout"):
        MasteryTrackClient(env="staging", api_key=KEY, email=EMAIL, timeout=0)
    with pytest.raises(ConfigurationError, match="authenticator is required"):
        MasteryTrackClient(env="staging", api_key=KEY, email=EMAIL, transport=Bench().sender)


def test_a_client_shows_where_it_goes_and_no_secret() -> None:
    client = MasteryTrackClient(base_url=HOST, api_key=KEY, email=EMAIL)
    assert repr(client) == f"<MasteryTrackClient {HOST}>"


# As part of a TimebackClient


@pytest.mark.parametrize("platform", ["BEYOND_AI", "LEARNWITH_AI"])
def test_in_an_environment_it_has_a_host_and_credentials_of_its_own(platform: str) -> None:
    base_url, tokens = channel(env="production", platform=platform, client_id="id", client_secret="s", masterytrack=OWN)
    assert base_url == PRODUCTION
    assert isinstance(tokens, MasteryTrackAuthenticator)
    assert tokens.url == f"{PRODUCTION}/authorizer"


def test_its_environment_can_be_another_one() -> None:
    settings = {"env": "production", "client_id": "id", "client_secret": "s"}
    assert channel(**settings, masterytrack={**OWN, "env": "staging"})[0] == STAGING
    assert channel(**settings, masterytrack={**OWN, "base_url": HOST, "env": "staging"})[0] == HOST


def test_variables_hold_its_settings_in_an_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"env": "staging", "client_id": "id", "client_secret": "s"}
    for name, value in {"base_url": HOST, "api_key": KEY, "email": EMAIL}.items():
        monkeypatch.setenv(MASTERYTRACK_ENV_VARS[name][1], value)
    base_url, tokens = channel(**settings)
    assert base_url == HOST
    assert isinstance(tokens, MasteryTrackAuthenticator)
    assert channel(**settings, masterytrack={"base_url": STAGING})[0] == STAGING


def test_missing_credentials_are_told_when_it_is_used_and_not_before() -> None:
    for settings in (
        {"env": "staging", "client_id": "id", "client_secret": "s"},
        {"base_url": MAIN, **OAUTH, "masterytrack": {"env": "production"}},
        {"base_url": MAIN, **OAUTH, "masterytrack": {"api_key": KEY}},
        {"services": {"masterytrack": HOST}, "masterytrack": {"email": EMAIL}},
    ):
        provider = TimebackProvider.from_config(resolve(settings))
        assert provider.has_service("masterytrack")
        with pytest.raises(ConfigurationError, match="Missing MasteryTrack credentials"):
            provider.channel("masterytrack", Lifetime("test"))


def test_behind_one_host_without_tokens_a_sandbox_is_assumed() -> None:
    base_url, tokens = channel(base_url=f"{MAIN}/")
    assert base_url == f"{MAIN}/masterytrack"
    assert isinstance(tokens, MasteryTrackAuthenticator)
    assert tokens.email == "sandbox@timeback.local"
    own = channel(base_url=MAIN, masterytrack={"email": EMAIL})[1]
    assert isinstance(own, MasteryTrackAuthenticator)
    assert own.email == EMAIL


def test_behind_one_host_it_shares_the_token_of_the_others_unless_it_has_a_key() -> None:
    base_url, tokens = channel(base_url=MAIN, **OAUTH)
    assert base_url == f"{MAIN}/masterytrack"
    assert isinstance(tokens, TokenManager)
    assert isinstance(channel(base_url=MAIN, **OAUTH, masterytrack=OWN)[1], MasteryTrackAuthenticator)
    assert isinstance(channel(base_url=MAIN, **OAUTH, masterytrack={"base_url": HOST})[1], TokenManager)


def test_the_shared_token_never_goes_to_the_hosted_service() -> None:
    settings = {"base_url": MAIN, **OAUTH, "masterytrack": {**OWN, "env": "production"}}
    base_url, tokens = channel(**settings)
    assert base_url == PRODUCTION
    assert isinstance(tokens, MasteryTrackAuthenticator)
    assert resolve(settings).endpoints["masterytrack"].auth_url is None


def test_named_one_by_one_it_is_where_it_is_said_to_be() -> None:
    assert channel(services={"masterytrack": HOST}) == (HOST, None)
    assert isinstance(channel(services={"masterytrack": HOST}, **OAUTH)[1], TokenManager)
    assert isinstance(channel(services={"masterytrack": HOST}, masterytrack=OWN)[1], MasteryTrackAuthenticator)
    assert channel(services={"oneroster": MAIN}, masterytrack={**OWN, "base_url": HOST})[0] == HOST
    assert not TimebackProvider.from_config(resolve({"services": {"oneroster": MAIN}})).has_service("masterytrack")


def test_without_authentication_no_credentials_are_used(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name, value in OWN.items():
        monkeypatch.setenv(MASTERYTRACK_ENV_VARS[name][0], value)
    assert channel(base_url=MAIN, no_auth=True) == (f"{MAIN}/masterytrack", None)
    with caplog.at_level(logging.WARNING):
        assert channel(base_url=MAIN, no_auth=True, masterytrack=OWN)[1] is None
    assert "api_key" in caplog.text
    assert KEY not in caplog.text


def test_a_provider_reads_no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**OWN, "base_url": HOST}.items():
        monkeypatch.setenv(MASTERYTRACK_ENV_VARS[name][0], value)
    provider = TimebackProvider(env="staging", client_id="id", client_secret="s")
    assert provider.get_endpoint("masterytrack").base_url == STAGING
    with pytest.raises(ConfigurationError, match="Missing MasteryTrack credentials"):
        provider.channel("masterytrack", Lifetime("test"))


def test_clients_of_one_provider_share_its_tokens() -> None:
    provider = provider_over(Script())
    first, second = (provider.channel("masterytrack", Lifetime("test")) for _ in range(2))
    assert first.tokens is second.tokens


@pytest.mark.anyio
async def test_checking_the_parent_does_not_touch_it() -> None:
    script = Script()
    provider = provider_over(script, **OAUTH)
    provider.channel("masterytrack", Lifetime("test"))
    assert (await provider.check_auth()).ok
    assert script.authorizer == []
    assert len(script.token_requests) == 1


def test_the_configuration_shows_no_key() -> None:
    config = resolve({"base_url": MAIN, "masterytrack": OWN})
    assert EMAIL in repr(config)
    assert KEY not in repr(config)
