"""What rules are compiled with, and what they run on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from random import Random
from typing import Final, TypeAlias

import msgspec

from timeback_core.qti.scoring.declarations import OutcomeDeclaration, ResponseDeclaration, problem
from timeback_core.qti.scoring.values import Value
from timeback_core.qti.xml.node import Node

__all__ = ["Context", "CustomOperator", "Evaluate", "OperatorCall", "Scope", "TestRow"]

logger: Final = logging.getLogger("timeback.qti")


class OperatorCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call of a custom operator, as it is handed to the function that stands for its class.

    Attributes:
        class_name: The operator's class.
        definition: The operator's `definition`; empty when it has none.
        attributes: Every attribute of the element.
        operands: The values of its operands.
        item_identifier: The item that is scored.
        outcome_identifier: The outcome that is being set; empty when it is used elsewhere.
        xml: The item's document.
        responses: The candidate's responses as they were given.
    """

    class_name: str
    definition: str
    attributes: Mapping[str, str]
    operands: tuple[Value, ...]
    item_identifier: str
    outcome_identifier: str
    xml: str
    responses: Mapping[str, object]


CustomOperator: TypeAlias = Callable[[OperatorCall], Value]


class TestRow(msgspec.Struct, frozen=True, kw_only=True):
    """One item of a test, as the test's own rules see it.

    Attributes:
        identifier: The identifier of the reference.
        sections: The sections that it stands in.
        categories: Its categories.
        weights: Its weights by their identifiers.
        values: Its outcomes; empty for an item that was not scored.
        bounds: Normal minimum and maximum of each outcome that declares them.
        answered: Whether the candidate gave a response.
        correct: Whether the score is the highest.
        presented: Whether the item was scored at all.
    """

    identifier: str
    sections: frozenset[str]
    categories: frozenset[str]
    weights: Mapping[str, float]
    values: Mapping[str, Value]
    bounds: Mapping[str, tuple[float | None, float | None]]
    answered: bool
    correct: bool
    presented: bool


class Scope(msgspec.Struct, eq=False):
    """The variables of one run, and what the run may call."""

    values: dict[str, Value]
    responses: Mapping[str, object]
    operators: Mapping[str, CustomOperator] = {}
    seed: int | str | None = None
    item_identifier: str = ""
    xml: str = ""
    rows: tuple[TestRow, ...] = ()
    assigned: set[str] = set()
    source: Random | None = None
    repeated: int = 0

    @property
    def random(self) -> Random:
        """The source of chance of this run."""
        if self.source is None:
            self.source = Random(self.seed)  # noqa: S311
        return self.source


Evaluate: TypeAlias = Callable[[Scope], Value]


class Context:
    """What is known while the rules of one document are compiled.

    Attributes:
        responses: The declared responses.
        variables: The declared outcomes and template variables.
        target: The outcome whose value is being compiled.
        mapped: The responses whose mapping is used.
        mapped_areas: The responses whose area mapping is used.
        notes: What an author should know.
        sets: The outcomes that some rule sets.
    """

    def __init__(
        self, responses: Mapping[str, ResponseDeclaration], variables: Mapping[str, OutcomeDeclaration]
    ) -> None:
        self.responses = responses
        self.variables = variables
        self.target = ""
        self.mapped: set[str] = set()
        self.mapped_areas: set[str] = set()
        self.sets: set[str] = set()
        self.notes: list[str] = []

    def note(self, node: Node, text: str) -> None:
        """Remember what an author should know; scoring goes on without it."""
        place = f"line {node.line}: " if node.line else ""
        self.notes.append(f"{place}<{node.tag}>: {text}")

    def compile(self, node: Node) -> Evaluate:
        """Return the function that evaluates an expression.

        Raises:
            QtiXmlError: An expression that is not known, or with operands that do not fit.
        """
        from timeback_core.qti.scoring.expressions import EXPRESSIONS

        compiler = EXPRESSIONS.get(node.name)
        if compiler is None:
            raise problem(node, "this expression is not known; use one of the expressions of QTI 3.0")
        return compiler(node, self)

    def operands(self, node: Node, least: int, most: int | None = None) -> tuple[Evaluate, ...]:
        """Return the compiled operands of an expression.

        Raises:
            QtiXmlError: There are too few or too many.
        """
        elements = node.elements
        if len(elements) < least or (most is not None and len(elements) > most):
            wanted = str(least) if most == least else f"at least {least}" if most is None else f"{least} to {most}"
            raise problem(node, f"needs {wanted} operand(s), not {len(elements)}")
        return tuple(self.compile(child) for child in elements)

    def whole_number(self, node: Node, name: str, default: str | None = None) -> Callable[[Scope], int | None]:
        """Return what reads an attribute that is an integer or names a variable.

        Raises:
            QtiXmlError: It is missing.
        """
        text = (node.get(name) or default or "").strip()
        if not text:
            raise problem(node, f"the attribute {name!r} is missing; add it")
        if text.lstrip("+-").isascii() and text.lstrip("+-").isdigit() and len(text) < 19:
            constant = int(text)
            return lambda _scope: constant
        variable = text.strip("{}")

        def read(scope: Scope) -> int | None:
            value = scope.values.get(variable)
            return value if isinstance(value, int) and not isinstance(value, bool) else None

        return read

    def real_number(self, node: Node, text: str) -> Callable[[Scope], float | None]:
        """Return what reads a text that is a number or names a variable."""
        try:
            constant = float(text)
        except ValueError:
            variable = text.strip("{}")

            def read(scope: Scope) -> float | None:
                value = scope.values.get(variable)
                return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

            if variable not in self.variables and variable not in self.responses:
                raise problem(node, f"{text!r} is neither a number nor a declared variable") from None
            return read
        return lambda _scope: constant


Compiler: TypeAlias = Callable[[Node, Context], Evaluate]
