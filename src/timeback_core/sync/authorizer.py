# Written by tools/generate_sync.py from timeback_core/authorizer.py; changes belong there.
"""MasteryTrack's tokens: an API key and an e-mail address give a JWT, one for each address."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

import msgspec

from timeback_core.authorizer import (
    OPERATION,
    PATH,
    REFRESH_AFTER_S,
    AccessDeniedError,
    read_error_text,
    read_jwt,
    refusal,
    usable_seconds,
)
from timeback_core.blocking.tokens import TokenCache
from timeback_core.config_checks import check_seconds
from timeback_core.errors import (
    APIConnectionError,
    APIError,
)
from timeback_core.record import MASK
from timeback_core.sync.transport.hooks import tell
from timeback_core.sync.transport.options import TransportConfig
from timeback_core.sync.transport.pipeline import Pipeline
from timeback_core.transport.hooks import TokenEvent
from timeback_core.transport.logs import auth_log
from timeback_core.transport.options import DEFAULT_TIMEOUT
from timeback_core.transport.redact import scrub_text, without_query
from timeback_core.transport.token_answer import FAILED, prefixed
from timeback_core.transport.tokens import Grant

if TYPE_CHECKING:
    from timeback_core.sync.transport.lifetime import Lifetime

__all__ = ["REFRESH_AFTER_S", "AccessDeniedError", "MasteryTrackAuthenticator", "read_error_text", "usable_seconds"]


class MasteryTrackAuthenticator:
    """A source of MasteryTrack's tokens: each e-mail address has one, with one request at a time for it.

    Nothing is requested before the first call needs it. A token is asked for again after `refresh_after_s` seconds,
    earlier if it says itself that it expires before.

    Args:
        base_url: Of the service.
        api_key: What the authorizer is asked with.
        email: The account whose token goes with every request.
        refresh_after_s: Seconds for which a token is used; > 0.
        timeout: Seconds that a token request may take, repetitions included; > 0.
        pipeline: What sends the token request; `None` makes one with default settings.
        lifetime: Of the owner: closing it ends a token request under way.
    """

    def __init__(
        self,
        *,
        base_url: str,
        api_key: str,
        email: str,
        refresh_after_s: float = REFRESH_AFTER_S,
        timeout: float = DEFAULT_TIMEOUT,
        pipeline: Pipeline | None = None,
        lifetime: Lifetime | None = None,
    ) -> None:
        self.url = f"{base_url.rstrip('/')}{PATH}"
        self.email = email.strip()
        self.timeout = timeout
        self.refresh_after_s = check_seconds(refresh_after_s, "refresh_after_s")
        self._api_key = api_key
        self._pipeline = pipeline or Pipeline(TransportConfig())
        self._lifetime = lifetime
        self._clock: Callable[[], float] = self._pipeline.config.clock or time.monotonic
        self._hooks = self._pipeline.config.hooks
        self._caches: dict[str, TokenCache] = {}

    @property
    def cached_token(self) -> str | None:
        """The token of the account that is now held, fresh or not."""
        return self._cache(self.email).token

    def peek(self) -> str | None:
        """A fresh token of the account without waiting, or `None` when `get_token` would have to wait."""
        return self._cache(self.email).peek()

    def get_token(self, email: str | None = None, *, force: bool = False) -> str:
        """A token that can be sent.

        Args:
            email: The account; its own unless given.
            force: Whether to ask the authorizer even though the token now held is fresh.

        Raises:
            TokenError: The key was refused, or the answer holds no token.
            AccessDeniedError: The account may not use the API.
            APIError: The authorizer failed (5xx, 429), could not be reached, or took too long.
        """
        cache = self._cache(self.email if email is None else email.strip())
        return cache.renew() if force else cache.get()

    def invalidate(self, email: str | None = None) -> None:
        """Forget the token of an account, its own unless another is given; the next caller asks for a new one.

        Args:
            email: The account's address; ``None`` for its own.
        """
        self._cache(self.email if email is None else email.strip()).drop()
        auth_log.debug("token of %s dropped", self.url)

    def forget(self) -> None:
        """Forget the tokens of all accounts."""
        for cache in list(self._caches.values()):
            cache.drop()

    def report_dropped(self) -> None:
        """Tell the hooks that the service refused the token and that it was dropped."""
        if self._hooks is not None:
            tell(self._hooks.on_token, TokenEvent(outcome="dropped", url=without_query(self.url)))

    def _cache(self, email: str) -> TokenCache:
        """What keeps the token of an account; addresses differ by more than their case."""
        key = email.lower()
        found = self._caches.get(key)
        if found is None:
            # setdefault, so that of two threads that come first at once both get the same one
            found = self._caches.setdefault(key, TokenCache(lambda: self._fetch(email), self._pipeline.config.clock))
        return found

    def _fetch(self, email: str) -> Grant:
        """Ask for a token, and tell how it went."""
        on_token = self._hooks.on_token if self._hooks is not None else None
        place = without_query(self.url)
        started = self._clock()
        try:
            grant = self._request(email)
        except Exception as error:
            failed = TokenEvent(
                outcome="failed", url=place, duration=self._clock() - started, error=type(error).__name__
            )
            tell(on_token, failed)
            raise
        took = self._clock() - started
        auth_log.debug("token of %s acquired in %.3f s, to be used for %.0f s", place, took, grant.lifetime)
        tell(on_token, TokenEvent(outcome="acquired", url=place, duration=took, lifetime=grant.lifetime))
        return grant

    def _request(self, email: str) -> Grant:
        """Ask for a token."""
        secrets = (self._api_key,)
        try:
            response = self._pipeline.send_unauthenticated(
                method="POST",
                url=self.url,
                headers={"x-api-key": self._api_key, "Content-Type": "application/json", "Accept": "application/json"},
                content=msgspec.json.encode({"email": email}),
                timeout=self.timeout,
                lifetime=self._lifetime,
                operation=OPERATION,
                secrets=secrets,
            )
        except APIConnectionError as error:
            prefixed(error, scrub_text(f"{FAILED}: {error.message}", secrets))
            raise
        except APIError as error:
            prefixed(error, f"{FAILED}: {error.message}")
            raise
        if 200 <= response.status < 300:
            return read_jwt(response, url=self.url, refresh_after_s=self.refresh_after_s)
        raise refusal(response, url=self.url, secrets=secrets)

    def __reduce__(self) -> NoReturn:
        """Refuse: a pickle would carry the key in clear."""
        raise TypeError("A MasteryTrackAuthenticator holds credentials and cannot be pickled")

    def __repr__(self) -> str:
        held = sum(cache.token is not None for cache in list(self._caches.values()))
        return f"<MasteryTrackAuthenticator {self.url}, email={self.email!r}, api_key={MASK!r}, tokens: {held}>"
