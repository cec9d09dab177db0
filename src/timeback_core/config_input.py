"""What a caller gave, in one form: keywords, `config` mapping and `auth` group become one dict of settings.

A setting that is None or a blank text counts as not given. Only what was really given is in the result, so
that later steps can tell an argument from a default.
"""

from __future__ import annotations

from timeback_core._light import as_dict, cast
from timeback_core.config_checks import check_flag, check_service_name, check_text, check_url, nearest
from timeback_core.constants import SERVICE_NAMES
from timeback_core.errors import ConfigurationError
from timeback_core.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    Credential = str | Callable[[], str] | Callable[[], Awaitable[str]]
    """A credential, or a function (also an async one) that is called for it before each token request."""

CONNECTION_SETTINGS = (
    "platform",
    "env",
    "base_url",
    "services",
    "auth_url",
    "client_id",
    "client_secret",
    "scope",
    "path_profile",
    "paths",
    "no_auth",
    "masterytrack",
)
"""The settings that say where the services are and who calls."""

TRANSPORT_SETTINGS = (
    "timeout",
    "max_retries",
    "http_client",
    "transport",
    "backend",
    "limits",
    "proxy",
    "verify",
    "cert",
    "trust_env",
    "default_headers",
    "app_info",
    "hooks",
    "max_concurrency",
    "max_response_bytes",
    "allow_insecure",
)
"""The settings that say how requests are sent."""

SETTINGS = ("provider", *CONNECTION_SETTINGS, "auth", *TRANSPORT_SETTINGS)
AUTH_KEYS = ("client_id", "client_secret", "auth_url")
SERVICE_KEYS = ("base_url", "auth_url", "client_id", "client_secret", "scope", "no_auth")
MASTERYTRACK_KEYS = ("api_key", "email", "base_url", "env")


class ServiceConfig(Record):
    """One service of `services={...}` with settings of its own; the rest is as for the whole client."""

    _secrets = frozenset({"client_secret"})

    base_url: str
    auth_url: str | None = None
    client_id: Credential | None = None
    client_secret: Credential | None = None
    scope: str | None = None
    no_auth: bool = False


class MasteryTrackConfig(Record):
    """The separate credentials of MasteryTrack."""

    _secrets = frozenset({"api_key"})

    api_key: str | None = None
    email: str | None = None
    base_url: str | None = None
    env: str | None = None


def is_given(value: object) -> bool:
    """Return whether a setting was given: it is neither None nor a blank text."""
    return value is not None and not (isinstance(value, str) and not value.strip())


