"""Lessons themselves: how they are found, what type they are, which test they ask, what an answer is worth."""

from __future__ import annotations

from typing import Any

import pytest
from lesson_world import QUIZ, RIGHT, World, ok, shared_world, world
from oneroster_api import ref
from qti_service import choice_form
from qti_tests import form, part, section

from timeback_sandbox.powerpath.lessons import find_lesson, lessons_of, qti_test_of

__all__ = ["shared_world", "world"]

ROSTER = "/ims/oneroster/rostering/v1p2"
RESOURCES = "/ims/oneroster/resources/v1p2/resources"


def add_lesson(world: World, sourced_id: str, *, lesson: dict[str, Any] | None = None, **metadata: Any) -> None:
    """A lesson in the unit that has no type of its own."""
    resource = {
        "sourcedId": f"res-{sourced_id}", "title": sourced_id, "vendorResourceId": "test-a", "metadata": metadata,
    }  # fmt: skip
    assert world.post(RESOURCES, {"resource": resource}).status == 201
    record = {
        "sourcedId": sourced_id, "status": "active", "title": sourced_id, "courseComponent": ref("unit"),
        "resource": ref(f"res-{sourced_id}"), "sortOrder": 20, **(lesson or {}),
    }  # fmt: skip
    made = world.post(f"{ROSTER}/courses/component-resources", {"componentResource": record})
    assert made.status == 201, made.content


@pytest.mark.parametrize(
    ("lesson", "metadata", "expected"),
    [
        ({"lessonType": "quiz"}, {}, "quiz"),
        ({"metadata": {"lessonType": "unit-test"}}, {}, "unit-test"),
        ({}, {"lessonType": "placement"}, "placement"),
        ({"lessonType": "quiz", "metadata": {"lessonType": "placement"}}, {"lessonType": "unit-test"}, "quiz"),
        ({"metadata": {"lessonType": "placement"}}, {"lessonType": "unit-test"}, "placement"),
        ({"metadata": {"lessonType": ""}}, {"lessonType": "unit-test"}, "unit-test"),
    ],
)
def test_a_lesson_type_may_stand_in_three_places(
    world: World, lesson: dict[str, Any], metadata: dict[str, Any], expected: str
) -> None:
    add_lesson(world, "new", lesson=lesson, **metadata)
    assert world.progress("new")["lessonType"] == expected
    with world.sandbox.state.store.read() as connection:
        assert "new" in [one.id for one in lessons_of(connection, lesson_type=expected)]


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ({"metadata": {"url": "https://qti.example/api/assessment-tests/t-1"}}, "t-1"),
        ({"metadata": {"url": "https://qti.example/api/assessment-tests/t-1/?a=/b"}, "vendorResourceId": "x"}, "t-1"),
        ({"metadata": {"url": "https://qti.example/tests/a%20b#part"}}, "a b"),
        ({"metadata": {"url": "t-2"}}, "t-2"),
        ({"metadata": {"url": ""}, "vendorResourceId": "x"}, "x"),
        ({"metadata": {"url": 7}, "vendorResourceId": "x"}, "x"),
        ({"vendorResourceId": "x"}, "x"),
        ({}, ""),
    ],
)
def test_the_test_is_the_end_of_the_address_else_the_vendors_id(resource: dict[str, Any], expected: str) -> None:
    assert qti_test_of(resource) == expected


def test_lessons_come_in_the_order_of_the_syllabus(world: World) -> None:
    component = {"status": "active", "course": ref("math-3"), "title": "x"}
    for sourced_id, order, parent in (("late", 9, None), ("inner", 1, "unit"), ("first", 0, None)):
        body = {**component, "sourcedId": sourced_id, "sortOrder": order, **({"parent": ref(parent)} if parent else {})}
        assert world.post(f"{ROSTER}/courses/components", {"courseComponent": body}).status == 201
        add_lesson(world, f"in-{sourced_id}", lesson={"courseComponent": ref(sourced_id), "lessonType": "quiz"})
    with world.sandbox.state.store.read() as connection:
        found = [one.id for one in lessons_of(connection, lesson_type="quiz", course_id="math-3")]
        assert found == ["in-first", "quiz", "bank", "adrift", "in-inner", "in-late"]
        assert lessons_of(connection, course_id="math-4") == []
        assert [one.id for one in lessons_of(connection, lesson_type="placement", subject="Math")] == ["place"]
        assert lessons_of(connection, lesson_type="placement", subject="Science") == []


