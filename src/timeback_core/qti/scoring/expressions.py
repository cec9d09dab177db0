"""All expressions by the name of their element."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from timeback_core.qti.scoring.express_compare import COMPARISONS
from timeback_core.qti.scoring.express_logic import CONTAINERS, LOGIC
from timeback_core.qti.scoring.express_numbers import NUMBERS
from timeback_core.qti.scoring.express_tests import TEST_EXPRESSIONS
from timeback_core.qti.scoring.express_values import VALUES
from timeback_core.qti.scoring.scope import Compiler

__all__ = ["EXPRESSIONS"]

EXPRESSIONS: Final[Mapping[str, Compiler]] = {
    **VALUES,
    **LOGIC,
    **CONTAINERS,
    **COMPARISONS,
    **NUMBERS,
    **TEST_EXPRESSIONS,
}
