"""The commands there are, each loaded when it is entered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from timeback_core.cli.deferred import DeferredCommand, from_module
from timeback_core.cli.root import RootGroup
from timeback_core.cli.services_listed import SERVICE_HELP

if TYPE_CHECKING:
    from timeback_core.cli.deferred import Command

__all__ = ["app"]

_TOOLS = {
    "demo": ("timeback_core.cli.demo_command:app", "See the client at work on a sandbox in this process."),
    "sandbox": ("timeback_core.cli.sandbox_command:app", "Run a sandbox: a server of the APIs on this machine."),
    "check": ("timeback_core.cli.check_command:app", "Try the credentials and every service that is configured."),
    "config": ("timeback_core.cli.config_commands:app", "Set up profiles, and see which settings are in use."),
    "version": ("timeback_core.cli.version_command:app", "Print the installed version."),
}


class _Commands(RootGroup):
    """The root with everything below it."""

    def __init__(self, **attributes: object) -> None:
        super().__init__(**attributes)
        for name, (place, help) in _TOOLS.items():
            self.add_command(DeferredCommand(name, from_module(place), short_help=help, panel="Tools"))
        for name, help in SERVICE_HELP.items():
            self.add_command(DeferredCommand(name, _service(name), short_help=help, panel="Services"))


def _service(name: str) -> Callable[[], Command]:
    """What loads the commands of a service."""

    def load() -> Command:
        from timeback_core.cli.service_commands import service_group

        return service_group(name)

    return load


def _print_version(value: bool) -> None:
    """Print the version and end."""
    if value:
        from timeback_core.cli.version_command import installed_version

        typer.echo(installed_version())
        raise typer.Exit


app = typer.Typer(
    name="timeback",
    cls=_Commands,
    no_args_is_help=True,
    context_settings={"max_content_width": 110},
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)


@app.callback()
def timeback(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the installed version.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    """The Timeback education APIs at the command line."""
