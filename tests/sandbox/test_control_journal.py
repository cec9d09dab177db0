"""The journal: what it keeps of a request, and what it never shows."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox_probe import Caller, basic, probe

from timeback_sandbox.journal import JournalEntry, redact_body, redact_query

SECRET = "hush-hush"


async def last(call: Caller) -> JournalEntry:
    return call.state.room.journal()[-1]


@pytest.mark.anyio
async def test_an_entry_tells_what_came_in_and_what_went_out() -> None:
    async with probe() as call:
        await call.sign_in()
        call.state.clock.set(datetime(2030, 5, 6, tzinfo=UTC), frozen=True)
        call.state.room.revoke_tokens()
        await call.sign_in()
        answer = await call(
            "POST", "/ims/probe?a=1&b=%20", json_body={"given": "Ana"}, headers={"X-Request-ID": "r-1", "X-Twice": "1"}
        )
        entry = await last(call)
    assert answer.status == 201
    assert (entry.method, entry.path, entry.query, entry.status) == ("POST", "/ims/probe", "a=1&b=%20", 201)
    assert entry.time == datetime(2030, 5, 6, tzinfo=UTC)
    assert entry.body is not None
    assert json.loads(entry.body) == {"given": "Ana"}
    assert entry.request_id == "r-1"
    assert entry.client_id == "sandbox"
    assert entry.headers["x-twice"] == "1"
    assert entry.duration_ms is not None
    assert entry.fault is None


@pytest.mark.anyio
async def test_secrets_of_headers_forms_bodies_and_queries_are_masked() -> None:
    async with probe(client_secret=SECRET) as call:
        form = {"grant_type": "client_credentials", "client_id": "sandbox", "client_secret": SECRET}
        token = (await call("POST", "/oauth/token", form=form)).json["access_token"]
        await call("POST", "/oauth/token", form=form, headers={"Authorization": basic("sandbox", SECRET)})
        for headers in (
            {"Authorization": f"Bearer {token}"},
            {"X-Auth-Token": f"Bearer {token}", "X-API-Key": SECRET, "Cookie": f"a={SECRET}"},
        ):
            await call(
                "POST", f"/ims/probe?access_token={token}", json_body={"user": {"password": SECRET}}, headers=headers
            )
        entries = call.state.room.journal()
    text = repr(entries)
    assert SECRET not in text
    assert token not in text
    assert "client_id=sandbox" in text
    assert entries[2].headers["authorization"] == "Bearer ***"
    assert entries[1].headers["authorization"] == "Basic ***"


@pytest.mark.parametrize(
    "body",
    [
        '{"password": "hush-hush"}',
        '{"a": [{"userPassword": "hush-hush", "b": 1}]}',
        '{"client_secret": {"inner": "hush-hush"}}',
        '{"apiKey": "hush-hush", "API_KEY": "hush-hush", "api-key": "hush-hush"}',
        '{"p\\u0061ssword": "hush-hush"}',
        '{"password" :"hush-hush", "a": ',
        '{"a": 1, "accessToken": "say \\"hush-hush\\" now", "b": [',
        '{"password": "hush-hush',
    ],
)
def test_secret_fields_of_a_body_are_masked_whole_or_cut_off(body: str) -> None:
    for cut in (False, True):
        assert SECRET not in redact_body(body.encode(), "application/json", cut=cut)


def test_a_body_without_secrets_stays_letter_by_letter() -> None:
    body = '{ "name":"Ana",  "n": 1.50 }'
    assert redact_body(body.encode(), "application/json") == body
    assert redact_query("filter=name%3D'x'&limit=5") == "filter=name%3D'x'&limit=5"


@given(st.binary(max_size=60), st.booleans())
def test_any_body_can_be_shown(body: bytes, cut: bool) -> None:
    for kind in ("application/json", "application/x-www-form-urlencoded", ""):
        assert isinstance(redact_body(body, kind, cut=cut), str)


@pytest.mark.anyio
async def test_a_long_body_is_cut() -> None:
    async with probe(no_auth=True, journal_body_bytes=10) as call:
        await call("POST", "/ims/probe", content=b"x" * 5000)
        assert (await last(call)).body == "x" * 10 + "…"


@pytest.mark.anyio
async def test_the_newest_requests_are_kept_and_the_journal_can_be_switched_off() -> None:
    async with probe(no_auth=True, journal_size=2) as call:
        for number in range(5):
            await call("GET", f"/ims/probe/{number}")
        assert [entry.path for entry in call.state.room.journal()] == ["/ims/probe/3", "/ims/probe/4"]
    async with probe(no_auth=True, journal_size=0) as call:
        assert (await call("GET", "/ims/probe/1")).status == 200
        assert call.state.room.journal() == []


@pytest.mark.anyio
async def test_refused_and_failed_requests_are_there_too_control_requests_are_not() -> None:
    async with probe() as call:
        await call("GET", "/ims/probe/1")
        await call("GET", "/_sandbox/health")
        assert [entry.status for entry in call.state.room.journal()] == [401]
        assert (await last(call)).client_id is None
