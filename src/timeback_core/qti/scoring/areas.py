"""Areas of a picture, and `qti-area-mapping`: a score for each area that is hit."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import msgspec

from timeback_core.qti.scoring.mapping import clamp
from timeback_core.qti.scoring.values import Point, Value, members, read_scalar

__all__ = ["Area", "AreaMapping", "HitTest", "read_area"]

HitTest: TypeAlias = Callable[[float, float], bool]


class Area(NamedTuple):
    """An area and its score."""

    hit: HitTest
    score: float


class AreaMapping(msgspec.Struct, frozen=True, kw_only=True):
    """The scores of areas.

    Attributes:
        areas: In document order; a point belongs to the first that it hits.
        default: The score of a point that hits none.
        lower: The least sum; None for no bound.
        upper: The highest sum; None for no bound.
    """

    areas: tuple[Area, ...]
    default: float = 0.0
    lower: float | None = None
    upper: float | None = None

    def score(self, value: Value) -> float:
        """Return the score of one or more points; 0 for NULL. Each area counts once.

        Args:
            value: The points that were chosen.
        """
        if value is None:
            return 0.0
        total = 0.0
        hit: set[int] = set()
        for point in members(value):
            if not isinstance(point, Point):
                continue
            found = next((at for at, area in enumerate(self.areas) if area.hit(*point)), None)
            if found is None:
                total += self.default
            elif found not in hit:
                hit.add(found)
                total += self.areas[found].score
        return clamp(total, self.lower, self.upper)

    def best(self, single: bool, most: int = 0) -> float:
        """Return the highest score that a response can have.

        Args:
            single: Whether the response holds one point.
            most: How many points may be given; 0 for any number.
        """
        gains = sorted((area.score for area in self.areas if area.score > 0), reverse=True)
        total = sum(gains[: 1 if single else most or None], 0.0)
        return total if self.upper is None else min(total, self.upper)


def read_area(shape: str, coords: str, size: tuple[float, float] | None = None) -> HitTest:
    """Return the test whether a point lies in an area; its boundary belongs to it.

    Args:
        shape: `circle`, `rect`, `ellipse`, `poly` or `default` (everything).
        coords: The numbers of the shape, separated by commas; each may be a percentage.
        size: Width and height of the picture, for percentages.

    Raises:
        ValueError: An unknown shape, or numbers that do not fit it.
    """
    if shape == "default":
        return lambda _x, _y: True
    numbers = _numbers(shape, coords, size)
    needed = {"circle": 3, "rect": 4, "ellipse": 4}.get(shape)
    if needed is not None and len(numbers) != needed:
        raise ValueError(f"the shape {shape!r} needs {needed} numbers in 'coords', not {coords!r}")
    if shape == "circle":
        x, y, radius = numbers
        return lambda px, py: (px - x) ** 2 + (py - y) ** 2 <= radius**2
    if shape == "rect":
        left, top, right, bottom = numbers
        left, right = min(left, right), max(left, right)
        top, bottom = min(top, bottom), max(top, bottom)
        return lambda px, py: left <= px <= right and top <= py <= bottom
    if shape == "ellipse":
        return _ellipse(*numbers)
    if shape == "poly":
        if len(numbers) < 6 or len(numbers) % 2:
            raise ValueError(f"the shape 'poly' needs at least 3 points in 'coords', not {coords!r}")
        corners = list(zip(numbers[::2], numbers[1::2], strict=True))
        return lambda px, py: _in_polygon(corners, px, py)
    raise ValueError(f"the shape {shape!r} is not known; use circle, rect, ellipse, poly or default")


def _numbers(shape: str, coords: str, size: tuple[float, float] | None) -> list[float]:
    """Read coordinates; percentages need the size of the picture."""
    numbers: list[float] = []
    for at, part in enumerate(coords.replace(",", " ").split()):
        value = read_scalar(part.removesuffix("%"), "float")
        if not isinstance(value, float):
            raise ValueError(f"{part!r} in 'coords' is no number")  # noqa: TRY004
        if part.endswith("%"):
            if size is None:
                raise ValueError("'coords' in percent need the width and height of the picture; add them to its object")
            if shape == "circle" and at == 2:
                value *= min(size) / 100
            else:
                value *= size[at % 2] / 100
        numbers.append(value)
    return numbers


def _ellipse(x: float, y: float, across: float, down: float) -> HitTest:
    """Return the test for an ellipse."""
    if across <= 0 or down <= 0:
        raise ValueError("the radii of an ellipse must be greater than 0")
    return lambda px, py: ((px - x) / across) ** 2 + ((py - y) / down) ** 2 <= 1


def _in_polygon(corners: list[tuple[float, float]], x: float, y: float) -> bool:
    """Return whether a point lies in a polygon: a ray from it crosses the border an odd number of times."""
    inside = False
    before_x, before_y = corners[-1]
    for corner_x, corner_y in corners:
        across = (corner_x - before_x) * (y - before_y) - (corner_y - before_y) * (x - before_x)
        between_x = min(before_x, corner_x) <= x <= max(before_x, corner_x)
        between_y = min(before_y, corner_y) <= y <= max(before_y, corner_y)
        if across == 0 and between_x and between_y:
            return True
        if (corner_y > y) != (before_y > y):
            crossing = before_x + (y - before_y) * (corner_x - before_x) / (corner_y - before_y)
            if x < crossing:
                inside = not inside
        before_x, before_y = corner_x, corner_y
    return inside
