"""The file behind a sensor: who may have it, what is in it after a crash, and how large it gets."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from timeback_core.caliper.sensor_errors import SensorSpoolError
from timeback_core.caliper.spool import Spool

Encoded = tuple[str, bytes]


def encoded(*numbers: int, size: int = 20) -> list[Encoded]:
    """Events with an id made of a number."""
    return [(f"id-{number}", b'{"filling":"' + b"x" * size + b'"}') for number in numbers]


def opened(path: Path, sensor: str = "s", platform: str = "BEYOND_AI") -> Spool:
    return Spool(path, sensor=sensor, platform=platform)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.spool"


@pytest.fixture
def spool(path: Path) -> Iterator[Spool]:
    spool = opened(path)
    yield spool
    spool.close()


def ids(spool: Spool) -> list[str]:
    """Everything that waits."""
    return [event.id for event in spool.peek(None)]


def test_what_was_added_is_there_in_order_after_reopening(path: Path) -> None:
    spool = opened(path)
    spool.add(encoded(1))
    spool.add(encoded(2, 3))
    taken = spool.take(2, 1000)
    spool.remove(taken[:1])
    spool.close()
    again = opened(path)
    assert ids(again) == ["id-2", "id-3"]
    assert (again.waiting, again.last, again.taken) == (2, 3, 1)
    again.add(encoded(4))
    assert ids(again) == ["id-2", "id-3", "id-4"]
    again.close()


def test_a_second_opener_in_this_process_is_refused_and_the_first_goes_on(spool: Spool, path: Path) -> None:
    with pytest.raises(SensorSpoolError, match="in use by another sensor or process"):
        opened(path)
    spool.add(encoded(1))
    assert ids(spool) == ["id-1"]


OPENS = """
import sys
from pathlib import Path
from timeback_core.caliper.spool import Spool
try:
    Spool(Path(sys.argv[1]), sensor="s", platform="BEYOND_AI")
except OSError as error:
    print(error)
"""


def test_a_second_process_is_refused_even_after_a_refused_attempt_in_the_first(spool: Spool, path: Path) -> None:
    # A careless second attempt in the owner's process would end the owner's lock: locks of files work like that.
    for _ in range(2):
        with pytest.raises(SensorSpoolError):
            opened(path)
    done = subprocess.run([sys.executable, "-c", OPENS, str(path)], capture_output=True, text=True, check=True)
    assert "in use by another sensor or process" in done.stdout


def test_the_ownership_ends_with_a_killed_process_and_the_events_stay(path: Path) -> None:
    source = """
    import os, signal, sys
    from pathlib import Path
    from timeback_core.caliper.spool import Spool
    spool = Spool(Path(sys.argv[1]), sensor="s", platform="BEYOND_AI")
    for number in range(100):
        spool.add([(f"id-{number}", b"{}")])
    spool.remove(spool.take(10, 1000))
    os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(source), str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    spool = opened(path)
    assert ids(spool) == [f"id-{number}" for number in range(10, 100)]
    spool.close()


def test_another_sensor_or_platform_is_refused(path: Path) -> None:
    opened(path, sensor="a").close()
    with pytest.raises(SensorSpoolError, match="belongs to the sensor 'a', not 'b'"):
        opened(path, sensor="b")
    with pytest.raises(SensorSpoolError, match="belongs to the platform 'BEYOND_AI', not 'LEARNWITH_AI'"):
        opened(path, sensor="a", platform="LEARNWITH_AI")
    opened(path, sensor="a").close()


def test_a_file_that_is_no_spool_is_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("not a database " * 500)
    with pytest.raises(SensorSpoolError, match="is not a spool"):
        opened(text)
    assert text.read_text() == "not a database " * 500
    database = tmp_path / "other.db"
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE mine (a)")
    connection.close()
    with pytest.raises(SensorSpoolError, match="is not a spool"):
        opened(database)


def test_a_place_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(SensorSpoolError, match="its folder must exist"):
        opened(tmp_path / "nowhere" / "events.spool")


