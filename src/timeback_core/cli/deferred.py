"""Commands that are imported when they are entered, not when they are listed."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    Command = TyperCommand | TyperGroup

__all__ = ["DeferredCommand", "from_module"]


class DeferredCommand(TyperCommand):
    """Stands for a command or a group: has its name and one line of help, and loads it when it is entered.

    The context that entering makes belongs to what was loaded, so options, help, completion and sub-commands are
    all the real ones.
    """

    def __init__(self, name: str, load: Callable[[], Command], *, short_help: str, panel: str | None = None) -> None:
        super().__init__(name, help=short_help, short_help=short_help, rich_help_panel=panel)
        self._load = load
        self._loaded: Command | None = None

    @property
    def loaded(self) -> Command:
        """The real command; imported by the first use."""
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Enter the real command."""
        return self.loaded.make_context(info_name, args, parent=parent, **extra)


def from_module(place: str) -> Callable[[], Command]:
    """A loader for `package.module:name`, which may be a typer app, a command or a group."""

    def load() -> Command:
        module, _, name = place.partition(":")
        found = getattr(import_module(module), name)
        return cast("Command", typer.main.get_command(found) if isinstance(found, typer.Typer) else found)

    return load
