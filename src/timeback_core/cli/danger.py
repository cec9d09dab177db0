"""Which commands ask before they go on: what deletes, what removes a lot, what replaces a whole list."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
import typer

from timeback_core.cli.call_shape import Shape
from timeback_core.cli.catalogue import Entry
from timeback_core.cli.exit_codes import UsageProblem
from timeback_core.cli.value_types import members_of
from timeback_core.hints import body_input

__all__ = ["asks", "confirm", "danger", "is_answerable", "question_of"]

_WORDS: Final = frozenset(
    {"delete", "invalidate", "propagate", "recreate", "remove", "reorder", "reset", "revoke", "rotate"}
    | {"unassign", "unenroll"}
)
"""First words of commands that take something away, or put something else in its place."""


def danger(entry: Entry, shape: Shape) -> str | None:
    """Return what a command does that one may regret, as a verb; ``None`` when it is harmless.

    Dangerous is a DELETE, a name that begins with one of a few words, and a PUT of something that holds a list of
    parts, such as a framework or a test: parts that are not in the list are gone.
    """
    first = entry.name.split("_")[0]
    method = entry.declaration.method if entry.declaration is not None else ""
    if method == "DELETE" or first in _WORDS:
        return "delete" if method == "DELETE" and first not in _WORDS else first
    if _is_whole(entry, shape) and (shape.content is not None or _holds_parts(shape)):
        return "replace"
    return None


def asks(entry: Entry, shape: Shape) -> bool:
    """Tell whether a command may ask, always or for some of its options."""
    return danger(entry, shape) is not None or shape.has("replace")


def _is_whole(entry: Entry, shape: Shape) -> bool:
    """Tell whether what is sent takes the place of what is there; helpers that merge do not."""
    if entry.declaration is not None:
        return entry.declaration.method == "PUT" and entry.function is entry.declaration.function
    # `upsert` and `update_from_xml` send what the collection's own PUT takes
    replaces = hasattr(getattr(entry.owner, "update", None), "__declaration__")
    return replaces and (entry.name == "upsert" or (entry.name.startswith("update") and shape.content is not None))


def _holds_parts(shape: Shape) -> bool:
    """Tell whether the body is an input that holds a list of inputs."""
    if shape.body is None or shape.body.kind is None:
        return False
    for field in msgspec.structs.fields(shape.body.kind):
        for member in members_of(field.type):
            found = body_input(member, {})
            if found is not None and found[1]:
                return True
    return False


def confirm(entry: Entry, verb: str, identifiers: Sequence[str], given: Mapping[str, Any]) -> None:
    """Ask whether to go on, unless ``--yes`` says so.

    Raises:
        UsageProblem: There is nobody to ask: standard input is no terminal, or feeds the data.
        Abort: The answer is no.
    """
    if given.get("yes"):
        return
    question = question_of(entry, verb, identifiers)
    if not is_answerable():
        raise UsageProblem(
            f"{question.removesuffix('?')}: this needs --yes when there is no terminal to ask on; "
            "--dry-run shows the request without sending it."
        )
    typer.confirm(question, abort=True, err=True)


def is_answerable() -> bool:
    """Tell whether somebody is there to ask: standard input is a terminal."""
    return sys.stdin.isatty()


def question_of(entry: Entry, verb: str, identifiers: Sequence[str]) -> str:
    """Return the question: ``Delete user u1?``."""
    title = entry.owner._title or entry.resource.replace("_", " ")
    _, *rest = entry.name.split("_")
    which = " ".join(identifiers)
    if verb == "replace":
        return f"Replace {title} {which} as a whole?"
    if rest and rest[0] != "by":
        return f"{verb.capitalize()} {' '.join(rest)} ({which})?" if which else f"{verb.capitalize()} {' '.join(rest)}?"
    return f"{verb.capitalize()} {title} {which}".rstrip() + "?"
