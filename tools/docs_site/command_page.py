"""The page about the command `timeback`: its tools with all their options, and where its services are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from docs_site.markdown import cell, code, heading, link, table
from docs_site.pages import Page
from docs_site.writer import Writer, joined, titled
from timeback_core.cli.commands import app
from timeback_core.cli.deferred import DeferredCommand
from timeback_core.constants import SERVICE_NAMES

__all__ = ["command_page"]


def command_page() -> Page:
    """Return the page."""
    return Page("reference/tools/command.md", "The command line", _write, "cli", [("timeback_core.cli", None)])


def _write(writer: Writer) -> str:
    root: Any = typer.main.get_command(app)
    rows = [
        (f"`timeback {name}`", cell(command.get_short_help_str(200)), _place(name, writer))
        for name, command in root.commands.items()
    ]
    parts = [
        heading(1, "The command line"),
        "Every operation is a command, too: its section in this reference ends with it. `--help` works everywhere.",
        table(("Command", "What it does", "Where"), rows),
        _options(root),
    ]
    for name, command in root.commands.items():
        if name not in SERVICE_NAMES:
            parts += [_section(path, one) for path, one in _leaves(f"timeback {name}", _loaded(command))]
    return joined(*parts)


def _place(name: str, writer: Writer) -> str:
    if name in SERVICE_NAMES:
        return link("operations", writer.href(f"timeback_core.{name}"))
    return f"[below](#timeback-{name})"


def _leaves(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    """Yield a command, and those below it."""
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from _leaves(f"{path} {name}", _loaded(below))


def _loaded(command: Any) -> Any:
    return command.loaded if isinstance(command, DeferredCommand) else command


def _section(path: str, command: Any) -> str:
    arguments = [str(one.metavar or one.name).upper() for one in command.params if one.param_type_name == "argument"]
    usage = " ".join([path, *arguments])
    return joined(
        heading(2 if path.count(" ") == 1 else 3, f"`{usage}`", path.replace(" ", "-"), label=path),
        (command.help or "").replace("\b", "").strip(),
        _options(command),
    )


def _options(command: Any) -> str:
    rows = []
    for one in command.params:
        if one.param_type_name != "option" or one.hidden or one.name == "help":
            continue
        names = ", ".join(code(name) for name in (*one.opts, *one.secondary_opts))
        default = "" if one.default is None or callable(one.default) or one.is_flag else f"`{one.default}`"
        rows.append((names, cell(one.help or ""), "required" if one.required else default))
    return titled("Options", table(("Option", "Meaning", "Default"), rows))
