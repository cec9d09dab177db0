"""Where each setting of a run comes from: an option, a variable, the profile, the keyring, or nowhere.

An option beats a variable, a variable beats the profile. A profile that was named with `--profile` was chosen by an
option, and beats variables. What a profile says about *who* calls goes only with *where* it leads: once another source
leads elsewhere, neither its credentials nor its token URL are used, so that no secret goes to a host that it was not
meant for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, cast

from timeback_core.cli.profiles import Profiles
from timeback_core.config_checks import get_env
from timeback_core.config_input import CONNECTION_SETTINGS
from timeback_core.constants import (
    ENV_VAR_AUTH_URL,
    ENV_VAR_BASE_URL,
    ENV_VAR_CLIENT_ID,
    ENV_VAR_CLIENT_SECRET,
    ENV_VAR_ENV,
    MASTERYTRACK_ENV_VARS,
)
from timeback_core.record import MASK

__all__ = ["KeptSecrets", "Setting", "Settings", "resolve"]

_VARIABLES: Mapping[str, tuple[str, ...]] = {
    "env": (ENV_VAR_ENV,),
    "base_url": ENV_VAR_BASE_URL,
    "auth_url": ENV_VAR_AUTH_URL,
    "client_id": ENV_VAR_CLIENT_ID,
    "client_secret": ENV_VAR_CLIENT_SECRET,
}
_PLACES = ("services", "base_url", "env")
"""The settings that say where the services are; among arguments the first one decides."""
_VARIABLE_PLACES = ("env", "base_url")
"""The same for variables."""
_SECRETS = frozenset({"client_secret", "api_key"})


class KeptSecrets(Protocol):
    """Where secrets are kept."""

    problem: str | None

    def get(self, profile: str, setting: str, /) -> str | None:
        """A secret of a profile, or None."""
        ...


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting that is in effect, or would be.

    Attributes:
        name: Its name; with a dot for what is inside of a table, as in `masterytrack.email`.
        value: Its value.
        source: Where it comes from, for people.
        unused: Why it has no effect, or an empty text.
    """

    name: str
    value: object = field(repr=False)
    source: str
    unused: str = ""

    @property
    def shown(self) -> str:
        """The value as it may be printed."""
        return _masked(self.name, self.value)


@dataclass(frozen=True)
class Settings:
    """What a run works with.

    Attributes:
        path: The file of the profiles.
        profile: The profile in use, or None.
        chosen_by: What chose the profile; empty without one.
        found: Every setting that was found, also those without effect.
        arguments: The keywords for the client. What comes from a variable is not among them: the client reads it.
        keyring_problem: Why the keyring could not be asked for a secret, or None.
    """

    path: Path
    profile: str | None
    chosen_by: str
    found: tuple[Setting, ...]
    arguments: Mapping[str, Any] = field(repr=False)
    keyring_problem: str | None = None

    @property
    def env(self) -> str | None:
        """The environment in effect; None for an installation of your own."""
        found = next((item.value for item in self.found if item.name == "env" and not item.unused), None)
        return found.strip().lower() if isinstance(found, str) else None


def resolve(options: Mapping[str, Any], profiles: Profiles, secrets: KeptSecrets, named: str | None = None) -> Settings:
    """The settings of a run.

    Args:
        options: What was given on the command line.
        profiles: The file of the profiles.
        secrets: The keyring, asked only when a secret is wanted that is nowhere else.
        named: The value of `--profile`.

    Raises:
        ConfigurationError: There is no such profile, or it has an unknown setting.
    """
    chosen = profiles.chosen(named)
    name, chosen_by = chosen or (None, "")
    profile = {} if name is None else profiles.get(name)
    variables = {key: (value, _which(chain)) for key, chain in _VARIABLES.items() if (value := get_env(chain))}
    profile_first = chosen_by == "--profile"

    found = [Setting(key, value, f"option --{key.replace('_', '-')}") for key, value in options.items()]
    arguments: dict[str, Any] = dict(options)
    beating = {} if profile_first else variables
    elsewhere = _elsewhere(options, _values(beating), profile)
    own = f"profile {name}"
    used: dict[str, Any] = {}
    for key, value in profile.items():
        reason = _why_unused(key, options, beating, elsewhere) or _why_unpaired(key, profile, beating)
        if not reason:
            used[key] = value
        if key != "masterytrack":
            found.append(Setting(key, value, own, reason))
    mastery = used.pop("masterytrack", None)
    if mastery is not None:
        kept, rows = _masterytrack(mastery, own, profile_first=profile_first)
        found += rows
        if kept:
            used["masterytrack"] = kept
    elif "masterytrack" in profile:
        inside = profile["masterytrack"].items()
        found += [Setting(f"masterytrack.{key}", value, own, elsewhere) for key, value in inside]
    arguments.update(used)

    if name is not None:
        for key, secret in _from_keyring(name, profile, used, beating, secrets):
            found.append(Setting(key, secret, "keyring"))
            if key == "client_secret":
                arguments[key] = secret
            else:
                arguments["masterytrack"] = {**arguments.get("masterytrack", {}), "api_key": secret}

    found += _from_variables(variables, arguments, options)
    found += _mastery_variables(arguments.get("masterytrack", {}))
    return Settings(profiles.path, name, chosen_by, tuple(found), arguments, secrets.problem)


