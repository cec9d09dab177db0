"""The sandbox on a real socket: faults as HTTP libraries see them, starting and stopping."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from pyreqwest.client import ClientBuilder
from pyreqwest.exceptions import PyreqwestError
from sandbox_probe import probe_routes

from timeback_sandbox.app import create_app_for
from timeback_sandbox.faults import DropFault, FaultRule
from timeback_sandbox.server import EmbeddedServer, url_of
from timeback_sandbox.settings import Settings
from timeback_sandbox.sever import sever
from timeback_sandbox.state import State

pytestmark = [pytest.mark.socket]


@contextmanager
def served(**settings: Any) -> Generator[tuple[str, State]]:
    """The probe application on a free port, open to everybody."""
    state = State(Settings(seed="empty", no_auth=True, **settings))
    server = EmbeddedServer(create_app_for(state, probe_routes()), state)
    server.start()
    try:
        yield url_of(server.host, server.port), state
    finally:
        server.stop()
        state.close()


@pytest.mark.parametrize("drop", ["before", "after"])
def test_a_dropped_connection_is_one_for_the_caller(drop: DropFault) -> None:
    with served() as (url, state), httpx2.Client(base_url=url) as client:
        state.room.add_fault(FaultRule(drop=drop, count=1))
        with pytest.raises(httpx2.RemoteProtocolError):
            client.post("/ims/probe", content=b"x")
        assert state.room.journal()[-1].status is None
        assert client.get("/ims/probe/1").status_code == 200


def test_a_truncated_body_breaks_off_in_the_middle() -> None:
    with served() as (url, state), httpx2.Client(base_url=url) as client:
        whole = len(client.get("/ims/probe/1").content)
        state.room.add_fault(FaultRule(body="truncated"))
        with client.stream("GET", "/ims/probe/1") as answer:
            assert answer.headers["content-length"] == str(whole)
            pieces: list[bytes] = []
            with pytest.raises(httpx2.RemoteProtocolError):
                pieces.extend(answer.iter_raw())
        assert len(b"".join(pieces)) == whole // 2


@pytest.mark.anyio
@pytest.mark.parametrize("rule", [{"drop": "before"}, {"drop": "after"}, {"body": "truncated"}])
async def test_the_other_http_library_sees_it_too(rule: dict[str, Any]) -> None:
    with served() as (url, state):
        async with ClientBuilder().base_url(f"{url}/").build() as client:
            state.room.add_fault(FaultRule(**rule, count=1))
            with pytest.raises(PyreqwestError):
                await (await client.get("ims/probe/1").build().send()).bytes()
            assert (await client.get("ims/probe/1").build().send()).status == 200


def test_a_trickled_body_comes_in_pieces() -> None:
    with served() as (url, state), httpx2.Client(base_url=url) as client:
        state.room.add_fault(FaultRule(body="trickled", trickle_seconds=0.2))
        with client.stream("GET", "/ims/probe/1") as answer:
            pieces = list(answer.iter_raw())
        assert len(pieces) > 3
        assert b"filler" in b"".join(pieces)


def test_only_the_connection_that_is_meant_is_cut() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = listener.getsockname()
        with socket.create_connection(address) as one, socket.create_connection(address) as two:
            one_here, two_here = listener.accept()[0], listener.accept()[0]
            with one_here, two_here:
                assert sever(address, one.getsockname()) is True
                assert sever(address, ("127.0.0.1", 1)) is False
                two_here.sendall(b"still there")
                assert two.recv(100) == b"still there"
                with pytest.raises((ConnectionError, OSError)):
                    one_here.sendall(b"gone")


def test_several_servers_live_in_one_process_and_leave_nothing_behind() -> None:
    def counts() -> tuple[int, int]:
        files = Path("/proc/self/fd")
        return threading.active_count(), len(list(files.iterdir())) if files.is_dir() else 0

    with served():
        pass  # whatever is loaded once
    before = counts()
    with served() as (one, _), served() as (other, _):
        assert one != other
        assert httpx2.get(f"{one}/_sandbox/health").json() == httpx2.get(f"{other}/_sandbox/health").json()
    assert counts() == before


def test_stopping_does_not_wait_for_requests_or_idle_connections() -> None:
    gone = threading.Event()

    def wait_long(url: str) -> None:
        try:
            httpx2.get(f"{url}/ims/probe/1", timeout=60)
        except httpx2.TransportError:
            gone.set()

    with served() as (url, state), httpx2.Client(base_url=url) as idle:
        idle.get("/ims/probe/1")
        state.room.add_fault(FaultRule(delay=3600))
        waiting = threading.Thread(target=wait_long, args=(url,))
        waiting.start()
        while len(state.room.journal()) < 2:
            time.sleep(0.001)
        started = time.monotonic()
    assert time.monotonic() - started < 5
    waiting.join(10)
    assert gone.is_set()


def test_a_port_in_use_is_refused_and_a_port_is_free_again_after_stopping() -> None:
    with served() as (url, _):
        port = int(url.rpartition(":")[2])
        state = State(Settings(seed="empty"))
        with pytest.raises(OSError, match="in use"):
            EmbeddedServer(create_app_for(state, []), state, "127.0.0.1", port)
    server = EmbeddedServer(create_app_for(state, []), state, "127.0.0.1", port)
    server.start()
    server.stop()
    state.close()


def test_a_servers_logging_leaves_the_programs_own_handlers_alone(tmp_path: Any) -> None:
    import logging

    handler = logging.FileHandler(tmp_path / "own.log")
    log = logging.getLogger("somebody.else")
    log.addHandler(handler)
    try:
        with served():
            log.warning("still written")
    finally:
        log.removeHandler(handler)
        handler.close()
    assert "still written" in (tmp_path / "own.log").read_text()


@pytest.mark.anyio
async def test_a_caller_who_gives_up_does_not_disturb_the_others() -> None:
    with served() as (url, state):
        state.room.add_fault(FaultRule(delay=3600, path="/ims/probe/slow"))
        async with httpx2.AsyncClient(base_url=url) as client:
            with pytest.raises(httpx2.ReadTimeout):
                await client.get("/ims/probe/slow", timeout=0.1)
            answers: list[int] = []

            async def ask() -> None:
                answers.append((await client.get("/ims/probe/1")).status_code)

            async with anyio.create_task_group() as group:
                for _ in range(20):
                    group.start_soon(ask)
        assert answers == [200] * 20
