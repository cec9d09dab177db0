"""The class Sandbox: in process and on a port, from async and from plain code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest

from timeback_core.transport.message import Request
from timeback_sandbox import FaultRule, Sandbox, Settings, create_app
from timeback_sandbox.embedded import embedded_sender
from timeback_sandbox.seeding import SeedConflictError

USERS = "/ims/oneroster/rostering/v1p2/users"


def token(sandbox: Sandbox) -> dict[str, str]:
    """An authorization for a sandbox that listens on a port."""
    answer = httpx2.post(
        sandbox.auth_url,
        data={"grant_type": "client_credentials"},
        auth=(sandbox.client_id, sandbox.client_secret),
    )
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def total(sandbox: Sandbox) -> int:
    """How many users there are."""
    answer = httpx2.get(f"{sandbox.base_url}{USERS}?limit=1", headers=token(sandbox))
    return int(answer.json()["totalCount"])


def new_user(given: str) -> dict[str, Any]:
    return {"user": {"enabledUser": True, "givenName": given, "familyName": "Test", "roles": []}}


@pytest.mark.anyio
async def test_a_client_reaches_it_in_process_without_a_socket() -> None:
    async with Sandbox(seed="demo") as sandbox, sandbox.client() as timeback:
        page = await timeback.oneroster.schools.list()
        assert page.total == 3
        assert sandbox.token_requests == 1
        assert [entry.status for entry in sandbox.journal(path="*/schools")] == [200]
        assert sandbox.state.listening is None


@pytest.mark.anyio
async def test_faults_clock_and_journal_are_steered_from_python() -> None:
    async with Sandbox(seed="demo", token_lifetime=100) as sandbox, sandbox.client() as timeback:
        rule = sandbox.faults.add(path="*/schools", status=503, retry_after=0, count=1)
        await timeback.oneroster.schools.list()
        assert [entry.status for entry in sandbox.journal(path="*/schools")] == [503, 200]
        assert [(state.rule.id, state.fired) for state in sandbox.faults.list()] == [(rule.id, 1)]
        assert sandbox.faults.remove(rule.id) is True
        sandbox.clock.advance(1000)  # the client's token has expired; it gets another one
        await timeback.oneroster.schools.list()
        assert sandbox.token_requests == 2
        sandbox.revoke_tokens()
        await timeback.oneroster.schools.list()
        assert sandbox.token_requests == 3
        sandbox.clear_journal()
        assert sandbox.journal() == []


@pytest.mark.anyio
async def test_reset_seed_snapshot_and_restore_change_the_data() -> None:
    async with Sandbox(seed="demo") as sandbox, sandbox.client() as timeback:
        users = timeback.oneroster.users
        before = (await users.list(limit=1)).total
        assert before is not None
        assert before > 300
        await sandbox.snapshot("whole")
        await sandbox.reset("empty")
        assert (await users.list(limit=1)).total == 0
        counts = await sandbox.seed("demo")
        assert counts["users"] == before
        with pytest.raises(SeedConflictError, match="are there already"):
            await sandbox.seed("demo")
        await sandbox.reset("empty")
        await sandbox.restore("whole")
        assert (await users.list(limit=1)).total == before
        assert await sandbox.snapshots() == ["whole"]
        with pytest.raises(KeyError):
            await sandbox.restore("other")
        await sandbox.reset()
        assert (await users.list(limit=1)).total == before


@pytest.mark.anyio
async def test_two_sandboxes_share_nothing_even_when_one_always_fails() -> None:
    async with (
        Sandbox(seed="demo") as alpha,
        Sandbox(seed="empty") as beta,
        alpha.client() as one,
        beta.client(max_retries=0) as other,
    ):
        beta.faults.add(status=500)
        assert (await one.oneroster.schools.list()).total == 3
        assert (await other.check_auth()).ok is False
        assert alpha.faults.list() == []
        assert alpha.client_secret != beta.client_secret
        assert alpha.control_key != beta.control_key


@pytest.mark.anyio
async def test_without_authentication_the_client_sends_no_token() -> None:
    async with Sandbox(seed="demo", no_auth=True) as sandbox, sandbox.client() as timeback:
        await timeback.oneroster.schools.list()
        assert sandbox.token_requests == 0
        assert "authorization" not in sandbox.journal()[-1].headers


@pytest.mark.anyio
@pytest.mark.socket
async def test_the_same_client_works_over_a_port() -> None:
    async with Sandbox(seed="demo", port=0) as sandbox, sandbox.client() as timeback:
        assert sandbox.base_url.startswith("http://127.0.0.1:")
        assert (await timeback.oneroster.schools.list()).total == 3
        assert sandbox.token_requests == 1


@pytest.mark.socket
@pytest.mark.slow
def test_plain_code_uses_it_without_an_event_loop(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/school.db"
    with Sandbox(seed="demo", port=0, database=database) as sandbox:
        before = total(sandbox)
        sandbox.sync.snapshot("full")
        assert sandbox.sync.reset("empty") == {}
        assert total(sandbox) == 0
        sandbox.sync.restore("full")
        assert total(sandbox) == before
        assert sandbox.sync.snapshots() == ["full"]
        secret = sandbox.client_secret
    with Sandbox(seed="demo", port=0, database=database) as again:
        assert again.client_secret == secret
        assert total(again) == before  # a database with data is not seeded


@pytest.mark.socket
def test_tokens_survive_a_restart_on_the_same_file(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/school.db"
    with Sandbox(seed="empty", port=0, database=database) as sandbox:
        headers = token(sandbox)
        sandbox.clock.advance(60)
    with Sandbox(seed="empty", port=0, database=database) as again:
        assert httpx2.get(f"{again.base_url}{USERS}", headers=headers).status_code == 200
        assert 59 < again.clock.offset < 61


def test_outside_its_block_it_says_that_it_does_not_run() -> None:
    sandbox = Sandbox(seed="empty", port=0)
    for ask in (lambda: sandbox.state, lambda: sandbox.app, lambda: sandbox.base_url, lambda: sandbox.clock):
        with pytest.raises(RuntimeError, match="does not run"):
            ask()
    with Sandbox(seed="empty") as running, pytest.raises(RuntimeError, match="runs already"):
        running.start()
    running.stop()
    assert "stopped" in repr(running)


@pytest.mark.parametrize(
    "options", [{"seed": "nonsense"}, {"token_lifetime": 0}, {"journal_size": -1}, {"client_id": ""}]
)
def test_settings_that_make_no_sense_are_refused_at_once(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Sandbox(**options)


def test_a_rule_and_keywords_together_are_refused() -> None:
    with Sandbox(seed="empty") as sandbox:
        with pytest.raises(ValueError, match="not both"):
            sandbox.faults.add(FaultRule(status=503), count=1)
        sandbox.faults.add(FaultRule(status=503))
        sandbox.faults.clear()
        assert sandbox.faults.list() == []


@pytest.mark.anyio
async def test_the_embedded_sandbox_starts_with_its_first_request() -> None:
    embedded = embedded_sender(seed="empty")
    assert embedded.base_url == "http://sandbox.timeback.localhost"
    assert "not started" in repr(embedded)
    answer = await embedded.sender.send(Request("GET", f"{embedded.base_url}/_sandbox/health"))
    assert json.loads(answer.content) == {"status": "ok"}
    assert "running" in repr(embedded)
    await embedded.sender.close()
    embedded.close()
    with pytest.raises(RuntimeError, match="closed"):
        embedded.start()


@pytest.mark.anyio
async def test_the_application_alone_can_be_mounted_anywhere() -> None:
    app = create_app(Settings(seed="empty"))
    assert app.state.sandbox.settings.seed == "empty"
    app.state.sandbox.close()
