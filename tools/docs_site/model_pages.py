"""The pages of a service's data: what comes back, what is sent, and the words that both use."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import griffe
import msgspec

from docs_site.markdown import cell, code, heading, prose, table
from docs_site.pages import Page
from docs_site.source import Doc, Source, parts_of
from docs_site.structs import Field, fields_of
from docs_site.writer import Writer, joined, titled
from timeback_core.inputs import Input
from timeback_core.model import Model
from timeback_core.wire import WireType

__all__ = ["alias_rows", "model_pages", "struct_section"]


def model_pages(service: str, source: Source, taken: set[str]) -> list[Page]:
    """Return the pages of a service's data.

    Args:
        service: The service's name.
        source: The packages' source.
        taken: Full names that have a place elsewhere.
    """
    structs = [
        (thing, kind)
        for thing in _classes(source.get(f"timeback_core.{service}"))
        if thing.path not in taken and (kind := _struct(thing)) is not None
    ]
    inputs = [(thing, kind) for thing, kind in structs if issubclass(kind, Input)]
    models = [(thing, kind) for thing, kind in structs if not issubclass(kind, Input)]
    package = source.get(f"timeback_core.{service}")
    aliases = [thing for thing in (*_aliases(package), *_value_types(package)) if thing.path not in taken]
    pages = []
    if models:
        lead = (
            "What the service answers with. Every record is a `Model`: fields that are not listed here stay in `extra`."
        )
        pages.append(_struct_page(service, "models", "Models", lead, models))
    if inputs:
        lead = (
            "What callers send. Everywhere an input is taken, a mapping does as well, with the names of either column. "
            "Fields that are left out are not sent."
        )
        pages.append(_struct_page(service, "inputs", "Inputs", lead, inputs))
    if aliases:
        pages.append(
            Page(
                f"reference/{service}/words.md",
                "Words and types",
                lambda writer: _words(writer, aliases),
                service,
                [(thing.path, thing.name) for thing in aliases],
            )
        )
    return pages


def _struct_page(service: str, name: str, title: str, lead: str, structs: list[tuple[Any, Any]]) -> Page:
    ordered = sorted(structs, key=lambda pair: pair[0].name)

    def write(writer: Writer) -> str:
        sections = [struct_section(writer, thing, kind) for thing, kind in ordered]
        return joined(heading(1, f"{title} of `{service}`"), lead, *sections)

    return Page(f"reference/{service}/{name}.md", title, write, service, [(t.path, t.name) for t, _ in ordered])


def struct_section(writer: Writer, thing: Any, kind: type[Any], level: int = 2) -> str:
    """Return the description of a record's or an input's class."""
    doc = parts_of(thing)
    return joined(
        heading(level, f"`{thing.name}`", thing.name),
        prose(doc.summary),
        prose(doc.body),
        _fields(writer, doc, kind),
        titled("Also", table(("Member", "What it gives"), list(_own_members(thing, kind)))),
        writer.notes(doc),
    )


def _fields(writer: Writer, doc: Doc, kind: type[Any]) -> str:
    rows = []
    for field in fields_of(kind):
        declared = next(
            (
                found
                for base in kind.__mro__
                if field.name in vars(base).get("__annotations__", {})
                and (found := _attribute(writer.source, base, field.name)) is not None
            ),
            None,
        )
        text = parts_of(declared).summary if declared is not None and declared.docstring else ""
        if declared is not None and declared.docstring:
            text = declared.docstring.value
        elif field.name in doc.attributes:
            text = doc.attributes[field.name].text
        wire = field.wire_name if field.wire_name != field.name else ""
        rows.append(
            (
                f"`{field.name}`",
                f"`{wire}`" if wire else "",
                "" if declared is None else writer.type_of(declared.annotation),
                _presence(field, declared, is_input=issubclass(kind, Input)),
                writer._meaning(text, None if declared is None else declared.annotation),
            )
        )
    return table(("Field", "On the wire", "Type", "Given", "Meaning"), rows)


def _presence(field: Field, declared: Any, *, is_input: bool) -> str:
    if field.required:
        return "**required**" if is_input else "always"
    default = field.default
    if is_input or default is msgspec.NODEFAULT or default is None or default is msgspec.UNSET:
        return "optional"
    written = default if declared is None or declared.value is None else declared.value
    return f"`{written}` by default"


def _own_members(thing: Any, kind: type[Any]) -> Iterator[tuple[str, str]]:
    names = {field.name for field in fields_of(kind)}
    for name, member in thing.members.items():
        if name.startswith("_") or name in names or member.is_alias or not member.docstring:
            continue
        if member.is_function and not ({"adapt", "adapt_record", "refine", "renamed"} & {name}):
            yield f"`{name}()`", cell(parts_of(member).summary)
        elif member.is_attribute and "property" in member.labels:
            yield f"`{name}`", cell(parts_of(member).summary)


def _attribute(source: Source, base: type[Any], name: str) -> Any | None:
    owner = source.get(f"{base.__module__}.{base.__qualname__}")
    return None if owner is None else owner.members.get(name)


def _words(writer: Writer, aliases: list[Any]) -> str:
    lead = "Words that the service takes, and names for combinations of types."
    rows = alias_rows(writer, aliases)
    return joined(heading(1, "Words and types"), lead, table(("Name", "Stands for", "Meaning"), rows))


def alias_rows(writer: Writer, aliases: list[Any]) -> list[tuple[str, str, str]]:
    """Return the rows of a table of names that stand for types."""
    return [
        (
            f'<span id="{thing.name}"></span>{code(thing.name)}',
            code(_accepted(thing)) if thing.is_class else writer.type_of(thing.value),
            cell(prose(thing.docstring.value)) if thing.docstring else "",
        )
        for thing in sorted(aliases, key=lambda thing: str(thing.name))
    ]


def _modules(module: Any) -> Iterator[Any]:
    yield module
    for member in module.members.values():
        if not member.is_alias and member.is_module:
            yield from _modules(member)


def _classes(module: Any) -> Iterator[Any]:
    for one in _modules(module):
        for member in one.members.values():
            if not member.is_alias and member.is_class and not member.name.startswith("_"):
                yield member


def _aliases(module: Any) -> Iterator[Any]:
    """Yield the names of a package's modules that stand for types."""
    seen: set[str] = set()
    for one in _modules(module):
        for member in one.members.values():
            if member.is_alias or not member.is_attribute or member.name in seen or member.name.startswith("_"):
                continue
            shape = member.name[:1].isupper() and not member.name.isupper() and len(member.name) > 2
            if shape and isinstance(member.value, griffe.Expr) and not isinstance(member.value, griffe.ExprCall):
                seen.add(member.name)
                yield member


def _value_types(module: Any) -> Iterator[Any]:
    """Yield the classes of a package's modules that mark how a kind of value is read and written."""
    seen: set[str] = set()
    for thing in _classes(module):
        kind = getattr(importlib.import_module(thing.parent.path), thing.name, None)
        if isinstance(kind, type) and issubclass(kind, WireType) and thing.name not in seen:
            seen.add(thing.name)
            yield thing


def _accepted(thing: Any) -> str:
    """Return which Python types such a value may have."""
    kind: type[WireType] = getattr(importlib.import_module(thing.parent.path), thing.name)
    return " | ".join(sorted(one.__name__.replace("NoneType", "None") for one in kind.accepts))


def _struct(thing: Any) -> type[Any] | None:
    """Return the class behind a description, when it is a record or an input."""
    if not thing.bases or not thing.parent.is_module:
        return None
    kind = getattr(importlib.import_module(thing.parent.path), thing.name, None)
    if isinstance(kind, type) and issubclass(kind, (Model, Input)):
        return kind
    return None
