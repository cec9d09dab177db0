"""Helpers for the modules that run at every start: what they need of `typing`, without importing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

TYPE_CHECKING = False  # type checkers take the name for true
if TYPE_CHECKING:
    from typing import cast
else:

    def cast(_kind, value):
        """Return the value as it is; only type checkers look at the kind."""
        return value


__all__ = ["as_dict", "cast", "full_name", "looked_up_late"]


def as_dict(value: object) -> dict[str, object] | None:
    """Return a mapping as a plain dict with text keys, or None when the value is no mapping."""
    if not isinstance(value, Mapping):
        return None
    return {str(key): item for key, item in cast("Mapping[object, object]", value).items()}


def full_name(kind: type) -> str:
    """Return a class's name with its module, to tell it from others of its name."""
    return f"{kind.__module__}.{kind.__qualname__}"


def looked_up_late(package: str, places: Mapping[str, str] | None = None) -> Callable[[str], object]:
    """Return the `__getattr__` of a package, for names that are seldom needed or take a while.

    Args:
        package: The package's name, for the message.
        places: By name, the module that holds it. `__version__` is always there; reading it takes a while.
    """

    def look_up(name: str) -> object:
        if name == "__version__":
            import timeback_core

            return timeback_core.__version__
        if places is not None and name in places:
            from importlib import import_module

            return getattr(import_module(places[name]), name)
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return look_up
