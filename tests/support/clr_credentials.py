"""A learner record of a made-up school, its key, and what comes of signing it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from timeback_core.clr.proofs.keys import SigningKey
from timeback_core.clr.proofs.signing import sign
from timeback_core.clr.vocabulary import (
    CLR_CONTEXT,
    EXTENSIONS_CONTEXT,
    OPEN_BADGES_CONTEXT,
    RDFC_SUITE,
    STANDARD_CONTEXTS,
    W3C_CONTEXT,
    Cryptosuite,
)

KEY = SigningKey.from_seed(bytes(range(32)))
OTHER_KEY = SigningKey.from_seed(bytes(range(1, 33)))
ISSUER = "https://riverbend.example/issuers/north"
METHOD = f"{ISSUER}#{KEY.multibase}"
DID_METHOD = f"did:key:{KEY.multibase}#{KEY.multibase}"
CREATED = "2026-06-12T15:00:05Z"
AT = datetime(2026, 7, 1, tzinfo=UTC)

_RATIOS = "urn:uuid:51b0a7de-2c44-4f4e-9d0b-0a6c6b1f7a02"
_COURSE = "urn:uuid:51b0a7de-2c44-4f4e-9d0b-0a6c6b1f7a01"
_LEARNER = "urn:uuid:8b7c2f10-55d4-4f0a-8a51-0f6f1c9d2e33"


def badge() -> dict[str, Any]:
    """Return the credential inside the record."""
    return {
        "@context": [W3C_CONTEXT, OPEN_BADGES_CONTEXT],
        "id": "urn:uuid:f0d93c5b-8f3e-4c1b-a0c7-3f6d5e4c2b10",
        "type": ["VerifiableCredential", "AchievementCredential"],
        "issuer": {"id": ISSUER, "type": ["Profile"]},
        "validFrom": "2026-06-10T09:30:00Z",
        "credentialSubject": {
            "id": _LEARNER,
            "type": ["AchievementSubject"],
            "achievement": {
                "id": _RATIOS,
                "type": ["Achievement"],
                "name": "Ratios and rates",
                "description": "Mastered the ratios unit",
                "criteria": {"id": "https://riverbend.example/criteria/ratios"},
            },
        },
    }


def record(**changes: Any) -> dict[str, Any]:
    """Return the record, unsigned."""
    return {
        "@context": list(STANDARD_CONTEXTS),
        "id": "urn:uuid:3d1f6a52-7c0e-4b0d-9a34-5b8f0c2e7a11",
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": {
            "id": ISSUER,
            "type": ["Profile"],
            "name": "Riverbend North Academy",
            "url": "https://riverbend.example",
        },
        "name": "Grade 6 learner record",
        "description": "Mathematics progress for the 2025-26 year",
        "validFrom": "2026-06-12T15:00:00Z",
        "credentialSubject": {
            "id": _LEARNER,
            "type": ["ClrSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "identityHash": "student-0042",
                    "identityType": "oneRosterSourcedId",
                    "hashed": False,
                }
            ],
            "achievement": [
                {
                    "id": _COURSE,
                    "type": ["Achievement"],
                    "name": "Grade 6 Mathematics",
                    "description": "Completed the grade 6 mathematics course",
                    "criteria": {"narrative": "Reach 90 percent mastery in every unit"},
                    "achievementType": "Course",
                },
                {
                    "id": _RATIOS,
                    "type": ["Achievement"],
                    "name": "Ratios and rates",
                    "description": "Mastered the ratios unit",
                    "criteria": {"id": "https://riverbend.example/criteria/ratios"},
                    "achievementType": "Competency",
                },
            ],
            "verifiableCredential": [badge()],
            "association": [
                {"type": "Association", "associationType": "isChildOf", "sourceId": _RATIOS, "targetId": _COURSE}
            ],
        },
        **changes,
    }


def rich_record() -> dict[str, Any]:
    """Return the record with members of further kinds: numbers, pictures, tags, an end."""
    whole = record(partial=False, validUntil="2030-06-12T15:00:00Z")
    whole["credentialSubject"]["achievement"][0] |= {
        "creditsAvailable": 2.5,
        "humanCode": "M6",
        "tag": ["mathematics", "grade 6"],
        "image": {"id": "https://riverbend.example/m6.png", "type": "Image", "caption": "A balance"},
        "creator": {"id": ISSUER, "type": ["Profile"]},
    }
    return whole


def signed(
    document: dict[str, Any] | None = None,
    *,
    key: SigningKey = KEY,
    method: str | None = None,
    created: str = CREATED,
    suite: Cryptosuite = RDFC_SUITE,
) -> dict[str, Any]:
    """Return a document with one more proof at its end."""
    document = record() if document is None else document
    issuer = document["issuer"]["id"]
    proof = sign(
        document,
        key,
        created=created,
        verification_method=method or f"{issuer}#{key.multibase}",
        cryptosuite=suite,
    )
    return {**document, "proof": [*document.get("proof", []), proof]}


def with_change(document: dict[str, Any], place: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    """Return a copy of a document with another value at one place."""
    changed = copy.deepcopy(document)
    target: Any = changed
    for name in place[:-1]:
        target = target[name]
    target[place[-1]] = value
    return changed


def places(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield every value of a document and where it is."""
    if place:
        yield place, value
    parts: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        yield from places(part, (*place, name))


