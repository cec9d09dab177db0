"""Prepares the hand-written pages for the generator: links within the site, and names that lead to the reference."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from pathlib import Path

from docs_site.markdown import fence
from docs_site.targets import Targets

__all__ = ["Staging", "link_names"]

ROOT_PAGES = {
    "README.md": "project/readme.md",
    "CHANGELOG.md": "project/changelog.md",
    "CONTRIBUTING.md": "project/contributing.md",
}
_LANGUAGES = {".py": "python", ".toml": "toml", ".sh": "sh", ".json": "json", ".xml": "xml", ".yml": "yaml"}
_PIECES = re.compile(
    r"(?P<fence>^(?P<indent> *)(?P<marks>```+|~~~+).*?^ *(?P=marks)[ \t]*$)"
    r"|(?P<link>(?P<image>!?)\[(?P<label>(?:[^\[\]]|\[[^\]]*\])*)\]\((?P<target>[^()\s]+(?:\([^()]*\))?)\))"
    r"|(?P<heading>^#{1,6} [^\n]*$)"
    r"|(?P<code>(?P<ticks>`+)(?P<text>[^`\n]+|.+?)(?P=ticks))",
    re.MULTILINE | re.DOTALL,
)
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_HTML_CODE = re.compile(r"<(code|a|p)\b.*?</\1>", re.DOTALL)


class Staging:
    """Gathers the pages of the site.

    Args:
        root: The project's folder.
        targets: Where the reference describes what.

    Attributes:
        pages: The hand-written pages, prepared, by their paths on the site.
        files: Pages that show files of the project which other pages link to.
        problems: Links that lead nowhere, a sentence each.
    """

    def __init__(self, root: Path, targets: Targets) -> None:
        self.root = root
        self.targets = targets
        self.pages: dict[str, str] = {}
        self.files: dict[str, str] = {}
        self.problems: list[str] = []

    def gather(self) -> None:
        """Read and prepare every page; links that lead nowhere are noted in `problems`."""
        docs = self.root / "docs"
        for path in sorted(docs.rglob("*.md")):
            self._add(path, path.relative_to(docs).as_posix())
        for name, place in ROOT_PAGES.items():
            self._add(self.root / name, place)

    def _add(self, source: Path, place: str) -> None:
        text = source.read_text(encoding="utf-8")
        near = source.stem.partition("-")[0]

        def follow(target: str) -> str:
            return self._follow(source, place, target)

        self.pages[place] = link_names(text, place, self.targets, near=near, follow=follow)

    def _follow(self, source: Path, place: str, target: str) -> str:
        """Return a link's target as it is on the site."""
        if _SCHEME.match(target) or target.startswith("#"):
            return target
        path, mark, anchor = target.partition("#")
        file = (source.parent / path).resolve()
        if not file.is_relative_to(self.root):
            self.problems.append(f"{source.relative_to(self.root)}: {target} leads out of the project")
            return target
        name = file.relative_to(self.root).as_posix()
        if name == "docs/reference/index.md":
            there = "reference/index.md"
        elif not file.exists():
            self.problems.append(f"{source.relative_to(self.root)}: there is no {target}")
            return target
        else:
            there = self._place_of(file, name)
        if there is None:
            self.problems.append(f"{source.relative_to(self.root)}: {target} is a folder without pages")
            return target
        return f"{posixpath.relpath(there, posixpath.dirname(place) or '.')}{mark}{anchor}"

    def _place_of(self, file: Path, name: str) -> str | None:
        """Return where a file of the project is on the site; source files get a page that shows them."""
        if file.is_dir():
            pages = sorted(file.glob("*.md"), key=lambda page: (page.name != "index.md", page.name))
            return self._place_of(pages[0], pages[0].relative_to(self.root).as_posix()) if pages else None
        if name in ROOT_PAGES:
            return ROOT_PAGES[name]
        if name.startswith("docs/"):
            return name.removeprefix("docs/")
        there = f"files/{name}.md"
        if there not in self.files:
            content = file.read_text(encoding="utf-8").rstrip()
            marks = _LANGUAGES.get(file.suffix, "text")
            self.files[there] = f"---\nsearch:\n  exclude: true\n---\n\n# `{name}`\n\n{fence(content, marks)}"
        return there


def link_names(
    text: str,
    page: str,
    targets: Targets,
    *,
    near: str = "",
    follow: Callable[[str], str] | None = None,
) -> str:
    """Return a page's Markdown with links from code that names something in the reference.

    Args:
        text: The page.
        page: Its path on the site.
        targets: Where the reference describes what.
        near: The part of the package that the page is about.
        follow: Changes the targets of its links.
    """
    html = [found.span() for found in _HTML_CODE.finditer(text)]

    def change(found: re.Match[str]) -> str:
        if found["fence"] or found["heading"] or any(start <= found.start() < end for start, end in html):
            return found[0]
        if found["link"]:
            target = found["target"] if follow is None else follow(found["target"])
            return f"{found['image']}[{found['label']}]({target})"
        place = targets.mentioned(found["text"].strip(), near)
        if place is None or (place.page == page and place.anchor is None):
            return found[0]
        return f"[{found[0]}]({place.href(page, built=False)})"

    return _PIECES.sub(change, text)
