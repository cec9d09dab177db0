"""Error answers: the IMS payload of OneRoster 1.2, and how a status becomes one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus

import msgspec

__all__ = ["MINOR_CODES", "Problem", "ims_bytes", "ims_payload", "minor_code"]

MINOR_CODES: Mapping[int, str] = {
    400: "invaliddata",
    401: "unauthorisedrequest",
    403: "forbidden",
    404: "unknownobject",
    405: "invaliddata",
    409: "invaliddata",
    413: "invaliddata",
    415: "invaliddata",
    422: "invaliddata",
    429: "server_busy",
    500: "internal_server_error",
    502: "server_busy",
    503: "server_busy",
    504: "server_busy",
}
"""The standard's minor code for each status that the sandbox answers."""


def minor_code(status: int) -> str:
    """The minor code that goes with a status: the table's, else by the class of the status."""
    known = MINOR_CODES.get(status)
    if known is not None:
        return known
    return "internal_server_error" if status >= 500 else "invaliddata"


def ims_payload(
    status: int,
    description: str | None = None,
    *,
    minor: str | None = None,
    details: Sequence[Mapping[str, str]] | None = None,
) -> dict[str, object]:
    """The IMS status object that every error answer of OneRoster carries.

    Args:
        status: HTTP status of the answer; chooses the minor code when none is given.
        description: What went wrong, for a person. Default: the status' standard phrase.
        minor: A minor code of the standard, instead of the one that goes with the status.
        details: One string map (`path`, `message`) per field that is wrong; left out when empty.

    Source: OneRoster 1.2, `imsx_StatusInfo`.
    """
    payload: dict[str, object] = {
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": description if description is not None else _phrase(status),
        "imsx_CodeMinor": {
            "imsx_codeMinorField": [
                {
                    "imsx_codeMinorFieldName": "TargetEndSystem",
                    "imsx_codeMinorFieldValue": minor or minor_code(status),
                }
            ]
        },
    }
    if details:
        payload["imsx_error_details"] = [dict(detail) for detail in details]
    return payload


def ims_bytes(
    status: int,
    description: str | None = None,
    *,
    minor: str | None = None,
    details: Sequence[Mapping[str, str]] | None = None,
) -> bytes:
    """The same as `ims_payload`, encoded as JSON."""
    return msgspec.json.encode(ims_payload(status, description, minor=minor, details=details))


def _phrase(status: int) -> str:
    """The standard phrase of a status, or a plain one for a status that has none."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"HTTP {status}"


class Problem(Exception):  # noqa: N818 - rules report problems; the application makes errors of them
    """Ends a request with an IMS error answer; rules raise it, the application renders it.

    Args:
        status: HTTP status of the answer, 400-599.
        description: What went wrong, for a person.
        minor: Minor code, when it differs from the status' usual one.
        details: One string map per field that is wrong.
        headers: Extra headers of the answer.
    """

    def __init__(
        self,
        status: int,
        description: str | None = None,
        *,
        minor: str | None = None,
        details: Sequence[Mapping[str, str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(description or _phrase(status))
        self.status = status
        self.description = description or _phrase(status)
        self.minor = minor or minor_code(status)
        self.details = list(details or ())
        self.headers = dict(headers or {})

    def body(self) -> bytes:
        """The answer's body."""
        return ims_bytes(self.status, self.description, minor=self.minor, details=self.details)
