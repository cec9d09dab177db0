# Written by tools/generate_sync.py from tests/support/contract_masterytrack.py; changes belong there.
"""A case for each operation of MasteryTrack: it calls the operation and checks what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from timeback_core.errors import ConflictError, ForbiddenError, NotFoundError, ValidationError
from timeback_core.masterytrack import MasteryTrackAssignment
from timeback_core.sync import TimebackClient

Case = Callable[[TimebackClient], None]

NO_ACCESS = "no-access@timeback.local"
SECOND = "tester@timeback.local"
STUDENT = "student-0060"


def email_of(timeback: TimebackClient, user: str = STUDENT) -> str:
    """The address of a student of the demo."""
    email = timeback.oneroster.users.get(user).email
    assert email is not None
    return email


def assigned(timeback: TimebackClient, subject: str = "Math", grade_rank: int = 3) -> MasteryTrackAssignment:
    """An assignment that was made for the student."""
    made = timeback.masterytrack.assignments.assign(
        student_email=email_of(timeback), subject=subject, grade_rank=grade_rank
    )
    assert made.data.assignment is not None
    return made.data.assignment


def gets_a_token(timeback: TimebackClient) -> None:
    authorizer = timeback.masterytrack.authorizer
    held = authorizer.get_token()
    assert held.success is True
    assert authorizer.get_token().jwt == held.jwt
    assert authorizer.get_token(force=True).jwt != held.jwt
    assert authorizer.get_token(SECOND).jwt != held.jwt
    with pytest.raises(ForbiddenError) as caught:
        authorizer.get_token(NO_ACCESS)
    assert caught.value.code == "ACCESS_DENIED"


def searches(timeback: TimebackClient) -> None:
    inventory = timeback.masterytrack.inventory
    found = inventory.search(subject="math").data
    assert {test.subject for test in found} == {"Math"}
    assert all(test.supported for test in found)
    assert all(test.extra == {} for test in found)
    everything = inventory.search(all=True).data
    assert len(everything) >= 12
    assert sum(not test.supported for test in everything) >= 2
    for grade in (3, "3", "Third Grade", "third"):
        assert {test.grade_rank for test in inventory.search(grade=grade).data} == {3}
    newest, older = inventory.search({"name": "g3 form b", "subject": "Math"}).data
    assert newest.timeback_id == older.timeback_id
    assert newest.version > older.version
    assert inventory.search(name="no such test").data == []


def assigns(timeback: TimebackClient) -> None:
    assignments = timeback.masterytrack.assignments
    email = email_of(timeback)
    made = assigned(timeback)
    assert made.extra == {}
    assert (made.student_email, made.test_name, made.status, made.assigned_by) == (
        email,
        "Math G3 Form A",
        "ASSIGNED",
        1,
    )
    assert made.is_active
    assert made.expires_at is not None
    assert made.created_at is not None
    assert made.expires_at - made.created_at == timedelta(days=30)
    assert made.metadata is not None
    assert made.metadata["grade"] == "Third Grade"
    with pytest.raises(ConflictError) as caught:
        assigned(timeback)
    existing = caught.value.existing_assignment
    assert existing is not None
    assert (existing.id, existing.test_url) == (made.id, made.test_url)
    unsupported = [test for test in timeback.masterytrack.inventory.search(all=True).data if not test.supported]
    with pytest.raises(ValidationError) as refused:
        assignments.assign(student_email=email.upper(), timeback_id=unsupported[0].timeback_id)
    assert refused.value.code == "TEST_NOT_SUPPORTED"
    with pytest.raises(NotFoundError) as missing:
        assignments.assign({"student_email": "nobody@example.edu", "subject": "Math"})
    assert missing.value.code == "USER_NOT_FOUND"


def invalidates(timeback: TimebackClient) -> None:
    assignments = timeback.masterytrack.assignments
    email = email_of(timeback)
    made = assigned(timeback)
    done = assignments.invalidate(student_email=email, assignment_id=made.id)
    assert done.extra == {}
    assert done.data.total_invalidated == 1
    assert [one.assignment_id for one in done.data.invalidated_assignments] == [made.id]
    with pytest.raises(NotFoundError) as caught:
        assignments.invalidate(student_email=email, assignment_id=made.id)
    assert caught.value.code is None
    assigned(timeback)
    for grade in ({"grade": "third grade"}, {"grade": 3}, {"grade_rank": 3}):
        assert assignments.unassign({"student_email": email, "subject": "math", **grade}).success
        assigned(timeback)


CASES: dict[str, Case] = {
    "masterytrack.authorizer.get_token": gets_a_token,
    "masterytrack.inventory.search": searches,
    "masterytrack.assignments.assign": assigns,
    "masterytrack.assignments.invalidate": invalidates,
}
