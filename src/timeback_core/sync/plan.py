# Written by tools/generate_sync.py from timeback_core/plan.py; changes belong there.
"""Carries out declared endpoints: binds arguments, builds the call, reads the answer.

A plan is made once per endpoint and resource class, from the declaration's signature; from then on a call
costs a few dictionary look-ups on top of the transport.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_type_hints

import msgspec

from timeback_core.channel import merge_options
from timeback_core.dialects import adapt_query, check_filter, dialect_of
from timeback_core.endpoint import Operation
from timeback_core.errors import InputValidationError, NotFoundError, ValidationIssue
from timeback_core.filters import NOTHING, CompiledFilter
from timeback_core.hints import body_input, is_ready_body, type_arguments
from timeback_core.inputs import Input, check_input, check_inputs, overlaid
from timeback_core.model import secret_names
from timeback_core.mounts import default_mount, mount_of, mounted_arguments, pieces_of
from timeback_core.plan import _CHECKED, _OPTIONS
from timeback_core.query import (
    FORMATTERS,
    camel_case,
    check_identifier,
    check_list_parameters,
    encode_identifier,
    query_string,
)
from timeback_core.sync.answers import Again, answer_reader
from timeback_core.sync.described import describe
from timeback_core.sync.endpoint import Declaration
from timeback_core.sync.transport.call import Call
from timeback_core.transport.message import Headers, Response
from timeback_core.transport.options import RequestOptions

if TYPE_CHECKING:
    from timeback_core.raw_resource import RawResult
    from timeback_core.sync.resource import Resource

__all__ = ["Plan", "type_arguments"]


class Plan:
    """How one endpoint of one resource class is called."""

    __slots__ = (
        "body",
        "body_kind",
        "body_many",
        "checked",
        "context",
        "declaration",
        "defaults",
        "fields",
        "identifiers",
        "label",
        "mounted",
        "names",
        "operation_id",
        "owner",
        "params",
        "params_kind",
        "pieces",
        "positional",
        "profile",
        "query",
        "read",
        "ready",
        "required",
        "returns",
        "route",
        "secrets",
        "wrap",
    )

    def __init__(self, declaration: Declaration, owner: type[Resource]) -> None:
        hints = get_type_hints(declaration.function)
        substitution = type_arguments(owner)
        signature = inspect.signature(declaration.function)
        self.declaration = declaration
        self.owner = owner
        self.operation_id = f"{owner._service}.{owner._name}.{owner._operation or declaration.name}"
        self.profile = declaration.profile or owner._profile
        self.route = _route(owner, declaration.path)
        self.pieces = pieces_of(self.route)
        self.identifiers = tuple(piece.removesuffix("?") for piece in self.pieces[1::2])
        self.context = declaration.context or owner._title
        parameters = [
            parameter
            for parameter in list(signature.parameters.values())[1:]
            if parameter.kind is not inspect.Parameter.VAR_KEYWORD
        ]
        self.names = frozenset(parameter.name for parameter in parameters)
        self.positional = tuple(
            parameter.name for parameter in parameters if parameter.kind is not inspect.Parameter.KEYWORD_ONLY
        )
        mount = default_mount(owner._service, self.profile)
        self.label = self.route or mount
        self.mounted = mounted_arguments(mount, [parameter.name for parameter in parameters])
        in_path = {*self.identifiers, *self.mounted.values()}
        self.required = tuple(p.name for p in parameters if p.default is inspect.Parameter.empty)
        self.defaults = {p.name: p.default for p in parameters if p.default is not inspect.Parameter.empty}
        self.body: str | None = None
        self.body_kind: type[Input] | None = declaration.body
        self.body_many = False
        known = () if declaration.body is None else declaration.body.__struct_fields__
        self.fields = tuple(p.name for p in parameters if p.name in known and p.name not in in_path)
        for parameter in parameters:
            if parameter.name in self.fields or parameter.name in declaration.aside:
                continue
            found = body_input(hints[parameter.name], substitution)
            if found is not None:
                self.body, (self.body_kind, self.body_many) = parameter.name, found
        self.params: str | None = None
        self.params_kind: type[Input] | None = None
        if declaration.method == "GET" and self.body is not None:  # its fields are the query
            self.params, self.params_kind = self.body, self.body_kind
            self.body = self.body_kind = None
        self.ready = next((p.name for p in parameters if is_ready_body(hints[p.name])), None)
        self.query = tuple(
            (p.name, "filter" if p.name == "where" else p.name if owner._snake_case else camel_case(p.name))
            for p in parameters
            if p.name not in {self.body, self.ready, self.params, *in_path, *self.fields, *declaration.aside}
        )
        self.checked = tuple(name for name in (p.name for p in parameters) if name in _CHECKED)
        self.secrets = () if self.body_kind is None else secret_names(self.body_kind)
        self.wrap: str | None = (owner._write_key or None) if declaration.wrap is ... else declaration.wrap
        key = declaration.key
        self.returns = hints.get("return")
        self.read = answer_reader(self.returns, substitution, owner, None if key is ... else key, key is ...)

    def run(self, resource: Resource, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Carry the endpoint out with a caller's arguments."""
        values, options = self.bind(args, kwargs)
        return self.send(resource, values, options)

    def send(self, resource: Resource, values: dict[str, Any], options: RequestOptions | None = None) -> Any:
        """Carry the endpoint out with bound arguments."""
        return self.unread(resource, values, options)()

    def unread(self, resource: Resource, values: dict[str, Any], options: RequestOptions | None) -> Callable[[], Any]:
        """Carry the endpoint out and return what reads its answer, so that reading can wait."""
        resource._channel.lifetime.check()
        call = self.call(resource, values, options)
        if call is None:
            return self.read.nothing
        try:
            response = resource._channel.pipeline.execute(call)
        except NotFoundError as error:
            if not self.declaration.gone_is_done or (error.attempts or 1) < 2:
                raise
            response = Response(204, Headers.of([]), b"")  # an earlier attempt did it, though its answer was lost
        return lambda: self.read(response, call, Again(self, resource, values, options))

    def send_raw(self, resource: Resource, values: dict[str, Any], options: RequestOptions | None = None) -> RawResult:
        """Carry the endpoint out and return the answer as it came.

        Raises:
            InputValidationError: Nothing can match the ``where`` clause, so there is no request to answer.
        """
        from timeback_core.raw_resource import RawResult

        resource._channel.lifetime.check()
        call = self.call(resource, values, options)
        if call is None:
            raise InputValidationError("Invalid where clause", [ValidationIssue("where", "nothing can match it")])
        response = resource._channel.pipeline.execute(call)
        return RawResult(response, lambda: self.read(response, call, Again(self, resource, values, options)))

    def bind(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[dict[str, Any], RequestOptions | None]:
        """Return the arguments by name, and the request options among them."""
        if len(args) > len(self.positional):
            raise TypeError(
                f"{self.declaration.name}() takes {len(self.positional)} positional arguments, got {len(args)}"
            )
        values: dict[str, Any] = {**self.defaults, **dict(zip(self.positional, args, strict=False))}
        options: dict[str, Any] | None = None
        for name, value in kwargs.items():
            if name in self.names:
                values[name] = value
            elif name in _OPTIONS:
                options = options or {}
                options[name] = value
            else:
                raise TypeError(f"{self.declaration.name}() got an unexpected keyword argument {name!r}")
        for name in self.required:
            if name not in values:
                raise TypeError(f"{self.declaration.name}() misses the argument {name!r}")
        return values, options  # type: ignore[return-value]  # only names of RequestOptions got in

    def call(self, resource: Resource, values: dict[str, Any], options: RequestOptions | None) -> Call | None:
        """Return the request to make, or ``None`` when the ``where`` clause cannot match anything.

        Raises:
            InputValidationError: An argument cannot be sent.
        """
        channel = resource._channel
        declaration = self.declaration
        resource._notice(declaration)
        mount = self.mount(channel.paths, values)
        values = self.arranged(values)
        path = self.path(resource, values)
        if self.checked:
            check_list_parameters({name: values[name] for name in self.checked})
        query = ""
        if self.query or self.params is not None:
            written = self.written_query(resource, values)
            if written is None:
                return None
            query = written
        content: bytes | None = None if self.ready is None else self.ready_content(values[self.ready])
        secrets: tuple[str, ...] = ()
        if self.body_kind is not None:
            content, secrets = self.content(resource, self.body_of(values))
        merged = channel.options
        if options:
            merged = merge_options(channel.options, options)
        return Call(
            operation=self.operation_id,
            service=channel.service,
            method=declaration.method,
            route=self.label,
            url=f"{channel.base_url}{mount}{path}{query}",
            lifetime=channel.lifetime,
            headers=None if declaration.content_type is None else {"Content-Type": declaration.content_type},
            content=content,
            accept=declaration.accept,
            idempotent=declaration.idempotent,
            options=merged,
            tokens=None if declaration.public else channel.tokens,
            auth_header=channel.auth_header,
            error_reader=self.owner._error_reader,
            secrets=secrets,
        )

    def arranged(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments as the declaration wants them rewritten."""
        arrange = self.declaration.arrange
        return values if arrange is None else arrange(values)

    def asked(self, values: dict[str, Any]) -> Mapping[str, Any]:
        """Return what is asked for: the arguments as sent, or the fields of the input that makes up the query."""
        if self.params is None or self.params_kind is None:
            return self.arranged(values)
        given = values.get(self.params)
        return check_input(self.params_kind, {} if given is None else given, self.context)

    def changed(self, values: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
        """Return the arguments with some changed, be they of their own or fields of the input for the query."""
        if self.params is None or changes.keys() <= self.names:
            return {**values, **changes}
        return {**values, self.params: {**self.asked(values), **changes}}

    def path(self, resource: Resource, values: Mapping[str, Any]) -> str:
        """Return the path with its identifiers checked and encoded."""
        if not self.identifiers:
            return self.route
        pieces = self.pieces.copy()
        for position, name in enumerate(self.identifiers):
            value = values[name] if name in values else resource._scope[name]
            place = 2 * position + 1
            if value is None and pieces[place].endswith("?"):
                pieces[place - 1], pieces[place] = pieces[place - 1].removesuffix("/"), ""
                continue
            pieces[place] = self.segment(name, value)
        return "".join(pieces)

    def mount(self, paths: object, values: Mapping[str, Any]) -> str:
        """Return what the platform's profile says for the endpoint, with identifiers where it has them."""

        def segment(wire: str) -> str:
            name = self.mounted.get(wire) or self.positional[0]
            return self.segment(name, values[name])

        return mount_of(paths, self.profile, self.owner._operation or self.declaration.name, segment)

    def segment(self, name: str, value: Any) -> str:
        """Return an identifier as a path segment, checked and encoded."""
        paths = self.owner._identifier_paths
        title = paths[name] if name in paths else "sourcedId" if name == "sourced_id" else camel_case(name)
        return encode_identifier(check_identifier(value, self.context, title))

    def written_query(self, resource: Resource, values: dict[str, Any]) -> str | None:
        """Return the query string; ``None`` when nothing can match."""
        dialect = dialect_of(resource._channel.service, resource._channel.platform)
        written: dict[str, Any] = {} if self.params is None else {**self.asked(values)}
        for name, wire_name in self.query:
            value = values[name]
            if value is None and wire_name in written:
                continue
            if name == "where":
                compiled = resource._compile(value)
                if compiled is NOTHING:
                    return None
                if isinstance(compiled, CompiledFilter):
                    check_filter(compiled, dialect)
                    value = compiled.text
                else:
                    value = None
            elif name == "offset" and value is None and values.get("limit") is not None:
                value = 0
            elif value is not None and name in FORMATTERS:
                value = FORMATTERS[name](value)
            written[wire_name] = value
        adapt_query(written, dialect)
        try:
            return query_string(written)
        except UnicodeEncodeError as error:
            raise InputValidationError(
                "Invalid list parameters", [ValidationIssue("(root)", f"text cannot be encoded: {error.reason}")]
            ) from None

    def body_of(self, values: Mapping[str, Any]) -> Any:
        """Return what the caller gives for the body: as a whole, by keywords, or both."""
        whole = None if self.body is None else values[self.body]
        if self.declaration.body is None:
            return whole
        given = {name: values[name] for name in self.fields if values[name] is not None}
        return overlaid(self.declaration.body, whole, given)

    def ready_content(self, data: Any) -> bytes:
        """Return a body that the caller gives as it is; text goes out as UTF-8."""
        try:
            return data if isinstance(data, bytes) else bytes(data, "utf-8")
        except (TypeError, UnicodeEncodeError) as error:
            problem = error.reason if isinstance(error, UnicodeEncodeError) else f"got {type(data).__name__}"
            issue = ValidationIssue(str(self.ready), f"must be text or bytes: {problem}")
            raise InputValidationError(f"Invalid {self.context} data", [issue]) from None

    def content(self, resource: Resource, data: Any) -> tuple[bytes, tuple[str, ...]]:
        """Return the body as JSON, checked, and the secrets in it."""
        if self.declaration.prepare is not None:
            data = self.declaration.prepare(resource, data)
        assert self.body_kind is not None
        payload: Any
        if self.body_many:
            payload = check_inputs(self.body_kind, data, self.context)
        else:
            payload = check_input(self.body_kind, data, self.context, partial=self.declaration.partial)
        body = payload if self.wrap is None else {self.wrap: payload}
        secrets = () if self.body_many else tuple(str(payload[name]) for name in self.secrets if payload.get(name))
        try:
            return msgspec.json.encode(body), secrets
        except (TypeError, ValueError, OverflowError) as error:
            raise InputValidationError(
                f"Invalid {self.context} data", [ValidationIssue("(root)", f"cannot be written as JSON: {error}")]
            ) from None

    def operation(self) -> Operation:
        """Return the endpoint as data."""
        return describe(self)


def _route(owner: type[Resource], path: str) -> str:
    return path[1:] if path.startswith("//") else owner._path + path
