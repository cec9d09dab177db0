"""The proof that is added to a record: which suite, over what, in place of which earlier ones."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, cast

import msgspec

from timeback_core.clr.proofs.extra import NotCanonicalError
from timeback_core.clr.proofs.keys import did_key
from timeback_core.clr.proofs.signing import sign
from timeback_core.clr.proofs.verifying import verify
from timeback_core.clr.vocabulary import EXTENSIONS_CONTEXT, JCS_SUITE, RDFC_SUITE
from timeback_sandbox.problems import Problem

if TYPE_CHECKING:
    from timeback_core.clr.proofs.keys import SigningKey
    from timeback_core.clr.vocabulary import Cryptosuite
    from timeback_sandbox.clr.reading import Received

__all__ = ["Proven", "check_embedded", "prove", "verification_method"]

_OF_EXTENSIONS: Final = frozenset(
    {"1EdTechJsonSchemaValidator2019", "1EdTechRevocationList", "1EdTechCredentialRefresh"}
)
"""Types that have a meaning by the context of the extensions alone."""
_SUITES: Final = frozenset({RDFC_SUITE, JCS_SUITE})


class Proven(NamedTuple):
    """A record with its new proof.

    Attributes:
        body: Its JSON.
        cryptosuite: Of the proof.
    """

    body: bytes
    cryptosuite: str


def verification_method(issuer: str, multibase: str, way: Literal["issuer", "did-key"]) -> str:
    """How a proof names its key.

    Args:
        issuer: The id of the record's issuer; the key is its fragment, unless it has one.
        multibase: The public key.
        way: `did-key` names the key alone.
    """
    start = did_key(multibase) if way == "did-key" or "#" in issuer else issuer
    return f"{start}#{multibase}"


def prove(
    received: Received,
    key: SigningKey,
    own: Collection[str],
    *,
    now: datetime,
    way: Literal["issuer", "did-key"] = "issuer",
    fallback: Literal["jcs", "reject"] = "jcs",
) -> Proven:
    """A record as it is answered: with its members as they came, and a new proof after the proofs of others.

    It takes milliseconds, or seconds when many credentials are embedded.

    Args:
        received: The record, free of mistakes.
        key: What signs.
        own: The public keys of this sandbox: proofs that name one are left out.
        now: When that is.
        way: How the proof names the key.
        fallback: What to do with a record whose RDF does not say all that it says.

    Raises:
        Problem: 422, it cannot be signed.
    """
    members = {name: member for name, member in received.members.items() if name != "proof"}
    document = {name: member for name, member in received.document.items() if name != "proof"}
    if _lacks_extensions(document):
        members["@context"] = msgspec.Raw(
            bytes(members["@context"]).rstrip().removesuffix(b"]")
            + b","
            + msgspec.json.encode(EXTENSIONS_CONTEXT)
            + b"]"
        )
        document["@context"] = [*document["@context"], EXTENSIONS_CONTEXT]
    method = verification_method(document["issuer"]["id"], key.multibase, way)
    proof = _proof(document, key, f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", method, fallback)
    proofs = [*_of_others(received, own), msgspec.json.encode(proof)]
    members["proof"] = msgspec.Raw(b"[" + b",".join(proofs) + b"]")
    return Proven(msgspec.json.encode(members), str(proof["cryptosuite"]))


def _proof(
    document: dict[str, Any], key: SigningKey, created: str, method: str, fallback: Literal["jcs", "reject"]
) -> dict[str, Any]:
    """The proof, by the suite that suits the document."""

    def made(suite: Cryptosuite) -> dict[str, Any]:
        return sign(document, key, created=created, verification_method=method, cryptosuite=suite)

    try:
        return made(RDFC_SUITE)
    except NotCanonicalError as reason:
        if fallback == "reject":
            raise _unsigned(RDFC_SUITE, reason) from None
    try:
        return made(JCS_SUITE)
    except NotCanonicalError as reason:
        raise _unsigned(JCS_SUITE, reason) from None


def _unsigned(suite: str, reason: NotCanonicalError) -> Problem:
    return Problem(
        422, f"The credential cannot be signed with {suite}", details=[{"path": "(root)", "message": str(reason)}]
    )


def _of_others(received: Received, own: Collection[str]) -> Iterator[bytes]:
    """The proofs that were sent, as they were written, without those of this sandbox."""
    sent = received.members.get("proof")
    if sent is None:
        return
    for text, proof in zip(msgspec.json.decode(sent, type=list[msgspec.Raw]), received.document["proof"], strict=True):
        start, _, fragment = str(proof["verificationMethod"]).partition("#")
        if fragment not in own and start.removeprefix("did:key:") not in own:
            yield bytes(text)


def _lacks_extensions(document: dict[str, Any]) -> bool:
    """Whether one of the extensions' types occurs where no context says what it means."""
    pending: list[tuple[object, bool]] = [(document, False)]
    while pending:
        value, explained = pending.pop()
        if isinstance(value, list):
            pending.extend((entry, explained) for entry in cast("list[object]", value))
        elif isinstance(value, dict):
            found = cast("dict[str, object]", value)
            explained = explained or EXTENSIONS_CONTEXT in _several(found.get("@context"))
            if not explained and not _OF_EXTENSIONS.isdisjoint(_several(found.get("type"))):
                return True
            pending.extend((member, explained) for name, member in found.items() if name != "@context")
    return False


def _several(value: object) -> list[str]:
    """The texts in a value that may be one of them or a list."""
    entries = cast("list[object]", value) if isinstance(value, list) else [value]
    return [entry for entry in entries if isinstance(entry, str)]


def check_embedded(document: dict[str, Any], now: datetime) -> list[dict[str, str]]:
    """What is wrong with the signatures of embedded credentials; proofs of other kinds are not looked at."""
    problems: list[dict[str, str]] = []
    for position, credential in enumerate(document["credentialSubject"]["verifiableCredential"]):
        if not any(proof.get("cryptosuite") in _SUITES for proof in credential.get("proof", ())):
            continue
        path = f"credentialSubject.verifiableCredential.{position}"
        try:
            verdict = verify(credential, at=now)
        except RecursionError:
            problems.append({"path": path, "message": "The credential is nested too deeply to be verified"})
            continue
        for check in verdict.proofs:
            if check.cryptosuite in _SUITES and not check.valid:
                message = f"The proof does not verify: {check.error}"
                problems.append({"path": f"{path}.proof.{check.index}", "message": message})
        problems.extend(
            {"path": f"{path}.{member}", "message": "The proof does not cover this member"}
            for member in verdict.unsigned_members
        )
    return problems
