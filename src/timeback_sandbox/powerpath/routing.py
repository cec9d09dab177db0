"""How an operation of PowerPath is declared: what all of them have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from timeback_sandbox.oneroster.bodies import ERROR
from timeback_sandbox.serving import Call, Method, QueryParameter, Responder, Route

__all__ = ["route"]

_MEANINGS: Mapping[int, str] = {
    400: "A rule forbids what the request wants",
    404: "Something that the request names does not exist",
    422: "A field or parameter is missing or wrong",
}
_TAGS: Mapping[str, str] = {
    "assessments": "PowerPath: assessments",
    "course_sequences": "PowerPath: course sequences",
    "lesson_plans": "PowerPath: lesson plans",
    "placement": "PowerPath: placement",
    "render_config": "PowerPath: render config",
    "screening": "PowerPath: screening",
    "syllabus": "PowerPath: syllabus",
    "test_assignments": "PowerPath: test assignments",
    "test_out": "PowerPath: test-out",
}


def route(
    operation: str,
    method: Method,
    path: str,
    respond: Responder,
    summary: str,
    *answers: Any,
    errors: Sequence[int] = (404, 422),
    body: object | None = None,
    query: tuple[QueryParameter, ...] = (),
    status: int = 200,
    error_body: object = ERROR,
    blocks: Callable[[Call], bool] | None = None,
) -> Route:
    """An operation.

    Args:
        operation: Its name below `powerpath`, which begins with that of its resource.
        method: HTTP method.
        path: Below `/powerpath`.
        respond: Answers it.
        summary: One line for the API description.
        answers: The type of what a success holds, and that of a 200 beside it; none: 204.
        errors: The statuses that its errors have.
        body: The type that its request's body should hold.
        query: The query parameters that it takes.
        status: Of a success that holds something.
        error_body: The type of an error's body.
        blocks: Whether a call has to be answered in a thread.
    """
    return Route(
        f"powerpath.{operation}",
        method,
        path,
        respond,
        _TAGS[operation.partition(".")[0]],
        summary,
        query=query,
        body=body,
        answers=dict(zip((status, 200), answers, strict=False)) if answers else {204: None},
        errors={code: _MEANINGS[code] for code in errors},
        error_body=error_body,
        blocks=blocks,
    )
