# Written by tools/generate_sync.py from tests/support/contract_webhooks.py; changes belong there.
"""A case for each operation of Webhooks: it calls the operation and checks what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from timeback_core.errors import BadRequestError, NotFoundError
from timeback_core.sync import TimebackClient
from timeback_core.webhooks import Webhook, WebhookFilter

Case = Callable[[TimebackClient], None]

SECRET = "s3cr3t-classroom-hook"
SENSOR = "https://fractions.example.edu/sensor"
NOBODY = "00000000-0000-4000-8000-000000000000"


def registered(timeback: TimebackClient, url: str = "http://127.0.0.1:9/hook", **more: Any) -> Webhook:
    """Register a webhook."""
    return timeback.webhooks.webhooks.create({"name": "XP mirror", "target_url": url, "secret": SECRET, **more})


def filtered(timeback: TimebackClient, webhook: Webhook, **more: Any) -> WebhookFilter:
    """Add a filter to a webhook."""
    values = {"filter_key": "type", "filter_operation": "eq", "filter_value": "ActivityEvent", **more}
    return timeback.webhooks.filters.create({"webhook_id": webhook.id, **values})


def lists(timeback: TimebackClient) -> None:
    webhooks = timeback.webhooks.webhooks
    assert webhooks.list() == []
    everybodys, own = registered(timeback), registered(timeback, sensor=SENSOR)
    assert webhooks.list() == [everybodys, own]
    assert webhooks.list(SENSOR) == [own]
    assert webhooks.list("https://other.example") == []


def gets(timeback: TimebackClient) -> None:
    made = registered(timeback)
    found = timeback.webhooks.webhooks.get(made.id)
    assert found == made
    assert found.extra == {}
    with pytest.raises(NotFoundError):
        timeback.webhooks.webhooks.get(NOBODY)


def creates(timeback: TimebackClient) -> None:
    url = "HTTP://Hooks.example:80/a//b/?q=%7E&x=ä"
    made = timeback.webhooks.webhooks.create(name="n", target_url=url, secret=SECRET, description="d")
    assert (made.name, made.target_url, made.secret, made.description) == ("n", url, SECRET, "d")
    assert (made.active, made.sensor, made.deleted_at) == (True, None, None)
    assert made.created_at is not None
    assert made.created_at == made.updated_at
    with pytest.raises(BadRequestError) as caught:
        timeback.request("webhooks", "POST", "/webhooks/", json={"name": "n"})
    assert {tuple(issue["path"]) for issue in caught.value.errors} >= {("targetUrl",), ("secret",)}


def updates(timeback: TimebackClient) -> None:
    webhooks = timeback.webhooks.webhooks
    made = registered(timeback, sensor=SENSOR, description="d", active=False)
    changed = webhooks.update(made.id, secret="another secret", description=None)
    assert (changed.secret, changed.description, changed.sensor, changed.active) == (
        "another secret",
        None,
        SENSOR,
        False,
    )
    assert changed.target_url == made.target_url
    assert webhooks.get(made.id) == changed
    changed.name = "Renamed"
    assert webhooks.update(made.id, changed).name == "Renamed"
    replaced = webhooks.update(
        made.id, {"name": "n", "targetUrl": "http://127.0.0.1:9/", "secret": SECRET}, replace=True
    )
    assert (replaced.sensor, replaced.active) == (None, True)
    with pytest.raises(NotFoundError):
        webhooks.update(NOBODY, name="x")


def deletes(timeback: TimebackClient) -> None:
    webhooks = timeback.webhooks.webhooks
    made = registered(timeback)
    condition = filtered(timeback, made)
    result = webhooks.delete(made.id)
    assert result.status == "success"
    assert result.message
    assert webhooks.list() == []
    for call in (
        lambda: webhooks.get(made.id),
        lambda: webhooks.delete(made.id),
        lambda: timeback.webhooks.filters.get(str(condition.id)),
    ):
        with pytest.raises(NotFoundError):
            call()


def activates(timeback: TimebackClient) -> None:
    webhooks = timeback.webhooks.webhooks
    made = registered(timeback, active=False)
    for _ in range(2):
        assert webhooks.activate(made.id).active is True
    assert webhooks.get(made.id).active is True


def deactivates(timeback: TimebackClient) -> None:
    webhooks = timeback.webhooks.webhooks
    made = registered(timeback)
    for _ in range(2):
        assert webhooks.deactivate(made.id).active is False
    with pytest.raises(NotFoundError):
        webhooks.deactivate(NOBODY)


def lists_filters(timeback: TimebackClient) -> None:
    filters = timeback.webhooks.webhook_filters
    assert filters.list() == []
    made = [filtered(timeback, registered(timeback)) for _ in range(2)]
    assert filters.list() == made


def lists_filters_of_one(timeback: TimebackClient) -> None:
    filters = timeback.webhooks.filters
    webhook = registered(timeback)
    first, second = filtered(timeback, webhook), filtered(timeback, webhook, filter_key="action")
    filtered(timeback, registered(timeback))
    assert filters.list_by_webhook(webhook.id) == [first, second]
    assert filters.list_by_webhook(NOBODY) == []


def gets_a_filter(timeback: TimebackClient) -> None:
    made = filtered(timeback, registered(timeback))
    found = timeback.webhooks.filters.get(str(made.id))
    assert found == made
    assert found.extra == {}
    assert found.filter_operation == found.filter_operator == "eq"


def creates_filters(timeback: TimebackClient) -> None:
    webhook = registered(timeback)
    for value, text, kind in (
        ("x", "x", "string"),
        (10.5, "10.5", "number"),
        (True, "true", "boolean"),
        (["a,b", "c"], '["a,b","c"]', "string"),
    ):
        made = filtered(timeback, webhook, filter_operation="in", filter_value=value)
        assert (made.filter_value, made.filter_type, made.filter_operation, made.active) == (text, kind, "in", True)
        assert made.created_at is not None
    with pytest.raises(BadRequestError) as caught:
        timeback.webhooks.filters.create(webhook_id=NOBODY, filter_key="type", filter_operation="eq", filter_value="x")
    assert caught.value.errors


def updates_filters(timeback: TimebackClient) -> None:
    filters = timeback.webhooks.filters
    webhook, other = registered(timeback), registered(timeback)
    made = filtered(timeback, webhook, filter_value=5, active=False)
    changed = filters.update(str(made.id), filter_operation="gte")
    assert (changed.filter_operation, changed.filter_value, changed.filter_type, changed.active) == (
        "gte",
        "5",
        "number",
        False,
    )
    moved = filters.update(str(made.id), webhook_id=other.id, filter_value="7")
    assert (moved.webhook_id, moved.filter_value, moved.filter_type) == (other.id, "7", "number")
    moved.filter_operator = "lt"
    assert filters.update(str(made.id), moved).filter_operation == "lt"


def deletes_filters(timeback: TimebackClient) -> None:
    filters = timeback.webhooks.filters
    made = filtered(timeback, registered(timeback))
    assert filters.delete(str(made.id)).status == "success"
    assert filters.list() == []
    with pytest.raises(NotFoundError):
        filters.delete(str(made.id))


CASES: dict[str, Case] = {
    "webhooks.webhooks.list": lists,
    "webhooks.webhooks.get": gets,
    "webhooks.webhooks.create": creates,
    "webhooks.webhooks.update": updates,
    "webhooks.webhooks.delete": deletes,
    "webhooks.webhooks.activate": activates,
    "webhooks.webhooks.deactivate": deactivates,
    "webhooks.webhook_filters.list": lists_filters,
    "webhooks.webhook_filters.list_by_webhook": lists_filters_of_one,
    "webhooks.webhook_filters.get": gets_a_filter,
    "webhooks.webhook_filters.create": creates_filters,
    "webhooks.webhook_filters.update": updates_filters,
    "webhooks.webhook_filters.delete": deletes_filters,
}
"""The case of each operation, by the operation's identifier."""
