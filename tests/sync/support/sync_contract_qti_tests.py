# Written by tools/generate_sync.py from tests/support/contract_qti_tests.py; changes belong there.
"""A case for each operation on tests, their parts, sections and items; and what the cases of QTI share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from qti_items import GOLDEN_ITEMS

from timeback_core.errors import BadRequestError, ConflictError, NotFoundError
from timeback_core.qti import AssessmentItem, AssessmentTest, DeleteResponse
from timeback_core.sync import TimebackClient

Case = Callable[[TimebackClient], None]

NOBODY = "nobody"


def document(kind: str, identifier: str) -> str:
    """Return a golden item's XML under an identifier."""
    return GOLDEN_ITEMS[kind].replace('identifier="item-1"', f'identifier="{identifier}"', 1)


def item(timeback: TimebackClient, identifier: str = "c-1", kind: str = "choice") -> AssessmentItem:
    """Create an item from XML."""
    return timeback.qti.assessment_items.create_from_xml(document(kind, identifier))


def section_form(identifier: str = "warmup", *references: str) -> dict[str, Any]:
    """Return a section that refers to items."""
    refs = [{"identifier": one} for one in references]
    return {"identifier": identifier, "title": "Warm-up", "qti-assessment-item-ref": refs}


def part_form(identifier: str = "main", *sections: dict[str, Any]) -> dict[str, Any]:
    """Return a part."""
    return {
        "identifier": identifier,
        "navigationMode": "linear",
        "submissionMode": "individual",
        "qti-assessment-section": list(sections) or [section_form()],
    }


def quiz_form(identifier: str = "quiz", *parts: dict[str, Any]) -> dict[str, Any]:
    """Return a test."""
    return {
        "identifier": identifier,
        "title": "Unit 3 quiz",
        "timeLimit": 900,
        "metadata": {"course": "sci-5"},
        "qti-test-part": list(parts) or [part_form()],
        "qti-outcome-declaration": [
            {"identifier": "SCORE", "baseType": "float", "normalMaximum": 3, "defaultValue": {"value": 0}}
        ],
    }


def quiz(timeback: TimebackClient, *parts: dict[str, Any]) -> AssessmentTest:
    """Create a test."""
    return timeback.qti.assessment_tests.create(quiz_form("quiz", *parts))


def lists_tests(timeback: TimebackClient) -> None:
    tests = timeback.qti.assessment_tests
    tests.create(quiz_form("zz-1"))
    tests.create(quiz_form("zz-2", part_form(), {**part_form("free"), "navigationMode": "nonlinear"}))
    assert [one.identifier for one in tests.list(query="zz-")] == ["zz-2", "zz-1"]
    page = tests.list(query="zz-", navigation_mode="nonlinear")
    assert ([one.identifier for one in page], page[0].is_valid_xml) == (["zz-2"], None)
    assert [one.identifier for one in tests.stream(where={"identifier": "zz-1"})] == ["zz-1"]


def gets_a_test(timeback: TimebackClient) -> None:
    made = quiz(timeback)
    found = timeback.qti.assessment_tests.get("quiz")
    assert found == made
    assert found.extra == {}
    with pytest.raises(NotFoundError, match="Assessment test not found"):
        timeback.qti.assessment_tests.get(NOBODY)


def gets_a_test_as_xml(timeback: TimebackClient) -> None:
    made = quiz(timeback)
    assert timeback.qti.assessment_tests.get_xml("quiz") == made.raw_xml


def creates_tests(timeback: TimebackClient) -> None:
    made = quiz(timeback, part_form("main", section_form("warmup", "a", "b")))
    (section,) = made.parts[0].sections
    assert [(ref.identifier, ref.sequence) for ref in section.item_refs] == [("a", 1), ("b", 2)]
    assert section.item_refs[0].href is not None
    assert section.item_refs[0].href.endswith("/assessment-items/a")
    assert (section.visible, section.required, section.fixed, section.sequence) == (True, True, False, 1)
    assert (made.time_limit, made.metadata, made.is_valid_xml) == (900, {"course": "sci-5"}, True)
    with pytest.raises(ConflictError, match="already exists"):
        quiz(timeback)


