"""Exit codes that scripts can use, and which error leads to which."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["ExitCode", "UsageProblem", "exit_code_of"]


class ExitCode(IntEnum):
    """How a run of the command ended."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    CONFIGURATION = 3
    NOT_FOUND = 4
    REFUSED = 5
    INVALID = 6
    CONFLICT = 7
    RATE_LIMITED = 8
    UNREACHABLE = 9
    INTERRUPTED = 130
    READER_GONE = 141


_BY_STATUS = {
    400: ExitCode.INVALID,
    401: ExitCode.REFUSED,
    403: ExitCode.REFUSED,
    404: ExitCode.NOT_FOUND,
    408: ExitCode.UNREACHABLE,
    409: ExitCode.CONFLICT,
    410: ExitCode.NOT_FOUND,
    413: ExitCode.INVALID,
    415: ExitCode.INVALID,
    422: ExitCode.INVALID,
    429: ExitCode.RATE_LIMITED,
}


class UsageProblem(Exception):  # noqa: N818 - it is shown to a person, who made no error in a program
    """The command line asks for something that cannot be done this way; the message is shown as it is."""


def exit_code_of(error: BaseException) -> ExitCode:
    """The exit code that stands for an error.

    Args:
        error: What a command raised.
    """
    from timeback_core import errors

    if isinstance(error, UsageProblem):
        return ExitCode.USAGE
    if isinstance(error, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    if isinstance(error, BrokenPipeError):
        return ExitCode.READER_GONE
    if isinstance(error, errors.TokenError):  # the credentials, unless their server failed
        failed = (error.status_code or 0) >= 500
        return ExitCode.UNREACHABLE if failed else ExitCode.CONFIGURATION
    if isinstance(
        error, errors.ConfigurationError | errors.ServiceNotConfiguredError | errors.UnsupportedOperationError
    ):
        return ExitCode.CONFIGURATION
    if isinstance(error, errors.APIConnectionError | errors.ResponseParseError):
        return ExitCode.UNREACHABLE
    if isinstance(error, errors.APIError):
        status = error.status_code or 0
        return ExitCode.UNREACHABLE if status >= 500 else _BY_STATUS.get(status, ExitCode.FAILED)
    return ExitCode.FAILED
