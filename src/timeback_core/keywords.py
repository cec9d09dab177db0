"""Lets input classes be called with the wire's names as well as with their attributes' names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import StructMeta

__all__ = ["WireKeywords"]


class WireKeywords(StructMeta):
    """Metaclass of inputs: ``UserCreateInput(givenName=…)`` is ``UserCreateInput(given_name=…)``.

    To type checkers the classes have their attributes' names only; the wire's names are for programs that
    have used them all along.
    """

    if not TYPE_CHECKING:

        def __call__(self, *values, **named):
            """Make an instance; a name that is neither an attribute's nor the wire's is a `TypeError`."""
            attributes = self.__struct_fields__
            if not named.keys() <= set(attributes):
                by_wire = dict(zip(self.__struct_encode_fields__, attributes, strict=True))
                named = {by_wire.get(name, name): value for name, value in named.items()}
            return super().__call__(*values, **named)
