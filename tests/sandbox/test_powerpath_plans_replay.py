"""Whatever was done with a plan, its log makes the same plan of the course."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan_api import PP, Planning, operation, planning, shared_planning, target

from timeback_sandbox.powerpath import plan_storage, plans

__all__ = ["planning", "shared_planning"]

UNITS = ("a", "a1", "a2", "b", "c", "none")
LESSONS = ("intro", "quiz", "help", "deep", "last", "spare", "lost", "none")

_units, _lessons = st.sampled_from(UNITS), st.sampled_from(LESSONS)
_targets = st.one_of(_units.map(lambda name: target(name, "component")), _lessons.map(target))
_places = st.sampled_from(("start", "end"))


@st.composite
def _operations(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(
        st.sampled_from(
            (
                "set-skipped",
                "add-custom-resource",
                "move-item-before",
                "move-item-after",
                "move-item-to-start",
                "move-item-to-end",
                "change-item-parent",
            )
        )
    )
    if kind == "add-custom-resource":
        return operation(
            kind, resource_id=draw(_lessons), parent_component_id=draw(_units), skipped=draw(st.booleans())
        )
    about = {"target": draw(_targets)}
    if kind == "set-skipped":
        return operation(kind, **about, value=draw(st.booleans()))
    if kind in {"move-item-before", "move-item-after"}:
        return operation(kind, **about, reference_id=draw(st.one_of(_units, _lessons)))
    if kind == "change-item-parent":
        return operation(kind, **about, new_parent_id=draw(_units), position=draw(_places))
    return operation(kind, **about)


_steps = st.lists(st.one_of(_operations(), _operations(), st.sampled_from(("sync", "recreate"))), max_size=25)


def play(planning: Planning, steps: Sequence[dict[str, Any] | str]) -> tuple[str, list[str | None]]:
    """A plan with which something was done, all of its log applied; and what came of the syncs."""
    outcomes: list[str | None] = []
    with planning.store.write() as connection:
        plan = plans.create(connection, "maths", "ann", None, planning.now).id
        for step in (*steps, "sync"):
            if step == "sync":
                outcomes += plans.sync(connection, plans.require_plan(connection, plan))
            elif step == "recreate":
                outcomes = plans.recreate(connection, plans.require_plan(connection, plan))
            elif not isinstance(step, str):
                logged = (step["type"], step["payload"])
                plan_storage.append_operation(connection, plan, logged, None, planning.now.context.modified, None)
    return plan, outcomes


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_steps)
def test_replaying_the_log_gives_the_plan_that_applying_it_gave(
    planning: Planning, steps: list[dict[str, Any] | str]
) -> None:
    planning.delete(f"{PP}/lessonPlans/maths/deleteAll")
    plan, outcomes = play(planning, steps)
    shape, seen, order = planning.shape(plan), planning.seen(plan), orders(planning.structure(plan))
    replayed = planning.recreate(plan)["operationResults"]
    assert planning.shape(plan) == shape
    assert planning.seen(plan) == seen
    assert orders(planning.structure(plan)) == order
    assert [one.get("errors", [{"message": None}])[0]["message"] for one in replayed] == outcomes


def orders(nodes: list[dict[str, Any]]) -> list[Any]:
    """The order keys of a plan, nested."""
    return [
        [node["order"], orders(node.get("componentResources", [])), orders(node.get("subComponents", []))]
        for node in nodes
    ]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_steps)
def test_nothing_of_the_course_is_lost_and_nothing_is_twice_in_a_list(
    planning: Planning, steps: list[dict[str, Any] | str]
) -> None:
    planning.delete(f"{PP}/lessonPlans/maths/deleteAll")
    plan, _ = play(planning, steps)
    with planning.store.read() as connection:
        items = plans.require_plan(connection, plan).items
    places = [(item.parent, item.kind, item.ref) for item in items]
    assert len(set(places)) == len(places)
    own = sorted(item.ref for item in items if not item.custom)
    assert own == sorted(["a", "a1", "a2", "b", "c", "intro", "quiz", "help", "deep", "last"])
    before: set[str | None] = {None}
    for item in items:
        assert item.parent in before
        before.add(item.id)
    assert all(found == sorted(set(found)) for found in _lists(planning.structure(plan)))


def _lists(nodes: list[dict[str, Any]]) -> list[list[str]]:
    """The order keys of every list."""
    found = [[node["order"] for node in nodes]]
    for node in nodes:
        for name in ("componentResources", "subComponents"):
            found += _lists(node.get(name, []))
    return found
