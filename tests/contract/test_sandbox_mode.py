"""`env="sandbox"`: a sandbox in this process, for nothing but the name."""

from __future__ import annotations

import asyncio
import socket
from typing import Any, NoReturn

import pytest

from timeback_core import ClientClosedError, OneRosterClient, TimebackClient, TimebackManager

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connecting anywhere fails the test."""

    def refuse(*_: Any) -> NoReturn:
        raise AssertionError("a socket was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "bind", refuse)


async def test_the_demo_data_is_there_without_any_configuration() -> None:
    async with TimebackClient(env="sandbox") as client:
        schools = await client.oneroster.schools.list()
        assert len(schools) == 3
        result = await client.check_auth()
        assert result.ok
        raw = await client.request("oneroster", "GET", "/ims/oneroster/rostering/v1p2/schools", params={"limit": 1})
        assert len(raw.parse()["orgs"]) == 1


async def test_the_variable_works_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMEBACK_ENV", "sandbox")
    async with TimebackClient() as client, OneRosterClient() as standalone:
        assert client.get_provider().env == "sandbox"
        assert len(await standalone.schools.list()) == 3


async def test_many_first_requests_at_a_time_start_one_sandbox() -> None:
    async with TimebackClient(env="sandbox") as client:
        pages = await asyncio.gather(*(client.oneroster.schools.list() for _ in range(16)))
    assert {len(page) for page in pages} == {3}


async def test_each_client_has_a_sandbox_of_its_own() -> None:
    async with TimebackManager().register("alpha", env="sandbox").register("beta", env="sandbox") as manager:
        alpha, beta = manager.get("alpha"), manager.get("beta")
        school = (await alpha.oneroster.schools.list(limit=1))[0]
        await alpha.oneroster.schools.delete(school.sourced_id)
        assert len(await alpha.oneroster.schools.list(where={"status": "active"})) == 2
        assert len(await beta.oneroster.schools.list(where={"status": "active"})) == 3


async def test_after_closing_nothing_works_any_more() -> None:
    client = TimebackClient(env="sandbox")
    schools = client.oneroster.schools
    await schools.list()
    await client.close()
    with pytest.raises(ClientClosedError):
        await schools.list()
