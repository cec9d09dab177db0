# Written by tools/generate_sync.py from timeback_core/oneroster.py; changes belong there.
"""OneRoster 1.2: rosters, gradebook and resources.

The client is `OneRosterClient`; the records it answers with are here too, and what may be sent is in
`timeback_core.oneroster.types`.
"""

from __future__ import annotations

from timeback_core._light import looked_up_late
from timeback_core.created import BulkCreateResponse, CreateResponse, SourcedIdPair
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
from timeback_core.filters import FieldCondition, FieldOperators, FilterValue, WhereClause, where_to_filter
from timeback_core.oneroster.grades import parse_grades
from timeback_core.oneroster.list_params import ListParams
from timeback_core.oneroster.models import (
    AcademicSession,
    AssessmentLineItem,
    AssessmentResult,
    Base,
    Category,
    Class,
    ComponentResource,
    Course,
    CourseComponent,
    CredentialCreateResponse,
    DecryptedCredential,
    Demographics,
    Enrollment,
    LearningObjectiveResult,
    LearningObjectiveScoreSet,
    LearningObjectiveSet,
    LineItem,
    Organization,
    Ref,
    RefWithHref,
    Resource,
    Result,
    ScoreScale,
    ScoreScaleValue,
    User,
    UserId,
    UserProfile,
    UserProfileApp,
    UserProfileCredential,
    UserRoleAssignment,
)
from timeback_core.oneroster.types import AgentInput
from timeback_core.oneroster.vocabulary import (
    EnrollmentRole,
    OrgType,
    ResultStatus,
    ScoreStatus,
    SessionType,
    UserRole,
)
from timeback_core.sync.oneroster.client import OneRosterClient
from timeback_core.sync.pages import PageResult, Paginator
from timeback_core.values import normalize_boolean, normalize_date_only

TYPE_CHECKING = False
if TYPE_CHECKING:
    from timeback_core import __version__

OneRosterError = TimebackError

__all__ = [
    "APIError",
    "AcademicSession",
    "AgentInput",
    "AssessmentLineItem",
    "AssessmentResult",
    "AuthenticationError",
    "Base",
    "BulkCreateResponse",
    "Category",
    "Class",
    "ComponentResource",
    "Course",
    "CourseComponent",
    "CreateResponse",
    "CredentialCreateResponse",
    "DecryptedCredential",
    "Demographics",
    "Enrollment",
    "EnrollmentRole",
    "FieldCondition",
    "FieldOperators",
    "FilterValue",
    "ForbiddenError",
    "InputValidationError",
    "LearningObjectiveResult",
    "LearningObjectiveScoreSet",
    "LearningObjectiveSet",
    "LineItem",
    "ListParams",
    "NotFoundError",
    "OneRosterClient",
    "OneRosterError",
    "OrgType",
    "Organization",
    "PageResult",
    "Paginator",
    "RateLimitError",
    "Ref",
    "RefWithHref",
    "Resource",
    "Result",
    "ResultStatus",
    "ScoreScale",
    "ScoreScaleValue",
    "ScoreStatus",
    "ServerError",
    "SessionType",
    "SourcedIdPair",
    "TimebackError",
    "User",
    "UserId",
    "UserProfile",
    "UserProfileApp",
    "UserProfileCredential",
    "UserRole",
    "UserRoleAssignment",
    "ValidationError",
    "ValidationIssue",
    "WhereClause",
    "__version__",
    "create_input_validation_error",
    "normalize_boolean",
    "normalize_date_only",
    "parse_grades",
    "where_to_filter",
]

__getattr__ = looked_up_late(__name__)
