"""`timeback version`."""

from __future__ import annotations

import typer

from timeback_core.cli.plain_flags import PlainCommand

__all__ = ["app", "installed_version"]

app = typer.Typer(add_completion=False)


def installed_version() -> str:
    """The version of the installed distribution."""
    from importlib import metadata

    return metadata.version("timeback-core")


@app.command(cls=PlainCommand)
def version() -> None:
    """Print the installed version."""
    typer.echo(installed_version())
