"""Checks that what a record points to exists."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from sqlalchemy import Connection

from timeback_sandbox.oneroster.checks import Issues
from timeback_sandbox.oneroster.errors import detail
from timeback_sandbox.oneroster.fields import Form, KindName
from timeback_sandbox.oneroster.kind import Kind
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import Entity
from timeback_sandbox.oneroster.storage import existing_ids
from timeback_sandbox.oneroster.untyped import as_array, as_object

_FORMS = frozenset({Form.REF, Form.REFS, Form.ROLES})
_UNCHECKED = frozenset({"resources"})
"""Links that are kept although nothing is known about them: a course may name material of elsewhere."""


class References:
    """Gathers the references of a batch of records and looks all of them up at once."""

    __slots__ = ("_wanted",)

    def __init__(self) -> None:
        self._wanted: dict[KindName, list[tuple[str, str]]] = {}

    def collect(self, kind: Kind, entity: Entity, path: str) -> None:
        """Note what a record points to.

        Args:
            kind: what the record is.
            entity: its fields; what is not valid is passed over.
            path: where it stood in the request.
        """
        for name, form, target in _fields(kind.name):
            value = entity.get(name)
            if value is None:
                continue
            for sourced_id, where in _ids(form, value, f"{path}.{name}"):
                self.expect(target, sourced_id, where)

    def expect(self, kind: KindName, sourced_id: str, path: str) -> None:
        """Note one reference; `path` is where its id stood."""
        self._wanted.setdefault(kind, []).append((sourced_id, path))

    def check(self, connection: Connection, issues: Issues) -> None:
        """Add an issue for each reference to nothing. Records that are marked as deleted still count."""
        for name, wanted in self._wanted.items():
            kind = KINDS[name]
            known = existing_ids(connection, kind, (sourced_id for sourced_id, _ in wanted))
            issues += [
                detail(path, f"{kind.label} not found: {sourced_id[:100]!r}")
                for sourced_id, path in wanted
                if sourced_id not in known
            ]


@lru_cache(maxsize=32)
def _fields(name: KindName) -> tuple[tuple[str, Form, KindName], ...]:
    return tuple(
        (field.name, field.form, field.target or "orgs")
        for field in KINDS[name].all_fields
        if field.form in _FORMS and field.name not in _UNCHECKED and field.create.present
    )


def _ids(form: Form, value: object, path: str) -> Iterator[tuple[str, str]]:
    """The ids in a value, each with its path."""
    if form is Form.REF and isinstance(value, str):
        yield value, f"{path}.sourcedId"
    elif form is Form.REFS:
        for index, one in enumerate(as_array(value) or ()):
            if isinstance(one, str):
                yield one, f"{path}[{index}].sourcedId"
    elif form is Form.ROLES:
        for index, role in enumerate(as_array(value) or ()):
            org = (as_object(role) or {}).get("org")
            if isinstance(org, str):
                yield org, f"{path}[{index}].org.sourcedId"
