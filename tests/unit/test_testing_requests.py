"""`assert_requests`: what it takes for the same, and how it tells what is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from timeback_core import NotFoundError
from timeback_core.testing import Sent, assert_requests
from timeback_sandbox import Sandbox
from timeback_sandbox.journal import JournalEntry

SCHOOLS = "/ims/oneroster/rostering/v1p2/schools"
NEW = {"sourcedId": "one", "name": "One", "type": "school"}


class Fake(Sandbox):
    """A sandbox whose journal is given."""

    def __init__(self, *entries: JournalEntry) -> None:
        super().__init__(seed="empty")
        self._entries = list(entries)

    def journal(self, **_: Any) -> list[JournalEntry]:
        return self._entries


def entry(line: str, status: int | None = 200, body: str | None = None, **more: Any) -> JournalEntry:
    method, _, target = line.partition(" ")
    path, _, query = target.partition("?")
    values: dict[str, Any] = {"method": method, "path": path, "query": query, "status": status, "body": body}
    usual: dict[str, Any] = {"request_id": None, "client_id": None, "duration_ms": 1.0, "fault": None, "worker": 1}
    return JournalEntry(seq=1, time=datetime(2026, 1, 1, tzinfo=UTC), headers={}, **{**usual, **values, **more})


def told(sandbox: Sandbox, *expected: str | Sent, **options: bool) -> str:
    """The message of an assertion that does not hold, without its first line."""
    with pytest.raises(AssertionError) as caught:
        assert_requests(sandbox, expected, **options)
    return str(caught.value).partition("\n\n")[2]


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(seed="empty") as sandbox:
        sandbox.state.store.mark()
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    running.state.renew()
    return running


@pytest.mark.anyio
async def test_what_a_client_sent_is_compared(sandbox: Sandbox) -> None:
    async with sandbox.client() as timeback:
        await timeback.oneroster.schools.create(NEW)
        await timeback.oneroster.schools.list(limit=5, where={"name": "One"})
        with pytest.raises(NotFoundError):
            await timeback.oneroster.schools.get("two")
    found = assert_requests(
        sandbox,
        [
            Sent("post", SCHOOLS, status=201, body={"org": {"name": "One", "type": "school"}}),
            Sent("GET", "*/schools", query={"limit": 5, "filter": "name='One'", "sort": None}),
            Sent("GET", f"{SCHOOLS}/two", status=404),
        ],
    )
    assert [one.status for one in found] == [201, 200, 404]
    assert_requests(sandbox, ["POST */schools", "GET */schools?limit=5", "GET */two"])


@pytest.mark.anyio
async def test_what_a_client_does_for_its_tokens_counts_only_when_asked_for(sandbox: Sandbox) -> None:
    async with sandbox.client() as timeback:
        await timeback.oneroster.schools.list()
        sandbox.revoke_tokens()
        await timeback.oneroster.schools.list()
    assert_requests(sandbox, ["GET */schools", "GET */schools"])
    get = Sent("GET", "*/schools", status=200)
    refused = Sent("GET", "*/schools", status=401)
    assert_requests(sandbox, ["POST */token", get, refused, "POST */token", get], tokens=True)


def test_a_401_that_nothing_follows_counts() -> None:
    assert_requests(Fake(entry("GET /a"), entry("GET /a", 401)), ["GET /a", Sent("GET", "/a", status=401)])


@pytest.mark.anyio
async def test_a_repetition_after_a_failure_counts(sandbox: Sandbox) -> None:
    sandbox.faults.add(path="*/schools", status=503, retry_after=0, count=1)
    async with sandbox.client() as timeback:
        await timeback.oneroster.schools.list(limit=1)
    assert_requests(sandbox, [Sent("GET", "*/schools", status=503), Sent("GET", "*/schools", status=200)])
    first, second = told(sandbox, "GET */schools").splitlines()[:2]
    assert first.startswith(f"    GET {SCHOOLS}?limit=1")
    assert first.endswith("→ 503 (fault-1)")
    assert second.startswith(f"  + GET {SCHOOLS}?limit=1")
    assert second.endswith("→ 200")


def test_none_expected_and_none_sent_is_fine() -> None:
    assert assert_requests(Fake(), []) == []


def test_the_message_compares_one_by_one() -> None:
    sandbox = Fake(
        entry("POST /oauth/token"),
        entry("GET /a?x=1"),
        entry("POST /b", 422, '{"user": {"name": "Ann", "age": 3, "tags": ["x"]}}'),
        entry("GET /c", None, fault="fault-1"),
        entry("GET /d"),
    )
    expected = Sent("POST", "/b", status=201, body={"user": {"name": "Ada", "tags": ["x", "y"], "role": "student"}})
    assert told(sandbox, "GET /a", expected, "DELETE /x", "GET /d?limit=5").splitlines() == [
        "    GET /a?x=1 → 200",
        "  ! POST /b → 422",
        "        status: expected 201, was 422",
        "        body.user.name: expected 'Ada', was 'Ann'",
        "        body.user.tags: expected 2 elements, were 1: ['x']",
        "        body.user.role: expected 'student', was not sent",
        "  - DELETE /x",
        "  + GET /c → no answer (fault-1)",
        "  ! GET /d → 200",
        "        query limit: expected '5', was not sent",
        "",
        "  (left out: 1 for tokens; tokens=True counts them)",
    ]


def test_what_is_missing_shows_all_that_was_expected_of_it() -> None:
    missing = Sent("post", "/b", status=201, query={"x": 1}, body=[1])
    assert told(Fake(), missing) == "  - POST /b → 201 query={'x': 1} body=[1]"


def test_the_comparison_keeps_what_is_common() -> None:
    sandbox = Fake(*(entry(f"GET /{name}") for name in "abcde"))
    lines = told(sandbox, *(f"GET /{name}" for name in "bxcef")).splitlines()
    assert [(line[2], line.partition("/")[2][0]) for line in lines] == [
        *(("+", "a"), (" ", "b"), ("-", "x"), (" ", "c")),
        *(("+", "d"), (" ", "e"), ("-", "f")),
    ]


def test_the_order_counts_unless_any_will_do() -> None:
    sandbox = Fake(entry("GET /a"), entry("GET /b"))
    assert told(sandbox, "GET /b", "GET /a")
    found = assert_requests(sandbox, ["GET /b", "GET /a"], in_any_order=True)
    assert [one.path for one in found] == ["/b", "/a"]


def test_in_any_order_a_wide_pattern_takes_nothing_from_a_narrow_one() -> None:
    sandbox = Fake(entry("GET /a"), entry("GET /b"), entry("GET /c"))
    found = assert_requests(sandbox, ["GET *", "GET /[ab]", "GET /a"], in_any_order=True)
    assert [one.path for one in found] == ["/c", "/b", "/a"]


def test_in_any_order_the_message_puts_together_what_is_alike() -> None:
    sandbox = Fake(entry("GET /b", 404), entry("GET /a"), entry("GET /z"))
    found = told(sandbox, "GET /a", Sent("GET", "/b", status=200), "GET /c", in_any_order=True)
    assert found.splitlines() == [
        "    GET /a → 200",
        "  ! GET /b → 404",
        "        status: expected 200, was 404",
        "  - GET /c",
        "  + GET /z → 200",
    ]


@pytest.mark.parametrize(
    ("query", "sent"),
    [
        ({"a": "1"}, "a=1&b=2"),
        ({"a": 1, "c": None}, "a=1"),
        ({"a": True}, "a=true"),
        ({"a": [1, 2]}, "a=1&a=2"),
        ({"a": ""}, "a="),
        ({"a": "x y"}, "a=x+y"),
    ],
)
def test_a_query_that_fits(query: dict[str, object], sent: str) -> None:
    assert_requests(Fake(entry(f"GET /a?{sent}")), [Sent("GET", "/a", query=query)])


@pytest.mark.parametrize(
    ("query", "sent", "why"),
    [
        ({"a": 1}, "a=2", "query a: expected '1', was '2'"),
        ({"a": None}, "a=2", "query a: expected not sent, was '2'"),
        ({"a": 1}, "a=1&a=2", "query a: expected '1', was ['1', '2']"),
        ({"a": [1, 2]}, "a=2&a=1", "query a: expected ['1', '2'], was ['2', '1']"),
    ],
)
def test_a_query_that_does_not_fit(query: dict[str, object], sent: str, why: str) -> None:
    assert why in told(Fake(entry(f"GET /a?{sent}")), Sent("GET", "/a", query=query))


class Record(msgspec.Struct):
    day: date


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        ({}, '{"a": 1}'),
        ({"a": {"b": [{"c": 1}]}}, '{"a": {"b": [{"c": 1, "d": 2}], "e": 3}}'),
        ({"a": None}, '{"a": null}'),
        (Record(date(2026, 1, 2)), '{"day": "2026-01-02"}'),
        ("a=1&b=2", "a=1&b=2"),
        (None, None),
    ],
)
def test_a_body_that_fits(body: object, sent: str | None) -> None:
    assert_requests(Fake(entry("POST /a", body=sent)), [Sent("POST", "/a", body=body)])


@pytest.mark.parametrize(
    ("body", "sent", "why"),
    [
        ({"a": None}, "{}", "body.a: expected None, was not sent"),
        ({"a": True}, '{"a": 1}', "body.a: expected True, was 1"),
        ({"a": [1]}, '{"a": [2]}', "body.a[0]: expected 1, was 2"),
        ({"a": {}}, '{"a": []}', "body.a: expected {}, was []"),
        ({"a": 1}, None, "body: expected {'a': 1}, none was sent"),
        (None, "{}", "body: expected none, was '{}'"),
        ("a=1", "a=2", "body: expected 'a=1', was 'a=2'"),
        ({"a": 1}, '{"a": …', "(cut by the journal; see journal_body_bytes)"),
    ],
)
def test_a_body_that_does_not_fit(body: object, sent: str | None, why: str) -> None:
    assert why in told(Fake(entry("POST /a", body=sent)), Sent("POST", "/a", body=body))


@pytest.mark.parametrize("line", ["", "GET", "/users", "GET ?limit=5"])
def test_a_line_that_is_no_request_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="method and a path"):
        assert_requests(Fake(), [line])


def test_a_path_with_a_query_is_refused() -> None:
    with pytest.raises(ValueError, match="by query="):
        Sent("GET", "/users?limit=5")
