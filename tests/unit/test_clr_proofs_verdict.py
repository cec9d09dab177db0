"""What a verdict on a credential says: about keys, trust, time and proofs that cannot be checked."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from clr_credentials import (
    AT,
    CREATED,
    DID_METHOD,
    ISSUER,
    KEY,
    METHOD,
    OTHER_KEY,
    badge,
    places,
    record,
    signed,
    with_change,
)

from timeback_core.clr import ClrCredential, DiscoveryResponse, verify_credential
from timeback_core.clr.proofs.keys import did_key
from timeback_core.clr.proofs.processor import Processor
from timeback_core.clr.proofs.signing import hashes
from timeback_core.errors import InputValidationError


def _nested(depth: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(depth):
        found = [found]
    return found


def _with_method(method: str) -> dict[str, Any]:
    return signed(method=method)


def test_a_verdict_tells_everything_about_a_good_credential() -> None:
    verification = verify_credential(signed(), trusted_keys=[KEY.multibase], at=AT)

    assert verification.verified
    assert verification
    (proof,) = verification.proofs
    assert (proof.index, proof.type, proof.cryptosuite) == (0, "DataIntegrityProof", "eddsa-rdfc-2022")
    assert (proof.verification_method, proof.key) == (METHOD, KEY.multibase)
    assert (proof.valid, proof.trusted, proof.controller_is_issuer, proof.error) == (True, True, True, None)
    assert (verification.errors, verification.unsigned_members, verification.nested) == ([], [], [])
    assert (verification.expired, verification.not_yet_valid) == (False, False)
    assert verification.trusted_key == KEY.multibase
    assert str(verification) == verification.explain()
    assert verification.explain().startswith("VERIFIED: urn:uuid:3d1f6a52")
    assert "the key is trusted" in verification.explain()


@pytest.mark.parametrize(
    "trusted",
    [
        KEY.multibase,
        [OTHER_KEY.multibase, did_key(KEY.multibase)],
        {did_key(KEY.multibase): None},
        [{"type": "Multikey", "publicKeyMultibase": KEY.multibase}],
        {"publicKeyMultibase": KEY.multibase},
        DiscoveryResponse({"x-timeback-verification-keys": [{"publicKeyMultibase": KEY.multibase}]}).verification_keys,
    ],
)
def test_trusted_keys_may_be_named_in_several_ways(trusted: Any) -> None:
    if isinstance(trusted, dict) and "publicKeyMultibase" not in trusted:
        trusted = iter(trusted)
    assert verify_credential(signed(), trusted_keys=trusted, at=AT)


@pytest.mark.parametrize("trusted", [[], [OTHER_KEY.multibase]])
def test_a_good_signature_of_somebody_else_is_not_enough(trusted: list[str]) -> None:
    verification = verify_credential(signed(), trusted_keys=trusted, at=AT)

    assert not verification
    assert (verification.proofs[0].valid, verification.proofs[0].trusted) == (True, False)
    assert "not" in verification.errors[0] or "trusted key" in verification.errors[0]
    assert "NOT among the trusted ones" in verification.explain()


def test_without_trusted_keys_a_forgers_key_is_as_good_as_any() -> None:
    forged = signed(record(name="Grade 12 learner record"), key=OTHER_KEY)

    assert verify_credential(forged, at=AT)
    assert verify_credential(forged, at=AT).proofs[0].trusted is None
    assert not verify_credential(forged, at=AT, trusted_keys=KEY.multibase)


@pytest.mark.parametrize(
    ("method", "is_issuer"),
    [
        (METHOD, True),
        (DID_METHOD, False),
        (did_key(KEY.multibase), False),
        (f"https://elsewhere.example#{KEY.multibase}", False),
    ],
)
def test_the_key_comes_from_the_fragment_or_from_a_did_key(method: str, is_issuer: bool) -> None:
    verification = verify_credential(_with_method(method), at=AT, trusted_keys=KEY.multibase)

    assert verification
    assert verification.proofs[0].controller_is_issuer is is_issuer


def test_an_issuer_that_is_a_did_key_is_the_controller() -> None:
    own = record(issuer={"id": did_key(KEY.multibase), "type": ["Profile"]})
    verification = verify_credential(signed(own, method=DID_METHOD), at=AT)

    assert verification
    assert verification.proofs[0].controller_is_issuer


@pytest.mark.parametrize(
    "method",
    [
        ISSUER,
        f"{ISSUER}#key-1",
        "did:web:riverbend.example#key-1",
        f"did:key:{KEY.multibase}#{OTHER_KEY.multibase}",
        "did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc",
        "",
    ],
)
def test_a_key_that_would_have_to_be_looked_up_is_an_error(method: str) -> None:
    whole = signed()
    verification = verify_credential(with_change(whole, ("proof", 0, "verificationMethod"), method), at=AT)

    assert not verification
    assert verification.proofs[0].error is not None
    assert "key" in verification.proofs[0].error


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"type": "Ed25519Signature2020"}, "unsupported type of proof 'Ed25519Signature2020'"),
        ({"type": "JsonWebSignature2020", "jws": "a..b"}, "unsupported type of proof"),
        ({"cryptosuite": "eddsa-2022"}, "unsupported cryptosuite 'eddsa-2022'"),
        ({"cryptosuite": None}, "unsupported cryptosuite None"),
        ({"cryptosuite": ["eddsa-rdfc-2022"]}, "unsupported cryptosuite"),
        ({"proofPurpose": "authentication"}, "proofPurpose must be 'assertionMethod'"),
        ({"previousProof": "urn:uuid:1"}, "chain"),
        ({"proofValue": 5}, "no proofValue"),
        ({"proofValue": "u" + "A" * 86}, "no signature"),
        ({"proofValue": KEY.multibase}, "expected 64 bytes"),
        ({"verificationMethod": None}, "no verificationMethod"),
        ({"expires": "2026-06-30T00:00:00Z"}, "expired at 2026-06-30"),
        ({"expires": "soon"}, "no date and time"),
    ],
)
def test_a_proof_that_cannot_be_checked_says_why(change: dict[str, Any], said: str) -> None:
    whole = signed()
    verification = verify_credential({**whole, "proof": [{**whole["proof"][0], **change}]}, at=AT)

    assert not verification
    assert said in str(verification.proofs[0].error)
    assert said in verification.explain()


@pytest.mark.parametrize("proofs", [None, [], "absent"])
def test_a_credential_without_proof_is_not_verified(proofs: Any) -> None:
    document = record() if proofs == "absent" else {**record(), "proof": proofs}
    verification = verify_credential(document, at=AT)

    assert (verification.verified, verification.proofs) == (False, [])
    assert verification.errors == ["there is no proof"]


def test_a_single_proof_may_stand_without_a_list() -> None:
    whole = signed()

    assert verify_credential({**whole, "proof": whole["proof"][0]}, at=AT)
    assert not verify_credential({**whole, "proof": "z6Mk"}, at=AT)


def test_of_several_proofs_each_is_judged_and_one_good_trusted_one_is_enough() -> None:
    twice = signed(signed(), key=OTHER_KEY, suite="eddsa-jcs-2022")
    foreign = {"type": "Ed25519Signature2020", "proofValue": "z1"}
    whole = {**twice, "proof": [foreign, *twice["proof"]]}

    verification = verify_credential(whole, at=AT, trusted_keys=OTHER_KEY.multibase)
    assert [proof.valid for proof in verification.proofs] == [False, True, True]
    assert [proof.trusted for proof in verification.proofs] == [False, False, True]
    assert verification
    assert verification.trusted_key == OTHER_KEY.multibase
    assert not verify_credential({**whole, "proof": whole["proof"][:2]}, at=AT, trusted_keys=OTHER_KEY.multibase)


def test_a_proof_over_the_json_covers_what_rdf_leaves_out() -> None:
    odd = record(shoeSize=42)
    by_json = signed(odd, suite="eddsa-jcs-2022")
    by_both = {**by_json, "proof": [*signed()["proof"], *by_json["proof"]]}

    assert verify_credential(by_both, at=AT)
    assert not verify_credential({**odd, "proof": signed()["proof"]}, at=AT)
    # … but not if nobody trusts the key of that proof
    other = signed(odd, key=OTHER_KEY, suite="eddsa-jcs-2022")
    mixed = {**odd, "proof": [*signed()["proof"], *other["proof"]]}
    assert verify_credential(mixed, at=AT)
    verification = verify_credential(mixed, at=AT, trusted_keys=KEY.multibase)
    assert (verification.verified, verification.unsigned_members) == (False, ["shoeSize"])


@pytest.mark.parametrize(
    ("at", "not_yet", "expired"),
    [
        ("2026-06-12T14:59:59Z", True, False),
        ("2026-06-12T15:00:00Z", False, False),
        ("2026-12-31T22:59:59Z", False, False),
        ("2026-12-31T23:00:00+00:00", False, True),
        (datetime(2027, 1, 1, tzinfo=UTC), False, True),
    ],
)
def test_a_credential_is_valid_from_its_beginning_until_its_end(at: Any, not_yet: bool, expired: bool) -> None:
    whole = signed(record(validUntil="2027-01-01T00:00:00+01:00"))
    verification = verify_credential(whole, at=at)

    assert (verification.not_yet_valid, verification.expired) == (not_yet, expired)
    assert verification.verified is not (not_yet or expired)
    assert verification.proofs[0].valid
    assert bool(verification.errors) is (not_yet or expired)


def test_without_a_moment_the_present_counts() -> None:
    assert verify_credential(signed(record(validFrom="2020-01-01T00:00:00Z")))
    assert verify_credential(signed(record(validFrom="2999-01-01T00:00:00Z"))).not_yet_valid
    assert verify_credential(signed(record(validUntil="2026-06-13T00:00:00Z"))).expired is (
        datetime.now(UTC) > datetime(2026, 6, 13, tzinfo=UTC)
    )


@pytest.mark.parametrize("moment", ["2026-06-12", "soon", "2026-06-12T15:00:00", 5, ["2026-06-12T15:00:00Z"]])
def test_times_that_cannot_be_read_are_held_against_it(moment: Any) -> None:
    verification = verify_credential(signed(record(validUntil=moment), suite="eddsa-jcs-2022"), at=AT)

    assert not verification
    assert "validUntil" in verification.errors[0]


def test_fractions_of_seconds_and_offsets_are_hashed_as_written() -> None:
    for created in ("2026-06-12T15:00:05.000Z", "2026-06-12T15:00:05+00:00"):
        assert verify_credential(signed(created=created), at=AT)
        assert hashes(record(), signed(created=created)["proof"][0]) != hashes(record(), signed()["proof"][0])


def test_what_rdf_does_not_distinguish_may_be_rearranged() -> None:
    whole = signed()
    shuffled = dict(reversed(whole.items()))
    subject = dict(whole["credentialSubject"])
    subject["achievement"] = subject["achievement"][::-1]
    one, two, three = whole["@context"]

    assert verify_credential({**shuffled, "credentialSubject": subject, "@context": [one, three, two]}, at=AT)
    assert verify_credential(with_change(whole, ("issuer", "type"), "Profile"), at=AT)


def test_contexts_of_ones_own_are_read_once_for_a_record_and_all_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = record()
    whole["credentialSubject"]["verifiableCredential"] = [signed(badge()), signed({**badge(), "id": "urn:uuid:2"})]
    whole = signed(whole)
    made: list[object] = []
    monkeypatch.setattr(Processor, "__init__", _counted(Processor.__init__, made))
    own = {"https://riverbend.example/context": {"@context": {"shoeSize": "https://riverbend.example/vocab#shoeSize"}}}

    verification = verify_credential(whole, at=AT, contexts=own, check_nested=True)
    assert verification.verified
    assert verification.nested_verified
    assert len(made) == 1


def _counted(work: Any, calls: list[object]) -> Any:
    def counting(*args: Any) -> None:
        calls.append(args)
        work(*args)

    return counting


def test_a_context_of_ones_own_may_be_given() -> None:
    url = "https://riverbend.example/context"
    own = {"@context": {"shoeSize": "https://riverbend.example/vocab#shoeSize"}}
    document = record(shoeSize=42, **{"@context": [*record()["@context"], url]})
    message = "is not bundled"

    refused = verify_credential({**document, "proof": signed()["proof"]}, at=AT)
    assert message in refused.errors[0]
    known = verify_credential({**document, "proof": signed()["proof"]}, at=AT, contexts={url: own})
    assert "does not fit" in known.errors[0]
    bundled = {name: {"@context": {}} for name in record()["@context"]}
    assert verify_credential(signed(), at=AT, contexts=bundled)  # the bundled ones cannot be replaced


@pytest.mark.parametrize("form", ["dict", "text", "bytes", "model"])
def test_a_credential_may_be_given_in_any_form(form: str) -> None:
    whole = signed(record(shoeSize=[42, 1.0], name="Ärger"), suite="eddsa-jcs-2022")
    forms: dict[str, Any] = {
        "dict": whole,
        "text": json.dumps(whole),
        "bytes": json.dumps(whole).encode(),
        "model": ClrCredential.from_dict(whole),
    }

    assert verify_credential(forms[form], at=AT)


def test_a_record_that_was_changed_in_python_is_judged_as_changed() -> None:
    credential = ClrCredential.from_dict(signed())
    assert verify_credential(credential, at=AT)
    credential.name = "Grade 12 learner record"

    assert not verify_credential(credential, at=AT)
    assert credential.raw is not None
    assert verify_credential(credential.raw, at=AT)


def test_a_credential_inside_a_record_is_verified_by_itself() -> None:
    whole = record()
    whole["credentialSubject"]["verifiableCredential"] = [signed(badge())]
    credential = ClrCredential.from_dict(whole)
    assert credential.credential_subject is not None
    assert credential.credential_subject.verifiable_credential is not None

    assert verify_credential(credential.credential_subject.verifiable_credential[0], at=AT)
    # trusted keys and the moment count for those inside too
    verification = verify_credential(signed(whole), at=AT, trusted_keys=OTHER_KEY.multibase, check_nested=True)
    assert not verification.nested[0]


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        ({"credential": 5}, "credential"),
        ({"credential": "{"}, "credential"),
        ({"credential": b"\xff"}, "credential"),
        ({"credential": "[]"}, "credential"),
        ({"credential": '{"x": ' + "[" * 200_000 + "]" * 200_000 + "}"}, "credential"),
        ({"credential": {"x": _nested(5000)}, "check_nested": True}, "credential"),
        ({"credential": json.dumps(signed())[:-1] + ', "name": "somebody else\'s"}'}, "credential"),
        ({"credential": '{"issuer": {"id": "urn:a", "id": "urn:b"}}'}, "credential"),
        ({"trusted_keys": ["z6MkWrong"]}, "trusted_keys.0"),
        ({"trusted_keys": [KEY.multibase, None]}, "trusted_keys.1"),
        ({"trusted_keys": {"kty": "OKP"}}, "trusted_keys.0"),
        ({"at": "yesterday"}, "at"),
        ({"at": datetime(2026, 1, 1)}, "at"),
        ({"at": "2026-01-01T00:00:00"}, "at"),
    ],
)
def test_arguments_that_cannot_be_used_are_refused(arguments: dict[str, Any], path: str) -> None:
    with pytest.raises(InputValidationError) as caught:
        verify_credential(**{"credential": signed(), **arguments})

    assert [issue.path for issue in caught.value.issues] == [path]


def test_the_document_that_is_verified_stays_as_it_is() -> None:
    whole = signed()
    before = json.dumps(whole)
    verify_credential(whole, at=AT, check_nested=True)

    assert json.dumps(whole) == before
    assert len(list(places(whole))) > 60
    assert CREATED in before
