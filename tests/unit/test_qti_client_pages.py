"""Lists of QTI by page number, and walks over them."""

from __future__ import annotations

from typing import Any

import pytest
from qti_calls import page_of, qti

from timeback_core.errors import PaginationError
from timeback_core.numbered_pages import PageFacts
from timeback_core.qti import ListResponse, QtiClient
from timeback_core.transport.call import Call

pytestmark = pytest.mark.anyio

RECORDS = [{"identifier": f"i-{number}", "title": "T", "type": "choice"} for number in range(25)]
NAMES = [record["identifier"] for record in RECORDS]


def bank(cap: int | None = None, records: list[Any] | None = None) -> tuple[QtiClient, list[str]]:
    """Return a client of a bank of items, and the queries that it gets."""
    queries: list[str] = []

    def answer(call: Call) -> Any:
        queries.append(call.url.partition("?")[2])
        return 200, page_of(RECORDS if records is None else records, call, cap)

    return qti(answer)[0], queries


async def test_a_page_is_a_sequence_that_knows_its_place() -> None:
    client, _ = bank()
    page = await client.assessment_items.list(page=2, limit=10)
    assert isinstance(page, ListResponse)
    assert [item.identifier for item in page] == NAMES[10:20]
    assert page.items == page.data
    assert (page.total, page.page, page.pages, page.limit, page.sort, page.order) == (25, 2, 3, 10, "createdAt", "desc")
    assert (page.has_more, page.next_page, page.next_offset) == (True, 3, None)
    last = await page.fetch_next()
    assert last is not None
    assert [item.identifier for item in last] == NAMES[20:]
    assert (last.has_more, last.next_page) == (False, None)
    assert await last.fetch_next() is None


async def test_an_answer_that_leaves_its_place_out_has_the_one_that_was_asked_for() -> None:
    client, _ = qti(lambda _call: (200, {"items": RECORDS[:5], "total": "25"}))
    page = await client.assessment_items.list({"page": 2}, limit=5, sort="title", order="asc")
    assert (page.page, page.pages, page.limit, page.sort, page.order) == (2, None, 5, "title", "asc")
    assert (page.total, page.has_more) == (25, True)


@pytest.mark.parametrize(
    ("facts", "received", "more"),
    [
        (PageFacts(page=1, pages=2, limit=10, total=11), 10, True),
        (PageFacts(page=1, pages=2, limit=10, total=11), 3, True),
        (PageFacts(page=2, pages=2, limit=10, total=20), 10, False),
        (PageFacts(page=1, pages=2), 0, False),
        (PageFacts(page=2, limit=10, total=20), 10, False),
        (PageFacts(page=1, limit=10, total=20), 10, True),
        (PageFacts(page=1, limit=10), 10, True),
        (PageFacts(page=1, limit=10), 9, False),
        (PageFacts(page=1), 9, False),
    ],
)
def test_whether_a_page_follows(facts: PageFacts, received: int, more: bool) -> None:
    assert facts.followed(received) is more


def test_facts_that_do_not_fit_are_not_said() -> None:
    assert PageFacts.read(b'{"total": "x", "page": null, "pages": [1], "limit": "5", "sort": 3}') == PageFacts(limit=5)
    assert PageFacts.read(b"") == PageFacts()


