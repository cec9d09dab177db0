"""Records of webhooks and their filters.

The service's documentation and its clients disagree about some names: ``createdAt`` or ``created_at``,
``filterOperation`` or ``filterOperator``. Records read either, and are the same record whichever came.
"""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec

from timeback_core.model import Model
from timeback_core.wire import Timestamp

__all__ = [
    "DeleteResult",
    "Webhook",
    "WebhookDeleteResponse",
    "WebhookFilter",
    "WebhookFilterDeleteResponse",
    "WebhookFilterListResponse",
    "WebhookFilterResponse",
    "WebhookListResponse",
    "WebhookResponse",
]


class _Record(Model, kw_only=True):
    """What webhooks and filters share: times under either of two names."""

    _other_names: ClassVar[dict[str, str]] = {
        "created_at": "_created_at",
        "updated_at": "_updated_at",
        "deleted_at": "_deleted_at",
    }
    """Attributes by the attribute that takes the same value under the other name."""

    created_at: Timestamp | None = None
    """When it was made."""
    updated_at: Timestamp | None = None
    """When it was last changed."""
    deleted_at: Timestamp | None = None
    """When it was deleted; do not tell by it whether it is alive, since what is deleted is not answered."""
    _created_at: Timestamp | None = msgspec.field(default=None, name="created_at")
    _updated_at: Timestamp | None = msgspec.field(default=None, name="updated_at")
    _deleted_at: Timestamp | None = msgspec.field(default=None, name="deleted_at")

    def __post_init__(self) -> None:
        """Take what came under another name."""
        for name, other in self._other_names.items():
            value = getattr(self, other)
            if value is not None:
                if getattr(self, name) is None:
                    setattr(self, name, value)
                setattr(self, other, None)

    def has_field(self, name: str) -> bool:
        """Tell whether the server sent this field under either name, be it as ``null``."""
        other = self._other_names.get(name)
        return super().has_field(name) or (other is not None and super().has_field(other))


class Webhook(_Record, kw_only=True):
    """A registration: a URL that is called for every processed event that its filters let through."""

    id: str
    """Identifier, made by the server."""
    name: str | None = None
    description: str | None = None
    target_url: str | None = None
    """Where deliveries go, exactly as it was given."""
    secret: str | None = None
    """What signs deliveries. It comes in clear to whoever may read webhooks; `repr` masks it."""
    active: bool | None = None
    """Whether it gets deliveries now."""
    sensor: str | None = None
    """The sensor whose events it gets; ``None`` for the events of every sensor."""


class WebhookFilter(_Record, kw_only=True):
    """A condition on events; all active filters of a webhook have to hold for a delivery."""

    _other_names: ClassVar[dict[str, str]] = {**_Record._other_names, "filter_operation": "_filter_operator"}

    id: str | None = None
    """Identifier, made by the server; ``None`` from servers that do not tell."""
    webhook_id: str | None = None
    filter_key: str | None = None
    """A path into the event, such as ``type`` or ``object.course.id``."""
    filter_value: str | None = None
    """What the event's value is compared with; text whatever `filter_type` is."""
    filter_type: str | None = None
    """``string``, ``number`` or ``boolean``."""
    filter_operation: str | None = None
    """A word of `timeback_core.webhooks.FilterOperation`."""
    active: bool | None = None
    """Whether it counts."""
    _filter_operator: str | None = msgspec.field(default=None, name="filterOperator")

    @property
    def filter_operator(self) -> str | None:
        """`filter_operation` under its other name."""
        return self.filter_operation

    @filter_operator.setter
    def filter_operator(self, value: str | None) -> None:
        self.filter_operation = value

    def to_dict(self) -> dict[str, Any]:
        """Return the filter as JSON-ready values; the operation is the same under each name that it came with."""
        values = super().to_dict()
        if "filterOperator" in values:
            values["filterOperator"] = self.filter_operation
        return values


class DeleteResult(Model, kw_only=True):
    """What the server says to a deletion."""

    status: str | None = None
    """``success``."""
    message: str | None = None
    errors: Any = None


WebhookDeleteResponse = DeleteResult
"""Another name of `DeleteResult`."""

WebhookFilterDeleteResponse = DeleteResult
"""Another name of `DeleteResult`."""


class WebhookResponse(Model, kw_only=True):
    """The body of an answer with one webhook."""

    webhook: Webhook


class WebhookListResponse(Model, kw_only=True):
    """The body of an answer with webhooks."""

    webhooks: list[Webhook]


class WebhookFilterResponse(Model, kw_only=True):
    """The body of an answer with one filter."""

    filter: WebhookFilter


class WebhookFilterListResponse(Model, kw_only=True):
    """The body of an answer with filters."""

    filters: list[WebhookFilter]
