"""Where the parts of a package came from: the bytes of each are cut out of the answer when somebody asks for them."""

from __future__ import annotations

import msgspec

from timeback_core.decoding import set_origin
from timeback_core.model import Model, Origin
from timeback_core.wire import is_list

__all__ = ["PartOrigin", "come_from", "source_of"]

Source = tuple[Origin, int | None] | bytes
"""Where a record came from: its own bytes, or its place in a larger answer."""


class PartOrigin(Origin):
    """The bytes of one part of a record; it holds the record's bytes and not the record, which may hold the part."""

    __slots__ = ("_of", "_path")

    def __init__(self, of: Source, *path: str) -> None:
        """Take note of the place.

        Args:
            of: Where the record itself came from.
            path: The members that lead from it to the part.
        """
        super().__init__(b"", None)
        self._of = of
        self._path = path

    def record(self, index: int | None) -> bytes:
        """Return the JSON of the part, or of one of its entries."""
        if self._records is None:
            for part in reversed(self._enclosing()):  # from the outside in, so that depth needs no stack
                part._cut()
        assert self._records is not None
        return bytes(self._records[index or 0])

    def _enclosing(self) -> list[PartOrigin]:
        """Return this part and those that it is in, as far as they have not been cut out yet."""
        found: list[PartOrigin] = [self]
        while not isinstance(of := found[-1]._of, bytes):
            origin = of[0]
            if not isinstance(origin, PartOrigin) or origin._records is not None:
                break
            found.append(origin)
        return found

    def _cut(self) -> None:
        raw: bytes | msgspec.Raw = self._of if isinstance(self._of, bytes) else self._of[0].record(self._of[1])
        for name in self._path:
            raw = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])[name]
        listed = bytes(memoryview(raw)[:1]) == b"["
        self._records = msgspec.json.decode(raw, type=list[msgspec.Raw]) if listed else [msgspec.Raw(raw)]


def source_of(record: Model) -> Source | None:
    """Return where a record came from; ``None`` for one that the caller made."""
    return getattr(record, "_origin", None)


def come_from(of: Source, parts: object, *path: str) -> None:
    """Note of a part, or of all entries of a list, that they came with a record.

    Args:
        of: Where the record came from.
        parts: The part or the entries; what does not fit its declared type may be something else.
        path: The members that lead to them.
    """
    if isinstance(parts, Model):
        set_origin(parts, (PartOrigin(of, *path), None))
    elif is_list(parts):
        origin = PartOrigin(of, *path)
        for index, part in enumerate(parts):
            try:
                set_origin(part, (origin, index))
            except TypeError:  # no record, though one should be here
                continue
