"""Checks of single settings: each returns the clean value, or raises a ConfigurationError that helps."""

from __future__ import annotations

import os

from timeback_core.constants import ENVIRONMENTS, PLATFORMS, SANDBOX, SERVICE_NAMES
from timeback_core.errors import ConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def get_env(names: str | Iterable[str]) -> str | None:
    """Return the first variable of a chain that is set and not blank, stripped; None when there is none.

    Args:
        names: The variables, the first one first.
    """
    for name in (names,) if isinstance(names, str) else names:
        value = os.environ.get(name, "").strip()
        if value:
            return value
    return None


def nearest(name: str, valid: Iterable[str]) -> str:
    """Return ` – did you mean 'x'?` when a valid name is near, else an empty string."""
    from difflib import get_close_matches

    found = get_close_matches(name.lower(), list(valid), n=1, cutoff=0.6)
    return f" – did you mean {found[0]!r}?" if found else ""


def check_environment(value: object, *, sandbox: bool = False) -> str:
    """Return the environment in its plain spelling.

    Args:
        value: What was given; case and surrounding blanks do not matter.
        sandbox: Whether the environment that runs in this process is accepted, too.
    """
    name = value.strip().lower() if isinstance(value, str) else ""
    if name in ENVIRONMENTS or (sandbox and name == SANDBOX):
        return name
    hint = " For a server of your own give base_url instead." if name in {"local", "localhost", "dev"} else ""
    also = " 'sandbox' runs a sandbox in this process." if sandbox else " 'sandbox' is an environment of the client."
    raise ConfigurationError(f"Invalid environment {value!r}: env must be 'staging' or 'production'.{also}{hint}")


def check_platform(value: object) -> str:
    """Return the platform's canonical name; spaces, hyphens, underscores, dots and case do not matter."""
    if isinstance(value, str):
        plain = value.upper()
        for mark in " -_.":
            plain = plain.replace(mark, "")
        for name in PLATFORMS:
            if plain == name.replace("_", ""):
                return name
    valid = " or ".join(repr(name) for name in PLATFORMS)
    raise ConfigurationError(f"Unknown platform {value!r}: it must be {valid}.")


def check_service_name(value: object) -> str:
    """Return the service's name; `case_` is accepted for `case`."""
    name = "case" if value == "case_" else value
    if isinstance(name, str) and name in SERVICE_NAMES:
        return name
    hint = nearest(value, SERVICE_NAMES) if isinstance(value, str) else ""
    raise ConfigurationError(f"Unknown service {value!r}{hint or '.'} The services are: {', '.join(SERVICE_NAMES)}.")


def check_url(value: object, setting: str) -> str:
    """Return an absolute http(s) URL without trailing slashes.

    Args:
        value: What was given.
        setting: The setting's name, for the message.
    """
    if not isinstance(value, str):
        raise ConfigurationError(f"{setting} must be a URL, got {_kind(value)}.")
    url = value.strip()
    problem = _url_problem(url)
    if problem:
        raise ConfigurationError(
            f"{setting} is not a usable URL: {_without_user_info(url)!r} {problem}. "
            "Give an absolute http or https URL such as 'https://api.example.org'."
        )
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}://{host}{slash}{path}".rstrip("/")


def _url_problem(url: str) -> str | None:
    """Return what is wrong with a base or token URL, or None."""
    # By hand: urllib.parse costs more to import than all of the configuration takes.
    scheme, separator, rest = url.partition("://")
    if not separator or scheme.lower() not in {"http", "https"}:
        return "does not start with http:// or https://"
    if any(mark.isspace() or ord(mark) < 32 or mark == "\\" for mark in url):
        return "contains blanks, control characters or backslashes"
    if "?" in rest:
        return "has a query"
    if "#" in rest:
        return "has a fragment"
    authority = rest.partition("/")[0]
    if "@" in authority:
        return "holds a user name or password, which belong into client_id and client_secret"
    host, port = _host_and_port(authority)
    if not host:
        return "has no host"
    if port is not None and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        return f"has the port {port!r}, which is not a number from 1 to 65535"
    return None


def _host_and_port(authority: str) -> tuple[str, str | None]:
    """Split `host`, `host:port`, `[v6]` or `[v6]:port`."""
    if authority.startswith("["):
        host, bracket, rest = authority[1:].partition("]")
        return host if bracket else "", rest.removeprefix(":") if rest else None
    host, colon, port = authority.partition(":")
    return host, port if colon else None


def _without_user_info(url: str) -> str:
    """Return the URL without user name, password and query, whose values may be secrets."""
    url = url.partition("?")[0].partition("#")[0]
    scheme, separator, rest = url.rpartition("://")
    authority, slash, path = rest.partition("/")
    return f"{scheme}{separator}{authority.rpartition('@')[2]}{slash}{path}"


def check_seconds(value: object, setting: str) -> float:
    """Return a positive, finite number of seconds."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
        raise ConfigurationError(f"{setting} must be a positive number of seconds, got {value!r}.")
    return float(value)


def check_count(value: object, setting: str, *, least: int = 0) -> int:
    """Return a whole number that is not below the least allowed."""
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise ConfigurationError(f"{setting} must be a whole number of at least {least}, got {value!r}.")
    return value


def check_flag(value: object, setting: str) -> bool:
    """Return True or False."""
    if not isinstance(value, bool):
        raise ConfigurationError(f"{setting} must be True or False, got {value!r}.")
    return value


def check_text(value: object, setting: str, *, secret: bool = False) -> str | None:
    """Return a text stripped of blanks around it, None when blank; a secret is not named."""
    if not isinstance(value, str):
        shown = "" if secret else f" {value!r}"
        raise ConfigurationError(f"{setting} must be a text, got {_kind(value)}{shown}.")
    return value.strip() or None


def _kind(value: object) -> str:
    """Return the name of a value's type."""
    return type(value).__name__


def check_keywords(owner: str, given: Iterable[str], accepted: Iterable[str]) -> None:
    """Refuse keywords that a constructor does not take.

    Raises:
        TypeError: As for any function that is called with an unknown keyword.
    """
    valid = tuple(accepted)
    for name in given:
        if name not in valid:
            raise TypeError(f"{owner} got an unexpected keyword argument {name!r}{nearest(name, valid)}")
