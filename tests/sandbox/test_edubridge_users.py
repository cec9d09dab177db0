"""Users by exclusive roles: filter, search, sort and paging of OneRoster's users list hold here too."""

from __future__ import annotations

from typing import Any

import pytest
from edubridge_api import ROSTER, EduApi, edu, shared_edu
from oneroster_api import ref, role, user

__all__ = ["edu", "shared_edu"]

USERS = "/edubridge/users/"


def ids(edu: EduApi, query: Any) -> list[str]:
    reply = edu.call("GET", USERS, query=query)
    assert reply.status == 200, reply.content
    return [one["sourcedId"] for one in reply.body["users"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("roles=student", ["ann", "ben"]),
        ("roles=teacher", ["dia"]),
        ("roles=student&roles=teacher", ["ann", "ben", "cem", "dia"]),
        ("roles=student,teacher", ["ann", "ben", "cem", "dia"]),
        ("roles=student,%20teacher&roles=guardian", ["ann", "ben", "cem", "dia", "eve"]),
        ("roles=administrator", []),
        ("roles=student&orgSourcedIds=south", ["ben"]),
        ("roles=student&orgSourcedIds=north", ["ann", "ben"]),
        ("roles=teacher&orgSourcedIds=south", ["dia"]),  # her primary organisation
        ("roles=student,teacher&orgSourcedIds=south&orgSourcedIds=nowhere&orgSourcedIds=x", ["ben", "cem", "dia"]),
        ("roles=student&orgSourcedIds=nowhere", []),
        ("roles=student&search=ANN.", ["ann"]),
        ("roles=student&search=north.ex", ["ann"]),
        ("roles=student,teacher&search=Di", ["dia"]),
        ("roles=student,teacher&search=doe", ["ann", "ben", "cem", "dia"]),
        ("roles=student,teacher&sort=sourcedId&orderBy=desc", ["dia", "cem", "ben", "ann"]),
        ("roles=student,teacher&filter=givenName%3D%27Ben%27", ["ben"]),
        ("roles=student,teacher&limit=2&offset=1", ["ben", "cem"]),
        ("roles=student,teacher&limit=2&offset=10", []),
    ],
)
def test_the_list_has_those_who_are_asked_for(edu: EduApi, query: str, found: list[str]) -> None:
    assert ids(edu, query) == found


def test_a_user_looks_as_in_oneroster_and_the_page_is_counted(edu: EduApi) -> None:
    reply = edu.call("GET", USERS, query="roles=student,teacher&limit=3&offset=3")
    (dia,) = reply.body["users"]
    assert dia == edu.get(f"{ROSTER}/users/dia").body["user"]
    assert dia["enabledUser"] == "true"
    assert {name: value for name, value in reply.body.items() if name != "users"} == {
        "totalCount": 4, "pageCount": 2, "pageNumber": 2, "offset": 3, "limit": 3,
    }  # fmt: skip
    assert edu.call("GET", USERS, query="roles=student,teacher&limit=1").body["totalCount"] == 4


def test_fields_are_selected(edu: EduApi) -> None:
    reply = edu.call("GET", USERS, query="roles=student&fields=givenName,email")
    assert reply.body["users"] == [
        {"sourcedId": "ann", "givenName": "Ann", "email": "ann@north.example"},
        {"sourcedId": "ben", "givenName": "Ben"},
    ]


def test_a_role_that_a_user_has_twice_counts_once(edu: EduApi) -> None:
    edu.load({"users": [user("two", role("student", "north"), role("student", "south", "secondary"))]})
    assert ids(edu, "roles=student") == ["ann", "ben", "two"]
    assert edu.call("GET", USERS, query="roles=student&limit=1").body["totalCount"] == 3


@pytest.mark.parametrize(
    ("query", "status", "path"),
    [
        ("", 422, "roles"),
        ("roles=", 422, "roles"),
        ("roles=,", 422, "roles"),
        ("roles=boss", 422, "roles"),
        ("roles=student,boss", 422, "roles"),
        ("roles=student,", 422, "roles"),
        ("roles=Student", 422, "roles"),
        ("roles=student&limit=0", 422, "limit"),
        ("roles=student&limit=3001", 422, "limit"),
        ("roles=student&limit=x", 422, "limit"),
        ("roles=student&offset=-1", 422, "offset"),
        ("roles=student&orderBy=up", 422, "orderBy"),
        ("roles=student&filter=nonsense", 400, None),
        ("roles=student&filter=shoeSize%3D%2740%27", 400, None),
        ("roles=student&fields=shoeSize", 400, None),
        ("roles=student&search=%ff", 400, None),
    ],
)
def test_a_wrong_parameter_is_named(edu: EduApi, query: str, status: int, path: str | None) -> None:
    reply = edu.call("GET", USERS, query=query)
    assert reply.status == status
    assert reply.body["imsx_codeMajor"] == "failure"
    if path is not None:
        assert list(reply.details) == [path]


def test_a_user_of_a_very_long_list_of_organisations_is_found(edu: EduApi) -> None:
    query = "roles=student&" + "&".join(f"orgSourcedIds=o{index}" for index in range(400)) + "&orgSourcedIds=south"
    assert ids(edu, query) == ["ben"]


def test_a_user_whose_role_changes_changes_lists(edu: EduApi) -> None:
    assert ids(edu, "roles=student&limit=1") == ["ann"]
    body = {"user": user("ann", role("teacher", "north"), primaryOrg=ref("north"))}
    assert edu.put(f"{ROSTER}/users/ann", body).status == 200
    assert ids(edu, "roles=student") == ["ben"]
    assert edu.call("GET", USERS, query="roles=student&limit=1").body["totalCount"] == 1
