"""Jobs: their life, their failures, restarts in the middle, several processes and threads."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from caliper_events import Intake, activity, envelope, general, intake, refused

from timeback_sandbox import Sandbox, effects
from timeback_sandbox.caliper import ledger
from timeback_sandbox.caliper.control import fail_next
from timeback_sandbox.caliper.envelope import read_envelope
from timeback_sandbox.caliper.ingest import accept
from timeback_sandbox.settings import Settings
from timeback_sandbox.state import State


def eventually(holds: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Whether something becomes true within a time that no busy machine exceeds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.005)
    return holds()


@pytest.fixture
def by_hand() -> Iterator[Intake]:
    """A sandbox whose jobs only go on when told to."""
    with intake(job_delay=None) as made:
        yield made


def test_a_job_waits_is_active_and_completes(by_hand: Intake) -> None:
    event = activity()
    job_id = by_hand.accept(event)
    assert by_hand.job(job_id) == {"id": job_id, "state": "waiting", "returnValue": None, "processedOn": None}
    assert by_hand.get(event["id"]).status == 404
    assert by_hand.sandbox.state.jobs.advance() == 1
    active = by_hand.job(job_id)
    assert (active["state"], active["returnValue"]) == ("active", None)
    assert active["processedOn"].endswith("Z")
    assert by_hand.get(event["id"]).status == 404
    assert by_hand.ids() == []
    assert by_hand.sandbox.state.jobs.advance() == 1
    done = by_hand.job(job_id)
    assert done["state"] == "completed"
    assert done["processedOn"] == active["processedOn"]
    (result,) = done["returnValue"]["results"]
    assert result == {"allocatedId": "1", "externalId": event["id"]}
    assert by_hand.get(event["id"]).status == 200
    assert by_hand.sandbox.state.jobs.advance() == 0


def test_jobs_have_ascending_numbers_and_are_done_in_their_order(by_hand: Intake) -> None:
    events = [general() for _ in range(45)]
    jobs = [by_hand.accept(event) for event in events]
    assert jobs == [str(number) for number in range(1, 46)]
    assert by_hand.sandbox.sync.settle() == 45
    assert [by_hand.numbers(job_id) for job_id in jobs] == [[str(number)] for number in range(1, 46)]


def test_settling_finishes_active_jobs_too(by_hand: Intake) -> None:
    first = by_hand.accept(general())
    by_hand.sandbox.state.jobs.advance()
    second = by_hand.accept(general())
    assert by_hand.sandbox.sync.settle() == 2
    assert {by_hand.job(one)["state"] for one in (first, second)} == {"completed"}


def test_one_job_can_be_taken_on_alone(by_hand: Intake) -> None:
    first, second = by_hand.accept(general()), by_hand.accept(general())
    assert by_hand.sandbox.state.jobs.advance(int(second)) == 1
    assert by_hand.job(first)["state"] == "waiting"
    assert by_hand.job(second)["state"] == "active"


@pytest.mark.parametrize("job_id", ["0", "2", "01", "-1", "x", "1.0", "٣", "9" * 40, "%00"])
def test_an_unknown_job_is_not_found(by_hand: Intake, job_id: str) -> None:
    by_hand.accept(general())
    reply = by_hand.line.send("GET", f"/jobs/{job_id}/status".encode(), [by_hand.line.token])
    refused(reply, 404)


def test_without_delay_a_job_is_done_before_the_answer() -> None:
    with intake(job_delay=0) as made:
        event = general()
        job = made.job(made.accept(event))
        assert job["state"] == "completed"
        assert job["processedOn"] is not None
        assert made.get(event["id"]).status == 200


def test_with_a_delay_jobs_go_on_by_themselves() -> None:
    with intake(job_delay=0.05) as made:
        started = time.monotonic()
        job_id = made.accept(general())
        seen = [made.job(job_id)["state"]]
        assert eventually(lambda: bool(seen.append(made.job(job_id)["state"])) or seen[-1] == "completed")
        assert time.monotonic() - started >= 0.1
        assert [state for index, state in enumerate(seen) if state not in seen[:index]][:1] == ["waiting"]
        assert seen == sorted(seen, key=["waiting", "active", "completed"].index)


def test_nothing_runs_while_nothing_is_pending() -> None:
    def runs() -> bool:
        thread = made.sandbox.state.jobs._repeater._thread
        return thread is not None and thread.is_alive()

    with intake(job_delay=0.0) as made:
        made.accept(general())
        made.page()
        assert not runs()
    with intake(job_delay=0.01) as made:
        made.page()
        assert not runs()
        job_id = made.accept(general())
        assert runs()
        assert eventually(lambda: made.job(job_id)["state"] == "completed")
        assert eventually(lambda: made.sandbox.state.jobs._step() is None)
        repeater = made.sandbox.state.jobs._repeater
    assert repeater._thread is not None
    assert not repeater._thread.is_alive()


def test_a_frozen_clock_does_not_hold_jobs_up() -> None:
    with intake(job_delay=0.01) as made:
        made.sandbox.clock.freeze()
        job_id = made.accept(general())
        assert eventually(lambda: made.job(job_id)["state"] == "completed")


def test_a_reset_forgets_jobs_and_numbers_begin_anew(by_hand: Intake) -> None:
    by_hand.accept(general())
    by_hand.sandbox.sync.reset()
    refused(by_hand.request("GET", "/jobs/1/status"), 404)
    event = general()
    assert by_hand.accept(event) == "1"
    by_hand.sandbox.sync.settle()
    assert by_hand.ids() == [event["id"]]


def test_a_snapshot_brings_pending_jobs_back() -> None:
    with intake(job_delay=0.01) as made:
        made.sandbox.state.jobs.stop()
        event = general()
        job_id = made.accept(event)
        made.sandbox.sync.snapshot("before")
        made.sandbox.sync.settle()
        made.sandbox.sync.restore("before")
        assert made.job(job_id)["state"] == "waiting"
        assert made.sandbox.sync.settle() == 1
        assert made.ids() == [event["id"]]


# ---------------------------------------------------------------- failures


def test_jobs_can_be_made_to_fail(by_hand: Intake) -> None:
    events = [general() for _ in range(4)]
    jobs = [by_hand.accept(event) for event in events]
    state = by_hand.sandbox.state
    fail_next(state, "the disk is full", 2)
    fail_next(state, "half way", 1, stored=0)
    by_hand.sandbox.sync.settle()
    for job_id in jobs[:2]:
        job = by_hand.job(job_id)
        assert (job["state"], job["returnValue"], job["failedReason"]) == ("failed", None, "the disk is full")
    assert by_hand.job(jobs[2])["returnValue"] == {"status": "error", "results": []}
    assert by_hand.job(jobs[3])["returnValue"]["status"] == "success"
    assert by_hand.ids() == [events[3]["id"]]
    assert by_hand.numbers(by_hand.accept(events[0]) if by_hand.sandbox.sync.settle() else jobs[3])


def test_a_job_can_store_some_of_its_events_only(by_hand: Intake) -> None:
    events = [general() for _ in range(3)]
    fail_next(by_hand.sandbox.state, "half way", stored=2)
    job_id = by_hand.accept(*events)
    by_hand.sandbox.sync.settle()
    job = by_hand.job(job_id)
    assert job["state"] == "completed"
    assert job["returnValue"]["status"] == "error"
    assert [one["externalId"] for one in job["returnValue"]["results"]] == [event["id"] for event in events[:2]]
    assert by_hand.get(events[2]["id"]).status == 404


def test_failing_needs_sensible_numbers(by_hand: Intake) -> None:
    for count, stored in ((0, None), (1, -1)):
        with pytest.raises(ValueError, match="got"):
            fail_next(by_hand.sandbox.state, "x", count, stored)


def test_a_job_that_cannot_be_done_holds_up_no_other(
    by_hand: Intake, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    events = [general() for _ in range(3)]
    jobs = [by_hand.accept(event) for event in events]

    def broken(state: Any, connection: Any, new: Any) -> None:
        if any(one.external_id == events[1]["id"] for one in new):
            raise RuntimeError("the insides")

    monkeypatch.setattr(effects, "events_stored", broken)
    by_hand.sandbox.sync.settle()
    assert [by_hand.job(job_id)["state"] for job_id in jobs] == ["completed", "failed", "completed"]
    assert "insides" not in by_hand.job(jobs[1])["failedReason"]
    assert by_hand.ids() == [events[2]["id"], events[0]["id"]]
    assert any("job 2 failed" in record.getMessage() for record in caplog.records)


# ---------------------------------------------------------------- control


def test_the_control_api_looks_at_jobs_and_takes_them_on() -> None:
    with intake(job_delay=None) as made:
        events = [general(), general()]
        first, second = (made.accept(event) for event in events)
        assert [(one["id"], one["state"]) for one in made.control("GET", "jobs")] == [
            ("2", "waiting"),
            ("1", "waiting"),
        ]
        assert made.control("POST", "jobs/advance", {"id": first}) == {"advanced": 1}
        assert [one["id"] for one in made.control("GET", "jobs?state=active")] == [first]
        assert made.control("POST", "jobs/advance", {"steps": 2}) == {"advanced": 3}
        assert made.job(second)["state"] == "completed"
        made.control("POST", "jobs/fail-next", {"reason": "asked for", "count": 1})
        third = made.accept(general())
        made.control("POST", "jobs/advance", {"steps": 2})
        (newest,) = made.control("GET", "jobs?limit=1")
        assert (newest["id"], newest["state"], newest["failedReason"]) == (third, "failed", "asked for")


# ---------------------------------------------------------------- files, restarts, processes


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'sandbox.db'}"


def test_a_restart_goes_on_with_what_was_accepted(tmp_path: Path) -> None:
    events = [activity() for _ in range(30)]
    with intake(database=url(tmp_path), job_delay=None) as made:
        jobs = [made.accept(event) for event in events]
        made.sandbox.state.jobs.advance(int(jobs[3]))
        made.sandbox.state.jobs.advance(int(jobs[4]))
        made.sandbox.state.jobs.advance(int(jobs[4]))
        assert len(made.ids()) == 1
    for delay in (0.0, 0.01):
        with intake(database=url(tmp_path), job_delay=delay) as made:
            assert eventually(lambda made=made: made.job(jobs[-1])["state"] == "completed")
            assert made.page()["pagination"]["total"] == 30
            assert {made.job(job_id)["state"] for job_id in jobs} == {"completed"}


def test_an_acknowledged_envelope_is_in_the_file(tmp_path: Path) -> None:
    with intake(database=url(tmp_path), job_delay=None) as made:
        event = activity()
        made.accept(event)
        with sqlite3.connect(tmp_path / "sandbox.db") as other:
            ((kept,),) = other.execute("SELECT envelope FROM caliper_jobs").fetchall()
        other.close()
    assert json.loads(kept)["data"] == [event]


def test_a_finished_job_keeps_no_envelope(tmp_path: Path) -> None:
    with intake(database=url(tmp_path), job_delay=None) as made:
        made.accept(activity())
        made.sandbox.sync.settle()
        with made.sandbox.state.store.read() as connection:
            assert ledger.open_jobs(connection, None, 10) == []
            assert connection.exec_driver_sql("SELECT envelope FROM caliper_jobs").scalar_one() is None


def test_jobs_of_a_process_that_is_gone_are_taken_over(tmp_path: Path) -> None:
    gone = State(Settings(database=url(tmp_path), seed="empty", job_delay=None))
    here = State(Settings(database=url(tmp_path), seed="empty", job_delay=0.0))
    try:
        body = json.dumps(envelope(general())).encode()
        accept(gone, None, read_envelope(body), body)
        assert here.jobs._step() is not None
        moment = time.monotonic() - 2
        here.jobs._foreign = dict.fromkeys(here.jobs._foreign, moment)
        while here.jobs._step() is not None:
            pass
        with here.store.read() as connection:
            assert ledger.open_ids(connection) == []
    finally:
        gone.close()
        here.close()


def test_numbers_given_anew_by_another_process_do_not_mix_envelopes_up(tmp_path: Path) -> None:
    here = State(Settings(database=url(tmp_path), seed="empty", job_delay=None))
    other = State(Settings(database=url(tmp_path), seed="empty", job_delay=None))
    try:
        bodies = [json.dumps(envelope(general())).encode() for _ in range(2)]
        accept(here, None, read_envelope(bodies[0]), bodies[0])
        other.reset()
        accept(other, None, read_envelope(bodies[1]), bodies[1])
        assert here.jobs.run_due() == 1
        with here.store.read() as connection:
            stored = connection.exec_driver_sql("SELECT document FROM caliper_events").scalar_one()
        assert json.loads(stored) == json.loads(bodies[1])["data"][0]
    finally:
        here.close()
        other.close()


def test_threads_that_finish_the_same_jobs_store_each_event_once(tmp_path: Path) -> None:
    for database in ("sqlite://", url(tmp_path)):
        with intake(database=database, job_delay=0.0) as made:
            state = made.sandbox.state
            events = [general() for _ in range(60)]
            bodies = [json.dumps(envelope(*events[at : at + 5])).encode() for at in range(0, 60, 3)]

            def work(state: State = state, bodies: list[bytes] = bodies) -> None:
                for body in bodies:
                    accept(state, None, read_envelope(body), body)
                    state.jobs.run_due()

            threads = [threading.Thread(target=work) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert sorted(made.ids(limit=1000)) == sorted(event["id"] for event in events)


WORKER = """
import json, sys, uuid
from timeback_sandbox.caliper.envelope import read_envelope
from timeback_sandbox.caliper.ingest import accept
from timeback_sandbox.settings import Settings
from timeback_sandbox.state import State
state = State(Settings(database=sys.argv[1], seed="empty", job_delay=0.002, deliver_webhooks=False))
for body in json.loads(sys.stdin.read()):
    body = body.encode()
    accept(state, None, read_envelope(body), body)
state.jobs.run_due()
state.close()
"""


@pytest.mark.slow
def test_processes_on_one_file_store_each_event_once(tmp_path: Path) -> None:
    with Sandbox(seed="empty", database=url(tmp_path)):
        pass  # the tables are there
    events = [general() for _ in range(40)]
    envelopes = json.dumps([json.dumps(envelope(*events[at : at + 4])) for at in range(0, 40, 2)])
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER, url(tmp_path)], stdin=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    try:
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write(envelopes)
            worker.stdin.close()
        assert [worker.wait(120) for worker in workers] == [0, 0, 0]
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    with intake(database=url(tmp_path)) as made:
        made.sandbox.sync.settle()
        assert sorted(made.ids(limit=1000)) == sorted(event["id"] for event in events)
        jobs = made.sandbox.state
        with jobs.store.read() as connection:
            states = connection.exec_driver_sql("SELECT state, count(*) FROM caliper_jobs GROUP BY state").all()
        assert [tuple(row) for row in states] == [("completed", 60)]
