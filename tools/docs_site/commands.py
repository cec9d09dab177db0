"""The command line that does what a method does, taken from the commands themselves."""

from __future__ import annotations

import functools
from typing import Any

from timeback_core.cli.catalogue import Entry, catalogue, command_word
from timeback_core.cli.service_commands import leaf

__all__ = ["command_for"]


def command_for(service: str, resource: str, name: str) -> str | None:
    """Return the shortest command for a method, values in capitals; ``None`` when the command line has not got it.

    Args:
        service: The service's name.
        resource: The resource's name, as operations have it.
        name: The operation's or the method's name.
    """
    entry = _entries(service).get((resource, name))
    if entry is None:
        return None
    parameters: list[Any] = list(leaf(entry).params)
    words = ["timeback", command_word(service), command_word(resource), command_word(name)]
    words += [str(one.metavar or one.name).upper() for one in parameters if one.param_type_name == "argument"]
    options = {one.opts[0]: one for one in parameters if one.param_type_name == "option"}
    for option, one in options.items():
        if one.required:
            words += [option, "@FILE" if option == "--content" else _value(option)]
    if "--data" in options and not ("--content" in options and options["--content"].required):
        words += ["--data", "@FILE.json"]
    if "--limit" in options:
        words += ["--limit", "20"]
    return " ".join(words)


def _value(option: str) -> str:
    return option.strip("-").replace("-", "_").upper()


@functools.cache
def _entries(service: str) -> dict[tuple[str, str], Entry]:
    return {(resource, name): entry for resource, found in catalogue(service).items() for name, entry in found.items()}
