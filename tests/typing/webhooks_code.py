"""A user's typical code for webhooks, for the type checkers only: what each expression is known to be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, assert_type

from timeback_core import TimebackClient
from timeback_core.webhooks import (
    AnyEvent,
    DeleteResult,
    FilterOperation,
    OtherEvent,
    ReceivedActivity,
    ReceivedDelivery,
    ReceivedGrade,
    ReceivedItemEvent,
    ReceivedTimeSpent,
    Receiver,
    RecentEvents,
    Webhook,
    WebhookCreateInput,
    WebhookFilter,
    WebhookFilterCreateInput,
    WebhooksClient,
    WebhookUpdateInput,
    WebhookVerificationError,
    parse_delivery,
    verify_bearer,
    verify_signature,
)
from timeback_core.webhooks.asgi import AsgiReceiver
from timeback_core.webhooks.refusals import RefusalCode
from timeback_core.webhooks.webhook_filters import WebhookFilters


async def manages(timeback: TimebackClient) -> None:
    client = timeback.webhooks
    assert_type(client, WebhooksClient)
    assert_type(await client.webhooks.list(sensor="s"), list[Webhook])
    made = await client.webhooks.create(name="n", target_url="https://x.example", secret="s")
    assert_type(made, Webhook)
    await client.webhooks.create(WebhookCreateInput(name="n", target_url="https://x.example", secret="s", sensor=None))
    await client.webhooks.create({"name": "n", "targetUrl": "https://x.example", "secret": "s"}, timeout=5)
    assert_type(made.active, bool | None)
    assert_type(made.created_at, datetime | None)
    assert_type(await client.webhooks.update(made.id, description=None, active=False), Webhook)
    await client.webhooks.update(made.id, WebhookUpdateInput(name="m"))
    await client.webhooks.update(made.id, made, replace=True)
    assert_type(await client.webhooks.ensure(name="n", target_url="https://x.example", secret="s"), Webhook)
    assert_type(await client.webhooks.activate(made.id), Webhook)
    assert_type(await client.webhooks.delete(made.id), DeleteResult)


async def filters(client: WebhooksClient, operation: FilterOperation) -> None:
    assert_type(client.filters, WebhookFilters)
    assert_type(await client.webhook_filters.list(), list[WebhookFilter])
    assert_type(await client.filters.list_by_webhook("w"), list[WebhookFilter])
    made = await client.filters.create(
        webhook_id="w", filter_key="generated.items.value", filter_operation=operation, filter_value=[1, 2.5]
    )
    assert_type(made, WebhookFilter)
    assert_type(made.filter_operator, str | None)
    await client.filters.create(
        WebhookFilterCreateInput(webhook_id="w", filter_key="type", filter_operation="in", filter_value=["a", "b"])
    )
    await client.filters.update(made.id or "", filter_value=True)


def receives(body: bytes, headers: Mapping[str, str]) -> None:
    receiver = Receiver(secret=["new", "old"], tolerance=60, repetitions=RecentEvents(100))
    try:
        with receiver.receive(body, headers) as delivery:
            assert_type(delivery, ReceivedDelivery)
            for event in delivery.events:
                works(event)
    except WebhookVerificationError as refused:
        assert_type(refused.code, RefusalCode)
        assert_type(refused.status_code, int)
    verify_signature(body, headers, "secret")
    verify_bearer([(b"authorization", b"secret")], "secret")
    assert_type(parse_delivery(body), list[AnyEvent])


def works(event: AnyEvent) -> None:
    assert_type(event.event_time, datetime | None)
    assert_type(event.actor_id, str | None)
    match event:
        case ReceivedActivity():
            assert_type(event.metric("xpEarned"), float | None)
        case ReceivedTimeSpent():
            assert_type(event.seconds(), float)
        case ReceivedItemEvent() | ReceivedGrade():
            assert_type(event.actor, dict[str, Any] | str | None)
        case OtherEvent():
            assert_type(event.generated, dict[str, Any] | str | None)


class Request:
    """A request of a framework like Starlette."""

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}

    async def body(self) -> bytes:
        return b""


async def handles(event: AnyEvent) -> None:
    works(event)


async def serves(receiver: Receiver) -> None:
    assert_type(await receiver.from_starlette(Request()), ReceivedDelivery)
    assert_type(receiver.asgi(handles), AsgiReceiver)
    receiver.asgi(works, answer_first=False)
    receiver.wsgi(works)
