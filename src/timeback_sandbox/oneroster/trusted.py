"""Records that are known to be valid: the rules' own form without the checks, for seeds of millions of records.

The outcome is that of `validation.validate` in the mode `create`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from timeback_sandbox.moments import canonical
from timeback_sandbox.oneroster.checks import check_for
from timeback_sandbox.oneroster.fields import Field, Form, KindName
from timeback_sandbox.oneroster.kind import Kind
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import Entity
from timeback_sandbox.oneroster.validation import create_defaults

__all__ = ["take"]

Convert = Callable[[Any], object]


def take(kind: Kind, record: Mapping[str, Any]) -> tuple[str, Entity]:
    """Id and fields of a record in the form in which a client would create it."""
    convert, defaults = _plan(kind.name)
    entity: Entity = dict(defaults)
    sourced_id: str | None = None
    for name, value in record.items():
        if name == "sourcedId":
            sourced_id = value
        elif value is not None and name in convert:
            change = convert[name]
            entity[name] = value if change is None else change(value)
    return sourced_id or str(uuid.uuid4()), entity


@lru_cache(maxsize=32)
def _plan(name: KindName) -> tuple[Mapping[str, Convert | None], Mapping[str, object]]:
    """How each field of a kind gets into the rules' form, and what fields are when they are not given."""
    fields = [field for field in KINDS[name].all_fields if field.create.present]
    return (
        {field.name: _convert(field) for field in fields if field.form not in {Form.CHILDREN, Form.PROFILES}},
        create_defaults(name),
    )


def _convert(field: Field) -> Convert | None:
    """How a value of a field gets into the rules' form; None when it is in it."""
    match field.form:
        case Form.TEXT | Form.EMAIL | Form.CHOICE | Form.NUMBER | Form.DAY | Form.DATE | Form.OBJECT:
            return None
        case Form.TEXTS | Form.CHOICES:
            return list
        case Form.FLAG:
            return _FLAGS.__getitem__
        case Form.FLAG_TEXT:
            return _flag_text
        case Form.MOMENT:
            return canonical
        case Form.REF:
            return _id
        case Form.REFS:
            return _ids
        case Form.ROLES:
            return _roles
        case _:  # seldom, or not worth a shortcut
            return _checked(field)


_FLAGS: Mapping[object, str] = {True: "true", False: "false", "true": "true", "false": "false"}


def _flag_text(value: str | bool) -> str:
    return value if isinstance(value, str) else _FLAGS[value]


def _id(value: Mapping[str, str]) -> str:
    return value["sourcedId"]


def _ids(value: list[Mapping[str, str]]) -> list[str]:
    return [one["sourcedId"] for one in value]


def _roles(value: list[Mapping[str, Any]]) -> list[Entity]:
    return [_role(one) for one in value]


def _role(value: Mapping[str, Any]) -> Entity:
    role: Entity = {"roleType": value["roleType"], "role": value["role"], "org": value["org"]["sourcedId"]}
    if len(value) > len(role):
        for name in ("userProfile", "beginDate", "endDate", "metadata"):
            if value.get(name) is not None:
                role[name] = value[name]
    return role


def _checked(field: Field) -> Convert:
    check = check_for(field)
    return lambda value: check(value, field.name, [], {})
