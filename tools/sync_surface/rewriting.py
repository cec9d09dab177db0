"""Rewrites definitions: the same code without an event loop."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import libcst as cst
import libcst.matchers as m

from sync_surface import choices

_WORDS = (
    (re.compile(r"\basync (with|for|def)\b"), r"\1"),
    (re.compile(r"\bawait (?=[\w(])"), ""),
    (re.compile(r"\bAsyncClient\b"), "Client"),
    (re.compile(r"\baclose\b"), "close"),
    (re.compile(r"\b__(aenter|aexit|aiter|anext)__\b"), lambda found: f"__{found[1].removeprefix('a')}__"),
)


def without_waiting(text: str, sentences: dict[str, str]) -> str:
    """Return prose, or code within it, as it reads without an event loop."""
    for before, after in sentences.items():
        text = text.replace(before, after)
    for pattern, replacement in _WORDS:
        text = pattern.sub(replacement, text)
    return text


class Rewriter(cst.CSTTransformer):
    """Takes the waiting out of a piece of code.

    Args:
        moved_string: Gives a string that names a module as synchronous code has to give it.
        sentences: Wording to replace.
    """

    def __init__(self, moved_string: Callable[[str], str], sentences: dict[str, str]) -> None:
        super().__init__()
        self._moved_string = moved_string
        self._sentences = sentences
        self._classes: list[str] = []

    # Waiting

    def leave_Await(self, original_node: cst.Await, updated_node: cst.Await) -> cst.BaseExpression:
        return updated_node.expression

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef | cst.RemovalSentinel:
        return updated_node.with_changes(asynchronous=None)

    def leave_For(self, original_node: cst.For, updated_node: cst.For) -> cst.For:
        return updated_node.with_changes(asynchronous=None)

    def leave_With(self, original_node: cst.With, updated_node: cst.With) -> cst.With:
        return updated_node.with_changes(asynchronous=None)

    def leave_CompFor(self, original_node: cst.CompFor, updated_node: cst.CompFor) -> cst.CompFor:
        return updated_node.with_changes(asynchronous=None)

    # Names and types

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        return updated_node.with_changes(value=choices.NAMES.get(updated_node.value, updated_node.value))

    def leave_Subscript(self, original_node: cst.Subscript, updated_node: cst.Subscript) -> cst.BaseExpression:
        name = original_node.value.value if isinstance(original_node.value, cst.Name) else ""
        if name in {"Awaitable", "Coroutine"}:
            result = updated_node.slice[-1].slice
            return cst.ensure_type(result, cst.Index).value
        if name == "AsyncGenerator" and len(updated_node.slice) == 2:
            last = updated_node.slice[1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
            first = updated_node.slice[0]
            return updated_node.with_changes(slice=[first, first.with_changes(slice=last.slice), last])
        return updated_node

    # Overloads

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        self._classes.append(node.name.value)

    def leave_ClassDef(self, original_node: cst.ClassDef, updated_node: cst.ClassDef) -> cst.ClassDef:
        self._classes.pop()
        if not isinstance(updated_node.body, cst.IndentedBlock):
            return updated_node
        body: list[Any] = []
        firsts: dict[str, cst.FunctionDef] = {}
        for statement in updated_node.body.body:
            if isinstance(statement, cst.FunctionDef):
                name = statement.name.value
                if f"{updated_node.name.value}.{name}" in choices.FIRST_OVERLOAD_IS_ALL:
                    if _is_overload(statement):
                        firsts.setdefault(name, statement)
                        continue
                    first = firsts[name]
                    statement = statement.with_changes(params=first.params, returns=first.returns)  # noqa: PLW2901
            body.append(statement)
        return updated_node.with_changes(body=updated_node.body.with_changes(body=body))

    # Words

    def leave_SimpleString(self, original_node: cst.SimpleString, updated_node: cst.SimpleString) -> cst.SimpleString:
        value = updated_node.evaluated_value
        if not isinstance(value, str):
            return updated_node
        moved = self._moved_string(value)
        if moved != value:
            return updated_node.with_changes(value=f'"{moved}"')
        return updated_node.with_changes(value=without_waiting(updated_node.value, self._sentences))

    def leave_FormattedStringText(
        self, original_node: cst.FormattedStringText, updated_node: cst.FormattedStringText
    ) -> cst.FormattedStringText:
        return updated_node.with_changes(value=without_waiting(updated_node.value, self._sentences))

    def leave_Comment(self, original_node: cst.Comment, updated_node: cst.Comment) -> cst.Comment:
        return updated_node.with_changes(value=without_waiting(updated_node.value, self._sentences))


def _is_overload(node: cst.FunctionDef) -> bool:
    return any(m.matches(decorator, m.Decorator(decorator=m.Name("overload"))) for decorator in node.decorators)
