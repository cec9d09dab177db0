"""What a test asks: the identifiers of its items, for whoever runs it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from timeback_sandbox.qti.records import structure_of
from timeback_sandbox.qti.tables import TESTS
from timeback_sandbox.statements import ConnectionReader

__all__ = ["Reference", "references_in", "test_items"]


class _Ref(msgspec.Struct, gc=False):
    identifier: str
    href: str | None = None


class _Section(msgspec.Struct, gc=False):
    identifier: str
    refs: list[_Ref] = msgspec.field(name="qti-assessment-item-ref")


class _Part(msgspec.Struct, gc=False):
    identifier: str
    sections: list[_Section] = msgspec.field(name="qti-assessment-section")


class _Test(msgspec.Struct, gc=False):
    parts: list[_Part] = msgspec.field(name="qti-test-part")


_read = msgspec.json.Decoder(_Test).decode


class Reference(NamedTuple):
    """A reference to an item, and where it stands."""

    identifier: str
    href: str | None
    part: str
    section: str


def references_in(structure: str | bytes) -> Iterator[Reference]:
    """The references of a test, in the order of its parts, sections and references.

    Args:
        structure: The typed fields of the test, as they are stored; its lists are in the order of their sequences.
    """
    for part in _read(structure).parts:
        for section in part.sections:
            for ref in section.refs:
                yield Reference(ref.identifier, ref.href, part.identifier, section.identifier)


def test_items(connection: Connection, test_id: str) -> list[str] | None:
    """The identifiers of the items of a test, in the order in which it asks them; None when there is no such test.

    An item that is referred to twice is there twice; whether items exist is not checked.
    """
    structure = structure_of(ConnectionReader(connection), TESTS, test_id)
    return None if structure is None else list(_items_in(structure))


@lru_cache(maxsize=512)
def _items_in(structure: str) -> tuple[str, ...]:
    """The items of a test by its typed fields; these are the key, so it is never stale."""
    return tuple(reference.identifier for reference in references_in(structure))
