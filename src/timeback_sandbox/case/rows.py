"""The rows that are stored for a package, with the answers ready in them.

This runs for each of tens of thousands of items, so that it does little more than the answers need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

import msgspec
from msgspec import UNSET, Raw, UnsetType

from timeback_sandbox.case.addresses import as_stored, is_absolute, own_address
from timeback_sandbox.case.bodies import Association, Document, Item, Link, NodeLink
from timeback_sandbox.case.definitions import Definitions, given_link
from timeback_sandbox.case.words import CHILD_OF
from timeback_sandbox.moments import canonical

if TYPE_CHECKING:
    from timeback_sandbox.case.forms import AssociationForm, DocumentForm, ItemForm, NodeForm, PackageForm
    from timeback_sandbox.statements import Values

__all__ = ["MOST_SEQUENCE", "Rows", "UnlikelyValueError", "rows_of"]

MOST_SEQUENCE = 2**53 - 1
"""The greatest sequence number; beyond it numbers of JSON are not told from their neighbours."""

_UNKNOWN_TYPE = "Unknown"
_BRACE = ord("{")
_encode = msgspec.json.Encoder().encode


class UnlikelyValueError(ValueError):
    """A member of the right type has a value that cannot be; which one is found out by looking again."""


class Rows(NamedTuple):
    """The rows of a package, in the order of the columns of their tables, without the number that comes first.

    Attributes:
        sourced_id: The id of the framework.
        document: The row of the framework.
        items: The rows of its items.
        associations: The rows of its associations.
    """

    sourced_id: str
    document: Values
    items: list[Values]
    associations: list[Values]


def rows_of(package: PackageForm) -> Rows:
    """The rows of a package whose members have the right types.

    Raises:
        UnlikelyValueError: A date, a number or an id cannot be.
        msgspec.MsgspecError: An extension is no JSON.
    """
    definitions = Definitions(package.cf_definitions)
    document, owner = _document(package.cf_document, definitions)
    texts = _Texts()
    items = [_item(form, definitions, owner, texts) for form in package.cf_items]
    associations = [_association(form, owner) for form in package.cf_associations]
    ids = {form.identifier.lower() for form in package.cf_items}
    others = {form.identifier.lower() for form in package.cf_associations}
    sourced_id = package.cf_document.identifier
    if len(ids) < len(items) or len(others) < len(associations) or sourced_id.lower() in ids:
        raise UnlikelyValueError
    return Rows(sourced_id, document, items, associations)


class _Texts(dict[tuple[str, ...], str]):
    """The JSON of lists of texts; a framework has few different ones."""

    def __missing__(self, key: tuple[str, ...]) -> str:
        made = self[key] = _encode(key).decode()
        return made

    def of(self, value: list[str] | None) -> str | None:
        return None if value is None else self[tuple(value)]


def _document(form: DocumentForm, definitions: Definitions) -> tuple[Values, Link]:
    """The row of a framework, and the link to it that its items and associations have."""
    sourced_id, title = form.identifier, form.title
    uri = _uri(form.uri, "CFDocuments", sourced_id)
    subject = _given(form.subject)
    package = Link(sourced_id=sourced_id, title=title, uri=as_stored(own_address("CFPackages", sourced_id)))
    source = _given(form.official_source_url)
    shown = Document(
        sourced_id=sourced_id,
        title=title,
        uri=as_stored(uri),
        framework_type=_text(form.framework_type),
        case_version="1.1" if form.case_version == "1.1" else None,
        creator=form.creator,
        last_change_date_time=_moment(form.last_change_date_time),
        official_source_url=source if source is not None and is_absolute(source) else None,
        publisher=_given(form.publisher),
        description=_given(form.description),
        subject=subject,
        subject_uri=definitions.subjects(form.subject_uri, subject),
        language=_given(form.language),
        version=_given(form.version),
        adoption_status=_given(form.adoption_status),
        status_start_date=_day(form.status_start_date),
        status_end_date=_day(form.status_end_date),
        license_uri=given_link(form.license_uri) or definitions.license(_given(form.license_text)),
        notes=_given(form.notes),
        extensions=_extensions(form.extensions),
        cf_package_uri=package,
    )
    row = (
        sourced_id,
        title,
        uri,
        shown.framework_type,
        shown.case_version,
        shown.creator,
        shown.last_change_date_time,
        shown.official_source_url,
        shown.publisher,
        shown.description,
        None if subject is None else _encode(subject).decode(),
        shown.language,
        shown.version,
        shown.adoption_status,
        shown.status_start_date,
        shown.status_end_date,
        shown.notes,
        _encode(shown),
    )
    return row, Link(sourced_id=sourced_id, title=title, uri=as_stored(uri))


def _item(form: ItemForm, definitions: Definitions, owner: Link, texts: _Texts) -> Values:
    sourced_id, statement = form.identifier, form.full_statement
    uri = _uri(form.uri, "CFItems", sourced_id)
    kind = _item_type(form)
    changed = _moment(form.last_change_date_time)
    label, scheme, enumeration = (
        _given(form.alternative_label),
        _given(form.human_coding_scheme),
        _given(form.list_enumeration),
    )
    abbreviated, notes, language = _given(form.abbreviated_statement), _given(form.notes), _given(form.language)
    keywords, subject, level = _given(form.concept_keywords), _given(form.subject), _given(form.education_level)
    start, end = _day(form.status_start_date), _day(form.status_end_date)
    shown = Item(
        sourced_id=sourced_id,
        full_statement=statement,
        alternative_label=label,
        cf_item_type=kind,
        uri=as_stored(uri),
        human_coding_scheme=scheme,
        list_enumeration=enumeration,
        abbreviated_statement=abbreviated,
        concept_keywords=keywords,
        concept_keywords_uri=definitions.concept(form.concept_keywords_uri, keywords),
        notes=notes,
        subject=subject,
        subject_uri=definitions.subjects(form.subject_uri, subject),
        language=language,
        education_level=level,
        cf_item_type_uri=definitions.item_type(form.cf_item_type_uri, kind),
        license_uri=None if form.license_uri is None else definitions.license(form.license_uri),
        status_start_date=start,
        status_end_date=end,
        last_change_date_time=changed,
        extensions=_extensions(form.extensions),
        cf_document_uri=owner,
    )
    return (
        sourced_id,
        statement,
        label,
        kind,
        uri,
        scheme,
        enumeration,
        abbreviated,
        texts.of(keywords),
        notes,
        texts.of(subject),
        language,
        texts.of(level),
        start,
        end,
        changed,
        _encode(shown),
    )


def _association(form: AssociationForm, owner: Link) -> Values:
    sourced_id, origin, destination = form.identifier, form.origin_node_uri, form.destination_node_uri
    sequence = form.sequence_number
    number: int | None = None
    if sequence is not UNSET:
        number = int(sequence)
        if number != sequence or abs(number) > MOST_SEQUENCE:
            raise UnlikelyValueError
    grouping = form.cf_association_grouping_uri
    shown = Association(
        sourced_id=sourced_id,
        association_type=form.association_type,
        sequence_number=number,
        uri=as_stored(_uri(form.uri, "CFAssociations", sourced_id)),
        origin_node_uri=_node(origin),
        destination_node_uri=_node(destination),
        cf_association_grouping_uri=None if grouping is None else given_link(grouping),
        last_change_date_time=_moment(form.last_change_date_time),
        notes=_text(form.notes),
        extensions=_extensions(form.extensions),
        cf_document_uri=owner,
    )
    document = _encode(shown)
    if form.association_type != CHILD_OF:
        return sourced_id, None, None, number, document
    return sourced_id, origin.identifier.lower(), destination.identifier.lower(), number, document


# ---------------------------------------------------------------- values


def _given(value: Any) -> Any:
    """A member; None when it is left out."""
    return None if value is UNSET else value


def _text(value: object) -> str | None:
    """A member that may be anything; None unless it is a text."""
    return value if isinstance(value, str) else None


def _moment(text: str) -> str:
    found = canonical(text)
    if found is None:
        raise UnlikelyValueError
    return found


def _day(text: str | UnsetType) -> str | None:
    """The day of a date, or of a date and time, as it is written."""
    return None if text is UNSET else _written_day(text)


def _written_day(text: str) -> str:
    if canonical(text) is None:
        raise UnlikelyValueError
    return text[:10]


def _uri(uri: str, collection: str, sourced_id: str) -> str:
    """The URI that was given, else the object's address here."""
    return uri if is_absolute(uri) else own_address(collection, sourced_id)


def _node(form: NodeForm) -> NodeLink:
    kind = form.target_type
    return NodeLink(
        sourced_id=form.identifier,
        title=form.title,
        uri=as_stored(_uri(form.uri, "CFItems", form.identifier)),
        target_type=kind if isinstance(kind, str) else UNSET,
    )


def _extensions(raw: Raw | UnsetType) -> dict[str, Any] | None:
    """An object as it was written, digit for digit; None for any other value."""
    if isinstance(raw, UnsetType) or memoryview(raw)[0] != _BRACE:
        return None
    msgspec.json.decode(raw)  # what is passed over has not been looked at closely
    return cast("dict[str, Any]", raw)  # the encoder takes it as it is


def _item_type(form: ItemForm) -> str:
    """The type of an item, by whichever member says it."""
    for text in (form.cf_item_type, form.item_type):
        if text is not UNSET and text.strip():
            return text
    linked = form.cf_item_type_uri
    if isinstance(linked, dict):
        title = cast("dict[str, object]", linked).get("title")
        if isinstance(title, str) and title.strip():
            return title
    return _UNKNOWN_TYPE
