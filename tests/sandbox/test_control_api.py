"""The control API over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sandbox_probe import probe

from timeback_sandbox.control import is_loopback, may_control
from timeback_sandbox.problems import Problem

pytestmark = pytest.mark.anyio


async def test_health_is_open_everything_else_wants_the_key() -> None:
    async with probe() as call:
        assert (await call("GET", "/_sandbox/health")).json == {"status": "ok"}
        for method, path in (
            ("GET", "/info"),
            ("POST", "/reset"),
            ("GET", "/journal"),
            ("PUT", "/snapshots/a"),
            ("GET", "/jobs"),
            ("POST", "/jobs/advance"),
            ("POST", "/jobs/fail-next"),
            ("GET", "/deliveries"),
            ("POST", "/deliveries/flush"),
            ("PUT", "/deliveries/switch"),
        ):
            for headers in ({}, {"X-Sandbox-Key": "wrong"}, {"X-Sandbox-Key": ""}):
                answer = await call(method, f"/_sandbox{path}", headers=headers)
                assert (answer.status, answer.minor) == (401, "unauthorisedrequest")
        for path in ("/info", "/jobs", "/deliveries"):
            assert (await call.control("GET", path)).status == 200


async def test_a_bearer_token_does_not_open_it() -> None:
    async with probe() as call:
        await call.sign_in()
        assert (await call("GET", "/_sandbox/info")).status == 401


@pytest.mark.parametrize(
    ("host", "near"),
    [
        (None, True),
        ("127.0.0.1", True),
        ("127.8.0.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("10.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("2001:db8::1", False),
        ("fe80::1%eth0", False),
        ("example.org", False),
    ],
)
async def test_only_callers_on_this_machine_are_near(host: str | None, near: bool) -> None:
    assert is_loopback(host) is near


async def test_callers_from_elsewhere_need_permission_beside_the_key() -> None:
    async with probe() as call:
        with pytest.raises(Problem) as refused:
            may_control(call.state, "10.0.0.1", call.state.control_key)
        assert refused.value.status == 403
        may_control(call.state, "127.0.0.1", call.state.control_key)
    async with probe(control_remote=True) as call:
        may_control(call.state, "10.0.0.1", call.state.control_key)
        with pytest.raises(Problem) as refused:
            may_control(call.state, "10.0.0.1", "wrong")
        assert refused.value.status == 401


async def test_info_tells_no_secret() -> None:
    async with probe(client_secret="s3cret-one", control_key="s3cret-two") as call:
        answer = await call.control("GET", "/info")
        assert answer.json["seed"] == "empty"
        assert answer.json["counters"] == {}
        assert b"s3cret" not in answer.content
        assert "s3cret" not in repr(call.state.settings)
        assert "s3cret" not in repr(call.state.credentials["main"])


async def test_the_clock_is_read_set_moved_stopped_and_reset() -> None:
    async with probe() as call:
        answer = await call.control("PUT", "/clock", {"now": "2030-01-02T03:04:05Z", "frozen": True})
        assert answer.json["now"].startswith("2030-01-02T03:04:05")
        assert answer.json["frozen"] is True
        answer = await call.control("POST", "/clock/advance", {"seconds": 3600})
        assert answer.json["now"].startswith("2030-01-02T04:04:05")
        assert call.state.clock.now() == datetime(2030, 1, 2, 4, 4, 5, tzinfo=UTC)
        answer = await call.control("PUT", "/clock", {"frozen": False})
        assert answer.json["frozen"] is False
        answer = await call.control("DELETE", "/clock")
        assert (answer.json["offset"], answer.json["frozen"]) == (0, False)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PUT", "/clock", {"now": "yesterday"}, 422),
        ("PUT", "/clock", {"now": "0001-01-01T00:00:00Z"}, 422),
        ("POST", "/clock/advance", {"seconds": 1e300}, 422),
        ("POST", "/clock/advance", {"minutes": 1}, 422),
        ("POST", "/clock/advance", None, 400),
        ("POST", "/seed", {"name": "nonsense"}, 422),
        ("POST", "/reset", {"seed": "district:x"}, 422),
        ("POST", "/faults", {"status": 503, "colour": "red"}, 422),
        ("POST", "/faults", {}, 422),
        ("POST", "/faults", ["x"], 422),
        ("DELETE", "/faults/none", None, 404),
        ("POST", "/snapshots/none/restore", None, 404),
        ("PUT", "/snapshots/%20", None, 422),
        ("GET", "/journal?limit=many", None, 400),
        ("GET", "/nowhere", None, 404),
    ],
)
async def test_wrong_orders_are_answered_with_what_is_wrong(method: str, path: str, body: Any, status: int) -> None:
    async with probe() as call:
        answer = await call.control(method, path, body)
    assert answer.status == status
    assert answer.minor


async def test_faults_are_listed_with_their_counts_replaced_by_id_and_removed() -> None:
    async with probe(no_auth=True) as call:
        first = await call.control("POST", "/faults", {"status": 503, "path": "/ims/*"})
        assert first.status == 201
        await call("GET", "/ims/probe/1")
        await call("GET", "/elsewhere")
        listed = (await call.control("GET", "/faults")).json
        assert [(one["seen"], one["fired"], one["exhausted"]) for one in listed] == [(1, 1, False)]
        await call.control("POST", "/faults", {"id": first.json["id"], "status": 429})
        assert [one["rule"]["status"] for one in (await call.control("GET", "/faults")).json] == [429]
        assert (await call.control("DELETE", f"/faults/{first.json['id']}")).status == 204
        assert (await call("GET", "/ims/probe/1")).status == 200


async def test_the_counters_and_revocation_are_at_hand() -> None:
    async with probe() as call:
        assert (await call.control("GET", "/counters")).json == {"token_requests": 0}
        await call.sign_in()
        assert (await call.control("GET", "/counters")).json["token_requests"] == 1
        assert (await call.control("POST", "/tokens/revoke")).status == 204
        assert (await call("GET", "/ims/probe/1")).status == 401


async def test_reset_starts_over_but_tokens_stay_good() -> None:
    async with probe() as call:
        await call.sign_in()
        await call.control("POST", "/faults", {"status": 503, "path": "/elsewhere"})
        await call.control("POST", "/clock/advance", {"seconds": 60})
        assert (await call.control("POST", "/reset")).json == {}
        assert call.state.room.faults() == []
        assert call.state.room.journal() == []
        assert call.state.clock.offset == 0
        assert (await call.control("GET", "/counters")).json == {"token_requests": 0}
        assert (await call("GET", "/ims/probe/1")).status == 200


async def test_the_journal_is_filtered_over_http() -> None:
    async with probe(no_auth=True) as call:
        for path in ("/ims/probe/1", "/ims/probe/2", "/nowhere"):
            await call("GET", path)
        await call("POST", "/ims/probe", content=b"x")

        async def paths(query: str) -> list[str]:
            return [entry["path"] for entry in (await call.control("GET", f"/journal{query}")).json]

        assert await paths("") == ["/ims/probe/1", "/ims/probe/2", "/nowhere", "/ims/probe"]
        assert await paths("?method=post") == ["/ims/probe"]
        assert await paths("?path=/ims/probe/*") == ["/ims/probe/1", "/ims/probe/2"]
        assert await paths("?status=404") == ["/nowhere"]
        assert await paths("?limit=1") == ["/ims/probe"]
        assert await paths("?since=3") == ["/ims/probe"]
        assert (await call.control("DELETE", "/journal")).status == 204
        assert await paths("") == []
