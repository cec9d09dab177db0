"""How EduBridge's records treat nulls, numbers and parts whose unknown fields matter."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from timeback_core.kept import kept
from timeback_core.tolerant import Tolerant

__all__ = ["Amount", "Moment", "Tolerant", "kept"]

Moment = Annotated[datetime, Meta(tz=True)]
"""A timestamp that nearly always comes in the standard form: read natively, any other form leniently."""

if TYPE_CHECKING:
    Amount = float
else:
    Amount = float | None
    # A number that counts as its default when it is null; see `Tolerant`.
