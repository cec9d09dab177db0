"""What PowerPath's records share: reading as mappings, tags, and references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, Self, TypeVar

import msgspec

from timeback_core.decoding import ShapeError, decode_record
from timeback_core.model import Model
from timeback_core.powerpath.vocabulary import QuizLikeLessonType
from timeback_core.tolerant import Tolerant

if TYPE_CHECKING:
    from timeback_core.transport.message import Response

__all__ = ["ByName", "DictLike", "PowerPath100Tag", "QuizLikeTag", "Ref", "TestOutTag"]

V = TypeVar("V", bound=Model)

if TYPE_CHECKING:
    PowerPath100Tag = Literal["powerpath-100"]
    QuizLikeTag = QuizLikeLessonType
    TestOutTag = Literal["test-out"]
else:
    PowerPath100Tag = QuizLikeTag = TestOutTag = str
    # To type checkers the words that tell records apart; a server may send others.


class DictLike(Tolerant, kw_only=True):
    """A record that can be read like the JSON object that it came as, by the names on the wire."""

    def get(self, name: str, default: Any = None) -> Any:
        """Return a field by its name on the wire or its attribute's name.

        Args:
            name: The name.
            default: What to return if the server sent no such field.
        """
        return self[name] if self.has_field(name) else default

    def keys(self) -> list[str]:
        """Return the names on the wire of the fields that the server sent."""
        return list(self.to_dict())

    def values(self) -> list[Any]:
        """Return the values of these fields."""
        return [self[name] for name in self.keys()]

    def items(self) -> list[tuple[str, Any]]:
        """Return these fields with their values."""
        return [(name, self[name]) for name in self.keys()]

    def __contains__(self, name: object) -> bool:
        """Tell whether the server sent a field."""
        return isinstance(name, str) and self.has_field(name)


class ByName(Mapping[str, V | None], Generic[V]):
    """What an answer holds by name. It is a mapping; a null is ``None``.

    Attributes:
        raw: The JSON as the server sent it; ``None`` for one made by the caller.
    """

    __slots__ = ("_records", "raw")

    _kind: ClassVar[type[Any]]

    def __init__(self, records: Mapping[str, V | None], raw: bytes | None = None) -> None:
        self._records = dict(records)
        self.raw = raw

    @classmethod
    def from_response(cls, response: Response) -> Self:
        """Read an answer.

        Raises:
            ShapeError: It is no JSON object.
        """
        try:
            parts = msgspec.json.decode(response.content, type=dict[str, msgspec.Raw])
        except msgspec.ValidationError:
            raise ShapeError("expected a JSON object") from None
        records = {name: cls._record(name, bytes(part)) for name, part in parts.items()}
        return cls(records, response.content)

    @classmethod
    def _record(cls, name: str, content: bytes) -> Any:
        if content.strip() == b"null":
            return None
        try:
            return decode_record(content, cls._kind)
        except ShapeError as error:
            raise ShapeError(f"{name}: {error}") from None

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON-ready values under the wire's names."""
        return {name: None if record is None else record.to_dict() for name, record in self._records.items()}

    def __getitem__(self, name: str) -> V | None:
        """Return what is there by a name."""
        return self._records[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate the names."""
        return iter(self._records)

    def __len__(self) -> int:
        """Return how many names there are."""
        return len(self._records)

    def __repr__(self) -> str:
        """Return the names with their records."""
        return f"{type(self).__name__}({self._records!r})"


class Ref(Model, kw_only=True, gc=False):
    """A reference to another record."""

    sourced_id: str | None = None
    """Identifier of the record referred to."""
    href: str | None = None
    """Address of the record referred to."""
    type: str | None = None
    """Kind of the record referred to."""
