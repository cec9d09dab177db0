"""What must hold between the parts of an item's form."""

from __future__ import annotations

from collections import Counter
from typing import Final

from timeback_core.qti.xml.build_interactions import InteractionForm
from timeback_core.qti.xml.form import Form, Issues
from timeback_core.qti.xml.node import Node

__all__ = ["RESERVED", "check_item_form"]

RESERVED: Final = frozenset({"completionStatus", "numAttempts", "duration"})
"""Variables that every item has; a form cannot declare them."""

_WITH_CHOICES: Final = frozenset(
    {
        "choice",
        "order",
        "associate",
        "match",
        "inline-choice",
        "hottext",
        "gap-match",
        "hotspot",
        "graphic-order",
        "graphic-associate",
        "graphic-gap-match",
    }
)


def check_item_form(item: Form, interaction: InteractionForm, root: Node) -> None:
    """Note in the form's issues what does not fit together.

    Args:
        item: The form.
        interaction: Its interaction.
        root: The item as it was built from them.
    """
    issues = item.issues
    declarations = {node.attributes.get("identifier", ""): node for node in root.all("qti-response-declaration")}
    declared: set[str] = set()
    for name in ("response", "outcome"):
        for node in root.all(f"qti-{name}-declaration"):
            variable = node.attributes.get("identifier", "")
            if variable in RESERVED:
                issues.add(f"{name}Declarations", f"{variable!r} is a variable that every item has; leave it out")
            if variable in declared:
                issues.add(f"{name}Declarations", f"{variable!r} is declared twice; rename one")
            declared.add(variable)
    if interaction.response and interaction.response not in declarations:
        message = f"{interaction.response!r} is not among the responseDeclarations; declare it"
        issues.add("interaction.responseIdentifier", message)
    built = next(root.find(f"qti-{interaction.type}-interaction"), None)
    declaration = declarations.get(interaction.response)
    if built is None:
        return
    choices = [
        identifier
        for node in built.walk()
        if node is not built and node.name != "qti-feedback-inline" and (identifier := node.get("identifier"))
    ]
    for identifier, times in Counter(choices).items():
        if times > 1:
            issues.add("interaction.questionStructure", f"the identifier {identifier!r} is used {times} times")
    if interaction.type == "slider":
        _check_slider(built, declaration, issues)
    if declaration is None:
        return
    if interaction.type in _WITH_CHOICES:
        _check_key(declaration, frozenset(choices), issues)
    elif declaration.get("base-type") == "point":
        _check_points(built, declaration, issues)


def _key(declaration: Node | None) -> list[str]:
    """Return the values of a key."""
    correct = declaration.first("qti-correct-response") if declaration is not None else None
    return [] if correct is None else [value.text.strip() for value in correct.elements]


def _check_key(declaration: Node, choices: frozenset[str], issues: Issues) -> None:
    """Check that a key is made of choices."""
    pairs = declaration.get("base-type") in {"pair", "directedPair"}
    for value in _key(declaration):
        parts = value.split() if pairs else [value]
        if pairs and len(parts) != 2:
            issues.add("responseDeclarations", f"the correct value {value!r} is no pair; write two identifiers")
            continue
        for part in parts:
            if part not in choices:
                issues.add("responseDeclarations", f"the correct value {part!r} is none of the choices")


def _check_slider(built: Node, declaration: Node | None, issues: Issues) -> None:
    """Check a slider's bounds, and that its key can be set."""
    lower, upper = _number(built.get("lower-bound")), _number(built.get("upper-bound"))
    if lower is None or upper is None:
        issues.add("interaction", "a slider needs lower-bound and upper-bound")
        return
    if lower >= upper:
        issues.add("interaction", f"lower-bound ({lower:g}) must be less than upper-bound ({upper:g})")
        return
    step = _number(built.get("step"))
    for text in _key(declaration):
        value = _number(text)
        if value is None or not lower <= value <= upper:
            issues.add("responseDeclarations", f"the correct value {text!r} is not between {lower:g} and {upper:g}")
        elif step and abs((value - lower) / step - round((value - lower) / step)) > 1e-6:
            issues.add("responseDeclarations", f"the correct value {text!r} is not on a step of {step:g}")


def _check_points(built: Node, declaration: Node, issues: Issues) -> None:
    """Check that the points of a key lie in the picture."""
    picture = built.first("object")
    width = _number(picture.get("width")) if picture is not None else None
    height = _number(picture.get("height")) if picture is not None else None
    for text in _key(declaration):
        numbers = [_number(part) for part in text.replace(",", " ").split()]
        x, y = numbers if len(numbers) == 2 else (None, None)
        if x is None or y is None:
            issues.add("responseDeclarations", f"the correct value {text!r} is no point; write x and y")
        elif width is not None and height is not None and not (0 <= x <= width and 0 <= y <= height):
            issues.add(
                "responseDeclarations", f"the point {text!r} lies outside of the picture ({width:g} x {height:g})"
            )


def _number(text: str | None) -> float | None:
    """Return a number; None for whatever is none."""
    try:
        return float(text or "")
    except ValueError:
        return None
