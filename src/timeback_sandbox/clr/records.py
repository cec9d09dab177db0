"""Where records are kept: one for each id and issuer, the last that was sent."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from sqlalchemy import Connection, insert, select, update

from timeback_sandbox.clr.tables import RECORDS
from timeback_sandbox.moments import format_moment

__all__ = ["Kept", "find", "keep", "key_of"]


class Kept(NamedTuple):
    """A record that is kept."""

    id: str
    issuer: str
    created_at: str
    updated_at: str
    cryptosuite: str
    signed_with: str
    document: bytes


def key_of(credential_id: str, issuer_id: str) -> str:
    """What tells records apart: both ids without percent-encoding and blanks around them.

    Source: CLR 2.0, section 6.2, equality of credentials.
    """
    parts = [unquote_to_bytes(one).strip() for one in (credential_id, issuer_id)]
    return hashlib.sha256(b"".join(b"%d:" % len(part) + part for part in parts)).hexdigest()


def keep(
    connection: Connection,
    credential_id: str,
    issuer_id: str,
    document: bytes,
    *,
    cryptosuite: str,
    signed_with: str,
    now: datetime,
) -> bool:
    """Keeps a record in place of an earlier one of the same key, whose time of creation stays.

    Returns:
        Whether it is a new one.
    """
    key, moment = key_of(credential_id, issuer_id), format_moment(now)
    values = {
        "id": credential_id,
        "issuer": issuer_id,
        "updated_at": moment,
        "cryptosuite": cryptosuite,
        "signed_with": signed_with,
        "document": document,
    }
    if connection.execute(update(RECORDS).where(RECORDS.c.key == key).values(**values)).rowcount:
        return False
    connection.execute(insert(RECORDS).values(key=key, created_at=moment, **values))
    return True


def find(
    connection: Connection, credential_id: str | None = None, issuer_id: str | None = None, limit: int = 100
) -> list[Kept]:
    """The records, the oldest first.

    Args:
        connection: Reads.
        credential_id: Only those of this id, as it was sent.
        issuer_id: Only those of this issuer, as it was sent.
        limit: The newest so many.
    """
    table = RECORDS.c
    wanted = select(
        table.id,
        table.issuer,
        table.created_at,
        table.updated_at,
        table.cryptosuite,
        table.signed_with,
        table.document,
    )
    if credential_id is not None:
        wanted = wanted.where(table.id == credential_id)
    if issuer_id is not None:
        wanted = wanted.where(table.issuer == issuer_id)
    newest = connection.execute(wanted.order_by(table.seq.desc()).limit(limit)).all()
    return [Kept(*row) for row in reversed(newest)]
