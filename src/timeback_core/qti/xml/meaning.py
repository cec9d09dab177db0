"""What no schema can say: that variables are declared, identifiers unique, and kinds fit their interactions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from timeback_core.qti.xml.node import Node

__all__ = ["check_meaning"]

_BUILT_IN: Final = frozenset({"completionStatus", "numAttempts", "duration"})
_DECLARATIONS: Final = frozenset(
    {
        "qti-response-declaration",
        "qti-outcome-declaration",
        "qti-template-declaration",
        "qti-context-declaration",
    }
)
_SINGLE: Final = frozenset({"single"})
_SOME: Final = frozenset({"single", "multiple"})
_TYPED: Final = frozenset({"string", "integer", "float"})
_PAIRS: Final = frozenset({"pair", "directedPair"})

# cardinalities and base types that an interaction's response may have
_KINDS: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    "choice": (_SOME, frozenset({"identifier"})),
    "order": (frozenset({"ordered"}), frozenset({"identifier"})),
    "associate": (_SOME, _PAIRS),
    "match": (_SOME, frozenset({"directedPair"})),
    "inline-choice": (_SINGLE, frozenset({"identifier"})),
    "text-entry": (frozenset({"single", "record"}), _TYPED),
    "extended-text": (
        frozenset({"single", "multiple", "ordered", "record"}),
        frozenset({"string", "integer", "float"}),
    ),
    "hottext": (_SOME, frozenset({"identifier"})),
    "gap-match": (_SOME, frozenset({"directedPair"})),
    "hotspot": (_SOME, frozenset({"identifier"})),
    "select-point": (_SOME, frozenset({"point"})),
    "position-object": (_SOME, frozenset({"point"})),
    "graphic-order": (frozenset({"ordered"}), frozenset({"identifier"})),
    "graphic-associate": (_SOME, _PAIRS),
    "graphic-gap-match": (_SOME, frozenset({"directedPair"})),
    "slider": (_SINGLE, frozenset({"integer", "float"})),
    "media": (_SINGLE, frozenset({"integer", "string"})),
    "drawing": (_SINGLE, frozenset({"file"})),
    "upload": (_SINGLE, frozenset({"file", "string"})),
    "end-attempt": (_SINGLE, frozenset({"boolean"})),
}


def check_meaning(root: Node) -> list[tuple[int, str]]:
    """Return line and message of everything that does not hold together."""
    checks = {"qti-assessment-item": _check_item, "qti-assessment-test": _check_test}
    check = checks.get(root.name)
    return list(check(root)) if check is not None else []


def _check_item(root: Node) -> Iterator[tuple[int, str]]:
    """Yield what does not hold together in an item."""
    declared: dict[str, Node] = {}
    for node in (child for child in root.elements if child.name in _DECLARATIONS):
        identifier = node.get("identifier") or ""
        if identifier in declared:
            yield node.line, f"the variable {identifier!r} is declared twice"
        declared[identifier] = node
        yield from _check_declaration(node)
    responses = {name: node for name, node in declared.items() if node.name == "qti-response-declaration"}
    for node in root.walk():
        yield from _check_references(node, declared, responses)
    yield from _unique_choices(root)


def _check_declaration(node: Node) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with a declaration."""
    identifier = node.get("identifier") or ""
    if identifier in _BUILT_IN:
        yield node.line, f"the variable {identifier!r} is built in and cannot be declared"
    if node.get("cardinality") != "record" and node.get("base-type") is None:
        yield node.line, f"the variable {identifier!r} has no base-type; only records may leave it out"


def _check_references(
    node: Node, declared: Mapping[str, Node], responses: Mapping[str, Node]
) -> Iterator[tuple[int, str]]:
    """Yield the references of an element to what is not declared, and kinds that do not fit."""
    response = node.get("response-identifier")
    if response is not None and node.name.startswith("qti-"):
        declaration = responses.get(response)
        if declaration is None:
            yield node.line, f"the response {response!r} is used by <{node.name}> but not declared"
        else:
            yield from _check_kind(node, declaration)
    outcome = node.get("outcome-identifier")
    if outcome is not None and outcome not in declared and outcome not in _BUILT_IN:
        yield node.line, f"the outcome {outcome!r} is used by <{node.name}> but not declared"
    identifier = node.get("identifier") or ""
    if node.name in {"qti-variable", "qti-default", "qti-set-outcome-value", "qti-lookup-outcome-value"}:
        if identifier not in declared and identifier not in _BUILT_IN:
            yield node.line, f"the variable {identifier!r} is used by <{node.name}> but not declared"
    elif node.name in {"qti-correct", "qti-map-response", "qti-map-response-point"} and identifier not in responses:
        yield node.line, f"the response {identifier!r} is used by <{node.name}> but not declared"


def _check_kind(node: Node, declaration: Node) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with the response of an interaction."""
    kinds = _KINDS.get(node.name.removeprefix("qti-").removesuffix("-interaction"))
    if kinds is None:
        return
    identifier = declaration.get("identifier") or ""
    cardinality = declaration.get("cardinality") or ""
    base_type = declaration.get("base-type")
    if cardinality not in kinds[0]:
        allowed = " or ".join(sorted(kinds[0]))
        yield node.line, f"the response {identifier!r} of <{node.name}> must be {allowed}, not {cardinality!r}"
    elif base_type is not None and base_type not in kinds[1]:
        allowed = " or ".join(sorted(kinds[1]))
        yield node.line, f"the response {identifier!r} of <{node.name}> must hold {allowed}, not {base_type!r}"
    if cardinality == "single" and node.get("max-choices") not in {None, "1"} and "max-choices" in node.attributes:
        shown = node.get("max-choices")
        yield node.line, f"<{node.name}> takes max-choices={shown!r}, but its response {identifier!r} holds one value"


def _unique_choices(root: Node) -> Iterator[tuple[int, str]]:
    """Yield the choices that share an identifier within their interaction."""
    for interaction in root.walk():
        if not (interaction.name.startswith("qti-") and interaction.name.endswith("-interaction")):
            continue
        seen: set[str] = set()
        for node in interaction.walk():
            identifier = node.get("identifier")
            if node is interaction or identifier is None or "outcome-identifier" in node.attributes:
                continue
            if identifier in seen:
                yield node.line, f"the identifier {identifier!r} is used twice in <{interaction.name}>"
            seen.add(identifier)


def _check_test(root: Node) -> Iterator[tuple[int, str]]:
    """Yield the parts, sections and references of a test that share an identifier."""
    kinds = {"qti-test-part", "qti-assessment-section", "qti-assessment-item-ref"}
    seen: set[str] = set()
    for node in root.walk():
        if node.name in kinds:
            identifier = node.get("identifier") or ""
            if identifier in seen:
                yield node.line, f"the identifier {identifier!r} of <{node.name}> is used twice in the test"
            seen.add(identifier)
    declared: set[str] = set()
    for node in root.all("qti-outcome-declaration"):
        identifier = node.get("identifier") or ""
        if identifier in declared:
            yield node.line, f"the outcome {identifier!r} is declared twice"
        declared.add(identifier)
        yield from _check_declaration(node)
