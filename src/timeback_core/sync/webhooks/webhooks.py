# Written by tools/generate_sync.py from timeback_core/webhooks/webhooks.py; changes belong there.
"""The webhooks: registering, changing, switching, deleting."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from typing import Any, Unpack

from msgspec import UNSET, UnsetType

from timeback_core.inputs import check_input
from timeback_core.sync import endpoint
from timeback_core.sync.endpoint import get, post, put
from timeback_core.sync.webhooks._base import Managed
from timeback_core.transport.options import RequestOptions
from timeback_core.webhooks.inputs import WebhookCreateInput, WebhookUpdateInput, complete_webhook
from timeback_core.webhooks.models import DeleteResult, Webhook
from timeback_core.webhooks.webhooks import _without_blank_sensor

__all__ = ["Webhooks"]


class Webhooks(Managed[Webhook], name="webhooks", plural="webhooks", singular="webhook"):
    """Registrations of URLs that are called when events have been processed."""

    __slots__ = ()
    _create_input = WebhookCreateInput
    _update_input = WebhookUpdateInput
    _identifier_paths = {"id": "webhookId"}  # never changed
    _nullable = frozenset({"description", "sensor"})
    _completed = staticmethod(complete_webhook)

    @get("", profile="webhook_list", arrange=_without_blank_sensor)
    def list(self, sensor: str | None = None, **options: Unpack[RequestOptions]) -> builtins.list[Webhook]:
        """Return all webhooks, oldest first; there are no pages.

        Args:
            sensor: Only webhooks of exactly this sensor; those for every sensor are then left out.
            options: Options of the request.

        Raises:
            UnsupportedOperationError: The platform has no webhooks.
            APIError: Any refusal; see `timeback_core.errors`.

        Source:
            GET /webhooks/.
        """
        ...

    @get("", profile="webhook_get")
    def get(self, id: str, **options: Unpack[RequestOptions]) -> Webhook:
        """Return one webhook, its secret in clear.

        Args:
            id: The webhook's identifier; not blank.
            options: Options of the request.

        Raises:
            NotFoundError: There is no such webhook, or it has been deleted.
            InputValidationError: The identifier is blank.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            GET /webhooks/{id}.
        """
        ...

    @post("", profile="webhook_create", wrap=None, body=WebhookCreateInput)
    def create(
        self,
        input: WebhookCreateInput | Mapping[str, Any] | None = None,
        *,
        name: str | None = None,
        target_url: str | None = None,
        secret: str | None = None,
        active: bool | None = None,
        description: str | None = None,
        sensor: str | None = None,
        **options: Unpack[RequestOptions],
    ) -> Webhook:
        """Register a webhook, and return it.

        It is not repeated when nobody knows whether the first attempt got through: a second registration would
        mean that everything is delivered twice. `ensure` may be repeated.

        Args:
            input: The webhook, as an input or a mapping with snake_case or the wire's names.
            name: What it is called; required here or in `input`, as are `target_url` and `secret`.
            target_url: Where deliveries go: an absolute http or https URL, sent exactly as given.
            secret: What signs deliveries; whoever may read webhooks can read it.
            active: Whether it gets deliveries at once; ``True`` unless given.
            description: Words for people.
            sensor: The sensor whose events it gets; every sensor's, other applications' too, unless given.
            options: Options of the request.

        Raises:
            InputValidationError: The data is incomplete or wrong; nothing was sent.
            BadRequestError: The server refuses the data; `errors` lists why.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            POST /webhooks/.
        """
        ...

    def update(
        self,
        id: str,
        input: WebhookUpdateInput | WebhookCreateInput | Webhook | Mapping[str, Any] | None = None,
        *,
        name: str | UnsetType = UNSET,
        target_url: str | UnsetType = UNSET,
        secret: str | UnsetType = UNSET,
        active: bool | UnsetType = UNSET,
        description: str | UnsetType | None = UNSET,
        sensor: str | UnsetType | None = UNSET,
        replace: bool = False,
        **options: Unpack[RequestOptions],
    ) -> Webhook:
        """Change a webhook and keep every field that is not named.

        The service itself replaces a webhook as a whole, its secret and whether it is active included. So the
        webhook is read first, unless every field is given; a change by somebody else in between is overwritten.

        Args:
            id: The webhook's identifier; not blank.
            input: The fields to change, or a webhook that was read, which is sent as it is.
            name: A new name.
            target_url: Another URL, sent exactly as given.
            secret: A new secret.
            active: Whether it gets deliveries.
            description: New words; ``None`` clears them.
            sensor: Another sensor; ``None`` stands for every sensor.
            replace: Send exactly the data, in one request; what is left out is cleared, and `active` is ``True``.
            options: Options of the requests.

        Raises:
            InputValidationError: The data is wrong; nothing was sent.
            NotFoundError: There is no such webhook.
            BadRequestError: The server refuses the data; `errors` lists why.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            GET and PUT /webhooks/{id}.
        """
        given = {
            "name": name,
            "target_url": target_url,
            "secret": secret,
            "active": active,
            "description": description,
            "sensor": sensor,
        }
        fields = {field: value for field, value in given.items() if value is not UNSET}
        return self._change(id, input, fields, replace=replace, options=options)

    def ensure(
        self,
        *,
        name: str,
        target_url: str,
        secret: str,
        active: bool = True,
        description: str | UnsetType | None = UNSET,
        sensor: str | UnsetType | None = UNSET,
        **options: Unpack[RequestOptions],
    ) -> Webhook:
        """Return the webhook with this name and URL, made or changed so that it is as described.

        For a program that registers its own webhook whenever it starts. Nothing is sent but the list when the
        webhook is as it should be. Two programs that do this at the same moment may both make one.

        Args:
            name: What it is called; with `target_url` it says which webhook is meant.
            target_url: Where deliveries go, compared exactly.
            secret: What signs deliveries.
            active: Whether it gets deliveries.
            description: Words for people; kept as they are unless given.
            sensor: The sensor whose events it gets; kept unless given, and every sensor's for a new one.
            options: Options of the requests.

        Returns:
            The webhook; the oldest one when several have this name and URL.

        Raises:
            InputValidationError: The data is wrong; nothing was sent.
            APIError: Any refusal; see `timeback_core.errors`.

        Source:
            GET and POST /webhooks/, PUT /webhooks/{id}.
        """
        wanted: dict[str, Any] = {"name": name, "target_url": target_url, "secret": secret, "active": active}
        wanted |= {
            field: value for field, value in (("description", description), ("sensor", sensor)) if value is not UNSET
        }
        checked = check_input(WebhookUpdateInput, wanted, self._title, partial=True)
        for webhook in self.list(**options):
            if (webhook.name, webhook.target_url) == (checked["name"], checked["targetUrl"]):
                current = {field: getattr(webhook, field) for field in wanted}
                if current == {field: checked["targetUrl" if field == "target_url" else field] for field in wanted}:
                    return webhook
                return self.update(webhook.id, wanted, **options)
        return self.create(wanted, **options)

    def delete(self, id: str, **options: Unpack[RequestOptions]) -> DeleteResult:
        """Delete a webhook and its filters; deliveries that wait are dropped.

        Args:
            id: The webhook's identifier; not blank.
            options: Options of the request.

        Returns:
            What the server says.

        Raises:
            NotFoundError: There is no such webhook. A repetition after a broken attempt that finds none succeeds.
            InputValidationError: The identifier is blank.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            DELETE /webhooks/{id}.
        """
        return self._remove(id, options)

    @put("", profile="webhook_activate")
    def activate(self, id: str, **options: Unpack[RequestOptions]) -> Webhook:
        """Let a webhook get deliveries again, and return it; what happened meanwhile is not delivered.

        Args:
            id: The webhook's identifier; not blank.
            options: Options of the request.

        Raises:
            NotFoundError: There is no such webhook.
            InputValidationError: The identifier is blank.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            PUT /webhooks/{id}/activate.
        """
        ...

    @put("", profile="webhook_deactivate")
    def deactivate(self, id: str, **options: Unpack[RequestOptions]) -> Webhook:
        """Stop deliveries to a webhook, those that wait included, and return it.

        Args:
            id: The webhook's identifier; not blank.
            options: Options of the request.

        Raises:
            NotFoundError: There is no such webhook.
            InputValidationError: The identifier is blank.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            PUT /webhooks/{id}/deactivate.
        """
        ...

    @put("", profile="webhook_update", wrap=None, name="update")
    def _put(self, id: str, data: WebhookUpdateInput | Mapping[str, Any], **options: Unpack[RequestOptions]) -> Webhook:
        """Replace a webhook, and return it."""
        ...

    @endpoint.delete("", profile="webhook_delete", name="delete", key=None)
    def _delete(self, id: str, **options: Unpack[RequestOptions]) -> DeleteResult | None:
        """Delete a webhook."""
        ...
