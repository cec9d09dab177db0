"""The second platform's intake: other words for the same events, and an answer without a body.

Its clients send transformed envelopes: the Timeback profile is gone, users are persons, and every entity is one of
the standard's. The platform takes nothing that it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from timeback_sandbox.caliper.envelope import Envelope, decode, inspect, read_stored, wrapped
from timeback_sandbox.caliper.issues import Path, refusal
from timeback_sandbox.caliper.schema_entities import entity_schema
from timeback_sandbox.caliper.schema_events import GENERIC_EVENT, event_schema
from timeback_sandbox.caliper.schema_forms import Field, Form, Schema, declare, with_fields
from timeback_sandbox.caliper.validation import Inspector, is_event
from timeback_sandbox.caliper.vocabulary import DATA_VERSION, PROFILES
from timeback_sandbox.formats import StatusProblem

__all__ = ["LearnwithInspector", "holds_only_sessions", "read_learnwith"]

AGGREGATION = "AggregationProfile"

_PROFILES = tuple(AGGREGATION if name == "TimebackProfile" else name for name in PROFILES)
_SESSION = Field("session", Form.ENTITY, required=True)
_EVENT = with_fields(
    GENERIC_EVENT,
    "Event",
    session=_SESSION,
    profile=Field("profile", Form.TEXT, required=True, words=_PROFILES),
)


def _metric(name: str) -> Schema:
    return Schema(
        name, declare("id*:iri type* metricType* metricValue*:number extensions:map", {"type": (name,)}), closed=True
    )


def _collection(name: str, metric: str) -> Schema:
    fields = declare(
        "id*:iri type* items*:records attempt:whole extensions:map", {"type": (name,)}, {"items": _metric(metric)}
    )
    return Schema(name, fields, closed=True)


_resource = entity_schema("AssignableDigitalResource")
_TRANSFORMED: Mapping[str, Schema] = {
    "Person": Schema("Person", declare("id*:iri type* name extensions:map"), closed=True),
    "CourseOffering": entity_schema("CourseOffering"),
    "AssignableDigitalResource": Schema("AssignableDigitalResource", _resource.fields, closed=True),
    "ActivityMetricsCollection": _collection("ActivityMetricsCollection", "ActivityMetric"),
    "TimeSpentMetricsCollection": _collection("TimeSpentMetricsCollection", "TimeSpentMetric"),
}
"""What the transformation makes, by type; other entities only have to be entities."""


class LearnwithInspector(Inspector):
    """Collects what the second platform refuses."""

    exact_times = True

    def schema_of_event(self, event: dict[str, Any]) -> Schema:
        """What the event is held against."""
        profile = event.get("profile")
        if profile in {AGGREGATION, "TimebackProfile"} if isinstance(profile, str) else True:
            return _EVENT
        known = event_schema(event.get("type"), profile)
        return with_fields(known, known.name, session=_SESSION)

    def reference(self, field: Field, value: Any, path: Path) -> None:
        """Looks at what stands for an entity."""
        super().reference(field, value, path)
        if isinstance(value, dict):
            entity = cast("dict[str, Any]", value)
            kind = entity.get("type")
            schema = _TRANSFORMED.get(kind) if isinstance(kind, str) else None
            if schema is not None:
                self.record(entity, schema, path)


def read_learnwith(body: bytes, now: str) -> tuple[Envelope, bytes]:
    """The envelope in a body, and it as JSON; an event that comes by itself gets an envelope.

    Args:
        body: JSON.
        now: The send time of what comes without an envelope.

    Raises:
        StatusProblem: 400 with the issues; 422 for another version of Caliper.
    """
    value = whole = decode(body)
    if isinstance(value, dict):
        given = cast("dict[str, Any]", value)
        version = given.get("dataVersion")
        if isinstance(version, str) and version != DATA_VERSION:
            raise StatusProblem(422, f"Only Caliper {DATA_VERSION} is understood, got {version[:100]!r}")
        if "data" not in given and is_event(given):
            body = wrapped(body, _sensor(given), now)
            whole = decode(body)
    inspector = LearnwithInspector()
    inspect(inspector, whole)
    if inspector.issues:
        raise refusal(inspector.issues)
    return read_stored(body), body


def _sensor(event: Mapping[str, Any]) -> str:
    """The sensor of an event that comes by itself: the application that it happened in."""
    app = event.get("edApp")
    named = cast("dict[str, Any]", app).get("id") if isinstance(app, dict) else app
    return named if isinstance(named, str) and named.strip() else "urn:tag:no-sensor"


def holds_only_sessions(envelope: Envelope) -> bool:
    """Whether an envelope is about people who sign in and out only, which is stored before it is answered."""
    return all(item.value.get("type") == "SessionEvent" for item in envelope.items)
