"""The database filters as the rules say: compared with a plain evaluation of the same rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_filter import holds
from oneroster_api import ROSTERING, Api, ref, role

from timeback_sandbox.filters import All, AnyOf, Node, Predicate, render

USERS = f"{ROSTERING}/users"
_TEXTS = ["Ana", "ana", "ANA", "Élodie", "élodie", "O'Brien", "a%b", "a_b", "10", "9", "", "true", "Zoë", "\\"]
_DATES = ["2025-01-02", "2025-01-02T00:00:00Z", "2025-01-02T02:00:00+02:00", "2024-12-31T23:59:59.999Z", "2025"]
_NUMBERS = ["10", "10.0", "9", "-1.5", "1e1", "7"]
_ROLES = ["student", "teacher", "aide"]
_ORGS = ["north", "south"]

_json = st.one_of(
    st.none(),
    st.sampled_from(_TEXTS + _DATES),
    st.sampled_from([10, 9, 7, -1.5, 7.25]),
    st.booleans(),
    st.lists(st.sampled_from(["Ana", 10, True, "2025-01-02", None]), max_size=3),
    st.just({"b": "Ana"}),
)
_texts = st.sampled_from(_TEXTS)


@st.composite
def _users(draw: st.DrawFn) -> dict[str, Any]:
    names = st.lists(st.tuples(st.sampled_from(_ROLES), st.sampled_from(_ORGS)), min_size=1, max_size=3)
    optional = {
        "middleName": _texts,
        "username": st.sampled_from(_TEXTS + _NUMBERS),
        "grades": st.lists(st.sampled_from(["9", "10", "K"]), max_size=3),
        "primaryOrg": st.sampled_from(_ORGS).map(ref),
        "metadata": st.fixed_dictionaries({}, optional={"a": _json, "x-y": _json}),
        "userIds": st.lists(st.sampled_from(_TEXTS).map(lambda text: {"type": "sis", "identifier": text}), max_size=2),
    }
    return draw(
        st.fixed_dictionaries(
            {
                "enabledUser": st.booleans(),
                "givenName": _texts,
                "familyName": _texts,
                "status": st.sampled_from(["active", "tobedeleted"]),
                "roles": names.map(lambda pairs: [role(name, org) for name, org in pairs]),
            },
            optional=optional,
        )
    )


_FIELDS = [
    "sourcedId", "status", "enabledUser", "givenName", "familyName", "middleName", "username", "grades", "role",
    "roles.role", "roles.org.sourcedId", "orgSourcedId", "roles.roleType", "primaryOrg.sourcedId",
    "primaryOrgSourcedId", "userIds.identifier", "metadata.a", "metadata.a.b", "metadata.x-y", "dateLastModified",
]  # fmt: skip
_predicates = st.builds(
    Predicate,
    st.sampled_from(_FIELDS),
    st.sampled_from(["=", "!=", "~", ">", ">=", "<", "<=", "@"]),
    st.sampled_from([*_TEXTS, *_DATES, *_NUMBERS, *_ROLES, *_ORGS, "active", "false", "u1", "Ana,10", "primary", "K"]),
)


def _groups(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.builds(All, parts) | st.builds(AnyOf, parts)


_nodes: st.SearchStrategy[Node] = st.recursive(_predicates, _groups, max_leaves=5)


@pytest.fixture(scope="module")
def api() -> Iterator[Api]:
    made = Api()
    yield made
    made.close()


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(users=st.lists(_users(), min_size=1, max_size=6), nodes=st.lists(_nodes, min_size=1, max_size=6))
def test_the_database_and_plain_python_choose_the_same_rows(
    api: Api, users: list[dict[str, Any]], nodes: list[Node]
) -> None:
    api.store.reset()
    api.load({"users": [{"sourcedId": f"u{index}", **one} for index, one in enumerate(users)]})
    documents = api.get(USERS).body["users"]
    for node in nodes:
        expected = [document["sourcedId"] for document in documents if holds(node, document)]
        assert api.ids(USERS, "users", filter=render(node)) == expected, render(node)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60) | st.text(st.sampled_from("statusrole.=!<>~@'() ANDOR0\\%_"), max_size=60))
def test_any_filter_is_answered_by_rows_or_by_an_error(api: Api, text: str) -> None:
    reply = api.get(USERS, filter=text)
    assert reply.status in {200, 400}
    if reply.status == 400:
        assert reply.minor == "invalid_filter_field"


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=40))
def test_any_query_string_is_answered(api: Api, query: bytes) -> None:
    assert api.call("GET", USERS, query=query).status in {200, 400, 422}
