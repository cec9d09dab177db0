"""Lists: one page of documents, searched, filtered, ordered and cut by the database, and joined as bytes."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from time import thread_time
from typing import Any, NamedTuple, TypeAlias

import msgspec
from sqlalchemy import ColumnElement, Integer, Select, Table, Text, bindparam, func, select

from timeback_core.qti.vocabulary import ITEM_SORT, SORT
from timeback_sandbox import dialect
from timeback_sandbox.filters import FilterError, Node
from timeback_sandbox.qti.filtering import condition, read_filter
from timeback_sandbox.qti.problems import Issue, invalid
from timeback_sandbox.serving import Answer, Call
from timeback_sandbox.statements import ConnectionReader, Prepared, Row, shared_dialect

__all__ = [
    "ITEM_SORTS",
    "SORTS",
    "ListRequest",
    "envelope",
    "fold",
    "list_documents",
    "page_slice",
    "read_list",
    "takes_long",
]

USUAL = 10
_MOST_WORDS = 100
_MOMENT = 0.003
_REMEMBERED = 1024
SORTS = SORT
ITEM_SORTS = ITEM_SORT
_ORDERS = ("asc", "desc")
_POSITIVE = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
_SORT_COLUMNS = {
    "title": "title",
    "identifier": "identifier",
    "type": "type",
    "createdAt": "created_at",
    "updatedAt": "updated_at",
}


class ListRequest(NamedTuple):
    """What a list is asked for.

    Attributes:
        page: Which page, from 1.
        limit: Entries on a page, at most what the sandbox allows.
        sort: The field that orders it.
        order: `asc` or `desc`.
        tokens: The words to search for, folded.
        filter_text: The filter as it was given; empty for none.
        filter: What it says; None for none.
    """

    page: int = 1
    limit: int = USUAL
    sort: str = "createdAt"
    order: str = "desc"
    tokens: tuple[str, ...] = ()
    filter_text: str = ""
    filter: Node | None = None

    @property
    def offset(self) -> int:
        """The entries before the page."""
        return (self.page - 1) * self.limit


def fold(text: str) -> str:
    """A text as searches compare it."""
    return text.casefold()


def read_list(
    call: Call,
    sorts: Collection[str],
    *,
    filtered: bool = True,
    sort: str = "createdAt",
    order: str = "desc",
) -> ListRequest:
    """What the query parameters of a list ask for.

    Args:
        call: The request.
        sorts: The fields that may order the list.
        filtered: Whether the list takes a `filter`; without, it is ignored.
        sort: What orders it when nothing is asked for.
        order: In which direction.

    Raises:
        QtiProblem: 400, a parameter is wrong.
    """
    issues: list[Issue] = []
    page = _positive(call, "page", 1, issues)
    limit = _positive(call, "limit", USUAL, issues)
    cap = call.state.settings.qti_page_cap
    text = (call.first("filter") or "").strip() if filtered else ""
    node: Node | None = None
    if text:
        try:
            node = read_filter(text)
        except FilterError as error:
            issues.append(Issue("filter", str(error)))
    tokens = tuple(dict.fromkeys(fold(call.first("query") or "").split()))
    if len(tokens) > _MOST_WORDS:
        issues.append(Issue("query", f"must not hold more than {_MOST_WORDS} different words, got {len(tokens)}"))
    request = ListRequest(
        page,
        limit if cap is None else min(limit, cap),
        _word(call, "sort", sorts, sort, issues),
        _word(call, "order", _ORDERS, order, issues),
        tokens,
        text,
        node,
    )
    if issues:
        raise invalid(issues, "Invalid query parameters")
    return request


def _positive(call: Call, name: str, usual: int, issues: list[Issue]) -> int:
    text = call.first(name)
    if text is None:
        return usual
    if not _POSITIVE.fullmatch(text):
        code = "too_small" if re.fullmatch(r"-?\d+", text, re.ASCII) else "invalid_string"
        issues.append(Issue(name, f"must be a whole number from 1, got {text[:50]!r}", code))
        return usual
    return int(text)


def _word(call: Call, name: str, words: Collection[str], usual: str, issues: list[Issue]) -> str:
    text = call.first(name)
    if text is None:
        return usual
    if text not in words:
        issues.append(Issue(name, f"must be one of {', '.join(words)}, got {text[:50]!r}", "invalid_enum_value"))
        return usual
    return text


def envelope(documents: Sequence[bytes], total: int, request: ListRequest) -> Answer:
    """A page of entries that are JSON already."""
    tail = {
        "total": total,
        "page": request.page,
        "pages": -(-total // request.limit),
        "limit": request.limit,
        "sort": request.sort,
        "order": request.order,
    }
    # a page is some hundred thousand bytes, which are better not copied for each piece that is put to them
    return Answer(200, b"".join((b'{"items":[', b",".join(documents), b"],", msgspec.json.encode(tail)[1:])))


def page_slice(entries: Sequence[Any], request: ListRequest) -> Sequence[Any]:
    """The entries of the page, of a list that is in memory."""
    return entries[request.offset : request.offset + request.limit]


def list_documents(call: Call, table: Table, request: ListRequest, modes: tuple[str, ...] = ()) -> Answer:
    """One page of a table of documents.

    Args:
        call: The request.
        table: Items, stimuli or tests.
        request: What is asked for.
        modes: Navigation and submission modes, of which a test must have each in some part.
    """
    values: dict[str, object] = {f"token{at}": token for at, token in enumerate(request.tokens)}
    values.update({f"mode{at}": f"|{mode}|" for at, mode in enumerate(modes)})
    shape = _Shape(table, len(request.tokens), len(modes), request.sort, request.order, request.filter)
    started = thread_time()
    with call.store.read() as connection:

        def rows(build: _Build) -> Sequence[Row]:
            return ConnectionReader(connection).rows(_prepared(build, shape), values)

        key = (table.name, request.tokens, request.filter_text, modes)
        total = call.store.count(connection, key, lambda: int(rows(_total)[0][0]))
        documents: list[bytes] = []
        if request.offset < total:
            values.update(limit=min(request.limit, total - request.offset), offset=request.offset)
            documents = [row[0] for row in rows(_page)]
    answer = envelope(documents, total, request)
    if len(_seconds) >= _REMEMBERED:
        _seconds.clear()
    _seconds[_asked(call)] = thread_time() - started
    return answer


def takes_long(call: Call) -> bool:
    """Whether a page of documents may take long: when it is asked for the first time, or did the last time.

    One that takes a moment is answered between other requests, as handing it to a thread takes as long again.
    """
    return not call.store.is_memory and _seconds.get(_asked(call), math.inf) > _MOMENT


_seconds: dict[tuple[str, tuple[tuple[str, str], ...]], float] = {}
"""What pages took the last time, by what was asked for; in another sandbox of this process it may be something else."""


def _asked(call: Call) -> tuple[str, tuple[tuple[str, str], ...]]:
    return call.path, tuple(call.pairs)


class _Shape(NamedTuple):
    """What the text of a list's statements follows from."""

    table: Table
    tokens: int
    modes: int
    sort: str
    order: str
    filter: Node | None


