"""What the CASE client sends, and what it makes of the answers."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from case_calls import BASE, DOCUMENT, UPLOADED, answering, body, case, document, edge, item, lines, upload, uuid
from scripted_sender import ScriptedSender, answer

from timeback_core.case import (
    CaseClient,
    CFAssociation,
    CFDocument,
    CFDocumentPage,
    CFItem,
    CFItemPage,
    CFPackage,
    CFPackageWithGroups,
)
from timeback_core.channel import Channel
from timeback_core.errors import (
    APIError,
    BadRequestError,
    InputValidationError,
    NotFoundError,
    PaginationError,
    ResponseParseError,
)
from timeback_core.paths import CasePaths
from timeback_core.transport.call import Call

pytestmark = pytest.mark.anyio

Do = Callable[[CaseClient], Awaitable[Any]]
ONE = uuid(1)
ROOT = "/ims/case/v1p1"
CALLS: dict[str, tuple[Do, str, Any]] = {
    "documents.list": (lambda c: c.documents.list(), f"GET {ROOT}/CFDocuments", {"CFDocuments": [document()]}),
    "documents.get": (
        lambda c: c.documents.get(DOCUMENT),
        f"GET {ROOT}/CFDocuments/{DOCUMENT}",
        {"CFDocument": document()},
    ),
    "items.list": (lambda c: c.items.list(), f"GET {ROOT}/CFItems", {"CFItems": [item(1)]}),
    "items.get": (
        lambda c: c.items.get("a/b", fields=["full_statement", "cf_item_type_uri"]),
        f"GET {ROOT}/CFItems/a%2Fb?fields=fullStatement%2CCFItemTypeURI",
        {"CFItem": item(1)},
    ),
    "associations.get": (
        lambda c: c.associations.get(ONE),
        f"GET {ROOT}/CFAssociations/{ONE}",
        {"CFAssociation": edge(1, 1, None)},
    ),
    "packages.create": (lambda c: c.packages.create(upload()), f"POST {ROOT}/CFPackages", UPLOADED),
    "packages.get": (
        lambda c: c.packages.get(DOCUMENT, fields=["cf_items"]),
        f"GET {ROOT}/CFPackages/{DOCUMENT}?fields=CFItems",
        {"CFPackage": body()},
    ),
    "packages.update": (
        lambda c: c.packages.update(DOCUMENT, upload()),
        f"PUT {ROOT}/CFPackages/{DOCUMENT}",
        UPLOADED,
    ),
    "packages.get_groups": (
        lambda c: c.packages.get_groups(DOCUMENT),
        f"GET {ROOT}/CFPackages/{DOCUMENT}/groups",
        {"CFPackageWithGroups": {"sourcedId": DOCUMENT, "CFDocument": document(), "structuredContent": {}}},
    ),
}


def test_there_is_a_call_for_every_operation() -> None:
    assert {f"case.{name}" for name in CALLS} == {operation.id for operation in CaseClient.operations()}


@pytest.mark.parametrize("name", sorted(CALLS))
async def test_an_operation_sends_what_the_service_documents(name: str) -> None:
    do, line, content = CALLS[name]
    client, pipeline = case(answering(200, content))
    result = await do(client)
    assert lines(pipeline) == [line]
    (call,) = pipeline.calls
    assert call.operation == f"case.{name}"
    assert call.accept == "application/json"
    sent = call.content is not None
    assert sent == (call.method in {"POST", "PUT"})
    if sent:
        assert pipeline.bodies() == [upload()]
        assert result.result.document_id == DOCUMENT
        assert (result.result.stats.documents, result.result.stats.items) == (1, 3)
    else:
        (key,) = content
        assert list(result) == [key]
        assert result[key] is result.data
        assert type(result.data).__name__ in {"list", key}


async def test_the_second_platform_has_the_same_service_at_another_path() -> None:
    client, pipeline = case(answering(200, {"CFItem": item(1)}), "LEARNWITH_AI")
    assert (await client.items.get(ONE)).data.full_statement == "Statement 1"
    assert lines(pipeline) == [f"GET /case/1.1/CFItems/{ONE}"]


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


@pytest.mark.parametrize("content", [{}, {"CFItem": None}, {"CFItem": {}}, {"message": "ok"}, [], None, b"{"])
async def test_an_answer_without_the_record_is_an_error(content: Any) -> None:
    client, _ = case(answering(200, content))
    with pytest.raises(ResponseParseError):
        await client.items.get(ONE)


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
        ({"where": {"OR": [{"human_coding_scheme": "a"}, {"CFItemType": "b"}]}}, "humanCodingScheme='a' OR CFItemType='b'"),
        ({"filter": "x~'y'"}, "x~'y'"),
        ({"filter": "a='1' OR b='2'", "where": {"c": 3}}, "(a='1' OR b='2') AND (c=3)"),
        ({"filter": " ", "where": {"c": 3}}, "c=3"),
        ({"where": "c=3"}, "c=3"),
        ({"where": "c=3", "filter": "d=4"}, "(d=4) AND (c=3)"),
    ],
)  # fmt: skip
async def test_conditions_become_one_filter(arguments: dict[str, Any], expression: str) -> None:
    client, pipeline = case(answering(200, {"CFItems": []}))
    await client.items.list(**arguments)
    await client.items.list_all(**arguments)
    from urllib.parse import parse_qs, urlsplit

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


def missing_first(call: Call) -> Any:
    return (404, {"imsx_description": "unknown"}) if call.method == "PUT" else (201, UPLOADED)


async def test_upsert_uploads_what_cannot_be_replaced() -> None:
    client, pipeline = case(missing_first)
    assert (await client.packages.upsert(DOCUMENT.upper(), upload())).success is True
    assert lines(pipeline) == [f"PUT {ROOT}/CFPackages/{DOCUMENT.upper()}", f"POST {ROOT}/CFPackages"]
    assert pipeline.bodies() == [upload(), upload()]


@pytest.mark.parametrize("status", [400, 403, 422, 500])
async def test_any_other_refusal_of_an_upsert_is_raised(status: int) -> None:
    client, pipeline = case(answering(status, {"imsx_description": "no"}))
    with pytest.raises(APIError) as caught:
        await client.packages.upsert(DOCUMENT, upload())
    assert caught.value.status_code == status
    assert len(pipeline.calls) == 1


async def test_what_was_made_in_between_fails_the_upsert_as_the_server_says_it() -> None:
    client, _ = case(lambda c: (404, None) if c.method == "PUT" else (400, {"imsx_description": "already exists"}))
    with pytest.raises(BadRequestError, match="already exists"):
        await client.packages.upsert(DOCUMENT, upload())


async def test_a_call_may_have_its_own_time_limit() -> None:
    client, pipeline = case(missing_first)
    await client.packages.create(upload(), timeout=300)
    await client.packages.upsert(DOCUMENT, upload(), timeout=120.5, max_retries=0)
    assert [call.options for call in pipeline.calls] == [
        {"timeout": 300},
        {"timeout": 120.5, "max_retries": 0},
        {"timeout": 120.5, "max_retries": 0},
    ]


@pytest.mark.parametrize("name", ["imsx_CodeMinor", "imsx_codeMinor"])
async def test_minor_codes_are_read_under_either_spelling(name: str) -> None:
    minor = {"imsx_codeMinorField": [{"imsx_codeMinorFieldName": "T", "imsx_codeMinorFieldValue": "unknownobject"}]}
    details = [{"path": "CFItems.3.fullStatement", "message": "Required"}]
    content = {"imsx_description": "CFItem was not found", name: minor, "imsx_error_details": details}
    client, _ = case(answering(404, content))
    with pytest.raises(NotFoundError) as caught:
        await client.items.get(ONE)
    assert caught.value.message == "CFItem was not found"
    assert caught.value.minor_codes == [{"field": "T", "value": "unknownobject"}]
    assert caught.value.details == details


@pytest.mark.parametrize("sourced_id", ["", "  ", None, 5, ".."])
async def test_an_id_that_cannot_be_asked_for_is_refused(sourced_id: Any) -> None:
    client, pipeline = case(answering(200, {}))
    for call in (client.documents.get, client.items.get, client.associations.get, client.packages.get_groups):
        with pytest.raises(InputValidationError) as caught:
            await call(sourced_id)
        assert [issue.path for issue in caught.value.issues] == ["sourcedId"]
    assert pipeline.calls == []


async def test_results_can_be_copied_and_pickled() -> None:
    client, _ = case(lambda c: (200, {"CFItem": item(1, new=1)} if "CFItems/" in c.url else {"CFItems": [item(1)]}))
    found, page = await client.items.get(ONE), await client.items.list()
    for made in (copy.copy(found), copy.deepcopy(found), pickle.loads(pickle.dumps(found))):
        assert made == found
        assert made.data.extra == {"new": 1}
    for again in (copy.copy(page), copy.deepcopy(page), pickle.loads(pickle.dumps(page))):
        assert again == page
        assert (type(again), again.offset, again.has_more) == (CFItemPage, 0, False)


async def test_a_raw_answer_is_read_into_the_same() -> None:
    client, _ = case(answering(200, {"CFItems": [item(1)]}, x_request_id="r-1"))
    raw = await client.items.with_raw_response.list(limit=1)
    assert raw.status_code == 200
    assert raw.parse() == await client.items.list(limit=1)
    assert raw.parse().request_id == "r-1"


async def test_the_client_stands_alone_with_paths_of_another_platform_or_its_own() -> None:
    def found(_: object) -> Any:
        return answer(body={"CFDocuments": []})

    for given, path in (
        ({}, "/ims/case/v1p1"),
        ({"path_profile": "LEARNWITH_AI"}, "/case/1.1"),
        ({"paths": {"case": CasePaths(base="/x")}}, "/x"),
        ({"paths": {"case_": {"base": "/y"}}}, "/y"),
    ):
        sender = ScriptedSender(found)
        arguments: dict[str, Any] = {"base_url": "http://127.0.0.1:9", "transport": sender, **given}
        async with CaseClient(no_auth=True, **arguments) as client:
            await client.documents.list()
            assert isinstance(client.get_transport(), Channel)
        assert [request.url for request in sender.requests] == [f"http://127.0.0.1:9{path}/CFDocuments"]


async def test_large_numbers_of_calls_have_nothing_to_do_with_each_other() -> None:
    client, pipeline = case(answering(200, {"CFPackage": body([item(1)], [edge(1, 1, None)])}))
    first, second = (await client.packages.get(DOCUMENT)).data, (await client.packages.get(DOCUMENT)).data
    assert first == second
    assert isinstance(first, CFPackage)
    assert first.cf_items is not second.cf_items
    assert len(pipeline.calls) == 2


async def test_everything_of_a_package_is_typed() -> None:
    groups = {"Domain": [{**item(1), "childGroups": {"Standard": [{**item(2), "childGroups": {}}]}}]}
    contents = {
        "groups": {"CFPackageWithGroups": {"sourcedId": DOCUMENT, "CFDocument": document(), "structuredContent": groups}},
        "flat": {"CFPackage": body([item(1), item(2)], [edge(1, 2, 1)])},
    }
    client, _ = case(lambda c: (200, contents["groups" if c.url.endswith("groups") else "flat"]))
    flat, tree = (await client.packages.get(DOCUMENT)).data, (await client.packages.get_groups(DOCUMENT)).data
    assert isinstance(tree, CFPackageWithGroups)
    assert isinstance(flat.cf_document, CFDocument)
    assert [type(one) for one in flat.cf_associations or []] == [CFAssociation]
    assert [(depth, one.sourced_id) for depth, one in tree.walk()] == [(0, uuid(1)), (1, uuid(2))]
    assert [(depth, one.sourced_id) for depth, one in flat.walk()] == [(0, uuid(1)), (1, uuid(2))]
    assert json.loads(tree.to_json()) == contents["groups"]["CFPackageWithGroups"]
