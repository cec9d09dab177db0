"""Arguments and variables become a configuration: modes, precedence, messages."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from timeback_core.config import Config, ServiceConfig, resolve, resolve_provider, resolve_standalone
from timeback_core.errors import ConfigurationError
from timeback_core.transport.options import Limits, Timeout

CREDENTIALS: dict[str, Any] = {"client_id": "id", "client_secret": "s3cr3t-marker"}
HOST = "https://api.example.org"
TOKEN = "https://api.example.org/oauth/token"


def config_of(config: object = None, **arguments: Any) -> Config:
    """Return the configuration of a client with these arguments."""
    return resolve(arguments, config)


def refusal(config: object = None, **arguments: Any) -> str:
    """Return the message with which these arguments are refused."""
    with pytest.raises(ConfigurationError) as caught:
        resolve(arguments, config)
    assert "s3cr3t-marker" not in str(caught.value)
    return str(caught.value)


# Modes


def test_environment_mode_takes_hosts_from_the_platform() -> None:
    config = config_of(env="staging", **CREDENTIALS)
    assert config.mode == "env"
    assert config.platform == "BEYOND_AI"
    assert config.timeout == 30.0
    oneroster = config.endpoints["oneroster"]
    assert oneroster.base_url == "https://api.staging.alpha-1edtech.ai"
    assert oneroster.auth_url == (
        "https://staging-beyond-timeback-api-2-idp.auth.us-east-1.amazoncognito.com/oauth2/token"
    )
    assert oneroster.scope is None
    assert len(config.endpoints) == 9


def test_the_second_platform_has_its_own_hosts_scope_and_services() -> None:
    config = config_of(env="production", platform="LEARNWITH_AI", **CREDENTIALS)
    assert list(config.endpoints) == ["oneroster", "caliper", "qti", "case", "masterytrack"]
    endpoint = config.endpoints["oneroster"]
    assert endpoint.base_url == "https://platform.timeback.com"
    assert endpoint.scope == "https://purl.imsglobal.org/spec/caliper/v1p2/scope/events.write"
    assert config.paths.edubridge is None


def test_base_url_mode_puts_every_service_on_one_host() -> None:
    config = config_of(base_url=f"{HOST}/", auth_url=TOKEN, **CREDENTIALS)
    assert config.mode == "base_url"
    assert config.env is None
    assert {endpoint.base_url for endpoint in config.endpoints.values()} == {HOST, f"{HOST}/masterytrack"}
    assert {endpoint.auth_url for endpoint in config.endpoints.values()} == {TOKEN}


def test_explicit_mode_has_only_the_services_that_are_named() -> None:
    services = {"caliper": HOST, "oneroster": HOST, "edubridge": HOST}
    config = config_of(services=services, auth_url=TOKEN, **CREDENTIALS)
    assert list(config.endpoints) == ["oneroster", "edubridge", "caliper"]


def test_sandbox_mode_needs_nothing() -> None:
    config = config_of(env="sandbox")
    assert config.mode == "sandbox"
    assert len(config.endpoints) == 9


def test_services_win_over_base_url_and_base_url_over_env(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert config_of(services={"qti": HOST}, base_url=HOST, env="staging").mode == "services"
        assert config_of(base_url=HOST, env="staging").mode == "base_url"
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]
    assert "base_url, env" in caplog.records[0].getMessage()
    assert "env" in caplog.records[1].getMessage()


def test_a_mode_variable_is_ignored_without_noise(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("TIMEBACK_ENV", "nonsense")
    assert config_of(base_url=HOST).mode == "base_url"
    assert not caplog.records


def test_the_environment_variable_wins_over_the_base_url_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMEBACK_BASE_URL", HOST)
    assert config_of().mode == "base_url"
    monkeypatch.setenv("TIMEBACK_ENV", "staging")
    assert config_of(**CREDENTIALS).mode == "env"
    monkeypatch.setenv("TIMEBACK_ENV", "sandbox")
    assert config_of().mode == "sandbox"


def test_without_any_mode_the_message_lists_arguments_and_variables() -> None:
    message = refusal()
    assert "Configuration required" in message
    for word in ("env=", "base_url=", "services=", "provider=", "TIMEBACK_ENV", "TIMEBACK_API_BASE_URL"):
        assert word in message


# Variables


def test_the_first_variable_that_is_not_blank_counts_and_is_stripped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMEBACK_API_CLIENT_ID", "  ")
    monkeypatch.setenv("TIMEBACK_CLIENT_ID", " from-variable ")
    monkeypatch.setenv("TIMEBACK_API_CLIENT_SECRET", "s")
    monkeypatch.setenv("TIMEBACK_CLIENT_SECRET", "second")
    endpoint = config_of(env="staging").endpoints["oneroster"]
    assert (endpoint.client_id, endpoint.client_secret) == ("from-variable", "s")


def test_an_argument_wins_over_a_variable_and_a_blank_one_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMEBACK_CLIENT_ID", "variable")
    monkeypatch.setenv("TIMEBACK_CLIENT_SECRET", "variable")
    endpoint = config_of(env="staging", client_id="argument", client_secret=" ").endpoints["qti"]
    assert (endpoint.client_id, endpoint.client_secret) == ("argument", "variable")


@pytest.mark.parametrize("name", ["TIMEBACK_API_AUTH_URL", "TIMEBACK_AUTH_URL", "TIMEBACK_TOKEN_URL"])
def test_a_token_url_variable_switches_authentication_on(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, TOKEN)
    assert config_of(base_url=HOST, **CREDENTIALS).endpoints["oneroster"].auth_url == TOKEN
    assert "credentials are required" in refusal(base_url=HOST)


def test_environment_mode_ignores_the_token_url_variable_but_not_the_argument(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TIMEBACK_AUTH_URL", TOKEN)
    assert config_of(env="staging", **CREDENTIALS).endpoints["oneroster"].auth_url != TOKEN
    other = config_of(env="staging", auth_url=TOKEN, **CREDENTIALS)
    assert other.endpoints["oneroster"].auth_url == TOKEN


def test_credentials_from_variables_do_not_ask_for_a_token_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMEBACK_CLIENT_ID", "id")
    assert config_of(base_url=HOST).endpoints["oneroster"].auth_url is None


def test_a_bad_url_in_a_variable_is_reported_under_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMEBACK_AUTH_URL", "nonsense")
    assert "TIMEBACK_AUTH_URL" in refusal(base_url=HOST)


def test_a_bad_environment_variable_is_reported_under_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMEBACK_ENV", "stagign")
    message = refusal()
    assert "Invalid environment 'stagign'" in message
    assert "TIMEBACK_ENV" in message


# config mapping and auth group


def test_an_entry_of_config_wins_over_the_keyword() -> None:
    config = config_of({"baseUrl": HOST, "timeout": 5}, base_url="https://other.example", timeout=9)
    assert config.endpoints["oneroster"].base_url == HOST
    assert config.timeout == 5.0


def test_every_setting_may_stand_in_config() -> None:
    mapping = {
        "env": "staging",
        "platform": "learnwith.ai",
        "clientId": "id",
        "clientSecret": "secret",
        "maxRetries": 0,
        "scope": "s",
    }
    config = config_of(mapping)
    assert config.platform == "LEARNWITH_AI"
    assert config.endpoints["case"].scope == "s"
    assert config.transport == {"max_retries": 0}


def test_the_auth_group_fills_what_the_single_keywords_leave_out() -> None:
    group = {"clientId": "group", "client_secret": "group", "authUrl": TOKEN}
    endpoint = config_of(base_url=HOST, auth=group, client_id="flat").endpoints["oneroster"]
    assert (endpoint.client_id, endpoint.client_secret, endpoint.auth_url) == ("flat", "group", TOKEN)
    nested = config_of({"base_url": HOST, "auth": group}, client_id="flat").endpoints["oneroster"]
    assert nested.client_id == "flat"


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"bse_url": HOST}, ["bse_url", "base_url", "did you mean"]),
        ({"auth": {"id": "x"}, "base_url": HOST}, ["auth", "'id'", "client_id"]),
        ({"base_url": HOST, "baseUrl": HOST}, ["base_url", "two spellings"]),
        ("text", ["config", "mapping"]),
    ],
)
def test_a_config_that_cannot_be_read_is_refused_by_name(mapping: object, words: list[str]) -> None:
    message = refusal(mapping)
    for word in words:
        assert word in message


# No authentication, per-service overrides


def test_without_a_token_url_nothing_authenticates() -> None:
    assert all(endpoint.token_key is None for endpoint in config_of(base_url=HOST).endpoints.values())


def test_no_auth_ignores_variables_and_reports_arguments(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("TIMEBACK_AUTH_URL", TOKEN)
    monkeypatch.setenv("TIMEBACK_CLIENT_ID", "id")
    endpoint = config_of(base_url=HOST, no_auth=True, client_secret="s3cr3t-marker").endpoints["oneroster"]
    assert endpoint.token_key is None
    assert endpoint.client_secret is None
    assert "client_secret" in caplog.text
    assert "s3cr3t-marker" not in caplog.text


def test_a_service_may_have_its_own_token_url_and_credentials() -> None:
    own = {"baseUrl": "https://caliper.example", "authUrl": "https://caliper.example/token", "client_id": "own"}
    services = {
        "oneroster": HOST,
        "caliper": own,
        "qti": ServiceConfig(base_url=HOST, no_auth=True),
        "case_": ServiceConfig(base_url=HOST, scope="read"),
    }
    endpoints = config_of(services=services, auth_url=TOKEN, **CREDENTIALS).endpoints
    assert endpoints["caliper"].base_url == "https://caliper.example"
    assert endpoints["caliper"].token_key == ("https://caliper.example/token", "own", None)
    assert endpoints["caliper"].client_secret == "s3cr3t-marker"
    assert endpoints["oneroster"].token_key == (TOKEN, "id", None)
    assert endpoints["qti"].token_key is None
    assert endpoints["case"].token_key == (TOKEN, "id", "read")


def test_credentials_may_be_functions() -> None:
    def secret() -> str:
        return "later"

    endpoint = config_of(env="staging", client_id="id", client_secret=secret).endpoints["oneroster"]
    assert endpoint.client_secret is secret


# Paths


def test_the_platform_is_the_default_path_profile_of_self_hosted_installations() -> None:
    assert config_of(base_url=HOST).path_profile == "BEYOND_AI"
    config = config_of(base_url=HOST, platform="LEARNWITH_AI")
    assert config.paths.oneroster.rostering == "/rostering/1.0"
    assert "edubridge" not in config.endpoints
    other = config_of(base_url=HOST, platform="LEARNWITH_AI", path_profile="BEYOND_AI")
    assert "edubridge" in other.endpoints


def test_single_paths_can_be_changed_or_switched_off() -> None:
    config = config_of(base_url=HOST, paths={"oneroster": {"rostering": "/r"}, "clr": None})
    assert config.paths.oneroster.rostering == "/r"
    assert config.paths.oneroster.gradebook == "/ims/oneroster/gradebook/v1p2"
    assert "clr" not in config.endpoints
    with pytest.raises(TypeError, match="rosterng"):
        config_of(base_url=HOST, paths={"oneroster": {"rosterng": "/r"}})
    with pytest.raises(TypeError, match="onerostr"):
        config_of(base_url=HOST, paths={"onerostr": {}})


# Transport settings


def test_transport_settings_that_are_given_are_kept() -> None:
    config = config_of(
        base_url=HOST,
        timeout=Timeout(total=10, connect=1),
        max_retries=0,
        limits=Limits(max_connections=5),
        proxy={"https://": "http://user:pw@proxy.example:3128", "http://": None},
        verify="/etc/ca.pem",
        cert=("cert.pem", "key.pem"),
        trust_env=False,
        default_headers={"X-A": "a", "Authorization": "Bearer s3cr3t-marker"},
        app_info=("app", "1.0"),
        backend="httpx2",
        max_concurrency=4,
        max_response_bytes=1000,
        allow_insecure=True,
    )
    assert config.timeout == Timeout(total=10, connect=1)
    assert config.transport["default_headers"] == {"X-A": "a"}
    assert config.transport["cert"] == ("cert.pem", "key.pem")
    assert len(config.transport) == 12
    assert "pw" not in repr(config)


def test_objects_with_the_same_attributes_serve_as_limits_and_timeout() -> None:
    class Foreign:
        max_connections = 7
        max_keepalive_connections = 3
        keepalive_expiry = None

    class ForeignTimeout:
        connect = 1.0
        read = 2.0
        write = 3.0
        pool = 4.0

    config = config_of(base_url=HOST, limits=Foreign(), timeout=ForeignTimeout())
    assert config.transport["limits"] == Limits(7, 3, None)
    assert config.timeout == Timeout(total=30.0, connect=1.0, read=2.0, pool=4.0)


def test_two_ways_to_send_at_once_are_refused() -> None:
    class Sender:
        name = "x"
        send = stream = close = None

    class HttpClient:
        send = build_request = aclose = None

    assert "http_client and transport" in refusal(base_url=HOST, transport=Sender(), http_client=HttpClient())


# Providers and standalone clients


def test_a_provider_prefers_env_and_reads_no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMEBACK_BASE_URL", HOST)
    monkeypatch.setenv("TIMEBACK_CLIENT_ID", "variable")
    with pytest.raises(ConfigurationError, match="Provider configuration required"):
        resolve_provider({})
    config = resolve_provider({"env": "staging"})
    assert config.endpoints["oneroster"].client_id is None
    assert resolve_provider({"services": {"qti": HOST}}).mode == "services"


def test_a_provider_prefers_env_to_base_url_and_base_url_to_services() -> None:
    assert resolve_provider({"env": "staging", "base_url": HOST, "services": {"qti": HOST}}).mode == "env"
    assert resolve_provider({"base_url": HOST, "services": {"qti": HOST}}).mode == "base_url"


def test_a_standalone_client_has_variables_of_its_own_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "ONEROSTER_BASE_URL": HOST,
        "ONEROSTER_TOKEN_URL": TOKEN,
        "ONEROSTER_CLIENT_ID": "own",
        "ONEROSTER_CLIENT_SECRET": "own",
    }.items():
        monkeypatch.setenv(name, value)
    config = resolve_standalone("oneroster", {})
    assert config.endpoints["oneroster"].token_key == (TOKEN, "own", None)
    monkeypatch.setenv("TIMEBACK_CLIENT_ID", "shared")
    assert resolve_standalone("oneroster", {}).endpoints["oneroster"].client_id == "shared"


def test_a_standalone_client_without_settings_names_the_first_variable_of_each_chain() -> None:
    with pytest.raises(ConfigurationError) as caught:
        resolve_standalone("oneroster", {})
    message = str(caught.value)
    assert "Missing required environment variable" in message
    assert "No valid configuration found" in message
    for name in ("BASE_URL", "AUTH_URL", "CLIENT_ID", "CLIENT_SECRET"):
        assert f"TIMEBACK_API_{name}" in message
    assert "base_url=" in message
    assert "ONEROSTER_BASE_URL" in message


def test_a_standalone_client_without_credentials_says_so() -> None:
    with pytest.raises(ConfigurationError, match=r"Missing required environment variable.*client_id is required"):
        resolve_standalone("oneroster", {"env": "staging"})
    with pytest.raises(ConfigurationError, match=r"Missing required environment variable.*TIMEBACK_API_CLIENT_ID"):
        resolve_standalone("oneroster", {"base_url": HOST, "auth_url": TOKEN})
    with pytest.raises(ConfigurationError, match=r"Missing required environment variable TIMEBACK_API_AUTH_URL"):
        resolve_standalone("oneroster", {"base_url": HOST, "client_id": "a", "client_secret": "b"})


def test_a_standalone_client_may_go_without_authentication(monkeypatch: pytest.MonkeyPatch) -> None:
    assert resolve_standalone("oneroster", {"base_url": HOST}).endpoints["oneroster"].token_key is None
    monkeypatch.setenv("ONEROSTER_TOKEN_URL", TOKEN)
    without = resolve_standalone("oneroster", {"base_url": HOST, "no_auth": True})
    assert without.endpoints["oneroster"].token_key is None


def test_a_standalone_client_reads_the_environment_variable_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMEBACK_ENV", "sandbox")
    assert resolve_standalone("oneroster", {}).mode == "sandbox"
    monkeypatch.setenv("ONEROSTER_BASE_URL", HOST)
    assert resolve_standalone("oneroster", {}).mode == "base_url"
