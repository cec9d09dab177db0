# Written by tools/generate_sync.py from timeback_core/webhooks/client.py; changes belong there.
"""The client of the Webhooks service."""

from __future__ import annotations

from timeback_core.sync.service import ServiceClient, attached
from timeback_core.sync.webhooks.webhook_filters import WebhookFilters
from timeback_core.sync.webhooks.webhooks import Webhooks

__all__ = ["WebhooksClient"]


class WebhooksClient(ServiceClient, service="webhooks"):
    """Who is told of processed events, and of which.

    It is ``client.webhooks`` of a `TimebackClient`, or stands alone with connection arguments of its own. What
    receives deliveries is `timeback_core.webhooks.Receiver`, which needs no client.
    """

    webhooks = attached(Webhooks)
    webhook_filters = attached(WebhookFilters)

    @property
    def filters(self) -> WebhookFilters:
        """`webhook_filters` under a shorter name."""
        return self.webhook_filters
