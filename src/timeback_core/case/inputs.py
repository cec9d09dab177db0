"""What callers upload: a package with its document, items, associations and definitions.

Each may also be given as a mapping, with the names of the wire or of Python. Members that are not named here are sent
as they are: further keywords, or `extra`. Members that are ``None`` are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec import UNSET, UnsetType, field

from timeback_core.case.inputs_values import Filled, Identifier, Moment, Number
from timeback_core.case.models_base import LinkURI
from timeback_core.case.models_definitions import CFDefinitions, CFRubric
from timeback_core.case.vocabulary import wire_name
from timeback_core.inputs import Input
from timeback_core.keywords import WireKeywords

__all__ = [
    "EXTRA",
    "CFAssociationInput",
    "CFDefinitionsInput",
    "CFDocumentInput",
    "CFItemInput",
    "CFPackageInput",
    "InputNodeURI",
    "Open",
]

EXTRA = "*"
"""What `Open.extra` is called among the members; no member is called so on the wire."""


class OpenKeywords(WireKeywords):
    """Metaclass of inputs that take members which they do not name."""

    if not TYPE_CHECKING:

        def __call__(self, *values, **named):
            """Make an instance; names that are neither the attributes' nor the wire's go to `extra`."""
            known = {*self.__struct_fields__, *self.__struct_encode_fields__}
            if not named.keys() <= known:
                extra = {**named.pop("extra", {}), **{name: item for name, item in named.items() if name not in known}}
                named = {**{name: item for name, item in named.items() if name in known}, "extra": extra}
            return super().__call__(*values, **named)


class Open(Input, kw_only=True, rename=wire_name, forbid_unknown_fields=False, metaclass=OpenKeywords):
    """A part of an upload.

    Attributes:
        extra: Further members by their names on the wire, sent as they are.
    """

    takes_unknown: ClassVar[bool] = True

    extra: Mapping[str, Any] | UnsetType = field(default=UNSET, name=EXTRA)

    @classmethod
    def adapt(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Return the values; in a mapping ``extra`` is a member like any other."""
        if EXTRA not in values:
            return values
        return {"extra" if name == EXTRA else name: value for name, value in values.items()}


class InputNodeURI(Open, kw_only=True):
    """One end of an association.

    Attributes:
        title: What the node is called; may be empty.
        identifier: The node's id.
        uri: The node's address.
        target_type: For a node outside of CASE: what it is, ``ext:`` and a word.
    """

    title: str
    identifier: Identifier
    uri: Filled
    target_type: str | UnsetType = UNSET


class Named(Open, kw_only=True):
    """A part with an id of its own.

    Attributes:
        identifier: The id: a UUID of any version; other services refer to the record by it.
        uri: The address; authoritative, and need not lead anywhere.
        last_change_date_time: When it was last changed; text is sent as it is.
        extensions: Whatever else its maker wants to say.
        notes: Notes on it.
    """

    identifier: Identifier
    uri: Filled
    last_change_date_time: Moment
    extensions: Any = UNSET
    notes: str | UnsetType = UNSET


class CFDocumentInput(Named, kw_only=True):
    """The framework to upload; see `timeback_core.case.CFDocument` for what its members mean.

    Attributes:
        license_uri: The address of the licence, which is looked up among the definitions; ``licenseUri``.
        license_link: The licence as a reference; ``licenseURI``, a member of CASE 1.1.
    """

    title: Filled
    creator: Filled
    official_source_url: str | UnsetType = UNSET
    publisher: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    version: str | UnsetType = UNSET
    case_version: str | UnsetType = UNSET
    adoption_status: str | UnsetType = UNSET
    status_start_date: Moment | UnsetType = UNSET
    status_end_date: Moment | UnsetType = UNSET
    license_uri: str | UnsetType = field(default=UNSET, name="licenseUri")
    license_link: Any = field(default=UNSET, name="licenseURI")
    subject: list[str] | UnsetType = UNSET
    subject_uri: Any = UNSET
    framework_type: str | UnsetType = UNSET


