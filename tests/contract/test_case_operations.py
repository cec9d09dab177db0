"""Every operation of CASE, through the real client against the real sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from case_api import DOCUMENT, USE, association, document, item, package, uid
from contract_case import CASES, RIVERBEND_TREE, mine, riverbend, uploaded
from contract_places import Witness

from timeback_core import TimebackClient
from timeback_core.case import CaseClient, CFPackage
from timeback_core.errors import BadRequestError, NotFoundError, ValidationError
from timeback_sandbox import Sandbox

pytestmark = pytest.mark.anyio


@pytest.fixture
async def empty() -> AsyncIterator[TimebackClient]:
    """A client of a sandbox that has nothing in it."""
    async with Sandbox(seed="empty") as sandbox, sandbox.client() as timeback:
        yield timeback


def test_there_is_a_case_for_every_operation() -> None:
    operations = {operation.id for operation in CaseClient.operations()}
    assert len(operations) == 9
    assert CASES.keys() == operations


@pytest.mark.parametrize("operation", sorted(CASES))
async def test_an_operation_does_what_it_says(operation: str, timeback: TimebackClient, witness: Witness) -> None:
    await CASES[operation](timeback)
    assert operation in witness.operations
    assert not witness.retries


@pytest.mark.socket
@pytest.mark.parametrize("operation", sorted(CASES))
async def test_an_operation_does_the_same_over_the_other_http_library(operation: str, on_socket: Sandbox) -> None:
    async with on_socket.client(backend="httpx2") as timeback:
        await CASES[operation](timeback)


@pytest.mark.parametrize("operation", sorted(CASES))
async def test_an_operation_does_the_same_at_the_paths_of_the_second_platform(
    operation: str, in_process: Sandbox
) -> None:
    async with in_process.client(path_profile="LEARNWITH_AI") as timeback:
        await CASES[operation](timeback)
    asked = {entry.path for entry in in_process.journal() if not entry.path.endswith("token")}
    assert asked
    assert all(path.startswith("/case/1.1/") for path in asked)


async def test_the_documented_package_gives_the_documented_tree(empty: TimebackClient) -> None:
    assert (await empty.case.documents.list())["CFDocuments"] == []
    made = await empty.case.packages.create(riverbend())
    assert (made.result.stats.items, made.result.stats.associations) == (3, 4)
    tree = (await empty.case_.packages.get_groups(DOCUMENT)).data
    assert [(depth, one.sourced_id) for depth, one in tree.walk()] == RIVERBEND_TREE
    use = (await empty.case.items.get(USE)).data
    assert use.cf_item_type_uri is not None
    assert use.cf_item_type_uri.uri == "https://riverbend.example/u/t2"
    assert use.extensions == {"riverbend:weight": 2}


async def test_what_is_refused_changes_nothing(timeback: TimebackClient) -> None:
    sourced_id = await uploaded(timeback)
    packages = timeback.case.packages

    async def shown() -> list[object]:
        return [
            (await packages.get(sourced_id)).data.to_dict(),
            (await packages.get_groups(sourced_id)).data.to_dict(),
            (await timeback.case.items.list(limit=1)).total,
            (await timeback.case.documents.list(limit=1)).total,
        ]

    before = await shown()
    late = mine()
    late["CFAssociations"][-1]["lastChangeDateTime"] = "yesterday"
    repeated = mine("other")
    repeated["CFItems"].append(repeated["CFItems"][0])
    for call in (lambda: packages.update(sourced_id, late), lambda: packages.create(repeated)):
        with pytest.raises(ValidationError) as caught:
            await call()
        assert caught.value.status_code == 422
        assert all({"path", "message"} <= set(issue) for issue in caught.value.details)
    assert await shown() == before


async def test_frameworks_are_listed_page_by_page(empty: TimebackClient) -> None:
    for number in range(250):
        await empty.case.packages.create(package(f"framework {number}"))
    page = await empty.case.documents.list()
    assert (len(page["CFDocuments"]), page.has_more, page.total, page.next_offset) == (100, True, 250, 100)
    following = await page.fetch_next()
    assert following is not None
    assert following["CFDocuments"][0].title == "framework 100"
    assert len(await empty.case.documents.list_all()) == 250
    walk = empty.case.documents.stream(limit=60)
    assert [one.title async for one in walk] == [f"framework {number}" for number in range(250)]
    assert walk.total == 250


async def test_upsert_creates_then_replaces(timeback: TimebackClient, witness: Witness) -> None:
    packages = timeback.case.packages
    first = await packages.upsert(uid("mine"), mine())
    assert first.result.stats.items == 4
    second = mine()
    second["CFItems"].pop()
    assert (await packages.upsert(uid("mine"), second)).result.stats.items == 3
    with pytest.raises(NotFoundError):
        await timeback.case.items.get(uid("mine-alone"))
    sent = [request.method for request in witness.requests if "/CFPackages" in request.url]
    assert sent == ["PUT", "POST", "PUT"]


async def everything(timeback: TimebackClient, sourced_id: str) -> list[Any]:
    packages = timeback.case.packages
    return [
        (await packages.get(sourced_id)).data.to_dict(),
        (await packages.get_groups(sourced_id)).data.to_dict(),
        (await timeback.case.documents.get(sourced_id)).data.to_dict(),
    ]


async def test_reading_a_framework_and_uploading_it_again_changes_nothing(timeback: TimebackClient) -> None:
    await uploaded(timeback)
    await timeback.case.packages.upsert(DOCUMENT, riverbend())
    documents = await timeback.case.documents.list_all()
    assert len(documents) > 2
    for framework in documents:
        before = await everything(timeback, framework.sourced_id)
        read = (await timeback.case.packages.get(framework.sourced_id)).data
        await timeback.case.packages.upsert(framework.sourced_id, read.to_input())
        assert await everything(timeback, framework.sourced_id) == before
        await timeback.case.packages.update(framework.sourced_id, read)
        assert await everything(timeback, framework.sourced_id) == before


async def test_a_framework_moves_to_another_sandbox(timeback: TimebackClient, empty: TimebackClient) -> None:
    sourced_id = await uploaded(timeback)
    read = (await timeback.case.packages.get(sourced_id)).data
    await empty.case.packages.create(CFPackage.from_json(read.to_json()))
    there = (await empty.case.packages.get(sourced_id)).data
    assert there.cf_items == read.cf_items
    assert there.cf_associations == read.cf_associations


async def test_circles_and_several_parents_come_to_an_end_and_look_the_same_to_both(timeback: TimebackClient) -> None:
    names = ["a", "b", "c", "d", "e", "f", "g"]
    pairs = [
        ("a", "b"),
        ("b", "a"),
        ("c", "c"),
        ("e", "d"),
        ("f", "d"),
        ("g", "e"),
        ("g", "f"),
        ("d", "tangle"),
        ("g", "e"),
    ]
    edges = [association(f"edge {n}", child, parent, sequenceNumber=9 - n) for n, (child, parent) in enumerate(pairs)]
    await timeback.case.packages.create(package("tangle", [item(name) for name in names], edges))
    tree = (await timeback.case.packages.get_groups(uid("tangle"))).data
    flat = (await timeback.case.packages.get(uid("tangle"))).data
    walked = [(depth, one.sourced_id) for depth, one in tree.walk()]
    assert walked == [(depth, one.sourced_id) for depth, one in flat.walk()]
    assert {sourced_id for _, sourced_id in walked} == {uid(name) for name in names}
    assert [sourced_id for _, sourced_id in walked].count(uid("g")) == 2
    assert [one.sourced_id for one in flat.path_to_root(uid("g"))] == [uid("g"), uid("e"), uid("d")]


async def test_a_framework_of_a_thousand_levels_is_read_as_a_tree(timeback: TimebackClient) -> None:
    levels = 1000
    edges = [association(f"edge {n}", n, n - 1 if n else "deep") for n in range(levels)]
    await timeback.case.packages.create(package("deep", [item(n, depth=n) for n in range(levels)], edges))
    tree = (await timeback.case.packages.get_groups(uid("deep"))).data
    assert [(depth, one.sourced_id) for depth, one in tree.walk()] == [(n, uid(n)) for n in range(levels)]
    flat = (await timeback.case.packages.get(uid("deep"))).data
    assert len(flat.path_to_root(uid(levels - 1))) == levels


async def test_an_upload_whose_answer_was_lost_is_repeated_only_where_that_is_harmless(
    timeback: TimebackClient, sandbox: Sandbox, witness: Witness
) -> None:
    sourced_id = await uploaded(timeback)
    sandbox.faults.add(method="PUT", path="/ims/case/v1p1/CFPackages/*", drop="after", count=1)
    assert (await timeback.case.packages.upsert(sourced_id, mine())).success
    assert len(witness.retries) == 1


async def test_a_server_may_take_what_exists_as_a_replacement() -> None:
    async with Sandbox(seed="empty", case_post_existing="replace") as sandbox, sandbox.client() as timeback:
        await uploaded(timeback)
        again = await timeback.case.packages.create({**mine(), "CFItems": [], "CFAssociations": []})
        assert again.result.stats.items == 0


async def test_a_refusal_of_the_filter_is_told_with_its_member(timeback: TimebackClient) -> None:
    with pytest.raises(BadRequestError) as caught:
        await timeback.case.items.list(where={"licenseURI": "x"})
    assert caught.value.minor_codes[0]["value"] == "invalid_filter_field"
    assert "licenseURI" in caught.value.message


async def test_definitions_of_an_upload_are_looked_up(timeback: TimebackClient) -> None:
    body = mine(CFDefinitions={"CFSubjects": [{**item("maths"), "title": "Mathematics", "hierarchyCode": "1"}]})
    body["CFDocument"] = document("mine", subject=["Mathematics"])
    await timeback.case.packages.create(body)
    read = (await timeback.case.documents.get(uid("mine"))).data
    assert read.subject_uri is not None
    assert [link.sourced_id for link in read.subject_uri] == [uid("maths")]
