"""How an operation appears in the API description. All of it is made when the description is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NoReturn, cast

import msgspec
from litestar.dto import AbstractDTO
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIType, Parameter, Schema
from litestar.openapi.spec import Operation as Description
from litestar.openapi.spec.request_body import RequestBody
from litestar.typing import FieldDefinition

if TYPE_CHECKING:
    from litestar._openapi.schema_generation import SchemaCreator
    from litestar.openapi.spec import Reference

__all__ = ["COMMON_ERRORS", "QueryParameter", "RouteResponses", "StatusError", "body_dto", "description_class"]

COMMON_ERRORS: Mapping[int, str] = {
    400: "The request cannot be read, or is wrong",
    401: "The token is missing, unknown or expired",
    403: "The token does not allow this",
    429: "Too many requests",
}


class StatusError(msgspec.Struct, kw_only=True):
    """The error answer of Caliper and of Webhooks."""

    status: str
    message: str
    errors: Any = None


@dataclass(frozen=True)
class QueryParameter:
    """A query parameter, as the API description shows it.

    Args:
        name: Its name.
        description: What it does.
        type: What its value is; an `array` is a parameter that may be repeated.
        required: Whether it has to be there.
        enum: The words that it may be; empty for any.
        minimum: The least number.
        maximum: The greatest number.
    """

    name: str
    description: str
    type: Literal["string", "integer", "boolean", "array"] = "string"
    required: bool = False
    enum: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None

    def parameter(self) -> Parameter:
        """It as Litestar describes parameters."""
        words = list(self.enum) or None
        if self.type == "array":
            item = Schema(type=OpenAPIType.STRING, enum=words)
            schema = Schema(type=OpenAPIType.ARRAY, items=item)
        else:
            schema = Schema(type=OpenAPIType(self.type), enum=words, minimum=self.minimum, maximum=self.maximum)
        return Parameter(
            name=self.name, param_in="query", description=self.description, schema=schema, required=self.required
        )


class RouteResponses(Mapping[int, ResponseSpec]):
    """What an operation can answer, by status.

    Args:
        answers: Gives the type of each success's body.
        errors: What its own errors mean.
        error_body: The type of an error's body; None: `StatusError`.
    """

    def __init__(
        self, answers: Callable[[], Mapping[int, object | None]], errors: Mapping[int, str], error_body: object
    ) -> None:
        self._answers = answers
        self._errors = {**COMMON_ERRORS, **errors}
        self._error_body = StatusError if error_body is None else error_body
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
                status: ResponseSpec(cast("Any", kind), generate_examples=False, description="Success")
                for status, kind in self._answers().items()
            }
            for status, description in self._errors.items():
                error = cast("Any", self._error_body)
                self._made[status] = ResponseSpec(error, generate_examples=False, description=description)
        return self._made


class BodyDTO(AbstractDTO[Any]):
    """Hands the body of a request to the handler as it came, and describes what it should hold."""

    describe: ClassVar[staticmethod[[], Any]]

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
        return schema_creator.for_field_definition(FieldDefinition.from_annotation(cls.describe()))

    @classmethod
    def generate_field_definitions(cls, model_type: type[Any]) -> NoReturn:
        """Not used."""
        raise NotImplementedError

    @classmethod
    def detect_nested_field(cls, field_definition: FieldDefinition) -> bool:  # noqa: ARG003
        """Not used."""
        return False


def body_dto(describe: Callable[[], object] | None) -> type[BodyDTO] | None:
    """The description of a body, whose type is asked for when it is needed; None when there is none."""
    return None if describe is None else type("OperationBody", (BodyDTO,), {"describe": staticmethod(describe)})


def description_class(
    query: tuple[QueryParameter, ...], statuses: tuple[int, ...], *, body_required: bool = True
) -> type[Description]:
    """The class that Litestar describes an operation with: adds what its handler's signature does not tell."""

    # no dataclass of its own: making one compiles code, which for hundreds of operations delays the start
    class RouteDescription(Description):
        def __init__(self, **members: Any) -> None:
            super().__init__(**members)
            self.parameters = [*(self.parameters or []), *(one.parameter() for one in query)]
            if 200 not in statuses and self.responses is not None:
                self.responses.pop("200", None)
            body = self.request_body
            if isinstance(body, RequestBody):
                body.required = body_required

    return RouteDescription
