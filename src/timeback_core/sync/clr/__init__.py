# Written by tools/generate_sync.py from timeback_core/clr.py; changes belong there.
"""CLR: comprehensive learner records, published, signed, and verified offline.

The client is `ClrClient`. `verify_credential` checks signatures without a client or a connection; it needs the extra
``clr``.
"""

from __future__ import annotations

from timeback_core._light import looked_up_late
from timeback_core.clr.models import (
    Achievement,
    AchievementCriteria,
    Association,
    ClrCredential,
    ClrCredentialSchema,
    ClrCredentialSubject,
    ClrImage,
    ClrProfile,
    ClrProof,
    DiscoveryResponse,
    IdentityObject,
    NestedCredentialSubject,
    VerifiableCredential,
)
from timeback_core.clr.proofs.verdict import ClrVerification, ProofCheck
from timeback_core.clr.types import ClrCredentialInput
from timeback_core.clr.verification import TrustedKey, verify_credential
from timeback_core.clr.vocabulary import (
    ACHIEVEMENT_TYPES,
    IDENTITY_TYPES,
    STANDARD_CONTEXTS,
    AchievementType,
    AssociationType,
)
from timeback_core.errors import (
    APIError,
    AuthenticationError,
    ForbiddenError,
    InputValidationError,
    NotFoundError,
    RateLimitError,
    ServerError,
    TimebackError,
    ValidationError,
    ValidationIssue,
    create_input_validation_error,
)
from timeback_core.sync.clr.client import ClrClient

TYPE_CHECKING = False
if TYPE_CHECKING:
    from timeback_core import __version__

ClrError = TimebackError

__all__ = [
    "ACHIEVEMENT_TYPES",
    "IDENTITY_TYPES",
    "STANDARD_CONTEXTS",
    "APIError",
    "Achievement",
    "AchievementCriteria",
    "AchievementType",
    "Association",
    "AssociationType",
    "AuthenticationError",
    "ClrClient",
    "ClrCredential",
    "ClrCredentialInput",
    "ClrCredentialSchema",
    "ClrCredentialSubject",
    "ClrError",
    "ClrImage",
    "ClrProfile",
    "ClrProof",
    "ClrVerification",
    "DiscoveryResponse",
    "ForbiddenError",
    "IdentityObject",
    "InputValidationError",
    "NestedCredentialSubject",
    "NotFoundError",
    "ProofCheck",
    "RateLimitError",
    "ServerError",
    "TimebackError",
    "TrustedKey",
    "ValidationError",
    "ValidationIssue",
    "VerifiableCredential",
    "__version__",
    "create_input_validation_error",
    "verify_credential",
]

__getattr__ = looked_up_late(__name__)
