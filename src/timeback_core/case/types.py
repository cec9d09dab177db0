"""What callers upload, and the words of CASE: every name from one place."""

from __future__ import annotations

from timeback_core.case.inputs import (
    CFAssociationInput,
    CFDefinitionsInput,
    CFDocumentInput,
    CFItemInput,
    CFPackageInput,
    InputNodeURI,
)
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
from timeback_core.case.vocabulary import ASSOCIATION_TYPES, AssociationType

__all__ = [
    "ASSOCIATION_TYPES",
    "AssociationType",
    "CFAssociationGrouping",
    "CFAssociationInput",
    "CFConcept",
    "CFDefinitions",
    "CFDefinitionsInput",
    "CFDocumentInput",
    "CFItemInput",
    "CFItemTypeDefinition",
    "CFLicense",
    "CFPackageInput",
    "CFRubric",
    "CFRubricCriterion",
    "CFRubricCriterionLevel",
    "CFSubject",
    "InputNodeURI",
]
