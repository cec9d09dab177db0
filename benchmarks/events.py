"""The figures of learning events: the background sender, the intake of the sandbox, and analytics over many events."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec

from benchmarks import local
from benchmarks.client import Pair
from benchmarks.figures import Figure, milliseconds
from benchmarks.sandbox import fetch, fetch_token
from timeback_core.transport.message import Request
from timeback_core.transport.options import TransportConfig
from timeback_core.transport.pyreqwest_sender import PyreqwestSender

OURS = Path(sys.executable)
SENSOR = "https://fractions.example/sensors/web"
ENVELOPES = 400
PER_ENVELOPE = 100
STUDENTS = 400
DAYS = 90
A_DAY = 86_400
SMALL, LARGE = 100_000, 1_000_000
HOUR = 3600
RATE = 1000
EVENT_TABLES = ("caliper_events", "caliper_jobs", "edubridge_facts")


def _rate(value: float) -> str:
    return f"{value:,.0f}/s"


# ---------------------------------------------------------------- the background sender


def sender(pair: Pair, server: str) -> Iterator[Figure]:
    """Through `CaliperSensor`, against the published client called once per event and once per 100 events."""
    base_url = f"{server}/n1-l0"
    ways = (
        ("events_each", 1_000, {"ready": False}, "called once per event", ">= 20"),
        ("events_hundreds", 20_000, {"ready": True}, "called once per 100 events", ">= 3"),
    )
    for name, events, ours, how, bound in ways:
        mine: list[float] = []
        other: list[float] = []
        for _ in range(pair.rounds):
            if pair.theirs is not None:
                other.append(local.measure(pair.theirs, name, base_url=base_url, events=events)["per_second"])
            mine.append(local.measure(OURS, "events_sensor", base_url=base_url, events=40_000, **ours)["per_second"])
        theirs = statistics.median(other) if other else None
        yield Figure(
            f"events through CaliperSensor, the other {how}", _rate(statistics.median(mine)),
            "–" if theirs is None else _rate(theirs),
            None if theirs is None else statistics.median(mine) / theirs, bound,
        )  # fmt: skip


def outage() -> Iterator[Figure]:
    """Memory of a sensor with a spool whose server is down for an hour at 1,000 events a second."""
    with tempfile.TemporaryDirectory(prefix="timeback-bench-") as folder:
        marks = [HOUR // 10, HOUR]
        spool = str(Path(folder) / "events.spool")
        got = local.measure(OURS, "sensor_outage", spool=spool, seconds=HOUR, per_second=RATE, marks=marks)
        size = sum(file.stat().st_size for file in Path(folder).iterdir()) / 2**30
    early, late = (got["peaks"][str(mark)] for mark in marks)
    yield Figure(
        "memory of a sensor with a spool, an hour of outage against 6 minutes", f"{late:.0f} MiB", f"{early:.0f} MiB",
        late / early, "<= 1.1", note=f"{got['queued']:,} events wait in a spool of {size:.1f} GiB",
    )  # fmt: skip


# ---------------------------------------------------------------- the intake of the sandbox


def activity(number: int, moment: datetime, student: str) -> dict[str, Any]:
    """One event as applications send it; every third is about time."""
    time_spent = number % 3 == 2
    items: list[dict[str, Any]]
    if time_spent:
        items = [{"type": "active", "value": 420 + number % 300}, {"type": "inactive", "value": number % 60}]
    else:
        items = [
            {"type": "xpEarned", "value": number % 20 + 0.5},
            {"type": "totalQuestions", "value": 12},
            {"type": "correctQuestions", "value": number % 13},
        ]
    kind = "TimeSpent" if time_spent else "Activity"
    return {
        "@context": "http://purl.imsglobal.org/ctx/caliper/v1p2",
        "id": f"urn:uuid:{uuid.UUID(int=number + 1, version=4)}",
        "type": "TimeSpentEvent" if time_spent else "ActivityEvent",
        "profile": "TimebackProfile",
        "action": "SpentTime" if time_spent else "Completed",
        "actor": {
            "id": f"https://api.example/ims/oneroster/rostering/v1p2/users/{student}",
            "type": "TimebackUser",
            "email": f"{student}@school.example",
        },
        "object": {
            "id": f"https://fractions.example/activities/{number % 90}",
            "type": "TimebackActivityContext",
            "subject": ("Math", "Reading", "Science")[number % 3],
            "app": {"name": ("Number Lab", "Story Path")[number % 2]},
            "activity": {"name": f"Lesson {number % 90}"},
        },
        "eventTime": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "generated": {
            "id": f"urn:uuid:{uuid.UUID(int=2**100 + number, version=4)}",
            "type": f"Timeback{kind}MetricsCollection",
            "items": items,
        },
    }


def envelope(events: list[dict[str, Any]]) -> bytes:
    """An envelope around events, as JSON."""
    return msgspec.json.encode(
        {
            "sensor": SENSOR,
            "sendTime": "2026-03-04T15:20:31.482Z",
            "dataVersion": "http://purl.imsglobal.org/ctx/caliper/v1p2",
            "data": events,
        }
    )


async def fill(where: dict[str, str], bodies: list[bytes]) -> float:
    """Seconds until every envelope is accepted and its events are stored."""
    sender = PyreqwestSender(TransportConfig())
    try:
        token = await fetch_token(sender, where["auth_url"], where["client_id"], where["client_secret"])
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        waiting = list(reversed(bodies))
        jobs: list[int] = []

        async def work() -> None:
            while waiting:
                body = waiting.pop()
                answer = await sender.send(Request("POST", f"{where['base_url']}/caliper/event", headers, body))
                if answer.status != 200:
                    raise RuntimeError(f"an envelope was answered with {answer.status}: {answer.content[:300]!r}")
                jobs.append(int(msgspec.json.decode(answer.content)["jobId"]))

        start = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(4)))
        for job in (max(jobs), min(jobs)):
            while True:
                answer = await fetch(sender, f"{where['base_url']}/jobs/{job}/status", token)
                if msgspec.json.decode(answer.content)["job"]["state"] == "completed":
                    break
                await asyncio.sleep(0.005)
        return time.perf_counter() - start
    finally:
        await sender.close()


def bare(database: Path, target: Path, bodies: list[bytes]) -> float:
    """Seconds for parsing the same JSON and inserting the same rows, a transaction an envelope."""
    source = sqlite3.connect(database)
    copy = sqlite3.connect(target, isolation_level=None)
    copy.execute("PRAGMA journal_mode=WAL")
    copy.execute("PRAGMA synchronous=FULL")
    marks = ",".join("?" * len(EVENT_TABLES))
    schema = source.execute(
        f"SELECT sql FROM sqlite_master WHERE tbl_name IN ({marks}) AND sql IS NOT NULL ORDER BY type DESC",
        EVENT_TABLES,
    )
    for (statement,) in schema.fetchall():
        copy.execute(statement)
    rows = {table: source.execute(f"SELECT * FROM {table} ORDER BY rowid").fetchall() for table in EVENT_TABLES}
    inserts = {
        table: f"INSERT INTO {table} VALUES ({','.join('?' * len(found[0]))})" for table, found in rows.items() if found
    }
    shares = {table: -(-len(found) // len(bodies)) for table, found in rows.items()}
    start = time.perf_counter()
    for number, body in enumerate(bodies):
        msgspec.json.decode(body)
        copy.execute("BEGIN IMMEDIATE")
        for table, statement in inserts.items():
            share = shares[table]
            copy.executemany(statement, rows[table][number * share : (number + 1) * share])
        copy.execute("COMMIT")
    seconds = time.perf_counter() - start
    (count,) = copy.execute("SELECT count(*) FROM caliper_events").fetchone()
    if count != len(rows["caliper_events"]):
        raise RuntimeError(f"{count} of {len(rows['caliper_events'])} events were inserted")
    source.close()
    copy.close()
    return seconds


def intake(folder: Path) -> Iterator[Figure]:
    """Events per second into the sandbox, in envelopes of 100."""
    now = datetime.now(UTC)
    numbers = range(ENVELOPES * PER_ENVELOPE)
    events = [activity(n, now - timedelta(minutes=n), f"student-{n % STUDENTS:03d}") for n in numbers]
    bodies = [envelope(events[at : at + PER_ENVELOPE]) for at in range(0, len(events), PER_ENVELOPE)]
    took: list[float] = []
    alone: list[float] = []
    for round_ in range(3):
        database = folder / f"intake-{round_}.db"
        with local.sandbox(database, "empty") as where:
            took.append(asyncio.run(fill(where, bodies)))
        alone.append(bare(database, folder / f"bare-{round_}.db", bodies))
    ours, theirs = (len(events) / statistics.median(each) for each in (took, alone))
    yield Figure(
        "sandbox: events into it, envelopes of 100", _rate(ours), f"{_rate(theirs)} parsed and inserted bare",
        ours / theirs, ">= 0.25",
    )  # fmt: skip


# ---------------------------------------------------------------- analytics


def store_of(database: Path, events: int, today: datetime) -> None:
    """A database with that many events, of which one student has the same in every size: 8 a day for 90 days."""
    from timeback_sandbox.caliper.bulk import insert_events
    from timeback_sandbox.edubridge import facts
    from timeback_sandbox.oneroster.bulk import insert_many
    from timeback_sandbox.store import Store

    ours = DAYS * 8
    store = Store.open(f"sqlite:///{database}")
    role = {"roleType": "primary", "role": "student", "org": {"sourcedId": "school"}}
    student_one = {"sourcedId": "student-one", "givenName": "Ada", "familyName": "One", "enabledUser": True}
    try:
        with store.write() as connection:
            insert_many(connection, "orgs", [{"sourcedId": "school", "name": "School", "type": "school"}], today)
            insert_many(connection, "users", [{**student_one, "roles": [role]}], today)
        start = today - timedelta(days=DAYS)
        for first in range(0, events, 20_000):
            batch = []
            for number in range(first, min(first + 20_000, events)):
                if number < ours:
                    moment, student = start + timedelta(seconds=number * A_DAY / 8), "student-one"
                else:
                    moment = start + timedelta(seconds=number * 7919 % (DAYS * A_DAY))
                    student = f"student-{number % (events // ours):06d}"
                batch.append(activity(number, moment, student))
            with store.load() as connection:
                stored = insert_events(connection, batch, sensor=SENSOR, now=today)
                facts.from_events(connection, stored, set())
    finally:
        store.close()


async def analytics_of(where: dict[str, str], today: datetime) -> float:
    """Median seconds of one student's activity over 90 days, in a time zone with daylight saving."""
    sender = PyreqwestSender(TransportConfig())
    try:
        token = await fetch_token(sender, where["auth_url"], where["client_id"], where["client_secret"])
        start = today - timedelta(days=DAYS)
        query = urlencode(
            {
                "studentId": "student-one",
                "startDate": start.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                "endDate": today.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                "timezone": "America/Chicago",
            }
        )
        url = f"{where['base_url']}/edubridge/analytics/activity?{query}"
        took: list[float] = []
        for _ in range(60):
            begun = time.perf_counter()
            answer = await fetch(sender, url, token)
            took.append(time.perf_counter() - begun)
        facts = msgspec.json.decode(answer.content)["facts"]
        if len(facts) < DAYS:
            raise RuntimeError(f"only {len(facts)} of {DAYS} days have facts")
        return statistics.median(took[5:])
    finally:
        await sender.close()


