"""The figures of competency frameworks in the sandbox: taking in a large package, against JSON and rows alone."""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from benchmarks import local
from benchmarks.figures import Figure, milliseconds
from benchmarks.sandbox import fetch_token
from timeback_core.transport.message import Request
from timeback_core.transport.options import TransportConfig
from timeback_core.transport.pyreqwest_sender import PyreqwestSender

ITEMS = 20_000
ROUNDS = 5
_TABLES = ("case_documents", "case_uploads", "case_items", "case_associations")
_KINDS = ("Domain", "Cluster", "Standard")
_VERBS = ("Describe", "Compare", "Explain", "Represent", "Solve problems with", "Estimate")
_TOPICS = ("ratios", "unit rates", "fractions", "the area of polygons", "linear equations", "probability", "angles")
_TITLE = "Mathematics, all grades"


class Names(NamedTuple):
    """What a framework's ids and addresses follow from."""

    name: str

    def entry(self, what: str) -> dict[str, Any]:
        """What everything in a package begins with."""
        uri = f"https://standards.example/{self.name}/{what}"
        identifier = str(uuid.uuid5(uuid.NAMESPACE_URL, uri))
        return {"identifier": identifier, "uri": uri, "lastChangeDateTime": "2026-03-02T08:15:00Z"}

    def node(self, what: str, title: str) -> dict[str, Any]:
        """One end of an association."""
        entry = self.entry(what)
        return {"title": title, "identifier": entry["identifier"], "uri": entry["uri"]}

    def item(self, number: int) -> dict[str, Any]:
        """An item with what states say about theirs."""
        topic = _TOPICS[number % len(_TOPICS)]
        return {
            **self.entry(f"item-{number}"),
            "fullStatement": f"{_VERBS[number % len(_VERBS)]} {topic} in situations from everyday life, "
            f"and say how the answer of exercise {number} follows from what is given.",
            "abbreviatedStatement": f"{topic.capitalize()}, no. {number}",
            "CFItemType": _KINDS[level_of(number)],
            "humanCodingScheme": code_of(number),
            "listEnumeration": str(number % 40 + 1),
            "conceptKeywords": [topic],
            "educationLevel": [f"{number % 12 + 1:02}"],
            "subject": ["Mathematics"],
            "language": "en",
            "statusStartDate": "2026-08-01",
        }

    def tie(self, number: int) -> dict[str, Any]:
        """What makes an item the child of another one, or of the framework."""
        level = level_of(number)
        parent = number % 20 if level == 1 else 20 + number % 380
        above = self.node(f"item-{parent}", code_of(parent)) if level else self.node("document", _TITLE)
        return {
            **self.entry(f"association-{number}"),
            "associationType": "isChildOf",
            "sequenceNumber": number,
            "originNodeURI": self.node(f"item-{number}", code_of(number)),
            "destinationNodeURI": above,
        }


def level_of(number: int) -> int:
    """The first items are domains, the next ones clusters, then come standards."""
    return 0 if number < 20 else 1 if number < 400 else 2


def code_of(number: int) -> str:
    """The code of an item."""
    return f"M.{number % 12 + 1:02}.{level_of(number)}.{number}"


def package(name: str, items: int = ITEMS) -> dict[str, Any]:
    """A framework as states publish them; every item is somebody's child.

    Args:
        name: Its ids follow from it.
        items: How many it has.
    """
    names = Names(name)
    return {
        "CFDocument": {
            **names.entry("document"),
            "title": _TITLE,
            "creator": "Standards Example",
            "subject": ["Mathematics"],
            "language": "en",
        },
        "CFItems": [names.item(number) for number in range(items)],
        "CFAssociations": [names.tie(number) for number in range(items)],
        "CFDefinitions": {
            "CFItemTypes": [
                {**names.entry(kind), "title": kind, "description": f"A {kind.lower()}", "hierarchyCode": "1"}
                for kind in _KINDS
            ],
            "CFSubjects": [{**names.entry("subject"), "title": "Mathematics", "hierarchyCode": "1"}],
        },
    }


class Bare(NamedTuple):
    """The tables of a framework, and the rows that belong in them."""

    schema: list[str]
    rows: dict[str, list[tuple[Any, ...]]]

    @classmethod
    def of(cls, database: Path) -> Bare:
        """Those of a sandbox's file."""
        connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        try:
            wanted = "SELECT sql FROM sqlite_master WHERE tbl_name LIKE 'case_%' AND sql IS NOT NULL ORDER BY type DESC"
            schema = [sql for (sql,) in connection.execute(wanted)]
            rows = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in _TABLES}
        finally:
            connection.close()
        return cls(schema, rows)

    def insert(self, file: Path, body: bytes) -> float:
        """The seconds of decoding a package and inserting its rows into a new file, as durably as the sandbox does."""
        connection = sqlite3.connect(file, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            for statement in self.schema:
                connection.execute(statement)
            start = time.perf_counter()
            msgspec.json.decode(body)
            connection.execute("BEGIN IMMEDIATE")
            for table, rows in self.rows.items():
                marks = ", ".join("?" * len(rows[0]))
                connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
            connection.execute("COMMIT")
            return time.perf_counter() - start
        finally:
            connection.close()


async def take_in(where: dict[str, str], body: bytes) -> float:
    """The seconds of an upload over HTTP."""
    sender = PyreqwestSender(TransportConfig())
    try:
        token = await fetch_token(sender, where["auth_url"], where["client_id"], where["client_secret"])
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        request = Request("POST", f"{where['base_url']}/ims/case/v1p1/CFPackages", headers, body)
        start = time.perf_counter()
        answer = await sender.send(request)
        took = time.perf_counter() - start
    finally:
        await sender.close()
    if answer.status != 201:
        raise RuntimeError(f"the package was answered with {answer.status}: {answer.content[:300]!r}")
    return took


def ingest(folder: Path, rounds: int = ROUNDS) -> Figure:
    """A package of 20,000 items over HTTP into a file, against decoding it and inserting the same rows."""
    ours: list[float] = []
    bare: list[float] = []
    size = 0
    for number in range(rounds):  # in turn, each into a file of its own
        body = msgspec.json.encode(package(f"round-{number}"))
        size = len(body)
        database = folder / f"frameworks-{number}.db"
        with local.sandbox(database, "empty") as where:
            ours.append(asyncio.run(take_in(where, body)))
        bare.append(Bare.of(database).insert(folder / f"bare-{number}.db", body))
    mine, alone = statistics.median(ours), statistics.median(bare)
    return Figure(
        f"case: take in a package of {ITEMS:,} items",
        milliseconds(mine * 1000),
        f"{milliseconds(alone * 1000)} JSON + rows",
        mine / alone,
        "<= 3",
        note=f"{size / 1e6:.0f} MB over HTTP into a file, with {ITEMS:,} associations; compared with decoding the JSON "
        "and inserting the same rows through the driver, without HTTP, checks, and making the rows",
    )


def figures() -> Iterator[Figure]:
    """All of them."""
    with tempfile.TemporaryDirectory(prefix="timeback-bench-") as folder:
        yield ingest(Path(folder))
