# Written by tools/generate_sync.py from timeback_core/auth.py; changes belong there.
"""Bearer tokens by OAuth 2.0 client credentials: one token for everyone, renewed before it expires."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from timeback_core.auth import AuthMethod, Credential, TokenManagerConfig, _message
from timeback_core.blocking.awaiting import awaited
from timeback_core.blocking.tokens import TokenCache
from timeback_core.errors import APIConnectionError, APIError, ConfigurationError, TimebackError
from timeback_core.record import MASK
from timeback_core.sync.transport.call import TokenSource
from timeback_core.sync.transport.hooks import tell
from timeback_core.sync.transport.options import TransportConfig
from timeback_core.sync.transport.pipeline import Pipeline
from timeback_core.transport.hooks import TokenEvent
from timeback_core.transport.logs import auth_log
from timeback_core.transport.redact import scrub_text, without_query
from timeback_core.transport.token_answer import FAILED, error_of, prefixed, read_grant
from timeback_core.transport.tokens import EARLY_REFRESH_SECONDS, Grant

if TYPE_CHECKING:
    from timeback_core.sync.transport.lifetime import Lifetime

__all__ = ["AuthMethod", "Credential", "TokenManager", "TokenManagerConfig", "TokenSource"]


class TokenManager:
    """A source of bearer tokens, shared by all clients of one token endpoint and one set of credentials.

    One request at a time is made, whatever the number of threads that want a token. Nothing is
    requested before the first call needs it.

    Args:
        config: Endpoint and credentials.
        pipeline: What sends the token request; the one of the API requests, so that proxies, TLS settings and pooled
            connections are shared. `None` makes one with default settings.
        lifetime: Of the owner: closing it ends a token request under way.

    Source:
        RFC 6749, section 4.4.
    """

    EARLY_REFRESH_SECONDS = EARLY_REFRESH_SECONDS
    """A token is not used any more this long before it expires (a tenth of its lifetime, if that is less)."""

    def __init__(
        self, config: TokenManagerConfig, pipeline: Pipeline | None = None, *, lifetime: Lifetime | None = None
    ) -> None:
        self.config = config
        self._pipeline = pipeline or Pipeline(TransportConfig())
        self._lifetime = lifetime
        self._clock = self._pipeline.config.clock or time.monotonic
        self._hooks = self._pipeline.config.hooks
        self._cache = TokenCache(self._fetch, self._pipeline.config.clock)

    @property
    def cached_token(self) -> str | None:
        """The token now held, fresh or not; `None` before the first and after `invalidate`."""
        return self._cache.token

    def peek(self) -> str | None:
        """A fresh token without waiting, or `None` when `get_token` would have to wait."""
        return self._cache.peek()

    def get_token(self, *, force: bool = False) -> str:
        """A token that can be sent.

        Args:
            force: Whether to ask the endpoint even though the token now held is fresh.

        Raises:
            TokenError: The endpoint refused the credentials, or answered without a usable token.
            APIError: The endpoint failed (5xx, 429), could not be reached, or took too long.
        """
        return self._cache.renew() if force else self._cache.get()

    def invalidate(self) -> None:
        """Forget the token; the next caller asks for a new one."""
        if self._cache.token is not None:
            auth_log.debug("token of %s dropped", without_query(self.config.token_url))
        self._cache.drop()

    def report_dropped(self) -> None:
        """Tell the hooks that a server refused the token and that it was dropped."""
        if self._hooks is not None:
            tell(self._hooks.on_token, TokenEvent(outcome="dropped", url=without_query(self.config.token_url)))

    def _fetch(self) -> Grant:
        """Ask the endpoint for a token, and tell how it went."""
        config = self.config
        place = without_query(config.token_url)
        on_token = self._hooks.on_token if self._hooks is not None else None
        started = self._clock()
        try:
            grant = self._request()
        except Exception as error:
            name = type(error).__name__
            auth_log.debug("no token from %s: %s", place, name)
            duration = self._clock() - started
            tell(on_token, TokenEvent(outcome="failed", url=place, duration=duration, error=name))
            raise
        duration = self._clock() - started
        auth_log.debug("token from %s in %.3f s, good for %.0f s", place, duration, grant.lifetime)
        tell(on_token, TokenEvent(outcome="acquired", url=place, duration=duration, lifetime=grant.lifetime))
        return grant

    def _request(self) -> Grant:
        """One token request, repeated by the pipeline where that may help."""
        config = self.config
        client_id = _resolve("client_id", config.client_id)
        secret = _resolve("client_secret", config.client_secret)
        headers, body = _message(config, client_id, secret)
        secrets = tuple(text for text in (secret, headers.get("Authorization", "")[len("Basic ") :]) if text)
        try:
            response = self._pipeline.send_unauthenticated(
                method="POST",
                url=config.token_url,
                headers=headers,
                content=body,
                timeout=config.timeout,
                lifetime=self._lifetime,
                secrets=secrets,
            )
        except APIConnectionError as error:
            prefixed(error, scrub_text(f"{FAILED}: {error.message}", secrets))
            raise
        except APIError as error:
            prefixed(error, f"{FAILED}: {error.message}")
            raise
        if 200 <= response.status < 300:
            return read_grant(response, url=config.token_url, secrets=secrets)
        raise error_of(response, url=config.token_url, secrets=secrets)

    def __repr__(self) -> str:
        held = "none" if self._cache.token is None else MASK
        return f"<TokenManager {without_query(self.config.token_url)}, token: {held}>"


def _resolve(name: str, credential: Credential) -> str:
    """The credential itself; a function is called for it."""
    value: object = credential
    if callable(credential):
        try:
            value = awaited(credential())
        except ConfigurationError as error:
            raise ConfigurationError(f"{name}: {error}") from error
        except TimebackError:
            raise
        except Exception as error:
            raise ConfigurationError(
                f"{name}: the function that should give it raised {type(error).__name__}"
            ) from error
    if not isinstance(value, str) or not value:
        raise ConfigurationError(f"{name} must be a non-empty string, or a function that returns one")
    return value
