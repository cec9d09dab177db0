"""The pages of a service: an overview, and one page for each resource with every method."""

from __future__ import annotations

from typing import Any

import msgspec

from docs_site.catalogue import Member, Place, ServiceEntry, path_of
from docs_site.commands import command_for
from docs_site.markdown import cell, code, fence, heading, link, prose, table
from docs_site.pages import Page
from docs_site.source import Doc, parts_of
from docs_site.structs import fields_of
from docs_site.writer import Writer, joined, titled
from timeback_core.endpoint import Operation
from timeback_core.plan import Plan

__all__ = ["service_pages"]

_EVERY_LIST = "timeback_core.collection.Listed.list_all"


def service_pages(service: ServiceEntry, title: str) -> list[Page]:
    """Return the overview of a service and the pages of its resources."""
    overview = Page(
        f"reference/{service.name}/index.md",
        "Overview",
        lambda writer: _overview(service, writer, title),
        service.name,
        [(path_of(service.client), None), (f"timeback_core.{service.name}", None)],
    )
    return [overview, *(_resource_page(service, name, place) for name, place in service.resources.items())]


def _resource_page(service: ServiceEntry, name: str, place: Place) -> Page:
    page = Page(
        f"reference/{service.name}/{name}.md",
        name,
        lambda writer: _resource(service, place, writer),
        service.name,
        [(path_of(place.kind), None), (f"{service.name}.{name}", None)],
    )
    for below in place.walk():
        if below is not place:
            page.places.append((path_of(below.kind), _scope_anchor(below)))
        for member in below.members:
            anchor = anchor_of(service.name, name, below, member)
            names = [f"{path_of(below.kind)}.{member.name}", anchor]
            page.places += [(one, anchor) for one in names]
            if below.kind is member.owner:
                page.places.append((f"{path_of(member.owner)}.{member.name}", anchor))
        page.places += [(operation.id, operation.id) for _, operation in below.nameless]
    return page


def anchor_of(service: str, resource: str, place: Place, member: Member) -> str:
    """Return a member's anchor: its operation's id where it has one."""
    if member.operation is not None:
        return member.operation.id
    middle = f".{place.kind.__name__}" if place.short != resource else ""
    return f"{service}.{resource}{middle}.{member.name}"


def _scope_anchor(place: Place) -> str:
    return place.kind.__name__.lower()


def _overview(service: ServiceEntry, writer: Writer, title: str) -> str:
    client = writer.source.get(path_of(service.client))
    doc = parts_of(client)
    parts = [heading(1, title), prose(doc.summary), prose(doc.body), "**Resources**", _resource_table(service, writer)]
    properties = [
        (f"`{name}`", cell(_first_line(value.__doc__)))
        for name, value in vars(service.client).items()
        if not name.startswith("_") and isinstance(value, property)
    ]
    parts.append(titled("Other names for them", table(("Attribute", "What it is"), properties)))
    methods = [
        f"{heading(2, f'`{name}()`', f'{service.name}.client.{name}')}\n{writer.function(client.members[name], name)}"
        for name in vars(service.client)
        if not name.startswith("_")
        and client.members.get(name) is not None
        and client.members[name].is_function
        and "property" not in client.members[name].labels
        and name != "operations"
    ]
    parts.append(heading(2, "Operations"))
    parts.append("Every endpoint of the service. A method that is more than one request is on its resource's page.")
    for name, place in service.resources.items():
        rows = [_operation_row(operation, writer) for operation in sorted(place.operations(), key=lambda o: o.id)]
        if rows:
            heads = ("Operation", "Method", "Path", "What it does")
            parts += [heading(3, f"`{name}`", f"operations-{name}"), table(heads, rows)]
    return joined(*parts, *methods)


def _resource_table(service: ServiceEntry, writer: Writer) -> str:
    rows = []
    for name, place in service.resources.items():
        doc = parts_of(writer.source.get(path_of(place.kind)))
        shown = code(link(place.expression, writer.href(f"{service.name}.{name}")))
        rows.append((shown, cell(doc.summary), str(len(place.operations())) if place.operations() else "–"))
    return table(("Resource", "What it is", "Operations"), rows)


def _operation_row(operation: Operation, writer: Writer) -> tuple[str, str, str, str]:
    shown = code(link(operation.id.split(".", 1)[1], writer.href(operation.id)))
    return shown, _method(operation.method), f"`{operation.path}`", cell(_summary(operation))


def _summary(operation: Operation) -> str:
    """Return what an operation does in a line, more exactly than "one page of records" where the list says so."""
    if operation.paged and operation.summary == "Return one page of records." and operation.response_type:
        return f"Return one page of `{operation.response_type.partition('[')[2].rstrip(']')}` records."
    return operation.summary


def _method(method: str) -> str:
    return f'<span class="http http-{method.lower()}">{method}</span>'


