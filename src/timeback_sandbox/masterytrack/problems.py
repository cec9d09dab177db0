"""How MasteryTrack refuses a request."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from timeback_sandbox.problems import Problem

__all__ = ["MasteryProblem"]


class MasteryProblem(Problem):
    """Ends a request with an error answer of MasteryTrack.

    Args:
        status: HTTP status of the answer, 400-599.
        message: What went wrong, for a person.
        code: What went wrong, for a program; None leaves it out, as withdrawing assignments does.
        fields: By field, what is wrong with it; left out when empty.
        data: What else the answer carries.
    """

    def __init__(
        self,
        status: int,
        message: str,
        code: str | None = None,
        *,
        fields: Mapping[str, str] | None = None,
        data: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(status, message)
        self.code = code
        self.fields = dict(fields or {})
        self.data = dict(data or {})

    @property
    def message(self) -> str:
        """What went wrong, for a person."""
        return self.description

    def body(self) -> bytes:
        """The answer's body."""
        payload: dict[str, object] = {"success": False, "error": self.description}
        extra = {"code": self.code, "details": self.fields, "data": self.data}
        return msgspec.json.encode({**payload, **{name: value for name, value in extra.items() if value}})
