"""Where each public name of the package is: read by the first use of a name, not by importing the package."""

from __future__ import annotations

__all__ = ["place_of"]

_BY_MODULE: dict[str, str] = {
    "timeback_core.auth": "TokenManager TokenManagerConfig",
    "timeback_core.auth_check": "AuthCheckChecks AuthCheckResult",
    "timeback_core.caliper.client": "CaliperClient",
    "timeback_core.caliper.sensor": "CaliperSensor",
    "timeback_core.case.client": "CaseClient",
    "timeback_core.clr.client": "ClrClient",
    "timeback_core.edubridge.client": "EdubridgeClient",
    "timeback_core.masterytrack.client": "MasteryTrackClient",
    "timeback_core.powerpath.client": "PowerPathClient",
    "timeback_core.qti.client": "QtiClient",
    "timeback_core.webhooks.client": "WebhooksClient",
    "timeback_core.broadcast": "BroadcastFailure BroadcastResult BroadcastResults BroadcastSuccess",
    "timeback_core.checks": (
        "validate_fields validate_non_empty_string validate_offset_list_params "
        "validate_page_list_params validate_sourced_id"
    ),
    "timeback_core.client": "TimebackClient",
    "timeback_core.config_checks": "get_env",
    "timeback_core.config_input": "ServiceConfig",
    "timeback_core.configured": "ResolvedEndpoint",
    "timeback_core.constants": (
        "BEYONDAI_API_URLS BEYONDAI_TOKEN_URLS DEFAULT_PLATFORM ENV_VAR_AUTH_URL ENV_VAR_BASE_URL "
        "ENV_VAR_CLIENT_ID ENV_VAR_CLIENT_SECRET ENV_VAR_ENV PLATFORM_ENDPOINTS get_service_urls"
    ),
    "timeback_core.created": "BulkCreateResponse CreateResponse SourcedIdPair",
    "timeback_core.errors": (
        "APIConnectionError APIError APITimeoutError AuthenticationError BadRequestError "
        "BroadcastError ClientClosedError ConfigurationError ConflictError DuplicateClientError "
        "ForbiddenError FormattedError InputValidationError JobFailedError NotFoundError PaginationError "
        "RateLimitError ResponseParseError ServerError ServiceNotConfiguredError ServiceNotSupportedError "
        "TimebackError TokenError UnknownClientError UnsupportedOperationError ValidationError ValidationIssue "
        "create_input_validation_error format_api_error format_error is_api_error "
        "is_input_validation_error"
    ),
    "timeback_core.filters": "FieldCondition FieldOperators FilterValue WhereClause where_to_filter",
    "timeback_core.manager": "TimebackManager",
    "timeback_core.oneroster.client": "OneRosterClient",
    "timeback_core.pages": "DEFAULT_LIMIT DEFAULT_MAX_ITEMS PageResult Paginator",
    "timeback_core.paging": "parse_header_has_more parse_header_total",
    "timeback_core.paths": (
        "BEYONDAI_CALIPER_PATHS BEYONDAI_CASE_PATHS BEYONDAI_CLR_PATHS BEYONDAI_ONEROSTER_PATHS "
        "BEYONDAI_POWERPATH_PATHS BEYONDAI_QTI_PATHS BEYONDAI_WEBHOOK_PATHS "
        "PLATFORM_CALIPER_PATHS CaliperPaths CasePaths ClrPaths EdubridgePaths OneRosterPaths "
        "PlatformPaths PowerPathPaths QtiPaths WebhookPaths"
    ),
    "timeback_core.provider": "TimebackProvider",
    "timeback_core.raw": "RawResponse",
    "timeback_core.transport.hooks": "ErrorEvent Hooks RequestEvent ResponseEvent RetryEvent TokenEvent",
    "timeback_core.transport.options": "Limits RequestOptions Timeout",
    "timeback_core.types": (
        "AuthCredentials BaseUrlConfig EnvConfig Environment PathProfileName Platform ServiceName "
        "ServicesConfig ServiceUrls TimebackClientConfig"
    ),
    "timeback_core.values": "ensure_z_suffix normalize_boolean normalize_date normalize_date_only utc_iso_timestamp",
}
"""By module: the public names that it holds."""

_SERVICES: dict[str, str] = {
    "Caliper": "timeback_core.caliper",
    "Case": "timeback_core.case",
    "Clr": "timeback_core.clr",
    "Edubridge": "timeback_core.edubridge",
    "MasteryTrack": "timeback_core.masterytrack",
    "OneRoster": "timeback_core.oneroster",
    "PowerPath": "timeback_core.powerpath",
    "Qti": "timeback_core.qti",
    "Webhooks": "timeback_core.webhooks",
}
"""The packages of the services, by the names that they have in the root package."""


def place_of(name: str) -> tuple[str, str | None]:
    """Return the module of a public name, and the attribute of it; None when the name is the module's."""
    if name in _SERVICES:
        return _SERVICES[name], None
    if name.removesuffix("Error") in _SERVICES:  # the root of errors, under the name that each service gives it
        return "timeback_core.errors", "TimebackError"
    if name == "SyncTimebackClient":
        return "timeback_core.sync.client", "TimebackClient"
    return next(module for module, names in _BY_MODULE.items() if name in names.split()), name
