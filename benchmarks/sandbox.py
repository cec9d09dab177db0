"""The figures of the sandbox: against the database alone, and against a route that has nothing to do."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.figures import Figure


def figures() -> Iterator[Figure]:
    yield from ()
