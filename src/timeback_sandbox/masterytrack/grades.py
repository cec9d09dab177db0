"""Grades as MasteryTrack writes and reads them: a rank from 0 to 12, and words for it."""

from __future__ import annotations

import re

__all__ = ["HIGHEST", "grade_word", "is_rank", "rank_of_roster_grade", "rank_of_text"]

HIGHEST = 12
_WORDS = (
    "Kindergarten",
    *(
        f"{ordinal} Grade"
        for ordinal in (
            "First", "Second", "Third", "Fourth", "Fifth", "Sixth",
            "Seventh", "Eighth", "Ninth", "Tenth", "Eleventh", "Twelfth",
        )
    ),
)  # fmt: skip
_RANKS = {word.lower().removesuffix(" grade"): rank for rank, word in enumerate(_WORDS)}
_NUMBER = re.compile(r"\d{1,2}", re.ASCII)
_ROSTER_NUMBER = re.compile(r"-?\d{1,4}", re.ASCII)


def grade_word(rank: int) -> str:
    """The words for a rank, such as `Third Grade` for 3."""
    return _WORDS[rank]


def is_rank(value: object) -> bool:
    """Whether a value of a request is a rank: a whole number from 0 to 12."""
    return type(value) is int and 0 <= value <= HIGHEST


def rank_of_text(text: str) -> int | None:
    """The rank that a text stands for, a number or words in any case; None when it is neither.

    The word "grade" may be there or not. The letter `K` stands for nothing.
    """
    plain = " ".join(text.lower().split())
    if _NUMBER.fullmatch(plain):
        return int(plain) if int(plain) <= HIGHEST else None
    return _RANKS.get(plain.removesuffix(" grade"))


def rank_of_roster_grade(text: str) -> int | None:
    """The rank that is nearest to a grade of OneRoster's rosters, such as `03`, `KG` or `13`; None for other words."""
    plain = text.strip().upper()
    if _ROSTER_NUMBER.fullmatch(plain):
        return min(max(int(plain), 0), HIGHEST)
    return 0 if plain in {"K", "KG", "PK", "TK", "PR", "IT"} else rank_of_text(text)
