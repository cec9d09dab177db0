"""The figures of content and adaptive learning: scoring, searching among items, a class at work at once."""

from __future__ import annotations

import asyncio
import hashlib
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import lxml.etree
import msgspec

from benchmarks import local
from benchmarks.figures import Figure, milliseconds
from benchmarks.sandbox import Page, bare, fetch_token, get, over_http, throughput
from timeback_core import TimebackClient
from timeback_core.qti import parse_qti_xml
from timeback_core.qti.scoring import read_item
from timeback_core.transport.message import Request
from timeback_core.transport.options import TransportConfig
from timeback_core.transport.pyreqwest_sender import PyreqwestSender

ITEMS = 50_000
STUDENTS = 200
SEARCHES: list[Page] = [
    {"query": "fractions half", "limit": "100"},
    {"query": "fractions", "limit": "100", "page": "20", "sort": "title", "order": "asc"},
    {"query": "item-04", "limit": "100", "sort": "identifier", "order": "asc"},
    {"filter": "type='choice' AND metadata.difficulty='hard'", "query": "decimals", "limit": "100"},
]

CHOICE = """<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" \
identifier="{identifier}" title="{title}" adaptive="false" time-dependent="false">
  <qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">
    <qti-correct-response><qti-value>B</qti-value></qti-correct-response>
  </qti-response-declaration>
  <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
  <qti-item-body>
    <qti-choice-interaction response-identifier="RESPONSE" max-choices="1">
      <qti-prompt>What is half of 12?</qti-prompt>
      <qti-simple-choice identifier="A">5</qti-simple-choice>
      <qti-simple-choice identifier="B">6</qti-simple-choice>
      <qti-simple-choice identifier="C">7</qti-simple-choice>
    </qti-choice-interaction>
  </qti-item-body>
  <qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct"/>
</qti-assessment-item>"""


def seconds_of(work: Callable[[], object], times: int) -> float:
    """The median over five runs of the seconds that one call takes."""
    took: list[float] = []
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(times):
            work()
        took.append((time.perf_counter() - start) / times)
    return statistics.median(took)


def engine() -> Figure:
    """Scoring a choice item that has been read, against reading it."""
    xml = CHOICE.format(identifier="half", title="Half of twelve")
    raw = xml.encode()
    item = read_item(xml)
    if (item.score("B").score, item.score("A").score) != (1.0, 0.0):
        raise RuntimeError("the item is not scored as it should be")
    scoring = seconds_of(lambda: item.score("B"), 20_000)
    reading = seconds_of(lambda: read_item(xml), 500)
    tree = seconds_of(lambda: lxml.etree.fromstring(raw), 5_000)
    return Figure(
        "qti: score a choice item", f"{scoring * 1e6:.2g} µs", f"{reading * 1e6:.0f} µs to read the item",
        reading / scoring, ">= 20", note=f"lxml alone takes {tree * 1e6:.0f} µs to make the document's tree",
    )  # fmt: skip


async def fill(sender: PyreqwestSender, base_url: str, token: str) -> None:
    """Creates the items, as an author would."""
    topics = ("fractions", "decimals", "angles", "areas", "rates")
    difficulties = ("easy", "medium", "hard")
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    async def work(first: int) -> None:
        for number in range(first, ITEMS, 8):
            identifier = f"item-{number:05}"
            title = f"{topics[number % 5].title()}: {'half' if number % 7 == 0 else 'whole'} no. {number}"
            metadata = {"subject": "Math", "difficulty": difficulties[number % 3]}
            body = {"format": "xml", "xml": CHOICE.format(identifier=identifier, title=title), "metadata": metadata}
            answer = await sender.send(
                Request("POST", f"{base_url}/api/assessment-items", headers, msgspec.json.encode(body))
            )
            if answer.status != 201:
                raise RuntimeError(f"{identifier} was answered with {answer.status}: {answer.content[:300]!r}")

    await asyncio.gather(*(work(first) for first in range(8)))


async def over_the_wire(where: dict[str, str], database: Path) -> list[Figure]:
    """Scoring over HTTP against reading single items, and a page of a search against its SQL."""
    sender = PyreqwestSender(TransportConfig())
    try:
        token = await fetch_token(sender, where["auth_url"], where["client_id"], where["client_secret"])
        base_url = where["base_url"]
        await fill(sender, base_url, token)
        path = "/api/assessment-items"
        _, served = await over_http(sender, f"{base_url}{path}", SEARCHES, token)
        alone = await bare(database, path, "items", SEARCHES)
        ratios = [a / b for a, b in zip(served, alone, strict=True)]
        worst = max(range(len(SEARCHES)), key=ratios.__getitem__)
        detail = "; ".join(
            f"{page}: {milliseconds(a * 1000)}, alone {milliseconds(b * 1000)}"
            for page, a, b in zip(SEARCHES, served, alone, strict=True)
        )
        names = [f"item-{number:05}" for number in range(1000, 1100)]
        reads = [get(f"{base_url}{path}/{quote(name, safe='')}", token) for name in names]
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        scores = [
            Request(
                "POST", f"{base_url}{path}/{name}/process-response", headers,
                msgspec.json.encode({"identifier": name, "response": "B"}),
            )
            for name in names
        ]  # fmt: skip
        rounds = [(await throughput(sender, scores), await throughput(sender, reads)) for _ in range(3)]
        scoring, reading = (statistics.median(pair[side] for pair in rounds) for side in (0, 1))
    finally:
        await sender.close()
    return [
        Figure(
            "qti: process-response over HTTP, 16 in flight", f"{scoring:,.0f}/s", f"{reading:,.0f}/s items by id",
            scoring / reading, ">= 0.5",
        ),
        Figure(
            f"qti: page of 100 of {ITEMS:,} items, with search", milliseconds(served[worst] * 1000),
            f"{milliseconds(alone[worst] * 1000)} SQL + encoding", ratios[worst], "<= 3",
            note=f"the worst of {len(SEARCHES)} pages. {detail}",
        ),
    ]  # fmt: skip


