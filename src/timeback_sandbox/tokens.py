"""Bearer tokens: signed by the sandbox, checked in microseconds."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from typing import Literal

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from timeback_sandbox.clock import Clock

__all__ = ["Grant", "Rejection", "TokenKeeper", "new_key", "new_secret"]

ISSUER = "timeback-sandbox"
_ALGORITHM = "HS256"
_LONGEST = 4096

Rejection = Literal["foreign", "expired", "revoked"]
"""Why a token is not good: not signed by this sandbox; too old; withdrawn."""


class Grant:
    """What a good token says: who holds it, what it allows, until when."""

    __slots__ = ("client_id", "expires", "generation", "scopes")

    def __init__(self, client_id: str, scopes: frozenset[str], expires: float, generation: int) -> None:
        self.client_id = client_id
        self.scopes = scopes
        self.expires = expires
        self.generation = generation


def new_key() -> str:
    """A fresh signing key, as text."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def new_secret() -> str:
    """A fresh client secret or control key."""
    return secrets.token_urlsafe(24)


class TokenKeeper:
    """Issues and checks the tokens of one sandbox.

    A token that was checked once is remembered, so that checking it again is a look-up; its expiry and
    revocation are looked at every time. Remembered are at most `remember` tokens.

    Args:
        key: Signing key from `new_key`.
        clock: By whose time tokens are issued and expire.
        generation: Tells how often all tokens were revoked; those of an earlier count are worthless.
        remember: Number of checked tokens to remember.
    """

    def __init__(self, key: str, clock: Clock, generation: Callable[[], int], remember: int = 4096) -> None:
        self._key = OctKey.import_key(base64.b64decode(key))
        self._clock = clock
        self._generation = generation
        self._remember = remember
        self._known: dict[str, Grant] = {}

    def issue(self, client_id: str, scope: str, lifetime: int, **more: object) -> str:
        """A new token, different from every other, good for `lifetime` seconds of the sandbox's clock.

        Args:
            client_id: Who holds it.
            scope: What it allows.
            lifetime: Seconds.
            more: Further claims.
        """
        now = self._clock.timestamp()
        claims: dict[str, object] = {
            **more,
            "iss": ISSUER,
            "sub": client_id,
            "client_id": client_id,
            "scope": scope,
            "iat": int(now),
            "exp": round(now + lifetime, 3),
            "gen": self._generation(),
            "jti": secrets.token_hex(8),
        }
        return jwt.encode({"alg": _ALGORITHM, "typ": "JWT"}, claims, self._key, algorithms=[_ALGORITHM])

    def check(self, token: str) -> Grant | Rejection:
        """What a token allows, or why it is not good."""
        grant = self._known.get(token)
        if grant is None:
            grant = self._read(token)
            if grant is None:
                return "foreign"
            if len(self._known) >= self._remember:
                self._known.clear()  # rare, and everything is found again at its next use
            self._known[token] = grant
        if grant.expires <= self._clock.timestamp():
            return "expired"
        if grant.generation != self._generation():
            return "revoked"
        return grant

    def _read(self, token: str) -> Grant | None:
        """What a token says, if this sandbox signed it."""
        if len(token) > _LONGEST:
            return None
        try:
            claims = jwt.decode(token, self._key, algorithms=[_ALGORITHM]).claims
        except (JoseError, ValueError, TypeError, KeyError, UnicodeError):
            return None
        client_id, scope = claims.get("client_id"), claims.get("scope")
        expires, generation = claims.get("exp"), claims.get("gen")
        if not (isinstance(client_id, str) and isinstance(scope, str) and isinstance(generation, int)):
            return None
        if not isinstance(expires, float | int):
            return None
        return Grant(client_id, frozenset(scope.split()), float(expires), generation)
