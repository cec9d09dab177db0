"""Runs of the `timeback` command in this process, with a file of profiles and a keyring of their own."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from timeback_core.cli.commands import app
from timeback_core.cli.session import Session

SECRET = "hush-hush-hush"


@dataclass
class FakeKeyring:
    """What the command sees as the library `keyring`: a dict, or a backend that refuses."""

    kept: dict[tuple[str, str], str] = field(default_factory=dict)
    priority: float = 5
    refuses: Exception | None = None
    asked: int = 0

    def module(self) -> ModuleType:
        made = ModuleType("keyring")
        for name in ("get_password", "set_password", "delete_password"):
            setattr(made, name, getattr(self, name))
        made.get_keyring = lambda: self  # type: ignore[attr-defined]
        return made

    def get_password(self, service: str, name: str) -> str | None:
        self.asked += 1
        if self.refuses:
            raise self.refuses
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, secret: str) -> None:
        if self.refuses:
            raise self.refuses
        self.kept[service, name] = secret

    def delete_password(self, service: str, name: str) -> None:
        del self.kept[service, name]


@dataclass
class Cli:
    """The command, its file and its keyring."""

    path: Path
    keyring: FakeKeyring

    def write(self, text: str, mode: int = 0o600) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(text, "utf-8")
        self.path.chmod(mode)

    def run(self, *args: str, input: str | None = None, session: Session | None = None, **env: str) -> Result:
        more: dict[str, Any] = {} if session is None else {"obj": session}
        return CliRunner().invoke(app, list(args), input=input, env=env, prog_name="timeback", **more)

    def shown(self, *args: str, **env: str) -> dict[str, Any]:
        """What `config show` says."""
        result = self.run("config", "show", "-o", "json", *args, **env)
        shown: dict[str, Any] = json.loads(result.stdout)
        return shown

    def sources(self, *args: str, **env: str) -> dict[str, tuple[str, str]]:
        """By name, value and source of the settings in effect."""
        rows = self.shown(*args, **env)["settings"]
        return {row["setting"]: (row["value"], row["source"]) for row in rows if not row["unused"]}

    def unused(self, *args: str, **env: str) -> dict[str, str]:
        """By name, why settings have no effect."""
        return {row["setting"]: row["unused"] for row in self.shown(*args, **env)["settings"] if row["unused"]}


def make_cli(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Cli:
    """A command that touches nothing of the user's."""
    path = folder / "timeback" / "config.toml"
    keyring = FakeKeyring()
    monkeypatch.setenv("TIMEBACK_CONFIG", str(path))
    monkeypatch.setitem(sys.modules, "keyring", keyring.module())
    return Cli(path, keyring)
