"""Making proofs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from timeback_core.clr.proofs.canonical import config_hash, jcs_hash, rdfc
from timeback_core.clr.proofs.extra import NotCanonicalError
from timeback_core.clr.proofs.keys import encode_multibase
from timeback_core.clr.vocabulary import JCS_SUITE, RDFC_SUITE, Cryptosuite

if TYPE_CHECKING:
    from timeback_core.clr.proofs.keys import SigningKey

__all__ = ["hashes", "rdfc_eligible", "sign", "without_proof"]


def sign(
    document: Mapping[str, Any],
    key: SigningKey,
    *,
    created: str,
    verification_method: str,
    cryptosuite: Cryptosuite = RDFC_SUITE,
) -> dict[str, Any]:
    """Return a proof of a credential, to be put into its ``proof``; the credential is not changed.

    Args:
        document: The credential. Proofs that it has are not covered: several proofs stand side by side.
        key: The key to sign with.
        created: The moment to state, as RFC 3339 text.
        verification_method: Where the key is to be found, such as ``did:key:<key>#<key>``.
        cryptosuite: ``eddsa-rdfc-2022`` covers what the document means, ``eddsa-jcs-2022`` its JSON.

    Raises:
        NotCanonicalError: The suite cannot cover the whole document; the message says why.
        ConfigurationError: The extra ``clr`` is not installed.
    """
    unsecured = without_proof(document)
    proof: dict[str, Any] = {
        "type": "DataIntegrityProof",
        "cryptosuite": cryptosuite,
        "created": created,
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
    }
    if cryptosuite == JCS_SUITE and "@context" in unsecured:
        proof = {"@context": unsecured["@context"], **proof}
    elif cryptosuite not in (RDFC_SUITE, JCS_SUITE):
        raise ValueError(f"cryptosuite must be {RDFC_SUITE!r} or {JCS_SUITE!r}, got {cryptosuite!r}")
    proof["proofValue"] = encode_multibase(key.sign(hashes(unsecured, proof)))
    return proof


def hashes(unsecured: Mapping[str, Any], proof: Mapping[str, Any]) -> bytes:
    """Return the 64 bytes that a proof of one of the suites signs: the hash of its options, then the document's.

    Args:
        unsecured: The credential without proofs.
        proof: The proof; its ``proofValue`` has no part in it.

    Raises:
        NotCanonicalError: The suite cannot cover the whole document.
    """
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    if proof["cryptosuite"] == JCS_SUITE:
        return jcs_hash(options) + jcs_hash(unsecured)
    canonical = rdfc(unsecured)
    if canonical.loose:
        raise NotCanonicalError(_told(canonical.loose))
    return config_hash({**options, "@context": unsecured.get("@context")}) + canonical.digest


def rdfc_eligible(document: Mapping[str, Any]) -> str | None:
    """Return why ``eddsa-rdfc-2022`` cannot cover a credential; ``None`` if it can.

    `sign` finds the same reason by itself and raises it; asking first does the work twice.

    Raises:
        ConfigurationError: The extra ``clr`` is not installed.
    """
    try:
        canonical = rdfc(without_proof(document))
    except NotCanonicalError as error:
        return str(error)
    return _told(canonical.loose) if canonical.loose else None


def without_proof(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a credential without its own proofs; those of credentials inside stay."""
    return {name: value for name, value in document.items() if name != "proof"}


def _told(loose: tuple[tuple[str, str], ...]) -> str:
    """Return in words which members are not covered and why."""
    shown = "; ".join(f"{path}: {reason}" for path, reason in loose[:5])
    return shown if len(loose) <= 5 else f"{shown}; and {len(loose) - 5} more"
