"""`timeback config init`: a profile, asked for or given by options, and its secrets in the keyring."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import typer

from timeback_core.cli.exit_codes import UsageProblem
from timeback_core.cli.profiles import Profiles
from timeback_core.cli.secrets_kept import Keyring
from timeback_core.config_checks import check_environment, check_platform, check_text, check_url
from timeback_core.constants import ENV_VAR_CLIENT_SECRET, MASTERYTRACK_ENV_VARS, SANDBOX
from timeback_core.errors import ConfigurationError

if TYPE_CHECKING:
    from timeback_core.cli.session import Session

__all__ = ["Wanted", "init"]

_VARIABLES = {
    "client_secret": ENV_VAR_CLIENT_SECRET[0],
    "masterytrack.api_key": MASTERYTRACK_ENV_VARS["api_key"][0],
}


@dataclass
class Wanted:
    """A profile to be made.

    Attributes:
        name: Its name.
        settings: What goes into the file.
        secrets: What goes into the keyring.
    """

    name: str
    settings: dict[str, Any] = field(default_factory=dict[str, Any])
    secrets: dict[str, str] = field(default_factory=dict[str, str], repr=False)


def init(session: Session, given: Mapping[str, str | None], *, ask: bool, from_stdin: list[str], yes: bool) -> None:
    """Make a profile.

    Args:
        session: The run; `--profile`, `--env` and `--base-url` say what the profile is to be.
        given: Further settings from options: `platform`, `auth_url`, `client_id`, `email`.
        ask: Whether to ask for what was not given.
        from_stdin: The secrets to read from standard input, a line each.
        yes: Whether a profile of that name may be replaced without asking.

    Raises:
        ConfigurationError: A setting is wrong, or the file cannot be written.
        UsageProblem: Something is missing and may not be asked for.
    """
    from timeback_core.cli.profiles_edit import save_profile

    profiles = Profiles.read()
    wanted = Wanted(session.profile or (_ask("Profile", "default") if ask else "default"))
    check_profile_name(wanted.name)
    if wanted.name in profiles.tables and not yes:
        if not ask:
            raise UsageProblem(f"There is a profile {wanted.name!r} already; --yes replaces it.")
        typer.confirm(f"There is a profile {wanted.name!r} already. Replace it?", abort=True, err=True)
    _settle_place(wanted, session, given, ask=ask)
    _settle_credentials(wanted, given, ask=ask, from_stdin=from_stdin)
    keyring = Keyring()
    save_profile(profiles, wanted.name, wanted.settings, default=profiles.default is None)
    session.out.print(f"Wrote the profile {wanted.name!r} into {profiles.path}.", markup=False)
    _forget_others(profiles.tables.get(wanted.name, {}), wanted, keyring)
    _keep_secrets(session, wanted, keyring)
    option = "" if profiles.default in {None, wanted.name} else f" --profile {wanted.name}"
    session.out.print(f"Try it with: timeback check{option}", markup=False)


def check_profile_name(name: str) -> None:
    """Refuse names that could not be typed or told apart.

    Raises:
        ConfigurationError: The name has other characters than letters, digits, `-`, `_` and `.`.
    """
    if not name or not all(mark.isalnum() or mark in "-_." for mark in name):
        raise ConfigurationError(f"A profile's name has letters, digits, '-', '_' and '.', got {name!r}.")


def _settle_place(wanted: Wanted, session: Session, given: Mapping[str, str | None], *, ask: bool) -> None:
    """Find out where the services are."""
    settings = wanted.settings
    env, base_url, auth_url = session.env, session.base_url, given.get("auth_url")
    if env is None and base_url is None and ask:
        place = _ask("Environment (staging, production, sandbox) or the URL of your own installation", "staging")
        env, base_url = (None, place) if "://" in place else (place, None)
    if env is not None and base_url is not None:
        raise UsageProblem("Give --env or --base-url, not both.")
    if env is None and base_url is None:
        raise UsageProblem("Nothing says where the services are: give --env or --base-url.")
    if env is not None:
        settings["env"] = check_environment(env, sandbox=True)
    else:
        settings["base_url"] = check_url(base_url, "--base-url")
        if auth_url is None and ask:
            auth_url = _ask("Token URL (nothing, when no tokens are needed)", "") or None
    if auth_url is not None:
        settings["auth_url"] = check_url(auth_url, "--auth-url")
    platform = given.get("platform")
    if platform is not None:
        settings["platform"] = check_platform(platform)


def _settle_credentials(wanted: Wanted, given: Mapping[str, str | None], *, ask: bool, from_stdin: list[str]) -> None:
    """Find out who calls."""
    settings, secrets = wanted.settings, wanted.secrets
    secrets.update(_read_secrets(from_stdin))
    if settings.get("env") == SANDBOX:
        return  # it brings its own
    needed = "env" in settings or "auth_url" in settings
    client_id = given.get("client_id")
    if client_id is None and needed and ask:
        client_id = _ask("Client id", "")
    if client_id:
        settings["client_id"] = check_text(client_id, "--client-id")
        if "client_secret" not in secrets and ask:
            _put(secrets, "client_secret", _ask_secret("Client secret (not shown; nothing, to set a variable instead)"))
    elif needed and not ask:
        raise UsageProblem("--client-id is needed to get tokens.")
    email = given.get("email")
    if email is None and ask and "env" in settings:
        email = _ask("MasteryTrack e-mail address (nothing, when you do not use it)", "")
    if email:
        settings["masterytrack"] = {"email": check_text(email, "--masterytrack-email")}
        if "masterytrack.api_key" not in secrets and ask:
            _put(secrets, "masterytrack.api_key", _ask_secret("MasteryTrack API key (not shown)"))


def _put(secrets: dict[str, str], name: str, value: str) -> None:
    """Note a secret, unless it is blank."""
    if value.strip():
        secrets[name] = value.strip()


def _read_secrets(names: list[str]) -> dict[str, str]:
    """Read secrets from standard input, a line each."""
    found: dict[str, str] = {}
    for name in names:
        line = sys.stdin.readline().strip()
        if not line:
            raise UsageProblem(f"Standard input ended before the {name.rpartition('.')[2]}: one line for each secret.")
        found[name] = line
    return found


def _forget_others(before: Mapping[str, Any], wanted: Wanted, keyring: Keyring) -> None:
    """Remove the secrets that belonged to another id than the profile has now."""
    mastery, mastery_before = wanted.settings.get("masterytrack", {}), before.get("masterytrack", {})
    if before and before.get("client_id") != wanted.settings.get("client_id"):
        keyring.forget(wanted.name, "client_secret")
    if before and mastery_before.get("email") != mastery.get("email"):
        keyring.forget(wanted.name, "masterytrack.api_key")


def _keep_secrets(session: Session, wanted: Wanted, keyring: Keyring) -> None:
    """Put the secrets into the keyring, and say where those go that it cannot take."""
    for name, secret in wanted.secrets.items():
        if keyring.put(wanted.name, name, secret):
            session.out.print(f"Put {name} into the keyring.", markup=False)
            continue
        session.warn(f"{name} was not kept. {keyring.problem} Set the variable {_VARIABLES[name]} instead.")
    needed = {"client_secret"} if "client_id" in wanted.settings else set[str]()
    if "masterytrack" in wanted.settings:
        needed.add("masterytrack.api_key")
    for name in sorted(needed - set(wanted.secrets)):
        if keyring.get(wanted.name, name) is None:
            session.out.print(f"Set the variable {_VARIABLES[name]} before using it.", markup=False)


def _ask(question: str, default: str) -> str:
    """Ask a question."""
    return _prompted(question, default=default, show_default=bool(default)).strip()


def _ask_secret(question: str) -> str:
    """Ask for a secret, which is not shown."""
    return _prompted(question, default="", show_default=False, hide_input=True)


def _prompted(question: str, **how: Any) -> str:
    """Ask on standard error.

    Raises:
        UsageProblem: Nobody answers: standard input is no terminal, and has ended.
    """
    try:
        answer: str = typer.prompt(question, err=True, **how)
    except typer.Abort:
        if sys.stdin.isatty():
            raise
        sys.stderr.write("\n")
        raise UsageProblem(
            "There is nobody to ask: say everything with options, see `timeback config init --help`; "
            "--non-interactive names what is missing, --secret-stdin reads the client secret from standard input."
        ) from None
    return answer
