"""Names of variables, hosts of the platforms, and the services there are."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

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

ENV_VAR_ENV = "TIMEBACK_ENV"
ENV_VAR_BASE_URL = ("TIMEBACK_API_BASE_URL", "TIMEBACK_BASE_URL")
ENV_VAR_AUTH_URL = ("TIMEBACK_API_AUTH_URL", "TIMEBACK_AUTH_URL", "TIMEBACK_TOKEN_URL")
ENV_VAR_CLIENT_ID = ("TIMEBACK_API_CLIENT_ID", "TIMEBACK_CLIENT_ID")
ENV_VAR_CLIENT_SECRET = ("TIMEBACK_API_CLIENT_SECRET", "TIMEBACK_CLIENT_SECRET")
MASTERYTRACK_ENV_VARS: Mapping[str, tuple[str, ...]] = {
    "base_url": ("TIMEBACK_MASTERYTRACK_BASE_URL", "MASTERYTRACK_BASE_URL"),
    "api_key": ("TIMEBACK_MASTERYTRACK_API_KEY", "MASTERYTRACK_API_KEY"),
    "email": ("TIMEBACK_MASTERYTRACK_EMAIL", "MASTERYTRACK_EMAIL"),
}

SERVICE_NAMES = (
    "oneroster",
    "edubridge",
    "caliper",
    "qti",
    "powerpath",
    "case",
    "clr",
    "webhooks",
    "masterytrack",
)
"""The nine services, in the order in which they are listed everywhere."""

SERVICE_CLIENTS: dict[str, str] = {
    "oneroster": "timeback_core.oneroster.client:OneRosterClient",
    "edubridge": "timeback_core.edubridge.client:EdubridgeClient",
    "caliper": "timeback_core.caliper.client:CaliperClient",
    "qti": "timeback_core.qti.client:QtiClient",
    "powerpath": "timeback_core.powerpath.client:PowerPathClient",
    "case": "timeback_core.case.client:CaseClient",
    "clr": "timeback_core.clr.client:ClrClient",
    "webhooks": "timeback_core.webhooks.client:WebhooksClient",
    "masterytrack": "timeback_core.masterytrack.client:MasteryTrackClient",
}
"""Where the client class of each service is."""

PLATFORMS = ("BEYOND_AI", "LEARNWITH_AI")
DEFAULT_PLATFORM = "BEYOND_AI"
ENVIRONMENTS = ("staging", "production")
SANDBOX = "sandbox"
"""The environment that runs in this process."""

DEFAULT_TIMEOUT = 30.0
"""Seconds that one operation may take, all attempts included."""

LEARNWITHAI_SCOPE = "https://purl.imsglobal.org/spec/caliper/v1p2/scope/events.write"
PLATFORM_SCOPES: Mapping[str, str | None] = {"BEYOND_AI": None, "LEARNWITH_AI": LEARNWITHAI_SCOPE}

BEYONDAI_API_URLS: Mapping[str, str] = {
    "staging": "https://api.staging.alpha-1edtech.ai",
    "production": "https://api.alpha-1edtech.ai",
}
BEYONDAI_CALIPER_URLS: Mapping[str, str] = {
    "staging": "https://caliper.staging.alpha-1edtech.ai",
    "production": "https://caliper.alpha-1edtech.ai",
}
BEYONDAI_QTI_URLS: Mapping[str, str] = {
    "staging": "https://qti.alpha-1edtech.ai/api",
    "production": "https://qti.alpha-1edtech.ai/api",
}
BEYONDAI_TOKEN_URLS: Mapping[str, str] = {
    "staging": "https://staging-beyond-timeback-api-2-idp.auth.us-east-1.amazoncognito.com/oauth2/token",
    "production": "https://prod-beyond-timeback-api-2-idp.auth.us-east-1.amazoncognito.com/oauth2/token",
}
LEARNWITHAI_API_URLS: Mapping[str, str] = {
    "staging": "https://platform.dev.timeback.com",
    "production": "https://platform.timeback.com",
}
LEARNWITHAI_TOKEN_URLS: Mapping[str, str] = {env: f"{url}/auth/1.0/token" for env, url in LEARNWITHAI_API_URLS.items()}
MASTERYTRACK_BASE_URLS: Mapping[str, str] = {
    "staging": "https://l407b3xadi.execute-api.us-east-1.amazonaws.com/dev",
    "production": "https://l407b3xadi.execute-api.us-east-1.amazonaws.com/prod",
}


def _beyondai(env: str) -> dict[str, str]:
    """Return the hosts of BEYOND_AI in one environment."""
    api, caliper = BEYONDAI_API_URLS[env], BEYONDAI_CALIPER_URLS[env]
    return {
        "oneroster": api,
        "caliper": caliper,
        "webhooks": caliper,
        "edubridge": api,
        "qti": BEYONDAI_QTI_URLS[env],
        "powerpath": api,
        "clr": api,
        "case": api,
        "masterytrack": MASTERYTRACK_BASE_URLS[env],
        "auth_url": BEYONDAI_TOKEN_URLS[env],
    }


def _learnwithai(env: str) -> dict[str, str]:
    """Return the hosts of LEARNWITH_AI in one environment; four services are not offered there."""
    api = LEARNWITHAI_API_URLS[env]
    return {
        "oneroster": api,
        "caliper": api,
        "qti": api,
        "case": api,
        "masterytrack": MASTERYTRACK_BASE_URLS[env],
        "auth_url": LEARNWITHAI_TOKEN_URLS[env],
    }


BEYONDAI_ENDPOINTS: Mapping[str, Mapping[str, str]] = {env: _beyondai(env) for env in ENVIRONMENTS}
LEARNWITHAI_ENDPOINTS: Mapping[str, Mapping[str, str]] = {env: _learnwithai(env) for env in ENVIRONMENTS}
PLATFORM_ENDPOINTS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "BEYOND_AI": BEYONDAI_ENDPOINTS,
    "LEARNWITH_AI": LEARNWITHAI_ENDPOINTS,
}
"""By platform and environment: the base URL of each service, and `auth_url`."""

SERVICE_URLS: Mapping[str, Mapping[str, str]] = {
    env: {
        "api": BEYONDAI_API_URLS[env],
        "caliper": BEYONDAI_CALIPER_URLS[env],
        "qti": BEYONDAI_QTI_URLS[env],
        "token": BEYONDAI_TOKEN_URLS[env],
    }
    for env in ENVIRONMENTS
}


def get_service_urls(env: str, platform: str = DEFAULT_PLATFORM) -> dict[str, str]:
    """Return the base URL of each service that a platform offers, and its token URL as `auth_url`.

    Args:
        env: `staging` or `production`.
        platform: `BEYOND_AI` (default) or `LEARNWITH_AI`.

    Raises:
        ConfigurationError: The environment or the platform is unknown.
    """
    from timeback_core.config_checks import check_environment, check_platform

    return dict(PLATFORM_ENDPOINTS[check_platform(platform)][check_environment(env)])
