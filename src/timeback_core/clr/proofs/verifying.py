"""Checking proofs, offline: whether signatures fit, what they cover, and whose keys they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from timeback_core.clr.proofs.canonical import Canonical, MoreContexts, config_hash, jcs_hash, rdfc
from timeback_core.clr.proofs.extra import NotCanonicalError
from timeback_core.clr.proofs.keys import (
    DID_KEY,
    decode_multibase,
    decode_multibase_key,
    public_multibase,
    signature_fits,
)
from timeback_core.clr.proofs.signing import without_proof
from timeback_core.clr.proofs.verdict import ClrVerification, ProofCheck
from timeback_core.clr.vocabulary import JCS_SUITE, RDFC_SUITE
from timeback_core.wire import is_list, is_mapping, is_object

__all__ = ["verify"]

_SIGNATURE_BYTES: Final = 64


class _Refused(Exception):  # noqa: N818  # no error: it carries the reason for a verdict
    """A proof is not valid; the message says why."""


def verify(
    document: Mapping[str, Any],
    *,
    trusted_keys: Iterable[bytes] | None = None,
    at: datetime | None = None,
    contexts: Mapping[str, Any] | None = None,
    check_nested: bool = False,
    path: str = "",
) -> ClrVerification:
    """Return whether the proofs of a credential hold, and what they leave open.

    Args:
        document: The credential, as decoded JSON.
        trusted_keys: Public keys, 32 bytes each, one of which has to have signed; ``None``: any key will do.
        at: The moment to judge validity by; now unless given.
        contexts: Further JSON-LD contexts by URL. The bundled ones cannot be replaced.
        check_nested: Check the credentials inside that have proofs, too.
        path: Where the credential is, if it is inside another one.

    Raises:
        ConfigurationError: The extra ``clr`` is not installed.
    """
    trusted = None if trusted_keys is None else frozenset(trusted_keys)
    moment = datetime.now(UTC) if at is None else at
    contexts = MoreContexts.of(contexts) if contexts else None  # shared with the credentials inside
    check = _Check(document, trusted, moment, contexts)
    proofs = [check.proof(index, proof) for index, proof in enumerate(check.given)]
    unsigned, accepted = check.coverage(proofs)
    not_yet, expired, problems = _validity(document, moment)
    errors = [proof.error for proof in proofs if proof.error is not None]
    if not check.given:
        errors.append("there is no proof")
    elif any(proof.valid for proof in proofs) and not any(_holds(proof) for proof in proofs):
        errors.append("no signature that fits was made with a trusted key")
    errors += [f"{name} is not covered by the signature: {reason}" for name, reason in unsigned]
    errors += problems
    nested = [
        verify(inner, trusted_keys=trusted, at=moment, contexts=contexts, check_nested=True, path=where)
        for where, inner in (_nested(document, path) if check_nested else ())
    ]
    identifier = document.get("id")
    return ClrVerification(
        verified=accepted and not unsigned and not not_yet and not expired and not problems,
        proofs=proofs,
        unsigned_members=list(dict.fromkeys(name for name, _ in unsigned)),
        not_yet_valid=not_yet,
        expired=expired,
        nested=nested,
        errors=errors,
        path=path,
        credential_id=identifier if isinstance(identifier, str) else None,
    )


def _holds(proof: ProofCheck) -> bool:
    return proof.valid and proof.trusted is not False


class _Check:
    """The proofs of one credential. What several of them need is worked out once."""

    def __init__(
        self,
        document: Mapping[str, Any],
        trusted: frozenset[bytes] | None,
        moment: datetime,
        contexts: Mapping[str, Any] | None,
    ) -> None:
        given = document.get("proof")
        self.given: list[Any] = given if is_list(given) else [] if given is None else [given]
        self._unsecured = without_proof(document)
        self._issuer = _issuer(document)
        self._trusted = trusted
        self._moment = moment
        self._contexts = contexts
        self._rdf: Canonical | NotCanonicalError | None = None

    def proof(self, index: int, proof: Any) -> ProofCheck:
        """Return what is found out about one proof."""
        if not is_object(proof):
            return ProofCheck(index=index, error=f"a proof is an object, not {type(proof).__name__}")
        method = _text(proof.get("verificationMethod"))
        controller = None if method is None else method.partition("#")[0]
        key: bytes | None = None
        error: str | None = None
        try:
            _check_supported(proof)
            key = _key(method)
            self._check_signature(proof, key)
        except (_Refused, NotCanonicalError) as refusal:
            error = str(refusal)
        return ProofCheck(
            index=index,
            type=_text(proof.get("type")),
            cryptosuite=_text(proof.get("cryptosuite")),
            verification_method=method,
            key=None if key is None else public_multibase(key),
            valid=error is None,
            trusted=None if self._trusted is None else key in self._trusted,
            controller_is_issuer=controller is not None and controller == self._issuer,
            error=error,
        )

    def coverage(self, proofs: list[ProofCheck]) -> tuple[list[tuple[str, str]], bool]:
        """Return the members that the proofs leave open, with reasons, and whether any proof is accepted.

        The proof that leaves least open counts.
        """
        holding = [proof for proof in proofs if _holds(proof)]
        candidates = holding or [proof for proof in proofs if proof.valid]
        if not candidates:
            return [], False
        left = [self._left_open(proof) for proof in candidates]
        return min(left, key=len), bool(holding)

    def _left_open(self, check: ProofCheck) -> list[tuple[str, str]]:
        proof: dict[str, Any] = self.given[check.index]
        context = self._unsecured.get("@context")
        own = proof.get("@context")
        place = f"proof.{check.index}.@context" if is_list(self.given) else "proof.@context"
        if check.cryptosuite == JCS_SUITE:
            if own is None or own == context:
                return []
            added = range(len(_as_list(own)), len(_as_list(context)))
            return [(f"@context.{index}", "it was added after signing") for index in added]
        loose = [(member.path, member.reason) for member in self._canonical().loose]
        if own is not None and own != context:
            loose.append((place, "the credential's own contexts count instead"))
        return loose

    def _check_signature(self, proof: dict[str, Any], key: bytes) -> None:
        if (expires := proof.get("expires")) is not None and _moment(expires, "the proof's expires") <= self._moment:
            raise _Refused(f"the proof expired at {expires}")
        signature = _signature(proof.get("proofValue"))
        options = {name: value for name, value in proof.items() if name != "proofValue"}
        if proof["cryptosuite"] == JCS_SUITE:
            message = jcs_hash(options) + jcs_hash(self._as_signed(proof))
        else:
            canonical = self._canonical()
            context = self._unsecured.get("@context")
            message = config_hash({**options, "@context": context}, self._contexts) + canonical.digest
        if not signature_fits(key, signature, message):
            raise _Refused("the signature does not fit: the credential or the proof was changed, or the key is wrong")

    def _as_signed(self, proof: dict[str, Any]) -> dict[str, Any]:
        """Return the document with the contexts that it had when it was signed."""
        if "@context" not in proof:
            return self._unsecured
        signed, present = _as_list(proof["@context"]), _as_list(self._unsecured.get("@context"))
        if present[: len(signed)] != signed:
            raise _Refused("the credential's @context does not begin with that of the proof")
        return {**self._unsecured, "@context": proof["@context"]}

    def _canonical(self) -> Canonical:
        if self._rdf is None:
            try:
                self._rdf = rdfc(self._unsecured, self._contexts)
            except NotCanonicalError as error:
                self._rdf = error
        if isinstance(self._rdf, NotCanonicalError):
            raise NotCanonicalError(f"the credential cannot have been signed in this suite: {self._rdf}")
        return self._rdf


def _check_supported(proof: dict[str, Any]) -> None:
    kind, suite, purpose = proof.get("type"), proof.get("cryptosuite"), proof.get("proofPurpose")
    if kind != "DataIntegrityProof":
        raise _Refused(f"unsupported type of proof {kind!r}; supported is 'DataIntegrityProof'")
    if suite not in (RDFC_SUITE, JCS_SUITE):
        raise _Refused(f"unsupported cryptosuite {suite!r}; supported are {RDFC_SUITE!r} and {JCS_SUITE!r}")
    if purpose != "assertionMethod":
        raise _Refused(f"proofPurpose must be 'assertionMethod', got {purpose!r}")
    if not isinstance(proof.get("created", ""), str):
        raise _Refused(f"the proof's created is no date and time: {str(proof['created'])[:60]}")
    if "previousProof" in proof:
        raise _Refused("unsupported: the proof is part of a chain (previousProof)")


def _key(method: str | None) -> bytes:
    """Return the key that a verification method itself holds."""
    if method is None:
        raise _Refused("the proof has no verificationMethod")
    controller, _, fragment = method.partition("#")
    of_did = controller.startswith(DID_KEY)
    try:
        key = decode_multibase_key(controller if of_did else fragment)
        if of_did and fragment and decode_multibase_key(fragment) != key:
            raise _Refused(f"verificationMethod {method[:120]!r} names two different keys")
    except ValueError as error:
        raise _Refused(
            f"verificationMethod {method[:120]!r} holds no Ed25519 key, and keys are not looked up ({error})"
        ) from None
    return key


def _signature(value: Any) -> bytes:
    if not isinstance(value, str):
        raise _Refused("the proof has no proofValue")
    try:
        signature = decode_multibase(value)
    except ValueError as error:
        raise _Refused(f"proofValue is no signature: {error}") from None
    if len(signature) != _SIGNATURE_BYTES:
        raise _Refused(f"proofValue is no Ed25519 signature: expected 64 bytes, got {len(signature)}")
    return signature


def _validity(document: Mapping[str, Any], moment: datetime) -> tuple[bool, bool, list[str]]:
    """Return whether a credential is not valid yet, whether it has expired, and what speaks against it in words."""
    begins = ends = None
    problems: list[str] = []
    try:
        begins = None if document.get("validFrom") is None else _moment(document["validFrom"], "validFrom")
        ends = None if document.get("validUntil") is None else _moment(document["validUntil"], "validUntil")
    except _Refused as error:
        problems.append(str(error))
    not_yet = begins is not None and moment < begins
    expired = ends is not None and ends <= moment
    if not_yet:
        problems.append(f"it is not valid before {document['validFrom']}")
    if expired:
        problems.append(f"it expired at {document['validUntil']}")
    return not_yet, expired, problems


def _moment(value: Any, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise _Refused(f"{name} is no date and time: {str(value)[:60]!r}") from None
    if moment.tzinfo is None:
        raise _Refused(f"{name} has no offset from UTC: {value!r}")
    return moment


def _issuer(document: Mapping[str, Any]) -> str | None:
    issuer = document.get("issuer")
    return _text(issuer.get("id") if is_object(issuer) else issuer)


def _nested(value: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the outermost credentials inside that have proofs, and where they are."""
    parts: Iterable[tuple[Any, Any]] = (
        value.items() if is_mapping(value) else enumerate(value) if is_list(value) else ()
    )
    for name, part in parts:
        where = f"{path}.{name}" if path else str(name)
        if is_object(part) and "proof" in part and "issuer" in part:
            yield where, part
        elif name != "proof":
            yield from _nested(part, where)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _as_list(value: Any) -> list[Any]:
    return value if is_list(value) else [value]
