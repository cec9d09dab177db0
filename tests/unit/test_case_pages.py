"""Pages of frameworks and items: what asks for them, and whether more follow."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from case_calls import BASE, answering, case, document, item, lines, uuid

from timeback_core.case import CFDocumentPage, CFItem, CFItemPage
from timeback_core.errors import InputValidationError, PaginationError, ResponseParseError
from timeback_core.transport.call import Call

pytestmark = pytest.mark.anyio

ROOT = "/ims/case/v1p1"


async def test_a_page_says_where_it_is_in_the_whole() -> None:
    client, _ = case(answering(200, {"CFItems": [item(n) for n in range(3)]}, x_total_count="9"))
    page = await client.items.list(limit=3, offset=3)
    assert isinstance(page, CFItemPage)
    assert (page.total, page.has_more, page.limit, page.offset, page.next_offset) == (9, True, 3, 3, 6)
    assert page["CFItems"] == page.data
    assert [type(one) for one in page.data] == [CFItem] * 3
    assert len(page) == 1
    assert list(page.items()) == [("CFItems", page.data)]


@pytest.mark.parametrize(
    ("headers", "counts", "limit", "more"),
    [
        ({"link": '<http://host/next>; rel="next"', "x-total-count": "2"}, {}, 2, True),
        ({"link": "<http://host/next>; REL=Next"}, {}, 9, True),
        ({"link": '<http://host/first>; rel="first"', "x-total-count": "3"}, {}, 2, True),
        ({"x-total-count": "2"}, {}, 2, False),
        ({"x-total-count": "2"}, {"totalCount": 99}, 2, False),
        ({}, {"totalCount": 99}, None, True),
        ({}, {"totalCount": 5, "offset": 3, "limit": 2}, None, False),
        ({}, {"limit": 2}, None, True),
        ({}, {}, 2, True),
        ({}, {}, 3, False),
        ({}, {}, None, False),
    ],
)
async def test_records_follow_by_the_link_else_the_total_else_when_the_page_is_full(
    headers: dict[str, str], counts: dict[str, int], limit: int | None, more: bool
) -> None:
    client, _ = case(lambda _: (200, {"CFItems": [item(1), item(2)], **counts}, headers))
    page = await client.items.list(limit=limit)
    assert page.has_more is more
    assert (page.next_offset is None) is not more


async def test_a_full_page_of_the_servers_own_size_is_followed() -> None:
    client, _ = case(answering(200, {"CFItems": [item(n) for n in range(100)]}))
    assert (await client.items.list()).has_more
    client, _ = case(answering(200, {"CFItems": [item(n) for n in range(99)]}))
    assert not (await client.items.list()).has_more


@pytest.mark.parametrize(
    ("content", "count"),
    [
        ({"CFDocuments": []}, 0),
        ({"CFDocuments": None}, 0),
        ({}, 0),
        ({"message": "nothing", "errors": []}, 0),
        ([document(), document()], 2),
        ([], 0),
    ],
)
async def test_a_list_without_its_envelope_is_read_all_the_same(content: Any, count: int) -> None:
    client, _ = case(answering(200, content))
    page = await client.documents.list()
    assert len(page["CFDocuments"]) == count
    assert not page.has_more


@pytest.mark.parametrize("content", ["text", 5, {"CFDocuments": "many"}, {"CFDocuments": [1]}, b"<html>"])
async def test_a_list_that_is_none_is_an_error_that_has_the_body(content: Any) -> None:
    client, _ = case(answering(200, content))
    with pytest.raises(ResponseParseError) as caught:
        await client.documents.list()
    assert caught.value.status_code == 200
    assert caught.value.body_text


async def test_parameters_are_sent_as_they_are_and_keywords_win() -> None:
    client, pipeline = case(answering(200, {"CFDocuments": []}))
    await client.documents.list({"limit": 2, "offset": "4", "sort": "cf_x", "filter": "a='b'", "new": "x y"})
    await client.documents.list({"limit": 2, "filter": "a='b'", "orderBy": "desc"}, limit=5, where={"title": "T"})
    assert lines(pipeline) == [
        f"GET {ROOT}/CFDocuments?limit=2&offset=4&sort=cf_x&filter=a%3D%27b%27&new=x+y",
        f"GET {ROOT}/CFDocuments?limit=5&filter=title%3D%27T%27&orderBy=desc&offset=0",
    ]


async def test_a_page_asked_for_by_parameters_knows_its_place() -> None:
    client, pipeline = case(answering(200, {"CFDocuments": [document()] * 2}, x_total_count="6"))
    page = await client.documents.list({"limit": "2", "offset": "2"})
    assert (page.limit, page.offset, page.next_offset) == (2, 2, 4)
    following = await page.fetch_next()
    assert isinstance(following, CFDocumentPage)
    assert (following.offset, following.has_more, await following.fetch_next()) == (4, False, None)
    assert lines(pipeline)[1] == f"GET {ROOT}/CFDocuments?limit=2&offset=4"


@pytest.mark.parametrize(
    ("arguments", "expression"),
    [
        ({"where": {"title": {"contains": "Math"}}}, "title~'Math'"),
        ({"where": {"cf_item_type": "Domain"}}, "CFItemType='Domain'"),
        (
            {"where": {"OR": [{"human_coding_scheme": "a"}, {"CFItemType": "b"}]}},
            "humanCodingScheme='a' OR CFItemType='b'",
        ),
        ({"filter": "x~'y'"}, "x~'y'"),
        ({"filter": "a='1' OR b='2'", "where": {"c": 3}}, "(a='1' OR b='2') AND (c=3)"),
        ({"filter": " ", "where": {"c": 3}}, "c=3"),
        ({"where": "c=3"}, "c=3"),
        ({"where": "c=3", "filter": "d=4"}, "(d=4) AND (c=3)"),
    ],
)
async def test_conditions_become_one_filter(arguments: dict[str, Any], expression: str) -> None:
    client, pipeline = case(answering(200, {"CFItems": []}))
    await client.items.list(**arguments)
    await client.items.list_all(**arguments)
    for call in pipeline.calls:
        assert parse_qs(urlsplit(call.url).query)["filter"] == [expression]


async def test_a_condition_that_nothing_meets_makes_no_request() -> None:
    client, pipeline = case(answering(200, {"CFItems": [item(1)]}))
    page = await client.items.list(where={"title": {"in_": []}}, filter="a=1")
    assert (page["CFItems"], page.total, page.has_more) == ([], 0, False)
    assert await client.items.list_all(where={"title": {"in_": []}}) == []
    assert pipeline.calls == []


@pytest.mark.parametrize(
    ("arguments", "paths"),
    [
        ({"limit": 0}, ["limit"]),
        ({"limit": 3001}, ["limit"]),
        ({"limit": True}, ["limit"]),
        ({"offset": -1, "limit": "x"}, ["limit", "offset"]),
        ({"order_by": "up", "sort": " "}, ["orderBy", "sort"]),
        ({"fields": []}, ["fields"]),
        ({"fields": "title"}, ["fields"]),
        ({"filter": 5}, ["filter"]),
        ({"params": {"limit": 4000}}, ["limit"]),
        ({"params": {"offset": "x"}}, ["offset"]),
        ({"params": ["limit"]}, ["(root)"]),
    ],
)
async def test_a_page_that_cannot_be_asked_for_is_refused(arguments: dict[str, Any], paths: list[str]) -> None:
    client, pipeline = case(answering(200, {"CFItems": []}))
    with pytest.raises(InputValidationError) as caught:
        await client.items.list(**arguments)
    assert sorted(issue.path for issue in caught.value.issues) == paths
    if "params" not in arguments:
        with pytest.raises(InputValidationError):
            client.items.stream(**arguments)
    assert pipeline.calls == []


async def test_a_walk_goes_by_what_was_received_and_never_by_the_link() -> None:
    def pages(call: Call) -> Any:
        offset = int(call.url.partition("offset=")[2].partition("&")[0])
        rows = [item(n) for n in range(offset, min(offset + 40, 100))]  # the server caps the page size
        return 200, {"CFItems": rows}, {"link": '<http://elsewhere/x>; rel="next"'} if offset + 40 < 100 else {}

    client, pipeline = case(pages)
    found = await client.items.list_all(limit=60)
    assert [one.sourced_id for one in found] == [uuid(n) for n in range(100)]
    assert all(call.url.startswith(BASE) for call in pipeline.calls)
    assert [one.sourced_id async for one in client.items.stream(limit=60, max_items=45, prefetch=0)] == [
        uuid(n) for n in range(45)
    ]


async def test_a_walk_over_pages_that_repeat_themselves_ends_with_an_error() -> None:
    client, _ = case(answering(200, {"CFItems": [item(1), item(2)]}))
    with pytest.raises(PaginationError):
        await client.items.list_all(limit=2)


async def test_pages_of_a_walk_are_pages_like_those_of_other_services() -> None:
    client, _ = case(answering(200, {"CFItems": [item(1)]}, x_total_count="1"))
    walk = client.items.stream()
    page = await walk.first_page()
    assert (len(page), page.total, page[0].sourced_id) == (1, 1, uuid(1))
    first = await walk.first()
    assert first is not None
    assert first.extra == {}
