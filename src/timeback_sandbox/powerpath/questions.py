"""The questions of a test, and how they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import BindParameter, Connection, select

from timeback_sandbox.edubridge.facts_lookup import find_rows
from timeback_sandbox.oneroster.untyped import as_array, as_object
from timeback_sandbox.powerpath.bank import Source
from timeback_sandbox.powerpath.problems import refuse
from timeback_sandbox.powerpath.vocabulary import DIFFICULTIES, Difficulty
from timeback_sandbox.qti.addresses import item_address
from timeback_sandbox.qti.lookup import StoredItem, find_item, find_items
from timeback_sandbox.qti.lookup_tests import test_items
from timeback_sandbox.qti.tables import ITEMS

__all__ = ["Question", "by_difficulty", "questions_of", "show_questions"]


class Question(NamedTuple):
    """A question of a test.

    Attributes:
        id: The identifier of its item.
        place: Where it stands in the test, from 0.
        difficulty: How hard it is.
    """

    id: str
    place: int
    difficulty: Difficulty


def questions_of(connection: Connection, source: Source) -> list[Question]:
    """The questions of a test in its order; those whose items are not there are left out.

    Raises:
        Problem: 404, there is no such test, or it has no questions.
    """
    listed = test_items(connection, source.test_id)
    if listed is None:
        raise refuse(404, f"QTI test not found: {source.test_id[:200]}", "lesson")
    identifiers = list(dict.fromkeys(listed))
    known: dict[str, str] = {row[0]: row[1] for row in find_rows(connection, _structures, identifiers)}
    present = [identifier for identifier in identifiers if identifier in known]
    if not present:
        raise refuse(404, f"The QTI test has no questions: {source.test_id[:200]}", "lesson")
    return [Question(one, place, _difficulty(known[one])) for place, one in enumerate(present)]


def _structures(identifiers: list[BindParameter[str]]) -> Any:
    return select(ITEMS.c.identifier, ITEMS.c.structure).where(ITEMS.c.identifier.in_(identifiers))


class _Fields(msgspec.Struct):
    metadata: dict[str, Any] | None = None


_read_fields = msgspec.json.Decoder(_Fields).decode


@lru_cache(maxsize=4_096)
def _difficulty(structure: str) -> Difficulty:
    """The difficulty that an item's fields tell; the fields themselves are the key, so it is never stale."""
    return _difficulty_in(_read_fields(structure).metadata or {})


def _difficulty_in(metadata: Mapping[str, Any]) -> Difficulty:
    told = metadata.get("difficulty")
    word = told.lower() if isinstance(told, str) else None
    for difficulty in DIFFICULTIES:
        if difficulty == word:
            return difficulty
    return "medium"


def by_difficulty(questions: Iterable[Question]) -> dict[Difficulty, list[Question]]:
    """The questions of each difficulty, in their order."""
    found: dict[Difficulty, list[Question]] = {difficulty: [] for difficulty in DIFFICULTIES}
    for question in questions:
        found[question.difficulty].append(question)
    return found


def show_questions(
    connection: Connection, questions: list[Question], base_url: str, answers: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Questions as PowerPath shows them.

    Args:
        connection: To read with.
        questions: Which ones, in the order in which they are shown.
        base_url: Of the sandbox, for the addresses of items.
        answers: What is shown of the answer to a question, by the question's id.
    """
    if len(questions) == 1:  # asked for again and again, and its statement is ready
        single = find_item(connection, questions[0].id)
        items = {} if single is None else {single.identifier: single}
    else:
        items = find_items(connection, [question.id for question in questions])
    return [
        {**_shown(question, items[question.id], base_url), **answers.get(question.id, {})}
        for question in questions
        if question.id in items
    ]


def _shown(question: Question, item: StoredItem, base_url: str) -> dict[str, Any]:
    approved = item.metadata.get("humanApproved")
    return {
        "id": question.id,
        "index": question.place,
        "title": item.title,
        "url": item_address(base_url, question.id),
        "difficulty": question.difficulty,
        "humanApproved": approved if isinstance(approved, bool) else None,
        "content": {"type": item.type, "rawXml": item.raw_xml},
        "learningObjectives": _objectives(item.metadata),
    }


def _objectives(metadata: Mapping[str, Any]) -> list[str]:
    """Every learning objective that an item names, whichever source it is from."""
    found: list[str] = []
    for one in as_array(metadata.get("learningObjectiveSet")) or []:
        ids = as_array((as_object(one) or {}).get("learningObjectiveIds")) or []
        found += [objective for objective in ids if isinstance(objective, str)]
    return list(dict.fromkeys(found))
