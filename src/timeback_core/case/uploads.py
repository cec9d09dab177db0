"""From records that were read to what uploads them again."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any, Final

from timeback_core.case.inputs import (
    EXTRA,
    CFAssociationInput,
    CFDefinitionsInput,
    CFDocumentInput,
    CFItemInput,
    CFPackageInput,
    InputNodeURI,
    Open,
)
from timeback_core.case.models import CFDocument
from timeback_core.case.models_packages import CFPackage
from timeback_core.inputs import input_fields
from timeback_core.model import Model
from timeback_core.wire import is_list, is_object

__all__ = ["package_input", "upload_form"]

_NODES: Final = frozenset({"originNodeURI", "destinationNodeURI"})
_LINKS: Final = frozenset({*_NODES, "CFItemTypeURI", "licenseURI", "conceptKeywordsURI", "CFAssociationGroupingURI"})
_LISTS: Final = ("CFItems", "CFAssociations")
_DERIVED: Final = frozenset({"CFDocumentURI", "CFPackageURI", "childGroups"})
"""What the server makes itself; packages of the standard do not have it either."""


def upload_form(record: Model) -> dict[str, Any]:
    """Return a record that was read as it is uploaded: ids under ``identifier``, no nulls, nothing derived.

    Args:
        record: A package or a part of one.
    """
    values = record.to_dict()
    if isinstance(record, CFPackage):
        return package_form(values)
    if isinstance(record, CFDocument):
        return document_form(values)
    return part_form(values)


def package_form(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a package as it is uploaded."""
    package = {
        name: item for name, item in values.items() if item is not None and name not in {"sourcedId", "identifier"}
    }
    if is_object(package.get("CFDocument")):
        package["CFDocument"] = document_form(package["CFDocument"])
    for name in _LISTS:  # one that was not fetched stays out: as an empty one it would have the server delete it
        if is_list(package.get(name)):
            package[name] = [part_form(entry) for entry in package[name]]
    return package


def document_form(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document as it is uploaded: its licence as a reference, and in the member that has its address."""
    document = part_form(values)
    licence = document.get("licenseURI")
    if is_object(licence) and isinstance(licence.get("uri"), str):
        document.setdefault("licenseUri", licence["uri"])
    return document


def part_form(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item, an association or a document as it is uploaded."""
    return {name: _member(name, item) for name, item in _named(values) if name not in _DERIVED}


def _member(name: str, value: Any) -> Any:
    """Return the value of a member, with ids of references under the name that uploads have for them."""
    if name in _LINKS and is_object(value):
        return ({"title": ""} if name in _NODES else {}) | dict(_named(value))
    if name == "subjectURI" and is_list(value):
        return [dict(_named(link)) if is_object(link) else link for link in value]
    return value


def _named(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the members that are not null, the id under the name that uploads have for it."""
    for name, item in values.items():
        if name == "sourcedId":
            if item is not None:
                yield "identifier", item
        elif item is not None and not (name == "identifier" and "sourcedId" in values):
            yield name, item


def package_input(package: CFPackage) -> CFPackageInput:
    """Return the input that uploads a package again."""
    return _typed_package(upload_form(package))


def _typed_package(form: dict[str, Any]) -> CFPackageInput:
    if is_object(form.get("CFDocument")):
        form["CFDocument"] = _typed(CFDocumentInput, form["CFDocument"])
    if is_list(form.get("CFItems")):
        form["CFItems"] = [_typed(CFItemInput, item) for item in form["CFItems"]]
    if is_list(form.get("CFAssociations")):
        form["CFAssociations"] = [_typed(CFAssociationInput, _with_nodes(edge)) for edge in form["CFAssociations"]]
    if is_object(form.get("CFDefinitions")):
        form["CFDefinitions"] = _typed(CFDefinitionsInput, form["CFDefinitions"])
    typed: CFPackageInput = _typed(CFPackageInput, form)
    return typed


def _with_nodes(edge: Any) -> Any:
    if not is_object(edge):
        return edge
    return edge | {name: _typed(InputNodeURI, edge[name]) for name in _NODES if is_object(edge.get(name))}


def _typed(kind: type[Open], form: Any) -> Any:
    """Return an input with these members; those that it requires and that are not there are ``None``."""
    if not is_object(form):
        return form
    attributes, required = _attributes(kind)
    known: dict[str, Any] = dict.fromkeys(required)
    extra: dict[str, Any] = {}
    for name, item in form.items():
        if name in attributes:
            known[attributes[name]] = item
        else:
            extra[name] = item
    if extra:
        known["extra"] = extra
    return kind(**known)


@functools.cache
def _attributes(kind: type[Open]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return an input's attributes by their names on the wire, and those that it requires."""
    fields = input_fields(kind)
    attributes = {name: field.name for name, field in fields.items() if name != EXTRA}
    return attributes, tuple(field.name for field in fields.values() if field.required)
