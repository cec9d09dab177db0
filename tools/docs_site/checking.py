"""Checks a built site: every link and anchor leads somewhere, and nothing on it needs a network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

__all__ = ["problems_of"]

_LOADED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "link": "href",
}
_STYLE_URL = re.compile(r"url\(\s*['\"]?(https?:)?//", re.IGNORECASE)
_NOT_LOADED = {"canonical", "next", "prev", "alternate", "describedby"}


def problems_of(site: Path) -> list[str]:
    """Return what is wrong with the pages of a folder, one sentence each."""
    trees = {path: html.parse(str(path)).getroot() for path in sorted(site.rglob("*.html"))}
    anchors = {path: _anchors(tree) for path, tree in trees.items()}
    found = []
    for path, tree in trees.items():
        name = path.relative_to(site).as_posix()
        found += [f"{name}: {problem}" for problem in _page_problems(path, tree, site, anchors)]
    for path in sorted(site.rglob("*.css")):
        if _STYLE_URL.search(path.read_text(encoding="utf-8")):
            found.append(f"{path.relative_to(site).as_posix()}: loads something over the network")
    return found


def _anchors(tree: html.HtmlElement) -> set[str]:
    return {
        element.get(name)
        for name in ("id", "name")
        for element in tree.iter()
        if isinstance(element.tag, str) and element.get(name)
    }


def _page_problems(path: Path, tree: html.HtmlElement, site: Path, anchors: dict[Path, set[str]]) -> Iterator[str]:
    seen: set[str] = set()
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        attribute = _LOADED.get(element.tag)
        target = element.get(attribute) if attribute else element.get("href") if element.tag == "a" else None
        if target is None or target in seen:
            continue
        seen.add(target)
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            relation = set((element.get("rel") or "").split())
            if attribute and not (element.tag == "link" and relation <= _NOT_LOADED) and parts.scheme != "data":
                yield f"loads {target}, which needs a network"
            continue
        yield from _local_problems(path, target, parts.path, parts.fragment, site, anchors)


def _local_problems(
    page: Path, target: str, path: str, fragment: str, site: Path, anchors: dict[Path, set[str]]
) -> Iterator[str]:
    there = page if not path else (page.parent / unquote(path)).resolve()
    if path.startswith("/"):
        yield f"{target} starts at the root of a host, which a folder has not"
    elif not there.is_relative_to(site):
        yield f"{target} leads out of the site"
    elif not there.exists() or there.is_dir():
        yield f"{target} leads nowhere"
    elif fragment and there in anchors and unquote(fragment) not in anchors[there]:
        yield f"{target} names an anchor that is not there"
