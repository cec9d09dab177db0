"""`timeback check`: do the credentials work, and does every service answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from timeback_core.cli.session import SessionCommand, current_session
from timeback_core.constants import SERVICE_NAMES

if TYPE_CHECKING:
    from rich.table import Table

    from timeback_core.cli.checking import Verdict
    from timeback_core.cli.session import Session

__all__ = ["app"]

app = typer.Typer(add_completion=False, rich_markup_mode="markdown")


def _services(incomplete: str) -> list[str]:
    """The services that begin so."""
    return [name for name in SERVICE_NAMES if name.startswith(incomplete)]


@app.command(cls=SessionCommand)
def check(
    ctx: typer.Context,
    services: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SERVICE",
            help="The services to try; default: every one that is configured.",
            autocompletion=_services,
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Literal["table", "json"] | None,
        typer.Option("--output", "-o", help="How to print; default: a table on a terminal, else JSON."),
    ] = None,
) -> None:
    """Try the credentials and the services: a token and one cheap read each.

    Ends with 0 when everything works, and with 1 when something does not. A service gets 10 seconds, unless
    `--timeout` says otherwise, and nothing is tried twice.
    """
    from timeback_core.cli.checking import check_services

    session = current_session(ctx)
    session.format = output
    verdicts = check_services(session, [_known(name) for name in services or []])
    if session.chosen_format() == "json":
        _print_json(session, verdicts)
    else:
        _print_table(session, verdicts)
    if not all(verdict.ok for verdict in verdicts):
        raise typer.Exit(1)


def _known(name: str) -> str:
    """The name of a service."""
    from timeback_core.config_checks import check_service_name
    from timeback_core.errors import ConfigurationError

    try:
        return check_service_name(name)
    except ConfigurationError as error:
        raise typer.BadParameter(error.message, param_hint="SERVICE") from None


def _print_json(session: Session, verdicts: list[Verdict]) -> None:
    """Print everything as one object."""
    content = {
        "ok": all(verdict.ok for verdict in verdicts),
        "profile": session.settings.profile,
        "services": [verdict.record() for verdict in verdicts],
    }
    session.print_json(content)


def _print_table(session: Session, verdicts: list[Verdict]) -> None:
    """Print everything for people: the figures, the troubles, and one sentence."""
    session.out.print(_table(verdicts))
    troubles: dict[str, list[str]] = {}
    for verdict in verdicts:
        if not verdict.ok:
            troubles.setdefault(verdict.advice or "", []).append(f"{verdict.service}: {verdict.error}")
    for advice, lines in troubles.items():
        session.out.print("\n" + "\n".join(lines), markup=False)
        if advice:
            session.out.print(f"  {advice}", markup=False)
    working = sum(verdict.ok for verdict in verdicts)
    if working == len(verdicts):
        session.out.print(f"\n[green]Everything works:[/] {working} of {working} services answer.")
    else:
        session.out.print(f"\n[red]Not everything works:[/] {working} of {len(verdicts)} services answer.")


def _table(verdicts: list[Verdict]) -> Table:
    """The figures, a line for each service."""
    from rich.markup import escape

    from timeback_core.cli.consoles import plain_table

    table = plain_table("Service", "Verdict", "Token", "Answer", "Where")
    table.columns[0].no_wrap = True
    for column in table.columns[2:4]:
        column.justify = "right"
    for verdict in verdicts:
        mark = f"[green]{verdict.summary}[/]" if verdict.ok else f"[red]{verdict.summary}[/]"
        figures = (_milliseconds(verdict.token_ms), _milliseconds(verdict.read_ms))
        table.add_row(verdict.service, mark, *figures, escape(verdict.base_url))
    return table


def _milliseconds(value: float | None) -> str:
    """A latency."""
    return "–" if value is None else f"{value:.0f} ms"
