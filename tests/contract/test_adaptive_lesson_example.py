"""The example of an adaptive lesson tells the truth."""

from __future__ import annotations

import re
from importlib.util import module_from_spec, spec_from_file_location
from io import StringIO
from pathlib import Path
from types import ModuleType

import pytest
from rich.console import Console

EXAMPLE = Path(__file__).parents[2] / "examples" / "adaptive_lesson.py"

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


def load() -> ModuleType:
    described = spec_from_file_location("adaptive_lesson", EXAMPLE)
    assert described is not None
    assert described.loader is not None
    module = module_from_spec(described)
    described.loader.exec_module(module)
    return module


async def test_the_lesson_is_worked_through_and_the_next_unit_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    example = load()
    screen = StringIO()
    monkeypatch.setattr(example, "console", Console(width=140, file=screen))
    await example.main()
    told = screen.getvalue()
    assert "grade 3, enrolled in 'Fractions'" in told
    before, after = re.findall(r"│ Put them to use .*│ (yes|no) +│", told)
    assert (before, after) == ("no", "yes")
    assert "Open now, and not before: Put them to use" in told
    scores = [float(one) for one in re.findall(r"│ \d+ +│.*│ (?:right|wrong) │ ([\d.]+) +│", told)]
    assert scores[-1] == 100
    assert len(scores) > 11
    assert scores[3] < scores[2]  # the wrong answer
    assert "100 points, fully graded" in told
