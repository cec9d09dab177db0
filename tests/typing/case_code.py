"""A user's typical code for CASE, for the type checkers only: what each expression is known to be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, assert_type

from timeback_core import TimebackClient
from timeback_core.case import (
    CaseClient,
    CFAssociation,
    CFAssociationInput,
    CFAssociationResult,
    CFDefinitions,
    CFDocument,
    CFDocumentInput,
    CFDocumentPage,
    CFDocumentResult,
    CFItem,
    CFItemInput,
    CFItemPage,
    CFItemResult,
    CFItemTypeDefinition,
    CFItemWithChildGroups,
    CFPackage,
    CFPackageInput,
    CFPackageResult,
    CFPackageUploadResult,
    CFPackageWithGroups,
    InputNodeURI,
    LinkURI,
)
from timeback_core.pages import Paginator


async def reading(timeback: TimebackClient) -> None:
    case = timeback.case
    assert_type(case, CaseClient)
    assert_type(timeback.case_, CaseClient)
    page = await case.documents.list({"limit": 5, "sort": "title"}, order_by="desc", timeout=3)
    assert_type(page, CFDocumentPage)
    assert_type(page["CFDocuments"], list[CFDocument])
    assert_type(page.data[0].last_changed_at, datetime | None)
    assert_type(page.total, int | None)
    assert_type(page.has_more, bool)
    assert_type(await page.fetch_next(), CFDocumentPage | None)
    assert_type(await case.documents.get("d", fields=["title"]), CFDocumentResult)
    items = await case.items.list(where={"title": {"contains": "Math"}}, filter="a='b'", fields=("uri",))
    assert_type(items, CFItemPage)
    assert_type(await case.items.list_all(where={"cf_item_type": "Domain"}, max_items=5), list[CFItem])
    walk = case.items.stream(limit=1000)
    assert_type(walk, Paginator[CFItem])
    async for item in walk:
        assert_type(item.education_level, list[str] | None)
        assert_type(item.cf_item_type_uri, LinkURI | None)
    assert_type((await case.items.get("i"))["CFItem"], CFItem)
    assert_type(await case.items.get("i"), CFItemResult)
    association = await case.associations.get("a")
    assert_type(association, CFAssociationResult)
    assert_type(association.data, CFAssociation)
    assert_type(association.data.sequence_number, int | None)


async def packages(case: CaseClient) -> None:
    found = await case.packages.get("d", timeout=120)
    assert_type(found, CFPackageResult)
    package = found.data
    assert_type(package, CFPackage)
    assert_type(package.roots(), list[CFItem])
    assert_type(package.children_of("i"), list[CFItem])
    assert_type(package.walk(once=True), Iterator[tuple[int, CFItem]])
    assert_type(package.find("6.RP"), CFItem | None)
    assert_type(package.path_to_root("i"), list[CFItem])
    assert_type(package.to_input(), CFPackageInput)
    assert_type(package.cf_definitions, CFDefinitions | None)
    if package.cf_definitions is not None:
        assert_type(package.cf_definitions.cf_item_types, list[CFItemTypeDefinition] | None)
    tree = (await case.packages.get_groups("d"))["CFPackageWithGroups"]
    assert_type(tree, CFPackageWithGroups)
    for depth, node in tree.walk():
        assert_type(depth, int)
        assert_type(node.child_groups, dict[str, list[CFItemWithChildGroups]] | None)
    assert_type(CFPackage.from_json(b"{}"), CFPackage)


async def uploading(case: CaseClient, raw: dict[str, Any], read: CFPackage) -> None:
    item = CFItemInput(identifier="i", uri="u", last_change_date_time=datetime(2026, 3, 2), full_statement="S")
    document = CFDocumentInput(
        identifier="d", uri="u", last_change_date_time="t", title="T", creator="C", status_start_date=date(2026, 8, 1)
    )
    edge = CFAssociationInput(
        identifier="a",
        uri="u",
        last_change_date_time="t",
        association_type="ext:ours",
        origin_node_uri=InputNodeURI(title="", identifier="i", uri="u"),
        destination_node_uri={"title": "", "identifier": "d", "uri": "u"},
        sequence_number=1,
    )
    package = CFPackageInput(cf_document=document, cf_items=[item], cf_associations=[edge], cf_rubrics=[raw])
    CFPackageInput(cf_document=raw, cf_items=[raw, item], cf_associations=[], cf_definitions=CFDefinitions())
    made = await case.packages.create(package, timeout=300)
    assert_type(made, CFPackageUploadResult)
    assert_type(made.result.stats.items, int | None)
    assert_type(await case.packages.update("d", raw), CFPackageUploadResult)
    assert_type(await case.packages.upsert("d", read.to_input(), max_retries=0), CFPackageUploadResult)
    await case.packages.upsert("d", read)


async def what_the_checkers_refuse(case: CaseClient) -> None:
    await case.documents.list(search="x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await case.documents.list(order_by="up")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await case.packages.create("package")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    CFItemInput(full_statement="S")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await case.associations.list()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