def creates_tests_from_xml(timeback: TimebackClient) -> None:
    tests = timeback.qti.assessment_tests
    made = quiz(timeback, part_form("main", section_form("warmup", "a")))
    assert made.raw_xml is not None
    copy = made.raw_xml.replace('"quiz"', '"copy"')
    again = tests.create_from_xml(copy)
    assert (again.identifier, again.title, again.raw_xml) == ("copy", "Unit 3 quiz", copy)
    assert [ref.identifier for ref in again.parts[0].sections[0].item_refs] == ["a"]
    with pytest.raises(ConflictError):
        tests.create_from_xml(copy.encode())
    with pytest.raises(BadRequestError):
        tests.create_from_xml("<not closed")


def updates_tests(timeback: TimebackClient) -> None:
    tests = timeback.qti.assessment_tests
    made = quiz(timeback, part_form("main", section_form("warmup", "a", "b")))
    made.title = "Unit 4 quiz"
    made.parts[0].sections[0].item_refs.pop()
    changed = tests.update("quiz", made)
    assert (changed.title, changed.created_at) == ("Unit 4 quiz", made.created_at)
    assert [ref.identifier for ref in changed.parts[0].sections[0].item_refs] == ["a"]
    with pytest.raises(NotFoundError):
        tests.update(NOBODY, quiz_form())
    assert tests.upsert("new", quiz_form()).identifier == "new"
    assert tests.upsert("new", {**quiz_form(), "title": "N"}).title == "N"


def updates_tests_from_xml(timeback: TimebackClient) -> None:
    tests = timeback.qti.assessment_tests
    made = quiz(timeback)
    assert made.raw_xml is not None
    renamed = made.raw_xml.replace("Unit 3 quiz", "Unit 5 quiz")
    changed = tests.update_from_xml("quiz", renamed)
    assert (changed.title, changed.raw_xml) == ("Unit 5 quiz", renamed)
    with pytest.raises(NotFoundError):
        tests.update_from_xml(NOBODY, renamed.replace('"quiz"', f'"{NOBODY}"'))


def deletes_tests(timeback: TimebackClient) -> None:
    quiz(timeback)
    assert timeback.qti.assessment_tests.delete("quiz") == DeleteResponse()
    with pytest.raises(NotFoundError):
        timeback.qti.assessment_tests.delete("quiz")


def updates_metadata_of_tests(timeback: TimebackClient) -> None:
    tests = timeback.qti.assessment_tests
    made = quiz(timeback)
    changed = tests.update_metadata("quiz", {"unit": 3})
    assert (changed.metadata, changed.is_valid_xml, changed.raw_xml) == ({"unit": 3}, None, made.raw_xml)
    assert tests.update_metadata("quiz", {"metadata": {}}).metadata == {}
    with pytest.raises(NotFoundError):
        tests.update_metadata(NOBODY, {})


def gets_questions(timeback: TimebackClient) -> None:
    for name in ("a", "b"):
        item(timeback, name)
    quiz(timeback, part_form("main", section_form("s1", "b", "missing"), section_form("s2", "a")))
    found = timeback.qti.assessment_tests.get_questions("quiz")
    assert (found.assessment_test, found.title, found.total_questions) == ("quiz", "Unit 3 quiz", 2)
    places = [(one.reference.test_part, one.reference.section, one.question.identifier) for one in found.questions]
    assert places == [("main", "s1", "b"), ("main", "s2", "a")]
    with pytest.raises(NotFoundError):
        timeback.qti.assessment_tests.get_questions(NOBODY)


def lists_parts(timeback: TimebackClient) -> None:
    quiz(timeback, part_form("z"), {**part_form("a"), "navigationMode": "nonlinear"})
    parts = timeback.qti.assessment_tests.test_parts("quiz")
    page = parts.list()
    assert ([one.identifier for one in page], page.total) == (["z", "a"], 2)
    assert [one.identifier for one in parts.list(sort="identifier", order="asc")] == ["a", "z"]
    assert [one.identifier for one in parts.list(navigation_mode="nonlinear")] == ["a"]
    assert [one.identifier for one in parts.list(where={"identifier": "z"})] == ["z"]
    assert [one.identifier for one in parts.stream(limit=1)] == ["z", "a"]
    with pytest.raises(NotFoundError, match="Assessment test not found"):
        timeback.qti.assessment_tests.test_parts(NOBODY).list()


