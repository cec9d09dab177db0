"""One client for the Timeback education APIs.

::

    from timeback_core import TimebackClient

    async with TimebackClient(env="staging", client_id="...", client_secret="...") as tb:
        schools = await tb.oneroster.schools.list()

Public names are loaded by their first use, so importing the package costs next to nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from timeback_core import caliper as Caliper  # noqa: N812 - the name that applications know
    from timeback_core import case as Case  # noqa: N812
    from timeback_core import clr as Clr  # noqa: N812
    from timeback_core import edubridge as Edubridge  # noqa: N812
    from timeback_core import masterytrack as MasteryTrack  # noqa: N812
    from timeback_core import oneroster as OneRoster  # noqa: N812
    from timeback_core import powerpath as PowerPath  # noqa: N812
    from timeback_core import qti as Qti  # noqa: N812
    from timeback_core import webhooks as Webhooks  # noqa: N812
    from timeback_core.auth import TokenManager, TokenManagerConfig
    from timeback_core.auth_check import AuthCheckChecks, AuthCheckResult
    from timeback_core.broadcast import BroadcastFailure, BroadcastResult, BroadcastResults, BroadcastSuccess
    from timeback_core.caliper.client import CaliperClient
    from timeback_core.caliper.sensor import CaliperSensor
    from timeback_core.case.client import CaseClient
    from timeback_core.checks import (
        validate_fields,
        validate_non_empty_string,
        validate_offset_list_params,
        validate_page_list_params,
        validate_sourced_id,
    )
    from timeback_core.client import TimebackClient
    from timeback_core.clr.client import ClrClient
    from timeback_core.config_checks import get_env
    from timeback_core.config_input import ServiceConfig
    from timeback_core.configured import ResolvedEndpoint
    from timeback_core.constants import (
        BEYONDAI_API_URLS,
        BEYONDAI_TOKEN_URLS,
        DEFAULT_PLATFORM,
        ENV_VAR_AUTH_URL,
        ENV_VAR_BASE_URL,
        ENV_VAR_CLIENT_ID,
        ENV_VAR_CLIENT_SECRET,
        ENV_VAR_ENV,
        PLATFORM_ENDPOINTS,
        get_service_urls,
    )
    from timeback_core.created import BulkCreateResponse, CreateResponse, SourcedIdPair
    from timeback_core.edubridge.client import EdubridgeClient
    from timeback_core.errors import (
        APIConnectionError,
        APIError,
        APITimeoutError,
        AuthenticationError,
        BadRequestError,
        BroadcastError,
        ClientClosedError,
        ConfigurationError,
        ConflictError,
        DuplicateClientError,
        ForbiddenError,
        FormattedError,
        InputValidationError,
        JobFailedError,
        NotFoundError,
        PaginationError,
        RateLimitError,
        ResponseParseError,
        ServerError,
        ServiceNotConfiguredError,
        ServiceNotSupportedError,
        TimebackError,
        TokenError,
        UnknownClientError,
        UnsupportedOperationError,
        ValidationError,
        ValidationIssue,
        create_input_validation_error,
        format_api_error,
        format_error,
        is_api_error,
        is_input_validation_error,
    )
    from timeback_core.errors import TimebackError as CaliperError
    from timeback_core.errors import TimebackError as CaseError
    from timeback_core.errors import TimebackError as ClrError
    from timeback_core.errors import TimebackError as EdubridgeError
    from timeback_core.errors import TimebackError as MasteryTrackError
    from timeback_core.errors import TimebackError as OneRosterError
    from timeback_core.errors import TimebackError as PowerPathError
    from timeback_core.errors import TimebackError as QtiError
    from timeback_core.errors import TimebackError as WebhooksError
    from timeback_core.filters import (
        FieldCondition,
        FieldOperators,
        FilterValue,
        WhereClause,
        where_to_filter,
    )
    from timeback_core.manager import TimebackManager
    from timeback_core.masterytrack.client import MasteryTrackClient
    from timeback_core.oneroster.client import OneRosterClient
    from timeback_core.pages import DEFAULT_LIMIT, DEFAULT_MAX_ITEMS, PageResult, Paginator
    from timeback_core.paging import parse_header_has_more, parse_header_total
    from timeback_core.paths import (
        BEYONDAI_CALIPER_PATHS,
        BEYONDAI_CASE_PATHS,
        BEYONDAI_CLR_PATHS,
        BEYONDAI_ONEROSTER_PATHS,
        BEYONDAI_POWERPATH_PATHS,
        BEYONDAI_QTI_PATHS,
        BEYONDAI_WEBHOOK_PATHS,
        PLATFORM_CALIPER_PATHS,
        CaliperPaths,
        CasePaths,
        ClrPaths,
        EdubridgePaths,
        OneRosterPaths,
        PlatformPaths,
        PowerPathPaths,
        QtiPaths,
        WebhookPaths,
    )
    from timeback_core.powerpath.client import PowerPathClient
    from timeback_core.provider import TimebackProvider
    from timeback_core.qti.client import QtiClient
    from timeback_core.raw import RawResponse
    from timeback_core.sync.client import TimebackClient as SyncTimebackClient
    from timeback_core.transport.hooks import (
        ErrorEvent,
        Hooks,
        RequestEvent,
        ResponseEvent,
        RetryEvent,
        TokenEvent,
    )
    from timeback_core.transport.options import Limits, RequestOptions, Timeout
    from timeback_core.types import (
        AuthCredentials,
        BaseUrlConfig,
        EnvConfig,
        Environment,
        PathProfileName,
        Platform,
        ServiceName,
        ServicesConfig,
        ServiceUrls,
        TimebackClientConfig,
    )
    from timeback_core.values import (
        ensure_z_suffix,
        normalize_boolean,
        normalize_date,
        normalize_date_only,
        utc_iso_timestamp,
    )
    from timeback_core.webhooks.client import WebhooksClient

    __version__: str

__all__ = [
    "BEYONDAI_API_URLS",
    "BEYONDAI_CALIPER_PATHS",
    "BEYONDAI_CASE_PATHS",
    "BEYONDAI_CLR_PATHS",
    "BEYONDAI_ONEROSTER_PATHS",
    "BEYONDAI_POWERPATH_PATHS",
    "BEYONDAI_QTI_PATHS",
    "BEYONDAI_TOKEN_URLS",
    "BEYONDAI_WEBHOOK_PATHS",
    "DEFAULT_LIMIT",
    "DEFAULT_MAX_ITEMS",
    "DEFAULT_PLATFORM",
    "ENV_VAR_AUTH_URL",
    "ENV_VAR_BASE_URL",
    "ENV_VAR_CLIENT_ID",
    "ENV_VAR_CLIENT_SECRET",
    "ENV_VAR_ENV",
    "PLATFORM_CALIPER_PATHS",
    "PLATFORM_ENDPOINTS",
    "APIConnectionError",
    "APIError",
    "APITimeoutError",
    "AuthCheckChecks",
    "AuthCheckResult",
    "AuthCredentials",
    "AuthenticationError",
    "BadRequestError",
    "BaseUrlConfig",
    "BroadcastError",
    "BroadcastFailure",
    "BroadcastResult",
    "BroadcastResults",
    "BroadcastSuccess",
    "BulkCreateResponse",
    "Caliper",
    "CaliperClient",
    "CaliperError",
    "CaliperPaths",
    "CaliperSensor",
    "Case",
    "CaseClient",
    "CaseError",
    "CasePaths",
    "ClientClosedError",
    "Clr",
    "ClrClient",
    "ClrError",
    "ClrPaths",
    "ConfigurationError",
    "ConflictError",
    "CreateResponse",
    "DuplicateClientError",
    "Edubridge",
    "EdubridgeClient",
    "EdubridgeError",
    "EdubridgePaths",
    "EnvConfig",
    "Environment",
    "ErrorEvent",
    "FieldCondition",
    "FieldOperators",
    "FilterValue",
    "ForbiddenError",
    "FormattedError",
    "Hooks",
    "InputValidationError",
    "JobFailedError",
    "Limits",
    "MasteryTrack",
    "MasteryTrackClient",
    "MasteryTrackError",
    "NotFoundError",
    "OneRoster",
    "OneRosterClient",
    "OneRosterError",
    "OneRosterPaths",
    "PageResult",
    "PaginationError",
    "Paginator",
    "PathProfileName",
    "Platform",
    "PlatformPaths",
    "PowerPath",
    "PowerPathClient",
    "PowerPathError",
    "PowerPathPaths",
    "Qti",
    "QtiClient",
    "QtiError",
    "QtiPaths",
    "RateLimitError",
    "RawResponse",
    "RequestEvent",
    "RequestOptions",
    "ResolvedEndpoint",
    "ResponseEvent",
    "ResponseParseError",
    "RetryEvent",
    "ServerError",
    "ServiceConfig",
    "ServiceName",
    "ServiceNotConfiguredError",
    "ServiceNotSupportedError",
    "ServiceUrls",
    "ServicesConfig",
    "SourcedIdPair",
    "SyncTimebackClient",
    "TimebackClient",
    "TimebackClientConfig",
    "TimebackError",
    "TimebackManager",
    "TimebackProvider",
    "Timeout",
    "TokenError",
    "TokenEvent",
    "TokenManager",
    "TokenManagerConfig",
    "UnknownClientError",
    "UnsupportedOperationError",
    "ValidationError",
    "ValidationIssue",
    "WebhookPaths",
    "Webhooks",
    "WebhooksClient",
    "WebhooksError",
    "WhereClause",
    "__version__",
    "create_input_validation_error",
    "ensure_z_suffix",
    "format_api_error",
    "format_error",
    "get_env",
    "get_service_urls",
    "is_api_error",
    "is_input_validation_error",
    "normalize_boolean",
    "normalize_date",
    "normalize_date_only",
    "parse_header_has_more",
    "parse_header_total",
    "utc_iso_timestamp",
    "validate_fields",
    "validate_non_empty_string",
    "validate_offset_list_params",
    "validate_page_list_params",
    "validate_sourced_id",
    "where_to_filter",
]


def _version() -> str:
    """Return the version of the installed distribution, 0.0.0 if it is not installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("timeback-core")
    except PackageNotFoundError:
        return "0.0.0"


def __getattr__(name: str) -> object:
    """Load a public name by its first use (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "__version__":
        value: object = _version()
    else:
        from importlib import import_module

        from timeback_core.public_names import place_of

        place, attribute = place_of(name)
        module = import_module(place)
        value = module if attribute is None else getattr(module, attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names, loaded or not."""
    return sorted({*globals(), *__all__})