class CFItemInput(Named, kw_only=True):
    """An item to upload; see `timeback_core.case.CFItem` for what its members mean.

    Attributes:
        cf_item_type_lower: `cf_item_type` under the second spelling that servers take, ``cfItemType``.
        cf_item_type_uri: The type as a reference, or the address or id of one of the definitions.
        license_uri: The licence, likewise.
    """

    full_statement: Filled
    alternative_label: str | UnsetType = UNSET
    cf_item_type: str | UnsetType = UNSET
    cf_item_type_lower: str | UnsetType = field(default=UNSET, name="cfItemType")
    human_coding_scheme: str | UnsetType = UNSET
    list_enumeration: str | UnsetType = UNSET
    abbreviated_statement: str | UnsetType = UNSET
    concept_keywords: list[str] | UnsetType = UNSET
    concept_keywords_uri: Any = UNSET
    subject: list[str] | UnsetType = UNSET
    subject_uri: Any = UNSET
    education_level: list[str] | UnsetType = UNSET
    language: str | UnsetType = UNSET
    cf_item_type_uri: Any = UNSET
    license_uri: Any = UNSET
    status_start_date: Moment | UnsetType = UNSET
    status_end_date: Moment | UnsetType = UNSET


class CFDefinitionsInput(Open, kw_only=True):
    """The lists that items refer to, whose entries are sent as they are."""

    cf_item_types: list[Any] | UnsetType = UNSET
    cf_subjects: list[Any] | UnsetType = UNSET
    cf_concepts: list[Any] | UnsetType = UNSET
    cf_licenses: list[Any] | UnsetType = UNSET
    cf_association_groupings: list[Any] | UnsetType = UNSET
    extensions: Any = UNSET


if TYPE_CHECKING:
    Node = InputNodeURI | LinkURI | Mapping[str, Any]
else:
    Node = InputNodeURI


class CFAssociationInput(Named, kw_only=True):
    """An association to upload.

    Attributes:
        association_type: One of `timeback_core.case.ASSOCIATION_TYPES`, ``ext:`` and a word, or another text.
        origin_node_uri: Where it starts; of ``isChildOf`` the child.
        destination_node_uri: Where it ends; of ``isChildOf`` the parent, which may be the document.
        sequence_number: The child's place among its siblings.
        cf_association_grouping_uri: The group that it belongs to.
    """

    association_type: Filled
    origin_node_uri: Node
    destination_node_uri: Node
    sequence_number: Number | UnsetType = UNSET
    cf_association_grouping_uri: Any = UNSET


if TYPE_CHECKING:
    Document = CFDocumentInput | Mapping[str, Any]
    Items = Sequence[CFItemInput | Mapping[str, Any]] | Sequence[CFItemInput] | Sequence[Mapping[str, Any]]
    Associations = (
        Sequence[CFAssociationInput | Mapping[str, Any]] | Sequence[CFAssociationInput] | Sequence[Mapping[str, Any]]
    )
    Definitions = CFDefinitions | Mapping[str, Any]
    Rubrics = Sequence[CFRubric] | Sequence[Mapping[str, Any]]
else:
    Document = CFDocumentInput
    Items = list[CFItemInput]
    Associations = list[CFAssociationInput]
    Definitions = CFDefinitionsInput
    Rubrics = list[Any]


class CFPackageInput(Open, kw_only=True):
    """A whole framework to upload.

    Attributes:
        cf_document: The framework itself.
        cf_items: Its items; may be empty.
        cf_associations: Its associations; may be empty.
        cf_definitions: What items refer to; taken, and never answered.
        cf_rubrics: Rubrics of CASE 1.1; likewise.
        extensions: Whatever else its maker wants to say.
    """

    cf_document: Document
    cf_items: Items
    cf_associations: Associations
    cf_definitions: Definitions | UnsetType = UNSET
    cf_rubrics: Rubrics | UnsetType = UNSET
    extensions: Any = UNSET