def gets_a_part(timeback: TimebackClient) -> None:
    quiz(timeback)
    parts = timeback.qti.assessment_tests.test_parts("quiz")
    found = parts.get("main")
    assert (found.navigation_mode, [one.identifier for one in found.sections]) == ("linear", ["warmup"])
    with pytest.raises(NotFoundError, match="Test part not found"):
        parts.get(NOBODY)


def gets_a_part_as_xml(timeback: TimebackClient) -> None:
    quiz(timeback)
    assert "<qti-test-part" in timeback.qti.assessment_tests.test_parts("quiz").get_xml("main")


def creates_parts(timeback: TimebackClient) -> None:
    quiz(timeback)
    parts = timeback.qti.assessment_tests.test_parts("quiz")
    made = parts.create(part_form("second", section_form("s", "a")))
    assert made.raw_xml is not None
    assert made.content is not None
    assert "qti-test-part" in made.content
    test = timeback.qti.assessment_tests.get("quiz")
    assert [one.identifier for one in test.parts] == ["main", "second"]
    assert test.raw_xml is not None
    assert '"second"' in test.raw_xml
    with pytest.raises(ConflictError, match="Test part with this identifier already exists"):
        parts.create(part_form("second"))


def updates_parts(timeback: TimebackClient) -> None:
    quiz(timeback)
    parts = timeback.qti.assessment_tests.test_parts("quiz")
    part = parts.get("main")
    part.navigation_mode = "nonlinear"
    changed = parts.update("main", part)
    assert (changed.navigation_mode, changed.raw_xml is not None) == ("nonlinear", True)
    with pytest.raises(NotFoundError):
        parts.update(NOBODY, part_form(NOBODY))


def deletes_parts(timeback: TimebackClient) -> None:
    quiz(timeback, part_form("one"), part_form("two"))
    parts = timeback.qti.assessment_tests.test_parts("quiz")
    parts.delete("one")
    assert [one.identifier for one in parts.list()] == ["two"]
    with pytest.raises(NotFoundError):
        parts.delete("one")


def lists_sections(timeback: TimebackClient) -> None:
    quiz(timeback, part_form("main", section_form("z"), section_form("a")))
    sections = timeback.qti.assessment_tests.test_parts("quiz").sections("main")
    page = sections.list()
    assert ([one.identifier for one in page], page.total, page.sort, page.order) == (["z", "a"], 2, "sequence", "asc")
    assert [one.identifier for one in sections.stream(limit=1, sort="identifier")] == ["a", "z"]


def gets_a_section(timeback: TimebackClient) -> None:
    quiz(timeback, part_form("main", section_form("warmup", "a")))
    sections = timeback.qti.assessment_tests.test_parts("quiz").sections("main")
    found = sections.get("warmup")
    assert (found.title, [ref.identifier for ref in found.item_refs]) == ("Warm-up", ["a"])
    with pytest.raises(NotFoundError, match="Section not found"):
        sections.get(NOBODY)


def creates_sections(timeback: TimebackClient) -> None:
    quiz(timeback)
    sections = timeback.qti.assessment_tests.test_parts("quiz").sections("main")
    made = sections.create({**section_form("second", "a"), "visible": False})
    assert (made.visible, made.required, made.sequence, len(made.item_refs)) == (False, True, 2, 1)
    with pytest.raises(BadRequestError, match="Section with this identifier already exists"):
        sections.create(section_form("second"))


def updates_sections(timeback: TimebackClient) -> None:
    quiz(timeback, part_form("main", section_form("warmup", "a", "b")))
    sections = timeback.qti.assessment_tests.test_parts("quiz").sections("main")
    section = sections.get("warmup")
    section.title = "Start"
    changed = sections.update("warmup", section)
    assert (changed.title, len(changed.item_refs)) == ("Start", 2)
    with pytest.raises(NotFoundError):
        sections.update(NOBODY, section_form(NOBODY))


