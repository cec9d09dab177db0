# Written by tools/generate_sync.py from timeback_core/webhooks/webhook_filters.py; changes belong there.
"""The filters of webhooks: which events are delivered."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from typing import Any, Unpack

from msgspec import UNSET, UnsetType

from timeback_core.sync import endpoint
from timeback_core.sync.endpoint import get, post, put
from timeback_core.sync.webhooks._base import Managed
from timeback_core.transport.options import RequestOptions
from timeback_core.webhooks.filter_values import FilterValue
from timeback_core.webhooks.inputs import WebhookFilterCreateInput, WebhookFilterUpdateInput, mirror_operation
from timeback_core.webhooks.models import DeleteResult, WebhookFilter
from timeback_core.webhooks.vocabulary import FilterOperation, FilterType

__all__ = ["WebhookFilters"]


class WebhookFilters(
    Managed[WebhookFilter], name="webhook_filters", plural="filters", singular="filter", title="webhook filter"
):
    """Conditions on events. A webhook gets an event when all its active filters hold, and every event without any."""

    __slots__ = ()
    _create_input = WebhookFilterCreateInput
    _update_input = WebhookFilterUpdateInput
    _identifier_paths = {"id": "webhookFilterId"}  # never changed
    _aliases = frozenset({"filterOperator"})
    _completed = staticmethod(mirror_operation)

    @get("", profile="webhook_filter_list")
    def list(self, **options: Unpack[RequestOptions]) -> builtins.list[WebhookFilter]:
        """Return the filters of all webhooks, oldest first; there are no pages.

        Args:
            options: Options of the request.

        Raises:
            UnsupportedOperationError: The platform has no webhooks.
            APIError: Any refusal; see `timeback_core.errors`.

        Source:
            GET /webhook-filters/.
        """
        ...

    @get("", profile="webhook_filters_by_webhook")
    def list_by_webhook(self, webhook_id: str, **options: Unpack[RequestOptions]) -> builtins.list[WebhookFilter]:
        """Return the filters of one webhook, oldest first; none for a webhook that does not exist.

        Args:
            webhook_id: The webhook's identifier; not blank.
            options: Options of the request.

        Raises:
            InputValidationError: The identifier is blank.
            APIError: Any refusal; see `timeback_core.errors`.

        Source:
            GET /webhook-filters/webhook/{webhookId}.
        """
        ...

    @get("", profile="webhook_filter_get")
    def get(self, id: str, **options: Unpack[RequestOptions]) -> WebhookFilter:
        """Return one filter.

        Args:
            id: The filter's identifier; not blank.
            options: Options of the request.

        Raises:
            NotFoundError: There is no such filter, or it or its webhook has been deleted.
            InputValidationError: The identifier is blank.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            GET /webhook-filters/{id}.
        """
        ...

    @post("", profile="webhook_filter_create", wrap=None, body=WebhookFilterCreateInput)
    def create(
        self,
        input: WebhookFilterCreateInput | Mapping[str, Any] | None = None,
        *,
        webhook_id: str | None = None,
        filter_key: str | None = None,
        filter_operation: FilterOperation | None = None,
        filter_value: FilterValue | None = None,
        filter_type: FilterType | None = None,
        active: bool | None = None,
        **options: Unpack[RequestOptions],
    ) -> WebhookFilter:
        """Add a filter to a webhook, and return it; not repeated when nobody knows whether it got through.

        Args:
            input: The filter, as an input or a mapping with snake_case or the wire's names.
            webhook_id: The webhook; required here or in `input`, as are `filter_key`, `filter_operation` and
                `filter_value`.
            filter_key: A path into the event, such as ``type``, ``actor.id`` or ``generated.items.value``.
            filter_operation: How to compare.
            filter_value: What to compare with. Lists are for ``in`` and ``notIn``.
            filter_type: As what to compare; told by the value unless given: ``"10"`` is text and ``10`` a number.
            active: Whether it counts; ``True`` unless given.
            options: Options of the request.

        Raises:
            InputValidationError: The data is incomplete or wrong; nothing was sent.
            BadRequestError: The server refuses it, for example because there is no such webhook; see `errors`.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            POST /webhook-filters/.
        """
        ...

    def update(
        self,
        id: str,
        input: WebhookFilterUpdateInput | WebhookFilterCreateInput | WebhookFilter | Mapping[str, Any] | None = None,
        *,
        webhook_id: str | UnsetType = UNSET,
        filter_key: str | UnsetType = UNSET,
        filter_operation: FilterOperation | UnsetType = UNSET,
        filter_value: FilterValue | UnsetType = UNSET,
        filter_type: FilterType | UnsetType = UNSET,
        active: bool | UnsetType = UNSET,
        replace: bool = False,
        **options: Unpack[RequestOptions],
    ) -> WebhookFilter:
        """Change a filter and keep every field that is not named.

        The service replaces a filter as a whole. So it is read first, unless every field is given; a change by
        somebody else in between is overwritten.

        Args:
            id: The filter's identifier; not blank.
            input: The fields to change, or a filter that was read, which is sent as it is.
            webhook_id: Another webhook, to which it moves.
            filter_key: Another path.
            filter_operation: Another comparison.
            filter_value: Another value; one that is no text changes the type, too, unless `filter_type` is given.
            filter_type: Another type.
            active: Whether it counts.
            replace: Send exactly the data, in one request; it has to be complete.
            options: Options of the requests.

        Raises:
            InputValidationError: The data is wrong; nothing was sent.
            NotFoundError: There is no such filter.
            BadRequestError: The server refuses the data; `errors` lists why.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            GET and PUT /webhook-filters/{id}.
        """
        given = {
            "webhook_id": webhook_id,
            "filter_key": filter_key,
            "filter_operation": filter_operation,
            "filter_value": filter_value,
            "filter_type": filter_type,
            "active": active,
        }
        fields = {field: value for field, value in given.items() if value is not UNSET}
        return self._change(id, input, fields, replace=replace, options=options)

    def delete(self, id: str, **options: Unpack[RequestOptions]) -> DeleteResult:
        """Delete a filter; its webhook then gets more events.

        Args:
            id: The filter's identifier; not blank.
            options: Options of the request.

        Returns:
            What the server says.

        Raises:
            NotFoundError: There is no such filter. A repetition after a broken attempt that finds none succeeds.
            InputValidationError: The identifier is blank.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            DELETE /webhook-filters/{id}.
        """
        return self._remove(id, options)

    @put("", profile="webhook_filter_update", wrap=None, name="update")
    def _put(
        self, id: str, data: WebhookFilterUpdateInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> WebhookFilter:
        """Replace a filter, and return it."""
        ...

    @endpoint.delete("", profile="webhook_filter_delete", name="delete", key=None)
    def _delete(self, id: str, **options: Unpack[RequestOptions]) -> DeleteResult | None:
        """Delete a filter."""
        ...
