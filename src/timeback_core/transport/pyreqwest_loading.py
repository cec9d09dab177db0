"""Imports pyreqwest in a thread that never ends.

The library keeps hold of the thread that imported it first. Once that thread has ended, its next use from another one
crashes the interpreter (0.15): two `asyncio.run` in threads of their own, or two test clients of a web framework, are
enough. The main thread outlives everybody; any other one has a thread import it that only waits from then on.
"""

from __future__ import annotations

import sys
import threading
from importlib import import_module

__all__ = ["load"]

_MODULES = ("pyreqwest", "pyreqwest.client")
_lock = threading.Lock()


def load() -> None:
    """Import the library, whatever thread this is.

    Raises:
        ImportError: It is not installed, or does not fit this machine.
    """
    if all(name in sys.modules for name in _MODULES):
        return
    if threading.current_thread() is threading.main_thread():
        _import()
        return
    with _lock:
        if not all(name in sys.modules for name in _MODULES):
            _load_elsewhere()


def _import() -> None:
    for name in _MODULES:
        import_module(name)


def _load_elsewhere() -> None:
    """Have a thread import it that lives as long as the process."""
    failed: list[BaseException] = []
    done = threading.Event()

    def stay() -> None:
        try:
            _import()
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits
            failed.append(error)
        done.set()
        if not failed:
            threading.Event().wait()

    try:
        threading.Thread(target=stay, name="timeback-pyreqwest", daemon=True).start()
    except RuntimeError:  # the interpreter is ending: no thread starts, and none will come after this one
        _import()
        return
    done.wait()
    if failed:
        raise failed[0]
