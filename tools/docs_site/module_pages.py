"""Pages about whole classes and modules: the client, errors, filters, the sandbox, and what else is public."""

from __future__ import annotations

import importlib
from typing import Any, TypedDict

import msgspec

from docs_site.markdown import cell, code, heading, prose, table
from docs_site.model_pages import alias_rows, struct_section
from docs_site.pages import Page
from docs_site.source import Source, holes_of, parts_of
from docs_site.writer import Writer, joined, titled

__all__ = ["PagePlan", "is_fixture", "module_page"]

_MACHINERY = frozenset({"counts_of", "from_answer", "from_response", "Record.replace"})
"""Members that only the package itself calls."""


class PagePlan(TypedDict, total=False):
    """A page as the table of pages has it.

    Attributes:
        path: Below ``reference/``.
        title: Its heading.
        text: What stands above the descriptions.
        names: What is described: classes, functions, or modules, of which all public names are taken.
        near: The part of the package that it is about.
        stands_for: Names that lead to the page as a whole.
        without: What of it is left out, such as ``Clock.load``: what only the machinery calls.
    """

    path: str
    title: str
    text: str
    names: list[str]
    near: str
    stands_for: list[str]
    without: list[str]


def module_page(plan: PagePlan, source: Source) -> Page:
    """Return the page that a plan describes.

    Raises:
        LookupError: A name is not in the source.
    """
    without = set(plan.get("without", ()))
    things: list[Any] = []
    places: list[tuple[str, str | None]] = [(name, None) for name in plan.get("stands_for", ())]
    for name in plan.get("names", ()):
        found = source.get(name)
        if found is None:
            raise LookupError(f"{name}, wanted on {plan['path']}, is not in the source")
        if found.is_module:
            places.append((found.path, None))
        for thing in _public(found, source) if found.is_module else [found]:
            if thing.path not in {one.path for one in things} and thing.name not in without:
                things.append(thing)
    anchors = {thing.path: thing.name for thing in things}
    for thing in things:
        places.append((thing.path, anchors[thing.path]))
        if thing.is_class:
            places += [
                (f"{owner}.{member.name}", f"{thing.name}.{member.name}")
                for member in _members(thing, without)
                for owner in dict.fromkeys((thing.path, member.parent.path))
            ]
    places += [(thing.parent.path, None) for thing in things if thing.parent.is_module]
    return Page(
        f"reference/{plan['path']}",
        plan["title"],
        lambda writer: _write(plan, things, writer),
        plan.get("near", ""),
        places,
    )


def _public(module: Any, source: Source) -> list[Any]:
    if module.exports is None:
        own = [x for x in module.members.values() if not x.is_alias and not x.name.startswith("_")]
        return [x for x in own if x.docstring or (x.is_attribute and x.name.isupper() and x.name != "TYPE_CHECKING")]
    names = [str(name) for name in module.exports if not str(name).startswith("__")]
    found = [(name, source.get(f"{module.path}.{name}")) for name in names]
    missing = [name for name, thing in found if thing is None]
    if missing:
        raise LookupError(f"{module.path} offers {', '.join(missing)}, which the source does not show")
    return [thing for _, thing in found if not thing.is_module]


def _write(plan: PagePlan, things: list[Any], writer: Writer) -> str:
    classes = [thing for thing in things if thing.is_class]
    functions = [thing for thing in things if thing.is_function]
    values = [thing for thing in things if thing.is_attribute]
    aliases = [thing for thing in values if not thing.name.isupper()]
    constants = [thing for thing in values if thing.name.isupper()]
    parts = [heading(1, plan["title"]), plan.get("text", "")]
    if len(classes) + len(functions) > 3:
        parts.append(_contents([*classes, *functions], writer))
    parts += [_class(thing, writer, set(plan.get("without", ()))) for thing in classes]
    parts += [_function(thing, writer) for thing in functions]
    if aliases:
        rows = alias_rows(writer, aliases)
        parts += [heading(2, "Types", "types"), table(("Name", "Stands for", "Meaning"), rows)]
    if constants:
        rows = alias_rows(writer, constants)
        parts += [heading(2, "Constants", "constants"), table(("Name", "Value", "Meaning"), rows)]
    return joined(*parts)


def _contents(things: list[Any], writer: Writer) -> str:
    return table(("Name", "What it is"), [(writer.linked(x.path), cell(parts_of(x).summary)) for x in things])


def _import(thing: Any) -> str:
    return f'<p class="defined">{code(f"from {_home(thing)} import {thing.name}")}</p>'


