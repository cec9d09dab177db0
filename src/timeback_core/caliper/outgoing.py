"""What goes out: events as JSON, each checked on its own, and envelopes joined from them."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from timeback_core.caliper.checking import mended, read_by_rules, written
from timeback_core.caliper.constants import CALIPER_CONTEXT, CALIPER_DATA_VERSION
from timeback_core.caliper.factories import RECIPES, Recipe, built
from timeback_core.caliper.inputs import EventInput
from timeback_core.caliper.learnwith import transform_event
from timeback_core.caliper.models_base import CaliperValue, EventBase, new_urn
from timeback_core.caliper.models_events import (
    ActivityCompletedEvent,
    CaliperEntity,
    CaliperEvent,
    TimeSpentEvent,
)
from timeback_core.caliper.moments import now
from timeback_core.errors import InputValidationError, ValidationIssue
from timeback_core.wire import format_timestamp, is_mapping

__all__ = ["EventLike", "check_sensor", "encode_built", "encode_event", "envelope_bytes"]

EventLike = CaliperValue | EventInput | Mapping[str, Any]
"""What can be sent: an event, an entity, one of the inputs, or a mapping."""

_TYPED: Final[Mapping[tuple[object, object], type[EventBase]]] = {
    ("ActivityEvent", "TimebackProfile"): ActivityCompletedEvent,
    ("TimeSpentEvent", "TimebackProfile"): TimeSpentEvent,
}
"""The events that are checked in every part also when they are given as mappings."""


def encode_event(event: object, *, platform: str = "BEYOND_AI") -> tuple[str, bytes]:
    """Return an event's id and its JSON as it stands in an envelope.

    Args:
        event: An event, an entity, one of the inputs such as `ActivityCompletedInput`, or a mapping. Identifier,
            time and ``@context`` are filled in where they are missing.
        platform: The platform whose dialect it is to be in.

    Raises:
        InputValidationError: It is none of these, or something in it is wrong.
    """
    recipe = RECIPES.get(type(event))
    if recipe is not None:
        return encode_built(recipe, event, platform=platform)
    event_id, content = _encoded(event)
    return event_id, _in_dialect(content, platform)


def encode_built(recipe: Recipe, data: object, *, platform: str = "BEYOND_AI") -> tuple[str, bytes]:
    """Return the identifier and the JSON of the event that an input stands for.

    Args:
        recipe: What the input is made into.
        data: The input, or a mapping of its fields.
        platform: The platform whose dialect it is to be in.

    Raises:
        InputValidationError: The input is wrong; every field that is.
    """
    event = built(recipe, data)
    return event.id, _in_dialect(event.content, platform)


def _in_dialect(content: bytes, platform: str) -> bytes:
    """Return an event in the dialect of a platform."""
    if platform != "LEARNWITH_AI":
        return content
    return msgspec.json.encode(transform_event(msgspec.json.decode(content)))


def _encoded(event: object) -> tuple[str, bytes]:
    """Return the identifier and the JSON of what is no input, in the form that knows no platform."""
    kind: type[CaliperValue]
    if isinstance(event, CaliperValue) and _is_item(type(event)):
        kind = type(event)
        if event.raw is not None:
            event = event.to_dict()
    elif is_mapping(event):
        event = _completed(event)
        kind = _kind_of(event)
    else:
        expected = "expected an event, an entity, an input or a mapping"
        raise InputValidationError("Invalid event data", [ValidationIssue("(root)", f"{expected}, got {_name(event)}")])
    read = read_by_rules(event, kind)
    if read is not None:
        content = written(read)
        if content is not None:
            return read.id, content
    payload = mended(event, kind, "event" if issubclass(kind, EventBase) else "entity")
    return payload["id"], msgspec.json.encode(payload)


@functools.cache
def _is_item(kind: type[CaliperValue]) -> bool:
    """Tell whether a model can stand in an envelope: it has an identifier and a type."""
    return {"id", "type"} <= set(kind.__struct_fields__)


def _name(value: object) -> str:
    return type(value).__name__


def _completed(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a mapping with the ``@context``, identifier and time that it lacks."""
    if "@context" in event and "id" in event and "eventTime" in event:
        return event
    added: dict[str, Any] = {} if "@context" in event or "context" in event else {"@context": CALIPER_CONTEXT}
    if issubclass(_kind_of(event), EventBase):
        if event.get("id") is None:
            added["id"] = new_urn()
        if event.get("eventTime") is None and event.get("event_time") is None:
            added["eventTime"] = now()
    return {**event, **added}


def _kind_of(event: Mapping[str, Any]) -> type[EventBase | CaliperEntity]:
    """Return which rules a mapping has to follow."""
    kind, profile = event.get("type"), event.get("profile")
    if "action" in event or (isinstance(kind, str) and kind.endswith("Event")):
        named = isinstance(kind, str) and isinstance(profile, str)
        return _TYPED.get((kind, profile), CaliperEvent) if named else CaliperEvent
    return CaliperEntity


def check_sensor(sensor: object) -> str:
    """Return a sensor's IRI without the blanks around it.

    Raises:
        InputValidationError: It is no text, blank, or has half a character in it.
    """
    if isinstance(sensor, str) and sensor.strip() and has_utf8(sensor):
        return sensor.strip()
    raise InputValidationError(
        "Invalid envelope data", [ValidationIssue("sensor", f"must be a non-empty string, got {sensor!r}")]
    )


def has_utf8(text: str) -> bool:
    """Tell whether a text can be sent: half of a surrogate pair cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def envelope_bytes(sensor: str, events: Sequence[bytes], send_time: datetime | None = None) -> bytes:
    """Return the JSON of an envelope.

    Args:
        sensor: The IRI of who sends.
        events: The JSON of each event, as `encode_event` gives it; at least one.
        send_time: When it is sent; the current time unless given.

    Raises:
        InputValidationError: The sensor is blank, or there are no events.
    """
    if not events:
        raise InputValidationError("Invalid envelope data", [ValidationIssue("data", "At least one item")])
    head = {
        "sensor": check_sensor(sensor),
        "sendTime": now() if send_time is None else format_timestamp(send_time),
        "dataVersion": CALIPER_DATA_VERSION,
    }
    return b'%s,"data":[%s]}' % (msgspec.json.encode(head)[:-1], b",".join(events))
