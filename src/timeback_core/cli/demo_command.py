"""`timeback demo`: its options, and what it needs."""

from __future__ import annotations

import typer

from timeback_core.cli.plain_flags import PlainCommand
from timeback_core.cli.session import Session

__all__ = ["app"]

app = typer.Typer(add_completion=False, rich_markup_mode="markdown")


@app.command(cls=PlainCommand)
def demo(ctx: typer.Context) -> None:
    """See the client at work: a school's day, from the roster to the dashboard, with some bad weather.

    Everything is real – tokens, requests, answers – and happens on this machine: a sandbox with the data of a small
    district is started for it, and is gone afterwards. Nothing needs to be set up, and no account is touched.
    """
    from timeback_core.cli.demo_story import tell
    from timeback_sandbox import Sandbox

    session = ctx.ensure_object(Session)
    session.err.print("Starting a sandbox with a small district ...", style="dim")
    with Sandbox(seed="demo", port=0) as sandbox:
        tell(session, sandbox)
