"""Settings that every test shares."""

from __future__ import annotations

import gc
import os
import signal

import pytest


def pytest_configure() -> None:
    """Ctrl-C means something to this process and those that it starts, also when a shell runs it in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """What was imported and collected stays: the search for garbage need not look at it again and again."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of the generated tests a read of each resource is a quick one; the rest says the same as its origin, slowly."""
    for item in items:
        if "sync" in item.path.parts and not _is_quick(item):
            item.add_marker(pytest.mark.slow)


def _is_quick(item: pytest.Item) -> bool:
    return item.name.startswith("test_an_operation_does_what_it_says[process-") and item.name.endswith(
        (".list]", ".get]")
    )


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the developer's own Timeback variables."""
    for name in list(os.environ):
        if name.startswith(("TIMEBACK_", "ONEROSTER_", "MASTERYTRACK_")):
            monkeypatch.delenv(name)
    # nor the profiles of the command
    monkeypatch.setenv("TIMEBACK_CONFIG", f"{os.devnull}/config.toml")
