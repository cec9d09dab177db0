"""A user's typical code for synchronous clients, for the type checkers only: what each expression is known to be."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Literal, assert_type

from timeback_core import (
    Hooks,
    RequestOptions,
    ServiceConfig,
)
from timeback_core.auth_check import AuthCheckResult
from timeback_core.broadcast import BroadcastFailure, BroadcastResults, BroadcastSuccess
from timeback_core.caliper import (
    ActivityCompletedInput,
    CaliperEvent,
    Entity,
    JobReturnValue,
    JobStatus,
    Pagination,
    StoredEvent,
    TimebackEvent,
)
from timeback_core.case import (
    CFAssociation,
    CFAssociationResult,
    CFDocument,
    CFDocumentResult,
    CFItem,
    CFItemResult,
    LinkURI,
)
from timeback_core.clr import (
    ACHIEVEMENT_TYPES,
    ClrCredential,
    ClrCredentialInput,
    ClrCredentialSubject,
    ClrProfile,
    ClrProof,
    ClrVerification,
    DiscoveryResponse,
    NestedCredentialSubject,
    ProofCheck,
    VerifiableCredential,
    verify_credential,
)
from timeback_core.edubridge import (
    DefaultClass,
    EnrollmentGoals,
    EnrollmentMetadata,
    EnrollOptions,
    ResetGoalsResult,
)
from timeback_core.edubridge import Enrollment as EdubridgeEnrollment
from timeback_core.edubridge.types import EnrollMetadataInput
from timeback_core.errors import ConflictError
from timeback_core.masterytrack import (
    MasteryTrackAssignment,
    MasteryTrackAssignmentInput,
    MasteryTrackAssignResponse,
    MasteryTrackAuthorizerResponse,
    MasteryTrackExistingAssignment,
    MasteryTrackInvalidateAssignmentInput,
    MasteryTrackInvalidatedAssignment,
    MasteryTrackInvalidateResponse,
    MasteryTrackInventoryItem,
    MasteryTrackInventoryMetadata,
    MasteryTrackInventorySearchParams,
    MasteryTrackInventorySearchResponse,
)
from timeback_core.oneroster import Class, Enrollment, LineItem, Organization, Resource, Result, User
from timeback_core.powerpath import (
    Attempt,
    CreateInternalTestInput,
    ExternalTestCreateResponse,
    ImportExternalResultsResponse,
    MakeExternalTestAssignmentResponse,
    PowerPath100ProgressResponse,
    PowerPath100UpdateResponseResult,
    PowerPathTestQuestion,
    QtiTestConfig,
    StandardProgressResponse,
    StandardUpdateResponseResult,
    TestOutResponse,
    UpdateStudentQuestionResponseInput,
)
from timeback_core.qti import (
    AssessmentItem,
    CorrectResponseInput,
    CreateAssessmentItemInput,
    CreateAssessmentItemXmlInput,
    DeleteResponse,
    ItemMetadata,
    ItemMetadataInput,
    ListAssessmentItemsParams,
    ProcessResponseFeedback,
    ProcessResponseInput,
    ProcessResponseResult,
    ResponseDeclarationInput,
)
from timeback_core.raw import RawResponse
from timeback_core.sync import TimebackClient, TimebackManager, TimebackProvider
from timeback_core.sync.caliper import CaliperSensor, ListEventsResult
from timeback_core.sync.case import CaseClient, CFDocumentPage, CFItemPage
from timeback_core.sync.clr import ClrClient
from timeback_core.sync.clr.credentials import Credentials
from timeback_core.sync.clr.discovery import Discovery
from timeback_core.sync.edubridge import EdubridgeClient
from timeback_core.sync.masterytrack import MasteryTrackClient
from timeback_core.sync.masterytrack.authorizer import Authorizer
from timeback_core.sync.oneroster import OneRosterClient
from timeback_core.sync.pages import PageResult, Paginator
from timeback_core.sync.powerpath import PowerPathClient
from timeback_core.sync.qti import ListResponse, QtiClient
from timeback_core.sync.webhooks import WebhooksClient
from timeback_core.transport.hooks import RequestEvent, RetryEvent, TokenEvent
from timeback_core.transport.options import Timeout
from timeback_core.webhooks import (
    DeleteResult,
    Webhook,
    WebhookCreateInput,
    WebhookUpdateInput,
)


def construct() -> None:
    TimebackClient(env="staging", client_id="id", client_secret="secret")
    TimebackClient(
        base_url="https://t.example", auth_url="https://t.example/oauth/token", client_id="i", client_secret="s"
    )
    TimebackClient(
        services={
            "oneroster": "https://a.example",
            "caliper": {"base_url": "https://b.example", "auth_url": "https://b.example/token"},
            "case": ServiceConfig(base_url="https://c.example", no_auth=True),
        },
        auth_url="https://login.example/token",
        client_id="id",
        client_secret="secret",
        timeout=Timeout(total=60, read=10),
        max_retries=0,
        default_headers={"X-Tenant": "a"},
        app_info=("gradebook", "1.2"),
    )
    TimebackClient(config={"env": "production", "client_id": "id", "client_secret": "secret"})
    with TimebackClient(env="sandbox") as timeback:
        assert_type(timeback, TimebackClient)
        assert_type(timeback.oneroster, OneRosterClient)
        assert_type(timeback.closed, bool)
        assert_type(timeback.get_provider(), TimebackProvider)
        check = timeback.check_auth()
        assert_type(check.ok, bool)
        assert_type(check.latency_ms, int)
        with OneRosterClient(provider=timeback.get_provider()) as alone:
            assert_type(alone, OneRosterClient)


def pages(timeback: TimebackClient) -> None:
    page = timeback.oneroster.schools.list()
    assert_type(page, PageResult[Organization])
    assert_type(page.data, list[Organization])
    assert_type(page[0], Organization)
    assert_type(page[:2], list[Organization])
    assert_type(page.total, int | None)
    assert_type(page.has_more, bool)
    assert_type(page.next_offset, int | None)
    assert_type(page.fetch_next(), PageResult[Organization] | None)
    for school in page:
        assert_type(school.name, str | None)
    assert_type([user.sourced_id for user in timeback.oneroster.users.list()], list[str])
    assert_type(timeback.oneroster.users.list_all(limit=500, max_items=10), list[User])
    assert_type(timeback.oneroster.users.first(sort="family_name", order_by="desc"), User | None)
    assert_type(timeback.oneroster.users.exists("u1"), bool)
    assert_type(timeback.oneroster.users("u1").exists(), bool)


def streams(timeback: TimebackClient) -> None:
    walk = timeback.oneroster.users.stream(limit=200, prefetch=2)
    assert_type(walk, Paginator[User])
    for user in walk:
        assert_type(user, User)
        assert_type(user.grades, list[int] | None)
        assert_type(user.enabled_user, bool | None)
        assert_type(user.date_last_modified, datetime | None)
        assert_type(user.metadata, dict[str, Any] | None)
        assert_type(user.extra, dict[str, Any])
        assert_type(user.to_dict(), dict[str, Any])
        assert_type(user.has_field("email"), bool)
    assert_type(walk.offset, int)
    assert_type(walk.total, int | None)
    assert_type(walk.to_list(), list[User])
    assert_type(walk.to_array(max_items=None), list[User])
    assert_type(walk.first(), User | None)
    for page in walk.pages():
        assert_type(page, PageResult[User])


def scopes(timeback: TimebackClient) -> None:
    school = timeback.oneroster.schools("s1")
    assert_type(school.get(), Organization)
    assert_type(school.classes(), list[Class])
    assert_type(school.students(where={"grades": 3}, max_items=5), list[User])
    assert_type(school.stream_enrollments(limit=50), Paginator[Enrollment])
    assert_type(school.classes.list(limit=1), PageResult[Class])
    assert_type(school.classes.first(), Class | None)
    assert_type(school.class_("c1").teachers(), list[User])
    scope = timeback.oneroster.classes("c1")
    assert_type(scope.line_items(), list[LineItem])
    assert_type(scope.line_item("l1").results(), list[Result])
    assert_type(scope.student("u1").results(), list[Result])
    assert_type(timeback.oneroster.courses("k1").resources(), list[Resource])
    user = timeback.oneroster.users("u1")
    assert_type(user.agents(), list[User])
    assert_type(user.demographics().given_name, str | None)
    assert_type(user.decrypt_credential("c1").password, str | None)
    for item in scope.stream_line_items():
        assert_type(item.title, str | None)


def broadcasts() -> None:
    with TimebackManager() as manager:
        chained = manager.register("alpha", env="sandbox").register("beta", {"env": "sandbox"}, timeout=5)
        assert_type(chained, TimebackManager)
        assert_type(manager.get("alpha"), TimebackClient)
        assert_type(manager["alpha"], TimebackClient)
        assert_type(manager.names, list[str])
        assert_type(manager.size, int)
        # mypy infers the type of a lambda here only when it is told what is expected; a function needs no help
        results: BroadcastResults[PageResult[User]] = manager.broadcast(lambda client: client.oneroster.users.list())
        assert_type(results, BroadcastResults[PageResult[User]])
        assert_type(results.alpha, BroadcastSuccess[PageResult[User]] | BroadcastFailure)
        assert_type(results["alpha"].ok, bool)
        assert_type(results.values(), list[PageResult[User]])
        assert_type(results.succeeded, list[tuple[str, PageResult[User]]])
        assert_type(results.failed, list[tuple[str, Exception]])
        assert_type(results.all_succeeded, bool)
        for name, entry in results.items():
            assert_type(name, str)
            if entry.ok:
                assert_type(entry.value, PageResult[User])
            else:
                error: Exception | None = entry.error
                print(name, error)
        created = manager.broadcast(count, names=["alpha"], concurrency=2, timeout=3)
        assert_type(created, BroadcastResults[int])
        assert_type(manager.broadcast(is_closed), BroadcastResults[bool])
        assert_type(manager.unregister("alpha"), bool)


def count(client: TimebackClient) -> int:
    return len(client.oneroster.users.list())


def is_closed(client: TimebackClient) -> bool:
    return client.closed


def said(event: RetryEvent) -> None:
    assert_type(event.delay, float)
    assert_type(event.status, int | None)


def sent(event: RequestEvent) -> None:
    assert_type(event.operation, str)


def options(timeback: TimebackClient) -> None:
    timeback.oneroster.users.list(timeout=5, max_retries=0, headers={"X-A": "b"}, request_id="12345678")
    kept: RequestOptions = {"timeout": 5.0, "idempotency_key": "k"}
    timeback.oneroster.users.create({}, **kept)
    assert_type(timeback.with_options(timeout=1), TimebackClient)
    assert_type(timeback.oneroster.with_options(max_retries=1), OneRosterClient)
    assert_type(timeback.oneroster.users.with_options(timeout=1).get("u1"), User)
    assert_type(timeback.oneroster.users("u1").with_options(timeout=1).get().given_name, str | None)
    raw = timeback.request("caliper", "GET", "/caliper/events", params={"limit": 1})
    assert_type(raw, RawResponse)
    assert_type(raw.status_code, int)


def watch(tokens: list[TokenEvent]) -> TimebackClient:
    hooks = Hooks(on_retry=said, on_request=sent, on_token=tokens.append, on_error=lambda event: print(event.error))
    return TimebackClient(env="sandbox", hooks=hooks)


SENSOR = "https://app.example/sensor"


def reads(timeback: TimebackClient) -> None:
    events = timeback.caliper.events
    page = events.list(limit=10, start_date=date.today(), end_date="2026-03-04", actor_email="a@b.c")
    assert_type(page, ListEventsResult)
    assert_type(page.events, list[StoredEvent])
    assert_type(page.pagination, Pagination)
    assert_type(page[0], StoredEvent)
    assert_type(page.total, int | None)
    for one in page:
        assert_type(one, StoredEvent)
    walk = events.stream(limit=10, max_items=100)
    assert_type(walk, Paginator[StoredEvent])
    for one in walk:
        assert_type(one.event_time, datetime | None)
        assert_type(one.actor, Entity | None)
        assert_type(one.metrics, dict[str, float])
        assert_type(one.to_event(), TimebackEvent | CaliperEvent)
    assert_type(events.list_all(), list[StoredEvent])
    assert_type(events.get("urn:uuid:1"), StoredEvent)
    status = timeback.caliper.jobs.wait_for_completion("17", timeout=5, poll_interval=0.5)
    assert_type(status, JobStatus)
    assert_type(status.return_value, JobReturnValue | None)
    assert_type(status.succeeded, bool)


def in_the_background(timeback: TimebackClient, completed: ActivityCompletedInput) -> None:
    with timeback.caliper.sensor(SENSOR, max_batch_size=50) as sensor:
        assert_type(sensor, CaliperSensor)
        assert_type(sensor.enqueue(completed), bool)


def reading(timeback: TimebackClient) -> None:
    case = timeback.case
    assert_type(case, CaseClient)
    assert_type(timeback.case_, CaseClient)
    page = case.documents.list({"limit": 5, "sort": "title"}, order_by="desc", timeout=3)
    assert_type(page, CFDocumentPage)
    assert_type(page["CFDocuments"], list[CFDocument])
    assert_type(page.data[0].last_changed_at, datetime | None)
    assert_type(page.total, int | None)
    assert_type(page.has_more, bool)
    assert_type(page.fetch_next(), CFDocumentPage | None)
    assert_type(case.documents.get("d", fields=["title"]), CFDocumentResult)
    items = case.items.list(where={"title": {"contains": "Math"}}, filter="a='b'", fields=("uri",))
    assert_type(items, CFItemPage)
    assert_type(case.items.list_all(where={"cf_item_type": "Domain"}, max_items=5), list[CFItem])
    walk = case.items.stream(limit=1000)
    assert_type(walk, Paginator[CFItem])
    for item in walk:
        assert_type(item.education_level, list[str] | None)
        assert_type(item.cf_item_type_uri, LinkURI | None)
    assert_type(case.items.get("i")["CFItem"], CFItem)
    assert_type(case.items.get("i"), CFItemResult)
    association = case.associations.get("a")
    assert_type(association, CFAssociationResult)
    assert_type(association.data, CFAssociation)
    assert_type(association.data.sequence_number, int | None)


def publishes(client: ClrClient, record: ClrCredentialInput, plain: dict[str, Any]) -> None:
    assert_type(client.credentials, Credentials)
    assert_type(client.discovery, Discovery)
    credential = client.credentials.upsert(record, timeout=5)
    assert_type(credential, ClrCredential)
    assert_type(client.credentials.upsert(plain), ClrCredential)
    assert_type(credential.was_created, bool | None)
    assert_type(credential.raw, dict[str, Any] | None)
    assert_type(credential.issuer, ClrProfile | None)
    assert_type(credential.proof, list[ClrProof] | None)
    assert_type(credential.type, list[str] | None)
    assert credential.credential_subject is not None
    assert_type(credential.credential_subject, ClrCredentialSubject)
    for nested in credential.credential_subject.verifiable_credential or []:
        assert_type(nested, VerifiableCredential)
        assert_type(nested.credential_subject, NestedCredentialSubject | None)
    description = client.discovery.get()
    assert_type(description, DiscoveryResponse)
    assert_type(description.verification_keys, list[str])
    assert_type(description["openapi"], Any)


def verifies(client: ClrClient, credential: ClrCredential, keys: list[str]) -> None:
    verification = client.credentials.verify(credential, trusted_keys=keys, at=datetime.now(UTC), check_nested=True)
    assert_type(verification, ClrVerification)
    client.credentials.verify(VerifiableCredential(id="urn:uuid:1"))
    assert_type(verify_credential(b"{}", trusted_keys="z6Mk", at="2026-06-12T15:00:00Z"), ClrVerification)
    assert_type(verification.verified, bool)
    assert_type(verification.unsigned_members, list[str])
    assert_type(verification.explain(), str)
    assert_type(verification.nested, list[ClrVerification])
    for proof in verification.proofs:
        assert_type(proof, ProofCheck)
        assert_type(proof.trusted, bool | None)
        assert_type(proof.key, str | None)
    assert_type(ACHIEVEMENT_TYPES[0], str)


def enrollments(edubridge: EdubridgeClient, raw: dict[str, Any]) -> None:
    calls = edubridge.enrollments
    seats = calls.list(user_id="u", timeout=5)
    assert_type(seats, list[EdubridgeEnrollment])
    seat = calls.enroll("u", "c")
    assert_type(seat, EdubridgeEnrollment)
    calls.enroll("u", "c", "s", raw)
    calls.enroll("u", "c", None, EnrollOptions(role="teacher", begin_date=date(2025, 9, 1)))
    calls.enroll("u", "c", role="student", begin_date="2025-09-01", metadata={"goals": {"dailyXp": 1.5}})
    calls.enroll("u", "c", begin_date=datetime(2025, 9, 1), metadata=seat.metadata, max_retries=0)
    calls.enroll("u", "c", metadata=EnrollMetadataInput(student_specific_goals=True))
    assert_type(seat.begin_date, date | None)
    assert_type(seat.metadata, EnrollmentMetadata | None)
    if seat.metadata is not None and seat.metadata.goals is not None:
        assert_type(seat.metadata.goals, EnrollmentGoals)
        assert_type(seat.metadata.goals.daily_xp, float | None)
    assert_type(calls.propagate_goals("c"), ResetGoalsResult)
    assert_type(calls.reset_goals("c"), ResetGoalsResult)
    assert_type(calls.get_default_class("c", "s"), DefaultClass)
    calls.unenroll("u", "c", "s")
    calls.reset_progress("u", "c")


def looks_for_tests(client: MasteryTrackClient) -> None:
    assert_type(client.authorizer, Authorizer)
    assert_type(client.authorizer.get_token("a@b.example", force=True), MasteryTrackAuthorizerResponse)
    assert_type(client.check_auth(), AuthCheckResult)
    found = client.inventory.search(subject="Math", grade=3, all=True)
    assert_type(found, MasteryTrackInventorySearchResponse)
    assert_type(found.data, list[MasteryTrackInventoryItem])
    for test in found.data:
        assert_type(test.timeback_id, str)
        assert_type(test.grade_rank, int)
        assert_type(test.created_at, datetime)
        assert_type(test.invalidated_on, datetime | None)
        assert_type(test.metadata, MasteryTrackInventoryMetadata | None)
        if test.metadata is not None:
            assert_type(test.metadata.question_types, list[str] | None)
    client.inventory.search({"subject": "Math"}, timeout=5)
    client.inventory.search(MasteryTrackInventorySearchParams(subject="Math", grade="3"))


def assigns(client: MasteryTrackClient) -> None:
    try:
        made = client.assignments.assign(student_email="kim@example.edu", subject="Math", grade_rank=3)
    except ConflictError as error:
        assert_type(error.existing_assignment, MasteryTrackExistingAssignment | None)
        assert_type(error.code, str | None)
        return
    assert_type(made, MasteryTrackAssignResponse)
    assert_type(made.data.assignment, MasteryTrackAssignment | None)
    if made.data.assignment is not None:
        assert_type(made.data.assignment.is_active, bool)
        assert_type(made.data.assignment.metadata, dict[str, Any] | None)
    client.assignments.assign({"student_email": "kim@example.edu", "timeback_id": "_1"})
    client.assignments.assign(MasteryTrackAssignmentInput(student_email="kim@example.edu", timeback_id="_1"))
    gone = client.assignments.invalidate(student_email="kim@example.edu", assignment_id=41)
    assert_type(gone, MasteryTrackInvalidateResponse)
    assert_type(gone.data.invalidated_assignments, list[MasteryTrackInvalidatedAssignment])
    whole = MasteryTrackInvalidateAssignmentInput(student_email="kim@example.edu", subject="Math", grade="third")
    assert_type(client.assignments.unassign(whole), MasteryTrackInvalidateResponse)


def lessons(powerpath: PowerPathClient, raw: dict[str, Any]) -> None:
    calls = powerpath.assessments
    assert_type(powerpath.assessment is calls, bool)
    progress = calls.get_assessment_progress({"student": "s", "lesson": "l", "attempt": 1}, timeout=5)
    assert_type(progress, PowerPath100ProgressResponse | StandardProgressResponse)
    assert_type(progress.accuracy, float)
    if progress.lesson_type == "powerpath-100":
        assert_type(progress, PowerPath100ProgressResponse)
        assert_type(progress.score, float)
        assert_type(progress.seen_questions, list[PowerPathTestQuestion])
        assert_type(progress.remaining_questions_per_difficulty.hard, int)
    else:
        assert_type(progress, StandardProgressResponse)
        assert_type(progress.lesson_type, Literal["quiz", "test-out", "placement", "unit-test"])
        assert_type(progress.score, float | None)
        assert_type(progress.questions[0].responses, dict[str, str | list[str]] | None)

    question = calls.get_next_question(raw).question
    assert_type(question, PowerPathTestQuestion)
    answer = UpdateStudentQuestionResponseInput(
        student="s", lesson="l", question=question.id, responses={"RESPONSE": "A", "MORE": ["B"]}
    )
    outcome = calls.update_student_question_response(answer)
    assert_type(outcome, PowerPath100UpdateResponseResult | StandardUpdateResponseResult)
    if outcome.lesson_type == "powerpath-100":
        assert_type(outcome, PowerPath100UpdateResponseResult)
        assert_type(outcome.response_result.is_correct, bool)
        assert_type(outcome.xp, float | None)
    else:
        assert_type(outcome, StandardUpdateResponseResult)
    if outcome.lesson_type == "quiz":
        assert_type(outcome, StandardUpdateResponseResult)
    assert_type(
        calls.submit_response(raw, max_retries=0), PowerPath100UpdateResponseResult | StandardUpdateResponseResult
    )

    attempts = calls.get_attempts({"student": "s", "lesson": "l"}).attempts
    assert_type(attempts, list[Attempt])
    assert_type(calls.create_new_attempt(raw).attempt, Attempt)
    assert_type(calls.finalize(raw).finalized, bool)
    assert_type(calls.create_external_placement_test(raw), ExternalTestCreateResponse)
    made = calls.create_internal_test(
        CreateInternalTestInput(
            course_id="c",
            lesson_type="placement",
            test_type="qti",
            qti=QtiTestConfig(url="https://qti.example/t"),
            grades=[3, "4"],
            course_id_on_fail=None,
        )
    )
    assert_type(made.child_resource_ids, list[str] | None)
    assert_type(calls.make_external_test_assignment(raw), MakeExternalTestAssignmentResponse)
    assert_type(calls.import_external_test_assignment_results(raw), ImportExternalResultsResponse)
    assert_type(calls.test_out(raw), TestOutResponse)


def items(qti: QtiClient, raw: dict[str, Any]) -> None:
    calls = qti.assessment_items
    page = calls.list({"page": 2}, limit=5, sort="type", where={"type": "choice"}, timeout=5)
    assert_type(page, ListResponse[AssessmentItem])
    assert_type(page.items, list[AssessmentItem])
    assert_type(page[0], AssessmentItem)
    assert_type(page.pages, int | None)
    calls.list(ListAssessmentItemsParams(sort="createdAt", order="asc"))
    walk = calls.stream(limit=50, filter="type='choice'", max_items=10)
    assert_type(walk, Paginator[AssessmentItem])
    for item in walk:
        assert_type(item.metadata, ItemMetadata | None)
        assert_type(item.created_at, datetime | None)
        assert_type(item["rawXml"], Any)
    assert_type(walk.to_array(max_items=10), list[AssessmentItem])
    assert_type(calls.get("i"), AssessmentItem)
    assert_type(calls.get_xml("i"), str)
    declared = ResponseDeclarationInput(
        identifier="RESPONSE",
        cardinality="multiple",
        base_type="directedPair",
        correct_response=CorrectResponseInput(value=[["A", "B"], "C D"]),
    )
    form = CreateAssessmentItemInput(
        identifier="i",
        title="T",
        type="choice",
        response_declarations=[declared],
        metadata=ItemMetadataInput(grade=3, difficulty="easy"),
    )
    made = calls.create(form)
    assert_type(made, AssessmentItem)
    calls.create(raw)
    calls.create(CreateAssessmentItemXmlInput(xml="<x/>"))
    calls.create_from_xml("<x/>", metadata={"grade": 3})
    calls.update("i", made)
    calls.update_from_xml("i", b"<x/>", metadata=made.metadata)
    assert_type(calls.upsert("i", raw, max_retries=0), AssessmentItem)
    assert_type(calls.delete("i"), DeleteResponse)
    calls.update_metadata({"identifier": "i", "metadata": {"grade": None}})
    scored = calls.process_response("i", ["A", "B"])
    assert_type(scored, ProcessResponseResult)
    assert_type(scored.score, float)
    assert_type(scored.feedback, ProcessResponseFeedback | None)
    calls.process_response("i", {"response": "A"})
    calls.process_response("i", {"R1": "A", "R2": ["B", 3]})
    calls.process_response("i", [("A", "B")], response_identifier="R")
    calls.process_response("i", ProcessResponseInput(response=16))


def manages(timeback: TimebackClient) -> None:
    client = timeback.webhooks
    assert_type(client, WebhooksClient)
    assert_type(client.webhooks.list(sensor="s"), list[Webhook])
    made = client.webhooks.create(name="n", target_url="https://x.example", secret="s")
    assert_type(made, Webhook)
    client.webhooks.create(WebhookCreateInput(name="n", target_url="https://x.example", secret="s", sensor=None))
    client.webhooks.create({"name": "n", "targetUrl": "https://x.example", "secret": "s"}, timeout=5)
    assert_type(made.active, bool | None)
    assert_type(made.created_at, datetime | None)
    assert_type(client.webhooks.update(made.id, description=None, active=False), Webhook)
    client.webhooks.update(made.id, WebhookUpdateInput(name="m"))
    client.webhooks.update(made.id, made, replace=True)
    assert_type(client.webhooks.ensure(name="n", target_url="https://x.example", secret="s"), Webhook)
    assert_type(client.webhooks.activate(made.id), Webhook)
    assert_type(client.webhooks.delete(made.id), DeleteResult)
