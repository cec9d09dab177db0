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


_OPERATION = "test_an_operation_does_what_it_says["


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each operation is tried once by the quick tests: in process, by the asynchronous client.

    Of the generated tests a read of each resource is a quick one. The rest says the same another way, slowly.
    """
    for item in items:
        generated = item.path.is_relative_to(item.config.rootpath / "tests" / "sync")
        in_process = item.name.startswith(f"{_OPERATION}process-")
        if item.name.startswith(f"{_OPERATION}socket-") or (
            generated and not (in_process and item.name.endswith((".list]", ".get]")))
        ):
            item.add_marker(pytest.mark.slow)


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
