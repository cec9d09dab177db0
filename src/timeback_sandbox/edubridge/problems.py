"""EduBridge's refusals: as short words, and in either of the two shapes that are seen in the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import msgspec

from timeback_sandbox.problems import Problem
from timeback_sandbox.serving import Answer, Call, Responder, Route

__all__ = ["SchemaProblem", "conflict", "in_chosen_shape", "invalid", "missing", "not_found"]

_MOST_DETAILS = 200
_LONGEST_ID = 200
_MOST_TOLD = 3


class SchemaProblem(Problem):
    """A schema failure in the shape `{"errors": [{message, detail, meta: {issues}}]}`.

    Args:
        refused: What it is about.
        part: What failed: `query` or `body`.
    """

    def __init__(self, refused: Problem, part: str) -> None:
        super().__init__(refused.status, refused.description, details=refused.details, headers=refused.headers)
        self.part = part

    def body(self) -> bytes:
        """The answer's body."""
        issues = [one for one in self.details if "path" in one]
        if not issues:
            return msgspec.json.encode({"errors": [{"message": self.description}]})
        error = {
            "message": "Request is invalid",
            "detail": f"{self.part} failed validation",
            "meta": {"issues": issues},
        }
        return msgspec.json.encode({"errors": [error]})


def not_found(what: str, **ids: str) -> Problem:
    """404: a record that the request names does not exist.

    Args:
        what: The kind of record, such as `course`.
        ids: The parameters that name it, such as `courseId="c-404"`.
    """
    shown = {name: sourced_id[:_LONGEST_ID] for name, sourced_id in ids.items()}
    return Problem(404, f"{what} {', '.join(shown.values())} does not exist", details=[shown])


def missing(description: str) -> Problem:
    """404: what the request is about is not there."""
    return Problem(404, description)


def conflict(description: str) -> Problem:
    """409: something else holds what the request wants."""
    return Problem(409, description)


def invalid(details: Sequence[Mapping[str, str]], description: str | None = None) -> Problem:
    """422: the request was read, and these fields are wrong; of very many the first are told."""
    if description is None:
        told = "; ".join(f"{one.get('path', '')}: {one.get('message', '')}" for one in details[:_MOST_TOLD])
        description = f"Validation failed ({told})" if told else "Validation failed"
    return Problem(422, description, details=details[:_MOST_DETAILS])


def in_chosen_shape(route: Route) -> Route:
    """The route, its schema failures in the shape that the sandbox's settings ask for."""
    return replace(route, respond=_shaping(route.respond))


def _shaping(respond: Responder) -> Callable[[Call], Answer]:
    def answer(call: Call) -> Answer:
        try:
            return respond(call)
        except Problem as refused:
            if refused.status != 422 or call.state.settings.edubridge_errors != "errors":
                raise
            raise SchemaProblem(refused, "body" if call.body else "query") from refused

    return answer
