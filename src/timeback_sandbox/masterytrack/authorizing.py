"""Who may call: the authorizer's tokens, and the header that they come in."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from timeback_sandbox.masterytrack.accounts import SANDBOX_ACCOUNT, find_account
from timeback_sandbox.masterytrack.problems import MasteryProblem

if TYPE_CHECKING:
    from timeback_sandbox.state import State

__all__ = ["LIFETIME", "caller_of", "check_key", "is_authorized", "issue"]

LIFETIME = 3600
"""Seconds that a token is good for, by the sandbox's clock."""

_SCOPE = "masterytrack"
_INVALID = "Invalid or expired JWT"


def check_key(state: State, key: str | None) -> None:
    """Refuses a caller without one of the API's keys.

    Raises:
        MasteryProblem: 401.
    """
    given = (key or "").encode("utf-8", "surrogatepass")
    known = (one.encode("utf-8", "surrogatepass") for one in state.settings.masterytrack_api_keys)
    # every key is compared, so that the time it takes tells nothing
    same = [hmac.compare_digest(given, one) for one in known]
    if not given or not any(same):
        raise MasteryProblem(401, "Invalid API key", "UNAUTHORIZED")


def issue(state: State, email: str) -> str:
    """A new token for an account; those issued before stay good until they expire.

    Raises:
        MasteryProblem: 403, there is no account of that address, or it may not use the API.
    """
    with state.store.read() as connection:
        account = find_account(connection, email)
    if account is None or not account.api_access:
        raise MasteryProblem(403, f"The account {email[:100]!r} has no API access", "ACCESS_DENIED")
    state.room.count("authorizer_requests")
    return state.mastery_tokens.issue(account.email, _SCOPE, LIFETIME, email=account.email)


def is_authorized(state: State, header: str | None) -> bool:
    """Whether a caller may pass: with a good token, or in a sandbox that wants none."""
    return state.settings.no_auth or _holder(state, header) is not None


def caller_of(state: State, header: str | None, code: str | None, message: str = _INVALID) -> int | None:
    """The number of the account that calls; None when the caller's token belongs to none.

    A token of the token endpoint that all services share is as good as one of the authorizer. Neither counts in the
    header `Authorization`.

    Args:
        state: The sandbox.
        header: What came as `X-Auth-Token`.
        code: Of the refusal.
        message: Of the refusal.

    Raises:
        MasteryProblem: 401, the token is missing, malformed, foreign or expired.
    """
    holder = _holder(state, header)
    if holder is None:
        if state.settings.no_auth:
            return SANDBOX_ACCOUNT.id
        raise MasteryProblem(401, message, code)
    with state.store.read() as connection:
        account = find_account(connection, holder)
    return None if account is None else account.id


def _holder(state: State, header: str | None) -> str | None:
    """Whom the token in a header was issued to."""
    scheme, _, token = (header or "").strip().partition(" ")
    if scheme.lower() != "bearer":
        return None
    for keeper in (state.mastery_tokens, state.tokens):
        grant = keeper.check(token.strip())
        if not isinstance(grant, str):
            return grant.client_id
    return None
