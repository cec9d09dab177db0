"""The error answers of the APIs: which format a path's service uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from timeback_sandbox.problems import Problem, ims_bytes

__all__ = ["StatusProblem", "error_bytes", "format_of", "problem", "status_bytes"]

_FORMATS: Mapping[str, Literal["status", "qti", "masterytrack"]] = {
    **dict.fromkeys(("caliper", "jobs", "webhooks", "webhook-filters"), "status"),
    **dict.fromkeys(
        ("api", "assessment-items", "assessment-tests", "stimuli", "validate", "lesson", "question"), "qti"
    ),
    "masterytrack": "masterytrack",
}
"""How errors look below a first segment of a path; the others are the IMS payload."""

_MASTERYTRACK_CODES: Mapping[int, str] = {
    400: "INVALID_PARAMETERS",
    401: "UNAUTHORIZED",
    403: "ACCESS_DENIED",
    404: "NOT_FOUND",
    500: "INTERNAL_ERROR",
}
_WITHOUT_CODE = "/delivery/assignments/invalidate"
"""The end of the path where MasteryTrack's errors carry no code."""


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


def format_of(path: str) -> Literal["status", "qti", "masterytrack"] | None:
    """The format of errors below a path; None: the IMS payload."""
    return _FORMATS.get(path.partition("?")[0].split("/", 2)[1]) if path.startswith("/") else None


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
    match format_of(path):
        case "status":
            return status_bytes(Problem(status, message).description, list(details) if details else None)
        case "qti":
            return msgspec.json.encode(
                {"error": Problem(status, None).description, "message": Problem(status, message).description}
            )
        case "masterytrack":
            said = Problem(status, message).description
            payload: dict[str, object] = {"success": False, "error": said}
            if path.rstrip("/").endswith(_WITHOUT_CODE):
                return msgspec.json.encode({**payload, "data": {"details": said}} if status >= 500 else payload)
            code = _MASTERYTRACK_CODES.get(status)
            return msgspec.json.encode(payload if code is None else {**payload, "code": code})
        case None:
            return ims_bytes(status, message, details=details)


class _WordedProblem(Problem):
    """A refusal that says its status and message in the format of a path's service."""

    def __init__(self, path: str, status: int, message: str) -> None:
        super().__init__(status, message)
        self._path = path

    def body(self) -> bytes:
        """The answer's body."""
        return error_bytes(self._path, self.status, self.description)


def problem(path: str, status: int, message: str) -> Problem:
    """A refusal in the format of the path's service."""
    return _WordedProblem(path, status, message)
