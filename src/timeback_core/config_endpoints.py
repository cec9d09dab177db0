"""Which service lives where and with which credentials: one function for each way to say it."""

from __future__ import annotations

from timeback_core.config_checks import check_flag, check_url, get_env
from timeback_core.config_input import (
    ServiceConfig,
    credential_setting,
    read_services,
    report_ignored,
    text_setting,
)
from timeback_core.constants import PLATFORM_ENDPOINTS, PLATFORM_SCOPES, SERVICE_NAMES
from timeback_core.errors import ConfigurationError
from timeback_core.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from timeback_core.config_input import Credential

    TokenKey = tuple[str, object, str | None]

_CREDENTIALS = ("auth_url", "client_id", "client_secret")


class ServiceEndpoint(Record):
    """Where one service lives, and how a client of it authenticates."""

    _secrets = frozenset({"client_secret"})

    base_url: str
    auth_url: str | None = None
    client_id: Credential | None = None
    client_secret: Credential | None = None
    scope: str | None = None
    no_auth: bool = False

    @property
    def token_key(self) -> TokenKey | None:
        """What tells token managers apart: services with equal keys share one; None without authentication."""
        if self.auth_url is None or self.no_auth:
            return None
        return (self.auth_url, self.client_id, self.scope)


class Sources(Record):
    """Where settings may come from, and how strictly they are taken."""

    given: Mapping[str, object]
    """The arguments."""
    variables: Mapping[str, tuple[str, ...]]
    """The names of the variables of each setting, preferred name first; empty when none are read."""
    strict: bool = True
    """Whether incomplete credentials are an error now, and not only when a token is needed."""
    standalone: bool = False
    """Whether a standalone client of one service is set up, for the wording of messages."""

    def variable(self, name: str) -> str | None:
        """Return a setting from the variables, or None."""
        return get_env(self.variables.get(name, ()))

    def url(self, name: str) -> str | None:
        """Return a URL from the arguments, else from the variables; None when it is in neither."""
        value = self.given.get(name)
        if value is not None:
            return check_url(value, name)
        value = self.variable(name)
        return None if value is None else check_url(value, self._named(name))

    def credential(self, name: str) -> Credential | None:
        """Return a credential from the arguments, else from the variables."""
        return credential_setting(self.given, name) or self.variable(name)

    def _named(self, name: str) -> str:
        """Return which variable holds a setting."""
        return next((variable for variable in self.variables[name] if get_env(variable)), name)

    def advice(self, *names: str) -> str:
        """Return how to give some settings: as arguments, or in which variables."""
        words = [f"pass {', '.join(f'{name}=' for name in names)}"]
        if self.variables:
            chains = "; ".join(" or ".join(self.variables[name]) for name in names)
            words.append(f"set {chains}")
        return ", or ".join(words)

    def missing(self, problem: str, *names: str) -> ConfigurationError:
        """Return the error for settings that are needed and not there."""
        if self.standalone:
            first = ", ".join(self.variables[name][0] for name in names)
            problem = f"Missing required environment variable{'s' if len(names) > 1 else ''} {first}: {problem}"
        return ConfigurationError(f"{problem}: {self.advice(*names)}.")


def environment_endpoints(env: str, platform: str, sources: Sources) -> dict[str, ServiceEndpoint]:
    """Return the endpoints of a hosted environment; credentials are mandatory there."""
    given = sources.given
    if check_flag(given.get("no_auth", False), "no_auth"):
        raise ConfigurationError(
            f"no_auth cannot be used with env={env!r}: the hosted environments need credentials. "
            "Give base_url for a server that needs none."
        )
    table = PLATFORM_ENDPOINTS[platform][env]
    client_id, client_secret = sources.credential("client_id"), sources.credential("client_secret")
    if sources.strict:
        absent = [name for name, value in (("client_id", client_id), ("client_secret", client_secret)) if value is None]
        if absent:
            problem = f"{' and '.join(f'{name} is required' for name in absent)} for env={env!r}"
            raise sources.missing(problem, *absent)
    auth_url = given.get("auth_url")
    shared = ServiceEndpoint(
        base_url="",
        auth_url=table["auth_url"] if auth_url is None else check_url(auth_url, "auth_url"),
        client_id=client_id,
        client_secret=client_secret,
        scope=text_setting(given, "scope") or PLATFORM_SCOPES[platform],
    )
    return {name: shared.replace(base_url=table[name]) for name in SERVICE_NAMES if name in table}


