"""The root of the command: its help, its exit codes, and the one place where errors end up."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer.exceptions import TyperException

from timeback_core.cli.exit_codes import ExitCode, UsageProblem
from timeback_core.cli.session import Session, SessionGroup

__all__ = ["RootGroup"]


class _ReaderGoneError(Exception):
    """Nobody reads what is printed any more; typer would end with 1 for a broken pipe."""


class RootGroup(SessionGroup):
    """The group of all commands."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        from timeback_core.cli.root_help import write_root_help

        write_root_help(self, ctx, formatter)

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Parse the options before the sub-command."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except BrokenPipeError:
            raise _ReaderGoneError from None

    def invoke(self, ctx: Any) -> Any:
        """Run the sub-command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise _ReaderGoneError from None

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command line.

        Args:
            args: The command line; default: the process's own.
            prog_name: The name of the command in messages.
            complete_var: The variable that a shell asks for completions with.
            standalone_mode: Whether errors are shown and the process ends.
            windows_expand_args: Whether `*` and the like are expanded on Windows.
            extra: For the context; `obj` may be a Session.

        Raises:
            SystemExit: Always, in standalone mode.
        """
        session = extra.setdefault("obj", Session())
        words = sys.argv[1:] if args is None else list(args)

        def run() -> Any:
            return super(RootGroup, self).main(
                args, prog_name, complete_var, standalone_mode=False, windows_expand_args=windows_expand_args, **extra
            )

        if not standalone_mode:
            return run()
        sys.exit(_exit_code(run, session, words))


def _exit_code(run: Any, session: Session, words: Sequence[str]) -> int:
    """What running came to; errors are shown."""
    try:
        code = _run(run, session, words)
        sys.stdout.flush()
    except (_ReaderGoneError, BrokenPipeError, SystemExit) as error:
        if isinstance(error, SystemExit) and not isinstance(error.__context__, BrokenPipeError):
            raise  # what prints the help ends the process itself when nobody reads it
        from timeback_core.cli.consoles import forget_reader

        forget_reader()
        return ExitCode.READER_GONE
    return code


def _run(run: Any, session: Session, words: Sequence[str]) -> int:
    """Run, and show what was raised."""
    try:
        result = run()
    except _ReaderGoneError:
        raise
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except typer.Abort:
        sys.stderr.write("Aborted.\n")
        return ExitCode.INTERRUPTED
    except TyperException as error:
        return _usage(error, session, words)
    except UsageProblem as error:
        from timeback_core.cli.errors_shown import show_usage_error, wants_json

        return show_usage_error(str(error), session, as_json=wants_json(session, words))
    except Exception as error:  # noqa: BLE001 - no error may end in a traceback
        from timeback_core.cli import is_extra, missing_extra
        from timeback_core.cli.errors_shown import show_error, wants_json

        if isinstance(error, ModuleNotFoundError) and is_extra(error):
            sys.stderr.write(missing_extra(error.name or ""))
            return ExitCode.USAGE
        return show_error(error, session, as_json=wants_json(session, words))
    return result if isinstance(result, int) and not isinstance(result, bool) else ExitCode.DONE


def _usage(error: TyperException, session: Session, words: Sequence[str]) -> int:
    """Show what is wrong with a command line; where a sub-command is missing, the help."""
    from timeback_core.cli.errors_shown import show_usage_error, wants_json

    ctx: Any = getattr(error, "ctx", None)
    message = error.format_message().replace(": Value error, ", ": ", 1)  # words of the library below typer
    if type(error).__name__ == "NoArgsIsHelpError":  # typer has no public name for it
        sys.stdout.write(f"{message}\n" if message else "")
    else:
        usage, path = ("", "") if ctx is None else (ctx.get_usage(), ctx.command_path)
        show_usage_error(message, session, as_json=wants_json(session, words), usage=usage, path=path)
    return error.exit_code
