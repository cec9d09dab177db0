"""The same routes over a database file, where work is done in threads."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from oneroster_api import ROSTERING, SCHOOL, Api, role, user

USERS = f"{ROSTERING}/users"


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    made = Api(f"sqlite:///{tmp_path}/school.db")
    made.load(SCHOOL)
    yield made
    made.close()


def test_a_write_is_seen_by_the_next_read(api: Api) -> None:
    assert api.post(USERS, {"user": user("new", role("student", "north"))}).status == 201
    assert api.get(f"{USERS}/new").status == 200
    assert api.get(USERS).body["totalCount"] == 7
    assert api.delete(f"{USERS}/new").status == 204
    assert api.get(f"{USERS}/new").body["user"]["status"] == "tobedeleted"
    assert api.ids(f"{ROSTERING}/classes/alg-1/students", "students") == ["ana", "ben"]


def test_a_refused_write_leaves_nothing(api: Api) -> None:
    assert api.post(USERS, {"user": user("new", role("student", "nowhere"))}).status == 422
    assert api.get(USERS).body["totalCount"] == 6


def test_two_workers_on_one_file_see_each_other(api: Api, tmp_path: Path) -> None:
    other = Api(f"sqlite:///{tmp_path}/school.db")
    try:
        assert other.get(USERS, limit=1).body["totalCount"] == 6
        api.post(USERS, {"user": user("new", role("student", "north"))})
        assert other.get(USERS, limit=1).body["totalCount"] == 7
        assert other.get(f"{USERS}/new").status == 200
    finally:
        other.close()


def test_many_at_once_are_all_answered(api: Api) -> None:
    async def everything() -> list[int]:
        async def create(index: int) -> int:
            body = {"user": user(f"m{index}", role("student", "north"))}
            return (await api.exchange("POST", USERS, body)).status

        async def read() -> int:
            return (await api.exchange("GET", USERS)).status

        return await asyncio.gather(*(create(index) for index in range(30)), *(read() for _ in range(30)))

    assert api.run(everything()) == [201] * 30 + [200] * 30
    assert api.get(USERS).body["totalCount"] == 36
