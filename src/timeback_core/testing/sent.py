"""A request as a test expects it, and in what one that was sent differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qs

import msgspec
from msgspec import UNSET

if TYPE_CHECKING:
    from timeback_sandbox.journal import JournalEntry

__all__ = ["Sent", "differences", "is_about"]


class Sent(msgspec.Struct, frozen=True):
    """A request that a test expects.

    What is not said is not compared, and neither is what was sent beyond it in query and body.

    Args:
        method: HTTP method, in any case.
        path: The decoded path without the query, or a glob over it; `*` crosses slashes, as in `*/users/*`.
        status: Status of the answer.
        query: Parameters by name: a value, a list of values for one that is repeated, None for one that is not sent.
        body: JSON as plain data or as a record; a text for any other body; None for none at all. Members of objects
            that are not named here may be there; lists have to be as long.

    Raises:
        ValueError: The path holds a query.
    """

    method: str
    path: str
    status: int | None = None
    query: Mapping[str, object] | None = None
    body: object = UNSET

    def __post_init__(self) -> None:
        if "?" in self.path:
            raise ValueError(f"say the query by query=, not in the path; got {self.path!r}")

    @classmethod
    def of(cls, text: str) -> Sent:
        """The request that a line such as `GET */users?limit=5` means.

        Args:
            text: The line.

        Raises:
            ValueError: It is no method and path.
        """
        method, _, target = text.strip().partition(" ")
        path, _, query = target.strip().partition("?")
        if not method.isalpha() or not path:
            raise ValueError(f"a request is a method and a path, such as 'GET */users'; got {text!r}")
        return cls(method, path, query=parse_qs(query, keep_blank_values=True) or None)

    def __str__(self) -> str:
        more = f" → {self.status}" if self.status is not None else ""
        if self.query is not None:
            more += f" query={dict(self.query)!r}"
        if self.body is not UNSET:
            more += f" body={self.body!r}"
        return f"{self.method.upper()} {self.path}{more}"


def is_about(expected: Sent, entry: JournalEntry) -> bool:
    """Whether method and path are those that are expected."""
    from timeback_sandbox.journal import select

    return bool(select([entry], method=expected.method, path=expected.path))


def differences(expected: Sent, entry: JournalEntry) -> list[str]:
    """In what a request of the right method and path is not as expected; empty: in nothing."""
    found: list[str] = []
    if expected.status is not None and entry.status != expected.status:
        found.append(f"status: expected {expected.status}, was {entry.status}")
    if expected.query is not None:
        found.extend(_of_query(expected.query, entry.query))
    if expected.body is not UNSET:
        found.extend(_of_body(msgspec.to_builtins(expected.body), entry.body))
    return found


def _of_query(expected: Mapping[str, object], query: str) -> Iterator[str]:
    sent = parse_qs(query, keep_blank_values=True)
    for name, value in expected.items():
        values = list(cast("Sequence[object]", value)) if isinstance(value, list | tuple) else [value]
        wanted, was = [_as_text(one) for one in values if one is not None], sent.get(name, [])
        if wanted != was:
            yield f"query {name}: expected {_shown(wanted)}, was {_shown(was)}"


def _as_text(value: object) -> str:
    """A parameter as clients write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _shown(values: list[str]) -> str:
    return "not sent" if not values else repr(values[0] if len(values) == 1 else values)


def _of_body(expected: Any, body: str | None) -> Iterator[str]:
    if body is None or expected is None:
        if body is not None:
            yield f"body: expected none, was {body!r}"
        elif expected is not None:
            yield f"body: expected {expected!r}, none was sent"
        return
    try:
        sent: object = msgspec.json.decode(body)
    except msgspec.DecodeError:
        if expected != body:
            cut = " (cut by the journal; see journal_body_bytes)" if body.endswith("…") else ""
            yield f"body: expected {expected!r}, was {body!r}{cut}"
        return
    yield from _of_value("body", expected, sent)


def _of_value(where: str, expected: object, sent: object) -> Iterator[str]:
    """In what a JSON value differs, each difference with its place."""
    if isinstance(expected, dict) and isinstance(sent, dict):
        has = cast("dict[str, object]", sent)
        for name, value in cast("dict[str, object]", expected).items():
            if name in has:
                yield from _of_value(f"{where}.{name}", value, has[name])
            else:
                yield f"{where}.{name}: expected {value!r}, was not sent"
    elif isinstance(expected, list) and isinstance(sent, list):
        ours, theirs = cast("list[object]", expected), cast("list[object]", sent)
        if len(ours) != len(theirs):
            yield f"{where}: expected {len(ours)} elements, were {len(theirs)}: {theirs!r}"
            return
        for position, (value, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from _of_value(f"{where}[{position}]", value, other)
    elif expected != sent or isinstance(expected, bool) != isinstance(sent, bool):
        yield f"{where}: expected {expected!r}, was {sent!r}"
