"""Tests: what a form, in JSON or XML, is stored as."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from timeback_core.qti.xml import QtiFormError, QtiXmlError, derive_test, generate_test, read_document, to_content
from timeback_sandbox.qti.checking import check_on_write
from timeback_sandbox.qti.problems import refused
from timeback_sandbox.qti.reading import check_identifier, check_metadata, check_same
from timeback_sandbox.qti.records import Draft
from timeback_sandbox.qti.tests_forms import Reading, test_form
from timeback_sandbox.qti.tests_tree import Tree
from timeback_sandbox.settings import Settings

__all__ = ["INVALID", "draft_from", "draft_test", "test_columns"]

INVALID: Final = "Invalid assessment test data"


def draft_test(
    settings: Settings,
    form: Mapping[str, Any],
    item_href: Callable[[str], str],
    path_identifier: str | None = None,
) -> Draft:
    """The test that a form describes.

    Args:
        settings: Of the sandbox, which say what an invalid document does.
        form: JSON or XML form, without nulls.
        item_href: Gives the address of an item, for references without one.
        path_identifier: The identifier in the path, when a test is replaced; the form may leave it out.

    Raises:
        QtiProblem: 400, the form is wrong.
    """
    if form.get("format") == "xml" or "xml" in form:
        return _from_xml(settings, form, path_identifier)
    check_same(form.get("identifier"), path_identifier)
    reading = Reading(item_href)
    checked = test_form(reading, dict(form), path_identifier)
    reading.finish(INVALID)
    try:
        xml = generate_test(checked, item_href)
        fields = _fields(xml)
    except (QtiFormError, QtiXmlError) as error:
        raise refused(400, INVALID, str(error)) from None
    # what XML cannot say, or says in other words
    for name in ("qti-outcome-declaration", "timeLimit", "maxAttempts", "toolsEnabled", "qtiVersion", "metadata"):
        if name in checked:
            fields[name] = checked[name]
    return draft_from(settings, fields, xml, path_identifier)


def _from_xml(settings: Settings, form: Mapping[str, Any], path_identifier: str | None) -> Draft:
    xml = form.get("xml")
    if not isinstance(xml, str):
        raise refused(400, INVALID, "xml must be the document as a text")
    metadata = check_metadata(form, INVALID)
    try:
        if "<metadata" in xml or ":metadata" in xml:
            tree = Tree(xml)
            said = tree.take_metadata()
            if said is not None:
                xml, metadata = tree.xml(), {**said, **(metadata or {})}
        fields = _fields(xml)
    except QtiXmlError as error:
        raise refused(400, INVALID, str(error)) from None
    if metadata is not None:
        fields["metadata"] = metadata
    return draft_from(settings, fields, xml, path_identifier)


def _fields(xml: str) -> dict[str, object]:
    return {**derive_test(read_document(xml, "test"))}


def draft_from(settings: Settings, fields: dict[str, object], xml: str, path_identifier: str | None = None) -> Draft:
    """What is stored of typed fields and a document that go together.

    Raises:
        QtiProblem: 400, it is another test than the path says, or not valid where it has to be.
    """
    identifier, title = cast("str", fields["identifier"]), cast("str", fields["title"])
    check_identifier(identifier, INVALID)
    check_same(identifier, path_identifier)
    content = to_content(read_document(xml, "test"))
    valid = check_on_write(settings, xml, "test", INVALID)
    return Draft(identifier, title, fields, xml, content, test_columns(fields, valid=valid))


def test_columns(fields: Mapping[str, object], *, valid: bool) -> dict[str, object]:
    """What the table of tests has beside the columns of all documents.

    Args:
        fields: The typed fields of a test.
        valid: Whether its document is valid.
    """
    parts = cast("list[dict[str, str]]", fields["qti-test-part"])
    modes = dict.fromkeys(part[name] for part in parts for name in ("navigationMode", "submissionMode"))
    return {"modes": "".join(f"|{mode}" for mode in modes) + "|", "is_valid": int(valid)}
