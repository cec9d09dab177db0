"""XML generated from the JSON forms of items, stimuli and tests."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, cast
from urllib.parse import quote

from timeback_core.qti.xml.build_interactions import InteractionForm, build_interaction
from timeback_core.qti.xml.build_processing import build_processing, outcomes_needed
from timeback_core.qti.xml.check_form import check_item_form
from timeback_core.qti.xml.content import DEFAULT_SCHEMA_LOCATION, SCHEMA_LOCATIONS, XSI_NAMESPACE
from timeback_core.qti.xml.form import Form, Issues, as_list, element, plain
from timeback_core.qti.xml.node import Node, find_illegal_character, serialise
from timeback_core.qti.xml.reading import QTI_NAMESPACE

__all__ = ["generate_item", "generate_stimulus", "generate_test", "stimulus_identifiers"]

# elements with nothing but elements inside, which are written on lines of their own
_LINES: Final = re.compile(
    "qti-(assessment-.*|(response|outcome)-declaration|correct-response|default-value|item-body|match-set"
    "|simple-match-set|response-(processing|condition|if|else|else-if)|set-outcome-value|match|not|is-null"
    "|.*-interaction|test-part|catalog-info|catalog|card|modal-feedback|feedback-block|rubric-block)"
)


def generate_item(form: Mapping[str, object], stimulus_titles: Mapping[str, str] | None = None) -> str:
    """Return the XML of an item.

    Args:
        form: The JSON form, under the wire's names.
        stimulus_titles: The titles of the stimuli that the form refers to, by identifier.

    Raises:
        QtiFormError: The form says something that cannot be an item; each issue names its path.
    """
    issues = Issues()
    item = Form(form, "", issues)
    interaction = InteractionForm(item.form("interaction"))
    body = build_interaction(interaction)
    declarations = [_response(declared) for declared in item.forms("responseDeclarations")]
    outcomes = _outcomes(item)
    types = {node.attributes["identifier"]: node.attributes.get("base-type", "identifier") for node in outcomes}
    processing = build_processing(item, interaction.response, types)
    root = element(
        "qti-assessment-item",
        _root_attributes("qti-assessment-item")
        | {
            "identifier": item.required("identifier"),
            "title": item.required("title"),
            "adaptive": bool(item.get("adaptive")),
            "time-dependent": bool(item.get("timeDependent")),
        },
        tuple(declarations),
        tuple(outcomes),
        tuple(_stimulus_refs(item, stimulus_titles or {})),
        element("qti-item-body", None, *_body(item, body)),
        () if processing is None else processing,
        tuple(_feedback(feedback, "qti-modal-feedback") for feedback in item.forms("modalFeedback")),
    )
    check_item_form(item, interaction, root)
    return _document(root, issues)


def stimulus_identifiers(form: Mapping[str, object]) -> list[str]:
    """Return the identifiers of the stimuli that an item's form refers to.

    Args:
        form: The item's form.
    """
    value = form.get("stimulus")
    entries = as_list([] if value is None else value)
    return [
        identifier
        for entry in entries
        if isinstance(entry, Mapping)
        and (identifier := plain(cast("Mapping[str, object]", entry).get("identifier"))) is not None
    ]


def generate_stimulus(form: Mapping[str, object]) -> str:
    """Return the XML of a stimulus.

    Args:
        form: The JSON form, under the wire's names.

    Raises:
        QtiFormError: Something is missing, or the content is not well-formed XHTML.
    """
    issues = Issues()
    stimulus = Form(form, "", issues)
    sheet = stimulus.form("stylesheet")
    entries = [
        element(
            "qti-catalog",
            {"id": entry.required("id")},
            element(
                "qti-card",
                {"support": entry.required("support")},
                element("qti-html-content", None, entry.markup("content")),
            ),
        )
        for entry in stimulus.forms("catalogInfo")
    ]
    stimulus.required("content")
    root = element(
        "qti-assessment-stimulus",
        _root_attributes("qti-assessment-stimulus")
        | {
            "identifier": stimulus.required("identifier"),
            "xml:lang": stimulus.text("language") or "en",
            "title": stimulus.required("title"),
            "label": stimulus.text("label") or None,
            "tool-name": stimulus.text("toolName") or None,
            "tool-version": stimulus.text("toolVersion") or None,
        },
        element("qti-stylesheet", {"href": sheet.required("href"), "type": sheet.required("type")})
        if sheet.fields
        else (),
        element("qti-stimulus-body", None, stimulus.markup("content")),
        element("qti-catalog-info", None, tuple(entries)) if entries else (),
    )
    return _document(root, issues)


def generate_test(form: Mapping[str, object], item_href: Callable[[str], str] | None = None) -> str:
    """Return the XML of a test.

    Args:
        form: The JSON form, under the wire's names.
        item_href: Gives the address of an item by its identifier, for references without one; default
            `assessment-items/{identifier}`.

    Raises:
        QtiFormError: Something is missing.
    """
    issues = Issues()
    test = Form(form, "", issues)
    address = item_href or _default_href
    parts = test.forms("qti-test-part")
    if not parts:
        issues.add("qti-test-part", "at least one test part is required")
    seconds = test.get("timeLimit")
    root = element(
        "qti-assessment-test",
        _root_attributes("qti-assessment-test")
        | {
            "identifier": test.required("identifier"),
            "title": test.required("title"),
            "tool-name": test.text("toolName") or None,
            "tool-version": test.text("toolVersion") or None,
        },
        tuple(_test_outcome(outcome) for outcome in test.forms("qti-outcome-declaration")),
        () if seconds is None else element("qti-time-limits", {"max-time": seconds}),
        tuple(_part(part, address) for part in parts),
    )
    return _document(root, issues)


def _default_href(identifier: str) -> str:
    """Return where an item is, relative to the service."""
    return f"assessment-items/{quote(identifier, safe='')}"


def _document(root: Node, issues: Issues) -> str:
    """Return a document as text."""
    blocks = frozenset(node.name for node in root.walk() if _LINES.fullmatch(node.name))
    text = serialise(root, blocks)
    illegal = find_illegal_character(text)
    if illegal is not None:
        issues.add("(root)", f"the character {illegal!r} cannot stand in XML; remove it")
    issues.raise_if_any()
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _root_attributes(name: str) -> dict[str, object]:
    """Return the namespaces of a document."""
    return {
        "xmlns": QTI_NAMESPACE,
        "xmlns:xsi": XSI_NAMESPACE,
        "xsi:schemaLocation": SCHEMA_LOCATIONS.get(name, DEFAULT_SCHEMA_LOCATION),
    }


def _response(declared: Form) -> Node:
    """Return a response declaration."""
    values: list[Node] = []
    for value in declared.form("correctResponse").list("value"):
        text = " ".join(plain(part) or "" for part in as_list(value)).strip()
        if text:
            values.append(element("qti-value", None, text))
    return element(
        "qti-response-declaration",
        _declaration(declared),
        element("qti-correct-response", None, tuple(values)) if values else (),
    )


def _declaration(declared: Form) -> dict[str, object]:
    """Return the attributes that declarations have in common."""
    return {
        "identifier": declared.required("identifier"),
        "cardinality": declared.text("cardinality") or "single",
        "base-type": declared.text("baseType") or None,
    }


def _outcomes(item: Form) -> list[Node]:
    """Return the declared outcomes, then those that are only referred to."""
    nodes = [
        element("qti-outcome-declaration", _declaration(declared)) for declared in item.forms("outcomeDeclarations")
    ]
    known = {node.attributes["identifier"] for node in nodes}
    for name in outcomes_needed(item):
        if name not in known:
            base_type = "float" if name == "SCORE" else "identifier"
            attributes = {"identifier": name, "cardinality": "single", "base-type": base_type}
            nodes.append(element("qti-outcome-declaration", attributes))
    return nodes


def _stimulus_refs(item: Form, titles: Mapping[str, str]) -> list[Node]:
    """Return the references to stimuli."""
    refs: list[Node] = []
    for identifier in stimulus_identifiers(item.fields):
        href = f"stimuli/{quote(identifier, safe='')}.xml"
        refs.append(
            element(
                "qti-assessment-stimulus-ref",
                {"identifier": identifier, "href": href, "title": titles.get(identifier)},
            )
        )
    return refs


def _body(item: Form, interaction: tuple[Node | str, ...]) -> list[Node | str]:
    """Return what stands in the item's body."""
    body: list[Node | str] = []
    if before := item.markup("preInteraction"):
        body.append(element("div", None, before))
    body.extend(interaction)
    if after := item.markup("postInteraction"):
        body.append(element("div", None, after))
    inline = (_feedback(feedback, "qti-feedback-inline") for feedback in item.forms("feedbackInline"))
    body.extend(element("div", None, feedback) for feedback in inline)
    body.extend(_feedback(feedback, "qti-feedback-block") for feedback in item.forms("feedbackBlock"))
    body.extend(_rubric(rubric) for rubric in item.forms("rubrics"))
    return body


