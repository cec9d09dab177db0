"""Fixtures around OneRoster's routes; test files import the one they need."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from oneroster_api import SCHOOL, Api


@pytest.fixture(scope="module")
def shared_api() -> Iterator[Api]:
    made = Api()
    yield made
    made.close()


@pytest.fixture
def school(shared_api: Api) -> Api:
    """The small district, fresh for each test."""
    shared_api.store.reset()
    shared_api.load(SCHOOL)
    return shared_api
