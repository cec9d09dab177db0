"""The options that mean the same in every command, and which commands have them."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from typing import Annotated, Literal

import typer

from timeback_core.cli.call_shape import Shape
from timeback_core.cli.catalogue import Entry

__all__ = ["common_parameters", "is_write"]

_REQUEST = "Request"
_OUTPUT = "Output"


def is_write(entry: Entry) -> bool:
    """Tell whether a command may change something: all but those that are one GET, or tell so by their name."""
    if entry.declaration is not None:
        return entry.declaration.method != "GET"
    return entry.name.split("_")[0] not in {"first", "exists", "list", "get", "search", "verify", "wait"}


def _output(
    output: Annotated[
        Literal["table", "json", "ndjson", "csv"] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FORMAT",
            help="How to print: `table` (default on a terminal), `json` (default elsewhere), `ndjson` or `csv`.",
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    fields: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME,...",
            help="Only these fields, by either name; dots lead into objects. May be repeated.",
            show_default=False,
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    show_secrets: Annotated[
        bool,
        typer.Option(
            "--show-secrets",
            help="Print passwords, secrets and tokens that are in the answer.",
            rich_help_panel=_OUTPUT,
        ),
    ] = False,
) -> None:
    """Every command."""


def _saved(
    save: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Write the answer into a file instead.", show_default=False, rich_help_panel=_OUTPUT
        ),
    ] = None,
) -> None:
    """Commands whose answer is text or bytes."""


def _walk(
    all: Annotated[
        bool,
        typer.Option("--all", help="All pages; `--limit` is then their size.", rich_help_panel=_OUTPUT),
    ] = False,
    max_items: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER",
            min=1,
            help="With `--all`: stop after that many records.",
            show_default=False,
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
) -> None:
    """Commands that answer page by page."""


def _where(
    where: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD=VALUE",
            help="Only records that fit; with `=`, `!=`, `>`, `>=`, `<`, `<=` or `~` (contains). Repeated: all have "
            "to hold; in one: `a=1 or b=2`.",
            show_default=False,
        ),
    ] = None,
    filter: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT", help="The filter in the server's own words, in place of `--where`.", show_default=False
        ),
    ] = None,
) -> None:
    """Commands that filter."""


def _data(
    data: Annotated[
        str | None,
        typer.Option(
            "--data",
            "-d",
            metavar="@FILE|-|JSON",
            help="The body as JSON: of a file, of standard input, or as it stands here.",
            show_default=False,
        ),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="One field of the body, over `--data`; `NAME:=JSON` for anything, `NAME=@FILE` for a file's text. "
            "May be repeated.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Commands with a body."""


def _content(
    content: Annotated[
        str,
        typer.Option(
            metavar="@FILE|-|TEXT", help="What is sent as it is: of a file, of standard input, or as it stands here."
        ),
    ],
) -> None:
    """Commands that send text or bytes as they are."""


def _write(
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Print the request that would change something, and do not send it.",
            rich_help_panel=_REQUEST,
        ),
    ] = False,
    idempotency_key: Annotated[
        str | None,
        typer.Option(
            metavar="KEY",
            help="Makes a request safe to repeat, now and in a later run.",
            show_default=False,
            rich_help_panel=_REQUEST,
        ),
    ] = None,
) -> None:
    """Commands that change something."""


def _dangerous(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")] = False,
) -> None:
    """Commands that ask first."""


def _request(
    max_retries: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER",
            min=0,
            help="Repetitions after a failed attempt; 2 unless given.",
            show_default=False,
            rich_help_panel=_REQUEST,
        ),
    ] = None,
    header: Annotated[
        list[str] | None,
        typer.Option(
            metavar="'NAME: VALUE'",
            help="A header field to send along; none that identifies you. May be repeated.",
            show_default=False,
            rich_help_panel=_REQUEST,
        ),
    ] = None,
) -> None:
    """Every command."""


def common_parameters(entry: Entry, shape: Shape, *, asks: bool, walks: bool, raw: bool) -> Iterator[inspect.Parameter]:
    """Yield the parameters of the options that a command shares with others.

    Args:
        entry: The command.
        shape: Its call.
        asks: Whether it may ask before it goes on.
        walks: Whether all pages can be walked.
        raw: Whether it answers text or bytes.
    """
    declarations = [
        (_where, shape.has("where")),
        (_data, shape.body is not None),
        (_content, shape.content is not None and shape.content.required),
        (_walk, walks),
        (_dangerous, asks),
        (_output, True),
        (_saved, raw),
        (_write, is_write(entry)),
        (_request, True),
    ]
    for declaration, has in declarations:
        if has:
            yield from _parameters(declaration)


@functools.cache
def _parameters(declaration: Callable[..., None]) -> tuple[inspect.Parameter, ...]:
    """Return the parameters of a declaration, as keywords."""
    signature = inspect.signature(declaration, eval_str=True)
    return tuple(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in signature.parameters.values())
