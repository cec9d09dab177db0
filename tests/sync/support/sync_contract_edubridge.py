# Written by tools/generate_sync.py from tests/support/contract_edubridge.py; changes belong there.
"""A case for each operation of EduBridge: it calls the operation and checks what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from timeback_core.edubridge import Enrollment
from timeback_core.errors import ConflictError, NotFoundError
from timeback_core.sync import TimebackClient
from timeback_core.sync.edubridge import EdubridgeClient

Case = Callable[[TimebackClient], None]

PUPIL = "student-0001"
COURSE = "course-math-k"
OTHER_COURSE = "course-reading-k"
SCHOOL = "school-lincoln-elementary"
OTHER_SCHOOL = "school-carver-middle"
APP = "app-number-lab"
BARE_APP = "app-word-forge"

NEWCOMER = "newcomer"
OWN_COURSE = "own-course"


def newcomer(timeback: TimebackClient, sourced_id: str = NEWCOMER, **more: Any) -> str:
    """Make a student who is in no course yet."""
    role = {"roleType": "primary", "role": "student", "org": {"sourcedId": SCHOOL}}
    name = {"givenName": "Nell", "familyName": "Newcomer", "enabledUser": True}
    created = timeback.oneroster.users.create(
        {"sourcedId": sourced_id, "email": f"{NEWCOMER}@lincoln.example", "roles": [role], **name, **more}
    )
    return created.id


def own_course(timeback: TimebackClient, sourced_id: str = OWN_COURSE, **metadata: Any) -> str:
    """Make a course without any class."""
    created = timeback.oneroster.courses.create(
        {
            "sourcedId": sourced_id,
            "title": "Own Course",
            "status": "active",
            "org": {"sourcedId": SCHOOL},
            "subjects": ["Science"],
            "grades": ["4"],
            "metadata": metadata or {"goals": {"dailyXp": 12.5}},
        }
    )
    return created.id


def seat(timeback: TimebackClient, **options: Any) -> Enrollment:
    """Make a student and a course, and give the one a seat in the other."""
    return timeback.edubridge.enrollments.enroll(newcomer(timeback), own_course(timeback), **options)


def result(
    timeback: TimebackClient, course: str, student: str, moment: datetime, *, name: str = "own-line", **metadata: Any
) -> str:
    """Store a result with figures; it is what analytics make facts of."""
    lines = timeback.oneroster.assessment_line_items
    if not lines.exists(name):
        lines.create({"sourcedId": name, "title": "Own lesson G4", "status": "active", "course": {"sourcedId": course}})
    created = timeback.oneroster.assessment_results.create(
        {
            "sourcedId": f"{name}-{student}",
            "status": "active",
            "assessmentLineItem": {"sourcedId": name},
            "student": {"sourcedId": student},
            "score": metadata.pop("score", 95),
            "scoreDate": moment,
            "scoreStatus": "fully graded",
            "metadata": metadata,
        }
    )
    return created.id


MORNING = datetime(2025, 9, 17, 2, 15, tzinfo=UTC)
"""A moment that is the 17th in UTC and still the 16th in Chicago."""

FIGURES = {"xp": 11.5, "totalQuestions": 6, "correctQuestions": 2, "masteredUnits": 1, "appName": "Fact Sprint"}


def with_figures(timeback: TimebackClient) -> Enrollment:
    """Make a seat whose student has one result."""
    made = seat(timeback)
    result(timeback, OWN_COURSE, NEWCOMER, MORNING, **FIGURES)
    return made


def lists_seats(timeback: TimebackClient) -> None:
    seats = timeback.edubridge.enrollments.list(user_id=PUPIL)
    known = timeback.oneroster.enrollments.list_all(where={"user.sourcedId": PUPIL, "status": "active"})
    assert {seat.id for seat in seats} == {enrollment.sourced_id for enrollment in known}
    assert all(seat.extra == {} for seat in seats)
    assert {seat.role for seat in seats} == {"student"}


def enrolls(timeback: TimebackClient) -> None:
    made = seat(timeback, begin_date=date(2025, 9, 1), metadata={"note": "by hand"})
    assert (made.role, made.begin_date, made.school.id, made.course.id) == (
        "student",
        date(2025, 9, 1),
        SCHOOL,
        OWN_COURSE,
    )
    assert made.metadata is not None
    assert made.metadata.goals is not None
    assert made.metadata.goals.daily_xp == 12.5
    assert made.metadata.extra == {"note": "by hand"}
    stored = timeback.oneroster.enrollments.get(made.id)
    assert stored.user is not None
    assert (stored.user.sourced_id, stored.status) == (NEWCOMER, "active")
    again = timeback.edubridge.enrollments.enroll(NEWCOMER, OWN_COURSE, SCHOOL)
    assert again.id == made.id


def unenrolls(timeback: TimebackClient) -> None:
    made = seat(timeback)
    other = timeback.edubridge.enrollments.enroll(NEWCOMER, OWN_COURSE, OTHER_SCHOOL)
    timeback.edubridge.enrollments.unenroll(NEWCOMER, OWN_COURSE, OTHER_SCHOOL)
    assert [seat.id for seat in timeback.edubridge.enrollments.list(user_id=NEWCOMER)] == [made.id]
    assert timeback.oneroster.enrollments.get(other.id).status == "tobedeleted"
    timeback.edubridge.enrollments.unenroll(NEWCOMER, OWN_COURSE)
    timeback.edubridge.enrollments.unenroll(NEWCOMER, OWN_COURSE)
    assert timeback.edubridge.enrollments.list(user_id=NEWCOMER) == []


def goals_of(timeback: TimebackClient) -> float | None:
    (made,) = timeback.edubridge.enrollments.list(user_id=NEWCOMER)
    assert made.metadata is not None
    assert made.metadata.goals is not None
    return made.metadata.goals.daily_xp


def propagates_goals(timeback: TimebackClient) -> None:
    seat(timeback, metadata={"goals": {"dailyXp": 1}, "student_specific_goals": True})
    done = timeback.edubridge.enrollments.propagate_goals(OWN_COURSE)
    assert (done.updated, done.errors, goals_of(timeback)) == (0, [], 1)
    timeback.edubridge.enrollments.enroll(
        NEWCOMER, OWN_COURSE, metadata={"goals": {"dailyXp": 2}, "student_specific_goals": False}
    )
    assert timeback.edubridge.enrollments.propagate_goals(OWN_COURSE).updated == 1
    assert goals_of(timeback) == 12.5


def resets_goals(timeback: TimebackClient) -> None:
    seat(timeback, metadata={"goals": {"dailyXp": 1}, "student_specific_goals": True})
    assert timeback.edubridge.enrollments.reset_goals(OWN_COURSE).updated == 1
    assert goals_of(timeback) == 12.5


def resets_progress(timeback: TimebackClient) -> None:
    made = with_figures(timeback)
    facts = timeback.edubridge.analytics.get_enrollment_facts
    assert list(facts(enrollment_id=made.id).facts) == ["2025-09-17"]
    timeback.edubridge.enrollments.reset_progress(NEWCOMER, OWN_COURSE)
    assert facts(enrollment_id=made.id).facts == {}
    stored = timeback.oneroster.assessment_results.get(f"own-line-{NEWCOMER}")
    assert stored.status == "tobedeleted"


def gets_a_default_class(timeback: TimebackClient) -> None:
    own_course(timeback)
    found = timeback.edubridge.enrollments.get_default_class(OWN_COURSE)
    assert (found.course.id, found.subjects, found.grades) == (OWN_COURSE, ["Science"], ["4"])
    assert timeback.oneroster.classes.get(found.id).title == found.title
    assert timeback.edubridge.enrollments.get_default_class(OWN_COURSE, SCHOOL) == found
    elsewhere = timeback.edubridge.enrollments.get_default_class(OWN_COURSE, OTHER_SCHOOL)
    assert elsewhere.id != found.id


def lists_users(timeback: TimebackClient) -> None:
    users = timeback.edubridge.users
    found = users.list(roles=["student", "teacher"], limit=7, org_sourced_ids=[SCHOOL], sort="familyName")
    assert len(found) == 7
    assert {role.role for user in found for role in user.roles} <= {"student", "teacher"}
    names = [user.family_name or "" for user in found]
    assert names == sorted(names)
    (one,) = users.search(["student"], PUPIL)
    assert (one.sourced_id, one.extra) == (PUPIL, {})
    assert users.list_teachers(filter=f"sourcedId='{PUPIL}'") == []
    (bare,) = users.list_students(filter=f"sourcedId='{PUPIL}'", fields=["given_name"])
    assert (bare.given_name, bare.family_name) == (one.given_name, None)


def pages_users(timeback: TimebackClient) -> None:
    users = timeback.edubridge.users
    page = users.list_page(roles=["student"], limit=150)
    assert page.total_count is not None
    assert (page.page_number, page.offset, page.limit, page.has_more) == (1, 0, 150, True)
    assert page.page_count == -(-page.total_count // 150)
    following = page.fetch_next()
    assert following is not None
    everyone = users.list_all(roles=["student"], page_size=150)
    assert [user.sourced_id for user in [*page, *following]] == [user.sourced_id for user in everyone[:300]]
    assert len({user.sourced_id for user in everyone}) == page.total_count
    assert {role.role for user in everyone for role in user.roles} == {"student"}


def gets_activity(timeback: TimebackClient) -> None:
    with_figures(timeback)
    analytics = timeback.edubridge.analytics
    answer = analytics.get_activity(student_id=NEWCOMER, start_date="2025-09-16", end_date="2025-09-17")
    cell = answer.facts["2025-09-17"]["Science"]
    assert list(answer.facts) == ["2025-09-17"]
    assert (cell.activity_metrics.xp_earned, cell.activity_metrics.total_questions) == (11.5, 6)
    assert (cell.apps, cell.time_spent_metrics.active_seconds) == (["Fact Sprint"], 0)
    assert answer.facts_by_app["2025-09-17"]["Science"]["Fact Sprint"] == cell
    by_mail = analytics.get_activity(
        email=f"{NEWCOMER}@lincoln.example",
        start_date=date(2025, 9, 16),
        end_date=date(2025, 9, 16),
        timezone="America/Chicago",
    )
    assert by_mail.facts == {"2025-09-16": {"Science": cell}}
    assert by_mail.start_date == datetime(2025, 9, 16, 5, tzinfo=UTC)
    nobody = analytics.get_activity(student_id="nobody", start_date="2025-09-16", end_date="2025-09-17")
    assert (nobody.facts, nobody.facts_by_app) == ({}, {})


def gets_weekly_facts(timeback: TimebackClient) -> None:
    made = with_figures(timeback)
    analytics = timeback.edubridge.analytics
    (fact,) = analytics.get_weekly_facts(student_id=NEWCOMER, week_date="2025-09-20")
    assert (fact.user_id, fact.enrollment_id, fact.course_id) == (NEWCOMER, made.id, OWN_COURSE)
    assert (fact.date, fact.datetime, fact.day_of_week) == (date(2025, 9, 17), MORNING, 3)
    assert (fact.xp_earned, fact.active_seconds, fact.seconds) == (11.5, None, (0, 0, 0))
    assert fact.extra == {}
    assert analytics.get_weekly_facts(student_id=NEWCOMER, week_date=date(2025, 9, 21)) == []


def gets_a_week_with_its_bounds(timeback: TimebackClient) -> None:
    with_figures(timeback)
    week = timeback.edubridge.analytics.get_weekly_facts_response(
        student_id=NEWCOMER, week_date="2025-09-17", timezone="America/Chicago"
    )
    assert week.start_date == datetime(2025, 9, 14, 5, tzinfo=UTC)
    assert week.end_date == datetime(2025, 9, 21, 5, tzinfo=UTC) - timedelta(milliseconds=1)
    assert [(fact.date, fact.day_of_week) for fact in week.facts] == [(date(2025, 9, 16), 2)]


def gets_enrollment_facts(timeback: TimebackClient) -> None:
    made = with_figures(timeback)
    facts = timeback.edubridge.analytics.get_enrollment_facts
    answer = facts(enrollment_id=made.id)
    assert (answer.enrollment_id, answer.start_date, list(answer.facts)) == (made.id, None, ["2025-09-17"])
    later = facts(enrollment_id=made.id, start_date="2025-09-18")
    assert later.facts == {}
    with pytest.raises(NotFoundError, match="nothing"):
        facts(enrollment_id="nothing")


def gets_the_highest_grade(timeback: TimebackClient) -> None:
    seat(timeback)
    result(timeback, OWN_COURSE, NEWCOMER, MORNING, grade="4", accuracy=95, subject="Science")
    found = timeback.edubridge.analytics.get_highest_grade_mastered(NEWCOMER, "social studies")
    assert (found.student_id, found.subject, found.grades.highest_grade_overall) == (NEWCOMER, "social studies", None)


def lists_applications(timeback: TimebackClient) -> None:
    apps = {app.sourced_id: app for app in timeback.edubridge.applications.list()}
    assert apps[APP].name == "Number Lab"
    assert apps[APP].domain
    assert None in {app.description for app in apps.values()}


def gets_metrics(timeback: TimebackClient) -> None:
    found = timeback.edubridge.applications.get_metrics(APP)
    assert ("xp", "timeback_direct_integration") in {(metric.metric, metric.metric_source) for metric in found}
    assert {metric.application_sourced_id for metric in found} == {APP}
    assert timeback.edubridge.applications.get_metrics(BARE_APP) == []


def creates_a_metric(timeback: TimebackClient) -> None:
    apps = timeback.edubridge.applications
    made = apps.create_metric(BARE_APP, metric="quizzes", metric_source="powerpath")
    assert (made.application_sourced_id, made.metric, made.metric_source) == (BARE_APP, "quizzes", "powerpath")
    assert apps.get_metrics(BARE_APP) == [made]
    with pytest.raises(ConflictError):
        apps.create_metric(BARE_APP, metric="quizzes", metric_source="powerpath")


def deletes_a_metric(timeback: TimebackClient) -> None:
    apps = timeback.edubridge.applications
    apps.create_metric(BARE_APP, metric="quizzes", metric_source="powerpath")
    apps.create_metric(BARE_APP, metric="quizzes", metric_source="manual_entry")
    apps.delete_metric(BARE_APP, metric="quizzes", metric_source="powerpath")
    assert [metric.metric_source for metric in apps.get_metrics(BARE_APP)] == ["manual_entry"]


def tracks(edubridge: EdubridgeClient, subject: str, grade: str) -> dict[str | None, str]:
    """The courses of a subject and a grade, by organisation."""
    found = edubridge.subject_tracks.list()
    return {
        track.org.sourced_id if track.org is not None else None: track.course.sourced_id
        for track in found
        if (track.subject, track.grade) == (subject, grade)
    }


def lists_tracks(timeback: TimebackClient) -> None:
    edubridge = timeback.edubridge
    made = edubridge.subject_tracks.upsert(
        {"subject": "Vocabulary", "grade": 13, "course_id": COURSE, "org_sourced_id": SCHOOL}
    )
    assert made in edubridge.subject_tracks.list()
    assert made.org is not None
    assert (made.course.title, made.org.name) == ("Math Kindergarten", "Lincoln Elementary School")
    assert made.extra == {}


def upserts_a_track(timeback: TimebackClient) -> None:
    edubridge = timeback.edubridge
    made = edubridge.subject_tracks.upsert(subject="Vocabulary", grade=13, course_id=COURSE)
    assert (made.grade, made.org) == ("13", None)
    changed = edubridge.subject_tracks.upsert(subject="Vocabulary", grade="13", course_id=OTHER_COURSE)
    assert (changed.id, changed.course.sourced_id) == (made.id, OTHER_COURSE)
    assert tracks(edubridge, "Vocabulary", "13") == {None: OTHER_COURSE}


def deletes_a_track(timeback: TimebackClient) -> None:
    edubridge = timeback.edubridge
    made = edubridge.subject_tracks.upsert(subject="Vocabulary", grade=13, course_id=COURSE)
    edubridge.subject_tracks.delete(made.id)
    assert tracks(edubridge, "Vocabulary", "13") == {}


VOCABULARY: dict[str, Any] = {"subject": "Vocabulary", "grade": 13}


def lists_groups(timeback: TimebackClient) -> None:
    edubridge = timeback.edubridge
    edubridge.subject_tracks.create_group(**VOCABULARY, course_id=COURSE, org_sourced_ids=[SCHOOL, OTHER_SCHOOL])
    groups = [group for group in edubridge.subject_tracks.list_groups() if group.key.subject == "Vocabulary"]
    (group,) = [group for group in groups if group.key.grade == "13"]
    assert (group.key.course_id, group.key.is_global) == (COURSE, False)
    assert {track.org.sourced_id for track in group.tracks if track.org is not None} == {SCHOOL, OTHER_SCHOOL}


def creates_a_group(timeback: TimebackClient) -> None:
    edubridge = timeback.edubridge
    edubridge.subject_tracks.create_group(**VOCABULARY, course_id=COURSE)
    edubridge.subject_tracks.create_group(**VOCABULARY, course_id=OTHER_COURSE, org_sourced_ids=(SCHOOL,))
    assert tracks(edubridge, "Vocabulary", "13") == {None: COURSE, SCHOOL: OTHER_COURSE}


def updates_a_group(timeback: TimebackClient) -> None:
    edubridge = timeback.edubridge
    creates_a_group(timeback)
    before = edubridge.subject_tracks.list()
    change = {"current_course_id": COURSE, "course_id": OTHER_COURSE, "is_global": True, "org_sourced_ids": [SCHOOL]}
    with pytest.raises(ConflictError):
        edubridge.subject_tracks.update_group(**VOCABULARY, **change, strategy="fail")
    assert edubridge.subject_tracks.list() == before
    edubridge.subject_tracks.update_group(**VOCABULARY, **change)
    assert tracks(edubridge, "Vocabulary", "13") == {SCHOOL: OTHER_COURSE}


def deletes_a_group(timeback: TimebackClient) -> None:
    edubridge = timeback.edubridge
    creates_a_group(timeback)
    edubridge.subject_tracks.delete_group(**VOCABULARY, course_id=OTHER_COURSE, is_global=False)
    assert tracks(edubridge, "Vocabulary", "13") == {None: COURSE}


def gets_map_profiles(timeback: TimebackClient) -> None:
    reports = timeback.edubridge.learning_reports
    newest, *older = reports.get_map_profile(PUPIL)
    assert newest.pdf_url is None
    assert all(profile.pdf_url for profile in older)
    assert "Math" in newest.tests
    with pytest.raises(NotFoundError, match=NEWCOMER):
        reports.get_map_profile(newcomer(timeback))


def gets_time_saved(timeback: TimebackClient) -> None:
    seat(timeback)
    saved = timeback.edubridge.learning_reports.get_time_saved(NEWCOMER)
    assert saved.total_hours_saved == saved.school_days_elapsed * 5
    assert saved.total_days_saved == saved.total_hours_saved / 24
    assert saved.calculation is not None
    assert saved.calculation.hours_saved_per_day == 5


CASES: dict[str, Case] = {
    "edubridge.enrollments.list": lists_seats,
    "edubridge.enrollments.enroll": enrolls,
    "edubridge.enrollments.unenroll": unenrolls,
    "edubridge.enrollments.propagate_goals": propagates_goals,
    "edubridge.enrollments.reset_goals": resets_goals,
    "edubridge.enrollments.reset_progress": resets_progress,
    "edubridge.enrollments.get_default_class": gets_a_default_class,
    "edubridge.users.list": lists_users,
    "edubridge.users.list_page": pages_users,
    "edubridge.analytics.get_activity": gets_activity,
    "edubridge.analytics.get_weekly_facts": gets_weekly_facts,
    "edubridge.analytics.get_weekly_facts_response": gets_a_week_with_its_bounds,
    "edubridge.analytics.get_enrollment_facts": gets_enrollment_facts,
    "edubridge.analytics.get_highest_grade_mastered": gets_the_highest_grade,
    "edubridge.applications.list": lists_applications,
    "edubridge.applications.get_metrics": gets_metrics,
    "edubridge.applications.create_metric": creates_a_metric,
    "edubridge.applications.delete_metric": deletes_a_metric,
    "edubridge.subject_tracks.list": lists_tracks,
    "edubridge.subject_tracks.upsert": upserts_a_track,
    "edubridge.subject_tracks.delete": deletes_a_track,
    "edubridge.subject_tracks.list_groups": lists_groups,
    "edubridge.subject_tracks.create_group": creates_a_group,
    "edubridge.subject_tracks.update_group": updates_a_group,
    "edubridge.subject_tracks.delete_group": deletes_a_group,
    "edubridge.learning_reports.get_map_profile": gets_map_profiles,
    "edubridge.learning_reports.get_time_saved": gets_time_saved,
}
