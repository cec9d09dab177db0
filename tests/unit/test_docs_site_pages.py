"""How the documentation's pages are prepared, put in order and checked (tools/docs_site)."""

from __future__ import annotations

import re
from pathlib import Path

import docs_tools  # noqa: F401 - makes docs_site importable
import pytest

from docs_site.checking import problems_of
from docs_site.markdown import cell, prose, slug, table
from docs_site.nav import NavigationError, navigation, title_of, to_toml
from docs_site.staging import Staging, link_names
from docs_site.targets import Target, Targets


@pytest.fixture
def targets() -> Targets:
    known = Targets()
    known.add("oneroster.users.list", Target("reference/oneroster/users.md", "oneroster.users.list"))
    known.add("timeback_core.errors.NotFoundError", Target("reference/client/errors.md", "NotFoundError"))
    known.add("timeback_core.oneroster.models.User", Target("reference/oneroster/models.md", "User"))
    known.add("timeback_core.edubridge.models.User", Target("reference/edubridge/models.md", "User"))
    known.add("timeback_core.pages.Paginator.offset", Target("reference/data/pages.md", "Paginator.offset"))
    return known


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("oneroster.users.list", "oneroster.users.list"),
        ("tb.oneroster.users.list()", "oneroster.users.list"),
        ("await tb.oneroster.users.list(limit=5)", "oneroster.users.list"),
        ("tb.oneroster.users.with_options(timeout=5).list()", "oneroster.users.list"),
        ("NotFoundError", "NotFoundError"),
        ("timeback_core.errors.NotFoundError", "NotFoundError"),
        ("Paginator.offset", "Paginator.offset"),
    ],
)
def test_code_that_names_something_leads_to_the_reference(targets: Targets, text: str, anchor: str) -> None:
    found = targets.mentioned(text)
    assert found is not None
    assert found.anchor == anchor


@pytest.mark.parametrize("text", ["list", "User", "users", "tb.oneroster", "x = NotFoundError", "Nothing", "--all"])
def test_code_that_is_not_certain_to_name_something_stays_as_it_is(targets: Targets, text: str) -> None:
    assert targets.mentioned(text) is None


def test_the_client_s_name_means_the_one_with_await(targets: Targets) -> None:
    targets.add("timeback_core.client.TimebackClient", Target("reference/client/client.md", "TimebackClient"))
    targets.add("timeback_core.sync.client.TimebackClient", Target("reference/client/sync.md"))
    assert targets.mentioned("TimebackClient") == Target("reference/client/client.md", "TimebackClient")
    assert targets.mentioned("timeback_core.sync.client.TimebackClient") == Target("reference/client/sync.md")


def test_a_name_of_two_services_means_the_one_that_the_page_is_about(targets: Targets) -> None:
    found = targets.mentioned("User", "edubridge")
    assert found == Target("reference/edubridge/models.md", "User")


def test_a_place_on_the_same_page_needs_no_path() -> None:
    assert Target("a/b.md", "x").href("a/b.md") == "#x"
    assert Target("a/b.md", "x").href("c.md") == "a/b.html#x"
    assert Target("a/b.md").href("a/c.md", built=False) == "b.md"


def test_links_headings_and_blocks_of_code_are_not_linked_again(targets: Targets) -> None:
    text = "# `NotFoundError`\n\n[`NotFoundError`](x.md)\n\n```python\n`NotFoundError`\n```\n\n<p>`NotFoundError`</p>\n"
    assert link_names(text, "index.md", targets) == text


def test_a_name_is_linked_from_where_the_page_is(targets: Targets) -> None:
    done = link_names("Raises ``NotFoundError``.", "how-to/errors.md", targets)
    assert done == "Raises [``NotFoundError``](../reference/client/errors.md#NotFoundError)."


