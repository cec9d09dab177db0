"""Models by the names under which inputs are known: one class serves reading and writing."""

from __future__ import annotations

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
from timeback_core.clr.vocabulary import ACHIEVEMENT_TYPES, AchievementType, AssociationType

AchievementInput = Achievement
AssociationInput = Association
ClrCredentialInput = ClrCredential
ClrCredentialSchemaInput = ClrCredentialSchema
ClrCredentialSubjectInput = ClrCredentialSubject
ClrImageInput = ClrImage
ClrProfileInput = ClrProfile
ClrProofInput = ClrProof
IdentityObjectInput = IdentityObject
VerifiableCredentialInput = VerifiableCredential

__all__ = [
    "ACHIEVEMENT_TYPES",
    "Achievement",
    "AchievementCriteria",
    "AchievementInput",
    "AchievementType",
    "Association",
    "AssociationInput",
    "AssociationType",
    "ClrCredential",
    "ClrCredentialInput",
    "ClrCredentialSchema",
    "ClrCredentialSchemaInput",
    "ClrCredentialSubject",
    "ClrCredentialSubjectInput",
    "ClrImage",
    "ClrImageInput",
    "ClrProfile",
    "ClrProfileInput",
    "ClrProof",
    "ClrProofInput",
    "DiscoveryResponse",
    "IdentityObject",
    "IdentityObjectInput",
    "NestedCredentialSubject",
    "VerifiableCredential",
    "VerifiableCredentialInput",
]
