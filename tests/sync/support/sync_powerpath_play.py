# Written by tools/generate_sync.py from tests/support/powerpath_play.py; changes belong there.
"""Students at work in PowerPath: they read what is right in the items, and answer as the test wants it."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from timeback_core.powerpath import (
    PowerPath100ProgressResponse,
    PowerPath100UpdateResponseResult,
    PowerPathTestQuestion,
    StandardProgressResponse,
)
from timeback_core.sync import TimebackClient

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

    def respond(self, question: PowerPathTestQuestion, *, right: bool) -> PowerPath100UpdateResponseResult | None:
        """Answer a question, rightly or not; a PowerPath-100 lesson says what came of it."""
        answers = right_answers(question)
        responses = answers if right else dict.fromkeys(answers, WRONG)
        result = self.calls.submit_response({**self.who, "question": question.id, "responses": responses})
        return result if result.lesson_type == "powerpath-100" else None

    def next(self, *, right: bool) -> PowerPath100UpdateResponseResult:
        """Answer the next question of a PowerPath-100 lesson."""
        result = self.respond(self.calls.get_next_question(self.who).question, right=right)
        assert result is not None
        return result

    def climb(self, *, to: float = 100) -> list[float]:
        """Answer rightly until the score is there, and return the scores on the way."""
        scores: list[float] = []
        while not scores or scores[-1] < to:
            scores.append(self.next(right=True).powerpath_score)
        return scores

    def progress(self, attempt: int | None = None) -> StandardProgressResponse:
        """Return the progress in a quiz or the like."""
        more = {} if attempt is None else {"attempt": attempt}
        found = self.calls.get_assessment_progress({**self.who, **more})
        assert found.lesson_type != "powerpath-100"
        return found

    def score(self) -> PowerPath100ProgressResponse:
        """Return the progress in a PowerPath-100 lesson."""
        found = self.calls.get_assessment_progress(self.who)
        assert found.lesson_type == "powerpath-100"
        return found

    def answer_all(self, wrong: Iterable[int] = ()) -> None:
        """Answer every question of a quiz or the like, those at some places wrongly."""
        mistakes = set(wrong)
        for place, question in enumerate(self.progress().questions):
            self.respond(question, right=place not in mistakes)

    def take(self, wrong: Iterable[int] = ()) -> StandardProgressResponse:
        """Answer every question and finalise."""
        self.answer_all(wrong)
        assert self.calls.finalize(self.who).finalized
        return self.progress()
