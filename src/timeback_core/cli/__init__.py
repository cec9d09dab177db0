"""The `timeback` command."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

__all__ = ["main"]

_COMMAND = frozenset({"annotated_doc", "keyring", "rich", "shellingham", "tomlkit", "typer"})
"""Packages of the extra `cli`, as they are imported."""
_SANDBOX = frozenset({"cryptography", "granian", "joserfc", "litestar", "lxml", "sqlalchemy"})
"""Packages of the extra `sandbox`."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Runs a command line.

    Args:
        arguments: Its words. Default: those of the process.

    Raises:
        SystemExit: Always, with the exit code; 2 when the packages that the command needs are missing.
    """
    _open_closed_streams()
    try:
        import typer

        from timeback_core.cli.commands import app
    except ModuleNotFoundError as error:
        if not is_extra(error):
            raise
        words = sys.argv[1:] if arguments is None else arguments
        sys.stderr.write(missing_extra(error.name or "", words[0] if words else ""))
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    typer.main.get_command(app)(arguments, prog_name="timeback")
    raise SystemExit(0)


def _open_closed_streams() -> None:
    """Lead standard streams that the shell has closed (`>&-`) nowhere, before a file or a socket takes their place."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), "r" if name == "stdin" else "w"))


def is_extra(error: ModuleNotFoundError) -> bool:
    """Whether what could not be imported comes with an extra; anything else is a mistake of ours."""
    return (error.name or "").partition(".")[0] in _COMMAND | _SANDBOX


def missing_extra(module: str, command: str = "") -> str:
    """What to tell somebody whose installation lacks what a command needs.

    Args:
        module: What could not be imported.
        command: The command that was called; some need more than the first thing that is missing.
    """
    light = module.partition(".")[0] in _COMMAND and command not in {"demo", "sandbox"}
    return (
        f"This command needs packages that are not installed (missing: {module}).\n"
        f'Install them with:  pip install "timeback-core[{"cli" if light else "sandbox"}]"\n'
    )
