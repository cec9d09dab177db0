"""What callers send to the OneRoster services."""

from __future__ import annotations

import json
import logging
from datetime import UTC, date, datetime
from typing import Any

import pytest

from timeback_core.decoding import decode_record
from timeback_core.errors import InputValidationError
from timeback_core.inputs import Input, Issues, check_input, input_fields
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
    Ref,
    RefWithHref,
    Resource,
    Result,
    ScoreScale,
    User,
)
from timeback_core.oneroster.resource_metadata import RESOURCE_METADATA, check_resource_metadata

READ_ONLY_AND_BASE = {
    "sourcedId": "x1",
    "status": "active",
    "dateLastModified": "2025-08-15T10:00:00.000Z",
    "metadata": {"k": {"v": 1}},
    "newField": {"of": "tomorrow"},
}


def href(kind: str, sourced_id: str, **more: str) -> dict[str, str]:
    return {"href": f"https://x/{kind}/{sourced_id}", "sourcedId": sourced_id, "type": kind, **more}


def check(kind: type[Input], data: object, *, partial: bool = False) -> dict[str, Any]:
    return dict(check_input(kind, data, "test", partial=partial))


def issues(kind: type[Input], data: object, *, partial: bool = False) -> dict[str, str]:
    with pytest.raises(InputValidationError) as caught:
        check_input(kind, data, "test", partial=partial)
    return {issue.path: issue.message for issue in caught.value.issues}


USER = {
    "enabledUser": "true",
    "givenName": "Ana",
    "familyName": "Diaz",
    "roles": [{"roleType": "primary", "role": "student", "org": {"sourcedId": "s1"}}],
}


def ref(sourced_id: str) -> dict[str, str]:
    return {"sourcedId": sourced_id}


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


REQUIRED: list[tuple[type[Input], set[str]]] = [
    (types.UserCreateInput, {"enabledUser", "givenName", "familyName", "roles"}),
    (types.OrgCreateInput, {"name", "type"}),
    (types.SchoolCreateInput, {"name"}),
    (
        types.AcademicSessionCreateInput,
        {"sourcedId", "status", "title", "startDate", "endDate", "type", "schoolYear", "org"},
    ),
    (types.TermCreateInput, {"sourcedId", "status", "title", "startDate", "endDate", "schoolYear", "org"}),
    (types.GradingPeriodCreateInput, {"sourcedId", "status", "title", "startDate", "endDate", "schoolYear", "org"}),
    (types.CourseCreateInput, {"status", "title", "org"}),
    (types.CourseStructureInput, {"course", "courseStructure"}),
    (types.ClassCreateInput, {"title", "course", "org", "terms"}),
    (types.EnrollmentCreateInput, {"role", "user", "class"}),
    (types.EnrollInput, {"sourcedId", "role"}),
    (types.AgentInput, {"agentSourcedId"}),
    (types.CredentialInput, {"applicationName", "credentials"}),
    (types.DemographicsCreateInput, {"sourcedId"}),
    (types.CategoryCreateInput, {"status", "title"}),
    (types.ScoreScaleCreateInput, {"status", "title", "type", "class", "scoreScaleValue"}),
    (types.LineItemCreateInput, {"title", "assignDate", "dueDate", "class", "school", "category"}),
    (types.ResultCreateInput, {"status", "lineItem", "student", "scoreStatus", "scoreDate"}),
    (types.AssessmentLineItemCreateInput, {"status", "title"}),
    (types.AssessmentResultCreateInput, {"status", "assessmentLineItem", "student", "scoreStatus", "scoreDate"}),
    (types.ResourceCreateInput, {"title", "vendorResourceId"}),
    (types.CourseComponentCreateInput, {"status", "course", "title"}),
    (types.ComponentResourceCreateInput, {"sourcedId", "status", "courseComponent", "resource", "title"}),
    (types.GuidRef, {"sourcedId"}),
    (types.LearningObjectiveResultInput, {"learningObjectiveId"}),
]


