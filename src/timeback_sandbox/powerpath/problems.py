"""PowerPath's refusals."""

from __future__ import annotations

from timeback_sandbox.problems import Problem

__all__ = ["refuse"]

_LONGEST = 500


def refuse(status: int, message: str, path: str | None = None) -> Problem:
    """The refusal of a request, to be raised.

    Args:
        status: HTTP status; the minor code goes with it.
        message: What is wrong, with which value, and what to do about it; very long ones are cut.
        path: The field, parameter or path parameter that it is about.
    """
    told = message if len(message) <= _LONGEST else message[: _LONGEST - 1] + "…"
    return Problem(status, told, details=None if path is None else [{"path": path, "message": told}])
