"""`python -m timeback_core check`: tells whether the environment's variables lead to a working connection."""

from __future__ import annotations

import sys


def main(arguments: list[str]) -> int:
    """Return the exit status: 0 when tokens can be had, 1 when not, 2 for a wrong command line."""
    if arguments != ["check"]:
        sys.stderr.write(
            "usage: python -m timeback_core check\n\n"
            "Asks for an access token with the settings of the TIMEBACK_* variables and reports the result.\n"
        )
        return 2
    import asyncio

    return asyncio.run(_check())


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
