# Written by tools/generate_sync.py from timeback_core/qti/validate.py; changes belong there.
"""Validation of documents and of what is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from timeback_core.qti.inputs import ValidateBatchInput, ValidateInput
from timeback_core.qti.models import BatchValidationResult, ValidationResult
from timeback_core.qti.validate import _one, _several
from timeback_core.qti.vocabulary import ValidationSchema
from timeback_core.sync.endpoint import post
from timeback_core.sync.qti._base import QtiResource
from timeback_core.transport.options import RequestOptions

__all__ = ["Validation"]


class Validation(QtiResource, name="validate", path="/validate", title="validation"):
    """Validation of documents and of what is stored. A document that is not valid is a result and no error."""

    __slots__ = ()

    @post("", key=None, idempotent=True, arrange=_one, aside=("schema", "xml", "entity_id"))
    def validate(
        self,
        body: ValidateInput | Mapping[str, Any] | None = None,
        *,
        schema: ValidationSchema | None = None,
        xml: str | None = None,
        entity_id: str | None = None,
        **options: Unpack[RequestOptions],
    ) -> ValidationResult:
        """Validate a document or a stored entity.

        Args:
            body: The following together, as an input or a mapping; single ones win.
            schema: ``item``, ``test`` or ``stimulus``; required.
            xml: The document.
            entity_id: A stored item, test or stimulus instead of it.
            options: Options of the request.

        Returns:
            Whether it is valid, and what is wrong with it.

        Raises:
            InputValidationError: Neither `xml` nor `entity_id` is given, or `schema` is missing; nothing was sent.
            NotFoundError: There is no such entity.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            POST /validate.
        """
        ...

    @post("/batch", key=None, idempotent=True, arrange=_several, aside=("schema", "xml", "entity_ids"))
    def batch(
        self,
        body: ValidateBatchInput | Mapping[str, Any] | None = None,
        *,
        schema: ValidationSchema | None = None,
        xml: Sequence[str] = (),
        entity_ids: Sequence[str] = (),
        **options: Unpack[RequestOptions],
    ) -> BatchValidationResult:
        """Validate several documents or stored entities.

        Args:
            body: The following together, as an input or a mapping; single ones win.
            schema: ``item``, ``test`` or ``stimulus``; required.
            xml: The documents.
            entity_ids: Stored items, tests or stimuli instead of them.
            options: Options of the request.

        Returns:
            One result each, in the order in which they were given.

        Raises:
            InputValidationError: There is nothing to validate, or `schema` is missing; nothing was sent.
            NotFoundError: One of the entities does not exist.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            POST /validate/batch.
        """
        ...
