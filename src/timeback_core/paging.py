"""Whether more pages follow and how many records there are, read from an answer's headers and counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

__all__ = ["has_more", "parse_header_has_more", "parse_header_total"]

_LINK: Final = re.compile(r"""<[^>]*>((?:[^",<]|"(?:[^"\\]|\\.)*")*)""")
_PARAMETER: Final = re.compile(r""";\s*([^\s=;"]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s;"]*)))?""")


def has_more(headers: Mapping[str, str], *, received: int, limit: int, following: int, total: int | None) -> bool:
    """Tell whether records follow a page.

    The server's own word (a ``Link`` to the next page) counts first, then a known total, and only without
    both whether the page is full. An empty page is always the last.

    Args:
        headers: Of the answer.
        received: Records on the page.
        limit: Records asked for.
        following: The offset after the page.
        total: The total, if known.
    """
    if received == 0:
        return False
    if parse_header_has_more(headers):
        return True
    if total is not None:
        return following < total
    return received >= limit


def parse_header_has_more(headers: Mapping[str, str]) -> bool:
    """Tell whether a ``Link`` header names a next page (RFC 8288; any quoting, several links, several rels).

    Args:
        headers: The answer's headers; names in any case.
    """
    link = _lookup(headers, "link")
    if link is None or "next" not in link.lower():
        return False
    return any(
        name.lower() == "rel" and "next" in "".join(values).lower().split()
        for parameters in _LINK.findall(link)
        for name, *values in _PARAMETER.findall(parameters)
    )


def parse_header_total(headers: Mapping[str, str]) -> int | None:
    """Return the value of ``X-Total-Count``, or ``None`` when it is absent or no number.

    Args:
        headers: The answer's headers; names in any case.
    """
    text = (_lookup(headers, "x-total-count") or "").strip()
    return int(text) if text.isascii() and text.isdigit() else None


def _lookup(headers: Mapping[str, str], name: str) -> str | None:
    """Find a header whatever its spelling, also in a plain mapping."""
    found = headers.get(name)
    if found is not None:
        return found
    return next((value for key, value in headers.items() if key.lower() == name), None)