def _rubric(rubric: Form) -> Node:
    """Return a rubric."""
    attributes = {"use": rubric.text("use") or None, "view": rubric.text("view") or None}
    return element("qti-rubric-block", attributes, element("qti-content-body", None, rubric.markup("body")))


def _feedback(form: Form, name: str) -> Node:
    """Return a piece of feedback."""
    content = form.markup("content")
    classes = " ".join(str(one) for one in form.list("class"))
    attributes = {
        "outcome-identifier": form.required("outcomeIdentifier"),
        "identifier": form.required("identifier"),
        "show-hide": form.text("showHide") or "show",
        # the schema knows no class on modal feedback, and a title on nothing else
        "title": (form.text("title") or None) if name == "qti-modal-feedback" else None,
        "class": (classes or None) if name != "qti-modal-feedback" else None,
    }
    inside = content if name == "qti-feedback-inline" else (element("qti-content-body", None, content),)
    return element(name, attributes, inside)


def _test_outcome(outcome: Form) -> Node:
    """Return an outcome declaration of a test."""
    default = outcome.form("defaultValue").get("value")
    texts = [text for value in as_list(default) if (text := plain(value)) is not None]
    return element(
        "qti-outcome-declaration",
        {
            **_declaration(outcome),
            "normal-maximum": outcome.get("normalMaximum"),
            "normal-minimum": outcome.get("normalMinimum"),
        },
        element("qti-default-value", None, tuple(element("qti-value", None, text) for text in texts)) if texts else (),
    )


def _part(part: Form, address: Callable[[str], str]) -> Node:
    """Return a test part."""
    sections = part.forms("qti-assessment-section")
    if not sections:
        part.issues.add(part.where("qti-assessment-section"), "at least one section is required")
    return element(
        "qti-test-part",
        {
            "identifier": part.required("identifier"),
            "navigation-mode": part.required("navigationMode"),
            "submission-mode": part.required("submissionMode"),
        },
        tuple(_section(section, address) for section in sections),
    )


def _section(section: Form, address: Callable[[str], str]) -> Node:
    """Return a section."""
    refs: list[Node] = []
    for ref in section.forms("qti-assessment-item-ref"):
        identifier = ref.required("identifier")
        refs.append(
            element(
                "qti-assessment-item-ref", {"identifier": identifier, "href": ref.text("href") or address(identifier)}
            )
        )
    flags = {name: section.get(name) for name in ("visible", "required", "fixed")}
    return element(
        "qti-assessment-section",
        {
            "identifier": section.required("identifier"),
            "title": section.required("title"),
            "visible": flags["visible"] is not False,
            "required": flags["required"] is not False,
            "fixed": flags["fixed"] is True,
        },
        tuple(refs),
    )
