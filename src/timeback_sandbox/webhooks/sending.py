"""Makes one attempt: one POST to one receiver, within a time limit, and never anywhere else."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from timeback_sandbox.webhooks.loop import in_daemon_thread
from timeback_sandbox.webhooks.reach import Refused, Resolver, Rules, Target, parse_target, resolve
from timeback_sandbox.webhooks.schedule import Outcome, outcome_of

if TYPE_CHECKING:
    from timeback_sandbox.webhooks.posting import Poster

__all__ = ["Receiver", "Sender"]

Receiver: TypeAlias = Callable[[Mapping[str, str], bytes], int | None]
"""Takes a delivery in this process: headers and body; returns a status, None for 200."""


class Sender:
    """Sends deliveries.

    Args:
        rules: Which receivers may be contacted.
        timeout: Real seconds that an attempt may take from beginning to end.

    Attributes:
        resolve: Finds the addresses of a host.
        trust: What https receivers have to prove; None: a certificate that the system trusts.
        receivers: By URL, functions that stand for receivers.
    """

    def __init__(self, rules: Rules, timeout: float) -> None:
        self._rules = rules
        self._timeout = timeout
        self.resolve: Resolver = resolve
        self.trust: ssl.SSLContext | None = None
        self.receivers: dict[str, Receiver] = {}
        self._poster: Poster | None = None

    async def attempt(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        """How one attempt went. Whatever goes wrong with the receiver is an outcome, too.

        Args:
            url: The receiver.
            headers: What the delivery says about itself.
            body: The delivery.
        """
        receiver = self.receivers.get(url)
        try:
            if receiver is not None:
                async with asyncio.timeout(self._timeout):
                    return await _call(receiver, headers, body)
            target, poster = parse_target(url), self._open()
            async with asyncio.timeout(self._timeout):
                addresses = self._rules.check(target, await self._found(target))
                return await poster.post(addresses, target, headers, body)
        except Refused as refused:
            return Outcome(error=str(refused), skipped=True)
        except TimeoutError:
            return Outcome(error=f"no complete answer within {self._timeout:g} s")
        except (OSError, UnicodeError) as error:
            return Outcome(error=f"the receiver's name cannot be looked up: {error}")

    async def close(self) -> None:
        """Gives back its connections."""
        poster, self._poster = self._poster, None
        if poster is not None:
            await poster.close()

    def _open(self) -> Poster:
        """What posts. Its library is loaded when there is something to post, as no sandbox starts faster with it."""
        if self._poster is None:
            from timeback_sandbox.webhooks.posting import Poster

            self._poster = Poster(self.trust)
        return self._poster

    async def _found(self, target: Target) -> list[str]:
        """The addresses of the host; only what may take long is done elsewhere."""
        if ":" in target.host:
            return [target.host]
        find = self.resolve
        if find is resolve and target.host == "localhost":
            return list(resolve(target.host, target.port))
        return list(await in_daemon_thread(lambda: find(target.host, target.port)))


async def _call(receiver: Receiver, headers: Mapping[str, str], body: bytes) -> Outcome:
    """Hands the delivery to a function. Its mistakes are the outcome, as those of a server would be."""

    def run() -> Outcome:
        try:
            status = receiver(headers, body)
            return outcome_of(200 if status is None else int(status))
        except BaseException as error:  # noqa: BLE001 - SystemExit would end the event loop
            return Outcome(error=f"the receiver raised {type(error).__name__}")

    return await in_daemon_thread(run)
