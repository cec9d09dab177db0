"""What a command takes, one by one: where each value goes, how it is called, what the help says."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any

import msgspec
import typer

from timeback_core.cli.call_shape import Body, Parameter, Shape
from timeback_core.cli.catalogue import Entry, command_word
from timeback_core.cli.field_words import field_words
from timeback_core.cli.value_types import Value, is_json_like, json_value, value_of
from timeback_core.model import SECRET_FIELDS, secret_names

__all__ = ["Place", "Wanted", "as_parameter", "wanted"]

_SHARED = frozenset({"base_url", "env", "help", "profile", "timeout", "verbose"})
"""Names of options that every command has, be it for a service or not."""

_SPECIAL = frozenset({"where", "prefetch"})
_FIELDS = "Fields of the body"
_SWITCHES = "Fields of the body that are true or false"
_ROOM = 20
"""Characters that choices may take beside the option's name."""

_WORDS = {
    "limit": "Records on a page, at least 1; 100 unless given.",
    "offset": "Records to skip.",
    "page": "Which page, from 1.",
    "sort": "The field to sort by, in snake_case or as on the wire.",
    "order_by": "Ascending or descending.",
    "search": "Text that a record has to contain.",
    "replace": "Send exactly the data: fields left out are cleared.",
}


class Place(Enum):
    """Where a value goes."""

    ABOVE = "above"
    PARAMETER = "parameter"
    QUERY = "query"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One value that a command takes.

    Attributes:
        place: Where it goes.
        name: Its name there.
        value: How it is written.
        words: The help.
        required: Whether the command line has to have it.
        argument: Whether it is written without an option's name.
        flag: The option, such as ``--given-name``.
        secret: Whether it must not be written on a command line; the option then takes it from standard input.
    """

    place: Place
    name: str
    value: Value
    words: str = ""
    required: bool = False
    argument: bool = False
    flag: str = ""
    secret: bool = False

    @property
    def key(self) -> str:
        """What typer calls it."""
        return f"{self.place.value}_{self.name}"


def wanted(entry: Entry, shape: Shape, common: AbstractSet[str]) -> list[Wanted]:
    """Return what a command takes, arguments first.

    Args:
        entry: The command.
        shape: Its call.
        common: Names of the options that it shares with other commands, which are not among the result.
    """
    arguments: list[Wanted] = [
        Wanted(Place.ABOVE, name, Value(str), _above_words(entry, name), True, True) for name in shape.above
    ]
    options: list[Wanted] = []
    taken = {*_SHARED, *common}
    for parameter in shape.parameters:
        if parameter.name in _SPECIAL or (parameter.name == "fields" and _is_selection(parameter)):
            continue
        if parameter.name == "filter" and shape.has("where"):
            continue
        found = _parameter(entry, shape, parameter, taken)
        if found is not None:
            (arguments if found.argument else options).append(found)
            taken.add(parameter.name)
    if shape.query is not None and shape.query.kind is not None:
        options.extend(_fields(shape.query, Place.QUERY, taken))
    if shape.body is not None and shape.body.kind is not None and not shape.body.many:
        taken |= {*shape.above, *shape.identifiers}
        options.extend(_fields(shape.body, Place.BODY, taken))
    return [*arguments, *options]


def _is_selection(parameter: Parameter) -> bool:
    """Tell whether an argument chooses the fields of the answer."""
    found = value_of(parameter.hint)
    return found is not None and found.many


def _above_words(entry: Entry, name: str) -> str:
    """Return what an identifier above is of: ``class_sourced_id`` is the class's, ``sourced_id`` the record's."""
    title = entry.owner._title if name == "sourced_id" else name.removesuffix("_id").removesuffix("_sourced")
    return f"The {(title or 'record').replace('_', ' ')}'s identifier."


def _parameter(entry: Entry, shape: Shape, parameter: Parameter, taken: set[str]) -> Wanted | None:
    """Return how a plain argument of the method is given; ``None`` for what cannot be given here."""
    words = _WORDS.get(parameter.name) or shape.docs.entries.get(parameter.name, "")
    if parameter.name in shape.identifiers:
        own = value_of(parameter.hint) or Value(str)
        return Wanted(Place.PARAMETER, parameter.name, own, words, parameter.required, argument=True)
    value = value_of(parameter.hint)
    if value is None:
        if not is_json_like(parameter.hint):
            return None
        value = json_value()
    flag = command_word(parameter.name)
    if parameter.name in taken:
        flag = f"{entry.resource.removesuffix('s').replace('_', '-')}-{flag}"
    if parameter.name in SECRET_FIELDS:
        return Wanted(
            Place.PARAMETER,
            parameter.name,
            Value(bool),
            f"Read this from a line of standard input; asked for on a terminal. {words}",
            required=parameter.required,
            flag=f"--{flag}-stdin",
            secret=True,
        )
    return Wanted(Place.PARAMETER, parameter.name, value, words, parameter.required, flag=f"--{flag}")


def _fields(given: Body, place: Place, taken: set[str]) -> Iterator[Wanted]:
    """Yield options for the fields of an input that hold one value, or a list of such."""
    assert given.kind is not None
    words = field_words(given.kind)
    secrets = secret_names(given.kind)
    for field in msgspec.structs.fields(given.kind):
        value = value_of(field.type)
        if value is None or field.name in taken:
            continue
        flag = command_word(field.name)
        if field.encode_name in secrets:
            text = f"Read `{field.name}` from a line of standard input; asked for on a terminal."
            yield Wanted(place, field.name, Value(bool), text, flag=f"--{flag}-stdin", secret=True)
            continue
        needed = field.required and given.required and not given.partial
        text = _WORDS.get(field.name, "") if place is Place.QUERY else ""
        text = text or words.get(field.name, "")
        if needed and place is Place.BODY:  # it may come with --data, too
            text = f"{text} (needed)".strip()
        yield Wanted(place, field.name, value, text, needed and place is Place.QUERY, flag=f"--{flag}")


def as_parameter(want: Wanted) -> inspect.Parameter:
    """Return the parameter that typer makes an argument or an option of."""
    value = want.value
    # numbers are read by ourselves, whose messages name the value
    base: Any = str if value.base in (int, float) else value.base
    base = list[base] if value.many else base
    words, metavar = _shown(want)
    if want.argument:
        mark: Any = typer.Argument(
            metavar=want.name.upper(), help=words or None, show_default=False, autocompletion=_completion(value)
        )
    else:
        decl = f"{want.flag}/--no-{want.flag[2:]}" if value.base is bool and not want.secret else want.flag
        mark = typer.Option(
            decl,
            metavar=metavar,
            help=words or None,
            show_default=False,
            rich_help_panel=_panel(want),
            autocompletion=_completion(value),
        )
    required = want.required and not want.secret  # a secret that is needed is asked for
    return inspect.Parameter(
        want.key,
        inspect.Parameter.KEYWORD_ONLY,
        default=inspect.Parameter.empty if required else None,
        annotation=Annotated[base if required else base | None, mark],
    )


def _panel(want: Wanted) -> str | None:
    """Return the heading in the help; switches have their own, as their second name takes room beside all others."""
    if want.value.base is bool and not want.secret:
        return _SWITCHES if want.place is Place.BODY else "Switches"
    return _FIELDS if want.place is Place.BODY else None


def _shown(want: Wanted) -> tuple[str, str | None]:
    """Return help and metavar; long choices move into the help, where they leave room for the option's name."""
    value = want.value
    if value.base is bool:
        return want.words, ""
    if len("|".join(value.choices)) > _ROOM:
        words = f"{want.words} One of {', '.join(value.choices)}.".strip()
        return words, "WORD,..." if value.many else "WORD"
    return want.words, value.metavar


def _completion(value: Value) -> Any:
    """Return what completes a list of words; single words are completed by typer."""
    if not value.many or not value.choices:
        return None

    def complete(incomplete: str) -> list[str]:
        head, comma, tail = incomplete.rpartition(",")
        return [f"{head}{comma}{choice}" for choice in value.choices if choice.startswith(tail)]

    return complete
