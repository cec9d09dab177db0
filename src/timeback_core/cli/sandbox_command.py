"""`timeback sandbox`: its options."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer
from rich.console import Console

from timeback_core.cli.plain_flags import PlainCommand

__all__ = ["app"]

app = typer.Typer(add_completion=False, rich_markup_mode="markdown")


@app.command(cls=PlainCommand)
def sandbox(
    host: Annotated[str, typer.Option(metavar="HOST", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="PORT", min=0, max=65535, help="Port to listen on; 0 for any that is free.")
    ] = 8787,
    database: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="Where the data is kept, for example `sqlite:///school.db`; default: in memory.",
            show_default=False,
        ),
    ] = "sqlite://",
    seed: Annotated[
        str,
        typer.Option(
            metavar="DATA", help="What an empty database is filled with: `empty`, `demo`, or `district:N` for N users."
        ),
    ] = "demo",
    workers: Annotated[
        int,
        typer.Option(metavar="NUMBER", min=1, max=64, help="Number of processes; more than 1 need a database file."),
    ] = 1,
    json: Annotated[
        bool, typer.Option("--json", help="Print one line of JSON with the addresses and credentials.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
    client_id: Annotated[
        str, typer.Option(metavar="ID", help="Client id that the token endpoint accepts.")
    ] = "sandbox",
    client_secret: Annotated[
        str | None, typer.Option(metavar="SECRET", help="Its secret; default: a random one.")
    ] = None,
    control_key: Annotated[
        str | None, typer.Option(metavar="KEY", help="Key of the control API under /_sandbox; default: a random one.")
    ] = None,
    control_remote: Annotated[
        bool, typer.Option("--control-remote", help="Let other machines use the control API, too.")
    ] = False,
    token_lifetime: Annotated[int, typer.Option(metavar="SECONDS", min=1, help="Seconds that a token lives.")] = 3600,
    no_auth: Annotated[bool, typer.Option("--no-auth", help="Ask for no tokens.")] = False,
    strict_scopes: Annotated[
        bool, typer.Option("--strict-scopes", help="Refuse tokens without the scope of the operation (403).")
    ] = False,
    strict_caliper: Annotated[
        bool, typer.Option("--strict-caliper", help="Refuse every event that the Caliper standard forbids.")
    ] = False,
    job_delay: Annotated[
        float,
        typer.Option(
            metavar="SECONDS",
            min=0,
            help="Seconds that accepted events wait, and again are worked on, before they count.",
        ),
    ] = 0.02,
    webhook_target: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TARGET",
            help="Where webhooks may lead: `loopback` (default), `any`, a host or a network; may be repeated.",
        ),
    ] = None,
) -> None:
    """Run a sandbox: a server of the Timeback APIs with data that may be changed and broken at will.

    Stop it with Ctrl-C.
    """
    try:
        from timeback_core.cli.run_sandbox import CannotStartError, Output, run
        from timeback_sandbox.settings import Settings

        for name in ("app", "server"):  # whatever is missing shall be missed now
            import_module(f"timeback_sandbox.{name}")
    except ModuleNotFoundError as error:
        from timeback_core.cli import is_extra, missing_extra

        if not is_extra(error):
            raise
        typer.echo(missing_extra(error.name or ""), err=True, nl=False)
        raise typer.Exit(2) from None
    try:
        settings = Settings(
            database=database,
            seed=seed,
            workers=workers,
            client_id=client_id,
            client_secret=client_secret,
            control_key=control_key,
            control_remote=control_remote,
            token_lifetime=token_lifetime,
            no_auth=no_auth,
            strict_scopes=strict_scopes,
            caliper_validation="strict" if strict_caliper else "platform",
            job_delay=job_delay,
            webhook_targets=tuple(webhook_target or ("loopback",)),
        )
        run(settings, host, port, Output(json=json, quiet=quiet))
    except CannotStartError as error:
        Console(stderr=True).print(f"[bold red]The sandbox cannot start:[/] {error}", highlight=False)
        raise typer.Exit(1) from None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
