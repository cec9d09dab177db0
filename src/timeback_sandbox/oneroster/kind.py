"""What a kind of entity is, and the short words with which the kinds are declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from timeback_sandbox.oneroster.fields import Field, Form, KindName

Service = Literal["R", "G", "S"]
"""Rostering, gradebook, resources."""


@dataclass(frozen=True)
class Kind:
    """One kind of entity.

    Args:
        name: key of lists of it.
        single: key of one of it, on write and on read.
        ref: `type` of references to it.
        service: the service that serves it.
        path: its collection within the service.
        label: how a 404 names it.
        fields: its fields, apart from the four that every entity has.
        search: columns that the `search` parameter looks into.
        needs_id: the client has to supply `sourcedId`.
        status: presence marks of `status`.
        merges: a PUT changes only what it carries (else it replaces the whole record).
        upserts: a PUT on an unknown id creates it.
        together: fields by which rows are looked up together; each group has an index.
        also_reads: keys of its read form that are no fields of its own.
    """

    name: KindName
    single: str
    ref: str
    service: Service
    path: str
    label: str
    fields: tuple[Field, ...]
    search: tuple[str, ...]
    needs_id: bool = False
    status: str = "R o o"
    merges: bool = False
    upserts: bool = False
    also_reads: frozenset[str] = frozenset()
    together: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def all_fields(self) -> tuple[Field, ...]:
        """Its fields with `status` and `metadata`, in the order of the read form."""
        return (
            Field("status", Form.CHOICE, self.status, choices="Status", default="active", indexed=True),
            Field("metadata", Form.OBJECT, "on on on"),
            *self.fields,
        )

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """Its fields by the key they have on write."""
        return MappingProxyType({field.name: field for field in self.all_fields})

    @cached_property
    def read_names(self) -> frozenset[str]:
        """The keys that its read form can have, which are what the `fields` parameter may name."""
        names = {field.out for field in self.all_fields if not field.secret}
        return frozenset(names | {"sourcedId", "dateLastModified"} | self.also_reads)


def text(name: str, marks: str = "on on on", *, indexed: bool = False) -> Field:
    """A text field."""
    return Field(name, Form.TEXT, marks, indexed=indexed)


def ref(name: str, target: KindName, marks: str = "on on on") -> Field:
    """A reference that reads as `{sourcedId}`."""
    return Field(name, Form.REF, marks, target=target, indexed=True)


def link(name: str, target: KindName, marks: str, *, named: bool = False, read_as: str | None = None) -> Field:
    """A reference that reads as `{href, sourcedId, type}`."""
    return Field(name, Form.REF, marks, target=target, linked=True, named=named, read_as=read_as, indexed=True)
