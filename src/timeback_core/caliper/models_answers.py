"""What the service answers: stored events, jobs and verdicts."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec

from timeback_core.caliper.models_base import Entity, EventBase
from timeback_core.caliper.models_events import (
    ActivityCompletedEvent,
    AssessmentItemEvent,
    CaliperEvent,
    QuestionGradeEvent,
    TimebackEvent,
    TimeSpentEvent,
)
from timeback_core.counted_page import CountedPage, Counts
from timeback_core.decoding import convert_record
from timeback_core.model import Model
from timeback_core.wire import Timestamp, is_list, is_object

__all__ = [
    "EndpointConfig",
    "EventResult",
    "JobReturnValue",
    "JobStatus",
    "ListEventsResult",
    "Pagination",
    "StoredEvent",
    "ValidationResult",
]

_TYPED: dict[tuple[str | None, str | None], type[TimebackEvent]] = {
    ("ActivityEvent", "TimebackProfile"): ActivityCompletedEvent,
    ("TimeSpentEvent", "TimebackProfile"): TimeSpentEvent,
    ("AssessmentItemEvent", "AssessmentProfile"): AssessmentItemEvent,
    ("GradeEvent", "GradingProfile"): QuestionGradeEvent,
}
_PARTS = (
    "type",
    "profile",
    "action",
    "actor",
    "object",
    "generated",
    "eventTime",
    "edApp",
    "target",
    "referrer",
    "group",
    "membership",
    "session",
    "federatedSession",
    "extensions",
)


class StoredEvent(Model):
    """An event as the store keeps it.

    Attributes:
        id: The store's own number. `external_id` is what finds an event again.
        external_id: The ``id`` under which it was sent.
        sensor: Who sent it.
        type: Its type, such as ``ActivityEvent``.
        profile: The Caliper profile.
        action: What was done.
        event_time: When it happened.
        send_time: When it was sent.
        created_at: When it was stored.
        updated_at: When it was changed.
        deleted_at: When it was deleted.
        actor: Who did it: an IRI or an object.
        object: What it was done to.
        generated: What came of it.
        target: The part of the object that was used.
        referrer: Where the actor came from.
        ed_app: The application.
        group: The course or group.
        membership: The actor's role in the group.
        session: The session of the actor.
        federated_session: The session of an LTI launch.
        extensions: Keys of the sender's own.
        client_app_id: The OAuth client that sent it.
    """

    id: int | None = None
    external_id: str | None = None
    sensor: str | None = None
    type: str | None = None
    profile: str | None = None
    action: str | None = None
    event_time: Timestamp | None = None
    send_time: Timestamp | None = None
    created_at: Timestamp | None = msgspec.field(default=None, name="created_at")
    updated_at: Timestamp | None = msgspec.field(default=None, name="updated_at")
    deleted_at: Timestamp | None = msgspec.field(default=None, name="deleted_at")
    actor: Entity | None = None
    object: Entity | None = None
    generated: Entity | None = None
    target: Entity | None = None
    referrer: Entity | None = None
    ed_app: Entity | None = None
    group: Entity | None = None
    membership: Entity | None = None
    session: Entity | None = None
    federated_session: Entity | None = None
    extensions: dict[str, Any] | None = None
    client_app_id: str | None = None
    _created_at: Timestamp | None = msgspec.field(default=None, name="createdAt")
    _updated_at: Timestamp | None = msgspec.field(default=None, name="updatedAt")
    _deleted_at: Timestamp | None = msgspec.field(default=None, name="deletedAt")

    def __post_init__(self) -> None:
        """Take times that came under the other spelling of their names."""
        if self.created_at is None:
            self.created_at, self._created_at = self._created_at, None
        if self.updated_at is None:
            self.updated_at, self._updated_at = self._updated_at, None
        if self.deleted_at is None:
            self.deleted_at, self._deleted_at = self._deleted_at, None

    @property
    def actor_id(self) -> str | None:
        """The IRI of who did it."""
        return _iri(self.actor)

    @property
    def object_id(self) -> str | None:
        """The IRI of what it was done to."""
        return _iri(self.object)

    @property
    def metrics(self) -> dict[str, float]:
        """The figures of a Timeback event, summed by their type; empty for other events."""
        found: dict[str, float] = {}
        items = self.generated.get("items") if is_object(self.generated) else None
        for item in items if is_list(items) else []:
            if is_object(item) and isinstance(item.get("value"), (int, float)):
                name = str(item.get("type"))
                found[name] = found.get(name, 0) + item["value"]
        return found

    def to_event(self) -> TimebackEvent | CaliperEvent:
        """Return the event as it was sent, typed by what it is: `ActivityCompletedEvent`, …, or `CaliperEvent`.

        It has the identifier under which it was sent: sending it again stores nothing new.
        """
        stored = self.to_dict()
        values = {name: stored[name] for name in _PARTS if stored.get(name) is not None}
        kind: type[EventBase] = _TYPED.get((self.type, self.profile), CaliperEvent)
        event = convert_record({"id": self.external_id, **values}, kind)
        assert isinstance(event, TimebackEvent | CaliperEvent)
        return event


def _iri(entity: Entity | None) -> str | None:
    if isinstance(entity, str):
        return entity
    found = entity.get("id") if is_object(entity) else None
    return found if isinstance(found, str) else None


class Pagination(Model, kw_only=True):
    """Where a page is in its list.

    Attributes:
        total: How many events there are.
        total_pages: How many pages.
        current_page: Which one this is, from 1.
        limit: Events on a page.
    """

    total: int
    total_pages: int
    current_page: int
    limit: int


class _Counts(Counts, kw_only=True):
    """The counts under the names that this service gives them."""

    total_count: int | None = msgspec.field(default=None, name="total")
    page_count: int | None = msgspec.field(default=None, name="totalPages")
    page_number: int | None = msgspec.field(default=None, name="currentPage")


class _Counted(msgspec.Struct):
    pagination: msgspec.Raw = msgspec.Raw(b"{}")


class ListEventsResult(CountedPage[StoredEvent]):
    """One page of stored events; a sequence of them.

    Attributes:
        data: The events; also `events`.
        total: How many there are over all pages; ``None`` when the service does not say.
        has_more: Whether further ones follow.
    """

    __slots__ = ()
    key: ClassVar[str] = "events"

    @classmethod
    def counts_of(cls, content: bytes) -> Counts:
        """Return what the answer says about its place in the list."""
        if not content.strip():
            return Counts()
        raw = bytes(msgspec.json.decode(content, type=_Counted).pagination)
        return _Counts.read(raw) if raw.lstrip()[:1] == b"{" else Counts()

    @property
    def events(self) -> list[StoredEvent]:
        """The events of this page."""
        return self.data

    @property
    def pagination(self) -> Pagination:
        """The place of this page in the list; what the service does not say follows from what is known."""
        offset, limit = self.offset or 0, self.limit or max(len(self.data), 1)  # one made by hand has neither
        total = offset + len(self.data) if self.total is None else self.total
        return Pagination(
            total=total,
            total_pages=-(-total // limit) if self.page_count is None else self.page_count,
            current_page=offset // limit + 1 if self.page_number is None else self.page_number,
            limit=limit,
        )


class ValidationResult(Model):
    """Whether the service would accept an envelope.

    Attributes:
        status: ``success`` or ``error``.
        message: In words.
        errors: What is wrong: usually a list of objects with ``path`` and ``message``.
    """

    status: str | None = None
    message: str | None = None
    errors: Any = None

    @property
    def valid(self) -> bool:
        """Whether it would be accepted."""
        return self.status == "success"


class EventResult(Model):
    """What became of one event of a job.

    Attributes:
        allocated_id: The store's own number, as text.
        external_id: The ``id`` under which it was sent.
    """

    allocated_id: str | None = None
    external_id: str | None = None


class JobReturnValue(Model):
    """What a job has done.

    Attributes:
        status: ``success``, or ``error`` if some events were not stored.
        results: The events that were stored.
    """

    status: str | None = None
    results: list[EventResult] = msgspec.field(default_factory=list[EventResult])


class JobStatus(Model):
    """How far the storing of an envelope is.

    Attributes:
        id: The job.
        state: ``waiting``, ``active``, ``completed`` or ``failed``; the platform may have others, all of which
            mean that it is not finished.
        return_value: What it has done; ``None`` until it is completed.
        processed_on: When it was begun.
        failed_reason: Why it failed.
    """

    id: str | None = None
    state: str | None = None
    return_value: JobReturnValue | None = None
    processed_on: Timestamp | None = None
    failed_reason: str | None = None

    @property
    def finished(self) -> bool:
        """Whether its state will not change any more."""
        return self.state in {"completed", "failed"}

    @property
    def succeeded(self) -> bool:
        """Whether it has stored all of the events."""
        # What a job returns may be of another kind in an answer that was read all the same.
        return self.state == "completed" and getattr(self.return_value, "status", None) != "error"


class EndpointConfig(Model):
    """What an endpoint says about itself.

    Attributes:
        maximum_payload_size: The largest envelope, in kilobytes.
        supported_versions: The versions of Caliper that it takes.
        supported_extensions: The extensions that it takes.
    """

    maximum_payload_size: int | None = msgspec.field(default=None, name="caliperMaximumPayloadSize")
    supported_versions: list[str] | None = msgspec.field(default=None, name="caliperSupportedVersions")
    supported_extensions: list[str] | None = msgspec.field(default=None, name="caliperSupportedExtensions")
