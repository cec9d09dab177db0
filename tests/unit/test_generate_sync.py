"""The generator of the synchronous client (tools/generate_sync.py), on a small made-up package."""

from __future__ import annotations

import ast
from pathlib import Path
from textwrap import dedent

import docs_tools  # noqa: F401 - makes the tools importable
import pytest

import generate_sync
from sync_surface import choices
from sync_surface.reading import Surface, read_package
from sync_surface.writing import synchronous_module

WAITING = """
    '''Waiting for things.'''

    from __future__ import annotations

    import asyncio

    async def pause(seconds: float) -> None:
        await asyncio.sleep(seconds)

    LONGEST = 5.0
"""

MODELS = """
    '''Records.'''

    from __future__ import annotations

    __all__ = ["Page", "Record"]

    class Record:
        '''A record.'''

    class Page:
        '''Records that know how to get more: `await page.more()`.'''

        async def more(self) -> list[Record]:
            '''Return more of them.'''
            return []
"""

CLIENT = '''
    """The client: use it by `async with Client() as client`."""

    from __future__ import annotations

    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
    from contextlib import aclosing, asynccontextmanager
    from typing import Any, overload

    from made_up.models import Page, Record
    from made_up.waiting import LONGEST, pause

    LIMIT = 10
    """Most records of a page."""

    _HANDLERS = {"one": "made_up.client:Client", "other": "made_up.plain"}

    def helper(value: int) -> int:
        """Needs nothing that is awaited."""
        return value * LIMIT

    def fresh() -> Client:
        """Return a client, and so is asynchronous, too."""
        return Client()

    class Client:
        """Sends things.

        Args:
            limit: It ends after so many tasks.
        """

        async def get(self, then: Callable[[Record], Awaitable[int]]) -> Page:
            """Return a page; it says `await` where a user does: await client.get()."""
            await pause(min(helper(2), LONGEST))
            found = [record async for record in self.walk()]
            await then(found[0])
            return Page()

        async def walk(self) -> AsyncGenerator[Record]:
            """Yield records."""
            yield Record()

        @asynccontextmanager
        async def opened(self) -> AsyncIterator[int]:
            async with aclosing(self.walk()) as records:
                async for record in records:
                    yield helper(1)

        @overload
        async def both(self, fn: Callable[[int], Awaitable[str]]) -> str: ...
        @overload
        async def both(self, fn: Callable[[int], str]) -> str: ...
        async def both(self, fn: Callable[[int], Any]) -> str:
            return await fn(1)

        async def __aenter__(self) -> Client:
            return self

        async def __aexit__(self, *_: object) -> None:
            await pause(0)
'''

PLAIN = """
    '''Nothing that is awaited.'''

    from __future__ import annotations

    def double(value: int) -> int:
        return 2 * value
"""

INIT = """
    '''The package.'''

    from made_up.client import Client, helper
    from made_up.models import Record
    from made_up.plain import double

    __all__ = ["Client", "Record", "double", "helper"]
"""

FILES = {"waiting": WAITING, "models": MODELS, "client": CLIENT, "plain": PLAIN, "__init__": INIT}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The made-up package, and the choices for it."""
    root = tmp_path / "made_up"
    root.mkdir()
    for name, source in FILES.items():
        write(root, name, source)
    monkeypatch.setattr(choices, "PACKAGE", "made_up")
    monkeypatch.setattr(choices, "TARGET", "made_up.sync")
    monkeypatch.setattr(choices, "LEFT_OUT", ("made_up.sync", "made_up.blocking"))
    monkeypatch.setattr(choices, "COUNTERPARTS", {"made_up.waiting": "made_up.blocking.waiting"})
    monkeypatch.setattr(choices, "SHARED", {"made_up.waiting": ("LONGEST",)})
    monkeypatch.setattr(choices, "SENTENCES", {"made_up.client": {"so many tasks": "so many threads"}})
    monkeypatch.setattr(choices, "FIRST_OVERLOAD_IS_ALL", frozenset({"Client.both"}))
    monkeypatch.setattr(generate_sync, "SOURCE", root)
    return root


def write(root: Path, name: str, source: str) -> None:
    """Write a module."""
    (root / f"{name}.py").write_text(dedent(source).lstrip("\n"), encoding="utf-8")


def surface(root: Path) -> Surface:
    """Read the package."""
    return Surface(read_package(root, "made_up"))


def written(root: Path, module: str) -> str:
    """Return the synchronous form of a module."""
    read = surface(root)
    return synchronous_module(read.modules[module], read)


def definition(source: str, name: str) -> str:
    """Return the text of a definition, wherever it is."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
            return ast.unparse(node)
    raise AssertionError(f"no {name}")


