"""Envelopes that callers make themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from timeback_core.caliper.checking import to_json
from timeback_core.caliper.constants import CALIPER_DATA_VERSION
from timeback_core.caliper.models_events import CaliperEnvelope
from timeback_core.caliper.moments import exact_moment, now
from timeback_core.caliper.outgoing import EventLike, check_sensor, encode_event, has_utf8
from timeback_core.encoding import encode
from timeback_core.errors import InputValidationError, ValidationIssue
from timeback_core.inputs import Issues
from timeback_core.model import wire_names
from timeback_core.wire import is_mapping, is_sequence

__all__ = ["checked_events", "create_envelope", "envelope_content", "trial_content"]

EncodeItem = Callable[[object], bytes]


def create_envelope(
    sensor: str, events: Sequence[EventLike], *, send_time: datetime | date | str | None = None
) -> dict[str, Any]:
    """Return an envelope as a mapping, its events checked and complete.

    Args:
        sensor: The IRI of who sends.
        events: Events, entities, inputs or mappings; at least one.
        send_time: When it is sent; the current time unless given.

    Raises:
        InputValidationError: The sensor is blank, there are no events, or one of them is wrong.

    Source:
        IMS Caliper Analytics 1.2, Envelope.
    """
    issues = Issues()
    written = now() if send_time is None else _moment(send_time, issues)
    if issues.found:
        raise InputValidationError("Invalid envelope data", issues.found)
    data = [msgspec.json.decode(content) for content in checked_events(events, "BEYOND_AI")]
    return {"sensor": check_sensor(sensor), "sendTime": written, "dataVersion": CALIPER_DATA_VERSION, "data": data}


def checked_events(events: object, platform: str, path: str = "events") -> list[bytes]:
    """Return the JSON of each event.

    Raises:
        InputValidationError: There is none, or some are wrong; the paths say which.
    """
    return _items(events, lambda event: encode_event(event, platform=platform)[1], path)


def envelope_content(envelope: CaliperEnvelope | Mapping[str, Any], platform: str) -> bytes:
    """Return the JSON of an envelope, everything in it checked.

    Raises:
        InputValidationError: Something is wrong with the envelope or its events.
    """
    return _content(envelope, lambda event: encode_event(event, platform=platform)[1])


def trial_content(envelope: CaliperEnvelope | Mapping[str, Any], platform: str) -> bytes:
    """Return the JSON of an envelope whose events the service is to judge; those that are wrong go as they are.

    Raises:
        InputValidationError: Something is wrong with the envelope itself, or an event has no JSON form.
    """

    def written(event: object) -> bytes:
        try:
            return encode_event(event, platform=platform)[1]
        except InputValidationError:
            if not is_mapping(event):
                raise
        try:
            return msgspec.json.encode(encode(event))
        except ValueError as error:
            raise InputValidationError("Invalid event data", [ValidationIssue("(root)", str(error))]) from None

    return _content(envelope, written)


def _content(envelope: object, encode_item: EncodeItem) -> bytes:
    values = _values(envelope)
    issues = Issues()
    sensor = values.get("sensor")
    if not isinstance(sensor, str) or not sensor.strip() or not has_utf8(sensor):
        issues.add("sensor", f"must be a non-empty string, got {sensor!r}")
    if values.get("dataVersion") != CALIPER_DATA_VERSION:
        issues.add("dataVersion", f"must be {CALIPER_DATA_VERSION!r}, got {values.get('dataVersion')!r}")
    send_time = _moment(values.get("sendTime"), issues)
    try:
        items = _items(values.get("data"), encode_item, "data")
    except InputValidationError as error:
        raise InputValidationError("Invalid envelope data", [*issues.found, *error.issues]) from None
    if issues.found:
        raise InputValidationError("Invalid envelope data", issues.found)
    whole = to_json({**values, "sensor": str(sensor).strip(), "sendTime": send_time, "data": None}, "envelope")
    return msgspec.json.encode({**whole, "data": [msgspec.Raw(item) for item in items]})


def _moment(value: object, issues: Issues) -> str:
    try:
        return exact_moment(value)
    except ValueError as error:
        issues.add("sendTime", str(error))
        return ""


def _values(envelope: object) -> dict[str, Any]:
    """Return what an envelope holds, by the wire's names."""
    names = wire_names(CaliperEnvelope)
    if isinstance(envelope, CaliperEnvelope):
        return {wire_name: getattr(envelope, name) for name, wire_name in names.items()}
    if is_mapping(envelope):
        return {names.get(str(name), str(name)): value for name, value in envelope.items()}
    issue = ValidationIssue("(root)", f"expected a mapping or CaliperEnvelope, got {type(envelope).__name__}")
    raise InputValidationError("Invalid envelope data", [issue])


def _items(events: object, encode_item: EncodeItem, path: str) -> list[bytes]:
    if not is_sequence(events) or not events:
        issue = ValidationIssue(path, "expected a list with at least one item")
        raise InputValidationError("Invalid envelope data", [issue])
    issues = Issues()
    items: list[bytes] = []
    for index, event in enumerate(events):
        try:
            items.append(encode_item(event))
        except InputValidationError as error:
            issues.take(error.issues, f"{path}[{index}]")
    if issues.found:
        raise InputValidationError("Invalid event data", issues.found)
    return items
