"""The package's loggers. What they never get: tokens, secrets, bodies, query values."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping

http_log = logging.getLogger("timeback_core.http")
auth_log = logging.getLogger("timeback_core.auth")

_root = logging.getLogger("timeback_core")
_root.addHandler(logging.NullHandler())

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO}


_OWN = "timeback_core"
"""Name of the handler that `TIMEBACK_LOG` installs, by which it is recognised and installed once."""


def set_up(environ: Mapping[str, str] | None = None) -> None:
    """Log to standard error when `TIMEBACK_LOG` is `debug` or `info`; otherwise leave logging alone."""
    wanted = (os.environ if environ is None else environ).get("TIMEBACK_LOG", "").strip().lower()
    if not wanted:
        return
    level = _LEVELS.get(wanted)
    if level is None:
        _root.warning("TIMEBACK_LOG is %r, which is neither 'debug' nor 'info'; it is ignored", wanted)
        return
    _root.setLevel(level)
    if not any(handler.get_name() == _OWN for handler in _root.handlers):
        handler = logging.StreamHandler()
        handler.set_name(_OWN)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        _root.addHandler(handler)
