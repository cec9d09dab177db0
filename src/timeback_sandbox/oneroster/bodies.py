"""Message schemas for the API description, made from the declaration of the kinds.

They describe, and nothing decodes by them: requests are checked by `validation`, which names every wrong field.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta

from timeback_sandbox.oneroster.fields import READ_VOCABULARIES, VOCABULARIES, Field, Form
from timeback_sandbox.oneroster.kind import Kind

Model = type[msgspec.Struct]
Direction = Literal["read", "create", "replace", "patch"]

_ID: Any = Annotated[str, Meta(min_length=1, pattern=r"\S")]
_FLAG: Any = bool | Literal["true", "false"]
_EMAIL: Any = Annotated[str, Meta(pattern=r"^[^@\s]+@[^@\s]+$")]
_YEAR: Any = Annotated[str, Meta(pattern=r"^[0-9]{1,4}$")]


def struct(name: str, required: Mapping[str, Any], optional: Mapping[str, Any] | None = None) -> Model:
    """A message with these members."""
    members: list[Any] = [(member, kind) for member, kind in required.items()]
    members += [(member, kind, UNSET) for member, kind in (optional or {}).items()]
    return msgspec.defstruct(name, members, kw_only=True)


def list_of(content: Any) -> Any:
    """A list of what a variable holds; type checkers want names there."""
    return list.__class_getitem__(content)


def _one_or_more(content: Any) -> Any:
    return content | list_of(content)


def _words(name: str, *, read: bool = False) -> Any:
    words = READ_VOCABULARIES.get(name, VOCABULARIES[name]) if read else VOCABULARIES[name]
    made: Any = Literal
    return made[words]


REFERENCE_INPUT = struct("ReferenceInput", {"sourcedId": _ID})
PLAIN_REFERENCE = struct("PlainReference", {"sourcedId": str})
REFERENCE = struct("Reference", {"href": str, "sourcedId": str, "type": str}, {"name": str})
USER_ID = struct("UserIdentifier", {"type": str, "identifier": str})
OBJECTIVES = struct("LearningObjectives", {"source": str, "learningObjectiveIds": list[str]})
OBJECTIVE_RESULT = struct("LearningObjectiveResult", {"learningObjectiveId": str}, {"score": float, "textScore": str})
OBJECTIVE_RESULTS = struct(
    "LearningObjectiveResults",
    {"source": str, "learningObjectiveResults": list_of(OBJECTIVE_RESULT)},
)
SCALE_VALUE = struct("ScoreScaleValue", {"itemValueLHS": str, "itemValueRHS": str}, {"value": str, "description": str})
_DATE: Any = dt.date | None
ROLE_INPUT = struct(
    "UserRoleInput",
    {"roleType": _words("RoleType"), "role": _words("UserRole"), "org": REFERENCE_INPUT},
    {"userProfile": str, "beginDate": _DATE, "endDate": _DATE, "metadata": dict[str, Any]},
)
ROLE = struct(
    "UserRole",
    {"roleType": str, "role": str, "org": REFERENCE},
    {"userProfile": str, "beginDate": str | None, "endDate": str | None, "metadata": dict[str, Any]},
)
CREDENTIAL = struct("UserCredential", {"id": str, "type": str, "username": str, "password": str | None})
APPLICATION = struct(
    "UserApplication",
    {"sourcedId": str, "name": str, "domain": str},
    {"description": str | None, "metadata": dict[str, Any] | None},
)
PROFILE = struct(
    "UserProfile",
    {
        "profileId": str,
        "profileType": str,
        "vendorId": str,
        "applicationId": str,
        "app": APPLICATION,
        "credentials": list_of(CREDENTIAL),
    },
    {"description": str | None},
)

PAIR = struct("SourcedIdPair", {"suppliedSourcedId": str, "allocatedSourcedId": str})
CREATED = struct("Created", {"sourcedIdPairs": PAIR})
CREATED_MANY = struct("CreatedMany", {"sourcedIdPairs": _one_or_more(PAIR)})
_MINOR = struct("ImsxCodeMinorField", {"imsx_codeMinorFieldName": str, "imsx_codeMinorFieldValue": str})
_MINORS = struct("ImsxCodeMinor", {"imsx_codeMinorField": list_of(_MINOR)})
ERROR = struct(
    "ImsxStatusInfo",
    {
        "imsx_codeMajor": str,
        "imsx_severity": str,
        "imsx_description": str,
        "imsx_CodeMinor": _MINORS,
    },
    {"imsx_error_details": list[dict[str, str]]},
)
EMPTY = struct("Empty", {})
AGENT_INPUT = struct("AgentInput", {"agentSourcedId": _ID})
CREDENTIAL_INPUT = struct(
    "CredentialInput",
    {
        "applicationName": _ID,
        "credentials": struct("CredentialPair", {"username": _ID, "password": _ID}),
    },
)
CREDENTIAL_RESULT = struct("CredentialResult", {"userProfileId": str, "credentialId": str, "message": str})
PASSWORD = struct("DecryptedCredential", {"password": str})
ENROLL_INPUT = struct(
    "ClassEnrollmentInput",
    {"user": REFERENCE_INPUT},
    {"sourcedId": _ID, "primary": _FLAG, "beginDate": dt.date, "endDate": dt.date},
)


@cache
def entity(kind: Kind, direction: Direction) -> Model:
    """One entity in one direction."""
    required: dict[str, Any] = {}
    optional: dict[str, Any] = {}
    if direction == "read":
        required |= {"sourcedId": str, "dateLastModified": dt.datetime}
    elif direction == "create":
        (required if kind.needs_id else optional)["sourcedId"] = _ID
    elif direction == "replace" and kind.needs_id:
        required["sourcedId"] = _ID
    for field in kind.all_fields:
        presence = {"read": field.read, "create": field.create, "replace": field.replace, "patch": field.create}
        mark = presence[direction]
        if not mark.present:
            continue
        made = _read_type(field) if direction == "read" else _write_type(field)
        nullable = mark.nullable or (direction == "patch" and not mark.required)
        # what the platform calls required on read is missing when it was never given
        needed = (mark.nullable or field.form not in _MAY_MISS) if direction == "read" else direction != "patch"
        key = field.out if direction == "read" else field.name
        target = required if mark.required and needed else optional
        target[key] = made | None if nullable else made
    if direction == "read" and kind.name == "users":
        optional["demographics"] = dict[str, Any] | None
    name = kind.single[0].upper() + kind.single[1:]
    return struct(name if direction == "read" else f"{name}{direction.title()}", required, optional)


_MAY_MISS = frozenset({Form.TEXT, Form.CHOICE, Form.MOMENT})

_COMMON: dict[Form, Any] = {
    Form.TEXT: str,
    Form.FLAG_TEXT: str,
    Form.NUMBER: float,
    Form.DAY: dt.date,
    Form.TEXTS: list[str],
    Form.GRADES: list[str],
    Form.OBJECT: dict[str, Any],
    Form.USER_IDS: list_of(USER_ID),
    Form.OBJECTIVES: list_of(OBJECTIVES),
    Form.OBJECTIVE_RESULTS: list_of(OBJECTIVE_RESULTS),
    Form.SCALE_VALUES: list_of(SCALE_VALUE),
}


def _write_type(field: Field) -> Any:
    match field.form:
        case Form.CHOICE:
            return _words(field.choices or "")
        case Form.CHOICES:
            return list_of(_words(field.choices or ""))
        case Form.FLAG:
            return _FLAG
        case Form.EMAIL:
            return _EMAIL
        case Form.YEAR:
            return _YEAR
        case Form.DATE:
            return dt.date
        case Form.MOMENT:
            return dt.datetime
        case Form.REF:
            return REFERENCE_INPUT
        case Form.REFS:
            return list_of(REFERENCE_INPUT)
        case Form.ROLES:
            return filled_list(ROLE_INPUT)
        case _:
            return _COMMON[field.form]


def _read_type(field: Field) -> Any:
    reference = REFERENCE if field.linked else PLAIN_REFERENCE
    match field.form:
        case Form.CHOICE | Form.EMAIL | Form.DATE | Form.FLAG | Form.DAY:
            return str
        case Form.CHOICES:
            return list[str]
        case Form.YEAR:
            return int
        case Form.MOMENT:
            return dt.datetime
        case Form.REF:
            return reference
        case Form.REFS | Form.CHILDREN:
            return list_of(reference)
        case Form.ROLES:
            return list_of(ROLE)
        case Form.PROFILES:
            return list_of(PROFILE)
        case _:
            return _COMMON[field.form]


@cache
def envelope(key: str, content: Any, name: str) -> Model:
    """`{key: content}`."""
    return struct(name, {key: content})


@cache
def page(key: str, kind: Kind, *, short: bool) -> Model:
    """A page of a list with its counters."""
    counters = ("total",) if short else ("totalCount", "pageCount", "pageNumber")
    rows: Any = list_of(entity(kind, "read"))
    name = f"{key[0].upper()}{key[1:]}{'ShortPage' if short else 'Page'}"
    return struct(name, {key: rows, **dict.fromkeys((*counters, "offset", "limit"), int)})


@cache
def without_required(kind: Kind, name: str) -> Model:
    """What creates an entity, except that one field follows from the path."""
    full = entity(kind, "create")
    made: list[Any] = []
    for member in msgspec.structs.fields(full):
        optional = not member.required or member.name == name
        made.append((member.name, member.type, UNSET) if optional else (member.name, member.type))
    return msgspec.defstruct(f"{full.__name__}Without{name[0].upper()}{name[1:]}", made, kw_only=True)


def filled_list(content: Any) -> Any:
    """A list with at least one element."""
    made: Any = Annotated
    return made[list_of(content), Meta(min_length=1)]
