"""The page for those who come from the published client names every name of it, and what it says of them is true."""

from __future__ import annotations

import re
from importlib import import_module

import pytest
from documented import ROOT

import timeback_core
from timeback_core import TimebackClient, TimebackError

PAGE = (ROOT / "docs" / "migration.md").read_text("utf-8")

# what the root package and the common package of 0.4.0 export
OF_CORE = """
__version__ APIError AuthCheckResult AuthCredentials AuthenticationError BaseUrlConfig BroadcastFailure BroadcastResult
BroadcastResults BroadcastSuccess Caliper CaliperPaths Case CasePaths Clr ClrPaths Edubridge EdubridgePaths
ENV_VAR_AUTH_URL ENV_VAR_BASE_URL ENV_VAR_CLIENT_ID ENV_VAR_CLIENT_SECRET ENV_VAR_ENV EnvConfig Environment
ForbiddenError format_api_error FormattedError get_service_urls is_api_error NotFoundError OneRoster OneRosterPaths
Platform PlatformPaths PowerPath PowerPathPaths Qti QtiPaths RateLimitError ResolvedEndpoint ServerError ServicesConfig
ServiceUrls TimebackClient TimebackClientConfig TimebackError TimebackManager TimebackProvider ValidationError
WebhookPaths Webhooks
"""
OF_COMMON = """
__version__ APIError AuthCheckChecks AuthCheckResult AuthenticationError BaseTransport BEYONDAI_API_URLS
BEYONDAI_CALIPER_PATHS BEYONDAI_CASE_PATHS BEYONDAI_CLR_PATHS BEYONDAI_ONEROSTER_PATHS BEYONDAI_POWERPATH_PATHS
BEYONDAI_QTI_PATHS BEYONDAI_TOKEN_URLS BEYONDAI_WEBHOOK_PATHS build_provider_env build_provider_explicit
BulkCreateResponse CaliperPaths CasePaths ClrPaths create_input_validation_error CreateResponse CustomPaths
DEFAULT_LIMIT DEFAULT_MAX_ITEMS DEFAULT_PLATFORM EdubridgePaths ensure_z_suffix Environment EnvVarKey EnvVarNames
FieldCondition FieldOperators FilterValue ForbiddenError format_api_error format_error FormattedError get_env
InputValidationError is_api_error is_input_validation_error NonEmptyString normalize_boolean normalize_date
normalize_date_only NotFoundError OneRosterPaths PageResult PaginationStyle Paginator parse_body_pagination
parse_body_pagination_raw parse_header_has_more parse_header_total parse_offset_pagination PathProfileName Platform
PLATFORM_CALIPER_PATHS PLATFORM_ENDPOINTS PlatformPaths PowerPathPaths QtiPaths RateLimitError resolve_to_provider
ResolvedEndpoint ResolvedProvider ResolvedTransport ResolverConfig ResolveResult serialize_input ServerError
ServiceName SourcedIdPair TimebackError TimebackProvider TokenManager TokenManagerConfig TransportProtocol
utc_iso_timestamp validate_fields validate_non_empty_string validate_offset_list_params validate_page_list_params
validate_sourced_id validate_with_schema ValidationError ValidationIssue WebhookPaths where_to_filter WhereClause
"""


def section(heading: str) -> str:
    """The text below a heading, up to the next one of its level or above."""
    level = len(heading) - len(heading.lstrip("#"))
    body = PAGE.partition(f"\n{heading}\n")[2]
    assert body, heading
    return re.split(rf"^#{{1,{level}}} ", body, maxsplit=1, flags=re.MULTILINE)[0]


def names(text: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", text))


def test_every_name_of_the_root_package_is_named_and_still_there() -> None:
    named = names(section("### `timeback_core`").partition("Its modules")[0])
    assert named - {"MasteryTrack"} == set(OF_CORE.split())
    assert named <= {*timeback_core.__all__}


def test_every_name_of_the_common_package_is_either_here_or_has_something_in_its_place() -> None:
    kept, gone = section("### `timeback_common`").split("What is not there any more")
    first_cells = "\n".join(row.split("|")[1] for row in gone.splitlines() if row.startswith("| `"))
    here, replaced = names(kept) - {"timeback_core"}, names(first_cells)
    assert here <= {*timeback_core.__all__}
    assert here.isdisjoint(replaced)
    assert here | replaced == set(OF_COMMON.split())
    assert not replaced & {*timeback_core.__all__}


SERVICES = re.findall(
    r"^\| `timeback_\w+` \| `([\w.]+)` \| `(\w+)` \|$", section("### Packages of services"), re.MULTILINE
)


@pytest.mark.parametrize(("module", "client"), SERVICES)
def test_a_service_is_where_the_page_says(module: str, client: str) -> None:
    assert getattr(import_module(module), client) is getattr(timeback_core, client)
    assert getattr(timeback_core, client.replace("Client", "Error")) is TimebackError


def test_all_nine_services_are_named() -> None:
    assert len(SERVICES) == 9


@pytest.mark.anyio
async def test_second_names_mean_the_same() -> None:
    client = TimebackClient(base_url="http://127.0.0.1:9", no_auth=True)
    assert client.case is client.case_
    assert client.powerpath.assessment is client.powerpath.assessments
    for older, newer in ((client.qti.lesson, "list_for_lesson"), (client.qti.general, "delete")):
        assert older is not None
        assert hasattr(client.qti.feedback, newer)
    assert hasattr(client.qti.lesson, "submit_lesson")
    assert hasattr(client.qti.general, "delete_by_id")
    assert client.webhooks.filters is client.webhooks.webhook_filters
    assignments = type(client.masterytrack.assignments)
    assert assignments.unassign is not None
    assert assignments.invalidate is not None
    await client.close()
