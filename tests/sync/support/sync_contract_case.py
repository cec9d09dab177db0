# Written by tools/generate_sync.py from tests/support/contract_case.py; changes belong there.
"""A case for each operation of CASE: it calls the operation and checks what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from case_api import DESCRIBE, DOMAIN, USE, association, document, item, package, riverbend, uid

from timeback_core.case import CFPackage, CFPackageInput
from timeback_core.errors import BadRequestError, NotFoundError, ValidationError
from timeback_core.sync import TimebackClient

Case = Callable[[TimebackClient], None]

NOBODY = "10000000-0000-0000-0000-000000000001"


def mine(name: str = "mine", **more: Any) -> dict[str, Any]:
    """Return a package with a domain, two standards in it, and one that belongs to none."""
    items = [
        item(f"{name}-domain", CFItemType="Domain", humanCodingScheme="D", sprint=3),
        item(f"{name}-second", CFItemType="Standard", humanCodingScheme="D.2", extensions={"weight": 2}),
        item(f"{name}-first", cfItemType="Standard", humanCodingScheme="D.1", educationLevel=["06"]),
        item(f"{name}-alone"),
    ]
    edges = [
        association(f"{name}-a1", f"{name}-domain", name, sequenceNumber=1),
        association(f"{name}-a2", f"{name}-second", f"{name}-domain", sequenceNumber=2),
        association(f"{name}-a3", f"{name}-first", f"{name}-domain", sequenceNumber=1),
        association(f"{name}-a4", f"{name}-first", f"{name}-second", associationType="precedes", notes="n"),
    ]
    return package(name, items, edges, **more)


def uploaded(timeback: TimebackClient, name: str = "mine") -> str:
    """Upload that package and return its id."""
    made = timeback.case.packages.create(mine(name))
    assert made.result.document_id == uid(name)
    return uid(name)


def lists_documents(timeback: TimebackClient) -> None:
    documents = timeback.case.documents
    before = documents.list()
    assert before.total is not None
    sourced_id = uploaded(timeback)
    page = documents.list(limit=1, offset=before.total)
    assert [one.sourced_id for one in page["CFDocuments"]] == [sourced_id]
    assert (page.total, page.has_more, page.next_offset) == (before.total + 1, False, None)
    first = documents.list({"limit": 1})
    assert (first.has_more, first.next_offset, first.limit, first.offset) == (True, 1, 1, 0)
    assert [one.sourced_id for one in documents.list_all(limit=2, where={"title": "mine"})] == [sourced_id]
    found = documents.list(where={"title": {"contains": "MINE"}}, filter="creator='Tests'", fields=["title"])
    assert [(one.sourced_id, one.title, one.creator) for one in found.data] == [(sourced_id, "mine", None)]
    down = documents.list_all(limit=3000, sort="title", order_by="desc")
    assert [one.title for one in down] == sorted((one.title or "" for one in down), reverse=True)
    for wrong in ({"filter": "name='x'"}, {"fields": ["name"]}):
        with pytest.raises(BadRequestError) as caught:
            documents.list(**wrong)
        assert caught.value.minor_codes[0]["value"] in {"invalid_filter_field", "invalid_selection_field"}
    with pytest.raises(ValidationError):
        documents.list({"sort": "title", "orderBy": "up"})


def gets_a_document(timeback: TimebackClient) -> None:
    sourced_id = uploaded(timeback)
    result = timeback.case.documents.get(sourced_id.upper())
    read = result["CFDocument"]
    assert (read.sourced_id, read.identifier, read.title, read.creator) == (sourced_id, sourced_id, "mine", "Tests")
    assert read.extra == {}
    assert read.last_changed_at is not None
    assert read.cf_package_uri is not None
    assert read.cf_package_uri.sourced_id == sourced_id
    some = timeback.case.documents.get(sourced_id, fields=["title"]).data
    assert (some.sourced_id, some.title, some.creator) == (sourced_id, "mine", None)
    for unknown in (NOBODY, "no uuid"):
        with pytest.raises(NotFoundError) as caught:
            timeback.case.documents.get(unknown)
        assert [code["value"] for code in caught.value.minor_codes] == ["unknownobject"]


def lists_items(timeback: TimebackClient) -> None:
    items = timeback.case.items
    uploaded(timeback)
    found = items.list(where={"cf_item_type": "Standard", "human_coding_scheme": {"in_": ["D.1", "D.2"]}})
    assert [one.human_coding_scheme for one in found["CFItems"]] == ["D.2", "D.1"]
    found = items.list(filter="humanCodingScheme~'d.'", sort="human_coding_scheme", fields=["human_coding_scheme"])
    assert "D.1" in [one.human_coding_scheme for one in found.data]
    assert all(one.full_statement is None for one in found.data)
    walk = items.stream(limit=7)
    everything = [one.sourced_id for one in walk]
    assert len(set(everything)) == len(everything) == walk.total == len(items.list_all(limit=3000))
    assert len(items.list_all(limit=7, max_items=9)) == 9


def gets_an_item(timeback: TimebackClient) -> None:
    sourced_id = uploaded(timeback)
    read = timeback.case.items.get(uid("mine-second"))["CFItem"]
    assert (read.full_statement, read.cf_item_type) == ("Statement of mine-second", "Standard")
    assert (read.extensions, read.extra) == ({"weight": 2}, {})
    assert read.cf_document_uri is not None
    assert read.cf_document_uri.sourced_id == sourced_id
    assert timeback.case.items.get(uid("mine-alone")).data.cf_item_type == "Unknown"
    assert timeback.case.items.get(uid("mine-alone"), fields=["uri"]).data.full_statement is None
    with pytest.raises(NotFoundError):
        timeback.case.items.get(sourced_id)


def gets_an_association(timeback: TimebackClient) -> None:
    uploaded(timeback)
    read = timeback.case.associations.get(uid("mine-a2"))["CFAssociation"]
    assert (read.association_type, read.sequence_number, read.is_child_of) == ("isChildOf", 2, True)
    assert read.origin_node_uri is not None
    assert read.destination_node_uri is not None
    assert (read.origin_node_uri.sourced_id, read.destination_node_uri.title) == (uid("mine-second"), "mine-domain")
    assert read.extra == {}
    other = timeback.case.associations.get(uid("mine-a4"), fields=["notes"]).data
    assert (other.notes, other.association_type) == ("n", None)
    with pytest.raises(NotFoundError):
        timeback.case.associations.get(NOBODY)


def creates(timeback: TimebackClient) -> None:
    packages = timeback.case.packages
    made = packages.create(mine(), timeout=60)
    assert (made.success, made.result.success, made.result.document_id) == (True, True, uid("mine"))
    stats = made.result.stats
    assert (stats.documents, stats.items, stats.associations, made.extra) == (1, 4, 4, {})
    with pytest.raises(BadRequestError, match="already exists"):
        packages.create(mine())
    empty = packages.create(CFPackageInput(cf_document=document("empty"), cf_items=[], cf_associations=[]))
    assert empty.result.stats.items == 0
    stolen = package("thief", [item("mine-alone")])
    with pytest.raises(ValidationError) as caught:
        packages.create(stolen)
    assert caught.value.details
    with pytest.raises(NotFoundError):
        packages.get(uid("thief"))


def updates(timeback: TimebackClient) -> None:
    packages = timeback.case.packages
    with pytest.raises(NotFoundError):
        packages.update(uid("mine"), mine())
    sourced_id = uploaded(timeback)
    changed = mine()
    changed["CFItems"] = [{**changed["CFItems"][0], "fullStatement": "Changed"}]
    changed["CFAssociations"] = changed["CFAssociations"][:1]
    made = packages.update(sourced_id, changed)
    assert (made.result.stats.items, made.result.stats.associations) == (1, 1)
    read = packages.get(sourced_id).data
    assert [one.full_statement for one in read.cf_items or []] == ["Changed"]
    for gone in (
        lambda: timeback.case.items.get(uid("mine-alone")),
        lambda: timeback.case.associations.get(uid("mine-a4")),
    ):
        with pytest.raises(NotFoundError):
            gone()


def gets_a_package(timeback: TimebackClient) -> None:
    sourced_id = uploaded(timeback)
    result = timeback.case.packages.get(sourced_id)
    read = result["CFPackage"]
    assert isinstance(read, CFPackage)
    assert [one.sourced_id for one in read.cf_items or []] == [one["identifier"] for one in mine()["CFItems"]]
    assert [one.human_coding_scheme for one in read.roots()] == ["D", None]
    assert [(depth, one.human_coding_scheme) for depth, one in read.walk()] == [
        (0, "D"),
        (1, "D.1"),
        (1, "D.2"),
        (0, None),
    ]
    found = read.find("D.2")
    assert found is not None
    assert [one.human_coding_scheme for one in read.path_to_root(found.sourced_id)] == ["D.2", "D"]
    some = timeback.case.packages.get(sourced_id, fields=["CFDocument"]).data
    assert some.cf_document == read.cf_document
    assert (some.cf_items, some.cf_associations) == (None, None)
    with pytest.raises(NotFoundError):
        timeback.case.packages.get(uid("mine-alone"))


def gets_groups(timeback: TimebackClient) -> None:
    sourced_id = uploaded(timeback)
    read = timeback.case.packages.get_groups(sourced_id)["CFPackageWithGroups"]
    assert read.structured_content is not None
    assert list(read.structured_content) == ["Domain", "Unknown"]
    flat = timeback.case.packages.get(sourced_id).data
    assert [(depth, one.sourced_id) for depth, one in read.walk()] == [
        (depth, one.sourced_id) for depth, one in flat.walk()
    ]
    (domain,) = read.structured_content["Domain"]
    assert [one.human_coding_scheme for one in (domain.child_groups or {})["Standard"]] == ["D.1", "D.2"]
    found = read.find("D.2")
    assert found is not None
    assert (found.child_groups, found.extra) == ({}, {})
    some = timeback.case.packages.get_groups(sourced_id, fields=["structuredContent"]).data
    assert some.cf_document is None
    with pytest.raises(NotFoundError):
        timeback.case.packages.get_groups(NOBODY)


CASES: dict[str, Case] = {
    "case.documents.list": lists_documents,
    "case.documents.get": gets_a_document,
    "case.items.list": lists_items,
    "case.items.get": gets_an_item,
    "case.associations.get": gets_an_association,
    "case.packages.create": creates,
    "case.packages.update": updates,
    "case.packages.get": gets_a_package,
    "case.packages.get_groups": gets_groups,
}
"""The case of each operation, by the operation's identifier."""

RIVERBEND_TREE = [(0, DOMAIN), (1, DESCRIBE), (1, USE)]
"""The documented package as a tree: the order is that of the numbers, not of the upload."""

__all__ = ["CASES", "NOBODY", "RIVERBEND_TREE", "Case", "mine", "riverbend", "uploaded"]
