"""When deliveries are made: the schedule, the order, several at once, and the end of it all."""

from __future__ import annotations

import json
import threading
import time
from datetime import UTC, datetime

import pytest
from receiver import Receiver
from webhook_support import START, Hooks, eventually, hooks, receiving

from timeback_sandbox import Sandbox

__all__ = ["hooks"]

pytestmark = pytest.mark.socket

EVENT = {"type": "ActivityEvent", "actor": "https://x.example/users/1"}


# ---------------------------------------------------------------- when, and how often


def test_a_failing_delivery_is_tried_by_the_schedule_of_the_sandboxs_clock(hooks: Hooks) -> None:
    calls, _ = receiving(hooks, 500, 404, 302, 503)
    hooks.store({"id": "e1"})
    hooks.engine.run_due()
    made = 1
    for wait in (1, 5, 30):
        hooks.sandbox.clock.advance(wait - 0.001)
        assert hooks.engine.run_due() == 0
        assert len(calls.ids) == made
        hooks.sandbox.clock.advance(0.001)
        hooks.engine.run_due()
        made += 1
        assert len(calls.ids) == made
    (logged,) = hooks.log()
    assert logged.state == "failed"
    assert logged.due_at is None
    assert [attempt.status for attempt in logged.attempts] == [500, 404, 302, 503]
    assert [(attempt.at - START).total_seconds() for attempt in logged.attempts] == [0, 1, 6, 36]
    assert [headers["X-Timeback-Attempt"] for headers in calls.headers] == ["1", "2", "3", "4"]
    assert len({headers["webhook-id"] for headers in calls.headers}) == 1


def test_the_background_follows_a_clock_that_is_moved(hooks: Hooks) -> None:
    calls, _ = receiving(hooks, 500, 500)
    hooks.store({"id": "e1"}, wake=True)
    eventually(lambda: len(hooks.log()[0].attempts) == 1)
    hooks.sandbox.clock.advance(1)
    eventually(lambda: len(hooks.log()[0].attempts) == 2)
    hooks.sandbox.clock.advance(5)
    eventually(lambda: hooks.states() == ["delivered"])
    assert calls.ids == ["e1"] * 3


def test_the_background_tries_again_by_itself_when_time_runs() -> None:
    with Sandbox(seed="empty", webhook_retry=(0.02, 0.0, 0.02)) as sandbox:
        hooks = Hooks(sandbox)
        calls, _ = receiving(hooks, 500, 500, 500)
        hooks.store({"id": "e1"}, wake=True)
        eventually(lambda: hooks.states() == ["delivered"])
        assert len(calls.ids) == 4
        hooks.close()


def test_a_receiver_may_ask_to_be_left_alone_for_a_while(hooks: Hooks) -> None:
    with Receiver() as receiver:
        receiver.answer(429, {"Retry-After": "120"})
        receiver.answer(503, {"Retry-After": "86400"})
        hooks.webhook(receiver.url)
        hooks.store(EVENT)
        hooks.engine.run_due()
        assert (hooks.log()[0].due_at, len(receiver.deliveries)) == (datetime(2026, 1, 5, 10, 2, tzinfo=UTC), 1)
        hooks.sandbox.clock.advance(120)
        hooks.engine.run_due()
        assert hooks.log()[0].due_at == datetime(2026, 1, 5, 11, 2, tzinfo=UTC)
        hooks.sandbox.clock.advance(3600)
        hooks.engine.run_due()
    assert hooks.states() == ["delivered"]


def test_a_receiver_that_is_gone_loses_its_webhook(hooks: Hooks) -> None:
    calls, webhook = receiving(hooks, 500, 410)
    hooks.store({"id": "e1"}, {"id": "e2"}, {"id": "e3"})
    hooks.sandbox.sync.settle()
    assert calls.ids == ["e1", "e2"]
    assert hooks.states() == ["cancelled", "failed", "cancelled"]
    assert hooks.read_webhook(webhook)["active"] is False


