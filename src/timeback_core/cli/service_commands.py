"""``timeback <service> …``: the groups and commands of a service, made of its client's declarations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec
import typer

from timeback_core.cli.arguments import Command
from timeback_core.cli.catalogue import Entry, catalogue, command_word
from timeback_core.cli.danger import danger
from timeback_core.cli.deferred import DeferredCommand
from timeback_core.cli.docstrings import described
from timeback_core.cli.field_words import field_words
from timeback_core.cli.session import SessionCommand, SessionGroup, current_session
from timeback_core.cli.type_words import type_words
from timeback_core.cli.wanted import Place

__all__ = ["leaf", "service_group"]

_FIRST: Final = ("list", "get", "first", "exists", "create", "update", "patch", "upsert", "delete")
"""What comes first in the help, in this order."""


def service_group(service: str) -> SessionGroup:
    """Return the group of commands of a service; its commands are made when they are entered.

    Args:
        service: One of the names in `constants.SERVICE_CLIENTS`.
    """
    from timeback_core.client_services import ServiceAttributes

    words = described(getattr(ServiceAttributes, service)).summary
    groups = {
        command_word(resource): _deferred(service, resource, entries)
        for resource, entries in catalogue(service).items()
    }
    return SessionGroup(name=service, help=words, commands=groups, no_args_is_help=True, rich_markup_mode="markdown")


def _deferred(service: str, resource: str, entries: dict[str, Entry]) -> DeferredCommand:
    """Return a resource's group, which is made when it is entered."""
    name = command_word(resource)
    words = _resource_words(entries)

    def load() -> SessionGroup:
        return ResourceGroup(name, entries, words or f"{name} of {service}.")

    return DeferredCommand(name, load, short_help=words)


def _resource_words(entries: dict[str, Entry]) -> str:
    """Return what a resource is about."""
    owners = [entry.owner for entry in entries.values() if not entry.reach.scopes and entry.reach.below is None]
    owner = owners[0] if owners else next(iter(entries.values())).owner
    return described(owner).summary


class ResourceGroup(SessionGroup):
    """The commands of one resource."""

    def __init__(self, name: str, entries: dict[str, Entry], words: str) -> None:
        ordered = sorted(entries, key=lambda key: _FIRST.index(key) if key in _FIRST else len(_FIRST))
        made = {command_word(key): _summarised(entries[key]) for key in ordered}
        super().__init__(name=name, help=words, commands=made, no_args_is_help=True, rich_markup_mode="markdown")


def _summarised(entry: Entry) -> DeferredCommand:
    """Return a command that has its line of help, and is made when it is entered."""
    return DeferredCommand(command_word(entry.name), lambda: leaf(entry), short_help=_summary(entry))


def _summary(entry: Entry) -> str:
    return entry.words or described(entry.function).summary


def leaf(entry: Entry) -> SessionCommand:
    """Return one command as typer has it."""
    command = Command(entry)

    def run(**given: Any) -> None:
        from timeback_core.cli.running import carry_out

        carry_out(command, current_session(given.pop("ctx")), given)

    run.__signature__ = command.signature()  # type: ignore[attr-defined]  # what typer reads the parameters from
    app = typer.Typer(add_completion=False, rich_markup_mode="markdown")
    app.command(command_word(entry.name), cls=SessionCommand, help=help_text(command))(run)
    made = typer.main.get_command(app)
    assert isinstance(made, SessionCommand)
    return made


def help_text(command: Command) -> str:
    """Return what ``--help`` says first: what it does, the request behind it, the fields of its body."""
    entry, shape = command.entry, command.shape
    paragraphs = [_summary(entry)]
    if entry.words is None:
        paragraphs += shape.docs.further
        if shape.docs.returns and not command.is_paged:
            paragraphs.append(f"Prints: {shape.docs.returns}")
    if entry.operation is not None:
        paragraphs.append(f"`{entry.operation.method} {entry.operation.path}`")
    verb = danger(entry, shape)
    if verb is not None:
        paragraphs.append("Asks before it goes on; `--yes` skips the question.")
    elif shape.has("replace"):
        paragraphs.append("With `--replace` it asks before it goes on; `--yes` skips the question.")
    paragraphs.extend(_body_words(command))
    return "\n\n".join(paragraphs)


def _body_words(command: Command) -> Iterator[str]:
    """Yield what the body is made of; fields that have an option of their own are described there."""
    body = command.shape.body
    if body is None:
        return
    said = command.shape.docs.entries.get(body.parameter, "")
    if body.kind is None:
        yield f"Body: {said or 'an object.'}"
        return
    words = field_words(body.kind)
    with_option = {want.name for want in command.wanted if want.place is not Place.ABOVE and not body.many}
    lines: list[str] = []
    for field in msgspec.structs.fields(body.kind):
        if field.name not in with_option:
            needed = ", needed" if field.required and not body.partial else ""
            text = words.get(field.name, "")
            lines.append(f"- `{field.encode_name}`: {type_words(field.type)}{needed}{f'. {text}' if text else ''}")
    if lines:
        alone = (
            "Body: an object with" if not with_option else "Body: with `--data` or `--set`, beside the options below"
        )
        heading = "Body: a list of objects with" if body.many else alone
        yield f"{heading}\n\n" + "\n".join(lines)
