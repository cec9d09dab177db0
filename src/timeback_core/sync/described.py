# Written by tools/generate_sync.py from timeback_core/described.py; changes belong there.
"""An endpoint's declaration as data, for the reference, the command line and the coverage checks."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import msgspec

from timeback_core.endpoint import Operation, Parameter
from timeback_core.mounts import default_mount
from timeback_core.query import camel_case

if TYPE_CHECKING:
    from timeback_core.sync.plan import Plan

__all__ = ["describe"]


def describe(plan: Plan) -> Operation:
    """Return an endpoint of one resource class as data."""
    parameters = [
        *(
            Parameter(name=n, wire_name=camel_case(n), place="path", required=n not in plan.defaults)
            for n in dict.fromkeys((*plan.identifiers, *plan.mounted.values()))
        ),
        *(Parameter(name=n, wire_name=w, place="query", required=n in plan.required) for n, w in plan.query),
    ]
    if plan.params_kind is not None:
        parameters += [
            Parameter(name=field.name, wire_name=field.encode_name, place="query", required=field.required)
            for field in msgspec.structs.fields(plan.params_kind)
        ]
    if plan.ready is not None:
        parameters.append(Parameter(name=plan.ready, wire_name="(body)", place="body", required=True))
    if plan.body is not None:
        required = plan.body not in plan.defaults
        parameters.append(Parameter(name=plan.body, wire_name=plan.wrap or "(body)", place="body", required=required))
    parameters += [
        Parameter(
            name=n,
            wire_name=n if plan.owner._snake_case else camel_case(n),
            place="body",
            required=n in plan.required,
        )
        for n in plan.fields
    ]
    return Operation(
        id=plan.operation_id,
        service=plan.owner._service,
        resource=plan.owner._name,
        name=plan.owner._operation or plan.declaration.name,
        method=plan.declaration.method,
        path=f"{default_mount(plan.owner._service, plan.profile)}{plan.route}",
        parameters=tuple(parameters),
        request_type=None if plan.body_kind is None else plan.body_kind.__name__,
        response_type=plan.read.describes,
        response_key=plan.read.key,
        paged=plan.read.paged,
        idempotent=plan.declaration.repeatable,
        summary=(inspect.getdoc(plan.declaration.function) or "").partition("\n")[0],
    )
