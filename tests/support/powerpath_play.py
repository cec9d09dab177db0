"""Students at work in PowerPath: they read what is right in the items, and answer as the test wants it."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from timeback_core import TimebackClient
from timeback_core.powerpath import (
    PowerPath100ProgressResponse,
    PowerPath100UpdateResponseResult,
    PowerPathTestQuestion,
    StandardProgressResponse,
)

QTI = "{http://www.imsglobal.org/xsd/imsqtiasi_v3p0}"
WRONG = "no answer of anybody's"


def right_answers(question: PowerPathTestQuestion) -> dict[str, str | list[str]]:
    """Return what the item declares to be right, by response identifier."""
    assert question.content is not None
    item = ET.fromstring(question.content.raw_xml.encode())  # the sandbox's own items
    found: dict[str, str | list[str]] = {}
    for declaration in item.iter(f"{QTI}qti-response-declaration"):
        values = [value.text or "" for value in declaration.iter(f"{QTI}qti-value")]
        single = declaration.get("cardinality") == "single"
        found[declaration.attrib["identifier"]] = values[0] if single else values
    return found


class Pupil:
    """A student in a lesson."""

    def __init__(self, timeback: TimebackClient, student: str, lesson: str) -> None:
        self.calls = timeback.powerpath.assessments
        self.who = {"student": student, "lesson": lesson}

    async def respond(self, question: PowerPathTestQuestion, *, right: bool) -> PowerPath100UpdateResponseResult | None:
        """Answer a question, rightly or not; a PowerPath-100 lesson says what came of it."""
        answers = right_answers(question)
        responses = answers if right else dict.fromkeys(answers, WRONG)
        result = await self.calls.submit_response({**self.who, "question": question.id, "responses": responses})
        return result if result.lesson_type == "powerpath-100" else None

    async def next(self, *, right: bool) -> PowerPath100UpdateResponseResult:
        """Answer the next question of a PowerPath-100 lesson."""
        result = await self.respond((await self.calls.get_next_question(self.who)).question, right=right)
        assert result is not None
        return result

    async def climb(self, *, to: float = 100) -> list[float]:
        """Answer rightly until the score is there, and return the scores on the way."""
        scores: list[float] = []
        while not scores or scores[-1] < to:
            scores.append((await self.next(right=True)).powerpath_score)
        return scores

    async def progress(self, attempt: int | None = None) -> StandardProgressResponse:
        """Return the progress in a quiz or the like."""
        more = {} if attempt is None else {"attempt": attempt}
        found = await self.calls.get_assessment_progress({**self.who, **more})
        assert found.lesson_type != "powerpath-100"
        return found

    async def score(self) -> PowerPath100ProgressResponse:
        """Return the progress in a PowerPath-100 lesson."""
        found = await self.calls.get_assessment_progress(self.who)
        assert found.lesson_type == "powerpath-100"
        return found

    async def answer_all(self, wrong: Iterable[int] = ()) -> None:
        """Answer every question of a quiz or the like, those at some places wrongly."""
        mistakes = set(wrong)
        for place, question in enumerate((await self.progress()).questions):
            await self.respond(question, right=place not in mistakes)

    async def take(self, wrong: Iterable[int] = ()) -> StandardProgressResponse:
        """Answer every question and finalise."""
        await self.answer_all(wrong)
        assert (await self.calls.finalize(self.who)).finalized
        return await self.progress()
