"""How an operation appears in the API description. All of it is made when the description is first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from litestar.dto import AbstractDTO
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import (
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    Parameter,
    Schema,
)
from litestar.openapi.spec import Operation as Description
from litestar.openapi.spec.enums import OpenAPIFormat
from litestar.typing import FieldDefinition

from timeback_sandbox.oneroster import bodies
from timeback_sandbox.oneroster.operation import Operation
from timeback_sandbox.oneroster.platforms import Platform

if TYPE_CHECKING:
    from litestar._openapi.schema_generation import SchemaCreator
    from litestar.openapi.spec import Reference

_ERRORS: Mapping[int, str] = {
    400: "The request cannot be read",
    401: "The token is missing, unknown or expired",
    403: "The token does not allow this",
    422: "Fields of the request are wrong",
    429: "Too many requests",
}


class Responses(Mapping[int, ResponseSpec]):
    """What an operation can answer, by status."""

    def __init__(self, operation: Operation, platform: Platform) -> None:
        self._operation = operation
        self._platform = platform
        self._made: dict[int, ResponseSpec] | None = None

    def __getitem__(self, status: int) -> ResponseSpec:
        """One answer."""
        return self._all()[status]

    def __iter__(self) -> Iterator[int]:
        """The statuses."""
        return iter(self._all())

    def __len__(self) -> int:
        """How many."""
        return len(self._all())

    def _all(self) -> dict[int, ResponseSpec]:
        if self._made is None:
            self._made = {
                status: ResponseSpec(model, generate_examples=False, description="Success")
                for status, model in self._successes().items()
            }
            errors = dict(_ERRORS)
            if self._operation.not_found is not None:
                errors[404] = self._operation.not_found
            for status, description in errors.items():
                self._made[status] = ResponseSpec(bodies.ERROR, generate_examples=False, description=description)
        return self._made

    def _successes(self) -> Mapping[int, bodies.Model | None]:
        operation = self._operation
        if operation.page_of is None:
            return operation.answers()
        kind, key = operation.page_of
        return {200: bodies.page(key, kind, short=self._platform.short_totals)}


class BodyDTO(AbstractDTO[Any]):
    """Hands the body of a request to the handler as it came, and describes what it should hold."""

    operation: Operation

    def decode_bytes(self, value: bytes) -> bytes:
        """The body itself: the responders decode it, so that every error is theirs."""
        return value

    @classmethod
    def create_for_field_definition(cls, *_args: object, **_kwargs: object) -> None:
        """Nothing has to be prepared."""

    @classmethod
    def create_openapi_schema(
        cls,
        field_definition: FieldDefinition,  # noqa: ARG003
        handler_id: str,  # noqa: ARG003
        schema_creator: SchemaCreator,
    ) -> Reference | Schema:
        """The schema of the body."""
        assert cls.operation.body is not None
        return schema_creator.for_field_definition(FieldDefinition.from_annotation(cls.operation.body()))

    @classmethod
    def generate_field_definitions(cls, model_type: type[Any]) -> NoReturn:
        """Not used."""
        raise NotImplementedError

    @classmethod
    def detect_nested_field(cls, field_definition: FieldDefinition) -> bool:  # noqa: ARG003
        """Not used."""
        return False


def body_dto(operation: Operation) -> type[BodyDTO] | None:
    """The description of an operation's body; None when it has none."""
    if operation.body is None:
        return None
    return type("OperationBody", (BodyDTO,), {"operation": operation})


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
