"""Items: what a form, in JSON or XML, is stored as."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any, Final, cast, get_args
from urllib.parse import unquote

from timeback_core.qti.vocabulary import AssessmentItemType
from timeback_core.qti.xml import (
    Node,
    QtiFormError,
    QtiXmlError,
    derive_item,
    generate_item,
    read_document,
    stimulus_identifiers,
    to_content,
)
from timeback_sandbox.qti.problems import refused
from timeback_sandbox.qti.reading import check_identifier, check_metadata, check_same
from timeback_sandbox.qti.records import Draft

__all__ = ["ITEM_TYPES", "draft_item", "identifier_in", "item_from_json", "item_from_xml", "named_stimuli"]

logger = logging.getLogger("timeback_sandbox.qti")

_WRONG: Final = "Invalid request body"

ITEM_TYPES: Final = get_args(AssessmentItemType)
"""The types that the JSON form of an item can have."""

_LISTS: Final = ("responseDeclarations", "outcomeDeclarations", "modalFeedback", "feedbackInline", "feedbackBlock")
_CLASSED: Final = ("feedbackInline", "feedbackBlock")
"""Whose entries are answered with a `class` also when they were sent without one."""

_KINDS: Final[Mapping[str, tuple[type | tuple[type, ...], str]]] = {
    "identifier": (str, "a text"),
    "title": (str, "a text"),
    "type": (str, "a text"),
    "qtiVersion": (str, "a text"),
    "timeDependent": (bool, "true or false"),
    "adaptive": (bool, "true or false"),
    "interaction": (dict, "an object"),
    "responseProcessing": (dict, "an object"),
    **dict.fromkeys((*_LISTS, "rubrics"), (list, "a list")),
    "stimulus": ((dict, list), "an object or a list of objects"),
}


def draft_item(form: Mapping[str, Any], titles: Mapping[str, str], path_identifier: str | None = None) -> Draft:
    """The item that a form describes.

    Args:
        form: JSON form, XML form, or an item as it was answered; without nulls.
        titles: Titles of the stimuli that exist among those that the form names.
        path_identifier: The identifier in the path, when an item is replaced; the form may leave it out.

    Raises:
        QtiProblem: 400, the form is wrong.
    """
    if form.get("format") == "xml" or "xml" in form:
        return item_from_xml(form.get("xml"), check_metadata(form, _WRONG), path_identifier)
    if "interaction" in form:
        return item_from_json(form, titles, path_identifier)
    if "rawXml" in form:
        return item_from_xml(form["rawXml"], check_metadata(form, _WRONG), path_identifier)
    raise refused(400, "interaction is required", "give an interaction, or the item's XML as xml with format 'xml'")


def item_from_xml(xml: object, metadata: Mapping[str, object] | None, path_identifier: str | None = None) -> Draft:
    """The item that a document is.

    Args:
        xml: The document, which is stored as it is.
        metadata: What is said about it.
        path_identifier: The identifier that it must have.

    Raises:
        QtiProblem: 400, it is no item that can be read.
    """
    if not isinstance(xml, str):
        raise refused(400, _WRONG, "xml must be the document as a text")
    try:
        root = read_document(xml, "item")
    except QtiXmlError as error:
        raise refused(400, _WRONG, str(error)) from None
    fields: dict[str, object] = {**derive_item(root)}
    if metadata is not None:
        fields["metadata"] = metadata
    stimuli = tuple(_referenced(root))
    return _draft(fields, xml, root, path_identifier, stimuli)


def item_from_json(form: Mapping[str, Any], titles: Mapping[str, str], path_identifier: str | None = None) -> Draft:
    """The item that a JSON form describes, with XML that is generated from it.

    Args:
        form: The form, without nulls.
        titles: Titles of the stimuli that exist among those that it names.
        path_identifier: The identifier in the path; the form may leave it out.

    Raises:
        QtiProblem: 400, the form is wrong.
    """
    wrong = [f"{name} must be {kind}" for name, (types, kind) in _KINDS.items()
             if name in form and not isinstance(form[name], types)]  # fmt: skip
    if wrong:
        raise refused(400, _WRONG, "; ".join(wrong))
    check_metadata(form, _WRONG)
    named = path_identifier if path_identifier is not None else form.get("identifier")
    check_same(form.get("identifier"), path_identifier)
    interaction = cast("Mapping[str, Any]", form["interaction"])
    kind = form.get("type", interaction.get("type") if path_identifier is not None else None)
    if kind is None:
        raise refused(400, _WRONG, "type is required")
    if not interaction.get("type"):
        raise refused(400, "Unsupported interaction type: undefined", "give the interaction a type")
    if kind not in ITEM_TYPES:
        raise refused(400, _WRONG, f"type must be one of {', '.join(ITEM_TYPES)}, got {str(kind)[:100]!r}")
    if kind != interaction["type"]:
        logger.warning("the item %.100r is of type %s, its interaction of type %.100s; the item's type is kept",
                       named, kind, interaction["type"])  # fmt: skip
    whole = {**form, "identifier": named}
    try:
        xml = generate_item(whole, titles)
        root = read_document(xml, "item")
    except (QtiFormError, QtiXmlError) as error:
        raise refused(400, _WRONG, str(error)) from None
    fields: dict[str, object] = {
        "identifier": root.get("identifier"),
        "title": root.get("title"),
        "type": kind,
        "qtiVersion": form.get("qtiVersion", "3.0"),
        "timeDependent": form.get("timeDependent", False),
        "adaptive": form.get("adaptive", False),
        **{name: form.get(name, []) for name in _LISTS},
    }
    for name in _CLASSED:
        fields[name] = [{"class": [], **cast("dict[str, object]", one)} for one in form.get(name, [])]
    fields.update({name: form[name] for name in ("responseProcessing", "metadata") if name in form})
    return _draft(fields, xml, root, path_identifier, tuple(stimulus_identifiers(whole)))


def _draft(
    fields: dict[str, object], xml: str, root: Node, path_identifier: str | None, stimuli: tuple[str, ...]
) -> Draft:
    identifier = cast("str", fields["identifier"])
    check_identifier(identifier, _WRONG)
    check_same(identifier, path_identifier)
    return Draft(
        identifier, cast("str", fields["title"]), fields, xml, to_content(root), {"type": fields["type"]}, stimuli
    )


def named_stimuli(form: Mapping[str, Any]) -> list[str]:
    """The stimuli that a JSON form names, whose titles generating needs."""
    return stimulus_identifiers(form) if "interaction" in form else []


def _referenced(root: Node) -> Iterable[str]:
    """The stimuli of this service that a document refers to."""
    for reference in root.find("qti-assessment-stimulus-ref"):
        _, found, last = (reference.get("href") or "").partition("stimuli/")
        if found:
            yield unquote(last.rpartition("/")[2]).removesuffix(".xml")


def identifier_in(form: Mapping[str, Any]) -> str | None:
    """The identifier that a form names, in whichever form it is.

    Raises:
        QtiProblem: 400, its XML cannot be read.
    """
    xml, identifier = form.get("xml"), form.get("identifier")
    if xml is None and identifier is None:
        xml = form.get("rawXml")
    if form.get("format") == "xml" or xml is not None:
        return item_from_xml(xml, None).identifier
    return identifier if isinstance(identifier, str) else None
