"""A resource whose methods give the answer as it came: status, headers and request id beside the result."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from timeback_core.endpoint import Declaration
from timeback_core.raw import RawResponse

if TYPE_CHECKING:
    from timeback_core.resource import Resource
    from timeback_core.transport.message import Response

__all__ = ["RawResource", "RawResult"]


class RawResult(RawResponse):
    """The answer to a resource's method; `parse` gives what the method itself would have returned."""

    __slots__ = ("_read",)

    def __init__(self, response: Response, read: Callable[[], Any]) -> None:
        super().__init__(response)
        self._read = read

    def parse(self) -> Any:
        """Return what the method would have returned.

        Raises:
            ResponseParseError: The body cannot be read as that.
        """
        return self._read()


class RawResource:
    """Stands before a resource: its single-request methods, with the same arguments, give a `RawResult`."""

    __slots__ = ("_resource",)

    def __init__(self, resource: Resource) -> None:
        self._resource = resource

    def __getattr__(self, name: str) -> Callable[..., Awaitable[RawResult]]:
        resource = self._resource
        declaration = getattr(getattr(type(resource), name, None), "__declaration__", None)
        if not isinstance(declaration, Declaration):
            raise AttributeError(  # noqa: TRY004  # what a missing attribute raises
                f"{type(resource).__name__} has no method {name!r} that is one request; methods such as update() "
                "or stream() make several, use the client's hooks to see their answers"
            )
        plan = declaration.plan(type(resource))

        async def call(*args: Any, **kwargs: Any) -> RawResult:
            values, options = plan.bind(args, kwargs)
            return await plan.send_raw(resource, values, options)

        return call

    def __repr__(self) -> str:
        """Return what it stands before."""
        return f"<raw answers of {self._resource!r}>"
