"""MasteryTrack's tokens in the sandbox: who gets one, how long it is good, where it has to stand."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

import pytest
from mastery_calls import ACCOUNT, KEY, NO_ACCESS, SECOND, Mastery, bad, good

from timeback_sandbox import Sandbox

SEARCH = "/authoring/inventory/search"


@pytest.fixture(scope="module")
def shared() -> Iterator[Mastery]:
    with Sandbox(seed="demo") as sandbox, Mastery(sandbox) as made:
        yield made


@pytest.fixture
def mastery(shared: Mastery) -> Mastery:
    """The same, fresh for each test."""
    return shared.afresh()


def claims(token: str) -> dict[str, object]:
    head, payload, _ = token.split(".")
    assert json.loads(base64.urlsafe_b64decode(head + "=="))["alg"] == "HS256"
    return dict(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))


def test_a_token_says_whose_it_is_and_when_it_expires(mastery: Mastery) -> None:
    mastery.sandbox.clock.freeze()
    now = mastery.sandbox.clock.timestamp()
    found = claims(mastery.token("Sandbox@Timeback.LOCAL"))
    assert found["email"] == ACCOUNT
    assert found["iat"] == int(now)
    assert found["exp"] == pytest.approx(now + 3600, abs=1)


def test_each_request_gives_a_token_of_its_own_and_earlier_ones_stay_good(mastery: Mastery) -> None:
    tokens = [mastery.token() for _ in range(3)]
    assert len(set(tokens)) == 3
    for token in tokens:
        assert good(mastery.send("GET", SEARCH, header=[(b"x-auth-token", f"Bearer {token}".encode())]))["success"]


def test_a_token_expires_by_the_clock_of_the_sandbox(mastery: Mastery) -> None:
    mastery.sandbox.clock.advance(3590)
    assert mastery.search()
    mastery.sandbox.clock.advance(11)
    refused = bad(mastery.send("GET", SEARCH), 401)
    assert (refused["error"], refused["code"]) == ("Invalid or expired JWT", "UNAUTHORIZED")


@pytest.mark.parametrize("key", [None, "", "wrong", KEY + "x"])
def test_without_the_key_there_is_no_token(mastery: Mastery, key: str | None) -> None:
    refused = bad(mastery.authorize({"email": ACCOUNT}, key), 401)
    assert (refused["error"], refused["code"]) == ("Invalid API key", "UNAUTHORIZED")


@pytest.mark.parametrize("body", [{}, {"email": ""}, {"email": "  "}, {"email": None}])
def test_an_address_is_needed(mastery: Mastery, body: object) -> None:
    refused = bad(mastery.authorize(body), 400)
    assert (refused["error"], refused["code"]) == ("Email is required", "MISSING_PARAMETER")
    assert bad(mastery.authorize(body, "wrong"), 401)["code"] == "UNAUTHORIZED"  # the key comes first


@pytest.mark.parametrize("body", [[], "x", 7, {"email": 7}])
def test_a_body_of_another_shape_is_refused(mastery: Mastery, body: object) -> None:
    assert bad(mastery.authorize(body), 400)["code"] == "INVALID_PARAMETERS"


@pytest.mark.parametrize("email", [NO_ACCESS, "nobody@example.edu", "not an address"])
def test_an_account_without_access_gets_none(mastery: Mastery, email: str) -> None:
    assert bad(mastery.authorize({"email": email}), 403)["code"] == "ACCESS_DENIED"


def test_only_the_own_header_counts(mastery: Mastery) -> None:
    token = mastery.token().encode()
    for name, value in (
        (b"authorization", b"Bearer " + token),
        (b"x-auth-token", token),
        (b"x-auth-token", b"Basic " + token),
        (b"x-auth-token", b"Bearer " + token[:-3] + b"abc"),
        (b"x-auth-token", b"Bearer "),
        (b"x-api-key", KEY.encode()),
    ):
        assert bad(mastery.send("GET", SEARCH, header=[(name, value)]), 401)["code"] == "UNAUTHORIZED"
    assert mastery.send("GET", SEARCH, header=[(b"x-auth-token", b"bearer " + token)]).status == 200


def test_a_token_of_the_shared_endpoint_is_taken_too_but_not_the_other_way_round(mastery: Mastery) -> None:
    shared = mastery.line.token[1]
    assert mastery.send("GET", SEARCH, header=[(b"x-auth-token", shared)]).status == 200
    own = b"Bearer " + mastery.token().encode()
    users = b"/ims/oneroster/rostering/v1p2/users?limit=1"
    assert mastery.line.send("GET", users, [(b"authorization", own)]).status == 401


def test_withdrawing_answers_without_a_code_and_with_one_word(mastery: Mastery) -> None:
    refused = bad(mastery.send("POST", "/delivery/assignments/invalidate", {}, header=[]), 401)
    assert refused == {"success": False, "error": "Unauthorized"}


def test_revoked_tokens_are_worthless() -> None:
    with Sandbox(seed="empty") as sandbox, Mastery(sandbox) as mastery:
        sandbox.state.room.revoke_tokens()
        assert bad(mastery.send("GET", SEARCH), 401)
        mastery.renew()
        assert mastery.send("GET", SEARCH).status == 200


def test_who_assigned_is_the_number_of_the_account() -> None:
    with Sandbox(seed="demo") as sandbox, Mastery(sandbox) as mastery:
        mastery.with_school()
        (test, other, *_) = mastery.search(subject="Math", grade="3")
        assert mastery.assign(timeback_id=test["timeback_id"])["assigned_by"] == 1
        mastery.renew(SECOND)
        assert mastery.assign(timeback_id=other["timeback_id"])["assigned_by"] == 3
        mastery.header = [(b"x-auth-token", mastery.line.token[1])]
        assert mastery.assign(subject="Reading", grade_rank=3)["assigned_by"] is None


def test_several_keys_can_be_set() -> None:
    with Sandbox(seed="empty", masterytrack_api_keys=("marker-key", KEY)) as sandbox, Mastery(sandbox) as mastery:
        assert mastery.authorize({"email": ACCOUNT}, "marker-key").status == 200
        assert mastery.authorize({"email": ACCOUNT}, "two").status == 401
        assert "marker-key" not in repr(sandbox.state.settings)


def test_without_authentication_no_token_is_demanded() -> None:
    with Sandbox(seed="demo", no_auth=True) as sandbox, Mastery(sandbox) as mastery:
        assert mastery.send("GET", SEARCH, header=[]).status == 200
        assert mastery.send("GET", "/_control/assignments", header=[]).status == 200


def test_accounts_can_be_added(mastery: Mastery) -> None:
    made = good(mastery.send("POST", "/_control/accounts", {"email": "new@example.edu"}), 201)
    assert made["id"] == 4
    assert mastery.token("NEW@example.edu")
    assert bad(mastery.send("POST", "/_control/accounts", {"email": "new@example.edu"}), 422)
    assert bad(mastery.send("POST", "/_control/accounts", {"email": "none"}), 400)


def test_the_student_is_played_with_a_token_or_the_control_key_only(mastery: Mastery) -> None:
    assert bad(mastery.send("GET", "/_control/assignments", header=[]), 401)["code"] == "UNAUTHORIZED"
    key = [(b"x-sandbox-key", mastery.sandbox.control_key.encode())]
    assert mastery.send("GET", "/_control/assignments", header=key).status == 200


def test_the_journal_shows_neither_key_nor_token(mastery: Mastery) -> None:
    token = mastery.token()
    mastery.send("GET", SEARCH, header=[(b"x-auth-token", f"Bearer {token}".encode())])
    shown = repr(mastery.sandbox.journal(path="/masterytrack/*"))
    assert token not in shown
    assert KEY not in shown
