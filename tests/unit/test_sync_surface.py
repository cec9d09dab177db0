"""The synchronous client offers what the asynchronous one does: the same names, signatures and explanations."""

from __future__ import annotations

import asyncio
import gc
import inspect
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import FunctionType, ModuleType
from typing import Any

import pytest
from docs_tools import ROOT
from sync_scripted import HOST, SyncScriptedSender, client_with_tokens, open_client

import timeback_core
import timeback_core.sync
from sync_surface import choices
from sync_surface.rewriting import without_waiting
from timeback_core import TimebackClient as AsyncTimebackClient
from timeback_core.sync import (
    CaliperSensor,
    Hooks,
    OneRosterClient,
    TimebackClient,
    TimebackManager,
    TimebackProvider,
)
from timeback_core.sync.service import ServiceClient

OPEN: dict[str, Any] = {"base_url": HOST, "no_auth": True}

SERVICES = ("caliper", "case", "clr", "edubridge", "masterytrack", "oneroster", "powerpath", "qti", "webhooks")

RENAMED = {**choices.NAMES, "__aenter__": "__enter__", "__aexit__": "__exit__"}

BLOCKING = "timeback_core.blocking"


def modules(package: ModuleType) -> Iterator[str]:
    """Yield the names of all modules below a package."""
    for found in walk_packages(package.__path__, f"{package.__name__}."):
        yield found.name


def original(module: str) -> str:
    """Return the module that a synchronous one was written from."""
    return module.replace("timeback_core.sync", "timeback_core", 1)


@dataclass(frozen=True)
class Pair:
    """A class of the asynchronous client, and what stands in for it."""

    asynchronous: type
    synchronous: type

    def __repr__(self) -> str:
        return f"{self.synchronous.__module__.removeprefix('timeback_core.')}.{self.synchronous.__name__}"


def _pairs() -> list[Pair]:
    """Return every class that has a synchronous form of its own, with the one it was written from."""
    found: list[Pair] = []
    for name in modules(timeback_core.sync):
        module, source = import_module(name), import_module(original(name))
        for cls in vars(module).values():
            if isinstance(cls, type) and cls.__module__ == name:
                found.append(Pair(getattr(source, cls.__name__), cls))
    return found


PAIRS = _pairs()


def members(cls: type) -> dict[str, object]:
    """Return what a class itself offers to its users, by the names that a synchronous class has for it."""
    own = {"__enter__", "__exit__", "__iter__", "__next__"}
    found: dict[str, object] = {}
    for name, value in vars(cls).items():
        renamed = RENAMED.get(name, name)
        if (not renamed.startswith("_") or renamed in own) and not isinstance(value, ModuleType):
            found[renamed] = value
    return found


def function_of(member: object) -> FunctionType | None:
    """Return the function behind a method, a class method or a property."""
    if isinstance(member, property):
        member = member.fget
    if isinstance(member, classmethod | staticmethod):
        member = member.__func__
    return member if isinstance(member, FunctionType) else None


def on_one_line(text: str | None) -> str | None:
    """Return a text with single spaces; how docstrings are indented depends on the version of Python."""
    return None if text is None else " ".join(text.split())


def plain(docstring: str | None, module: str) -> str | None:
    """Return an explanation as a synchronous client has to give it."""
    sentences = {
        " ".join(before.split()): " ".join(after.split()) for before, after in choices.SENTENCES.get(module, {}).items()
    }
    told = on_one_line(docstring)
    return None if told is None else without_waiting(told, sentences)


def parameters(function: FunctionType) -> list[tuple[str, object, object]]:
    """Return names, kinds and default values."""
    return [
        (parameter.name, parameter.kind, parameter.default)
        for parameter in inspect.signature(function).parameters.values()
    ]


def annotation_text(text: object) -> str:
    """Return a type as a synchronous client has it."""
    wanted = re.sub(r"\b(Awaitable|Coroutine)\[", "[", str(text))
    for before, after in choices.NAMES.items():
        wanted = re.sub(rf"\b{before}\b", after, wanted)
    return wanted


# Names


def test_the_same_names_are_public() -> None:
    assert timeback_core.sync.__all__ == timeback_core.__all__


