"""What Caliper's requests and answers hold, for the API description."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

__all__ = [
    "AcceptedAnswer",
    "EndpointAnswer",
    "EnvelopeBody",
    "EventAnswer",
    "EventsAnswer",
    "JobAnswer",
    "VerdictAnswer",
]

Entity = str | dict[str, Any]


class EnvelopeBody(msgspec.Struct, kw_only=True):
    """Events and entities on their way from a sensor."""

    sensor: str
    sendTime: datetime  # noqa: N815
    dataVersion: Literal["http://purl.imsglobal.org/ctx/caliper/v1p2"]  # noqa: N815
    data: list[dict[str, Any]]


class VerdictAnswer(msgspec.Struct, kw_only=True):
    """An envelope is right."""

    status: Literal["success"]
    message: str
    errors: Any = None


class AcceptedAnswer(VerdictAnswer, kw_only=True):
    """An envelope was accepted; the job stores its events."""

    jobId: str  # noqa: N815


class StoredEvent(msgspec.Struct, kw_only=True):
    """An event as it is stored."""

    id: int
    externalId: str  # noqa: N815
    sensor: str
    type: str
    profile: str | None
    action: str
    eventTime: str  # noqa: N815
    sendTime: str  # noqa: N815
    actor: Entity | None
    object: Entity | None
    generated: Entity | None
    target: Entity | None
    referrer: Entity | None
    edApp: Entity | None  # noqa: N815
    group: Entity | None
    membership: Entity | None
    session: Entity | None
    federatedSession: Entity | None  # noqa: N815
    extensions: dict[str, Any] | None
    clientAppId: str | None  # noqa: N815
    created_at: datetime
    updated_at: datetime | None
    deleted_at: datetime | None


class Pagination(msgspec.Struct, kw_only=True):
    """Where a page is in its list."""

    total: int
    totalPages: int  # noqa: N815
    currentPage: int  # noqa: N815
    limit: int


class EventsAnswer(VerdictAnswer, kw_only=True):
    """A page of events."""

    events: list[StoredEvent]
    pagination: Pagination


class EventAnswer(VerdictAnswer, kw_only=True):
    """One event."""

    event: StoredEvent


class JobResult(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What became of one event."""

    allocatedId: str  # noqa: N815
    externalId: str  # noqa: N815
    duplicate: bool | None = None
    conflict: bool | None = None


class JobReturnValue(msgspec.Struct, kw_only=True):
    """What became of the events of an envelope."""

    status: Literal["success", "error"]
    results: list[JobResult]


class Job(msgspec.Struct, kw_only=True, omit_defaults=True):
    """How far the work on an envelope is."""

    id: str
    state: Literal["waiting", "active", "completed", "failed"]
    returnValue: JobReturnValue | None  # noqa: N815
    processedOn: datetime | None  # noqa: N815
    failedReason: str | None = None  # noqa: N815


class JobAnswer(msgspec.Struct, kw_only=True):
    """A job."""

    job: Job


class EndpointAnswer(msgspec.Struct, kw_only=True):
    """What the endpoint takes: kilobytes of an envelope, versions and extensions of Caliper."""

    caliperMaximumPayloadSize: int  # noqa: N815
    caliperSupportedVersions: list[str]  # noqa: N815
    caliperSupportedExtensions: list[str]  # noqa: N815
