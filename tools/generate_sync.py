"""Writes `src/timeback_core/sync` and `tests/sync`: the asynchronous client and its contract tests without `await`.

    python tools/generate_sync.py            writes what has changed
    python tools/generate_sync.py --check    changes nothing; status 1 when a file is stale, missing or too many

Of each module only what is asynchronous, or uses something that is, gets another form; everything else – models,
inputs, errors, filters – is the same for both clients and imported. Code that is about tasks and event loops has a
counterpart about threads in `timeback_core/blocking`, written by hand; `sync_surface/choices.py` says which.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from sync_surface import choices
from sync_surface.reading import Surface, read_package
from sync_surface.tests import TestSuite
from sync_surface.writing import synchronous_module

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / choices.PACKAGE
TESTS = ROOT / "tests"


def package_sources(surface: Surface) -> dict[Path, str]:
    """Return what has to be in the package's folder, by path below it, not formatted yet."""
    sources = {
        surface.modules[name].path.relative_to(SOURCE): synchronous_module(surface.modules[name], surface)
        for name in surface.generated
    }
    for path in list(sources):
        for folder in path.parents:
            if folder != Path() and folder / "__init__.py" not in sources:
                told = f"timeback_core.{'.'.join(folder.parts)}"
                sources[folder / "__init__.py"] = f'"""The synchronous form of `{told}`."""\n'
    return sources


def write_tree(folder: Path, sources: dict[Path, str]) -> dict[Path, str]:
    """Write sources, sort their imports, format them, and return what became of them."""
    for path, text in sources.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    settings = ["--config", str(ROOT / "pyproject.toml"), "--quiet", str(folder)]
    repairs = ["--fix-only", "--select", "F401,I001,TC005,UP034,RUF100,C416"]
    for command in (["check", *repairs], ["check", *repairs], ["format"]):
        subprocess.run([sys.executable, "-m", "ruff", *command, *settings], check=True)
    return {path.relative_to(folder): path.read_text(encoding="utf-8") for path in folder.rglob("*.py")}


def compare(target: Path, wanted: dict[Path, str]) -> dict[Path, str]:
    """Return which files differ from what they should be, and how."""
    present = {path.relative_to(target): path.read_text(encoding="utf-8") for path in target.rglob("*.py")}
    return {
        path: "missing" if path not in present else "too many" if path not in wanted else "stale"
        for path in sorted({*wanted, *present})
        if wanted.get(path) != present.get(path)
    }


def renew(target: Path, wanted: dict[Path, str], stale: dict[Path, str]) -> None:
    """Bring the files up to date."""
    for path, state in stale.items():
        file = target / path
        if state == "too many":
            file.unlink()
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(wanted[path], encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Write, or compare; return the exit status."""
    if arguments not in ([], ["--check"]):
        sys.stderr.write(__doc__ or "")
        return 2
    surface = Surface(read_package(SOURCE, choices.PACKAGE))
    status = 0
    # Inside the project, so that ruff sorts the imports as it does there.
    with tempfile.TemporaryDirectory(dir=ROOT, prefix=".generated-") as scratch:
        for target, sources in (
            (SOURCE / "sync", package_sources(surface)),
            (TESTS / "sync", TestSuite(TESTS, surface).sources()),
        ):
            wanted = write_tree(Path(scratch) / target.relative_to(ROOT), sources)
            stale = compare(target, wanted)
            place = target.relative_to(ROOT)
            if not arguments:
                renew(target, wanted, stale)
                print(f"{place}: {len(wanted)} files, {len(stale)} of them changed")
                continue
            for path, state in stale.items():
                status = 1
                sys.stderr.write(f"{place / path}: {state}\n")
    if status:
        sys.stderr.write("Run: python tools/generate_sync.py\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
