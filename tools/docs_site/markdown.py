"""Small pieces of Markdown and HTML that the generated pages are put together from."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterable, Sequence

__all__ = ["cell", "code", "fence", "heading", "link", "outside_code", "prose", "slug", "table"]

_SPAN = re.compile(r"(?P<ticks>`+)(?P<text>.+?)(?P=ticks)", re.DOTALL)
_LITERAL = re.compile(r"(?:^:|(?<=\S)(?P<mark>:)):\n\n(?P<code>(?:[ \t]+\S.*\n|\n)+)", re.MULTILINE)


def outside_code(text: str, change: re.Pattern[str], by: str) -> str:
    """Return the text with every match outside of code spans replaced."""
    done, position = [], 0
    for span in _SPAN.finditer(text):
        done += [change.sub(by, text[position : span.start()]), span[0]]
        position = span.end()
    return "".join(done) + change.sub(by, text[position:])


def prose(text: str) -> str:
    """Return a docstring's text as Markdown: what follows ``::`` becomes a block of code."""

    def block(found: re.Match[str]) -> str:
        return f"{found['mark'] or ''}\n\n{fence(textwrap.dedent(found['code']).strip())}\n"

    return _LITERAL.sub(block, f"{text.strip()}\n").strip()


def fence(text: str, language: str = "python") -> str:
    """Return a block of code."""
    return f"```{language}\n{text}\n```\n"


def cell(text: str) -> str:
    """Return text that fits into the cell of a table: on one line, its bars escaped outside of code."""
    flat = re.sub(r"\s*\n\s*\n\s*", "<br>", text.strip())
    flat = re.sub(r"\s*\n\s*", " ", flat)
    return outside_code(flat, re.compile(r"(?<!\\)\|"), r"\\|")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; the empty text when there are no rows."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if not lines:
        return ""
    return "\n".join([f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}", *lines, ""])


def code(content: str) -> str:
    """Return a code span of ready HTML, as it may stand in a cell."""
    return f"<code>{content.replace('|', '&#124;')}</code>"


def link(text: str, href: str | None) -> str:
    """Return escaped text as an HTML link; the text alone when there is nowhere to go."""
    shown = html.escape(text, quote=False)
    return shown if href is None else f'<a href="{html.escape(href)}">{shown}</a>'


def heading(level: int, text: str, anchor: str | None = None, *, label: str | None = None) -> str:
    """Return a heading; `label` is what the page's contents show for it."""
    named = "" if label is None else f" data-toc-label='{label}'"
    return f"{'#' * level} {text}{'' if anchor is None else f' {{#{anchor}{named}}}'}\n"


def slug(text: str) -> str:
    """Return the anchor that a heading's text gets."""
    plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", text).strip().lower()
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", plain))
