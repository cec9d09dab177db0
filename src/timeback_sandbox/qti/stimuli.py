"""Stimuli: what a form, in JSON or XML, is stored as."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from timeback_core.qti.xml import (
    QtiFormError,
    QtiXmlError,
    derive_stimulus,
    generate_stimulus,
    read_document,
    to_content,
)
from timeback_sandbox.qti.problems import refused
from timeback_sandbox.qti.reading import check_identifier, check_metadata, check_same
from timeback_sandbox.qti.records import Draft

__all__ = ["draft_stimulus"]

_WRONG: Final = "Invalid stimulus data"
_TEXTS: Final = ("identifier", "title", "content", "label", "language", "toolName", "toolVersion")


def draft_stimulus(form: Mapping[str, Any], path_identifier: str | None = None) -> Draft:
    """The stimulus that a form describes.

    Args:
        form: JSON or XML form, without nulls.
        path_identifier: The identifier in the path, when a stimulus is replaced; the form may leave it out.

    Raises:
        QtiProblem: 400, the form is wrong.
    """
    metadata = check_metadata(form, _WRONG)
    from_xml = form.get("format") == "xml" or "xml" in form
    xml = form.get("xml")
    if from_xml and not isinstance(xml, str):
        raise refused(400, _WRONG, "xml must be the document as a text")
    if not isinstance(xml, str):
        _check_form(form)
        check_same(form.get("identifier"), path_identifier)
        named = form if path_identifier is None else {**form, "identifier": path_identifier}
        try:
            xml = generate_stimulus(named)
        except QtiFormError as error:
            raise refused(400, _WRONG, str(error)) from None
    try:
        root = read_document(xml, "stimulus")
    except QtiXmlError as error:
        raise refused(400, _WRONG, str(error)) from None
    fields: dict[str, object] = {**derive_stimulus(root)}
    if not from_xml and "catalogInfo" in form:
        fields["catalogInfo"] = form["catalogInfo"]
    if metadata is not None:
        fields["metadata"] = metadata
    identifier, title = str(fields["identifier"]), str(fields["title"])
    check_identifier(identifier, _WRONG)
    check_same(identifier, path_identifier)
    return Draft(identifier, title, fields, xml, to_content(root), version=None)


def _check_form(form: Mapping[str, Any]) -> None:
    wrong = [f"{name} must be a text" for name in _TEXTS if name in form and not isinstance(form[name], str)]
    if not isinstance(form.get("catalogInfo", []), list):
        wrong.append("catalogInfo must be a list")
    if not isinstance(form.get("stylesheet", {}), dict):
        wrong.append("stylesheet must be an object")
    if wrong:
        raise refused(400, _WRONG, "; ".join(wrong))
