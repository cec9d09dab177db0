"""Walks of synchronous clients: order, pages that run ahead in threads, and what ends them."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import threading
from collections.abc import Iterator

import pytest
from scripted_sender import answer
from sync_scripted import (
    Held,
    InThread,
    SyncScriptedSender,
    open_client,
    pressing_ctrl_c,
    timeback_threads,
    until,
)

from timeback_core import ClientClosedError, PaginationError
from timeback_core.numbered_pages import PageFacts
from timeback_core.pages import PageResult as AsyncPageResult
from timeback_core.paging import has_more
from timeback_core.sync.numbered_pages import NumberedPage, NumberedPaginator
from timeback_core.sync.pages import PageResult, Paginator, UnreadPage
from timeback_core.transport.message import Request, Response


class Server:
    """A list of numbers behind a paged interface, which keeps pages back until a test lets them go.

    Args:
        count: How many numbers.
        cap: The most on a page.
        total: Whether it says how many there are.
        held: The offsets of the pages that are kept back.
    """

    def __init__(self, count: int, *, cap: int = 10_000, total: bool = True, held: tuple[int, ...] = ()) -> None:
        self.rows = list(range(count))
        self.cap = cap
        self.total = total
        self.requests: list[tuple[int, int]] = []
        self.threads: set[str] = set()
        self.hold = Held()
        self.held = held

    def fetch(self, offset: int, limit: int) -> UnreadPage[int]:
        """Return a page."""
        self.requests.append((offset, limit))
        self.threads.add(threading.current_thread().name)
        if offset in self.held:
            self.hold.pass_by()
        rows = self.rows[offset : offset + min(limit, self.cap)]
        following = offset + len(rows)
        total = len(self.rows) if self.total else None
        more = has_more({}, received=len(rows), limit=limit, following=following, total=total)
        return lambda: PageResult(rows, more, total, following if more else None)


def people(count: int, held: Held | None = None, first_held: int = 1) -> SyncScriptedSender:
    """Return a server of so many users, which keeps back the pages from an offset on."""

    def handler(request: Request) -> Response:
        query = dict(pair.split("=") for pair in request.url.partition("?")[2].split("&"))
        offset, limit = int(query.get("offset", 0)), int(query.get("limit", 100))
        if held is not None and offset >= first_held:
            held.pass_by()
        users = [{"sourcedId": f"u{number}"} for number in range(offset, min(offset + limit, count))]
        return answer(body={"users": users}, headers={"X-Total-Count": str(count)})

    return SyncScriptedSender(handler)


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    yield
    until(lambda: not timeback_threads(), "a thread goes on")


# Order


@pytest.mark.parametrize("prefetch", [0, 1, 3, None])
def test_a_walk_gives_every_record_once_and_in_order(prefetch: int | None) -> None:
    server = Server(95)
    assert list(Paginator(server.fetch, limit=10, prefetch=prefetch)) == server.rows
    assert sorted(server.requests) == [(offset, 10) for offset in range(0, 95, 10)]


def test_pages_that_arrive_in_another_order_are_given_in_theirs() -> None:
    server = Server(50, held=(10, 20))
    walk = InThread(lambda: list(Paginator(server.fetch, limit=10, prefetch=4)))
    until(lambda: len(server.requests) == 5)  # those at 30 and 40 are there, the ones before them are not
    assert server.hold.waiting == 2
    server.hold.open()
    walk.join()
    assert walk.value == server.rows


def test_a_server_that_caps_the_page_size_is_walked_without_gaps() -> None:
    server = Server(40, cap=7)
    assert list(Paginator(server.fetch, limit=10)) == server.rows


def test_max_items_ends_the_walk() -> None:
    server = Server(100)
    assert list(Paginator(server.fetch, limit=10, max_items=25)) == server.rows[:25]
    assert max(offset + limit for offset, limit in server.requests) == 25


def test_a_walk_can_be_resumed_where_it_was_interrupted() -> None:
    server = Server(95)
    walk = Paginator(server.fetch, limit=10)
    seen: list[int] = []
    for number in walk:
        seen.append(number)
        if len(seen) == 33:
            break
    assert walk.offset == 33
    assert seen + list(Paginator(server.fetch, limit=10, offset=walk.offset)) == server.rows


def test_next_keeps_one_cursor_that_reset_rewinds() -> None:
    walk = Paginator(Server(30).fetch, limit=10)
    assert [next(walk), next(walk)] == [0, 1]
    assert list(walk)[:2] == [0, 1], "an iteration of its own"
    assert next(walk) == 2
    walk.reset()
    assert next(walk) == 0
    walk.reset()


def test_a_page_is_a_sequence_and_equal_to_one_of_the_same_records() -> None:
    page = PageResult([1, 2, 3], True, 9, 3)
    assert list(page) == [1, 2, 3]
    assert page == PageResult([1, 2, 3], True, 9, 3)
    assert not isinstance(page, AsyncPageResult)


def test_pages_counted_by_number_are_walked_in_order() -> None:
    rows = list(range(45))
    asked: list[int] = []

    def fetch(number: int, limit: int) -> UnreadPage[int]:
        asked.append(number)
        facts = PageFacts(page=number, pages=5, limit=limit, total=45)
        found = rows[(number - 1) * limit : number * limit]
        return lambda: NumberedPage(found, total=facts.total, page=number, pages=facts.pages, limit=limit)

    assert list(NumberedPaginator(fetch, limit=10, prefetch=3)) == rows
    assert sorted(asked) == [1, 2, 3, 4, 5]
    assert list(NumberedPaginator(fetch, limit=10, page=4)) == rows[30:]


# Threads


def test_pages_ahead_are_fetched_side_by_side_in_a_bounded_number_of_threads() -> None:
    server = Server(200, held=tuple(range(10, 200, 10)))
    walk = iter(Paginator(server.fetch, limit=10, prefetch=4))
    assert next(walk) == 0
    until(lambda: server.hold.waiting == 4)
    assert timeback_threads() == ["timeback-page"] * 4
    server.hold.open()
    assert list(walk) == server.rows[1:]
    assert server.threads == {threading.current_thread().name, "timeback-page"}


def test_without_prefetch_the_calling_thread_fetches() -> None:
    server = Server(50)
    assert list(Paginator(server.fetch, limit=10, prefetch=0)) == server.rows
    assert server.threads == {threading.current_thread().name}


def test_a_walk_of_a_client_gives_records() -> None:
    with open_client(people(25)) as tb:
        assert [user.sourced_id for user in tb.oneroster.users.stream(limit=10)] == [f"u{n}" for n in range(25)]
        assert len(tb.oneroster.users.list_all(limit=10)) == 25


def test_two_walks_at_a_time_do_not_meet() -> None:
    with open_client(people(60)) as tb:
        walks = [InThread(lambda: [user.sourced_id for user in tb.oneroster.users.stream(limit=10)]) for _ in range(4)]
        for walk in walks:
            walk.join()
            assert walk.value == [f"u{number}" for number in range(60)]


# Ends


def test_leaving_a_walk_ends_what_runs_ahead() -> None:
    held = Held()
    with open_client(people(100, held)) as tb:
        for _ in tb.oneroster.users.stream(limit=10, prefetch=3):
            until(lambda: held.waiting == 3)
            break
        until(lambda: held.waiting == 0)
        assert not tb.closed


def test_forgetting_a_walk_ends_what_runs_ahead() -> None:
    held = Held()
    with open_client(people(100, held)) as tb:
        walk = tb.oneroster.users.stream(limit=10, prefetch=3)
        next(walk)
        until(lambda: held.waiting == 3)
        del walk
        gc.collect()
        until(lambda: held.waiting == 0)


def test_an_error_of_a_page_fetched_ahead_is_raised_at_its_place() -> None:
    server = Server(100)

    def fetch(offset: int, limit: int) -> UnreadPage[int]:
        if offset == 20:
            raise PaginationError("broken")
        return server.fetch(offset, limit)

    walk = iter(Paginator(fetch, limit=10, prefetch=5))
    assert [next(walk) for _ in range(20)] == list(range(20))
    with pytest.raises(PaginationError, match="broken"):
        next(walk)


def test_closing_the_client_from_another_thread_ends_a_walk_that_waits_for_a_page() -> None:
    held = Held()
    tb = open_client(people(100, held, first_held=20))
    seen: list[object] = []

    def walk() -> None:
        for user in tb.oneroster.users.stream(limit=10, prefetch=2):
            seen.append(user)

    walking = InThread(walk)
    until(lambda: held.waiting == 2)
    tb.close()
    walking.failure(ClientClosedError)
    assert len(seen) <= 20


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="needs POSIX signals")
def test_ctrl_c_ends_a_walk_that_waits_for_a_page_and_what_runs_ahead() -> None:
    held = Held()
    with open_client(people(100, held)) as tb:
        walk = tb.oneroster.users.stream(limit=10, prefetch=3)
        with pressing_ctrl_c(lambda: held.waiting == 3), pytest.raises(KeyboardInterrupt):
            for _ in walk:
                pass
        until(lambda: held.waiting == 0)
        held.open()
        rest = tb.oneroster.users.stream(limit=10, offset=walk.offset)
        assert [user.sourced_id for user in rest] == [f"u{number}" for number in range(walk.offset, 100)]
        assert walk.offset == 10


def test_a_server_that_ignores_paging_is_noticed() -> None:
    def fetch(offset: int, limit: int) -> UnreadPage[int]:
        return lambda: PageResult(list(range(limit)), True, None, offset + limit)

    with pytest.raises(PaginationError, match="page before it once more"):
        list(Paginator(fetch, limit=10))


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_forked_child_goes_on_with_a_walk_whose_next_pages_were_under_way_in_the_parent() -> None:
    server = Server(50, held=(10, 20))
    walk = iter(Paginator(server.fetch, limit=10, prefetch=2))
    assert next(walk) == 0
    until(lambda: server.hold.waiting == 2)
    child = os.fork()
    if child == 0:
        status = 1
        with contextlib.suppress(BaseException):
            server.held = ()
            rest = InThread(lambda: list(walk))
            rest.join()
            status = 0 if rest.value == server.rows[1:] else 2
        os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    server.hold.open()
    assert list(walk) == server.rows[1:]
