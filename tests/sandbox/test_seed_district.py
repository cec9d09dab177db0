"""The bulk district: any number of users, everything in proportion, generated as a stream."""

from __future__ import annotations

import json
import tracemalloc
from collections import Counter
from datetime import date

import pytest
import seed_facts
from seed_facts import Record

from timeback_sandbox.seed import district

TODAY = date(2026, 11, 25)


def seed(users: int) -> dict[str, list[Record]]:
    return {kind: list(records) for kind, records in district.records(users, TODAY)}


@pytest.mark.parametrize("users", [1, 2, 5, 17, 100, 999, 3000])
def test_every_record_is_legal_and_every_reference_resolves(users: int) -> None:
    assert seed_facts.all_problems(seed(users)) == []


@pytest.mark.parametrize("users", [*range(1, 60), 1000, 2345, 10_000])
def test_the_totals_are_known_beforehand(users: int) -> None:
    counted = {kind: sum(1 for _ in records) for kind, records in district.records(users, TODAY)}
    assert counted == district.Plan.for_users(users).counts()
    assert counted["users"] == users


def test_the_same_number_gives_the_same_district() -> None:
    assert json.dumps(seed(500)) == json.dumps(seed(500))


def test_about_85_percent_are_students_and_each_has_four_classes_of_school_and_grade() -> None:
    everything = seed(2000)
    users = {user["sourcedId"]: user for user in everything["users"]}
    classes = {group["sourcedId"]: group for group in everything["classes"]}
    roles = Counter(user["roles"][0]["role"] for user in users.values())
    assert roles["student"] == 1700
    assert set(roles) == {"student", "teacher", "administrator", "guardian"}
    taken: Counter[str] = Counter()
    size: Counter[str] = Counter()
    taught: Counter[str] = Counter()
    for seat in everything["enrollments"]:
        user, group = users[seat["user"]["sourcedId"]], classes[seat["class"]["sourcedId"]]
        assert user["primaryOrg"] == group["org"] == seat["school"]
        if seat["role"] == "student":
            assert user["grades"] == group["grades"]
            taken[user["sourcedId"]] += 1
            size[group["sourcedId"]] += 1
        else:
            taught[group["sourcedId"]] += 1
    assert set(taken.values()) == {4}
    assert len(taken) == 1700
    assert set(size) == set(taught) == set(classes)
    assert set(taught.values()) == {1}
    assert max(size.values()) <= 25


def test_the_schools_grow_with_the_number_of_users() -> None:
    schools = [district.Plan.for_users(users).schools for users in (100, 1000, 10_000, 100_000)]
    assert schools == [1, 1, 14, 142]
    _, orgs = next(district.records(1_000_000, TODAY))
    names = [org["name"] for org in orgs]
    assert len(names) == 1 + district.Plan.for_users(1_000_000).schools
    assert len(set(names)) == len(names)


def test_mail_addresses_and_user_names_are_unique_and_names_varied() -> None:
    users = seed(5000)["users"]
    assert len({user["email"] for user in users}) == len({user["username"] for user in users}) == len(users)
    assert len({(user["givenName"], user["familyName"]) for user in users}) > 2500
    commonest = Counter(user["familyName"] for user in users).most_common(1)[0][1]
    assert commonest < 0.03 * len(users)


def test_a_guardian_shares_the_family_name_of_the_child() -> None:
    users = {user["sourcedId"]: user for user in seed(1000)["users"]}
    with_agents = [user for user in users.values() if user.get("agents")]
    assert len(with_agents) == sum(user["roles"][0]["role"] == "guardian" for user in users.values())
    for student in with_agents:
        assert users[student["agents"][0]["sourcedId"]]["familyName"] == student["familyName"]


def test_generating_needs_no_more_memory_for_more_users() -> None:
    def peak(users: int) -> int:
        tracemalloc.start()
        for _, records in district.records(users, TODAY):
            for _ in records:
                pass
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(100)
    assert peak(8000) < peak(800) + 100_000
