# Written by tools/generate_sync.py from tests/contract/test_case_operations.py; changes belong there.
"""Every operation of CASE, through the real client against the real sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from case_api import DOCUMENT, USE, association, document, item, package, uid
from contract_case import RIVERBEND_TREE, mine, riverbend
from contract_places import Witness
from sync_contract_case import CASES, uploaded

from timeback_core.case import CFPackage
from timeback_core.errors import BadRequestError, NotFoundError, ValidationError
from timeback_core.sync import TimebackClient
from timeback_core.sync.case import CaseClient
from timeback_sandbox import Sandbox


@pytest.fixture
def empty() -> Iterator[TimebackClient]:
    """A client of a sandbox that has nothing in it."""
    with Sandbox(seed="empty") as sandbox, sandbox.sync_client() as timeback:
        yield timeback


def test_there_is_a_case_for_every_operation() -> None:
    operations = {operation.id for operation in CaseClient.operations()}
    assert len(operations) == 9
    assert CASES.keys() == operations


@pytest.mark.parametrize("operation", sorted(CASES))
def test_an_operation_does_what_it_says(operation: str, timeback: TimebackClient, witness: Witness) -> None:
    CASES[operation](timeback)
    assert operation in witness.operations
    assert not witness.retries


@pytest.mark.socket
@pytest.mark.parametrize("operation", sorted(CASES))
def test_an_operation_does_the_same_over_the_other_http_library(operation: str, on_socket: Sandbox) -> None:
    with on_socket.sync_client(backend="httpx2") as timeback:
        CASES[operation](timeback)


@pytest.mark.parametrize("operation", sorted(CASES))
def test_an_operation_does_the_same_at_the_paths_of_the_second_platform(operation: str, in_process: Sandbox) -> None:
    with in_process.sync_client(path_profile="LEARNWITH_AI") as timeback:
        CASES[operation](timeback)
    asked = {entry.path for entry in in_process.journal() if not entry.path.endswith("token")}
    assert asked
    assert all(path.startswith("/case/1.1/") for path in asked)


def test_the_documented_package_gives_the_documented_tree(empty: TimebackClient) -> None:
    assert empty.case.documents.list()["CFDocuments"] == []
    made = empty.case.packages.create(riverbend())
    assert (made.result.stats.items, made.result.stats.associations) == (3, 4)
    tree = empty.case_.packages.get_groups(DOCUMENT).data
    assert [(depth, one.sourced_id) for depth, one in tree.walk()] == RIVERBEND_TREE
    use = empty.case.items.get(USE).data
    assert use.cf_item_type_uri is not None
    assert use.cf_item_type_uri.uri == "https://riverbend.example/u/t2"
    assert use.extensions == {"riverbend:weight": 2}


def test_what_is_refused_changes_nothing(timeback: TimebackClient) -> None:
    sourced_id = uploaded(timeback)
    packages = timeback.case.packages

    def shown() -> list[object]:
        return [
            packages.get(sourced_id).data.to_dict(),
            packages.get_groups(sourced_id).data.to_dict(),
            timeback.case.items.list(limit=1).total,
            timeback.case.documents.list(limit=1).total,
        ]

    before = shown()
    late = mine()
    late["CFAssociations"][-1]["lastChangeDateTime"] = "yesterday"
    repeated = mine("other")
    repeated["CFItems"].append(repeated["CFItems"][0])
    for call in (lambda: packages.update(sourced_id, late), lambda: packages.create(repeated)):
        with pytest.raises(ValidationError) as caught:
            call()
        assert caught.value.status_code == 422
        assert all({"path", "message"} <= set(issue) for issue in caught.value.details)
    assert shown() == before


def test_frameworks_are_listed_page_by_page(empty: TimebackClient) -> None:
    for number in range(250):
        empty.case.packages.create(package(f"framework {number}"))
    page = empty.case.documents.list()
    assert (len(page["CFDocuments"]), page.has_more, page.total, page.next_offset) == (100, True, 250, 100)
    following = page.fetch_next()
    assert following is not None
    assert following["CFDocuments"][0].title == "framework 100"
    assert len(empty.case.documents.list_all()) == 250
    walk = empty.case.documents.stream(limit=60)
    assert [one.title for one in walk] == [f"framework {number}" for number in range(250)]
    assert walk.total == 250


def test_upsert_creates_then_replaces(timeback: TimebackClient, witness: Witness) -> None:
    packages = timeback.case.packages
    first = packages.upsert(uid("mine"), mine())
    assert first.result.stats.items == 4
    second = mine()
    second["CFItems"].pop()
    assert packages.upsert(uid("mine"), second).result.stats.items == 3
    with pytest.raises(NotFoundError):
        timeback.case.items.get(uid("mine-alone"))
    sent = [request.method for request in witness.requests if "/CFPackages" in request.url]
    assert sent == ["PUT", "POST", "PUT"]


def everything(timeback: TimebackClient, sourced_id: str) -> list[Any]:
    packages = timeback.case.packages
    return [
        packages.get(sourced_id).data.to_dict(),
        packages.get_groups(sourced_id).data.to_dict(),
        timeback.case.documents.get(sourced_id).data.to_dict(),
    ]


def test_reading_a_framework_and_uploading_it_again_changes_nothing(timeback: TimebackClient) -> None:
    uploaded(timeback)
    timeback.case.packages.upsert(DOCUMENT, riverbend())
    documents = timeback.case.documents.list_all()
    assert len(documents) > 2
    for framework in documents:
        before = everything(timeback, framework.sourced_id)
        read = timeback.case.packages.get(framework.sourced_id).data
        timeback.case.packages.upsert(framework.sourced_id, read.to_input())
        assert everything(timeback, framework.sourced_id) == before
        timeback.case.packages.update(framework.sourced_id, read)
        assert everything(timeback, framework.sourced_id) == before


def test_a_framework_moves_to_another_sandbox(timeback: TimebackClient, empty: TimebackClient) -> None:
    sourced_id = uploaded(timeback)
    read = timeback.case.packages.get(sourced_id).data
    empty.case.packages.create(CFPackage.from_json(read.to_json()))
    there = empty.case.packages.get(sourced_id).data
    assert there.cf_items == read.cf_items
    assert there.cf_associations == read.cf_associations


def test_circles_and_several_parents_come_to_an_end_and_look_the_same_to_both(timeback: TimebackClient) -> None:
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
    timeback.case.packages.create(package("tangle", [item(name) for name in names], edges))
    tree = timeback.case.packages.get_groups(uid("tangle")).data
    flat = timeback.case.packages.get(uid("tangle")).data
    walked = [(depth, one.sourced_id) for depth, one in tree.walk()]
    assert walked == [(depth, one.sourced_id) for depth, one in flat.walk()]
    assert {sourced_id for _, sourced_id in walked} == {uid(name) for name in names}
    assert [sourced_id for _, sourced_id in walked].count(uid("g")) == 2
    assert [one.sourced_id for one in flat.path_to_root(uid("g"))] == [uid("g"), uid("e"), uid("d")]


def test_a_framework_of_a_thousand_levels_is_read_as_a_tree(timeback: TimebackClient) -> None:
    levels = 1000
    edges = [association(f"edge {n}", n, n - 1 if n else "deep") for n in range(levels)]
    timeback.case.packages.create(package("deep", [item(n, depth=n) for n in range(levels)], edges))
    tree = timeback.case.packages.get_groups(uid("deep")).data
    assert [(depth, one.sourced_id) for depth, one in tree.walk()] == [(n, uid(n)) for n in range(levels)]
    flat = timeback.case.packages.get(uid("deep")).data
    assert len(flat.path_to_root(uid(levels - 1))) == levels


def test_an_upload_whose_answer_was_lost_is_repeated_only_where_that_is_harmless(
    timeback: TimebackClient, sandbox: Sandbox, witness: Witness
) -> None:
    sourced_id = uploaded(timeback)
    sandbox.faults.add(method="PUT", path="/ims/case/v1p1/CFPackages/*", drop="after", count=1)
    assert timeback.case.packages.upsert(sourced_id, mine()).success
    assert len(witness.retries) == 1


def test_a_server_may_take_what_exists_as_a_replacement() -> None:
    with Sandbox(seed="empty", case_post_existing="replace") as sandbox, sandbox.sync_client() as timeback:
        uploaded(timeback)
        again = timeback.case.packages.create({**mine(), "CFItems": [], "CFAssociations": []})
        assert again.result.stats.items == 0


def test_a_refusal_of_the_filter_is_told_with_its_member(timeback: TimebackClient) -> None:
    with pytest.raises(BadRequestError) as caught:
        timeback.case.items.list(where={"licenseURI": "x"})
    assert caught.value.minor_codes[0]["value"] == "invalid_filter_field"
    assert "licenseURI" in caught.value.message


def test_definitions_of_an_upload_are_looked_up(timeback: TimebackClient) -> None:
    body = mine(CFDefinitions={"CFSubjects": [{**item("maths"), "title": "Mathematics", "hierarchyCode": "1"}]})
    body["CFDocument"] = document("mine", subject=["Mathematics"])
    timeback.case.packages.create(body)
    read = timeback.case.documents.get(uid("mine")).data
    assert read.subject_uri is not None
    assert [link.sourced_id for link in read.subject_uri] == [uid("maths")]