def _resource(service: ServiceEntry, place: Place, writer: Writer) -> str:
    parts = []
    for below in place.walk():
        doc = parts_of(writer.source.get(path_of(below.kind)))
        if below is place:
            parts += [heading(1, below.short), f"`{below.expression}`"]
        else:
            parts.append(heading(2, f"`{below.short}`", _scope_anchor(below), label=below.short.rpartition(").")[2]))
        parts += [prose(doc.summary), prose(doc.body)]
        own = writer.with_types(below.substitution)
        level = 2 if below is place else 3
        name = place.short
        for member in below.members:
            if member.shared or member.kind == "stream":
                continue
            anchor = anchor_of(service.name, name, below, member)
            label = f"{member.name}{'' if member.kind == 'property' else '()'}"
            parts += [heading(level, f"`{below.short}.{label}`", anchor, label=label), _member_text(member, below, own)]
        for plan, operation in below.nameless:
            parts += [heading(level, f"`{below.short}`: {operation.name}", operation.id), _facts(plan, operation)]
        parts.append(_shared_table(service.name, name, below))
    return joined(*parts)


def _shared_table(service: str, resource: str, place: Place) -> str:
    rows = []
    for member in place.members:
        if member.shared or member.kind == "stream":
            anchor = anchor_of(service, resource, place, member)
            text = _first_line(member.value.__doc__)
            if member.kind == "stream":
                text = f"The list `{member.name.removeprefix('stream_')}`, record by record. {text}"
            rows.append((f'<a id="{anchor}"></a>`{place.short}.{member.name}()`', cell(text)))
    return titled("Also here", table(("Method", "What it does"), rows))


def _member_text(member: Member, place: Place, writer: Writer) -> str:
    if member.kind == "list":
        return _list_text(member, place, writer)
    function = writer.source.get(f"{path_of(member.owner)}.{member.name}")
    if function is None:
        raise LookupError(f"{path_of(member.owner)}.{member.name} is not in the source")
    if not function.is_function:  # a property
        doc = parts_of(function)
        return joined(writer.results(doc, function.annotation), prose(doc.summary), prose(doc.body))
    doc = writer.source.doc(function)
    return joined(
        "" if member.operation is None else _facts(member.plan, member.operation),
        prose(doc.summary),
        prose(doc.body),
        writer.signature(function, member.name),
        writer.arguments(function, doc),
        "" if member.plan is None else _body(member.plan, writer),
        writer.results(doc, function.returns),
        writer.errors(doc),
        writer.notes(doc),
        "" if member.operation is None else _command(member.operation),
    )


def _list_text(member: Member, place: Place, writer: Writer) -> str:
    assert member.plan is not None
    record = path_of(member.value._model)
    own = writer.with_types({"T": record})
    everything = writer.source.get(_EVERY_LIST)
    doc = parts_of(everything)
    doc = Doc(args=doc.args, raises=parts_of(writer.source.get("timeback_core.scoped.Below.__call__")).raises)
    way = f"{place.short}.{member.name}"
    also = [
        (f"`await {way}()`", f"All records, over all pages: a list of {own.linked(record)}."),
        (f"`{way}.stream()`", "The records one by one, with pages fetched ahead."),
        (f"`await {way}.list()`", "One page: the single request of this operation."),
        (f"`await {way}.first()`", "The first record that fits, or `None`."),
    ]
    note = "" if member.operation else "The same endpoint as elsewhere in this service, or a narrower view of it."
    return joined(
        "" if member.operation is None else _facts(member.plan, member.operation),
        _first_line(member.value.__doc__),
        note,
        table(("Call", "What comes back"), also),
        own.arguments(everything, doc),
        own.errors(doc),
        "" if member.operation is None else _command(member.operation),
    )


def _facts(plan: Plan | None, operation: Operation) -> str:
    """Return method, path, and what else a reader wants to know at once."""
    chips: list[str] = []
    if operation.paged:
        chips.append("one page of a list")
    chips.append("safe to repeat" if operation.idempotent else "not repeated once it may have been carried out")
    if plan is not None and plan.declaration.public:
        chips.append("no token needed")
    marks = " ".join(f'<span class="chip">{chip}</span>' for chip in chips)
    return f'<p class="endpoint">{_method(operation.method)} <code>{operation.path}</code> {marks}</p>'


def _body(plan: Plan, writer: Writer) -> str:
    """Return which fields the body, or the query of an input, may have."""
    kind: Any = plan.body_kind or plan.params_kind
    if kind is None or not issubclass(kind, msgspec.Struct):
        return ""
    fields = fields_of(kind)
    partial = plan.declaration.partial
    required = [] if partial else [field.name for field in fields if field.required]
    optional = [field.name for field in fields if field.name not in required]
    what = "Query" if plan.params_kind is not None else "Body"
    many = "a list of " if plan.body_many else ""
    wrapped = f", sent as `{plan.wrap}`" if plan.wrap and plan.params_kind is None else ""
    parts = [f"**{what}** {many}{writer.linked(path_of(kind))}{wrapped}."]
    for title, names in (("Required", required), ("Optional", optional)):
        if names:
            parts.append(f"{title}: {', '.join(f'`{name}`' for name in names)}.")
    return " ".join(parts) + "\n"


def _command(operation: Operation) -> str:
    command = command_for(operation.service, operation.resource, operation.name)
    return "" if command is None else f"**On the command line**\n\n{fence(command, 'console')}"


def _first_line(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0]
