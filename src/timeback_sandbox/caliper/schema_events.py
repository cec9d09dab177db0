"""The events that Caliper knows, as data; what is told apart by type and profile."""

from __future__ import annotations

from functools import lru_cache

from timeback_sandbox.caliper.schema_forms import Field, Form, Schema, declare, with_fields
from timeback_sandbox.caliper.vocabulary import (
    ACTIVITY_METRICS,
    EVENT_KINDS,
    PROFILES,
    ROLES,
    SUBJECTS,
    TIME_METRICS,
)

__all__ = ["EVENT_FIELDS", "GENERIC_EVENT", "event_schema"]

EVENT_FIELDS = (
    "@context:any id*:event-id type* profile* actor*:entity action* object*:entity eventTime*:moment edApp:entity "
    "generated:entity target:entity referrer:entity group:entity membership:entity session:entity "
    "federatedSession:entity extensions:map"
)
"""What every event has."""

GENERIC_EVENT = Schema("Event", declare(EVENT_FIELDS, {"profile": PROFILES}), closed=True)
"""An event of a type and profile that have no schema of their own."""

USER = Schema(
    "TimebackUser",
    declare("id*:iri type* email*:email name role extensions:map", {"type": ("TimebackUser",), "role": ROLES}),
    closed=True,
)
_NAMED = "id:iri name* extensions:map"
CONTEXT = Schema(
    "TimebackActivityContext",
    declare(
        "id*:iri type* subject* app*:record course:record activity:record process:flag extensions:map",
        {"type": ("TimebackActivityContext",), "subject": SUBJECTS},
        {
            "app": Schema("TimebackApp", declare(_NAMED)),
            "course": Schema("TimebackCourse", declare(_NAMED)),
            "activity": Schema("TimebackActivity", declare(_NAMED)),
        },
    ),
)
_ACTIVITY_METRIC = Schema(
    "TimebackActivityMetric", declare("type* value*:number extensions:map", {"type": ACTIVITY_METRICS})
)
_TIME_METRIC = Schema(
    "TimeSpentMetric",
    declare("type* value*:number subType startDate:moment endDate:moment extensions:map", {"type": TIME_METRICS}),
)


def _metrics(name: str, item: Schema) -> Schema:
    fields = declare("id*:iri type* items*:records extensions:map", {"type": (name,)}, {"items": item})
    return Schema(name, fields)


_ATTEMPT = Field("attempt", Form.WHOLE, least=1)
ACTIVITY_COLLECTION = with_fields(
    _metrics("TimebackActivityMetricsCollection", _ACTIVITY_METRIC),
    "TimebackActivityMetricsCollection",
    attempt=_ATTEMPT,
)
TIME_COLLECTION = _metrics("TimebackTimeSpentMetricsCollection", _TIME_METRIC)

_COLLECTIONS = {"ActivityEvent": ACTIVITY_COLLECTION, "TimeSpentEvent": TIME_COLLECTION}


def event_schema(type: object, profile: object) -> Schema:
    """The schema of the events of a type in a profile; the generic one where none is described."""
    kind = EVENT_KINDS.get(type) if isinstance(type, str) else None
    if kind is None or not isinstance(profile, str) or profile not in kind.profiles:
        return GENERIC_EVENT
    return _described(kind.type, profile)


@lru_cache(maxsize=64)
def _described(type: str, profile: str) -> Schema:
    kind = EVENT_KINDS[type]
    fields = dict(GENERIC_EVENT.fields)
    for name, words in (("type", (type,)), ("profile", (profile,)), ("action", kind.actions)):
        fields[name] = Field(name, Form.TEXT, required=True, words=words)
    needed, _, only = kind.needed.partition(":")
    if needed and only in {"", profile}:
        fields[needed] = Field(needed, Form.ENTITY, required=True)
    if profile != "TimebackProfile":
        return Schema(type, fields, closed=True)
    for name, schema in (("actor", USER), ("object", CONTEXT), ("generated", _COLLECTIONS[type])):
        fields[name] = Field(name, Form.RECORD, required=True, schema=schema)
    return Schema(type, fields)
