"""What a question is before it becomes an item, and how questions are made of sums and of facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import gcd
from random import Random
from typing import Literal

__all__ = [
    "DIFFICULTIES",
    "Difficulty",
    "Pool",
    "Question",
    "Sum",
    "fraction",
    "from_pool",
    "from_sums",
    "rows",
    "signed",
    "superscript",
]

Difficulty = Literal["easy", "medium", "hard"]
DIFFICULTIES: tuple[tuple[Difficulty, int], ...] = (("easy", 7), ("medium", 7), ("hard", 6))
"""How many questions of each difficulty a bank has."""

_WRONG = 3
_ATTEMPTS = 200
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Args:
        prompt: What is asked, plain text.
        right: The right answer.
        wrong: What there is to choose besides; none when a whole number has to be written.
        difficulty: How hard it is.
    """

    prompt: str
    right: str
    wrong: tuple[str, ...]
    difficulty: Difficulty


class Sum:
    """A question about numbers: prompt, right answer, and what comes out when it is done wrong.

    Wrong answers that happen to be right, or the same as another, are left out.
    """

    __slots__ = ("prompt", "right", "whole", "wrong")

    def __init__(self, prompt: str, right: int | str, *wrong: int | str) -> None:
        self.prompt = prompt
        self.right = str(right)
        self.whole = isinstance(right, int)
        others = dict.fromkeys(map(str, wrong))
        others.pop(self.right, None)
        self.wrong = tuple(others)[:_WRONG]


Make = Callable[[Random], Sum]


def from_sums(makers: Sequence[Make], rng: Random) -> list[Question]:
    """A bank of questions about numbers, all different; some of the hard ones ask to write the number.

    Args:
        makers: An easy, a medium and a hard kind of question.
        rng: Where the numbers come from.

    Raises:
        RuntimeError: A kind has not enough different questions.
    """
    questions: list[Question] = []
    for (difficulty, number), make in zip(DIFFICULTIES, makers, strict=True):
        found: dict[str, Sum] = {}
        for _ in range(_ATTEMPTS):
            made = make(rng)
            if len(made.wrong) == _WRONG:
                found.setdefault(made.prompt, made)
            if len(found) == number:
                break
        else:
            raise RuntimeError(f"only {len(found)} different questions of {make!r}, {number} are needed")
        for at, made in enumerate(found.values()):
            written = difficulty == "hard" and at % 3 == 2 and made.whole
            questions.append(Question(made.prompt, made.right, () if written else made.wrong, difficulty))
    return questions


class Pool:
    """What the questions of a topic are made of.

    Args:
        facts: One `word | meaning` a line, so that "word is meaning" is a true sentence; no meaning may fit another
            word of the pool.
        singles: One `question | right | wrong | wrong | wrong` a line.
    """

    def __init__(self, facts: str, singles: str) -> None:
        self.facts = [(word, meaning) for word, meaning in rows(facts)]
        self.singles = [(prompt, right, (a, b, c)) for prompt, right, a, b, c in rows(singles)]


def from_pool(pool: Pool, rng: Random) -> list[Question]:
    """A bank of questions about facts.

    Args:
        pool: The facts.
        rng: Chooses what else there is to choose from.
    """
    (_, easy), (_, medium), (_, hard) = DIFFICULTIES
    facts = pool.facts
    questions: list[Question] = []
    for word, meaning in facts[:easy]:
        others = tuple(other for other, _ in _others(facts, word, rng))
        questions.append(Question(f"Which of these is {meaning}?", word, others, "easy"))
    for word, meaning in facts[-medium:]:
        others = tuple(other for _, other in _others(facts, word, rng))
        questions.append(Question(f"Complete the sentence: {_capital(word)} is …", meaning, others, "medium"))
    for prompt, right, others in pool.singles:
        questions.append(Question(prompt, right, others, "hard"))
    for number, (word, meaning) in enumerate(facts[: hard - len(pool.singles)], start=1):
        chosen = _others(facts, word, rng)
        # each word goes with the meaning of the next one
        mixed = zip(chosen, (*chosen[1:], chosen[0]), strict=True)
        wrong = tuple(f"{_capital(one)} is {other}." for (one, _), (_, other) in mixed)
        prompt = f"Only one of these sentences is true. Which? (Set {number})"
        questions.append(Question(prompt, f"{_capital(word)} is {meaning}.", wrong, "hard"))
    return questions


def _others(facts: list[tuple[str, str]], word: str, rng: Random) -> list[tuple[str, str]]:
    """Other facts to choose from."""
    return rng.sample([fact for fact in facts if fact[0] != word], _WRONG)


def rows(text: str) -> Iterator[list[str]]:
    """The cells of each row; a line that begins with `|` adds cells to it, one with `+` goes on with its last cell."""
    joined = re.sub(r"\n\s*([|+])", lambda found: " |" if found[1] == "|" else "", text.strip())
    return ([cell.strip() for cell in line.split("|")] for line in joined.splitlines())


def _capital(text: str) -> str:
    """A text that begins a sentence."""
    return text[0].upper() + text[1:]


def fraction(above: int, below: int) -> str:
    """A fraction in lowest terms; a whole number where it is one."""
    if below < 0:
        above, below = -above, -below
    shared = gcd(above, below)
    above, below = above // shared, below // shared
    return signed(above) if below == 1 else f"{signed(above)}/{below}"


def signed(number: int) -> str:
    """A number with a proper minus sign."""
    return str(number) if number >= 0 else f"−{-number}"


def superscript(exponent: int) -> str:
    """An exponent."""
    return str(exponent).translate(_SUPERSCRIPTS)
