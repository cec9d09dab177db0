"""An `async with` on a synchronous object gets an error that says what to write instead."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


class SyncOnly:
    """Refuses `async with`; what derives from it is used by `with`."""

    __slots__ = ()

    def __aenter__(self) -> NoReturn:
        name = type(self).__name__
        raise TypeError(
            f"this {name} is synchronous: write 'with {name}(...)', "
            f"or import {name} from timeback_core for 'async with'"
        )

    def __aexit__(self, *_: object) -> None:
        """Never called; `async with` looks for it before it enters."""
