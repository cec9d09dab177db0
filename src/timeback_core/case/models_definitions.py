"""The lists that items refer to, and rubrics: parts of a package that packages in files hold.

The platform takes definitions with an upload and never answers them; other services do. Members that a class does
not name are kept by the package's `to_dict`.
"""

from __future__ import annotations

from typing import Any

from timeback_core.case.models_base import Changing, LinkURI
from timeback_core.case.vocabulary import wire_name
from timeback_core.keywords import WireKeywords
from timeback_core.model import Model

__all__ = [
    "CFAssociationGrouping",
    "CFConcept",
    "CFDefinitions",
    "CFItemTypeDefinition",
    "CFLicense",
    "CFRubric",
    "CFRubricCriterion",
    "CFRubricCriterionLevel",
    "CFSubject",
]


class Definition(Changing, kw_only=True):
    """An entry of one of the lists.

    Attributes:
        title: What it is called.
        description: What it means.
        extensions: Whatever else its maker wanted to say.
    """

    title: str | None = None
    description: str | None = None
    extensions: dict[str, Any] | None = None


class CFItemTypeDefinition(Definition, kw_only=True):
    """A kind of item; `hierarchy_code` says where it stands among the others."""

    hierarchy_code: str | None = None
    type_code: str | None = None


class CFSubject(Definition, kw_only=True):
    """A subject; `hierarchy_code` says where it stands among the others."""

    hierarchy_code: str | None = None


class CFConcept(Definition, kw_only=True):
    """A concept; `keywords` is one text."""

    hierarchy_code: str | None = None
    keywords: str | None = None


class CFLicense(Definition, kw_only=True):
    """A licence, with its text."""

    license_text: str | None = None


class CFAssociationGrouping(Definition, kw_only=True):
    """A group of associations."""


class CFRubricCriterionLevel(Changing, kw_only=True):
    """A level that a criterion can be met at.

    Attributes:
        description: What meets it.
        quality: What it is called.
        score: The points that it is worth.
        feedback: What to tell the learner.
        position: Its place among the levels.
        rubric_criterion_id: The criterion that it belongs to.
        extensions: Whatever else its maker wanted to say.
    """

    description: str | None = None
    quality: str | None = None
    score: float | None = None
    feedback: str | None = None
    position: int | None = None
    rubric_criterion_id: str | None = None
    extensions: dict[str, Any] | None = None


class CFRubricCriterion(Changing, kw_only=True):
    """A criterion of a rubric.

    Attributes:
        category: What it is called.
        description: What it asks for.
        cf_item_uri: The item that it judges.
        weight: How much it counts.
        position: Its place among the criteria.
        rubric_id: The rubric that it belongs to.
        cf_rubric_criterion_levels: Its levels.
        extensions: Whatever else its maker wanted to say.
    """

    category: str | None = None
    description: str | None = None
    cf_item_uri: LinkURI | None = None
    weight: float | None = None
    position: int | None = None
    rubric_id: str | None = None
    cf_rubric_criterion_levels: list[CFRubricCriterionLevel] | None = None
    extensions: dict[str, Any] | None = None


class CFRubric(Definition, kw_only=True):
    """A rubric: criteria to judge work by."""

    cf_rubric_criteria: list[CFRubricCriterion] | None = None


class CFDefinitions(Model, kw_only=True, rename=wire_name, metaclass=WireKeywords):
    """The lists that items refer to, to read and to upload; entries may be mappings as well."""

    cf_item_types: list[CFItemTypeDefinition] | None = None
    cf_subjects: list[CFSubject] | None = None
    cf_concepts: list[CFConcept] | None = None
    cf_licenses: list[CFLicense] | None = None
    cf_association_groupings: list[CFAssociationGrouping] | None = None
    extensions: dict[str, Any] | None = None