def host_endpoints(base_url: str, sources: Sources) -> dict[str, ServiceEndpoint]:
    """Return the endpoints of one host that has all services."""
    shared = _shared(sources)
    _check_credentials(shared, sources, "")
    found = {name: shared.replace(base_url=base_url) for name in SERVICE_NAMES}
    found["masterytrack"] = shared.replace(base_url=f"{base_url}/masterytrack")
    _refuse_orphans(found, sources)
    return found


def service_endpoints(services: object, sources: Sources) -> dict[str, ServiceEndpoint]:
    """Return the endpoints of services that are named one by one."""
    shared = _shared(sources)
    found: dict[str, ServiceEndpoint] = {}
    for name, service in read_services(services).items():
        place = f"services[{name!r}]: "
        endpoint = _merged(service, shared)
        _check_credentials(endpoint, sources, place)
        if (service.client_id or service.client_secret) and not endpoint.auth_url and not endpoint.no_auth:
            raise sources.missing(f"{place}auth_url is required to use its credentials", "auth_url")
        found[name] = endpoint
    _refuse_orphans(found, sources)
    return found


def _shared(sources: Sources) -> ServiceEndpoint:
    """Return what all services of a self-hosted installation share, still without a base URL."""
    given = sources.given
    if check_flag(given.get("no_auth", False), "no_auth"):
        unused = [name for name in (*_CREDENTIALS, "scope") if name in given]
        report_ignored(unused, "no_auth=True sends no credentials")
        return ServiceEndpoint(base_url="", no_auth=True)
    return ServiceEndpoint(
        base_url="",
        auth_url=sources.url("auth_url"),
        client_id=sources.credential("client_id"),
        client_secret=sources.credential("client_secret"),
        scope=text_setting(given, "scope"),
    )


def _merged(service: ServiceConfig, shared: ServiceEndpoint) -> ServiceEndpoint:
    """Return a service's own settings, with the client-wide ones where it has none."""
    if service.no_auth:
        return ServiceEndpoint(base_url=service.base_url, no_auth=True)
    own_auth = service.auth_url is not None
    return ServiceEndpoint(
        base_url=service.base_url,
        auth_url=service.auth_url or shared.auth_url,
        client_id=service.client_id or shared.client_id,
        client_secret=service.client_secret or shared.client_secret,
        scope=service.scope or shared.scope,
        no_auth=shared.no_auth and not own_auth,
    )


def _check_credentials(endpoint: ServiceEndpoint, sources: Sources, place: str) -> None:
    """Refuse a token URL without complete credentials."""
    if endpoint.auth_url is None or endpoint.no_auth or not sources.strict:
        return
    absent = [name for name in ("client_id", "client_secret") if getattr(endpoint, name) is None]
    if absent:
        half = "both are missing" if len(absent) == 2 else f"{absent[0]} is missing"
        raise sources.missing(
            f"{place}credentials are required to get tokens from {endpoint.auth_url} ({half})", *absent
        )


def _refuse_orphans(endpoints: Mapping[str, ServiceEndpoint], sources: Sources) -> None:
    """Refuse credentials given as arguments while no service has a token URL to use them at."""
    given = [name for name in ("client_id", "client_secret") if name in sources.given]
    if given and not any(endpoint.auth_url or endpoint.no_auth for endpoint in endpoints.values()):
        problem = f"auth_url is required to use {' and '.join(given)} (or give no_auth=True to send none)"
        raise sources.missing(problem, "auth_url")
