# Written by tools/generate_sync.py from timeback_core/case.py; changes belong there.
"""CASE: competency frameworks, their items and how these hang together.

The client is `CaseClient`; the records it answers with and what may be uploaded are here, too.
"""

from __future__ import annotations

from timeback_core._light import looked_up_late
from timeback_core.case.inputs import (
    CFAssociationInput,
    CFDefinitionsInput,
    CFDocumentInput,
    CFItemInput,
    CFPackageInput,
    InputNodeURI,
)
from timeback_core.case.models import CFAssociation, CFDocument, CFItem
from timeback_core.case.models_base import LinkURI, OptionalLinkURI
from timeback_core.case.models_definitions import (
    CFAssociationGrouping,
    CFConcept,
    CFDefinitions,
    CFItemTypeDefinition,
    CFLicense,
    CFRubric,
    CFRubricCriterion,
    CFRubricCriterionLevel,
    CFSubject,
)
from timeback_core.case.models_packages import (
    CFItemWithChildGroups,
    CFPackage,
    CFPackageUploadResult,
    CFPackageUploadResultDetail,
    CFPackageUploadResultStats,
    CFPackageWithGroups,
)
from timeback_core.case.results import (
    CFAssociationResult,
    CFDocumentResult,
    CFItemResult,
    CFPackageResult,
    CFPackageWithGroupsResult,
)
from timeback_core.case.vocabulary import (
    ADOPTION_STATUSES,
    ASSOCIATION_TYPES,
    CASE_VERSION,
    CHILD_OF,
    AssociationType,
    is_association_type,
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
from timeback_core.sync.case.client import CaseClient
from timeback_core.sync.case.results import CFDocumentPage, CFItemPage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from timeback_core import __version__

CaseError = TimebackError

__all__ = [
    "ADOPTION_STATUSES",
    "ASSOCIATION_TYPES",
    "CASE_VERSION",
    "CHILD_OF",
    "APIError",
    "AssociationType",
    "AuthenticationError",
    "CFAssociation",
    "CFAssociationGrouping",
    "CFAssociationInput",
    "CFAssociationResult",
    "CFConcept",
    "CFDefinitions",
    "CFDefinitionsInput",
    "CFDocument",
    "CFDocumentInput",
    "CFDocumentPage",
    "CFDocumentResult",
    "CFItem",
    "CFItemInput",
    "CFItemPage",
    "CFItemResult",
    "CFItemTypeDefinition",
    "CFItemWithChildGroups",
    "CFLicense",
    "CFPackage",
    "CFPackageInput",
    "CFPackageResult",
    "CFPackageUploadResult",
    "CFPackageUploadResultDetail",
    "CFPackageUploadResultStats",
    "CFPackageWithGroups",
    "CFPackageWithGroupsResult",
    "CFRubric",
    "CFRubricCriterion",
    "CFRubricCriterionLevel",
    "CFSubject",
    "CaseClient",
    "CaseError",
    "ForbiddenError",
    "InputNodeURI",
    "InputValidationError",
    "LinkURI",
    "NotFoundError",
    "OptionalLinkURI",
    "RateLimitError",
    "ServerError",
    "TimebackError",
    "ValidationError",
    "ValidationIssue",
    "__version__",
    "create_input_validation_error",
    "is_association_type",
]

__getattr__ = looked_up_late(__name__)
