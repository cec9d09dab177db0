"""The figures of learner records: signing and verifying, against pyld's canonical form of the same document alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any, cast

from pyld import jsonld  # type: ignore[import-untyped]  # it has no types

from benchmarks.figures import Figure, milliseconds
from timeback_core.clr.proofs.contexts import load
from timeback_core.clr.proofs.keys import SigningKey
from timeback_core.clr.proofs.signing import sign
from timeback_core.clr.proofs.verifying import verify
from timeback_core.clr.vocabulary import OPEN_BADGES_CONTEXT, STANDARD_CONTEXTS, W3C_CONTEXT

ROUNDS = 40
ISSUER = "https://riverbend.example/issuers/north"
LEARNER = "urn:uuid:8b7c2f10-55d4-4f0a-8a51-0f6f1c9d2e33"
COURSE = "urn:uuid:51b0a7de-2c44-4f4e-9d0b-0a6c6b1f7a01"
UNIT: dict[str, Any] = {
    "id": "urn:uuid:51b0a7de-2c44-4f4e-9d0b-0a6c6b1f7a02",
    "type": ["Achievement"],
    "name": "Ratios and rates",
    "description": "Mastered the ratios unit",
    "criteria": {"id": "https://riverbend.example/criteria/ratios"},
}
RECORD: dict[str, Any] = {
    "@context": list(STANDARD_CONTEXTS),
    "id": "urn:uuid:3d1f6a52-7c0e-4b0d-9a34-5b8f0c2e7a11",
    "type": ["VerifiableCredential", "ClrCredential"],
    "issuer": {
        "id": ISSUER, "type": ["Profile"], "name": "Riverbend North Academy", "url": "https://riverbend.example",
    },
    "name": "Grade 6 learner record",
    "description": "Mathematics progress for the 2025-26 year",
    "validFrom": "2026-06-12T15:00:00Z",
    "credentialSubject": {
        "id": LEARNER,
        "type": ["ClrSubject"],
        "identifier": [
            {"type": "IdentityObject", "identityHash": "student-0042", "identityType": "oneRosterSourcedId",
             "hashed": False}
        ],
        "achievement": [
            {"id": COURSE, "type": ["Achievement"], "name": "Grade 6 Mathematics",
             "description": "Completed the grade 6 mathematics course",
             "criteria": {"narrative": "Reach 90 percent mastery in every unit"}, "achievementType": "Course"},
            {**UNIT, "achievementType": "Competency"},
        ],
        "verifiableCredential": [
            {"@context": [W3C_CONTEXT, OPEN_BADGES_CONTEXT],
             "id": "urn:uuid:f0d93c5b-8f3e-4c1b-a0c7-3f6d5e4c2b10",
             "type": ["VerifiableCredential", "AchievementCredential"],
             "issuer": {"id": ISSUER, "type": ["Profile"]},
             "validFrom": "2026-06-10T09:30:00Z",
             "credentialSubject": {"id": LEARNER, "type": ["AchievementSubject"], "achievement": UNIT}}
        ],
        "association": [
            {"type": "Association", "associationType": "isChildOf", "sourceId": UNIT["id"], "targetId": COURSE}
        ],
    },
}  # fmt: skip
CREATED = "2026-06-12T15:00:05Z"
PROOF_VALUE = "z445gpbkNbycDDKa1zZVrYZSxwcgkGC8SDznybRo7zAQoQ5L3MLGDQgZk7CMnzRagLrmauzNKuRSkcdxWUdxn4fsp"
"""What the seed 00 01 … 1f has to sign this record with at that moment."""


def in_turn(*works: Callable[[], object]) -> list[float]:
    """The median seconds of each work, one call of each in turn, so that what else the machine does hits all alike."""
    took: list[list[float]] = [[] for _ in works]
    for work in works:
        work()  # contexts are read and processed at the first call
    for _ in range(ROUNDS):
        for at, work in enumerate(works):
            start = time.perf_counter()
            work()
            took[at].append(time.perf_counter() - start)
    return [median(times) for times in took]


def cached_loader(url: str, _options: object) -> dict[str, Any]:
    """Gives pyld the contexts from memory, as they are given to it here."""
    return {
        "contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": load(url),
        "tag": "static",
    }  # fmt: skip


def figures() -> Iterator[Figure]:
    """Signing and verifying one record."""
    key = SigningKey.from_seed(bytes(range(32)))
    method = f"{ISSUER}#{key.multibase}"
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": cached_loader}

    def signing() -> dict[str, Any]:
        return sign(RECORD, key, created=CREATED, verification_method=method)

    proof = signing()
    if proof["proofValue"] != PROOF_VALUE:
        raise RuntimeError("the record is not signed as it should be")
    signed = {**RECORD, "proof": [proof]}
    trusted = [key.public]
    if not verify(signed, trusted_keys=trusted):
        raise RuntimeError("the record does not verify")

    def normalizing() -> object:
        return cast("Any", jsonld).normalize(RECORD, options)

    def both() -> object:
        return signing(), verify(signed, trusted_keys=trusted)

    alone, signs, verifies, signs_and_verifies = in_turn(
        normalizing, signing, lambda: verify(signed, trusted_keys=trusted), both
    )
    yield Figure(
        "clr: sign and verify a record", milliseconds(signs_and_verifies * 1000),
        f"{milliseconds(alone * 1000)} pyld's canonical form alone", signs_and_verifies / alone, "<= 1.3",
        note=f"signing {milliseconds(signs * 1000)}, verifying {milliseconds(verifies * 1000)}; "
        "both need the canonical form of the record; contexts are in memory for all",
    )  # fmt: skip
