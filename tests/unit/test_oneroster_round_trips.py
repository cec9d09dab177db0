"""Records that were read and are sent back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from oneroster_inputs import USER, check, href, ref

from timeback_core.decoding import decode_record
from timeback_core.inputs import Input
from timeback_core.model import Model
from timeback_core.oneroster import types
from timeback_core.oneroster.models import (
    AcademicSession,
    AssessmentLineItem,
    AssessmentResult,
    Category,
    Class,
    ComponentResource,
    Course,
    CourseComponent,
    Demographics,
    Enrollment,
    LineItem,
    Organization,
    Resource,
    Result,
    ScoreScale,
    User,
)

READ_ONLY_AND_BASE = {
    "sourcedId": "x1",
    "status": "active",
    "dateLastModified": "2025-08-15T10:00:00.000Z",
    "metadata": {"k": {"v": 1}},
    "newField": {"of": "tomorrow"},
}


# What a server shows of a record, and what of it goes back out.
ROUND_TRIPS: list[tuple[type[Model], type[Input], dict[str, Any], dict[str, Any]]] = [
    (
        User,
        types.UserCreateInput,
        {
            **USER,
            "roles": [
                {
                    "roleType": "primary",
                    "role": "student",
                    "org": href("org", "s1"),
                    "beginDate": "2025-08-15T00:00:00.000Z",
                    "endDate": None,
                    "userProfile": None,
                    "later": 1,
                }
            ],
            "userIds": [{"type": "LDAP", "identifier": "a"}],
            "agents": [href("user", "u2")],
            "primaryOrg": href("org", "s1", name="School"),
            "userProfiles": [{"profileId": "p"}],
            "identifier": "7",
            "middleName": None,
            "grades": ["09", "K"],
            "demographics": None,
            "orgs": [],
        },
        {
            **USER,
            "enabledUser": True,
            "roles": [
                {
                    "roleType": "primary",
                    "role": "student",
                    "org": ref("s1"),
                    "beginDate": "2025-08-15",
                    "endDate": None,
                    "later": 1,
                }
            ],
            "userIds": [{"type": "LDAP", "identifier": "a"}],
            "agents": [ref("u2")],
            "primaryOrg": ref("s1"),
            "middleName": None,
            "grades": ["9", "0"],
        },
    ),
    (
        Organization,
        types.OrgCreateInput,
        {
            "name": "S",
            "type": "school",
            "identifier": None,
            "parent": href("org", "d1"),
            "children": [href("org", "c")],
        },
        {"name": "S", "type": "school", "identifier": None, "parent": ref("d1")},
    ),
    (
        AcademicSession,
        types.AcademicSessionCreateInput,
        {
            "title": "Fall",
            "startDate": "2025-08-15T00:00:00.000Z",
            "endDate": "2025-12-20T00:00:00.000Z",
            "type": "term",
            "schoolYear": 2026,
            "org": href("org", "s1"),
            "parent": None,
            "children": [href("academicSession", "g1")],
        },
        {
            "title": "Fall",
            "startDate": "2025-08-15",
            "endDate": "2025-12-20",
            "type": "term",
            "schoolYear": "2026",
            "org": ref("s1"),
            "parent": None,
        },
    ),
    (
        Course,
        types.CourseCreateInput,
        {
            "title": "Algebra",
            "org": ref("s1"),
            "academicSession": None,
            "schoolYear": href("academicSession", "y1", name="2026"),
            "grades": ["9"],
            "subjects": ["Math"],
            "level": "1",
            "resources": [],
            "primaryApp": "app",
        },
        {
            "title": "Algebra",
            "org": ref("s1"),
            "academicSession": None,
            "schoolYear": href("academicSession", "y1"),
            "grades": ["9"],
            "subjects": ["Math"],
            "level": "1",
            "resources": [],
            "primaryApp": "app",
        },
    ),
    (
        Class,
        types.ClassCreateInput,
        {
            "title": "Algebra 1",
            "classCode": None,
            "classType": None,
            "course": href("course", "k1"),
            "school": href("org", "s1"),
            "terms": [href("term", "t1")],
            "periods": ["1"],
        },
        {
            "title": "Algebra 1",
            "classCode": None,
            "course": ref("k1"),
            "org": ref("s1"),
            "terms": [ref("t1")],
            "periods": ["1"],
        },
    ),
    (
        Enrollment,
        types.EnrollmentCreateInput,
        {
            "role": "student",
            "primary": "false",
            "beginDate": None,
            "endDate": "2026-06-01",
            "user": href("user", "u1", name="Ana"),
            "class": href("class", "c1"),
            "school": href("org", "s1"),
            "course": href("course", "k1"),
        },
        {
            "role": "student",
            "primary": False,
            "endDate": "2026-06-01",
            "user": ref("u1"),
            "class": ref("c1"),
            "school": ref("s1"),
        },
    ),
    (
        Demographics,
        types.DemographicsCreateInput,
        {"birthDate": "2012-03-04", "sex": "other", "asian": "true", "white": None},
        {"birthDate": "2012-03-04", "sex": "other", "asian": "true", "white": None},
    ),
    (Category, types.CategoryCreateInput, {"title": "Homework", "weight": 0.2}, {"title": "Homework", "weight": 0.2}),
    (
        ScoreScale,
        types.ScoreScaleCreateInput,
        {
            "title": "Letters",
            "type": "letters",
            "class": href("class", "c1"),
            "scoreScaleValue": [{"itemValueLHS": "A", "itemValueRHS": "94"}],
        },
        {
            "title": "Letters",
            "type": "letters",
            "class": ref("c1"),
            "scoreScaleValue": [{"itemValueLHS": "A", "itemValueRHS": "94"}],
        },
    ),
    (
        LineItem,
        types.LineItemCreateInput,
        {
            "title": "Quiz",
            "assignDate": "2025-09-01T00:00:00.000Z",
            "dueDate": "2025-09-08",
            "class": ref("c1"),
            "school": ref("s1"),
            "category": ref("k1"),
            "gradingPeriod": None,
            "resultValueMax": 10,
            "learningObjectiveSet": [{"source": "case", "learningObjectiveIds": ["o1"]}],
        },
        {
            "title": "Quiz",
            "assignDate": "2025-09-01T00:00:00.000Z",
            "dueDate": "2025-09-08T00:00:00.000Z",
            "class": ref("c1"),
            "school": ref("s1"),
            "category": ref("k1"),
            "gradingPeriod": None,
            "resultValueMax": 10,
            "learningObjectiveSet": [{"source": "case", "learningObjectiveIds": ["o1"]}],
        },
    ),
    (
        Result,
        types.ResultCreateInput,
        {
            "lineItem": ref("l1"),
            "student": ref("u1"),
            "scoreStatus": "fully graded",
            "score": 9.5,
            "scoreDate": "2025-09-09",
            "late": "true",
            "missing": None,
        },
        {
            "lineItem": ref("l1"),
            "student": ref("u1"),
            "scoreStatus": "fully graded",
            "score": 9.5,
            "scoreDate": "2025-09-09T00:00:00.000Z",
            "late": "true",
        },
    ),
    (
        AssessmentLineItem,
        types.AssessmentLineItemCreateInput,
        {"title": "Test", "class": None, "course": ref("k1"), "component": href("courseComponent", "cc")},
        {"title": "Test", "class": None, "course": ref("k1"), "component": ref("cc")},
    ),
    (
        AssessmentResult,
        types.AssessmentResultCreateInput,
        {
            "assessmentLineItem": ref("a1"),
            "student": ref("u1"),
            "scoreDate": "2025-09-09T00:00:00.000Z",
            "scoreStatus": "submitted",
            "inProgress": None,
            "late": False,
        },
        {
            "assessmentLineItem": ref("a1"),
            "student": ref("u1"),
            "scoreDate": "2025-09-09T00:00:00.000Z",
            "scoreStatus": "submitted",
            "inProgress": None,
            "late": "false",
        },
    ),
    (
        Resource,
        types.ResourceCreateInput,
        {"title": "R", "roles": ["primary"], "vendorResourceId": "v", "metadata": {"url": "https://x.example"}},
        {"title": "R", "roles": ["primary"], "vendorResourceId": "v", "metadata": {"url": "https://x.example"}},
    ),
    (
        CourseComponent,
        types.CourseComponentCreateInput,
        {
            "title": "U",
            "course": ref("k1"),
            "courseComponent": ref("p1"),
            "parent": None,
            "prerequisiteCriteria": "all",
        },
        {"title": "U", "course": ref("k1"), "parent": ref("p1"), "prerequisiteCriteria": "ALL"},
    ),
    (
        ComponentResource,
        types.ComponentResourceCreateInput,
        {
            "title": "L",
            "courseComponent": ref("cc"),
            "resource": ref("r1"),
            "sortOrder": 3,
            "lessonType": "future-kind",
        },
        {
            "title": "L",
            "courseComponent": ref("cc"),
            "resource": ref("r1"),
            "sortOrder": 3,
            "lessonType": "future-kind",
        },
    ),
]


@pytest.mark.parametrize(
    ("model", "kind", "shown", "sent"), ROUND_TRIPS, ids=lambda part: getattr(part, "__name__", "")
)
def test_a_record_that_was_read_can_be_sent_back(
    model: type[Model], kind: type[Input], shown: dict[str, Any], sent: dict[str, Any]
) -> None:
    record = decode_record(json.dumps({**READ_ONLY_AND_BASE, **shown}).encode(), model)
    kept = {name: value for name, value in READ_ONLY_AND_BASE.items() if name != "dateLastModified"}
    assert check(kind, record) == {**kept, **sent}


@pytest.mark.parametrize("kind", [types.ClassUpdateInput, types.ResourceUpdateInput, types.EnrollmentPatchInput])
def test_updates_need_nothing(kind: type[Input]) -> None:
    assert check(kind, {}) == {}
    assert check(kind, kind()) == {}


def test_a_class_that_was_read_can_be_sent_as_an_update() -> None:
    shown = {**READ_ONLY_AND_BASE, "title": "A", "school": href("org", "s1"), "terms": [href("term", "t1")]}
    assert check(types.ClassUpdateInput, decode_record(json.dumps(shown).encode(), Class)) == {
        "sourcedId": "x1",
        "status": "active",
        "metadata": {"k": {"v": 1}},
        "newField": {"of": "tomorrow"},
        "title": "A",
        "org": ref("s1"),
        "terms": [ref("t1")],
    }
