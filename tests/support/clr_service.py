"""The CLR service of a sandbox without a server, a learner record to give it, and a look at proofs of our own."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import base58
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pyld import jsonld
from sandbox_probe import Answer, Caller

from timeback_core.clr.proofs.contexts import load
from timeback_sandbox.app import create_app_for
from timeback_sandbox.settings import Settings
from timeback_sandbox.state import State

PREFIX = "/ims/clr/v2p0"
CREDENTIALS = f"{PREFIX}/credentials/"
DISCOVERY = f"{PREFIX}/discovery/"
SEED = bytes(range(32)).hex()
KEY = "z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd"
MOMENT = datetime(2026, 6, 12, 15, 0, 5, tzinfo=UTC)
W3C = "https://www.w3.org/ns/credentials/v2"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
ISSUER = "https://riverbend.example/issuers/north"
LEARNER = "urn:uuid:8b7c2f10-55d4-4f0a-8a51-0f6f1c9d2e33"
COURSE = "urn:uuid:51b0a7de-2c44-4f4e-9d0b-0a6c6b1f7a01"
UNIT = "urn:uuid:51b0a7de-2c44-4f4e-9d0b-0a6c6b1f7a02"
RATIOS = {"id": "https://riverbend.example/criteria/ratios"}

_EXAMPLE: dict[str, Any] = {
    "@context": [W3C, CLR, OPEN_BADGES],
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
        "id": LEARNER,
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
                "id": COURSE,
                "type": ["Achievement"],
                "name": "Grade 6 Mathematics",
                "description": "Completed the grade 6 mathematics course",
                "criteria": {"narrative": "Reach 90 percent mastery in every unit"},
                "achievementType": "Course",
            },
            {
                "id": UNIT,
                "type": ["Achievement"],
                "name": "Ratios and rates",
                "description": "Mastered the ratios unit",
                "criteria": RATIOS,
                "achievementType": "Competency",
            },
        ],
        "verifiableCredential": [
            {
                "@context": [W3C, OPEN_BADGES],
                "id": "urn:uuid:f0d93c5b-8f3e-4c1b-a0c7-3f6d5e4c2b10",
                "type": ["VerifiableCredential", "AchievementCredential"],
                "issuer": {"id": ISSUER, "type": ["Profile"]},
                "validFrom": "2026-06-10T09:30:00Z",
                "credentialSubject": {
                    "id": LEARNER,
                    "type": ["AchievementSubject"],
                    "achievement": {
                        "id": UNIT,
                        "type": ["Achievement"],
                        "name": "Ratios and rates",
                        "description": "Mastered the ratios unit",
                        "criteria": RATIOS,
                    },
                },
            }
        ],
        "association": [{"type": "Association", "associationType": "isChildOf", "sourceId": UNIT, "targetId": COURSE}],
    },
}


def example() -> dict[str, Any]:
    """A learner record of our own, to be changed at will."""
    return copy.deepcopy(_EXAMPLE)


class Clr(Caller):
    """The service, signed in."""

    async def send(self, credential: object, **more: Any) -> Answer:
        """Upserts a credential."""
        return await self("POST", CREDENTIALS, json_body=credential, **more)

    async def send_text(self, text: str | bytes, content_type: str | None = "application/json") -> Answer:
        """Upserts a credential that is written out."""
        headers = {} if content_type is None else {"Content-Type": content_type}
        content = text.encode() if isinstance(text, str) else text
        return await self("POST", CREDENTIALS, content=content, headers=headers)

    async def signed(self, credential: object) -> dict[str, Any]:
        """Upserts a credential, which has to succeed."""
        answer = await self.send(credential)
        assert answer.status in {200, 201}, answer.content
        signed: dict[str, Any] = answer.json
        return signed

    async def details(self, credential: object) -> dict[str, str]:
        """Upserts a credential, which has to be refused; returns what is said of which path."""
        answer = await self.send(credential)
        assert answer.status == 422, answer.content
        assert answer.minor == "invaliddata"
        return {one["path"]: one["message"] for one in answer.json["imsx_error_details"]}

    async def keys(self) -> list[str]:
        """The keys that discovery lists."""
        answer = await self("GET", DISCOVERY)
        assert answer.status == 200
        return [key["publicKeyMultibase"] for key in answer.json["x-timeback-verification-keys"]]


@asynccontextmanager
async def clr_service(*, sign_in: bool = True, **settings: Any) -> AsyncGenerator[Clr]:
    """The service in an empty sandbox, whose key is that of the vectors unless told otherwise, its clock frozen."""
    settings = {"seed": "empty", "clr_signing_seed": SEED, "token_lifetime": 1_000_000, **settings}
    state = State(Settings(**settings))
    service = Clr(create_app_for(state), state)
    state.clock.set(MOMENT, frozen=True)
    try:
        if sign_in:
            await service.sign_in()
        yield service
    finally:
        await service.sender.close()
        state.close()


# ---------------------------------------------------------------- proofs, checked by nothing of ours


def _rdf(document: Mapping[str, Any]) -> bytes:
    def loader(url: str, _options: object) -> dict[str, Any]:
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": load(url)}

    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": loader}
    return str(jsonld.normalize(dict(document), options)).encode()


def fits(credential: Mapping[str, Any], index: int = -1) -> bool:
    """Whether a proof fits a credential, by pyld, rfc8785 and cryptography alone."""
    proof = credential["proof"][index]
    document = {name: value for name, value in credential.items() if name != "proof"}
    config = {name: value for name, value in proof.items() if name != "proofValue"}
    if proof["cryptosuite"] == "eddsa-rdfc-2022":
        texts = [_rdf({**config, "@context": document["@context"]}), _rdf(document)]
    else:
        texts = [rfc8785.dumps(config), rfc8785.dumps(document)]
    multibase = proof["verificationMethod"].partition("#")[2]
    key = Ed25519PublicKey.from_public_bytes(base58.b58decode(multibase[1:])[2:])
    try:
        key.verify(base58.b58decode(proof["proofValue"][1:]), b"".join(hashlib.sha256(text).digest() for text in texts))
    except Exception:
        return False
    return True
