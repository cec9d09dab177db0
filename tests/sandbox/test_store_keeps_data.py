"""The store: transactions, snapshots, totals, one file for several."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from oneroster_api import NOW
from sqlalchemy import func, select

from timeback_sandbox.dialect import UnsupportedDatabaseError
from timeback_sandbox.oneroster import bulk
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.store import Store

ORGS = TABLES["orgs"]


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made = Store.open("sqlite://" if request.param == "memory" else f"sqlite:///{tmp_path}/school.db")
    yield made
    made.close()


def add(store: Store, *ids: str) -> None:
    with store.write() as connection:
        rows = [{"sourcedId": one, "name": one, "type": "school"} for one in ids]
        bulk.insert_many(connection, "orgs", rows, NOW)


def ids(store: Store) -> list[str]:
    with store.read() as connection:
        return list(connection.execute(select(ORGS.c.sourced_id).order_by(ORGS.c.seq)).scalars())


def test_what_is_written_is_read(store: Store) -> None:
    add(store, "a", "b")
    assert ids(store) == ["a", "b"]


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    def fail() -> None:
        with store.write() as connection:
            bulk.insert_many(connection, "orgs", [{"sourcedId": "a", "name": "A", "type": "school"}], NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert ids(store) == []
    add(store, "b")
    assert ids(store) == ["b"]


def test_a_snapshot_brings_everything_back(store: Store) -> None:
    add(store, "a")
    store.snapshot("one")
    add(store, "b")
    store.snapshot("two")
    store.restore("one")
    assert ids(store) == ["a"]
    store.restore("two")
    assert ids(store) == ["a", "b"]
    assert store.snapshots() == ["one", "two"]


def test_a_snapshot_of_the_same_name_replaces_the_earlier_one(store: Store) -> None:
    store.snapshot("one")
    add(store, "a")
    store.snapshot("one")
    store.reset()
    store.restore("one")
    assert ids(store) == ["a"]


@pytest.mark.parametrize("name", ["", "../x", "a/b", "a b", ".hidden", "x" * 65, "a\n"])
def test_a_snapshot_needs_a_plain_name(store: Store, name: str) -> None:
    with pytest.raises(ValueError, match="no name for a snapshot"):
        store.snapshot(name)


def test_an_unknown_snapshot_is_a_key_error(store: Store) -> None:
    with pytest.raises(KeyError):
        store.restore("nothing")


def test_reset_empties_every_table(store: Store) -> None:
    add(store, "a")
    store.reset()
    assert ids(store) == []
    add(store, "a")
    assert ids(store) == ["a"]


def test_a_total_is_counted_once_until_something_changes(store: Store) -> None:
    counted: list[int] = []

    def total() -> int:
        with store.read() as connection:

            def compute() -> int:
                counted.append(1)
                return int(connection.execute(select(func.count()).select_from(ORGS)).scalar_one())

            return store.count(connection, "orgs", compute)

    assert (total(), total(), len(counted)) == (0, 0, 1)
    add(store, "a")
    assert (total(), total(), len(counted)) == (1, 1, 2)
    store.snapshot("one")
    store.reset()
    assert total() == 0
    store.restore("one")
    assert total() == 1


def test_a_total_follows_what_another_store_wrote_to_the_same_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/school.db"
    ours, theirs = Store.open(url), Store.open(url)

    def total() -> int:
        with ours.read() as connection:
            query = select(func.count()).select_from(ORGS)
            return ours.count(connection, "orgs", lambda: int(connection.execute(query).scalar_one()))

    try:
        assert total() == 0
        add(theirs, "a")
        assert total() == 1
    finally:
        ours.close()
        theirs.close()


def test_writers_on_one_file_wait_for_each_other(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/school.db"
    stores = [Store.open(url) for _ in range(3)]
    failures: list[BaseException] = []

    def work(store: Store, name: str) -> None:
        try:
            for index in range(10):
                add(store, f"{name}-{index}")
        except BaseException as error:
            failures.append(error)

    threads = [
        threading.Thread(target=work, args=(store, f"{number}-{copy}"))
        for number, store in enumerate(stores)
        for copy in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    try:
        assert failures == []
        assert len(set(ids(stores[0]))) == 60
    finally:
        for store in stores:
            store.close()


def test_a_file_is_there_after_reopening(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/below/school.db"
    first = Store.open(url)
    add(first, "a")
    first.snapshot("one")
    first.close()
    second = Store.open(url)
    try:
        assert (ids(second), second.snapshots(), second.is_memory) == (["a"], ["one"], False)
    finally:
        second.close()


def test_every_commit_of_a_file_reaches_the_disk(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/school.db")
    try:
        with store.read() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    finally:
        store.close()


def test_two_stores_in_memory_share_nothing() -> None:
    one, other = Store.open(), Store.open()
    try:
        add(one, "a")
        assert ids(other) == []
    finally:
        one.close()
        other.close()


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://host/db"])
def test_other_databases_are_refused_with_a_hint(url: str) -> None:
    with pytest.raises(UnsupportedDatabaseError, match="sqlite:///"):
        Store.open(url)


def test_bulk_data_that_is_not_valid_is_named(store: Store) -> None:
    rows = [{"sourcedId": "a", "name": "A", "type": "school"}, {"sourcedId": "b", "name": "B", "type": "pub"}]
    with store.write() as connection, pytest.raises(ValueError, match=r"record 1 of orgs \(b\).*org\.type"):
        bulk.insert_many(connection, "orgs", rows, NOW)


def test_a_connection_that_is_given_back_after_the_end_is_closed(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'data.db'}")
    with store.read() as connection:
        driver: Any = connection.connection.driver_connection
        store.close()
        assert driver.execute("SELECT 1").fetchall() == [(1,)]
    with pytest.raises(Exception, match="closed database"):
        driver.execute("SELECT 1")
