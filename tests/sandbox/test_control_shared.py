"""The control room in a file: several workers see one state, and a restart finds what it needs."""

from __future__ import annotations

import stat
import threading
from collections.abc import Generator
from pathlib import Path

import pytest

from timeback_sandbox.faults import FaultRule
from timeback_sandbox.journal import Pending
from timeback_sandbox.room import ClockSetting, MemoryRoom
from timeback_sandbox.settings import Settings
from timeback_sandbox.shared_room import SharedRoom, room_path


def pending(path: str = "/x") -> Pending:
    entry = Pending("GET", path, b"", [(b"authorization", b"Bearer abc")], 1000.0, 1)
    entry.status = 200
    return entry


@pytest.fixture
def two(tmp_path: Path) -> Generator[tuple[SharedRoom, SharedRoom]]:
    path = tmp_path / "db-control"
    one, other = SharedRoom(path), SharedRoom(path)
    yield one, other
    one.close()
    other.close()


def test_the_first_to_ask_makes_a_secret_for_all_and_for_the_next_start(two: tuple[SharedRoom, SharedRoom]) -> None:
    one, other = two
    assert one.secret("key", lambda: "first") == "first"
    assert other.secret("key", lambda: "second") == "first"


def test_what_is_noted_is_noted_once_for_all_and_for_good(two: tuple[SharedRoom, SharedRoom]) -> None:
    for rooms in (two, (MemoryRoom(),) * 2):
        one, other = rooms
        assert [one.noted("keys", "b"), other.noted("keys", "a")] == [["b"], ["b", "a"]]
        one.reset()
        assert one.noted("keys", "a") == ["b", "a"]
        assert other.noted("others", "c") == ["c"]


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "db-control"
    SharedRoom(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_one_worker_is_told_the_others_know_after_a_look(two: tuple[SharedRoom, SharedRoom]) -> None:
    one, other = two
    assert other.refresh() is False
    one.set_clock(ClockSetting(5.0))
    assert other.refresh() is True
    assert other.clock == ClockSetting(5.0)
    one.revoke_tokens()
    other.refresh()
    assert other.generation == 1
    rule = one.add_fault(FaultRule(status=503))
    assert other.has_faults is False
    other.refresh()
    assert other.has_faults is True
    assert [state.rule for state in other.faults()] == [rule]
    assert other.remove_fault(rule.id) is True
    one.refresh()
    assert one.has_faults is False
    assert one.remove_fault(rule.id) is False


def test_faults_fire_exactly_as_often_as_told_over_all_workers(tmp_path: Path) -> None:
    rooms = [SharedRoom(tmp_path / "db-control") for _ in range(3)]
    rooms[0].add_fault(FaultRule(status=503, count=20))
    hits: list[str] = []

    def ask(room: SharedRoom) -> None:
        for _ in range(30):
            rule = room.fire("GET", "/")
            if rule is not None:
                hits.append(rule.id)

    threads = [threading.Thread(target=ask, args=(room,)) for room in rooms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert hits == ["fault-1"] * 20
    assert [(state.seen, state.fired) for state in rooms[1].faults()] == [(20, 20)]
    for room in rooms:
        room.close()


def test_the_journal_is_one_for_all_keeps_the_newest_and_holds_no_secret(tmp_path: Path) -> None:
    path = tmp_path / "db-control"
    one, other = SharedRoom(path, journal_size=150), SharedRoom(path, journal_size=150)
    for number in range(320):
        room = (one, other)[number % 2]
        entry = pending(f"/{number}")
        room.open_entry(entry)
        room.close_entry(entry)
    paths = [entry.path for entry in one.journal()]
    assert paths == [f"/{number}" for number in range(170, 320)]
    assert one.journal()[0].headers["authorization"] == "Bearer ***"
    one.close()
    other.close()
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"Bearer abc" not in stored


def test_a_request_that_a_fault_holds_up_is_seen_before_it_ends(two: tuple[SharedRoom, SharedRoom]) -> None:
    one, other = two
    entry = pending()
    entry.status, entry.fault = None, "fault-1"
    one.open_entry(entry)
    assert [seen.status for seen in other.journal()] == [None]
    entry.status = 200
    one.close_entry(entry)
    assert [seen.status for seen in other.journal()] == [200]


def test_counters_add_up(two: tuple[SharedRoom, SharedRoom]) -> None:
    for room in (*two, *two):
        room.count("token_requests")
    assert two[0].counters() == {"token_requests": 4}


def test_reset_reaches_every_worker_and_keeps_secrets(two: tuple[SharedRoom, SharedRoom]) -> None:
    one, other = two
    key = one.secret("key", lambda: "k")
    one.add_fault(FaultRule(status=503))
    one.set_clock(ClockSetting(9.0))
    entry = pending()
    one.open_entry(entry)
    one.close_entry(entry)
    one.count("x")
    other.reset()
    one.refresh()
    assert (one.has_faults, one.clock, one.journal(), one.counters()) == (False, ClockSetting(), [], {})
    assert one.secret("key", lambda: "new") == key


def test_alone_only_secrets_clock_and_revocations_go_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / "db-control"
    room = SharedRoom(path, alone=True)
    assert room.shared is False
    room.secret("key", lambda: "k")
    room.add_fault(FaultRule(status=503))
    room.set_clock(ClockSetting(9.0))
    room.revoke_tokens()
    room.count("x")
    entry = pending()
    room.open_entry(entry)
    assert len(room.journal()) == 1
    room.close()
    again = SharedRoom(path, alone=True)
    assert again.secret("key", lambda: "new") == "k"
    assert again.clock == ClockSetting(9.0)
    assert again.generation == 1
    assert (again.faults(), again.journal(), again.counters()) == ([], [], {})
    again.close()


def test_a_database_in_memory_has_no_file_and_only_one_worker(tmp_path: Path) -> None:
    assert room_path(Settings()) is None
    assert room_path(Settings(database=f"sqlite:///{tmp_path}/a.db")) == tmp_path / "a.db-control"
    with pytest.raises(ValueError, match="2 workers cannot share a database in memory"):
        room_path(Settings(workers=2))
