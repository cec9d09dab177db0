"""The file of profiles, as it is read: where it is, what is in it, and what is wrong with it."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from timeback_core.config_checks import get_env, nearest
from timeback_core.config_input import MASTERYTRACK_KEYS, SETTINGS
from timeback_core.errors import ConfigurationError

__all__ = ["ENV_VAR_CONFIG", "ENV_VAR_PROFILE", "PROFILE_SETTINGS", "Profiles", "config_path", "names_for_completion"]

ENV_VAR_CONFIG = "TIMEBACK_CONFIG"
ENV_VAR_PROFILE = "TIMEBACK_PROFILE"

_OBJECTS = frozenset({"provider", "http_client", "transport", "hooks", "limits", "auth", "backend"})
"""Settings that only a program can give."""

PROFILE_SETTINGS = tuple(name for name in SETTINGS if name not in _OBJECTS)
"""What a profile may hold: the client's settings that can be written down."""

_TOP = ("default_profile", "profiles")


def config_path() -> Path:
    """Where the profiles are: `TIMEBACK_CONFIG`, else the place that the system has for such files."""
    named = get_env(ENV_VAR_CONFIG)
    if named is not None:
        return Path(named).expanduser()
    if sys.platform == "win32":
        folder = get_env("APPDATA")
        return Path(folder or Path.home() / "AppData" / "Roaming") / "timeback" / "config.toml"
    folder = get_env("XDG_CONFIG_HOME")
    # the standard says that a relative one is to be ignored
    base = Path(folder) if folder and Path(folder).is_absolute() else Path.home() / ".config"
    return base / "timeback" / "config.toml"


@dataclass(frozen=True)
class Profiles:
    """The profiles of a file.

    Attributes:
        path: The file, which need not exist.
        exists: Whether it does.
        default: Its `default_profile`, or None.
        tables: By name, the settings of each profile, not checked yet.
        open_to_others: Whether other users of this machine may read it.
    """

    path: Path
    exists: bool = False
    default: str | None = None
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]], repr=False)
    open_to_others: bool = False

    @classmethod
    def read(cls, path: Path | None = None) -> Profiles:
        """The profiles of a file; none when there is no such file.

        Args:
            path: The file; default: the user's own.

        Raises:
            ConfigurationError: It cannot be read, is no TOML, or has unknown parts.
        """
        import tomllib

        path = path or config_path()
        try:
            with path.open("rb") as file:
                open_to_others = _open_to_others(os.fstat(file.fileno()).st_mode)
                content = tomllib.load(file)
        except (FileNotFoundError, NotADirectoryError):
            return cls(path)
        except OSError as error:
            raise ConfigurationError(f"{path} cannot be read: {error.strerror or error}.") from None
        except UnicodeDecodeError:
            raise ConfigurationError(f"{path} is no text in UTF-8, as TOML has to be.") from None
        except tomllib.TOMLDecodeError as error:
            raise ConfigurationError(f"{path} is no valid TOML: {error}.") from None
        _check_top(path, content)
        return cls(path, True, content.get("default_profile"), content.get("profiles", {}), open_to_others)

    @property
    def names(self) -> list[str]:
        """The profiles, in the order of the file."""
        return list(self.tables)

    @property
    def warnings(self) -> list[str]:
        """What the user should know about the file on every run."""
        holding = [name for name, table in self.tables.items() if _holds_secret(table)]
        if not (self.open_to_others and holding):
            return []
        where = f"{self.path} holds a secret (profile {', '.join(holding)})"
        return [f"{where} and can be read by other users of this machine. Run: chmod 600 {self.path}"]

    def chosen(self, named: str | None) -> tuple[str, str] | None:
        """The profile to use, and what chose it; None when nothing does.

        Args:
            named: The value of `--profile`.
        """
        if named is not None:
            return named, "--profile"
        variable = get_env(ENV_VAR_PROFILE)
        if variable is not None:
            return variable, f"variable {ENV_VAR_PROFILE}"
        return None if self.default is None else (self.default, "default_profile")

    def get(self, name: str) -> dict[str, Any]:
        """The settings of a profile, with their names checked.

        Raises:
            ConfigurationError: There is no such profile, or it has an unknown setting.
        """
        table = self.tables.get(name)
        if table is None:
            raise ConfigurationError(self._no_such(name))
        place = f"Profile {name!r} in {self.path}"
        _check_names(place, table, PROFILE_SETTINGS)
        mastery = table.get("masterytrack")
        if mastery is not None:
            if not isinstance(mastery, dict):
                raise ConfigurationError(f"{place}: masterytrack must be a table of {', '.join(MASTERYTRACK_KEYS)}.")
            _check_names(f"{place}: masterytrack", cast("dict[str, Any]", mastery), MASTERYTRACK_KEYS)
        return {key: value for key, value in table.items() if value != ""}

    def _no_such(self, name: str) -> str:
        """The sentence about a profile that is not there."""
        if not self.exists:
            return f"There is no profile {name!r}: {self.path} does not exist. Make it with: timeback config init"
        if not self.tables:
            return f"There is no profile {name!r}: {self.path} has none. Make one with: timeback config init"
        hint = nearest(name, self.names) or "."
        return f"There is no profile {name!r}{hint} {self.path} has: {', '.join(self.names)}."