@pytest.mark.parametrize("name", timeback_core.__all__)
def test_every_public_name_has_its_synchronous_form_or_is_the_very_same(name: str) -> None:
    asynchronous, synchronous = getattr(timeback_core, name), getattr(timeback_core.sync, name)
    if isinstance(asynchronous, str):
        assert synchronous == asynchronous
    elif isinstance(asynchronous, ModuleType):
        assert synchronous.__name__ == asynchronous.__name__.replace("timeback_core", "timeback_core.sync", 1)
    elif synchronous is not asynchronous:
        assert Pair(asynchronous, synchronous) in PAIRS
        assert synchronous.__qualname__ == asynchronous.__qualname__


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_s_package_has_the_same_public_names(service: str) -> None:
    asynchronous = import_module(f"timeback_core.{service}")
    synchronous = import_module(f"timeback_core.sync.{service}")
    assert synchronous.__all__ == asynchronous.__all__
    for name in asynchronous.__all__:
        ours, theirs = getattr(synchronous, name), getattr(asynchronous, name)
        assert ours is theirs or Pair(theirs, ours) in PAIRS, name


def test_models_inputs_errors_filters_and_hooks_are_shared() -> None:
    written = {original(name) for name in modules(timeback_core.sync)}
    shared = {
        "errors",
        "filters",
        "created",
        "values",
        "oneroster.models",
        "oneroster.types",
        "qti.xml",
        "caliper.models",
    }
    assert not written & {f"timeback_core.{name}" for name in shared}
    assert timeback_core.sync.TimebackError is timeback_core.TimebackError
    assert Hooks is timeback_core.Hooks
    assert timeback_core.sync.oneroster.User is timeback_core.OneRoster.User


def test_the_package_itself_offers_the_synchronous_client_under_another_name() -> None:
    assert timeback_core.SyncTimebackClient is TimebackClient
    assert TimebackClient is not AsyncTimebackClient


