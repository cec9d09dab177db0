"""What the verification of a credential found out."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["ClrVerification", "ProofCheck"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofCheck:
    """What was found out about one proof.

    Attributes:
        index: Its place among the proofs, from 0.
        type: Its type, such as ``DataIntegrityProof``.
        cryptosuite: ``eddsa-rdfc-2022``, ``eddsa-jcs-2022`` or what it says.
        verification_method: What it says about its key.
        key: The public key that it names, as Multikey text; ``None`` if it names none that needs no look-up.
        valid: Whether the signature fits the document and this key.
        trusted: Whether the key is one of those that the caller trusts; ``None`` if none were named.
        controller_is_issuer: Whether the proof says that the key is the issuer's, which proves nothing.
        error: Why it is not valid; ``None`` if it is.
    """

    index: int
    type: str | None = None
    cryptosuite: str | None = None
    verification_method: str | None = None
    key: str | None = None
    valid: bool = False
    trusted: bool | None = None
    controller_is_issuer: bool = False
    error: str | None = None

    def explain(self) -> str:
        """Return one line that tells what was found out."""
        name = f"proof {self.index} ({self.cryptosuite or self.type or 'of unknown kind'})"
        if not self.valid:
            return f"{name}: not valid: {self.error}"
        trust = {
            None: "whose key it is was not checked (no trusted_keys)",
            True: "the key is trusted",
            False: "the key is NOT among the trusted ones",
        }[self.trusted]
        whose = "says to be the issuer's" if self.controller_is_issuer else "does not even say to be the issuer's"
        return f"{name}: the signature fits the key {self.key}, which {whose}; {trust}"

    def __str__(self) -> str:
        """Return `explain`."""
        return self.explain()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClrVerification:
    """What was found out about a credential. It is true in a condition exactly if it is verified.

    Attributes:
        verified: Whether a proof holds, its key is trusted (if any were named), it covers every member, and the
            credential is valid at this time.
        proofs: What was found out about each proof.
        unsigned_members: Paths of members that no signature covers: anybody can have added or changed them.
        not_yet_valid: Whether the time lies before ``validFrom``.
        expired: Whether ``validUntil`` has passed.
        nested: The same about each credential inside that has proofs; only with ``check_nested``. `verified` does
            not depend on it; `nested_verified` does.
        errors: Everything that stands against the credential, in words.
        path: Where in the credential it is; empty for the credential itself.
        credential_id: Its id, if it has one.
    """

    verified: bool
    proofs: list[ProofCheck] = field(default_factory=list[ProofCheck])
    unsigned_members: list[str] = field(default_factory=list[str])
    not_yet_valid: bool = False
    expired: bool = False
    nested: list[ClrVerification] = field(default_factory=list["ClrVerification"])
    errors: list[str] = field(default_factory=list[str])
    path: str = ""
    credential_id: str | None = None

    @property
    def nested_verified(self) -> bool:
        """Whether every credential inside that was checked is verified, and those inside them."""
        return all(inner.verified and inner.nested_verified for inner in self.nested)

    @property
    def trusted_key(self) -> str | None:
        """The trusted key whose proof holds; ``None`` if there is none or no keys were named."""
        return next((proof.key for proof in self.proofs if proof.valid and proof.trusted), None)

    def explain(self) -> str:
        """Return the verdict and its reasons as text for people, several lines."""
        return "\n".join(self._lines(""))

    def _lines(self, indent: str) -> list[str]:
        name = self.credential_id or "the credential"
        place = f" at {self.path}" if self.path else ""
        lines = [f"{indent}{'VERIFIED' if self.verified else 'NOT VERIFIED'}: {name}{place}"]
        lines += [f"{indent}  {proof.explain()}" for proof in self.proofs]
        told = {proof.error for proof in self.proofs}
        lines += [f"{indent}  {error}" for error in self.errors if error not in told]
        for inner in self.nested:
            lines += inner._lines(indent + "  ")
        return lines

    def __str__(self) -> str:
        """Return `explain`."""
        return self.explain()

    def __bool__(self) -> bool:
        """Tell whether the credential is verified."""
        return self.verified
