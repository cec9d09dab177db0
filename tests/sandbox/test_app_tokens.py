"""The token endpoints, and what a bearer token opens."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote_plus

import pytest
from sandbox_probe import Caller, basic, probe

from timeback_sandbox.clock import Clock
from timeback_sandbox.tokens import TokenKeeper, new_key

pytestmark = pytest.mark.anyio

GRANT = {"grant_type": "client_credentials"}


def main_credentials(call: Caller) -> tuple[str, str]:
    client = call.state.credentials["main"]
    return client.client_id, client.client_secret


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth2/token", "/auth/1.0/token", "/oauth/token/"])
async def test_every_token_path_takes_basic_credentials(path: str) -> None:
    async with probe(token_lifetime=7) as call:
        answer = await call("POST", path, form=GRANT, headers={"Authorization": basic(*main_credentials(call))})
    assert answer.status == 200
    assert answer.json["token_type"] == "Bearer"
    assert answer.json["expires_in"] == 7
    assert "scope" not in answer.json
    assert answer.headers["cache-control"] == "no-store"


async def test_credentials_may_stand_in_the_form() -> None:
    async with probe() as call:
        client_id, secret = main_credentials(call)
        form = GRANT | {"client_id": client_id, "client_secret": secret, "scope": "a  b"}
        answer = await call("POST", "/oauth/token", form=form)
    assert (answer.status, answer.json["scope"]) == (200, "a b")


async def test_basic_credentials_may_be_percent_encoded_as_the_standard_says() -> None:
    async with probe(client_id="a b/c", client_secret="s:e%c+ret") as call:
        raw = basic("a b/c", "s:e%c+ret")
        encoded = basic(quote_plus("a b/c"), quote_plus("s:e%c+ret"))
        for header in (raw, encoded):
            answer = await call("POST", "/oauth/token", form=GRANT, headers={"Authorization": header})
            assert answer.status == 200


@pytest.mark.parametrize(
    "header",
    ["Basic !!!", "Basic", "Bearer abc", basic("sandbox", "wrong"), basic("other", "secret"), "Basic " + "/w=="],
)
async def test_wrong_credentials_are_401_invalid_client_with_a_challenge(header: str) -> None:
    async with probe() as call:
        answer = await call("POST", "/oauth/token", form=GRANT, headers={"Authorization": header})
    assert (answer.status, answer.json["error"]) == (401, "invalid_client")
    assert answer.headers["www-authenticate"].startswith("Basic ")


async def test_no_credentials_at_all_are_401() -> None:
    async with probe() as call:
        answer = await call("POST", "/oauth/token", form=GRANT)
    assert (answer.status, answer.json["error"]) == (401, "invalid_client")


async def test_another_grant_type_is_refused_by_name() -> None:
    async with probe() as call:
        headers = {"Authorization": basic(*main_credentials(call))}
        answer = await call("POST", "/oauth/token", form={"grant_type": "password"}, headers=headers)
        assert (answer.status, answer.json["error"]) == (400, "unsupported_grant_type")
        answer = await call("POST", "/oauth/token", form={"scope": "x"}, headers=headers)
        assert (answer.status, answer.json["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"", "text/plain"),
        (b'{"grant_type": "client_credentials"}', "application/json"),
        (b"grant_type=client_credentials&grant_type=client_credentials", "application/x-www-form-urlencoded"),
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % n for n in range(200)), "application/x-www-form-urlencoded"),
    ],
)
async def test_a_body_that_is_no_form_is_invalid_request(content: bytes, content_type: str) -> None:
    async with probe() as call:
        answer = await call("POST", "/oauth/token", content=content, headers={"Content-Type": content_type})
    assert (answer.status, answer.json["error"]) == (400, "invalid_request")


async def test_header_and_form_must_not_contradict_each_other() -> None:
    async with probe() as call:
        client_id, secret = main_credentials(call)
        headers = {"Authorization": basic(client_id, secret)}
        same = GRANT | {"client_id": client_id, "client_secret": secret}
        assert (await call("POST", "/oauth/token", form=same, headers=headers)).status == 200
        other = GRANT | {"client_id": client_id, "client_secret": "other"}
        answer = await call("POST", "/oauth/token", form=other, headers=headers)
        assert (answer.status, answer.json["error"]) == (400, "invalid_request")


async def test_the_second_endpoint_knows_other_credentials_and_its_tokens_are_good() -> None:
    async with probe() as call:
        call.token = await call.get_token(endpoint="second", path="/second/oauth/token")
        assert (await call("GET", "/ims/probe/1")).status == 200
        assert call.state.room.journal()[-1].client_id == "sandbox-second"
        headers = {"Authorization": basic(*main_credentials(call))}
        refused = await call("POST", "/second/oauth/token", form=GRANT, headers=headers)
        assert refused.status == 401


async def test_each_token_differs_so_that_a_renewed_one_can_be_told_from_a_rejected_one() -> None:
    async with probe() as call:
        assert await call.get_token() != await call.get_token()


async def test_token_requests_are_counted_good_or_bad() -> None:
    async with probe() as call:
        await call.get_token()
        await call("POST", "/oauth/token", form=GRANT)
        await call.get_token(endpoint="second", path="/second/oauth/token")
        counters = call.state.room.counters()
    assert counters == {"token_requests": 3, "token_requests.main": 2, "token_requests.second": 1}


@pytest.mark.parametrize("header", [None, "Bearer nonsense", "Bearer ", "Basic abc", "bearer", "Bearer " + "x" * 9000])
async def test_without_a_good_token_everything_is_401(header: str | None) -> None:
    async with probe() as call:
        headers = {} if header is None else {"Authorization": header}
        for path in ("/ims/probe/1", "/nowhere", "/oauth/other"):
            answer = await call("GET", path, headers=headers)
            assert (answer.status, answer.minor) == (401, "unauthorisedrequest")
            assert answer.headers["www-authenticate"].startswith("Bearer ")


async def test_the_scheme_of_a_bearer_token_is_read_in_any_case() -> None:
    async with probe() as call:
        token = await call.get_token()
        assert (await call("GET", "/ims/probe/1", headers={"Authorization": f"bEARER {token}"})).status == 200


async def test_a_token_of_another_sandbox_is_refused() -> None:
    async with probe() as one, probe() as other:
        one.token = await other.get_token()
        answer = await one("GET", "/ims/probe/1")
    assert answer.status == 401
    assert "not issued by this server" in answer.json["imsx_description"]


async def test_a_token_without_a_signature_is_refused() -> None:
    def part(value: dict[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    async with probe() as call:
        claims = json.loads(base64.urlsafe_b64decode((await call.get_token()).split(".")[1] + "=="))
        for algorithm in ("none", "HS256", "RS256"):
            call.token = f"{part({'alg': algorithm, 'typ': 'JWT'})}.{part(claims)}."
            assert (await call("GET", "/ims/probe/1")).status == 401


async def test_a_token_expires_by_the_sandboxs_clock() -> None:
    async with probe(token_lifetime=1) as call:
        await call.sign_in()
        call.state.clock.freeze()
        assert (await call("GET", "/ims/probe/1")).status == 200
        call.state.clock.advance(0.9)
        assert (await call("GET", "/ims/probe/1")).status == 200
        call.state.clock.advance(0.2)
        answer = await call("GET", "/ims/probe/1")
    assert answer.status == 401
    assert "expired" in answer.json["imsx_description"]


async def test_revoked_tokens_are_refused_and_new_ones_work() -> None:
    async with probe() as call:
        await call.sign_in()
        call.state.room.revoke_tokens()
        answer = await call("GET", "/ims/probe/1")
        assert answer.status == 401
        assert "revoked" in answer.json["imsx_description"]
        await call.sign_in()
        assert (await call("GET", "/ims/probe/1")).status == 200


async def test_with_no_auth_nothing_needs_a_token() -> None:
    async with probe(no_auth=True) as call:
        assert (await call("GET", "/ims/probe/1")).status == 200
        assert (await call("GET", "/nowhere")).status == 404


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        (None, 403),
        ("gradebook.readonly", 403),
        ("roster.createput", 403),
        ("roster.readonly", 200),
        ("other https://purl.imsglobal.org/spec/or/v1p1/scope/roster-core.readonly", 200),
        ("https://purl.imsglobal.org/spec/or/v1p2/scope/roster.readonly", 200),
        ("admin", 200),
    ],
)
async def test_strict_scopes_want_the_scope_of_the_operation(scope: str | None, status: int) -> None:
    async with probe(strict_scopes=True) as call:
        await call.sign_in(scope)
        answer = await call("GET", "/ims/oneroster/rostering/v1p2/probe")
    assert answer.status == status
    if status == 403:
        assert answer.minor == "forbidden"


async def test_scopes_do_not_matter_by_default() -> None:
    async with probe() as call:
        await call.sign_in()
        assert (await call("GET", "/ims/oneroster/rostering/v1p2/probe")).status == 200


def test_the_keeper_forgets_old_tokens_but_still_knows_them_when_they_come_back() -> None:
    keeper = TokenKeeper(new_key(), Clock(), lambda: 0, remember=2)
    tokens = [keeper.issue("me", "", 60) for _ in range(5)]
    for token in tokens * 2:
        assert not isinstance(keeper.check(token), str)