@pytest.mark.parametrize("path", ["courses/components/unit", "courses/math-3"])
def test_lessons_of_what_is_deleted_are_not_listed(world: World, path: str) -> None:
    assert world.delete(f"{ROSTER}/{path}").status in {200, 204}
    with world.sandbox.state.store.read() as connection:
        assert lessons_of(connection) == []
        assert find_lesson(connection, "quiz").type == "quiz"


def test_a_lesson_is_read_again_when_it_was_changed(world: World) -> None:
    assert world.progress("quiz")["totalQuestions"] == 5
    change = {"metadata": {"url": "https://qti.example/assessment-tests/test-b"}}
    assert world.put(f"{RESOURCES}/res-quiz", {"resource": change}).status in {200, 201}
    assert world.progress("quiz")["totalQuestions"] == 2


# ---------------------------------------------------------------- questions


@pytest.mark.parametrize(("lesson", "told"), [("adrift", "QTI test not found"), ("empty", "has no questions")])
def test_a_lesson_without_questions_is_not_found(world: World, lesson: str, told: str) -> None:
    for reply in (
        world.get("/powerpath/getAssessmentProgress", student="ann", lesson=lesson),
        world.answer("q1", lesson=lesson),
    ):
        assert (reply.status, told in reply.body["imsx_description"]) == (404, True)
    assert world.attempts(lesson) == []


def test_questions_come_in_the_order_of_parts_and_sections(world: World) -> None:
    parts = [
        part("p1", section("s2", "q3", sequence=2), section("s1", "q5", "q4", sequence=1)),
        part("p2", section("s3", "q1", "q3", "missing")),
    ]
    assert world.put("/api/assessment-tests/test-a", form("test-a", *parts)).status == 200
    shown = world.progress("quiz")
    order = [one["id"] for one in shown["questions"]]
    assert (sorted(order), order[-1], shown["totalQuestions"]) == (["q1", "q3", "q4", "q5"], "q1", 4)
    assert [one["index"] for one in shown["questions"]] == [0, 1, 2, 3]


def test_an_unknown_difficulty_counts_as_medium(world: World) -> None:
    for identifier, difficulty in (("e1", "HARD"), ("e2", "extreme"), ("e3", 7)):
        body = choice_form(identifier, metadata={"difficulty": difficulty})
        assert world.put(f"/api/assessment-items/{identifier}", body).status == 200
    assert world.progress()["remainingQuestionsPerDifficulty"] == {"easy": 2, "medium": 6, "hard": 4}


# ---------------------------------------------------------------- what an answer is worth


def ask(world: World, *items: dict[str, Any]) -> None:
    """Has the PowerPath-100 lesson ask these questions."""
    world.add(*items)
    test = form("test-pp", part("p", section("s", *(one["identifier"] for one in items))))
    assert world.put("/api/assessment-tests/test-pp", test).status == 200


def text_form(identifier: str, kind: str, *correct: str) -> dict[str, Any]:
    declaration: dict[str, Any] = {"identifier": "RESPONSE", "cardinality": "single", "baseType": "string"}
    if correct:
        declaration["correctResponse"] = {"value": list(correct)}
    return {
        "identifier": identifier, "title": "Say", "type": kind,
        "interaction": {"type": kind, "responseIdentifier": "RESPONSE", "questionStructure": {"prompt": "Why?"}},
        "responseDeclarations": [declaration],
    }  # fmt: skip


def worth(world: World, question: str, **responses: Any) -> tuple[bool, float]:
    found = ok(world.submit(student="ann", lesson="practice", question=question, responses=responses))
    return found["responseResult"]["isCorrect"], found["responseResult"]["score"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [("Because", 1), ("  because ", 1), ("BECAUSE", 1), ("Why not", 0), ("", 0), ("  ", 0)],
)
def test_free_text_is_compared_with_the_declared_answer(world: World, given: str, expected: int) -> None:
    ask(world, text_form("say", "extended-text", "Because"))
    assert worth(world, "say", RESPONSE=given) == (bool(expected), expected)


