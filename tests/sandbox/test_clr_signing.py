"""The proofs that the CLR service adds, checked by libraries that have no part in making them."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any

import pytest
from clr_service import CLR, EXTENSIONS, ISSUER, KEY, MOMENT, OPEN_BADGES, W3C, Clr, clr_service, example, fits

from timeback_core.clr.proofs.keys import SigningKey
from timeback_core.clr.proofs.signing import sign
from timeback_core.clr.proofs.verifying import verify

pytestmark = pytest.mark.anyio

UNKNOWN_CONTEXT = "https://riverbend.example/contexts/house.json"
OTHER = SigningKey.from_seed(bytes(reversed(range(32))))


@pytest.fixture
async def service() -> AsyncGenerator[Clr]:
    async with clr_service() as made:
        yield made


def signed_by_another(credential: dict[str, Any], suite: Any = "eddsa-rdfc-2022") -> dict[str, Any]:
    """The credential with a proof of a key that the sandbox does not have."""
    proof = sign(
        credential,
        OTHER,
        created="2026-06-10T09:30:01Z",
        verification_method=f"{credential['issuer']['id']}#{OTHER.multibase}",
        cryptosuite=suite,
    )
    return {**credential, "proof": [*credential.get("proof", []), proof]}


def badge() -> dict[str, Any]:
    """A badge with members that the API does not know, signed by another key."""
    credential: dict[str, Any] = example()["credentialSubject"]["verifiableCredential"][0]
    credential["name"] = "Ratios"
    credential["credentialSubject"]["achievement"]["tag"] = ["grade 6", "ratios"]
    return signed_by_another(credential)


async def test_the_answer_is_the_record_and_its_proof(service: Clr) -> None:
    answer = await service.send(example())
    assert answer.status == 201
    signed = answer.json
    assert list(signed)[-1] == "proof"
    (proof,) = signed.pop("proof")
    assert signed == example()
    assert proof == {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-06-12T15:00:05Z",
        "verificationMethod": f"{ISSUER}#{KEY}",
        "proofPurpose": "assertionMethod",
        "proofValue": "z445gpbkNbycDDKa1zZVrYZSxwcgkGC8SDznybRo7zAQoQ5L3MLGDQgZk7CMnzRagLrmauzNKuRSkcdxWUdxn4fsp",
    }


async def test_the_key_may_be_named_alone() -> None:
    async with clr_service(clr_verification_method="did-key") as service:
        (proof,) = (await service.signed(example()))["proof"]
    assert proof["verificationMethod"] == f"did:key:{KEY}#{KEY}"
    assert (
        proof["proofValue"]
        == "z2J1aHWU438YMmDqerRbkMdr1hNoP2dXq9xgW89zvRyVrjHcP539s7p3asWaSLgj5ZbqmJu6G8U8SLyWjsV8YinP4"
    )


async def test_an_issuer_with_a_fragment_leaves_the_key_to_be_named_alone(service: Clr) -> None:
    record = example()
    record["issuer"]["id"] = "https://riverbend.example/issuers#north"
    signed = await service.signed(record)
    assert signed["proof"][0]["verificationMethod"] == f"did:key:{KEY}#{KEY}"
    assert fits(signed)


async def test_libraries_that_did_not_sign_it_accept_the_proof(service: Clr) -> None:
    signed = await service.signed(example())
    assert fits(signed)
    signed["name"] = "Grade 7 learner record"
    assert not fits(signed)


async def test_time_is_the_sandboxs_in_whole_seconds(service: Clr) -> None:
    service.state.clock.set(MOMENT + timedelta(hours=9, microseconds=999_999), frozen=True)
    assert (await service.signed(example()))["proof"][0]["created"] == "2026-06-13T00:00:05Z"


# ---------------------------------------------------------------- the other suite


async def test_an_unknown_context_is_signed_as_json(service: Clr) -> None:
    record = example()
    record["@context"].append(UNKNOWN_CONTEXT)
    signed = await service.signed(record)
    (proof,) = signed["proof"]
    assert proof["cryptosuite"] == "eddsa-jcs-2022"
    assert proof["@context"] == record["@context"]
    assert fits(signed)
    assert verify(signed, at=MOMENT).verified
    signed["description"] = "Something else"
    assert not fits(signed)


async def test_the_json_proof_of_the_example_is_the_known_one() -> None:
    async with clr_service() as service:
        signed = await service.signed({**example(), "house": None})  # null has no place in RDF
        assert signed["proof"][0]["cryptosuite"] == "eddsa-jcs-2022"
        proof = sign(
            example(),
            SigningKey.from_seed(bytes(range(32))),
            created="2026-06-12T15:00:05Z",
            verification_method=f"{ISSUER}#{KEY}",
            cryptosuite="eddsa-jcs-2022",
        )
    assert (
        proof["proofValue"]
        == "z2vnAWdDAdKZUushAeLExooc6DghQ3LpK4v4E5rC2guXLCPdh5mr9scH52tcw1pxEEcuKc9qDtMJ5VEVBmMVvkaNQ"
    )


ONLY_AS_JSON: list[dict[str, Any]] = [
    {"house": "green"},
    {"id": "example:%20", "evidence": [{"id": "portfolio-1", "type": ["Evidence"]}]},
    {"@context": [W3C, CLR, "https://purl.imsglobal.org/spec/ob/v3p0/context.json"]},
    {"type": ["VerifiableCredential", "ClrCredential", "HouseRecord"]},
]


@pytest.mark.parametrize("more", ONLY_AS_JSON)
async def test_what_rdf_would_not_say_whole_is_signed_as_json(service: Clr, more: dict[str, Any]) -> None:
    signed = await service.signed({**example(), **more})
    assert signed["proof"][0]["cryptosuite"] == "eddsa-jcs-2022"
    assert verify(signed, at=MOMENT).verified


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"@context": [W3C, CLR, OPEN_BADGES, UNKNOWN_CONTEXT]}, UNKNOWN_CONTEXT),
        ({"house": "green"}, "house"),
        ({"evidence": [{"id": "portfolio-1", "type": ["Evidence"]}]}, "portfolio-1"),
    ],
)
async def test_without_a_fallback_it_is_refused_by_name(more: dict[str, Any], named: str) -> None:
    async with clr_service(clr_proof_fallback="reject") as service:
        (message,) = (await service.details({**example(), **more})).values()
        assert named in message
        assert (await service.send(example())).status == 201


async def test_what_no_suite_can_sign_is_refused(service: Clr) -> None:
    details = await service.details({**example(), "points": 2**53 + 1})
    assert str(2**53) in str(details) or "canonical JSON" in str(details)


# ---------------------------------------------------------------- contexts


SCHEMA = {"id": "https://purl.imsglobal.org/spec/clr/v2p0/schema.json", "type": "1EdTechJsonSchemaValidator2019"}


async def test_a_type_of_the_extensions_brings_their_context(service: Clr) -> None:
    record = {**example(), "credentialSchema": [SCHEMA]}
    signed = await service.signed(record)
    assert signed["@context"] == [W3C, CLR, OPEN_BADGES, EXTENSIONS]
    assert signed["proof"][0]["cryptosuite"] == "eddsa-rdfc-2022"
    assert fits(signed)
    again = await service.signed(signed)
    assert again == signed  # it is there now


async def test_a_type_of_the_extensions_within_an_embedded_credential_counts(service: Clr) -> None:
    record = example()
    nested = record["credentialSubject"]["verifiableCredential"][0]
    nested["credentialSchema"] = [SCHEMA]
    assert EXTENSIONS in (await service.signed(record))["@context"]
    nested["@context"].append(EXTENSIONS)  # which says by itself what it means
    assert (await service.signed(record))["@context"] == record["@context"]


@pytest.mark.parametrize("kind", ["1EdTechRevocationList", "1EdTechCredentialRefresh"])
async def test_all_types_of_the_extensions_count(service: Clr, kind: str) -> None:
    record = {**example(), "refreshService": {"id": "https://riverbend.example/refresh/1", "type": kind}}
    assert (await service.signed(record))["@context"][-1] == EXTENSIONS


# ---------------------------------------------------------------- proofs that are there already


async def test_foreign_proofs_stay_in_their_order_before_the_new_one(service: Clr) -> None:
    record = signed_by_another(signed_by_another(example()), "eddsa-jcs-2022")
    signed = await service.signed(record)
    assert signed["proof"][:2] == record["proof"]
    assert len(signed["proof"]) == 3
    assert all(fits(signed, index) for index in range(3))


async def test_an_earlier_proof_of_the_sandbox_is_replaced(service: Clr) -> None:
    first = await service.signed(signed_by_another(example()))
    service.state.clock.advance(60)
    second = await service.signed(first)
    assert [proof["created"] for proof in second["proof"]] == ["2026-06-10T09:30:01Z", "2026-06-12T15:01:05Z"]
    assert second["proof"][0] == first["proof"][0]


async def test_an_earlier_proof_is_known_however_it_names_the_key(service: Clr) -> None:
    (proof,) = (await service.signed(example()))["proof"]
    for method in (f"did:key:{KEY}", f"did:key:{KEY}#{KEY}", f"https://other.example#{KEY}"):
        signed = await service.signed({**example(), "proof": [{**proof, "verificationMethod": method}]})
        assert len(signed["proof"]) == 1


# ---------------------------------------------------------------- what comes back is what was sent


NUMBERS = '{"a": 1.0, "b": 12345678901234567890.5, "c": 0.1000, "d": 1E3, "e": -0, "f": 1e-7, "g": 1.50}'


async def test_every_byte_of_an_embedded_credential_comes_back(service: Clr) -> None:
    embedded = json.dumps(badge(), indent=1, ensure_ascii=True).replace(
        '"Ratios"', '"R\\u0061ti\\u00f6s \\/ \\ud83d\\ude00"'
    )
    embedded = embedded.replace('"tag": [', '"level": ' + NUMBERS + ', "tag": [')
    record = example()
    record["credentialSubject"]["verifiableCredential"] = ["HERE"]
    sent = json.dumps(record).replace('"HERE"', embedded)
    answer = await service.send_text(sent)
    assert answer.status == 201
    assert embedded.encode() in answer.content
    signed = answer.json
    del signed["proof"]
    assert signed == json.loads(sent)


async def test_an_embedded_credential_still_verifies_afterwards(service: Clr) -> None:
    record = example()
    record["credentialSubject"]["verifiableCredential"] = [badge()]
    signed = await service.signed(record)
    verdict = verify(signed, at=MOMENT, check_nested=True)
    assert verdict.verified
    assert [one.verified for one in verdict.nested] == [True]
    assert fits(signed["credentialSubject"]["verifiableCredential"][0])


async def test_large_numbers_are_signed_as_they_are(service: Clr) -> None:
    text = json.dumps({**example(), "house": "HERE"}).replace('"HERE"', NUMBERS)
    answer = await service.send_text(text)
    assert answer.status == 201
    assert NUMBERS.encode() in answer.content
    assert fits(answer.json)


async def test_names_of_any_language_come_back(service: Clr) -> None:
    record = example()
    record["name"] = "Zeugnis \u2013 \u5c0f\u5b66\u6821 \U0001f393"
    record["issuer"]["id"] = "https://schule.example/\u00fcbung"
    record["m\u00e4rz"] = {"\U0001f393": "\u0000\u001f"}
    answer = await service.send_text(json.dumps(record, ensure_ascii=False))
    assert answer.status == 201
    signed = answer.json
    assert verify(signed, at=MOMENT).verified
    del signed["proof"]
    assert signed == record


# ---------------------------------------------------------------- embedded proofs, checked when asked to


async def test_embedded_proofs_are_not_looked_at_unless_asked_to(service: Clr) -> None:
    spoilt = {**badge(), "name": "Fractions"}
    record = example()
    record["credentialSubject"]["verifiableCredential"] = [badge(), spoilt]
    assert (await service.signed(record))["credentialSubject"]["verifiableCredential"] == [badge(), spoilt]


async def test_embedded_proofs_that_do_not_verify_are_refused_when_asked_to() -> None:
    spoilt = {**badge(), "name": "Fractions"}
    other = badge()
    other["proof"][0] = {**other["proof"][0], "cryptosuite": "ecdsa-rdfc-2019"}
    record = example()
    async with clr_service(clr_verify_nested=True) as service:
        record["credentialSubject"]["verifiableCredential"] = [badge(), other]
        assert (await service.send(record)).status == 201
        record["credentialSubject"]["verifiableCredential"] = [badge(), spoilt]
        assert set(await service.details(record)) == {"credentialSubject.verifiableCredential.1.proof.0"}
        record["credentialSubject"]["verifiableCredential"] = [{**badge(), "house": "green"}]
        assert set(await service.details(record)) == {"credentialSubject.verifiableCredential.0.house"}


@pytest.mark.parametrize("depth", [50, 800, 900, 930, 950, 3_000])
async def test_embedded_credentials_nested_deeply_are_answered(depth: int) -> None:
    record = example()
    record["credentialSubject"]["verifiableCredential"] = [{**badge(), "deep": "HERE"}]
    async with clr_service(clr_verify_nested=True) as service:
        answer = await service.send_text(json.dumps(record).replace('"HERE"', "[" * depth + "]" * depth))
        assert answer.status in {400, 422}, answer.content[:300]
