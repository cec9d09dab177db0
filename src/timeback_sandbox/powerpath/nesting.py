"""Writes trees as JSON without descending into them, so that there may be any number of levels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

__all__ = ["nested"]


def nested(
    roots: Sequence[str],
    below: Mapping[str, Sequence[str]],
    head: Callable[[str], Mapping[str, object]],
    lessons: Callable[[str], Sequence[Mapping[str, object]]],
) -> bytes:
    """The components at the top, each with its lessons and with what is below it, as a JSON list.

    Args:
        roots: The components at the top.
        below: The components in each component.
        head: The members of a component; at least one.
        lessons: The lessons of a component.
    """
    parts: list[bytes] = [b"["]
    waiting: list[tuple[str, bool] | None] = [*_marked(roots)]
    while waiting:
        at = waiting.pop()
        if at is None:
            parts.append(b"]}")
            continue
        component, first = at
        opened = msgspec.json.encode(head(component))[:-1]
        shown = msgspec.json.encode(lessons(component))
        parts += [b"" if first else b",", opened, b',"componentResources":', shown, b',"subComponents":[']
        waiting.append(None)
        waiting += _marked(below.get(component, ()))
    parts.append(b"]")
    return b"".join(parts)


def _marked(siblings: Sequence[str]) -> list[tuple[str, bool]]:
    """The nodes of a list from its end, with whether each is the first."""
    return [(one, place == 0) for place, one in enumerate(siblings)][::-1]
