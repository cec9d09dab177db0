"""What is wrong with a configuration is said by name, and never with a secret."""

from __future__ import annotations

from typing import Any

import pytest

from timeback_core.config import Config, resolve
from timeback_core.errors import ConfigurationError

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


# Messages


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"env": "prod"}, ["Invalid environment", "'prod'", "staging", "production", "sandbox"]),
        ({"env": "local"}, ["Invalid environment", "base_url"]),
        ({"env": 5}, ["Invalid environment", "5"]),
        ({"env": "staging", "platform": "AI"}, ["Unknown platform", "'AI'", "BEYOND_AI", "LEARNWITH_AI"]),
        (
            {"env": "staging", "client_secret": "x"},
            ["client_id is required", "TIMEBACK_API_CLIENT_ID or TIMEBACK_CLIENT_ID", "client_id="],
        ),
        (
            {"env": "staging", "client_id": "x"},
            ["client_secret is required", "TIMEBACK_API_CLIENT_SECRET or TIMEBACK_CLIENT_SECRET"],
        ),
        ({"env": "staging"}, ["client_id is required", "client_secret is required"]),
        ({"env": "staging", "no_auth": True}, ["no_auth", "hosted environments need credentials"]),
        ({"env": "sandbox", "no_auth": True}, ["no_auth"]),
        (
            {"base_url": HOST, "auth_url": TOKEN, "client_id": "x"},
            ["credentials are required", "client_secret is missing", "TIMEBACK_API_CLIENT_SECRET"],
        ),
        ({"base_url": HOST, "auth_url": TOKEN}, ["credentials are required", "both are missing"]),
        (
            {"base_url": HOST, "client_id": "x", "client_secret": "y"},
            ["auth_url is required", "auth_url=", "TIMEBACK_API_AUTH_URL"],
        ),
        ({"services": {}}, ["services", "oneroster", "masterytrack"]),
        ({"services": "https://x"}, ["services", "oneroster"]),
        ({"services": {"onerostr": HOST}}, ["onerostr", "did you mean 'oneroster'", "powerpath"]),
        ({"services": {"case": HOST, "case_": HOST}}, ["case_"]),
        ({"services": {"qti": {"auth_url": TOKEN}}}, ["qti", "base_url"]),
        ({"services": {"qti": {"url": HOST}}}, ["qti", "'url'", "base_url, auth_url"]),
        ({"services": {"qti": 5}}, ["qti", "int"]),
        (
            {"services": {"qti": {"base_url": HOST, "auth_url": TOKEN}}},
            ["qti", "credentials are required"],
        ),
        (
            {"services": {"qti": {"base_url": HOST, "client_id": "a", "client_secret": "b"}}},
            ["qti", "auth_url is required"],
        ),
        ({"base_url": HOST, "timeout": 0}, ["timeout", "0"]),
        ({"base_url": HOST, "timeout": float("inf")}, ["timeout", "inf"]),
        ({"base_url": HOST, "timeout": True}, ["timeout", "True"]),
        ({"base_url": HOST, "max_retries": -1}, ["max_retries", "-1"]),
        ({"base_url": HOST, "max_retries": 1.5}, ["max_retries", "1.5"]),
        ({"base_url": HOST, "no_auth": "yes"}, ["no_auth", "yes"]),
        ({"base_url": HOST, "scope": 5}, ["scope", "int"]),
        ({"base_url": HOST, "path_profile": "X"}, ["Unknown platform", "X"]),
        ({"base_url": HOST, "paths": 5}, ["paths", "int"]),
        ({"base_url": HOST, "masterytrack": {"key": "x"}}, ["masterytrack", "'key'", "api_key"]),
        ({"base_url": HOST, "masterytrack": {"env": "x"}}, ["Invalid MasteryTrack environment", "'x'"]),
        ({"base_url": HOST, "backend": "requests"}, ["backend", "requests", "pyreqwest"]),
        ({"base_url": HOST, "limits": 5}, ["limits", "Limits"]),
        ({"base_url": HOST, "proxy": "nonsense"}, ["proxy"]),
        ({"base_url": HOST, "verify": 5}, ["verify", "5"]),
        ({"base_url": HOST, "cert": ("a", "b", "c")}, ["cert"]),
        ({"base_url": HOST, "app_info": "name"}, ["app_info", "name"]),
        ({"base_url": HOST, "hooks": "x"}, ["hooks"]),
        ({"base_url": HOST, "max_concurrency": 0}, ["max_concurrency", "0"]),
        ({"base_url": HOST, "max_response_bytes": 0}, ["max_response_bytes", "0"]),
        ({"base_url": HOST, "trust_env": 1}, ["trust_env", "1"]),
        ({"base_url": HOST, "default_headers": ["x"]}, ["default_headers"]),
        ({"base_url": HOST, "default_headers": {"X-A": "a\nb"}}, ["X-A"]),
        ({"base_url": HOST, "transport": object()}, ["transport", "Sender"]),
        ({"base_url": HOST, "http_client": object()}, ["http_client", "client of httpx"]),
    ],
)
def test_what_is_wrong_is_named(arguments: dict[str, Any], words: list[str]) -> None:
    message = refusal(**arguments)
    for word in words:
        assert word in message, message


@pytest.mark.parametrize(
    "url",
    [
        "api.example.org",
        "/relative",
        "ftp://api.example.org",
        "https://",
        "https:///path",
        "https://api.example.org?x=1",
        "https://api.example.org/#top",
        "https://api.example.org:port",
        "https://api.example.org:70000",
        "https://api example.org",
        "https://api.example.org\\x",
        "https://[::1",
        5,
    ],
)
def test_a_url_that_is_not_absolute_is_refused_under_its_arguments_name(url: object) -> None:
    assert "base_url" in refusal(base_url=url)


def test_user_info_in_a_url_is_refused_and_not_repeated() -> None:
    message = refusal(base_url="https://user:hunter2@api.example.org/x?key=hunter3")
    assert "hunter" not in message
    message = refusal(base_url="https://user:hunter2@api.example.org/x")
    assert "hunter2" not in message
    assert "api.example.org/x" in message


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://api.example.org//", "https://api.example.org"),
        (" HTTPS://api.example.org/base/ ", "https://api.example.org/base"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
    ],
)
def test_a_url_loses_blanks_and_trailing_slashes(url: str, clean: str) -> None:
    assert config_of(base_url=url).endpoints["oneroster"].base_url == clean


@pytest.mark.parametrize("name", ["BEYOND_AI", "beyond-ai", "BeyondAI", "beyond.ai", " Beyond AI "])
def test_platform_spellings_are_equal(name: str) -> None:
    assert config_of(base_url=HOST, platform=name).platform == "BEYOND_AI"


def test_the_environment_is_matched_without_case_and_blanks() -> None:
    assert config_of(env=" Production ", **CREDENTIALS).env == "production"


def test_the_sandbox_reports_what_it_has_no_use_for(caplog: pytest.LogCaptureFixture) -> None:
    config = config_of(env="sandbox", proxy="http://p:1", max_retries=0, **CREDENTIALS)
    assert config.transport == {"max_retries": 0}
    assert "client_id, client_secret, proxy" in caplog.text
