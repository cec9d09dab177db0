# Written by tools/generate_sync.py from tests/contract/test_oneroster_conditions.py; changes belong there.
"""`where` of OneRoster lists, from the mapping to the rows that come back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from contract_places import Witness
from contract_records import LINCOLN, MATH_CLASS

from timeback_core import BadRequestError, InputValidationError
from timeback_core.oneroster import User
from timeback_core.sync.oneroster import OneRosterClient
from timeback_sandbox import Sandbox


def ids(records: Any) -> list[str]:
    return [record.sourced_id for record in records]


def has_role(user: User, role: str) -> bool:
    return any(item.role == role for item in user.roles)


_EVERYONE: list[User] = []


@pytest.fixture
def users(oneroster: OneRosterClient) -> list[User]:
    """All users of the demo data, which are the same for every test; fetched once."""
    if not _EVERYONE:
        _EVERYONE.extend(oneroster.users.list(limit=3000))
    return _EVERYONE


USER_CONDITIONS: list[tuple[str, Any, Any]] = [
    ("equality", {"status": "active"}, lambda u: u.status == "active"),
    ("two fields", {"status": "active", "role": "teacher"}, lambda u: u.status == "active" and has_role(u, "teacher")),
    ("ne", {"family_name": {"ne": "O'Brien"}}, lambda u: u.family_name != "O'Brien"),
    ("quote", {"family_name": "O'Brien"}, lambda u: u.family_name == "O'Brien"),
    ("the wire's spelling", {"familyName": "O'Brien"}, lambda u: u.family_name == "O'Brien"),
    ("accents", {"given_name": "Siobhán"}, lambda u: u.given_name == "Siobhán"),
    ("contains any case", {"email": {"contains": "LINCOLN"}}, lambda u: "lincoln" in (u.email or "").lower()),
    ("in", {"role": {"in_": ["teacher", "aide"]}}, lambda u: has_role(u, "teacher") or has_role(u, "aide")),
    ("in without underscore", {"role": {"in": ["aide"]}}, lambda u: has_role(u, "aide")),
    (
        "not in",
        {"role": {"not_in": ["student", "guardian"]}},
        lambda u: not {"student", "guardian"} & {item.role for item in u.roles},
    ),
    ("empty not in", {"role": {"not_in": []}}, lambda u: True),
    ("boolean", {"enabled_user": True}, lambda u: u.enabled_user is True),
    ("false", {"enabledUser": False}, lambda u: u.enabled_user is False),
    ("nothing given", {"middle_name": None}, lambda u: True),
    ("list field", {"grades": 4}, lambda u: 4 in (u.grades or [])),
    ("list field as text", {"grades": "4"}, lambda u: 4 in (u.grades or [])),
    ("range", {"username": {"gte": "m", "lt": "n"}}, lambda u: "m" <= (u.username or "") < "n"),
    (
        "or",
        {"OR": [{"family_name": "O'Brien"}, {"family_name": "Núñez"}]},
        lambda u: u.family_name in {"O'Brien", "Núñez"},
    ),
    (
        "or beside a field",
        {"OR": [{"role": "teacher"}, {"role": "aide"}], "email": {"contains": "carver"}},
        lambda u: (has_role(u, "teacher") or has_role(u, "aide")) and "carver" in (u.email or ""),
    ),
    (
        "and with or inside",
        {"AND": [{"status": "active"}, {"OR": [{"given_name": "Ana"}, {"given_name": "Raj", "role": "student"}]}]},
        lambda u: (
            u.status == "active" and (u.given_name == "Ana" or (u.given_name == "Raj" and has_role(u, "student")))
        ),
    ),
    ("hop", {"roles.org.sourcedId": LINCOLN}, lambda u: LINCOLN in [item.org.sourced_id for item in u.roles]),
    ("alias", {"orgSourcedId": LINCOLN}, lambda u: LINCOLN in [item.org.sourced_id for item in u.roles]),
    (
        "primary org",
        {"primary_org.sourced_id": LINCOLN},
        lambda u: u.primary_org is not None and u.primary_org.sourced_id == LINCOLN,
    ),
    (
        "ready-made",
        "role='aide' OR familyName~'brien'",
        lambda u: has_role(u, "aide") or "brien" in u.family_name.lower(),
    ),
    ("in list operator", "role@'teacher,aide'", lambda u: has_role(u, "teacher") or has_role(u, "aide")),
]


@pytest.mark.parametrize(("where", "fits"), [pytest.param(*rest, id=name) for name, *rest in USER_CONDITIONS])
def test_a_condition_picks_what_it_says(where: Any, fits: Any, oneroster: OneRosterClient, users: list[User]) -> None:
    expected = [user.sourced_id for user in users if fits(user)]
    page = oneroster.users.list(where=where, limit=3000)
    assert ids(page) == expected
    assert page.total == len(expected)
    assert expected, "a condition that fits nobody shows nothing"


def test_an_empty_in_matches_nothing_and_sends_nothing(oneroster: OneRosterClient, witness: Witness) -> None:
    page = oneroster.users.list(where={"sourced_id": {"in_": []}})
    assert (list(page), page.total) == ([], 0)
    assert oneroster.users.list_all(where={"status": "active", "role": {"in_": []}}) == []
    assert not witness.requests


def test_dates_and_moments_are_compared_in_time(oneroster: OneRosterClient) -> None:
    stamp = oneroster.users.get("student-0001").date_last_modified
    assert isinstance(stamp, datetime)
    count = {
        "after yesterday": {"gt": date.today() - timedelta(days=2)},
        "since then": {"gte": stamp},
        "in another zone": {"gte": stamp.astimezone(datetime.now().astimezone().tzinfo)},
    }
    for operand in count.values():
        assert oneroster.users.list(limit=1, where={"date_last_modified": operand}).total == 916
    for nothing in ({"gt": stamp + timedelta(days=400)}, {"lt": date(2020, 1, 1)}):
        assert oneroster.users.list(limit=1, where={"dateLastModified": nothing}).total == 0


def test_days_of_sessions_are_compared_in_time(oneroster: OneRosterClient) -> None:
    sessions = oneroster.academic_sessions.list()
    found = oneroster.academic_sessions.list(where={"start_date": {"gte": date(2026, 6, 1)}})
    assert ids(found) == [item.sourced_id for item in sessions if item.start_date >= date(2026, 6, 1)]
    assert 0 < len(found) < len(sessions)


def test_what_was_changed_since_a_moment_is_found(oneroster: OneRosterClient, sandbox: Sandbox) -> None:
    sandbox.clock.advance(3600)
    since = datetime.now(UTC) + timedelta(seconds=1800)
    oneroster.users.update("student-0007", {"pronouns": "they"})
    changed = oneroster.users.list(where={"date_last_modified": {"gte": since}})
    assert ids(changed) == ["student-0007"]
    assert changed[0].date_last_modified is not None
    assert changed[0].date_last_modified.tzinfo is not None


def test_metadata_is_compared_by_its_kind(oneroster: OneRosterClient) -> None:
    results = oneroster.assessment_results.list(limit=3000)
    for where, fits in (
        ({"metadata.xp": {"gte": 25}}, lambda xp, kind: xp is not None and xp >= 25),
        (
            {"metadata.xp": {"lt": 100}, "metadata.lessonType": "quiz"},
            lambda xp, kind: xp is not None and kind == "quiz",
        ),
        ({"metadata.lessonType": {"contains": "POWER"}}, lambda xp, kind: "power" in (kind or "")),
        ({"metadata.lessonType": {"in_": ["quiz", "unit-test"]}}, lambda xp, kind: kind in {"quiz", "unit-test"}),
    ):
        expected = [
            result.sourced_id
            for result in results
            if fits((result.metadata or {}).get("xp"), (result.metadata or {}).get("lessonType"))
        ]
        found = oneroster.assessment_results.list(limit=3000, where=where)
        assert ids(found) == expected
        assert found.total == len(expected)


def test_numbers_are_compared_as_numbers(oneroster: OneRosterClient) -> None:
    results = oneroster.assessment_results.list(limit=3000)
    found = oneroster.assessment_results.list(limit=3000, where={"score": {"gte": 9, "lt": 95.5}})
    assert ids(found) == [item.sourced_id for item in results if item.score is not None and 9 <= item.score < 95.5]
    assert 0 < len(found) < len(results)


@pytest.mark.parametrize(
    "where",
    [
        "nonsense",
        "status=",
        "status='active' AND",
        "status='active",
        "(status='active'",
        "status='active')",
        "lastName='x'",
        "class.title='x'",
        "status ! 'active'",
        "= 'x'",
    ],
)
def test_a_filter_that_the_server_cannot_read_is_a_bad_request(where: str, oneroster: OneRosterClient) -> None:
    with pytest.raises(BadRequestError) as caught:
        oneroster.users.list(where=where)
    assert caught.value.status_code == 400
    assert [code["value"] for code in caught.value.minor_codes] == ["invalid_filter_field"]


@pytest.mark.parametrize(
    "where",
    [
        {"role": {"bogus": 1}},
        {"role": ["a"]},
        {"role": {}},
        {"role": {"gt": None}},
        {"score": float("nan")},
        {"na me": "x"},
        {"status='x' OR status": "y"},
        {"OR": []},
        {"OR": [{}]},
        {"OR": {"role": "x"}},
    ],
)
def test_a_condition_that_cannot_be_said_is_refused_before_sending(
    where: Any, oneroster: OneRosterClient, witness: Witness
) -> None:
    for call in (oneroster.users.list, oneroster.users.first, oneroster.classes(MATH_CLASS).students):
        with pytest.raises(InputValidationError):
            call(where=where)
    assert not witness.requests
