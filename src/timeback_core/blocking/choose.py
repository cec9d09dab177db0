"""Which sender carries the requests of a synchronous client."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, cast

from timeback_core.blocking.loop_sender import LoopSender
from timeback_core.errors import ConfigurationError
from timeback_core.transport.choose import PROCESS, abandon, check_backend

if TYPE_CHECKING:
    from timeback_core.sync.transport.message import Sender
    from timeback_core.sync.transport.options import TransportConfig
    from timeback_core.transport.message import Sender as AsyncSender

__all__ = ["PROCESS", "abandon", "open_sender"]


def open_sender(config: TransportConfig) -> Sender:
    """A sender for these settings; the HTTP library is imported here.

    Raises:
        ConfigurationError: The settings ask for what a synchronous client cannot do.
    """
    given = config.sender
    if given is not None:
        if inspect.iscoroutinefunction(given.send):
            return LoopSender(cast("AsyncSender", given))
        return given
    check_backend(config.backend)
    if config.backend == "pyreqwest":
        raise ConfigurationError(
            "backend='pyreqwest' serves the asynchronous client only: synchronous ones send through httpx2, so leave "
            "backend out or give 'httpx2'"
        )
    from timeback_core.blocking.httpx_sender import HttpxSender

    return HttpxSender(config, config.http_client)
