# Written by tools/generate_sync.py from tests/support/contract_clr.py; changes belong there.
"""A case for each operation of CLR: it calls the operation and checks what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from clr_credentials import OTHER_KEY, badge, record, signed

from timeback_core.clr import ClrCredential
from timeback_core.errors import InputValidationError, ValidationError
from timeback_core.sync import TimebackClient

Case = Callable[[TimebackClient], None]


def keys_of(timeback: TimebackClient) -> list[str]:
    """The keys that the service says it signs with."""
    keys = timeback.clr.discovery.get().verification_keys
    assert keys
    return keys


def published(timeback: TimebackClient, document: dict[str, Any]) -> ClrCredential:
    """A record that was published, and whose signature holds."""
    credential = timeback.clr.credentials.upsert(document)
    verification = timeback.clr.credentials.verify(
        credential, trusted_keys=keys_of(timeback), at="2026-07-01T00:00:00Z"
    )
    assert verification, verification.explain()
    return credential


def upserts(timeback: TimebackClient) -> None:
    document = record()
    credential = published(timeback, document)
    assert credential.was_created is True
    assert credential.raw is not None
    assert {name: value for name, value in credential.raw.items() if name != "proof"} == document
    (proof,) = credential.proof or []
    assert (proof.type, proof.cryptosuite, proof.proof_purpose) == (
        "DataIntegrityProof",
        "eddsa-rdfc-2022",
        "assertionMethod",
    )

    again = published(timeback, document | {"name": "Grade 7 learner record"})
    assert (again.was_created, again.name) == (False, "Grade 7 learner record")
    (only,) = again.proof or []
    assert only.proof_value != proof.proof_value

    # what the service signed, sent back, is signed anew and not twice
    assert again.raw is not None
    assert len(published(timeback, again.raw).proof or []) == 1
    assert len(timeback.clr.credentials.upsert(again).proof or []) == 1

    # the same id of another issuer is another record
    elsewhere = record(issuer={"id": "https://elsewhere.example", "type": ["Profile"]})
    assert published(timeback, elsewhere).was_created is True


def describes_itself(timeback: TimebackClient) -> None:
    description = timeback.clr.discovery.get()
    assert description["openapi"].startswith("3.0")
    assert {"/credentials/", "/discovery/"} <= set(description["paths"])
    assert description["servers"][0]["url"].endswith("/ims/clr/v2p0")
    assert all(key.startswith("z6Mk") for key in description.verification_keys)


def keeps_what_others_have_signed(timeback: TimebackClient) -> None:
    """A badge that somebody else has signed goes in and comes out as it was."""
    inside = signed(badge() | {"name": "Ratios and rates", "awardedDate": "2026-06-10T09:30:00Z"}, key=OTHER_KEY)
    document = record(partial=True)
    document["credentialSubject"]["verifiableCredential"] = [inside]
    credential = published(timeback, document)
    assert credential.raw is not None
    assert credential.raw["credentialSubject"]["verifiableCredential"] == [inside]
    verification = timeback.clr.credentials.verify(credential, at="2026-07-01T00:00:00Z", check_nested=True)
    assert [inner.verified for inner in verification.nested] == [True]
    assert verification.nested[0].proofs[0].key == OTHER_KEY.multibase


def signs_the_json_where_rdf_would_leave_something_out(timeback: TimebackClient) -> None:
    """Members and contexts that nobody knows are covered by the other suite."""
    for odd in (
        record(shoeSize=42),
        record(**{"@context": [*record()["@context"], "https://riverbend.example/context"]}),
    ):
        credential = published(timeback, odd)
        (proof,) = credential.proof or []
        assert proof.cryptosuite == "eddsa-jcs-2022"
        assert credential.raw is not None
        tampered = {**credential.raw, "shoeSize": 43}
        assert not timeback.clr.credentials.verify(tampered, at="2026-07-01T00:00:00Z")


def refuses(timeback: TimebackClient) -> None:
    """What the client can see it does not send; what only the service checks, it refuses in one answer."""
    with pytest.raises(InputValidationError):
        timeback.clr.credentials.upsert(record(**{"@context": record()["@context"][:2]}))
    wrong = record(id="cred-1", type=["VerifiableCredential"])
    wrong["issuer"]["email"] = "nobody"
    with pytest.raises(ValidationError) as caught:
        timeback.clr.credentials.upsert(wrong)
    assert {"id", "type", "issuer.email"} <= {entry["path"] for entry in caught.value.details}


CASES: dict[str, Case] = {
    "clr.credentials.upsert": upserts,
    "clr.discovery.get": describes_itself,
}

STORIES: dict[str, Case] = {
    case.__name__: case
    for case in (keeps_what_others_have_signed, signs_the_json_where_rdf_would_leave_something_out, refuses)
}
