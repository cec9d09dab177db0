"""Small immutable values that print no secrets.

`dataclasses` and `msgspec` would do the same, but importing either costs more than everything else that
happens when a client is constructed; and neither hides secrets.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar, NoReturn, Self, dataclass_transform
else:

    def dataclass_transform(**_options):
        """Mark a class as dataclass-like for type checkers."""
        return lambda kind: kind


MASK = "**********"
"""What stands in the place of a secret."""


@dataclass_transform(frozen_default=True)
class Record:
    """An immutable value: fields by annotation, defaults by class attribute, compared by value.

    Fields named in `_secrets` are masked in `repr`, and an instance that holds one cannot be pickled.
    """

    _fields: ClassVar[tuple[str, ...]] = ()
    _secrets: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        own = (name for name in cls.__annotations__ if not name.startswith("_"))
        cls._fields = (*cls._fields, *own)

    if not TYPE_CHECKING:

        def __init__(self, *values, **named):
            fields = self._fields
            if len(values) > len(fields):
                raise TypeError(f"{type(self).__name__} takes {len(fields)} values, got {len(values)}")
            found = dict(zip(fields, values, strict=False))
            for name, value in named.items():
                if name not in fields:
                    raise TypeError(f"{type(self).__name__} has no field {name!r}; its fields are {', '.join(fields)}")
                if name in found:
                    raise TypeError(f"{type(self).__name__} got {name!r} twice")
                found[name] = value
            missing = [name for name in fields if name not in found and not hasattr(type(self), name)]
            if missing:
                raise TypeError(f"{type(self).__name__} needs {', '.join(missing)}")
            for name in fields:
                if name not in found:
                    found[name] = getattr(type(self), name)
            self.__dict__.update(found)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is immutable; make a changed copy with .replace({name}=...)")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def to_dict(self) -> dict[str, object]:
        """Return the fields as a mapping, secrets included."""
        return {name: self.__dict__[name] for name in self._fields}

    def replace(self, **changes: object) -> Self:
        """Return a copy with some fields changed; an unknown field is a TypeError."""
        return type(self)(**{**self.to_dict(), **changes})

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((type(self), *self.to_dict().values()))

    def __repr__(self) -> str:
        shown = (f"{name}={self._show(name)}" for name in self._fields)
        return f"{type(self).__name__}({', '.join(shown)})"

    def _show(self, name: str) -> str:
        """Return a field as text, masked when it is a secret that is set."""
        value = self.__dict__[name]
        return repr(MASK) if name in self._secrets and value is not None else repr(value)

    def __reduce__(self) -> tuple[object, ...]:
        held = [name for name in self._fields if name in self._secrets and self.__dict__[name] is not None]
        if held:
            raise TypeError(f"{type(self).__name__} holds a secret ({', '.join(held)}) and cannot be pickled")
        return type(self), tuple(self.to_dict().values())
