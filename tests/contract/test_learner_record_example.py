"""The example of a learner record tells the truth."""

from __future__ import annotations

import re
from importlib.util import module_from_spec, spec_from_file_location
from io import StringIO
from pathlib import Path
from types import ModuleType

import pytest
from rich.console import Console

EXAMPLE = Path(__file__).parents[2] / "examples" / "learner_record.py"

pytestmark = pytest.mark.anyio


def load() -> ModuleType:
    described = spec_from_file_location("learner_record", EXAMPLE)
    assert described is not None
    assert described.loader is not None
    module = module_from_spec(described)
    described.loader.exec_module(module)
    return module


async def test_the_record_holds_and_whatever_is_done_to_it_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    example = load()
    screen = StringIO()
    monkeypatch.setattr(example, "console", Console(width=160, file=screen))
    await example.main()
    told = screen.getvalue()
    assert re.search(r"\d+ right answers, score 100", told)
    codes = re.findall(r"│ (LS\.MA[^ ]*) +│", told)
    assert len(codes) == 3  # domain, cluster, standard
    assert codes[2].startswith(f"{codes[1]}.")
    assert "signed with eddsa-rdfc-2022: z" in told
    verdicts = re.findall(r"│ ([^│]+?) +│ (verified|refused) +│ ([^│]+?) +│", told)
    assert [(what, verdict) for what, verdict, _ in verdicts] == [
        ("as it was fetched", "verified"),
        ("another name", "refused"),
        ("another standard", "refused"),
        ("a member added", "refused"),
        ("signed by somebody else", "refused"),
    ]
    reasons = {what: why for what, _, why in verdicts}
    assert "honours" in reasons["a member added"]
    assert "trusted" in reasons["signed by somebody else"]
    assert "1 record holds, 4 are refused" in told
