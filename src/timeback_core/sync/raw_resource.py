# Written by tools/generate_sync.py from timeback_core/raw_resource.py; changes belong there.
"""A resource whose methods give the answer as it came: status, headers and request id beside the result."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from timeback_core.raw_resource import RawResult
from timeback_core.sync.endpoint import Declaration

if TYPE_CHECKING:
    from timeback_core.sync.resource import Resource

__all__ = ["RawResource", "RawResult"]


class RawResource:
    """Stands before a resource: its single-request methods, with the same arguments, give a `RawResult`."""

    __slots__ = ("_resource",)

    def __init__(self, resource: Resource) -> None:
        self._resource = resource

    def __getattr__(self, name: str) -> Callable[..., RawResult]:
        resource = self._resource
        declaration = getattr(getattr(type(resource), name, None), "__declaration__", None)
        if not isinstance(declaration, Declaration):
            raise AttributeError(  # what a missing attribute raises
                f"{type(resource).__name__} has no method {name!r} that is one request; methods such as update() "
                "or stream() make several, use the client's hooks to see their answers"
            )
        plan = declaration.plan(type(resource))

        def call(*args: Any, **kwargs: Any) -> RawResult:
            values, options = plan.bind(args, kwargs)
            return plan.send_raw(resource, values, options)

        return call

    def __repr__(self) -> str:
        """Return what it stands before."""
        return f"<raw answers of {self._resource!r}>"
