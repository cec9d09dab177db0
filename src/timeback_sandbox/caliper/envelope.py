"""Envelopes: read, and either right as a whole or refused with everything that is wrong."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, cast

import msgspec

from timeback_sandbox.caliper.instants import instant
from timeback_sandbox.caliper.issues import refusal
from timeback_sandbox.caliper.schema_forms import declare
from timeback_sandbox.caliper.validation import Inspector, TooManyIssuesError, is_event
from timeback_sandbox.caliper.validation_fast import entity_is_right, event_instant
from timeback_sandbox.caliper.validation_strict import StrictInspector, is_iri
from timeback_sandbox.caliper.vocabulary import DATA_VERSION
from timeback_sandbox.formats import StatusProblem

__all__ = ["Envelope", "Item", "decode", "inspect", "read_envelope", "read_stored", "wrapped"]


class Item(NamedTuple):
    """One item of an envelope.

    Attributes:
        value: The event or entity, decoded.
        document: The same as it was submitted.
        instant: When the event happened, in milliseconds since 1970; None for an entity.
    """

    value: dict[str, Any]
    document: msgspec.Raw
    instant: int | None


class Envelope(NamedTuple):
    """An envelope that is right."""

    sensor: str
    send_time: str
    items: list[Item]


class _Outside(msgspec.Struct, gc=False):
    """An envelope whose outside is right."""

    sensor: str
    sendTime: str  # noqa: N815
    dataVersion: Literal["http://purl.imsglobal.org/ctx/caliper/v1p2"]  # noqa: N815
    data: list[msgspec.Raw]


class _Stored(msgspec.Struct, gc=False):
    """An envelope that was accepted."""

    sensor: str
    sendTime: str  # noqa: N815
    data: list[msgspec.Raw]


_outside = msgspec.json.Decoder(_Outside)
_stored = msgspec.json.Decoder(_Stored)
_any = msgspec.json.Decoder()
_FIELDS = declare("sensor* sendTime*:moment dataVersion* data*:entities", {"dataVersion": (DATA_VERSION,)})


def decode(body: bytes) -> object:
    """What a body holds.

    Raises:
        StatusProblem: 400, it is no JSON, or holds numbers that nothing can hold.
    """
    if not body.strip():
        raise StatusProblem(400, "The body is empty; a Caliper envelope is expected")
    try:
        return _any.decode(body)
    except UnicodeDecodeError as error:
        raise StatusProblem(400, "The body is not UTF-8") from error
    except RecursionError as error:
        raise StatusProblem(400, "The body is nested too deeply") from error
    except (msgspec.MsgspecError, ValueError) as error:
        raise StatusProblem(400, f"The body is not valid JSON: {error}") from error


def read_envelope(body: bytes, *, strict: bool = False) -> Envelope:
    """The envelope in a body.

    Args:
        body: JSON.
        strict: Whether everything is refused that the standard forbids.

    Raises:
        StatusProblem: 400 with the issues.
    """
    if not strict:
        found = _recognise(body)
        if found is not None:
            return found
    value = decode(body)
    inspector = StrictInspector() if strict else Inspector()
    inspect(inspector, value, strict=strict)
    if inspector.issues:
        raise refusal(inspector.issues)
    return read_stored(body)


def inspect(inspector: Inspector, value: object, *, strict: bool = False) -> None:
    """Has an inspector look at a whole envelope.

    Raises:
        StatusProblem: 400, it is nested too deeply to be looked at.
    """
    try:
        _inspect(inspector, value, strict)
    except TooManyIssuesError:
        pass
    except RecursionError as error:
        raise StatusProblem(400, "The envelope is nested too deeply") from error


def _inspect(inspector: Inspector, value: object, strict: bool) -> None:
    if not isinstance(value, dict):
        inspector.wrong_type(value, (), "object")
        return
    envelope = cast("dict[str, Any]", value)
    for name, field in _FIELDS.items():
        found = envelope.get(name)
        if found is None:
            inspector.missing(
                (name,), "array" if name == "data" else "string", "null" if name in envelope else "undefined"
            )
        elif name != "data":
            inspector.field(field, found, (name,))
    sensor, data = envelope.get("sensor"), envelope.get("data")
    if isinstance(sensor, str):
        if not sensor.strip():
            inspector.report("too_small", ("sensor",), "The sensor is blank")
        elif strict and not is_iri(sensor):
            inspector.report("invalid_string", ("sensor",), "An absolute IRI is expected", received=sensor[:100])
    if data is not None and inspector.is_list(data, ("data",)):
        items = cast("list[object]", data)
        if not items:
            inspector.report("too_small", ("data",), "An envelope holds at least one event or entity")
        for index, item in enumerate(items):
            inspector.item(item, ("data", index))


def _recognise(body: bytes) -> Envelope | None:
    """The envelope in a body that is right at first sight."""
    try:
        outside = _outside.decode(body)
        if not outside.data or not outside.sensor.strip() or instant(outside.sendTime) is None:
            return None
        items: list[Item] = []
        for document in outside.data:
            value = _any.decode(document)
            if not isinstance(value, dict):
                return None
            item = cast("dict[str, Any]", value)
            if is_event(item):
                found = event_instant(item)
                if found is None:
                    return None
            elif entity_is_right(item):
                found = None
            else:
                return None
            items.append(Item(item, document, found))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return Envelope(outside.sensor, outside.sendTime, items)


def read_stored(body: bytes) -> Envelope:
    """The envelope in a body that is known to be right."""
    stored = _stored.decode(body)
    items: list[Item] = []
    for document in stored.data:
        value: dict[str, Any] = _any.decode(document)
        items.append(Item(value, document, instant(value["eventTime"]) if is_event(value) else None))
    return Envelope(stored.sensor, stored.sendTime, items)


def wrapped(event: bytes, sensor: str, send_time: str) -> bytes:
    """An envelope around one event."""
    outside = {"sensor": sensor, "sendTime": send_time, "dataVersion": DATA_VERSION, "data": [msgspec.Raw(event)]}
    return msgspec.json.encode(outside)
