"""Rounding to decimal places or significant figures, halves upwards."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_FLOOR, Decimal

from timeback_core.qti.scoring.declarations import problem
from timeback_core.qti.scoring.scope import Context, Scope
from timeback_core.qti.xml.node import Node

__all__ = ["round_half_up", "rounder"]


def rounder(node: Node, context: Context) -> Callable[[Scope, float], float | None]:
    """Return the rounding that an element's `rounding-mode` and `figures` ask for."""
    mode = node.get("rounding-mode") or "significantFigures"
    if mode not in {"significantFigures", "decimalPlaces"}:
        raise problem(node, f"the rounding mode {mode!r} is not known; use significantFigures or decimalPlaces")
    figures = context.whole_number(node, "figures")

    def run(scope: Scope, value: float) -> float | None:
        wanted = figures(scope)
        if wanted is None or not 0 <= wanted <= 300:
            return None
        if mode == "decimalPlaces":
            return round_half_up(value, wanted)
        if wanted == 0 or value == 0:
            return None if wanted == 0 else 0.0
        return round_half_up(value, wanted - 1 - Decimal(repr(value)).adjusted())

    return run


def round_half_up(value: float, places: int) -> float:
    """Return a number with so many decimal places; a half goes up, also below zero."""
    exact = Decimal(repr(value)).scaleb(places) + Decimal("0.5")
    return float(exact.to_integral_value(ROUND_FLOOR).scaleb(-places))
