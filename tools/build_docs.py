"""Builds the documentation's site into ``site/``: ``make docs``, or ``python tools/build_docs.py``.

The pages of docs/ and the reference, which is made from the source, are put together in a folder below ``build/``;
the generator makes HTML of them; the result is checked and takes the place of the last one. Anything that is wrong
ends the build, and the last site stays. ``--draft`` goes on all the same, for those who are still writing.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from docs_site.checking import problems_of
from docs_site.nav import NavigationError, navigation, to_toml
from docs_site.reference import Reference, build_reference
from docs_site.staging import Staging, link_names

ROOT = Path(__file__).resolve().parent.parent
WARNING = re.compile(r"\b(?:warning|error)\b|(?<!No )\bissues? found\b", re.IGNORECASE)


def stage(root: Path, work: Path, reference: Reference) -> tuple[int, list[str]]:
    """Put everything together that the generator needs; return the number of pages, and which links are broken."""
    staging = Staging(root, reference.targets)
    staging.gather()
    made = {
        path: link_names(text, path, reference.targets, near=reference.near(path))
        for path, text in reference.texts().items()
    }
    items = navigation(root / "tools" / "docs_nav.toml", staging.pages, reference.groups)
    shutil.copytree(root / "docs", work / "docs", ignore=shutil.ignore_patterns("*.md"))
    for path, text in {**staging.pages, **staging.files, **made}.items():
        file = work / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    settings = (root / "zensical.toml").read_text(encoding="utf-8")
    (work / "zensical.toml").write_text(settings.replace("[project]\n", f"[project]\n{to_toml(items)}", 1), "utf-8")
    return len(staging.pages) + len(staging.files) + len(made), staging.problems


def generate(work: Path, *, strict: bool) -> list[str]:
    """Run the generator; return what it complained of."""
    command = [sys.executable, "-m", "zensical", "build", "--clean", *(["--strict"] if strict else [])]
    environment = {**os.environ, "NO_COLOR": "1", "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True, check=False)
    said = re.sub(r"\x1b\[[0-9;]*m", "", f"{done.stdout}{done.stderr}").partition("Traceback ")[0].strip()
    return [said or done.stderr] if done.returncode or WARNING.search(said) else []


def build(root: Path, output: Path, *, draft: bool) -> int:
    """Build the site and put it in the last one's place; return the number of problems.

    Args:
        root: The project's folder.
        output: Where the site goes.
        draft: Go on to the end whatever is wrong, and put the site there all the same.
    """
    (root / "build").mkdir(exist_ok=True)
    # a folder of its own for each run, so that two at a time do not meet; the generator wants one in the project
    with tempfile.TemporaryDirectory(prefix="docs-", dir=root / "build") as folder:
        return _build_in(Path(folder), root, output, draft=draft)


def _build_in(work: Path, root: Path, output: Path, *, draft: bool) -> int:
    pages, problems = stage(root, work, build_reference(root))
    if draft or not problems:
        problems += generate(work, strict=not draft)
    for name in ("404.html", "sitemap.xml"):  # of use only at the root of a host
        (work / "site" / name).unlink(missing_ok=True)
    if draft or not problems:
        problems += problems_of(work / "site")
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    if problems and not draft:
        sys.stderr.write(f"make docs: {len(problems)} problems, see above; nothing was changed in {output}\n")
        return len(problems)
    shutil.rmtree(output, ignore_errors=True)
    shutil.move(work / "site", output)
    print(f"{pages} pages are in {output}; open {output / 'index.html'}")
    return len(problems)


def main() -> int:
    """Read the command line, build, and return the exit code."""
    parser = argparse.ArgumentParser(description="Build the documentation's site into site/.")
    parser.add_argument("--output", type=Path, default=ROOT / "site", help="where the site goes (default: site/)")
    parser.add_argument("--draft", action="store_true", help="make the site although something is wrong with it")
    given = parser.parse_args()
    try:
        return 1 if build(ROOT, given.output.resolve(), draft=given.draft) else 0
    except (NavigationError, LookupError) as error:
        sys.stderr.write(f"{error}\nmake docs: the pages do not fit together\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
