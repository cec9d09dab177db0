"""Records of OneRoster as PowerPath shows them: their fields, with references reduced to ids."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from timeback_sandbox.oneroster import storage
from timeback_sandbox.oneroster.fields import Form, KindName
from timeback_sandbox.oneroster.kinds import KINDS

__all__ = ["shown"]


def shown(connection: Connection, kind: KindName, sourced_id: str) -> dict[str, Any]:
    """A record that is known to exist."""
    stored = storage.fetch(connection, KINDS[kind], sourced_id)
    assert stored is not None
    references = _references(kind)
    return {
        "sourcedId": sourced_id,
        "status": stored.entity["status"],
        "dateLastModified": stored.modified,
        **{
            name: {"sourcedId": value} if name in references else value
            for name, value in stored.entity.items()
            if name != "password"
        },
    }


@lru_cache(maxsize=32)
def _references(kind: KindName) -> frozenset[str]:
    return frozenset(field.name for field in KINDS[kind].all_fields if field.form is Form.REF)
