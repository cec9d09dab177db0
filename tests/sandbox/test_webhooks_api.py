"""The operations on webhooks and filters: answers, refusals, both styles of names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from any_request import Line, Reply
from webhook_support import SECRET, SENSOR, Hooks

from timeback_sandbox import Sandbox

WEBHOOK = {
    "name": "XP mirror", "description": None, "targetUrl": "http://127.0.0.1:9009/caliper", "secret": SECRET,
    "active": True, "sensor": SENSOR,
}  # fmt: skip
STAMPS = {"createdAt", "updatedAt", "deletedAt"}
SNAKE_STAMPS = {"created_at", "updated_at", "deleted_at"}


@pytest.fixture
def hooks() -> Iterator[Hooks]:
    with Sandbox(seed="empty") as sandbox:
        made = Hooks(sandbox)
        yield made
        made.close()


def decoded(reply: Reply, status: int = 200) -> Any:
    assert reply.status == status, reply.content
    assert reply.media_type == "application/json"
    return json.loads(reply.content)


def filter_of(webhook: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "webhookId": webhook["id"], "filterKey": "type", "filterValue": "ActivityEvent", "filterType": "string",
        "filterOperation": "eq", "active": True, **fields,
    }  # fmt: skip


def issues(reply: Reply) -> dict[str, str]:
    """Code by path."""
    answer = decoded(reply, 400)
    found = answer["details"] if "details" in answer else answer["errors"]
    for issue in found:
        assert set(issue) == {"code", "expected", "received", "path", "message"}
        assert all(isinstance(issue[name], str) and issue[name] for name in issue if name != "path")
    return {".".join(issue["path"]): issue["code"] for issue in found}


# ---------------------------------------------------------------- webhooks


def test_a_webhook_is_registered_read_replaced_and_deleted(hooks: Hooks) -> None:
    made = decoded(hooks.send("POST", "/webhooks/", WEBHOOK), 201)["webhook"]
    assert {name: made[name] for name in WEBHOOK} == WEBHOOK
    assert made["createdAt"] == made["created_at"] == made["updatedAt"]
    assert made["deletedAt"] is None
    assert decoded(hooks.send("GET", f"/webhooks/{made['id']}"))["webhook"] == made
    assert decoded(hooks.send("GET", "/webhooks/"))["webhooks"] == [made]

    hooks.sandbox.clock.advance(60)
    changed = decoded(
        hooks.send(
            "PUT",
            f"/webhooks/{made['id']}",
            {"name": "N", "targetUrl": "https://x.example", "secret": "s", "active": False},
        )
    )["webhook"]
    assert (changed["id"], changed["createdAt"]) == (made["id"], made["createdAt"])
    assert changed["updatedAt"] > made["updatedAt"]
    assert (changed["description"], changed["sensor"], changed["active"]) == (None, None, False)

    gone = decoded(hooks.send("DELETE", f"/webhooks/{made['id']}"))
    assert gone == {"status": "success", "message": "Webhook deleted", "errors": None}
    assert decoded(hooks.send("DELETE", f"/webhooks/{made['id']}"), 404)["status"] == "error"
    assert decoded(hooks.send("GET", "/webhooks/"))["webhooks"] == []


def test_activate_and_deactivate_may_be_repeated(hooks: Hooks) -> None:
    made = hooks.webhook()
    for action, active in (("deactivate", False), ("deactivate", False), ("activate", True), ("activate", True)):
        answer = decoded(hooks.send("PUT", f"/webhooks/{made['id']}/{action}"))
        assert answer["webhook"]["active"] is active
    assert decoded(hooks.send("PUT", f"/webhooks/{made['id']}/activate/"))["webhook"]["active"] is True


@pytest.mark.parametrize(("method", "path"), [
    ("GET", "/webhooks/unknown"), ("PUT", "/webhooks/unknown"), ("DELETE", "/webhooks/unknown"),
    ("PUT", "/webhooks/unknown/activate"), ("PUT", "/webhooks/unknown/deactivate"), ("GET", "/webhook-filters/unknown"),
    ("PUT", "/webhook-filters/unknown"), ("DELETE", "/webhook-filters/unknown"), ("GET", "/webhooks/a%2Fb"),
])  # fmt: skip
def test_an_unknown_id_is_not_found(hooks: Hooks, method: str, path: str) -> None:
    answer = decoded(hooks.send(method, path, WEBHOOK if method == "PUT" else None), 404)
    assert answer["status"] == "error"
    assert answer["errors"] is None


def test_everything_that_is_wrong_with_a_webhook_is_told_at_once(hooks: Hooks) -> None:
    body = {"name": "  ", "targetUrl": "ftp://x", "secret": 5, "active": "yes", "description": 1, "sensor": []}
    assert issues(hooks.send("POST", "/webhooks/", body)) == {
        "name": "too_small", "targetUrl": "invalid_string", "secret": "invalid_type", "active": "invalid_type",
        "description": "invalid_type", "sensor": "invalid_type",
    }  # fmt: skip
    missing = decoded(hooks.send("POST", "/webhooks/", {}), 400)
    assert missing["error"] == "Invalid webhook data"
    assert {issue["path"][0] for issue in missing["details"]} == {"name", "targetUrl", "secret", "active"}
    assert missing["details"][1] == {
        "code": "invalid_type", "expected": "string", "received": "undefined", "path": ["targetUrl"],
        "message": "Required",
    }  # fmt: skip


@pytest.mark.parametrize("url", [
    "x.example/hook", "http://", "http:///x", "//x.example", "mailto:a@x.example", "http://x.example:99999/", "http://[::1",
    "http://x.example/a b", "http://x.example/\n/", "",
])  # fmt: skip
def test_a_target_is_an_absolute_url_of_the_web(hooks: Hooks, url: str) -> None:
    assert set(issues(hooks.send("POST", "/webhooks/", {**WEBHOOK, "targetUrl": url}))) == {"targetUrl"}


@pytest.mark.parametrize("url", ["HTTP://X.Example", "https://x.example:8443/a%20b?c=d#e", "http://[::1]:9/ä"])
def test_a_target_is_kept_as_it_was_written(hooks: Hooks, url: str) -> None:
    assert hooks.webhook(url)["targetUrl"] == url


@pytest.mark.parametrize("secret", ["", "  ", "a\nb", "a\0b"])
def test_a_secret_has_to_fit_into_a_header_and_is_not_repeated(hooks: Hooks, secret: str) -> None:
    reply = hooks.send("POST", "/webhooks/", {**WEBHOOK, "secret": secret})
    assert set(issues(reply)) == {"secret"}


def test_errors_never_hold_the_secret(hooks: Hooks) -> None:
    reply = hooks.send("POST", "/webhooks/", {**WEBHOOK, "name": 1})
    assert SECRET.encode() not in reply.content


@pytest.mark.parametrize("path", ["/webhooks/", "/webhook-filters/"])
@pytest.mark.parametrize("body", [[], "text", 5, None])
def test_a_body_is_an_object(hooks: Hooks, path: str, body: Any) -> None:
    assert issues(hooks.send("POST", path, json.dumps(body).encode())) == {"": "invalid_type"}


@pytest.mark.parametrize("path", ["/webhooks/", "/webhook-filters/"])
def test_bodies_that_cannot_be_read_are_refused(hooks: Hooks, path: str) -> None:
    assert decoded(hooks.send("POST", path, b"{"), 400)["status"] == "error"
    assert decoded(hooks.send("POST", path, b""), 400)["status"] == "error"
    assert decoded(hooks.send("POST", path, b"{}", "text/plain"), 415)["status"] == "error"
    large = json.dumps({"name": "x" * 1024 * 1024}).encode()
    assert decoded(hooks.send("POST", path, large), 413)["status"] == "error"


def test_other_methods_are_not_allowed(hooks: Hooks) -> None:
    for method, path in (("PATCH", "/webhooks/x"), ("DELETE", "/webhooks/"), ("POST", "/webhooks/x/activate")):
        assert decoded(hooks.send(method, path, {}), 405)["status"] == "error"


@pytest.mark.parametrize(("path", "other"), [
    ("/webhooks/", "/webhooks"), ("/webhook-filters/", "/webhook-filters"),
    ("/webhook-filters/webhook/x", "/webhook-filters/webhook/x/"),
])  # fmt: skip
def test_paths_are_served_with_and_without_a_slash(hooks: Hooks, path: str, other: str) -> None:
    hooks.webhook()
    assert decoded(hooks.send("GET", path)) == decoded(hooks.send("GET", other))
    assert issues(hooks.send("POST", other, {})) if not path.endswith("x") else True


def test_webhooks_are_listed_oldest_first_and_by_sensor(hooks: Hooks) -> None:
    ids = [hooks.webhook(sensor=sensor)["id"] for sensor in (SENSOR, None, "https://other.example", SENSOR)]
    assert [one["id"] for one in decoded(hooks.send("GET", "/webhooks/"))["webhooks"]] == ids
    found = decoded(hooks.send("GET", f"/webhooks/?sensor={SENSOR}"))["webhooks"]
    assert [one["id"] for one in found] == [ids[0], ids[3]]
    assert decoded(hooks.send("GET", "/webhooks/?sensor=none"))["webhooks"] == []
    assert len(decoded(hooks.send("GET", "/webhooks/?sensor="))["webhooks"]) == 4


# ---------------------------------------------------------------- filters


def test_a_filter_is_made_read_replaced_and_deleted(hooks: Hooks) -> None:
    webhook, other = hooks.webhook(), hooks.webhook()
    made = decoded(hooks.send("POST", "/webhook-filters/", filter_of(webhook)), 201)["filter"]
    assert made["filterOperation"] == made["filterOperator"] == "eq"
    path = f"/webhook-filters/{made['id']}"
    assert decoded(hooks.send("GET", path))["filter"] == made
    assert decoded(hooks.send("GET", "/webhook-filters/"))["filters"] == [made]
    assert decoded(hooks.send("GET", f"/webhook-filters/webhook/{webhook['id']}"))["filters"] == [made]

    changed = decoded(hooks.send("PUT", path, filter_of(other, filterValue="7", filterType="number", active=False)))
    assert changed["filter"]["webhookId"] == other["id"]
    assert (changed["filter"]["filterValue"], changed["filter"]["active"]) == ("7", False)
    assert decoded(hooks.send("GET", f"/webhook-filters/webhook/{webhook['id']}"))["filters"] == []

    assert decoded(hooks.send("DELETE", path)) == {
        "status": "success",
        "message": "Webhook filter deleted",
        "errors": None,
    }
    assert decoded(hooks.send("DELETE", path), 404)
    assert decoded(hooks.send("GET", "/webhook-filters/"))["filters"] == []


def test_filters_go_with_their_webhook(hooks: Hooks) -> None:
    webhook, other = hooks.webhook(), hooks.webhook()
    gone, kept = hooks.filter(webhook, "type", "eq", "a"), hooks.filter(other, "type", "eq", "a")
    decoded(hooks.send("DELETE", f"/webhooks/{webhook['id']}"))
    assert decoded(hooks.send("GET", "/webhook-filters/"))["filters"] == [kept]
    assert decoded(hooks.send("GET", f"/webhook-filters/{gone['id']}"), 404)
    assert decoded(hooks.send("PUT", f"/webhook-filters/{gone['id']}", filter_of(other)), 404)


def test_a_path_has_at_most_a_thousand_characters(hooks: Hooks) -> None:
    webhook = hooks.webhook()
    body = {**filter_of(webhook), "filterKey": ".".join("a" * 500)}  # 999
    assert hooks.send("POST", "/webhook-filters/", body).status == 201
    said = decoded(hooks.send("POST", "/webhook-filters/", {**body, "filterKey": "a." * 501}), 400)
    assert [issue["path"] for issue in said["errors"]] == [["filterKey"]]


def test_the_operation_may_come_by_either_name(hooks: Hooks) -> None:
    webhook = hooks.webhook()
    for names in (
        {"filterOperation": "neq"},
        {"filterOperator": "neq"},
        {"filterOperation": "neq", "filterOperator": "neq"},
    ):
        body = {**filter_of(webhook), **names}
        if "filterOperation" not in names:
            del body["filterOperation"]
        made = decoded(hooks.send("POST", "/webhook-filters/", body), 201)["filter"]
        assert made["filterOperation"] == made["filterOperator"] == "neq"
    different = filter_of(webhook, filterOperator="neq")
    assert issues(hooks.send("POST", "/webhook-filters/", different)) == {"filterOperator": "custom"}


def test_everything_that_is_wrong_with_a_filter_is_told_at_once(hooks: Hooks) -> None:
    body = {
        "webhookId": "unknown", "filterKey": "", "filterValue": 5, "filterType": "date", "filterOperation": "like",
        "active": 1,
    }  # fmt: skip
    reply = hooks.send("POST", "/webhook-filters/", body)
    assert issues(reply) == {
        "webhookId": "custom", "filterKey": "too_small", "filterValue": "invalid_type",
        "filterType": "invalid_enum_value", "filterOperation": "invalid_enum_value", "active": "invalid_type",
    }  # fmt: skip
    answer = decoded(reply, 400)
    assert answer["status"] == "error"
    assert "filterKey" in answer["message"]
    missing = issues(hooks.send("POST", "/webhook-filters/", {}))
    assert set(missing) == {"webhookId", "filterKey", "filterValue", "filterType", "filterOperation", "active"}


@pytest.mark.parametrize(("kind", "operation", "value"), [
    ("number", "eq", "ten"), ("boolean", "eq", "yes"), ("string", "regexp", "("), ("number", "in", "1,two"),
    ("string", "regexp", r"(a)\1"), ("string", "regexp", "a" * 1001),
])  # fmt: skip
def test_a_value_goes_with_type_and_operation(hooks: Hooks, kind: str, operation: str, value: str) -> None:
    body = filter_of(hooks.webhook(), filterType=kind, filterOperation=operation, filterValue=value)
    assert issues(hooks.send("POST", "/webhook-filters/", body)) == {"filterValue": "custom"}


@pytest.mark.parametrize("value", [5, True, 0.5, None, ["a"]])
def test_a_value_is_a_text_for_every_type(hooks: Hooks, value: Any) -> None:
    body = filter_of(hooks.webhook(), filterValue=value, filterType="number")
    assert issues(hooks.send("POST", "/webhook-filters/", body)) == {"filterValue": "invalid_type"}


def test_a_filter_belongs_to_a_webhook_that_exists(hooks: Hooks) -> None:
    webhook = hooks.webhook()
    made = hooks.filter(webhook, "type", "eq", "a")
    gone = hooks.webhook()
    decoded(hooks.send("DELETE", f"/webhooks/{gone['id']}"))
    path = f"/webhook-filters/{made['id']}"
    assert issues(hooks.send("PUT", path, filter_of(gone))) == {"webhookId": "custom"}
    assert issues(hooks.send("POST", "/webhook-filters/", filter_of(gone))) == {"webhookId": "custom"}


# ---------------------------------------------------------------- styles of names, scopes


@pytest.mark.parametrize(("keys", "there", "absent"), [
    ("both", STAMPS | SNAKE_STAMPS, set()), ("documented", STAMPS, SNAKE_STAMPS), ("peer", SNAKE_STAMPS, STAMPS),
])  # fmt: skip
def test_the_setting_chooses_the_names(keys: Any, there: set[str], absent: set[str]) -> None:
    with Sandbox(seed="empty", webhook_keys=keys) as sandbox:
        hooks = Hooks(sandbox)
        webhook = hooks.webhook()
        made = hooks.filter(webhook, "type", "eq", "a")
        for record in (webhook, made):
            assert there <= set(record)
            assert not absent & set(record)
        assert ("filterOperation" in made, "filterOperator" in made) == (keys != "peer", keys != "documented")
        hooks.close()


def test_strict_scopes_let_readers_read_only() -> None:
    with Sandbox(seed="empty", strict_scopes=True) as sandbox:
        line = Line(sandbox)
        form = (
            f"grant_type=client_credentials&client_id={sandbox.client_id}&client_secret={sandbox.client_secret}"
            "&scope=https://purl.imsglobal.org/spec/caliper/v1p1/scope/webhook.readonly"
        )
        answer = line.send(
            "POST", b"/oauth/token", [(b"content-type", b"application/x-www-form-urlencoded")], form.encode()
        )
        reader = (b"authorization", b"Bearer " + json.loads(answer.content)["access_token"].encode())
        assert line.send("GET", b"/webhooks/", [reader]).status == 200
        refused = line.send("POST", b"/webhooks/", [reader, (b"content-type", b"application/json")], b"{}")
        assert decoded(refused, 403)["status"] == "error"
        assert line.send("GET", b"/webhooks/").status == 401
        line.close()
