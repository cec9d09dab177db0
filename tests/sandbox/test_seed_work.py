"""What the students of the demo district have done: gradebooks and the syllabus make sense."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime
from statistics import mean

import pytest
from demo_story import DAYS, by_id, day_of, seed, target


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_line_items_lie_in_their_grading_period_and_the_terms_of_their_class(today: date) -> None:
    sessions, classes = by_id("academicSessions", today), by_id("classes", today)
    for item in seed(today)["lineItems"]:
        group, period = classes[target(item, "class")], sessions[target(item, "gradingPeriod")]
        assert period["type"] == "gradingPeriod"
        assert period["startDate"] <= item["dueDate"][:10] < period["endDate"]
        assert target(item, "academicSession") == target(period, "parent")
        assert {"sourcedId": target(period, "parent")} in group["terms"]
        term = sessions[target(period, "parent")]
        assert term["startDate"] <= item["assignDate"][:10]
        assert item["assignDate"] < item["dueDate"]
        assert day_of(item["dueDate"]).weekday() < 5
        assert target(item, "school") == target(group, "org")
        assert target(item, "scoreScale") == f"score-scale-{target(item, 'class').removeprefix('class-')}"


def test_every_class_taught_in_the_current_term_has_line_items() -> None:
    graded = {target(item, "class") for item in seed()["lineItems"]}
    for group in seed()["classes"]:
        taught = {"sourcedId": "term-2027-fall"} in group["terms"] and group["classType"] == "scheduled"
        if taught and group["status"] == "active":
            assert group["sourcedId"] in graded


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_results_agree_with_their_line_item_and_lie_between_assignment_and_now(today: date) -> None:
    items = by_id("lineItems", today)
    members = {
        (target(seat, "class"), target(seat, "user"))
        for seat in seed(today)["enrollments"]
        if seat["role"] == "student"
    }
    for result in seed(today)["results"]:
        item = items[target(result, "lineItem")]
        assert target(result, "class") == target(item, "class")
        assert target(result, "scoreScale") == target(item, "scoreScale")
        assert (target(item, "class"), target(result, "student")) in members
        assert item["assignDate"] < result["scoreDate"]
        assert day_of(result["scoreDate"]) < today
        datetime.fromisoformat(result["scoreDate"])
        if result["scoreStatus"] == "fully graded":
            assert item["resultValueMin"] <= result["score"] <= item["resultValueMax"]
            assert (result["late"] == "true") == (result["scoreDate"] > item["dueDate"])
        else:
            assert "score" not in result
            assert "textScore" not in result


def test_the_letter_of_a_result_is_the_one_its_score_scale_gives() -> None:
    items, scales = by_id("lineItems"), by_id("scoreScales")
    for result in seed()["results"]:
        if "textScore" in result:
            percent = 100 * result["score"] / items[target(result, "lineItem")]["resultValueMax"]
            steps = scales[target(result, "scoreScale")]["scoreScaleValue"]
            reached = [step["itemValueLHS"] for step in steps if percent >= float(step["itemValueRHS"])]
            assert result["textScore"] == reached[0]


def test_some_work_is_late_missing_exempt_or_not_graded_yet_and_most_is_graded() -> None:
    states = Counter(result["scoreStatus"] for result in seed()["results"])
    assert set(states) >= {"fully graded", "not submitted", "exempt"}
    assert states["fully graded"] > 0.8 * sum(states.values())
    flags = Counter((r.get("late") == "true", r.get("missing") == "true") for r in seed()["results"])
    assert flags[(True, False)] > 100
    assert flags[(False, True)] > 100
    everywhere = {r["scoreStatus"] for today in DAYS for r in seed(today)["results"]}
    assert {"submitted", "partially graded"} <= everywhere


def test_who_is_good_at_one_thing_is_mostly_good_at_another() -> None:
    items = by_id("lineItems")
    marks: dict[str, list[float]] = defaultdict(list)
    for result in seed()["results"]:
        if "score" in result:
            item = items[target(result, "lineItem")]
            marks[target(result, "student")].append(result["score"] / item["resultValueMax"])
    halves = [(mean(m[::2]), mean(m[1::2])) for m in marks.values() if len(m) > 8]
    middle = mean(first for first, _ in halves)
    same_side = [(first > middle) == (second > middle) for first, second in halves]
    assert len(halves) > 350
    assert mean(same_side) > 0.8


def test_categories_weigh_100_together() -> None:
    assert sum(category["weight"] for category in seed()["categories"]) == 100


def test_every_core_course_has_a_syllabus_and_each_lesson_type_occurs() -> None:
    components = by_id("courseComponents")
    with_syllabus = {target(component, "course") for component in components.values()}
    core = {"Math", "Reading", "Science", "Social Studies"}
    assert with_syllabus == {c["sourcedId"] for c in seed()["courses"] if set(c["subjects"]) & core}
    assert {lesson.get("lessonType") for lesson in seed()["componentResources"]} == {
        None, "powerpath-100", "quiz", "test-out", "placement", "unit-test", "alpha-read-article",
    }  # fmt: skip
    for component in components.values():
        for earlier in component.get("prerequisites", ()):
            assert target(components[earlier], "course") == target(component, "course")
            assert components[earlier]["sortOrder"] < component["sortOrder"]


def test_resources_carry_the_metadata_that_their_type_asks_for() -> None:
    required = {
        "qti": {"subType", "url"},
        "video": {"format"},
        "interactive": {"toolProvider", "launchUrl"},
        "assessment-bank": {"resources"},
    }
    resources = by_id("resources")
    for resource in resources.values():
        metadata = resource["metadata"]
        assert required[metadata["type"]] <= metadata.keys()
    for lesson in seed()["componentResources"]:
        assert resources[target(lesson, "resource")]["metadata"].get("lessonType") == lesson.get("lessonType")


def test_placement_tests_exist_in_math_for_grades_3_to_5_at_least_and_in_no_other_subject() -> None:
    found = [r["metadata"] for r in seed()["resources"] if r["metadata"].get("lessonType") == "placement"]
    assert {metadata["subject"] for metadata in found} == {"Math"}
    assert {"3", "4", "5"} <= {grade for metadata in found for grade in metadata["grades"]}
    assert {metadata["courseIdOnFail"] for metadata in found} <= set(by_id("courses"))


def test_every_assessed_lesson_has_a_line_item_of_its_own() -> None:
    lessons = {r["sourcedId"]: r for r in seed()["componentResources"] if "lessonType" in r}
    items = seed()["assessmentLineItems"]
    assert Counter(target(item, "componentResource") for item in items) == Counter(list(lessons))
    components = by_id("courseComponents")
    for item in items:
        assert target(item, "component") == target(lessons[target(item, "componentResource")], "courseComponent")
        assert target(item, "course") == target(components[target(item, "component")], "course")


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_assessment_results_belong_to_students_of_the_course_and_their_figures_agree(today: date) -> None:
    classes, lines = by_id("classes", today), by_id("assessmentLineItems", today)
    components = by_id("courseComponents", today)
    takes = {
        (target(seat, "user"), target(classes[target(seat, "class")], "course")) for seat in seed(today)["enrollments"]
    }
    for result in seed(today)["assessmentResults"]:
        line, metadata = lines[target(result, "assessmentLineItem")], result["metadata"]
        assert (target(result, "student"), target(line, "course")) in takes
        assert metadata["correctQuestions"] <= metadata["totalQuestions"]
        assert metadata["accuracy"] == round(100 * metadata["correctQuestions"] / metadata["totalQuestions"])
        assert result["score"] == metadata["accuracy"] <= line["resultValueMax"]
        assert (metadata["xp"] > 0) == (metadata["accuracy"] >= 80)
        assert metadata["startedAt"] < metadata["completedAt"] == result["scoreDate"]
        assert components[target(line, "component")]["unlockDate"] <= metadata["startedAt"]
        assert day_of(result["scoreDate"]) < today


def test_the_totals_in_a_course_s_metadata_are_those_of_its_syllabus() -> None:
    components, resources = by_id("courseComponents"), by_id("resources")
    xp: Counter[str] = Counter()
    lessons: Counter[str] = Counter()
    for lesson in seed()["componentResources"]:
        course = target(components[target(lesson, "courseComponent")], "course")
        xp[course] += resources[target(lesson, "resource")]["metadata"]["xp"]
        lessons[course] += 1
    for course in seed()["courses"]:
        if "metadata" in course:
            metrics = course["metadata"]["metrics"]
            assert metrics["totalXp"] == xp[course["sourcedId"]]
            assert metrics["totalLessons"] == lessons[course["sourcedId"]]
