"""What is stored comes back equal, an event is stored once, and what is told about it is told once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from any_request import derandomized, nothing_unexpected_is_logged
from caliper_events import (
    NULL_MEMBERS,
    SEND_TIME,
    SENSOR,
    Intake,
    activity,
    all_kinds,
    envelope,
    general,
    intake,
    new_id,
    of_kind,
    refused,
    time_spent,
    where,
)
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy import select

from timeback_sandbox import effects
from timeback_sandbox.caliper import validation_fast
from timeback_sandbox.caliper.bulk import insert_events
from timeback_sandbox.caliper.envelope import read_envelope
from timeback_sandbox.caliper.schema_entities import ENTITY_TYPES, entity_schema
from timeback_sandbox.caliper.tables import ENTITIES
from timeback_sandbox.caliper.validation import Inspector, is_event
from timeback_sandbox.events import NewEvent
from timeback_sandbox.formats import StatusProblem

__all__ = ["nothing_unexpected_is_logged"]


@pytest.fixture(scope="module")
def caller() -> Iterator[Intake]:
    with intake() as made:
        yield made


# ---------------------------------------------------------------- equality

numbers = st.one_of(
    st.integers(-(10**30), 10**30), st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([0, -0.0, 1e300])
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, texts),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=8,
)
maps = st.dictionaries(texts, json_values, max_size=5)
places = st.sampled_from(["edApp", "target", "referrer", "group", "membership", "session", "federatedSession"])
entities = st.one_of(texts, maps)
moments = st.datetimes(allow_imaginary=False).map(lambda moment: f"{moment.isoformat(timespec='milliseconds')}Z")


@st.composite
def events(draw: st.DrawFn) -> dict[str, Any]:
    """Any right event of any profile."""
    event = of_kind(*draw(st.sampled_from(list(all_kinds()))))
    event["id"] = f"urn:uuid:{draw(st.uuids())}"
    event["eventTime"] = draw(moments)
    event["extensions"] = draw(maps)
    event.update(draw(st.dictionaries(places, entities, max_size=3)))
    if event["profile"] == "TimebackProfile":
        event["object"] = {**event["object"], "extensions": draw(maps), "colour": draw(json_values)}
        event["generated"]["items"][0]["value"] = draw(numbers)
    else:
        event.update(draw(st.fixed_dictionaries({"actor": entities, "object": entities})))
    if draw(st.booleans()):
        event["@context"] = draw(json_values)
    return event


def stored_form(event: dict[str, Any], shown: dict[str, Any]) -> dict[str, Any]:
    """How a submitted event is to be shown."""
    form = {**dict.fromkeys(NULL_MEMBERS), **event}
    form.pop("@context", None)
    for name in ("id", "clientAppId", "created_at"):
        form[name] = shown[name]
    return {
        **form, "externalId": event["id"], "sensor": SENSOR, "sendTime": SEND_TIME,
        "updated_at": None, "deleted_at": None,
    }  # fmt: skip


@pytest.mark.slow
def test_any_event_comes_back_equal(caller: Intake) -> None:
    @derandomized(60)
    @given(event=events())
    def holds(event: dict[str, Any]) -> None:
        assume(caller.get(event["id"]).status == 404)
        (number,) = caller.numbers(caller.accept(event))
        shown = json.loads(caller.get(event["id"]).content)["event"]
        assert shown == stored_form(event, shown)
        assert str(shown["id"]) == number

    holds()


def test_a_list_shows_events_as_they_are_shown_alone(caller: Intake) -> None:
    caller.accept(activity(), time_spent(), general())
    for event in caller.page(limit=5)["events"]:
        assert json.loads(caller.get(event["externalId"]).content)["event"] == event


def test_numbers_keep_their_digits(caller: Intake) -> None:
    event = general(extensions={"x": "@@"})
    number = b"1234567890123456789012345678901234567890.123456789012345678901234567890"
    caller.post(json.dumps(envelope(event)).encode().replace(b'"@@"', number))
    assert number in caller.get(event["id"]).content


# ---------------------------------------------------------------- fast and slow agree


def oddly(value: Any, draw: st.DrawFn) -> Any:
    """The same with something changed."""
    odd = draw(st.sampled_from([None, True, 0, 1.5, "", "x", [], ["x"], {}, {"type": "Person"}, [None]]))
    if isinstance(value, dict) and value and draw(st.integers(0, 9)):
        name = draw(st.sampled_from([*value, "colour"]))
        changed = dict(value)
        if name in changed and not draw(st.integers(0, 3)):
            del changed[name]
        else:
            changed[name] = oddly(changed.get(name), draw)
        return changed
    if isinstance(value, list) and value and draw(st.integers(0, 9)):
        index = draw(st.integers(0, len(value) - 1))
        return [*value[:index], oddly(value[index], draw), *value[index + 1 :]]
    return odd


@st.composite
def odd_items(draw: st.DrawFn) -> Any:
    if draw(st.booleans()):
        item: Any = draw(events())
    else:
        schema = entity_schema(draw(st.sampled_from([*sorted(ENTITY_TYPES), "Entity"])))
        samples: dict[str, Any] = {
            "text": "x", "iri": "https://x.org/1", "email": "a@b.example", "moment": "2026-03-04T15:20:30Z",
            "duration": "PT1S", "number": 1.5, "whole": 2, "flag": True, "map": {}, "texts": ["x"], "entity": "urn:x",
            "entities": [{"id": "urn:x"}], "identifiers": ["x"], "any": 1, "record": {"email": "x"},
            "records": [{"id": "x", "type": "QuestionnaireItem"}],
        }  # fmt: skip
        item = {
            name: field.words[0] if field.words else samples[field.form.value] for name, field in schema.fields.items()
        }
        item.setdefault("type", "Entity")
    for _ in range(draw(st.integers(0, 2))):
        item = oddly(item, draw)
    return item


@pytest.mark.slow
def test_what_is_recognised_quickly_is_what_the_inspector_lets_pass() -> None:
    seen = {True: 0, False: 0}

    @derandomized(400)
    @given(item=odd_items())
    def agrees(item: Any) -> None:
        inspector = Inspector()
        inspector.item(item, ())
        if not isinstance(item, dict):
            assert inspector.issues
            return
        if is_event(item):
            quick = validation_fast.event_instant(item) is not None
        else:
            quick = validation_fast.entity_is_right(item)
        assert quick == (not inspector.issues), inspector.issues
        seen[quick] += 1

    agrees()
    assert min(seen.values()) > 60


def test_a_whole_number_may_be_written_as_a_decimal(caller: Intake) -> None:
    event = activity()
    event["generated"]["attempt"] = 2.0
    assert caller.numbers(caller.accept(event))


def test_both_ways_read_the_same_envelope() -> None:
    body = json.dumps(envelope(general(), {"id": "urn:x", "type": "Link"}, activity())).encode()
    quick, strict = read_envelope(body), read_envelope(body.replace(b"urn:x", b"https://x.org"), strict=True)
    assert [item.instant for item in quick.items] == [item.instant for item in strict.items]
    assert bytes(quick.items[0].document) == bytes(strict.items[0].document)
    with pytest.raises(StatusProblem):
        read_envelope(body.replace(b"urn:x", b"nothing"), strict=True)


# ---------------------------------------------------------------- once


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[NewEvent]:
    """The events that other services were told of."""
    seen: list[NewEvent] = []
    real = effects.events_stored

    def note(state: Any, connection: Any, new: Sequence[NewEvent]) -> None:
        seen.extend(new)
        real(state, connection, new)

    monkeypatch.setattr(effects, "events_stored", note)
    return seen


def test_an_event_that_comes_again_is_stored_once(caller: Intake, told: list[NewEvent]) -> None:
    event = activity()
    first = caller.numbers(caller.accept(event))
    again = caller.job(caller.accept(json.loads(json.dumps(event))))
    assert again["returnValue"] == {
        "status": "success",
        "results": [{"allocatedId": first[0], "externalId": event["id"]}],
    }
    assert [new.external_id for new in told] == [event["id"]]


def test_another_payload_under_the_same_id_is_a_conflict_and_the_first_stays(caller: Intake) -> None:
    event = general(extensions={"a": 1, "b": [1, 2]})
    caller.accept(event)
    reordered = dict(reversed(event.items()))
    assert "conflict" not in caller.job(caller.accept(reordered))["returnValue"]["results"][0]
    for changed in ({"a": 2, "b": [1, 2]}, {"a": True, "b": [1, 2]}, {"a": 1, "b": [1]}, {"a": 1}):
        (result,) = caller.job(caller.accept({**event, "extensions": changed}))["returnValue"]["results"]
        assert result["duplicate"] is True
        assert result["conflict"] is True
    assert json.loads(caller.get(event["id"]).content)["event"]["extensions"] == event["extensions"]


def test_deeply_nested_events_are_compared_as_well(caller: Intake) -> None:
    event = general(extensions={"deep": "here"})

    def nested(inner: str) -> bytes:
        return json.dumps(envelope(event)).replace('"here"', "[" * 600 + inner + "]" * 600).encode()

    jobs = [json.loads(caller.post(nested(inner)).content)["jobId"] for inner in ("1", " 1", "2")]
    results = [caller.job(job)["returnValue"]["results"][0] for job in jobs]
    assert [one.get("conflict") for one in results] == [None, None, True]


def test_the_same_event_twice_in_an_envelope_is_stored_once(caller: Intake, told: list[NewEvent]) -> None:
    event, other = general(), general()
    results = caller.job(caller.accept(event, other, event, {**event, "action": "Used"}))["returnValue"]["results"]
    assert [one["externalId"] for one in results] == [event["id"], other["id"], event["id"], event["id"]]
    assert len({one["allocatedId"] for one in results}) == 2
    assert [bool(one.get("conflict")) for one in results] == [False, False, False, True]
    assert len(told) == 2


def test_repeated_ids_can_be_refused() -> None:
    with intake(duplicates="error") as made:
        event, other = general(), general()
        made.accept(event)
        assert where(made.issues(other, event)) == {("custom", "data.1.id")}
        assert where(made.issues(other, other)) == {("custom", "data.1.id")}
        assert made.get(other["id"]).status == 404
    with intake(duplicates="error", job_delay=None) as made:
        made.accept(event)
        assert where(made.issues(event)) == {("custom", "data.0.id")}


def test_repeated_ids_can_be_stored_side_by_side(told: list[NewEvent]) -> None:
    with intake(duplicates="store") as made:
        event = general()
        first = made.numbers(made.accept(event))
        more = made.numbers(made.accept(event, event))
        assert len({*first, *more}) == 3
        assert made.ids() == [event["id"]] * 3
        assert str(json.loads(made.get(event["id"]).content)["event"]["id"]) == first[0]
    assert len(told) == 3


# ---------------------------------------------------------------- what else is stored


def test_described_entities_are_kept_as_they_were_last(caller: Intake) -> None:
    first = {"id": "https://example.edu/docs/1", "type": "Document", "version": "1"}
    event = general()
    job = caller.job(caller.accept(first, event, {**first, "version": "2"}))
    assert len(job["returnValue"]["results"]) == 1
    caller.accept({**first, "version": "3"})
    with caller.sandbox.state.store.read() as connection:
        rows = connection.execute(select(ENTITIES.c.document).where(ENTITIES.c.id == first["id"])).all()
    assert [json.loads(row[0])["version"] for row in rows] == ["3"]
    assert caller.get(first["id"]).status == 404


def test_the_sender_is_remembered(caller: Intake) -> None:
    event = general()
    caller.accept(event)
    assert json.loads(caller.get(event["id"]).content)["event"]["clientAppId"] == caller.sandbox.client_id


def test_the_number_of_an_event_is_not_its_id(caller: Intake) -> None:
    (number,) = caller.numbers(caller.accept(general()))
    refused(caller.get(number), 404)


def test_other_services_learn_of_events_with_all_that_they_need(caller: Intake, told: list[NewEvent]) -> None:
    event = time_spent(eventTime="2026-03-04T16:20:30.123+01:00")
    (number,) = caller.numbers(caller.accept(event))
    (new,) = told
    assert (str(new.id), new.external_id, new.sensor, new.send_time) == (number, event["id"], SENSOR, SEND_TIME)
    assert new.event == event
    assert json.loads(new.document) == event
    assert new.instant == 1772637630123
    assert new.client_id == caller.sandbox.client_id


def test_many_events_come_in_at_once() -> None:
    with intake() as made:
        made.accept(general())
        store, now = made.sandbox.state.store, made.sandbox.clock.now()
        wanted = [activity(id=new_id()) for _ in range(12)]
        with store.write() as connection:
            new = insert_events(connection, iter(wanted), sensor="https://seed.example.org", now=now)
        assert [one.external_id for one in new] == [one["id"] for one in wanted]
        assert [one.id for one in new] == list(range(2, 14))
        assert set(made.ids(sensor="https://seed.example.org")) == {one["id"] for one in wanted}
        shown = json.loads(made.get(wanted[0]["id"]).content)["event"]
        assert shown["actor"] == wanted[0]["actor"]