def test_a_receiver_that_fails_for_days_loses_its_webhook_until_it_is_activated() -> None:
    with Sandbox(seed="empty", webhook_disable_after=1000.0, webhook_retry=()) as sandbox:
        sandbox.clock.set(START, frozen=True)
        hooks = Hooks(sandbox)
        calls, webhook = receiving(hooks, 500, 500, 200, 500, 500, 500)
        for advance, active in ((0, True), (999, True), (1, True), (1, True), (999, True), (1, False)):
            sandbox.clock.advance(advance)
            hooks.store({"id": "e"})
            hooks.engine.run_due()
            assert hooks.read_webhook(webhook)["active"] is active
        hooks.send("PUT", f"/webhooks/{webhook['id']}/activate")
        calls.statuses = [500]
        hooks.store({"id": "e"})
        hooks.engine.run_due()
        assert hooks.read_webhook(webhook)["active"] is True, "the count began anew"
        hooks.close()


def test_a_receiver_that_does_not_answer_in_time_has_failed() -> None:
    with Receiver() as receiver, Sandbox(seed="empty", webhook_timeout=0.5, webhook_retry=(0.0,)) as sandbox:
        receiver.answer(200, delay=5)
        hooks = Hooks(sandbox)
        hooks.webhook(receiver.url)
        hooks.store(EVENT)
        sandbox.sync.settle()
        eventually(lambda: hooks.states() == ["delivered"])
        first, second = hooks.log()[0].attempts
        assert (first.status, first.error) == (None, "no complete answer within 0.5 s")
        assert 0.5 <= first.duration < 3
        assert second.status == 200
        hooks.close()


# ---------------------------------------------------------------- order and independence


def test_first_attempts_come_in_the_order_of_storing_one_at_a_time(hooks: Hooks) -> None:
    with Receiver() as receiver:
        receiver.answer_always(200, delay=0.005)
        hooks.webhook(receiver.url)
        ids = [f"e{number}" for number in range(30)]
        for start in range(0, 30, 10):
            hooks.store(*[{"id": id} for id in ids[start : start + 10]], wake=True)
        hooks.sandbox.sync.settle()
        assert [json.loads(delivery.body)["id"] for delivery in receiver.deliveries] == ids
        assert receiver.most_in_flight == 1


def test_a_delivery_that_is_tried_again_does_not_hold_up_later_ones(hooks: Hooks) -> None:
    calls, _ = receiving(hooks, 500)
    hooks.store({"id": "e1"}, {"id": "e2"}, {"id": "e3"})
    hooks.engine.run_due()
    assert calls.ids == ["e1", "e2", "e3"]
    assert hooks.states() == ["pending", "delivered", "delivered"]
    hooks.sandbox.clock.advance(1)
    hooks.engine.run_due()
    assert calls.ids == ["e1", "e2", "e3", "e1"]
    assert hooks.states() == ["delivered"] * 3


def test_at_most_one_repeated_delivery_is_under_way_beside_a_first_one(hooks: Hooks) -> None:
    with Receiver() as receiver:
        for _ in range(5):
            receiver.answer(500)
        hooks.webhook(receiver.url)
        hooks.store(*[{"id": f"e{number}"} for number in range(5)])
        hooks.engine.run_due()
        receiver.answer_always(200, delay=0.02)
        hooks.sandbox.clock.advance(1)
        hooks.store(*[{"id": f"e{number}"} for number in range(5, 10)])
        hooks.engine.run_due()
        assert receiver.most_in_flight <= 2
    assert hooks.states() == ["delivered"] * 10


def test_a_pattern_that_makes_others_hang_does_not_hold_up_storing(hooks: Hooks) -> None:
    calls, webhook = receiving(hooks)
    hooks.filter(webhook, "text", "regexp", "^(a+)+$")
    hooks.store({"id": "e1", "text": "a" * 5000 + "!"}, {"id": "e2", "text": "aaa"})
    hooks.engine.run_due()
    assert calls.ids == ["e2"]


def test_a_slow_receiver_holds_up_neither_storing_nor_other_receivers(hooks: Hooks) -> None:
    release = threading.Event()

    def slow(_headers: object, _body: bytes) -> int:
        release.wait(10)
        return 200

    hooks.engine.register("https://slow.example/in", slow)
    hooks.webhook("https://slow.example/in")
    quick, _ = receiving(hooks)
    try:
        for number in range(50):
            hooks.store({"id": f"e{number}"}, wake=True)
        eventually(lambda: hooks.states().count("delivered") == 50, timeout=15)
        assert len(quick.ids) == 50
        assert hooks.states().count("pending") == 50, "all those of the slow one"
    finally:
        release.set()
    hooks.sandbox.sync.settle()
    assert set(hooks.states()) == {"delivered"}


