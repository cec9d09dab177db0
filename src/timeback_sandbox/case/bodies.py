"""What CASE answers: the types that answers are made with, and that the API description shows."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, Struct, UnsetType

from timeback_sandbox.case.words import UUID, wire_name

__all__ = [
    "Association",
    "AssociationAnswer",
    "Document",
    "DocumentAnswer",
    "DocumentsAnswer",
    "GroupsAnswer",
    "Item",
    "ItemAnswer",
    "ItemsAnswer",
    "Link",
    "NodeLink",
    "PackageAnswer",
    "UploadAnswer",
]


class Body(Struct, kw_only=True, gc=False, rename=wire_name):
    """Part of an answer."""


class Link(Body, kw_only=True, gc=False):
    """Points to an object."""

    sourced_id: UUID
    title: str
    uri: str


class NodeLink(Link, kw_only=True, gc=False):
    """Points to one end of an association."""

    target_type: str | UnsetType = UNSET


class Document(Body, kw_only=True, gc=False):
    """A framework."""

    sourced_id: UUID
    title: str
    uri: str
    framework_type: str | None
    case_version: str | None
    creator: str
    last_change_date_time: str
    official_source_url: str | None
    publisher: str | None
    description: str | None
    subject: list[str] | None
    subject_uri: list[Link] | None
    language: str | None
    version: str | None
    adoption_status: str | None
    status_start_date: str | None
    status_end_date: str | None
    license_uri: Link | None
    notes: str | None
    extensions: dict[str, Any] | None
    cf_package_uri: Link


class Item(Body, kw_only=True, gc=False):
    """An item."""

    sourced_id: UUID
    full_statement: str
    alternative_label: str | None
    cf_item_type: str
    uri: str
    human_coding_scheme: str | None
    list_enumeration: str | None
    abbreviated_statement: str | None
    concept_keywords: list[str] | None
    concept_keywords_uri: Link | None
    notes: str | None
    subject: list[str] | None
    subject_uri: list[Link] | None
    language: str | None
    education_level: list[str] | None
    cf_item_type_uri: Link | None
    license_uri: Link | None
    status_start_date: str | None
    status_end_date: str | None
    last_change_date_time: str
    extensions: dict[str, Any] | None
    cf_document_uri: Link | None


class Association(Body, kw_only=True, gc=False):
    """An association."""

    sourced_id: UUID
    association_type: str
    sequence_number: int | None
    uri: str
    origin_node_uri: NodeLink
    destination_node_uri: NodeLink
    cf_association_grouping_uri: Link | None
    last_change_date_time: str
    notes: str | None
    extensions: dict[str, Any] | None
    cf_document_uri: Link | None


# ---------------------------------------------------------------- answers


class DocumentsAnswer(Body, kw_only=True):
    """A page of frameworks."""

    cf_documents: list[Document]


class DocumentAnswer(Body, kw_only=True):
    """A framework."""

    cf_document: Document


class ItemsAnswer(Body, kw_only=True):
    """A page of items."""

    cf_items: list[Item]


class ItemAnswer(Body, kw_only=True):
    """An item."""

    cf_item: Item


class AssociationAnswer(Body, kw_only=True):
    """An association."""

    cf_association: Association


class Package(Body, kw_only=True):
    """A framework with its items and associations."""

    sourced_id: UUID
    cf_document: Document
    cf_items: list[Item]
    cf_associations: list[Association]


class PackageAnswer(Body, kw_only=True):
    """A package."""

    cf_package: Package


class GroupedItem(Item, kw_only=True):
    """An item with those below it, by their type."""

    child_groups: dict[str, list[dict[str, Any]]]


class GroupedPackage(Body, kw_only=True):
    """A framework as a tree."""

    sourced_id: UUID
    cf_document: Document
    structured_content: dict[str, list[GroupedItem]]


class GroupsAnswer(Body, kw_only=True):
    """A package as a tree."""

    cf_package_with_groups: GroupedPackage


class UploadStats(Body, kw_only=True):
    """How much was taken in."""

    documents: int
    items: int
    associations: int


class UploadResult(Body, kw_only=True):
    """What came of an upload."""

    document_id: UUID
    stats: UploadStats
    success: bool


class UploadAnswer(Body, kw_only=True):
    """A package was taken in."""

    success: bool
    message: str
    result: UploadResult
