# Written by tools/generate_sync.py from timeback_core/masterytrack/authorizer.py; changes belong there.
"""The authorizer: tokens of accounts."""

from __future__ import annotations

from timeback_core.errors import ConfigurationError
from timeback_core.masterytrack.inputs import MasteryTrackAuthorizerInput, checked
from timeback_core.masterytrack.models import MasteryTrackAuthorizerResponse
from timeback_core.sync.authorizer import MasteryTrackAuthenticator
from timeback_core.sync.masterytrack._base import MasteryTrackResource

__all__ = ["Authorizer"]


class Authorizer(MasteryTrackResource, name="authorizer"):
    """Tokens for the header ``X-Auth-Token``. The client gets those that it needs itself."""

    __slots__ = ()

    def get_token(self, email: str | None = None, *, force: bool = False) -> MasteryTrackAuthorizerResponse:
        """Return a token, the one that is held while it can be used.

        Args:
            email: The account; the client's own unless given.
            force: Ask for a new token although one is held.

        Raises:
            InputValidationError: The address is none.
            TokenError: The API key was refused, or the answer holds no token.
            AccessDeniedError: The account may not use the API; a ForbiddenError.
            ConfigurationError: The client has no API key to ask with.
            APIError: Any other failure; see `timeback_core.errors`.

        Source:
            POST /authorizer.
        """
        self._channel.lifetime.check()
        given = {} if email is None else {"email": email}
        account = checked(MasteryTrackAuthorizerInput, given, "authorizer").get("email")
        tokens = self._channel.tokens
        if isinstance(tokens, MasteryTrackAuthenticator):
            jwt = tokens.get_token(account, force=force)
        elif tokens is not None and account is None:
            if force:
                tokens.invalidate()
            jwt = tokens.get_token()
        else:
            raise ConfigurationError(
                "Missing MasteryTrack credentials: tokens can be asked for with an API key and an e-mail address only"
            )
        return MasteryTrackAuthorizerResponse(success=True, jwt=jwt)
