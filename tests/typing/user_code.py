"""A user's typical code, for the type checkers only: what each expression is known to be. Never executed."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, assert_type

from timeback_core import (
    APIError,
    Hooks,
    InputValidationError,
    NotFoundError,
    RateLimitError,
    RequestOptions,
    ServiceConfig,
    TimebackClient,
    TimebackManager,
    TimebackProvider,
    ValidationIssue,
)
from timeback_core.broadcast import BroadcastFailure, BroadcastResults, BroadcastSuccess
from timeback_core.created import BulkCreateResponse, CreateResponse, SourcedIdPair
from timeback_core.filters import WhereClause
from timeback_core.oneroster import Class, Enrollment, LineItem, OneRosterClient, Organization, Resource, Result, User
from timeback_core.oneroster.types import (
    EnrollInput,
    ListParams,
    OrgCreateInput,
    ResultCreateInput,
    UserCreateInput,
    UserRoleItem,
)
from timeback_core.pages import PageResult, Paginator
from timeback_core.raw import RawResponse
from timeback_core.transport.hooks import RequestEvent, RetryEvent, TokenEvent
from timeback_core.transport.options import Timeout


async def construct() -> None:
    TimebackClient(env="staging", client_id="id", client_secret="secret")
    TimebackClient(
        base_url="https://t.example", auth_url="https://t.example/oauth/token", client_id="i", client_secret="s"
    )
    TimebackClient(
        services={
            "oneroster": "https://a.example",
            "caliper": {"base_url": "https://b.example", "auth_url": "https://b.example/token"},
            "case": ServiceConfig(base_url="https://c.example", no_auth=True),
        },
        auth_url="https://login.example/token",
        client_id="id",
        client_secret="secret",
        timeout=Timeout(total=60, read=10),
        max_retries=0,
        default_headers={"X-Tenant": "a"},
        app_info=("gradebook", "1.2"),
    )
    TimebackClient(config={"env": "production", "client_id": "id", "client_secret": "secret"})
    async with TimebackClient(env="sandbox") as timeback:
        assert_type(timeback, TimebackClient)
        assert_type(timeback.oneroster, OneRosterClient)
        assert_type(timeback.closed, bool)
        assert_type(timeback.get_provider(), TimebackProvider)
        check = await timeback.check_auth()
        assert_type(check.ok, bool)
        assert_type(check.latency_ms, int)
        async with OneRosterClient(provider=timeback.get_provider()) as alone:
            assert_type(alone, OneRosterClient)


async def pages(timeback: TimebackClient) -> None:
    page = await timeback.oneroster.schools.list()
    assert_type(page, PageResult[Organization])
    assert_type(page.data, list[Organization])
    assert_type(page[0], Organization)
    assert_type(page[:2], list[Organization])
    assert_type(page.total, int | None)
    assert_type(page.has_more, bool)
    assert_type(page.next_offset, int | None)
    assert_type(await page.fetch_next(), PageResult[Organization] | None)
    for school in page:
        assert_type(school.name, str | None)
    assert_type([user.sourced_id for user in await timeback.oneroster.users.list()], list[str])
    assert_type(await timeback.oneroster.users.list_all(limit=500, max_items=10), list[User])
    assert_type(await timeback.oneroster.users.first(sort="family_name", order_by="desc"), User | None)
    assert_type(await timeback.oneroster.users.exists("u1"), bool)
    assert_type(await timeback.oneroster.users("u1").exists(), bool)


async def streams(timeback: TimebackClient) -> None:
    walk = timeback.oneroster.users.stream(limit=200, prefetch=2)
    assert_type(walk, Paginator[User])
    async for user in walk:
        assert_type(user, User)
        assert_type(user.grades, list[int] | None)
        assert_type(user.enabled_user, bool | None)
        assert_type(user.date_last_modified, datetime | None)
        assert_type(user.metadata, dict[str, Any] | None)
        assert_type(user.extra, dict[str, Any])
        assert_type(user.to_dict(), dict[str, Any])
        assert_type(user.has_field("email"), bool)
    assert_type(walk.offset, int)
    assert_type(walk.total, int | None)
    assert_type(await walk.to_list(), list[User])
    assert_type(await walk.to_array(max_items=None), list[User])
    assert_type(await walk.first(), User | None)
    async for page in walk.pages():
        assert_type(page, PageResult[User])


async def conditions(timeback: TimebackClient) -> None:
    users = timeback.oneroster.users
    await users.list(where={"status": "active", "role": {"in_": ["teacher", "aide"]}})
    await users.list(where={"date_last_modified": {"gte": date(2025, 8, 1)}, "middle_name": None})
    await users.list(where={"OR": [{"family_name": "O'Brien"}, {"grades": 4}]})
    await users.list(where="role='teacher'")
    where: WhereClause = {"AND": [{"status": "active"}, {"OR": [{"a": 1}, {"b": {"ne": True}}]}]}
    await users.list(where=where)
    kept: ListParams = {"limit": 10, "sort": "family_name", "fields": ["given_name"]}
    assert_type(await users.list(**kept), PageResult[User])


async def scopes(timeback: TimebackClient) -> None:
    school = timeback.oneroster.schools("s1")
    assert_type(await school.get(), Organization)
    assert_type(await school.classes(), list[Class])
    assert_type(await school.students(where={"grades": 3}, max_items=5), list[User])
    assert_type(school.stream_enrollments(limit=50), Paginator[Enrollment])
    assert_type(await school.classes.list(limit=1), PageResult[Class])
    assert_type(await school.classes.first(), Class | None)
    assert_type(await school.class_("c1").teachers(), list[User])
    scope = timeback.oneroster.classes("c1")
    assert_type(await scope.line_items(), list[LineItem])
    assert_type(await scope.line_item("l1").results(), list[Result])
    assert_type(await scope.student("u1").results(), list[Result])
    assert_type(await timeback.oneroster.courses("k1").resources(), list[Resource])
    user = timeback.oneroster.users("u1")
    assert_type(await user.agents(), list[User])
    assert_type((await user.demographics()).given_name, str | None)
    assert_type((await user.decrypt_credential("c1")).password, str | None)
    async for item in scope.stream_line_items():
        assert_type(item.title, str | None)


async def inputs(timeback: TimebackClient) -> None:
    roster = timeback.oneroster
    created = await roster.orgs.create(OrgCreateInput(name="Science", type="department", parent={"sourcedId": "d1"}))
    assert_type(created, CreateResponse)
    assert_type(created.sourced_id_pairs, SourcedIdPair)
    await roster.orgs.create({"name": "Science", "type": "department"})
    role = UserRoleItem(role_type="primary", role="teacher", org={"sourcedId": "s1"})
    await roster.users.create(
        UserCreateInput(given_name="A", family_name="B", enabled_user=True, roles=[role], grades=["K", 1])
    )
    assert_type(await roster.users.update("u1", {"email": None}), User | None)
    user = await roster.users.get("u1", fields=["given_name"])
    user.given_name = "Ada"
    assert_type(await roster.users.update(user.sourced_id, user), User | None)
    assert_type(await roster.users("u1").update(user, replace=True), User | None)
    assert_type(await roster.orgs.upsert("o1", {"name": "n", "type": "local"}), Organization | None)
    assert_type(await roster.enrollments.patch("e1", {"metadata": {"goals": {}}}), Enrollment | None)
    assert_type(await roster.line_items.update("l1", {"title": "T"}, check_exists=False), LineItem | None)
    assert_type(await roster.classes("c1").enroll(EnrollInput(sourced_id="u1", role="student")), CreateResponse)
    assert_type(await roster.classes("c1").enroll_user("u1", begin_date=date(2026, 9, 1)), CreateResponse)
    rows: list[ResultCreateInput | Mapping[str, Any]] = [{"status": "active"}]
    bulk = await roster.line_items("l1").create_results(rows)
    assert_type(bulk, BulkCreateResponse)
    assert_type(bulk.sourced_id_pairs, list[SourcedIdPair])
    assert_type(await roster.resources.export("r1"), bytes)
    assert_type(await roster.resources.export_to("r1", Path("course.imscc")), int)
    assert_type(await roster.resources("r1").export_to(io.BytesIO()), int)
    await roster.users.delete("u1")


async def broadcasts() -> None:
    async with TimebackManager() as manager:
        chained = manager.register("alpha", env="sandbox").register("beta", {"env": "sandbox"}, timeout=5)
        assert_type(chained, TimebackManager)
        assert_type(manager.get("alpha"), TimebackClient)
        assert_type(manager["alpha"], TimebackClient)
        assert_type(manager.names, list[str])
        assert_type(manager.size, int)
        # mypy infers the type of a lambda here only when it is told what is expected; a function needs no help
        results: BroadcastResults[PageResult[User]] = await manager.broadcast(
            lambda client: client.oneroster.users.list()
        )
        assert_type(results, BroadcastResults[PageResult[User]])
        assert_type(results.alpha, BroadcastSuccess[PageResult[User]] | BroadcastFailure)
        assert_type(results["alpha"].ok, bool)
        assert_type(results.values(), list[PageResult[User]])
        assert_type(results.succeeded, list[tuple[str, PageResult[User]]])
        assert_type(results.failed, list[tuple[str, Exception]])
        assert_type(results.all_succeeded, bool)
        for name, entry in results.items():
            assert_type(name, str)
            if entry.ok:
                assert_type(entry.value, PageResult[User])
            else:
                error: Exception | None = entry.error
                print(name, error)
        created = await manager.broadcast(count, names=["alpha"], concurrency=2, timeout=3)
        assert_type(created, BroadcastResults[int])
        assert_type(await manager.broadcast(is_closed), BroadcastResults[bool])
        assert_type(await manager.unregister("alpha"), bool)


async def count(client: TimebackClient) -> int:
    return len(await client.oneroster.users.list())


def is_closed(client: TimebackClient) -> bool:
    return client.closed


async def errors(timeback: TimebackClient) -> None:
    try:
        await timeback.oneroster.users.get("nobody")
    except InputValidationError as error:
        assert_type(error.issues, list[ValidationIssue])
        assert_type(error.issues[0].path, str)
    except NotFoundError as error:
        assert_type(error.message, str)
        assert_type(error.status_code, int | None)
        assert_type(error.request_id, str | None)
    except RateLimitError as error:
        assert_type(error.retry_after, float | None)
    except APIError as error:
        assert_type(error.minor_codes, list[dict[str, str]])
        assert_type(error.attempts, int | None)


def said(event: RetryEvent) -> None:
    assert_type(event.delay, float)
    assert_type(event.status, int | None)


async def sent(event: RequestEvent) -> None:
    assert_type(event.operation, str)


async def options(timeback: TimebackClient) -> None:
    await timeback.oneroster.users.list(timeout=5, max_retries=0, headers={"X-A": "b"}, request_id="12345678")
    kept: RequestOptions = {"timeout": 5.0, "idempotency_key": "k"}
    await timeback.oneroster.users.create({}, **kept)
    assert_type(timeback.with_options(timeout=1), TimebackClient)
    assert_type(timeback.oneroster.with_options(max_retries=1), OneRosterClient)
    assert_type(await timeback.oneroster.users.with_options(timeout=1).get("u1"), User)
    assert_type((await timeback.oneroster.users("u1").with_options(timeout=1).get()).given_name, str | None)
    raw = await timeback.request("caliper", "GET", "/caliper/events", params={"limit": 1})
    assert_type(raw, RawResponse)
    assert_type(raw.status_code, int)


def watch(tokens: list[TokenEvent]) -> TimebackClient:
    hooks = Hooks(on_retry=said, on_request=sent, on_token=tokens.append, on_error=lambda event: print(event.error))
    return TimebackClient(env="sandbox", hooks=hooks)
