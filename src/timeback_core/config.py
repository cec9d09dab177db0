"""Arguments and environment variables become one frozen Config.

The first match decides the mode: `services`, `base_url`, `env`, the variable `TIMEBACK_ENV`, a base-URL
variable. Variables are read when a client is constructed, never at import; the first one of a chain that is
not blank counts.
"""

from __future__ import annotations

from timeback_core._light import as_dict, cast
from timeback_core.config_checks import check_environment, check_platform, check_url, get_env
from timeback_core.config_endpoints import (
    ServiceEndpoint,
    Sources,
    environment_endpoints,
    host_endpoints,
    service_endpoints,
)
from timeback_core.config_input import (
    CONNECTION_SETTINGS,
    MasteryTrackConfig,
    ServiceConfig,
    gather,
    report_ignored,
)
from timeback_core.config_masterytrack import standalone_masterytrack, with_masterytrack
from timeback_core.config_transport import read_transport
from timeback_core.constants import (
    DEFAULT_PLATFORM,
    DEFAULT_TIMEOUT,
    ENV_VAR_AUTH_URL,
    ENV_VAR_BASE_URL,
    ENV_VAR_CLIENT_ID,
    ENV_VAR_CLIENT_SECRET,
    ENV_VAR_ENV,
    SANDBOX,
    SERVICE_NAMES,
)
from timeback_core.errors import ConfigurationError
from timeback_core.paths import PLATFORM_PATHS, PlatformPaths, with_overrides
from timeback_core.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from timeback_core.transport.options import Timeout

__all__ = [
    "Config",
    "MasteryTrackConfig",
    "ServiceConfig",
    "ServiceEndpoint",
    "resolve",
    "resolve_masterytrack",
    "resolve_provider",
    "resolve_standalone",
]

SANDBOX_URL = "http://sandbox.timeback.localhost"
"""The address of the sandbox in this process; nothing listens there, and no name server knows it."""

VARIABLES: Mapping[str, tuple[str, ...]] = {
    "base_url": ENV_VAR_BASE_URL,
    "auth_url": ENV_VAR_AUTH_URL,
    "client_id": ENV_VAR_CLIENT_ID,
    "client_secret": ENV_VAR_CLIENT_SECRET,
}


class Config(Record):
    """Everything that a provider needs to know, checked and complete."""

    mode: str
    """`env`, `base_url`, `services` or `sandbox`."""
    platform: str
    env: str | None
    """`staging`, `production`, `sandbox`; None for a self-hosted installation."""
    path_profile: str
    paths: PlatformPaths
    endpoints: Mapping[str, ServiceEndpoint]
    """The services that are configured, in the order in which they are listed everywhere."""
    timeout: float | Timeout
    transport: Mapping[str, object]
    """The transport settings that were given."""
    masterytrack: MasteryTrackConfig | None = None
    """What MasteryTrack's authorizer is asked with; None when that service shares the others' tokens, or needs none."""

    def _show(self, name: str) -> str:
        # A proxy's URL and a header may hold a password.
        return f"[{', '.join(self.transport)}]" if name == "transport" else super()._show(name)


def resolve(arguments: Mapping[str, object], config: object = None) -> Config:
    """Return the configuration of a TimebackClient.

    Args:
        arguments: The constructor's keywords; None stands for "not given".
        config: The same settings as one mapping; an entry wins over the keyword of the same name.

    Raises:
        ConfigurationError: Nothing says where the services are, or a setting is wrong.
    """
    given = gather(arguments, config)
    sources = Sources(given, VARIABLES)
    if "services" in given:
        _report_lower(given, "services", "base_url", "env")
        return _from_services(sources)
    if "base_url" in given:
        _report_lower(given, "base_url", "env")
        return _from_host(check_url(given["base_url"], "base_url"), sources)
    if "env" in given:
        return _from_environment(check_environment(given["env"], sandbox=True), sources)
    env = get_env(ENV_VAR_ENV)
    if env is not None:
        return _from_environment(_variable_environment(env), sources)
    base_url = sources.url("base_url")
    if base_url is not None:
        return _from_host(base_url, sources)
    raise ConfigurationError(
        "Configuration required: pass env= ('staging', 'production' or 'sandbox'), base_url=, services= or "
        f"provider=; or set {ENV_VAR_ENV}, {' or '.join(ENV_VAR_BASE_URL)}."
    )


def resolve_provider(arguments: Mapping[str, object]) -> Config:
    """Return the configuration of a TimebackProvider: `env`, else `base_url`, else `services`; no variables.

    Incomplete credentials are reported when a token is needed.
    """
    given = gather(arguments)
    sources = Sources(given, {}, strict=False)
    if "env" in given:
        _report_lower(given, "env", "base_url", "services")
        return _from_environment(check_environment(given["env"], sandbox=True), sources)
    if "base_url" in given:
        _report_lower(given, "base_url", "services")
        return _from_host(check_url(given["base_url"], "base_url"), sources)
    if "services" in given:
        return _from_services(sources)
    raise ConfigurationError("Provider configuration required: pass env=, base_url= or services=.")


