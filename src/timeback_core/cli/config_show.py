"""`timeback config show`: every setting in effect, and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from timeback_core.cli.secrets_kept import SECRET_SETTINGS
from timeback_core.constants import DEFAULT_PLATFORM, DEFAULT_TIMEOUT
from timeback_core.transport.options import DEFAULT_MAX_RETRIES

if TYPE_CHECKING:
    from timeback_core.cli.session import Session
    from timeback_core.cli.settings import Settings
    from timeback_core.config import Config

__all__ = ["show"]

_DEFAULTS = {"platform": DEFAULT_PLATFORM, "timeout": f"{DEFAULT_TIMEOUT:g}", "max_retries": str(DEFAULT_MAX_RETRIES)}


def show(session: Session) -> None:
    """Print the settings of a run.

    Args:
        session: The run.

    Raises:
        ConfigurationError: They lead to no client; what there is has been printed before.
    """
    from timeback_core.errors import ConfigurationError

    settings = session.settings
    config: Config | None = None
    problem: ConfigurationError | None = None
    try:
        config = _resolved(settings)
    except ConfigurationError as error:
        problem = error
    rows = _rows(settings, config)
    if session.chosen_format() == "json":
        _print_json(session, rows, config, problem)
    else:
        _print_table(session, rows, config)
    for advice in _advice(session):
        session.err.print(advice, markup=False)
    if problem is not None:
        raise problem


def _resolved(settings: Settings) -> Config:
    """The client's own view of the settings."""
    from timeback_core.config import resolve

    return resolve(settings.arguments)


def _rows(settings: Settings, config: Config | None) -> list[dict[str, Any]]:
    """The settings as they are printed, defaults included."""
    rows: list[dict[str, Any]] = [
        {"setting": found.name, "value": found.shown, "source": found.source, "unused": found.unused or None}
        for found in settings.found
    ]
    given = {found.name for found in settings.found if not found.unused}
    if "auth_url" not in given and config is not None and config.mode == "env":
        token_url = next((endpoint.auth_url for endpoint in config.endpoints.values() if endpoint.auth_url), None)
        rows.append({"setting": "auth_url", "value": token_url, "source": f"env {config.env}", "unused": None})
    rows += [
        {"setting": name, "value": value, "source": "default", "unused": None}
        for name, value in _DEFAULTS.items()
        if name not in given
    ]
    return rows


def _services(config: Config) -> dict[str, str]:
    """Where each configured service is."""
    return {name: endpoint.base_url for name, endpoint in config.endpoints.items()}


def _print_json(session: Session, rows: list[dict[str, Any]], config: Config | None, problem: object) -> None:
    """Print everything as one object."""
    settings = session.settings
    content = {
        "file": str(settings.path),
        "profile": settings.profile,
        "chosen_by": settings.chosen_by or None,
        "settings": rows,
        "services": None if config is None else _services(config),
        "problem": None if problem is None else str(problem),
    }
    session.print_json(content)


def _print_table(session: Session, rows: list[dict[str, Any]], config: Config | None) -> None:
    """Print everything for people."""
    from rich.markup import escape

    from timeback_core.cli.consoles import plain_table

    out, settings = session.out, session.settings
    where = "" if settings.path.exists() else " (does not exist)"
    out.print(f"File:    {escape(str(settings.path))}{where}")
    chosen = f"{settings.profile} (by {settings.chosen_by})" if settings.profile else "none"
    out.print(f"Profile: {escape(chosen)}\n")
    table = plain_table("Setting", "Value", "Comes from")
    for row in rows:
        source = row["source"] if row["unused"] is None else f"{row['source']}, not used: {row['unused']}"
        style = "" if row["unused"] is None else "dim"
        table.add_row(*(escape(str(cell)) for cell in (row["setting"], row["value"], source)), style=style)
    out.print(table)
    if config is not None:
        out.print()
        places = plain_table("Service", "Base URL")
        for name, url in _services(config).items():
            places.add_row(name, escape(url))
        out.print(places)


def _advice(session: Session) -> list[str]:
    """What would be better kept elsewhere."""
    settings = session.settings
    found: list[str] = []
    written = [
        item.name for item in settings.found if item.source.startswith("profile ") and item.name in SECRET_SETTINGS
    ]
    if written:
        found.append(
            f"The file holds {' and '.join(written)} in plain text; `timeback config init --profile "
            f"{settings.profile}` can put it into the keyring instead."
        )
    if settings.keyring_problem and session.verbose:
        found.append(settings.keyring_problem)
    return found