_Build: TypeAlias = Callable[[_Shape], Select[Any]]


@lru_cache(maxsize=256)
def _prepared(build: _Build, shape: _Shape) -> Prepared:
    return Prepared(build(shape), shared_dialect("sqlite"))


def _conditions(shape: _Shape) -> list[ColumnElement[bool]]:
    table = shape.table
    tokens = [dialect.holds(table.c.search, bindparam(f"token{at}", type_=Text)) for at in range(shape.tokens)]
    modes = [dialect.holds(table.c.modes, bindparam(f"mode{at}", type_=Text)) for at in range(shape.modes)]
    return [*tokens, *modes, *(() if shape.filter is None else (condition(shape.filter, table),))]


def _total(shape: _Shape) -> Select[Any]:
    return select(func.count()).select_from(shape.table).where(*_conditions(shape))


def _page(shape: _Shape) -> Select[Any]:
    """The documents of a page; which ones is found first, so that no document is carried through all the sorting."""
    table = shape.table
    columns = (table.c[_SORT_COLUMNS[shape.sort]], table.c.seq)
    ordered = [column.asc() if shape.order == "asc" else column.desc() for column in columns]
    limit, offset = bindparam("limit", type_=Integer), bindparam("offset", type_=Integer)
    chosen = select(table.c.seq).where(*_conditions(shape)).order_by(*ordered).limit(limit).offset(offset)
    return select(table.c.document).where(table.c.seq.in_(chosen.correlate(None))).order_by(*ordered)
