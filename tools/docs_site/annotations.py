"""Annotations as readers want them: linked to what they name, without what only the machinery needs."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from typing import Any

import griffe

from docs_site.markdown import link

__all__ = ["Renderer", "constraints", "plain"]

_BOUNDS = {
    "min_length": "at least {} long",
    "max_length": "at most {} long",
    "ge": "at least {}",
    "gt": "above {}",
    "le": "at most {}",
    "lt": "below {}",
    "pattern": "matches {}",
    "multiple_of": "a multiple of {}",
}
_UNWRAPPED = {"Annotated", "Unpack", "Final", "ClassVar", "Required", "NotRequired"}
_SILENT = {"UnsetType", "Unset"}

Resolve = Callable[[str], "tuple[str, str | None]"]
"""Gives a full name's shown name and where its link goes."""


class Renderer:
    """Writes annotations; names become what `resolve` says.

    Args:
        resolve: Gives a full name's shown name and link.
        substitution: Full names that stand for type variables, by the variables' names.
    """

    def __init__(self, resolve: Resolve, substitution: Mapping[str, str] | None = None) -> None:
        self.resolve = resolve
        self.substitution = {} if substitution is None else substitution

    def html(self, expression: Any) -> str:
        """Return an annotation as HTML with links."""
        return self._walk(expression, link, lambda text: html.escape(text, quote=False))

    def text(self, expression: Any) -> str:
        """Return an annotation as text."""
        return self._walk(expression, lambda name, _: name, lambda text: text)

    def _walk(self, expression: Any, name: Callable[[str, str | None], str], text: Callable[[str], str]) -> str:
        if expression is None:
            return ""
        if isinstance(expression, str):
            return text(expression)
        if isinstance(expression, griffe.ExprName):
            known = self.substitution.get(expression.name)
            return name(*self.resolve(known or expression.canonical_path))
        if isinstance(expression, griffe.ExprAttribute):
            return name(*self.resolve(expression.canonical_path))
        if isinstance(expression, griffe.ExprBinOp) and expression.operator == "|":
            sides = [side for side in _members(expression) if not _is_silent(side)]
            return " | ".join(self._walk(side, name, text) for side in sides)
        if isinstance(expression, griffe.ExprSubscript) and _last(expression.left) in _UNWRAPPED:
            return self._walk(_first(expression.slice), name, text)
        return "".join(self._walk(part, name, text) for part in expression.iterate(flat=False))


def constraints(expression: Any) -> list[str]:
    """Return what an annotation says about values beside their type, in words."""
    found: list[str] = []
    if expression is None or isinstance(expression, str):
        return found
    if isinstance(expression, griffe.ExprCall) and _last(expression.function) == "Meta":
        given = [argument for argument in expression.arguments if isinstance(argument, griffe.ExprKeyword)]
        return [_BOUNDS[one.name].format(f"`{str(one.value).strip()}`") for one in given if one.name in _BOUNDS]
    if isinstance(expression, griffe.ExprName):
        return found
    for part in expression.iterate(flat=False):
        found += constraints(part)
    return found


def plain(expression: Any) -> str:
    """Return a default or another value as it stands in the source."""
    return "" if expression is None else str(expression)


def _members(expression: Any) -> list[Any]:
    if isinstance(expression, griffe.ExprBinOp) and expression.operator == "|":
        return [*_members(expression.left), *_members(expression.right)]
    return [expression]


def _is_silent(expression: Any) -> bool:
    return isinstance(expression, griffe.ExprName) and expression.name in _SILENT


def _last(expression: Any) -> str:
    return str(expression).rsplit(".", 1)[-1]


def _first(expression: Any) -> Any:
    return expression.elements[0] if isinstance(expression, griffe.ExprTuple) else expression
