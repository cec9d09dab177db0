"""What requests and answers hold, for the API description; requests are checked by `rules`."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from timeback_sandbox.serving_docs import StatusError

__all__ = [
    "DeleteAnswer",
    "FilterAnswer",
    "FilterErrors",
    "FilterInput",
    "FilterListAnswer",
    "Issue",
    "WebhookAnswer",
    "WebhookErrors",
    "WebhookInput",
    "WebhookListAnswer",
]

_Text = Annotated[str, Meta(min_length=1)]
_Operation = Literal[
    "eq", "neq", "gt", "gte", "lt", "lte", "contains", "notContains", "in", "notIn", "startsWith", "endsWith", "regexp"
]
_Type = Literal["string", "number", "boolean"]
_NAMES = {
    "camel_created_at": "createdAt",
    "camel_updated_at": "updatedAt",
    "camel_deleted_at": "deletedAt",
    "target_url": "targetUrl",
    "webhook_id": "webhookId",
    "filter_key": "filterKey",
    "filter_value": "filterValue",
    "filter_type": "filterType",
    "filter_operation": "filterOperation",
    "filter_operator": "filterOperator",
}
"""Times come in both styles, so that not every name is changed alike."""


class WebhookInput(msgspec.Struct, kw_only=True, rename="camel"):
    """A webhook as it is registered or replaced."""

    name: _Text
    target_url: Annotated[str, Meta(min_length=1, description="Absolute http or https URL")]
    secret: _Text
    active: bool
    description: str | None = None
    sensor: str | None = None


class FilterInput(msgspec.Struct, kw_only=True, rename="camel"):
    """A filter as it is made or replaced. The operation has two names; one of them is needed."""

    webhook_id: _Text
    filter_key: _Text
    filter_value: str
    filter_type: _Type
    filter_operation: _Operation | UnsetType = UNSET
    filter_operator: _Operation | UnsetType = UNSET
    active: bool


class _Stamps(msgspec.Struct, kw_only=True, rename=_NAMES):
    """Times of creation, of the last change, of deletion, in either style."""

    camel_created_at: str | UnsetType = UNSET
    camel_updated_at: str | UnsetType = UNSET
    camel_deleted_at: str | UnsetType | None = UNSET
    created_at: str | UnsetType = UNSET
    updated_at: str | UnsetType = UNSET
    deleted_at: str | UnsetType | None = UNSET


class Webhook(_Stamps, kw_only=True, rename=_NAMES):
    """A webhook."""

    id: str
    name: str
    description: str | None
    target_url: str
    secret: str
    active: bool
    sensor: str | None


class WebhookFilter(_Stamps, kw_only=True, rename=_NAMES):
    """A filter of a webhook."""

    id: str
    webhook_id: str
    filter_key: str
    filter_value: str
    filter_type: _Type
    filter_operation: _Operation | UnsetType = UNSET
    filter_operator: _Operation | UnsetType = UNSET
    active: bool


class WebhookAnswer(msgspec.Struct):
    """One webhook."""

    webhook: Webhook


class WebhookListAnswer(msgspec.Struct):
    """Webhooks, oldest first."""

    webhooks: list[Webhook]


class FilterAnswer(msgspec.Struct):
    """One filter."""

    filter: WebhookFilter


class FilterListAnswer(msgspec.Struct):
    """Filters, oldest first."""

    filters: list[WebhookFilter]


class DeleteAnswer(msgspec.Struct):
    """That it is gone."""

    status: str
    message: str
    errors: None


class Issue(msgspec.Struct, kw_only=True):
    """One thing that is wrong with a body."""

    code: str
    expected: str
    received: str
    path: list[str]
    message: str


class WebhookErrors(msgspec.Struct, kw_only=True):
    """Everything that is wrong with a webhook."""

    error: str
    details: list[Issue]


class FilterErrors(msgspec.Struct, kw_only=True):
    """Everything that is wrong with a filter."""

    status: str
    message: str
    errors: list[Issue] | None = None


WebhookRefusal = WebhookErrors | StatusError
"""Errors of the operations that take a webhook: what is wrong with it, or anything else."""