def project(folder: Path, files: dict[str, str]) -> Path:
    for name, text in {"README.md": "# R\n", "CHANGELOG.md": "# C\n", "CONTRIBUTING.md": "# H\n", **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_links_lead_to_where_the_files_are_on_the_site(tmp_path: Path) -> None:
    text = "# Home\n[a](../README.md#x) [b](../examples/run.py) [c](sub/) [d](https://example.org) [e](#here)\n"
    files = {"docs/index.md": text, "docs/sub/one.md": "# One\n[home](../index.md)\n", "examples/run.py": "print(1)\n"}
    staging = Staging(project(tmp_path, files), Targets())
    staging.gather()
    assert staging.problems == []
    links = re.findall(r"\]\((.*?)\)", staging.pages["index.md"])
    assert links == ["project/readme.md#x", "files/examples/run.py.md", "sub/one.md", "https://example.org", "#here"]
    assert "print(1)" in staging.files["files/examples/run.py.md"]
    assert "(../docs/index.md)" not in staging.pages["sub/one.md"]


@pytest.mark.parametrize("target", ["missing.md", "../examples/", "../../outside.md", "../docs/../nothing.py"])
def test_a_link_that_leads_nowhere_is_named(tmp_path: Path, target: str) -> None:
    files = {"docs/index.md": f"# Home\n[a]({target})\n", "examples/run.py": ""}
    staging = Staging(project(tmp_path / "inside", files), Targets())
    staging.gather()
    assert len(staging.problems) == 1
    assert staging.problems[0].startswith("docs/index.md: ")
    assert target in staging.problems[0]


PLAN = """
[[section]]
title = "Home"
pages = ["index.md"]
[[section]]
title = "Guides"
pages = ["how-to/*.md"]
[[section.part]]
title = "Special"
pages = ["how-to/special.md"]
[titles]
"how-to/b.md" = "Bee"
"""


def test_the_navigation_takes_pages_in_order_and_parts_first(tmp_path: Path) -> None:
    (tmp_path / "nav.toml").write_text(PLAN)
    pages = {"how-to/b.md": "# B", "how-to/a.md": "# A `x`", "how-to/special.md": "# S", "index.md": "# I"}
    assert navigation(tmp_path / "nav.toml", pages, {}) == [
        {"Home": "index.md"},
        {"Guides": [{"A x": "how-to/a.md"}, {"Bee": "how-to/b.md"}, {"Special": [{"S": "how-to/special.md"}]}]},
    ]


def test_a_page_that_no_section_takes_is_named(tmp_path: Path) -> None:
    (tmp_path / "nav.toml").write_text(PLAN)
    with pytest.raises(NavigationError, match=r"no section of nav\.toml takes stray\.md"):
        navigation(tmp_path / "nav.toml", {"stray.md": "# S"}, {})


def test_a_page_without_a_heading_is_named() -> None:
    with pytest.raises(NavigationError, match=r"stray\.md has no heading"):
        title_of("stray.md", "text\n\n```sh\n# not a heading\n```\n")


def test_the_navigation_is_written_as_toml() -> None:
    import tomllib

    items = [{'Say "yes"': "a.md"}, {"Ünder": ["b.md", {"C": "c.md"}]}]
    assert tomllib.loads(to_toml(items)) == {"nav": items}


def site(folder: Path, **pages: str) -> list[str]:
    for name, body in pages.items():
        (folder / f"{name}.html").write_text(f"<html><body>{body}</body></html>")
    return problems_of(folder)


def test_a_site_without_faults_has_none(tmp_path: Path) -> None:
    one = '<a href="two.html#there">x</a> <a href="https://example.org/y">y</a> <a href="#me" id="me">z</a>'
    assert site(tmp_path, one=one, two='<p id="there">a</p><img src="data:image/png;base64,AA==">') == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<a href="gone.html">x</a>', "gone.html leads nowhere"),
        ('<a href="two.html#gone">x</a>', "two.html#gone names an anchor that is not there"),
        ('<a href="#gone">x</a>', "#gone names an anchor that is not there"),
        ('<a href="/two.html">x</a>', "/two.html starts at the root of a host, which a folder has not"),
        ('<a href="../two.html">x</a>', "../two.html leads out of the site"),
        ('<script src="https://example.org/x.js"></script>', "loads https://example.org/x.js, which needs a network"),
        ('<link rel="stylesheet" href="//example.org/x.css">', "loads //example.org/x.css, which needs a network"),
        ('<img src="gone.png">', "gone.png leads nowhere"),
    ],
)
def test_what_is_wrong_with_a_page_is_said(tmp_path: Path, body: str, said: str) -> None:
    assert site(tmp_path, one=body, two="") == [f"one.html: {said}"]


def test_a_style_that_loads_over_the_network_is_found(tmp_path: Path) -> None:
    (tmp_path / "x.css").write_text("@font-face { src: url('https://example.org/f.woff2') }")
    assert site(tmp_path) == ["x.css: loads something over the network"]


def test_literal_blocks_of_docstrings_become_blocks_of_code() -> None:
    assert prose("So::\n\n    a = 1\n    b = 2\n\nAnd on.") == "So:\n\n```python\na = 1\nb = 2\n```\n\nAnd on."
    assert prose("Text.\n\n::\n\n    a = 1") == "Text.\n\n\n\n```python\na = 1\n```"


def test_bars_in_a_cell_are_escaped_outside_of_code_only() -> None:
    assert cell("a | b `c | d`\n  e\n\nf") == r"a \| b `c | d` e<br>f"
    assert table(("A",), []) == ""


def test_anchors_are_made_as_on_github() -> None:
    assert slug("What a `Command` takes, and why?") == "what-a-command-takes-and-why"
