"""Reading requests: JSON or XML, and which of the two an answer shall be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from timeback_sandbox.qti.problems import Issue, invalid, refused
from timeback_sandbox.serving import Call, read_json

__all__ = [
    "check_identifier",
    "check_metadata",
    "check_same",
    "is_xml_type",
    "read_form",
    "read_object",
    "texts_of",
    "wants_xml",
    "xml_of",
]

_DEEPEST = 100
_XML_TYPES = frozenset({"application/xml", "text/xml"})


def is_xml_type(header: str | None) -> bool:
    """Whether a media type says XML."""
    return header is not None and header.partition(";")[0].strip().lower() in _XML_TYPES


def wants_xml(call: Call) -> bool:
    """Whether the answer shall be XML: the request says so by its own Content-Type, or by Accept."""
    if call.content_type is not None and is_xml_type(call.content_type):
        return True
    accept = call.header("accept")
    if accept is None or "xml" not in accept:
        return False
    kinds = {part.partition(";")[0].strip().lower() for part in accept.split(",")}
    return bool(kinds & _XML_TYPES) and "application/json" not in kinds


def xml_of(call: Call, error: str) -> str | None:
    """The request's body, when it calls itself XML; None when it does not.

    Args:
        call: The request.
        error: What a refusal says.

    Raises:
        QtiProblem: 400, it is no text.
    """
    if not is_xml_type(call.content_type):
        return None
    try:
        return call.body.decode("utf-8")
    except UnicodeDecodeError:
        raise refused(400, error, "the document is not UTF-8; send it as UTF-8") from None


def read_object(call: Call, error: str) -> dict[str, Any]:
    """The JSON object in the request's body; a missing or other Content-Type does not matter.

    Args:
        call: The request.
        error: What a refusal says.

    Raises:
        QtiProblem: 400, it is no JSON object, or is nested too deep.
    """
    body = read_json(call.body, "object", lambda text: refused(400, error, text))
    if not isinstance(body, dict):
        raise refused(400, error, "the body must be a JSON object")
    found = cast("dict[str, Any]", body)
    if _depth_exceeds(found, _DEEPEST):
        raise refused(400, error, f"the body is nested more than {_DEEPEST} deep")
    return found


def read_form(call: Call, error: str) -> dict[str, Any]:
    """A document's form: the JSON object of the body without its nulls, or the XML form of an XML body.

    Raises:
        QtiProblem: 400, it is neither.
    """
    xml = xml_of(call, error)
    if xml is not None:
        return {"format": "xml", "xml": xml}
    return {name: value for name, value in read_object(call, error).items() if value is not None}


def _depth_exceeds(value: object, most: int) -> bool:
    level = [value]
    for _ in range(most):
        level = [child for parent in level for child in _members(parent) if isinstance(child, dict | list)]
        if not level:
            return False
    return True


def _members(value: object) -> Iterable[object]:
    """What a JSON object or array holds."""
    return cast("dict[str, object]", value).values() if isinstance(value, dict) else cast("list[object]", value)


def check_identifier(identifier: str, error: str) -> None:
    """Refuses an identifier that could not stand in a path.

    Raises:
        QtiProblem: 400.
    """
    if not identifier.strip() or "/" in identifier:
        raise refused(400, error, f"identifier must not be blank or hold a slash, got {identifier[:100]!r}")


def check_same(identifier: object, path_identifier: str | None) -> None:
    """Refuses a body that names another document than the path.

    Raises:
        QtiProblem: 400.
    """
    if identifier is not None and path_identifier is not None and identifier != path_identifier:
        shown = f"the path says {path_identifier[:100]!r}, the body {str(identifier)[:100]!r}"
        raise refused(400, "Identifier mismatch", shown)


def check_metadata(form: Mapping[str, Any], error: str) -> dict[str, Any] | None:
    """The metadata of a form; None when it has none.

    Raises:
        QtiProblem: 400, it is no object.
    """
    metadata = form.get("metadata")
    if metadata is not None and not isinstance(metadata, dict):
        raise refused(400, error, "metadata must be an object")
    return cast("dict[str, Any] | None", metadata)


def texts_of(data: Mapping[str, Any], required: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, str]:
    """Texts of a body, by name; those that may be missing are left out when they are.

    Raises:
        QtiProblem: 400, one is missing, blank or no text.
    """
    issues: list[Issue] = []
    found: dict[str, str] = {}
    for name in (*required, *optional):
        value = data.get(name)
        if value is None:
            if name in required:
                issues.append(Issue(name, f"{name} is required", "invalid_type"))
        elif not isinstance(value, str):
            issues.append(Issue(name, f"{name} must be a text", "invalid_type"))
        elif not value.strip() and name in required:
            issues.append(Issue(name, f"{name} must not be blank", "too_small"))
        else:
            found[name] = value
    if issues:
        raise invalid(issues)
    return found
