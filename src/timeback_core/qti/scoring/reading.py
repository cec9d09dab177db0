"""Reading an item: its declarations, its rules and its feedback, compiled into an `Item`."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from timeback_core.qti.scoring.declarations import (
    OutcomeDeclaration,
    ResponseDeclaration,
    problem,
    read_outcome,
    read_response,
)
from timeback_core.qti.scoring.feedback import read_feedback
from timeback_core.qti.scoring.item import Item
from timeback_core.qti.scoring.program import Program, feedback_outcomes, highest_score, start_values
from timeback_core.qti.scoring.responses import reader_of
from timeback_core.qti.scoring.rules import Rule, compile_rules, template_name
from timeback_core.qti.scoring.scope import Context, logger
from timeback_core.qti.scoring.templates import TEMPLATES, implicit_rules
from timeback_core.qti.xml.derive import interaction_type
from timeback_core.qti.xml.node import Node, serialise
from timeback_core.qti.xml.reading import DEFAULT_LIMITS, QTI_NAMESPACE, XmlLimits, read_xml

__all__ = ["compile_item", "read_item"]

_VARIABLES: Final = ("qti-outcome-declaration", "qti-template-declaration", "qti-context-declaration")
_PICTURES: Final = frozenset({"object", "img", "picture"})


def read_item(xml: str | bytes, limits: XmlLimits = DEFAULT_LIMITS) -> Item:
    """Read an item once, to score many responses with it.

    Args:
        xml: A `qti-assessment-item` document of QTI 3.0.
        limits: What the document may cost.

    Returns:
        The compiled item.

    Raises:
        QtiXmlError: The document is not readable, is no item of QTI 3, or has a declaration or rule that cannot be
            run; the message names line and element.
        ImportError: lxml is not installed.
    """
    root = read_xml(xml, limits)
    return compile_item(root, xml if isinstance(xml, str) else serialise(root))


def compile_item(root: Node, xml: str) -> Item:
    """Compile an item that has been read.

    Args:
        root: Its root element.
        xml: Its document.

    Raises:
        QtiXmlError: It is no item of QTI 3, or has a declaration or rule that cannot be run.
    """
    if root.name != "qti-assessment-item" or root.namespace not in {"", QTI_NAMESPACE}:
        raise problem(root, "the root element must be <qti-assessment-item> of QTI 3.0; convert older versions first")
    parts = _Interactions(root)
    responses: dict[str, ResponseDeclaration] = {}
    for node in root.all("qti-response-declaration"):
        declared = read_response(node, parts.sizes.get)
        if declared.identifier in responses:
            raise problem(node, f"the response {declared.identifier!r} is declared twice; rename one")
        responses[declared.identifier] = declared
    variables: dict[str, OutcomeDeclaration] = {}
    for node in (child for child in root.elements if child.name in _VARIABLES):
        outcome = read_outcome(node)
        if outcome.identifier in responses or outcome.identifier in variables:
            raise problem(node, f"the variable {outcome.identifier!r} is declared twice; rename one")
        variables[outcome.identifier] = outcome
    context = Context(responses, variables)
    rules, own = _rules(root, context)
    implicit: tuple[Rule, ...] = ()
    if own and "SCORE" not in context.sets:
        implicit = implicit_rules(context)
    elif own:  # a rule may set SCORE and not be reached
        implicit = implicit_rules(Context(responses, variables))
    for name in sorted(parts.bound - responses.keys()):
        context.notes.append(f"an interaction is bound to {name!r}, which is not declared; its answers are ignored")
    feedback = read_feedback(root)
    modals = tuple(element for element in feedback if element.kind == "modal")
    outcomes = {node.get("identifier") or "" for node in root.all("qti-outcome-declaration")}
    names = dict.fromkeys([*(name for name in variables if name in outcomes), *sorted(context.sets), "SCORE"])
    return Item(
        identifier=root.get("identifier") or "",
        title=root.get("title") or "",
        type=interaction_type(root),
        adaptive=root.get("adaptive") in {"true", "1"},
        time_dependent=root.get("time-dependent") in {"true", "1"},
        responses=MappingProxyType(responses),
        outcomes=MappingProxyType({name: declared for name, declared in variables.items() if name in outcomes}),
        feedback=feedback,
        max_score=highest_score(context, parts.most),
        notes=tuple(context.notes),
        xml=xml,
        program=Program(
            target="RESPONSE" if "RESPONSE" in responses else next(iter(responses), ""),
            start=start_values(responses, variables),
            readers=tuple(
                (name, reader_of(declared, parts.choices.get(name, frozenset())))
                for name, declared in responses.items()
            ),
            rules=rules,
            rules_by="rules" if own else "key",
            implicit=implicit,
            outcome_names=tuple(dict.fromkeys([*names, "completionStatus"])),
            feedback_outcomes=feedback_outcomes(context, modals),
            modals=modals,
        ),
    )


def _rules(root: Node, context: Context) -> tuple[tuple[Rule, ...], bool]:
    """Return the rules of an item, and whether they are its own rather than following from its key."""
    node = root.first("qti-response-processing")
    if node is not None and node.elements:
        return compile_rules(node.elements, context), True
    name = template_name(node) if node is not None else None
    template = TEMPLATES.get(name) if name is not None else None
    if template is not None:
        identifier = "RESPONSE" if "RESPONSE" in context.responses else next(iter(context.responses), "RESPONSE")
        return template(context, identifier), True
    if name is not None and node is not None:
        context.note(node, f"the template {name!r} is not known; the item is scored by its correct responses")
        logger.warning("the response-processing template %r is not known; scoring by the correct responses", name)
    return implicit_rules(context), False


class _Interactions:
    """What the interactions of a document say about the responses that they are bound to."""

    def __init__(self, root: Node) -> None:
        self.bound: set[str] = set()
        self.choices: dict[str, frozenset[str]] = {}
        self.sizes: dict[str, tuple[float, float]] = {}
        self.most: dict[str, int] = {}
        for node, stage in _interactions(root, None):
            identifier = node.get("response-identifier")
            if not identifier:
                continue
            self.bound.add(identifier)
            self.choices[identifier] = frozenset(
                name for part in node.walk() if part is not node and (name := part.get("identifier"))
            )
            size = _picture_size(node) if stage is None else _picture_size(stage)
            if size is not None:
                self.sizes[identifier] = size
            limit = (node.get("max-choices") or node.get("max-associations") or "0").strip()
            self.most[identifier] = int(limit) if limit.isascii() and limit.isdigit() and len(limit) < 10 else 0


def _interactions(node: Node, stage: Node | None) -> Iterator[tuple[Node, Node | None]]:
    """Yield every interaction, with the stage that it stands on."""
    for child in node.elements:
        inside = child if child.name == "qti-position-object-stage" else stage
        if child.name.startswith("qti-") and child.name.endswith("-interaction"):
            yield child, inside
        yield from _interactions(child, inside)


def _picture_size(node: Node) -> tuple[float, float] | None:
    """Return width and height of the first picture in an element."""
    for part in node.walk():
        if part.name in _PICTURES:
            try:
                return float(part.get("width") or ""), float(part.get("height") or "")
            except ValueError:
                continue
    return None


@functools.lru_cache(maxsize=512)
def read_item_cached(xml: str) -> Item:
    """Return an item that may have been read before; for servers that store documents as text.

    Args:
        xml: The document.
    """
    return read_item(xml)