def _camel_case(name: str) -> str:
    """Return `base_url` as `baseUrl`."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def read_keys(value: object, place: str, keys: Iterable[str]) -> dict[str, object]:
    """Return a mapping's settings in snake_case, those that are given.

    Args:
        value: The mapping; camelCase spellings of the keys are accepted.
        place: Where it was given, for the messages.
        keys: The accepted keys.

    Raises:
        ConfigurationError: No mapping, an unknown key, or one setting in both spellings.
    """
    keys = tuple(keys)
    accepted = ", ".join(keys)
    mapping = as_dict(value)
    if mapping is None:
        raise ConfigurationError(f"{place} must be a mapping of {accepted}, got {type(value).__name__}.")
    spellings = {_camel_case(key): key for key in keys}
    found: dict[str, object] = {}
    for key, item in mapping.items():
        name = key if key in keys else spellings.get(key)
        if name is None:
            raise ConfigurationError(f"{place} has an unknown key {key!r}{nearest(key, keys)} Accepted: {accepted}.")
        if not is_given(item):
            continue
        if name in found:
            raise ConfigurationError(f"{place} has {name!r} in two spellings; keep one.")
        found[name] = item
    return found


def gather(arguments: Mapping[str, object], config: object = None) -> dict[str, object]:
    """Return the settings that were given, whichever way.

    An entry of `config` wins over the keyword of the same name, and both win over the `auth` group.

    Args:
        arguments: The keywords of a constructor.
        config: The same settings as one mapping, or None.

    Raises:
        ConfigurationError: An unknown key in `config` or `auth`.
    """
    given = {name: value for name, value in arguments.items() if is_given(value)}
    if given.get("no_auth") is False:  # the default of a constructor
        del given["no_auth"]
    if config is not None:
        given.update(read_keys(config, "config", SETTINGS))
    auth = given.pop("auth", None)
    if auth is not None:
        given = {**read_keys(auth, "auth", AUTH_KEYS), **given}
    return given


def text_setting(given: Mapping[str, object], name: str) -> str | None:
    """Return a setting that must be a text, or None when it was not given."""
    value = given.get(name)
    return None if value is None else check_text(value, name)


def credential_setting(given: Mapping[str, object], name: str, *, place: str = "") -> Credential | None:
    """Return a credential: a text, or a function that returns it; None when it was not given."""
    value = given.get(name)
    if value is None:
        return None
    if callable(value):
        return cast("Callable[[], str]", value)
    return check_text(value, f"{place}{name}", secret=name != "client_id")


def read_services(value: object) -> dict[str, ServiceConfig]:
    """Return the services of explicit mode, in the order in which the client lists them.

    Args:
        value: A mapping of service names to a URL, a mapping of settings, or a ServiceConfig.

    Raises:
        ConfigurationError: No mapping, an empty one, an unknown service, or a bad service value.
    """
    mapping = as_dict(value)
    if not mapping:
        problem = "is empty" if mapping is not None else f"is no mapping but {type(value).__name__}"
        raise ConfigurationError(
            f"services {problem}: give at least one service with its URL. The services are: {', '.join(SERVICE_NAMES)}."
        )
    found: dict[str, ServiceConfig] = {}
    for key, item in mapping.items():
        name = check_service_name(key)
        if name in found:
            raise ConfigurationError("services has 'case' and 'case_', which are the same service; keep one.")
        found[name] = _read_service(name, item)
    return {name: found[name] for name in SERVICE_NAMES if name in found}


def _read_service(name: str, value: object) -> ServiceConfig:
    """Return the settings of one service."""
    place = f"services[{name!r}]"
    if isinstance(value, ServiceConfig):
        fields = {key: item for key, item in value.to_dict().items() if is_given(item)}
    elif isinstance(value, str):
        fields = {"base_url": value}
    else:
        fields = read_keys(value, place, SERVICE_KEYS)
    if not is_given(fields.get("base_url")):
        accepted = ", ".join(SERVICE_KEYS)
        raise ConfigurationError(f"{place} has no base_url. Give a URL, or a mapping of {accepted}.")
    auth_url = fields.get("auth_url")
    return ServiceConfig(
        base_url=check_url(fields["base_url"], f"{place} base_url"),
        auth_url=None if auth_url is None else check_url(auth_url, f"{place} auth_url"),
        client_id=credential_setting(fields, "client_id", place=f"{place} "),
        client_secret=credential_setting(fields, "client_secret", place=f"{place} "),
        scope=text_setting(fields, "scope"),
        no_auth=check_flag(fields.get("no_auth", False), f"{place} no_auth"),
    )


def read_masterytrack(value: object) -> MasteryTrackConfig | None:
    """Return MasteryTrack's own credentials, or None when none were given."""
    if value is None:
        return None
    if isinstance(value, MasteryTrackConfig):
        value = value.to_dict()
    fields = read_keys(value, "masterytrack", MASTERYTRACK_KEYS)
    env = text_setting(fields, "env")
    if env is not None and env.lower() not in {"staging", "production"}:
        raise ConfigurationError(f"Invalid MasteryTrack environment {env!r}: it must be 'staging' or 'production'.")
    base_url = fields.get("base_url")
    return MasteryTrackConfig(
        api_key=None if "api_key" not in fields else check_text(fields["api_key"], "masterytrack api_key", secret=True),
        email=text_setting(fields, "email"),
        base_url=None if base_url is None else check_url(base_url, "masterytrack base_url"),
        env=env.lower() if env else None,
    )


def report_ignored(names: Iterable[str], reason: str) -> None:
    """Log one warning that names arguments which have no effect."""
    ignored = list(names)
    if ignored:
        import logging

        from timeback_core.transport.logs import set_up

        set_up()
        logging.getLogger("timeback_core.config").warning(
            "Ignored argument%s %s: %s", "s" if len(ignored) > 1 else "", ", ".join(ignored), reason
        )
