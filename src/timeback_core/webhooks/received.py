"""The events in a delivery, typed."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from timeback_core.decoding import ShapeError, decode_record
from timeback_core.model import Model
from timeback_core.webhooks.event_parts import (
    ActivityContext,
    ActivityMetrics,
    AssessmentItem,
    Learner,
    ResponseEntity,
    ScoreEntity,
    TimeMetrics,
)
from timeback_core.webhooks.refusals import WebhookPayloadError
from timeback_core.wire import Timestamp, is_object

__all__ = [
    "AnyEvent",
    "Entity",
    "OtherEvent",
    "ReceivedActivity",
    "ReceivedEvent",
    "ReceivedGrade",
    "ReceivedItemEvent",
    "ReceivedTimeSpent",
    "parse_delivery",
]


Entity = dict[str, Any] | str
"""A thing that an event speaks of: an object by the wire's names, or an IRI where the sender gave no more."""


def _id_of(entity: object) -> str | None:
    found: object = entity.get("id") if is_object(entity) else getattr(entity, "id", entity)
    return found if isinstance(found, str) else None


class ReceivedEvent(Model, kw_only=True):
    """An event that was delivered, of whatever kind; its kinds add actor, object and what was generated."""

    context: Any = msgspec.field(default=None, name="@context")
    id: str | None = None
    """The event's identifier, ``urn:uuid:…``: what repeated deliveries are known by."""
    type: str | None = None
    """Such as ``ActivityEvent``."""
    profile: str | None = None
    action: str | None = None
    event_time: Timestamp | None = None
    """When it happened; order by it, deliveries come in any order."""
    sensor: str | None = None
    """What sent it to the platform."""
    send_time: Timestamp | None = None
    """When it was sent to the platform."""
    ed_app: Entity | None = None
    target: Entity | None = None
    referrer: Entity | None = None
    group: Entity | None = None
    membership: Entity | None = None
    session: Entity | None = None
    federated_session: Entity | None = None
    extensions: dict[str, Any] | None = None

    @property
    def actor_id(self) -> str | None:
        """Who did it, by IRI, whether the sender gave an object or the IRI alone."""
        return _id_of(getattr(self, "actor", None))

    @property
    def object_id(self) -> str | None:
        """What it was done to, by IRI, whether the sender gave an object or the IRI alone."""
        return _id_of(getattr(self, "object", None))


class ReceivedActivity(ReceivedEvent, kw_only=True):
    """A completed activity (``ActivityEvent``)."""

    actor: Learner | str | None = None
    object: ActivityContext | str | None = None
    generated: ActivityMetrics | str | None = None

    def metric(self, name: str) -> float | None:
        """Return a figure, such as ``xpEarned``, ``totalQuestions``, ``correctQuestions``; ``None`` for none.

        Args:
            name: The figure's name on the wire.
        """
        return self.generated.value(name) if isinstance(self.generated, ActivityMetrics) else None


class ReceivedTimeSpent(ReceivedEvent, kw_only=True):
    """Time spent on an activity (``TimeSpentEvent``)."""

    actor: Learner | str | None = None
    object: ActivityContext | str | None = None
    generated: TimeMetrics | str | None = None

    def seconds(self, kind: str = "active") -> float:
        """Return the seconds spent in one way: ``active``, ``inactive``, ``waste``, ``unknown``, ``anti-pattern``.

        Args:
            kind: The way of spending it.
        """
        return self.generated.seconds(kind) if isinstance(self.generated, TimeMetrics) else 0


class ReceivedItemEvent(ReceivedEvent, kw_only=True):
    """A question seen, skipped or answered (``AssessmentItemEvent``)."""

    actor: Entity | None = None
    object: AssessmentItem | str | None = None
    generated: ResponseEntity | str | None = None


class ReceivedGrade(ReceivedEvent, kw_only=True):
    """A mark (``GradeEvent``)."""

    actor: Entity | None = None
    object: Entity | None = None
    generated: ScoreEntity | str | None = None


class OtherEvent(ReceivedEvent, kw_only=True):
    """An event of any other type."""

    actor: Entity | None = None
    object: Entity | None = None
    generated: Entity | None = None


AnyEvent = ReceivedActivity | ReceivedTimeSpent | ReceivedItemEvent | ReceivedGrade | OtherEvent
"""An event of a delivery: every kind of `ReceivedEvent`."""


_KINDS: Final[dict[str, type[AnyEvent]]] = {
    "ActivityEvent": ReceivedActivity,
    "TimeSpentEvent": ReceivedTimeSpent,
    "AssessmentItemEvent": ReceivedItemEvent,
    "GradeEvent": ReceivedGrade,
}


class _Kind(msgspec.Struct):
    type: Any = None


class _Envelope(msgspec.Struct, rename="camel"):
    """What tells an envelope from an event: an event has a type and no list of data."""

    data: list[msgspec.Raw]
    type: str | msgspec.UnsetType = msgspec.UNSET
    sensor: Any = None
    send_time: Any = None


def parse_delivery(payload: bytes | str) -> list[AnyEvent]:
    """Return the events of a delivery, typed by what they are. Verify the delivery first.

    Args:
        payload: The body: one event, a list of events, or a Caliper envelope, whose sensor and time of sending
            are then copied into its events.

    Returns:
        The events in their order. ``ActivityEvent``, ``TimeSpentEvent``, ``AssessmentItemEvent`` and
        ``GradeEvent`` come as classes of their own, anything else as `OtherEvent`. Each carries what it was
        made from in `raw` and `extra`.

    Raises:
        WebhookPayloadError: The body is no JSON, or no object or list of objects.
    """
    content = payload.encode("utf-8", "surrogatepass") if isinstance(payload, str) else bytes(payload)
    try:
        return _events(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise WebhookPayloadError("The delivery is not JSON") from None
    except ShapeError:
        raise WebhookPayloadError(
            "The delivery holds something else than events: expected an object, a list of objects, or an envelope "
            "with a list under 'data'"
        ) from None


def _events(content: bytes) -> list[AnyEvent]:
    if content.lstrip()[:1] == b"[":
        return [_event(bytes(raw)) for raw in msgspec.json.decode(content, type=list[msgspec.Raw])]
    try:
        envelope = msgspec.json.decode(content, type=_Envelope)
    except msgspec.ValidationError:
        return [_event(content)]
    if envelope.type is not msgspec.UNSET:
        return [_event(content)]
    shared = {"sensor": envelope.sensor, "sendTime": envelope.send_time}
    return [_event(_completed(bytes(raw), shared)) for raw in envelope.data]


def _completed(raw: bytes, shared: dict[str, Any]) -> bytes:
    """Return an event's JSON with what its envelope says for all, where it does not say so itself."""
    values: Any = msgspec.json.decode(raw)
    if not isinstance(values, dict):
        raise ShapeError
    return msgspec.json.encode({**{name: value for name, value in shared.items() if value is not None}, **values})


def _event(raw: bytes) -> AnyEvent:
    try:
        kind = msgspec.json.decode(raw, type=_Kind).type
    except msgspec.ValidationError:
        raise ShapeError from None
    model = _KINDS.get(kind, OtherEvent) if isinstance(kind, str) else OtherEvent
    return decode_record(raw, model)
