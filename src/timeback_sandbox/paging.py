"""Pages of lists, as OneRoster and CASE have them: their parameters, their headers, and the chosen members."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TypeAlias
from urllib.parse import quote, urlencode

import msgspec

__all__ = ["MAX_OFFSET", "Pairs", "first_values", "page_headers", "select_members", "whole_number"]

Pairs: TypeAlias = Sequence[tuple[str, str]]
"""The names and values of a query."""

MAX_OFFSET = 2**53
_INTEGER = re.compile(r"[+-]?\d{1,30}", re.ASCII)


def first_values(pairs: Pairs) -> dict[str, str]:
    """The first value of each parameter."""
    given: dict[str, str] = {}
    for name, value in pairs:
        given.setdefault(name, value)
    return given


def whole_number(text: str | None, default: int, low: int, high: int) -> int | None:
    """The number that a parameter says.

    Args:
        text: Its value; None when it is not there.
        default: What it is then.
        low: The least number.
        high: The greatest number.

    Returns:
        None when it is no number from `low` to `high`.
    """
    if text is None:
        return default
    value = int(text) if _INTEGER.fullmatch(text) else None
    return value if value is not None and low <= value <= high else None


def page_headers(address: str, pairs: Pairs, total: int, limit: int, offset: int) -> tuple[tuple[bytes, bytes], ...]:
    """The headers of a page: how many records there are in all, and where the other pages are.

    Args:
        address: Scheme, authority and path of the request.
        pairs: Its query; everything but the page itself is kept.
        total: Records in all.
        limit: Records on a page.
        offset: Records before the page.
    """
    rest = [(name, value) for name, value in pairs if name not in {"limit", "offset"}]
    tail = f"&{urlencode(rest, quote_via=quote)}" if rest else ""
    base = f"{address}?limit={limit}&offset="
    last = (total - 1) // limit * limit if total else 0
    targets = [("first", 0), ("last", last)]
    if offset > 0:
        # beyond the end, the page before is the last one that has rows
        targets.insert(0, ("prev", min(max(offset - limit, 0), last)))
    if offset + limit < total:
        targets.insert(0, ("next", offset + limit))
    links = ", ".join(f'<{base}{start}{tail}>; rel="{rel}"' for rel, start in targets)
    return (b"x-total-count", b"%d" % total), (b"link", links.encode("ascii"))


def select_members(documents: bytes, names: Collection[str]) -> bytes:
    """A JSON list of objects, each with only these members; the rest is passed through unread."""
    rows = msgspec.json.decode(documents, type=list[dict[str, msgspec.Raw]])
    return msgspec.json.encode([{key: value for key, value in row.items() if key in names} for row in rows])