def test_many_receivers_are_served_at_the_same_time(hooks: Hooks) -> None:
    together = threading.Barrier(8, timeout=5)

    def waiting(_headers: object, _body: bytes) -> int:
        together.wait()
        return 200

    for number in range(8):
        hooks.engine.register(f"https://far.example/{number}", waiting)
        hooks.webhook(f"https://far.example/{number}")
    hooks.store(EVENT)
    hooks.sandbox.sync.settle()
    assert hooks.states() == ["delivered"] * 8


def test_no_more_than_so_many_attempts_are_made_at_once(hooks: Hooks) -> None:
    release, lock, running = threading.Event(), threading.Lock(), [0, 0]

    def counting(_headers: object, _body: bytes) -> int:
        with lock:
            running[0] += 1
            running[1] = max(running)
        release.wait(10)
        with lock:
            running[0] -= 1
        return 200

    hooks.engine.register("https://far.example/in", counting)
    for _ in range(40):
        hooks.webhook("https://far.example/in")
    hooks.store(EVENT, wake=True)
    eventually(lambda: running[0] == 32)
    release.set()
    hooks.sandbox.sync.settle()
    assert hooks.states() == ["delivered"] * 40
    assert running[1] == 32


def test_a_webhook_switched_off_while_it_is_delivered_to_gets_nothing_more(hooks: Hooks) -> None:
    entered, release = threading.Event(), threading.Event()

    def held(_headers: object, _body: bytes) -> int:
        entered.set()
        release.wait(10)
        return 500

    hooks.engine.register("https://far.example/in", held)
    webhook = hooks.webhook("https://far.example/in")
    hooks.store({"id": "e1"}, {"id": "e2"}, wake=True)
    assert entered.wait(5)
    hooks.send("PUT", f"/webhooks/{webhook['id']}/deactivate")
    release.set()
    hooks.sandbox.sync.settle()
    first, second = hooks.log()
    assert (first.state, len(first.attempts)) == ("cancelled", 1)
    assert (second.state, len(second.attempts)) == ("cancelled", 0)


# ---------------------------------------------------------------- ends


def test_a_sandbox_stops_within_seconds_though_a_receiver_hangs() -> None:
    with Receiver() as receiver:
        receiver.answer_always(200, delay=60)
        sandbox = Sandbox(seed="empty").start()
        hooks = Hooks(sandbox)
        hooks.webhook(receiver.url)
        hooks.store(EVENT, wake=True)
        receiver.wait_for(1)
        begun = time.monotonic()
        hooks.close()
        sandbox.stop()
        assert time.monotonic() - begun < 3


def test_a_reset_forgets_deliveries_even_those_under_way(hooks: Hooks) -> None:
    entered, release = threading.Event(), threading.Event()

    def held(_headers: object, _body: bytes) -> int:
        entered.set()
        release.wait(10)
        return 500

    hooks.engine.register("https://far.example/in", held)
    hooks.webhook("https://far.example/in")
    hooks.store(EVENT, wake=True)
    assert entered.wait(5)
    hooks.sandbox.sync.reset()
    release.set()
    assert hooks.log() == []
    hooks.sign_in()
    calls, _ = receiving(hooks)
    hooks.store({"id": "e1"})
    hooks.sandbox.sync.settle()
    assert calls.ids == ["e1"]
    assert hooks.states() == ["delivered"]


def test_a_restored_snapshot_goes_on_with_what_was_pending_then(hooks: Hooks) -> None:
    calls, _ = receiving(hooks)
    hooks.store({"id": "e1"})
    hooks.sandbox.sync.snapshot("before")
    hooks.sandbox.sync.settle()
    hooks.sandbox.sync.restore("before")
    hooks.sandbox.sync.settle()
    assert hooks.states() == ["delivered"]
    assert len(calls.ids) >= 2, "at least once more"
    assert len({headers["webhook-id"] for headers in calls.headers}) == 1
