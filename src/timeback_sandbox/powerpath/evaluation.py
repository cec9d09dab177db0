"""What an answer is worth: QTI's scoring engine, brought to a scale from 0 to 1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from timeback_core.qti.scoring.values import members
from timeback_sandbox.oneroster.untyped import as_array, as_object
from timeback_sandbox.powerpath.problems import refuse
from timeback_sandbox.qti.lookup import StoredItem
from timeback_sandbox.qti.scoring import compiled, score_item

if TYPE_CHECKING:
    from timeback_sandbox.state import State

__all__ = ["Evaluation", "Judge", "Responses", "evaluate", "main_response", "read_responses"]

Responses = dict[str, "str | list[str]"]
"""What a student answered, by response identifier."""

_USUAL = "RESPONSE"
_FREE_TEXT = "extended-text"


class Evaluation(NamedTuple):
    """What an answer is worth.

    Attributes:
        score: 0 to 1.
        feedback: What is said to the student.
    """

    score: float
    feedback: dict[str, str]

    @property
    def correct(self) -> bool:
        """Whether it is right: partly right is not."""
        return self.score >= 1


class Judge:
    """Evaluates answers, and remembers what it was asked ahead: other code may take long, and nobody shall wait for it.

    Args:
        state: The sandbox, whose grader and settings take part.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._known: dict[tuple[str, bytes], Evaluation] = {}

    def ahead(self, answers: Iterable[tuple[StoredItem, Mapping[str, object]]]) -> None:
        """Evaluates answers now, while no transaction is open.

        Args:
            answers: Questions with what was answered.
        """
        for item, responses in answers:
            self._known[_key(item, responses)] = evaluate(self._state, item, responses)

    def __call__(self, item: StoredItem, responses: Mapping[str, object]) -> Evaluation:
        """What an answer is worth; evaluated again if question or answer are others than they were ahead."""
        known = self._known.get(_key(item, responses)) if self._known else None
        return evaluate(self._state, item, responses) if known is None else known


def _key(item: StoredItem, responses: Mapping[str, object]) -> tuple[str, bytes]:
    return item.raw_xml, msgspec.json.encode(responses, order="deterministic")


_RIGHT = Evaluation(1, {"identifier": "correct", "value": "Correct"})
_WRONG = Evaluation(0, {"identifier": "incorrect", "value": "Incorrect"})


def evaluate(state: State, item: StoredItem, responses: Mapping[str, object]) -> Evaluation:
    """Evaluates the answer to a question; whatever it is, this does not raise.

    Args:
        state: The sandbox, whose grader and settings take part.
        item: The question.
        responses: What was answered.
    """
    given = _named(item, responses)
    result = score_item(state, item, given)
    share = _share(result.score, result.max_score) if result.verdict != "correct" else 1
    if item.type == _FREE_TEXT and share < 1 and state.grader is None and _is_key(item, given):
        return _RIGHT
    if item.type == _FREE_TEXT and result.scored_by == "grader" and state.grader is None and _is_blank(given):
        return _WRONG
    return Evaluation(share, {"identifier": result.feedback.identifier, "value": result.feedback.value})


def _share(score: float, highest: float) -> float:
    """A score that is not the highest, out of 1."""
    share = score / highest if highest > 0 else 0.0
    # what is not quite right must not look so by rounding
    return 0 if not share > 0 else min(share, 0.999999)


def _named(item: StoredItem, responses: Mapping[str, object]) -> Mapping[str, object]:
    """The responses by the names that the item declares: the usual name stands for the only one that there is."""
    if _USUAL not in responses:
        return responses
    read = compiled(item.raw_xml)
    if read is None or _USUAL in read.responses or len(read.responses) != 1:
        return responses
    only = next(iter(read.responses))
    if only in responses:
        return responses
    return {only if name == _USUAL else name: value for name, value in responses.items()}


def _is_key(item: StoredItem, responses: Mapping[str, object]) -> bool:
    """Whether free text is what the item declares as its answer, but for space around it and case."""
    read = compiled(item.raw_xml)
    if read is None:
        return False
    keys = {name: members(one.correct) for name, one in read.responses.items() if one.correct is not None}
    return bool(keys) and all(
        [_folded(value) for value in key] == [_folded(value) for value in _values(responses.get(name))]
        for name, key in keys.items()
    )


def _is_blank(responses: Mapping[str, object]) -> bool:
    return not any(_folded(value) for given in responses.values() for value in _values(given))


def _values(given: object) -> list[object]:
    found = as_array(given)
    return [given] if found is None else found


def _folded(value: object) -> str:
    return value.strip().casefold() if isinstance(value, str) else ""


# ---------------------------------------------------------------- out of requests, and shown


def read_responses(body: Mapping[str, object]) -> Responses:
    """What a request answers: its `responses`, else its `response` under the usual name.

    Raises:
        Problem: 422, neither is there, or it is not made of texts.
    """
    given = body.get("responses")
    if given is not None:
        members_given = as_object(given)
        if members_given is None:
            raise refuse(422, "responses must be an object of texts, or lists of texts, by response identifier",
                         "responses")  # fmt: skip
        found = {name: _response(value, f"responses.{name}") for name, value in members_given.items()}
        if found:
            return found
    single = body.get("response")
    if single is None:
        raise refuse(422, "responses is required: an object of answers by response identifier", "responses")
    return {_USUAL: _response(single, "response")}


def _response(value: object, path: str) -> str | list[str]:
    if isinstance(value, str):
        return value
    many = as_array(value)
    texts = [one for one in many or [] if isinstance(one, str)]
    if many is None or len(texts) < len(many):
        raise refuse(422, f"{path[:100]} must be a text or a list of texts", path[:200])
    return texts


def main_response(responses: Mapping[str, object]) -> object | None:
    """The answer under the usual name, else the only one; None when there is no such."""
    if _USUAL in responses:
        return responses[_USUAL]
    return next(iter(responses.values())) if len(responses) == 1 else None
