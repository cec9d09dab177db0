"""The package's modules: what each defines, what each definition uses, and which are asynchronous."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sync_surface import choices

__all__ = ["Definition", "Module", "Place", "Surface", "read_module", "read_package", "used_names"]

Place = tuple[str, str]
"""A module and a name in it; the name is empty for the module itself."""


@dataclass(frozen=True)
class Definition:
    """One statement at the top level of a module that gives names a meaning."""

    names: tuple[str, ...]
    uses: frozenset[str]
    tables: frozenset[str]
    """The strings in tables: what names modules in them is a use of these modules."""
    is_asynchronous: bool
    is_type_checking: bool


@dataclass
class Module:
    """One module of the package."""

    name: str
    path: Path
    source: str
    is_package: bool
    statements: list[Definition | None] = field(default_factory=list)
    """What each top-level statement defines; None for one that defines nothing."""
    imports: dict[str, Place] = field(default_factory=dict)
    exported: frozenset[str] = frozenset()

    @property
    def definitions(self) -> Iterator[Definition]:
        """The statements that define something."""
        return (statement for statement in self.statements if statement is not None)

    def defines(self, name: str) -> bool:
        """Whether a name has its meaning here."""
        return any(name in definition.names for definition in self.definitions)


def read_package(root: Path, package: str) -> dict[str, Module]:
    """Return the modules that have, or may need, a synchronous form."""
    modules: dict[str, Module] = {}
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join((package, *(parts[:-1] if is_package else parts)))
        if not choices.is_left_out(name):
            modules[name] = read_module(name, path, is_package=is_package)
    return modules


def read_module(name: str, path: Path, *, is_package: bool = False) -> Module:
    """Return a module, read."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    module = Module(name, path, source, is_package)
    for statement in tree.body:
        names = tuple(dict.fromkeys(_defined(statement)))
        module.statements.append(_definition(names, statement) if names else None)
        if names == ("__all__",):
            module.exported = frozenset(_strings(statement))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            module.imports.update(imported(node))
    return module


def _definition(names: tuple[str, ...], statement: ast.stmt) -> Definition:
    tables = {text for node in ast.walk(statement) if isinstance(node, ast.Dict) for text in _strings(node)}
    return Definition(
        names,
        used_names(statement),
        frozenset(tables),
        any(_waits(node) for node in ast.walk(statement)),
        is_type_checking(statement),
    )


def _defined(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement at the top level gives a meaning."""
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Assign(targets=targets):
            yield from (target.id for target in targets if isinstance(target, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name
        case ast.If(body=body, orelse=orelse):
            for inner in (*body, *orelse):
                yield from _defined(inner)
        case _:
            pass


def is_type_checking(statement: ast.stmt) -> bool:
    """Whether a statement is only for type checkers."""
    return (
        isinstance(statement, ast.If)
        and isinstance(statement.test, ast.Name)
        and (statement.test.id == "TYPE_CHECKING")
    )


def _waits(node: ast.AST) -> bool:
    """Whether something is asynchronous by itself."""
    return isinstance(node, ast.Await | ast.AsyncFunctionDef | ast.AsyncFor | ast.AsyncWith) or (
        isinstance(node, ast.comprehension) and bool(node.is_async)
    )


def _strings(node: ast.AST) -> Iterator[str]:
    for found in ast.walk(node):
        if isinstance(found, ast.Constant) and isinstance(found.value, str):
            yield found.value


def used_names(*nodes: ast.AST) -> frozenset[str]:
    """Return every name that a piece of code mentions, also within the quoted types of casts."""
    names: set[str] = set()
    for node in (inner for outer in nodes for inner in ast.walk(outer)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                names.add(name)
            case ast.Call(func=ast.Name(id="cast"), args=[ast.Constant(value=str(quoted)), *_]):
                names |= used_names(ast.parse(quoted))
            case _:
                pass
    return frozenset(names)


def imported(node: ast.ImportFrom) -> dict[str, Place]:
    """Return by local name where an import statement takes things from; only of this package."""
    if node.module is None or node.module.partition(".")[0] != choices.PACKAGE:
        return {}
    return {alias.asname or alias.name: (node.module, alias.name) for alias in node.names}


class Surface:
    """Which names have a synchronous form of their own, and where it is."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self.modules = modules
        self.asynchronous: set[Place] = set()
        self._touched: set[str] = set()
        self._spread()

    @property
    def generated(self) -> list[str]:
        """The modules that are written anew."""
        return sorted(module for module in self._touched if module not in choices.COUNTERPARTS)

    def origin(self, module: str, name: str) -> Place:
        """Return where a name that a module offers is defined; a module counts as a name of its package."""
        seen: set[Place] = set()
        while (module, name) not in seen:
            seen.add((module, name))
            submodule = f"{module}.{name}"
            if submodule in self.modules or submodule in choices.COUNTERPARTS:
                return (submodule, "")
            known = self.modules.get(module)
            if known is None or known.defines(name) or name not in known.imports:
                break
            module, name = known.imports[name]
        return (module, name)

    def is_asynchronous(self, place: Place) -> bool:
        """Whether what is there has another, synchronous form."""
        module, name = place
        if not name:
            return module in choices.COUNTERPARTS or module in self._touched
        if module in choices.COUNTERPARTS:
            return name not in choices.SHARED.get(module, ())
        return place in self.asynchronous

    def target(self, module: str, name: str) -> str:
        """Return the module from which synchronous code takes a name."""
        origin = self.origin(module, name)
        if not self.is_asynchronous(origin):
            return module
        counterpart = choices.COUNTERPARTS.get(origin[0])
        if counterpart is None:
            # a module that only hands on what others define has no synchronous form
            return choices.moved(module if not origin[1] or module in self._touched else origin[0])
        return counterpart if origin[1] else counterpart.rpartition(".")[0]

    def moved_string(self, text: str) -> str:
        """Return a module's name, or `module:attribute`, as synchronous code has to give it; other text as it is."""
        module, colon, rest = text.partition(":")
        if module in choices.COUNTERPARTS:
            return choices.COUNTERPARTS[module] + colon + rest
        if module == choices.PACKAGE or module not in self._touched:
            return text
        return choices.moved(module) + colon + rest

    def _spread(self) -> None:
        """Find the definitions that are asynchronous, or use one that is, directly or not."""
        changed = True
        while changed:
            changed = False
            for module in self.modules.values():
                for definition in module.definitions:
                    places = [(module.name, name) for name in definition.names]
                    if places[0] in self.asynchronous or definition.names == ("TYPE_CHECKING",):
                        continue
                    if definition.is_asynchronous or self._uses_asynchronous(module, definition):
                        self.asynchronous.update(places)
                        self._touched.add(module.name)
                        changed = True

    def _uses_asynchronous(self, module: Module, definition: Definition) -> bool:
        if definition.names == ("__all__",):
            return module.is_package and any(
                self.is_asynchronous(self.origin(module.name, name)) for name in module.exported
            )
        if any(self.moved_string(text) != text for text in definition.tables):
            return True
        for name in definition.uses:
            if (module.name, name) in self.asynchronous:
                return True
            place = module.imports.get(name)
            if place is not None and self.is_asynchronous(self.origin(*place)):
                return True
        return False
