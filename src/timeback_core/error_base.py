"""The root of all errors, and what every failed operation tells."""

from __future__ import annotations

from timeback_core.error_reading import read_details, read_errors, read_minor_codes, read_text, redact_url, safe_headers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

__all__ = ["APIError", "TimebackError"]


def _rebuild(kind: type[TimebackError], args: tuple[object, ...]) -> TimebackError:
    """Make an error without calling its constructor; pickle and copy then restore its attributes."""
    error = kind.__new__(kind)
    error.args = args
    return error


class TimebackError(Exception):
    """The root of every error of this package."""

    message: str

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.message!r})"

    def __reduce__(self) -> tuple[Callable[..., TimebackError], tuple[object, ...], dict[str, object]]:
        # The default calls the class with `args`, which fits no constructor with more than a message.
        return _rebuild, (type(self), self.args), self.__dict__


class APIError(TimebackError):
    """An operation failed: the server said so, could not be reached, or answered something unreadable."""

    status_code: int | None
    """The HTTP status, or None when there was no answer."""
    response: object
    """The decoded body (mapping, list or text), or None."""
    request_id: str | None
    """The `X-Request-ID` of the operation, the same in all its attempts."""
    method: str | None
    """The HTTP method."""
    url: str | None
    """The URL, without the values of its query."""
    headers: dict[str, str]
    """Those response headers that hold no secret and name no person; names in lower case."""
    retry_after: float | None
    """Seconds that the server asked to wait, or None."""
    attempts: int | None
    """How many requests were sent."""
    body_text: str | None
    operation: str | None
    """The operation's name, for example `oneroster.users.list`."""

    def __init__(
        self,
        message: str,
        status_code: int | None = None,
        response: object = None,
        *,
        request_id: str | None = None,
        method: str | None = None,
        url: str | None = None,
        headers: Mapping[str, str] | None = None,
        retry_after: float | None = None,
        attempts: int | None = None,
        body_text: str | None = None,
        operation: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.response = response
        self.request_id = request_id
        self.method = method
        self.url = redact_url(url) if url else url
        self.headers = safe_headers(headers) if headers else {}
        self.retry_after = retry_after
        self.attempts = attempts
        self.body_text = body_text
        self.operation = operation

    def __str__(self) -> str:
        return self.message if self.status_code is None else f"[{self.status_code}] {self.message}"

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in ("status_code", "message", "request_id"))
        return f"{type(self).__name__}({shown})"

    @property
    def minor_codes(self) -> list[dict[str, str]]:
        """The minor codes of an IMS error payload, each `{"field", "value"}`."""
        return read_minor_codes(self.response)

    @property
    def errors(self) -> list[Any]:
        """What the server found wrong, entry by entry: `errors` or `details` of the body."""
        return read_errors(self.response)

    @property
    def details(self) -> list[Any]:
        """The detail entries of an IMS error payload, or of `meta.issues`: mappings or strings."""
        return read_details(self.response)

    @property
    def code(self) -> str | None:
        """`code` of the body: the service's own word for what went wrong; None when it gives none."""
        return read_text(self.response, "code")

    @property
    def code_major(self) -> str | None:
        """`imsx_codeMajor`: success, processing, failure or unsupported."""
        return read_text(self.response, "imsx_codeMajor")

    @property
    def severity(self) -> str | None:
        """`imsx_severity`: status, warning or error."""
        return read_text(self.response, "imsx_severity")

    @property
    def description(self) -> str | None:
        """`imsx_description`: the server's own words."""
        return read_text(self.response, "imsx_description")
