"""Which HTTP library sends, and what becomes of it when the process forks."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from timeback_core.errors import ConfigurationError
from timeback_core.transport.logs import http_log
from timeback_core.transport.pyreqwest_loading import load as load_pyreqwest

if TYPE_CHECKING:
    from timeback_core.transport.message import Sender
    from timeback_core.transport.options import TransportConfig


class PROCESS:
    """What this process is to the ones before it."""

    generation = 0
    """Raised in every forked child, so that senders made before the fork can be told apart."""

    pyreqwest_lost = False
    """True in a child whose parent had used pyreqwest: its thread did not survive, so a request would hang."""

    abandoned: list[object] = []  # noqa: RUF012 - one list for the process
    """Senders of the parent. Never closed here: they share the parent's sockets, and closing may hang."""


def _after_fork_in_child() -> None:
    PROCESS.generation += 1
    if "pyreqwest" in sys.modules:
        PROCESS.pyreqwest_lost = True


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)


def abandon(sender: object) -> None:
    """Keep a sender of the parent process from ever being closed or collected in this one."""
    PROCESS.abandoned.append(sender)


def open_sender(config: TransportConfig) -> Sender:
    """A sender for these settings; the HTTP library is imported here.

    Raises:
        ConfigurationError: The settings ask for what the chosen library cannot do.
    """
    if config.sender is not None:
        return config.sender
    if config.http_client is None and _backend(config) == "pyreqwest":
        load_pyreqwest()
        from timeback_core.transport.pyreqwest_sender import PyreqwestSender

        return PyreqwestSender(config)
    from timeback_core.transport.httpx_sender import HttpxSender

    return HttpxSender(config, config.http_client)


def check_backend(backend: str) -> None:
    """Refuse the name of an HTTP library that is not known.

    Raises:
        ConfigurationError: It is not known.
    """
    if backend not in {"auto", "pyreqwest", "httpx2"}:
        raise ConfigurationError(f"backend must be 'auto', 'pyreqwest' or 'httpx2', not {backend!r}")


def _backend(config: TransportConfig) -> str:
    """The library for these settings in this process."""
    check_backend(config.backend)
    if config.backend == "httpx2":
        return "httpx2"
    if not isinstance(config.verify, (bool, str)):
        if config.backend == "pyreqwest":
            raise ConfigurationError(
                "pyreqwest cannot take an ssl.SSLContext for verify: give the path of a CA bundle, "
                "or use backend='httpx2'"
            )
        return "httpx2"
    if PROCESS.pyreqwest_lost:
        http_log.debug("pyreqwest was used before this process was forked; httpx2 takes its place here")
        return "httpx2"
    if config.backend == "auto":
        try:
            load_pyreqwest()
        except ImportError:
            return "httpx2"
    return "pyreqwest"
