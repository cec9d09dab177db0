"""Fixtures around OneRoster's routes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from oneroster_api import SCHOOL, Api


@pytest.fixture(scope="module")
def shared_api() -> Iterator[Api]:
    made = Api()
    made.load(SCHOOL)
    made.store.snapshot("school")
    yield made
    made.close()


@pytest.fixture
def school(shared_api: Api) -> Api:
    """The small district, fresh for each test."""
    shared_api.store.restore("school")
    return shared_api
