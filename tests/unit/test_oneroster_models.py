"""The records of the OneRoster services, as servers really send them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import pytest

import timeback_core.oneroster.models as models
from timeback_core.decoding import decode_list, decode_record
from timeback_core.model import Model
from timeback_core.oneroster.models import (
    AcademicSession,
    AssessmentLineItem,
    AssessmentResult,
    Base,
    Category,
    Class,
    ComponentResource,
    Course,
    CourseComponent,
    DecryptedCredential,
    Demographics,
    Enrollment,
    LineItem,
    Organization,
    Resource,
    Result,
    ScoreScale,
    User,
    UserProfileCredential,
)

M = TypeVar("M", bound=Model)

ENTITIES = [
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
]


def href(kind: str, sourced_id: str) -> dict[str, str]:
    return {"href": f"https://api.example.org/{kind}s/{sourced_id}", "sourcedId": sourced_id, "type": kind}


def read(model: type[M], **values: Any) -> M:
    return decode_record(json.dumps({"sourcedId": "x1", **values}).encode(), model)


@pytest.mark.parametrize("model", ENTITIES)
def test_only_the_identifier_is_needed(model: type[Base]) -> None:
    record = read(model)
    assert (record.sourced_id, record.status, record.date_last_modified, record.metadata) == (
        "x1",
        "active",
        None,
        None,
    )
    assert record.raw is not None
    assert record.to_dict() == {"sourcedId": "x1"}


@pytest.mark.parametrize("model", ENTITIES)
def test_null_in_any_field_spoils_nothing(model: type[Base]) -> None:
    fields = {name: None for name in model.__struct_encode_fields__ if name != "sourcedId"}
    record = read(model, **fields)
    assert record.to_dict() == {"sourcedId": "x1", **fields}


@pytest.mark.parametrize("model", ENTITIES)
@pytest.mark.parametrize("odd", ["???", 12.5, True, ["?"], {"odd": 1}])
def test_an_odd_value_in_any_field_spoils_nothing(model: type[Base], odd: Any) -> None:
    fields = {name: odd for name in model.__struct_encode_fields__ if name != "sourcedId"}
    record = read(model, **fields)
    assert record.to_dict() == {"sourcedId": "x1", **fields}
    rows, _ = decode_list(
        json.dumps({"rows": [{"sourcedId": "a"}, {"sourcedId": "b", **fields}]}).encode(), model, "rows"
    )
    assert [row.sourced_id for row in rows] == ["a", "b"]


@pytest.mark.parametrize("model", ENTITIES)
def test_every_record_has_a_docstring(model: type[Base]) -> None:
    assert (model.__doc__ or "").strip()


def test_a_user_keeps_all_that_the_platform_sends() -> None:
    user = read(
        User,
        status="active",
        dateLastModified="2025-08-15T10:00:00.000Z",
        metadata={"onboarding": {"tour": {"state": "completed"}}},
        userMasterIdentifier="umi",
        username="ana",
        userIds=[{"type": "LDAP", "identifier": "a1"}],
        enabledUser="true",
        givenName="Ana",
        familyName="Null",
        roles=[
            {
                "roleType": "primary",
                "role": "guide",
                "org": href("org", "s1"),
                "userProfile": "p1",
                "beginDate": "2025-08-01",
                "endDate": None,
            }
        ],
        agents=[href("user", "u2")],
        userProfiles=[
            {
                "profileId": "p1",
                "profileType": "app",
                "vendorId": "v",
                "applicationId": "a",
                "app": {"sourcedId": "a", "name": "App", "domain": "app.example.org", "metadata": None},
                "credentials": [{"id": "c1", "type": "login", "username": "ana", "password": None}],
            }
        ],
        primaryOrg={**href("org", "s1"), "name": "School"},
        identifier="77",
        email="ana@example.org",
        preferredFirstName="Annie",
        pronouns="she/her",
        grades=["K", "09", "AP", "-1"],
        demographics={"sourcedId": "x1", "sex": "other", "asian": "true"},
        orgs=[href("org", "s1")],
    )
    assert user.enabled_user is True
    assert user.family_name == "Null"
    assert user.date_last_modified == datetime(2025, 8, 15, 10, tzinfo=UTC)
    assert user.grades == [0, 9, "AP", -1]
    role = user.roles[0]
    assert role.org is not None
    assert (role.role, role.role_type, role.org.sourced_id, role.org.type) == ("guide", "primary", "s1", "org")
    assert (role.begin_date, role.end_date) == (date(2025, 8, 1), None)
    assert user.user_profiles is not None
    profile = user.user_profiles[0]
    assert profile.app is not None
    assert (profile.app.domain, profile.credentials[0].username) == ("app.example.org", "ana")
    assert user.primary_org is not None
    assert user.primary_org.name == "School"
    assert user.demographics is not None
    assert (user.demographics.sex, user.demographics.asian, user.demographics.white) == ("other", True, None)
    assert user.user_ids is not None
    assert user.user_ids[0].identifier == "a1"
    assert user.extra == {}


def test_lists_of_a_user_that_programs_walk_are_empty_when_missing() -> None:
    user = read(User)
    assert (user.roles, user.agents) == ([], [])
    assert user.grades is None
    assert User(sourced_id="a").roles is not User(sourced_id="b").roles


def test_a_session_has_days_and_a_year() -> None:
    session = read(
        AcademicSession,
        title="Fall",
        startDate="2025-08-15T00:00:00.000Z",
        endDate="2025-12-20",
        type="term",
        schoolYear="2026",
        org=href("org", "s1"),
        parent=href("academicSession", "y1"),
        children=[],
    )
    assert (session.start_date, session.end_date) == (date(2025, 8, 15), date(2025, 12, 20))
    assert session.school_year == 2026
    assert session.org is not None
    assert session.org.sourced_id == "s1"
    assert read(AcademicSession, schoolYear=2026).school_year == 2026
    assert read(AcademicSession, schoolYear=2026.0).school_year == 2026


def test_a_course_keeps_its_session_level_and_scheme() -> None:
    course = read(
        Course,
        academicSession={"sourcedId": "y1"},
        schoolYear=href("academicSession", "y1"),
        org={"sourcedId": "s1"},
        level="advanced",
        gradingScheme="letters",
        primaryApp="app",
        grades=None,
    )
    assert course.academic_session is not None
    assert course.school_year is not None
    assert (course.academic_session.sourced_id, course.school_year.type) == ("y1", "academicSession")
    assert (course.level, course.grading_scheme, course.primary_app) == ("advanced", "letters", "app")


def test_an_enrolment_has_its_class_and_flags() -> None:
    enrollment = read(
        Enrollment,
        role="student",
        primary="false",
        beginDate="2025-08-15",
        user={**href("user", "u1"), "name": "Ana"},
        **{"class": href("class", "c1")},
        school=href("org", "s1"),
        course=href("course", "k1"),
    )
    assert enrollment.class_ is not None
    assert enrollment.user is not None
    assert enrollment.course is not None
    assert (enrollment.class_.sourced_id, enrollment.user.name, enrollment.course.sourced_id) == ("c1", "Ana", "k1")
    assert enrollment.primary is False
    assert enrollment.begin_date == date(2025, 8, 15)
    assert read(Enrollment, primary=None).primary is None


def test_a_score_scale_has_its_steps() -> None:
    scale = read(
        ScoreScale, type="letters", scoreScaleValue=[{"itemValueLHS": "A", "itemValueRHS": 94, "value": "4.0"}]
    )
    assert scale.score_scale_value is not None
    step = scale.score_scale_value[0]
    assert (step.item_value_lhs, step.item_value_rhs, step.value) == ("A", "94", "4.0")
    assert scale.score_scale_values is scale.score_scale_value


def test_a_category_keeps_its_weight() -> None:
    assert read(Category, weight=0.25).weight == 0.25


def test_gradebook_times_and_scores_are_typed_whatever_their_form() -> None:
    item = read(LineItem, assignDate="2025-09-01", dueDate="2025-09-08T23:59:00+02:00", resultValueMax="100")
    assert item.assign_date == datetime(2025, 9, 1, tzinfo=UTC)
    assert item.due_date == datetime(2025, 9, 8, 21, 59, tzinfo=UTC)
    assert item.result_value_max == 100
    result = read(Result, score="87.5", scoreDate="2025-09-09T00:00:00.000Z", late="true", missing=False)
    assert (result.score, result.late, result.missing, result.in_progress) == (87.5, True, False, None)


def test_learning_objectives_are_ids_on_items_and_scores_on_results() -> None:
    item = read(AssessmentLineItem, learningObjectiveSet=[{"source": "case", "learningObjectiveIds": ["o1"]}])
    assert item.learning_objective_set is not None
    assert item.learning_objective_set[0].learning_objective_ids == ["o1"]
    result = read(
        AssessmentResult,
        learningObjectiveSet=[
            {"source": "case", "learningObjectiveResults": [{"learningObjectiveId": "o1", "score": 0.5}]}
        ],
    )
    assert result.learning_objective_set is not None
    scores = result.learning_objective_set[0].learning_objective_results
    assert scores is not None
    assert (scores[0].learning_objective_id, scores[0].score) == ("o1", 0.5)


def test_a_resources_grades_are_numbers_and_its_metadata_is_otherwise_untouched() -> None:
    metadata = {"type": "qti", "grades": ["09", 10, "AP"], "xp": 5}
    resource = read(Resource, metadata=metadata)
    assert resource.metadata == {"type": "qti", "grades": [9, 10, "AP"], "xp": 5}
    assert resource.to_dict()["metadata"] == metadata
    assert read(Resource, metadata={"a": 1}).metadata == {"a": 1}
    assert read(Resource, metadata={"grades": "9"}).metadata == {"grades": "9"}


def test_a_component_reads_criteria_in_capitals_and_any_sort_order() -> None:
    component = read(CourseComponent, prerequisiteCriteria="all", sortOrder=1.5, unlockDate="2025-01-02")
    assert component.prerequisite_criteria == "ALL"
    assert component.sort_order == 1.5
    assert component.unlock_date == datetime(2025, 1, 2, tzinfo=UTC)
    assert component.to_dict()["prerequisiteCriteria"] == "all"
    assert repr(read(ComponentResource, sortOrder=3).sort_order) == "3"


def test_passwords_do_not_show() -> None:
    for record in (
        DecryptedCredential(password="hunter2"),
        UserProfileCredential(username="ana", password="hunter2"),
        User(sourced_id="u", password="hunter2"),
    ):
        assert "hunter2" not in repr(record)


def test_one_module_offers_every_model() -> None:
    for name in models.__all__:
        assert getattr(models, name).__doc__
