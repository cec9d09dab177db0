"""The key that signs learner records, and the public halves of those that did before."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from sqlalchemy import insert, select

from timeback_core.clr.proofs.keys import SigningKey
from timeback_sandbox.clr.tables import KEYS
from timeback_sandbox.moments import format_moment

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from timeback_sandbox.state import State

__all__ = ["known_keys", "listed_keys", "note_key", "signing_key"]

_SECRET: Final = "clr_signing_seed"  # noqa: S105 - the name of a secret


def signing_key(state: State) -> SigningKey:
    """The key that signs now: that of the settings, else one that is made once and kept with the other secrets."""
    seed = state.settings.clr_signing_seed or state.room.secret(_SECRET, _new_seed)
    return SigningKey.from_seed(bytes.fromhex(seed))


def known_keys(connection: Connection) -> list[str]:
    """The public keys that are noted, in the order in which they came into use."""
    return list(connection.execute(select(KEYS.c.multibase).order_by(KEYS.c.seq)).scalars())


def note_key(connection: Connection, multibase: str, now: datetime) -> None:
    """Notes a public key, unless it is."""
    if multibase not in known_keys(connection):
        connection.execute(insert(KEYS).values(multibase=multibase, known_since=format_moment(now)))


def listed_keys(state: State) -> list[str]:
    """The public keys of this sandbox: the one that signs now comes first, the others follow, the newest first."""
    current = signing_key(state).multibase
    with state.store.read() as connection:
        known = known_keys(connection)
    if current not in known:  # who has seen it listed will find it listed after a change
        with state.store.write() as connection:
            note_key(connection, current, state.clock.now())
            known = known_keys(connection)
    return [current, *(key for key in reversed(known) if key != current)]


def _new_seed() -> str:
    return secrets.token_hex(32)
