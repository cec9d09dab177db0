"""Events in the dialect of the platform LEARNWITH_AI.

It knows no Timeback profile: what that says is said there by Caliper's own classes and by metrics of its own. What
has no place in them is kept in `extensions`. Nothing that is given is changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from timeback_core.caliper.constants import CALIPER_CONTEXT
from timeback_core.caliper.models_base import new_urn
from timeback_core.caliper.moments import exact_moment
from timeback_core.wire import is_list, is_mapping

__all__ = ["AUTO_SESSION", "transform_envelope", "transform_event"]

AUTO_SESSION: Final = "urn:tag:auto-attach"
"""The session of an event without one: the platform attaches the actor's."""

_WITH_ACTIVITY: Final = frozenset({"ActivityEvent", "TimeSpentEvent", "AssignableEvent", "ViewEvent"})
_METRICS: Final = {
    "ActivityEvent": ("TimebackActivityMetricsCollection", "ActivityMetricsCollection", "ActivityMetric"),
    "TimeSpentEvent": ("TimebackTimeSpentMetricsCollection", "TimeSpentMetricsCollection", "TimeSpentMetric"),
}

Object = dict[str, Any]


def transform_envelope(envelope: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an envelope with its events as LEARNWITH_AI wants them.

    Clients of that platform do this themselves; it is for envelopes that go out by another way.

    Args:
        envelope: An envelope by the wire's names. One without a list of `data` is returned as it is.
    """
    data = envelope.get("data")
    if not is_list(data):
        return envelope
    events: list[object] = [transform_event(item) if is_mapping(item) else item for item in data]
    changed: Object = {**envelope, "data": events}
    if "sendTime" in envelope:
        changed["sendTime"] = _moment(envelope["sendTime"])
    return changed


def transform_event(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event as LEARNWITH_AI wants it; an entity is returned as it is.

    Args:
        event: An event by the wire's names.
    """
    kind = event.get("type")
    if not isinstance(kind, str):
        kind = None  # for the platform to refuse
    if "action" not in event and not (kind and kind.endswith("Event")):
        return dict(event)
    changed: Object = {"@context": CALIPER_CONTEXT, **event}
    if event.get("profile") == "TimebackProfile":
        changed["profile"] = "AggregationProfile"
    if is_mapping(actor := event.get("actor")) and actor.get("type") == "TimebackUser":
        changed["actor"] = {"type": "Person", "id": actor.get("id")}
    target = event.get("object")
    if kind in _WITH_ACTIVITY and is_mapping(target) and target.get("type") == "TimebackActivityContext":
        changed["object"] = _resource(target)
    if kind in _METRICS and is_mapping(generated := event.get("generated")):
        changed["generated"] = _collection(generated, *_METRICS[kind])
    if "eventTime" in event:
        changed["eventTime"] = _moment(event["eventTime"])
    if not event.get("session"):
        changed["session"] = AUTO_SESSION
    return changed


def _moment(value: object) -> object:
    """Return a time in the form that the platform insists on; what is no time stays for the platform to refuse."""
    try:
        return exact_moment(value)
    except ValueError:
        return value


def _resource(context: Mapping[str, Any]) -> Object:
    """Return an activity as an assignable resource."""
    changed: Object = {"type": "AssignableDigitalResource", "id": context.get("id")}
    if context.get("name"):
        changed["name"] = context["name"]
    kept: Object = {name: context[name] for name in ("subject", "activity") if context.get(name)}
    course = context.get("course")
    if is_mapping(course):
        if course.get("id"):
            changed["isPartOf"] = {"type": "CourseOffering", **_some(course, "id", "name")}
        else:
            kept["course"] = _some(course, "name", "extensions")
    app = context.get("app")
    if is_mapping(app):
        kept["app"] = {"type": "SoftwareApplication", **_some(app, "type", "name")}
    extensions: Object = {**_mapping(context.get("extensions")), **kept}
    if extensions:
        changed["extensions"] = extensions
    return changed


def _collection(generated: Mapping[str, Any], known: str, collection: str, metric: str) -> Object:
    """Return a collection of metrics; one that is in the platform's form already stays as it is."""
    items = generated.get("items")
    if generated.get("type", known) != known or not is_list(items):
        return dict(generated)
    return {
        **generated,
        "id": generated.get("id") or new_urn(),
        "type": collection,
        "items": [_metric(item, metric) if is_mapping(item) else item for item in items],
    }


def _metric(item: Mapping[str, Any], kind: str) -> Object:
    name = item.get("type") or ("Active" if kind == "TimeSpentMetric" else "")
    changed: Object = {
        "id": new_urn(),
        "type": kind,
        "metricType": f"{name[:1].upper()}{name[1:]}" if isinstance(name, str) else name,
        "metricValue": item.get("value"),
    }
    extensions = {**_mapping(item.get("extensions")), **_some(item, "subType", "startDate", "endDate")}
    if extensions:
        changed["extensions"] = extensions
    return changed


def _some(values: Mapping[str, Any], *names: str) -> Object:
    return {name: values[name] for name in names if values.get(name)}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if is_mapping(value) else {}
