"""The examples of the page on testing pass, run by pytest as an application's tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pytest_runs import run_tests

pytest_plugins = ["pytester"]

PAGE = Path(__file__).parents[2] / "docs" / "testing.md"


@pytest.mark.socket
@pytest.mark.slow
def test_the_examples_pass_as_tests(pytester: pytest.Pytester) -> None:
    examples: list[str] = re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    script = next(example for example in examples if "__main__" in example)
    tests = "\n".join(example for example in examples if example is not script)
    (pytester.path / "roster.py").write_text(script)
    (pytester.path / "test_page.py").write_text(tests)
    result = run_tests(pytester, seed="demo")
    result.assert_outcomes(passed=len(re.findall(r"^(?:async )?def test_", tests, re.MULTILINE)))
    assert result.parseoutcomes()["passed"] == 6
