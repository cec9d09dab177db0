"""What every command that talks to a service shares: its options, the consoles, and the way to a client."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from timeback_core.cli.plain_flags import PlainFlags
from timeback_core.constants import SANDBOX

if TYPE_CHECKING:
    from rich.console import Console

    from timeback_core.cli.settings import Settings
    from timeback_core.sync import TimebackClient

    Connect = Callable[[Mapping[str, Any]], AbstractContextManager[TimebackClient]]

__all__ = ["Format", "Session", "SessionCommand", "SessionGroup", "current_session", "shared_options"]

Format = Literal["table", "json", "ndjson", "csv"]
"""How results are printed."""

_PANEL = "Connection"
_SANDBOX_TIMEOUT = 120.0
"""Seconds for an operation on the sandbox in this process, whose first one waits for its data to be loaded."""


def _connect(arguments: Mapping[str, Any]) -> AbstractContextManager[TimebackClient]:
    """The real client."""
    from timeback_core.sync import TimebackClient

    return TimebackClient(**arguments)


@dataclass
class Session:
    """One run of the command: what was asked for, where to print, and the client.

    Attributes:
        profile: The profile's name as given with `--profile`, or None.
        env: `--env`, or None.
        base_url: `--base-url`, or None.
        timeout: `--timeout` in seconds, or None.
        verbose: Whether errors come with the request's id and a traceback, and requests are shown.
        format: The output format that was asked for, or None; see `chosen_format`.
        connect: Makes a client of a constructor's keywords; tests put their own here.
    """

    profile: str | None = None
    env: str | None = None
    base_url: str | None = None
    timeout: float | None = None
    verbose: bool = False
    format: Format | None = None
    connect: Connect = field(default=_connect, repr=False)

    @cached_property
    def out(self) -> Console:
        """Standard output: results and nothing else; without colours when it is no terminal or NO_COLOR is set."""
        from timeback_core.cli.consoles import output_console

        return output_console()

    @cached_property
    def err(self) -> Console:
        """Standard error: messages, progress, totals."""
        from timeback_core.cli.consoles import error_console

        return error_console()

    def chosen_format(self) -> Format:
        """The format to print in: what `-o` says, else a table on a terminal and JSON elsewhere."""
        return self.format or ("table" if sys.stdout.isatty() else "json")

    @cached_property
    def settings(self) -> Settings:
        """The settings of the client, resolved from options, variables, profile and keyring.

        Raises:
            ConfigurationError: There is no such profile, or the file of the profiles cannot be used.
        """
        from timeback_core.cli.profiles import Profiles
        from timeback_core.cli.secrets_kept import Keyring
        from timeback_core.cli.settings import resolve

        profiles = Profiles.read()
        for warning in profiles.warnings:
            self.warn(warning)
        options = {name: getattr(self, name) for name in ("env", "base_url", "timeout")}
        given = {name: value for name, value in options.items() if value is not None}
        return resolve(given, profiles, Keyring(), named=self.profile)

    @contextmanager
    def client(self, *, once: bool = False, **hooks: Callable[[Any], object]) -> Generator[TimebackClient]:
        """A client with the settings of this run, closed at the end.

        Args:
            once: Whether nothing is tried again, token requests included.
            hooks: Functions of the command's own that see what happens, by name as in `Hooks`.

        Raises:
            ConfigurationError: Nothing says where the services are, or a setting is wrong.
        """
        arguments = self.settings.arguments
        if self.settings.env == SANDBOX and "timeout" not in arguments:
            arguments = {**arguments, "timeout": _SANDBOX_TIMEOUT}
        if once:
            arguments = {**arguments, "max_retries": 0}
        if self.verbose or hooks:
            from timeback_core.cli.requests_shown import made_hooks

            arguments = {**arguments, "hooks": made_hooks(self.err if self.verbose else None, hooks)}
        with self.connect(arguments) as client:
            yield client

    def print_json(self, value: object) -> None:
        """Print one value on standard output, as JSON over several lines."""
        from timeback_core.cli.cells import dumped

        sys.stdout.write(f"{dumped(value, pretty=True)}\n")

    def warn(self, message: str) -> None:
        """Print a warning on standard error."""
        from rich.markup import escape

        self.err.print(f"[yellow]Warning:[/] {escape(message)}")


def current_session(ctx: typer.Context) -> Session:
    """The session that a command runs in; made by the first who asks."""
    return ctx.ensure_object(Session)


def _keep(ctx: typer.Context, param: typer.CallbackParam, value: object) -> None:
    """Note an option that was given; what is said last, after the sub-command, counts."""
    if value not in (None, False):
        setattr(current_session(ctx), param.name or "", value)


def _positive(ctx: typer.Context, param: typer.CallbackParam, value: float | None) -> None:
    """Note a number of seconds."""
    if value is not None and not 0 < value < float("inf"):
        raise typer.BadParameter(f"{value:g} is no number of seconds above 0.")
    _keep(ctx, param, value)


def _profile_names(incomplete: str) -> list[tuple[str, str]]:
    """The profiles there are, for the shell's completion."""
    from timeback_core.cli.profiles import names_for_completion

    return names_for_completion(incomplete)


def _declared(
    profile: Annotated[
        str | None,
        typer.Option(
            "--profile",
            metavar="NAME",
            help="Profile of the configuration file; default: TIMEBACK_PROFILE, or the file's default_profile.",
            autocompletion=_profile_names,
            callback=_keep,
            expose_value=False,
            rich_help_panel=_PANEL,
        ),
    ] = None,
    env: Annotated[
        Literal["staging", "production", "sandbox"] | None,
        typer.Option(
            "--env",
            metavar="NAME",
            case_sensitive=False,
            help="Environment: `staging`, `production` or `sandbox`, which runs in this process and forgets "
            "everything at the end.",
            callback=_keep,
            expose_value=False,
            rich_help_panel=_PANEL,
        ),
    ] = None,
    base_url: Annotated[
        str | None,
        typer.Option(
            "--base-url",
            metavar="URL",
            help="A host that has all services.",
            callback=_keep,
            expose_value=False,
            rich_help_panel=_PANEL,
        ),
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option(
            "--timeout",
            metavar="SECONDS",
            help="Seconds that one operation may take, all attempts included; default 30.",
            callback=_positive,
            expose_value=False,
            rich_help_panel=_PANEL,
        ),
    ] = None,
    verbose: Annotated[
        bool,
        typer.Option(
            "--verbose",
            "-v",
            help="Show the requests, and with an error the request's id and the traceback.",
            callback=_keep,
            expose_value=False,
            rich_help_panel=_PANEL,
        ),
    ] = False,
) -> None:
    """Declares the options; never called."""


@lru_cache(maxsize=1)
def shared_options() -> tuple[TyperOption, ...]:
    """The options that every command of a service has; their values go into the session, not to the command."""
    app = typer.Typer(add_completion=False)
    app.command()(_declared)
    return tuple(option for option in typer.main.get_command(app).params if isinstance(option, TyperOption))


class SessionCommand(PlainFlags, TyperCommand):
    """A command that takes the shared options after its own."""

    def __init__(self, name: str | None, **attributes: Any) -> None:
        super().__init__(name, **attributes)
        self.params = [*self.params, *shared_options()]


class SessionGroup(PlainFlags, TyperGroup):
    """A group of commands that takes the shared options, too."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.params = [*self.params, *shared_options()]
