"""The QTI part of the demo: every item is right, every lesson's test is there, and it is quick."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

import pytest
from demo_story import TODAY, by_id, seed, target
from qti_service import Service, service

from timeback_core.qti.scoring import Item, read_item
from timeback_core.qti.xml import validate_xml
from timeback_sandbox import Sandbox
from timeback_sandbox.qti import lookup, lookup_tests
from timeback_sandbox.seed import parse_name, qti
from timeback_sandbox.seed.qti_documents import Document

ASSESSED = ("powerpath-100", "quiz", "unit-test", "test-out", "placement", "alpha-read-article")
NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
JUDGED_BY_PEOPLE = {"extended-text", "drawing", "media", "upload"}


@cache
def documents(kind: str) -> dict[str, Document]:
    """The documents of a kind by their identifiers."""
    for name, _, records in qti.PART.records(parse_name("demo"), TODAY):
        if name == kind:
            found = [cast("Document", record["document"]) for record in records]
            assert len({one.fields["identifier"] for one in found}) == len(found)
            return {str(one.fields["identifier"]): one for one in found}
    raise AssertionError(kind)


@cache
def item(identifier: str) -> Item:
    return read_item(documents("qtiItems")[identifier].xml)


def metadata(identifier: str) -> dict[str, Any]:
    found = documents("qtiItems")[identifier].fields["metadata"]
    assert isinstance(found, dict)
    return found


def sections(test_id: str) -> list[dict[str, Any]]:
    parts: Any = documents("qtiTests")[test_id].fields["qti-test-part"]
    return [section for part in parts for section in part["qti-assessment-section"]]


def asked(test_id: str) -> list[str]:
    return [ref["identifier"] for section in sections(test_id) for ref in section["qti-assessment-item-ref"]]


def key_of(document: Document) -> Any:
    declarations: Any = document.fields["responseDeclarations"]
    assert [one["identifier"] for one in declarations] == ["RESPONSE"]
    values = declarations[0]["correctResponse"]["value"]
    return values[0] if declarations[0]["cardinality"] == "single" and values else values


def lesson_tests() -> Iterator[tuple[str, dict[str, Any]]]:
    """The identifier of each test that a resource points at, with the metadata of the resource."""
    for resource in by_id("resources").values():
        if resource["metadata"]["type"] == "qti":
            yield resource["metadata"]["url"].rpartition("/assessment-tests/")[2], resource


# ---------------------------------------------------------------- documents


@pytest.mark.parametrize(("kind", "schema"), [("qtiItems", "item"), ("qtiTests", "test"), ("qtiStimuli", "stimulus")])
def test_every_document_is_valid(kind: str, schema: str) -> None:
    wrong = {name: found for name, one in documents(kind).items() if (found := validate_xml(one.xml, schema).messages)}
    assert wrong == {}


def test_every_item_scores_its_key_fully_and_another_answer_with_nothing() -> None:
    for identifier, document in documents("qtiItems").items():
        kind = document.fields["type"]
        if kind in JUDGED_BY_PEOPLE:
            assert key_of(document) == []
            continue
        key = key_of(document)
        assert item(identifier).score(key).score == 1.0, identifier
        assert item(identifier).score(key).verdict == "correct"
        assert item(identifier).score(None).score == 0.0
        assert not item(identifier).notes
        wrong = _wrong_answers(document, key)
        assert wrong
        assert {item(identifier).score(one).score for one in wrong} == {0.0}, identifier


def _wrong_answers(document: Document, key: Any) -> list[Any]:
    """Answers beside the right one: all other choices, or what nobody means."""
    content: Any = document.content["qti-assessment-item"]
    interaction = content["qti-item-body"].get("qti-choice-interaction")
    if interaction is not None:
        letters = [choice["_attributes"]["identifier"] for choice in interaction["qti-simple-choice"]]
        assert key in letters
        return [letter for letter in letters if letter != key]
    kind = document.fields["type"]
    if kind in {"order", "graphic-order"}:
        return [key[::-1]]
    return {
        "text-entry": ["-1"],
        "slider": ["0"], "select-point": ["1 1"], "inline-choice": ["THERE"], "hotspot": ["EARTH"],
        "hottext": ["OTTER"], "match": [["FROG CALF"]], "associate": [["HOT LATE", "EARLY COLD"]],
        "gap-match": [["HELLO FIRST"]], "graphic-gap-match": [["A LIGHTHOUSE", "B PIER"]],
        "graphic-associate": [["MARKET LIGHTHOUSE"]],
    }[str(kind)]  # fmt: skip


def test_no_question_offers_an_answer_twice_or_asks_the_same_again() -> None:
    prompts: Counter[tuple[str, str]] = Counter()
    for identifier, document in documents("qtiItems").items():
        content: Any = document.content["qti-assessment-item"]
        interaction = content["qti-item-body"].get("qti-choice-interaction")
        if interaction is None:
            continue
        texts = [choice["_"] for choice in interaction["qti-simple-choice"]]
        assert len(set(texts)) == 4, identifier
        assert all(texts)
        prompts[identifier.rpartition("-")[0], interaction["qti-prompt"]] += 1
    assert {pair for pair, times in prompts.items() if times > 1} == set()


def test_the_showcase_has_an_item_of_every_type_and_a_test_over_all_of_them() -> None:
    items = {name: one for name, one in documents("qtiItems").items() if name.startswith("showcase-")}
    kinds = {
        "choice", "text-entry", "extended-text", "inline-choice", "match", "order", "associate", "select-point",
        "graphic-order", "graphic-associate", "graphic-gap-match", "hotspot", "hottext", "slider", "drawing", "media",
        "upload", "gap-match",
    }  # fmt: skip
    assert {str(one.fields["type"]) for one in items.values()} == kinds
    assert sorted(asked("showcase-test")) == sorted(items)
    assert metadata("showcase-choice")["grade"] == "5"


def test_the_stimuli_of_the_documented_examples_are_there() -> None:
    assert {"Stimulus1", "Stimulus2", "Stimulus-Upload1"} <= documents("qtiStimuli").keys()


# ---------------------------------------------------------------- lessons


def test_every_assessed_lesson_points_at_a_test_with_as_many_questions_as_it_says() -> None:
    from timeback_sandbox.seed.courses import courses
    from timeback_sandbox.seed.syllabus import placed_lessons, tests_of

    resources, tests = by_id("resources"), documents("qtiTests")
    counted: Counter[str] = Counter()
    for place in placed_lessons(courses()):
        own = resources[f"resource-{place.key}"]
        for test in tests_of(place):
            assert len(asked(test)) == place.lesson.questions, test
            assert set(asked(test)) <= documents("qtiItems").keys()
            assert tests[test].fields["title"] in {place.lesson.title, f"{place.lesson.title}, again"}
            counted[str(place.lesson.kind)] += 1
        assert own["metadata"].get("lessonType") == place.lesson.kind
    assert set(counted) == set(ASSESSED)
    assert {test for test, _ in lesson_tests()} | {"showcase-test"} == tests.keys()


def test_resources_of_tests_say_all_that_a_lesson_needs_to_know() -> None:
    for test, resource in lesson_tests():
        said = resource["metadata"]
        assert (said["subType"], resource["vendorResourceId"]) == ("qti-test", test)
        assert said["lessonType"] in ASSESSED
        assert said["grades"]
        assert said["subject"]
        assert said["xp"] >= 0


def test_questions_of_a_lesson_are_about_its_subject_and_its_grade() -> None:
    for test, resource in lesson_tests():
        (grade,) = resource["metadata"]["grades"]
        for identifier in asked(test):
            assert metadata(identifier)["subject"] == resource["metadata"]["subject"]
            assert grade in metadata(identifier)["grades"]
            assert metadata(identifier)["grade"] == metadata(identifier)["grades"][0]


def test_adaptive_lessons_have_questions_of_every_difficulty() -> None:
    for test, resource in lesson_tests():
        if resource["metadata"]["lessonType"] != "powerpath-100":
            continue
        found = Counter(metadata(identifier)["difficulty"] for identifier in asked(test))
        assert len(asked(test)) >= 12
        assert found.keys() == {"easy", "medium", "hard"}
        assert min(found.values()) >= 3


def test_tests_before_a_course_are_of_choices_mostly() -> None:
    for test, resource in lesson_tests():
        if resource["metadata"]["lessonType"] in {"placement", "test-out"}:
            kinds = Counter(documents("qtiItems")[identifier].fields["type"] for identifier in asked(test))
            assert kinds["choice"] >= 15
            assert len(sections(test)) == 2


def test_no_test_asks_an_item_twice_and_lessons_share_their_items() -> None:
    uses: Counter[str] = Counter()
    for test, _ in lesson_tests():
        assert len(set(asked(test))) == len(asked(test))
        uses.update(asked(test))
    assert uses.keys() == {name for name in documents("qtiItems") if not name.startswith("showcase-")}
    assert max(uses.values()) > 3


def test_articles_ask_one_guiding_question_for_each_passage_and_then_the_quiz() -> None:
    articles = [test for test, one in lesson_tests() if one["metadata"]["lessonType"] == "alpha-read-article"]
    assert articles
    for test in articles:
        titles = [section["title"] for section in sections(test)]
        assert titles == ["Guiding Questions", "Guiding Questions", "Quiz"]
        for section in sections(test)[:2]:
            (ref,) = section["qti-assessment-item-ref"]
            content: Any = documents("qtiItems")[ref["identifier"]].content["qti-assessment-item"]
            (passage,) = content["qti-assessment-stimulus-ref"]
            assert passage["_attributes"]["identifier"] in documents("qtiStimuli")
        assert len(sections(test)[2]["qti-assessment-item-ref"]) == 2


def test_one_lesson_is_a_bank_of_two_tests_and_two_are_run_by_other_tools() -> None:
    resources = by_id("resources")
    banks = [one for one in resources.values() if one["metadata"]["type"] == "assessment-bank"]
    (bank,) = banks
    children = [resources[child] for child in bank["metadata"]["resources"]]
    assert len(children) == 2
    assert {child["metadata"]["type"] for child in children} == {"qti"}
    assert asked(children[0]["vendorResourceId"]) != asked(children[1]["vendorResourceId"])
    lessons = [one for one in seed()["componentResources"] if target(one, "resource") == bank["sourcedId"]]
    assert [one["lessonType"] for one in lessons] == ["quiz"]
    tools = {
        (one["metadata"]["toolProvider"], one["metadata"]["lessonType"])
        for one in resources.values()
        if one["metadata"]["type"] == "interactive"
    }
    assert tools == {("edulastic", "unit-test"), ("mastery-track", "test-out")}


# ---------------------------------------------------------------- in the sandbox


@pytest.fixture(scope="module")
def demo() -> Iterator[Service]:
    with Sandbox(seed="demo", no_auth=True) as sandbox:
        made = Service(sandbox)
        yield made
        made.close()


SAMPLE = (
    "item-math-5-u1-03", "item-math-3-u1-20", "item-reading-3-5-u1-15", "item-the-lamp-at-gull-point-guiding-1",
    "item-science-9-12-u2-17", "showcase-choice", "showcase-gap-match",
)  # fmt: skip


def _told(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in {"createdAt", "updatedAt"}}


def test_what_is_seeded_is_what_posting_the_same_xml_stores(demo: Service) -> None:
    with service() as empty:
        for identifier, document in documents("qtiStimuli").items():
            assert empty.post("/stimuli", {"format": "xml", "xml": document.xml}).status == 201
            seeded, posted = (one.get(f"/stimuli/{identifier}").body for one in (demo, empty))
            assert _told(seeded) == _told(posted)
        for identifier in SAMPLE:
            found = documents("qtiItems")[identifier]
            form: dict[str, Any] = {"format": "xml", "xml": found.xml}
            if "metadata" in found.fields:
                form["metadata"] = found.fields["metadata"]
            assert empty.post("/assessment-items", form).status == 201
            seeded, posted = (one.get(f"/assessment-items/{identifier}").body for one in (demo, empty))
            assert _told(seeded) == _told(posted)
            assert list(seeded) == list(posted)
        for identifier in (
            "test-math-4-u1-test",
            "test-reading-7-u1-article",
            "test-math-3-placement",
            "showcase-test",
        ):
            found = documents("qtiTests")[identifier]
            form = {"format": "xml", "xml": found.xml}
            if "metadata" in found.fields:
                form["metadata"] = found.fields["metadata"]
            assert empty.post("/assessment-tests", form).status == 201
            seeded, posted = (one.get(f"/assessment-tests/{identifier}").body for one in (demo, empty))
            assert seeded["isValidXml"]
            assert _told(seeded) == _told(posted)
            for service_ in (demo, empty):
                listed = service_.get("/assessment-tests", query=identifier, navigationMode="linear").body
                assert listed["total"] >= 1


def test_a_lesson_s_items_are_found_by_its_test(demo: Service) -> None:
    with demo.sandbox.state.store.read() as connection:
        found = lookup_tests.test_items(connection, "test-math-3-u1-practice")
        assert found == asked("test-math-3-u1-practice")
        items = lookup.find_items(connection, found)
        assert lookup_tests.test_items(connection, "test-nobody-knows") is None
    assert [one.metadata["difficulty"] for one in items.values()] == ["easy"] * 5 + ["medium"] * 4 + ["hard"] * 3


def test_the_questions_of_a_test_are_its_items(demo: Service) -> None:
    answer = demo.get("/assessment-tests/test-math-3-placement/questions").body
    assert answer["totalQuestions"] == len(answer["questions"]) == 20
    first = answer["questions"][0]
    identifier = first["reference"]["identifier"]
    assert first["question"] == demo.get(f"/assessment-items/{identifier}").body
    assert first["reference"] == {
        "identifier": identifier, "href": f"../assessment-items/{identifier}", "testPart": "main",
        "section": "section-1",
    }  # fmt: skip


def test_items_are_listed_by_what_is_said_about_them(demo: Service) -> None:
    found = demo.get("/assessment-items", filter="metadata.subject='Math' AND metadata.grade='3'", limit=1).body
    assert found["total"] == 40
    hard = demo.get("/assessment-items", filter="metadata.difficulty='hard'", limit=1).body["total"]
    assert 200 < hard < documents("qtiItems").__len__()


def test_other_seeds_have_no_documents() -> None:
    assert list(qti.PART.records(parse_name("district:10"), TODAY)) == []
