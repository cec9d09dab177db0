"""The operations of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, cast

from sqlalchemy import Connection, Table

from timeback_sandbox.formats import StatusProblem
from timeback_sandbox.serving import Answer, Call, QueryParameter, Responder, Route
from timeback_sandbox.webhooks import bodies, records
from timeback_sandbox.webhooks.rules import (
    FilterFields,
    InvalidFilter,
    InvalidWebhook,
    WebhookFields,
    no_object,
    read_filter,
    read_webhook,
)
from timeback_sandbox.webhooks.tables import FILTERS, WEBHOOKS

__all__ = ["FILTER_ROUTES", "WEBHOOK_ROUTES"]

MAX_BODY = 1024 * 1024
_TAG = "Webhooks"
_FILTER_TAG = "Webhook filters"
Keys = Literal["both", "documented", "peer"]

_STAMPS = (("createdAt", "created_at"), ("updatedAt", "updated_at"), ("deletedAt", "deleted_at"))


# ---------------------------------------------------------------- what goes back


def shown_webhook(row: records.AnyRow, keys: Keys) -> dict[str, object]:
    """A webhook as the API answers it.

    Args:
        row: From the database.
        keys: The names that it comes with.
    """
    return {
        "id": row.id,
        "name": row.name,
        "description": row.description,
        "targetUrl": row.target_url,
        "secret": row.secret,
        "active": bool(row.active),
        "sensor": row.sensor,
        **_stamps(row, keys),
    }


def shown_filter(row: records.AnyRow, keys: Keys) -> dict[str, object]:
    """A filter as the API answers it.

    Args:
        row: From the database.
        keys: The names that it comes with.
    """
    names = {"both": ("filterOperation", "filterOperator"), "documented": ("filterOperation",)}
    return {
        "id": row.id,
        "webhookId": row.webhook_id,
        "filterKey": row.filter_key,
        "filterValue": row.filter_value,
        "filterType": row.filter_type,
        **dict.fromkeys(names.get(keys, ("filterOperator",)), row.filter_operation),
        "active": bool(row.active),
        **_stamps(row, keys),
    }


def _stamps(row: records.AnyRow, keys: Keys) -> dict[str, object]:
    found: dict[str, object] = {}
    if keys != "peer":
        found.update({camel: getattr(row, snake) for camel, snake in _STAMPS})
    if keys != "documented":
        found.update({snake: getattr(row, snake) for _, snake in _STAMPS})
    return found


def _webhook(call: Call, status: int, row: records.AnyRow) -> Answer:
    return Answer.of(status, {"webhook": shown_webhook(row, call.state.settings.webhook_keys)})


def _filter(call: Call, status: int, row: records.AnyRow) -> Answer:
    return Answer.of(status, {"filter": shown_filter(row, call.state.settings.webhook_keys)})


def _filters(call: Call, rows: Any) -> Answer:
    return Answer.of(200, {"filters": [shown_filter(row, call.state.settings.webhook_keys) for row in rows]})


def _gone(what: str) -> Answer:
    return Answer.of(200, {"status": "success", "message": f"{what} deleted", "errors": None})


# ---------------------------------------------------------------- what comes in


def _known(connection: Connection, table: Table, id: str) -> records.AnyRow:
    row = records.find(connection, table, id)
    if row is None:
        what = "webhook" if table is WEBHOOKS else "webhook filter"
        raise StatusProblem(404, f"There is no {what} {id[:100]!r}")
    return row


def _body(call: Call) -> object:
    if len(call.body) > MAX_BODY:
        raise StatusProblem(413, f"The body has {len(call.body)} bytes; at most {MAX_BODY} are allowed")
    return call.json()


def _webhook_fields(body: object) -> WebhookFields:
    if not isinstance(body, dict):
        raise InvalidWebhook([no_object(body)])
    return read_webhook(cast("Mapping[str, Any]", body))


def _filter_fields(connection: Connection, body: object) -> FilterFields:
    if not isinstance(body, dict):
        raise InvalidFilter([no_object(body)])
    fields = cast("Mapping[str, Any]", body)
    named = fields.get("webhookId")
    known = isinstance(named, str) and records.find(connection, WEBHOOKS, named) is not None
    return read_filter(fields, [named] if isinstance(named, str) and known else [])


# ---------------------------------------------------------------- webhooks


def _list_webhooks(call: Call) -> Answer:
    sensor = call.first("sensor")
    with call.store.read() as connection:
        rows = records.alive(connection, WEBHOOKS, **({"sensor": sensor} if sensor else {}))
    return Answer.of(200, {"webhooks": [shown_webhook(row, call.state.settings.webhook_keys) for row in rows]})


def _get_webhook(call: Call) -> Answer:
    with call.store.read() as connection:
        return _webhook(call, 200, _known(connection, WEBHOOKS, call.ids["id"]))


def _create_webhook(call: Call) -> Answer:
    fields = _webhook_fields(_body(call))
    with call.store.write() as connection:
        return _webhook(call, 201, records.add(connection, WEBHOOKS, fields, call.now))


def _update_webhook(call: Call) -> Answer:
    body = _body(call)
    with call.store.write() as connection:
        row = _known(connection, WEBHOOKS, call.ids["id"])
        return _webhook(call, 200, records.change(connection, WEBHOOKS, row.id, _webhook_fields(body), call.now))


def _delete_webhook(call: Call) -> Answer:
    with call.store.write() as connection:
        records.delete_webhook(connection, _known(connection, WEBHOOKS, call.ids["id"]).id, call.now)
    return _gone("Webhook")


def _switching(*, active: bool) -> Responder:
    def switch(call: Call) -> Answer:
        with call.store.write() as connection:
            row = _known(connection, WEBHOOKS, call.ids["id"])
            return _webhook(call, 200, records.set_active(connection, row.id, call.now, active=active))

    return switch


# ---------------------------------------------------------------- filters


def _list_filters(call: Call) -> Answer:
    with call.store.read() as connection:
        return _filters(call, records.alive(connection, FILTERS))


def _list_of_webhook(call: Call) -> Answer:
    with call.store.read() as connection:
        return _filters(call, records.alive(connection, FILTERS, webhook_id=call.ids["webhookId"]))


def _get_filter(call: Call) -> Answer:
    with call.store.read() as connection:
        return _filter(call, 200, _known(connection, FILTERS, call.ids["id"]))


def _create_filter(call: Call) -> Answer:
    body = _body(call)
    with call.store.write() as connection:
        fields = _filter_fields(connection, body)
        return _filter(call, 201, records.add(connection, FILTERS, fields, call.now))


def _update_filter(call: Call) -> Answer:
    body = _body(call)
    with call.store.write() as connection:
        row = _known(connection, FILTERS, call.ids["id"])
        fields = _filter_fields(connection, body)
        return _filter(call, 200, records.change(connection, FILTERS, row.id, fields, call.now))


def _delete_filter(call: Call) -> Answer:
    with call.store.write() as connection:
        records.remove(connection, _known(connection, FILTERS, call.ids["id"]).id, call.now)
    return _gone("Webhook filter")


# ---------------------------------------------------------------- the table of them

_MISSING = {404: "There is none of that id"}
_BAD_BODY = {400: "The body is wrong", 413: "The body has more than 1 MiB", 415: "The body is no JSON"}
_WEBHOOK_BODY: dict[str, Any] = {"body": bodies.WebhookInput, "error_body": bodies.WebhookRefusal}
_FILTER_BODY: dict[str, Any] = {"body": bodies.FilterInput, "error_body": bodies.FilterErrors}
_SENSOR = QueryParameter("sensor", "Only webhooks of exactly this sensor")
_ONE: Mapping[int, object] = {200: bodies.WebhookAnswer}
_ONE_FILTER: Mapping[int, object] = {200: bodies.FilterAnswer}
_GONE: Mapping[int, object] = {200: bodies.DeleteAnswer}


WEBHOOK_ROUTES = (
    Route(
        "webhooks.list", "GET", "/", _list_webhooks, _TAG, "Lists the webhooks",
        query=(_SENSOR,), answers={200: bodies.WebhookListAnswer},
    ),
    Route(
        "webhooks.create", "POST", "/", _create_webhook, _TAG, "Registers a webhook",
        answers={201: bodies.WebhookAnswer}, errors=_BAD_BODY, **_WEBHOOK_BODY,
    ),
    Route("webhooks.get", "GET", "/{id}", _get_webhook, _TAG, "Gets a webhook", answers=_ONE, errors=_MISSING),
    Route(
        "webhooks.update", "PUT", "/{id}", _update_webhook, _TAG, "Replaces a webhook",
        answers=_ONE, errors={**_BAD_BODY, **_MISSING}, **_WEBHOOK_BODY,
    ),
    Route(
        "webhooks.delete", "DELETE", "/{id}", _delete_webhook, _TAG, "Deletes a webhook and its filters",
        answers=_GONE, errors=_MISSING,
    ),
    Route(
        "webhooks.activate", "PUT", "/{id}/activate", _switching(active=True), _TAG, "Activates a webhook",
        answers=_ONE, errors=_MISSING,
    ),
    Route(
        "webhooks.deactivate", "PUT", "/{id}/deactivate", _switching(active=False), _TAG, "Deactivates a webhook",
        answers=_ONE, errors=_MISSING,
    ),
)  # fmt: skip

FILTER_ROUTES = (
    Route(
        "webhook_filters.list", "GET", "/", _list_filters, _FILTER_TAG, "Lists the filters of all webhooks",
        answers={200: bodies.FilterListAnswer},
    ),
    Route(
        "webhook_filters.list_by_webhook", "GET", "/webhook/{webhookId}", _list_of_webhook, _FILTER_TAG,
        "Lists the filters of a webhook", answers={200: bodies.FilterListAnswer},
    ),
    Route(
        "webhook_filters.create", "POST", "/", _create_filter, _FILTER_TAG, "Adds a filter to a webhook",
        answers={201: bodies.FilterAnswer}, errors=_BAD_BODY, **_FILTER_BODY,
    ),
    Route(
        "webhook_filters.get", "GET", "/{id}", _get_filter, _FILTER_TAG, "Gets a filter",
        answers=_ONE_FILTER, errors=_MISSING,
    ),
    Route(
        "webhook_filters.update", "PUT", "/{id}", _update_filter, _FILTER_TAG, "Replaces a filter",
        answers=_ONE_FILTER, errors={**_BAD_BODY, **_MISSING}, **_FILTER_BODY,
    ),
    Route(
        "webhook_filters.delete", "DELETE", "/{id}", _delete_filter, _FILTER_TAG, "Deletes a filter",
        answers=_GONE, errors=_MISSING,
    ),
)  # fmt: skip
