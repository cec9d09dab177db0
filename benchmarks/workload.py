"""One measurement, run as a script in an environment that has a ``timeback_core``: this project's or the published one.

Both have the same calls, so both run the same lines. Prints one JSON object.
Usage: ``python workload.py NAME '{"base_url": …}'``.
"""

import sys
import time

NAME = sys.argv[1]


def construct():
    """Milliseconds for the import and one client; taken before this script imports anything else."""
    before = set(sys.modules)
    start = time.perf_counter()
    from timeback_core import TimebackClient

    TimebackClient(
        base_url="http://127.0.0.1:1",
        auth_url="http://127.0.0.1:1/token",
        client_id="id",
        client_secret="secret",
    )
    seconds = time.perf_counter() - start
    loaded = {name.partition(".")[0] for name in set(sys.modules) - before}
    http = sorted(loaded & {"httpx", "httpx2", "httpcore", "httpcore2", "pyreqwest", "aiohttp", "requests", "urllib3"})
    return {"ms": seconds * 1000, "http": http}


if NAME == "construct":
    result = construct()
    import json

    print(json.dumps(result))
    sys.exit()

import asyncio  # noqa: E402
import gc  # noqa: E402
import json  # noqa: E402
import resource  # noqa: E402
import statistics  # noqa: E402

from timeback_core import TimebackClient  # noqa: E402


def client(base_url, **more):
    return TimebackClient(
        base_url=base_url,
        auth_url=base_url + "/token",
        client_id="id",
        client_secret="secret",
        timeout=300.0,
        **more,
    )


async def page(base_url, repeat):
    """Median milliseconds of a page of 3,000 users, requested and decoded."""
    async with client(base_url) as tb:
        took = []
        for _ in range(repeat + 3):
            start = time.perf_counter()
            got = await tb.oneroster.users.list(limit=3000)
            took.append(time.perf_counter() - start)
            assert len(got.data) == 3000, len(got.data)
            assert got.data[7].sourced_id == "user-000007"
            del got
    return {"ms": statistics.median(took[3:]) * 1000}


async def gets(base_url, seconds, in_flight):
    """Single users per second, with a fixed number of requests in flight."""
    async with client(base_url) as tb:
        users = tb.oneroster.users
        done = 0
        stop = 0.0

        async def work(first):
            nonlocal done
            number = first
            while time.perf_counter() < stop:
                number = (number + 17) % 10_000
                await users.get(f"user-{number:06d}")
                done += 1

        stop = time.perf_counter() + 1.0
        await asyncio.gather(*(work(n) for n in range(in_flight)))
        done = 0
        start = time.perf_counter()
        stop = start + seconds
        await asyncio.gather(*(work(n) for n in range(in_flight)))
        return {"per_second": done / (time.perf_counter() - start)}


async def walk(base_url, expected):
    """Seconds for walking a whole roster, and the most memory that took (MiB, of the whole process)."""
    async with client(base_url) as tb:
        await tb.oneroster.users.get("user-000001")  # the token and the connection are not part of it
        gc.collect()
        count = 0
        last = ""
        start = time.perf_counter()
        async for user in tb.oneroster.users.stream(limit=3000):
            count += 1
            last = user.sourced_id
        seconds = time.perf_counter() - start
    assert count == expected, count
    assert last == f"user-{expected - 1:06d}", last
    return {"s": seconds, "peak_mib": peak_mib()}


def peak_mib():
    # getrusage would also count what the parent held at the fork
    try:
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmHWM"):
                    return int(line.split()[1]) / 1024
    except OSError:
        pass
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 / 1024 if sys.platform == "darwin" else peak / 1024


async def cold(base_url, tasks):
    """Many tasks that start at once with a client that has no token yet."""
    async with client(base_url) as tb:
        users = tb.oneroster.users
        got = await asyncio.gather(*(users.get(f"user-{n:06d}") for n in range(tasks)))
    assert [user.sourced_id for user in got] == [f"user-{n:06d}" for n in range(tasks)]
    return {}


async def decode(repeat):
    """Milliseconds of ``list`` when the answer is already there (so: all that the client does itself, which is the
    decode and very little more), beside msgspec's untyped decode of the same bytes. Only for this project's client."""
    import msgspec

    from decode_probe import PAGE, CannedSender

    async with client("http://127.0.0.1:9", transport=CannedSender()) as tb:
        typed, untyped = [], []
        for _ in range(repeat + 3):
            start = time.perf_counter()
            got = await tb.oneroster.users.list(limit=3000)
            typed.append(time.perf_counter() - start)
            assert len(got.data) == 3000
            del got
            start = time.perf_counter()
            plain = msgspec.json.decode(PAGE)
            untyped.append(time.perf_counter() - start)
            del plain
    return {"ms": statistics.median(typed[3:]) * 1000, "untyped_ms": statistics.median(untyped[3:]) * 1000}


print(json.dumps(asyncio.run(globals()[NAME](**json.loads(sys.argv[2])))))
