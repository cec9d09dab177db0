"""Lessons that are banks: attempts take their tests in turn."""

from __future__ import annotations

import pytest
from lesson_world import RIGHT, World, ok, shared_world, world

__all__ = ["shared_world", "world"]

RESOURCES = "/ims/oneroster/resources/v1p2/resources"


def asked(world: World, attempt: int | None = None) -> int:
    more = {} if attempt is None else {"attempt": attempt}
    total: int = world.progress("bank", **more)["totalQuestions"]
    return total


def finish(world: World) -> None:
    world.answered("q4", lesson="bank")  # is in both tests
    ok(world.finalize("bank"))


def test_attempts_take_the_tests_in_turn(world: World) -> None:
    counts = [asked(world)]
    finish(world)
    for _ in range(3):
        world.new_attempt("bank")
        counts.append(asked(world))
        finish(world)
    assert counts == [5, 2, 5, 2]
    assert [asked(world, number) for number in (1, 2, 3, 4)] == counts
    assert [one["score"] for one in world.attempts("bank")] == [20, 50, 20, 50]
    bank = world.result("pp-ar:bank:ann:3")["metadata"]["assessmentBank"]
    history = [{"attempt": n, "resourceId": f"res-bank-{letter}"} for n, letter in ((1, "a"), (2, "b"), (3, "a"))]
    assert bank == {"resourceId": "res-bank-a", "history": history}


def test_questions_of_the_other_test_are_not_taken(world: World) -> None:
    finish(world)
    world.new_attempt("bank")
    assert world.answer("q1", lesson="bank").status == 404
    assert world.answer("q5", lesson="bank").status == 200


def test_the_line_items_of_a_bank(world: World) -> None:
    world.answered("q1", lesson="bank")
    top, sub, question = (
        world.line_item(one) for one in ("pp-ali:bank", "pp-ali:bank:bank:res-bank-a", "pp-ali:bank:q1")
    )
    assert top["metadata"]["isAssessmentBank"] is True
    assert sub["parentAssessmentLineItem"] == {"sourcedId": "pp-ali:bank"}
    assert sub["metadata"] == {"testResourceId": "res-bank-a"}
    assert question["parentAssessmentLineItem"] == {"sourcedId": "pp-ali:bank:bank:res-bank-a"}


def test_a_reset_keeps_the_test_but_not_the_answers(world: World) -> None:
    finish(world)
    world.new_attempt("bank")
    finish(world)
    ok(world.reset("bank"))
    assert (asked(world), world.progress("bank")["finalized"]) == (2, False)
    assert not any("response" in one for one in world.progress("bank")["questions"])
    assert world.result("pp-ar:bank:q4:ann:2")["status"] == "tobedeleted"
    assert world.result("pp-ar:bank:q4:ann:1")["status"] == "active"


def test_a_test_that_is_deleted_is_left_out_of_new_attempts_only(world: World) -> None:
    world.answered("q1", lesson="bank")
    assert world.delete(f"{RESOURCES}/res-bank-a").status in {200, 204}
    assert asked(world) == 5
    finish(world)
    world.new_attempt("bank")
    assert asked(world) == 2
    finish(world)
    world.new_attempt("bank")
    assert asked(world) == 2


def test_a_bank_without_tests_can_not_be_taken(world: World) -> None:
    for letter in "ab":
        world.delete(f"{RESOURCES}/res-bank-{letter}")
    replies = [world.new_attempt("bank"), world.answer("q1", lesson="bank"), world.finalize("bank")]
    assert {reply.status for reply in replies} == {400}
    assert world.attempts("bank") == []


@pytest.mark.parametrize(("own", "expected"), [(None, 10), (40, 50)])
def test_the_xp_are_those_of_the_test_else_of_the_bank(world: World, own: int | None, expected: float) -> None:
    if own is not None:
        world.put(f"{RESOURCES}/res-bank-a", {"resource": {"metadata": {"xp": own}}})
    world.take(*[RIGHT] * 5, lesson="bank")
    assert world.progress("bank")["xp"] == expected
