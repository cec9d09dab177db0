# Written by tools/generate_sync.py from tests/contract/test_edubridge_operations.py; changes belong there.
"""Every operation of EduBridge, through the real client against the real sandbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from contract_places import Witness
from sync_contract_edubridge import CASES, newcomer, own_course

from timeback_core.errors import NotFoundError, ValidationError
from timeback_core.sync import TimebackClient
from timeback_core.sync.edubridge import EdubridgeClient
from timeback_sandbox import Sandbox

WITH_A_BODY = ["edubridge.applications.delete_metric", "edubridge.subject_tracks.delete_group"]


@pytest.fixture
def over_httpx2(on_socket: Sandbox, witness: Witness) -> Iterator[TimebackClient]:
    with on_socket.sync_client(backend="httpx2", hooks=witness.hooks) as client:
        yield client


def test_there_is_a_case_for_every_operation() -> None:
    operations = EdubridgeClient.operations()
    assert CASES.keys() == {operation.id for operation in operations}
    assert len({(operation.method, operation.path) for operation in operations}) == 25


@pytest.mark.parametrize("operation", sorted(CASES))
def test_an_operation_does_what_it_says(operation: str, timeback: TimebackClient, witness: Witness) -> None:
    CASES[operation](timeback)
    assert operation in witness.operations
    assert not witness.retries


@pytest.mark.socket
@pytest.mark.parametrize("operation", [*WITH_A_BODY, "edubridge.enrollments.enroll", "edubridge.users.list_page"])
def test_an_operation_does_the_same_over_the_other_http_library(
    operation: str, over_httpx2: TimebackClient, witness: Witness
) -> None:
    CASES[operation](over_httpx2)
    assert operation in witness.operations


@pytest.mark.parametrize("odd", ["a/b", "sp ace", "ha#sh", "日本", "50%", "q?x=1&y"])
def test_odd_identifiers_make_the_round_trip(odd: str, timeback: TimebackClient) -> None:
    user, course = newcomer(timeback, f"user {odd}"), own_course(timeback, f"course {odd}")
    made = timeback.edubridge.enrollments.enroll(user, course, sourced_id=f"seat {odd}")
    (seat,) = timeback.edubridge.enrollments.list(user_id=user)
    assert (seat.id, seat.course.id) == (f"seat {odd}", course)
    facts = timeback.edubridge.analytics.get_enrollment_facts(enrollment_id=made.id)
    assert facts.enrollment_id == made.id
    found = timeback.edubridge.analytics.get_highest_grade_mastered(user, odd)
    assert (found.student_id, found.subject) == (user, odd)
    timeback.edubridge.enrollments.unenroll(user, course)
    assert timeback.edubridge.enrollments.list(user_id=user) == []


def test_errors_say_what_does_not_exist_or_is_missing(timeback: TimebackClient) -> None:
    with pytest.raises(NotFoundError, match="course-404"):
        timeback.edubridge.enrollments.get_default_class("course-404")
    with pytest.raises(NotFoundError, match="nobody"):
        timeback.edubridge.learning_reports.get_time_saved("nobody")
    own_course(timeback, "goalless", metrics={"totalXp": 1})
    with pytest.raises(ValidationError, match="goals"):
        timeback.edubridge.enrollments.propagate_goals("goalless")


def test_the_other_shape_of_errors_is_read_as_well() -> None:
    with Sandbox(seed="demo", edubridge_errors="errors") as sandbox, sandbox.sync_client() as timeback:
        with pytest.raises(ValidationError) as caught:
            timeback.edubridge.analytics.get_activity(
                student_id="student-0001", start_date="2025-09-17", end_date="2025-09-16"
            )
        assert isinstance(caught.value.response, dict)
        assert "errors" in caught.value.response
        assert not caught.value.message.startswith("{")
        assert " - " in caught.value.message
