"""The base class of what callers send, and the check that every input passes before it is sent.

An input may be given as an instance of its class, as a record that was read, or as a mapping with snake_case
or the wire's names. Whatever is wrong with it is collected, field by field, into one `InputValidationError`;
what is right becomes the payload: only what the caller set, under the wire's names.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, ClassVar, Literal, Union, cast, get_args, get_origin

import msgspec

from timeback_core.encoding import encode
from timeback_core.errors import InputValidationError, ValidationIssue
from timeback_core.keywords import WireKeywords
from timeback_core.model import Model, represent, wire_names
from timeback_core.wire import WireType

__all__ = [
    "Checked",
    "Input",
    "Issues",
    "Text",
    "check_input",
    "check_inputs",
    "check_open",
    "input_fields",
    "merge_onto",
    "overlaid",
]

Text = Annotated[str, msgspec.Meta(min_length=1)]
"""Text that must not be blank; surrounding blanks are removed before it is sent."""


class Checked(dict[str, Any]):
    """A payload that has been checked, so that nobody checks it again on its way out."""


class Issues:
    """What is wrong with one input, gathered while it is checked."""

    __slots__ = ("found",)

    def __init__(self) -> None:
        self.found: list[ValidationIssue] = []

    def add(self, path: str, message: str) -> None:
        """Note one problem at a dotted path; an empty path stands for the input as a whole."""
        self.found.append(ValidationIssue(path or "(root)", message))

    def take(self, issues: Iterable[ValidationIssue], path: str) -> None:
        """Note the problems of a part whose place is the path."""
        for issue in issues:
            own = "" if issue.path == "(root)" else issue.path
            self.add(_join(path, own) if own else path, issue.message)


class Input(msgspec.Struct, metaclass=WireKeywords, rename="camel", kw_only=True, forbid_unknown_fields=True):
    """What a caller sends for one record.

    Attributes left at ``UNSET`` are not sent. ``None`` is sent as null where the service takes null; where it
    does not, an optional attribute given as ``None`` counts as left out.
    """

    keeps_unknown: ClassVar[bool] = True
    """Whether fields that we do not know, of a record that was read, go back out with it."""

    takes_unknown: ClassVar[bool] = False
    """Whether a mapping may have fields that we do not know, which are then sent as they are."""

    def __repr__(self) -> str:
        """Return the attributes that are set, long values shortened and secrets masked."""
        return represent(self)

    @classmethod
    def adapt_record(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Return the values of a record that was read, before `adapt` sees them (unchanged by default)."""
        return values

    @classmethod
    def adapt(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Return the caller's values, by wire name, after the input's own rewriting (none by default)."""
        return values

    @classmethod
    def refine(cls, payload: dict[str, Any], issues: Issues) -> None:
        """Check what single fields cannot show, and complete the payload in place (nothing by default)."""

    @classmethod
    def renamed(cls) -> Mapping[str, str]:
        """Return wire names of read fields that travel under another wire name when written."""
        return {}


def check_input(kind: type[Input], data: object, context: str, *, partial: bool = False) -> Checked:
    """Return the JSON-ready payload of an input.

    Args:
        kind: The input's class.
        data: An instance of it, a record that was read, or a mapping by attribute or wire names.
        context: What is sent, for the message: ``"user"`` gives "Invalid user data".
        partial: Do not insist on required fields (the caller sends changes only).

    Raises:
        InputValidationError: Listing every field that is missing, unknown or of the wrong kind.
    """
    if isinstance(data, Checked):
        return data
    issues = Issues()
    payload = _struct(kind, data, "", issues, partial=partial)
    if issues.found or payload is None:
        raise InputValidationError(f"Invalid {context} data", issues.found)
    return Checked(payload)


def check_inputs(kind: type[Input], data: object, context: str) -> list[dict[str, Any]]:
    """Return the payloads of several inputs of one kind.

    Raises:
        InputValidationError: There is none, or some are wrong; paths begin with the input's index.
    """
    if isinstance(data, (str, bytes, Mapping)) or not isinstance(data, Sequence) or not data:
        raise InputValidationError(
            f"Invalid {context} data", [ValidationIssue("(root)", "expected a list with at least one item")]
        )
    issues = Issues()
    items = cast("Sequence[object]", data)
    payloads = [_struct(kind, item, f"[{index}]", issues, partial=False) for index, item in enumerate(items)]
    if issues.found:
        raise InputValidationError(f"Invalid {context} data", issues.found)
    return [payload for payload in payloads if payload is not None]


def merge_onto(kind: type[Input], record: Model, changes: Mapping[str, Any]) -> Checked:
    """Return the payload that changes some fields of a record and keeps every other as it was received.

    Args:
        kind: The input's class: fields that only reads have are left out.
        record: The record as it stands.
        changes: Checked changes, by wire name.
    """
    values, _ = _given(kind, record)
    fields = input_fields(kind)
    base: dict[str, Any] = {}
    for name, value in kind.adapt(values or {}).items():
        field = fields.get(name)
        if field is None:
            base[name] = value
            continue
        if value is None and not _takes_null(field.type):
            continue
        attempt = Issues()
        written = _value(field.type, value, name, attempt, received=True)
        # What the server stores is not for us to refuse: what we would not accept goes back as it came.
        base[name] = value if attempt.found else written
    return Checked({**base, **changes})


def overlaid(kind: type[Input], whole: object, fields: Mapping[str, Any]) -> object:
    """Return an input given partly as a whole and partly field by field; single fields win.

    Args:
        kind: The input's class.
        whole: An instance, a record that was read, or a mapping; ``None`` for nothing.
        fields: Further values by attribute name.
    """
    if whole is None:
        return fields
    values = _given(kind, whole)[0] if fields else None
    if values is None:  # nothing to lay over it, or nothing that could be laid over: the check says what is wrong
        return whole
    snake = wire_names(kind)
    return values | {snake[name]: value for name, value in fields.items()}


def check_open(kind: type[Input], data: object, path: str, issues: Issues) -> dict[str, Any]:
    """Return the payload of a part that may hold fields which its input does not know.

    Args:
        kind: The part's input.
        data: What the caller gave for it.
        path: Where it is.
        issues: Takes what is wrong with it.
    """
    return _struct(kind, data, path, issues, partial=False, received=True) or {}


def _struct(
    kind: type[Input], data: object, path: str, issues: Issues, *, partial: bool, received: bool = False
) -> dict[str, Any] | None:
    """Return the payload of one input; `received` tells that it is a part of a record that was read."""
    values, unchanged = _given(kind, data)
    if values is None:
        issues.add(path, f"expected a mapping or {kind.__name__}, got {type(data).__name__}")
        return None
    received = received or unchanged is not None
    values = kind.adapt(values)
    before = len(issues.found)
    payload: dict[str, Any] = {}
    fields = input_fields(kind)
    for name, value in values.items():
        field = fields.get(name)
        if field is None:
            if not received and not kind.takes_unknown:
                issues.add(_join(path, name), f"unknown field; known are {', '.join(sorted(fields))}")
            elif kind.keeps_unknown:
                payload[name] = value
        elif value is None and not field.required and not _takes_null(field.type):
            if partial:
                payload[name] = None
        else:
            attempt = Issues()
            payload[name] = _value(field.type, value, _join(path, name), attempt, received=received)
            if attempt.found and value is not None and unchanged and name in unchanged:
                payload[name] = value  # what the server itself sent is not for us to refuse
            else:
                issues.found.extend(attempt.found)
    for name, field in fields.items():
        if name in payload:
            continue
        if field.required and not partial:
            issues.add(_join(path, name), "Required")
        elif not partial and field.default not in (msgspec.UNSET, msgspec.NODEFAULT, None):
            payload[name] = encode(field.default)
    if len(issues.found) == before:
        refined = Issues()
        kind.refine(payload, refined)
        sent = unchanged or frozenset()
        issues.take((issue for issue in refined.found if issue.path.split(".")[0] not in sent), path)
    return payload


@functools.cache
def input_fields(kind: type[Input]) -> dict[str, msgspec.structs.FieldInfo]:
    """Return the fields of an input by their names on the wire."""
    return {field.encode_name: field for field in msgspec.structs.fields(kind)}


def _given(kind: type[Input], data: object) -> tuple[dict[str, Any] | None, frozenset[str] | None]:
    """Return the caller's values by wire name, and which of a record's are as the server sent them."""
    if isinstance(data, Model):
        return _given_record(kind, data)
    if isinstance(data, msgspec.Struct):
        attributes = {wire: getattr(data, name) for name, wire in wire_names(type(data)).items()}
        return {wire: value for wire, value in attributes.items() if value is not msgspec.UNSET}, None
    if isinstance(data, Mapping):
        snake = wire_names(kind)
        items = cast("Mapping[object, Any]", data).items()
        named = {snake.get(str(key), str(key)): value for key, value in items}
        return {wire: value for wire, value in named.items() if value is not msgspec.UNSET}, None
    return None, None


def _given_record(kind: type[Input], record: Model) -> tuple[dict[str, Any], frozenset[str]]:
    """Return what of a record an input takes, and the names of the values that have not been changed."""
    known = frozenset(wire_names(type(record)).values())
    accepted = input_fields(kind)
    renamed = kind.renamed()
    received = record.as_received()
    values: dict[str, Any] = {}
    unchanged: set[str] = set()
    for name, value in record.to_dict().items():
        target = renamed.get(name, name)
        if target in values or (target not in accepted and name in known):
            continue
        values[target] = value
        if name in received and received[name] == value:
            unchanged.add(target)
    return kind.adapt_record(values), frozenset(unchanged)


def _takes_null(kind: Any) -> bool:
    return type(None) in _members(kind)


def _value(kind: Any, value: Any, path: str, issues: Issues, *, received: bool = False) -> Any:
    """Return one value in its wire form, or note what is wrong with it."""
    members = _members(kind)
    if value is None:
        if type(None) not in members:
            issues.add(path, "must not be null")
        return None
    members = [member for member in members if member not in (type(None), msgspec.UnsetType)]
    if len(members) > 1:
        return _one_of(members, value, path, issues, received=received)
    return _single(members[0], value, path, issues, received=received)


def _one_of(members: Sequence[Any], value: Any, path: str, issues: Issues, *, received: bool) -> Any:
    """Take the first type of a union that accepts the value."""
    attempts: list[Issues] = []
    for member in members:
        attempt = Issues()
        result = _single(member, value, path, attempt, received=received)
        if not attempt.found:
            return result
        attempts.append(attempt)
    issues.found.extend(min(attempts, key=lambda attempt: len(attempt.found)).found)
    return None


def _single(kind: Any, value: Any, path: str, issues: Issues, *, received: bool) -> Any:
    meta: msgspec.Meta | None = None
    if get_origin(kind) is Annotated:
        kind, meta = get_args(kind)[:2]
    origin = get_origin(kind)
    value = value.value if isinstance(value, Enum) else value
    value = float(value) if kind is float and isinstance(value, Decimal) else value
    if isinstance(kind, type) and issubclass(kind, Input):
        return _struct(kind, value, path, issues, partial=False, received=received)
    if isinstance(kind, type) and issubclass(kind, WireType):
        try:
            return kind.write(value)
        except ValueError as error:
            issues.add(path, str(error))
            return None
    if origin is list:
        return _list(get_args(kind)[0], value, path, meta, issues, received=received)
    if origin is Literal:
        if value not in get_args(kind):
            issues.add(path, f"must be one of {', '.join(map(repr, get_args(kind)))}, got {value!r}")
        return value
    if kind is Any or origin is dict or kind is dict:
        if kind is not Any and not isinstance(value, (Mapping, msgspec.Struct)):
            issues.add(path, f"must be an object, got {type(value).__name__}")
            return None
        try:
            return encode(value)
        except ValueError as error:
            issues.add(path, str(error))
            return None
    return _scalar(kind, meta, value, path, issues)


def _list(
    item: Any, value: Any, path: str, meta: msgspec.Meta | None, issues: Issues, *, received: bool
) -> list[Any] | None:
    if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, (Sequence, set, frozenset)):
        issues.add(path, f"must be a list, got {type(cast('object', value)).__name__}")
        return None
    entries = list(cast("Iterable[Any]", value))
    if meta is not None and meta.min_length is not None and len(entries) < meta.min_length:
        issues.add(path, "At least one item" if meta.min_length == 1 else f"At least {meta.min_length} items")
    return [_value(item, entry, f"{path}[{index}]", issues, received=received) for index, entry in enumerate(entries)]


_WORDS = {str: "text", int: "an integer", float: "a number", bool: "True or False"}


def _scalar(kind: Any, meta: msgspec.Meta | None, value: Any, path: str, issues: Issues) -> Any:
    accepted = (int, float) if kind is float else kind
    if not isinstance(value, accepted) or (isinstance(value, bool) and kind is not bool):
        issues.add(path, f"must be {_WORDS.get(kind, kind.__name__)}, got {type(value).__name__}")
        return None
    if isinstance(value, str):
        return value if meta is None else _text(value, meta, path, issues)
    if isinstance(value, float) and value - value != 0:  # NaN and the infinities have no JSON form
        issues.add(path, f"must be a finite number, got {value!r}")
    if meta is not None:
        if meta.ge is not None and value < meta.ge:
            issues.add(path, f"must be at least {meta.ge}, got {value!r}")
        if meta.le is not None and value > meta.le:
            issues.add(path, f"must be at most {meta.le}, got {value!r}")
    return value


def _text(value: str, meta: msgspec.Meta, path: str, issues: Issues) -> str:
    """Return a text without the blanks around it, or note that it is blank or of the wrong form."""
    if meta.min_length is not None:
        value = value.strip()
        if not value:
            issues.add(path, "must be a non-empty string")
            return value
    if meta.pattern is not None and not _matches(meta.pattern, value):
        issues.add(path, f"must match {meta.pattern}, got {value!r}")
    return value


def _matches(pattern: str, value: str) -> bool:
    import re

    return re.search(pattern, value) is not None


def _members(kind: Any) -> list[Any]:
    if get_origin(kind) in (Union, types.UnionType):
        return [member for part in get_args(kind) for member in _members(part)]
    return [kind]


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
