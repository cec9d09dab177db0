"""What a command sends: ``--data`` from a file, standard input or the command line, ``--set`` over it, raw content."""

from __future__ import annotations

import codecs
import getpass
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from timeback_core.cli.value_types import split_list, value_of
from timeback_core.filters import wire_field
from timeback_core.inputs import Input, input_fields
from timeback_core.model import SECRET_FIELDS, wire_names
from timeback_core.wire import is_list, is_mapping, is_object

__all__ = ["SECRET_NAMES", "Source", "read_content", "read_data", "read_secret", "refuse_secrets", "with_set"]

SECRET_NAMES = SECRET_FIELDS | {wire_field(name) for name in SECRET_FIELDS}
"""Names of fields that hold secrets, as attributes and on the wire."""


class Source:
    """Where the bytes behind ``@file`` and ``-`` come from; standard input can be read once."""

    def __init__(self) -> None:
        self._taken: str | None = None
        self._by_lines = False

    def read(self, place: str, option: str) -> bytes:
        """Return what is in a file, or on standard input for ``-``.

        Raises:
            ValueError: The file cannot be read, or standard input was asked for twice.
        """
        if place in {"", "-"}:
            self._take(option)
            return sys.stdin.buffer.read()
        try:
            return Path(place).read_bytes()
        except OSError as error:
            raise ValueError(f"{place!r} cannot be read: {error.strerror or error}") from None

    def line(self, option: str) -> str:
        """Return the next line of standard input."""
        self._take(option, line=True)
        return sys.stdin.readline().rstrip("\r\n")

    def _take(self, option: str, *, line: bool = False) -> None:
        """Note who reads standard input; several may take a line of it each."""
        if self._taken is not None and not (line and self._by_lines):
            raise ValueError(f"standard input is read by {self._taken} already; give {option} from a file")
        self._taken = option
        self._by_lines = line


def read_data(given: str, source: Source) -> Any:
    """Return the JSON of ``--data``.

    Args:
        given: ``@file``, ``-`` for standard input, or JSON.
        source: Reads files and standard input.

    Raises:
        ValueError: It is no JSON, or names a secret on the command line.
    """
    inline = not given.startswith("@") and given != "-"
    content = given.encode() if inline else source.read(given.removeprefix("@"), "--data")
    if not content.strip():
        raise ValueError("there is nothing; expected is JSON")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ValueError("this is UTF-16, and JSON has to be UTF-8")
    try:
        data: object = msgspec.json.decode(content.removeprefix(codecs.BOM_UTF8))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        hint = "; a file is written as @file" if inline and not given.lstrip().startswith(("{", "[")) else ""
        raise ValueError(f"this is no JSON: {error}{hint}") from None
    if inline:
        refuse_secrets(data)
    return data


def refuse_secrets(data: object) -> None:
    """Refuse secrets that stand on the command line, where the shell's history keeps them.

    Raises:
        ValueError: The data names a field that holds a secret.
    """
    for name in _secret_fields(data):
        raise ValueError(f"{name!r} is a secret and must not be on the command line; give the data as @file or -")


def _secret_fields(data: object) -> Iterable[str]:
    if is_mapping(data):
        for name, value in data.items():
            if name in SECRET_NAMES and value not in (None, ""):
                yield str(name)
            yield from _secret_fields(value)
    elif is_list(data):
        for value in data:
            yield from _secret_fields(value)


def read_content(given: str, source: Source) -> bytes:
    """Return what is sent as it is: of a file, of standard input, or the text itself.

    Raises:
        ValueError: The file cannot be read.
    """
    if given == "-" or given.startswith("@"):
        return source.read(given.removeprefix("@"), "--content")
    return given.encode()


def read_secret(option: str, name: str, source: Source) -> str:
    """Return a secret: asked for without showing it on a terminal, else a line of standard input.

    Raises:
        ValueError: There is none.
    """
    words = name.replace("_", " ")
    text = getpass.getpass(f"{words.capitalize()}: ") if sys.stdin.isatty() else source.line(option)
    if not text:
        raise ValueError(f"no {words} came from standard input")
    return text


def with_set(data: object, settings: Sequence[str], kind: type[Input] | None, source: Source) -> Any:
    """Return data with single fields laid over it.

    Args:
        data: An object, or ``None`` for nothing yet.
        settings: Each as ``name=value``; ``name:=json`` for any JSON, ``name=@file`` for a file's text, and dots
            in the name lead into objects.
        kind: The input, whose fields say how values are read.
        source: Reads files.

    Raises:
        ValueError: A setting cannot be read, or its place is inside something that is no object.
    """
    if not settings:
        return data
    if data is not None and not is_object(data):
        raise ValueError("--set lays fields over an object, and the data is a list")
    result: dict[str, Any] = {} if data is None else {**data}
    for setting in settings:
        name, found, text = setting.partition("=")
        as_json = name.endswith(":")
        path = name.removesuffix(":").strip().split(".")
        if not found or not all(path):
            raise ValueError(f"{setting!r} is no setting; write name=value")
        if path[-1] in SECRET_NAMES and text and not text.startswith("@"):
            raise ValueError(f"{path[-1]!r} is a secret and must not be on the command line; write {name}=@file")
        if text.startswith("@") and not as_json:
            text = source.read(text[1:], "--set").decode("utf-8", "replace").rstrip("\r\n")
            value: Any = text
        else:
            value = _json(name, text) if as_json else _value(path, text, kind)
        _put(result, path, value, kind, setting)
    return result


def _json(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise ValueError(f"{name}={text} is no JSON: {error}") from None


def _value(path: Sequence[str], text: str, kind: type[Input] | None) -> Any:
    """Return a value as the field's type says; where the type says nothing, JSON or else text."""
    field = _field(kind, path[0]) if len(path) == 1 else None
    value = None if field is None else value_of(field.type)
    if value is None:
        return _guessed(text)
    if value.many:
        return split_list([text], value)
    if value.base is bool:
        if text.lower() not in {"true", "false"}:
            raise ValueError(f"{path[0]} is true or false, not {text!r}")
        return text.lower() == "true"
    if value.choices and text not in value.choices:
        raise ValueError(f"{path[0]} is one of {', '.join(value.choices)}, not {text!r}")
    return text if value.convert is None else value.convert(text)


def _guessed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _field(kind: type[Input] | None, name: str) -> msgspec.structs.FieldInfo | None:
    """Return an input's field by its name on the wire or its attribute's."""
    if kind is None:
        return None
    return input_fields(kind).get(wire_names(kind).get(name, name))


def _put(data: dict[str, Any], path: Sequence[str], value: Any, kind: type[Input] | None, setting: str) -> None:
    """Put a value at its place; objects on the way are made, and a field is known by either of its names."""
    names = {} if kind is None else wire_names(kind)
    head = path[0]
    twin = names.get(head) or next((name for name, wire in names.items() if wire == head), None)
    if head not in data and twin is not None and twin in data:
        head = twin
    place = data
    for step, name in zip([head, *path[1:-1]], path[1:], strict=False):
        inner: object = place.setdefault(step, {})
        if not is_object(inner):
            raise ValueError(f"{setting!r} leads into {step!r}, which is no object")
        place[step] = place = {**inner}
        head = name
    place[head] = value
