"""Checks of whole records: the create and replace columns of the declaration, one detail per wrong field."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal, NamedTuple, cast

from timeback_sandbox.oneroster.checks import Check, Issues, Vocabularies, check_for, filled
from timeback_sandbox.oneroster.errors import bad_request, detail
from timeback_sandbox.oneroster.fields import Form, KindName
from timeback_sandbox.oneroster.kind import Kind
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import Entity
from timeback_sandbox.oneroster.untyped import as_array, as_object

Mode = Literal["create", "replace", "merge", "patch"]
"""`create` and `replace` want every required field; `merge` and `patch` take what is given."""

MAX_DEPTH = 32
_INT64 = 2**63


class _Rule(NamedTuple):
    name: str
    check: Check
    required: bool
    nullable: bool
    at_least_one: bool
    default: object


@lru_cache(maxsize=64)
def _rules(name: KindName, mode: Mode) -> tuple[_Rule, ...]:
    """What a mode asks of each field of a kind."""
    partial = mode in {"merge", "patch"}
    rules: list[_Rule] = []
    for field in KINDS[name].all_fields:
        presence = field.replace if mode in {"replace", "merge"} else field.create
        if not presence.present or field.form in {Form.CHILDREN, Form.PROFILES}:
            continue
        rules.append(
            _Rule(
                field.name,
                check_for(field),
                required=presence.required and not partial,
                # a patch clears what is not required by sending null
                nullable=presence.nullable or (mode == "patch" and not presence.required),
                at_least_one=field.at_least_one,
                default=None if partial else field.default,
            )
        )
    return tuple(rules)


def create_defaults(name: KindName) -> dict[str, object]:
    """What the fields of a new record are when they are not given."""
    return {rule.name: rule.default for rule in _rules(name, "create") if rule.default is not None}


def validate(kind: Kind, mode: Mode, data: Mapping[str, Any], path: str, issues: Issues, words: Vocabularies) -> Entity:
    """The fields of a record in the rules' own form. Keys that the kind does not have are ignored.

    Args:
        kind: what the record is to be.
        mode: which fields have to be there.
        data: the record as it came.
        path: where it stood in the request; starts the path of each issue.
        issues: what is wrong is added here.
        words: the vocabularies of the platform.

    Returns:
        In the modes `merge` and `patch` a field that was sent as null is there with None.
    """
    entity: Entity = {}
    for name, check, required, nullable, at_least_one, default in _rules(kind.name, mode):
        value = data.get(name)
        if value is None:
            if name in data and not nullable:
                issues.append(detail(f"{path}.{name}", "Required" if required else "Must not be null"))
            elif required:
                issues.append(detail(f"{path}.{name}", "Required"))
            elif default is not None:
                entity[name] = default
            elif name in data and mode in {"merge", "patch"}:
                entity[name] = None
            continue
        if at_least_one and value == []:
            issues.append(detail(f"{path}.{name}", "At least one item"))
            continue
        entity[name] = check(value, f"{path}.{name}", issues, words)
    return entity


def validate_id(kind: Kind, data: Mapping[str, Any], path: str, issues: Issues, *, required: bool) -> str | None:
    """The id that a record carries; None when it carries none."""
    value = data.get("sourcedId")
    if value is None:
        if required or ("sourcedId" in data and kind.needs_id):
            issues.append(detail(f"{path}.sourcedId", "Required"))
        return None
    before = len(issues)
    filled(value, f"{path}.sourcedId", issues, {})
    return cast("str", value) if len(issues) == before else None


def check_tree(value: Any, path: str, issues: Issues, depth: int = 0) -> None:
    """Refuse what no field of any kind can hold: NUL characters, numbers beyond 64 bits, deep nesting.

    Raises:
        Problem: 400, the value is nested too deeply.
    """
    if isinstance(value, str):
        if "\x00" in value:
            issues.append(detail(path, "Must not contain NUL characters"))
    elif isinstance(value, int):
        if not -_INT64 <= value < _INT64:
            issues.append(detail(path, "Number out of range"))
    elif (items := as_array(value)) is not None:
        _check_depth(depth)
        for index, item in enumerate(items):
            check_tree(item, f"{path}[{index}]", issues, depth + 1)
    elif (members := as_object(value)) is not None:
        _check_depth(depth)
        for key, item in members.items():
            if "\x00" in key:
                issues.append(detail(path, "Names must not contain NUL characters"))
            check_tree(item, f"{path}.{key}" if path else key, issues, depth + 1)


def _check_depth(depth: int) -> None:
    if depth >= MAX_DEPTH:
        raise bad_request(f"The body is nested deeper than {MAX_DEPTH} levels")
