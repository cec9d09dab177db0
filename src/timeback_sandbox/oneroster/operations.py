"""All operations of OneRoster, as a table: what is called how, and who answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Literal

from timeback_sandbox.oneroster import bodies, reads, writes
from timeback_sandbox.oneroster.fields import KindName
from timeback_sandbox.oneroster.kind import Kind
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.operation import Operation
from timeback_sandbox.oneroster.scoped import SCOPED_LISTS, TOLERATED_LISTS, ScopedList
from timeback_sandbox.oneroster.views import VIEWS, View


def _title(text: str) -> str:
    return text[0].upper() + text[1:]


def _single(kind: Kind, key: str) -> bodies.Model:
    return bodies.envelope(key, bodies.entity(kind, "read"), f"{_title(key)}Envelope")


def _wrapped_input(view: View, direction: bodies.Direction) -> bodies.Model:
    key = view.kind.single
    content = bodies.entity(view.kind, direction)
    return bodies.envelope(key, content, f"{_title(key)}{direction.title()}Envelope")


# ---------------------------------------------------------------- collections


def _list(view: View, operation: str) -> Operation:
    return Operation(
        operation,
        "GET",
        view.service,
        view.path,
        reads.list_view(view),
        "read",
        _title(view.name),
        query="list",
        page_of=(view.kind, view.list_key),
    )


def _read(view: View, operation: str) -> Operation:
    return Operation(
        operation,
        "GET",
        view.service,
        f"{view.path}/{{{reads.ID}}}",
        reads.read_one(view),
        "point",
        _title(view.name),
        query="single",
        answers=lambda: {200: _single(view.kind, view.single_key)},
        not_found=f"{view.label} not found",
    )


def _create(view: View, operation: str) -> Operation:
    return Operation(
        operation,
        "POST",
        view.service,
        view.path,
        writes.create_one(view),
        "write",
        _title(view.name),
        body=lambda: _wrapped_input(view, "create"),
        answers=lambda: {201: bodies.CREATED},
        status=201,
    )


def _replace(view: View, operation: str) -> Operation:
    def answer() -> bodies.Model:
        return bodies.entity(view.kind, "read") if view.put_bare else _single(view.kind, view.single_key)

    return Operation(
        operation,
        "PUT",
        view.service,
        f"{view.path}/{{{reads.ID}}}",
        writes.replace_one(view),
        "write",
        _title(view.name),
        body=lambda: _wrapped_input(view, "replace"),
        answers=lambda: {view.put_status: answer()},
        status=view.put_status,
        not_found=None if view.kind.upserts else f"{view.label} not found",
    )


def _patch(view: View) -> Operation:
    return Operation(
        f"patch{_title(view.kind.single)}",
        "PATCH",
        view.service,
        f"{view.path}/{{{reads.ID}}}",
        writes.patch_one(view),
        "write",
        _title(view.name),
        body=lambda: _wrapped_input(view, "patch"),
        answers=lambda: {200: _single(view.kind, view.kind.single)},
        not_found=f"{view.label} not found",
    )


def _delete(view: View, operation: str) -> Operation:
    return Operation(
        operation,
        "DELETE",
        view.service,
        f"{view.path}/{{{reads.ID}}}",
        writes.delete_one(view),
        "write",
        _title(view.name),
        answers=lambda: {204: None},
        status=204,
        not_found=f"{view.label} not found",
    )


_SINGULAR = {
    "schools": "School",
    "students": "Student",
    "teachers": "Teacher",
    "terms": "Term",
    "gradingPeriods": "GradingPeriod",
}
_READ_ONLY = ("students", "teachers", "terms")
_POSTED = {"academicSessions", "demographics"}
"""Collections whose create operation is called `post…`."""
_PUT = _POSTED | {"courses", "courseComponents", "componentResources"}
"""Collections whose replace operation is called `put…`, beside those of the gradebook."""


def _collections() -> Iterator[Operation]:
    for view in VIEWS.values():
        one = _SINGULAR.get(view.name, _title(view.kind.single))
        yield _list(view, f"getAll{_title(view.name)}")
        yield _read(view, f"get{one}")
        if view.name in _READ_ONLY:
            continue
        replaces = "put" if view.kind.upserts or view.name in _PUT else "update"
        yield _create(view, f"{'post' if view.name in _POSTED else 'create'}{one}")
        yield _replace(view, f"{replaces}{one}")
        yield _delete(view, f"delete{one}")
    for name in ("enrollments", "assessmentLineItems", "assessmentResults"):
        yield _patch(VIEWS[name])


# ---------------------------------------------------------------- below other records


def _scoped(scope: ScopedList, *, documented: bool) -> Operation:
    return Operation(
        scope.operation,
        "GET",
        scope.service,
        scope.path,
        reads.list_rows(scope.collection, scope.list_key, scope),
        "read",
        _title(scope.parents[0].view.name),
        query="list",
        page_of=(KINDS[scope.collection.kind], scope.list_key),
        not_found=scope.missing,
        documented=documented,
    )


def _bulk(
    operation: str,
    path: str,
    kind: KindName,
    parents: tuple[tuple[str, str], ...],
    missing: str,
    complete: writes.Complete,
    implied: str,
) -> Operation:
    view = VIEWS[kind]

    def body() -> bodies.Model:
        model = bodies.without_required(KINDS[kind], implied)
        return bodies.envelope(kind, bodies.filled_list(model), f"{_title(operation)}Body")

    return Operation(
        operation,
        "POST",
        "G",
        path,
        writes.create_many(view, parents, missing, complete),
        "write",
        _title(parents[0][1]),
        body=body,
        answers=lambda: {201: bodies.CREATED_MANY},
        status=201,
        not_found=missing,
    )


def _enroll(role: Literal["student", "teacher"]) -> Operation:
    return Operation(
        f"add{_title(role)}ToClass",
        "POST",
        "R",
        f"/classes/{{classSourcedId}}/{role}s",
        writes.enroll(role),
        "write",
        "Classes",
        body=lambda: bodies.envelope("enrollment", bodies.ENROLL_INPUT, "ClassEnrollmentEnvelope"),
        answers=lambda: {201: bodies.CREATED},
        status=201,
        not_found=f"Class or {role} not found",
    )


def _below() -> Iterator[Operation]:
    for scope in SCOPED_LISTS:
        yield _scoped(scope, documented=True)
    for scope in TOLERATED_LISTS:
        yield _scoped(scope, documented=False)
    yield _enroll("student")
    yield _enroll("teacher")
    session = VIEWS["gradingPeriods"]
    yield Operation(
        "createGradingPeriodForTerm",
        "POST",
        "R",
        "/terms/{termSourcedId}/gradingPeriods",
        writes.create_grading_period,
        "write",
        "Terms",
        body=lambda: _wrapped_input(session, "create"),
        status=201,
        answers=lambda: {201: _single(session.kind, "academicSession")},
        not_found="Term not found",
    )
    yield _bulk(
        "createResultForLineItem",
        "/lineItems/{lineItemSourcedId}/results",
        "results",
        (("lineItemSourcedId", "lineItems"),),
        "Line item not found",
        writes.fill_reference("lineItem", "lineItemSourcedId"),
        "lineItem",
    )
    yield _bulk(
        "createLineItemsForSchool",
        "/schools/{schoolSourcedId}/lineItems",
        "lineItems",
        (("schoolSourcedId", "schools"),),
        "School not found",
        writes.fill_reference("school", "schoolSourcedId"),
        "school",
    )
    yield _bulk(
        "postLineItemsForClass",
        "/classes/{classSourcedId}/lineItems",
        "lineItems",
        (("classSourcedId", "classes"),),
        "Class not found",
        writes.fill_reference("class", "classSourcedId"),
        "class",
    )
    yield _bulk(
        "postResultsForAcademicSessionForClass",
        "/classes/{classSourcedId}/academicSessions/{academicSessionSourcedId}/results",
        "results",
        (("classSourcedId", "classes"), ("academicSessionSourcedId", "academicSessions")),
        "Class or academic session not found",
        writes.fill_class_and_session,
        "class",
    )


# ---------------------------------------------------------------- the rest


def _users_answer(key: str, operation: str) -> Mapping[int, bodies.Model | None]:
    rows = bodies.list_of(bodies.entity(KINDS["users"], "read"))
    return {200: bodies.envelope(key, rows, f"{_title(operation)}Answer")}


def _users() -> Iterator[Operation]:
    tag, missing = "Users", "User not found"
    yield Operation(
        "getUserWithDemographics",
        "GET",
        "R",
        f"/users/{{{reads.ID}}}/demographics",
        reads.user_demographics,
        "read",
        tag,
        query="single",
        answers=lambda: {200: _single(KINDS["users"], "user")},
        not_found=missing,
    )
    for path, operation, key, respond in (
        ("agents", "getAgentsForUser", "agents", reads.list_agents),
        ("agentFor", "getUsersForAgent", "users", reads.list_agent_for),
    ):
        yield Operation(
            operation,
            "GET",
            "R",
            f"/users/{{userId}}/{path}",
            respond,
            "read",
            tag,
            query="single",
            answers=partial(_users_answer, key, operation),
            not_found=missing,
        )
    yield Operation(
        "addAgentToUser", "POST", "R", "/users/{userId}/agents", writes.add_agent, "write", tag,
        body=lambda: bodies.AGENT_INPUT, answers=lambda: {200: bodies.EMPTY}, not_found=missing,
    )  # fmt: skip
    yield Operation(
        "removeAgentFromUser", "DELETE", "R", "/users/{userId}/agents/{agentId}", writes.remove_agent,
        "write", tag, answers=lambda: {204: None}, status=204, not_found="User or agent not found",
    )  # fmt: skip
    yield Operation(
        "registerStudentCredentials", "POST", "R", "/users/{userId}/credentials", writes.register_credential,
        "write", tag, body=lambda: bodies.CREDENTIAL_INPUT,
        status=201, answers=lambda: {201: bodies.CREDENTIAL_RESULT, 200: bodies.CREDENTIAL_RESULT}, not_found=missing,
    )  # fmt: skip
    yield Operation(
        "decryptCredential", "POST", "R", "/users/{userId}/credentials/{credentialId}/decrypt",
        writes.decrypt_credential, "read", tag, answers=lambda: {200: bodies.PASSWORD},
        not_found="Credential not found",
    )  # fmt: skip


def _others() -> Iterator[Operation]:
    def structure() -> bodies.Model:
        course = bodies.entity(KINDS["courses"], "create")
        return bodies.struct("CourseStructureBody", {"course": course, "courseStructure": dict[str, Any]})

    yield Operation(
        "createCourseStructure", "POST", "R", "/courses/structure", writes.create_structure, "write",
        "Courses", body=structure, answers=lambda: {201: bodies.CREATED}, status=201,
    )  # fmt: skip
    yield Operation(
        "exportResourceToCommonCartridge", "POST", "S", "/resources/export/{sourceId}",
        writes.export_resource, "read", "Resources", answers=lambda: {200: None}, not_found="Resource not found",
    )  # fmt: skip


OPERATIONS: tuple[Operation, ...] = (*_collections(), *_below(), *_users(), *_others())
"""Every operation that both platforms have."""

LEARNWITH_OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "upsertStudent",
        "PUT",
        "R",
        "/students",
        writes.upsert_student,
        "write",
        "Students",
        body=lambda: bodies.envelope("student", bodies.entity(KINDS["users"], "create"), "StudentUpsertEnvelope"),
        answers=lambda: {
            status: bodies.envelope("student", bodies.entity(KINDS["users"], "read"), "StudentEnvelope")
            for status in (200, 201)
        },
    ),
)
"""What only LEARNWITH_AI has."""
