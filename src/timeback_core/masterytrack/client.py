"""The client of MasteryTrack."""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter
from typing import TYPE_CHECKING, Any

from timeback_core.auth_check import AuthCheckResult, report
from timeback_core.authorizer import OPERATION, PATH, MasteryTrackAuthenticator
from timeback_core.client_state import ClientState
from timeback_core.endpoint import Operation, Parameter
from timeback_core.errors import ConfigurationError
from timeback_core.masterytrack.assignments import Assignments
from timeback_core.masterytrack.authorizer import Authorizer
from timeback_core.masterytrack.inventory import Inventory
from timeback_core.service import ServiceClient, attached
from timeback_core.transport.lifetime import Lifetime

if TYPE_CHECKING:
    from timeback_core.masterytrack.types import MasteryTrackEnvironment
    from timeback_core.transport.call import TokenSource
    from timeback_core.transport.message import Sender
    from timeback_core.transport.options import Timeout

__all__ = ["MasteryTrackClient"]

_GET_TOKEN = Operation(
    id=OPERATION,
    service="masterytrack",
    resource="authorizer",
    name="get_token",
    method="POST",
    path=PATH,
    parameters=(Parameter(name="email", wire_name="email", place="body", required=False),),
    request_type="MasteryTrackAuthorizerInput",
    response_type="MasteryTrackAuthorizerResponse",
    response_key=None,
    paged=False,
    idempotent=True,
    summary="Return a token, the one that is held while it can be used.",
)
"""The one operation that is no declared endpoint, since it brings credentials of its own."""


class MasteryTrackClient(ServiceClient, service="masterytrack"):
    """Standardised tests: what there is, and who has to take what.

    It is ``client.masterytrack`` of a `TimebackClient`, or stands alone with arguments of its own. It gets its tokens
    itself, with an API key and the e-mail address of an account, and shares none of them with other services.

    Args:
        env: ``"staging"``, ``"production"`` or ``"sandbox"``; the variable ``TIMEBACK_ENV`` unless given.
        base_url: Where the service is; the variable ``TIMEBACK_MASTERYTRACK_BASE_URL`` or ``MASTERYTRACK_BASE_URL``
            unless given, then what the environment says.
        api_key: The variable ``TIMEBACK_MASTERYTRACK_API_KEY`` or ``MASTERYTRACK_API_KEY`` unless given.
        email: The variable ``TIMEBACK_MASTERYTRACK_EMAIL`` or ``MASTERYTRACK_EMAIL`` unless given.
        timeout: Seconds for a whole operation, all attempts included; 30 by default.
        transport: A sender of your own, which needs an `authenticator`; it is not closed by the client.
        authenticator: What gives the tokens, such as a `MasteryTrackAuthenticator`; no API key is needed then.

    Raises:
        ConfigurationError: The arguments and variables say too little, or something is wrong with them.
    """

    authorizer = attached(Authorizer)
    inventory = attached(Inventory)
    assignments = attached(Assignments)

    def __init__(
        self,
        *,
        env: MasteryTrackEnvironment | str | None = None,
        base_url: str | None = None,
        api_key: str | None = None,
        email: str | None = None,
        timeout: float | Timeout | None = None,
        transport: Sender | None = None,
        authenticator: TokenSource | None = None,
    ) -> None:
        from timeback_core.config import resolve_masterytrack
        from timeback_core.provider import TimebackProvider

        if transport is not None and authenticator is None:
            raise ConfigurationError(
                "authenticator is required together with transport=: give what gets the tokens, such as a "
                "MasteryTrackAuthenticator."
            )
        arguments: Mapping[str, Any] = {
            "env": env,
            "base_url": base_url,
            "api_key": api_key,
            "email": email,
            "timeout": timeout,
            "transport": transport,
        }
        config = resolve_masterytrack(arguments, authenticates=authenticator is None)
        self._owned = self._provider = TimebackProvider.from_config(config)
        self._owned.reminder = ClientState.reminder(type(self).__name__)
        self._lifetime = Lifetime(type(self).__name__)
        self._channel = self._provider.channel(self._service, self._lifetime)
        if authenticator is not None:
            self._channel.tokens = authenticator

    async def check_auth(self, *, force: bool = False) -> AuthCheckResult:
        """Report whether a token can be had; failures are reported, never raised.

        Args:
            force: Ask for a new token although one is held.

        Returns:
            A mapping with attribute access: `ok`, `latency_ms`, `checks`, and `error` if it failed.
        """
        started = perf_counter()
        error: Exception | None = None
        try:
            await self._try_token(force=force)
        except Exception as failure:  # noqa: BLE001 - whatever it is, it is reported
            error = failure
        key = self._service
        return report(latency=perf_counter() - started, errors={key: error}, groups={key: [key]})

    async def _try_token(self, *, force: bool) -> None:
        """Get a token."""
        self._lifetime.check()
        tokens = self._channel.tokens
        if tokens is None:
            raise ConfigurationError("No auth configured: this client sends no credentials, so nothing can be checked.")
        if isinstance(tokens, MasteryTrackAuthenticator):
            await tokens.get_token(force=force)
            return
        if force:
            tokens.invalidate()
        await tokens.get_token()

    @classmethod
    def operations(cls) -> tuple[Operation, ...]:
        """Return every endpoint of the service as data."""
        return tuple(sorted((*super().operations(), _GET_TOKEN), key=lambda operation: operation.id))
