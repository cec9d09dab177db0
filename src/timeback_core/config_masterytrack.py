"""Where MasteryTrack lives and who calls it: it has hosts, credentials and tokens of its own."""

from __future__ import annotations

from timeback_core.config_checks import check_environment, check_url, get_env
from timeback_core.config_endpoints import ServiceEndpoint, Sources
from timeback_core.config_input import MASTERYTRACK_KEYS, MasteryTrackConfig, read_masterytrack, report_ignored
from timeback_core.constants import ENV_VAR_ENV, MASTERYTRACK_BASE_URLS, MASTERYTRACK_ENV_VARS, SANDBOX
from timeback_core.errors import ConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["missing_credentials", "standalone_masterytrack", "with_masterytrack"]

_SERVICE = "masterytrack"
_SANDBOX_KEY = "sandbox-api-key"
_SANDBOX_EMAIL = "sandbox@timeback.local"


def with_masterytrack(
    mode: str, env: str | None, endpoints: Mapping[str, ServiceEndpoint], sources: Sources
) -> tuple[Mapping[str, ServiceEndpoint], MasteryTrackConfig | None]:
    """Return the endpoints with MasteryTrack where its own settings put it, and its credentials.

    The credentials are None when the service is called with the token that the others share, or with none. They may
    be incomplete, which is an error only once the service is used.

    Args:
        mode: How the endpoints were found: `env`, `base_url`, `services` or `sandbox`.
        env: The environment.
        endpoints: All services by name.
        sources: The arguments, and which variables may be read.
    """
    if mode == "sandbox":
        # the sandbox has a real authorizer, whose key everybody may know
        return endpoints, MasteryTrackConfig(api_key=_SANDBOX_KEY, email=_SANDBOX_EMAIL)
    own = read_masterytrack(sources.given.get(_SERVICE)) or MasteryTrackConfig()
    elsewhere = own.base_url or (None if own.env is None else MASTERYTRACK_BASE_URLS[own.env])
    if elsewhere is None and mode == "env" and sources.variables:
        elsewhere = _variable_url()
    endpoint = endpoints.get(_SERVICE)
    if endpoint is None and elsewhere is not None:
        endpoint = ServiceEndpoint(base_url=elsewhere)
    if endpoint is None:
        return endpoints, None
    if elsewhere is not None:
        endpoint = endpoint.replace(base_url=elsewhere)
    if endpoint.no_auth:
        unused = (f"masterytrack[{name!r}]" for name in ("api_key", "email") if getattr(own, name) is not None)
        report_ignored(unused, "no_auth=True sends no credentials")
        return {**endpoints, _SERVICE: endpoint}, None
    api_key, email = (getattr(own, name) or _variable(name, sources) for name in ("api_key", "email"))
    if mode == "base_url" and endpoint.auth_url is None and elsewhere is None:  # a sandbox, then
        api_key, email = api_key or _SANDBOX_KEY, email or _SANDBOX_EMAIL
    hosted = own.base_url is None and (mode == "env" or own.env is not None)
    if api_key is None and not hosted and (endpoint.auth_url is not None or own.email is None):
        return {**endpoints, _SERVICE: endpoint}, None
    endpoint = ServiceEndpoint(base_url=endpoint.base_url)
    found = MasteryTrackConfig(api_key=api_key, email=email, base_url=endpoint.base_url, env=own.env or env)
    return {**endpoints, _SERVICE: endpoint}, found


def standalone_masterytrack(given: Mapping[str, object]) -> tuple[ServiceEndpoint | None, MasteryTrackConfig]:
    """Return where the service of a standalone client is, and its credentials, which may be incomplete.

    Args:
        given: The constructor's keywords, those that were given.

    Returns:
        No place for the sandbox that runs in this process.

    Raises:
        ConfigurationError: Nothing says where the service is, or a setting is wrong.
    """
    env = given.get("env")
    if isinstance(env, str) and env.strip().lower() == SANDBOX:
        return None, MasteryTrackConfig()
    own = read_masterytrack({name: given[name] for name in MASTERYTRACK_KEYS if name in given}) or MasteryTrackConfig()
    url, chosen = own.base_url or _variable_url(), own.env
    if url is None and chosen is None:
        named = get_env(ENV_VAR_ENV)
        chosen = None if named is None else check_environment(named, sandbox=True)
        if chosen == SANDBOX:
            return None, MasteryTrackConfig()
    if url is None and chosen is not None:
        url = MASTERYTRACK_BASE_URLS[chosen]
    if url is None:
        raise ConfigurationError(
            "No valid configuration found: pass env= ('staging' or 'production') or base_url=, or set "
            f"{' or '.join(MASTERYTRACK_ENV_VARS['base_url'])} or {ENV_VAR_ENV}."
        )
    api_key, email = (getattr(own, name) or get_env(MASTERYTRACK_ENV_VARS[name]) for name in ("api_key", "email"))
    found = MasteryTrackConfig(api_key=api_key, email=email, base_url=url, env=None if own.base_url else chosen)
    return ServiceEndpoint(base_url=url), found


def missing_credentials(own: MasteryTrackConfig) -> ConfigurationError | None:
    """Return the error for credentials that are incomplete, or None."""
    absent = [name for name in ("api_key", "email") if getattr(own, name) is None]
    if not absent:
        return None
    variables = " and ".join(MASTERYTRACK_ENV_VARS[name][0] for name in absent)
    keywords = ", ".join(f"{name}=" for name in absent)
    return ConfigurationError(
        f"Missing MasteryTrack credentials ({' and '.join(absent)}): pass {keywords} to MasteryTrackClient, or "
        f"masterytrack={{'api_key': ..., 'email': ...}} to TimebackClient; or set {variables}."
    )


def _variable(name: str, sources: Sources) -> str | None:
    """Return one of the service's own variables, where variables are read at all."""
    return get_env(MASTERYTRACK_ENV_VARS[name]) if sources.variables else None


def _variable_url() -> str | None:
    """Return the base URL that a variable gives, or None."""
    names = MASTERYTRACK_ENV_VARS["base_url"]
    value = get_env(names)
    return None if value is None else check_url(value, next(name for name in names if get_env(name)))
