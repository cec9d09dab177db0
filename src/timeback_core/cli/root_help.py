"""`timeback --help`, without the libraries that make other help pages handsome and take as long to load as all else."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperOption

if TYPE_CHECKING:
    from typer.core import TyperGroup

__all__ = ["write_root_help"]


def write_root_help(group: TyperGroup, ctx: Any, formatter: Any) -> None:
    """Write what the command is for, its sub-commands and its options.

    Args:
        group: The command.
        ctx: Its context.
        formatter: Of the context; lays out two columns.
    """
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")

    def styled(text: str, colour: str) -> str:
        return typer.style(text, fg=colour, bold=True) if coloured else text

    group.format_usage(ctx, formatter)
    group.format_help_text(ctx, formatter)
    sections: dict[str, list[tuple[str, str]]] = {}
    for name, command in group.commands.items():
        panel = getattr(command, "rich_help_panel", None) or "Commands"
        sections.setdefault(panel, []).append((styled(name, "cyan"), command.short_help or ""))
    for option in _options(group.get_params(ctx)):
        row = (styled(_names(option, ctx), "green"), option.help or "")
        sections.setdefault(option.rich_help_panel or "Options", []).append(row)
    for title, rows in sections.items():
        with formatter.section(title):
            formatter.write_dl(rows, col_max=36)
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text("`timeback COMMAND --help` explains a command.")


def _options(params: Iterable[object]) -> list[TyperOption]:
    """The options that are shown."""
    return [param for param in params if isinstance(param, TyperOption) and not param.hidden]


def _names(option: TyperOption, ctx: Any) -> str:
    """An option as it is written, with what has to follow it."""
    written = ", ".join(sorted(option.opts, key=len))
    return written if option.is_flag else f"{written} {option.metavar or option.display_type(ctx)}"
