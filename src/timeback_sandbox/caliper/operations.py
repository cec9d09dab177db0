"""Caliper's operations."""

from __future__ import annotations

from timeback_sandbox.caliper import bodies
from timeback_sandbox.caliper.envelope import Envelope, read_envelope
from timeback_sandbox.caliper.ingest import accept
from timeback_sandbox.caliper.learnwith import holds_only_sessions, read_learnwith
from timeback_sandbox.caliper.ledger import job_view
from timeback_sandbox.caliper.listing import MOST, find_event, read_filter, read_page
from timeback_sandbox.formats import StatusProblem
from timeback_sandbox.moments import format_moment
from timeback_sandbox.serving import Answer, Call, QueryParameter, Route

__all__ = ["CALIPER_ROUTES", "JOB_ROUTES"]

_TAG = "Caliper"
_SEND_ERRORS = {413: "The envelope is too large", 415: "The body is no JSON"}


def _body(call: Call) -> bytes:
    """The body, if it calls itself JSON and is small enough.

    Raises:
        Problem: 415, 413.
    """
    if call.content_type is not None:
        call.check_json_type()
    most = call.state.settings.max_envelope_bytes
    if len(call.body) > most:
        raise StatusProblem(413, f"An envelope has at most {most} bytes, got {len(call.body)}")
    return call.body


def _read(call: Call) -> Envelope:
    return read_envelope(_body(call), strict=call.state.settings.caliper_validation == "strict")


def send(call: Call) -> Answer:
    """Accepts an envelope."""
    envelope = _read(call)
    job_id = accept(call.state, call.client_id, envelope, call.body)
    return Answer.of(200, {"status": "success", "message": "Events accepted", "errors": None, "jobId": job_id})


def send_learnwith(call: Call) -> Answer:
    """Accepts an envelope or an event in the second platform's words."""
    envelope, body = read_learnwith(_body(call), format_moment(call.now))
    at_once = holds_only_sessions(envelope)
    accept(call.state, call.client_id, envelope, body, at_once=at_once)
    return Answer(200 if at_once else 202)


def validate(call: Call) -> Answer:
    """Says whether an envelope is right; keeps nothing of it."""
    _read(call)
    return Answer.of(200, {"status": "success", "message": "The envelope is valid", "errors": None})


def list_events(call: Call) -> Answer:
    """A page of the stored events."""
    query = read_filter(call)
    with call.store.read() as connection:
        page = read_page(call.store, connection, query)
    return Answer.of(
        200,
        {
            "status": "success",
            "message": "Events retrieved",
            "errors": None,
            "events": page.events,
            "pagination": {
                "total": page.total,
                "totalPages": -(-page.total // query.limit),
                "currentPage": query.offset // query.limit + 1,
                "limit": query.limit,
            },
        },
    )


def get_event(call: Call) -> Answer:
    """One stored event."""
    external_id = call.ids["externalId"]
    with call.store.read() as connection:
        event = find_event(connection, external_id)
    if event is None:
        raise StatusProblem(404, f"No event with the id {external_id[:100]!r} is stored")
    return Answer.of(200, {"status": "success", "message": "Event retrieved", "errors": None, "event": event})


def get_config(call: Call) -> Answer:
    """What the endpoint takes."""
    return Answer.of(
        200,
        {
            "caliperMaximumPayloadSize": call.state.settings.max_envelope_bytes // 1024,
            "caliperSupportedVersions": ["v1p2"],
            "caliperSupportedExtensions": [],
        },
    )


def get_job(call: Call) -> Answer:
    """How far a job is."""
    job_id = call.ids["jobId"]
    with call.store.read() as connection:
        job = job_view(connection, job_id)
    if job is None:
        raise StatusProblem(404, f"There is no job {job_id[:100]!r}")
    return Answer.of(200, {"job": job})


_FILTERS = (
    QueryParameter("limit", "How many events a page has", "integer", minimum=1, maximum=MOST),
    QueryParameter("offset", "How many events come before the page", "integer", minimum=0),
    QueryParameter("sensor", "Only events from this sensor"),
    QueryParameter("startDate", "Only events from this date or moment on"),
    QueryParameter("endDate", "Only events up to this date or moment"),
    QueryParameter("actorId", "Only events of this actor"),
    QueryParameter("actorEmail", "Only events of the actor with this address, whatever its case"),
)

CALIPER_ROUTES = (
    Route("caliper.events.send", "POST", "/event", send, _TAG, "Accept events", body=bodies.EnvelopeBody,
          answers={200: bodies.AcceptedAnswer}, errors=_SEND_ERRORS),
    Route("caliper.events.validate", "POST", "/event/validate", validate, _TAG, "Check events",
          body=bodies.EnvelopeBody, answers={200: bodies.VerdictAnswer}, errors=_SEND_ERRORS),
    Route("caliper.events.get_config", "GET", "/event", get_config, _TAG, "What the endpoint takes",
          answers={200: bodies.EndpointAnswer}, quick=True),
    Route("caliper.events.list", "GET", "/events", list_events, _TAG, "List stored events", query=_FILTERS,
          answers={200: bodies.EventsAnswer}),
    Route("caliper.events.get", "GET", "/events/{externalId}", get_event, _TAG, "Get a stored event",
          answers={200: bodies.EventAnswer}, errors={404: "There is no such event"}),
    Route("caliper.learnwith.send", "POST", "/v1p2", send_learnwith, _TAG, "Accept events, second platform",
          body=bodies.EnvelopeBody, answers={202: None, 200: None},
          errors={**_SEND_ERRORS, 422: "Another version of Caliper"}),
)  # fmt: skip
"""Below `/caliper`."""

JOB_ROUTES = (
    Route("caliper.jobs.get_status", "GET", "/{jobId}/status", get_job, _TAG, "Get the state of a job",
          answers={200: bodies.JobAnswer}, errors={404: "There is no such job"}),
)  # fmt: skip
"""Below `/jobs`."""
