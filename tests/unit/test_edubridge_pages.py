"""Users over several pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from edubridge_calls import answering, edubridge, sent

from timeback_core.edubridge import EdubridgeClient, User, UserPage
from timeback_core.errors import PaginationError
from timeback_core.transport.call import Call

pytestmark = pytest.mark.anyio


class Roll:
    """A server with some users, which counts as asked."""

    def __init__(self, users: int, *, total: bool = True, pages: bool = True, cap: int = 1000) -> None:
        self.users, self.total, self.pages, self.cap = users, total, pages, cap

    def __call__(self, call: Call) -> tuple[int, dict[str, Any]]:
        limit = min(self.number(call, "limit", 100), self.cap)
        offset = self.number(call, "offset", 0)
        found = [{"sourcedId": f"u{number}"} for number in range(offset, min(offset + limit, self.users))]
        body: dict[str, Any] = {"users": found, "offset": offset, "limit": limit}
        if self.total:
            body["totalCount"] = self.users
        if self.pages:
            body |= {"pageCount": -(-self.users // limit), "pageNumber": offset // limit + 1}
        return 200, body

    @staticmethod
    def number(call: Call, name: str, default: int) -> int:
        found = re.search(rf"[?&]{name}=(\d+)", call.url)
        return int(found[1]) if found else default


def ids(users: Any) -> list[str]:
    return [user.sourced_id for user in users]


async def test_a_page_knows_its_place() -> None:
    client, _ = edubridge(Roll(25))
    page = await client.users.list_page(roles=["student"], limit=10, offset=10)
    assert isinstance(page, UserPage)
    assert ids(page.users) == ids(page) == [f"u{number}" for number in range(10, 20)]
    assert (page.total_count, page.page_count, page.page_number, page.offset, page.limit) == (25, 3, 2, 10, 10)
    assert (page.total, page.has_more, page.next_offset) == (25, True, 20)
    assert isinstance(page[0], User)
    assert page[0].to_dict() == {"sourcedId": "u10"}


async def test_a_page_fetches_the_one_after_it() -> None:
    client, pipeline = edubridge(Roll(25))
    page = await client.users.list_page(roles=["student", "aide"], limit=20, search="a")
    following = await page.fetch_next()
    assert isinstance(following, UserPage)
    assert ids(following) == [f"u{number}" for number in range(20, 25)]
    assert following.next_offset is None
    assert await following.fetch_next() is None
    assert sent(pipeline) == [
        f"GET /users/?roles=student&roles=aide&limit=20&offset={offset}&search=a" for offset in (0, 20)
    ]


async def test_list_makes_one_request_whatever_there_is() -> None:
    client, pipeline = edubridge(Roll(250))
    assert len(await client.users.list(roles=["student"])) == 100
    assert len(pipeline.calls) == 1


@pytest.mark.parametrize("total", [True, False])
@pytest.mark.parametrize("pages", [True, False])
@pytest.mark.parametrize("users", [0, 1, 19, 20, 21, 60, 73])
async def test_all_users_are_found_whatever_the_server_counts(total: bool, pages: bool, users: int) -> None:
    client, pipeline = edubridge(Roll(users, total=total, pages=pages))
    found = await client.users.list_all(roles=["student"], page_size=20)
    assert ids(found) == [f"u{number}" for number in range(users)]
    if total or pages:
        assert len(pipeline.calls) == max(1, -(-users // 20))


async def test_a_server_that_caps_the_page_size_is_followed() -> None:
    client, _ = edubridge(Roll(45, cap=10))
    assert len(await client.users.list_all(roles=["student"], page_size=30)) == 45


async def test_a_walk_begins_and_ends_where_it_is_told() -> None:
    client, pipeline = edubridge(Roll(100))
    found = await client.users.list_all(roles=["student"], page_size=10, offset=5, max_items=12)
    assert ids(found) == [f"u{number}" for number in range(5, 17)]
    assert sent(pipeline)[0].endswith("roles=student&limit=10&offset=5")


async def test_a_stream_gives_users_one_by_one_and_tells_the_total() -> None:
    client, _ = edubridge(Roll(33))
    walk = client.users.stream(roles=["teacher"], page_size=10, fields=["email"], org_sourced_ids=["s-1"])
    assert [user.sourced_id async for user in walk] == [f"u{number}" for number in range(33)]
    assert (walk.total, walk.offset) == (33, 33)
    first = await walk.first()
    assert first is not None
    assert first.sourced_id == "u0"


async def test_a_server_that_ignores_the_offset_ends_the_walk_with_an_error() -> None:
    client, _ = answering({"users": [{"sourcedId": "u1"}], "totalCount": 9})
    with pytest.raises(PaginationError, match="ignore paging"):
        await client.users.list_all(roles=["student"], page_size=1)


@pytest.mark.parametrize("odd", ["many", None, [], {"n": 1}])
async def test_counts_that_are_no_numbers_count_as_not_said(odd: object) -> None:
    body = {"users": [{"sourcedId": "u1"}], "totalCount": odd, "pageCount": odd, "pageNumber": "1", "limit": odd}
    client, _ = answering(body)
    page = await client.users.list_page(roles=["student"])
    assert (page.total, page.page_count, page.page_number, page.limit) == (None, None, 1, None)
    assert not page.has_more


async def test_options_of_requests_hold_for_every_page() -> None:
    client, pipeline = edubridge(Roll(30))
    await client.users.list_all(roles=["student"], page_size=10, headers={"X-Trace": "t"}, max_retries=0)
    assert [call.options and call.options.get("headers") for call in pipeline.calls] == [{"X-Trace": "t"}] * 3


def test_pages_are_equal_by_value() -> None:
    assert UserPage([User(sourced_id="u")], total=1) == UserPage([User(sourced_id="u")], total=1)
    assert UserPage([]) != UserPage([User(sourced_id="u")])
    assert "users" in dir(UserPage)
    assert EdubridgeClient.users.kind.__name__ == "Users"
