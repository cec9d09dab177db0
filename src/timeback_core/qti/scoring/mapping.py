"""`qti-mapping`: a score for each value of a response, added up and kept within bounds."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from timeback_core.qti.scoring.values import Multiple, Ordered, Record, Scalar, Value, scalars_equal

__all__ = ["MapEntry", "Mapping", "clamp"]


class MapEntry(NamedTuple):
    """The score of one value."""

    key: Scalar
    score: float
    case_sensitive: bool = False


class Mapping(msgspec.Struct, frozen=True, kw_only=True):
    """The scores of a response's values.

    Attributes:
        entries: In document order; the first that fits a value counts.
        default: The score of a value that no entry fits.
        lower: The least sum; None for no bound.
        upper: The highest sum; None for no bound.
        text: Whether the values are strings, of which entries may ignore the case.
    """

    entries: tuple[MapEntry, ...]
    default: float = 0.0
    lower: float | None = None
    upper: float | None = None
    text: bool = False
    _exact: dict[Scalar, float] = {}
    _folded: dict[str, float] = {}

    def __post_init__(self) -> None:
        # filled once: a look-up per value is what scoring costs
        for key, score, case_sensitive in self.entries:
            self._exact.setdefault(key, score)
            if self.text and not case_sensitive and isinstance(key, str):
                self._folded.setdefault(key.casefold(), score)

    def score(self, value: Value) -> float:
        """Return the score of a response; 0 for NULL.

        Values that occur more than once count once.

        Args:
            value: The response.
        """
        if value is None or isinstance(value, Record):
            return 0.0
        if not isinstance(value, Multiple | Ordered):
            return clamp(self._one(value), self.lower, self.upper)
        return clamp(sum(map(self._one, _distinct(value)), 0.0), self.lower, self.upper)

    def best(self, single: bool, most: int = 0) -> float:
        """Return the highest score that a response can have.

        Args:
            single: Whether the response holds one value.
            most: How many values may be given; 0 for any number.
        """
        gains = sorted((score for score in self._exact.values() if score > 0), reverse=True)
        gains = gains[: 1 if single else most or None]
        total = sum(gains, 0.0)
        return total if self.upper is None else min(total, self.upper)

    def _one(self, value: Scalar) -> float:
        """Return the score of one value."""
        found = self._exact.get(value)
        if found is None and isinstance(value, float):
            found = next((score for key, score, _ in self.entries if scalars_equal(key, value)), None)
        if found is None and self._folded and isinstance(value, str):
            found = self._folded.get(value.casefold())
        return self.default if found is None else found


def _distinct(values: tuple[Scalar, ...]) -> list[Scalar]:
    """Return each value once; numbers that differ by rounding only are one value."""
    once = list(dict.fromkeys(values))
    if not any(isinstance(value, float) for value in once):
        return once
    kept: list[Scalar] = []
    for value in once:
        if not any(scalars_equal(value, other) for other in kept):
            kept.append(value)
    return kept


def clamp(total: float, lower: float | None, upper: float | None) -> float:
    """Return a sum within its bounds; the upper one wins."""
    if lower is not None and total < lower:
        total = lower
    return upper if upper is not None and total > upper else total