@pytest.mark.parametrize(("kind", "names"), REQUIRED, ids=lambda part: getattr(part, "__name__", ""))
def test_what_must_be_given_is_named_and_changes_need_none_of_it(kind: type[Input], names: set[str]) -> None:
    assert issues(kind, {}) == dict.fromkeys(names, "Required")
    assert check(kind, {}, partial=True) == {}
    assert {name for name, field in input_fields(kind).items() if field.required} == names


@pytest.mark.parametrize(("kind", "names"), REQUIRED, ids=lambda part: getattr(part, "__name__", ""))
def test_unknown_fields_are_refused(kind: type[Input], names: set[str]) -> None:
    assert set(issues(kind, {"surprise": 1})) == {*names, "surprise"}


def test_a_school_and_a_term_know_their_own_type() -> None:
    assert check(types.SchoolCreateInput, {"name": "S"}) == {"name": "S", "type": "school"}
    assert set(issues(types.SchoolCreateInput, {"name": "S", "type": "district"})) == {"type"}
    session = {
        "sourcedId": "t1",
        "status": "active",
        "title": "T",
        "startDate": date(2025, 8, 15),
        "endDate": datetime(2025, 12, 20, 8, tzinfo=UTC),
        "schoolYear": 2026,
        "org": Ref(sourced_id="s1"),
    }
    sent = {**session, "startDate": "2025-08-15", "endDate": "2025-12-20", "schoolYear": "2026", "org": ref("s1")}
    assert check(types.TermCreateInput, session) == {**sent, "type": "term"}
    assert check(types.GradingPeriodCreateInput, session) == {**sent, "type": "gradingPeriod"}


@pytest.mark.parametrize(("given", "sent"), [(2026, "2026"), ("2026", "2026"), (2026.0, "2026")])
def test_a_sessions_year_is_sent_as_text(given: object, sent: str) -> None:
    assert check(types.AcademicSessionCreateInput, {"schoolYear": given}, partial=True) == {"schoolYear": sent}


@pytest.mark.parametrize("given", [True, 2026.5, "", []])
def test_what_is_no_year_is_refused(given: object) -> None:
    assert set(issues(types.AcademicSessionCreateInput, {"schoolYear": given}, partial=True)) == {"schoolYear"}


@pytest.mark.parametrize(
    "org",
    [
        {"sourcedId": "s1"},
        {"sourced_id": "s1"},
        href("org", "s1", name="School"),
        types.GuidRef(sourced_id="s1"),
        types.GuidRef(sourced_id="s1", type="org", href="https://x"),
        Ref(sourced_id="s1"),
        RefWithHref(sourced_id="s1", href="https://x", type="org", name="School"),
        Organization(sourced_id="s1", name="School"),
        decode_record(b'{"sourcedId": "s1", "name": "School", "more": 1}', Organization),
    ],
)
def test_a_reference_is_sent_as_identifier_whatever_stands_for_it(org: object) -> None:
    assert check(types.CourseCreateInput, {"org": org}, partial=True) == {"org": ref("s1")}


@pytest.mark.parametrize("org", [{}, {"sourcedId": " "}, {"sourcedId": None}, {"id": "s1"}, "s1", None])
def test_a_reference_without_identifier_is_refused(org: object) -> None:
    assert all(path.startswith("org") for path in issues(types.CourseCreateInput, {"org": org}, partial=True))


def test_a_primary_organisation_may_have_its_name_and_is_sent_without() -> None:
    for org in (types.PrimaryOrg(sourced_id="s1", name="School"), {"sourcedId": "s1", "name": "School"}):
        assert check(types.UserCreateInput, {"primaryOrg": org}, partial=True) == {"primaryOrg": ref("s1")}


def test_a_courses_school_year_is_a_whole_reference() -> None:
    whole = href("academicSession", "y1")
    assert check(types.CourseCreateInput, {"schoolYear": whole}, partial=True) == {"schoolYear": whole}
    assert set(issues(types.CourseCreateInput, {"schoolYear": ref("y1")}, partial=True)) == {
        "schoolYear.href",
        "schoolYear.type",
    }


