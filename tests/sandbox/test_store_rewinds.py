"""The store goes back to a mark: whatever was committed, replaced, copied or failed since."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from oneroster_api import NOW
from sqlalchemy import func, select

from timeback_sandbox import Sandbox
from timeback_sandbox.clock import Clock
from timeback_sandbox.oneroster import bulk
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.seeding import start_over
from timeback_sandbox.store import Store

ORGS = TABLES["orgs"]


@pytest.fixture
def store() -> Iterator[Store]:
    made = Store.open()
    add(made, "marked")
    made.mark()
    yield made
    made.close()


def add(store: Store, *ids: str) -> None:
    with store.write() as connection:
        rows: list[dict[str, Any]] = [{"sourcedId": one, "name": one, "type": "school"} for one in ids]
        bulk.insert_many(connection, "orgs", rows, NOW)


def ids(store: Store) -> list[str]:
    with store.read() as connection:
        return list(connection.execute(select(ORGS.c.sourced_id).order_by(ORGS.c.seq)).scalars())


def test_what_was_written_since_is_gone_every_time(store: Store) -> None:
    for _ in range(2):
        add(store, "a")
        add(store, "b")
        assert ids(store) == ["marked", "a", "b"]
        store.rewind()
        assert ids(store) == ["marked"]


def test_transactions_fail_one_by_one_as_without_a_mark(store: Store) -> None:
    def fail() -> None:
        with store.write() as connection:
            connection.execute(ORGS.delete())
            raise RuntimeError

    add(store, "a")
    with pytest.raises(RuntimeError):
        fail()
    assert ids(store) == ["marked", "a"]
    store.rewind()
    assert ids(store) == ["marked"]


def test_snapshots_work_after_a_mark_and_go_with_it(store: Store) -> None:
    add(store, "a")
    store.snapshot("one")
    add(store, "b")
    store.restore("one")
    assert ids(store) == ["marked", "a"]
    add(store, "c")
    store.snapshot("two")
    store.rewind()
    assert ids(store) == ["marked"]
    assert store.snapshots() == []


def test_a_mark_outlives_that_everything_is_replaced(store: Store) -> None:
    for _ in range(2):
        start_over(store, "demo", Clock())  # the second time by a copy
        assert len(ids(store)) > 1
        store.rewind()
        assert ids(store) == ["marked"]


def test_a_later_mark_takes_the_place_of_an_earlier_one(store: Store) -> None:
    store.snapshot("one")
    store.restore("one")
    add(store, "a")
    store.mark()
    add(store, "b")
    store.rewind()
    assert ids(store) == ["marked", "a"]
    store.mark()
    store.rewind()
    assert ids(store) == ["marked", "a"]


def test_a_total_is_counted_anew(store: Store) -> None:
    def total() -> int:
        with store.read() as connection:
            statement = select(func.count()).select_from(ORGS)
            return store.count(connection, "orgs", lambda: connection.execute(statement).scalar_one())

    add(store, "a")
    assert total() == 2
    store.rewind()
    assert total() == 1


def test_without_a_mark_and_in_a_file_it_is_refused(tmp_path: Path) -> None:
    unmarked, file = Store.open(), Store.open(f"sqlite:///{tmp_path}/school.db")
    with pytest.raises(RuntimeError, match="nothing was marked"):
        unmarked.rewind()
    for ask in (file.mark, file.rewind):
        with pytest.raises(ValueError, match="use snapshots for a file"):
            ask()
    unmarked.close()
    file.close()


@pytest.mark.socket
@pytest.mark.anyio
async def test_a_sandbox_without_a_port_can_be_given_one_later() -> None:
    async with Sandbox(seed="empty") as sandbox:
        assert sandbox.base_url == "http://sandbox.timeback.localhost"
        url = sandbox.listen()
        assert url == sandbox.base_url == sandbox.listen()
        async with (
            sandbox.client(base_url=url, transport=None, auth_url=sandbox.auth_url) as afar,
            sandbox.client() as near,
        ):
            await afar.oneroster.schools.create({"sourcedId": "one", "name": "One", "type": "school"})
            assert (await near.oneroster.schools.list()).total == 1
    with pytest.raises(RuntimeError):
        sandbox.listen()
