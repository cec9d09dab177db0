"""Records of OneRoster as PowerPath shows them: their fields, with references reduced to ids."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from timeback_sandbox.oneroster import storage
from timeback_sandbox.oneroster.fields import Form, KindName
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import Entity

__all__ = ["shown", "shown_entity"]


def shown(connection: Connection, kind: KindName, sourced_id: str) -> dict[str, Any]:
    """A record that is known to exist."""
    stored = storage.fetch(connection, KINDS[kind], sourced_id)
    assert stored is not None
    return shown_entity(kind, sourced_id, stored.entity, stored.modified)


def shown_entity(kind: KindName, sourced_id: str, entity: Entity, modified: str) -> dict[str, Any]:
    """A record that has been read or written."""
    references = _references(kind)
    return {
        "sourcedId": sourced_id,
        "status": entity["status"],
        "dateLastModified": modified,
        **{
            name: {"sourcedId": value} if name in references else value
            for name, value in entity.items()
            if name != "password"
        },
    }


@lru_cache(maxsize=32)
def _references(kind: KindName) -> frozenset[str]:
    return frozenset(field.name for field in KINDS[kind].all_fields if field.form is Form.REF)