def test_nested_names_are_accepted_in_both_spellings() -> None:
    snake = {
        "enabled_user": True,
        "given_name": "Ana",
        "family_name": "Diaz",
        "roles": [{"role_type": "primary", "role": "student", "org": {"sourced_id": "s1"}}],
    }
    assert check(types.UserCreateInput, snake) == {**USER, "enabledUser": True}
    assert check(types.ScoreScaleCreateInput, {"class_": {"sourced_id": "c1"}}, partial=True) == {"class": ref("c1")}
    for step in ({"item_value_lhs": "A", "item_value_rhs": "94"}, {"itemValueLHS": "A", "itemValueRHS": "94"}):
        assert check(types.ScoreScaleCreateInput, {"score_scale_value": [step]}, partial=True) == {
            "scoreScaleValue": [{"itemValueLHS": "A", "itemValueRHS": "94"}]
        }


def test_a_user_needs_no_identifier_and_no_email_but_a_real_one_if_any() -> None:
    assert check(types.UserCreateInput, USER) == {**USER, "enabledUser": True}
    assert check(types.UserCreateInput, {"email": " ana@example.org "}, partial=True) == {"email": "ana@example.org"}
    assert check(types.UserCreateInput, {"email": None}, partial=True) == {"email": None}
    assert set(issues(types.UserCreateInput, {"email": "ana"}, partial=True)) == {"email"}


def test_a_user_needs_a_role_and_every_role_is_checked() -> None:
    assert issues(types.UserCreateInput, {**USER, "roles": []}) == {"roles": "At least one item"}
    bad = {"roleType": "main", "role": "king", "org": {"sourcedId": "s1"}}
    assert set(issues(types.UserCreateInput, {**USER, "roles": [bad]})) == {"roles[0].roleType", "roles[0].role"}


def test_booleans_are_sent_as_each_field_wants_them() -> None:
    assert check(types.UserCreateInput, {"enabledUser": "false"}, partial=True) == {"enabledUser": False}
    assert check(types.EnrollmentCreateInput, {"primary": "true"}, partial=True) == {"primary": True}
    assert check(types.EnrollInput, {"sourcedId": "u1", "role": "teacher", "primary": True})["primary"] is True
    assert check(types.DemographicsCreateInput, {"asian": True, "white": "false"}, partial=True) == {
        "asian": "true",
        "white": "false",
    }
    assert check(types.ResultCreateInput, {"late": True}, partial=True) == {"late": "true"}
    assert set(issues(types.UserCreateInput, {"enabledUser": "yes"}, partial=True)) == {"enabledUser"}


def test_grades_are_sent_as_text_whatever_their_spelling() -> None:
    for kind in (types.UserCreateInput, types.CourseCreateInput, types.ClassCreateInput, types.ClassUpdateInput):
        assert check(kind, {"grades": [9, "K", "4th grade"]}, partial=True) == {"grades": ["9", "0", "4"]}
        assert set(issues(kind, {"grades": [9, "AP"]}, partial=True)) == {"grades[1]"}


def test_days_become_midnight_where_a_time_belongs() -> None:
    sent = check(types.LineItemCreateInput, {"assignDate": "2025-09-01", "dueDate": date(2025, 9, 8)}, partial=True)
    assert sent == {"assignDate": "2025-09-01T00:00:00.000Z", "dueDate": "2025-09-08T00:00:00.000Z"}
    assert check(types.CourseComponentCreateInput, {"unlockDate": "2025-09-01"}, partial=True) == {
        "unlockDate": "2025-09-01T00:00:00.000Z"
    }
    assert set(issues(types.ResultCreateInput, {"scoreDate": "yesterday"}, partial=True)) == {"scoreDate"}


def test_an_enrolments_role_is_one_of_four() -> None:
    assert set(issues(types.EnrollmentCreateInput, {"role": "parent"}, partial=True)) == {"role"}
    assert set(issues(types.EnrollInput, {"role": "proctor"}, partial=True)) == {"role"}


