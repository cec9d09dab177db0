"""Verifying a credential: what the caller gives is made ready for the proofs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from timeback_core.clr.proofs.verdict import ClrVerification
from timeback_core.errors import InputValidationError, ValidationIssue
from timeback_core.model import Model
from timeback_core.wire import is_mapping, repeated_name

__all__ = ["TrustedKey", "verify_credential"]

TrustedKey = str | Mapping[str, Any]
"""A public key: Multikey text (``z6Mk…``), a did:key, or an object with ``publicKeyMultibase``."""


def verify_credential(
    credential: Model | Mapping[str, Any] | str | bytes,
    *,
    trusted_keys: Iterable[TrustedKey] | TrustedKey | None = None,
    at: datetime | str | None = None,
    contexts: Mapping[str, Mapping[str, Any]] | None = None,
    check_nested: bool = False,
) -> ClrVerification:
    """Return whether a credential's signatures hold, what they leave open, and why; nothing is sent or looked up.

    A signature that fits says that nobody has changed the credential since. It does not say who signed: the key comes
    with the credential. So name the keys that you trust, such as `DiscoveryResponse.verification_keys`.

    Args:
        credential: The credential as it was received: a record, decoded JSON, or JSON text.
        trusted_keys: Keys, one of which has to have signed. Without them any key will do, and
            `ProofCheck.trusted` is ``None``; with an empty list none will.
        at: The moment to judge validity by; now unless given.
        contexts: Further JSON-LD contexts by URL, as decoded JSON. The bundled ones cannot be replaced.
        check_nested: Check the credentials inside that have proofs, too.

    Raises:
        InputValidationError: The credential is no JSON object, a trusted key is none, or `at` is no moment.
        ConfigurationError: The extra ``clr`` is not installed.

    Source:
        Verifiable Credential Data Integrity 1.0; Data Integrity EdDSA Cryptosuites 1.0.
    """
    from timeback_core.clr.proofs.verifying import verify

    issues: list[ValidationIssue] = []
    document = _document(credential, issues)
    keys = None if trusted_keys is None else _keys(trusted_keys, issues)
    moment = _moment(at, issues)
    if issues or document is None:
        raise InputValidationError("Invalid verification", issues)
    try:
        return verify(document, trusted_keys=keys, at=moment, contexts=contexts, check_nested=check_nested)
    except RecursionError:
        raise InputValidationError("Invalid verification", [_TOO_DEEP]) from None


_TOO_DEEP: Final = ValidationIssue("credential", "is nested too deeply")


def _document(credential: object, issues: list[ValidationIssue]) -> Mapping[str, Any] | None:
    value = credential
    try:
        if isinstance(credential, Model):
            return credential.to_dict()
        if isinstance(credential, (str, bytes)):
            value = msgspec.json.decode(credential)
            json.loads(credential, object_pairs_hook=_once)
    except RecursionError:
        issues.append(_TOO_DEEP)
        return None
    except (msgspec.DecodeError, ValueError) as error:
        issues.append(ValidationIssue("credential", f"is no JSON: {error}"))
        return None
    if is_mapping(value):
        return value
    issues.append(ValidationIssue("credential", f"expected a ClrCredential or a mapping, got {type(value).__name__}"))
    return None


def _once(pairs: list[tuple[str, Any]]) -> None:
    """Refuse a member that is there twice: what is verified might not be what another reader sees."""
    twice = repeated_name(pairs)
    if twice is not None:
        raise ValueError(f"an object has the member {twice[:60]!r} twice")


def _keys(trusted: Iterable[TrustedKey] | TrustedKey, issues: list[ValidationIssue]) -> list[bytes]:
    from timeback_core.clr.proofs.keys import decode_multibase_key

    found: list[bytes] = []
    listed: Iterable[object] = [trusted] if isinstance(trusted, str) or is_mapping(trusted) else trusted
    for index, given in enumerate(listed):
        key: object = given.get("publicKeyMultibase") if is_mapping(given) else given
        try:
            found.append(decode_multibase_key(key if isinstance(key, str) else ""))
        except ValueError as error:
            wanted = "give Multikey text, a did:key, or an object with publicKeyMultibase"
            issues.append(ValidationIssue(f"trusted_keys.{index}", f"{error}; {wanted}"))
    return found


def _moment(at: datetime | str | None, issues: list[ValidationIssue]) -> datetime | None:
    moment = at
    if isinstance(at, str):
        try:
            moment = datetime.fromisoformat(at)
        except ValueError:
            issues.append(ValidationIssue("at", f"is no date and time: {at!r}"))
            return None
    if moment is not None and (not isinstance(moment, datetime) or moment.tzinfo is None):
        issues.append(ValidationIssue("at", "must be a datetime with a time zone, or text with an offset from UTC"))
        return None
    return moment
