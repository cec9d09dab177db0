"""Walking all pages of a list, with a progress bar where somebody looks."""

from __future__ import annotations

import inspect
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, get_args, get_type_hints

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["Walk", "counted", "walk"]


class _Page(Protocol):
    """One page, as `PageResult`."""

    data: list[Any]
    total: int | None

    def fetch_next(self) -> _Page | None:
        """Return the next page, or None."""
        ...


class Walk:
    """All records of a list, one by one; `total` is known once the first page is there."""

    def __init__(self, records: Iterable[Any], total: Any) -> None:
        self._records = records
        self._total = total

    def __iter__(self) -> Iterator[Any]:
        return iter(self._records)

    @property
    def total(self) -> int | None:
        """What the server states; None when it does not, or before the first page."""
        found: int | None = self._total()
        return found


def walk(target: Any, method: str, stream: str | None, arguments: Mapping[str, Any], max_items: int | None) -> Walk:
    """Return the records of a list over all pages.

    Args:
        target: What is called.
        method: The method that gives one page.
        stream: The method beside it that walks all of them and fetches ahead, if there is one.
        arguments: Of the call.
        max_items: Stop after that many records; ``None`` for all.
    """
    if stream is not None:
        streaming = getattr(target, stream)
        accepted = _accepted(streaming)
        given = {**arguments} if max_items is None else {**arguments, "max_items": max_items}
        if "limit" in given and "limit" not in accepted and "page_size" in accepted:
            given["page_size"] = given.pop("limit")
        if given.keys() <= accepted:
            paginator = streaming(**given)
            return Walk(paginator, lambda: paginator.total)
    pages = _Pages(target, method, arguments, max_items)
    return Walk(pages, lambda: pages.total)


def _accepted(function: Any) -> set[str]:
    """Return the keywords that a method takes."""
    found: set[str] = set()
    hints = get_type_hints(function)
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            hint = hints.get(parameter.name)
            typed = get_args(hint)[0] if get_args(hint) else hint
            found |= set(getattr(typed, "__annotations__", ()))
        else:
            found.add(parameter.name)
    return found


class _Pages:
    """Walks by asking each page for the next one."""

    def __init__(self, target: Any, method: str, arguments: Mapping[str, Any], max_items: int | None) -> None:
        self._target = target
        self._method = method
        self._arguments = arguments
        self._max_items = max_items
        self.total: int | None = None

    def __iter__(self) -> Iterator[Any]:
        left = self._max_items
        page: _Page | None = getattr(self._target, self._method)(**self._arguments)
        while page is not None:
            self.total = page.total if page.total is not None else self.total
            for record in page.data:
                if left == 0:
                    return
                yield record
                left = None if left is None else left - 1
            page = None if left == 0 else page.fetch_next()


@contextmanager
def counted(records: Walk, console: Console, *, most: int | None, silent: bool) -> Generator[Iterable[Any]]:
    """Give the records, with a bar on standard error that counts them.

    Args:
        records: What is walked.
        console: Standard error.
        most: How many are wanted; ``None`` for all.
        silent: Whether results are on the same terminal already, so that a bar would be in their way.
    """
    if silent or not console.is_terminal:
        yield records
        return
    from timeback_core.cli.consoles import progress_bar

    with progress_bar("Reading", console) as progress:
        task = progress.add_task("", total=None)

        def counting() -> Iterator[Any]:
            for number, record in enumerate(records, 1):
                total = records.total
                wanted = min((value for value in (total, most) if value is not None), default=None)
                progress.update(task, completed=number, total=wanted)
                yield record

        yield counting()
