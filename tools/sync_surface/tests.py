"""Writes the contract tests anew for the synchronous client: the same calls, without an event loop."""

from __future__ import annotations

import ast
from pathlib import Path

import libcst as cst
import libcst.matchers as m

from sync_surface import choices
from sync_surface.reading import Module, Surface, read_module, used_names
from sync_surface.rewriting import Rewriter

PREFIX = "sync_"
_LOOPS = frozenset({"asyncio", "aclosing", "wait_for", "TaskGroup", "timeouts"})


class TestSuite:
    """The tests and their helpers that have a synchronous form.

    Args:
        tests: The folder of all tests.
        surface: Of the package.
    """

    __test__ = False

    def __init__(self, tests: Path, surface: Surface) -> None:
        self._surface = surface
        self._tests = tests
        self._support = {path.stem: read_module(path.stem, path) for path in sorted((tests / "support").glob("*.py"))}
        self._asynchronous = self._spread()

    def sources(self) -> dict[Path, str]:
        """Return what has to be in `tests/sync`, by path below it, not formatted yet."""
        found: dict[Path, str] = {}
        wanted: set[str] = set()
        for path in sorted((self._tests / "contract").glob("*.py")):
            if path.stem in choices.TESTS_LEFT_OUT or path.stem.startswith(f"test_{PREFIX}"):
                continue
            module = read_module(path.stem, path)
            if path.stem != "conftest" and not self._is_asynchronous(module):
                continue
            name = path.name if path.stem == "conftest" else path.name.replace("test_", f"test_{PREFIX}", 1)
            found[Path(name)] = self._rewritten(module)
            wanted |= self._needs(module)
        for name in sorted(wanted):
            found[Path("support") / f"{PREFIX}{name}.py"] = self._rewritten(self._support[name])
        return found

    def _needs(self, module: Module) -> set[str]:
        """Return the helpers that a module needs in synchronous form, also by way of others."""
        found: set[str] = set()
        waiting = [module]
        while waiting:
            for name in self._used_helpers(waiting.pop()):
                if name not in found:
                    found.add(name)
                    waiting.append(self._support[name])
        return found

    def _used_helpers(self, module: Module) -> set[str]:
        """Return the helpers of which a module takes something asynchronous."""
        return {source for source, name in _imports(module) if (source, name) in self._asynchronous}

    def _spread(self) -> set[tuple[str, str]]:
        """Return what is asynchronous in the helpers, or uses something that is, by module and name."""
        found: set[tuple[str, str]] = set()
        changed = True
        while changed:
            changed = False
            for module in self._support.values():
                foreign = {local for (source, name), local in _imports(module).items() if (source, name) in found}
                for definition in module.definitions:
                    places = {(module.name, name) for name in definition.names}
                    own = {name for source, name in found if source == module.name}
                    if not places <= found and (definition.is_asynchronous or definition.uses & (foreign | own)):
                        found |= places
                        changed = True
        return found

    def _is_asynchronous(self, module: Module) -> bool:
        return any(definition.is_asynchronous for definition in module.definitions)

    def _rewritten(self, module: Module) -> str:
        names = used_names(ast.parse(module.source))
        if names & _LOOPS:
            raise SystemExit(
                f"{module.path.name} uses {', '.join(sorted(names & _LOOPS))}: list it in TESTS_LEFT_OUT, or let it "
                "do without"
            )
        tree = cst.parse_module(module.source)
        text = tree.visit(_TestRewriter(self._surface, self._asynchronous)).code
        place = module.path.relative_to(self._tests.parent)
        return f"# Written by tools/generate_sync.py from {place}; changes belong there.\n{text}"


def _imports(module: Module) -> dict[tuple[str, str], str]:
    """Return what a module imports, by source and name, and what it calls it."""
    return {
        (node.module, alias.name): alias.asname or alias.name
        for node in ast.walk(ast.parse(module.source))
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }


_MARK = m.Attribute(value=m.Attribute(value=m.Name("pytest"), attr=m.Name("mark")), attr=m.Name("anyio"))


class _TestRewriter(Rewriter):
    """Also sends imports to the synchronous forms, and drops the marks that ask for an event loop."""

    def __init__(self, surface: Surface, asynchronous: set[tuple[str, str]]) -> None:
        super().__init__(surface.moved_string, choices.TEST_SENTENCES)
        self._surface = surface
        self._asynchronous = asynchronous
        self._rewritten = {module for module, _ in asynchronous}

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement] | cst.RemovalSentinel:
        lone = m.SimpleStatementLine(body=[m.Assign(targets=[m.AssignTarget(m.Name("pytestmark"))], value=_MARK)])
        if m.matches(updated_node, lone):
            return cst.RemoveFromParent()
        node = updated_node.body[0] if len(updated_node.body) == 1 else None
        if not isinstance(node, cst.ImportFrom) or isinstance(node.names, cst.ImportStar) or node.module is None:
            return updated_node
        source = cst.Module(body=[]).code_for_node(node.module)
        if source not in self._rewritten and source.partition(".")[0] != choices.PACKAGE:
            return updated_node
        by_target: dict[str, list[cst.ImportAlias]] = {}
        for alias in node.names:
            target = self._target(source, cst.ensure_type(alias.name, cst.Name).value)
            by_target.setdefault(target, []).append(alias.with_changes(comma=cst.MaybeSentinel.DEFAULT))
        return cst.FlattenSentinel(
            [
                updated_node.with_changes(
                    body=[node.with_changes(module=cst.parse_expression(target), names=aliases, lpar=None, rpar=None)]
                )
                for target, aliases in by_target.items()
            ]
        )

    def _target(self, source: str, name: str) -> str:
        """Return where a test takes a name from; what a package offers stays with the package."""
        if source in self._rewritten:
            return PREFIX + source if (source, name) in self._asynchronous else source
        moved = self._surface.target(source, name)
        known = self._surface.modules.get(source)
        if moved != source and known is not None and known.is_package:
            return choices.moved(source)
        return moved

    def leave_Decorator(
        self, original_node: cst.Decorator, updated_node: cst.Decorator
    ) -> cst.Decorator | cst.RemovalSentinel:
        return cst.RemoveFromParent() if m.matches(updated_node, m.Decorator(decorator=_MARK)) else updated_node

    def leave_List(self, original_node: cst.List, updated_node: cst.List) -> cst.List:
        kept = [element for element in updated_node.elements if not m.matches(element, m.Element(value=_MARK))]
        return updated_node.with_changes(elements=kept) if len(kept) < len(updated_node.elements) else updated_node

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        """Have sandboxes give synchronous clients."""
        if isinstance(updated_node.func, cst.Attribute) and updated_node.func.attr.value == "client":
            return updated_node.with_changes(func=updated_node.func.with_changes(attr=cst.Name("sync_client")))
        return updated_node
