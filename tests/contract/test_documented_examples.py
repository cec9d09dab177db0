"""Every Python example in the README and the documentation runs against a sandbox."""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anyio import to_thread

from timeback_sandbox import Sandbox

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)

pytestmark = pytest.mark.anyio


def documents() -> Iterator[Path]:
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        if FENCE.search(path.read_text()):
            yield path


@pytest.mark.parametrize("path", list(documents()), ids=lambda path: path.name)
async def test_the_examples_of_a_document_run_one_after_the_other(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMEBACK_CLIENT_ID", "id-of-an-example")
    monkeypatch.setenv("TIMEBACK_CLIENT_SECRET", "secret-of-an-example")
    text = path.read_text()
    async with Sandbox(seed="demo") as sandbox, sandbox.client() as timeback:
        names: dict[str, Any] = {"__name__": "example", "sandbox": sandbox, "timeback": timeback}
        for example in FENCE.finditer(text):
            line = text.count("\n", 0, example.start()) + 1
            tree = ast.parse("\n" * line + example[1], str(path))
            code = compile(tree, str(path), "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            with contextlib.redirect_stdout(io.StringIO()):
                if code.co_flags & inspect.CO_COROUTINE:
                    await eval(code, names)
                else:  # a whole program, which may want an event loop of its own
                    await to_thread.run_sync(exec, code, names)
            names["timeback"] = timeback
