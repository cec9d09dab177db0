"""Errors prepared for a reader: a header line and a line for each detail."""

from __future__ import annotations

from timeback_core.error_reading import as_mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing_extensions import TypeIs

    from timeback_core.errors import APIError, InputValidationError


class FormattedError:
    """An error as a header and a list of detail lines, ready to print."""

    __slots__ = ("details", "header")

    header: str
    details: list[str]

    def __init__(self, header: str, details: list[str]) -> None:
        self.header = header
        self.details = details

    def __repr__(self) -> str:
        return f"FormattedError(header={self.header!r}, details={self.details!r})"

    def __str__(self) -> str:
        return "\n".join([self.header, *(f"  - {line}" for line in self.details)])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FormattedError):
            return NotImplemented
        return self.header == other.header and self.details == other.details

    __hash__ = None  # type: ignore[assignment]  # mutable, and compared by value


def is_api_error(error: object) -> TypeIs[APIError]:
    """Return whether this is an API error: an exception with `status_code` and `response`.

    Args:
        error: What was raised.
    """
    return isinstance(error, Exception) and hasattr(error, "status_code") and hasattr(error, "response")


def is_input_validation_error(error: object) -> TypeIs[InputValidationError]:
    """Return whether this is the client's own check of the input, made before any request.

    Args:
        error: What was raised.
    """
    if not isinstance(error, Exception) or not hasattr(error, "issues"):
        return False
    return any(base.__name__ == "InputValidationError" for base in type(error).__mro__)


def format_api_error(error: APIError) -> FormattedError:
    """Return the error's message without its status, and one line for each detail the server gave.

    Args:
        error: The error to show.
    """
    lines: list[str] = []
    for detail in error.details:
        line = _detail_line(detail)
        if line is not None:
            lines.append(line)
    return FormattedError(error.message, lines)


def _detail_line(detail: object) -> str | None:
    """Return one detail as `path: message`, or None when it says nothing."""
    if isinstance(detail, str):
        return detail
    fields = as_mapping(detail)
    if fields is None:
        return None
    path = fields.get("path") or fields.get("field")
    message = fields.get("message") or fields.get("reason")
    if not message:
        return None
    return f"{path}: {message}" if path else str(message)


def format_error(error: object) -> FormattedError:
    """Return any exception or object prepared for a reader; only API errors have details.

    Args:
        error: What was raised.
    """
    if is_api_error(error) and hasattr(error, "message") and hasattr(error, "details"):
        return format_api_error(error)
    return FormattedError(str(error), [])
