"""The hierarchy of a package: which item is below which, made once from its associations.

Rules, the same as those by which the server makes groups: only ``isChildOf`` edges count whose origin is an item of
the package; a destination that is no item of the package makes no parent, but its sequence number orders the roots;
siblings are in the order of sequence number (missing last), then of the associations; roots without any edge come
last, in the order of the items. Ids are compared without regard to case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from timeback_core.case.models import CFAssociation, CFItem
from timeback_core.case.vocabulary import CHILD_OF

__all__ = ["Hierarchy", "key_of"]

_LAST = float("inf")
_Place = tuple[float, int]


def key_of(sourced_id: object) -> str:
    """Return an id as it is compared; what is no text is no id."""
    return sourced_id.lower() if isinstance(sourced_id, str) else ""


class Hierarchy:
    """Who is below whom in one package, by ids in lower case.

    Attributes:
        items: The items.
        children: By item, the items below it in their order.
        roots: The items that are below none, in their order, then those that no root leads to, as in a circle.
    """

    __slots__ = ("_codes", "_first", "_more", "children", "items", "roots")

    def __init__(self, items: Sequence[CFItem], associations: Sequence[CFAssociation]) -> None:
        self.items: dict[str, CFItem] = {}
        for item in items:
            self.items.setdefault(key_of(item.sourced_id), item)
        self._codes: dict[str, list[CFItem]] | None = None
        self._first: dict[str, str] = {}  # most items have one parent
        self._more: dict[str, list[str]] = {}
        below: dict[str, dict[str, _Place]] = {}
        at_the_top: dict[str, _Place] = {}
        known = self.items
        for position, (child, parent, number) in enumerate(_edges(associations)):
            if child not in known:
                continue
            place = (number, position)
            if parent not in known:
                at_the_top[child] = min(place, at_the_top.get(child, place))
                continue
            siblings = below.setdefault(parent, {})
            if child in siblings:  # said twice; the earlier place counts
                siblings[child] = min(place, siblings[child])
            else:
                siblings[child] = place
                if self._first.setdefault(child, parent) != parent:
                    self._more.setdefault(child, []).append(parent)
        self.children: dict[str, list[str]] = {
            parent: sorted(siblings, key=siblings.__getitem__) for parent, siblings in below.items()
        }
        self.roots = self._roots(at_the_top)

    def _roots(self, at_the_top: dict[str, _Place]) -> list[str]:
        nowhere = (_LAST, len(self.items))
        free = [key for key in self.items if key not in self._first]
        free.sort(key=lambda key: (key not in at_the_top, at_the_top.get(key, nowhere)))
        reached = set(free)
        waiting = list(free)
        while waiting:
            for child in self.children.get(waiting.pop(), ()):
                if child not in reached:
                    reached.add(child)
                    waiting.append(child)
        return free if len(reached) == len(self.items) else [*free, *(key for key in self.items if key not in reached)]

    def parents(self, key: str) -> list[str]:
        """Return the items that one is below, in the order of the associations."""
        return [self._first[key], *self._more.get(key, ())] if key in self._first else []

    def coded(self, code: str) -> list[CFItem]:
        """Return the items with a human coding scheme, in the order of the package."""
        if self._codes is None:
            self._codes = {}
            for item in self.items.values():
                if item.human_coding_scheme:
                    self._codes.setdefault(item.human_coding_scheme, []).append(item)
        return self._codes.get(code, [])

    def listed(self, keys: Iterable[str]) -> list[CFItem]:
        """Return the items of some ids."""
        return [self.items[key] for key in keys]

    def walk(self, tops: Sequence[str], *, once: bool) -> Iterator[tuple[int, CFItem]]:
        """Yield items with their depth below the first ones, parents before children.

        Args:
            tops: Where to begin; their depth is 0.
            once: Yield an item with several parents at its first place only.
        """
        items, children = self.items, self.children
        path: list[str] = []
        on_path: set[str] = set()
        seen: set[str] = set()
        waiting: list[Iterator[str]] = [iter(tops)]
        while waiting:
            key = next(waiting[-1], None)
            if key is None:
                waiting.pop()
                if path:
                    on_path.discard(path.pop())
                continue
            if key in on_path or (once and key in seen):
                continue
            if once:
                seen.add(key)
            yield len(path), items[key]
            below = children.get(key)
            if below is not None:
                path.append(key)
                on_path.add(key)
                waiting.append(iter(below))

    def path_up(self, key: str) -> list[CFItem]:
        """Return one way from an item up to the top, the item first, by the first parents that lead there.

        From a circle that no root leads to there is no top: the way ends where it would close.
        """
        path = [key]
        waiting: list[Iterator[str]] = [iter(self.parents(key))]
        seen = {key}
        while waiting and path[-1] in self._first:
            parent = next(waiting[-1], None)
            if parent is None:
                waiting.pop()
                path.pop()
            elif parent not in seen:
                seen.add(parent)
                path.append(parent)
                waiting.append(iter(self.parents(parent)))
        return self.listed(path) if path else next(self.paths(key))

    def paths(self, key: str) -> Iterator[list[CFItem]]:
        """Yield each way from an item up to the top, the item first; none visits an item twice."""
        path = [key]
        waiting: list[Iterator[str]] = [iter(self.parents(key))]
        ends = [True]
        while waiting:
            parent = next(waiting[-1], None)
            if parent is None:
                waiting.pop()
                if ends.pop():
                    yield self.listed(path)
                path.pop()
            elif parent not in path:
                ends[-1] = False
                path.append(parent)
                ends.append(True)
                waiting.append(iter(self.parents(parent)))


def _edges(associations: Sequence[CFAssociation]) -> Iterator[tuple[str, str, float]]:
    """Yield child, parent and sequence number of the edges that make the hierarchy; what does not fit is no edge."""
    for association in associations:
        if association.association_type != CHILD_OF:
            continue
        origin, destination = association.origin_node_uri, association.destination_node_uri
        number: object = association.sequence_number
        try:
            child, parent = origin.sourced_id.lower(), destination.sourced_id.lower()  # type: ignore[union-attr]
        except AttributeError:
            continue  # an end is missing, or something else stands there
        yield child, parent, number if isinstance(number, (int, float)) else _LAST
