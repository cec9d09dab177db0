"""What EduBridge refuses before anything is sent, and what its error answers say."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from edubridge_calls import answering

from timeback_core import TimebackClient
from timeback_core.edubridge import EdubridgeClient, EnrollOptions, SubjectTrackUpsertInput
from timeback_core.errors import (
    APIError,
    BadRequestError,
    ConfigurationError,
    ConflictError,
    ForbiddenError,
    InputValidationError,
    NotFoundError,
    ResponseParseError,
    ServerError,
    ServiceNotConfiguredError,
    ValidationError,
)

pytestmark = pytest.mark.anyio

Do = Callable[[EdubridgeClient], Awaitable[Any]]

REFUSED: dict[str, tuple[Do, list[str]]] = {
    "blank user": (lambda e: e.enrollments.list(user_id=" "), ["userId"]),
    "user that is no text": (lambda e: e.enrollments.list(user_id=7), ["userId"]),  # type: ignore[arg-type]
    "blank course": (lambda e: e.enrollments.enroll("u", ""), ["courseId"]),
    "blank school": (lambda e: e.enrollments.enroll("u", "c", ""), ["schoolId"]),
    "blank school of a class": (lambda e: e.enrollments.get_default_class("c", " "), ["schoolId"]),
    "blank school to leave": (lambda e: e.enrollments.unenroll("u", "c", ""), ["schoolId"]),
    "way up": (lambda e: e.enrollments.unenroll("u", ".."), ["courseId"]),
    "way up through a track": (lambda e: e.subject_tracks.delete(".."), ["id"]),
    "blank goals": (lambda e: e.enrollments.propagate_goals(""), ["courseId"]),
    "blank reset": (lambda e: e.enrollments.reset_goals(""), ["courseId"]),
    "blank progress": (lambda e: e.enrollments.reset_progress("u", ""), ["courseId"]),
    "options that are none": (lambda e: e.enrollments.enroll("u", "c", None, 3), ["(root)"]),  # type: ignore[arg-type]
    "options that are none, with a keyword": (
        lambda e: e.enrollments.enroll("u", "c", None, 3, role="student"),  # type: ignore[arg-type]
        ["(root)"],
    ),
    "unknown option": (lambda e: e.enrollments.enroll("u", "c", None, {"roll": "student"}), ["roll"]),
    "unknown role": (lambda e: e.enrollments.enroll("u", "c", role="aide"), ["role"]),  # type: ignore[arg-type]
    "no date": (lambda e: e.enrollments.enroll("u", "c", begin_date="soon"), ["beginDate"]),
    "blank enrolment": (lambda e: e.enrollments.enroll("u", "c", sourced_id=" "), ["sourcedId"]),
    "goals that are no numbers": (
        lambda e: e.enrollments.enroll(
            "u", "c", metadata={"goals": {"daily_xp": "20", "dailyLessons": True}, "metrics": {"totalXp": []}}
        ),
        ["metadata.goals.dailyXp", "metadata.goals.dailyLessons", "metadata.metrics.totalXp"],
    ),
    "metadata that is no object": (
        lambda e: e.enrollments.enroll("u", "c", EnrollOptions(metadata={}).sourced_id or None, {"metadata": []}),  # type: ignore[arg-type]
        ["metadata"],
    ),
    "no roles": (lambda e: e.users.list(roles=[]), ["roles"]),
    "roles that are one text": (lambda e: e.users.list(roles="student"), ["roles"]),  # type: ignore[arg-type]
    "role that is none": (lambda e: e.users.list_page(roles=["student", "pupil"]), ["roles[1]"]),  # type: ignore[list-item]
    "role that is no text": (lambda e: e.users.list_all(roles=["student", 1]), ["roles[1]"]),  # type: ignore[list-item]
    "no organisations": (lambda e: e.users.list_students(org_sourced_ids=[]), ["orgSourcedIds"]),
    "blank organisation": (lambda e: e.users.list_students(org_sourced_ids=["s", " "]), ["orgSourcedIds[1]"]),
    "page of nothing": (lambda e: e.users.list_students(limit=0, offset=-1), ["limit", "offset"]),
    "order": (lambda e: e.users.list_students(order_by="up"), ["orderBy"]),  # type: ignore[arg-type]
    "filter": (lambda e: e.users.list_students(filter={"a": 1}), ["filter"]),  # type: ignore[arg-type]
    "blank field": (lambda e: e.users.list_students(fields="email,,"), ["fields[1]", "fields[2]"]),
    "nothing at most": (lambda e: e.users.list_all(roles=["student"], max_items=0), ["max"]),
    "pages of nothing": (lambda e: e.users.list_all(roles=["student"], page_size=0), ["limit"]),
    "no student": (
        lambda e: e.analytics.get_activity(start_date="2025-09-16", end_date="2025-09-17"),
        ["email", "studentId"],
    ),
    "no student of a week": (lambda e: e.analytics.get_weekly_facts(week_date="2025-09-16"), ["email", "studentId"]),
    "blank student": (
        lambda e: e.analytics.get_weekly_facts_response(student_id=" ", week_date="2025-09-16"),
        ["studentId"],
    ),
    "everything about a range": (
        lambda e: e.analytics.get_activity(email="", start_date="16.9.2025", end_date=3, timezone="Mars/Olympus"),  # type: ignore[arg-type]
        ["email", "timezone", "startDate", "endDate"],
    ),
    "no range": (
        lambda e: e.analytics.get_activity(student_id="u", start_date=None, end_date=""),  # type: ignore[arg-type]
        ["startDate", "endDate"],
    ),
    "no week": (lambda e: e.analytics.get_weekly_facts(student_id="u", week_date="2025-W38"), ["weekDate"]),
    "zone of an enrolment": (
        lambda e: e.analytics.get_enrollment_facts(enrollment_id="e", timezone="America"),
        ["timezone"],
    ),
    "blank enrolment of facts": (lambda e: e.analytics.get_enrollment_facts(enrollment_id=""), ["enrollmentId"]),
    "blank subject": (lambda e: e.analytics.get_highest_grade_mastered("u", " "), ["subject"]),
    "blank application": (lambda e: e.applications.get_metrics(""), ["applicationSourcedId"]),
    "metric": (
        lambda e: e.applications.create_metric("a", metric="fun", metric_source="guess"),  # type: ignore[arg-type]
        ["metric", "metricSource"],
    ),
    "metric to delete": (
        lambda e: e.applications.delete_metric("a", metric="fun", metric_source="powerpath"),  # type: ignore[arg-type]
        ["metric"],
    ),
    "track of nothing": (lambda e: e.subject_tracks.upsert(), ["subject", "grade", "courseId"]),
    "track in words": (
        lambda e: e.subject_tracks.upsert({"subject": "Maths", "grade": "K", "course_id": " "}),
        ["subject", "grade", "courseId"],
    ),
    "grade beyond": (lambda e: e.subject_tracks.upsert(subject="Math", grade=14, course_id="c"), ["grade"]),
    "grade that is a bool": (lambda e: e.subject_tracks.upsert(subject="Math", grade=True, course_id="c"), ["grade"]),
    "field of another input": (
        lambda e: e.subject_tracks.upsert({"subject": "Math", "grade": 4, "courseId": "c", "isGlobal": True}),
        ["isGlobal"],
    ),
    "group": (
        lambda e: e.subject_tracks.create_group(subject="Math", grade=4, course_id="c", org_sourced_ids=["s", ""]),
        ["orgSourcedIds[1]"],
    ),
    "group at one text": (
        lambda e: e.subject_tracks.create_group(subject="Math", grade=4, course_id="c", org_sourced_ids="s-1"),
        ["orgSourcedIds"],
    ),
    "group's strategy": (
        lambda e: e.subject_tracks.update_group(
            subject="None",  # type: ignore[arg-type]
            grade=4,
            current_course_id="",
            course_id="c",
            is_global="no",  # type: ignore[arg-type]
            strategy="merge",  # type: ignore[arg-type]
        ),
        ["subject", "currentCourseId", "isGlobal", "strategy"],
    ),
    "group to delete": (
        lambda e: e.subject_tracks.delete_group(subject="Math", grade=4, course_id="c", is_global=None),  # type: ignore[arg-type]
        ["isGlobal"],
    ),
    "report": (lambda e: e.learning_reports.get_map_profile(""), ["userId"]),
    "time": (lambda e: e.learning_reports.get_time_saved(""), ["userId"]),
}


@pytest.mark.parametrize("what", sorted(REFUSED))
async def test_what_cannot_be_right_is_refused_before_anything_is_sent(what: str) -> None:
    do, paths = REFUSED[what]
    client, pipeline = answering({})
    with pytest.raises(InputValidationError) as caught:
        await do(client)
    assert sorted(issue.path for issue in caught.value.issues) == sorted(paths)
    assert caught.value.status_code == 400
    assert pipeline.calls == []


@pytest.mark.parametrize(
    "do",
    [
        lambda e: e.enrollments.list("u"),
        lambda e: e.analytics.get_activity("a@b.example", start_date="2025-09-16", end_date="2025-09-16"),
        lambda e: e.analytics.get_activity(student_id="u", start_date="2025-09-16"),
        lambda e: e.users.list(),
        lambda e: e.users.list_students(roles=["student"]),
        lambda e: e.enrollments.enroll("u", "c", roll="student"),
        lambda e: e.subject_tracks.create_group("Math", 4, "c"),
    ],
)
async def test_calls_with_the_wrong_arguments_are_programming_errors(do: Do) -> None:
    client, pipeline = answering({})
    with pytest.raises(TypeError):
        await do(client)
    assert pipeline.calls == []


def test_a_walk_that_cannot_be_made_is_refused_at_once() -> None:
    client, _ = answering({})
    with pytest.raises(InputValidationError, match="at least one role"):
        client.users.stream(roles=[])


def test_inputs_take_the_names_of_the_wire_too() -> None:
    named: Any = SubjectTrackUpsertInput
    assert named(subject="Math", grade=4, courseId="c") == SubjectTrackUpsertInput(
        subject="Math", grade=4, course_id="c"
    )


IMS = {
    "imsx_codeMajor": "failure",
    "imsx_severity": "error",
    "imsx_description": "course c-404 does not exist",
    "imsx_CodeMinor": {
        "imsx_codeMinorField": [
            {"imsx_codeMinorFieldName": "TargetEndSystem", "imsx_codeMinorFieldValue": "unknownobject"}
        ]
    },
    "imsx_error_details": [{"courseId": "c-404"}],
}
SCHEMA = {
    "errors": [
        {
            "message": "Request is invalid",
            "detail": "query failed validation",
            "meta": {"issues": [{"path": "startDate", "message": "expected an ISO date-time"}]},
        }
    ]
}


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (IMS, "course c-404 does not exist"),
        (SCHEMA, "Request is invalid - query failed validation - [startDate: expected an ISO date-time]"),
        ({**SCHEMA, "message": "first of all"}, "first of all"),
        ({**IMS, **SCHEMA}, "Request is invalid - query failed validation - [startDate: expected an ISO date-time]"),
        ({**IMS, "error": "Not Found"}, "course c-404 does not exist"),
        ({"error": "no luck"}, "no luck"),
        ({"message": " ", "error": "no luck"}, "no luck"),
        ({"errors": [{"message": "same", "detail": "same"}]}, "same"),
        ({"errors": [{"detail": "only this"}]}, "only this"),
        ({"errors": ["plain text"]}, "plain text"),
        ({"errors": {"message": "not in a list"}}, "not in a list"),
        (
            {
                "errors": [
                    {"meta": {"issues": [{"path": ["a", 0], "message": "x"}, {"message": "y"}, 3, {"path": "z"}]}}
                ]
            },
            "[a.0: x, (root): y, z: invalid]",
        ),
        ({"errors": []}, '{"errors": []}'),
        ({"errors": [None], "imsx_description": "described"}, "described"),
        ({"errors": [{"message": 5, "meta": {"issues": "none"}}]}, None),
        (b"<html>gone</html>", "<html>gone</html>"),
        ([1], "[1]"),
        (None, "HTTP 404"),
    ],
)
async def test_an_error_says_what_the_service_said(body: object, text: str | None) -> None:
    client, _ = answering(body, status=404)
    with pytest.raises(NotFoundError) as caught:
        await client.subject_tracks.list()
    if text is None:
        assert caught.value.message
    else:
        assert caught.value.message == text


async def test_codes_and_details_of_the_standards_payload_are_read() -> None:
    client, _ = answering(IMS, status=404)
    with pytest.raises(NotFoundError) as caught:
        await client.enrollments.get_default_class("c-404")
    assert caught.value.minor_codes == [{"field": "TargetEndSystem", "value": "unknownobject"}]
    assert caught.value.details == [{"courseId": "c-404"}]


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, BadRequestError), (403, ForbiddenError), (409, ConflictError), (422, ValidationError), (500, ServerError)],
)
async def test_the_status_decides_the_class_of_the_error(status: int, kind: type[APIError]) -> None:
    client, _ = answering(IMS, status=status)
    with pytest.raises(kind) as caught:
        await client.applications.create_metric("app-1", metric="xp", metric_source="powerpath")
    assert caught.value.status_code == status


@pytest.mark.parametrize(
    "do",
    [
        lambda e: e.enrollments.enroll("u", "c"),
        lambda e: e.subject_tracks.upsert(subject="Math", grade=4, course_id="c"),
        lambda e: e.learning_reports.get_time_saved("u"),
    ],
)
async def test_an_answer_without_its_envelope_is_refused_with_the_key(do: Do) -> None:
    client, _ = answering({"id": "x"})
    with pytest.raises(ResponseParseError, match=r"under the key '(data|subjectTrack)'"):
        await do(client)


def test_a_platform_without_the_service_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(ConfigurationError, match="is not supported on this platform"):
        EdubridgeClient(platform="LEARNWITH_AI", env="staging", client_id="i", client_secret="s")


async def test_a_client_of_such_a_platform_refuses_the_service_when_it_is_asked_for() -> None:
    async with TimebackClient(platform="LEARNWITH_AI", env="staging", client_id="i", client_secret="s") as client:
        with pytest.raises(ServiceNotConfiguredError, match="is not supported on this platform"):
            _ = client.edubridge


async def test_a_client_can_stand_alone_without_credentials() -> None:
    async with EdubridgeClient(base_url="http://127.0.0.1:9", no_auth=True) as client:
        assert repr(client) == "<EdubridgeClient http://127.0.0.1:9>"
    assert client.closed


async def test_a_client_can_be_configured_by_the_services_own_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDUBRIDGE_BASE_URL", "https://edubridge.example")
    monkeypatch.setenv("EDUBRIDGE_TOKEN_URL", "https://login.example/token")
    monkeypatch.setenv("EDUBRIDGE_CLIENT_ID", "id-of-a-test")
    monkeypatch.setenv("EDUBRIDGE_CLIENT_SECRET", "secret-of-a-test")
    async with EdubridgeClient() as client:
        assert "edubridge.example" in repr(client)
