"""A stateful server of the Timeback education APIs, for development and tests.

Needs the extra: `pip install "timeback-core[sandbox]"`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timeback_sandbox.app import create_app
    from timeback_sandbox.faults import FaultRule
    from timeback_sandbox.sandbox import Sandbox
    from timeback_sandbox.settings import Settings

__all__ = ["FaultRule", "Sandbox", "Settings", "create_app"]

_HOMES = {
    "FaultRule": "timeback_sandbox.faults",
    "Sandbox": "timeback_sandbox.sandbox",
    "Settings": "timeback_sandbox.settings",
    "create_app": "timeback_sandbox.app",
}


def __getattr__(name: str) -> object:
    """A public name, loaded on first use."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
