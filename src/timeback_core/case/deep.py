"""Reads trees that are nested more deeply than a decoder can follow, which is by some hundred levels.

The groups below each node are cut out, innermost first, so that what remains is flat.
"""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

from timeback_core.case.models_packages import CFItemWithChildGroups, CFPackageWithGroups
from timeback_core.decoding import ShapeError, decode_record
from timeback_core.wire import is_list, is_object

__all__ = ["read_deep_tree"]

_TOKEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\],:]', re.DOTALL)
_OTHER, _TOP, _BELOW, _NODES, _NODE = "other", "groups at the top", "groups below a node", "nodes", "node"
_Groups = dict[str, list[CFItemWithChildGroups]]


def read_deep_tree(content: bytes, key: str) -> CFPackageWithGroups:
    """Return a tree, however deeply it is nested.

    What the server sent stays with each node and with the package, but for what is below: `to_dict` makes that anew.

    Args:
        content: The body of the answer: a tree, in its envelope or bare.
        key: The envelope's key.

    Raises:
        ShapeError: The body is no tree.
        msgspec.DecodeError: The body is not JSON.
    """
    top, cut = _cut(content)
    body: Any = msgspec.json.decode(top)
    if is_object(body) and is_object(body.get(key)):
        body = body[key]
    if not is_object(body):
        raise ShapeError("expected a JSON object")
    groups: list[_Groups] = []
    for part in cut:  # what is below a node was cut out before the node
        groups.append(_read(msgspec.json.decode(part), groups))
    structured = _read(body.pop("structuredContent", None) or {}, groups)
    package = CFPackageWithGroups.from_json(body)
    package.structured_content = structured
    return package


def _cut(content: bytes) -> tuple[bytes, list[bytes]]:
    """Return the JSON with the number of a cut in place of each node's groups, and the cuts."""
    cuts: list[bytes] = []
    inside: list[str] = [_OTHER]  # what each open object or list is
    outer: list[list[bytes]] = []  # what has been read of that which encloses the groups being read
    pieces: list[bytes] = []
    copied = 0
    before = previous = b""
    for token in _TOKEN.finditer(content):
        text = token.group()
        if text in b"{[":
            kind = _kind(inside[-1], before if previous == b":" else b"", text)
            if kind == _BELOW:
                pieces.append(content[copied : token.start()])
                outer.append(pieces)
                pieces, copied = [], token.start()
            inside.append(kind)
        elif text in b"}]" and len(inside) > 1 and inside.pop() == _BELOW:
            pieces.append(content[copied : token.end()])
            cuts.append(b"".join(pieces))
            pieces = outer.pop()
            pieces.append(str(len(cuts) - 1).encode())
            copied = token.end()
        before, previous = previous, text
    pieces.append(content[copied:])
    return b"".join(pieces), cuts


def _kind(around: str, member: bytes, opens: bytes) -> str:
    """Return what an object or a list is, by what it is in and the member that it is the value of."""
    if opens == b"[":
        return _NODES if around in {_TOP, _BELOW} else _OTHER
    if around == _NODES:
        return _NODE
    if around == _NODE and member == b'"childGroups"':
        return _BELOW
    return _TOP if around == _OTHER and member == b'"structuredContent"' else _OTHER


def _read(parts: Any, groups: list[_Groups]) -> _Groups:
    """Return groups of nodes, whose own groups have been read already."""
    if not is_object(parts) or not all(map(is_list, parts.values())):
        raise ShapeError("expected an object of lists below a node")
    return {name: [_node(node, groups) for node in nodes] for name, nodes in parts.items()}


def _node(values: Any, groups: list[_Groups]) -> CFItemWithChildGroups:
    if not is_object(values):
        raise ShapeError(f"expected an object as a node, found {type(values).__name__}")
    below = values.pop("childGroups", None)
    node = decode_record(msgspec.json.encode(values), CFItemWithChildGroups)
    node.child_groups = groups[below] if isinstance(below, int) else None
    return node
