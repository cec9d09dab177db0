"""The reference as a whole: which pages there are, where each name is, and their text."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docs_site.catalogue import ServiceEntry, services
from docs_site.command_page import command_page
from docs_site.control_page import control_page
from docs_site.markdown import code, heading, link, table
from docs_site.model_pages import model_pages
from docs_site.module_pages import PagePlan, module_page
from docs_site.pages import Page
from docs_site.service_pages import service_pages
from docs_site.source import Source
from docs_site.targets import Targets
from docs_site.writer import Writer, joined
from timeback_core.operations import operations
from timeback_core.public_names import place_of

__all__ = ["Reference", "build_reference"]

TITLES = {
    "oneroster": "OneRoster",
    "edubridge": "EduBridge",
    "caliper": "Caliper",
    "qti": "QTI",
    "powerpath": "PowerPath",
    "case": "CASE",
    "clr": "CLR",
    "webhooks": "Webhooks",
    "masterytrack": "MasteryTrack",
}


@dataclass
class Reference:
    """All pages of the reference.

    Attributes:
        groups: Pages by the title of their part of the navigation.
        targets: Where every name is.
        source: The packages' source.
    """

    groups: dict[str, list[Page]]
    targets: Targets
    source: Source

    def texts(self) -> dict[str, str]:
        """Return every page's Markdown by its path."""
        pages = [page for group in self.groups.values() for page in group]
        return {page.path: page.write(Writer(self.source, self.targets, page.path, page.near)) for page in pages}

    def near(self, path: str) -> str:
        """Return the part of the package that a page is about."""
        pages = [page for group in self.groups.values() for page in group]
        return next((page.near for page in pages if page.path == path), "")


def build_reference(root: Path) -> Reference:
    """Return the reference to the packages below ``root/src``."""
    source = Source(root / "src")
    plan = tomllib.loads((Path(__file__).parent / "pages.toml").read_text(encoding="utf-8"))
    targets = Targets()
    found = services()
    general = {group["title"]: [module_page(page, source) for page in group["page"]] for group in plan["group"]}
    general["Tools"].insert(0, command_page())
    general["Sandbox and tests"].insert(2, control_page())
    of_services = {
        TITLES[service.name]: _of_service(service, source, general, plan["also"].get(service.name, []))
        for service in found
    }
    front = Page("reference/index.md", "Overview", lambda writer: _front(writer, general, found), "", [])
    groups = {"": [front], **of_services, **general}
    for pages in groups.values():
        for page in pages:
            page.register(targets)
    _register_public_names(targets, source)
    return Reference(groups, targets, source)


def _of_service(service: ServiceEntry, source: Source, general: dict[str, list[Page]], also: list[str]) -> list[Page]:
    pages = service_pages(service, TITLES[service.name])
    taken = {name for group in (*general.values(), pages) for page in group for name, _ in page.places}
    pages += model_pages(service.name, source, taken)
    taken |= {name for page in pages for name, _ in page.places}
    rest = [*_unplaced(service.name, source, taken), *also]
    if rest:
        plan = PagePlan(
            path=f"{service.name}/others.md",
            title="Results and errors",
            text="What else the package of the service offers: answers of a shape of their own, errors, small tools.",
            names=rest,
            near=service.name,
        )
        pages.append(module_page(plan, source))
    return pages


def _unplaced(service: str, source: Source, taken: set[str]) -> list[str]:
    """Return the full names of what a service's package offers and no page describes."""
    package = source.get(f"timeback_core.{service}")
    found = {source.path_of(f"timeback_core.{service}.{name}") for name in package.exports or ()}
    things = [source.get(path) for path in sorted(found)]
    return [x.path for x in things if x is not None and not x.is_module and x.path not in taken and x.name[0] != "_"]


def _register_public_names(targets: Targets, source: Source) -> None:
    """Let the names that the package itself offers lead to their places, before others of the same name."""
    import timeback_core

    for name in timeback_core.__all__:
        if name.startswith("__"):
            continue
        module, attribute = place_of(name)
        full = module if attribute is None else f"{module}.{attribute}"
        target = targets.find(source.path_of(full))
        if target is not None:
            targets.preferred.add(source.path_of(full))
            targets.by_name.setdefault(f"timeback_core.{name}", target)


def _front(writer: Writer, general: dict[str, list[Page]], found: list[ServiceEntry]) -> str:
    counts = [
        (
            code(link(TITLES[service.name], writer.href(f"timeback_core.{service.name}"))).replace("code>", "strong>"),
            f"`tb.{service.name}`",
            str(len(operations(service.name))),
            ", ".join(code(link(name, writer.href(f"{service.name}.{name}"))) for name in service.resources),
        )
        for service in found
    ]
    parts: list[Any] = [
        heading(1, "Reference"),
        (
            f"Made from the source: {len(operations())} operations of {len(found)} services, and everything else that "
            "is public. Examples are in the guides."
        ),
        heading(2, "Services"),
        table(("Service", "Attribute", "Operations", "Resources"), counts),
    ]
    for title, pages in general.items():
        rows = [(f"[{page.title}]({page.path.removeprefix('reference/')})", _names(page)) for page in pages]
        parts += [heading(2, title), table(("Page", "What is there"), rows)]
    return joined(*parts)


def _names(page: Page) -> str:
    names = [name.rsplit(".", 1)[-1] for name, anchor in page.places if anchor is not None and "." not in anchor]
    shown = ", ".join(f"`{name}`" for name in names[:8])
    return shown + (f" and {len(names) - 8} more" if len(names) > 8 else "") or f"`{page.places[0][0]}`"
