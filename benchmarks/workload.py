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
    access = {"auth_url": base_url + "/token", "client_id": "id", "client_secret": "secret"}
    return TimebackClient(base_url=base_url, timeout=300.0, **({} if "no_auth" in more else access), **more)


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


def caliper():
    """The Caliper classes: a package of their own in the published client, part of this one."""
    try:
        import timeback_caliper as package
    except ImportError:
        import timeback_core.caliper as package
    return package


def activity(package, number):
    """What an application knows when a student has finished an activity."""
    return package.ActivityCompletedInput(
        actor=package.TimebackUser(
            id=f"https://api.example/ims/oneroster/rostering/v1p2/users/student-{number % 400:03d}",
            type="TimebackUser",
            email=f"student{number % 400:03d}@school.example",
        ),
        object=package.TimebackActivityContext(
            id=f"https://fractions.example/activities/{number % 90}",
            type="TimebackActivityContext",
            subject="Math",
            app=package.TimebackApp(name="Number Lab"),
            course=package.TimebackCourse(id="https://api.example/courses/math-4", name="Math 4"),
            activity=package.TimebackActivity(name="Compare halves"),
        ),
        metrics=[
            package.TimebackActivityMetric(type="xpEarned", value=7.5),
            package.TimebackActivityMetric(type="totalQuestions", value=12),
            package.TimebackActivityMetric(type="correctQuestions", value=11),
        ],
    )


SENSOR = "https://fractions.example/sensors/web"


async def events_each(base_url, events):
    """Events per second when the client is called once for each."""
    package = caliper()
    inputs = [activity(package, number) for number in range(events)]
    async with client(base_url) as tb:
        await tb.caliper.events.send_activity(SENSOR, inputs[0])
        start = time.perf_counter()
        for one in inputs:
            await tb.caliper.events.send_activity(SENSOR, one)
        return {"per_second": events / (time.perf_counter() - start)}


async def events_hundreds(base_url, events):
    """Events per second when the client is called once for every 100, with events that are ready."""
    package = caliper()
    ready = [package.create_activity_event(activity(package, number)) for number in range(events)]
    async with client(base_url) as tb:
        await tb.caliper.events.send(SENSOR, ready[:1])
        start = time.perf_counter()
        for first in range(0, events, 100):
            await tb.caliper.events.send(SENSOR, ready[first : first + 100])
        return {"per_second": events / (time.perf_counter() - start)}


async def events_sensor(base_url, events, ready):
    """Events per second through the background sender, until the last one is delivered. Only for this client."""
    package = caliper()
    given = [activity(package, number) for number in range(events)]
    if ready:
        given = [package.create_activity_event(one) for one in given]
    async with client(base_url) as tb:
        await tb.caliper.events.send_activity(SENSOR, activity(package, 0))
        sensor = tb.caliper.sensor(SENSOR, max_queue_size=events)
        async with sensor:
            start = time.perf_counter()
            for one in given:
                sensor.enqueue(one)
            await sensor.flush(timeout=300)
            seconds = time.perf_counter() - start
            assert sensor.statistics.sent == events, sensor.statistics
        return {"per_second": events / seconds}


async def sensor_outage(spool, seconds, per_second, marks):
    """Peak memory (MiB) of a sensor whose server is down, after parts of the outage. Only for this client.

    The events of each second are handed over at once, so that an hour takes minutes; what is measured is memory.
    """
    package = caliper()
    ready = [package.create_activity_event(activity(package, number)).to_dict() for number in range(per_second)]
    peaks = {}
    async with client("http://127.0.0.1:9", no_auth=True) as tb:
        sensor = tb.caliper.sensor(SENSOR, spool=spool)
        for second in range(1, seconds + 1):
            for number, event in enumerate(ready):
                event["id"] = f"urn:uuid:{second:08x}-0000-4000-8000-{number:012x}"
            sensor.enqueue_many(ready)
            await asyncio.sleep(0)
            if second in marks:
                peaks[str(second)] = peak_mib()
        queued = sensor.statistics.queued
        try:
            await sensor.aclose(timeout=0.1)
        except Exception as error:  # what is left in the spool is reported; it is meant to stay there
            del error
    return {"peaks": peaks, "queued": queued}


print(json.dumps(asyncio.run(globals()[NAME](**json.loads(sys.argv[2])))))