@pytest.mark.parametrize(("given", "expected"), [("anything", 1), ("   ", 0), ("", 0)])
def test_free_text_without_an_answer_is_right_when_there_is_some(world: World, given: str, expected: int) -> None:
    ask(world, text_form("say", "extended-text"))
    assert worth(world, "say", RESPONSE=given) == (bool(expected), expected)


def test_a_grader_decides_on_free_text(world: World) -> None:
    ask(world, text_form("say", "extended-text", "Because"))
    world.sandbox.grade_free_text(lambda _item, _responses: (0.6, "partial", "Nearly"))
    try:
        assert worth(world, "say", RESPONSE="Because") == (False, 0.6)
        (seen,) = world.progress()["seenQuestions"]
        assert seen["result"] == {"score": 0.6, "feedback": "Nearly"}
    finally:
        world.sandbox.grade_free_text(None)


def test_the_usual_name_stands_for_the_only_response_of_an_item(world: World) -> None:
    item = choice_form("other")
    item["interaction"]["responseIdentifier"] = item["responseDeclarations"][0]["identifier"] = "ANSWER"
    ask(world, item)
    assert worth(world, "other", RESPONSE=RIGHT) == (True, 1)
    assert worth(world, "other", ANSWER=RIGHT) == (True, 1)
    assert worth(world, "other", RESPONSE="A") == (False, 0)
    assert worth(world, "other", UNKNOWN=RIGHT) == (False, 0)


def test_every_declared_response_has_to_be_right(world: World) -> None:
    item = choice_form("both")
    item.pop("responseProcessing")
    item["responseDeclarations"].append(
        {"identifier": "MORE", "cardinality": "multiple", "baseType": "identifier",
         "correctResponse": {"value": ["X", "Y"]}}
    )  # fmt: skip
    ask(world, item)
    assert worth(world, "both", RESPONSE=RIGHT, MORE=["Y", "X"]) == (True, 1)
    assert worth(world, "both", RESPONSE=RIGHT, MORE=["X"]) == (False, 0)
    assert worth(world, "both", RESPONSE=RIGHT) == (False, 0)


MAPPED = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="mapped" title="M"
  adaptive="false" time-dependent="false">
  <qti-response-declaration identifier="RESPONSE" cardinality="multiple" base-type="identifier">
    <qti-correct-response><qti-value>H</qti-value><qti-value>O</qti-value></qti-correct-response>
    <qti-mapping lower-bound="0" upper-bound="2" default-value="-2">
      <qti-map-entry map-key="H" mapped-value="1"/><qti-map-entry map-key="O" mapped-value="1"/>
    </qti-mapping>
  </qti-response-declaration>
  <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
  <qti-item-body><qti-choice-interaction response-identifier="RESPONSE" max-choices="0">
    <qti-simple-choice identifier="H">H</qti-simple-choice><qti-simple-choice identifier="O">O</qti-simple-choice>
    <qti-simple-choice identifier="C">C</qti-simple-choice>
  </qti-choice-interaction></qti-item-body>
  <qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/map_response"/>
</qti-assessment-item>"""


def test_points_are_brought_to_a_share_of_one(world: World) -> None:
    ask(world, {"identifier": "mapped", "format": "xml", "xml": MAPPED})
    assert worth(world, "mapped", RESPONSE=["H"]) == (False, 0.5)
    assert worth(world, "mapped", RESPONSE=["H", "O"]) == (True, 1)
    assert worth(world, "mapped", RESPONSE=["C"]) == (False, 0)
    result = world.result("pp-ar:practice:mapped:ann:1")
    assert (result["score"], result["metadata"]["correct"]) == (0, False)


def test_partly_right_answers_count_in_a_quiz(world: World) -> None:
    world.add({"identifier": "mapped", "format": "xml", "xml": MAPPED})
    test = form("test-a", part("p", section("s", *QUIZ[:2], "mapped")))
    assert world.put("/api/assessment-tests/test-a", test).status == 200
    world.answered("q1", lesson="quiz")
    ok(world.submit(student="ann", lesson="quiz", question="mapped", responses={"RESPONSE": ["H"]}))
    ok(world.finalize())
    shown = world.progress("quiz")
    assert (shown["score"], shown["accuracy"], shown["correctQuestions"]) == (50, 50, 1)
