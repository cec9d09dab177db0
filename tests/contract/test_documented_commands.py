"""The commands that the documentation tells people to type exist, with the options that it names."""

from __future__ import annotations

import re
import shlex
from importlib import util
from pathlib import Path
from typing import Any

import pytest
from documented import ROOT, blocks, commands, pages

TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
EXTRAS = set(
    re.findall(
        r"^(\w+) = \[",
        (ROOT / "pyproject.toml")
        .read_text("utf-8")
        .partition("[project.optional-dependencies]")[2]
        .partition("\n[")[0],
        re.MULTILINE,
    )
)
KNOWN = ". cd curl export git granian head jq make pass pip pytest python sqlite3 timeback unset"
_ONE_COMMAND = re.compile(r"\s(?:\||&&|;)\s")


def shown() -> list[tuple[str, list[str]]]:
    """Place and words of every command of a console block, each part of a pipe for itself."""
    found: list[tuple[str, list[str]]] = []
    for page in pages():
        for block in blocks(page, "console"):
            for command in commands(block.code):
                line = re.sub(
                    r"\s(?:#|[12]?>|<)\s.*$", "", command.line
                )  # without a comment, and where it reads and writes
                for part in _ONE_COMMAND.split(line):
                    if words := shlex.split(part):
                        found.append((f"{block.place}: {command.line}", words))
    return found


SHOWN = shown()


def of(program: str) -> list[Any]:
    return [pytest.param(words[1:], id=place) for place, words in SHOWN if words[0] == program]


@pytest.mark.parametrize("words", of("make"))
def test_a_target_of_make_exists(words: list[str]) -> None:
    assert {word for word in words if "=" not in word} <= TARGETS


@pytest.mark.parametrize("words", of("timeback"))
def test_a_command_and_its_options_exist(words: list[str]) -> None:
    from typer.main import get_command

    from timeback_core.cli.commands import app

    command: Any = get_command(app)
    context = command.context_class(command, info_name="timeback")
    options = names_of(command, context)
    rest = iter(words)
    for word in rest:
        if word.startswith("-") and word != "-":
            name, _, value = word.partition("=")
            assert name in options or name == "--help", f"{context.command_path} has no option {name}"
            if options.get(name) and not value:
                next(rest)  # its value
        elif hasattr(command, "get_command"):
            found = command.get_command(context, word)
            assert found is not None, f"{context.command_path} has no command {word}"
            context = found.make_context(word, [], parent=context, resilient_parsing=True)
            command = context.command  # of what is loaded when it is entered
            options |= names_of(command, context)


def names_of(command: Any, context: Any) -> dict[str, bool]:
    """The options of a command, and whether each takes a value."""
    return {
        name: not getattr(parameter, "is_flag", False) and not getattr(parameter, "count", False)
        for parameter in command.get_params(context)
        for name in (*parameter.opts, *parameter.secondary_opts)
    }


@pytest.mark.parametrize("words", of("pip"))
def test_an_extra_exists(words: list[str]) -> None:
    assert words[0] == "install"
    for extras in re.findall(r"timeback-core\[([\w,]+)\]", " ".join(words)):
        assert set(extras.split(",")) <= EXTRAS


@pytest.mark.parametrize("words", of("python"))
def test_a_module_that_is_run_exists(words: list[str]) -> None:
    if words[0] == "-m":
        assert util.find_spec(words[1]) is not None
    elif "/" in words[0]:
        assert (ROOT / Path(words[0])).is_file()


def test_there_are_commands_and_every_program_is_known() -> None:
    assert len(SHOWN) > 20
    assert {words[0] for _, words in SHOWN} <= set(KNOWN.split())
