"""The results of one call carried out with several clients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, Literal, NoReturn, TypedDict, TypeVar, cast, overload

from timeback_core.errors import BroadcastError

T = TypeVar("T")
D = TypeVar("D")

__all__ = ["BroadcastEntry", "BroadcastFailure", "BroadcastResult", "BroadcastResults", "BroadcastSuccess"]


class BroadcastEntry(dict[str, Any], Generic[T]):
    """What one client's call came to: a dict with `ok` and `value` or `error`, and attribute access."""

    __slots__ = ("name",)

    name: str
    """The client's name."""

    def __init__(self, entry: Mapping[str, Any], name: str = "") -> None:
        super().__init__(entry)
        self.name = name

    if not TYPE_CHECKING:  # declared by the two kinds of entry, which it tells apart

        @property
        def ok(self) -> bool:
            """Whether the call succeeded."""
            return self["ok"] is True

    @property
    def value(self) -> T:
        """What the call returned; of a failed call, raises its error."""
        return self.unwrap()

    @property
    def error(self) -> Exception | None:
        """What the call raised, or None when it succeeded."""
        return cast("Exception | None", self.get("error"))

    def unwrap(self) -> T:
        """Return what the call returned.

        Raises:
            Exception: The error of the call, if it failed.
        """
        error = self.error
        if error is not None:
            raise error
        return cast("T", self["value"])

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self), self.name)


class BroadcastSuccess(BroadcastEntry[T]):
    """A call that succeeded: `{"ok": True, "value": ...}`."""

    __slots__ = ()

    if TYPE_CHECKING:  # an attribute narrows the union in every type checker, a property does not
        ok: Literal[True]
    else:

        @property
        def ok(self) -> Literal[True]:
            """True."""
            return True


class BroadcastFailure(BroadcastEntry[Any]):
    """A call that failed: `{"ok": False, "error": ...}`."""

    __slots__ = ()

    if TYPE_CHECKING:
        ok: Literal[False]
    else:

        @property
        def ok(self) -> Literal[False]:
            """False."""
            return False

    @property
    def value(self) -> NoReturn:
        """There is none: raises the call's error."""
        raise self.error

    @property
    def error(self) -> Exception:
        """What the call raised."""
        return cast("Exception", self["error"])


BroadcastResult = BroadcastSuccess[T] | BroadcastFailure


class RawEntry(TypedDict, total=False):
    """The plain form of an entry."""

    ok: bool
    value: Any
    error: Exception


def _entry(name: str, entry: Mapping[str, Any]) -> BroadcastSuccess[Any] | BroadcastFailure:
    """Return the entry of one client, from its plain form."""
    return BroadcastSuccess(entry, name) if entry.get("ok") else BroadcastFailure(entry, name)


class BroadcastResults(Generic[T]):
    """What each client's call came to, in the order in which the clients were registered; read-only.

    An entry is found by item (`results["alpha"]`) or, for names that are identifiers and no members of this
    class, by attribute (`results.alpha`).
    """

    __slots__ = ("_results",)

    _results: Mapping[str, BroadcastSuccess[T] | BroadcastFailure]

    def __init__(self, _results: Mapping[str, Mapping[str, Any]]) -> None:
        object.__setattr__(self, "_results", {name: _entry(name, entry) for name, entry in _results.items()})

    def __getitem__(self, name: str) -> BroadcastSuccess[T] | BroadcastFailure:
        try:
            return self._results[name]
        except KeyError:
            raise KeyError(f"No result for client {name!r}. {self._available()}") from None

    def __getattr__(self, name: str) -> BroadcastSuccess[T] | BroadcastFailure:
        if not name.startswith("__") and name != "_results" and name in self._results:
            return self._results[name]
        available = "" if name == "_results" else f" and no client of that name. {self._available()}"
        raise AttributeError(f"BroadcastResults has no attribute {name!r}{available}")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("BroadcastResults is read-only")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("BroadcastResults is read-only")

    def _plain(self) -> list[tuple[str, object]]:
        """Return names and entries without their type."""
        return [*self._results.items()]

    def _available(self) -> str:
        """Return which names there are, for a message."""
        return f"Available: {', '.join(self._results) or '(none)'}"

    @overload
    def get(self, name: str) -> BroadcastSuccess[T] | BroadcastFailure | None: ...
    @overload
    def get(self, name: str, default: D) -> BroadcastSuccess[T] | BroadcastFailure | D: ...
    def get(self, name: str, default: object = None) -> object:
        """Return the entry of a client, or the default when there is none.

        Args:
            name: The client's name.
            default: What to return for a name that is not there.
        """
        return self._results.get(name, default)

    def __contains__(self, name: object) -> bool:
        return name in self._results

    def __iter__(self) -> Iterator[str]:
        return iter(self._results)

    def __len__(self) -> int:
        return len(self._results)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BroadcastResults):
            return NotImplemented
        return self._plain() == other._plain()

    __hash__ = None  # type: ignore[assignment]  # compared by value, and the values may be mutable

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(name for name in self._results if name.isidentifier())]

    def keys(self) -> list[str]:
        """Return the clients' names."""
        return list(self._results)

    def items(self) -> list[tuple[str, BroadcastSuccess[T] | BroadcastFailure]]:
        """Return each client's name with its entry."""
        return list(self._results.items())

    @property
    def succeeded(self) -> list[tuple[str, T]]:
        """Each client whose call succeeded, with what it returned."""
        return [(name, entry.value) for name, entry in self._results.items() if entry.ok]

    @property
    def failed(self) -> list[tuple[str, Exception]]:
        """Each client whose call failed, with its error."""
        return [(name, entry.error) for name, entry in self._results.items() if isinstance(entry, BroadcastFailure)]

    @property
    def all_succeeded(self) -> bool:
        """Whether no call failed; True when there are no clients."""
        return not self.failed

    @property
    def any_failed(self) -> bool:
        """Whether at least one call failed."""
        return bool(self.failed)

    def values(self) -> list[T]:
        """Return what the calls returned, in order.

        Raises:
            BroadcastError: At least one call failed; `errors` holds the error of each client that failed.
        """
        self.raise_for_failures()
        return [value for _, value in self.succeeded]

    def raise_for_failures(self) -> None:
        """Raise if at least one call failed.

        Raises:
            BroadcastError: Its `errors` holds the error of each client, its cause is an exception group.
        """
        failed = self.failed
        if not failed:
            return
        names = ", ".join(name for name, _ in failed)
        raise BroadcastError(f"{len(failed)} of {len(self)} operations failed for: {names}", dict(failed)) from (
            ExceptionGroup("failed operations", [error for _, error in failed])
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self._results),)

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}: {'ok' if entry.ok else 'failed'}" for name, entry in self._results.items())
        return f"BroadcastResults({shown})"
