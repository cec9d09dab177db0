"""Settings that every test shares."""

from __future__ import annotations

import gc
import os

import pytest


def pytest_collection_finish() -> None:
    """What was imported and collected stays: the search for garbage need not look at it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the developer's own Timeback variables."""
    for name in list(os.environ):
        if name.startswith(("TIMEBACK_", "ONEROSTER_", "MASTERYTRACK_")):
            monkeypatch.delenv(name)
