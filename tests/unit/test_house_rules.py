"""The house rules' own check (tools/check_house.py) finds what it should."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools" / "check_house.py"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_house", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return module


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "text",
    ["see https://py|pi.org/x", "cd /wo|rk/main", "in /home/|somebody/x", "as issue |#12 says"],
)
def test_words_that_belong_to_one_machine_or_workplace_are_found(house: ModuleType, tmp_path: Path, text: str) -> None:
    # written with a bar, so that this file passes the check itself
    assert len(list(house.check_words([write(tmp_path, "docs/a.md", text.replace("|", ""))]))) == 1


@pytest.mark.parametrize("text", ["http://127.0.0.1:8787/works", "network/root", "the issue", "~/work/x"])
def test_ordinary_words_are_left_alone(house: ModuleType, tmp_path: Path, text: str) -> None:
    assert list(house.check_words([write(tmp_path, "docs/a.md", text)])) == []


def test_a_long_file_needs_a_reason(house: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = write(tmp_path, "src/a.py", "x = 1\n" * (house.LONGEST_FILE + 1))
    monkeypatch.setattr(house, "LONG_FILES", {})
    assert "src/a.py: 401 lines" in next(house.check_length([long]))
    monkeypatch.setattr(house, "LONG_FILES", {"src/a.py": "a table"})
    assert list(house.check_length([long])) == []


def test_a_reason_for_a_file_that_is_short_again_is_found(
    house: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house, "LONG_FILES", {"src/a.py": "a table"})
    assert "take it out" in next(house.check_length([write(tmp_path, "src/a.py", "x = 1\n")]))


def test_a_link_to_a_file_that_is_missing_is_found(house: ModuleType, tmp_path: Path) -> None:
    page = write(tmp_path, "docs/a.md", "[here](b.md#part) [there](c.md) [out](https://a.example/)")
    write(tmp_path, "docs/b.md", "")
    assert list(house.check_links([page])) == ["docs/a.md: the link c.md leads nowhere"]


def test_a_requirement_without_hashes_or_with_an_address_is_found(house: ModuleType, tmp_path: Path) -> None:
    pin = "anyio==4.0.0 \\\n    --hash=sha256:00\n"
    write(tmp_path, "requirements/demo.txt", pin)
    write(tmp_path, "requirements/dev.txt", pin + "--index-url https://a.example/\nrich==1.0\n")
    problems = list(house.check_requirements([]))
    assert [problem.partition(": ")[0] for problem in problems] == ["requirements/dev.txt:3", "requirements/dev.txt:4"]


def test_the_two_requirements_files_agree_on_versions(house: ModuleType, tmp_path: Path) -> None:
    write(tmp_path, "requirements/demo.txt", "anyio==4.0.0 \\\n    --hash=sha256:00\n")
    write(tmp_path, "requirements/dev.txt", "anyio==4.1.0 \\\n    --hash=sha256:00\n")
    assert "make lock" in next(house.check_requirements([]))
