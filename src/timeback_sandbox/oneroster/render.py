"""The read form of entities, made when they are written.

An entity is kept as the JSON that a GET will answer, so that reading costs no encoding. What is not known before the
request is a mark in it, a control character, which JSON text never contains:

- `BASE`: where hrefs begin, host and service path, filled per request;
- `NAME` kind id `NAME`: the name of the row that a reference points to;
- `CHILDREN` kind id `CHILDREN`: references to the rows whose parent this is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, cast
from urllib.parse import quote

import msgspec

from timeback_sandbox.oneroster.fields import Field, Form, KindName
from timeback_sandbox.oneroster.kind import Kind
from timeback_sandbox.oneroster.kinds import KINDS

Entity = dict[str, Any]
"""An entity in the rules' own form: keys as on write, references as plain ids, everything checked."""

BASES: Mapping[str, bytes] = {"R": b"\x01", "G": b"\x02", "S": b"\x03"}
"""The mark for the base of each service."""

CHILDREN = b"\x04"
NAME = b"\x05"
_PART = b"\x1f"

NAME_SLOT = re.compile(rb"\x05([A-Za-z]+)\x1f([^\x05]*)\x05")
CHILDREN_SLOT = re.compile(rb"\x04([A-Za-z]+)\x1f([^\x04]*)\x04")

encode = msgspec.json.Encoder().encode


def render(kind: Kind, sourced_id: str, modified: str, entity: Mapping[str, Any]) -> bytes:
    """The read form of an entity, with marks.

    Args:
        kind: what it is.
        sourced_id: its id.
        modified: `dateLastModified`.
        entity: its fields.
    """
    body: dict[str, object] = {"sourcedId": sourced_id, "status": entity["status"], "dateLastModified": modified}
    names, plan = _plan(kind.name)
    for value, (out, shape, absent) in zip(map(entity.get, names), plan, strict=True):
        if value is not None:
            body[out] = value if shape is None else shape(value)
        elif absent:
            body[out] = _children(kind.name, sourced_id) if absent is _CHILDREN else absent[0]
    return encode(body)


Shape = Callable[[Any], object]


@lru_cache(maxsize=32)
def _plan(name: KindName) -> tuple[tuple[str, ...], tuple[tuple[str, Shape | None, tuple[object, ...]], ...]]:
    """The fields' keys on write; and their keys on read, how their values are shown, what stands for none."""
    fields = [field for field in KINDS[name].all_fields if field.name != "status" and field.read.present]
    return (
        tuple(field.name for field in fields),
        tuple((field.out, _shape(field), _absent(field)) for field in fields),
    )


_CHILDREN: tuple[object, ...] = (CHILDREN,)
"""Stands for a value that is never stored and only marked."""


def _absent(field: Field) -> tuple[object, ...]:
    """What a missing value reads as: `(value,)`, or nothing when the key is left out."""
    if field.form is Form.CHILDREN:
        return _CHILDREN
    if field.read.required and field.read.nullable:
        return (None,)
    if field.read.required and field.form in {Form.REFS, Form.ROLES, Form.PROFILES, Form.SCALE_VALUES}:
        return ([],)
    return ()


def _shape(field: Field) -> Shape | None:
    """How a field's value is turned into its read form; None when it is shown as it is."""
    match field.form:
        case Form.REF | Form.REFS:
            make = _linked(cast("KindName", field.target), field.named) if field.linked else plain_reference
            return _all(make) if field.form is Form.REFS else make
        case Form.ROLES:
            return _roles
        case Form.PROFILES:
            return _profiles
        case _:
            return None


@lru_cache(maxsize=32)
def _linked(target: KindName, named: bool) -> Shape:
    """Shows ids as references; those shown of late are kept."""

    @lru_cache(maxsize=4_096)
    def show(sourced_id: str) -> msgspec.Raw:
        return _reference(target, sourced_id, named)

    return show


def _all(make: Shape) -> Shape:
    return lambda ids: [make(sourced_id) for sourced_id in ids]


def reference(target: KindName, sourced_id: str) -> msgspec.Raw:
    """`{href, sourcedId, type}`."""
    return cast("msgspec.Raw", _linked(target, named=False)(sourced_id))


def _reference(target: KindName, sourced_id: str, named: bool) -> msgspec.Raw:
    """`{href, sourcedId, type}`, with a mark for the name when it is to be told."""
    kind = KINDS[target]
    quoted = encode(sourced_id)
    name = NAME + target.encode() + _PART + quoted + NAME if named else b""
    href = BASES[kind.service] + f"{kind.path}/{quote(sourced_id, safe='')}".encode()
    return msgspec.Raw(
        b'{"href":"' + href + b'","sourcedId":' + quoted + b',"type":"' + kind.ref.encode() + b'"' + name + b"}"
    )


def plain_reference(sourced_id: str) -> dict[str, str]:
    """`{sourcedId}`."""
    return {"sourcedId": sourced_id}


def _roles(roles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    show = _linked("orgs", named=False)
    return [{**role, "org": show(role["org"])} for role in roles]


def _profiles(profiles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return profiles


def _children(kind: KindName, sourced_id: str) -> msgspec.Raw:
    return msgspec.Raw(CHILDREN + kind.encode() + _PART + encode(sourced_id) + CHILDREN)


# ---------------------------------------------------------------- and back

_MARKS = re.compile(rb"[\x01-\x03]|\x05[^\x05]*\x05")


def parse(kind: Kind, document: bytes) -> Entity:
    """The entity of which a document is the read form; what is never given back (passwords) is missing."""
    bare = _MARKS.sub(b"", document)
    if CHILDREN in bare:
        bare = CHILDREN_SLOT.sub(b"null", bare)
    body = cast("dict[str, Any]", msgspec.json.decode(bare))
    entity: Entity = {}
    for out, name, back in _way_back(kind.name):
        value = body.get(out)
        if value is not None:
            entity[name] = value if back is None else back(value)
    return entity


@lru_cache(maxsize=32)
def _way_back(name: KindName) -> tuple[tuple[str, str, Shape | None], ...]:
    """The fields' keys on read and on write, and how their values are read; None when they are taken as they are."""
    shapes: dict[Form, Shape] = {
        Form.REF: lambda value: value["sourcedId"],
        Form.REFS: lambda value: [one["sourcedId"] for one in value],
        Form.ROLES: lambda value: [{**role, "org": role["org"]["sourcedId"]} for role in value],
    }
    fields = (field for field in KINDS[name].all_fields if field.form is not Form.CHILDREN)
    return tuple((field.out, field.name, shapes.get(field.form)) for field in fields)
