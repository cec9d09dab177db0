"""Public names: which there are, that each loads, and that secrets show up nowhere."""

from __future__ import annotations

import asyncio
import logging
import pickle
import subprocess
import sys
from importlib import import_module, metadata
from typing import Any

import pytest
from scripted_sender import ScriptedSender, answer

import timeback_core
from timeback_core import ServiceConfig, TimebackClient, TimebackManager, TimebackProvider
from timeback_core.config import MasteryTrackConfig, resolve

SECRET = "s3cr3t-marker"
HOST = "https://api.example.org"

PEER_CORE = """
__version__ APIError AuthCheckResult AuthCredentials AuthenticationError BaseUrlConfig BroadcastFailure
BroadcastResult BroadcastResults BroadcastSuccess Caliper CaliperPaths Case CasePaths Clr ClrPaths Edubridge
EdubridgePaths ENV_VAR_AUTH_URL ENV_VAR_BASE_URL ENV_VAR_CLIENT_ID ENV_VAR_CLIENT_SECRET ENV_VAR_ENV EnvConfig
Environment ForbiddenError format_api_error FormattedError get_service_urls is_api_error NotFoundError OneRoster
OneRosterPaths Platform PlatformPaths PowerPathPaths QtiPaths RateLimitError ResolvedEndpoint ServerError
ServicesConfig ServiceUrls TimebackClient TimebackClientConfig TimebackError TimebackManager TimebackProvider
ValidationError WebhookPaths Webhooks PowerPath Qti
"""

PEER_COMMON = """
AuthCheckChecks BEYONDAI_API_URLS BEYONDAI_CALIPER_PATHS BEYONDAI_CASE_PATHS BEYONDAI_CLR_PATHS
BEYONDAI_ONEROSTER_PATHS BEYONDAI_POWERPATH_PATHS BEYONDAI_QTI_PATHS BEYONDAI_TOKEN_URLS BEYONDAI_WEBHOOK_PATHS
BulkCreateResponse create_input_validation_error CreateResponse DEFAULT_LIMIT DEFAULT_MAX_ITEMS DEFAULT_PLATFORM
ensure_z_suffix FieldCondition FieldOperators FilterValue format_error get_env InputValidationError
is_input_validation_error normalize_boolean normalize_date normalize_date_only PageResult Paginator
parse_header_has_more parse_header_total PathProfileName PLATFORM_CALIPER_PATHS PLATFORM_ENDPOINTS ServiceName
SourcedIdPair TokenManager TokenManagerConfig utc_iso_timestamp validate_fields validate_non_empty_string
validate_offset_list_params validate_page_list_params validate_sourced_id ValidationIssue where_to_filter WhereClause
"""

OWN = """
CaseClient CaseError ClrClient ClrError APIConnectionError APITimeoutError BadRequestError BroadcastError
ClientClosedError ConfigurationError ConflictError DuplicateClientError Hooks Limits OneRosterClient OneRosterError
PaginationError RawResponse RequestOptions ResponseParseError ServiceConfig ServiceNotConfiguredError
ServiceNotSupportedError Timeout TokenError UnknownClientError ErrorEvent RequestEvent ResponseEvent RetryEvent
TokenEvent CaliperClient CaliperError CaliperSensor EdubridgeClient EdubridgeError MasteryTrack MasteryTrackClient
MasteryTrackError PowerPathClient PowerPathError QtiClient QtiError JobFailedError UnsupportedOperationError
WebhooksClient WebhooksError SyncTimebackClient
"""


def test_the_list_of_public_names_is_pinned() -> None:
    pinned = {*PEER_CORE.split(), *PEER_COMMON.split(), *OWN.split()}
    assert set(timeback_core.__all__) == pinned
    assert len(timeback_core.__all__) == len(pinned)


@pytest.mark.parametrize("name", timeback_core.__all__)
def test_every_public_name_loads(name: str) -> None:
    assert getattr(timeback_core, name) is not None
    assert name in dir(timeback_core)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="Nonsense"):
        timeback_core.Nonsense  # noqa: B018 - that is the point


def test_a_star_import_gives_exactly_the_public_names() -> None:
    names: dict[str, Any] = {}
    exec("from timeback_core import *", names)
    assert set(timeback_core.__all__) <= set(names)


def test_the_version_is_that_of_the_distribution() -> None:
    assert timeback_core.__version__ == metadata.version("timeback-core")


def test_the_error_of_a_service_is_the_root_of_all_errors() -> None:
    assert timeback_core.OneRosterError is timeback_core.TimebackError


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("broadcast", "BroadcastFailure BroadcastResult BroadcastResults BroadcastSuccess"),
        ("client", "TimebackClient"),
        ("manager", "TimebackManager"),
        ("constants", "SERVICE_URLS get_service_urls ENV_VAR_ENV ENV_VAR_BASE_URL"),
        ("provider", "TimebackProvider ResolvedEndpoint AuthCheckResult ServiceName Environment OneRosterPaths"),
        ("types", "EnvConfig BaseUrlConfig ServicesConfig TimebackClientConfig AuthCredentials ServiceUrls"),
    ],
)
def test_the_submodules_hold_what_their_names_say(module: str, names: str) -> None:
    loaded = import_module(f"timeback_core.{module}")
    for name in names.split():
        assert hasattr(loaded, name)


