"""A user's typical code for learner records, for the type checkers only: what each expression is known to be."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, assert_type

from timeback_core.clr import (
    ACHIEVEMENT_TYPES,
    STANDARD_CONTEXTS,
    Achievement,
    AchievementCriteria,
    AchievementType,
    Association,
    AssociationType,
    ClrClient,
    ClrCredential,
    ClrCredentialInput,
    ClrCredentialSchema,
    ClrCredentialSubject,
    ClrImage,
    ClrProfile,
    ClrProof,
    ClrVerification,
    DiscoveryResponse,
    IdentityObject,
    NestedCredentialSubject,
    ProofCheck,
    VerifiableCredential,
    verify_credential,
)
from timeback_core.clr.credentials import Credentials
from timeback_core.clr.discovery import Discovery
from timeback_core.provider import TimebackProvider


def connects(provider: TimebackProvider) -> ClrClient:
    ClrClient(env="staging", client_id="i", client_secret="s", timeout=5.0)
    ClrClient(base_url="https://records.example", no_auth=True)
    return ClrClient(provider=provider)


def builds(badge: VerifiableCredential, kind: AssociationType, achievement: AchievementType) -> ClrCredential:
    learner = IdentityObject.create("ada@riverbend.example", salt="pepper")
    assert_type(learner, IdentityObject)
    assert_type(learner.identity_hash, str | None)
    return ClrCredential(
        context=list(STANDARD_CONTEXTS),
        id="urn:uuid:1",
        type=["VerifiableCredential", "ClrCredential"],
        issuer=ClrProfile(
            id="https://riverbend.example", type=["Profile"], image=ClrImage(id="https://a.example/i.png")
        ),
        name="Record",
        valid_from="2026-06-12T15:00:00Z",
        credential_subject=ClrCredentialSubject(
            type=["ClrSubject"],
            identifier=[learner],
            achievement=[
                Achievement(
                    id="urn:uuid:2",
                    type=["Achievement"],
                    name="Ratios",
                    description="Ratios",
                    criteria=AchievementCriteria(narrative="All of it"),
                    achievement_type=achievement,
                )
            ],
            verifiable_credential=[badge],
            association=[Association(association_type=kind, source_id="urn:uuid:2", target_id="urn:uuid:3")],
        ),
        credential_schema=[ClrCredentialSchema(id="https://a.example/schema.json")],
    )


async def publishes(client: ClrClient, record: ClrCredentialInput, plain: dict[str, Any]) -> None:
    assert_type(client.credentials, Credentials)
    assert_type(client.discovery, Discovery)
    credential = await client.credentials.upsert(record, timeout=5)
    assert_type(credential, ClrCredential)
    assert_type(await client.credentials.upsert(plain), ClrCredential)
    assert_type(credential.was_created, bool | None)
    assert_type(credential.raw, dict[str, Any] | None)
    assert_type(credential.issuer, ClrProfile | None)
    assert_type(credential.proof, list[ClrProof] | None)
    assert_type(credential.type, list[str] | None)
    assert credential.credential_subject is not None
    assert_type(credential.credential_subject, ClrCredentialSubject)
    for nested in credential.credential_subject.verifiable_credential or []:
        assert_type(nested, VerifiableCredential)
        assert_type(nested.credential_subject, NestedCredentialSubject | None)
    description = await client.discovery.get()
    assert_type(description, DiscoveryResponse)
    assert_type(description.verification_keys, list[str])
    assert_type(description["openapi"], Any)


def verifies(client: ClrClient, credential: ClrCredential, keys: list[str]) -> None:
    verification = client.credentials.verify(credential, trusted_keys=keys, at=datetime.now(UTC), check_nested=True)
    assert_type(verification, ClrVerification)
    client.credentials.verify(VerifiableCredential(id="urn:uuid:1"))
    assert_type(verify_credential(b"{}", trusted_keys="z6Mk", at="2026-06-12T15:00:00Z"), ClrVerification)
    assert_type(verification.verified, bool)
    assert_type(verification.unsigned_members, list[str])
    assert_type(verification.explain(), str)
    assert_type(verification.nested, list[ClrVerification])
    for proof in verification.proofs:
        assert_type(proof, ProofCheck)
        assert_type(proof.trusted, bool | None)
        assert_type(proof.key, str | None)
    assert_type(ACHIEVEMENT_TYPES[0], str)
