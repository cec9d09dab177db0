"""Makes nodes of the text of a filter."""

from __future__ import annotations

from timeback_sandbox.filters.nodes import All, AnyOf, Node, Predicate
from timeback_sandbox.filters.scanner import FilterError, Scanner

MAX_LENGTH = 32_768
MAX_DEPTH = 32
MAX_PREDICATES = 400


def parse_filter(text: str) -> Node:
    """The tree of a filter.

    Raises:
        FilterError: it is malformed, longer than 32,768 characters, nested deeper than 32 parentheses, or has more
            than 400 predicates.
    """
    if len(text) > MAX_LENGTH:
        raise FilterError(f"the filter is longer than {MAX_LENGTH} characters")
    parser = _Parser(text)
    node = parser.expression(0)
    parser.finish()
    return node


class _Parser:
    """Recursive descent over one text."""

    def __init__(self, text: str) -> None:
        self._scanner = Scanner(text)
        self._predicates = 0

    def expression(self, depth: int) -> Node:
        """Conjunctions joined by OR; AND binds tighter."""
        alternatives: list[Node] = []
        conjunction = [self._term(depth)]
        while (keyword := self._scanner.keyword()) is not None:
            if keyword == "OR":
                alternatives.append(_join(All, conjunction))
                conjunction = []
            conjunction.append(self._term(depth))
        alternatives.append(_join(All, conjunction))
        return _join(AnyOf, alternatives)

    def finish(self) -> None:
        """Refuse anything that is left over."""
        if not self._scanner.at_end():
            raise self._scanner.unexpected("AND, OR or the end")

    def _term(self, depth: int) -> Node:
        if self._scanner.take("("):
            if depth >= MAX_DEPTH:
                raise FilterError(f"the filter is nested deeper than {MAX_DEPTH} parentheses")
            node = self.expression(depth + 1)
            if not self._scanner.take(")"):
                raise self._scanner.unexpected("AND, OR or a closing parenthesis")
            return node
        self._predicates += 1
        if self._predicates > MAX_PREDICATES:
            raise FilterError(f"the filter has more than {MAX_PREDICATES} predicates")
        name, operator = self._scanner.field(), self._scanner.operator()
        bare = not self._scanner.is_next("'")
        return Predicate(name, operator, self._scanner.value(), bare)


def _join(kind: type[All | AnyOf], parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else kind(tuple(parts))
