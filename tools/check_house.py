"""House rules that no other tool checks. Prints every violation; exits with 1 if there is one.

Run from anywhere: ``python tools/check_house.py``. CONTRIBUTING.md names the rules.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 400

# Written by a tool: how long these are is the business of what they are made from.
GENERATED = "src/timeback_core/sync/"

# Files in src/ that may be longer than LONGEST_FILE lines, each with the reason why it is better whole.
LONG_FILES: dict[str, str] = {}

# What only SQLite understands stays in these files of src/, so that PostgreSQL does not mean a search.
SQLITE_FILES: dict[str, str] = {
    "src/timeback_sandbox/dialect.py": "the one place for it",
    "src/timeback_sandbox/memory.py": "going back in an instant is SQLite's doing; snapshots do it for any other",
    "src/timeback_core/caliper/spool.py": "a queue of the client in a file, whatever holds the school data",
    "src/timeback_sandbox/shared_room.py": "a small file of its own that stays SQLite whatever holds the school data",
}

TEXT = {
    ".py",
    ".pyi",
    ".md",
    ".toml",
    ".txt",
    ".in",
    ".yaml",
    ".yml",
    ".json",
    ".sh",
    ".html",
    ".css",
    ".js",
    "",
}

# Written in pieces, so that this file passes its own check.
FORBIDDEN: dict[str, str] = {
    r"\b(?:pypi|pythonhosted|npmjs)\.(?:org|com)\b": "names a package registry's host; name the package",
    r"(?<![\w.~$}])/(?:work|root)/\w": "is a path of one machine",
    r"(?<![\w.~$}])/(?:home|Users)/\w+/": "is a path of one machine",
    r"\bissue ?#\d+\b": "refers to a tracker that readers may not have; say the reason itself",
}
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b")
SQLITE_ONLY = re.compile(
    r"\bPRAGMA\b|\bimport sqlite3\b|dialects\.sqlite|dialects import sqlite|\bjson_extract\b|\browid\b",
    re.IGNORECASE,
)
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+?)(?:\s*;\s*(.+?))?\s*\\$")


def files() -> list[Path]:
    """Every file that is, or would be, under version control."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
    return sorted({ROOT / name for name in names if name and (ROOT / name).is_file()})


def relative(path: Path) -> str:
    """The path as messages show it."""
    return path.relative_to(ROOT).as_posix()


def check_words(paths: list[Path]) -> Iterator[str]:
    """No registry hosts, no machine paths, nothing unfinished in the source."""
    patterns = [(re.compile(pattern), reason) for pattern, reason in FORBIDDEN.items()]
    for path in paths:
        if path.suffix not in TEXT or relative(path) == "tools/check_house.py":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            for pattern, reason in patterns:
                if found := pattern.search(line):
                    yield f"{relative(path)}:{number}: {found.group()!r} {reason}"
            if relative(path).startswith("src/") and (found := UNFINISHED.search(line)):
                yield f"{relative(path)}:{number}: {found.group()!r}: finish it, or name the gap in docs/"


def check_length(paths: list[Path]) -> Iterator[str]:
    """Files in src/ have one job and fit into LONGEST_FILE lines, unless LONG_FILES says why not."""
    lengths = {relative(path): len(path.read_bytes().splitlines()) for path in paths if path.suffix == ".py"}
    for name, length in lengths.items():
        if (
            name.startswith("src/")
            and not name.startswith(GENERATED)
            and length > LONGEST_FILE
            and name not in LONG_FILES
        ):
            yield f"{name}: {length} lines; split it, or give a reason in LONG_FILES of tools/check_house.py"
    for name in LONG_FILES:
        if lengths.get(name, 0) <= LONGEST_FILE:
            yield f"{name}: is no longer over {LONGEST_FILE} lines; take it out of LONG_FILES"


def check_sqlite(paths: list[Path]) -> Iterator[str]:
    """What only SQLite understands stays in SQLITE_FILES."""
    for path in paths:
        name = relative(path)
        if not name.startswith("src/") or path.suffix != ".py" or name in SQLITE_FILES:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if found := SQLITE_ONLY.search(line):
                yield f"{name}:{number}: {found.group()!r} belongs into src/timeback_sandbox/dialect.py"


def check_tests(paths: list[Path]) -> Iterator[str]:
    """Test files have unique names and live in folders without ``__init__.py`` (importlib mode)."""
    seen: dict[str, str] = {}
    for path in paths:
        name = relative(path)
        if not name.startswith("tests/") or path.suffix != ".py":
            continue
        if path.name == "__init__.py":
            yield f"{name}: tests are no packages; remove it"
        if path.name.startswith("test_") and path.name in seen:
            yield f"{name}: has the same name as {seen[path.name]}"
        seen[path.name] = name


def check_links(paths: list[Path]) -> Iterator[str]:
    """Relative links in Markdown lead to a file."""
    for path in paths:
        if path.suffix != ".md":
            continue
        text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            file = target.partition("#")[0]
            if "://" in file or file.startswith("mailto:") or not file:
                continue
            if not (path.parent / file).exists():
                yield f"{relative(path)}: the link {target} leads nowhere"


def pins(name: str) -> tuple[dict[tuple[str, str], str], list[str]]:
    """The pins of one requirements file, and what is wrong with it."""
    found: dict[tuple[str, str], str] = {}
    wrong: list[str] = []
    for number, line in enumerate((ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith(("#", "    --hash=sha256:")):
            continue
        if match := PIN.match(line):
            found[match[1], match[3] or ""] = match[2]
        else:
            wrong.append(f"requirements/{name}:{number}: neither a pin nor a hash: {line.strip()!r}")
    return found, wrong


def check_requirements(_paths: list[Path]) -> Iterator[str]:
    """Only pins with hashes: no address, option or path; dev.txt holds all of demo.txt."""
    demo, wrong_demo = pins("demo.txt")
    dev, wrong_dev = pins("dev.txt")
    yield from wrong_demo
    yield from wrong_dev
    for key, version in demo.items():
        if dev.get(key) != version:
            yield f"requirements/dev.txt: {key[0]} is {dev.get(key)}, in demo.txt {version}; run `make lock`"


def check_project(_paths: list[Path]) -> Iterator[str]:
    """Every dependency has an upper bound, and the changelog knows the version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [item for items in project["optional-dependencies"].values() for item in items]
    for dependency in [*project["dependencies"], *extras]:
        # time zones are data, numbered by year: no release of them can break an interface
        if "<" not in dependency and not dependency.startswith((project["name"], "tzdata")):
            yield f"pyproject.toml: {dependency!r} has no upper bound"
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    version = project["version"].partition(".dev")[0]
    wanted = "## [Unreleased]" if ".dev" in project["version"] else f"## [{version}]"
    if wanted not in changelog:
        yield f"CHANGELOG.md: there is no section {wanted!r} for version {project['version']}"
    if not (ROOT / ".ci" / "run").stat().st_mode & 0o100:
        yield ".ci/run: is not executable"


CHECKS: list[Callable[[list[Path]], Iterator[str]]] = [
    check_words, check_length, check_sqlite, check_tests, check_links, check_requirements, check_project,
]  # fmt: skip


def main() -> int:
    """Runs all checks; the number of violations decides the exit status."""
    paths = files()
    problems = [problem for check in CHECKS for problem in check(paths)]
    print(*problems, sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
