"""Response processing of a JSON form as XML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from timeback_core.qti.xml.form import Form, element
from timeback_core.qti.xml.node import Node

__all__ = ["build_processing", "outcomes_needed"]

TEMPLATE_FOLDER: Final = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"


def build_processing(form: Form, response: str, outcomes: Mapping[str, str]) -> Node | None:
    """Return the `qti-response-processing`; None when the form has none.

    Args:
        form: The item's form.
        response: The identifier of the interaction's response.
        outcomes: The base types of the declared outcomes.
    """
    processing = form.form("responseProcessing")
    template = processing.text("templateType").strip()
    if not processing.fields:
        return None
    rules: list[Node] = []
    if template == "custom":
        operator = processing.form("customOperator")
        attributes = {"class": operator.text("class") or None, "definition": operator.text("definition") or None}
        rules.append(_set("SCORE", element("qti-custom-operator", attributes)))
    elif outcome := processing.text("outcomeIdentifier").strip():
        rules.append(_condition(processing, template, outcome, outcomes.get(outcome, "identifier"), response))
    inline = processing.form("inlineFeedback")
    if inline.fields:
        variable = element("qti-variable", {"identifier": inline.required("variableIdentifier")})
        rules.append(_set(inline.required("outcomeIdentifier"), variable))
    if not template:
        return element("qti-response-processing", None, tuple(rules)) if rules else None
    if not rules:
        return element("qti-response-processing", {"template": TEMPLATE_FOLDER + template})
    # with rules of its own the template's name says what they were made from
    named = {} if template == "custom" else {"template": template}
    return element("qti-response-processing", named, tuple(rules))


def outcomes_needed(form: Form) -> list[str]:
    """Return the outcomes that processing and feedback refer to, in the order in which they are met."""
    processing = form.form("responseProcessing")
    names: list[str] = []
    if processing.fields:
        outcome = processing.text("outcomeIdentifier").strip()
        names.append(outcome or ("SCORE" if processing.text("templateType").strip() else ""))
        names.append(processing.form("inlineFeedback").text("outcomeIdentifier").strip())
    for kind in ("modalFeedback", "feedbackInline", "feedbackBlock"):
        names.extend(feedback.text("outcomeIdentifier").strip() for feedback in form.forms(kind))
    question = form.form("interaction").form("questionStructure")
    names.extend(
        choice.text("feedbackOutcomeIdentifier").strip() or "FEEDBACK-INLINE"
        for choice in question.forms("choices")
        if choice.text("feedbackInline")
    )
    return list(dict.fromkeys(name for name in names if name))


def _condition(processing: Form, template: str, outcome: str, base_type: str, response: str) -> Node:
    """Return the condition that the four identifiers of the form describe."""
    declared = processing.text("responseDeclarationIdentifier").strip() or response
    variable = element("qti-variable", {"identifier": declared})
    if template.startswith("map_response"):
        holds = element("qti-not", None, element("qti-is-null", None, variable))
    else:
        holds = element("qti-match", None, variable, element("qti-correct", {"identifier": declared}))
    right = processing.text("correctResponseIdentifier").strip()
    wrong = processing.text("incorrectResponseIdentifier").strip()
    branches = [element("qti-response-if", None, holds, _set(outcome, _value(base_type, right, "1")))]
    if wrong or base_type in {"float", "integer"}:
        branches.append(element("qti-response-else", None, _set(outcome, _value(base_type, wrong, "0"))))
    return element("qti-response-condition", None, tuple(branches))


def _value(base_type: str, identifier: str, number: str) -> Node:
    """Return the value that an outcome is given: an identifier, or a number for an outcome that holds one."""
    if base_type in {"float", "integer"}:
        return element("qti-base-value", {"base-type": base_type}, number)
    if not identifier:
        return element("qti-null")
    return element("qti-base-value", {"base-type": base_type}, identifier)


def _set(outcome: str, value: Node) -> Node:
    """Return the rule that sets an outcome."""
    return element("qti-set-outcome-value", {"identifier": outcome}, value)