def deletes_sections(timeback: TimebackClient) -> None:
    quiz(timeback, part_form("main", section_form("one"), section_form("two")))
    sections = timeback.qti.assessment_tests.test_parts("quiz").sections("main")
    assert sections.delete("one").message == "Section deleted successfully"
    assert [one.identifier for one in sections.list()] == ["two"]
    with pytest.raises(NotFoundError):
        sections.delete("one")


def adds_items(timeback: TimebackClient) -> None:
    for name in ("a", "b", "c"):
        item(timeback, name)
    quiz(timeback, part_form("main", section_form("warmup", "a")))
    items = timeback.qti.assessment_tests.test_parts("quiz").sections("main").items("warmup")
    items.add("b")
    section = items.add({"identifier": "c", "href": "c.xml"}, sequence=1)
    assert [(ref.identifier, ref.sequence) for ref in section.item_refs] == [("c", 1), ("a", 2), ("b", 3)]
    assert section.item_refs[0].href == "c.xml"
    with pytest.raises(BadRequestError, match="already exists in section"):
        items.add("b")
    with pytest.raises(NotFoundError, match="Assessment item not found"):
        items.add(NOBODY)


def removes_items(timeback: TimebackClient) -> None:
    quiz(timeback, part_form("main", section_form("warmup", "a", "b")))
    sections = timeback.qti.assessment_tests.test_parts("quiz").sections("main")
    assert sections.items("warmup").remove("a") == DeleteResponse()
    assert [(ref.identifier, ref.sequence) for ref in sections.get("warmup").item_refs] == [("b", 1)]
    with pytest.raises(NotFoundError, match="Assessment item reference not found"):
        sections.items("warmup").remove("a")


def reorders_items(timeback: TimebackClient) -> None:
    quiz(timeback, part_form("main", section_form("warmup", "a", "b", "c")))
    sections = timeback.qti.assessment_tests.test_parts("quiz").sections("main")
    items = sections.items("warmup")
    section = items.reorder(["c", "a"])
    assert [ref.identifier for ref in section.item_refs] == ["c", "a", "b"]
    section = items.reorder(section.item_refs[::-1])
    assert [(ref.identifier, ref.sequence) for ref in section.item_refs] == [("b", 1), ("a", 2), ("c", 3)]
    placed = [
        {"identifier": "a", "sequence": 2},
        {"identifier": "b", "sequence": 3},
        {"identifier": "c", "sequence": 1},
    ]
    section = items.reorder({"items": placed})
    assert [ref.identifier for ref in section.item_refs] == ["c", "a", "b"]
    with pytest.raises(NotFoundError):
        items.reorder([NOBODY])


TEST_CASES: dict[str, Case] = {
    "qti.assessment_tests.list": lists_tests,
    "qti.assessment_tests.get": gets_a_test,
    "qti.assessment_tests.get_xml": gets_a_test_as_xml,
    "qti.assessment_tests.create": creates_tests,
    "qti.assessment_tests.create_from_xml": creates_tests_from_xml,
    "qti.assessment_tests.update": updates_tests,
    "qti.assessment_tests.update_from_xml": updates_tests_from_xml,
    "qti.assessment_tests.delete": deletes_tests,
    "qti.assessment_tests.update_metadata": updates_metadata_of_tests,
    "qti.assessment_tests.get_questions": gets_questions,
    "qti.test_parts.list": lists_parts,
    "qti.test_parts.get": gets_a_part,
    "qti.test_parts.get_xml": gets_a_part_as_xml,
    "qti.test_parts.create": creates_parts,
    "qti.test_parts.update": updates_parts,
    "qti.test_parts.delete": deletes_parts,
    "qti.sections.list": lists_sections,
    "qti.sections.get": gets_a_section,
    "qti.sections.create": creates_sections,
    "qti.sections.update": updates_sections,
    "qti.sections.delete": deletes_sections,
    "qti.section_items.add": adds_items,
    "qti.section_items.remove": removes_items,
    "qti.section_items.reorder": reorders_items,
}
"""The case of each of these operations, by the operation's identifier."""
