"""What the annotations of a declared endpoint say: type variables resolved, bodies found."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, Union, get_args, get_origin

from timeback_core.inputs import Input

__all__ = ["body_input", "is_ready_body", "type_arguments"]


def type_arguments(owner: type) -> dict[Any, Any]:
    """Return what the type variables of a class's generic bases stand for, all the way up."""
    found: dict[Any, Any] = {}
    for base in getattr(owner, "__orig_bases__", ()):
        origin = get_origin(base)
        if origin is None:
            continue
        variables = getattr(origin, "__parameters__", ())
        found.update(zip(variables, get_args(base), strict=False))
    for base in owner.__bases__:
        for variable, value in type_arguments(base).items():
            found.setdefault(variable, found.get(value, value) if isinstance(value, TypeVar) else value)
    return found


def body_input(hint: Any, substitution: Mapping[Any, Any]) -> tuple[type[Input], bool] | None:
    """Return the input class of a body parameter, and whether a list of it is taken."""
    hint = substitution.get(hint, hint) if isinstance(hint, TypeVar) else hint
    if isinstance(hint, type) and issubclass(hint, Input):
        return hint, False
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        for member in get_args(hint):
            found = body_input(member, substitution)
            if found is not None:
                return found
    elif origin is not None and isinstance(origin, type) and issubclass(origin, Sequence) and get_args(hint):
        found = body_input(get_args(hint)[0], substitution)
        if found is not None:
            return found[0], True
    return None


def is_ready_body(hint: Any) -> bool:
    """Tell whether a parameter is the body as it is: ``bytes``, or text or ``bytes``."""
    return hint is bytes or (get_origin(hint) in (Union, types.UnionType) and set(get_args(hint)) == {str, bytes})
