"""Every record that the OneRoster services answer with, from one place."""

from __future__ import annotations

from timeback_core.created import BulkCreateResponse, CreateResponse, SourcedIdPair
from timeback_core.oneroster.models_gradebook import (
    AssessmentLineItem,
    AssessmentResult,
    Category,
    LineItem,
    Result,
    ScoreScale,
)
from timeback_core.oneroster.models_resources import ComponentResource, CourseComponent, Resource
from timeback_core.oneroster.models_rostering import (
    AcademicSession,
    Class,
    Course,
    CredentialCreateResponse,
    DecryptedCredential,
    Demographics,
    Enrollment,
    Organization,
    User,
    UserProfile,
    UserProfileApp,
    UserProfileCredential,
    UserRoleAssignment,
)
from timeback_core.oneroster.refs import (
    Base,
    LearningObjectiveResult,
    LearningObjectiveScoreSet,
    LearningObjectiveSet,
    Ref,
    RefWithHref,
    ScoreScaleValue,
    UserId,
)

__all__ = [
    "AcademicSession",
    "AssessmentLineItem",
    "AssessmentResult",
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
    "LearningObjectiveResult",
    "LearningObjectiveScoreSet",
    "LearningObjectiveSet",
    "LineItem",
    "Organization",
    "Ref",
    "RefWithHref",
    "Resource",
    "Result",
    "ScoreScale",
    "ScoreScaleValue",
    "SourcedIdPair",
    "User",
    "UserId",
    "UserProfile",
    "UserProfileApp",
    "UserProfileCredential",
    "UserRoleAssignment",
]
