"""A lesson plan while it is being changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import msgspec

from timeback_sandbox.powerpath.plan_items import Item, ItemKind

__all__ = ["Outline"]


@dataclass(slots=True, eq=False)
class _Node:
    """An item and where it is."""

    item: Item
    parent: _Node | None
    components: list[_Node] = field(default_factory=list["_Node"])
    resources: list[_Node] = field(default_factory=list["_Node"])

    def list_of(self, kind: ItemKind) -> list[_Node]:
        """The items of a kind that are in it."""
        return self.components if kind == "component" else self.resources


class Outline:
    """A plan whose items can be found, and moved.

    Args:
        items: The plan: each item after the one that it is in, the items of a list in order.
    """

    __slots__ = ("_by_id", "_by_name", "_top")

    def __init__(self, items: Iterable[Item]) -> None:
        self._top = _Node(Item("", None, "component", ""), None)
        self._by_id: dict[str, _Node] = {}
        self._by_name: dict[tuple[ItemKind, str], list[_Node]] = {}
        for item in items:
            self.add(item)

    def items(self) -> list[Item]:
        """The plan as it is now: each item after the one that it is in, the items of a list in order."""
        return [node.item for node in self._nodes()]

    def _nodes(self) -> Iterator[_Node]:
        waiting = list(reversed(self._top.components))
        yield from self._top.resources
        while waiting:
            node = waiting.pop()
            yield node
            yield from node.resources
            waiting += reversed(node.components)

    # ------------------------------------------------------------ finding

    def find(self, kind: ItemKind, ref: str) -> Item | None:
        """The item that stands for a component or lesson; of several, which only lessons have, the topmost."""
        found = self._by_name.get((kind, ref), [])
        if len(found) < 2:
            return found[0].item if found else None
        return min(found, key=_path).item

    def find_in(self, parent: str | None, kind: ItemKind, ref: str) -> Item | None:
        """The item of a list that stands for something."""
        siblings = self._list(parent, kind)
        return next((node.item for node in siblings if node.item.ref == ref), None)

    def place_of(self, item: Item) -> int:
        """Where an item is in its list, from 0."""
        return _place(self._by_id[item.id])

    def is_within(self, item: Item, other: Item) -> bool:
        """Whether an item is another one, or in it at any depth."""
        node: _Node | None = self._by_id[item.id]
        while node is not None and node.item.id != other.id:
            node = node.parent
        return node is not None

    def _list(self, parent: str | None, kind: ItemKind) -> list[_Node]:
        return self._node(parent).list_of(kind)

    def _node(self, item_id: str | None) -> _Node:
        return self._top if item_id is None else self._by_id[item_id]

    # ------------------------------------------------------------ changing

    def add(self, item: Item) -> None:
        """Puts a new item at the end of the list that it belongs to."""
        parent = self._node(item.parent)
        node = _Node(item, parent)
        parent.list_of(item.kind).append(node)
        self._by_id[item.id] = node
        self._by_name.setdefault((item.kind, item.ref), []).append(node)

    def skip(self, item: Item, value: bool) -> None:
        """Says whether the student does not see an item."""
        self._by_id[item.id].item = msgspec.structs.replace(item, skipped=value)

    def move(self, item: Item, parent: str | None, place: int | None) -> None:
        """Takes an item out of its list and puts it into one.

        Args:
            item: Which one.
            parent: The id of the item that it is in afterwards; not one that is in it.
            place: Where in the list, from 0, as counted without the item itself; None: at the end.
        """
        node = self._by_id[item.id]
        assert node.parent is not None
        node.parent.list_of(item.kind).pop(_place(node))
        node.parent = self._node(parent)
        node.item = msgspec.structs.replace(item, parent=parent)
        siblings = node.parent.list_of(item.kind)
        siblings.insert(len(siblings) if place is None else place, node)


def _place(node: _Node) -> int:
    assert node.parent is not None
    siblings = node.parent.list_of(node.item.kind)
    return next(place for place, sibling in enumerate(siblings) if sibling is node)


def _path(node: _Node) -> list[tuple[bool, int]]:
    """Where a node is, from the top; lessons come before the components beside them."""
    path: list[tuple[bool, int]] = []
    at = node
    while at.parent is not None:
        path.append((at.item.kind == "component", _place(at)))
        at = at.parent
    return path[::-1]
