"""What makes loading seeds fast changes nothing about what is loaded."""

from __future__ import annotations

import gc
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from oneroster_api import SCHOOL

from timeback_sandbox import seed
from timeback_sandbox.clock import Clock
from timeback_sandbox.oneroster import bulk
from timeback_sandbox.schema import METADATA
from timeback_sandbox.seed import demo, district
from timeback_sandbox.store import Store

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
Records = Iterable[tuple[str, Iterable[dict[str, Any]]]]


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store.open("sqlite://")
    yield opened
    opened.close()


def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.read() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(table.select()).all()]
            for table in METADATA.sorted_tables
        }


def indexes(store: Store) -> dict[str, list[str]]:
    # asked of the database itself, as SQLAlchemy's inspector leaves out indexes of expressions
    found: dict[str, list[str]] = {table.name: [] for table in METADATA.sorted_tables}
    with store.read() as connection:
        for table, name in connection.exec_driver_sql(
            "SELECT tbl_name, name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
        ):
            found[table].append(name)
    return found


def loaded(records: Records, *, trusted: bool) -> dict[str, list[tuple[object, ...]]]:
    store = Store.open("sqlite://")
    try:
        with store.write() as connection:
            for kind, rows in records:
                bulk.insert_many(connection, kind, rows, NOW, trusted=trusted)
        return contents(store)
    finally:
        store.close()


def shuffled(record: dict[str, Any]) -> dict[str, Any]:
    """The same record with its members in another order, down to the last one."""
    names = list(record)
    random.Random(len(names)).shuffle(names)

    def turned(value: Any) -> Any:
        if isinstance(value, list):
            return [turned(one) for one in value]
        return shuffled(value) if isinstance(value, dict) else value

    return {name: record[name] if name == "metadata" else turned(record[name]) for name in names}


def with_ids(kind: str, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for index, row in enumerate(rows):
        yield {"sourcedId": f"{kind}-{index}", **row}


SMALL_SCHOOL = [(kind, list(with_ids(kind, rows))) for kind, rows in SCHOOL.items()]
OTHER_SPELLINGS = [
    ("orgs", [{"sourcedId": "o", "name": "O", "type": "school", "parent": None, "unknown": 1, "metadata": {"b": 1}}]),
    (
        "academicSessions",
        [{"sourcedId": "s", "title": "S", "type": "term", "startDate": "2025-01-01T08:00:00+02:00", "schoolYear": 2025,
          "endDate": "2026-01-01", "org": {"sourcedId": "o"}, "status": "active"}],
    ),
    (
        "users",
        [{"sourcedId": "u", "enabledUser": False, "givenName": "Ü", "familyName": "U", "email": None,
          "grades": [3, "K"], "userIds": [{"identifier": "1", "type": "x"}], "password": "secret",
          "roles": [{"org": {"type": "org", "sourcedId": "o"}, "endDate": "2025-01-01", "metadata": {"a": None},
                     "role": "principal", "beginDate": None, "roleType": "primary", "userProfile": "p"}]}],
    ),
    (
        "results",
        [{"sourcedId": "r", "lineItem": {"sourcedId": "l"}, "student": {"sourcedId": "u"}, "scoreStatus": "exempt",
          "scoreDate": "2025-09-20T10:00:00.5+02:00", "score": 1, "late": True, "missing": "yes", "status": "active",
          "learningObjectiveSet": [{"learningObjectiveResults": [{"score": 1.5, "learningObjectiveId": "a"}],
                                    "source": "case"}]}],
    ),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "records",
    [
        pytest.param(list(demo.records(NOW.date())), id="demo"),
        pytest.param([(kind, list(rows)) for kind, rows in district.records(300, NOW.date())], id="district"),
        pytest.param(SMALL_SCHOOL, id="a small school"),
        pytest.param([(kind, [shuffled(row) for row in rows]) for kind, rows in SMALL_SCHOOL], id="in another order"),
        pytest.param(OTHER_SPELLINGS, id="other spellings"),
    ],
)
def test_trusted_records_become_the_same_rows_as_checked_ones(records: Records) -> None:
    checked, trusted = loaded(records, trusted=False), loaded(records, trusted=True)
    assert any(checked.values())
    for table, rows in checked.items():
        assert trusted[table] == rows, table


def test_a_seed_leaves_every_index_in_place(store: Store) -> None:
    before = indexes(store)
    assert sum(map(len, before.values())) > 50
    seed.load(store, "district:300", Clock(source=NOW.timestamp))
    assert indexes(store) == before


def test_a_seed_on_top_of_data_leaves_every_index_in_place(store: Store) -> None:
    before = indexes(store)
    with store.write() as connection:
        bulk.insert_many(connection, "orgs", [{"sourcedId": "mine", "name": "Mine", "type": "school"}], NOW)
    assert seed.load(store, "district:300", Clock(source=NOW.timestamp))["users"] == 300
    assert indexes(store) == before


def test_a_seed_that_fails_halfway_leaves_an_empty_database_with_every_index(tmp_path: Path) -> None:
    def stop(kind: str, done: int, total: int) -> None:
        if kind == "enrollments":
            raise RuntimeError("stopped")

    for url in ("sqlite://", f"sqlite:///{tmp_path / 'seed.db'}"):
        store = Store.open(url)
        try:
            before = indexes(store)
            with pytest.raises(RuntimeError, match="stopped"):
                seed.load(store, "district:300", Clock(source=NOW.timestamp), stop)
            assert not any(contents(store).values())
            assert indexes(store) == before
            assert seed.load(store, "district:300", Clock(source=NOW.timestamp))["users"] == 300
        finally:
            store.close()


def test_the_tables_are_those_that_the_schema_declares(tmp_path: Path) -> None:
    """The short way of creating them makes what SQLAlchemy's own way makes."""
    made = []
    for way in ("short", "long"):
        store = Store.open(f"sqlite:///{tmp_path / way}.db")
        with store.write() as connection:
            if way == "long":
                METADATA.drop_all(connection)
                METADATA.create_all(connection)
            rows = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master ORDER BY name").all()
        store.close()
        made.append([(kind, name, (sql or "").strip()) for kind, name, sql in rows])
    assert made[0] == made[1]


def test_a_file_of_an_earlier_version_gets_the_tables_that_it_lacks(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    store = Store.open(url)
    before = indexes(store)
    with store.write() as connection:
        METADATA.sorted_tables[-1].drop(connection)
    store.close()
    store = Store.open(url)
    assert indexes(store) == before
    store.close()


@pytest.mark.parametrize("searching", [True, False])
def test_the_search_for_garbage_is_as_it_was(store: Store, searching: bool) -> None:
    during: list[bool] = []
    (gc.enable if searching else gc.disable)()
    try:
        seed.load(store, "district:10", Clock(source=NOW.timestamp), lambda *_: during.append(gc.isenabled()))
        assert gc.isenabled() is searching
    finally:
        gc.enable()
    assert during
    assert not any(during)
