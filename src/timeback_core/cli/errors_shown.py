"""Errors as they are shown: what was wrong, with which value, and what to do; or the same as JSON."""

from __future__ import annotations

import json
import sys
import traceback
from typing import TYPE_CHECKING, cast

from timeback_core.cli.exit_codes import ExitCode, UsageProblem, exit_code_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timeback_core.cli.session import Session

__all__ = ["show_error", "show_usage_error", "wants_json"]

_JSON = frozenset({"json", "ndjson"})


def wants_json(session: Session, args: Sequence[str]) -> bool:
    """Whether errors shall be JSON: `-o json` or `-o ndjson` was given, also when the rest could not be understood.

    Args:
        session: The run.
        args: The whole command line.
    """
    if session.format is not None:
        return session.format in _JSON
    for number, word in enumerate(args):
        name, equals, value = word.partition("=")
        if name in {"-o", "--output"}:
            return (value if equals else "".join(args[number + 1 : number + 2])) in _JSON
        if word.startswith("-o") and word[2:] in _JSON:
            return True
    return False


def show_error(error: BaseException, session: Session, *, as_json: bool) -> ExitCode:
    """Print an error on standard error.

    Args:
        error: What a command raised.
        session: The run; `--verbose` adds the request and the traceback.
        as_json: One JSON object instead of lines for people.

    Returns:
        The exit code that stands for it.
    """
    code = exit_code_of(error)
    if as_json:
        content = {**_described(error), "exit_code": int(code)}
        if session.verbose:
            content["traceback"] = _traceback(error)
        _write({"error": content})
        return code
    _print(_described(error), session)
    if session.verbose:
        session.err.print(_traceback(error), style="dim", markup=False)
    elif not _known(error):
        session.err.print("This should not have happened. --verbose shows where; please report that.", markup=False)
    return code


def _print(described: dict[str, object], session: Session) -> None:
    """Print an error for people."""
    err = session.err
    err.print("[bold red]Error:[/] ", end="")
    err.print(str(described["message"]), markup=False)
    for line in _texts(described.get("details")):
        err.print(f"  - {line}", markup=False)
    if "url" in described:
        answer = f": {described['status']}" if "status" in described else ""
        err.print(f"  {described.get('method', '')} {described['url']}{answer}", style="dim", markup=False)
    if "cause" in described:
        err.print(f"  last failure: {described['cause']}", style="dim", markup=False)
    status = described.get("status")
    shown = {"type", "code", "request_id", "attempts", "operation"} if session.verbose else set[str]()
    if isinstance(status, int) and status >= 500:
        shown.add("request_id")  # what the service's operator asks for
    for name in [name for name in described if name in shown]:
        err.print(f"  {name.replace('_', ' ')}: {described[name]}", style="dim", markup=False)
    if "advice" in described:
        err.print(str(described["advice"]), markup=False)


def show_usage_error(message: str, session: Session, *, as_json: bool, usage: str = "", path: str = "") -> ExitCode:
    """Print what is wrong with a command line.

    Args:
        message: What is wrong.
        session: The run.
        as_json: One JSON object instead of lines for people.
        usage: The usage of the command, or nothing.
        path: The command, such as `timeback oneroster`; or nothing.

    Returns:
        The exit code for it.
    """
    if as_json:
        _write({"error": {"type": "UsageError", "message": message, "exit_code": int(ExitCode.USAGE)}})
        return ExitCode.USAGE
    err = session.err
    if usage:
        err.print(usage, style="bold", markup=False)
    if path:
        err.print(f"Try '{path} --help' for help.", style="dim", markup=False)
    err.print("[bold red]Error:[/] ", end="")
    err.print(message, markup=False)
    return ExitCode.USAGE


def _known(error: BaseException) -> bool:
    """Whether an error is one that happens to people, and no mistake in this program."""
    from timeback_core.errors import TimebackError

    return isinstance(error, TimebackError | UsageProblem | OSError)


def _described(error: BaseException) -> dict[str, object]:
    """What there is to say about an error, without what is not known."""
    from timeback_core.cli.advice import advice
    from timeback_core.errors import APIError, format_error

    kind = type(error).__name__
    formatted = format_error(error)
    message = formatted.header
    if isinstance(error, OSError) and not isinstance(error, APIError):
        named = f"{error.filename}: " if error.filename else ""
        message = f"{named}{error.strerror or error}"
    elif not _known(error):
        message = f"Unexpected {kind}: {error}" if str(error) else f"Unexpected {kind}"
    found: dict[str, object] = {"type": kind, "message": message, "details": formatted.details or None}
    if isinstance(error, APIError):
        found |= {
            "status": error.status_code,
            "code": error.code,
            "method": error.method,
            "url": error.url,
            "request_id": error.request_id,
            "attempts": error.attempts,
            "operation": error.operation,
            "retry_after": error.retry_after,
        }
    found["cause"] = _cause(error, message)
    found["advice"] = advice(error)
    return {name: value for name, value in found.items() if value is not None}


def _cause(error: BaseException, message: str) -> str | None:
    """What went wrong first, such as the failure whose repetition was too late; None when the message says it."""
    from timeback_core.errors import TimebackError, format_error

    first = error
    while isinstance(first.__cause__, TimebackError):
        first = first.__cause__
    said = format_error(first).header
    return None if first is error or said in message else said


def _texts(value: object) -> list[str]:
    """The lines of details."""
    return [str(line) for line in cast("list[object]", value)] if isinstance(value, list) else []


def _traceback(error: BaseException) -> str:
    """Where it happened; without the values of variables, which may be secrets."""
    return "".join(traceback.format_exception(error)).rstrip()


def _write(content: object) -> None:
    """Print one line of JSON on standard error."""
    sys.stderr.write(json.dumps(content, ensure_ascii=False, default=str) + "\n")
    sys.stderr.flush()
