"""The words and URLs of learner records."""

from __future__ import annotations

from typing import Final, Literal

__all__ = [
    "ACHIEVEMENT_TYPES",
    "ASSOCIATION_TYPES",
    "CLR_CONTEXT",
    "EXTENSIONS_CONTEXT",
    "IDENTITY_TYPES",
    "JCS_SUITE",
    "OPEN_BADGES_CONTEXT",
    "RDFC_SUITE",
    "STANDARD_CONTEXTS",
    "W3C_CONTEXT",
    "AchievementType",
    "AssociationType",
    "Cryptosuite",
]

W3C_CONTEXT: Final = "https://www.w3.org/ns/credentials/v2"
CLR_CONTEXT: Final = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
OPEN_BADGES_CONTEXT: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS_CONTEXT: Final = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"

STANDARD_CONTEXTS: Final[tuple[str, ...]] = (W3C_CONTEXT, CLR_CONTEXT, OPEN_BADGES_CONTEXT)
"""What a learner record's ``@context`` begins with, in this order."""

RDFC_SUITE: Final = "eddsa-rdfc-2022"
JCS_SUITE: Final = "eddsa-jcs-2022"
Cryptosuite = Literal["eddsa-rdfc-2022", "eddsa-jcs-2022"]
"""The two suites: over what a document means, and over its JSON."""

AssociationType = Literal[
    "exactMatchOf",
    "isChildOf",
    "isParentOf",
    "isPartOf",
    "isPeerOf",
    "isRelatedTo",
    "precedes",
    "replacedBy",
]
"""How two achievements relate. `isChildOf`: the source is the child."""

ASSOCIATION_TYPES: Final[tuple[str, ...]] = (
    "exactMatchOf",
    "isChildOf",
    "isParentOf",
    "isPartOf",
    "isPeerOf",
    "isRelatedTo",
    "precedes",
    "replacedBy",
)

AchievementType = str
"""One of `ACHIEVEMENT_TYPES`, or a type of your own with ``ext:`` in front."""

ACHIEVEMENT_TYPES: Final[tuple[str, ...]] = (
    "Achievement",
    "ApprenticeshipCertificate",
    "Assessment",
    "Assignment",
    "AssociateDegree",
    "Award",
    "Badge",
    "BachelorDegree",
    "Certificate",
    "CertificateOfCompletion",
    "Certification",
    "CommunityService",
    "Competency",
    "Course",
    "CoCurricular",
    "Degree",
    "Diploma",
    "DoctoralDegree",
    "Fieldwork",
    "GeneralEducationDevelopment",
    "JourneymanCertificate",
    "LearningProgram",
    "License",
    "Membership",
    "ProfessionalDoctorate",
    "QualityAssuranceCredential",
    "MasterCertificate",
    "MasterDegree",
    "MicroCredential",
    "ResearchDoctorate",
    "SecondarySchoolDiploma",
)
"""The types of achievements that the standard names."""

IDENTITY_TYPES: Final[tuple[str, ...]] = (
    "name",
    "sourcedId",
    "systemId",
    "productId",
    "userName",
    "accountId",
    "emailAddress",
    "nationalIdentityNumber",
    "isbn",
    "issn",
    "lisSourcedId",
    "oneRosterSourcedId",
    "sisSourcedId",
    "ltiContextId",
    "ltiDeploymentId",
    "ltiToolId",
    "ltiPlatformId",
    "ltiUserId",
    "identifier",
)
"""The kinds of identity that the standard names; one of your own has ``ext:`` in front."""
