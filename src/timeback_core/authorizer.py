"""MasteryTrack's tokens: an API key and an e-mail address give a JWT, one for each address."""

from __future__ import annotations

import base64
import binascii
import math
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NoReturn, cast

import msgspec

from timeback_core.config_checks import check_seconds
from timeback_core.errors import (
    APIConnectionError,
    APIError,
    ConfigurationError,
    ForbiddenError,
    TokenError,
    error_from_response,
)
from timeback_core.record import MASK
from timeback_core.transport.hooks import TokenEvent, tell
from timeback_core.transport.logs import auth_log
from timeback_core.transport.message import Response
from timeback_core.transport.options import DEFAULT_TIMEOUT, TransportConfig, check_header
from timeback_core.transport.pipeline import Pipeline
from timeback_core.transport.redact import scrub_text, without_query
from timeback_core.transport.token_answer import FAILED, prefixed
from timeback_core.transport.tokens import EARLY_REFRESH_SECONDS, Grant, TokenCache

if TYPE_CHECKING:
    from timeback_core.transport.lifetime import Lifetime

__all__ = ["REFRESH_AFTER_S", "AccessDeniedError", "MasteryTrackAuthenticator", "read_error_text", "usable_seconds"]

REFRESH_AFTER_S = 3000.0
"""Seconds for which a token is used: it is good for an hour, and renewing it after 50 minutes is what is advised."""

OPERATION = "masterytrack.authorizer.get_token"
PATH = "/authorizer"
_SHOWN = 200


class AccessDeniedError(ForbiddenError, TokenError):
    """403 of MasteryTrack's authorizer: the account may not use the API."""


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
        """A fresh token of the account without waiting, or `None` when `get_token` has to be awaited."""
        return self._cache(self.email).peek()

    async def get_token(self, email: str | None = None, *, force: bool = False) -> str:
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
        return await (cache.renew() if force else cache.get())

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

    async def report_dropped(self) -> None:
        """Tell the hooks that the service refused the token and that it was dropped."""
        if self._hooks is not None:
            await tell(self._hooks.on_token, TokenEvent(outcome="dropped", url=without_query(self.url)))

    def _cache(self, email: str) -> TokenCache:
        """What keeps the token of an account; addresses differ by more than their case."""
        key = email.lower()
        found = self._caches.get(key)
        if found is None:
            # setdefault, so that of two threads that come first at once both get the same one
            found = self._caches.setdefault(key, TokenCache(lambda: self._fetch(email), self._pipeline.config.clock))
        return found

    async def _fetch(self, email: str) -> Grant:
        """Ask for a token, and tell how it went."""
        on_token = self._hooks.on_token if self._hooks is not None else None
        place = without_query(self.url)
        started = self._clock()
        try:
            grant = await self._request(email)
        except Exception as error:
            failed = TokenEvent(
                outcome="failed", url=place, duration=self._clock() - started, error=type(error).__name__
            )
            await tell(on_token, failed)
            raise
        took = self._clock() - started
        auth_log.debug("token of %s acquired in %.3f s, to be used for %.0f s", place, took, grant.lifetime)
        await tell(on_token, TokenEvent(outcome="acquired", url=place, duration=took, lifetime=grant.lifetime))
        return grant

    async def _request(self, email: str) -> Grant:
        """Ask for a token."""
        secrets = (self._api_key,)
        try:
            response = await self._pipeline.send_unauthenticated(
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


# ---------------------------------------------------------------- answers


def read_error_text(body: object) -> str | None:
    """Return what an error answer of MasteryTrack says: `error`, else `message`; None to leave it to the usual rule."""
    fields = cast("dict[str, object]", body) if isinstance(body, dict) else {}
    for name in ("error", "message"):
        text = fields.get(name)
        if isinstance(text, str) and text.strip():
            return text
    return None


def read_jwt(response: Response, *, url: str, refresh_after_s: float) -> Grant:
    """The token in a 2xx answer of the authorizer.

    Args:
        response: The answer.
        url: Of the authorizer, for the message.
        refresh_after_s: Seconds for which a token is used at most.

    Raises:
        TokenError: There is none that can be used. The answer is not shown, since it may hold a token.
    """
    try:
        decoded: object = msgspec.json.decode(response.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        decoded = None
    body = cast("dict[str, object]", decoded) if isinstance(decoded, dict) else {}
    token = body.get("jwt")
    problem: str | None = None
    if not isinstance(decoded, dict):
        problem = "the answer is not a JSON object"
    elif body.get("success") is not True:
        said = read_error_text(cast("object", body))
        problem = "the answer does not call itself a success" + (f": {said[:_SHOWN]}" if said else "")
    elif not isinstance(token, str) or not token.strip():
        problem = f"the answer holds no jwt, but {', '.join(sorted(body)) or 'nothing'}"
    else:
        try:
            check_header("X-Auth-Token", token)
        except ConfigurationError:
            problem = "its jwt holds characters that no header may hold"
    if problem is not None:
        raise TokenError(
            f"{FAILED} from {without_query(url)}: {problem}",
            status_code=response.status,
            method="POST",
            url=url,
            headers=response.headers,
            operation=OPERATION,
        )
    jwt = cast("str", token).strip()
    return Grant(jwt, min(refresh_after_s, usable_seconds(jwt, time.time())), 0.0)


def usable_seconds(jwt: str, now: float) -> float:
    """The seconds for which a token can be used by what it says itself; infinite when it does not say.

    Args:
        jwt: The token; only read, not verified.
        now: Seconds since 1970, for a token that does not say when it was issued.
    """
    claims = _claims(jwt)
    expires, issued = claims.get("exp"), claims.get("iat")
    if not _is_moment(expires):
        return math.inf
    # by the issuer's clock where possible, which need not be ours
    life = float(cast("float", expires)) - (float(cast("float", issued)) if _is_moment(issued) else now)
    return life - min(EARLY_REFRESH_SECONDS, life / 10) if life > 0 else math.inf


def _claims(jwt: str) -> Mapping[str, object]:
    """What a token says, empty when it cannot be read."""
    parts = jwt.split(".")
    if len(parts) != 3:
        return {}
    try:
        decoded: object = msgspec.json.decode(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError, msgspec.DecodeError, RecursionError):
        return {}
    return cast("dict[str, object]", decoded) if isinstance(decoded, dict) else {}


def _is_moment(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def refusal(response: Response, *, url: str, secrets: tuple[str, ...]) -> APIError:
    """The error for an answer of the authorizer outside 2xx, by its status."""
    status = response.status
    plain = error_from_response(
        status=status,
        headers=response.headers,
        content=scrub_text(response.content.decode("utf-8", "replace"), secrets).encode(),
        method="POST",
        url=url,
        operation=OPERATION,
        reader=read_error_text,
    )
    message = f"{FAILED} from {without_query(url)}: {plain.message[:_SHOWN]}"
    if status not in {400, 401, 403}:
        return prefixed(plain, message)
    kind = AccessDeniedError if status == 403 else TokenError
    return kind(
        message,
        plain.response,
        status_code=status,
        error_code=plain.code,
        method="POST",
        url=url,
        headers=plain.headers,
        body_text=plain.body_text,
        operation=OPERATION,
    )
