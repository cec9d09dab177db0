"""A test's own rules: what becomes of the scores of its items."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from timeback_core.qti.scoring.declarations import OutcomeDeclaration, number_attribute, problem, read_outcome, required
from timeback_core.qti.scoring.feedback import FeedbackElement, read_feedback
from timeback_core.qti.scoring.item import Item
from timeback_core.qti.scoring.program import start_values
from timeback_core.qti.scoring.result import ScoreResult
from timeback_core.qti.scoring.rules import Rule, compile_rules, run_rules
from timeback_core.qti.scoring.scope import Context, Scope, TestRow
from timeback_core.qti.scoring.values import Value, as_number
from timeback_core.qti.xml.node import Node
from timeback_core.qti.xml.reading import DEFAULT_LIMITS, XmlLimits, read_xml

__all__ = ["AssessmentTest", "ItemReference", "TestResult", "read_test"]

_BUILT_IN: Final = ("completionStatus", "numAttempts", "duration")


class ItemReference(msgspec.Struct, frozen=True, kw_only=True):
    """A test's reference to an item.

    Attributes:
        identifier: The reference's identifier.
        href: Where the item is; empty when it does not say.
        sections: The sections that it stands in.
        categories: Its categories.
        weights: Its weights by their identifiers.
    """

    identifier: str
    href: str = ""
    sections: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    weights: Mapping[str, float] = {}


class TestResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a test's rules made of the results of its items.

    Attributes:
        score: The outcome SCORE; without rules that set it, the sum of the items' scores.
        max_score: The sum of the highest scores of the items that the test names and that were given.
        outcomes: Every outcome after processing.
        feedback: The test feedback that became visible.
    """

    __test__ = False  # the name makes test runners look

    score: float
    max_score: float
    outcomes: Mapping[str, Value]
    feedback: tuple[FeedbackElement, ...] = ()


class AssessmentTest(msgspec.Struct, frozen=True, kw_only=True):
    """An assessment test, compiled: `read_test` makes one.

    Attributes:
        identifier: The test's identifier.
        title: Its title.
        references: Its items, in document order.
        outcomes: Its outcome declarations by identifier.
        notes: What is odd about the document, and what scoring makes of it.
        rules: Its compiled rules.
        feedback: Its feedback elements.
    """

    identifier: str
    title: str
    references: tuple[ItemReference, ...]
    outcomes: Mapping[str, OutcomeDeclaration]
    notes: tuple[str, ...]
    rules: tuple[Rule, ...]
    feedback: tuple[FeedbackElement, ...]

    def score(self, results: Mapping[str, tuple[Item, ScoreResult]]) -> TestResult:
        """Process the outcomes of a test.

        Args:
            results: For each reference's identifier, the item and its result; items that were not presented are left
                out.
        """
        rows = tuple(_row(reference, results.get(reference.identifier)) for reference in self.references)
        values = start_values({}, self.outcomes)
        total = highest = 0.0
        for row in rows:
            values.update({f"{row.identifier}.{name}": value for name, value in row.values.items()})
            entry = results.get(row.identifier)
            if entry is not None:
                total += entry[1].score
                highest += entry[1].max_score
        scope = Scope(values, {}, rows=rows)
        run_rules(self.rules, scope)
        score = as_number(values.get("SCORE")) if "SCORE" in scope.assigned else total
        names = dict.fromkeys([*self.outcomes, *sorted(scope.assigned)])
        outcomes = {name: values.get(name) for name in names if name not in _BUILT_IN}
        return TestResult(
            score=float(score or 0.0),
            max_score=highest,
            outcomes=outcomes,
            feedback=tuple(element for element in self.feedback if element.is_visible(outcomes)),
        )


def read_test(xml: str | bytes, limits: XmlLimits = DEFAULT_LIMITS) -> AssessmentTest:
    """Read a test once, to process the outcomes of many sittings with it.

    Args:
        xml: A `qti-assessment-test` document of QTI 3.0.
        limits: What the document may cost.

    Raises:
        QtiXmlError: The document is not readable, is no test of QTI 3, or has a rule that cannot be run.
        ImportError: lxml is not installed.
    """
    root = read_xml(xml, limits)
    if root.name != "qti-assessment-test":
        raise problem(root, "the root element must be <qti-assessment-test>")
    outcomes: dict[str, OutcomeDeclaration] = {}
    for node in root.all("qti-outcome-declaration"):
        declared = read_outcome(node)
        outcomes[declared.identifier] = declared
    references = tuple(_references(root, frozenset()))
    context = _TestContext(outcomes, frozenset(reference.identifier for reference in references))
    processing = root.first("qti-outcome-processing")
    return AssessmentTest(
        identifier=root.get("identifier") or "",
        title=root.get("title") or "",
        references=references,
        outcomes=outcomes,
        rules=compile_rules(processing.elements, context) if processing is not None else (),
        notes=tuple(context.notes),
        feedback=read_feedback(root),
    )


class _TestContext(Context):
    """Compiling at test level: `item.VARIABLE` is a variable of an item."""

    def __init__(self, outcomes: Mapping[str, OutcomeDeclaration], items: frozenset[str]) -> None:
        super().__init__({}, outcomes)
        self._items = items

    def note(self, node: Node, text: str) -> None:
        """Remember what an author should know, unless it is about a variable of an item."""
        item, dot, _ = (node.get("identifier") or "").rpartition(".")
        if not (dot and item in self._items):
            super().note(node, text)


def _references(node: Node, sections: frozenset[str]) -> list[ItemReference]:
    """Return the references below an element, in document order."""
    found: list[ItemReference] = []
    for child in node.elements:
        if child.name == "qti-assessment-item-ref":
            weights = {
                required(weight, "identifier"): number_attribute(weight, "value") or 0.0
                for weight in child.all("qti-weight")
            }
            found.append(
                ItemReference(
                    identifier=required(child, "identifier"),
                    href=child.get("href") or "",
                    sections=sections,
                    categories=frozenset((child.get("category") or "").split()),
                    weights=weights,
                )
            )
        elif child.name == "qti-assessment-section":
            found += _references(child, sections | {child.get("identifier") or ""})
        elif child.name == "qti-test-part":
            found += _references(child, sections)
    return found


def _row(reference: ItemReference, entry: tuple[Item, ScoreResult] | None) -> TestRow:
    """Return an item as the test's rules see it."""
    item, result = entry if entry is not None else (None, None)
    return TestRow(
        identifier=reference.identifier,
        sections=reference.sections,
        categories=reference.categories,
        weights=reference.weights,
        values={} if result is None else result.outcomes,
        bounds={}
        if item is None
        else {name: (declared.normal_minimum, declared.normal_maximum) for name, declared in item.outcomes.items()},
        answered=result is not None and result.answered,
        correct=result is not None and result.verdict == "correct",
        presented=result is not None,
    )
