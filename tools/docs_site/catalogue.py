"""What the services offer, from the classes themselves: resources, scopes, members, and the endpoints behind them."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from timeback_core.client_services import service_class
from timeback_core.constants import SERVICE_CLIENTS
from timeback_core.endpoint import Declaration, Operation, declared
from timeback_core.hints import type_arguments
from timeback_core.plan import Plan
from timeback_core.resource import Resource
from timeback_core.scoped import ReadableScope, Scope, WritableScope, below, streamed_below
from timeback_core.service import attached

__all__ = ["Member", "Place", "ServiceEntry", "path_of", "services"]

_ENDS: tuple[type, ...] = (Resource, object, typing.Generic)  # type: ignore[assignment]  # what every resource has
_SHARED: tuple[type, ...] = (ReadableScope, WritableScope, Scope)
_USUAL = ("list", "list_all", "stream", "first", "get", "exists", "create", "upsert", "update", "patch", "delete")


@dataclass
class Member:
    """One method, list or property.

    Attributes:
        name: The attribute's name.
        kind: ``method``, ``property``, ``list`` (below a record) or ``stream`` (its twin).
        owner: The class that defines it.
        value: The attribute itself.
        plan: How its endpoint is called; ``None`` when it is no single request.
        operation: The endpoint as data.
        shared: Whether every scope has it, so that one line says enough.
    """

    name: str
    kind: str
    owner: type
    value: Any
    plan: Plan | None = None
    operation: Operation | None = None
    shared: bool = False


@dataclass
class Place:
    """A resource or a scope below it.

    Attributes:
        kind: Its class.
        expression: How to get there from a client, such as ``tb.oneroster.users(sourced_id)``.
        short: The same without client and service, for headings.
        members: What it offers, in reading order.
        nameless: Endpoints that no public member carries.
        scopes: What hangs below.
    """

    kind: type[Resource]
    expression: str
    short: str
    members: list[Member] = field(default_factory=list)
    nameless: list[tuple[Plan, Operation]] = field(default_factory=list)
    scopes: list[Place] = field(default_factory=list)

    def walk(self) -> Iterator[Place]:
        """Yield it and all below it."""
        yield self
        for scope in self.scopes:
            yield from scope.walk()

    def operations(self) -> list[Operation]:
        """Return its endpoints and those below it."""
        own = [member.operation for place in self.walk() for member in place.members if member.operation is not None]
        return [*own, *(operation for place in self.walk() for _, operation in place.nameless)]

    @property
    def substitution(self) -> dict[str, str]:
        """What the type variables of its generic bases stand for, by name."""
        return {
            variable.__name__: path_of(value)
            for variable, value in type_arguments(self.kind).items()
            if isinstance(variable, typing.TypeVar) and isinstance(value, type)
        }


@dataclass
class ServiceEntry:
    """A service: its client's class and its resources by name."""

    name: str
    client: type
    resources: dict[str, Place]


def path_of(kind: type) -> str:
    """Return a class's full name."""
    return f"{kind.__module__}.{kind.__qualname__}"


def services() -> list[ServiceEntry]:
    """Return every service with all that it offers."""
    found = []
    for name in SERVICE_CLIENTS:
        client = service_class(name)
        resources = {
            key: _place(value.kind, f"tb.{name}.{key}", key)
            for key, value in vars(client).items()
            if isinstance(value, attached)
        }
        _attach_rest(client, resources)
        found.append(ServiceEntry(name, client, resources))
    return found


def _attach_rest(client: Any, resources: dict[str, Place]) -> None:
    """Give the endpoints that are not declared by a decorator to the methods of their names."""
    known = {operation.id for place in resources.values() for operation in place.operations()}
    for operation in client.operations():
        if operation.id not in known:
            members = resources[operation.resource].members
            next(member for member in members if member.name == operation.name).operation = operation


def _place(kind: type[Resource], expression: str, short: str) -> Place:
    place = Place(kind, expression, short)
    declarations: dict[str, Declaration] = {}
    found: dict[str, Member] = {}
    hidden: set[str] = set()
    for base in kind.__mro__:
        if base in _ENDS:
            continue
        for name, value in vars(base).items():
            if name in hidden:
                continue
            hidden.add(name)
            declaration = getattr(value, "__declaration__", None)
            if isinstance(declaration, Declaration):
                declarations.setdefault(declaration.plan(kind).operation().name, declaration)
            member = None if name.startswith("_") else _member(name, value, base, kind)
            if member is not None:
                found[name] = member
    for member in found.values():
        declaration = declarations.pop(member.name, None)
        if declaration is not None and member.kind == "method":
            member.plan = declaration.plan(kind)
            member.operation = member.plan.operation()
    place.members = sorted(found.values(), key=lambda member: _order(member, kind))
    place.nameless = [(item.plan(kind), item.plan(kind).operation()) for item in declarations.values()]
    for scope in kind._scopes:
        way = _way(kind, scope)
        place.scopes.append(_place(scope, expression + way, short + way))
    return place


def _member(name: str, value: Any, base: type, kind: type) -> Member | None:
    if isinstance(value, below):
        listed = value.kind(kind)
        plan = declared(listed.list).plan(listed)
        operation = None if value.alias else plan.operation()
        return Member(name, "list", base, value, plan, operation)
    if isinstance(value, streamed_below):
        return Member(name, "stream", base, value)
    if isinstance(value, property):
        return Member(name, "property", base, value)
    if isinstance(value, (types.FunctionType, classmethod, staticmethod)):
        return Member(name, "method", base, value, shared=base in _SHARED)
    return None


def _order(member: Member, kind: type) -> tuple[bool, int, int]:
    usual = _USUAL.index(member.name) if member.name in _USUAL else len(_USUAL)
    return member.shared, usual, kind.__mro__.index(member.owner)


def _way(kind: type, scope: type) -> str:
    """Return how one gets from a resource to a scope below it: a call, or a method's call."""
    for base in kind.__mro__:
        for name, value in vars(base).items():
            if not isinstance(value, types.FunctionType):
                continue
            signature = inspect.signature(value)
            if str(signature.return_annotation).strip("'\"") == scope.__name__:
                takes = ", ".join(list(signature.parameters)[1:])
                return f"({takes})" if name == "__call__" else f".{name}({takes})"
    raise LookupError(f"nothing of {kind.__name__} leads to {scope.__name__}")