def _values(variables: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """The variables without their names."""
    return {key: value for key, (value, _) in variables.items()}


def _which(chain: tuple[str, ...]) -> str:
    """The variable of a chain that is set."""
    return next(variable for variable in chain if get_env(variable))


def _decisive(given: Mapping[str, Any], order: tuple[str, ...]) -> tuple[str, object] | None:
    """Which setting says where the services are, and what it says."""
    return next(((key, _plain(given[key])) for key in order if key in given), None)


def _plain(value: object) -> object:
    """A place in the spelling in which equal ones are equal."""
    return value.strip().lower().rstrip("/") if isinstance(value, str) else value


def _elsewhere(options: Mapping[str, Any], variables: Mapping[str, Any], profile: Mapping[str, Any]) -> str:
    """Why the profile's connection is not used: what leads elsewhere; empty when it is used."""
    own = _decisive(profile, _PLACES)
    for given, order, what in ((options, _PLACES, "--{}"), (variables, _VARIABLE_PLACES, "the variable for {}")):
        place = _decisive(given, order)
        if place is not None:
            same = own is None or place == own
            return "" if same else f"{what.format(place[0].replace('_', '-'))} leads elsewhere"
    return ""


def _masterytrack(table: Mapping[str, Any], own: str, *, profile_first: bool) -> tuple[dict[str, Any], list[Setting]]:
    """The profile's settings of MasteryTrack that count, and all of them as rows."""
    kept: dict[str, Any] = {}
    rows: list[Setting] = []
    for key, value in table.items():
        chain = MASTERYTRACK_ENV_VARS.get(key, ())
        beaten = not profile_first and get_env(chain) is not None
        rows.append(
            Setting(f"masterytrack.{key}", value, own, f"the variable {_which(chain)} is set" if beaten else "")
        )
        if not beaten:
            kept[key] = value
    return kept, rows


def _from_keyring(
    name: str,
    profile: Mapping[str, Any],
    used: Mapping[str, Any],
    beating: Mapping[str, tuple[str, str]],
    secrets: KeptSecrets,
) -> list[tuple[str, str]]:
    """The secrets of a profile that are in the keyring; only those that go with an id of the profile."""
    wanted: list[str] = []
    own_id = "client_id" in used or _same_id(profile, beating)
    if own_id and "client_secret" not in {**used, **beating}:
        wanted.append("client_secret")
    mastery: Mapping[str, Any] = used.get("masterytrack", {})
    if "email" in mastery and "api_key" not in mastery and get_env(MASTERYTRACK_ENV_VARS["api_key"]) is None:
        wanted.append("masterytrack.api_key")
    kept = ((key, secrets.get(name, key)) for key in wanted)
    return [(key, secret) for key, secret in kept if secret is not None]


def _same_id(profile: Mapping[str, Any], beating: Mapping[str, tuple[str, str]]) -> bool:
    """Whether a variable holds the very client id of the profile."""
    return "client_id" in beating and beating["client_id"][0] == profile.get("client_id")


def _why_unused(key: str, options: Mapping[str, Any], beating: Mapping[str, tuple[str, str]], elsewhere: str) -> str:
    """Why a setting of the profile has no effect; empty when it has."""
    if key in options:
        return f"--{key.replace('_', '-')} was given"
    if elsewhere and key in CONNECTION_SETTINGS:
        return elsewhere
    return f"the variable {beating[key][1]} is set" if key in beating else ""


def _why_unpaired(key: str, profile: Mapping[str, Any], beating: Mapping[str, tuple[str, str]]) -> str:
    """Why a secret has no effect: it goes only with the client id that it was written down with."""
    if key != "client_secret" or "client_id" not in beating or _same_id(profile, beating):
        return ""
    return f"the client id comes from the variable {beating['client_id'][1]}"


def _from_variables(
    variables: Mapping[str, tuple[str, str]], arguments: Mapping[str, Any], options: Mapping[str, Any]
) -> list[Setting]:
    """The variables as rows; those that the client does not look at say why."""
    decided = _decisive(arguments, _PLACES)
    decisive = decided[0] if decided else ("env" if "env" in variables else "base_url")
    rows: list[Setting] = []
    for key, (value, variable) in variables.items():
        reason = ""
        if key in arguments:
            reason = f"--{key.replace('_', '-')} was given" if key in options else "the profile was named"
        elif key in _PLACES and key != decisive:
            reason = f"{decisive} decides where the services are"
        elif key == "auth_url" and decisive == "env":
            reason = "the environment has a token URL of its own"
        rows.append(Setting(key, value, f"variable {variable}", reason))
    return rows


def _mastery_variables(own: Mapping[str, Any]) -> list[Setting]:
    """MasteryTrack's variables as rows."""
    rows: list[Setting] = []
    for key, chain in MASTERYTRACK_ENV_VARS.items():
        value = get_env(chain)
        if value is not None:
            reason = "the profile was named" if key in own else ""
            rows.append(Setting(f"masterytrack.{key}", value, f"variable {_which(chain)}", reason))
    return rows


def _masked(name: str, value: object) -> str:
    """A value without its secrets."""
    last = name.rpartition(".")[2]
    if last in _SECRETS:
        return MASK
    if isinstance(value, dict):
        inside = cast("dict[str, object]", value).items()
        # headers may hold keys of any name
        hidden = {key: MASK if last == "default_headers" else _masked(key, item) for key, item in inside}
        return ", ".join(f"{key}={item}" for key, item in hidden.items())
    text = str(value).lower() if isinstance(value, bool) else str(value)
    scheme, separator, rest = text.partition("://")
    if separator and "@" in rest.partition("/")[0]:
        return f"{scheme}://{MASK}@{rest.partition('@')[2]}"
    return text