def test_subjects_outside_the_list_are_sent_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "timeback_core.oneroster")
    assert check(types.CourseCreateInput, {"subjects": ["Math", "Alchemy"]}, partial=True) == {
        "subjects": ["Math", "Alchemy"]
    }
    assert "'Alchemy'" in caplog.text
    caplog.clear()
    check(types.CourseCreateInput, {"subjects": ["Math"]}, partial=True)
    check(types.CourseCreateInput, {"subjects": None}, partial=True)
    assert caplog.records == []


def test_assessments_ignore_the_time_of_the_last_change_and_others_refuse_it() -> None:
    for name in ("dateLastModified", "date_last_modified"):
        assert check(types.AssessmentLineItemCreateInput, {name: "2025"}, partial=True) == {}
        assert check(types.AssessmentResultCreateInput, {name: "2025"}, partial=True) == {}
        assert set(issues(types.UserCreateInput, {name: "2025"}, partial=True)) == {name}


def test_the_older_name_of_a_parent_is_sent_as_parent() -> None:
    kind = types.CourseComponentCreateInput
    assert check(kind, {"courseComponent": ref("p1")}, partial=True) == {"parent": ref("p1")}
    assert check(kind, {"course_component": ref("p1"), "parent": ref("p2")}, partial=True) == {"parent": ref("p2")}
    assert check(kind, {"courseComponent": ref("p1"), "parent": None}, partial=True) == {"parent": None}


def test_a_component_takes_criteria_in_any_case() -> None:
    kind = types.CourseComponentCreateInput
    assert check(kind, {"prerequisiteCriteria": "any"}, partial=True) == {"prerequisiteCriteria": "ANY"}
    assert set(issues(kind, {"prerequisiteCriteria": "some"}, partial=True)) == {"prerequisiteCriteria"}


def test_a_course_structure_checks_its_course() -> None:
    course = {"status": "active", "title": "A", "org": href("org", "s1")}
    assert check(types.CourseStructureInput, {"course": course, "courseStructure": {"a": [1]}}) == {
        "course": {"status": "active", "title": "A", "org": ref("s1")},
        "courseStructure": {"a": [1]},
    }
    assert set(issues(types.CourseStructureInput, {"course": {}, "courseStructure": {}})) == {
        "course.status",
        "course.title",
        "course.org",
    }


def test_learning_objectives_are_checked() -> None:
    scores = [{"source": "case", "learning_objective_results": [{"learning_objective_id": "o1", "score": 0.5}]}]
    assert check(types.ResultCreateInput, {"learningObjectiveSet": scores}, partial=True) == {
        "learningObjectiveSet": [
            {"source": "case", "learningObjectiveResults": [{"learningObjectiveId": "o1", "score": 0.5}]}
        ]
    }
    assert set(issues(types.LineItemCreateInput, {"learningObjectiveSet": [{"source": "case"}]}, partial=True)) == {
        "learningObjectiveSet[0].learningObjectiveIds"
    }


# --- resource metadata

METADATA_EXAMPLES: dict[str, dict[str, Any]] = {
    "qti": {"subType": "qti-test", "questionType": "choice", "difficulty": "easy"},
    "text": {"format": "pdf", "author": "A", "pageCount": 3},
    "audio": {"format": "mp3", "duration": "00:01:30", "speaker": "S"},
    "video": {"format": "mp4", "duration": "00:01:30.25", "captionsAvailable": True},
    "interactive": {
        "launchUrl": "https://x.example",
        "toolProvider": "T",
        "instructionalMethod": "m",
        "courseIdOnFail": "k1",
        "failFast": {"consecutiveFailures": 3, "stagnationLimit": 2},
    },
    "visual": {"format": "png", "resolution": "1x1"},
    "course-material": {"subType": "unit", "format": "pdf", "author": "A", "instructionalMethod": "m"},
    "assessment-bank": {"resources": ["r1"]},
}


def metadata(value: dict[str, Any], *, needs_type: bool = True) -> tuple[dict[str, Any], dict[str, str]]:
    found = Issues()
    sent = check_resource_metadata(value, found, needs_type=needs_type)
    return sent, {issue.path: issue.message for issue in found.found}


