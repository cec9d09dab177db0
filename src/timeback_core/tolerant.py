"""Records in which a null counts as left out."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import msgspec

from timeback_core.model import Model

__all__ = ["Tolerant"]


class Tolerant(Model, kw_only=True):
    """A record in which a null counts as left out wherever the field has a default of its own."""

    def __post_init__(self) -> None:
        """Put the defaults in place of nulls."""
        for name, default in _defaults(type(self)):
            if getattr(self, name) is None:
                setattr(self, name, default())


@functools.cache
def _defaults(kind: type[msgspec.Struct]) -> tuple[tuple[str, Callable[[], Any]], ...]:
    """Return what makes the default of each field that has one other than ``None``."""
    found: list[tuple[str, Callable[[], Any]]] = []
    for field in msgspec.structs.fields(kind):
        if field.default_factory is not msgspec.NODEFAULT:
            found.append((field.name, field.default_factory))
        elif field.default is not msgspec.NODEFAULT and field.default is not None:
            found.append((field.name, functools.partial(_same, field.default)))
    return tuple(found)


def _same(value: Any) -> Any:
    return value
