"""What a command's call takes: identifiers of its path, plain arguments, an input for the query, a body, content."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, get_args, get_type_hints

from timeback_core.cli.catalogue import Entry
from timeback_core.cli.docstrings import Described, described
from timeback_core.cli.value_types import is_json_like, members_of, value_of
from timeback_core.hints import body_input, type_arguments
from timeback_core.inputs import Input
from timeback_core.mounts import pieces_of
from timeback_core.transport.options import RequestOptions

__all__ = ["Body", "Parameter", "Shape", "shape_of"]

_OPTIONS = frozenset(RequestOptions.__annotations__)
_CHANGES = frozenset({"update", "patch"})
"""Helpers that keep what is not named."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of the method.

    Attributes:
        name: Its name.
        hint: Its type.
        required: Whether it has no default.
        default: The default; ``None`` also when there is none.
        positional: Whether it may be given without its name.
    """

    name: str
    hint: Any
    required: bool
    default: Any = None
    positional: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """An argument that is an input: the body, or the query of a GET.

    Attributes:
        parameter: The argument.
        kind: The input's class; ``None`` where any object is taken.
        many: Whether a list of it is taken.
        required: Whether it has to be given.
        partial: Whether changes are enough.
    """

    parameter: str
    kind: type[Input] | None
    many: bool = False
    required: bool = True
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """The arguments of a command's call.

    Attributes:
        above: The identifiers of the records above, which lead to the place that the method belongs to.
        parameters: The plain arguments, identifiers of the path among them.
        identifiers: Which of them stand in the path.
        query: The input whose fields are the query.
        body: The input that is sent.
        content: The argument that is sent as it is, text or bytes.
        takes_options: Whether options of the request may be given with it.
        docs: The words of the docstring.
    """

    above: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    identifiers: frozenset[str]
    query: Body | None
    body: Body | None
    content: Parameter | None
    takes_options: bool
    docs: Described

    def has(self, name: str) -> bool:
        """Tell whether a plain argument has this name."""
        return any(parameter.name == name for parameter in self.parameters)


def shape_of(entry: Entry) -> Shape:
    """Return what the call of a command takes."""
    hints = get_type_hints(entry.function)
    substitution = type_arguments(entry.owner)
    docs = described(entry.function)
    plain: list[Parameter] = []
    query: Body | None = None
    body: Body | None = None
    content: Parameter | None = None
    takes_options = False
    for parameter in list(inspect.signature(entry.function).parameters.values())[1:]:
        hint = _settled(hints.get(parameter.name, Any), substitution)
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            takes_options = True
            plain.extend(_spread(hint))
            continue
        found = Parameter(
            name=parameter.name,
            hint=hint,
            required=parameter.default is inspect.Parameter.empty,
            default=None if parameter.default is inspect.Parameter.empty else parameter.default,
            positional=parameter.kind is not inspect.Parameter.KEYWORD_ONLY,
        )
        given_as_input = _input_of(entry, found, substitution)
        if given_as_input is not None and not _is_content(hint):
            if entry.declaration is not None and entry.declaration.method == "GET":
                query = given_as_input
            elif body is None:
                body = given_as_input
            else:
                plain.append(found)  # a second input, as enrolment's metadata
        elif _is_content(hint):
            content = found
        elif found.required and body is None and value_of(hint) is None and is_json_like(hint):
            body = Body(found.name, None)
        else:
            plain.append(found)
    names = {parameter.name for parameter in plain}
    in_path = _path_names(entry)
    return Shape(
        above=tuple(name for name in in_path if name not in names),
        parameters=tuple(plain),
        identifiers=frozenset(_identifiers(entry, plain, in_path)),
        query=query,
        body=body,
        content=content,
        takes_options=takes_options,
        docs=docs,
    )


def _path_names(entry: Entry) -> tuple[str, ...]:
    """Return the identifiers of the path, in order."""
    if entry.plan is not None:
        names = (*entry.plan.mounted.values(), *entry.plan.identifiers)
        if not entry.borrowed:
            return tuple(dict.fromkeys(names))
    # a helper below a record, or a list that is narrowed to one
    path = entry.owner._path if not entry.borrowed else ""
    above = tuple(pieces_of(path)[1::2])
    return above if above or not entry.reach.scopes else ("sourced_id",)


def _identifiers(entry: Entry, plain: list[Parameter], in_path: tuple[str, ...]) -> list[str]:
    """Return the plain arguments that are written without an option's name."""
    if entry.declaration is not None and entry.function is entry.declaration.function:
        return [parameter.name for parameter in plain if parameter.name in in_path]
    return [
        parameter.name
        for parameter in plain
        if parameter.name in in_path or (parameter.positional and parameter.required and parameter.hint is str)
    ]


def _settled(hint: Any, substitution: Mapping[Any, Any]) -> Any:
    """Return a type with the variable that it is resolved."""
    return substitution.get(hint, hint) if isinstance(hint, TypeVar) else hint


def _spread(hint: Any) -> list[Parameter]:
    """Return the keywords that a method takes beside the options of requests, as its typed mapping says."""
    kind = get_args(hint)[0] if get_args(hint) else hint
    annotations = get_type_hints(kind) if isinstance(kind, type) else {}
    return [
        Parameter(name=name, hint=annotation, required=False)
        for name, annotation in annotations.items()
        if name not in _OPTIONS
    ]


def _is_content(hint: Any) -> bool:
    """Tell whether text or bytes may be given as they are, be it among records."""
    members = members_of(hint)
    return bytes in members


def _input_of(entry: Entry, parameter: Parameter, substitution: Mapping[Any, Any]) -> Body | None:
    """Return the input that an argument is; ``None`` when it is none."""
    found = body_input(parameter.hint, substitution)
    if found is None:
        return _unnamed_input(entry, parameter)
    kind, many = found
    return Body(
        parameter=parameter.name,
        kind=_own_input(entry) if kind is Input else kind,
        many=many,
        required=parameter.required,
        partial=_is_partial(entry),
    )


def _unnamed_input(entry: Entry, parameter: Parameter) -> Body | None:
    """Return the input that the plan makes of an argument whose type does not name it, as a sequence of records."""
    plan = entry.plan
    if plan is None or plan.body_kind is None or plan.body != parameter.name:
        return None
    return Body(parameter.name, plan.body_kind, plan.body_many, parameter.required, _is_partial(entry))


def _is_partial(entry: Entry) -> bool:
    """Tell whether what is not named stays as it is."""
    if entry.declaration is None:
        return entry.name.startswith(("update_", "patch_")) or entry.name in _CHANGES
    if entry.declaration.partial:
        return True
    return entry.function is not entry.declaration.function and entry.name in _CHANGES


def _own_input(entry: Entry) -> type[Input] | None:
    """Return the input of a collection for a verb, where the method's type says only that it is one."""
    special: type[Input] | None = getattr(entry.owner, f"_{entry.name}_input", None)
    if special is not None:
        return special
    if entry.plan is not None:
        return entry.plan.body_kind
    own: Callable[[], type[Input]] | None = getattr(entry.owner, "_input", None)
    return own() if own is not None and entry.name == "upsert" else None
