"""What one operation is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from timeback_sandbox.oneroster import bodies
from timeback_sandbox.oneroster.calls import Responder
from timeback_sandbox.oneroster.kind import Kind, Service

Access = Literal["point", "read", "write"]
"""How an operation uses the database: one row, a longer read, or a transaction."""


def _no_answers() -> Mapping[int, bodies.Model | None]:
    return {}


@dataclass(frozen=True, eq=False)
class Operation:
    """One operation.

    Args:
        id: its name in the API description.
        method: HTTP method.
        service: which service serves it.
        path: within the service, path parameters in braces.
        respond: answers it.
        access: how it uses the database.
        tag: heading in the API description.
        query: which query parameters it takes.
        body: makes the description of what its request holds.
        answers: makes the description of what its success holds, by status; None for nothing.
        status: of its usual success.
        page_of: the kind of which its answer is a page, and the key of the rows.
        not_found: what its 404 says.
        documented: it is part of the platform's API.
    """

    id: str
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    service: Service
    path: str
    respond: Responder
    access: Access
    tag: str
    query: Literal["list", "single"] | None = None
    body: Callable[[], bodies.Model] | None = None
    answers: Callable[[], Mapping[int, bodies.Model | None]] = _no_answers
    page_of: tuple[Kind, str] | None = None
    not_found: str | None = None
    documented: bool = True
    status: int = 200
