"""Deliveries on a database file: restarts, crashes, and several processes that share it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from receiver import Receiver
from webhook_support import Hooks, eventually

from timeback_sandbox import Sandbox
from timeback_sandbox.settings import Settings
from timeback_sandbox.state import State
from timeback_sandbox.webhooks import queue
from timeback_sandbox.webhooks.engine import DeliveryEngine

SUPPORT = Path(__file__).parents[1] / "support"
pytestmark = pytest.mark.socket


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'sandbox.db'}"


def test_what_was_pending_is_delivered_after_a_restart(database: str) -> None:
    with Receiver() as receiver:
        with Sandbox(seed="empty", database=database) as sandbox:
            hooks = Hooks(sandbox)
            hooks.webhook(receiver.url)
            hooks.store({"id": "e1"}, {"id": "e2"})
            pending = [f"msg_{one.id}" for one in hooks.log()]
            hooks.close()
        assert receiver.deliveries == []
        with Sandbox(seed="empty", database=database) as sandbox:
            receiver.wait_for(2)
            engine = sandbox.state.deliveries
            eventually(lambda: [one.state for one in engine.log()] == ["delivered", "delivered"])
        assert [delivery.headers["webhook-id"] for delivery in receiver.deliveries] == pending


def test_what_a_stopped_sandbox_was_delivering_comes_again_with_the_same_id(database: str) -> None:
    with Receiver() as receiver:
        receiver.answer(200, delay=60)
        with Sandbox(seed="empty", database=database) as sandbox:
            hooks = Hooks(sandbox)
            hooks.webhook(receiver.url)
            hooks.store({"id": "e1"}, wake=True)
            receiver.wait_for(1)
            hooks.close()
        with Sandbox(seed="empty", database=database) as sandbox:
            sandbox.sync.settle()
            assert [one.state for one in sandbox.state.deliveries.log()] == ["delivered"]
        first, second = receiver.deliveries
        assert first.headers["webhook-id"] == second.headers["webhook-id"]


@pytest.mark.slow
def test_a_process_that_is_killed_loses_no_delivery(database: str) -> None:
    with Receiver() as receiver:
        receiver.answer(200)
        receiver.answer(200)
        receiver.answer(200, delay=60)  # here it is killed
        command = [sys.executable, str(SUPPORT / "webhook_victim.py"), database, receiver.url]
        with subprocess.Popen(command) as victim:
            try:
                receiver.wait_for(3, timeout=30)
            finally:
                victim.kill()
        with Sandbox(seed="empty", database=database) as sandbox:
            sandbox.sync.settle()
            logged = sandbox.state.deliveries.log()
        assert [one.state for one in logged] == ["delivered"] * 5
        arrived = [(json.loads(one.body)["id"], one.headers["webhook-id"]) for one in receiver.deliveries]
        assert [event for event, _ in arrived[-3:]] == ["e2", "e3", "e4"], "in order, the interrupted one first"
        assert {event for event, _ in arrived} == {f"e{number}" for number in range(5)}
        assert len(set(arrived)) == 5, "what came twice has one id"


# ---------------------------------------------------------------- several processes


class Workers:
    """Two states on one file, as two processes have them."""

    def __init__(self, database: str) -> None:
        self.states = [State(Settings(database=database, workers=2)) for _ in range(2)]
        self.calls: list[tuple[int, str]] = []
        self.hold = threading.Event()
        self.hold.set()

    def engine(self, number: int) -> DeliveryEngine:
        return self.states[number].deliveries

    def register(self, url: str) -> None:
        def receiver(number: int) -> object:
            def receive(_headers: object, body: bytes) -> int:
                self.calls.append((number, json.loads(body)["id"]))
                self.hold.wait(10)
                return 200

            return receive

        for number in range(2):
            self.engine(number).register(url, receiver(number))  # type: ignore[arg-type]

    def close(self) -> None:
        self.hold.set()
        for state in self.states:
            state.close()


@pytest.fixture
def workers(database: str) -> Iterator[Workers]:
    with Sandbox(seed="empty", database=database) as sandbox:
        hooks = Hooks(sandbox)
        hooks.webhook("https://far.example/in")
        hooks.store(*[{"id": f"e{number}"} for number in range(20)])
        hooks.close()
        sandbox.state.deliveries._stopped = True  # this one only prepares
        made = Workers(database)
        made.register("https://far.example/in")
        yield made
        made.close()


def test_processes_that_share_a_file_deliver_each_event_once_and_in_order(workers: Workers) -> None:
    threads = [threading.Thread(target=workers.engine(number).run_due) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    eventually(lambda: {one.state for one in workers.engine(0).log()} == {"delivered"})
    assert [event for _, event in workers.calls] == [f"e{number}" for number in range(20)]


def test_a_claim_keeps_others_away_until_it_runs_out(workers: Workers) -> None:
    now, real = workers.states[0].clock.timestamp(), time.time()
    store = workers.states[0].store
    with store.write() as connection:
        (claimed,) = queue.claim(connection, "killed", now=now, real=real, limit=10)
    with store.read() as connection:
        assert queue.waiting(connection, now=now, real=real + queue.LEASE - 1, limit=10) == []
        assert queue.waiting(connection, now=now, real=real + queue.LEASE + 1, limit=10) == [claimed]
    with store.write() as connection:
        queue.prolong(connection, "killed", [claimed.id], real + 20)
        assert queue.waiting(connection, now=now, real=real + queue.LEASE + 1, limit=10) == []
        queue.release(connection, "killed")
        assert queue.waiting(connection, now=now, real=real, limit=10) == [claimed]


def test_a_process_finds_what_another_one_left_behind(workers: Workers) -> None:
    for state in workers.states:
        state.deliveries.resume()
    eventually(lambda: {one.state for one in workers.engine(0).log()} == {"delivered"}, timeout=20)
    assert len(workers.calls) == 20
