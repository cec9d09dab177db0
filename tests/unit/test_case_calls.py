"""What the CASE client sends, and what it makes of the answers."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from case_calls import DOCUMENT, UPLOADED, answering, body, case, document, edge, item, lines, upload, uuid
from scripted_sender import ScriptedSender, answer

from timeback_core.case import (
    CaseClient,
    CFAssociation,
    CFDocument,
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


@pytest.mark.parametrize("content", [{}, {"CFItem": None}, {"CFItem": {}}, {"message": "ok"}, [], None, b"{"])
async def test_an_answer_without_the_record_is_an_error(content: Any) -> None:
    client, _ = case(answering(200, content))
    with pytest.raises(ResponseParseError):
        await client.items.get(ONE)


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


@pytest.mark.parametrize("sourced_id", ["", "  ", None, 5, "..", "\ud800"])
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
        "groups": {
            "CFPackageWithGroups": {"sourcedId": DOCUMENT, "CFDocument": document(), "structuredContent": groups}
        },
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
