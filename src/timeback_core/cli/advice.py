"""What to do about an error, in a sentence for somebody at a command line."""

from __future__ import annotations

from timeback_core import errors

__all__ = ["advice"]

_SHOW = "`timeback config show` tells which settings are in use and where they come from"


def advice(error: BaseException) -> str | None:
    """A sentence about what to do; None when the message says it all.

    Args:
        error: What a command raised.
    """
    if isinstance(error, errors.UnsupportedOperationError | errors.ServiceNotSupportedError):
        return "The other platform may have it: see the setting `platform`."
    if isinstance(error, errors.ConfigurationError | errors.ServiceNotConfiguredError):
        return f"Settings come from options, variables and profiles: {_SHOW}; `timeback config init` writes a profile."
    if isinstance(error, errors.TokenError) and (error.status_code or 0) < 500:
        return f"Check the client id and the secret: {_SHOW}."
    if isinstance(error, errors.APITimeoutError):
        return "Allow more time with --timeout SECONDS, or ask for less at a time."
    if isinstance(error, errors.APIConnectionError):
        return f"Is the address right, and can it be reached from here? {_SHOW}."
    if isinstance(error, errors.APIError):
        return _by_status(error)
    return None


def _by_status(error: errors.APIError) -> str | None:
    """The sentence about an answer of a server."""
    status = error.status_code or 0
    if status == 401:
        return f"The service does not accept the token: {_SHOW}."
    if status == 403:
        return "The credentials are right, but may not do this: ask the platform's operator for the permission."
    if status == 404:
        return "Check the identifier; the command `list` shows what there is."
    if status == 429:
        wait = "a while" if error.retry_after is None else f"{error.retry_after:g} seconds"
        return f"Wait {wait}, then try again."
    if status >= 500:
        return "The service failed. Try again later; its operator can find the request by its id."
    return None
