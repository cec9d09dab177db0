"""The key that signs learner records, and the public halves of those that did before."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from timeback_core.clr.proofs.keys import SigningKey

if TYPE_CHECKING:
    from timeback_sandbox.state import State

__all__ = ["listed_keys", "signing_key"]

_SECRET: Final = "clr_signing_seed"  # noqa: S105 - the name of a secret
_KEYS: Final = "clr_keys"


def signing_key(state: State) -> SigningKey:
    """The key that signs now: that of the settings, else one that is made once and kept with the other secrets."""
    seed = state.settings.clr_signing_seed or state.room.secret(_SECRET, _new_seed)
    return SigningKey.from_seed(bytes.fromhex(seed))


def listed_keys(state: State, current: str | None = None) -> list[str]:
    """The public keys of this sandbox: the one that signs now comes first, the others follow, the newest first.

    They are kept with the secrets, not with the records: what was signed before a reset, or after the snapshot that was
    restored, is still out there.

    Args:
        state: The sandbox.
        current: The key that signs now, if it is at hand.
    """
    current = current or signing_key(state).multibase
    known = state.room.noted(_KEYS, current)
    return [current, *(key for key in reversed(known) if key != current)]


def _new_seed() -> str:
    return secrets.token_hex(32)
