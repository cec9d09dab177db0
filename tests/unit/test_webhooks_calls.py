"""What the Webhooks client sends, and what it makes of the answers."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar, cast

import pytest
from scripted_sender import ScriptedSender, answer
from webhooks_api import FILTER, HOST, SECRET, WEBHOOK, webhooks

from timeback_core.channel import Channel
from timeback_core.errors import (
    APIError,
    BadRequestError,
    InputValidationError,
    NotFoundError,
    ResponseParseError,
    UnsupportedOperationError,
)
from timeback_core.provider import TimebackProvider
from timeback_core.transport.lifetime import Lifetime
from timeback_core.transport.message import SendFailure
from timeback_core.webhooks import DeleteResult, WebhookCreateInput, WebhooksClient

pytestmark = pytest.mark.anyio

NEW: dict[str, Any] = {"name": "n", "target_url": "http://x.example/", "secret": SECRET}
NEW_FILTER: dict[str, Any] = {
    "webhook_id": "0c8f2c58",
    "filter_key": "type",
    "filter_operation": "eq",
    "filter_value": "ActivityEvent",
}
CALLS: dict[str, tuple[Callable[[WebhooksClient], Awaitable[Any]], str]] = {
    "webhooks.list": (lambda c: c.webhooks.list(), "GET /webhooks/"),
    "webhooks.get": (lambda c: c.webhooks.get("a b/ä"), "GET /webhooks/a%20b%2F%C3%A4"),
    "webhooks.create": (lambda c: c.webhooks.create(**NEW), "POST /webhooks/"),
    "webhooks.update": (lambda c: c.webhooks.update("1", NEW, replace=True), "PUT /webhooks/1"),
    "webhooks.delete": (lambda c: c.webhooks.delete("1"), "DELETE /webhooks/1"),
    "webhooks.activate": (lambda c: c.webhooks.activate("1/2"), "PUT /webhooks/1%2F2/activate"),
    "webhooks.deactivate": (lambda c: c.webhooks.deactivate("1"), "PUT /webhooks/1/deactivate"),
    "webhook_filters.list": (lambda c: c.webhook_filters.list(), "GET /webhook-filters/"),
    "webhook_filters.list_by_webhook": (
        lambda c: c.webhook_filters.list_by_webhook("1"),
        "GET /webhook-filters/webhook/1",
    ),
    "webhook_filters.get": (lambda c: c.filters.get("1"), "GET /webhook-filters/1"),
    "webhook_filters.create": (lambda c: c.filters.create(**NEW_FILTER), "POST /webhook-filters/"),
    "webhook_filters.update": (
        lambda c: c.filters.update("1", NEW_FILTER, replace=True),
        "PUT /webhook-filters/1",
    ),
    "webhook_filters.delete": (lambda c: c.filters.delete("1"), "DELETE /webhook-filters/1"),
}
EVERYTHING = {"webhook": WEBHOOK, "webhooks": [WEBHOOK], "filter": FILTER, "filters": [FILTER], "status": "success"}


def test_every_operation_is_called_here() -> None:
    assert {f"webhooks.{name}" for name in CALLS} == {operation.id for operation in WebhooksClient.operations()}
    assert len(CALLS) == 13


@pytest.mark.parametrize("name", CALLS)
async def test_an_operation_is_one_request_to_its_path(name: str) -> None:
    call, line = CALLS[name]
    client, script = webhooks(EVERYTHING)
    assert await call(client) is not None
    assert script.lines == [line]


@pytest.mark.parametrize("name", CALLS)
async def test_a_platform_without_webhooks_says_so_before_anything_is_sent(name: str) -> None:
    sender = ScriptedSender()
    provider = TimebackProvider(base_url=HOST, no_auth=True, transport=sender)
    whole = provider.channel("webhooks", Lifetime("WebhooksClient"))
    channel = Channel(
        service="webhooks",
        base_url=HOST,
        paths=None,
        pipeline=whole.pipeline,
        tokens=None,
        lifetime=whole.lifetime,
        platform="LEARNWITH_AI",
    )
    with pytest.raises(UnsupportedOperationError, match=r"\w+\(\) is not supported on this platform"):
        await CALLS[name][0](WebhooksClient.from_channel(channel))
    assert sender.requests == []


async def test_a_path_of_ones_own_is_followed() -> None:
    sender = ScriptedSender(lambda _: answer(body=EVERYTHING))
    provider = TimebackProvider(
        base_url=HOST, no_auth=True, transport=sender, paths={"webhooks": {"webhook_get": "/hooks/v2/{hookId}/one"}}
    )
    client = WebhooksClient(provider=provider)
    await client.webhooks.get("7")
    assert sender.requests[0].url == f"{HOST}/hooks/v2/7/one"


async def test_the_list_is_narrowed_by_sensor_and_an_empty_one_counts_as_none() -> None:
    client, script = webhooks({"webhooks": []})
    for sensor in ("https://x.example/s?a=1", "", None):
        assert await client.webhooks.list(sensor) == []
    await client.webhooks.list(sensor="s")
    assert script.lines == [
        "GET /webhooks/?sensor=https%3A%2F%2Fx.example%2Fs%3Fa%3D1",
        "GET /webhooks/",
        "GET /webhooks/",
        "GET /webhooks/?sensor=s",
    ]


@pytest.mark.parametrize(
    ("call", "path"),
    [
        (lambda c: c.webhooks.get(" "), "webhookId"),
        (lambda c: c.webhooks.activate(""), "webhookId"),
        (lambda c: c.webhooks.delete(None), "webhookId"),
        (lambda c: c.webhooks.update("", name="x"), "webhookId"),
        (lambda c: c.filters.get(".."), "webhookFilterId"),
        (lambda c: c.filters.delete(""), "webhookFilterId"),
        (lambda c: c.filters.list_by_webhook(""), "webhookId"),
    ],
)
async def test_an_identifier_that_names_nothing_is_refused(call: Any, path: str) -> None:
    client, script = webhooks(EVERYTHING)
    with pytest.raises(InputValidationError) as caught:
        await call(client)
    assert [issue.path for issue in caught.value.issues] == [path]
    assert script.requests == []


@pytest.mark.parametrize("body", [{}, {"webhook": None}, {"other": WEBHOOK}, b"", b"  "])
async def test_a_success_without_the_record_means_that_there_is_none(body: object) -> None:
    client, _ = webhooks(answer(body=body))
    with pytest.raises(NotFoundError, match="holds no webhook"):
        await client.webhooks.get("1")
    with pytest.raises(ResponseParseError):
        await client.webhooks.activate("1")


async def test_a_webhook_is_created_from_whatever_says_what_it_is() -> None:
    wire = {"name": "n", "targetUrl": "http://x.example/", "secret": SECRET}
    sent = {**wire, "active": True, "description": None, "sensor": None}
    client, script = webhooks(EVERYTHING)
    await client.webhooks.create(**NEW)
    await client.webhooks.create(NEW)
    await client.webhooks.create(wire)
    await client.webhooks.create(WebhookCreateInput(**NEW))
    await client.webhooks.create(cast("Any", WebhookCreateInput)(**wire))
    await client.webhooks.create({**NEW, "name": "other"}, name="n")
    assert script.bodies == [sent] * 6
    await client.webhooks.create(**NEW, active=False, description="d", sensor="s")
    assert script.bodies[-1] == {**wire, "active": False, "description": "d", "sensor": "s"}


@pytest.mark.parametrize(
    "url",
    [
        "HTTP://Example.ORG",
        "http://example.org",
        "https://user:pw@example.org:8443/a//b/../c?x=%7e&y=ä#part",
        "http://[::1]:80/",
        "http://bücher.example",
    ],
)
async def test_the_url_is_sent_as_it_was_given(url: str) -> None:
    client, script = webhooks(EVERYTHING)
    await client.webhooks.create(**{**NEW, "target_url": f"  {url}\n"})
    assert script.bodies[0]["targetUrl"] == url


async def test_an_update_of_some_fields_keeps_the_others() -> None:
    client, script = webhooks(EVERYTHING)
    changed = await client.webhooks.update("1", description=None)
    assert changed.name == "XP mirror"
    await client.webhooks.update("1", {"active": True, "sensor": None})
    await client.webhooks.update("1", WebhookCreateInput(**NEW))
    assert script.lines == ["GET /webhooks/1", "PUT /webhooks/1"] * 3
    kept = {name: WEBHOOK[name] for name in ("name", "targetUrl", "secret", "active", "description", "sensor")}
    assert script.bodies == [
        {**kept, "description": None},
        {**kept, "active": True, "sensor": None},
        {**kept, "name": "n", "targetUrl": "http://x.example/"},
    ]


async def test_an_update_sends_one_request_when_it_says_everything() -> None:
    client, script = webhooks(EVERYTHING)
    await client.webhooks.update("1", NEW, active=False, description=None, sensor=None)
    await client.webhooks.update("1", NEW, replace=True)
    record = await client.webhooks.get("1")
    await client.webhooks.update("1", record.replace(active=True))
    assert script.lines == ["PUT /webhooks/1", "PUT /webhooks/1", "GET /webhooks/1", "PUT /webhooks/1"]
    assert [body["active"] for body in script.bodies] == [False, True, True]
    assert script.bodies[2]["description"] == "Kept"


async def test_an_update_leaves_what_the_server_stored_alone() -> None:
    odd = {**WEBHOOK, "secret": " with blanks ", "name": "", "targetUrl": "gopher://old", "plan": 7}
    client, script = webhooks({"webhook": odd})
    await client.webhooks.update("1", {"active": None, "description": "d"})
    sent = script.bodies[0]
    assert (sent["secret"], sent["name"], sent["targetUrl"], sent["plan"]) == (" with blanks ", "", "gopher://old", 7)
    assert (sent["active"], sent["description"]) == (False, "d")
    assert not {"id", "createdAt", "updatedAt", "deletedAt"} & sent.keys()


async def test_a_filter_goes_out_with_its_operation_under_both_names() -> None:
    client, script = webhooks(EVERYTHING)
    await client.filters.create(**NEW_FILTER)
    assert script.bodies[0] == {
        "webhookId": "0c8f2c58",
        "filterKey": "type",
        "filterValue": "ActivityEvent",
        "filterType": "string",
        "filterOperation": "eq",
        "filterOperator": "eq",
        "active": True,
    }
    await client.filters.create({**NEW_FILTER, "filter_operation": None, "filterOperator": "in"})
    assert (script.bodies[1]["filterOperation"], script.bodies[1]["filterOperator"]) == ("in", "in")


@pytest.mark.parametrize("key", ["filterOperation", "filterOperator"])
async def test_an_update_of_a_filter_reads_the_operation_under_either_name(key: str) -> None:
    stored = {name: value for name, value in FILTER.items() if name != "filterOperation"}
    client, script = webhooks({"filter": {**stored, key: "startsWith", "created_at": "2026-01-05T10:01:00Z"}})
    await client.filters.update("1", filter_value="Act")
    await client.filters.update("1", filter_value=3)
    await client.filters.update("1", filter_operation="neq")
    record = await client.filters.get("1")
    record.filter_operation = "endsWith"
    await client.filters.update("1", record)
    names = ("filterOperation", "filterOperator", "filterValue", "filterType")
    assert [tuple(body[name] for name in names) for body in script.bodies] == [
        ("startsWith", "startsWith", "Act", "string"),
        ("startsWith", "startsWith", "3", "number"),
        ("neq", "neq", "ActivityEvent", "string"),
        ("endsWith", "endsWith", "ActivityEvent", "string"),
    ]
    assert all(body.keys() == {*names, "webhookId", "filterKey", "active"} for body in script.bodies)


async def test_a_filter_that_is_said_completely_is_one_request() -> None:
    client, script = webhooks(EVERYTHING)
    await client.filters.update("1", NEW_FILTER, filter_type="string", active=False)
    assert script.lines == ["PUT /webhook-filters/1"]
    assert script.bodies[0]["active"] is False


@pytest.mark.parametrize(
    ("answered", "message"),
    [(EVERYTHING, None), ({"status": "success", "message": "gone", "errors": None}, "gone"), (answer(204), None)],
)
async def test_a_deletion_gives_what_the_server_says(answered: object, message: str | None) -> None:
    client, _ = webhooks(answered)
    assert await client.webhooks.delete("1") == DeleteResult(status="success", message=message)


async def test_a_deletion_that_is_repeated_and_finds_nothing_has_succeeded() -> None:
    unsure = answer(502, b"", {"retry-after": "0"})
    client, script = webhooks(unsure, answer(404, {"message": "none"}))
    assert (await client.webhooks.delete("1")).status == "success"
    assert len(script.requests) == 2
    client, _ = webhooks(answer(404, {"message": "none"}))
    with pytest.raises(NotFoundError):
        await client.filters.delete("1")


@pytest.mark.parametrize("trouble", [SendFailure("read", "broke off"), answer(500, {}), answer(502, b"")])
async def test_creating_is_not_repeated_when_nobody_knows_whether_it_got_through(trouble: object) -> None:
    for call in (lambda c: c.webhooks.create(**NEW), lambda c: c.filters.create(**NEW_FILTER)):
        client, script = webhooks(trouble)
        with pytest.raises(APIError):
            await call(client)
        assert len(script.requests) == 1


async def test_both_shapes_of_a_refusal_say_what_is_wrong() -> None:
    details = [{"code": "invalid_type", "path": ["targetUrl"], "message": "Required"}]
    client, _ = webhooks(answer(400, {"error": "Invalid webhook data", "details": details}))
    with pytest.raises(BadRequestError, match="Invalid webhook data") as caught:
        await client.webhooks.create(**NEW)
    assert caught.value.errors == details
    client, _ = webhooks(answer(400, {"status": "error", "message": "Invalid filter", "errors": details}))
    with pytest.raises(BadRequestError, match="Invalid filter") as caught:
        await client.filters.create(**NEW_FILTER)
    assert caught.value.errors == details
    assert BadRequestError("x", {"status": "error", "errors": None}).errors == []


async def test_the_secret_is_in_no_log_and_no_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    shown: list[str] = []
    echo = answer(400, {"error": f"{SECRET} is too short", "details": [{"received": SECRET}]})
    cut = answer(body=b'{"webhook": {"id": "1", "secret": "' + SECRET.encode() + b'"')
    for answered in (echo, cut, answer(body=[SECRET])):
        client, _ = webhooks(answered)
        with pytest.raises(APIError) as caught:
            await client.webhooks.create(**NEW)
        error: BaseException | None = caught.value
        while error is not None:
            shown += [str(error), repr(error), repr(vars(error))]
            error = error.__cause__
    for client, _ in (webhooks(cut), webhooks(answer(body={"webhooks": SECRET}))):
        with pytest.raises(ResponseParseError) as caught:
            await client.webhooks.list()
        shown += [str(caught.value), repr(vars(caught.value))]
    client, _ = webhooks({"webhook": {**WEBHOOK, "active": {"secret": SECRET}}})
    await client.webhooks.get("1")
    assert not any(SECRET in text for text in (*shown, caplog.text))


class TestEnsure:
    WANTED: ClassVar[dict[str, Any]] = {"name": "XP mirror", "target_url": WEBHOOK["targetUrl"], "secret": SECRET}

    async def test_makes_what_is_not_there(self) -> None:
        others = [{**WEBHOOK, "name": "another"}, {**WEBHOOK, "targetUrl": "http://127.0.0.1:9009/caliper/"}]
        client, script = webhooks({"webhooks": others}, EVERYTHING)
        assert (await client.webhooks.ensure(**self.WANTED)).id == WEBHOOK["id"]
        assert script.lines == ["GET /webhooks/", "POST /webhooks/"]
        assert script.bodies[0]["sensor"] is None

    async def test_leaves_alone_what_is_as_it_should_be(self) -> None:
        client, script = webhooks({"webhooks": [{**WEBHOOK, "active": True}]})
        found = await client.webhooks.ensure(**self.WANTED, sensor=WEBHOOK["sensor"])
        assert found.id == WEBHOOK["id"]
        assert script.lines == ["GET /webhooks/"]

    async def test_changes_what_differs_and_keeps_the_rest(self) -> None:
        client, script = webhooks(EVERYTHING)
        await client.webhooks.ensure(**{**self.WANTED, "secret": "a new secret"})
        assert script.lines == ["GET /webhooks/", "GET /webhooks/0c8f2c58", "PUT /webhooks/0c8f2c58"]
        sent = script.bodies[0]
        assert (sent["secret"], sent["active"], sent["description"]) == ("a new secret", True, "Kept")

    async def test_refuses_what_cannot_be_registered(self) -> None:
        client, script = webhooks(EVERYTHING)
        with pytest.raises(InputValidationError):
            await client.webhooks.ensure(name="x", target_url="not a URL", secret=SECRET)
        assert script.requests == []
