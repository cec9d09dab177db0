"""The words on the fields of an input: the docstrings below its attributes, which only its source has."""

from __future__ import annotations

import ast
import functools
import inspect
import sys

from timeback_core.cli.docstrings import described, plain_words

__all__ = ["field_words"]


def field_words(kind: type) -> dict[str, str]:
    """Return what is said about the fields of a class and its bases, by attribute; empty without their source."""
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        found |= _in_module(base.__module__).get(base.__qualname__, {})
        if base.__module__.startswith("timeback_core."):
            found |= described(base).entries
    return found


@functools.cache
def _in_module(name: str) -> dict[str, dict[str, str]]:
    """Return the words on attributes of a module's classes, by class and attribute."""
    module = sys.modules.get(name)
    if module is None or not name.startswith("timeback_core."):
        return {}
    try:
        tree = ast.parse(inspect.getsource(module))
    except (OSError, TypeError, SyntaxError):  # installed without its source
        return {}
    return {node.name: _attributes(node) for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}


def _attributes(node: ast.ClassDef) -> dict[str, str]:
    """Return the text below each annotated attribute of a class."""
    found: dict[str, str] = {}
    for statement, following in zip(node.body, node.body[1:], strict=False):
        if (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and isinstance(following, ast.Expr)
            and isinstance(following.value, ast.Constant)
            and isinstance(following.value.value, str)
        ):
            found[statement.target.id] = plain_words(" ".join(following.value.value.split()))
    return found
