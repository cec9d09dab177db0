# Written by tools/generate_sync.py from tests/contract/test_masterytrack_in_powerpath.py; changes belong there.
"""PowerPath's lessons at MasteryTrack: one store of assignments, and a score that goes all the way."""

from __future__ import annotations

import pytest
from contract_masterytrack import STUDENT
from sync_contract_masterytrack import email_of

from timeback_core.errors import ConflictError
from timeback_core.sync import TimebackClient
from timeback_sandbox import Sandbox
from timeback_sandbox.masterytrack.control import Completion, assignments_of, play

LESSON = "lesson-reading-5-test-out"


def test_a_lesson_is_assigned_taken_and_imported(timeback: TimebackClient, sandbox: Sandbox) -> None:
    email = email_of(timeback)
    (test,) = timeback.masterytrack.inventory.search(name="Reading G5 Form A").data
    seat = {"student": STUDENT, "lesson": LESSON}
    made = timeback.powerpath.assessments.make_external_test_assignment(seat)
    (assignment,) = assignments_of(sandbox.state, email, base_url=sandbox.base_url)
    assert (str(assignment["id"]), assignment["test_url"]) == (made["assignmentId"], made["testUrl"])
    assert assignment["test_name"] == test.name
    with pytest.raises(ConflictError) as caught:
        timeback.masterytrack.assignments.assign(student_email=email, timeback_id=test.timeback_id)
    assert caught.value.existing_assignment is not None
    assert caught.value.existing_assignment.id == assignment["id"]

    pending = timeback.powerpath.assessments.import_external_test_assignment_results(seat)
    assert pending.finalized is False
    play(sandbox.state, int(made["assignmentId"]), "start")
    play(sandbox.state, int(made["assignmentId"]), "complete", Completion(total_questions=20, correct_questions=19))
    (written,) = [
        result
        for result in timeback.oneroster.assessment_results.list(
            where={"student.sourcedId": STUDENT, "scoreStatus": "fully graded"}, limit=1000
        )
        if (result.metadata or {}).get("assignmentId") == assignment["id"]
    ]
    assert written.score == 95
    assert "masteryTrackProcessed" not in (written.metadata or {})

    done = timeback.powerpath.assessments.import_external_test_assignment_results(seat)
    assert done.finalized is True
    imported = timeback.oneroster.assessment_results.get(written.sourced_id)
    assert imported.metadata is not None
    assert imported.metadata["masteryTrackProcessed"] is True
    assert imported.score == 95


def test_every_open_test_of_the_demo_can_be_begun(timeback: TimebackClient) -> None:
    calls = timeback.powerpath
    assigned = calls.test_assignments.admin_list_all({"status": "assigned"})
    assert len({assignment.subject for assignment in assigned}) > 1
    for assignment in assigned:
        seat = {"student": assignment.student_sourced_id, "lesson": assignment.component_resource_sourced_id}
        made = calls.assessments.make_external_test_assignment(seat)
        assert made.test_url
        assert calls.test_assignments.get(assignment.sourced_id).assignment_status == "in_progress"
