"""Carrying a command out: ask, call, print."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import typer

from timeback_core.cli.arguments import Command, Request
from timeback_core.cli.catalogue import Entry
from timeback_core.cli.danger import confirm, danger
from timeback_core.cli.dry_run import WouldSendError, rehearse, shown
from timeback_core.cli.exit_codes import ExitCode
from timeback_core.cli.output import Printer, save, write_raw
from timeback_core.cli.paging import counted, walk
from timeback_core.cli.reading_data import Source
from timeback_core.cli.value_types import Value, split_list
from timeback_core.wire import is_sequence

if TYPE_CHECKING:
    from timeback_core.cli.session import Session

__all__ = ["carry_out"]


def carry_out(command: Command, session: Session, given: Mapping[str, Any]) -> None:
    """Carry a command out.

    Args:
        command: The command.
        session: Consoles, and the way to a client.
        given: What typer read.

    Raises:
        BadParameter: The command line cannot be understood.
        UsageProblem: Somebody would have to be asked, and nobody is there.
        TimebackError: The call failed.
    """
    if given.get("output") is not None:
        session.format = given["output"]
    request = command.request(given, Source())
    dry = bool(given.get("dry_run"))
    verb = "replace" if request.arguments.get("replace") else danger(command.entry, command.shape)
    if verb is not None and not dry:
        confirm(command.entry, verb, request.identifiers, given)
    fields = split_list(given["fields"], Value(str)) if given.get("fields") else None
    printer = Printer(session.chosen_format(), session.out, fields, secrets=bool(given.get("show_secrets")))
    with session.client() as client:
        # always a copy of its own, which a rehearsal may change
        service = getattr(client, command.entry.service).with_options(**request.options)
        if dry:
            rehearse(service.get_transport())
        target = reach(service, command.entry, request)
        try:
            if given.get("all") or given.get("max_items"):
                _print_all(command, target, request, given, printer, session)
            else:
                answer = getattr(target, command.entry.method)(**request.arguments)
                _print(answer, command, given, printer, session)
        except WouldSendError as would:
            _print_request(would, printer)
            return
    if dry:
        session.err.print("Nothing would be changed.")


def reach(service: Any, entry: Entry, request: Request) -> Any:
    """Return what a command is called on: a resource, a place below records, or a list there."""
    root = getattr(service, entry.reach.attribute)
    kind = cast("Any", type(root))
    for index in entry.reach.scopes:
        kind = kind._scopes[index]
    place = root
    if entry.reach.scopes:
        # a place has the records above it by name; what stands for one record of a collection is made by calling that
        by_name = kind.__init__ is type(root).__init__
        place = kind(root._channel, dict(request.above)) if by_name else root(*request.above.values())
    return place if entry.reach.below is None else getattr(place, entry.reach.below)


def _print(answer: Any, command: Command, given: Mapping[str, Any], printer: Printer, session: Session) -> None:
    """Print what a call gave."""
    place = given.get("save")
    if isinstance(answer, (str, bytes)) and command.is_raw:
        if place is None:
            _refuse_binary(answer)
            write_raw(answer)
            return
        try:
            save(answer, place)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--save") from None
        session.err.print(f"Written to {place}.", markup=False)
    elif answer is None:
        _print_nothing(command, printer, session)
    elif isinstance(answer, bool) and command.entry.name == "exists":
        printer.one(answer)
        if not answer:
            raise typer.Exit(ExitCode.NOT_FOUND)
    elif command.is_paged or is_sequence(answer):
        # a page is a sequence of records, or an envelope of the server's own that has them as `data`
        rows = cast("Any", answer)
        count = printer.many(rows.data if command.is_paged else rows)
        _tell_count(count, getattr(answer, "total", None), bool(getattr(answer, "has_more", False)), printer, session)
    else:
        printer.one(answer)


def _refuse_binary(answer: str | bytes) -> None:
    if isinstance(answer, bytes) and sys.stdout.isatty() and b"\x00" in answer[:1024]:
        raise typer.BadParameter("the answer is binary; write it into a file with --save FILE", param_hint="--save")


def _print_nothing(command: Command, printer: Printer, session: Session) -> None:
    """Say that there is no answer: nothing was found, or it is done."""
    if command.entry.name == "first":
        if printer.kind in {"json", "ndjson"}:
            printer.one(None)
        else:
            session.err.print("Nothing found.")
    elif printer.kind == "table":
        session.err.print("Done.")


def _print_all(
    command: Command, target: Any, request: Request, given: Mapping[str, Any], printer: Printer, session: Session
) -> None:
    """Print all pages."""
    most = given.get("max_items")
    records = walk(target, command.entry.method, command.entry.stream, request.arguments, most)
    silent = sys.stdout.isatty() and not printer.waits
    with counted(records, session.err, most=most, silent=silent) as rows:
        count = printer.many(rows)
    _tell_count(count, records.total, False, printer, session)


def _tell_count(count: int, total: int | None, more: bool, printer: Printer, session: Session) -> None:
    """Say on standard error how many records there are, where a person reads."""
    if printer.kind != "table" and not session.err.is_terminal:
        return
    noun = "record" if (total if total is not None else count) == 1 else "records"
    text = f"{count} {noun}" if total in {None, count} else f"{count} of {total} {noun}"
    if more:
        text += "; --all prints the rest" if total is not None else ", and there are more; --all prints them"
    session.err.print(text, style="dim")


def _print_request(would: WouldSendError, printer: Printer) -> None:
    """Print the request that was not sent."""
    found = shown(would.call)
    if printer.kind in {"json", "ndjson"}:
        Printer(printer.kind, printer.console, secrets=True).one(found)
        return
    from timeback_core.cli.cells import dumped

    lines = [f"{found['method']} {found['url']}"]
    lines += [f"{name}: {value}" for name, value in found.get("headers", {}).items()]
    if "body" in found:
        body = found["body"]
        lines += ["", body if isinstance(body, str) else dumped(body, pretty=True)]
    write_raw("\n".join(lines))
