"""From a command's call to typer's parameters, and from what typer read back to the call's arguments."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, get_args, get_origin

import typer

from timeback_core.cli.call_shape import Body, Shape, shape_of
from timeback_core.cli.catalogue import Entry
from timeback_core.cli.danger import asks
from timeback_core.cli.options import common_parameters
from timeback_core.cli.reading_data import Source, read_content, read_data, read_secret, with_set
from timeback_core.cli.value_types import Value, split_list
from timeback_core.cli.wanted import Place, Wanted, as_parameter, wanted
from timeback_core.cli.where import read_where
from timeback_core.errors import ConfigurationError
from timeback_core.hints import type_arguments
from timeback_core.model import Model, wire_names
from timeback_core.transport.options import check_header
from timeback_core.wire import is_object, is_sequence

__all__ = ["Command", "Request"]

T = TypeVar("T")
_REFUSED = ("authorization", "cookie", "key", "proxy-authorization", "secret", "token")


@dataclass(slots=True)
class Request:
    """What is to be called, and how.

    Attributes:
        above: The identifiers of the records above, by name.
        arguments: The method's arguments, by name.
        identifiers: What was given for the identifiers in the path, for questions and messages.
        options: Options of the request.
    """

    above: dict[str, str] = field(default_factory=dict[str, str])
    arguments: dict[str, Any] = field(default_factory=dict[str, Any], repr=False)  # secrets may be among them
    identifiers: list[str] = field(default_factory=list[str])
    options: dict[str, Any] = field(default_factory=dict[str, Any])


class Command:
    """One command: its entry, the shape of its call, and what it takes; each is worked out when it is needed."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry

    @cached_property
    def shape(self) -> Shape:
        """What the call takes."""
        return shape_of(self.entry)

    @cached_property
    def common(self) -> tuple[inspect.Parameter, ...]:
        """The options that it shares with other commands."""
        dangerous = asks(self.entry, self.shape)
        return tuple(common_parameters(self.entry, self.shape, asks=dangerous, walks=self.walks, raw=self.is_raw))

    @cached_property
    def wanted(self) -> list[Wanted]:
        """What the command line takes for it."""
        return wanted(self.entry, self.shape, {parameter.name.strip("_") for parameter in self.common})

    @cached_property
    def returns(self) -> Any:
        """The type of what comes back."""
        from typing import get_type_hints

        return get_type_hints(self.entry.function).get("return")

    @property
    def is_paged(self) -> bool:
        """Whether it answers page by page."""
        plan = self.entry.plan
        return plan is not None and bool(plan.read.paged)

    @property
    def walks(self) -> bool:
        """Whether all pages can be walked, be it by a method beside it."""
        return self.is_paged or self.entry.stream is not None

    @property
    def is_raw(self) -> bool:
        """Whether it answers text or bytes."""
        return self.returns in (str, bytes)

    @cached_property
    def model(self) -> type[Model] | None:
        """The type of the records that it lists or returns, if it is one of ours."""
        substitution = type_arguments(self.entry.owner)
        found: Any = self.returns
        for _ in range(3):
            found = substitution.get(found, found) if isinstance(found, TypeVar) else found
            if isinstance(found, type) and issubclass(found, Model):
                return found
            inner = get_args(found) or get_args(next(iter(getattr(get_origin(found), "__orig_bases__", ())), None))
            if not inner and isinstance(found, type):
                inner = tuple(type_arguments(found).values())
            if not inner:
                return None
            found = inner[0]
        return None

    def signature(self) -> inspect.Signature:
        """Return the signature that typer makes a command of."""
        context = inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
        return inspect.Signature([context, *map(as_parameter, self.wanted), *self.common])

    def request(self, given: Mapping[str, Any], source: Source) -> Request:
        """Return the call that a command line stands for.

        Args:
            given: What typer read, by the parameters' names.
            source: Reads files and standard input.

        Raises:
            BadParameter: Something is missing or cannot be read; the message names the option.
        """
        request = Request(options=request_options(given))
        parts: dict[Place, dict[str, Any]] = {place: {} for place in Place}
        for want in self.wanted:
            raw = given.get(want.key)
            if want.secret and not raw:
                if not want.required:
                    continue
                if not sys.stdin.isatty():
                    raise typer.BadParameter("is needed, with the secret on standard input", param_hint=want.flag)
            elif raw is None:
                continue
            parts[want.place][want.name] = value = _read(want, raw, source)
            if want.argument:
                request.identifiers.append(str(value))
        request.above = parts[Place.ABOVE]
        request.arguments = parts[Place.PARAMETER]
        self._filter(request.arguments, given)
        if self.shape.has("fields") and given.get("fields"):
            chosen = split_list(given["fields"], Value(str))
            # servers select whole members; what is inside them is picked when it is printed
            request.arguments["fields"] = list(dict.fromkeys(name.split(".")[0] for name in chosen))
        if self.shape.query is not None and (parts[Place.QUERY] or self.shape.query.required):
            request.arguments[self.shape.query.parameter] = parts[Place.QUERY]
        if self.shape.body is not None:
            self._body(self.shape.body, request, parts[Place.BODY], given, source)
        if self.shape.content is not None and given.get("content") is not None:
            content = _named("--content", read_content, given["content"], source)
            request.arguments[self.shape.content.name] = content
        return request

    def _filter(self, arguments: dict[str, Any], given: Mapping[str, Any]) -> None:
        """Take ``--where`` and ``--filter`` over."""
        conditions, text = given.get("where"), given.get("filter")
        if conditions and text:
            raise typer.BadParameter("give one of the two", param_hint=["--where", "--filter"])
        if conditions:
            arguments["where"] = _named("--where", read_where, conditions, self.model)
        elif text is not None:
            arguments["filter" if self.shape.has("filter") else "where"] = text

    def _body(
        self, body: Body, request: Request, fields: dict[str, Any], given: Mapping[str, Any], source: Source
    ) -> None:
        """Put the body together: the data, ``--set`` over it, single options over both."""
        data: Any = None
        if given.get("data") is not None:
            data = _named("--data", read_data, given["data"], source)
        data = _named("--set", with_set, data, given.get("set_") or [], body.kind, source)
        if fields:
            data = _named("the options", with_fields, data, fields, body)
        if data is None:
            if not body.required:
                return
            if body.partial or body.kind is None or body.many:
                raise typer.BadParameter("say what to send, for example --data @file.json", param_hint="--data")
            data = {}
        request.arguments[body.parameter] = data


