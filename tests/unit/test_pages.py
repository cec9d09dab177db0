"""Pages, and walking over all of them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeback_core.errors import PaginationError
from timeback_core.pages import PageResult, Paginator, UnreadPage
from timeback_core.paging import has_more, parse_header_has_more, parse_header_total


class Server:
    """A list of numbers behind a paged interface."""

    def __init__(self, count: int, *, cap: int = 10_000, total: bool = True) -> None:
        self.rows = list(range(count))
        self.cap = cap
        self.total = total
        self.requests: list[tuple[int, int]] = []
        self.running = 0
        self.most_running = 0

    async def fetch(self, offset: int, limit: int) -> UnreadPage[int]:
        self.requests.append((offset, limit))
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        await asyncio.sleep(0)
        self.running -= 1
        rows = self.rows[offset : offset + min(limit, self.cap)]
        following = offset + len(rows)
        total = len(self.rows) if self.total else None
        more = has_more({}, received=len(rows), limit=limit, following=following, total=total)
        return lambda: PageResult(rows, more, total, following if more else None)


pytestmark = pytest.mark.anyio


async def test_a_page_is_a_sequence_of_its_records() -> None:
    page = PageResult([1, 2, 3], True, 9, 3)
    assert list(page) == [1, 2, 3]
    assert (len(page), page[0], page[-1], page[1:], 2 in page, bool(page)) == (3, 1, 3, [2, 3], True, True)
    assert not PageResult([])
    assert page == PageResult([1, 2, 3], True, 9, 3)
    assert page != PageResult([1, 2, 3], True, 9, 4)
    assert repr(page) == "PageResult(3 records, has_more=True, total=9, next_offset=3)"


@pytest.mark.promise("walks")
async def test_a_walk_gives_every_record_once_and_in_order() -> None:
    server = Server(23)
    assert [n async for n in Paginator(server.fetch, limit=5)] == server.rows
    assert sorted(server.requests) == [(0, 5), (5, 5), (10, 5), (15, 5), (20, 5)]


async def test_pages_are_fetched_side_by_side_once_the_total_is_known() -> None:
    server = Server(100)
    assert len(await Paginator(server.fetch, limit=10, prefetch=4).to_list()) == 100
    assert server.most_running == 4
    assert len(server.requests) == 10


async def test_without_a_total_one_page_runs_ahead() -> None:
    server = Server(95, total=False)
    assert len(await Paginator(server.fetch, limit=10).to_list()) == 95
    assert server.most_running == 1


async def test_prefetch_zero_fetches_a_page_only_when_it_is_needed() -> None:
    server = Server(30)
    walk = aiter(Paginator(server.fetch, limit=10, prefetch=0))
    for _ in range(10):
        await anext(walk)
    await asyncio.sleep(0)
    assert server.requests == [(0, 10)]


@pytest.mark.promise("walks")
async def test_a_server_that_caps_the_page_size_is_walked_without_gaps() -> None:
    server = Server(25, cap=4)
    assert await Paginator(server.fetch, limit=10).to_list() == server.rows


async def test_max_items_ends_the_walk_and_asks_for_no_more_than_needed() -> None:
    server = Server(100)
    assert await Paginator(server.fetch, limit=10, max_items=14).to_list() == list(range(14))
    assert sorted(server.requests) == [(0, 10), (10, 4)]


@pytest.mark.promise("walks")
async def test_a_walk_can_be_resumed_where_it_was_interrupted() -> None:
    server = Server(40)
    first = Paginator(server.fetch, limit=10)
    seen: list[int] = []
    async for n in first:
        seen.append(n)
        if n == 16:
            break
    assert first.offset == 17
    seen += await Paginator(server.fetch, limit=10, offset=first.offset).to_list()
    assert seen == server.rows


@pytest.mark.promise("walks")
async def test_every_iteration_starts_from_the_beginning_and_iterations_are_independent() -> None:
    paginator = Paginator(Server(12).fetch, limit=5)
    assert await paginator.to_list() == await paginator.to_list()
    one, other = aiter(paginator), aiter(paginator)
    assert [await anext(one), await anext(one), await anext(other)] == [0, 1, 0]


async def test_anext_keeps_one_cursor_that_reset_rewinds() -> None:
    paginator = Paginator(Server(12).fetch, limit=5, offset=3)
    assert [await anext(paginator), await anext(paginator)] == [3, 4]
    assert paginator.total == 12
    paginator.reset()
    assert paginator.total is None
    assert await anext(paginator) == 3


async def test_to_array_raises_when_there_is_one_record_more_than_allowed() -> None:
    assert len(await Paginator(Server(20).fetch, limit=7).to_array(max_items=20)) == 20
    with pytest.raises(PaginationError, match="exceeded max_items limit of 19"):
        await Paginator(Server(20).fetch, limit=7).to_array(max_items=19)
    assert len(await Paginator(Server(20).fetch, limit=7).to_array(max_items=None)) == 20


async def test_first_asks_for_one_record_at_the_start_offset() -> None:
    server = Server(20)
    paginator = Paginator(server.fetch, limit=7, offset=5)
    assert await paginator.first() == 5
    assert server.requests == [(5, 1)]
    assert await Paginator(Server(0).fetch).first() is None


async def test_first_page_is_one_request() -> None:
    server = Server(20)
    paginator = Paginator(server.fetch, limit=7)
    assert (await paginator.first_page()).data == list(range(7))
    assert paginator.total == 20
    assert len(server.requests) == 1


async def test_pages_can_be_iterated_themselves() -> None:
    sizes = [len(page) async for page in Paginator(Server(23).fetch, limit=10).pages()]
    assert sizes == [10, 10, 3]


@pytest.mark.promise("no-endless-walk")
async def test_a_server_that_ignores_paging_is_noticed() -> None:
    async def stubborn(offset: int, limit: int) -> UnreadPage[int]:
        return lambda: PageResult([1, 2], True, None, offset + 2)

    with pytest.raises(PaginationError, match="seems to ignore paging"):
        await Paginator(stubborn, limit=2).to_list()


async def test_an_empty_page_ends_the_walk_whatever_the_server_claims() -> None:
    async def empty(offset: int, limit: int) -> UnreadPage[int]:
        return lambda: PageResult([], True, 10, offset)

    assert await Paginator(empty, limit=2).to_list() == []


async def test_an_error_of_a_page_fetched_ahead_is_raised_at_its_place() -> None:
    server = Server(30)

    async def fetch(offset: int, limit: int) -> UnreadPage[int]:
        if offset == 20:
            raise RuntimeError("broken")
        return await server.fetch(offset, limit)

    seen: list[int] = []

    async def walk() -> None:
        async for n in Paginator(fetch, limit=10):
            seen.append(n)

    with pytest.raises(RuntimeError, match="broken"):
        await walk()
    assert seen == list(range(20))


@pytest.mark.promise("cancelling")
async def test_giving_up_a_walk_cancels_what_runs_ahead() -> None:
    cancelled: list[int] = []

    async def fetch(offset: int, limit: int) -> UnreadPage[int]:
        if offset:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                cancelled.append(offset)
                raise
        return lambda: PageResult(list(range(limit)), True, 100, limit)

    walk: Any = aiter(Paginator(fetch, limit=10, prefetch=3))
    await anext(walk)
    await walk.aclose()
    await asyncio.sleep(0)
    assert sorted(cancelled) == [10, 20, 30]


@given(
    count=st.integers(0, 60),
    limit=st.integers(1, 20),
    cap=st.integers(1, 20),
    offset=st.integers(0, 70),
    max_items=st.none() | st.integers(1, 70),
    prefetch=st.none() | st.integers(0, 5),
    total=st.booleans(),
)
async def test_whatever_the_sizes_a_walk_is_a_slice(
    count: int, limit: int, cap: int, offset: int, max_items: int | None, prefetch: int | None, total: bool
) -> None:
    server = Server(count, cap=cap if total else 10_000, total=total)
    expected = server.rows[offset:] if max_items is None else server.rows[offset : offset + max_items]
    walk = Paginator(server.fetch, limit=limit, offset=offset, max_items=max_items, prefetch=prefetch)
    assert await walk.to_list() == expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ('<https://h/users?offset=2>; rel="next"', True),
        ("<https://h/users?offset=2>; rel='next'", True),
        ("<https://h/users?offset=2>; rel=next", True),
        ('<https://h/a,b>; REL="Prev Next"; title="x"', True),
        ('<https://h/1>; rel="first", <https://h/2>; rel="next", <https://h/3>; rel="last"', True),
        ('<https://h/next>; rel="prev"', False),
        ('<https://h/1>; title="next"', False),
        ('<https://h/2>; title="x, y"; rel="next"', True),
        ('<https://h/2>; title="a \\" b; c"; Rel = next;', True),
        ("<https://h/2>;; rel=next,", True),
        ("<https://h/2>; title=\"rel='next'\"; rel=last", False),
        ('<https://h/2>; xrel=next; rel="nextish"', False),
        ("", False),
    ],
)
async def test_a_link_header_says_whether_a_page_follows(link: str, expected: bool) -> None:
    assert parse_header_has_more({"Link": link}) is expected


@pytest.mark.parametrize(("text", "expected"), [("12", 12), (" 7 ", 7), ("-1", None), ("x", None), ("", None)])
async def test_the_total_header_is_a_number_or_nothing(text: str, expected: int | None) -> None:
    assert parse_header_total({"X-Total-Count": text}) == expected


async def test_a_known_total_counts_more_than_a_full_page() -> None:
    assert not has_more({}, received=10, limit=10, following=10, total=10)
    assert has_more({}, received=10, limit=10, following=10, total=11)
    assert has_more({}, received=10, limit=10, following=10, total=None)
    assert not has_more({}, received=9, limit=10, following=9, total=None)
