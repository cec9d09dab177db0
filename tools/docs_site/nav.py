"""The navigation: which page stands where, and that none is left out."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from docs_site.pages import Page

__all__ = ["NavigationError", "navigation", "title_of", "to_toml"]

Item = dict[str, "str | list[Any]"]

_HEADING = re.compile(r"^# +(.+?) *#*$", re.MULTILINE)
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


class NavigationError(Exception):
    """The table of the navigation and the pages do not fit each other."""


def navigation(plan: Path, pages: Mapping[str, str], reference: Mapping[str, list[Page]]) -> list[Item]:
    """Return the navigation as the generator takes it.

    Args:
        plan: The table, `tools/docs_nav.toml`.
        pages: Every page's Markdown by its path, those of the reference left out.
        reference: The reference's pages by the titles of their groups.

    Raises:
        NavigationError: A page has no place or no heading.
    """
    table = tomllib.loads(plan.read_text(encoding="utf-8"))
    titles = table.get("titles", {})
    left = set(pages)
    items: list[Item] = []

    def entries(patterns: Iterable[str]) -> list[Any]:
        found = []
        for pattern in patterns:
            for path in sorted(path for path in left if fnmatch(path, pattern)):
                left.discard(path)
                found.append({titles.get(path) or title_of(path, pages[path]): path})
        return found

    for section in table["section"]:
        # the parts take theirs first: what they name is not for the patterns of the section
        parts: list[Any] = [
            {part["title"]: taken} for part in section.get("part", ()) if (taken := entries(part["pages"]))
        ]
        own = _reference(reference) if section.get("reference") else entries(section["pages"])
        content = [*own, *parts]
        if len(content) == 1 and not parts and not section.get("reference"):
            items.append({section["title"]: next(iter(content[0].values()))})
        elif content:
            items.append({section["title"]: content})
    if left:
        named = ", ".join(sorted(left))
        raise NavigationError(
            f"no section of {plan.name} takes {named}; name it there, or put it into a folder that is"
        )
    return items


def title_of(path: str, text: str) -> str:
    """Return a page's first heading, without its marks.

    Raises:
        NavigationError: It has none.
    """
    found = _HEADING.search(_FENCE.sub("", text))
    if found is None:
        raise NavigationError(f"{path} has no heading; begin it with a line such as `# What it is about`")
    return re.sub(r"\s*\{#.*\}$|[`*]", "", found[1])


def to_toml(items: list[Item]) -> str:
    """Return the navigation as TOML."""
    return f"nav = {_value(items)}\n"


def _value(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_value(key)} = {_value(entry)}" for key, entry in value.items()) + "}"
    return "[" + ", ".join(_value(entry) for entry in value) + "]"


def _reference(groups: Mapping[str, list[Page]]) -> list[Any]:
    items: list[Any] = []
    for title, pages in groups.items():
        entries: list[Any] = [
            page.path if page.path.endswith("/index.md") else {page.title: page.path} for page in pages
        ]
        items += [{title: entries}] if title else entries
    return items
