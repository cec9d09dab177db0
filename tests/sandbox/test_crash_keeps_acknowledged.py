"""A sandbox that is killed under write load has every record that it acknowledged after a restart."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest

ROUNDS = 5
WRITERS = 8
USERS = "/ims/oneroster/rostering/v1p2/users"
ORG = "org-1"


async def start(database: Path) -> tuple[asyncio.subprocess.Process, dict[str, Any]]:
    """The command on a file, in a process group of its own, and what it says about itself."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", "from timeback_core.cli import main; main()"),
        *("sandbox", "--port", "0", "--json", "--seed", "empty", "--database", f"sqlite:///{database}"),
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    line = await process.stdout.readline()
    assert line, "the sandbox did not start"
    return process, json.loads(line)


@asynccontextmanager
async def client_for(details: dict[str, Any]) -> AsyncGenerator[httpx2.AsyncClient]:
    """A client that carries a token."""
    async with httpx2.AsyncClient(base_url=details["base_url"], timeout=30) as client:
        answer = await client.post(
            "/oauth/token",
            data={"grant_type": "client_credentials"},
            auth=(details["client_id"], details["client_secret"]),
        )
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        yield client


def user(sourced_id: str) -> dict[str, Any]:
    return {
        "user": {
            "sourcedId": sourced_id,
            "enabledUser": True,
            "givenName": "Crash",
            "familyName": sourced_id,
            "roles": [{"roleType": "primary", "role": "student", "org": {"sourcedId": ORG}}],
        }
    }


async def write_until_cut(client: httpx2.AsyncClient, prefix: str, acknowledged: list[str]) -> None:
    """Creates users until the server is gone, and remembers those that it acknowledged."""
    number = 0
    while True:
        sourced_id = f"{prefix}-{number}"
        number += 1
        try:
            answer = await client.post(USERS, json=user(sourced_id))
        except httpx2.TransportError:
            return
        assert answer.status_code == 201, answer.text
        acknowledged.append(sourced_id)


async def stored_ids(client: httpx2.AsyncClient) -> set[str]:
    """The ids of all users."""
    found: set[str] = set()
    while True:
        query = f"?limit=3000&offset={len(found)}&fields=sourcedId"
        users = (await client.get(USERS + query)).json()["users"]
        found.update(one["sourcedId"] for one in users)
        if len(users) < 3000:
            return found


@pytest.mark.slow
@pytest.mark.socket
@pytest.mark.anyio
async def test_no_acknowledged_record_is_lost_when_the_server_is_killed(tmp_path: Path) -> None:
    database = tmp_path / "crash.db"
    chance = random.Random(20260301)
    acknowledged: list[str] = []
    for round_number in range(ROUNDS):
        process, details = await start(database)
        try:
            async with client_for(details) as client:
                if round_number == 0:
                    org = {"org": {"sourcedId": ORG, "name": "School", "type": "school", "identifier": "1"}}
                    created = await client.post("/ims/oneroster/rostering/v1p2/orgs", json=org)
                    assert created.status_code == 201, created.text
                stored = await stored_ids(client)
                assert [one for one in acknowledged if one not in stored] == []
                target = len(acknowledged) + chance.randrange(50, 250)
                writers = [
                    asyncio.create_task(write_until_cut(client, f"r{round_number}-w{number}", acknowledged))
                    for number in range(WRITERS)
                ]
                while len(acknowledged) < target and not any(writer.done() for writer in writers):
                    await asyncio.sleep(0.001)
                os.killpg(process.pid, signal.SIGKILL)
                await asyncio.gather(*writers)
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    process, details = await start(database)
    try:
        async with client_for(details) as client:
            stored = await stored_ids(client)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
    assert len(acknowledged) >= 50 * ROUNDS
    assert [one for one in acknowledged if one not in stored] == []
