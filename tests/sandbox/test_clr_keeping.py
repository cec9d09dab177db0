"""Which records the CLR service keeps, which keys it signs with, and what it tells of itself."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from clr_service import (
    CREDENTIALS,
    DISCOVERY,
    ISSUER,
    KEY,
    MOMENT,
    PREFIX,
    SEED,
    clr_service,
    example,
    fits,
)  # fmt: skip
from sandbox_probe import Caller

from timeback_core.clr.proofs.verifying import verify
from timeback_sandbox.clr.control import kept_records
from timeback_sandbox.clr.records import key_of
from timeback_sandbox.seeding import is_empty

pytestmark = pytest.mark.anyio

SCOPE = "https://purl.imsglobal.org/spec/clr/v2p0/scope/credential."


def named(credential_id: str, issuer: str = ISSUER, name: str = "Record") -> dict[str, Any]:
    record = example()
    record["id"], record["issuer"]["id"], record["name"] = credential_id, issuer, name
    return record


# ---------------------------------------------------------------- what is one record


async def test_the_first_time_is_201_and_every_further_time_200() -> None:
    async with clr_service() as service:
        assert [(await service.send(example())).status for _ in range(3)] == [201, 200, 200]


async def test_the_last_write_wins_and_the_time_of_creation_stays() -> None:
    async with clr_service() as service:
        await service.send(example())
        service.state.clock.advance(90)
        earlier = {**example(), "name": "Another name", "validFrom": "2020-01-01T00:00:00Z"}
        signed = await service.signed(earlier)
        (kept,) = kept_records(service.state)
    assert (kept.created_at, kept.updated_at) == ("2026-06-12T15:00:05.000Z", "2026-06-12T15:01:35.000Z")
    assert json.loads(kept.document) == signed
    assert signed["name"] == "Another name"


async def test_equal_records_at_the_same_moment_have_equal_proofs() -> None:
    async with clr_service() as service:
        assert await service.signed(example()) == await service.signed(example())
        service.state.clock.advance(1)
        assert (await service.signed(example()))["proof"][0]["created"] == "2026-06-12T15:00:06Z"


async def test_another_issuer_makes_another_record_of_the_same_id() -> None:
    async with clr_service() as service:
        first = await service.send(named("urn:uuid:1"))
        second = await service.send(named("urn:uuid:1", "https://riverbend.example/issuers/south"))
        assert (first.status, second.status) == (201, 201)
        assert len(kept_records(service.state)) == 2
        (south,) = kept_records(service.state, issuer="https://riverbend.example/issuers/south")
        assert south.id == "urn:uuid:1"


async def test_percent_encoding_and_blanks_around_make_no_difference() -> None:
    async with clr_service() as service:
        assert (await service.send(named("https://a.example/r%C3%A9cord%201"))).status == 201
        assert (await service.send(named("https://a.example/r\u00e9cord%201%20"))).status == 200
        assert (await service.send(named("https://a.example/r\u00e9cord%201", f"{ISSUER}%20"))).status == 200
        assert (await service.send(named("https://a.example/R\u00e9cord%201"))).status == 201


def test_ids_that_run_into_each_other_are_told_apart() -> None:
    assert key_of("urn:a", "urn:bc") != key_of("urn:a,urn:b", "c")
    assert key_of("urn:%FF", "urn:b") != key_of("urn:%FE", "urn:b")


async def test_of_many_at_once_one_is_the_first(tmp_path: Path) -> None:
    for database in ("sqlite://", f"sqlite:///{tmp_path}/records.db"):
        async with clr_service(database=database) as service:
            answers = await asyncio.gather(
                *(service.send(named("urn:uuid:1", name=f"Version {number}")) for number in range(12)),
                *(service.send(named(f"urn:uuid:other-{number}")) for number in range(4)),
            )
            assert sorted(answer.status for answer in answers[:12]) == [200] * 11 + [201]
            assert [answer.status for answer in answers[12:]] == [201] * 4
            assert all(fits(answer.json) for answer in answers)
            (kept,) = kept_records(service.state, "urn:uuid:1")
            assert json.loads(kept.document) in [answer.json for answer in answers[:12]]
            assert len(kept_records(service.state)) == 5


async def test_others_are_served_while_a_large_record_is_signed() -> None:
    record = example()
    nested = record["credentialSubject"]["verifiableCredential"][0]
    record["credentialSubject"]["verifiableCredential"] = [
        {**nested, "id": f"urn:uuid:nested-{number}", "credentialSubject": {"id": f"urn:uuid:learner-{number}"}}
        for number in range(150)
    ]
    async with clr_service() as service:
        large = asyncio.create_task(service.send(record))
        turns = 0
        while not large.done():
            assert (await service("GET", "/_sandbox/health")).status == 200
            turns += 1
        assert (await large).status == 201
    assert turns > 3


async def test_a_reset_forgets_records_and_a_snapshot_brings_them_back() -> None:
    async with clr_service() as service:
        await service.send(example())
        service.state.snapshot("before")
        service.state.reset()
        assert kept_records(service.state) == []
        service.state.restore("before")
        await service.sign_in()  # the clock was reset, too
        assert (await service.send(example())).status == 200


# ---------------------------------------------------------------- keys


async def test_the_key_is_made_once_and_survives_a_restart(tmp_path: Path) -> None:
    where = f"sqlite:///{tmp_path}/records.db"
    async with clr_service(database=where, clr_signing_seed=None) as service:
        first, keys = await service.signed(example()), await service.keys()
    async with clr_service(database=where, clr_signing_seed=None) as service:
        assert await service.keys() == keys
        assert (await service.send(example())).json["proof"] == first["proof"]
    assert len(keys) == 1
    assert keys != [KEY]


async def test_each_sandbox_in_memory_has_a_key_of_its_own() -> None:
    async with clr_service(clr_signing_seed=None) as one, clr_service(clr_signing_seed=None) as other:
        assert await one.keys() != await other.keys()


async def test_processes_on_one_file_sign_with_one_key(tmp_path: Path) -> None:
    shared: dict[str, Any] = {
        "database": f"sqlite:///{tmp_path}/records.db", "workers": 2, "clr_signing_seed": None,
    }  # fmt: skip
    async with clr_service(**shared) as one, clr_service(**shared) as other:
        keys = await asyncio.gather(one.keys(), other.keys())
        assert keys[0] == keys[1]
        assert (await one.send(example())).status == 201
        answer = await other.send(example())
        assert answer.status == 200
        assert answer.json["proof"][0]["verificationMethod"] == f"{ISSUER}#{keys[0][0]}"
        assert len(answer.json["proof"]) == 1


async def test_earlier_keys_stay_listed_after_a_change(tmp_path: Path) -> None:
    where = f"sqlite:///{tmp_path}/records.db"
    async with clr_service(database=where) as service:
        first = await service.signed(example())
    async with clr_service(database=where, clr_signing_seed="5" * 64) as service:
        current, *earlier = await service.keys()
        assert earlier == [KEY]
        second = await service.signed(first)
    async with clr_service(database=where, clr_signing_seed=None) as service:
        newest, *earlier = await service.keys()
        assert earlier == [current, KEY]
        assert newest not in earlier
    (proof,) = second["proof"]  # the one of the earlier key was the sandbox's, too
    assert proof["verificationMethod"] == f"{ISSUER}#{current}"
    assert verify(first, at=MOMENT).verified
    assert fits(second)


async def test_a_key_that_was_only_seen_in_discovery_stays_listed(tmp_path: Path) -> None:
    where = f"sqlite:///{tmp_path}/records.db"
    async with clr_service(database=where) as service:
        assert await service.keys() == [KEY]
    async with clr_service(database=where, clr_signing_seed="5" * 64) as service:
        assert (await service.keys())[1:] == [KEY]


async def test_a_key_stays_listed_whatever_becomes_of_the_records(tmp_path: Path) -> None:
    where = f"sqlite:///{tmp_path}/records.db"
    async with clr_service(database=where) as service:
        service.state.snapshot("before")
        first = await service.signed(example())
        service.state.reset()
    async with clr_service(database=where, clr_signing_seed="5" * 64) as service:
        (proof,) = (await service.signed(first))["proof"]  # the earlier one was its own
        current = proof["verificationMethod"].partition("#")[2]
        service.state.restore("before")
    async with clr_service(database=where, clr_signing_seed="6" * 64) as service:
        assert (await service.keys())[1:] == [current, KEY]


async def test_telling_the_keys_leaves_the_data_empty() -> None:
    async with clr_service() as service:
        await service.keys()
        assert is_empty(service.state.store)


async def test_the_seed_of_the_key_is_shown_nowhere(tmp_path: Path) -> None:
    async with clr_service(database=f"sqlite:///{tmp_path}/records.db") as service:
        await service.send(example())
        shown = (await service("GET", DISCOVERY)).content + (await service.control("GET", "/info")).content
        assert SEED not in shown.decode() + repr(service.state.settings)
    assert not any(SEED.encode() in file.read_bytes() for file in tmp_path.glob("records.db"))


# ---------------------------------------------------------------- discovery, access


async def test_discovery_needs_no_token_and_ignores_a_wrong_one() -> None:
    async with clr_service(sign_in=False) as service:
        for headers in ({}, {"Authorization": "Bearer nonsense"}):
            assert (await service("GET", DISCOVERY, headers=headers)).status == 200


async def test_discovery_tells_what_there_is_on_the_host_that_was_asked() -> None:
    async with clr_service() as service:
        answer = await service("GET", DISCOVERY, headers={"Host": "records.example:8443"})
        found = answer.json
        assert found["openapi"] == "3.0.1"
        assert found["servers"] == [{"url": f"http://records.example:8443{PREFIX}"}]
        assert set(found["paths"]) == {"/credentials/", "/discovery/"}
        (scheme,) = found["components"]["securitySchemes"].values()
        flow = scheme["flows"]["clientCredentials"]
        assert flow["tokenUrl"] == "http://records.example:8443/oauth/token"
        assert set(flow["scopes"]) == {f"{SCOPE}{name}" for name in ("readonly", "upsert", "admin")}
        assert found["paths"]["/credentials/"]["post"]["security"] == [{"OAuth2CC": [f"{SCOPE}upsert"]}]
        assert found["x-timeback-verification-keys"] == [
            {"type": "Multikey", "publicKeyMultibase": KEY, "didKey": f"did:key:{KEY}"}
        ]


async def test_tokens_are_to_be_had_where_discovery_says() -> None:
    async with clr_service(sign_in=False) as service:
        found = (await service("GET", DISCOVERY)).json
        url = found["components"]["securitySchemes"]["OAuth2CC"]["flows"]["clientCredentials"]["tokenUrl"]
        path = "/" + url.split("/", 3)[3]
        service.token = await service.get_token(path=path)
        assert (await service.send(example())).status == 201


async def test_an_upsert_without_a_token_is_401() -> None:
    async with clr_service(sign_in=False) as service:
        answer = await service.send(example())
        assert (answer.status, answer.minor) == (401, "unauthorisedrequest")
        assert kept_records(service.state) == []


async def test_paths_do_with_and_without_a_slash_at_the_end() -> None:
    async with clr_service() as service:
        for path in (CREDENTIALS, CREDENTIALS.rstrip("/")):
            assert (await service("POST", path, json_body=example())).status in {200, 201}
        service.token = None
        for path in (DISCOVERY, DISCOVERY.rstrip("/")):
            assert (await service("GET", path)).status == 200


@pytest.mark.parametrize(("scope", "status"), [("upsert", 201), ("admin", 201), ("readonly", 403)])
async def test_scopes_count_when_they_are_strict(scope: str, status: int) -> None:
    async with clr_service(sign_in=False, strict_scopes=True) as service:
        await service.sign_in(f"{SCOPE}{scope}")
        answer = await service.send(example())
        assert answer.status == status
        assert status == 201 or answer.minor == "forbidden"
    async with clr_service(sign_in=False) as service:
        await service.sign_in(f"{SCOPE}{scope}")
        assert (await service.send(example())).status == 201


async def test_faults_are_answered_in_the_services_words() -> None:
    async with clr_service() as service:
        await service.control("POST", "/faults", {"path": f"{PREFIX}/*", "status": 429, "count": 1})
        answer = await service.send(example())
        assert (answer.status, answer.minor) == (429, "server_busy")
        assert (await service.send(example())).status == 201


async def test_records_are_looked_at_through_the_control_api() -> None:
    async with clr_service() as service:
        signed = await service.signed(example())
        await service.send(named("urn:uuid:other"))
        listed = (await service.control("GET", "/clr/credentials")).json
        assert [one["id"] for one in listed] == [example()["id"], "urn:uuid:other"]
        (one,) = (await service.control("GET", f"/clr/credentials?id={example()['id']}")).json
        assert one["credential"] == signed
        assert (one["signedWith"], one["cryptosuite"]) == (KEY, "eddsa-rdfc-2022")
        (one,) = (await service.control("GET", "/clr/credentials?limit=1")).json
        assert one["id"] == "urn:uuid:other"
        assert (await service.control("GET", "/clr/credentials?limit=0")).status == 422
        assert (await Caller.__call__(service, "GET", "/_sandbox/clr/credentials")).status == 401


@pytest.mark.slow
def test_what_signs_is_imported_when_there_is_something_to_sign() -> None:
    code = (
        "import sys; from timeback_sandbox.app import service_routes\n"
        "service_routes(); print('timeback_sandbox.clr.operations' in sys.modules, 'pyld' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert shown.stdout.split() == ["True", "False"]
