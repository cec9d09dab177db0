"""Every error that the client raises.

::

    TimebackError
    ├── ConfigurationError              the client was set up wrongly            (also ValueError)
    ├── ServiceNotConfiguredError       the service is not part of this client   (also RuntimeError)
    │   └── ServiceNotSupportedError    … because the platform has it not        (also ConfigurationError)
    ├── ClientClosedError               used after close()                       (also RuntimeError)
    ├── UnknownClientError              the manager has no such client           (also KeyError)
    ├── DuplicateClientError            the manager has it already               (also ValueError)
    ├── BroadcastError                  a broadcast failed for some clients      (also RuntimeError)
    ├── PaginationError                 a guard exceeded, a malformed page       (also RuntimeError)
    ├── SensorFullError                 a sensor's queue has no room             (also RuntimeError)
    ├── SensorFlushError                … needs longer than was given            (also TimeoutError)
    ├── SensorSpoolError                … cannot use its file                    (also OSError)
    └── APIError
        ├── BadRequestError             400
        ├── AuthenticationError         401
        │   └── TokenError              the token endpoint refused or failed     (also RuntimeError)
        ├── ForbiddenError              403
        ├── NotFoundError               404
        ├── ConflictError               409
        ├── ValidationError             422, the server's check
        ├── RateLimitError              429
        ├── ServerError                 5xx
        ├── InputValidationError        400, the client's own check, before any request
        ├── APIConnectionError          no response received
        │   └── APITimeoutError         408                                      (also TimeoutError)
        ├── ResponseParseError          an unreadable or unexpected body
        ├── UnsupportedOperationError   the platform has no such operation
        └── JobFailedError              a job of the server failed

All of them have `.message`, survive `pickle` and `copy` with their attributes, and show no body in `repr`.
"""

from __future__ import annotations

from timeback_core.error_base import APIError, TimebackError
from timeback_core.error_format import (
    FormattedError,
    format_api_error,
    format_error,
    is_api_error,
    is_input_validation_error,
)
from timeback_core.error_issues import ValidationIssue, as_ims_payload
from timeback_core.error_mapping import error_from_response
from timeback_core.error_reading import read_existing_assignment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Unpack

    from timeback_core.error_mapping import ErrorContext
    from timeback_core.masterytrack.models import MasteryTrackExistingAssignment

_SHOWN = 5  # issues

__all__ = [
    "APIConnectionError",
    "APIError",
    "APITimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "BroadcastError",
    "ClientClosedError",
    "ConfigurationError",
    "ConflictError",
    "DuplicateClientError",
    "ForbiddenError",
    "FormattedError",
    "InputValidationError",
    "JobFailedError",
    "NotFoundError",
    "PaginationError",
    "RateLimitError",
    "ResponseParseError",
    "ServerError",
    "ServiceNotConfiguredError",
    "ServiceNotSupportedError",
    "TimebackError",
    "TokenError",
    "UnknownClientError",
    "UnsupportedOperationError",
    "ValidationError",
    "ValidationIssue",
    "create_input_validation_error",
    "error_from_response",
    "format_api_error",
    "format_error",
    "is_api_error",
    "is_input_validation_error",
]


class ConfigurationError(TimebackError, ValueError):
    """The client was set up wrongly; the message names the setting, its value and what to do."""


class ServiceNotConfiguredError(TimebackError, RuntimeError):
    """The service asked for is not part of this client."""


class ServiceNotSupportedError(ServiceNotConfiguredError, ConfigurationError):
    """The service asked for is not offered on this platform."""


class ClientClosedError(TimebackError, RuntimeError):
    """The client, or the HTTP client given to it, has been closed."""

    def __init__(self, message: str = "This client has been closed; create a new one") -> None:
        super().__init__(message)


class UnknownClientError(TimebackError, KeyError):
    """The manager has no client of this name."""


class DuplicateClientError(TimebackError, ValueError):
    """The manager already has a client of this name."""


class BroadcastError(TimebackError, RuntimeError):
    """A broadcast failed for some clients."""

    errors: dict[str, Exception]
    """The error of each client that failed, by the client's name."""

    def __init__(self, message: str, errors: Mapping[str, Exception] | None = None) -> None:
        super().__init__(message)
        self.errors = dict(errors or {})


class PaginationError(TimebackError, RuntimeError):
    """A page was malformed, or a guard on the number of items was exceeded."""