@pytest.mark.parametrize("cap", [None, 10, 4, 1])
@pytest.mark.parametrize("prefetch", [None, 0, 2])
async def test_a_walk_finds_everything_whatever_the_server_puts_on_a_page(
    cap: int | None, prefetch: int | None
) -> None:
    client, queries = bank(cap)
    walk = client.assessment_items.stream(limit=10, prefetch=prefetch, sort="identifier")
    assert [item["identifier"] async for item in walk] == NAMES
    assert (walk.total, walk.offset) == (25, 25)
    pages = -(-25 // min(cap or 10, 10))
    assert queries == [f"page={number}&limit=10&sort=identifier" for number in range(1, pages + 1)]


async def test_a_walk_starts_anew_each_time_and_after_a_reset() -> None:
    client, queries = bank()
    walk = client.assessment_items.stream(limit=20, prefetch=0)
    assert (await anext(walk)).identifier == "i-0"
    assert (await anext(walk)).identifier == "i-1"
    walk.reset()
    assert walk.total is None
    assert (await anext(walk)).identifier == "i-0"
    assert len(await walk.to_list()) == len(await walk.to_array(max_items=25)) == 25
    assert queries == ["page=1&limit=20", "page=1&limit=20", *["page=1&limit=20", "page=2&limit=20"] * 2]
    with pytest.raises(PaginationError, match="max_items limit of 24"):
        await walk.to_array(max_items=24)


@pytest.mark.parametrize("most", [1, 9, 10, 11, 25, 99])
@pytest.mark.parametrize("cap", [None, 3])
async def test_a_walk_ends_after_the_most_that_is_wanted(most: int, cap: int | None) -> None:
    client, queries = bank(cap)
    found = await client.assessment_items.stream(limit=10, max_items=most).to_list()
    assert [item.identifier for item in found] == NAMES[:most]
    sizes = {query.partition("limit=")[2] for query in queries}
    assert len(sizes) == 1  # another size would shift the pages
    effective = min(10, most, cap or 10)
    assert len(queries) == -(-min(most, 25) // effective)


async def test_a_walk_may_begin_at_a_later_page() -> None:
    client, queries = bank()
    walk = client.assessment_items.stream(limit=10, page=2, max_items=3)
    assert [item.identifier async for item in walk] == NAMES[10:13]
    first = await walk.first()
    assert first is not None
    assert first.identifier == "i-10"
    assert [item.identifier for item in await walk.first_page()] == NAMES[10:20]
    assert queries == ["page=2&limit=10", "page=11&limit=1", "page=2&limit=10"]


async def test_pages_can_be_walked_instead_of_records() -> None:
    client, _ = bank()
    walk = client.assessment_tests.stream(limit=10)
    assert [len(page) async for page in walk.pages()] == [10, 10, 5]


async def test_a_full_last_page_causes_no_further_request() -> None:
    client, queries = bank(records=RECORDS[:20])
    assert len(await client.stimuli.stream(limit=10).to_list()) == 20
    assert queries == ["page=1&limit=10", "page=2&limit=10"]


async def test_nothing_to_walk_is_no_error() -> None:
    client, queries = bank(records=[])
    walk = client.stimuli.stream()
    assert await walk.to_list() == []
    assert await walk.first() is None
    assert queries == ["page=1&limit=100", "page=1&limit=1"]


async def test_a_server_that_ignores_paging_ends_the_walk_with_an_error() -> None:
    client, pipeline = qti(lambda _call: (200, {"items": RECORDS[:10], "total": 25, "page": 1, "pages": 3}))
    with pytest.raises(PaginationError, match="ignore paging"):
        await client.assessment_items.stream(limit=10, prefetch=0).to_list()
    assert len(pipeline.calls) == 2


async def test_lists_below_a_test_are_walked_alike() -> None:
    queries: list[str] = []
    named = [{"identifier": f"p-{number}"} for number in range(3)]

    def answer(call: Call) -> Any:
        queries.append(call.url.removeprefix("http://host/api"))
        return 200, page_of(named, call)

    client, _ = qti(answer)
    parts = client.assessment_tests.test_parts("t")
    assert len(await parts.stream(limit=2, navigation_mode="linear", prefetch=0).to_list()) == 3
    assert len(await parts.sections("p").stream(limit=5, query="a").to_list()) == 3
    assert queries == [
        "/assessment-tests/t/test-parts?page=1&limit=2&navigationMode=linear",
        "/assessment-tests/t/test-parts?page=2&limit=2&navigationMode=linear",
        "/assessment-tests/t/test-parts/p/sections?query=a&page=1&limit=5",
    ]


async def test_the_raw_answer_of_a_list_is_to_be_had() -> None:
    client, _ = bank()
    raw = await client.assessment_items.with_raw_response.list(limit=5)
    assert raw.status_code == 200
    assert len(raw.parse()) == 5
