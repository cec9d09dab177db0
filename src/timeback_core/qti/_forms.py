"""The forms in which items and stimuli are sent: JSON, XML, or a record that was read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from timeback_core.errors import InputValidationError, ValidationIssue
from timeback_core.inputs import Checked, Input, check_input
from timeback_core.model import Model
from timeback_core.query import check_identifier
from timeback_core.wire import is_mapping

__all__ = ["checked_form", "document", "filled_in", "identified", "with_identifier", "xml_form"]


def xml_form(given: object) -> object:
    """Return the XML form of what may be the document itself; anything else as it is."""
    return {"format": "xml", "xml": given} if isinstance(given, (str, bytes)) else given


def checked_form(
    data: object, title: str, *, json: type[Input], xml: type[Input], identifier: str | None = None
) -> Checked:
    """Return the payload of an item or a stimulus in the form that the data is in.

    Args:
        data: An input, a mapping, or a record that was read.
        title: What it is called in messages.
        json: The input of the JSON form.
        xml: The input of the XML form.
        identifier: Takes the place of the identifier of the JSON form.

    Raises:
        InputValidationError: The data is incomplete or wrong.
    """
    if isinstance(data, Checked):
        return data
    if isinstance(data, Model):
        data = _as_xml(data, title)
    if _is_xml(data):
        return check_input(xml, data, title)
    return check_input(json, data if identifier is None else with_identifier(data, identifier), title)


def with_identifier(data: object, identifier: str) -> object:
    """Return an input or a mapping with an identifier of the caller's choice; anything else as it is."""
    if is_mapping(data):
        return {**data, "identifier": identifier}
    if isinstance(data, Input) and hasattr(data, "identifier"):
        return msgspec.structs.replace(data, identifier=identifier)
    return data


def identified(values: dict[str, Any], title: str) -> str:
    """Return the identifier among a call's arguments, checked before the body is looked at."""
    return check_identifier(values["identifier"], title, "identifier")


def filled_in(title: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return what gives a call's body the path's identifier, unless it names one."""

    def arrange(values: dict[str, Any]) -> dict[str, Any]:
        identifier, body = identified(values, title), values["body"]
        if is_mapping(body) and "identifier" not in body:
            body = with_identifier(body, identifier)
        return {**values, "body": body}

    return arrange


def document(xml: object, title: str) -> str | bytes:
    """Return an XML document that is sent as it is.

    Raises:
        InputValidationError: It is no text, or blank.
    """
    if isinstance(xml, (str, bytes)) and xml.strip():
        return xml
    problem = (
        "must be a non-empty string"
        if isinstance(xml, (str, bytes))
        else f"must be text or bytes, got {type(xml).__name__}"
    )
    raise InputValidationError(f"Invalid {title} data", [ValidationIssue("xml", problem)])


def _is_xml(data: object) -> bool:
    """Tell whether data is in the XML form: it says so, or it holds a document."""
    if is_mapping(data):
        return data.get("format") == "xml" or data.get("xml") is not None
    return getattr(data, "format", None) == "xml"


def _as_xml(record: Model, title: str) -> dict[str, Any]:
    """Return the XML form of a record that was read, whose other fields only follow from its XML.

    Raises:
        InputValidationError: It holds no XML, or fields were changed that the service would not look at.
    """
    values, received = record.to_dict(), record.as_received()
    free = {"rawXml", "metadata"}
    issues = [
        ValidationIssue(name, "follows from the XML: change raw_xml, or send the JSON form with interaction")
        for name, value in values.items()
        if received and name not in free and received.get(name) != value
    ]
    if not values.get("rawXml"):
        issues.append(ValidationIssue("rawXml", f"the {title} holds no XML to send"))
    if issues:
        raise InputValidationError(f"Invalid {title} data", issues)
    form: dict[str, Any] = {"format": "xml", "xml": values["rawXml"]}
    if values.get("metadata") is not None:
        form["metadata"] = values["metadata"]
    return form
