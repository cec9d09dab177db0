"""Every Python example in the README and the documentation runs against a sandbox.

The examples of a page run one after the other, with `timeback`, a client of a sandbox with the demo district, and
`sandbox`. The tutorial has a test of its own, since its examples are files.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
import json
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from anyio import to_thread
from documented import ROOT, TUTORIAL, Block, blocks, pages
from opentelemetry import trace
from opentelemetry.util._once import Once

from timeback_sandbox import Sandbox

WITH_EXAMPLES = [page for page in pages() if page != TUTORIAL and any(blocks(page, "python"))]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.anyio
@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=named)
async def test_the_examples_of_a_document_run_one_after_the_other(
    path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TIMEBACK_CLIENT_ID", "id-of-an-example")
    monkeypatch.setenv("TIMEBACK_CLIENT_SECRET", "secret-of-an-example")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", None)  # what an example sets is gone afterwards
    monkeypatch.setattr(trace, "_TRACER_PROVIDER_SET_ONCE", Once())
    async with Sandbox(seed="demo") as sandbox, sandbox.client() as timeback:
        names: dict[str, Any] = {"__name__": "example", "sandbox": sandbox, "timeback": timeback}
        for example in blocks(path, "python"):
            await run(example, names)
            names["timeback"] = timeback


async def run(example: Block, names: dict[str, Any]) -> None:
    """Run an example in these names: what awaits here, and a whole program in a thread without an event loop."""
    tree = ast.parse("\n" * (example.line - 1) + example.code, str(example.page))
    code = compile(tree, str(example.page), "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    with contextlib.redirect_stdout(io.StringIO()):
        if code.co_flags & inspect.CO_COROUTINE:
            await eval(code, names)
        else:
            await to_thread.run_sync(exec, code, names)


def test_every_page_of_the_documentation_is_looked_at() -> None:
    assert len(WITH_EXAMPLES) > 20
    assert ROOT / "docs" / "how-to" / "filters.md" in WITH_EXAMPLES


@pytest.mark.parametrize("path", pages(), ids=named)
def test_every_block_says_what_it_is_and_can_be_read(path: Path) -> None:
    for block in blocks(path):
        match block.language:
            case "python" | "py":
                compile(block.code, block.place, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            case "json":
                json.loads(block.code)
            case "toml":
                tomllib.loads(block.code)
            case "sh":
                subprocess.run(["sh", "-n"], input=block.code, text=True, check=True)
            case "console" | "text" | "ini" | "nginx" | "sql" | "yaml":
                assert block.code.strip()
            case _:
                pytest.fail(f"{block.place}: a block without a language that a reader's page can colour")
