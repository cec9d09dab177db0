# Written by tools/generate_sync.py from timeback_core/clr/credentials.py; changes belong there.
"""Learner records: publishing them, and checking their signatures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Unpack

import msgspec

from timeback_core.clr.inputs import checked_credential
from timeback_core.clr.models import ClrCredential, VerifiableCredential
from timeback_core.clr.proofs.verdict import ClrVerification
from timeback_core.clr.verification import TrustedKey, verify_credential
from timeback_core.errors import InputValidationError, ValidationIssue
from timeback_core.sync.endpoint import post
from timeback_core.sync.resource import Resource
from timeback_core.transport.options import RequestOptions

__all__ = ["Credentials"]


class Credentials(Resource, service="clr", name="credentials", profile="credentials", title="credential"):
    """Learner records, which the service signs."""

    __slots__ = ()

    def upsert(self, credential: ClrCredential | Mapping[str, Any], **options: Unpack[RequestOptions]) -> ClrCredential:
        """Publish a record, new or in place of the one with the same id and issuer, and return it signed.

        A mapping is sent as it is but for ``None``. So are credentials inside, in every member: they keep their proofs.

        Args:
            credential: The record, signed by others or not at all.
            options: Options of the request.

        Returns:
            The record with the service's proof. `ClrCredential.was_created` tells whether it is new, and
            `ClrCredential.raw` is the answer as it was received.

        Raises:
            InputValidationError: Something is wrong with it; nothing was sent.
            ValidationError: The service refuses it; `details` lists why.
            ResponseParseError: The answer holds no credential.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            POST /ims/clr/v2p0/credentials/.
        """
        try:
            content = msgspec.json.encode(checked_credential(credential))
        except (UnicodeEncodeError, OverflowError) as error:
            issue = ValidationIssue("(root)", f"cannot be written as JSON: {error}")
            raise InputValidationError("Invalid credential", [issue]) from None
        return self._upsert(content, **options)

    @post("/", name="upsert", key=None, idempotent=True, content_type="application/json")
    def _upsert(self, content: bytes, **options: Unpack[RequestOptions]) -> ClrCredential:
        """Publish a record."""
        ...

    def verify(
        self,
        credential: ClrCredential | VerifiableCredential | Mapping[str, Any] | str | bytes,
        *,
        trusted_keys: Iterable[TrustedKey] | TrustedKey | None = None,
        at: datetime | str | None = None,
        contexts: Mapping[str, Mapping[str, Any]] | None = None,
        check_nested: bool = False,
    ) -> ClrVerification:
        """Return whether a record's signatures hold, worked out here: nothing is sent or looked up.

        It is `timeback_core.clr.verify_credential`, which needs no client.

        Args:
            credential: The record, or a credential from inside one; as it was received.
            trusted_keys: The keys of those who may have signed. Without them, any key will do.
            at: The moment to judge validity by; now unless given.
            contexts: Further JSON-LD contexts by URL.
            check_nested: Check the credentials inside that have proofs, too.

        Raises:
            InputValidationError: The credential is no JSON object, or an argument cannot be used.
            ConfigurationError: The extra ``clr`` is not installed.

        Source:
            Verifiable Credential Data Integrity 1.0; Data Integrity EdDSA Cryptosuites 1.0.
        """
        return verify_credential(
            credential, trusted_keys=trusted_keys, at=at, contexts=contexts, check_nested=check_nested
        )
