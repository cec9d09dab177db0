"""What a package looks like when it is uploaded. A package that these types take has no wrong member.

Source: CASE API, `uploadCFPackage`; members that it does not name are those of CASE 1.1, which may hold anything.
"""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, Raw, Struct, UnsetType

from timeback_sandbox.case.words import UUID, wire_name

__all__ = ["AssociationForm", "DefinitionsForm", "DocumentForm", "ItemForm", "NodeForm", "PackageForm"]


class Form(Struct, kw_only=True, gc=False, rename=wire_name):
    """Part of a package."""


class DocumentForm(Form, kw_only=True, gc=False):
    """A framework."""

    identifier: UUID
    uri: str
    last_change_date_time: str
    title: str
    creator: str
    official_source_url: str | UnsetType = UNSET
    publisher: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    version: str | UnsetType = UNSET
    case_version: str | UnsetType = UNSET
    adoption_status: str | UnsetType = UNSET
    status_start_date: str | UnsetType = UNSET
    status_end_date: str | UnsetType = UNSET
    license_text: str | UnsetType = UNSET
    notes: str | UnsetType = UNSET
    subject: list[str] | UnsetType = UNSET
    extensions: Raw | UnsetType = UNSET
    framework_type: Any = None
    subject_uri: Any = None
    license_uri: Any = None


class ItemForm(Form, kw_only=True, gc=False):
    """An item."""

    identifier: UUID
    uri: str
    last_change_date_time: str
    full_statement: str
    alternative_label: str | UnsetType = UNSET
    cf_item_type: str | UnsetType = UNSET
    item_type: str | UnsetType = UNSET
    human_coding_scheme: str | UnsetType = UNSET
    list_enumeration: str | UnsetType = UNSET
    abbreviated_statement: str | UnsetType = UNSET
    concept_keywords: list[str] | UnsetType = UNSET
    notes: str | UnsetType = UNSET
    subject: list[str] | UnsetType = UNSET
    language: str | UnsetType = UNSET
    education_level: list[str] | UnsetType = UNSET
    status_start_date: str | UnsetType = UNSET
    status_end_date: str | UnsetType = UNSET
    extensions: Raw | UnsetType = UNSET
    cf_item_type_uri: Any = None
    license_uri: Any = None
    concept_keywords_uri: Any = None
    subject_uri: Any = None


class NodeForm(Form, kw_only=True, gc=False):
    """One end of an association."""

    title: str
    identifier: UUID
    uri: str
    target_type: Any = None


class AssociationForm(Form, kw_only=True, gc=False):
    """An association."""

    identifier: UUID
    uri: str
    last_change_date_time: str
    association_type: str
    origin_node_uri: NodeForm
    destination_node_uri: NodeForm
    sequence_number: float | UnsetType = UNSET
    extensions: Raw | UnsetType = UNSET
    notes: Any = None
    cf_association_grouping_uri: Any = None


class DefinitionsForm(Form, kw_only=True, gc=False):
    """What items refer to."""

    cf_item_types: list[Any] | UnsetType = UNSET
    cf_subjects: list[Any] | UnsetType = UNSET
    cf_concepts: list[Any] | UnsetType = UNSET
    cf_licenses: list[Any] | UnsetType = UNSET
    cf_association_groupings: list[Any] | UnsetType = UNSET


class PackageForm(Form, kw_only=True, gc=False):
    """A framework with all that belongs to it."""

    cf_document: DocumentForm
    cf_items: list[ItemForm]
    cf_associations: list[AssociationForm]
    cf_definitions: DefinitionsForm | UnsetType = UNSET
