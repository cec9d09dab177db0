"""What the parts of events share."""

from __future__ import annotations

from collections.abc import Mapping
from os import urandom
from typing import Annotated, Any, TypeVar

import msgspec

from timeback_core.caliper.constants import CALIPER_CONTEXT
from timeback_core.caliper.moments import Moment, now
from timeback_core.inputs import Text
from timeback_core.keywords import WireKeywords
from timeback_core.model import Model

__all__ = ["CaliperValue", "Entity", "EntityInput", "EventBase", "Extensions", "UrnUuid", "const", "new_urn"]

V = TypeVar("V")

Entity = str | dict[str, Any]
"""A reference to something: its IRI, or an object that describes it."""

EntityInput = str | Mapping[str, Any] | Model
"""What may be given where an event refers to something."""

Extensions = dict[str, Any]
"""Keys of the sender's own."""

UrnUuid = Annotated[str, msgspec.Meta(pattern=r"^urn:uuid:")]
"""The identifier of an event."""


def new_urn() -> str:
    """Return a new identifier for an event, a collection of metrics or a score: ``urn:uuid:`` and a random UUID."""
    # What uuid.uuid4() makes, in a third of the time: identifiers are made in the path of every event.
    digits = urandom(16).hex()
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"urn:uuid:{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def const(value: V) -> V:
    """Return the default of an attribute that is sent even when it has its default."""
    made: V = msgspec.field(default_factory=lambda: value)
    return made


class CaliperValue(Model, metaclass=WireKeywords):
    """An event, an entity, or a part of one."""


class EventBase(CaliperValue, kw_only=True):
    """What every event has.

    Attributes:
        id: ``urn:uuid:`` and a UUID; made when the event is. A store keeps one event per id.
        event_time: When it happened; the current time unless given.
        context: The ``@context``.
        ed_app: The application.
        target: The part of the object that was used, such as a page.
        referrer: Where the actor came from.
        group: The course or group.
        membership: The actor's role in the group.
        session: The session of the actor.
        federated_session: The session of an LTI launch.
        extensions: Keys of the sender's own.
    """

    id: UrnUuid = msgspec.field(default_factory=new_urn)
    event_time: Moment = msgspec.field(default_factory=now)
    context: Text | list[Any] = msgspec.field(name="@context", default_factory=lambda: CALIPER_CONTEXT)
    ed_app: Entity | None = None
    target: Entity | None = None
    referrer: Entity | None = None
    group: Entity | None = None
    membership: Entity | None = None
    session: Entity | None = None
    federated_session: Entity | None = None
    extensions: Extensions | None = None
