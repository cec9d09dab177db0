# Written by tools/generate_sync.py from timeback_core/constants.py; changes belong there.
"""Names of variables, hosts of the platforms, and the services there are."""

from __future__ import annotations

from timeback_core.constants import (
    BEYONDAI_API_URLS,
    BEYONDAI_CALIPER_URLS,
    BEYONDAI_ENDPOINTS,
    BEYONDAI_QTI_URLS,
    BEYONDAI_TOKEN_URLS,
    DEFAULT_PLATFORM,
    DEFAULT_TIMEOUT,
    ENV_VAR_AUTH_URL,
    ENV_VAR_BASE_URL,
    ENV_VAR_CLIENT_ID,
    ENV_VAR_CLIENT_SECRET,
    ENV_VAR_ENV,
    ENVIRONMENTS,
    LEARNWITHAI_API_URLS,
    LEARNWITHAI_ENDPOINTS,
    LEARNWITHAI_SCOPE,
    LEARNWITHAI_TOKEN_URLS,
    MASTERYTRACK_BASE_URLS,
    MASTERYTRACK_ENV_VARS,
    PLATFORM_ENDPOINTS,
    PLATFORM_SCOPES,
    PLATFORMS,
    SANDBOX,
    SERVICE_NAMES,
    SERVICE_URLS,
    get_service_urls,
)

TYPE_CHECKING = False

__all__ = [
    "BEYONDAI_API_URLS",
    "BEYONDAI_CALIPER_URLS",
    "BEYONDAI_ENDPOINTS",
    "BEYONDAI_QTI_URLS",
    "BEYONDAI_TOKEN_URLS",
    "DEFAULT_PLATFORM",
    "DEFAULT_TIMEOUT",
    "ENVIRONMENTS",
    "ENV_VAR_AUTH_URL",
    "ENV_VAR_BASE_URL",
    "ENV_VAR_CLIENT_ID",
    "ENV_VAR_CLIENT_SECRET",
    "ENV_VAR_ENV",
    "LEARNWITHAI_API_URLS",
    "LEARNWITHAI_ENDPOINTS",
    "LEARNWITHAI_SCOPE",
    "LEARNWITHAI_TOKEN_URLS",
    "MASTERYTRACK_BASE_URLS",
    "MASTERYTRACK_ENV_VARS",
    "PLATFORMS",
    "PLATFORM_ENDPOINTS",
    "PLATFORM_SCOPES",
    "SANDBOX",
    "SERVICE_CLIENTS",
    "SERVICE_NAMES",
    "SERVICE_URLS",
    "get_service_urls",
]

SERVICE_CLIENTS: dict[str, str] = {
    "oneroster": "timeback_core.sync.oneroster.client:OneRosterClient",
    "edubridge": "timeback_core.sync.edubridge.client:EdubridgeClient",
    "caliper": "timeback_core.sync.caliper.client:CaliperClient",
    "qti": "timeback_core.sync.qti.client:QtiClient",
    "powerpath": "timeback_core.sync.powerpath.client:PowerPathClient",
    "case": "timeback_core.sync.case.client:CaseClient",
    "clr": "timeback_core.sync.clr.client:ClrClient",
    "webhooks": "timeback_core.sync.webhooks.client:WebhooksClient",
    "masterytrack": "timeback_core.sync.masterytrack.client:MasteryTrackClient",
}
"""Where the client class of each service is."""