class _StatusError(APIError):
    """An error that stands for one HTTP status; it has a message of its own when none is given."""

    _status: int | None = None
    _message = ""

    def __init__(self, message: str | None = None, response: object = None, **context: Unpack[ErrorContext]) -> None:
        super().__init__(message if message is not None else self._message, self._status, response, **context)


class BadRequestError(_StatusError):
    """400: the server refused the request as malformed."""

    _status = 400
    _message = "Bad Request"


class AuthenticationError(_StatusError):
    """401: the token or the credentials were not accepted."""

    _status = 401
    _message = "Unauthorized"


class TokenError(AuthenticationError, RuntimeError):
    """No token could be had: the token endpoint refused the credentials or answered without one."""

    error_code: str | None
    """The OAuth `error` of the answer, for example `invalid_client`."""

    def __init__(
        self,
        message: str = "Failed to obtain access token",
        response: object = None,
        *,
        status_code: int | None = 401,
        error_code: str | None = None,
        **context: Unpack[ErrorContext],
    ) -> None:
        super().__init__(message, response, **context)
        self.status_code = status_code
        self.error_code = error_code


class ForbiddenError(_StatusError):
    """403: authenticated, but not allowed."""

    _status = 403
    _message = "Forbidden"


class NotFoundError(_StatusError):
    """404: there is no such thing."""

    _status = 404
    _message = "Not Found"


class ConflictError(_StatusError):
    """409: it clashes with what is there."""

    _status = 409
    _message = "Conflict"

    @property
    def existing_assignment(self) -> MasteryTrackExistingAssignment | None:
        """The assignment that is in the way, when MasteryTrack refuses a second one; else None."""
        return read_existing_assignment(self.response)


class ValidationError(_StatusError):
    """422: the server checked the data and refused it."""

    _status = 422
    _message = "Validation Error"


class RateLimitError(_StatusError):
    """429: too many requests; `retry_after` holds the seconds to wait when the server said so."""

    _status = 429
    _message = "Rate limit exceeded"


class ServerError(APIError):
    """5xx: the server failed."""

    def __init__(
        self,
        message: str = "Server error",
        status_code: int = 500,
        response: object = None,
        **context: Unpack[ErrorContext],
    ) -> None:
        super().__init__(message, status_code, response, **context)


class InputValidationError(APIError):
    """The client's own check of the input failed; nothing was sent."""

    issues: list[ValidationIssue]
    """Everything that is wrong, not only the first."""

    def __init__(
        self,
        message: str,
        issues: Iterable[ValidationIssue | Mapping[str, object]] = (),
        **context: Unpack[ErrorContext],
    ) -> None:
        found = [ValidationIssue.of(issue) for issue in issues]
        super().__init__(message, 400, as_ims_payload(message, found), **context)
        self.issues = found

    def __str__(self) -> str:
        shown = [str(issue) for issue in self.issues[:_SHOWN]]
        if len(self.issues) > _SHOWN:
            shown.append(f"and {len(self.issues) - _SHOWN} more")
        return f"{super().__str__()} ({'; '.join(shown)})" if shown else super().__str__()


def create_input_validation_error(
    message: str, issues: Iterable[ValidationIssue | Mapping[str, object]]
) -> InputValidationError:
    """Return (not raise) the error for an input with these issues.

    Args:
        message: What was wrong, in a sentence.
        issues: The single problems.
    """
    return InputValidationError(message, issues)


class APIConnectionError(_StatusError):
    """No response was received."""

    _message = "Connection failed"


class APITimeoutError(APIConnectionError, TimeoutError):
    """The operation did not finish within its deadline."""

    _status, _message = 408, "Request timeout"


class ResponseParseError(APIError):
    """The server answered something that cannot be read, or has another shape than it should."""


class UnsupportedOperationError(APIError):
    """The platform of this client does not offer the operation; nothing was sent."""

    def __init__(self, operation: str) -> None:
        name = operation.removesuffix("()")
        super().__init__(f"{name}() is not supported on this platform", operation=name)


class JobFailedError(APIError):
    """A job that the server ran in the background failed."""

    job_id: str

    def __init__(self, job_id: str, error: str | None = None) -> None:
        super().__init__(f"Job {job_id} failed: {error or 'no reason given'}")
        self.job_id = job_id