@pytest.mark.parametrize("kind", sorted(RESOURCE_METADATA))
def test_each_type_of_metadata_takes_its_fields_the_common_ones_and_free_ones(kind: str) -> None:
    given = {
        "type": kind,
        **METADATA_EXAMPLES[kind],
        "subject": "Math",
        "language": "en",
        "xp": 5,
        "url": "http://x.example/a",
        "keywords": ["a"],
        "learningObjectiveSet": [{"source": "case", "learningObjectiveIds": ["o1"]}],
        "lessonType": "quiz",
        "wordLength": 7,
    }
    assert metadata({**given, "grades": [9, "K"]}) == ({**given, "grades": ["9", "0"]}, {})


def test_metadata_may_be_written_in_snake_case() -> None:
    assert metadata({"type": "interactive", "launch_url": "https://x.example", "free_key": 1}) == (
        {"type": "interactive", "launchUrl": "https://x.example", "free_key": 1},
        {},
    )


@pytest.mark.parametrize(
    ("given", "paths"),
    [
        ({"type": "qti"}, {"metadata.subType"}),
        ({"type": "qti", "subType": "quiz"}, {"metadata.subType"}),
        ({"type": "text"}, {"metadata.format"}),
        ({"type": "course-material"}, {"metadata.subType", "metadata.format"}),
        ({"type": "assessment-bank"}, {"metadata.resources"}),
        ({"type": "video", "format": "mp4", "duration": "90s"}, {"metadata.duration"}),
        ({"type": "visual", "format": "png", "url": "ftp://x"}, {"metadata.url"}),
        ({"type": "visual", "format": "png", "grades": ["AP"], "xp": "5"}, {"metadata.grades[0]", "metadata.xp"}),
        ({"type": "interactive", "failFast": {"stagnationLimit": 0}}, {"metadata.failFast.stagnationLimit"}),
        ({"type": 5}, {"metadata.type"}),
    ],
)
def test_metadata_that_does_not_fit_its_type_is_refused(given: dict[str, Any], paths: set[str]) -> None:
    assert set(metadata(given)[1]) == paths


def test_an_unknown_type_of_metadata_is_not_checked() -> None:
    given = {"type": "external", "url": "whatever", "format": 5}
    assert metadata(given) == (given, {})


@pytest.mark.parametrize("name", ["url", "grades", "xp", "format", "launchUrl", "launch_url", "subType", "resources"])
def test_a_fresh_resource_must_name_its_type_to_have_typed_fields(name: str) -> None:
    assert set(metadata({name: "x"})[1]) == {"metadata"}
    assert metadata({name: "x"}, needs_type=False) == ({name: "x"}, {})


def test_free_metadata_needs_no_type() -> None:
    assert metadata({"anything": 1}) == ({"anything": 1}, {})


@pytest.mark.parametrize("name", ["failFast", "fail_fast"])
def test_fail_fast_alone_is_checked_and_sent_in_snake_case(name: str) -> None:
    assert metadata({name: {"consecutiveFailures": 3}}) == ({"fail_fast": {"consecutiveFailures": 3}}, {})
    assert set(metadata({name: {"consecutiveFailures": 0}})[1]) == {f"metadata.{name}.consecutiveFailures"}
    assert set(metadata({name: 5})[1]) == {f"metadata.{name}"}


def test_resources_check_their_metadata() -> None:
    resource = {"title": "R", "vendorResourceId": "v"}
    assert set(issues(types.ResourceCreateInput, {**resource, "metadata": {"type": "qti"}})) == {"metadata.subType"}
    assert set(issues(types.ResourceCreateInput, {**resource, "metadata": {"url": "https://x"}})) == {"metadata"}
    assert set(issues(types.ResourceUpdateInput, {"metadata": {"type": "qti"}})) == {"metadata.subType"}
    learning = {"learningObjectiveSet": [{"source": "case", "learningObjectiveIds": ["o1"]}]}
    assert check(types.ResourceUpdateInput, {"metadata": learning}) == {"metadata": learning}
    assert check(types.ResourceCreateInput, {**resource, "metadata": None}) == {**resource, "metadata": None}


def test_one_module_offers_every_input() -> None:
    for name in types.__all__:
        assert getattr(types, name) is not None