@pytest.mark.skipif(os.name == "nt", reason="no such permissions here")
def test_only_the_owner_may_read_the_file(spool: Spool, path: Path) -> None:
    spool.add(encoded(1))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.with_name(path.name + "-wal").stat().st_mode) == 0o600


def test_a_full_disk_is_an_error_and_no_event_is_half_there(spool: Spool) -> None:
    spool.add(encoded(1))
    pages = spool._connection.execute("PRAGMA page_count").fetchone()[0]
    spool._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(SensorSpoolError, match="free some space"):
        spool.add(encoded(*range(2, 50), size=1000))
    number = 100
    with suppress(SensorSpoolError):
        for number in range(100, 200):
            spool.add(encoded(number, size=1000))
    assert number < 199
    kept = ids(spool)
    assert kept[0] == "id-1"
    assert "id-2" not in kept
    assert len(kept) == spool.waiting == spool.last
    spool._connection.execute("PRAGMA max_page_count = 100000")
    spool.add(encoded(2))
    assert ids(spool) == [*kept, "id-2"]


def test_a_removal_that_fails_is_made_good_by_the_next(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    spool.add(encoded(*range(1, 7)))
    first, second = spool.take(2, 1000), spool.take(2, 1000)
    spool._connection.execute("PRAGMA query_only = ON")
    with pytest.raises(SensorSpoolError):
        spool.remove(first)
    spool._connection.execute("PRAGMA query_only = OFF")
    spool.remove(second)
    assert spool._connection.execute("SELECT number FROM event").fetchall() == [(5,), (6,)]


def test_what_is_given_back_is_taken_first(spool: Spool) -> None:
    spool.add(encoded(*range(1, 7)))
    first, second = spool.take(2, 1000), spool.take(2, 1000)
    spool.give_back(second)
    spool.give_back(first)
    assert spool.first_given_back() == 1
    assert [event.id for event in spool.take(3, 1000)] == ["id-1", "id-2", "id-3"]
    assert [event.id for event in spool.take(3, 1000)] == ["id-4"]
    assert [event.id for event in spool.take(3, 1000)] == ["id-5", "id-6"]
    assert spool.waiting == 0


def test_dead_letters_are_kept_with_the_reason_until_they_are_discarded(path: Path) -> None:
    spool = opened(path)
    spool.add(encoded(1, 2))
    spool.bury(spool.take(2, 1000), "[400] no")
    spool.close()
    again = opened(path)
    assert (again.waiting, again.last) == (0, 2)
    first, second = again.dead_letters(10)
    assert (first.id, first.reason, second.id) == ("id-1", "[400] no", "id-2")
    assert set(first.data) == {"filling"}
    assert first.given_up_at.tzinfo is not None
    assert "filling" not in repr(first)
    assert again.dead_letters(1) == [first]
    assert again.discard_dead_letters() == 2
    assert again.dead_letters(10) == []
    again.close()


def test_numbers_are_never_given_twice_while_a_spool_is_open(spool: Spool) -> None:
    spool.add(encoded(1, 2))
    spool.remove(spool.take(2, 1000))
    spool.add(encoded(3))
    (event,) = spool.take(10, 1000)
    assert event.number == 3


def test_the_file_shrinks_when_an_outage_is_over(path: Path) -> None:
    spool = opened(path)
    for start in range(0, 20_000, 1000):
        spool.add(encoded(*range(start, start + 1000), size=600))
    spool._connection.execute("PRAGMA wal_checkpoint").fetchall()
    large = path.stat().st_size
    assert large > 12_000_000
    while events := spool.take(1000, 10_000_000):
        spool.remove(events)
    while spool.shrink():
        pass
    assert path.stat().st_size < large / 2
    assert path.stat().st_size < 4_000_000
    assert path.with_name(path.name + "-wal").stat().st_size <= 16 * 1024 * 1024
    spool.close()


def test_space_of_delivered_events_is_used_again(path: Path) -> None:
    spool = opened(path)
    for _ in range(30):
        spool.add(encoded(*range(500), size=600))
        spool.remove(spool.take(500, 10_000_000))
    spool.close()
    assert path.stat().st_size < 3 * 500 * 700
