"""For tests of applications: a sandbox as pytest fixtures, and an assertion on what was sent.

Needs the extra: `pip install "timeback-core[testing]"`. pytest finds the fixtures by itself; see `plugin`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timeback_core.testing.requests import assert_requests
    from timeback_core.testing.sent import Sent

__all__ = ["Sent", "assert_requests"]

_HOMES = {"Sent": "timeback_core.testing.sent", "assert_requests": "timeback_core.testing.requests"}


def __getattr__(name: str) -> object:
    """A public name, loaded on first use: pytest imports this package in every run, whether or not it is used."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
