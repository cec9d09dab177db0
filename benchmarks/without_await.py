"""The figures of the synchronous client, against the HTTP library below it on its own, in the same process."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import msgspec

from benchmarks import local
from benchmarks.figures import Figure, milliseconds
from timeback_core.sync import TimebackClient

ROUNDS = 5
CALLS = 400
USER = "/ims/oneroster/rostering/v1p2/users/user-000007"
PAGE = "/ims/oneroster/rostering/v1p2/users?limit=3000&offset=0"


def one_by_one(call: Callable[[], object]) -> float:
    """Milliseconds a call, one after the other."""
    start = time.perf_counter()
    for _ in range(CALLS):
        call()
    return (time.perf_counter() - start) / CALLS * 1000


def side_by_side(call: Callable[[], object]) -> float:
    """Calls per second by eight threads."""
    with ThreadPoolExecutor(8) as threads:
        start = time.perf_counter()
        list(threads.map(lambda _: call(), range(CALLS)))
    return CALLS / (time.perf_counter() - start)


def in_turn(first: Callable[[], float], second: Callable[[], float]) -> tuple[float, float]:
    """The medians of both, measured in turn; the first round, which opens connections, does not count."""
    rounds = [(first(), second()) for _ in range(ROUNDS + 1)][1:]
    mine, other = (statistics.median(column) for column in zip(*rounds, strict=True))
    return mine, other


def figures() -> Iterator[Figure]:
    """Single users and pages, with and without the client around the library."""
    with local.granian("benchmarks.static_server:app", "rsgi") as server:
        base = f"{server}/n100000-l0"
        with TimebackClient(base_url=base, no_auth=True) as timeback, httpx2.Client(timeout=30) as bare:
            users = timeback.oneroster.users

            def ask(path: str) -> object:
                return msgspec.json.decode(bare.get(base + path).content)

            ours, theirs = in_turn(
                lambda: one_by_one(lambda: users.get("user-000007")), lambda: one_by_one(lambda: ask(USER))
            )
            yield Figure(
                "without await: one user", milliseconds(ours), f"{milliseconds(theirs)} httpx2 + msgspec, untyped",
                ours / theirs, "<= 2",
            )  # fmt: skip
            ours, theirs = in_turn(
                lambda: side_by_side(lambda: users.get("user-000007")), lambda: side_by_side(lambda: ask(USER))
            )
            yield Figure(
                "without await: users by 8 threads", f"{ours:,.0f}/s", f"{theirs:,.0f}/s httpx2 + msgspec, untyped",
                theirs / ours, "<= 2",
            )  # fmt: skip

            def timed(call: Callable[[], object]) -> float:
                start = time.perf_counter()
                call()
                return (time.perf_counter() - start) * 1000

            ours, theirs = in_turn(
                lambda: statistics.median(timed(lambda: users.list(limit=3000)) for _ in range(9)),
                lambda: statistics.median(timed(lambda: ask(PAGE)) for _ in range(9)),
            )
            yield Figure(
                "without await: page of 3,000 users", milliseconds(ours),
                f"{milliseconds(theirs)} httpx2 + msgspec, untyped", ours / theirs, "<= 1.6",
            )  # fmt: skip
