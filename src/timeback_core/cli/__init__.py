"""The `timeback` command."""

from __future__ import annotations

import sys

__all__ = ["main"]

_EXTRA = frozenset({"click", "cryptography", "granian", "joserfc", "litestar", "rich", "sqlalchemy", "typer"})
"""Packages of the extra `sandbox`, as they are imported."""


def main() -> None:
    """Runs the command line in `sys.argv`.

    Raises:
        SystemExit: Always, with the exit code; 2 when the packages that the command needs are missing.
    """
    try:
        from timeback_core.cli.commands import app
    except ModuleNotFoundError as error:
        if not is_extra(error):
            raise
        sys.stderr.write(missing_extra(error.name or ""))
        raise SystemExit(2) from None
    app(prog_name="timeback")


def is_extra(error: ModuleNotFoundError) -> bool:
    """Whether what could not be imported comes with the extra; anything else is a mistake of ours."""
    return (error.name or "").partition(".")[0] in _EXTRA


def missing_extra(module: str) -> str:
    """What to tell somebody whose installation lacks what the command needs."""
    return (
        f"The timeback command needs packages that are not installed (missing: {module}).\n"
        'Install them with:  pip install "timeback-core[sandbox]"\n'
    )
