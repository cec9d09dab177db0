"""Packages as the server answers them: a framework with its items and associations, flat or as a tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self

import msgspec

from timeback_core.case.hierarchy import Hierarchy, key_of
from timeback_core.case.models import CFAssociation, CFDocument, CFItem
from timeback_core.case.models_base import CaseRecord, Identified
from timeback_core.case.models_definitions import CFDefinitions, CFRubric
from timeback_core.case.parts import come_from, source_of
from timeback_core.decoding import convert_record, decode_record
from timeback_core.wire import is_object

if TYPE_CHECKING:
    from timeback_core.case.inputs import CFPackageInput

__all__ = [
    "CFItemWithChildGroups",
    "CFPackage",
    "CFPackageUploadResult",
    "CFPackageUploadResultDetail",
    "CFPackageUploadResultStats",
    "CFPackageWithGroups",
]


class Parted(Identified, kw_only=True):
    """A record whose parts know where they came from, so that `Model.extra` of each is what the server sent of it."""

    @classmethod
    def from_json(cls, content: str | bytes | Mapping[str, Any]) -> Self:
        """Return a package from JSON that did not come by a call, such as a file.

        Args:
            content: JSON text, or the object decoded; in the platform's spelling or the standard's.

        Raises:
            ValueError: The content is no JSON object.
        """
        if isinstance(content, Mapping):
            record = convert_record(content, cls)
        else:
            record = decode_record(content.encode() if isinstance(content, str) else content, cls)
        record._attach()
        return record

    def _attach(self) -> None:
        """Note of each part where it came from."""


class CFPackage(Parted, kw_only=True, dict=True):
    """A framework with everything that belongs to it; its id is the document's.

    Attributes:
        cf_document: The framework itself.
        cf_items: Its items, in the order of the upload.
        cf_associations: Its associations, likewise.
        cf_definitions: What items refer to; this platform never answers it.
        cf_rubrics: Rubrics; this platform never answers them.
        extensions: Whatever else its maker wanted to say; this platform never answers it.
    """

    cf_document: CFDocument | None = None
    cf_items: list[CFItem] | None = None
    cf_associations: list[CFAssociation] | None = None
    cf_definitions: CFDefinitions | None = None
    cf_rubrics: list[CFRubric] | None = None
    extensions: dict[str, Any] | None = None

    @classmethod
    def _adapted(cls, values: dict[str, Any]) -> dict[str, Any]:
        adapted = super()._adapted(values)
        document = adapted.get("CFDocument")
        if adapted.get("sourcedId") is None and is_object(document):
            adapted["sourcedId"] = document.get("sourcedId")  # the standard's packages have no id of their own
        return adapted

    def _attach(self) -> None:
        source = source_of(self)
        if source is not None:
            come_from(source, self.cf_document, "CFDocument")
            come_from(source, self.cf_items, "CFItems")
            come_from(source, self.cf_associations, "CFAssociations")

    @property
    def hierarchy(self) -> Hierarchy:
        """Who is below whom; made at first use, and anew when a list was replaced or changed its length.

        After changing items or associations in place, call `forget_hierarchy`.
        """
        items, associations = self.cf_items or [], self.cf_associations or []
        state = (id(self.cf_items), len(items), id(self.cf_associations), len(associations))
        kept: dict[str, Any] = vars(self)
        known: tuple[object, Hierarchy] | None = kept.get("_hierarchy")
        if known is None or known[0] != state:
            known = kept["_hierarchy"] = (state, Hierarchy(items, associations))
        return known[1]

    def forget_hierarchy(self) -> None:
        """Have the hierarchy made anew at its next use, after items or associations were changed in place."""
        vars(self).pop("_hierarchy", None)

    def item(self, sourced_id: str) -> CFItem | None:
        """Return an item by its id, in capital or small letters; ``None`` if there is none.

        Args:
            sourced_id: The item's id.
        """
        return self.hierarchy.items.get(key_of(sourced_id))

    def find(self, human_coding_scheme: str) -> CFItem | None:
        """Return the first item with a human coding scheme such as ``6.RP.1``; ``None`` if there is none.

        Args:
            human_coding_scheme: The code, exactly as the framework writes it.
        """
        return next(iter(self.find_all(human_coding_scheme)), None)

    def find_all(self, human_coding_scheme: str) -> list[CFItem]:
        """Return every item with a human coding scheme, in the order of the package.

        Args:
            human_coding_scheme: The code, exactly as the framework writes it.
        """
        return list(self.hierarchy.coded(human_coding_scheme))

    def roots(self) -> list[CFItem]:
        """Return the items that are below no other item, in their order, then those that no root leads to.

        The latter are below each other in a circle; the server shows them as roots, too.
        """
        return self.hierarchy.listed(self.hierarchy.roots)

    def children_of(self, sourced_id: str | None = None) -> list[CFItem]:
        """Return the items right below one, in their order.

        Args:
            sourced_id: An item's id; the document's, or ``None``, for the roots.

        Returns:
            Nothing for an id that the package does not have.
        """
        if sourced_id is None or key_of(sourced_id) == key_of(self.sourced_id):
            return self.roots()
        return self.hierarchy.listed(self.hierarchy.children.get(key_of(sourced_id), ()))

    def parents_of(self, sourced_id: str) -> list[CFItem]:
        """Return the items right above one; none for a root, several where a framework says so.

        Args:
            sourced_id: An item's id.
        """
        return self.hierarchy.listed(self.hierarchy.parents(key_of(sourced_id)))

    def walk(self, sourced_id: str | None = None, *, once: bool = False) -> Iterator[tuple[int, CFItem]]:
        """Yield the items of the tree with their depths, parents before children and siblings in their order.

        An item with several parents comes below each of them, and never below itself.

        Args:
            sourced_id: Begin at this item, at depth 0; the document's id, or ``None``, for the whole tree.
            once: Yield an item with several parents at its first place only: each item of the package comes once.
        """
        hierarchy = self.hierarchy
        if sourced_id is None or key_of(sourced_id) == key_of(self.sourced_id):
            return hierarchy.walk(hierarchy.roots, once=once)
        key = key_of(sourced_id)
        return hierarchy.walk([key] if key in hierarchy.items else [], once=once)

    def path_to_root(self, sourced_id: str) -> list[CFItem]:
        """Return the way from an item up to a root: the item first, the root last.

        Of several parents the first one counts that a root is above of. In a circle that no root leads to, the way
        ends where it would close.

        Args:
            sourced_id: The item's id.

        Returns:
            Nothing for an id that the package does not have.
        """
        key = key_of(sourced_id)
        return self.hierarchy.path_up(key) if key in self.hierarchy.items else []

    def paths_to_roots(self, sourced_id: str) -> Iterator[list[CFItem]]:
        """Yield every way from an item up to the top, one for each combination of parents.

        Args:
            sourced_id: The item's id.
        """
        key = key_of(sourced_id)
        return self.hierarchy.paths(key) if key in self.hierarchy.items else iter(())

    def to_input(self) -> CFPackageInput:
        """Return what uploads this package again: ids under ``identifier``, no nulls, everything else as it came.

        `packages.upsert` of it changes nothing on the server. What the server derives is left out: the references to
        the package and from items and associations to their document.

        Only a whole package can be uploaded: one that was read with ``fields`` lacks lists, and is refused without
        them. Where a package has none, say so: ``cf_associations=[]``.
        """
        from timeback_core.case.uploads import package_input

        return package_input(self)


class CFItemWithChildGroups(CFItem, kw_only=True, gc=False):
    """An item with the items below it, by their types.

    Attributes:
        child_groups: The items right below, in their order, by `cf_item_type`; empty for a leaf.
    """

    child_groups: dict[str, list[CFItemWithChildGroups]] | None = None

    def children(self) -> list[CFItemWithChildGroups]:
        """Return the items right below, group after group."""
        return [child for group in (self.child_groups or {}).values() for child in group]

    def walk(self) -> Iterator[tuple[int, CFItemWithChildGroups]]:
        """Yield the item and all below it with their depths, parents before children; its own depth is 0."""
        return walk_groups([self])


class CFPackageWithGroups(Parted, kw_only=True):
    """A framework as a tree.

    Attributes:
        cf_document: The framework itself.
        structured_content: The roots, in their order, by `cf_item_type`.
    """

    cf_document: CFDocument | None = None
    structured_content: dict[str, list[CFItemWithChildGroups]] | None = None

    def _attach(self) -> None:
        source = source_of(self)
        if source is None:
            return
        come_from(source, self.cf_document, "CFDocument")
        for name, group in (self.structured_content or {}).items():
            come_from(source, group, "structuredContent", name)
        for _, item in self.walk():
            own = source_of(item)
            if own is not None:
                for name, group in (item.child_groups or {}).items():
                    come_from(own, group, "childGroups", name)

    def roots(self) -> list[CFItemWithChildGroups]:
        """Return the items at the top, group after group."""
        return [item for group in (self.structured_content or {}).values() for item in group]

    def walk(self) -> Iterator[tuple[int, CFItemWithChildGroups]]:
        """Yield all items with their depths, parents before children; roots have depth 0."""
        return walk_groups(self.roots())

    def find(self, human_coding_scheme: str) -> CFItemWithChildGroups | None:
        """Return the first item of the tree with a human coding scheme; ``None`` if there is none.

        Args:
            human_coding_scheme: The code, exactly as the framework writes it.
        """
        return next((item for _, item in self.walk() if item.human_coding_scheme == human_coding_scheme), None)


def walk_groups(tops: list[CFItemWithChildGroups]) -> Iterator[tuple[int, CFItemWithChildGroups]]:
    """Yield items and all below them with their depths; however deep the tree, it needs no deep stack."""
    waiting = [iter(tops)]
    while waiting:
        item = next(waiting[-1], None)
        if item is None:
            waiting.pop()
        else:
            yield len(waiting) - 1, item
            if item.child_groups:
                waiting.append(iter(item.children()))


class CFPackageUploadResultStats(CaseRecord, kw_only=True, gc=False):
    """How many records an upload brought."""

    documents: int | None = None
    items: int | None = None
    associations: int | None = None


class CFPackageUploadResultDetail(CaseRecord, kw_only=True, gc=False):
    """What became of an upload.

    Attributes:
        document_id: The id of the framework and its package.
        stats: How many records it has now.
        success: Whether it was taken.
    """

    document_id: str | None = None
    stats: CFPackageUploadResultStats = msgspec.field(default_factory=CFPackageUploadResultStats)
    success: bool | None = None


class CFPackageUploadResult(CaseRecord, kw_only=True):
    """The answer to an upload.

    Attributes:
        success: Whether it was taken.
        message: The server's own words.
        result: What became of it.
    """

    success: bool | None = None
    message: str | None = None
    result: CFPackageUploadResultDetail = msgspec.field(default_factory=CFPackageUploadResultDetail)
