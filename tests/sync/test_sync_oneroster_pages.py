# Written by tools/generate_sync.py from tests/contract/test_oneroster_pages.py; changes belong there.
"""Pages of OneRoster lists, and walks over all of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import pytest
from contract_places import Witness

from timeback_core import InputValidationError, ValidationError
from timeback_core.sync.oneroster import OneRosterClient
from timeback_sandbox import Sandbox


def ids(records: Any) -> list[str]:
    return [record.sourced_id for record in records]


@pytest.mark.parametrize("limit", [100, 101, 131, 916, 3000])
@pytest.mark.parametrize("prefetch", [None, 0, 5])
def test_a_walk_gives_every_user_once_and_in_order(
    limit: int, prefetch: int | None, oneroster: OneRosterClient
) -> None:
    everyone = ids(oneroster.users.list(limit=3000))
    assert len(everyone) == len(set(everyone)) > 900
    walk = oneroster.users.stream(limit=limit, prefetch=prefetch)
    assert [user.sourced_id for user in walk] == everyone
    assert walk.total == walk.offset == len(everyone)


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_small_pages_give_every_school_and_session_once(limit: int, oneroster: OneRosterClient) -> None:
    for resource in (oneroster.schools, oneroster.academic_sessions):
        whole = ids(resource.list())
        assert ids(resource.list_all(limit=limit)) == whole


def test_a_walk_asks_for_each_page_once(oneroster: OneRosterClient, witness: Witness) -> None:
    total = len(oneroster.users.list_all(limit=100))
    sent = [event for event in witness.requests if event.operation == "oneroster.users.list"]
    assert len(sent) == -(-total // 100)


def test_a_page_knows_its_place_and_the_next(oneroster: OneRosterClient) -> None:
    page = oneroster.users.list(limit=10, offset=900)
    assert (len(page), page.has_more, page.next_offset) == (10, True, 910)
    following = page.fetch_next()
    assert following is not None
    assert (len(following), following.has_more, following.next_offset) == (6, False, None)
    assert following.fetch_next() is None
    assert following.total == page.total == 916
    assert not set(ids(page)) & set(ids(following))


def test_beyond_the_end_is_an_empty_page_with_the_total(oneroster: OneRosterClient) -> None:
    page = oneroster.users.list(offset=5000)
    assert (list(page), page.total, page.has_more, page.next_offset) == ([], 916, False, None)


def test_an_interrupted_walk_goes_on_where_it_stopped(oneroster: OneRosterClient) -> None:
    walk = oneroster.users.stream(limit=50)
    seen: list[str] = []
    for user in walk:
        seen.append(user.sourced_id)
        if len(seen) == 77:
            break
    rest = oneroster.users.list_all(limit=500, offset=walk.offset)
    assert seen + ids(rest) == ids(oneroster.users.list(limit=3000))


def test_max_items_ends_a_walk_and_is_not_overfetched(oneroster: OneRosterClient, sandbox: Sandbox) -> None:
    found = oneroster.users.list_all(limit=40, max_items=90)
    sizes = [dict(parse_qsl(entry.query))["limit"] for entry in sandbox.journal(path="*/users")]
    assert sorted(sizes) == ["10", "40", "40"]  # side by side, so in any order
    assert ids(found) == ids(oneroster.users.list(limit=90))


def test_a_walk_over_the_last_full_page_asks_no_further(oneroster: OneRosterClient, witness: Witness) -> None:
    assert len(oneroster.schools.list_all(limit=3)) == 3
    assert [event.operation for event in witness.requests].count("oneroster.schools.list") == 1


@pytest.mark.parametrize("limit", [3001, 10_000_000])
def test_a_limit_above_the_servers_is_refused_by_the_server(limit: int, oneroster: OneRosterClient) -> None:
    with pytest.raises((ValidationError, InputValidationError)) as caught:
        oneroster.users.list(limit=limit)
    assert "limit" in str(caught.value.details)
