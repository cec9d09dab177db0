"""Writes the synchronous form of a module: the definitions that need one, and imports for everything else."""

from __future__ import annotations

import ast

import libcst as cst

from sync_surface import choices
from sync_surface.reading import Definition, Module, Surface, used_names
from sync_surface.rewriting import Rewriter

__all__ = ["synchronous_module"]

_MARKER = "from __future__ import annotations\n"
_FORBIDDEN = frozenset({"asyncio", "anyio", "isawaitable", "wrap_future", "run_coroutine_threadsafe"})


def synchronous_module(module: Module, surface: Surface) -> str:
    """Return the source text of a module's synchronous form, not formatted yet."""
    sentences = choices.SENTENCES.get(module.name, {})
    for before in sentences:
        if before not in module.source:
            raise SystemExit(f"{module.name} does not say {before!r} any more: see SENTENCES in choices.py")
    tree = cst.parse_module(module.source)
    stays = _staying(module, surface)
    body = [statement for statement, kept in zip(tree.body, stays, strict=True) if kept]
    text = tree.with_changes(body=body).visit(_ModuleRewriter(surface, sentences)).code
    _refuse_event_loops(module.name, text)
    head = f"# Written by tools/generate_sync.py from {module.name.replace('.', '/')}.py; changes belong there.\n"
    return head + _with_import(text, module.name, _shared_names(module, surface, stays))


def _staying(module: Module, surface: Surface) -> list[bool]:
    """Return for each top-level statement whether it belongs into the synchronous form."""
    nodes = ast.parse(module.source).body
    stays: list[bool] = []
    for node, definition in zip(nodes, module.statements, strict=True):
        if module.is_package:
            stays.append(True)
        elif definition is not None:
            stays.append(_is_needed(definition, module, surface))
        else:
            # a string below a definition explains it; imports that nothing uses are removed later
            stays.append(not _is_string(node) or not stays or stays[-1])
    return stays


def _is_needed(definition: Definition, module: Module, surface: Surface) -> bool:
    if definition.names in {("TYPE_CHECKING",), ("__all__",)} or definition.is_type_checking:
        return True
    return any((module.name, name) in surface.asynchronous for name in definition.names)


def _is_string(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _shared_names(module: Module, surface: Surface, stays: list[bool]) -> list[str]:
    """Return the names of the module itself that its synchronous form takes over as they are."""
    if module.is_package:
        return []
    nodes = ast.parse(module.source).body
    used = module.exported | used_names(*(node for node, kept in zip(nodes, stays, strict=True) if kept))
    own = {
        name
        for definition, kept in zip(module.statements, stays, strict=True)
        if definition is not None and not kept
        for name in definition.names
    }
    return sorted(name for name in own & used if (module.name, name) not in surface.asynchronous)


def _with_import(text: str, module: str, names: list[str]) -> str:
    """Return the source with one more import after its `from __future__` line."""
    if not names:
        return text
    before, found, after = text.partition(_MARKER)
    if not found:
        raise SystemExit(f"{module} lacks the line: {_MARKER}")
    return f"{before}{_MARKER}\nfrom {module} import {', '.join(names)}\n{after}"


def _refuse_event_loops(module: str, text: str) -> None:
    """Stop when something is left that needs an event loop."""
    left = sorted(used_names(ast.parse(text)) & _FORBIDDEN)
    if left:
        raise SystemExit(
            f"{module} uses {', '.join(left)}: move that into a module that has a counterpart in timeback_core.blocking"
        )


class _ModuleRewriter(Rewriter):
    """Also sends imports to where synchronous code finds things; one statement may become several."""

    def __init__(self, surface: Surface, sentences: dict[str, str]) -> None:
        super().__init__(surface.moved_string, sentences)
        self._surface = surface

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement]:
        if len(updated_node.body) != 1 or not isinstance(updated_node.body[0], cst.ImportFrom):
            return updated_node
        node = updated_node.body[0]
        source = _dotted(node.module)
        if isinstance(node.names, cst.ImportStar) or source.partition(".")[0] != choices.PACKAGE:
            return updated_node
        by_target: dict[str, list[cst.ImportAlias]] = {}
        for alias in node.names:
            name = cst.ensure_type(alias.name, cst.Name).value
            target = self._surface.target(source, name)
            by_target.setdefault(target, []).append(alias.with_changes(comma=cst.MaybeSentinel.DEFAULT))
        if list(by_target) == [source]:
            return updated_node
        return cst.FlattenSentinel(
            [
                updated_node.with_changes(
                    body=[node.with_changes(module=cst.parse_expression(target), names=aliases, lpar=None, rpar=None)]
                )
                for target, aliases in by_target.items()
            ]
        )


def _dotted(node: cst.BaseExpression | None) -> str:
    """Return a dotted name as text; nothing for a relative import."""
    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute):
        return f"{_dotted(node.value)}.{node.attr.value}"
    return ""
