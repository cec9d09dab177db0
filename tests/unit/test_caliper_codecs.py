"""Facts about encoding that hold for any event, found by generated ones."""

from __future__ import annotations

import copy
import json
import math
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from caliper_calls import CONTEXT, EVENT_ID, MOMENT, SENSOR, used
from hypothesis import given, settings
from hypothesis import strategies as st

from timeback_core.caliper import (
    ActivityCompletedEvent,
    ActivityCompletedInput,
    TimebackActivityContext,
    TimebackActivityMetric,
    TimebackApp,
    TimebackUser,
    create_activity_event,
    transform_event,
)
from timeback_core.caliper.checking import mended, read_by_rules, written
from timeback_core.caliper.models_events import CaliperEvent
from timeback_core.caliper.moments import exact_moment
from timeback_core.caliper.outgoing import encode_event, envelope_bytes
from timeback_core.decoding import convert_record

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    lambda text: text.strip() == text
)
NUMBERS = st.integers(-(10**12), 10**12) | st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.booleans() | NUMBERS | WORDS
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=8
)
OBJECTS = st.dictionaries(WORDS, JSON, max_size=4)
MOMENTS = st.datetimes(
    min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.none() | st.timezones() | st.just(UTC)
)
METRICS = st.lists(
    st.builds(
        TimebackActivityMetric,
        type=st.sampled_from(["xpEarned", "totalQuestions", "correctQuestions", "masteredUnits"]),
        value=NUMBERS,
        extensions=st.none() | OBJECTS,
    ),
    max_size=4,
)
INPUTS = st.builds(
    ActivityCompletedInput,
    actor=st.builds(
        TimebackUser, id=WORDS, email=WORDS, name=st.none() | WORDS, role=st.sampled_from([None, "student", "guide"])
    ),
    object=st.builds(
        TimebackActivityContext,
        id=WORDS,
        subject=st.sampled_from(["Math", "Social Studies", "None"]),
        app=st.builds(TimebackApp, name=WORDS, id=st.none() | WORDS),
        process=st.none() | st.booleans(),
        extensions=st.none() | OBJECTS,
    ),
    metrics=METRICS,
    attempt=st.none() | st.integers(1, 10**6),
    event_time=st.none() | MOMENTS,
    session=st.none() | WORDS | OBJECTS,
    extensions=st.none() | OBJECTS,
)
EVENTS = st.builds(
    lambda actor, target, extensions, kind: used(actor=actor, object=target, extensions=extensions, type=kind),
    WORDS | OBJECTS,
    WORDS | OBJECTS,
    OBJECTS,
    WORDS,
)


def nulls(value: Any) -> bool:
    if isinstance(value, dict):
        return any(item is None or nulls(item) for item in value.values())
    return isinstance(value, list) and any(nulls(item) for item in value)


@settings(deadline=None)
@given(INPUTS)
def test_an_input_becomes_the_event_that_its_factory_makes(data: ActivityCompletedInput) -> None:
    before = copy.deepcopy(data)
    event = create_activity_event(data)
    assert data == before
    event_id, content = encode_event(event)
    wire = json.loads(content)
    assert event_id == event.id == wire["id"]
    assert not nulls(wire)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", wire["eventTime"])
    assert wire["actor"]["email"] == event.actor.email
    assert [item["value"] for item in wire["generated"]["items"]] == [item.value for item in data.metrics]  # type: ignore[union-attr]
    assert json.loads(encode_event(wire)[1]) == wire
    assert convert_record(wire, ActivityCompletedEvent).to_dict() == wire


@settings(deadline=None)
@given(EVENTS)
def test_an_event_that_is_right_is_sent_unchanged_by_either_way(event: dict[str, Any]) -> None:
    before = copy.deepcopy(event)
    event_id, content = encode_event(event)
    assert event == before
    assert event_id == EVENT_ID
    assert json.loads(content) == event
    assert mended(event, CaliperEvent, "event") == event
    quick = written(read_by_rules(event, CaliperEvent))
    if quick is not None:
        assert json.loads(quick) == event


@settings(deadline=None)
@given(EVENTS)
def test_the_other_dialect_changes_no_event_that_was_given(event: dict[str, Any]) -> None:
    before = copy.deepcopy(event)
    changed = transform_event(event)
    assert event == before
    assert changed["session"] == "urn:tag:auto-attach"
    assert transform_event(changed) == changed


@settings(deadline=None)
@given(MOMENTS)
def test_a_moment_is_written_in_utc_and_cut_to_milliseconds(moment: datetime) -> None:
    text = exact_moment(moment)
    read = datetime.fromisoformat(text)
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    assert 0 <= (aware - read).total_seconds() < 0.001 or math.isclose((aware - read).total_seconds(), 0)
    assert read.utcoffset() == timedelta(0)
    assert exact_moment(text) == text
    assert exact_moment(moment.isoformat()) == text


@settings(deadline=None)
@given(st.lists(EVENTS, min_size=1, max_size=4))
def test_an_envelope_holds_its_events_in_their_order(events: list[dict[str, Any]]) -> None:
    content = envelope_bytes(SENSOR, [encode_event(event)[1] for event in events])
    envelope = msgspec.json.decode(content)
    assert envelope["data"] == events
    assert (envelope["sensor"], envelope["dataVersion"]) == (SENSOR, CONTEXT)
    assert MOMENT[:2] == envelope["sendTime"][:2]
