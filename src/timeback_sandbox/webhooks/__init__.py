"""The Webhooks API of the sandbox, and the delivery of events to webhooks."""

from __future__ import annotations

from litestar import Router

__all__ = ["routes"]


def routes() -> list[Router]:
    """The routes of the API."""
    from timeback_sandbox.serving import build_router
    from timeback_sandbox.webhooks.operations import FILTER_ROUTES, WEBHOOK_ROUTES

    return [build_router("/webhooks", WEBHOOK_ROUTES), build_router("/webhook-filters", FILTER_ROUTES)]
