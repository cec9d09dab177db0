"""What the OneRoster specification asks of records that are created: tables for the tests of the seeds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Record = dict[str, Any]


def words(text: str) -> set[str]:
    """The words of a text."""
    return set(text.split())


# Section 4.5, the POST column: the fields that a create body must have. `sourcedId` is not required
# everywhere, but a seed names all its records.
REQUIRED: dict[str, set[str]] = {
    "orgs": {"sourcedId", "name", "type"},
    "academicSessions": {"sourcedId", "status", "title", "startDate", "endDate", "type", "schoolYear", "org"},
    "courses": {"sourcedId", "status", "title", "org"},
    "classes": {"sourcedId", "title", "course", "terms", "org"},
    "users": {"sourcedId", "enabledUser", "givenName", "familyName", "roles"},
    "demographics": {"sourcedId"},
    "enrollments": {"sourcedId", "role", "user", "class"},
    "categories": {"sourcedId", "status", "title"},
    "scoreScales": {"sourcedId", "status", "title", "type", "class", "scoreScaleValue"},
    "lineItems": {"sourcedId", "title", "assignDate", "dueDate", "class", "school", "category"},
    "results": {"sourcedId", "status", "lineItem", "student", "scoreStatus", "scoreDate"},
    "courseComponents": {"sourcedId", "status", "course", "title"},
    "resources": {"sourcedId", "title", "vendorResourceId"},
    "componentResources": {"sourcedId", "status", "courseComponent", "resource", "title"},
    "assessmentLineItems": {"sourcedId", "status", "title"},
    "assessmentResults": {
        "sourcedId",
        "status",
        "assessmentLineItem",
        "student",
        "scoreStatus",
        "scoreDate",
    },
}

# Every other field that the POST column knows.
OPTIONAL: dict[str, set[str]] = {
    "orgs": {"identifier", "parent"},
    "academicSessions": {"parent", "children"},
    "courses": words(
        "academicSession schoolYear courseCode grades subjects subjectCodes level gradingScheme resources"
    ),
    "classes": words("classCode classType location grades subjects subjectCodes periods resources"),
    "users": words(
        "userMasterIdentifier username userIds middleName agents primaryOrg email preferredFirstName "
        "preferredMiddleName preferredLastName pronouns grades sms phone"
    ),
    "demographics": words(
        "birthDate sex americanIndianOrAlaskaNative asian blackOrAfricanAmerican white "
        "nativeHawaiianOrOtherPacificIslander demographicRaceTwoOrMoreRaces hispanicOrLatinoEthnicity "
        "countryOfBirthCode stateOfBirthAbbreviation cityOfBirth publicSchoolResidenceStatus"
    ),
    "enrollments": {"primary", "beginDate", "endDate", "school"},
    "categories": {"weight"},
    "scoreScales": {"course"},
    "lineItems": words(
        "description gradingPeriod academicSession scoreScale resultValueMin resultValueMax learningObjectiveSet"
    ),
    "results": words(
        "class scoreScale score textScore comment learningObjectiveSet inProgress incomplete late missing"
    ),
    "courseComponents": {"parent", "sortOrder", "prerequisites", "prerequisiteCriteria", "unlockDate"},
    "resources": {"roles", "importance", "vendorId", "applicationId"},
    "componentResources": {"sortOrder", "lessonType"},
    "assessmentLineItems": words(
        "description class parentAssessmentLineItem scoreScale resultValueMin resultValueMax component "
        "componentResource learningObjectiveSet course"
    ),
    "assessmentResults": words(
        "score textScore scoreScale scorePercentile comment learningObjectiveSet inProgress incomplete late missing"
    ),
}
for _fields in OPTIONAL.values():
    _fields |= {"status", "metadata"}

_FLAGS = {"true", "false"}
_RACES = OPTIONAL["demographics"] & words(
    "americanIndianOrAlaskaNative asian blackOrAfricanAmerican nativeHawaiianOrOtherPacificIslander "
    "white demographicRaceTwoOrMoreRaces hispanicOrLatinoEthnicity"
)
_SCORE_STATUS = {"exempt", "fully graded", "not submitted", "partially graded", "submitted"}
_LESSON_TYPES = {"powerpath-100", "quiz", "test-out", "placement", "unit-test", "alpha-read-article"}

# Section 4.2: closed sets by kind and field.
ENUMS: dict[str, dict[str, set[str]]] = {
    "orgs": {"type": {"department", "school", "district", "local", "state", "national"}},
    "academicSessions": {"type": {"gradingPeriod", "semester", "schoolYear", "term"}},
    "classes": {"classType": {"homeroom", "scheduled"}},
    "users": {"enabledUser": _FLAGS},
    "demographics": {"sex": {"male", "female"}, **dict.fromkeys(_RACES, _FLAGS)},
    "enrollments": {"role": {"administrator", "proctor", "student", "teacher"}, "primary": _FLAGS},
    "results": {
        "scoreStatus": _SCORE_STATUS,
        **dict.fromkeys(("inProgress", "incomplete", "late", "missing"), _FLAGS),
    },
    "assessmentResults": {"scoreStatus": _SCORE_STATUS, "inProgress": _FLAGS},
    "resources": {"importance": {"primary", "secondary"}},
    "courseComponents": {"prerequisiteCriteria": {"ALL", "ANY"}},
    "componentResources": {"lessonType": _LESSON_TYPES},
}
STATUS = {"active", "tobedeleted"}
SUBJECTS = words("Reading Language Vocabulary Writing Science FastMath Math None Other") | {"Social Studies"}
USER_ROLES = words("administrator aide guardian parent proctor relative student teacher")
GRADES = {str(grade) for grade in range(-1, 14)}

# Section 5.6: the references that are checked on write, by kind and field, and the kind they lead to.
REFERENCES: dict[str, dict[str, str]] = {
    "orgs": {"parent": "orgs"},
    "academicSessions": {"org": "orgs", "parent": "academicSessions"},
    "courses": {"org": "orgs", "academicSession": "academicSessions"},
    "classes": {"course": "courses", "org": "orgs", "terms": "academicSessions"},
    "users": {"primaryOrg": "orgs", "agents": "users"},
    "enrollments": {"user": "users", "class": "classes", "school": "orgs"},
    "scoreScales": {"class": "classes", "course": "courses"},
    "lineItems": {
        "class": "classes",
        "school": "orgs",
        "category": "categories",
        "gradingPeriod": "academicSessions",
        "academicSession": "academicSessions",
        "scoreScale": "scoreScales",
    },
    "results": {"lineItem": "lineItems", "student": "users", "class": "classes", "scoreScale": "scoreScales"},
    "courseComponents": {"course": "courses", "parent": "courseComponents"},
    "componentResources": {"courseComponent": "courseComponents", "resource": "resources"},
    "assessmentLineItems": {
        "component": "courseComponents",
        "componentResource": "componentResources",
        "course": "courses",
    },
    "assessmentResults": {"assessmentLineItem": "assessmentLineItems", "student": "users"},
}


def problems(kind: str, record: Record, known: dict[str, set[str]]) -> Iterator[str]:
    """Everything that is wrong with one record; `known` has the ids of what came before, by kind."""
    where = f"{kind} {record.get('sourcedId')}"
    if missing := REQUIRED[kind] - record.keys():
        yield f"{where}: lacks {missing}"
    if unknown := record.keys() - REQUIRED[kind] - OPTIONAL[kind]:
        yield f"{where}: has unknown {unknown}"
    if record.get("status", "active") not in STATUS:
        yield f"{where}: status {record['status']}"
    for field, values in ENUMS.get(kind, {}).items():
        if field in record and record[field] not in values:
            yield f"{where}: {field} is {record[field]!r}"
    if wrong := set(record.get("grades") or ()) - GRADES:
        yield f"{where}: grades {wrong}"
    if wrong := set(record.get("subjects") or ()) - SUBJECTS:
        yield f"{where}: subjects {wrong}"
    for field, target in REFERENCES.get(kind, {}).items():
        value = record.get(field, [])
        for reference in value if isinstance(value, list) else [value]:
            if set(reference) != {"sourcedId"}:
                yield f"{where}: {field} is no plain reference"
            elif reference["sourcedId"] not in known[target]:
                yield f"{where}: {field} refers to unknown {reference['sourcedId']}"
    for role in record["roles"] if kind == "users" else ():
        if role["role"] not in USER_ROLES or role["roleType"] not in {"primary", "secondary"}:
            yield f"{where}: role {role}"
        if role["org"]["sourcedId"] not in known["orgs"]:
            yield f"{where}: role at unknown org"


def all_problems(everything: dict[str, list[Record]]) -> list[str]:
    """What is wrong with a whole seed: every record, references to later records, ids given twice."""
    known: dict[str, set[str]] = {kind: set() for kind in REQUIRED}
    found: list[str] = []
    for kind, records in everything.items():
        for record in records:
            found += problems(kind, record, known)
            if record["sourcedId"] in known[kind]:
                found.append(f"{kind} {record['sourcedId']}: twice")
            known[kind].add(record["sourcedId"])
    return found
