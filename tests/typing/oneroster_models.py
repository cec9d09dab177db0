"""Never run: type checkers read it and find every attribute and argument of the type that users are told."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, assert_type

from timeback_core.created import BulkCreateResponse, CreateResponse, SourcedIdPair
from timeback_core.inputs import check_input
from timeback_core.oneroster.grades import normalize_grade, parse_grades
from timeback_core.oneroster.models import (
    AcademicSession,
    AssessmentResult,
    Class,
    Course,
    CourseComponent,
    Enrollment,
    LineItem,
    Organization,
    Ref,
    RefWithHref,
    Resource,
    Result,
    ScoreScale,
    ScoreScaleValue,
    User,
    UserRoleAssignment,
)
from timeback_core.oneroster.types import (
    AcademicSessionCreateInput,
    AgentInput,
    AssessmentResultCreateInput,
    CategoryCreateInput,
    ClassCreateInput,
    ClassUpdateInput,
    ComponentResourceCreateInput,
    CourseComponentCreateInput,
    CourseCreateInput,
    CredentialInput,
    CredentialLogin,
    DemographicsCreateInput,
    EnrollInput,
    EnrollmentCreateInput,
    EnrollmentPatchInput,
    GuidRef,
    HrefRef,
    LearningObjectiveResultInput,
    LearningObjectiveScoreSetItem,
    LearningObjectiveSetItem,
    LineItemCreateInput,
    ListParams,
    OrgCreateInput,
    PrimaryOrg,
    ResourceCreateInput,
    ResourceUpdateInput,
    ResultCreateInput,
    SchoolCreateInput,
    ScoreScaleCreateInput,
    ScoreScaleValueItem,
    TermCreateInput,
    UserCreateInput,
    UserRole,
    UserRoleItem,
)


def attributes(user: User, session: AcademicSession, enrollment: Enrollment, result: Result) -> None:
    assert_type(user.sourced_id, str)
    assert_type(user.status, str)
    assert_type(user.date_last_modified, datetime | None)
    assert_type(user.metadata, dict[str, Any] | None)
    assert_type(user.enabled_user, bool | None)
    assert_type(user.roles, list[UserRoleAssignment])
    assert_type(user.roles[0].org, RefWithHref | None)
    assert_type(user.roles[0].begin_date, date | None)
    assert_type(user.grades, list[int] | None)
    assert_type(session.start_date, date | None)
    assert_type(session.school_year, int | None)
    assert_type(enrollment.class_, RefWithHref | None)
    assert_type(enrollment.primary, bool | None)
    assert_type(result.score, float | None)
    assert_type(result.score_date, datetime | None)
    assert_type(result.late, bool | None)
    assert_type(user.extra, dict[str, Any])
    assert_type(user.to_dict(), dict[str, Any])
    assert_type(user.replace(given_name="Ana"), User)


def more_attributes(
    item: LineItem, scale: ScoreScale, resource: Resource, component: CourseComponent, course: Course, group: Class
) -> None:
    assert_type(item.class_, Ref | None)
    assert_type(item.due_date, datetime | None)
    assert_type(scale.score_scale_value, list[ScoreScaleValue] | None)
    assert_type(resource.metadata, dict[str, Any] | None)
    assert_type(component.prerequisite_criteria, str | None)
    assert_type(component.unlock_date, datetime | None)
    assert_type(course.org, Ref | None)
    assert_type(group.terms, list[RefWithHref] | None)


def answers(created: CreateResponse, several: BulkCreateResponse) -> None:
    assert_type(created.id, str)
    assert_type(created.sourced_id_pairs, SourcedIdPair)
    assert_type(created.sourced_id_pairs.allocated_sourced_id, str | None)
    assert_type(several.sourced_id_pairs, list[SourcedIdPair])
    assert_type(several.ids, list[str])


def grades() -> None:
    assert_type(normalize_grade("K"), int)
    assert_type(parse_grades(["K", 1]), list[int] | None)


def references_stand_in_every_form(school: Organization, ref: Ref) -> None:
    CourseCreateInput(status="active", title="A", org=GuidRef(sourced_id="s1"))
    CourseCreateInput(status="active", title="A", org={"sourcedId": "s1"})
    CourseCreateInput(status="active", title="A", org=ref)
    CourseCreateInput(status="active", title="A", org=school)


def people(user: User) -> None:
    role: UserRole = "student"
    UserCreateInput(
        enabled_user=True,
        given_name="Ana",
        family_name="Diaz",
        email=None,
        roles=[UserRoleItem(role_type="primary", role=role, org={"sourcedId": "s1"}, begin_date=date(2025, 8, 1))],
        primary_org=PrimaryOrg(sourced_id="s1", name="School"),
        agents=[GuidRef(sourced_id="u2")],
        grades=[9, "K"],
    )
    UserCreateInput(enabled_user="true", given_name="A", family_name="D", roles=user.roles, agents=user.agents)
    UserCreateInput(enabled_user="true", given_name="A", family_name="D", roles=[{"roleType": "primary"}])
    AgentInput(agent_sourced_id="u2")
    CredentialInput(application_name="app", credentials=CredentialLogin(username="u", password="p"))
    EnrollInput(sourced_id="u1", role="student", primary="true", begin_date="2025-08-15")
    EnrollmentCreateInput(role="student", user={"sourcedId": "u1"}, class_={"sourcedId": "c1"}, primary=True)
    EnrollmentPatchInput(end_date=None)
    DemographicsCreateInput(sourced_id="u1", birth_date=date(2012, 1, 2), sex="female", asian=True, white="false")


def teaching() -> None:
    OrgCreateInput(name="District", type="district", parent=None)
    SchoolCreateInput(name="School")
    AcademicSessionCreateInput(
        sourced_id="t1",
        status="active",
        title="Fall",
        start_date="2025-08-15",
        end_date=date(2025, 12, 20),
        type="term",
        school_year=2026,
        org={"sourcedId": "s1"},
    )
    TermCreateInput(
        sourced_id="t1",
        status="active",
        title="Fall",
        start_date="2025-08-15",
        end_date=date(2025, 12, 20),
        school_year="2026",
        org={"sourcedId": "s1"},
    )
    CourseCreateInput(
        status="active",
        title="A",
        org={"sourcedId": "s1"},
        school_year=HrefRef(sourced_id="y1", href="https://x", type="academicSession"),
        subjects=("Math",),
    )
    ClassCreateInput(title="A", course={"sourcedId": "k1"}, org={"sourcedId": "s1"}, terms=[{"sourcedId": "t1"}])
    ClassUpdateInput(class_type="homeroom", location=None)


def gradebook() -> None:
    CategoryCreateInput(status="active", title="Homework", weight=1)
    ScoreScaleCreateInput(
        status="active",
        title="Letters",
        type="letters",
        class_={"sourcedId": "c1"},
        score_scale_value=[ScoreScaleValueItem(item_value_lhs="A", item_value_rhs="94")],
    )
    LineItemCreateInput(
        title="Quiz",
        assign_date=datetime(2025, 9, 1),
        due_date="2025-09-08",
        class_={"sourcedId": "c1"},
        school={"sourcedId": "s1"},
        category={"sourcedId": "k1"},
        learning_objective_set=[LearningObjectiveSetItem(source="case", learning_objective_ids=["o1"])],
    )
    ResultCreateInput(
        status="active",
        line_item={"sourcedId": "l1"},
        student={"sourcedId": "u1"},
        score_status="fully graded",
        score_date=date(2025, 9, 9),
        score=9,
        late=True,
        learning_objective_set=[
            LearningObjectiveScoreSetItem(
                source="case",
                learning_objective_results=[LearningObjectiveResultInput(learning_objective_id="o1", score=0.5)],
            )
        ],
    )
    AssessmentResultCreateInput(
        status="active",
        assessment_line_item={"sourcedId": "a1"},
        student={"sourcedId": "u1"},
        score_date=date(2025, 9, 9),
        score_status="submitted",
    )


def content() -> None:
    ResourceCreateInput(title="R", vendor_resource_id="v", metadata={"type": "qti", "subType": "qti-test"})
    ResourceUpdateInput(metadata={"xp": 5})
    CourseComponentCreateInput(status="active", course={"sourcedId": "k1"}, title="U", unlock_date=date(2025, 1, 2))
    ComponentResourceCreateInput(
        sourced_id="x",
        status="active",
        course_component={"sourcedId": "cc"},
        resource={"sourcedId": "r"},
        title="L",
        lesson_type="quiz",
    )


def a_record_is_an_input_too(user: User, score: AssessmentResult) -> None:
    check_input(UserCreateInput, user, "user")
    check_input(AssessmentResultCreateInput, score, "assessment result")


def mistakes_are_found() -> None:
    UserCreateInput(given_name="A", family_name="D", roles=[])  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # enabled_user is missing
    OrgCreateInput(name="S", type="kindergarten")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # no such type
    EnrollInput(sourced_id="u", role="parent")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # no such role
    OrgCreateInput(name="S", type="school", nmae="x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # misspelt


def list_keywords() -> ListParams:
    return {"limit": 10, "order_by": "asc", "fields": ["givenName"], "where": {"status": "active"}}
