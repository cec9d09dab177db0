"""What is wrong with an envelope, as the service tells it."""

from __future__ import annotations

from timeback_sandbox.formats import StatusProblem

__all__ = ["MOST", "Issue", "Path", "described", "issue", "refusal"]

Path = tuple[str | int, ...]
Issue = dict[str, object]

MOST = 1_000
"""More issues than this are not collected: nobody reads them, and an envelope can hold millions."""


def issue(code: str, path: Path, message: str, *, expected: str | None = None, received: str | None = None) -> Issue:
    """One thing that is wrong.

    Args:
        code: `invalid_type`, `invalid_literal`, `invalid_enum_value`, `invalid_string`, `unrecognized_keys`,
            `too_small` or `custom`.
        path: Keys and indices that lead to it.
        message: For a person.
        expected: What should be there.
        received: What is there.
    """
    found: Issue = {"code": code, "path": list(path), "message": message}
    if expected is not None:
        found["expected"] = expected
    if received is not None:
        found["received"] = received
    return found


def described(value: object) -> str:
    """The kind of a value in the words of JSON."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def refusal(issues: list[Issue], status: int = 400, message: str = "Invalid Caliper envelope") -> StatusProblem:
    """The answer to an envelope with issues."""
    return StatusProblem(status, message, issues)
