"""The entities that Caliper knows, as data: what each type adds to what all entities have.

Source: the API description of `POST /caliper/event`, component schemas; the families are those of Caliper 1.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from timeback_sandbox.caliper.schema_forms import Field, Form, Schema, declare
from timeback_sandbox.caliper.vocabulary import IDENTIFIER_TYPES

__all__ = ["ENTITY_TYPES", "GENERIC_ENTITY", "IDENTIFIER", "UNDESCRIBED", "entity_schema", "family_members"]

_BASE = "@context:any id*:iri type* name description dateCreated:moment dateModified:moment extensions:map"
_IDENTIFIERS = " otherIdentifiers:identifiers"
_RESOURCE = (
    " storageName creators:entities mediaType keywords:texts learningObjectives:entities isPartOf:entity "
    "datePublished:moment version "
)
_ASSIGNABLE = (
    " dateToActivate:moment dateToShow:moment dateToStartOn:moment dateToSubmit:moment maxAttempts:number "
    "maxSubmits:number maxScore:number"
)
_COURSE = " subOrganizationOf:entity members:entities courseNumber academicSession"
_GROUP = " subOrganizationOf:entity members:entities"
_TIMES = " startedAtTime:moment endedAtTime:moment duration:duration"
_ANNOTATION = " annotator*:entity annotated*:entity"
_RESPONSE = " attempt:entity" + _TIMES
_SESSION = " user:entity startedAtTime:moment endedAtTime:moment duration:whole client:entity"
_SCALE = " scalePoints:number itemLabels:texts itemValues:texts"


class _Type(NamedTuple):
    """One type: where it belongs, its own fields, whether it may have no others."""

    families: str
    fields: str = ""
    closed: bool = False


def _resource(families: str = "Resource", fields: str = "", *, closed: bool = False) -> _Type:
    return _Type(families, _RESOURCE + fields, closed)


_PERSON = "Agent Person"

_TYPES: Mapping[str, _Type] = {
    # agents
    "Agent": _Type("Agent Person", "", True),
    "Person": _Type(_PERSON, " extensions*:record", True),
    "Organization": _Type("Agent Organization", _GROUP, True),
    "Group": _Type("Agent Organization", _GROUP, True),
    "CourseOffering": _Type("Agent Organization", _COURSE, True),
    "CourseSection": _Type("Agent Organization", _COURSE + " category", True),
    "SoftwareApplication": _Type("Agent SoftwareApplication", " version host ipAddress userAgent", True),
    # digital resources
    "DigitalResource": _resource(),
    "Document": _resource(),
    "Chapter": _resource(),
    "Page": _resource(),
    "WebPage": _resource(),
    "Frame": _resource(fields="index:number"),
    "MediaLocation": _resource("Resource MediaLocation", "currentTime:duration"),
    "DigitalResourceCollection": _resource(fields="items:entities"),
    "Forum": _resource("Resource Forum", "items:entities"),
    "Thread": _resource("Resource Thread", "items:entities"),
    "Message": _resource("Resource Message", "body attachments:entities replyTo:entity", closed=True),
    "MediaObject": _resource("Resource Media", "duration:duration"),
    "AudioObject": _resource("Resource Media", "duration:duration volumeLevel volumeMin volumeMax muted:flag"),
    "ImageObject": _resource("Resource Media", "duration:duration"),
    "VideoObject": _resource("Resource Media", "duration:duration"),
    "Questionnaire": _resource("Resource Questionnaire", "items:records"),
    "QuestionnaireItem": _resource("Resource QuestionnaireItem", "question:entity weight:number categories:texts"),
    "DatetimeQuestion": _resource(
        "Resource Question", "questionPosed minDateTime:moment minLabel maxDateTime:moment maxLabel"
    ),
    "OpenEndedQuestion": _resource("Resource Question", "questionPosed"),
    "MultiselectQuestion": _resource(
        "Resource Question", "questionPosed points:number itemLabels:texts itemValues:texts"
    ),
    "AssignableDigitalResource": _resource("Resource Assignable", _ASSIGNABLE),
    "Assessment": _resource("Resource Assignable Assessment", _ASSIGNABLE + " items:entities"),
    "AssessmentItem": _resource(
        "Resource Assignable AssessmentItem", _ASSIGNABLE + " isTimeDependent:flag", closed=True
    ),
    "SurveyInvitation": _resource(
        "Resource SurveyInvitation", "rater:entity survey:entity sentCount:number dateSent:moment"
    ),
    # results
    "Attempt": _Type("Attempt", " assignee:entity assignable:entity count:number" + _TIMES),
    "Score": _Type("Score", " attempt*:entity maxScore:number scoreGiven:number scoredBy*:entity comment"),
    "Result": _Type("Result", " attempt:entity maxResultScore:number resultScore:number scoredBy:entity comment"),
    "Response": _Type("Response", _RESPONSE),
    "DateTimeResponse": _Type("Response", _RESPONSE + " dateTimeSelected:moment"),
    "FillinBlankResponse": _Type("Response", _RESPONSE + " values:texts"),
    "MultipleChoiceResponse": _Type("Response", _RESPONSE + " value"),
    "MultipleResponseResponse": _Type("Response", _RESPONSE + " values:texts"),
    "MultiSelectResponse": _Type("Response", _RESPONSE + " selections:texts"),
    "OpenEndedResponse": _Type("Response", _RESPONSE + " value"),
    "RatingScaleResponse": _Type("Response", _RESPONSE + " selections:texts"),
    "SelectTextResponse": _Type("Response", _RESPONSE + " values:texts"),
    "TrueFalseResponse": _Type("Response", _RESPONSE + " value"),
    # measures
    "AggregateMeasure": _Type(
        "AggregateMeasure",
        " metric* metricValue*:number maxMetricValue:number startedAtTime:moment endedAtTime:moment",
        True,
    ),
    "AggregateMeasureCollection": _Type("AggregateMeasureCollection", " items*:entities", True),
    # annotations
    "Annotation": _Type("Annotation", _ANNOTATION),
    "BookmarkAnnotation": _Type("Annotation", _ANNOTATION + " bookmarkNotes"),
    "HighlightAnnotation": _Type("Annotation", _ANNOTATION + " selection:record selectionText"),
    "SharedAnnotation": _Type("Annotation", _ANNOTATION + " withAgents:entities"),
    "TagAnnotation": _Type("Annotation", _ANNOTATION + " tags:texts"),
    # others
    "Session": _Type("Session", _SESSION),
    "LtiSession": _Type("Session", _SESSION + " messageParameters:map"),
    "Membership": _Type("Membership", " member*:entity organization*:entity roles:texts status", True),
    "Scale": _Type("Scale"),
    "LikertScale": _Type("Scale", _SCALE),
    "MultiselectScale": _Type(
        "Scale",
        " scalePoints:whole itemLabels:texts itemValues:texts isOrderedSelection:flag minSelections:whole "
        "maxSelections:whole",
    ),
    "NumericScale": _Type("Scale", " minValue:number minLabel maxValue:number maxLabel step:number"),
    "Rating": _Type("Rating", " rater:entity rated:entity question:entity selections:texts ratingComment:entity"),
    "Comment": _Type("Comment", " commenter:entity commentedOn:entity value"),
    "Survey": _Type("Survey", " items:entities"),
    "LearningObjective": _Type("LearningObjective"),
    "Link": _Type("Link"),
    "Collection": _Type("Collection", " items*:entities", True),
    "SearchResponse": _Type(
        "SearchResponse",
        " searchProvider*:entity searchTarget*:entity query:entity searchResultsItemCount:whole",
    ),
}

_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "TrueFalseResponse": {"value": ("true", "false", "yes", "no")},
    "Membership": {"status": ("Active", "Inactive")},
}

_RECORDS: Mapping[str, Mapping[str, Schema]] = {
    "Person": {"extensions": Schema("extensions of a Person", declare("email*:email"))},
    "HighlightAnnotation": {
        "selection": Schema(
            "TextPositionSelector",
            declare("type* start*:number end*:number", {"type": ("TextPositionSelector",)}),
        )
    },
    "Questionnaire": {"items": Schema("QuestionnaireItem", declare("id*:iri type*", {"type": ("QuestionnaireItem",)}))},
}

ENTITY_TYPES = frozenset(_TYPES)
"""The types that have a schema of their own."""

UNDESCRIBED = MappingProxyType(
    {
        "DateTimeQuestion": "Resource Question",
        "LtiLink": "Resource Link",
        "MultiselectResponse": "Response",
        "Query": "Query",
        "Question": "Resource Question",
        "RatingScaleQuestion": "Resource Question",
        "TimebackUser": _PERSON,
        "TimebackActivityContext": "Resource",
    }
)
"""Types that the standard or the platform has, but whose entities no schema describes by themselves."""

GENERIC_ENTITY = Schema("Entity", declare(_BASE + _IDENTIFIERS), closed=True)
"""An entity of a type that has no schema."""

IDENTIFIER = Schema(
    "SystemIdentifier",
    declare(
        "type* identifierType* identifier* source:entity extensions:map",
        {"type": ("SystemIdentifier",), "identifierType": IDENTIFIER_TYPES},
    ),
)
"""An element of `otherIdentifiers` that is more than a text."""


def entity_schema(type: object) -> Schema:
    """The schema of the entities of a type; the generic one for a type that has none."""
    return _described(type) if isinstance(type, str) and type in _TYPES else GENERIC_ENTITY


@lru_cache(maxsize=128)
def _described(type: str) -> Schema:
    known = _TYPES[type]
    # a digital resource is described without other identifiers
    base = _BASE if known.fields.startswith(_RESOURCE) else _BASE + _IDENTIFIERS
    fields = declare(base + known.fields, _WORDS.get(type), _RECORDS.get(type))
    fields["type"] = Field("type", Form.TEXT, required=True, words=(type,))
    return Schema(type, fields, known.closed)


@lru_cache(maxsize=64)
def family_members(names: str) -> frozenset[str]:
    """The types that belong to any of some families.

    Args:
        names: Of the families, with `|` between them.
    """
    wanted = set(names.split("|"))
    members = {type for type, known in _TYPES.items() if wanted & set(known.families.split())}
    return frozenset(members | {type for type, families in UNDESCRIBED.items() if wanted & set(families.split())})
