"""Faults: which requests they hit, how often, and what the caller gets."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox_probe import Caller, probe

from timeback_core.transport.message import SendFailure
from timeback_sandbox.fault_effects import spoiled
from timeback_sandbox.faults import FaultRule, FaultState, decide, first_match, matches, retry_after_header, rolls
from timeback_sandbox.room import MemoryRoom

# ---------------------------------------------------------------- deciding


@pytest.mark.parametrize(
    ("rule", "method", "path", "hit"),
    [
        ({}, "GET", "/ims/users", True),
        ({"method": "get"}, "GET", "/ims/users", True),
        ({"method": "POST"}, "GET", "/ims/users", False),
        ({"path": "/ims/*/users"}, "GET", "/ims/a/b/users", True),
        ({"path": "/ims/*/users"}, "GET", "/ims/a/users/1", False),
        ({"path": "/ims/user?"}, "GET", "/ims/users", True),
        ({"path": "/IMS/*"}, "GET", "/ims/users", False),
        ({"path": "/a.c"}, "GET", "/abc", False),
        ({"path_regex": "users/[0-9]+$"}, "GET", "/ims/users/12", True),
        ({"path_regex": "users/[0-9]+$"}, "GET", "/ims/users/x", False),
    ],
)
def test_a_rule_is_about_a_method_and_a_path(rule: dict[str, Any], method: str, path: str, hit: bool) -> None:
    assert matches(FaultRule(status=503, **rule), method, path) is hit


@given(st.floats(0, 1), st.integers(), st.integers(0, 10_000))
def test_chance_is_the_same_every_time(probability: float, seed: int, nth: int) -> None:
    assert rolls(probability, seed, nth) == rolls(probability, seed, nth)


@pytest.mark.parametrize("probability", [0.0, 0.1, 0.5, 0.9, 1.0])
def test_chance_hits_about_as_often_as_it_says(probability: float) -> None:
    hits = sum(rolls(probability, 7, nth) for nth in range(4000))
    assert abs(hits / 4000 - probability) < 0.03


def test_another_seed_is_another_sequence() -> None:
    def sequence(seed: int) -> list[bool]:
        return [rolls(0.5, seed, nth) for nth in range(64)]

    assert sequence(1) != sequence(2)


def test_a_rule_skips_then_fires_as_often_as_it_is_told() -> None:
    state = FaultState(rule=FaultRule(status=503, skip=2, count=3))
    hits = []
    for _ in range(8):
        hit, state = decide(state)
        hits.append(hit)
    assert hits == [False, False, True, True, True, False, False, False]
    assert state.exhausted


def test_the_first_rule_that_hits_ends_the_round() -> None:
    states = [FaultState(rule=FaultRule(id=name, status=503, count=1)) for name in ("a", "b")]
    names = []
    for _ in range(3):
        rule, changed = first_match(states, "GET", "/")
        for position, state in changed:
            states[position] = state
        names.append(None if rule is None else rule.id)
    assert names == ["a", "b", None]


def test_counts_are_exact_with_many_threads() -> None:
    room = MemoryRoom()
    room.add_fault(FaultRule(status=503, count=50))
    hits: list[object] = []

    def ask() -> None:
        for _ in range(100):
            if room.fire("GET", "/") is not None:
                hits.append(None)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(hits) == 50


@pytest.mark.parametrize(
    ("rule", "word"),
    [
        ({}, "at least one of"),
        ({"status": 99}, "status"),
        ({"status": 503, "probability": 1.5}, "probability"),
        ({"status": 503, "count": 0}, "count"),
        ({"status": 503, "skip": -1}, "skip"),
        ({"delay": float("nan")}, "delay"),
        ({"delay": -1}, "delay"),
        ({"drop": "befor"}, "drop is one of before, after"),
        ({"body": "truncate"}, "body is one of truncated"),
        ({"status": 503, "retry_after": -1}, "retry_after"),
        ({"status": 503, "retry_after": "a\r\nb: c"}, "retry_after"),
        ({"redirect": "http://x/\n"}, "redirect"),
        ({"status": 503, "path_regex": "("}, "path_regex"),
        ({"status": 503, "path_regex": "a", "path": "/b"}, "not both"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(rule: dict[str, Any], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        FaultRule(**rule)


def test_retry_after_is_seconds_text_or_a_date() -> None:
    now = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
    assert retry_after_header(FaultRule(status=503), now) is None
    assert retry_after_header(FaultRule(status=503, retry_after=2), now) == "2"
    assert retry_after_header(FaultRule(status=503, retry_after=0.5), now) == "0.5"
    assert retry_after_header(FaultRule(status=503, retry_after="soon"), now) == "soon"
    date = retry_after_header(FaultRule(status=503, retry_after=30, retry_after_form="date"), now)
    assert date == "Sun, 01 Mar 2026 12:00:30 GMT"


@given(st.binary(max_size=40))
def test_a_malformed_body_is_never_json(body: bytes) -> None:
    import json

    with pytest.raises(ValueError, match=r".*"):
        json.loads(spoiled("malformed", body))


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_a_wrong_shape_is_json_of_another_type(value: object) -> None:
    import json

    other = json.loads(spoiled("wrong_shape", json.dumps(value).encode()))
    assert isinstance(other, list if isinstance(value, dict) else dict)


# ---------------------------------------------------------------- happening


async def faulty(call: Caller, **rule: Any) -> None:
    call.state.room.clear_faults()
    call.state.room.add_fault(FaultRule(**rule))


@pytest.mark.anyio
async def test_a_status_answers_in_place_of_the_request() -> None:
    async with probe(no_auth=True) as call:
        await faulty(call, status=503, retry_after=2, method="POST", count=1)
        answer = await call("POST", "/ims/probe", content=b"x")
        assert (answer.status, answer.minor) == (503, "server_busy")
        assert answer.headers["retry-after"] == "2"
        assert call.app.state.get("writes", 0) == 0
        assert (await call("POST", "/ims/probe", content=b"x")).status == 201


@pytest.mark.anyio
async def test_a_connection_dropped_before_leaves_nothing_behind_one_dropped_after_does() -> None:
    async with probe(no_auth=True) as call:
        for drop, writes in (("before", 0), ("after", 1)):
            await faulty(call, drop=drop)
            with pytest.raises(SendFailure):
                await call("POST", "/ims/probe", content=b"x")
            assert call.app.state.get("writes", 0) == writes


@pytest.mark.anyio
async def test_a_truncated_body_breaks_off() -> None:
    async with probe(no_auth=True) as call:
        await faulty(call, body="truncated")
        with pytest.raises(SendFailure):
            await call("GET", "/ims/probe/1")


@pytest.mark.anyio
async def test_a_trickled_body_comes_in_pieces_and_whole() -> None:
    async with probe(no_auth=True) as call:
        await faulty(call, body="trickled", trickle_seconds=0.0)
        assert (await call("GET", "/ims/probe/1")).json["id"] == "1"


@pytest.mark.anyio
@pytest.mark.parametrize(("body", "kind"), [("malformed", "application/json"), ("html", "text/html")])
async def test_a_body_that_is_no_json(body: str, kind: str) -> None:
    async with probe(no_auth=True) as call:
        await faulty(call, body=body)
        answer = await call("GET", "/ims/probe/1")
        assert answer.status == 200
        assert answer.headers["content-type"].startswith(kind)
        with pytest.raises(ValueError, match=r".*"):
            _ = answer.json


@pytest.mark.anyio
async def test_a_wrong_shape_keeps_the_status() -> None:
    async with probe(no_auth=True) as call:
        await faulty(call, body="wrong_shape")
        answer = await call("POST", "/ims/probe", content=b"abc")
    assert (answer.status, answer.json) == (201, [{"bytes": 3}])


@pytest.mark.anyio
async def test_a_redirect_points_to_another_host() -> None:
    async with probe(no_auth=True) as call:
        await faulty(call, redirect="https://elsewhere.example/x", status=307)
        answer = await call("GET", "/ims/probe/1")
    assert (answer.status, answer.headers["location"]) == (307, "https://elsewhere.example/x")


@pytest.mark.anyio
async def test_a_delay_lets_the_caller_give_up() -> None:
    async with probe(no_auth=True) as call:
        await faulty(call, delay=3600)
        with pytest.raises(SendFailure) as failure:
            await call("GET", "/ims/probe/1", timeout=0.05)
        assert failure.value.kind == "timeout"
        entry = call.state.room.journal()[-1]
        assert (entry.status, entry.fault) == (None, "fault-2" if entry.fault == "fault-2" else "fault-1")


@pytest.mark.anyio
async def test_a_fault_comes_before_the_token_check_and_covers_the_token_endpoint() -> None:
    async with probe() as call:
        await faulty(call, status=503)
        assert (await call("GET", "/ims/probe/1")).status == 503
        assert (await call("POST", "/oauth/token", form={})).status == 503


@pytest.mark.anyio
async def test_the_control_api_has_no_faults() -> None:
    async with probe() as call:
        await faulty(call, drop="before")
        assert (await call("GET", "/_sandbox/health")).status == 200
        assert (await call.control("DELETE", "/faults")).status == 204


@pytest.mark.anyio
async def test_a_fault_with_a_fault_free_path_after_it_still_wants_a_token() -> None:
    async with probe() as call:
        await faulty(call, delay=0.001)
        assert (await call("GET", "/ims/probe/1")).status == 401
