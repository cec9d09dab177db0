"""`python -m timeback_core`: the `timeback` command; where its packages are missing, a plain `check`."""

from __future__ import annotations

import sys
from importlib.util import find_spec


def main(arguments: list[str]) -> int:
    """Run the command, or what there is of it.

    Args:
        arguments: The words after `python -m timeback_core`.

    Returns:
        The exit status, unless the command ends the process itself: 0 when tokens can be had, 1 when not, 2 for a
        wrong command line or when packages are missing.
    """
    absent = next((name for name in ("typer", "rich") if not _is_there(name)), None)
    if absent is None:
        from timeback_core.cli import main as command

        command(arguments)
    if arguments == ["check"]:
        import asyncio

        return asyncio.run(_check())
    from timeback_core.cli import missing_extra

    sys.stderr.write(missing_extra(absent or "", arguments[0] if arguments else ""))
    sys.stderr.write(
        "Without them there is:  python -m timeback_core check\n"
        "It asks for an access token with the settings of the TIMEBACK_* variables and reports the result.\n"
    )
    return 2


def _is_there(package: str) -> bool:
    """Whether a package can be imported."""
    try:
        return find_spec(package) is not None
    except ValueError:  # something has put None or the like in its place
        return False


async def _check() -> int:
    """Print what checking the authentication came to."""
    from timeback_core.client import TimebackClient
    from timeback_core.errors import TimebackError

    try:
        async with TimebackClient() as client:
            result = await client.check_auth()
            where = client.get_provider()
    except TimebackError as error:
        sys.stderr.write(f"failed: {error.message}\n")
        return 1
    sys.stdout.write(f"{'ok' if result.ok else 'failed'}: {where.env or 'self-hosted'}, {result.latency_ms} ms\n")
    if not result.ok:
        sys.stderr.write(f"{result.error_type}: {result.error}\n")
    return 0 if result.ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