def analytics(folder: Path) -> Iterator[Figure]:
    """One student, 90 days: in a store of 1,000,000 events against one of 100,000."""
    today = datetime.now(UTC).replace(microsecond=0)
    databases = {size: folder / f"events-{size}.db" for size in (SMALL, LARGE)}
    for size, database in databases.items():
        store_of(database, size, today)
    took: dict[int, list[float]] = {SMALL: [], LARGE: []}
    with contextlib.ExitStack() as stack:
        places = {size: stack.enter_context(local.sandbox(database, "empty")) for size, database in databases.items()}
        for _ in range(3):
            for size, where in places.items():
                took[size].append(asyncio.run(analytics_of(where, today)))
    small, large = (statistics.median(took[size]) for size in (SMALL, LARGE))
    yield Figure(
        f"sandbox: analytics of one student, 90 days, {LARGE:,} events", milliseconds(large * 1000),
        f"{milliseconds(small * 1000)} with {SMALL:,}", large / small, "<= 1.5",
    )  # fmt: skip


def client_figures(pair: Pair) -> Iterator[Figure]:
    """The figures of the background sender."""
    with local.granian("benchmarks.static_server:app", "rsgi") as server:
        yield from sender(pair, server)
    yield from outage()


def sandbox_figures() -> Iterator[Figure]:
    """The figures of intake and analytics."""
    with tempfile.TemporaryDirectory(prefix="timeback-bench-") as folder:
        yield from intake(Path(folder))
        yield from analytics(Path(folder))
