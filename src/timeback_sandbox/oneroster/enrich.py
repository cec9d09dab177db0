"""Fills in what a read form left open: hrefs, names of references, children."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, cast

import msgspec
from sqlalchemy import BindParameter, ColumnElement, bindparam, select

from timeback_sandbox.oneroster.fields import KindName
from timeback_sandbox.oneroster.platforms import Platform
from timeback_sandbox.oneroster.render import (
    BASES,
    CHILDREN,
    CHILDREN_SLOT,
    NAME,
    NAME_SLOT,
    encode,
    reference,
)
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.statements import Prepared, Reader, shared_dialect

_LARGEST_BUCKET = 512


class Bases(NamedTuple):
    """Where the hrefs of each service begin, as JSON text without quotes."""

    rostering: bytes
    gradebook: bytes
    resources: bytes


@lru_cache(maxsize=256)
def bases_for(host: str, platform: Platform) -> Bases:
    """The bases for one host.

    Args:
        host: scheme and authority, such as `https://api.example`.
        platform: whose prefixes to use.
    """
    made = {service: encode(host + prefix)[1:-1] for service, prefix in platform.prefixes.items()}
    return Bases(made["R"], made["G"], made["S"])


def fill(text: bytes, bases: Bases, reader: Reader) -> bytes:
    """One read form, or several joined ones, with every mark replaced.

    Args:
        text: as stored.
        bases: where hrefs begin.
        reader: looks up names and children, one query per kind.
    """
    if CHILDREN in text:
        text = _fill(text, CHILDREN_SLOT, lambda kind, ids: _children(reader, kind, ids))
    if NAME in text:
        text = _fill(text, NAME_SLOT, lambda kind, ids: _names(reader, kind, ids))
    text = text.replace(BASES["R"], bases.rostering)
    if BASES["S"] in text:
        text = text.replace(BASES["S"], bases.resources)
    if BASES["G"] in text:
        text = text.replace(BASES["G"], bases.gradebook)
    return text


Lookup = Callable[[KindName, list[str]], Mapping[str, bytes]]


def _fill(text: bytes, pattern: re.Pattern[bytes], look_up: Lookup) -> bytes:
    """Replace the slots of a pattern by what a lookup says about their ids."""
    parts = cast("list[bytes]", pattern.split(text))  # text, kind, id, text, kind, id, text …
    kinds, quoted_ids = parts[1::3], parts[2::3]
    answers: dict[tuple[bytes, bytes], bytes] = dict.fromkeys(zip(kinds, quoted_ids, strict=True), b"")
    wanted: dict[bytes, dict[str, bytes]] = {}
    for kind, quoted in answers:
        wanted.setdefault(kind, {})[msgspec.json.decode(quoted)] = quoted
    for kind, ids in wanted.items():
        for sourced_id, answer in look_up(cast("KindName", kind.decode()), list(ids)).items():
            answers[kind, ids[sourced_id]] = answer
    filled = [parts[0]]
    for kind, quoted, after in zip(kinds, quoted_ids, parts[3::3], strict=True):
        filled.append(answers[kind, quoted])
        filled.append(after)
    return b"".join(filled)


def _names(reader: Reader, kind: KindName, ids: list[str]) -> dict[str, bytes]:
    """`,"name":…` for each id whose row exists."""
    names: dict[str, bytes] = {}
    for sourced_id, *parts in _rows(reader, "names", kind, ids):
        names[sourced_id] = b',"name":' + encode(" ".join(part for part in parts if part))
    return names


def _children(reader: Reader, kind: KindName, ids: list[str]) -> dict[str, bytes]:
    """The list of references to the children of each id, empty for an id without children."""
    found: dict[str, list[str]] = {sourced_id: [] for sourced_id in ids}
    for parent, child in _rows(reader, "children", kind, ids):
        found[parent].append(child)
    return {parent: encode([reference(kind, child) for child in children]) for parent, children in found.items()}


def _rows(reader: Reader, question: str, kind: KindName, ids: list[str]) -> Iterable[tuple[str, ...]]:
    """Ask about many ids, with as few different statements as possible so that each is prepared once."""
    for start in range(0, len(ids), _LARGEST_BUCKET):
        chunk = ids[start : start + _LARGEST_BUCKET]
        size = 1 << (len(chunk) - 1).bit_length()
        padded = chunk + chunk[-1:] * (size - len(chunk))
        values = {f"id{index}": sourced_id for index, sourced_id in enumerate(padded)}
        yield from cast("Iterable[tuple[str, ...]]", reader.rows(_statement(question, kind, size), values))


@lru_cache(maxsize=256)
def _statement(question: str, kind: KindName, size: int) -> Prepared:
    table = TABLES[kind]
    ids: list[BindParameter[str]] = [bindparam(f"id{index}") for index in range(size)]
    query: Any
    if question == "children":
        query = select(table.c.parent, table.c.sourced_id).where(table.c.parent.in_(ids)).order_by(table.c.seq)
    else:
        query = select(table.c.sourced_id, *_name_columns(kind)).where(table.c.sourced_id.in_(ids))
    return Prepared(query, shared_dialect("sqlite"))


def _name_columns(kind: KindName) -> list[ColumnElement[str]]:
    columns = TABLES[kind].c
    if kind == "users":
        return [columns.given_name, columns.family_name]
    return [columns.name] if kind == "orgs" else [columns.title]
