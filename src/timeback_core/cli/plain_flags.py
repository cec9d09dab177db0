"""Help of options that are flags: nothing follows them, so nothing is shown as their value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperOption

if TYPE_CHECKING:
    _Base = TyperCommand
else:
    _Base = object  # mixed into groups, too

__all__ = ["PlainCommand", "PlainFlags"]


class PlainFlags(_Base):
    """Part of a command or group whose help shows no value for flags; typer's own writes `<bool>` beside each."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the options and arguments, `--help` included."""
        params: list[Any] = super().get_params(ctx)
        for param in params:
            if isinstance(param, TyperOption) and param.is_flag:
                param.metavar = ""
        return params


class PlainCommand(PlainFlags, TyperCommand):
    """A command that talks to no service."""
