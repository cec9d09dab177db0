"""A framework as a tree: items grouped by their type below the items that they are children of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

__all__ = ["Edge", "Node", "TooManyError", "grouped"]

_LEAST_STEPS = 100_000
_STEPS_OF_EACH = 8

Place = tuple[bool, int, int]
"""Where a sibling stands: those with a number first, by number, then by the position of what ties them."""


class Node(NamedTuple):
    """An item: its id in lower case, its type, its answer."""

    id: str
    type: str
    document: bytes


class Edge(NamedTuple):
    """An association of the kind `isChildOf`: ids in lower case, and the number that orders siblings."""

    child: str
    parent: str
    sequence: int | None


class TooManyError(ValueError):
    """Items have so many parents that the tree would be many times as large as the package."""


def grouped(nodes: Sequence[Node], edges: Iterable[Edge]) -> bytes:
    """The JSON of the roots by their type, each with all that is below it.

    An item with several parents stands below each of them, and never below itself. Items that no root leads to, as
    they are in a cycle, come last as roots.

    Args:
        nodes: The items, in the order of the upload.
        edges: The associations, in the order of the upload.

    Raises:
        TooManyError: The tree would be far larger than the package.
    """
    tree = _Tree(nodes, edges)
    return b"".join(tree.parts(tree.roots()))


class _Tree:
    """Children and roots of the items, which are numbers here: the positions of the upload."""

    def __init__(self, nodes: Sequence[Node], edges: Iterable[Edge]) -> None:
        at = {node.id: position for position, node in enumerate(nodes)}
        self._nodes = nodes
        self._above: dict[int, Place] = {}
        below: list[dict[int, Place]] = [{} for _ in nodes]
        has_parent: set[int] = set()
        count = 0
        for position, (child_id, parent_id, sequence) in enumerate(edges):
            child, parent = at.get(child_id), at.get(parent_id)
            if child is None:
                continue
            count += 1
            place = (sequence is None, sequence or 0, position)
            siblings = self._above if parent is None else below[parent]
            siblings[child] = min(place, siblings.get(child, place))
            if parent is not None:
                has_parent.add(child)
        self._children = [sorted(siblings, key=siblings.__getitem__) for siblings in below]
        self._has_parent = has_parent
        self._steps = max(_LEAST_STEPS, _STEPS_OF_EACH * (len(nodes) + count))
        self._keys = {node.type: msgspec.json.encode(node.type) + b":[" for node in nodes}

    def roots(self) -> list[int]:
        """Items without a parent, those with an edge to something else first; then those that no root leads to."""
        count = len(self._nodes)
        free = [item for item in range(count) if item not in self._has_parent]
        last = (True, 0, 0)
        above = self._above
        roots = sorted(free, key=lambda item: (item not in above, above.get(item, last), item))
        reached = set(roots)
        waiting = list(roots)
        while waiting:
            for child in self._children[waiting.pop()]:
                if child not in reached:
                    reached.add(child)
                    waiting.append(child)
        return [*roots, *(item for item in range(count) if item not in reached)]

    def parts(self, roots: Sequence[int]) -> Iterator[bytes]:
        """The pieces of the JSON."""
        # Frameworks may be deeper than calls can be nested, so this keeps a stack of its own: of pieces, of items that
        # are to be opened, and, as numbers below zero, of items that are to be closed.
        nodes, children = self._nodes, self._children
        path: set[int] = set()
        steps = self._steps
        todo: list[bytes | int] = [b"}"]
        todo += self._groups(roots)
        yield b"{"
        while todo:
            step = todo.pop()
            if isinstance(step, bytes):
                yield step
            elif step < 0:
                path.discard(~step)
                yield b"}}"
            else:
                steps -= 1 + len(children[step])
                if steps < 0:
                    raise TooManyError
                yield nodes[step].document[:-1] + b',"childGroups":{'
                path.add(step)
                todo.append(~step)
                if children[step]:
                    todo += self._groups([child for child in children[step] if child not in path])

    def _groups(self, items: Sequence[int]) -> list[bytes | int]:
        """Siblings by their type, in the order of the first of each, as a stack: the last comes first."""
        by_type: dict[str, list[int]] = {}
        for item in items:
            by_type.setdefault(self._nodes[item].type, []).append(item)
        steps: list[bytes | int] = []
        for number, (kind, members) in enumerate(by_type.items()):
            steps.append(self._keys[kind] if number == 0 else b"," + self._keys[kind])
            for place, member in enumerate(members):
                if place:
                    steps.append(b",")
                steps.append(member)
            steps.append(b"]")
        steps.reverse()
        return steps
