# Written by tools/generate_sync.py from timeback_core/endpoint.py; changes belong there.
"""The declaration of an endpoint: a typed method whose decorator says method and path.

Everything else is in the signature, and the body is a docstring::

    class Users(Collection[User, UserCreateInput], path="/users", plural="users", singular="user"):
        @get("/{sourced_id}/agents", key="agents")
        def agents(self, sourced_id: str) -> list[User]:
            \"\"\"...\"\"\"

A parameter named in the path is an identifier (``{name?}`` is a last segment that may be left out), one whose
type is an input is the body (one that is ``bytes``, or text or ``bytes``, is the body as it is), the others form
the query. Of a GET, an input's fields are part of the query. The return annotation says how the answer is read; a
class with ``from_response`` reads it itself.
The decorators keep the method's type, so a type checker sees a plain method; `operations` offers the same
declarations as data.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Unpack, cast

from timeback_core.endpoint import F, Operation, Parameter, Settings
from timeback_core.sync.channel import Channel

if TYPE_CHECKING:
    from timeback_core.inputs import Input
    from timeback_core.sync.plan import Plan

__all__ = ["Channel", "Declaration", "Operation", "Parameter", "declared", "delete", "get", "patch", "post", "put"]


class Declaration:
    """What a decorator says about an endpoint; the plan for each resource class is made from it at first use.

    Attributes:
        function: The declared method.
        method: The HTTP method.
        path: The path below the resource's own path; one with ``//`` in front starts at the profile's prefix.
        name: The operation's name; the function's own unless given.
        key: The envelope's key in the answer; ``...`` for the resource's own.
        wrap: The envelope's key of the body; ``...`` for the resource's own, ``None`` for a bare body.
        partial: Whether the body may leave required fields out.
        profile: The part of the path profile to start from; ``None`` for the resource's own.
        accept: The media type asked for.
        idempotent: Overrides what follows from the HTTP method.
        prepare: Rewrites the caller's body before it is checked; called with the resource and the body.
        arrange: Rewrites the arguments, by name, before anything is made of them; raises for what cannot be sent.
        body: The input that keyword arguments of its fields' names make up, over a body that is given as a whole;
            those left at ``None`` are not sent. An input without fields is an empty object.
        context: What the body is called in messages; the resource's title unless given.
        content_type: The media type of the body; JSON unless given.
        aside: Arguments that are not sent themselves, because `arrange` makes something of them.
        gone_is_done: Whether "not found" is success once an earlier attempt of the call may have been carried out.
        public: Whether it is for everybody: no token is fetched for it, and none is sent.
    """

    __slots__ = (
        "accept",
        "arrange",
        "aside",
        "body",
        "content_type",
        "context",
        "function",
        "gone_is_done",
        "idempotent",
        "key",
        "method",
        "name",
        "partial",
        "path",
        "plans",
        "prepare",
        "profile",
        "public",
        "wrap",
    )

    def __init__(self, function: Callable[..., Any], method: str, path: str, settings: Settings) -> None:
        self.function = function
        self.method = method
        self.path = path
        self.name: str = settings.get("name") or function.__name__
        self.key: Any = settings.get("key", ...)
        self.wrap: Any = settings.get("wrap", ...)
        self.partial: bool = settings.get("partial", False)
        self.profile: str | None = settings.get("profile")
        self.accept: str = settings.get("accept", "application/json")
        self.idempotent: bool | None = settings.get("idempotent")
        self.prepare: Callable[[Any, Any], Any] | None = settings.get("prepare")
        self.arrange: Callable[[dict[str, Any]], dict[str, Any]] | None = settings.get("arrange")
        self.body: type[Input] | None = settings.get("body")
        self.context: str | None = settings.get("context")
        self.content_type: str | None = settings.get("content_type")
        self.aside: tuple[str, ...] = settings.get("aside", ())
        self.gone_is_done: bool = settings.get("gone_is_done", False)
        self.public: bool = settings.get("public", False)
        self.plans: dict[type, Plan] = {}

    @property
    def repeatable(self) -> bool:
        """Whether repeating it is harmless."""
        return self.method in {"GET", "PUT", "DELETE"} if self.idempotent is None else self.idempotent

    def plan(self, owner: type) -> Plan:
        """Return the plan for one resource class, made at first use."""
        plan = self.plans.get(owner)
        if plan is None:
            from timeback_core.sync.plan import Plan

            plan = self.plans[owner] = Plan(self, owner)
        return plan


def _declare(method: str, path: str, settings: Settings) -> Callable[[F], F]:
    def decorate(function: F) -> F:
        declaration = Declaration(function, method, path, settings)

        @functools.wraps(function)
        def endpoint(self: Any, *args: Any, **kwargs: Any) -> Any:
            owner: type[object] = cast("object", self).__class__
            plan = declaration.plans.get(owner) or declaration.plan(owner)
            return plan.run(self, args, kwargs)

        endpoint.__declaration__ = declaration  # type: ignore[attr-defined]  # found again by operations()
        return endpoint  # type: ignore[return-value]  # the caller sees the declared signature

    return decorate


def declared(endpoint: Callable[..., Any]) -> Declaration:
    """Return the declaration behind a decorated method.

    Raises:
        TypeError: The method is no endpoint.
    """
    declaration = getattr(endpoint, "__declaration__", None)
    if not isinstance(declaration, Declaration):
        raise TypeError(f"{endpoint!r} is not a declared endpoint")
    return declaration


def get(path: str, **settings: Unpack[Settings]) -> Callable[[F], F]:
    """Declare a GET endpoint; the settings are the attributes of `Declaration`."""
    return _declare("GET", path, settings)


def post(path: str, **settings: Unpack[Settings]) -> Callable[[F], F]:
    """Declare a POST endpoint; the settings are the attributes of `Declaration`."""
    return _declare("POST", path, settings)


def put(path: str, **settings: Unpack[Settings]) -> Callable[[F], F]:
    """Declare a PUT endpoint; the settings are the attributes of `Declaration`."""
    return _declare("PUT", path, settings)


def patch(path: str, **settings: Unpack[Settings]) -> Callable[[F], F]:
    """Declare a PATCH endpoint; the settings are the attributes of `Declaration`."""
    return _declare("PATCH", path, settings)


def delete(path: str, **settings: Unpack[Settings]) -> Callable[[F], F]:
    """Declare a DELETE endpoint; the settings are the attributes of `Declaration`."""
    return _declare("DELETE", path, settings)