HOLDERS = [
    "client",
    "view",
    "provider",
    "token manager",
    "token manager config",
    "pipeline",
    "transport config",
    "sub-client",
    "resource",
    "config",
    "service config",
    "masterytrack config",
    "manager",
    "standalone provider",
]


def holders() -> dict[str, Any]:
    """Return one of everything that holds a secret."""
    arguments: dict[str, Any] = {
        "base_url": HOST,
        "auth_url": f"{HOST}/oauth/token",
        "client_id": "id",
        "client_secret": SECRET,
        "proxy": f"http://user:{SECRET}@proxy.example",
        "default_headers": {"X-Key": SECRET},
        "masterytrack": {"api_key": SECRET, "email": "a@b.c"},
    }
    client = TimebackClient(**arguments)
    provider = client.get_provider()
    tokens = provider.get_token_manager("oneroster")
    assert tokens is not None
    return {
        "client": client,
        "view": client.with_options(headers={"X-Key": SECRET}),
        "provider": provider,
        "token manager": tokens,
        "token manager config": tokens.config,
        "pipeline": provider.pipeline,
        "transport config": provider.pipeline.config,
        "sub-client": client.oneroster,
        "resource": client.oneroster.schools,
        "config": resolve(arguments),
        "service config": ServiceConfig(base_url=HOST, client_secret=SECRET),
        "masterytrack config": MasteryTrackConfig(api_key=SECRET),
        "manager": TimebackManager().register("alpha", client),
        "standalone provider": TimebackProvider(**arguments),
    }


def test_every_holder_is_checked() -> None:
    assert list(holders()) == HOLDERS


@pytest.mark.parametrize("name", HOLDERS)
def test_no_holder_of_a_secret_shows_it(name: str) -> None:
    holder = holders()[name]
    assert SECRET not in repr(holder)
    assert SECRET not in str(holder)
    assert SECRET not in f"{holder}"


@pytest.mark.parametrize("name", HOLDERS)
def test_no_holder_of_a_secret_can_be_pickled(name: str) -> None:
    holder = holders()[name]
    try:
        pickled = pickle.dumps(holder)
    except (TypeError, AttributeError, pickle.PicklingError):
        return
    assert SECRET.encode() not in pickled


def test_no_secret_reaches_logs_or_errors(caplog: pytest.LogCaptureFixture) -> None:
    class Echoing(ScriptedSender):
        async def send(self, request: Any) -> Any:
            return answer(401, {"error": "invalid_client", "error_description": f"bad {SECRET}"})

    async def run() -> str:
        client = TimebackClient(
            base_url=HOST,
            auth_url=f"{HOST}/oauth/token",
            client_id="id",
            client_secret=SECRET,
            transport=Echoing(),
        )
        async with client:
            result = await client.check_auth()
            with pytest.raises(timeback_core.TokenError) as caught:
                await client.oneroster.schools.list()
        return f"{result}{caught.value}{caught.value!r}{caught.value.response}{caught.value.body_text}"

    with caplog.at_level(logging.DEBUG):
        shown = asyncio.run(run())
    assert SECRET not in shown
    assert SECRET not in caplog.text


WITHOUT_TYPER = (
    "import runpy, sys; sys.modules['typer'] = None; "
    "runpy.run_module('timeback_core', run_name='__main__', alter_sys=True)"
)


def run_check(**variables: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m timeback_core check` with some variables, where the packages of the command are missing."""
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_TYPER, "check"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "", **variables},
    )


def test_the_check_command_tells_what_is_missing() -> None:
    run = run_check()
    assert run.returncode == 1
    assert "Configuration required" in run.stderr
    assert not run.stdout


@pytest.mark.slow
def test_the_check_command_reports_a_failure_with_status_1() -> None:
    run = run_check(
        TIMEBACK_BASE_URL="http://127.0.0.1:9",
        TIMEBACK_AUTH_URL="http://127.0.0.1:9/oauth/token",
        TIMEBACK_CLIENT_ID="id",
        TIMEBACK_CLIENT_SECRET=SECRET,
    )
    assert run.returncode == 1
    assert "APIConnectionError" in run.stderr
    assert SECRET not in run.stderr + run.stdout


def test_without_its_packages_the_command_says_what_to_install_and_what_there_is() -> None:
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT_TYPER, "config", "show"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": ""},
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert 'pip install "timeback-core[cli]"' in run.stderr
    assert "python -m timeback_core check" in run.stderr
