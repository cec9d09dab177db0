"""A plain `with` on an async object gets an error that says what to write instead."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


class AsyncOnly:
    """Refuses `with`; what derives from it is used by `async with`."""

    __slots__ = ()

    def __enter__(self) -> NoReturn:
        name = type(self).__name__
        raise TypeError(
            f"{name} is asynchronous: write 'async with {name}(...)' instead of 'with {name}(...)', or import {name} "
            "from timeback_core.sync"
        )

    def __exit__(self, *_: object) -> None:
        """Never called; `with` looks for it before it enters."""