def test_nothing_of_an_event_loop_is_imported_by_making_a_client() -> None:
    code = (
        "import sys; from timeback_core.sync import TimebackClient; "
        "TimebackClient(base_url='https://a.example', no_auth=True); "
        "print(*sorted(name for name in ('asyncio', 'anyio', 'httpx2', 'pyreqwest') if name in sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.strip() == ""


# Members


def test_there_are_classes_to_compare() -> None:
    assert len(PAIRS) > 100


@pytest.mark.parametrize("pair", PAIRS, ids=repr)
def test_a_class_has_the_same_members_with_the_same_parameters_and_explanations(pair: Pair) -> None:
    asynchronous, synchronous = members(pair.asynchronous), members(pair.synchronous)
    assert list(synchronous) == list(asynchronous)
    module = pair.asynchronous.__module__
    assert on_one_line(pair.synchronous.__doc__) == plain(pair.asynchronous.__doc__, module)
    for name, member in asynchronous.items():
        function, ours = function_of(member), function_of(synchronous[name])
        assert (function is None) == (ours is None), name
        if function is None or ours is None:
            continue
        if f"{pair.asynchronous.__name__}.{name}" not in choices.FIRST_OVERLOAD_IS_ALL:
            assert ours.__annotations__.keys() == function.__annotations__.keys(), name
        assert parameters(ours) == parameters(function), name
        assert on_one_line(ours.__doc__) == plain(function.__doc__, module), name


@pytest.mark.parametrize("pair", PAIRS, ids=repr)
def test_nothing_that_a_synchronous_method_gives_has_to_be_awaited(pair: Pair) -> None:
    for cls in pair.synchronous.__mro__:
        if not cls.__module__.startswith("timeback_core"):
            continue
        for name, member in vars(cls).items():
            function = function_of(member)
            if function is None or name in {"__aenter__", "__aexit__"}:
                continue
            assert not inspect.iscoroutinefunction(function), name
            assert not inspect.isasyncgenfunction(function), name
            returned = str(function.__annotations__.get("return", ""))
            assert not re.search(r"\b(Awaitable|Coroutine|Async\w+)\b", returned), (name, returned)


@pytest.mark.parametrize("name", [*modules(timeback_core.sync)])
def test_a_module_does_not_speak_of_event_loops(name: str) -> None:
    text = Path(import_module(name).__file__ or "").read_text(encoding="utf-8")
    assert not re.search(r"\b(import|from) (asyncio|anyio)\b|\bawait\b|\basync (def|with|for)\b", text)
    found = re.findall(r"[^\n]*\b(?:event loop|coroutine|asyncio|in a task|tasks)\b[^\n]*", text)
    # The sensor tells what both kinds do.
    assert [line for line in found if "sensor of an asynchronous client" not in line and ".sensor" not in name] == []


# Objects


def test_async_with_says_what_to_write() -> None:
    with open_client(SyncScriptedSender()) as tb:
        provider = tb.get_provider()
        things: list[Any] = [
            tb,
            TimebackManager(),
            provider,
            tb.oneroster,
            tb.caliper,
            tb.caliper.sensor("https://s.example"),
        ]
        for thing in things:

            async def enter(what: Any = thing) -> None:
                async with what:
                    pass

            name = type(thing).__name__
            with pytest.raises(TypeError, match=f"this {name} is synchronous: write 'with {name}"):
                asyncio.run(enter())


def test_a_plain_with_on_asynchronous_clients_says_what_to_write() -> None:
    things: list[Any] = [
        AsyncTimebackClient(**OPEN),
        timeback_core.TimebackProvider(**OPEN),
        timeback_core.TimebackManager(),
        timeback_core.OneRosterClient(**OPEN),
    ]
    for thing in things:
        with pytest.raises(TypeError, match=r"is asynchronous: write 'async with .* from timeback_core\.sync"):
            thing.__enter__()


def test_what_is_shown_of_clients_has_no_secret() -> None:
    with client_with_tokens(SyncScriptedSender()) as tb:
        tb.oneroster.orgs.list()
        shown = [
            repr(thing)
            for thing in (tb, tb.get_provider(), tb.oneroster, tb.oneroster.users, tb.get_provider().pipeline)
        ]
    assert shown[0].startswith("<TimebackClient ")
    assert not [text for text in shown if "secret" in text or "token-1" in text]
    assert repr(tb).endswith(", closed>")


def test_clients_cannot_be_pickled() -> None:
    with open_client(SyncScriptedSender()) as tb:
        for thing in (tb, tb.get_provider(), tb.oneroster, TimebackManager(), tb.get_provider().pipeline):
            with pytest.raises(TypeError, match="cannot be pickled"):
                pickle.dumps(thing)


def test_records_of_a_synchronous_client_can_be_pickled_and_are_those_of_the_asynchronous_one() -> None:
    with TimebackClient(env="sandbox") as tb:
        user = tb.oneroster.users.list(limit=1)[0]
    assert type(user) is timeback_core.OneRoster.User
    assert pickle.loads(pickle.dumps(user)) == user


def test_a_client_that_is_forgotten_warns_with_the_words_of_a_synchronous_one() -> None:
    tb = TimebackClient(env="sandbox")
    tb.oneroster.orgs.list(limit=1)
    forgotten = [tb]
    del tb
    with pytest.warns(ResourceWarning, match=r"A TimebackClient was not closed: use 'with Timeb.*, or call its close"):
        forgotten.clear()
    gc.collect()  # with which the sandbox goes, and its thread


def test_views_share_connections_and_closing() -> None:
    with open_client(SyncScriptedSender()) as tb:
        view = tb.with_options(timeout=5)
        assert type(view) is TimebackClient
        view.oneroster.orgs.list()
    assert view.closed


# Inside a running event loop, as in a notebook


@pytest.mark.anyio
async def test_a_client_works_where_an_event_loop_runs_already() -> None:
    with open_client(SyncScriptedSender()) as tb:
        assert list(tb.oneroster.orgs.list()) == []
        assert list(tb.oneroster.users.stream()) == []


@pytest.mark.anyio
async def test_the_sandbox_of_this_process_works_where_an_event_loop_runs_already() -> None:
    with TimebackClient(env="sandbox") as tb:
        first = tb.oneroster.users.list(limit=3)
        assert len(first) == 3
        walked = [user.sourced_id for user in tb.oneroster.users.stream(limit=5, max_items=12)]
        assert len(walked) == len(set(walked)) == 12
        assert tb.check_auth().ok


def test_the_classes_that_users_hold_are_of_the_synchronous_package() -> None:
    for cls in (TimebackClient, TimebackManager, TimebackProvider, OneRosterClient, CaliperSensor, ServiceClient):
        assert cls.__module__.startswith("timeback_core.sync.")
