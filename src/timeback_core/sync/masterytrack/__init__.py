# Written by tools/generate_sync.py from timeback_core/masterytrack.py; changes belong there.
"""MasteryTrack: standardised tests, and their assignments to students.

The client is `MasteryTrackClient`; the records it answers with and what may be sent are here, too.
"""

from __future__ import annotations

from timeback_core._light import looked_up_late
from timeback_core.authorizer import AccessDeniedError
from timeback_core.errors import (
    APIError,
    AuthenticationError,
    ConflictError,
    ForbiddenError,
    InputValidationError,
    NotFoundError,
    RateLimitError,
    ServerError,
    TimebackError,
    TokenError,
    ValidationError,
    ValidationIssue,
    create_input_validation_error,
)
from timeback_core.masterytrack.inputs import (
    MasteryTrackAssignmentInput,
    MasteryTrackAuthorizerInput,
    MasteryTrackInvalidateAssignmentInput,
    MasteryTrackInventorySearchParams,
)
from timeback_core.masterytrack.models import (
    MasteryTrackAssignment,
    MasteryTrackAssignResponse,
    MasteryTrackAssignResponseData,
    MasteryTrackAuthorizerResponse,
    MasteryTrackExistingAssignment,
    MasteryTrackInvalidatedAssignment,
    MasteryTrackInvalidateResponse,
    MasteryTrackInvalidateResponseData,
    MasteryTrackInventoryItem,
    MasteryTrackInventoryMetadata,
    MasteryTrackInventorySearchResponse,
)
from timeback_core.masterytrack.types import MasteryTrackAuth, MasteryTrackEnvironment
from timeback_core.sync.authorizer import MasteryTrackAuthenticator
from timeback_core.sync.masterytrack.client import MasteryTrackClient

TYPE_CHECKING = False
if TYPE_CHECKING:
    from timeback_core import __version__

MasteryTrackError = TimebackError

__all__ = [
    "APIError",
    "AccessDeniedError",
    "AuthenticationError",
    "ConflictError",
    "ForbiddenError",
    "InputValidationError",
    "MasteryTrackAssignResponse",
    "MasteryTrackAssignResponseData",
    "MasteryTrackAssignment",
    "MasteryTrackAssignmentInput",
    "MasteryTrackAuth",
    "MasteryTrackAuthenticator",
    "MasteryTrackAuthorizerInput",
    "MasteryTrackAuthorizerResponse",
    "MasteryTrackClient",
    "MasteryTrackEnvironment",
    "MasteryTrackError",
    "MasteryTrackExistingAssignment",
    "MasteryTrackInvalidateAssignmentInput",
    "MasteryTrackInvalidateResponse",
    "MasteryTrackInvalidateResponseData",
    "MasteryTrackInvalidatedAssignment",
    "MasteryTrackInventoryItem",
    "MasteryTrackInventoryMetadata",
    "MasteryTrackInventorySearchParams",
    "MasteryTrackInventorySearchResponse",
    "NotFoundError",
    "RateLimitError",
    "ServerError",
    "TimebackError",
    "TokenError",
    "ValidationError",
    "ValidationIssue",
    "__version__",
    "create_input_validation_error",
]

__getattr__ = looked_up_late(__name__)