def names_for_completion(incomplete: str) -> list[tuple[str, str]]:
    """The profiles that begin so, with where each leads, for a shell; none when the file cannot be used."""
    try:
        profiles = Profiles.read()
    except ConfigurationError:
        return []
    return [(name, place_of(table)) for name, table in profiles.tables.items() if name.startswith(incomplete)]


def place_of(table: Mapping[str, Any]) -> str:
    """Where a profile leads, in a few words."""
    services = table.get("services")
    if isinstance(services, dict) and services:
        return f"services {', '.join(cast('dict[str, object]', services))}"
    return str(table.get("base_url") or table.get("env") or "")


def _open_to_others(mode: int) -> bool:
    """Whether a file's mode lets other users read it; Windows keeps that elsewhere."""
    return os.name == "posix" and bool(mode & (stat.S_IRGRP | stat.S_IROTH))


def _holds_secret(table: object) -> bool:
    """Whether a table has a secret anywhere in it."""
    if not isinstance(table, dict):
        return False
    items = cast("dict[str, object]", table).items()
    return any((key in {"client_secret", "api_key"} and value) or _holds_secret(value) for key, value in items)


def _check_names(place: str, table: Mapping[str, Any], valid: tuple[str, ...]) -> None:
    """Refuse settings that there are not."""
    for name in table:
        if name in valid:
            continue
        if name in _OBJECTS:
            raise ConfigurationError(f"{place}: {name} can be given in a program only, not in a file.")
        hint = nearest(name, valid) or "."
        raise ConfigurationError(f"{place} has an unknown setting {name!r}{hint} Settings: {', '.join(valid)}.")


def _check_top(path: Path, content: Mapping[str, Any]) -> None:
    """Refuse a file whose first level is something else than profiles."""
    for name in content:
        if name not in _TOP:
            hint = (
                ". Settings belong below a heading such as [profiles.default]."
                if name in PROFILE_SETTINGS
                else nearest(name, _TOP) or "."
            )
            raise ConfigurationError(f"{path} has an unknown part {name!r}{hint} It may have: {', '.join(_TOP)}.")
    default = content.get("default_profile")
    if default is not None and not isinstance(default, str):
        raise ConfigurationError(f"{path}: default_profile must be the name of a profile, got {default!r}.")
    tables = content.get("profiles", {})
    if not isinstance(tables, dict):
        raise ConfigurationError(f"{path}: profiles must be tables such as [profiles.default].")
    for name, table in cast("dict[str, object]", tables).items():
        if not isinstance(table, dict):
            raise ConfigurationError(f"{path}: profiles.{name} must be a table, [profiles.{name}].")
