"""The demo has frameworks, and its lessons and questions say which standards they are for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from case_api import DOCUMENT, FIRST, Service, check_answer

from timeback_sandbox import Sandbox
from timeback_sandbox.case.checking import issues_of
from timeback_sandbox.seed.case import packages
from timeback_sandbox.seed.case_frameworks import FRAMEWORKS, standards_of

ONEROSTER, QTI = "/ims/oneroster/resources/v1p2", "/api"


@pytest.fixture(scope="module")
def demo() -> Iterator[Service]:
    with Sandbox(no_auth=True) as sandbox:
        made = Service(sandbox, "")
        yield made
        made.close()


def package(demo: Service, slug: str) -> dict[str, Any]:
    reply = demo.get(f"{FIRST}/CFPackages/{FRAMEWORKS[slug].identifier('')}")
    assert reply.status == 200
    found: dict[str, Any] = reply.body["CFPackage"]
    return found


def objectives(metadata: dict[str, Any]) -> list[str]:
    return [
        one
        for group in metadata.get("learningObjectiveSet", [])
        if group["source"] == "CASE"
        for one in group["learningObjectiveIds"]
    ]


def test_the_packages_are_such_as_could_be_uploaded() -> None:
    for one in packages():
        sent: Any = msgspec.json.decode(msgspec.json.encode(one))
        assert issues_of(sent, strict=True, expected_id=None) == []
    kinds = ("CFItems", "CFAssociations")
    ids = [entry["identifier"] for one in packages() for name in kinds for entry in entries(one, name)]
    assert len(ids) == len(set(ids))


def entries(one: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = one[name]
    return found


def test_the_demo_shows_its_frameworks(demo: Service) -> None:
    reply = demo.get(f"{FIRST}/CFDocuments")
    check_answer(reply, "/CFDocuments")
    assert [one["title"] for one in reply.body["CFDocuments"]] == [
        "Lakeside Mathematics", "Lakeside Reading", "Riverbend Grade 6 Mathematics",
    ]  # fmt: skip
    assert demo.get(f"{FIRST}/CFPackages/{DOCUMENT}/groups").status == 200


@pytest.mark.parametrize(("slug", "levels"), [("math", 13), ("reading", 4)])
def test_a_framework_is_a_tree_of_domains_clusters_and_standards(demo: Service, slug: str, levels: int) -> None:
    found = package(demo, slug)
    assert len(found["CFItems"]) == 2 + 2 * levels + 6 * levels
    codes = [one["humanCodingScheme"] for one in found["CFItems"]]
    assert len(set(codes)) == len(codes)
    assert all(one["CFItemTypeURI"]["title"] == one["CFItemType"] for one in found["CFItems"])
    reply = demo.get(f"{FIRST}/CFPackages/{found['sourcedId']}/groups")
    check_answer(reply, "/CFPackages/{sourcedId}/groups")
    content = reply.body["CFPackageWithGroups"]["structuredContent"]
    assert list(content) == ["Domain"]
    for domain in content["Domain"]:
        clusters = domain["childGroups"]["Cluster"]
        assert len(clusters) == levels
        for cluster in clusters:
            standards = cluster["childGroups"]["Standard"]
            assert cluster["humanCodingScheme"].split(".")[-1] == domain["humanCodingScheme"].split(".")[-1]
            expected = [f"{cluster['humanCodingScheme']}.{at}" for at in (1, 2, 3)]
            assert [one["humanCodingScheme"] for one in standards] == expected


def test_every_lesson_in_math_and_reading_is_aligned_to_standards_of_its_grade(demo: Service) -> None:
    resources = demo.get(f"{ONEROSTER}/resources", limit=3000).body["resources"]
    items = {one["sourcedId"]: one for slug in FRAMEWORKS for one in package(demo, slug)["CFItems"]}
    aligned = 0
    lessons: list[dict[str, Any]] = []
    for resource in resources:
        if resource["sourcedId"].startswith("resource-test-assignment-"):  # made for one student, of no course
            continue
        metadata = resource["metadata"]
        found = objectives(metadata)
        assert bool(found) == (metadata.get("subject") in {"Math", "Reading"}), resource["sourcedId"]
        for one in found:
            assert items[one]["CFItemType"] == "Standard"
            assert items[one]["subject"] == [metadata["subject"]]
            (grade,) = metadata["grades"]
            assert f"{int(grade):02}".replace("00", "KG") in items[one]["educationLevel"]
        aligned += bool(found)
        lessons += [metadata] if metadata.get("lessonType") == "test-out" else []
    assert aligned > 100
    assert {len(objectives(one)) for one in lessons if one["subject"] == "Math"} == {6}


def test_questions_are_aligned_to_the_standard_that_they_ask_for(demo: Service) -> None:
    shown = demo.get(f"{QTI}/assessment-items", filter="metadata.subject='Math' AND metadata.grade='5'", limit=200).body
    by_difficulty: dict[str, set[str]] = {}
    for one in shown["items"]:
        if one["identifier"].startswith("item-math-5-u1-"):
            by_difficulty.setdefault(one["metadata"]["difficulty"], set()).update(objectives(one["metadata"]))
    expected = standards_of("math", 5, 1)
    assert by_difficulty == {name: {one} for name, one in zip(("easy", "medium", "hard"), expected, strict=True)}
    item = demo.get(f"{FIRST}/CFItems/{expected[2]}").body["CFItem"]
    assert item["humanCodingScheme"] == "LS.MA.5.NO.3"
    assert item["fullStatement"] == "Add and subtract fractions with unlike denominators"


def test_other_subjects_have_no_standards() -> None:
    assert standards_of("science", 5, 1) == ()
