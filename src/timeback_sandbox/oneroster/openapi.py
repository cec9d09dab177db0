"""How an operation appears in the API description. All of it is made when the description is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar.openapi.spec import (
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    Parameter,
    Schema,
)
from litestar.openapi.spec import Operation as Description
from litestar.openapi.spec.enums import OpenAPIFormat

from timeback_sandbox.oneroster import bodies
from timeback_sandbox.oneroster.operation import Operation
from timeback_sandbox.oneroster.platforms import Platform
from timeback_sandbox.serving_docs import RouteResponses


def responses(operation: Operation, platform: Platform) -> RouteResponses:
    """What an operation can answer, by status."""

    def successes() -> Mapping[int, object | None]:
        if operation.page_of is None:
            return operation.answers()
        kind, key = operation.page_of
        return {200: bodies.page(key, kind, short=platform.short_totals)}

    missing = {} if operation.not_found is None else {404: operation.not_found}
    return RouteResponses(successes, {422: "Fields of the request are wrong", **missing}, bodies.ERROR)


def description_class(operation: Operation, platform: Platform) -> type[Description]:
    """The class that Litestar describes the operation with: adds what its handler's signature does not tell."""

    # no dataclass of its own: making one compiles code, which for hundreds of operations delays the start
    class OneRosterDescription(Description):
        def __init__(self, **members: Any) -> None:
            super().__init__(**members)
            self.parameters = [*(self.parameters or []), *_query_parameters(operation, platform)]
            if operation.status == 204 and self.responses is not None:
                self.responses.pop("200", None)
            if operation.id == "exportResourceToCommonCartridge" and self.responses is not None:
                self.responses["200"] = _cartridge()

    return OneRosterDescription


def _cartridge() -> OpenAPIResponse:
    schema = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
    return OpenAPIResponse(
        description="A common cartridge", content={"application/zip": OpenAPIMediaType(schema=schema)}
    )


def _query_parameters(operation: Operation, platform: Platform) -> list[Parameter]:
    if operation.query is None:
        return []
    text = Schema(type=OpenAPIType.STRING)
    fields = _query("fields", "Names of fields, joined by commas; others are left out", text)
    if operation.query == "single":
        return [fields]
    limit = Schema(type=OpenAPIType.INTEGER, minimum=1, maximum=platform.max_limit, default=platform.default_limit)
    return [
        _query("limit", "The most rows of the page", limit),
        _query("offset", "How many rows to pass over", Schema(type=OpenAPIType.INTEGER, minimum=0, default=0)),
        _query("sort", "The field to sort by; insertion order when there is none", text),
        _query(
            "orderBy",
            "The direction of the sort",
            Schema(type=OpenAPIType.STRING, enum=list(platform.orders)),
        ),
        _query("filter", "Which rows to keep, such as status='active' AND familyName~'son'", text),
        _query("search", "Text that one of the searched fields has to hold", text),
        fields,
    ]


def _query(name: str, description: str, schema: Schema) -> Parameter:
    return Parameter(name=name, param_in="query", description=description, schema=schema, required=False)
