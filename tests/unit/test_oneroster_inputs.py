"""What callers send to the OneRoster services."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime

import pytest
from oneroster_inputs import USER, check, href, issues, ref

from timeback_core.decoding import decode_record
from timeback_core.inputs import Input, input_fields
from timeback_core.oneroster import types
from timeback_core.oneroster.models import (
    Organization,
    Ref,
    RefWithHref,
)

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


def test_one_module_offers_every_input() -> None:
    for name in types.__all__:
        assert getattr(types, name) is not None