def is_right(student: str, number: int) -> bool:
    """Whether a student knows the answer to the question asked as the n-th: five of six times, and always the same."""
    return hashlib.sha256(f"{student} {number}".encode()).digest()[0] % 6 != 0


async def work_through(tb: TimebackClient, lesson: str, student: str) -> tuple[float, int]:
    """One student works until 100; returns the score that is read back, and how many answers it took."""
    where = {"student": student, "lesson": lesson}
    number, score = 0, 0.0
    while score < 100:
        question = (await tb.powerpath.assessments.get_next_question(where)).question
        xml = question.content.raw_xml if question.content is not None else None
        # questions are of several kinds: what is right is read, and this is wrong whatever is asked
        answer = parse_qti_xml(xml).correct_answer if is_right(student, number) else "no answer of anybody's"
        number += 1
        result = await tb.powerpath.assessments.update_student_question_response(
            {**where, "question": question.id, "responses": {"RESPONSE": answer or ""}}
        )
        score = result.powerpath_score  # type: ignore[union-attr]  # the lesson is a PowerPath-100 one
    progress: Any = await tb.powerpath.assessments.get_assessment_progress(where)
    kept = round(100 * progress.correct_questions / progress.accuracy)
    if kept != number:
        raise RuntimeError(f"{student} gave {number} answers, and {kept} were kept")
    return progress.score, kept


async def lesson_of(tb: TimebackClient) -> str:
    """A PowerPath-100 lesson of the demo."""
    for lesson in await tb.oneroster.component_resources.list_all(max_items=1000):
        if (lesson.metadata or {}).get("lessonType") == "powerpath-100" or lesson.lesson_type == "powerpath-100":
            return lesson.sourced_id
    raise RuntimeError("the demo has no PowerPath-100 lesson")


async def class_at_work(where: dict[str, str], *, at_once: bool) -> tuple[dict[str, tuple[float, int]], float]:
    """Students in a lesson, all at once or one after the other; what each reached, and the seconds it took."""
    async with TimebackClient(
        base_url=where["base_url"], auth_url=where["auth_url"],
        client_id=where["client_id"], client_secret=where["client_secret"], max_retries=0,
    ) as tb:  # fmt: skip
        lesson = await lesson_of(tb)
        school = (await tb.oneroster.schools.list(limit=1)).data[0].sourced_id
        students = [f"bench-student-{number:03}" for number in range(STUDENTS)]
        for student in students:
            role = {"roleType": "primary", "role": "student", "org": {"sourcedId": school}}
            await tb.oneroster.users.create(
                {
                    "sourcedId": student, "status": "active", "enabledUser": True, "givenName": "Sam",
                    "familyName": "Sample", "email": f"{student}@example.org", "roles": [role],
                }
            )  # fmt: skip
        start = time.perf_counter()
        if at_once:
            reached = await asyncio.gather(*(work_through(tb, lesson, student) for student in students))
        else:
            reached = [await work_through(tb, lesson, student) for student in students]
        return dict(zip(students, reached, strict=True)), time.perf_counter() - start


def classroom(folder: Path) -> Figure:
    """A whole class at once reaches what each student reaches alone."""
    with local.sandbox(folder / "at-once.db", "demo") as where:
        together, seconds = asyncio.run(class_at_work(where, at_once=True))
    with local.sandbox(folder / "in-turn.db", "demo") as where:
        in_turn, in_turn_seconds = asyncio.run(class_at_work(where, at_once=False))
    differing = [student for student, reached in together.items() if in_turn[student] != reached]
    answers = sum(count for _, count in together.values())
    return Figure(
        f"powerpath: {STUDENTS} students in a lesson at once", f"{seconds:.1f} s",
        f"{in_turn_seconds:.1f} s in turn", float(len(differing)), "<= 0",
        note=f"{answers:,} answers, none lost; the ratio is how many students end otherwise than alone",
    )  # fmt: skip


def figures() -> Iterator[Figure]:
    """All of them."""
    yield engine()
    with tempfile.TemporaryDirectory(prefix="timeback-bench-") as folder:
        database = Path(folder) / "items.db"
        with local.sandbox(database, "empty") as where:
            yield from asyncio.run(over_the_wire(where, database))
        yield classroom(Path(folder))
