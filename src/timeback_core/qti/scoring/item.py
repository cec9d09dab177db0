"""An item that is read once and scores many times."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import msgspec

from timeback_core.qti.scoring.declarations import OutcomeDeclaration, ResponseDeclaration
from timeback_core.qti.scoring.feedback import FeedbackElement
from timeback_core.qti.scoring.program import Program
from timeback_core.qti.scoring.responses import name_responses
from timeback_core.qti.scoring.result import Feedback, ScoredBy, ScoreResult, Verdict
from timeback_core.qti.scoring.rules import run_rules
from timeback_core.qti.scoring.scope import CustomOperator, Scope
from timeback_core.qti.scoring.values import NotReadable, members

__all__ = ["DEFAULT_OPTIONS", "Grader", "Item", "ScoringOptions", "accept_any_answer"]

_WORDS: Final[Mapping[Verdict, str]] = {
    "correct": "Correct",
    "incorrect": "Incorrect",
    "partial": "Partially correct",
}
# what is answered with something that no key can be compared with
_EXTERNAL: Final = frozenset(
    {"extended-text", "media", "upload", "drawing", "end-attempt", "custom", "portable-custom"}
)


class Item(msgspec.Struct, frozen=True, kw_only=True, repr_omit_defaults=True):
    """An assessment item, compiled: `read_item` makes one. It is immutable, and threads may share it.

    Attributes:
        identifier: The item's identifier.
        title: Its title.
        type: The kind of its first interaction (`choice`, `text-entry`, …).
        adaptive: Whether outcomes are carried from one attempt to the next.
        time_dependent: Whether the time taken matters.
        responses: Its response declarations by identifier.
        outcomes: Its outcome declarations by identifier.
        feedback: All its feedback elements, in document order.
        max_score: What a score is compared with to call it correct.
        notes: What is odd about the document, and what scoring makes of it.
        xml: The document.
    """

    identifier: str
    title: str
    type: str
    adaptive: bool
    time_dependent: bool
    responses: Mapping[str, ResponseDeclaration]
    outcomes: Mapping[str, OutcomeDeclaration]
    feedback: tuple[FeedbackElement, ...]
    max_score: float
    notes: tuple[str, ...]
    xml: str
    program: Program

    def score(
        self,
        response: object,
        *,
        response_identifier: str | None = None,
        options: ScoringOptions | None = None,
        previous: ScoreResult | None = None,
    ) -> ScoreResult:
        """Score a response. Whatever is answered, this does not raise.

        Args:
            response: A mapping from response identifier to value, or the value of one response. A value is a text,
                a number, a bool, or a list of them (a pair may be a list of two); None, an empty text and an empty
                list are no answer.
            response_identifier: The variable that a single value belongs to; default `RESPONSE`, else the first.
            options: Graders and custom operators; default none.
            previous: The result of the attempt before; an adaptive item goes on from its outcomes.

        Returns:
            Score, verdict, feedback and outcomes.
        """
        chosen = DEFAULT_OPTIONS if options is None else options
        program = self.program
        if type(response) is str and response_identifier is None:  # the usual case
            given: Mapping[str, object] = {program.target: response}
        else:
            given = name_responses(self.responses, response, response_identifier)
        values = program.start.copy()
        attempt = 1
        if previous is not None:
            attempt = previous.attempt + 1
            if self.adaptive:
                values.update(previous.outcomes)
            values["numAttempts"] = attempt
        unreadable: tuple[str, ...] = ()
        answered = False
        for identifier, read in program.readers:
            if identifier in given:
                value = read(given[identifier])
                if isinstance(value, NotReadable):
                    unreadable = (*unreadable, identifier)
                    value = None
                answered = answered or value is not None
                values[identifier] = value
        scope = Scope(values, given, chosen.operators, chosen.seed, self.identifier, self.xml)
        for rule in program.rules:
            if rule(scope):
                break
        graded: Feedback | None = None
        scored_by: ScoredBy = program.rules_by
        if chosen.grader is not None and self.type == "extended-text":
            scored_by, graded = "grader", self._grade(chosen.grader, scope)
        elif "SCORE" not in scope.assigned:
            if program.implicit:
                run_rules(program.implicit, scope)
                scored_by = "key"
            elif self.type in _EXTERNAL:
                scored_by, graded = "grader", self._grade(chosen.fallback, scope)
            else:
                scored_by = "nothing"
        number = values.get("SCORE")
        score = float(number) if isinstance(number, int | float) and not isinstance(number, bool) else 0.0
        if unreadable and score > 0 and len(self.responses) == 1:
            values["SCORE"] = score = 0.0
        highest = self.max_score
        verdict: Verdict = "correct" if score >= highest else "incorrect" if score <= 0 else "partial"
        if graded is None:
            graded = self._feedback(scope, verdict) if program.feedback_outcomes else _PLAIN[verdict]
        outcomes = {name: values[name] for name in program.outcome_names if name in values}
        return ScoreResult(
            score=score,
            max_score=highest,
            verdict=verdict,
            feedback=graded,
            outcomes=outcomes,
            scored_by=scored_by,
            unreadable=unreadable,
            attempt=attempt,
            answered=answered or bool(unreadable),
        )

    def visible_feedback(self, result: ScoreResult) -> list[FeedbackElement]:
        """Return the feedback elements that a result makes visible, in document order.

        Args:
            result: What `score` has returned.
        """
        return [element for element in self.feedback if element.is_visible(result.outcomes)]

    def __reduce__(self) -> tuple[Callable[[str], Item], tuple[str]]:
        # compiled rules are functions, which cannot be pickled; the document can
        from timeback_core.qti.scoring.reading import read_item

        return read_item, (self.xml,)

    def __repr__(self) -> str:
        return f"Item(identifier={self.identifier!r}, type={self.type!r}, max_score={self.max_score!r})"

    def _grade(self, grader: Grader, scope: Scope) -> Feedback:
        """Let a function score the response."""
        score, identifier, text = grader(self, scope.responses)
        scope.values["SCORE"] = float(score)
        return Feedback(identifier, text)

    def _feedback(self, scope: Scope, verdict: Verdict) -> Feedback:
        """Return what is said: the outcome that decides on feedback, and the text that it shows."""
        program = self.program
        identifier: str = verdict
        decided = ""
        for name in program.feedback_outcomes:
            if name in scope.assigned:
                value = next(iter(members(scope.values.get(name))), None)
                if isinstance(value, str):
                    decided = name
                    identifier = value.lower() if value.lower() in {"correct", "incorrect"} else value
                    break
        visible = [element for element in program.modals if element.is_visible(scope.values) and element.text]
        shown = next((element for element in visible if element.outcome_identifier == decided), None)
        if shown is None and visible:
            shown = visible[0]
        return Feedback(identifier, _WORDS[verdict] if shown is None else shown.text)


_PLAIN: Final[Mapping[Verdict, Feedback]] = {verdict: Feedback(verdict, word) for verdict, word in _WORDS.items()}

Grader: TypeAlias = Callable[[Item, Mapping[str, object]], tuple[float, str, str]]


def accept_any_answer(item: Item, responses: Mapping[str, object]) -> tuple[float, str, str]:
    """Score 1 for any answer and 0 for none: what is done when nothing can tell a good answer from a bad one.

    Args:
        item: The item that cannot be scored.
        responses: Values of response variables, by identifier.
    """
    if item.program.is_answered(responses):
        return 1.0, "graded", "Response accepted without grading"
    return 0.0, "incorrect", "Incorrect"


class ScoringOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What scoring may call, and how chance is seeded.

    Attributes:
        grader: Scores free text: `(item, responses) -> (score, feedback identifier, feedback text)`. It wins over the
            item's own rules for `extended-text`. Default none.
        fallback: The same for answers that no key can be compared with (free text, uploads, drawings, …), when no
            rule set a score. Default `accept_any_answer`.
        operators: What stands for each `class` (else `definition`) of `qti-custom-operator`. A function that raises
            gives NULL.
        seed: Seeds the random expressions; None for chance.
    """

    grader: Grader | None = None
    fallback: Grader = accept_any_answer
    operators: Mapping[str, CustomOperator] = {}
    seed: int | str | None = None


DEFAULT_OPTIONS: Final = ScoringOptions()