def resolve_standalone(service: str, arguments: Mapping[str, object]) -> Config:
    """Return the configuration of a client of one service: `env`, else `base_url`, else the variables.

    The variables are those of a TimebackClient, each with a last name that belongs to the service, such as
    `ONEROSTER_CLIENT_ID`.
    """
    own = service.upper()
    variables = {
        name: (*chain, f"{own}_{'TOKEN_URL' if name == 'auth_url' else name.upper()}")
        for name, chain in VARIABLES.items()
    }
    given = gather(arguments)
    sources = Sources(given, variables, standalone=True)
    if "env" in given:
        _report_lower(given, "env", "base_url")
        return _from_environment(check_environment(given["env"], sandbox=True), sources)
    base_url = sources.url("base_url")
    if base_url is not None:
        return _from_host(base_url, sources)
    env = get_env(ENV_VAR_ENV)
    if env is not None:
        return _from_environment(_variable_environment(env), sources)
    absent = ["base_url"]
    if given.get("no_auth") is not True:
        absent += [name for name in ("auth_url", "client_id", "client_secret") if not _found(sources, name)]
    raise sources.missing("No valid configuration found (env='staging' or 'production' works too)", *absent)


def resolve_masterytrack(arguments: Mapping[str, object], *, authenticates: bool) -> Config:
    """Return the configuration of a standalone MasteryTrack client.

    Args:
        arguments: The constructor's keywords; None stands for "not given".
        authenticates: Whether the client gets its tokens itself; then it will need an API key and an e-mail address.

    Raises:
        ConfigurationError: Nothing says where the service is, or a setting is wrong.
    """
    given = gather(arguments)
    endpoint, own = standalone_masterytrack(given)
    kept = Sources({name: value for name, value in given.items() if name in ("timeout", "transport")}, {})
    if endpoint is None:
        return _from_sandbox(kept)
    config = _complete("base_url" if own.env is None else "env", own.env, {}, kept)
    return config.replace(endpoints={"masterytrack": endpoint}, masterytrack=own if authenticates else None)


def _found(sources: Sources, name: str) -> bool:
    """Return whether a setting is in the arguments or the variables."""
    return name in sources.given or sources.variable(name) is not None


def _variable_environment(value: str) -> str:
    """Return the environment that the variable names; the error says where the value came from."""
    try:
        return check_environment(value, sandbox=True)
    except ConfigurationError as error:
        raise ConfigurationError(f"{error.message} The value comes from the variable {ENV_VAR_ENV}.") from None


def _report_lower(given: Mapping[str, object], chosen: str, *lower: str) -> None:
    """Report arguments that another argument makes pointless."""
    report_ignored((name for name in lower if name in given), f"{chosen}= decides where the services are")


def _from_environment(env: str, sources: Sources) -> Config:
    """Return the configuration of a hosted environment, or of the sandbox in this process."""
    if env == SANDBOX:
        return _from_sandbox(sources)
    platform = check_platform(sources.given.get("platform", DEFAULT_PLATFORM))
    return _complete("env", env, environment_endpoints(env, platform, sources), sources)


def _from_host(base_url: str, sources: Sources) -> Config:
    """Return the configuration of one host that has all services."""
    return _complete("base_url", None, host_endpoints(base_url, sources), sources)


def _from_services(sources: Sources) -> Config:
    """Return the configuration of services that are named one by one."""
    return _complete("services", None, service_endpoints(sources.given["services"], sources), sources)


def _from_sandbox(sources: Sources) -> Config:
    """Return the configuration of a sandbox that runs in this process and brings its own credentials."""
    given = sources.given
    if given.get("no_auth"):
        raise ConfigurationError(
            "no_auth cannot be used with env='sandbox': the sandbox checks tokens like the hosted ones, "
            "and the client gets its credentials from it without your help. Leave no_auth out."
        )
    unused = ("auth_url", "client_id", "client_secret", "scope", "masterytrack")
    sending = ("http_client", "transport", "backend", "limits", "proxy", "verify", "cert", "trust_env")
    report_ignored((name for name in (*unused, *sending) if name in given), "the sandbox runs in this process")
    shared = ServiceEndpoint(base_url=SANDBOX_URL, auth_url=f"{SANDBOX_URL}/oauth/token")
    endpoints: dict[str, ServiceEndpoint] = dict.fromkeys(SERVICE_NAMES, shared)
    endpoints["masterytrack"] = shared.replace(base_url=f"{SANDBOX_URL}/masterytrack")
    kept = {name: value for name, value in given.items() if name not in sending}
    return _complete("sandbox", SANDBOX, endpoints, sources.replace(given=kept))


def _complete(mode: str, env: str | None, endpoints: Mapping[str, ServiceEndpoint], sources: Sources) -> Config:
    """Return the configuration with everything that does not depend on the mode."""
    given = sources.given
    endpoints, masterytrack = with_masterytrack(mode, env, endpoints, sources)
    platform = check_platform(given.get("platform", DEFAULT_PLATFORM))
    profile = check_platform(given.get("path_profile", platform))
    paths = PLATFORM_PATHS[profile]
    if "paths" in given:
        overrides = given["paths"]
        fields = overrides.to_dict() if isinstance(overrides, PlatformPaths) else as_dict(overrides)
        if fields is None:
            raise ConfigurationError(
                f"paths must be a mapping of services to path profiles, got {type(overrides).__name__}."
            )
        paths = with_overrides(paths, fields)
    transport = read_transport(given)
    timeout = transport.pop("timeout", DEFAULT_TIMEOUT)
    return Config(
        mode=mode,
        platform=platform,
        env=env,
        path_profile=profile,
        paths=paths,
        endpoints={name: endpoint for name, endpoint in endpoints.items() if has_paths(paths, name)},
        timeout=cast("float | Timeout", timeout),
        transport=transport,
        masterytrack=masterytrack,
    )


def has_paths(paths: PlatformPaths, service: str) -> bool:
    """Return whether a service has a path profile, or needs none."""
    return service == "masterytrack" or getattr(paths, service) is not None


def connection_arguments(given: Mapping[str, object]) -> list[str]:
    """Return which of the given arguments say where the services are and who calls."""
    return [name for name in CONNECTION_SETTINGS if name in given]