def defined(source: str) -> set[str]:
    """Return the names of functions and classes at the top level."""
    return {node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def imports(source: str) -> set[tuple[str, str]]:
    """Return what is imported: module and name."""
    return {
        (node.module or "", alias.name)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


# Which modules and definitions


def test_only_modules_with_something_asynchronous_are_written(package: Path) -> None:
    assert surface(package).generated == ["made_up", "made_up.client", "made_up.models"]


def test_what_uses_something_asynchronous_is_asynchronous_too(package: Path) -> None:
    client = written(package, "made_up.client")
    assert defined(client) == {"Client", "fresh"}


def test_what_needs_no_other_form_is_imported_from_where_it_is(package: Path) -> None:
    client = written(package, "made_up.client")
    assert ("made_up.client", "helper") in imports(client)
    assert ("made_up.models", "Record") in imports(client)
    assert ("made_up.sync.models", "Page") in imports(client)
    assert defined(written(package, "made_up.models")) == {"Page"}
    assert ("made_up.models", "Record") in imports(written(package, "made_up.models"))


def test_what_is_about_event_loops_is_taken_from_its_counterpart_and_its_shared_names_from_itself(
    package: Path,
) -> None:
    found = imports(written(package, "made_up.client"))
    assert ("made_up.blocking.waiting", "pause") in found
    assert ("made_up.waiting", "LONGEST") in found
    assert not any(module == "made_up.sync.waiting" for module, _ in found)


def test_a_package_offers_the_same_names(package: Path) -> None:
    text = written(package, "made_up")
    assert ("made_up.sync.client", "Client") in imports(text)
    assert {("made_up.client", "helper"), ("made_up.models", "Record"), ("made_up.plain", "double")} <= imports(text)


def test_a_table_of_places_names_the_synchronous_ones(package: Path) -> None:
    text = written(package, "made_up.client")
    assert "'made_up.sync.client:Client'" in text or '"made_up.sync.client:Client"' in text
    assert '"made_up.plain"' in text


# The rewriting


def test_waiting_is_taken_out(package: Path) -> None:
    client = written(package, "made_up.client")
    tree = ast.parse(client)
    asynchronous = (ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith, ast.Await)
    assert not [node for node in ast.walk(tree) if isinstance(node, asynchronous)]
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.comprehension) and node.is_async]
    assert "[record for record in self.walk()]" in client


def test_types_and_library_functions_are_those_without_an_event_loop(package: Path) -> None:
    client = written(package, "made_up.client")
    assert "Callable[[Record], int]" in client
    assert "-> Generator[Record]" in client
    assert "@contextmanager" in client
    assert "with closing(self.walk()) as records" in client
    assert "def __enter__(self)" in client
    assert "def __exit__(self, *_: object)" in client


def test_of_overloads_about_waiting_the_first_is_all(package: Path) -> None:
    both = definition(written(package, "made_up.client"), "both")
    assert both == "def both(self, fn: Callable[[int], str]) -> str:\n    return fn(1)"


def test_explanations_lose_their_waiting_words_too(package: Path) -> None:
    client = written(package, "made_up.client")
    assert client.splitlines()[1] == '"""The client: use it by `with Client() as client`."""'
    assert "It ends after so many threads." in client
    assert "where a user does: client.get()." in client
    assert "`page.more()`" in written(package, "made_up.models")


def test_the_first_line_says_where_changes_belong(package: Path) -> None:
    first = written(package, "made_up.client").splitlines()[0]
    assert first == "# Written by tools/generate_sync.py from made_up/client.py; changes belong there."


def test_a_string_below_a_definition_stays_with_it(package: Path) -> None:
    assert "Most records of a page" not in written(package, "made_up.client")


# What is refused


def test_an_event_loop_outside_of_the_counterparts_is_refused(package: Path) -> None:
    write(
        package,
        "plain",
        "from __future__ import annotations\nimport asyncio\n\nasync def one() -> None:\n    asyncio.sleep(1)\n",
    )
    with pytest.raises(
        SystemExit, match=r"made_up\.plain uses asyncio: move that into a module that has a counterpart"
    ):
        written(package, "made_up.plain")


def test_wording_that_is_not_there_any_more_is_reported(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choices, "SENTENCES", {"made_up.client": {"never said": "x"}})
    with pytest.raises(SystemExit, match="does not say 'never said' any more"):
        written(package, "made_up.client")


def test_a_module_that_takes_names_over_has_to_postpone_annotations(package: Path) -> None:
    source = (package / "models.py").read_text(encoding="utf-8")
    (package / "models.py").write_text(source.replace("from __future__ import annotations\n", ""), encoding="utf-8")
    with pytest.raises(SystemExit, match="lacks the line: from __future__"):
        written(package, "made_up.models")


# The files


def test_files_that_are_stale_missing_or_too_many_are_reported(tmp_path: Path) -> None:
    for name, text in {"same.py": "1\n", "stale.py": "old\n", "left.py": "\n"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    wanted = {Path("same.py"): "1\n", Path("stale.py"): "new\n", Path("inner/new.py"): "2\n"}
    stale = generate_sync.compare(tmp_path, wanted)
    assert stale == {Path("stale.py"): "stale", Path("inner/new.py"): "missing", Path("left.py"): "too many"}
    generate_sync.renew(tmp_path, wanted, stale)
    assert generate_sync.compare(tmp_path, wanted) == {}
    assert not (tmp_path / "left.py").exists()


def test_a_folder_without_modules_of_its_own_becomes_a_package(package: Path) -> None:
    (package / "inner").mkdir()
    (package / "inner" / "__init__.py").write_text("", encoding="utf-8")
    write(package / "inner", "deep", "from __future__ import annotations\n\nasync def one() -> int:\n    return 1\n")
    sources = generate_sync.package_sources(surface(package))
    assert set(sources) == {
        Path(name) for name in ("__init__.py", "client.py", "models.py", "inner/__init__.py", "inner/deep.py")
    }


def test_what_is_written_is_sorted_and_formatted_and_runs(package: Path, tmp_path: Path) -> None:
    files = generate_sync.write_tree(tmp_path / "out", generate_sync.package_sources(surface(package)))
    client = files[Path("client.py")]
    assert "AsyncGenerator" not in client
    assert "from typing import Any" not in client, "what nothing uses is not imported"
    for text in files.values():
        compile(text, "written", "exec")


def test_unknown_arguments_explain_the_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert generate_sync.main(["--wrong"]) == 2
    assert "--check" in capsys.readouterr().err
