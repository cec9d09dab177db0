"""The error answers of the APIs: which format a path's service uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from timeback_sandbox.problems import Problem, ims_bytes

__all__ = ["StatusProblem", "error_bytes", "problem", "status_bytes"]

_STATUS_FORMAT = ("/caliper", "/jobs", "/webhooks", "/webhook-filters")
"""Where the services are whose errors are a status, a message and a list of errors."""


def status_bytes(message: str, errors: object = None) -> bytes:
    """The error answer of Caliper and of Webhooks."""
    return msgspec.json.encode({"status": "error", "message": message, "errors": errors})


class StatusProblem(Problem):
    """Ends a request with an error answer of Caliper or Webhooks.

    Args:
        status: HTTP status of the answer, 400-599.
        message: What went wrong, for a person.
        errors: What is wrong in detail; None when there is no more to say.
        headers: Extra headers of the answer.
    """

    def __init__(
        self, status: int, message: str, errors: object = None, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, message, headers=headers)
        self.errors = errors

    def body(self) -> bytes:
        """The answer's body."""
        return status_bytes(self.description, self.errors)


def uses_status_format(path: str) -> bool:
    """Whether the errors of a path are a status, a message and errors; others are the IMS payload."""
    return path.startswith(_STATUS_FORMAT) and (
        path.partition("?")[0].split("/", 2)[1] in {"caliper", "jobs", "webhooks", "webhook-filters"}
    )


def error_bytes(
    path: str, status: int, message: str | None = None, details: Sequence[Mapping[str, str]] | None = None
) -> bytes:
    """The body of an error answer, in the format of the path's service.

    Args:
        path: Of the request.
        status: HTTP status of the answer.
        message: What went wrong, for a person. Default: the status' standard phrase.
        details: One string map (`path`, `message`) for each field that is wrong.
    """
    if uses_status_format(path):
        return status_bytes(Problem(status, message).description, list(details) if details else None)
    return ims_bytes(status, message, details=details)


def problem(path: str, status: int, message: str) -> Problem:
    """A refusal in the format of the path's service."""
    return StatusProblem(status, message) if uses_status_format(path) else Problem(status, message)
