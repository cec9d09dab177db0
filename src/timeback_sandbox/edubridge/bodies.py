"""The messages of EduBridge for the API description. Requests are checked by `words`, which names every wrong field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from msgspec import Meta

from timeback_sandbox.edubridge.words import WORDS
from timeback_sandbox.oneroster.bodies import ERROR, PLAIN_REFERENCE, REFERENCE, entity, list_of, struct
from timeback_sandbox.oneroster.kinds import KINDS

__all__ = [
    "APPLICATIONS",
    "DEFAULT_CLASS",
    "DELETED",
    "ENROLLMENT",
    "ENROLLMENTS",
    "ENROLL_OPTIONS",
    "ERRORS",
    "GOALS_RESULT",
    "GROUPS",
    "GROUP_CHANGE",
    "GROUP_INPUT",
    "GROUP_KEY",
    "MAP_PROFILES",
    "METRIC",
    "METRICS",
    "METRIC_INPUT",
    "TIME_SAVED",
    "TRACK",
    "TRACKS",
    "TRACK_INPUT",
    "USERS",
]


def _words(name: str) -> Any:
    made: Any = Literal
    return made[WORDS[name]]


def _numbers(names: Iterable[str]) -> dict[str, Any]:
    return dict.fromkeys(names, float)


def _nullable(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: kind | None for name, kind in members.items()}


_ID: Any = Annotated[str, Meta(min_length=1, pattern=r"\S")]
_DATE: Any = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}(T.+)?$", description="An ISO date, or date and time")]
_TEXTS: Any = list[str]
_OBJECT: Any = dict[str, Any]

# ---------------------------------------------------------------- errors

_ISSUE = struct("EduBridgeIssue", {"path": str, "message": str})
_META = struct("EduBridgeErrorMeta", {"issues": list_of(_ISSUE)})
_SCHEMA_ERROR = struct("EduBridgeSchemaError", {"message": str}, {"detail": str, "meta": _META})
ERRORS: Any = ERROR | struct("EduBridgeErrors", {"errors": list_of(_SCHEMA_ERROR)})
"""An error answer, in either shape."""

# ---------------------------------------------------------------- enrolments

_GOALS = _numbers(("dailyXp", "dailyLessons", "dailyActiveMinutes", "dailyAccuracy", "dailyMasteredUnits"))
_METRIC_FIELDS = {**_numbers(("totalXp", "totalLessons", "totalGrades")), "courseType": str, "isSupplemental": bool}
_METADATA_INPUT = struct(
    "EduBridgeEnrollmentMetadata",
    {},
    _nullable(
        {
            "goals": struct("EduBridgeGoals", {}, _nullable(_GOALS)),
            "metrics": struct("EduBridgeMetrics", {}, _nullable(_METRIC_FIELDS)),
            "studentSpecificGoals": bool,
        }
    ),
)
ENROLL_OPTIONS = struct(
    "EduBridgeEnrollOptions",
    {},
    _nullable(
        {
            "sourcedId": _ID,
            "role": _words("EnrollmentRole"),
            "beginDate": _DATE,
            "metadata": _METADATA_INPUT,
        }
    ),
)
_PRIMARY_APP = struct("EduBridgePrimaryApp", {"id": str, "name": str, "domains": _TEXTS})
_COURSE = struct(
    "EduBridgeCourse",
    {
        "id": str,
        "title": str,
        "metadata": _OBJECT,
        "subjects": _TEXTS | None,
        "grades": _TEXTS | None,
        "primaryApp": _PRIMARY_APP | None,
    },
)
_PERIOD = struct("EduBridgePeriod", {"id": str, "title": str, "startDate": str | None, "endDate": str | None})
_SEAT = struct(
    "EduBridgeEnrollment",
    {
        "id": str,
        "role": _words("EnrollmentRole"),
        "beginDate": str | None,
        "endDate": str | None,
        "metadata": _OBJECT | None,
        "course": _COURSE,
        "school": struct("EduBridgeSchool", {"id": str, "name": str}),
        "periods": list_of(_PERIOD),
        "testOutSupported": bool,
        "testOutEligible": bool,
    },
)
ENROLLMENT = struct("EduBridgeEnrollmentAnswer", {"data": _SEAT})
ENROLLMENTS = struct("EduBridgeEnrollmentList", {"data": list_of(_SEAT)})
GOALS_RESULT = struct(
    "EduBridgeGoalsAnswer", {"data": struct("EduBridgeGoalsResult", {"updated": int, "errors": _TEXTS})}
)
_CLASS = struct(
    "EduBridgeClass",
    {
        "id": str,
        "title": str,
        "classCode": str | None,
        "subjectCodes": _TEXTS,
        "subjects": _TEXTS,
        "grades": _TEXTS,
        "periods": _TEXTS,
        "course": _COURSE,
    },
)
DEFAULT_CLASS = struct("EduBridgeDefaultClass", {"data": _CLASS})

# ---------------------------------------------------------------- users, applications

USERS = struct(
    "EduBridgeUserPage",
    {
        "users": list_of(entity(KINDS["users"], "read")),
        **dict.fromkeys(("totalCount", "pageCount", "pageNumber", "offset", "limit"), int),
    },
)
_APPLICATION = struct(
    "EduBridgeApplication",
    {
        "sourcedId": str,
        "name": str,
        "description": str | None,
        "domain": _TEXTS,
        "tenantId": str | None,
        "clientAppId": str | None,
        "status": str,
        "dateLastModified": dt.datetime,
        "metadata": _OBJECT | None,
    },
)
APPLICATIONS = struct("EduBridgeApplicationList", {"applications": list_of(_APPLICATION)})
_METRIC_KEY = {"metric": _words("MetricName"), "metricSource": _words("MetricSource")}
_METRIC = struct("EduBridgeApplicationMetric", {"applicationSourcedId": str, **_METRIC_KEY})
METRIC = struct("EduBridgeApplicationMetricAnswer", {"data": _METRIC})
METRICS = struct("EduBridgeApplicationMetricList", {"data": list_of(_METRIC)})
METRIC_INPUT = struct(
    "EduBridgeApplicationMetricInput",
    {"applicationMetric": struct("EduBridgeApplicationMetricKey", _METRIC_KEY)},
)

# ---------------------------------------------------------------- subject tracks

_KEY = {"subject": _words("Subject"), "grade": _words("Grade")}
_TRACK_COURSE = struct(
    "EduBridgeTrackCourse",
    {
        "sourcedId": str,
        "status": str,
        "title": str,
        "dateLastModified": dt.datetime,
        "metadata": _OBJECT | None,
        "courseCode": str | None,
        "grades": _TEXTS | None,
        "subjects": _TEXTS | None,
        "subjectCodes": _TEXTS | None,
        "level": str | None,
        "org": PLAIN_REFERENCE,
    },
)
_TRACK_ORG = struct(
    "EduBridgeTrackOrg",
    {
        "sourcedId": str,
        "name": str,
        "type": str,
        "status": str,
        "dateLastModified": dt.datetime,
        "metadata": _OBJECT | None,
        "parent": REFERENCE | None,
        "children": list_of(REFERENCE) | None,
    },
    {"identifier": str | None},
)
_TRACK = struct("EduBridgeSubjectTrack", {"id": str, **_KEY, "course": _TRACK_COURSE, "org": _TRACK_ORG | None})
TRACK = struct("EduBridgeSubjectTrackAnswer", {"subjectTrack": _TRACK})
TRACKS = struct("EduBridgeSubjectTrackList", {"subjectTrack": list_of(_TRACK)})
DELETED = struct("EduBridgeNothing", {"data": None})
_GROUP_KEY = struct("EduBridgeTrackGroupKey", {**_KEY, "courseId": str, "isGlobal": bool})
_GROUP = struct("EduBridgeTrackGroup", {"key": _GROUP_KEY, "tracks": list_of(_TRACK)})
GROUPS = struct("EduBridgeTrackGroupList", {"groups": list_of(_GROUP)})
_KEY_INPUT = {**_KEY, "courseId": _ID}
_ORGS_INPUT: dict[str, Any] = {"orgSourcedIds": list_of(_ID) | None}
TRACK_INPUT = struct("EduBridgeSubjectTrackInput", _KEY_INPUT, {"orgSourcedId": _ID | None})
GROUP_INPUT = struct("EduBridgeTrackGroupInput", _KEY_INPUT, _ORGS_INPUT)
GROUP_CHANGE = struct(
    "EduBridgeTrackGroupChange",
    {**_KEY_INPUT, "currentCourseId": _ID, "isGlobal": bool},
    {**_ORGS_INPUT, "strategy": _words("GroupStrategy") | None},
)
GROUP_KEY = struct("EduBridgeTrackGroupKeyInput", {**_KEY_INPUT, "isGlobal": bool})

# ---------------------------------------------------------------- reports

_MAP_PROFILE = struct(
    "EduBridgeMapProfile",
    {"title": str, "pdfUrl": str | None, "tests": _TEXTS},
    _nullable({"grade": str, "schoolname": str, "assessmentResultProviderSystem": str}),
)
MAP_PROFILES = struct("EduBridgeMapProfileList", {"data": list_of(_MAP_PROFILE)})
_CALCULATION = struct(
    "EduBridgeTimeSavedCalculation",
    {**_numbers(("standardSchoolHoursPerDay", "timebackHoursPerDay", "hoursSavedPerDay")), "formula": str},
)
_TIME_SAVED = struct(
    "EduBridgeTimeSaved",
    {
        **_numbers(("totalHoursSaved", "totalDaysSaved", "schoolDaysElapsed")),
        "earliestStartDate": dt.datetime,
        "schoolYearStartDate": dt.datetime,
        "calculation": _CALCULATION,
    },
)
TIME_SAVED = struct("EduBridgeTimeSavedAnswer", {"data": _TIME_SAVED})