def with_fields(data: Any, fields: Mapping[str, Any], body: Body) -> Any:
    """Return data with fields laid over it that were given by options of their own.

    Args:
        data: An object, or ``None`` for nothing yet.
        fields: The fields, by their attributes.
        body: Knows their names on the wire.

    Raises:
        ValueError: The data is a list.
    """
    if data is not None and not is_object(data):
        raise ValueError("single fields go over an object, and the data is a list")
    names = {} if body.kind is None else wire_names(body.kind)
    result: dict[str, Any] = {} if data is None else {**data}
    for name, value in fields.items():
        result.pop(names.get(name, name), None)
        result[name] = value
    return result


def request_options(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a request.

    Raises:
        BadParameter: A header cannot be read, or could hold a secret.
    """
    options = {name: given[name] for name in ("max_retries", "idempotency_key") if given.get(name) is not None}
    headers: dict[str, str] = {}
    for text in given.get("header") or ():
        name, colon, value = text.partition(":")
        name = name.strip()
        if not colon or not name:
            # not shown, since it may hold a token
            raise typer.BadParameter("this is no header field; write 'Name: value'", param_hint="--header")
        if any(word in name.lower() for word in _REFUSED):
            raise typer.BadParameter(
                f"{name} could hold a secret, and command lines are kept in history; credentials come from the "
                "profile, variables or the keyring",
                param_hint="--header",
            )
        headers[name] = value.strip()
        _named("--header", _sendable, name, headers[name])
    return {**options, "headers": headers} if headers else options


def _read(want: Wanted, raw: Any, source: Source) -> Any:
    """Return the Python value of one argument or option."""
    hint = want.name.upper() if want.argument else want.flag
    value = want.value
    try:
        if want.secret:
            return read_secret(want.flag, want.name, source)
        if value.many:
            return split_list(raw if is_sequence(raw) else [raw], value)
        if value.base is str and value.metavar == "JSON" and (raw == "-" or raw.startswith("@")):
            return read_data(raw, source)
        if want.name == "xml" and isinstance(raw, str) and (raw == "-" or raw.startswith("@")):
            return source.read(raw.removeprefix("@"), want.flag).decode("utf-8")
        return raw if value.convert is None else value.convert(raw)
    except (ValueError, RecursionError) as error:
        raise typer.BadParameter(_complaint(error), param_hint=hint) from None


def _named(option: str, read: Callable[..., T], *arguments: Any) -> T:
    """Return what a reader makes of an option; its complaints name the option."""
    try:
        return read(*arguments)
    except (ValueError, RecursionError) as error:
        raise typer.BadParameter(_complaint(error), param_hint=option) from None


def _sendable(name: str, value: str) -> None:
    """Refuse what is no header field before anything is sent."""
    try:
        check_header(name, value)
    except ConfigurationError as error:
        raise ValueError(error.message) from None


def _complaint(error: ValueError | RecursionError) -> str:
    return "this JSON is nested too deeply" if isinstance(error, RecursionError) else str(error)
