"""Where each public name of the package is: read by the first use of a name, not by importing the package."""

from __future__ import annotations

__all__ = ["place_of"]

_BY_MODULE: dict[str, str] = {
    "auth": "TokenManager TokenManagerConfig",
    "auth_check": "AuthCheckChecks AuthCheckResult",
    "caliper.client": "CaliperClient",
    "caliper.sensor": "CaliperSensor",
    "case.client": "CaseClient",
    "clr.client": "ClrClient",
    "edubridge.client": "EdubridgeClient",
    "masterytrack.client": "MasteryTrackClient",
    "powerpath.client": "PowerPathClient",
    "qti.client": "QtiClient",
    "webhooks.client": "WebhooksClient",
    "broadcast": "BroadcastFailure BroadcastResult BroadcastResults BroadcastSuccess",
    "checks": (
        "validate_fields validate_non_empty_string validate_offset_list_params "
        "validate_page_list_params validate_sourced_id"
    ),
    "client": "TimebackClient",
    "config_checks": "get_env",
    "config_input": "ServiceConfig",
    "configured": "ResolvedEndpoint",
    "constants": (
        "BEYONDAI_API_URLS BEYONDAI_TOKEN_URLS DEFAULT_PLATFORM ENV_VAR_AUTH_URL ENV_VAR_BASE_URL "
        "ENV_VAR_CLIENT_ID ENV_VAR_CLIENT_SECRET ENV_VAR_ENV PLATFORM_ENDPOINTS get_service_urls"
    ),
    "created": "BulkCreateResponse CreateResponse SourcedIdPair",
    "errors": (
        "APIConnectionError APIError APITimeoutError AuthenticationError BadRequestError "
        "BroadcastError ClientClosedError ConfigurationError ConflictError DuplicateClientError "
        "ForbiddenError FormattedError InputValidationError JobFailedError NotFoundError PaginationError "
        "RateLimitError ResponseParseError ServerError ServiceNotConfiguredError ServiceNotSupportedError "
        "TimebackError TokenError UnknownClientError UnsupportedOperationError ValidationError ValidationIssue "
        "create_input_validation_error format_api_error format_error is_api_error "
        "is_input_validation_error"
    ),
    "filters": "FieldCondition FieldOperators FilterValue WhereClause where_to_filter",
    "manager": "TimebackManager",
    "oneroster.client": "OneRosterClient",
    "pages": "DEFAULT_LIMIT DEFAULT_MAX_ITEMS PageResult Paginator",
    "paging": "parse_header_has_more parse_header_total",
    "paths": (
        "BEYONDAI_CALIPER_PATHS BEYONDAI_CASE_PATHS BEYONDAI_CLR_PATHS BEYONDAI_ONEROSTER_PATHS "
        "BEYONDAI_POWERPATH_PATHS BEYONDAI_QTI_PATHS BEYONDAI_WEBHOOK_PATHS "
        "PLATFORM_CALIPER_PATHS CaliperPaths CasePaths ClrPaths EdubridgePaths OneRosterPaths "
        "PlatformPaths PowerPathPaths QtiPaths WebhookPaths"
    ),
    "provider": "TimebackProvider",
    "raw": "RawResponse",
    "transport.hooks": "ErrorEvent Hooks RequestEvent ResponseEvent RetryEvent TokenEvent",
    "transport.options": "Limits RequestOptions Timeout",
    "types": (
        "AuthCredentials BaseUrlConfig EnvConfig Environment PathProfileName Platform ServiceName "
        "ServicesConfig ServiceUrls TimebackClientConfig"
    ),
    "values": "ensure_z_suffix normalize_boolean normalize_date normalize_date_only utc_iso_timestamp",
}
"""By module below the package: the public names that it holds."""

_OF_SERVICES: dict[str, tuple[str, str | None]] = {
    name: place
    for service in ("Caliper", "Case", "Clr", "Edubridge", "MasteryTrack", "OneRoster", "PowerPath", "Qti", "Webhooks")
    for name, place in (
        (service, (service.lower(), None)),
        (f"{service}Error", ("errors", "TimebackError")),
    )
}
"""The services' own names: their modules, and the root of errors under the name that each service gives it."""


def place_of(name: str) -> tuple[str, str | None]:
    """Return the module of a public name, and the attribute of it; None when the name is the module's."""
    return _OF_SERVICES.get(name) or (
        next(module for module, names in _BY_MODULE.items() if name in names.split()),
        name,
    )
