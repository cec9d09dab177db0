"""The figures of the sandbox: against the database alone, and against a route that has nothing to do."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from sqlalchemy import event

from benchmarks import local
from benchmarks.figures import Figure, milliseconds
from timeback_core.transport.asgi import AsgiSender
from timeback_core.transport.message import Request, Response, Sender
from timeback_core.transport.options import TransportConfig
from timeback_core.transport.pyreqwest_sender import PyreqwestSender
from timeback_sandbox.sandbox import Sandbox
from timeback_sandbox.statements import ConnectionReader, Prepared

USERS = "/ims/oneroster/rostering/v1p2/users"
SEED = "district:100000"
REPEAT = 15
IN_FLIGHT = 16
SECONDS = 4.0

Page = Mapping[str, str]
"""The query of one page."""

# Pages that people ask for: one role, one grade, changed lately, part of a name; sorted, and not from the start.
PAGES = [
    {"filter": "role='student'", "sort": "familyName", "limit": "100", "offset": "0"},
    {"filter": "role='student' AND grades='5'", "limit": "100", "offset": "1000"},
    {"filter": "role='teacher'", "sort": "email", "limit": "100", "offset": "200"},
    {"filter": "dateLastModified>='2000-01-01'", "sort": "dateLastModified", "limit": "100", "offset": "5000"},
    {"filter": "familyName='Nguyen'", "limit": "100", "offset": "0"},
]


def get(url: str, token: str) -> Request:
    """A request as the load generator sends it."""
    return Request("GET", url, {"Authorization": f"Bearer {token}", "Accept": "application/json"})


async def fetch(sender: Sender, url: str, token: str) -> Response:
    """An answer that is certainly one: anything but a 200 ends the measurement."""
    return await ask(sender, get(url, token))


async def ask(sender: Sender, request: Request) -> Response:
    """The answer to a request; anything but a 200 ends the measurement."""
    response = await sender.send(request)
    if response.status != 200:
        raise RuntimeError(f"{request.url} was answered with {response.status}: {response.content[:300]!r}")
    return response


async def fetch_token(sender: Sender, auth_url: str, client_id: str, client_secret: str) -> str:
    """A token of the sandbox."""
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await sender.send(Request("POST", auth_url, headers, urlencode(form).encode()))
    return str(msgspec.json.decode(answer.content)["access_token"])


async def over_http(sender: Sender, address: str, pages: Sequence[Page], token: str) -> tuple[list[float], list[float]]:
    """For each page of a list: the seconds of the first request, and the median of the following ones."""
    first: list[float] = []
    median: list[float] = []
    for page in pages:
        url = f"{address}?{urlencode(page, quote_via=quote)}"
        took: list[float] = []
        for _ in range(REPEAT + 1):
            start = time.perf_counter()
            await fetch(sender, url, token)
            took.append(time.perf_counter() - start)
        first.append(took[0])
        median.append(statistics.median(took[1:]))
    return first, median


async def bare(database: Path, path: str, key: str, pages: Sequence[Page]) -> list[float]:
    """For each page of a list: the median seconds of its SQL alone, plus encoding the answer.

    The statements are those that the sandbox itself runs for the page, counting left out: they are recorded during
    one request in this process, and then run again on the driver's own connection, without SQLAlchemy or HTTP.
    The records of a page are below `key`.
    """
    median: list[float] = []
    async with Sandbox(database=f"sqlite:///{database}", seed="empty", no_auth=True) as sandbox:
        sender = AsgiSender(sandbox.app, base_url=sandbox.base_url)
        engine = sandbox.state.store.engine
        statements: list[tuple[str, Any]] = []

        def record(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
            statements.append((statement, parameters))

        rows = ConnectionReader.rows

        def record_prepared(reader: ConnectionReader, statement: Prepared, values: Mapping[str, object]) -> Any:
            statements.append((statement.text, statement.bind(values)))
            return rows(reader, statement, values)

        for page in pages:
            url = f"{sandbox.base_url}{path}?{urlencode(page, quote_via=quote)}"
            await fetch(sender, url, "")  # counts, and remembers the count
            statements.clear()
            event.listen(engine, "before_cursor_execute", record)
            ConnectionReader.rows = record_prepared  # type: ignore[method-assign]  # for this one request
            try:
                answer = msgspec.json.decode((await fetch(sender, url, "")).content)
            finally:
                event.remove(engine, "before_cursor_execute", record)
                ConnectionReader.rows = rows  # type: ignore[method-assign]
            selects = [item for item in statements if item[0].lstrip().upper().startswith(("SELECT", "WITH"))]
            if len(answer[key]) == 0 or not selects:
                raise RuntimeError(f"{page} finds {len(answer[key])} records by {len(selects)} statements")
            median.append(_replay(engine, selects, answer))
    return median


def _replay(engine: Any, selects: list[tuple[str, Any]], answer: Any) -> float:
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        took: list[float] = []
        for _ in range(REPEAT + 1):
            start = time.perf_counter()
            for statement, parameters in selects:
                driver.execute(statement, parameters).fetchall()
            msgspec.json.encode(answer)
            took.append(time.perf_counter() - start)
    return statistics.median(took[1:])


async def throughput(sender: Sender, requests: Sequence[Request]) -> float:
    """Requests per second with a fixed number in flight, after one second of warm-up."""
    done = 0
    stop = 0.0

    async def work(number: int) -> None:
        nonlocal done
        while time.perf_counter() < stop:
            number += IN_FLIGHT
            await ask(sender, requests[number % len(requests)])
            done += 1

    for seconds in (1.0, SECONDS):
        done = 0
        start = time.perf_counter()
        stop = start + seconds
        await asyncio.gather(*(work(number) for number in range(IN_FLIGHT)))
    return done / (time.perf_counter() - start)


async def measure(where: dict[str, str], database: Path, constant_url: str) -> list[Figure]:
    """All figures of a running sandbox."""
    sender = PyreqwestSender(TransportConfig())
    try:
        token = await fetch_token(sender, where["auth_url"], where["client_id"], where["client_secret"])
        base_url = where["base_url"]
        first, served = await over_http(sender, f"{base_url}{USERS}", PAGES, token)
        alone = await bare(database, USERS, "users", PAGES)
        ratios = [a / b for a, b in zip(served, alone, strict=True)]
        worst = max(range(len(PAGES)), key=ratios.__getitem__)
        page = PAGES[worst]
        in_ms = [[milliseconds(value * 1000) for value in values] for values in (served, alone, first)]
        detail = "; ".join(
            f"{page['filter']}: {each}, alone {sql}, first {uncounted}"
            for page, each, sql, uncounted in zip(PAGES, *in_ms, strict=True)
        )
        filtered = Figure(
            "sandbox: page of 100 filtered users of 100,000", milliseconds(served[worst] * 1000),
            f"{milliseconds(alone[worst] * 1000)} SQL + encoding", ratios[worst], "<= 3",
            note=f"the worst of {len(PAGES)} pages ({page['filter']}). {detail}",
        )  # fmt: skip

        listed = msgspec.json.decode((await fetch(sender, f"{base_url}{USERS}?limit=100&offset=777", token)).content)
        users = [get(f"{base_url}{USERS}/{quote(user['sourcedId'], safe='')}", token) for user in listed["users"]]
        rounds = [
            (await throughput(sender, users), await throughput(sender, [get(constant_url, token)])) for _ in range(3)
        ]
        by_id = statistics.median(pair[0] for pair in rounds)
        constant = statistics.median(pair[1] for pair in rounds)
    finally:
        await sender.close()
    return [
        filtered,
        Figure(
            "sandbox: users by id, 16 in flight", f"{by_id:,.0f}/s", f"{constant:,.0f}/s constant bytes",
            by_id / constant, ">= 0.4",
        ),
    ]  # fmt: skip


def figures() -> Iterator[Figure]:
    """Fills a database, serves it as users do, and measures."""
    with tempfile.TemporaryDirectory(prefix="timeback-bench-") as folder:
        start = time.perf_counter()
        with local.sandbox(Path(folder) / "demo.db", "demo"):
            seconds = time.perf_counter() - start
        yield Figure(
            "sandbox: start with demo", f"{seconds:.1f} s", "10 s", seconds / 10, "<= 1",
        )  # fmt: skip
        database = Path(folder) / "district.db"
        start = time.perf_counter()
        with local.sandbox(database, SEED) as where:
            seconds = time.perf_counter() - start
            yield Figure(
                f"sandbox: start with {SEED}", f"{seconds:.1f} s", "60 s", seconds / 60, "<= 1",
            )  # fmt: skip
            with local.granian("benchmarks.constant_route:app", "asgi") as constant:
                yield from asyncio.run(measure(where, database, f"{constant}/users/constant"))
