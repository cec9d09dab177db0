"""Reads what requests about lesson plans and course sequences hold."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from timeback_sandbox.powerpath import reading
from timeback_sandbox.powerpath.plan_operations import operation_of
from timeback_sandbox.powerpath.problems import refuse

__all__ = ["decimal", "stored_operation"]

_WHERE = re.compile(r"(?P<what>.*?)(?: - at `\$(?P<path>[^`]*)`)?", re.DOTALL)


def stored_operation(body: Mapping[str, Any]) -> tuple[str, dict[str, Any], str | None]:
    """Type, payload and reason of the operation that a body holds.

    Raises:
        Problem: 422, it is no operation, or holds more than it may.
    """
    reading.forbid_unknown(body, {"operation", "reason"})
    operation = reading.object_of(body, "operation")
    try:
        operation_of(operation)
    except msgspec.ValidationError as error:
        found = _WHERE.fullmatch(str(error))
        path = f"operation{found['path'] or ''}" if found is not None else "operation"
        what = str(error) if found is None else found["what"]
        raise refuse(422, f"{path}: {what}", path) from None
    reason = body.get("reason")
    if reason is not None and not isinstance(reason, str):
        raise refuse(422, "reason must be a text", "reason")
    return operation["type"], operation["payload"], reason


def decimal(query: Mapping[str, str], name: str) -> float | None:
    """A number that a query gives, which is not negative; None when it is missing.

    Raises:
        Problem: 422, it is none.
    """
    value = query.get(name)
    if value is None:
        return None
    try:
        found = float(value)
    except ValueError:
        found = math.nan
    if not 0 <= found < 1e15:
        raise refuse(422, f"{name} must be a number that is not negative", name)
    return found