def published_example() -> dict[str, Any]:
    """Return the record of the test vector that 1EdTech has published for learner records, unsigned."""
    university = {"id": "https://example.edu/issuers/565049", "type": "Profile"}
    named = {**university, "name": "Example University"}
    schemas = "https://purl.imsglobal.org/spec/{}_schema.json"

    def achievement(number: int, code: str) -> dict[str, Any]:
        return {
            "id": f"urn:uuid:{code}-56cb-11ec-bf63-0242ac130002",
            "type": "Achievement",
            "creator": university,
            "name": f"Achievement {number}",
            "criteria": {"id": f"https://example.edu/achievements/{code}-56cb-11ec-bf63-0242ac130002/criteria"},
            "description": f"Achievement {number}",
            "image": {"id": "https://example.edu/achievements/sample.png", "type": "Image"},
        }

    def schema(path: str) -> list[dict[str, str]]:
        return [{"id": schemas.format(path), "type": "1EdTechJsonSchemaValidator2019"}]

    first, second = achievement(1, "a7467ef6"), achievement(2, "dd887f0a")
    learner = "did:example:ebfeb1f712ebc6f1c276e12ec21"
    degree = {
        "@context": [W3C_CONTEXT, OPEN_BADGES_CONTEXT, EXTENSIONS_CONTEXT],
        "id": "urn:uuid:91537dba-56cb-11ec-bf63-0242ac130002",
        "type": ["VerifiableCredential", "AchievementCredential"],
        "issuer": named,
        "validFrom": "2010-01-01T00:00:00Z",
        "name": "Example University Degree",
        "credentialSubject": {"id": learner, "type": "AchievementSubject", "achievement": first},
        "credentialSchema": schema("ob/v3p0/schema/json/ob_v3p0_achievementcredential"),
        "proof": [
            {
                "type": "DataIntegrityProof",
                "created": "2010-01-01T19:23:24Z",
                "verificationMethod": PUBLISHED_METHOD,
                "cryptosuite": "eddsa-rdfc-2022",
                "proofPurpose": "assertionMethod",
                "proofValue": PUBLISHED_INNER_VALUE,
            }
        ],
    }
    return {
        "@context": [W3C_CONTEXT, CLR_CONTEXT, OPEN_BADGES_CONTEXT, EXTENSIONS_CONTEXT],
        "id": "http://example.edu/credentials/3732",
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": named,
        "validFrom": "2010-01-01T00:00:00Z",
        "name": "Sample Transcript",
        "credentialSubject": {
            "id": learner,
            "type": "ClrSubject",
            "verifiableCredential": [degree],
            "achievement": [first, second],
            "association": [
                {
                    "type": "Association",
                    "associationType": "isParentOf",
                    "sourceId": first["id"],
                    "targetId": second["id"],
                }
            ],
        },
        "credentialSchema": schema("clr/v2p0/schema/json/clr_v2p0_clrcredential"),
    }


PUBLISHED_SEED = bytes.fromhex("6241a409e6707bb640a0140a8a32bc3d193c33a661747284d6adfa4ed4180be4")
PUBLISHED_METHOD = "https://example.edu/issuers/565049#z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"
PUBLISHED_INNER_VALUE = "z45QnLySMt2mWuW787G6cf3SLkP97ZkMZxLeXH5yaaTQPCtTup4GCV95tU8HEnQJSyGCokSj3AvUhmJtvveTmN4Vu"