def _home(thing: Any) -> str:
    """Return the shortest module from which a name can be imported."""
    from timeback_core import __all__ as root

    module = thing.parent.path
    package = module.split(".")[0]
    if package == "timeback_core" and thing.name in root:
        return package
    pieces = module.split(".")
    for length in range(1, len(pieces)):
        candidate = ".".join(pieces[:length])
        if thing.name in getattr(importlib.import_module(candidate), "__all__", ()):
            return candidate
    return str(module)


def is_fixture(thing: Any) -> bool:
    """Tell whether a function is a fixture of pytest."""
    return any("fixture" in str(decorator.value) for decorator in thing.decorators)


def _function(thing: Any, writer: Writer) -> str:
    if is_fixture(thing):  # asked for by name, never called
        doc = parts_of(thing)
        parts = [writer.results(doc, thing.returns), prose(doc.summary), prose(doc.body), writer.notes(doc)]
        return joined(heading(2, f"`{thing.name}`", thing.name), *parts)
    return joined(heading(2, f"`{thing.name}()`", thing.name), _import(thing), writer.function(thing, thing.name))


def _class(thing: Any, writer: Writer, without: set[str]) -> str:
    kind = getattr(importlib.import_module(thing.parent.path), thing.name, None)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and not _has_methods(thing):
        return joined(struct_section(writer, thing, kind), _import(thing))
    doc = parts_of(thing)
    bases = [shown for base in thing.bases if "<a " in (shown := writer.type_of(base))]
    parts = [
        heading(2, f"`{thing.name}`", thing.name),
        _import(thing),
        prose(doc.summary),
        prose(doc.body),
        f"Kind of {', '.join(bases)}." if bases else "",
    ]
    start = thing.members.get("__init__")
    if start is not None and start.is_function:
        told = doc if doc.args else writer.source.doc(start)
        unknown = set(holes_of(start, told)) - {entry.name for entry in _members(thing, without)}
        if not unknown:  # else it is made by the package, and never by its users
            parts += [
                writer.signature(start, thing.name, constructor=True),
                writer.arguments(start, told) if told.args else "",
            ]
    elif doc.args:
        parts.append(writer.entries(doc.args.values(), ("Argument", "Type", "Meaning")))
    attributes = [
        (
            f'<span id="{thing.name}.{member.name}"></span>`{member.name}`',
            writer.type_of(member.annotation),
            cell(member.docstring.value if member.docstring else _said(doc, member.name)),
        )
        for member in _members(thing, without)
        if not member.is_function
    ]
    named = {member.name for member in _members(thing, without)}
    attributes += [
        (f"`{entry.name}`", writer.type_of(entry.annotation), cell(entry.text))
        for entry in doc.attributes.values()
        if entry.name not in named
    ]
    parts += [
        titled("Attributes", table(("Name", "Type", "Meaning"), attributes)),
        writer.errors(doc),
        writer.notes(doc),
    ]
    for member in _members(thing, without):
        if member.is_function:
            anchor = f"{thing.name}.{member.name}"
            shown = anchor if member.name != "__call__" else thing.name
            label = f"{'' if member.name == '__call__' else member.name}()"
            parts += [heading(3, f"`{shown}()`", anchor, label=label), writer.function(member, member.name)]
    return joined(*parts)


def _said(doc: Any, name: str) -> str:
    return doc.attributes[name].text if name in doc.attributes else ""


def _has_methods(thing: Any) -> bool:
    return any(member.is_function and not member.name.startswith("_") for member in thing.members.values())


def _members(thing: Any, without: set[str]) -> list[Any]:
    """Return a class's public members, with those of the classes of ours that it is made of."""
    found: dict[str, Any] = {}
    for owner in [thing, *_ancestors(thing)]:
        for name, member in owner.members.items():
            if name in found or (name.startswith("_") and name != "__call__"):
                continue
            if {name, f"{owner.name}.{name}", f"{thing.name}.{name}"} & (without | _MACHINERY):
                continue
            if member.is_alias or member.is_class or member.is_module:
                continue
            if member.is_function and not member.docstring:
                continue
            if member.is_attribute and member.annotation is None and not member.docstring:
                continue
            found[name] = member
    return sorted(found.values(), key=lambda member: member.is_function)


def _ancestors(thing: Any) -> list[Any]:
    try:
        return [one for one in thing.mro() if one.path.startswith("timeback")]
    except (ValueError, LookupError):
        return []
