"""Items and tests as the QTI API keeps them: XML, typed fields and content, written at once instead of being derived.

There are thousands of them when the sandbox starts. What is written here is what posting the same XML would store.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

__all__ = ["Document", "Ref", "Section", "choice_item", "linear_test", "number_item"]

_SPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_LOCATION = f"{_SPACE} https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd"
_TEMPLATE = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_LETTERS = "ABCD"

_SCORE_XML = '<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>'
_SCORE_FIELDS = {"identifier": "SCORE", "cardinality": "single", "baseType": "float"}
_SCORE_ATTRIBUTES = {"identifier": "SCORE", "cardinality": "single", "base-type": "float", "baseType": "float"}
_PROCESSING = {"_attributes": {"template": _TEMPLATE}}
_NOWHERE: dict[str, str] = {"xmlns:xsi": _XSI, "xsi:schemaLocation": _LOCATION, "xmlns": _SPACE}


class Document(NamedTuple):
    """An item, a stimulus or a test.

    Attributes:
        xml: The document.
        fields: The typed fields, as the API answers them, without XML and content.
        content: The document as JSON.
    """

    xml: str
    fields: dict[str, object]
    content: dict[str, object]


# ---------------------------------------------------------------- items


def choice_item(
    identifier: str,
    title: str,
    prompt: str,
    choices: Sequence[str],
    key: int,
    metadata: dict[str, object],
    stimulus: str | None = None,
) -> Document:
    """An item with one right choice.

    Args:
        identifier: Of the item; needs no escaping.
        title: Of the item.
        prompt: Plain text.
        choices: Plain texts, at most four; their identifiers are A, B, C and D.
        key: The position of the right one, from 0.
        metadata: What is said about the item.
        stimulus: The identifier of the passage that it is about.
    """
    lines = "".join(
        f'<qti-simple-choice identifier="{letter}">{escape(text)}</qti-simple-choice>\n'
        for letter, text in zip(_LETTERS, choices, strict=False)
    )
    body = (
        '<qti-choice-interaction response-identifier="RESPONSE" shuffle="true" max-choices="1">\n'
        f"<qti-prompt>{escape(prompt)}</qti-prompt>\n{lines}</qti-choice-interaction>"
    )
    interaction: dict[str, object] = {
        "qti-choice-interaction": {
            "_attributes": {"response-identifier": "RESPONSE", "shuffle": "true", "max-choices": "1"},
            "qti-prompt": prompt,
            "qti-simple-choice": [
                {"_attributes": {"identifier": letter}, "_": text}
                for letter, text in zip(_LETTERS, choices, strict=False)
            ],
        }
    }
    return _item(identifier, title, "choice", "identifier", _LETTERS[key], body, interaction, metadata, stimulus)


def number_item(identifier: str, title: str, prompt: str, number: str, metadata: dict[str, object]) -> Document:
    """An item that asks to write a whole number.

    Args:
        identifier: Of the item; needs no escaping.
        title: Of the item.
        prompt: Plain text.
        number: The right answer.
        metadata: What is said about the item.
    """
    body = (
        f"<p>{escape(prompt)}</p>\n"
        '<p><qti-text-entry-interaction response-identifier="RESPONSE" expected-length="6"/></p>'
    )
    entry = {"_attributes": {"response-identifier": "RESPONSE", "expected-length": "6"}}
    interaction: dict[str, object] = {"p": [prompt, {"qti-text-entry-interaction": entry}]}
    return _item(identifier, title, "text-entry", "integer", number, body, interaction, metadata, None)


def _item(
    identifier: str,
    title: str,
    kind: str,
    base_type: str,
    key: str,
    body: str,
    interaction: dict[str, object],
    metadata: dict[str, object],
    stimulus: str | None,
) -> Document:
    """An item around its interaction."""
    passage = (
        ""
        if stimulus is None
        else f'<qti-assessment-stimulus-ref identifier="{stimulus}" href="stimuli/{stimulus}"/>\n'
    )
    xml = (
        f'{_HEAD}<qti-assessment-item xmlns="{_SPACE}" identifier="{identifier}" title="{escape(title)}" '
        'adaptive="false" time-dependent="false">\n'
        f'<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="{base_type}">'
        f"<qti-correct-response><qti-value>{key}</qti-value></qti-correct-response></qti-response-declaration>\n"
        f"{_SCORE_XML}\n{passage}<qti-item-body>\n{body}\n</qti-item-body>\n"
        f'<qti-response-processing template="{_TEMPLATE}"/>\n</qti-assessment-item>\n'
    )
    declared = {"identifier": "RESPONSE", "cardinality": "single", "baseType": base_type}
    fields: dict[str, object] = {
        "identifier": identifier,
        "title": title,
        "type": kind,
        "qtiVersion": "3.0",
        "timeDependent": False,
        "adaptive": False,
        "responseDeclarations": [{**declared, "correctResponse": {"value": [key]}}],
        "outcomeDeclarations": [_SCORE_FIELDS],
        "modalFeedback": [],
        "feedbackInline": [],
        "feedbackBlock": [],
        "metadata": metadata,
    }
    content: dict[str, object] = {
        "_attributes": {
            **_NOWHERE,
            "identifier": identifier,
            "title": title,
            "adaptive": "false",
            "time-dependent": "false",
        },
        "qti-response-declaration": [
            {
                "_attributes": {
                    "identifier": "RESPONSE",
                    "cardinality": "single",
                    "base-type": base_type,
                    "baseType": base_type,
                },
                "qti-correct-response": {"qti-value": [key]},
            }
        ],
        "qti-outcome-declaration": [{"_attributes": _SCORE_ATTRIBUTES}],
    }
    if stimulus is not None:
        attributes = {"identifier": stimulus, "href": f"stimuli/{stimulus}"}
        content["qti-assessment-stimulus-ref"] = [{"_attributes": attributes}]
    content["qti-item-body"] = interaction
    content["qti-response-processing"] = _PROCESSING
    return Document(xml, fields, {"qti-assessment-item": content})


# ---------------------------------------------------------------- tests


class Ref(NamedTuple):
    """A reference to an item, in its three forms.

    Attributes:
        identifier: Of the item.
        href: Where the item is.
        xml: The element.
        content: The element as JSON.
    """

    identifier: str
    href: str
    xml: str
    content: dict[str, object]

    @classmethod
    def to(cls, identifier: str) -> Ref:
        """A reference to an item, relative to the address of the test."""
        href = f"../assessment-items/{identifier}"
        xml = f'<qti-assessment-item-ref identifier="{identifier}" href="{href}"/>\n'
        return cls(identifier, href, xml, {"_attributes": {"identifier": identifier, "href": href}})


class Section(NamedTuple):
    """A section of a test: its identifier, its title and its items."""

    identifier: str
    title: str
    refs: Sequence[Ref]


def linear_test(
    identifier: str, title: str, submission: str, sections: Iterable[Section], metadata: dict[str, object]
) -> Document:
    """A test of one linear part.

    Args:
        identifier: Of the test; needs no escaping.
        title: Of the test.
        submission: `individual` or `simultaneous`.
        sections: In their order.
        metadata: What is said about the test.
    """
    sections = list(sections)
    shown = "".join(
        f'<qti-assessment-section identifier="{section.identifier}" title="{escape(section.title)}" visible="true" '
        f'required="true" fixed="false">\n{"".join(ref.xml for ref in section.refs)}</qti-assessment-section>\n'
        for section in sections
    )
    xml = (
        f'{_HEAD}<qti-assessment-test xmlns="{_SPACE}" identifier="{identifier}" title="{escape(title)}">\n'
        f'{_SCORE_XML}\n<qti-test-part identifier="main" navigation-mode="linear" submission-mode="{submission}">\n'
        f"{shown}</qti-test-part>\n</qti-assessment-test>\n"
    )
    fields: dict[str, object] = {
        "identifier": identifier,
        "title": title,
        "qtiVersion": "3.0",
        "qti-test-part": [
            {
                "identifier": "main",
                "navigationMode": "linear",
                "submissionMode": submission,
                "qti-assessment-section": [_section(section, at) for at, section in enumerate(sections, start=1)],
            }
        ],
        "qti-outcome-declaration": [_SCORE_FIELDS],
        "metadata": metadata,
    }
    content = {
        "_attributes": {**_NOWHERE, "identifier": identifier, "title": title},
        "qti-outcome-declaration": [{"_attributes": _SCORE_ATTRIBUTES}],
        "qti-test-part": [
            {
                "_attributes": {
                    "identifier": "main",
                    "navigation-mode": "linear",
                    "submission-mode": submission,
                },
                "qti-assessment-section": [_section_content(section) for section in sections],
            }
        ],
    }
    return Document(xml, fields, {"qti-assessment-test": content})


def _section(section: Section, position: int) -> dict[str, object]:
    return {
        "identifier": section.identifier,
        "title": section.title,
        "visible": True,
        "required": True,
        "fixed": False,
        "sequence": position,
        "qti-assessment-item-ref": [
            {"identifier": ref.identifier, "sequence": at, "href": ref.href}
            for at, ref in enumerate(section.refs, start=1)
        ],
    }


def _section_content(section: Section) -> dict[str, object]:
    return {
        "_attributes": {
            "identifier": section.identifier,
            "title": section.title,
            "visible": "true",
            "required": "true",
            "fixed": "false",
        },
        "qti-assessment-item-ref": [ref.content for ref in section.refs],
    }
