"""Every command of a service as data, found in its client: endpoints, lists below records, and the helpers beside them.

Nothing here knows a single operation. A method that is declared as an endpoint is a command; where a public method
stands before a private declaration of the same operation, as ``update`` does, the public one is the command.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, cast

from timeback_core.client_services import service_class
from timeback_core.endpoint import Declaration, Operation, declared
from timeback_core.operations import operations
from timeback_core.plan import Plan
from timeback_core.resource import Resource
from timeback_core.scoped import Below, below
from timeback_core.service import attached

__all__ = ["Entry", "Reach", "catalogue", "command_word"]

_NO_COMMANDS = frozenset({"with_options", "export_to"})
"""Helpers that make no sense from a shell: options are options there, and ``--save`` writes files."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The way from a service's client to what a command is called on.

    Attributes:
        attribute: The attribute of the service's client.
        scopes: Which of the scopes to enter, one below the other.
        below: The list below the scope, if the command is one.
    """

    attribute: str
    scopes: tuple[int, ...] = ()
    below: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One command.

    Attributes:
        service: The service, such as ``oneroster``.
        resource: The group of commands, such as ``users``.
        name: The command, such as ``get_current_level``.
        reach: The way to what it is called on.
        method: What is called there.
        function: The declared function: its signature and its words.
        owner: The resource's class.
        declaration: The endpoint behind it, when it is one request or stands before one.
        stream: The method beside it that walks all pages, if there is one.
        words: What it does, for lists below records, whose function is the same for all.
        borrowed: Whether the endpoint is another resource's, offered here too.
    """

    service: str
    resource: str
    name: str
    reach: Reach
    method: str
    function: Callable[..., Any]
    owner: type[Resource]
    declaration: Declaration | None = None
    stream: str | None = None
    words: str | None = None
    borrowed: bool = False

    @property
    def plan(self) -> Plan | None:
        """How the endpoint behind it is called; made at first use."""
        return None if self.declaration is None else self.declaration.plan(self.owner)

    @property
    def operation(self) -> Operation | None:
        """The operation, when the command is one request or stands before one; not where it only borrows one."""
        if self.plan is not None:
            return None if self.borrowed else self.plan.operation()
        return _by_id(self.service).get(f"{self.service}.{self.resource}.{self.name}")


@functools.cache
def _by_id(service: str) -> dict[str, Operation]:
    """Return a service's operations; one that is written by hand has no declaration that could be found."""
    return {operation.id: operation for operation in operations(service)}


def command_word(name: str) -> str:
    """Return a Python name as the command line writes it."""
    return name.strip("_").replace("_", "-")


def catalogue(service: str) -> dict[str, dict[str, Entry]]:
    """Return the commands of a service by resource and name, in the order of their declaration.

    Args:
        service: One of the names in `constants.SERVICE_CLIENTS`.
    """
    found: dict[str, dict[str, Entry]] = {}
    for name, value in vars(service_class(service)).items():
        if isinstance(value, attached):
            kind = cast("type[Resource]", value.kind)  # pyright: ignore[reportUnknownMemberType]  # as in service.py
            for entry in _entries(kind, service, Reach(name)):
                _place(found.setdefault(entry.resource, {}), entry)
    return {resource: found[resource] for resource in sorted(found)}


def _place(group: dict[str, Entry], entry: Entry) -> None:
    """Put a command into its group; what the collection itself has comes before what one record has."""
    if entry.name not in group:
        group[entry.name] = entry
        return
    if entry.reach.below is not None and entry.reach != group[entry.name].reach:
        name = f"{entry.resource.removesuffix('s')}_{entry.name}"
        group.setdefault(name, replace(entry, name=name))


def _entries(kind: type[Resource], service: str, reach: Reach) -> Iterator[Entry]:
    """Yield the commands of a resource class and of the scopes below it."""
    hidden = _private_declarations(kind)
    for name in _names(kind):
        attribute = inspect.getattr_static(kind, name)
        declaration = getattr(attribute, "__declaration__", None)
        if isinstance(attribute, below):
            yield _list_below(attribute, name, kind, service, reach)  # pyright: ignore[reportUnknownArgumentType]
        elif isinstance(declaration, Declaration):
            yield Entry(
                service=service,
                resource=kind._name,
                name=kind._operation or declaration.name,
                reach=reach,
                method=name,
                function=declaration.function,
                owner=kind,
                declaration=declaration,
                stream=_stream_of(kind, name),
            )
        elif inspect.isfunction(attribute) and _is_helper(kind, name, reach):
            yield Entry(
                service=service,
                resource=kind._name,
                name=name,
                reach=reach,
                method=name,
                function=attribute,
                owner=kind,
                declaration=hidden.get(name),
            )
    for index, scope in enumerate(kind._scopes):
        yield from _entries(scope, service, Reach(reach.attribute, (*reach.scopes, index)))


def _names(kind: type[Resource]) -> list[str]:
    """Return the public attributes of a class; its own first, then those of its bases, each as declared."""
    return list(
        dict.fromkeys(
            name for base in kind.__mro__ if base is not object for name in vars(base) if not name.startswith("_")
        )
    )


def _private_declarations(kind: type[Resource]) -> dict[str, Declaration]:
    """Return the endpoints that are declared under a private name, by the operation's name."""
    found: dict[str, Declaration] = {}
    for base in kind.__mro__:
        for name, attribute in vars(base).items():
            declaration = getattr(attribute, "__declaration__", None)
            if name.startswith("_") and isinstance(declaration, Declaration):
                found.setdefault(kind._operation or declaration.name, declaration)
    return found


def _stream_of(kind: type[Resource], name: str) -> str | None:
    """Return the method that walks all pages of a list method."""
    candidates = ("stream",) if name in {"list", "list_page"} else (f"{name}_stream", f"stream_{name}")
    return next((candidate for candidate in candidates if hasattr(kind, candidate)), None)


def _is_helper(kind: type[Resource], name: str, reach: Reach) -> bool:
    """Tell whether a plain method is a command: it does something, and no other command does the same."""
    if name in _NO_COMMANDS or name == "list_all" or name.endswith("_list_all"):
        return False
    if name == "stream" or name.startswith("stream_") or name.endswith("_stream"):
        return False
    function = inspect.getattr_static(kind, name)
    if not inspect.iscoroutinefunction(function):
        # what answers without a request only leads further, as `test_parts` does; `verify` is work of its own
        return name == "verify"
    # one record's own `get`, `update` and `delete` are the collection's
    return not (reach.scopes and name in {"get", "exists", "update", "patch", "delete", "upsert"})


def _list_below(listed: below[Any], name: str, kind: type[Resource], service: str, reach: Reach) -> Entry:
    """Return the command of a list below a record."""
    owner: type[Below[Any]] = listed.kind(kind)
    declaration = declared(owner.list)
    return Entry(
        service=service,
        resource=owner._name,
        name=owner._operation or name,
        reach=Reach(reach.attribute, reach.scopes, name),
        method="list",
        function=declaration.function,
        owner=owner,
        declaration=declaration,
        stream="stream",
        words=listed.__doc__,
        borrowed=listed.alias,
    )
