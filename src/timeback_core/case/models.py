"""Documents, items and associations as the server answers them."""

from __future__ import annotations

from typing import Any

from timeback_core.case.models_base import Changing, LinkURI
from timeback_core.case.vocabulary import CHILD_OF

__all__ = ["CFAssociation", "CFDocument", "CFItem"]


class CFDocument(Changing, kw_only=True):
    """One competency framework: what it is and who made it.

    Attributes:
        title: What it is called.
        creator: Who made it.
        framework_type: What kind of framework it is; CASE predefines ``CourseCodes``.
        case_version: ``"1.1"`` or ``None``.
        official_source_url: Where it is published.
        publisher: Who publishes it.
        description: What it is about.
        subject: Its subjects, in words.
        subject_uri: Its subjects, as references.
        language: A language tag, such as ``en``.
        version: The framework's own version.
        adoption_status: Free text, commonly one of `timeback_core.case.ADOPTION_STATUSES`.
        status_start_date: Since when the status holds, ``YYYY-MM-DD``.
        status_end_date: Until when.
        license_uri: Its licence.
        notes: Notes on it.
        extensions: Whatever else its maker wanted to say.
        cf_package_uri: Its package, whose id is the document's own.
    """

    title: str | None = None
    framework_type: str | None = None
    case_version: str | None = None
    creator: str | None = None
    official_source_url: str | None = None
    publisher: str | None = None
    description: str | None = None
    subject: list[str] | None = None
    subject_uri: list[LinkURI] | None = None
    language: str | None = None
    version: str | None = None
    adoption_status: str | None = None
    status_start_date: str | None = None
    status_end_date: str | None = None
    license_uri: LinkURI | None = None
    notes: str | None = None
    extensions: dict[str, Any] | None = None
    cf_package_uri: LinkURI | None = None


class CFItem(Changing, kw_only=True, gc=False):
    """One statement of a framework: a domain, a cluster, a standard, a skill.

    Attributes:
        full_statement: The statement.
        cf_item_type: What kind of statement it is, in the framework's own words.
        cf_item_type_uri: The same as a reference.
        human_coding_scheme: The code that people use, such as ``6.RP.1``; need not be unique.
        list_enumeration: Its number among its siblings, as text.
        abbreviated_statement: A short form.
        alternative_label: Another name.
        concept_keywords: Its concepts, in words.
        concept_keywords_uri: One reference to a concept.
        subject: Its subjects, in words.
        subject_uri: Its subjects, as references.
        education_level: Grades, such as ``["06"]``.
        notes: Notes on it.
        language: A language tag.
        license_uri: Its licence.
        status_start_date: Since when its status holds, ``YYYY-MM-DD``.
        status_end_date: Until when.
        extensions: Whatever else its maker wanted to say.
        cf_document_uri: The framework that it belongs to.
    """

    full_statement: str | None = None
    cf_item_type: str | None = None
    alternative_label: str | None = None
    human_coding_scheme: str | None = None
    list_enumeration: str | None = None
    abbreviated_statement: str | None = None
    concept_keywords: list[str] | None = None
    concept_keywords_uri: LinkURI | None = None
    notes: str | None = None
    subject: list[str] | None = None
    subject_uri: list[LinkURI] | None = None
    language: str | None = None
    education_level: list[str] | None = None
    cf_item_type_uri: LinkURI | None = None
    license_uri: LinkURI | None = None
    status_start_date: str | None = None
    status_end_date: str | None = None
    extensions: dict[str, Any] | None = None
    cf_document_uri: LinkURI | None = None


class CFAssociation(Changing, kw_only=True, gc=False):
    """A typed edge between two nodes: items, documents, or something outside of the framework.

    Attributes:
        association_type: One of `timeback_core.case.ASSOCIATION_TYPES`, ``ext:`` and a word, or another text.
        origin_node_uri: Where it starts; of ``isChildOf`` the child.
        destination_node_uri: Where it ends; of ``isChildOf`` the parent.
        sequence_number: The child's place among its siblings.
        cf_association_grouping_uri: The group that the edge belongs to.
        cf_document_uri: The framework that it belongs to.
        notes: Notes on it.
        extensions: Whatever else its maker wanted to say.
    """

    association_type: str | None = None
    origin_node_uri: LinkURI | None = None
    destination_node_uri: LinkURI | None = None
    sequence_number: int | None = None
    cf_association_grouping_uri: LinkURI | None = None
    cf_document_uri: LinkURI | None = None
    notes: str | None = None
    extensions: dict[str, Any] | None = None

    @property
    def is_child_of(self) -> bool:
        """Whether the edge is part of the hierarchy."""
        return self.association_type == CHILD_OF
