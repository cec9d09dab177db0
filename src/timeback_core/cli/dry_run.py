"""``--dry-run``: everything is done but the one request that would change something; that is shown instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, cast

import msgspec

from timeback_core.cli.records import without_secrets

if TYPE_CHECKING:
    from timeback_core.channel import Channel
    from timeback_core.transport.call import Call

__all__ = ["Rehearsal", "WouldSendError", "rehearse", "shown"]


class WouldSendError(Exception):
    """A request was ready to be sent.

    Attributes:
        call: The request.
    """

    def __init__(self, call: Call) -> None:
        super().__init__(f"{call.method} {call.url}")
        self.call = call


class Rehearsal:
    """Stands before a pipeline: lets reads through and stops at the first request that is none."""

    def __init__(self, pipeline: Any) -> None:
        self._pipeline = pipeline

    def execute(self, call: Call) -> Any:
        """Carry a read out; stop at anything else."""
        return self._pipeline.execute(call) if call.method == "GET" else self._stop(call)

    def stream(self, call: Call) -> Any:
        """As `execute`, for answers that are read piece by piece."""
        return self._pipeline.stream(call) if call.method == "GET" else self._stop(call)

    def _stop(self, call: Call) -> NoReturn:
        raise WouldSendError(call)


def rehearse(channel: Channel) -> None:
    """Make everything that is sent through a channel from now on a rehearsal."""
    channel.pipeline = cast("Any", Rehearsal(channel.pipeline))


def shown(call: Call) -> dict[str, Any]:
    """Return a request as data: method, URL, media type and body, secrets masked."""
    found: dict[str, Any] = {"method": call.method, "url": call.url}
    if call.headers:
        found["headers"] = dict(call.headers)
    if call.content is not None:
        try:
            found["body"] = without_secrets(msgspec.json.decode(call.content))
        except (msgspec.DecodeError, UnicodeDecodeError):
            found["body"] = call.content.decode("utf-8", "replace")
    return found
