"""What is told about courses: syllabus, by what questions are shown, and sequences."""

from __future__ import annotations

from typing import Any

import pytest
from oneroster_api import ref
from placement_api import ROSTER, refused
from plan_api import PP, Planning, planning, shared_planning

from timeback_sandbox.powerpath.control_plans import delete_course_sequence, put_course_sequence
from timeback_sandbox.powerpath.course_sequences import CourseSequence, Stage, StageProperties

__all__ = ["planning", "shared_planning"]


# ---------------------------------------------------------------- syllabus


def syllabus(planning: Planning, **query: object) -> dict[str, Any]:
    reply = planning.get(f"{PP}/syllabus/maths", **query)
    assert reply.status == 200, reply.content
    found: dict[str, Any] = reply.body["syllabus"]
    return found


def outline(nodes: list[dict[str, Any]]) -> list[Any]:
    return [
        [node["sourcedId"], *(one["sourcedId"] for one in node["componentResources"]), *outline(node["subComponents"])]
        for node in nodes
    ]


def test_a_syllabus_tells_what_is_in_a_course_in_order(planning: Planning) -> None:
    found = syllabus(planning)
    assert outline(found["subComponents"]) == [
        ["a", "intro", "quiz", "help", ["a1", "deep"], ["a2"]], ["b"], ["c", "last"],
    ]  # fmt: skip
    assert (found["course"]["sourcedId"], found["course"]["org"]) == ("maths", ref("north"))
    unit = found["subComponents"][0]
    assert (unit["sortOrder"], unit["prerequisites"], unit["metadata"]) == (1, [], {"colour": "red"})
    quiz = unit["componentResources"][1]
    assert {**quiz, "resource": None, "dateLastModified": None} == {
        "sourcedId": "quiz", "status": "active", "title": "quiz", "sortOrder": 2, "metadata": {"note": "kept"},
        "lessonType": "quiz", "dateLastModified": None, "courseComponent": ref("a"), "resource": None,
    }  # fmt: skip
    resource = quiz["resource"]
    assert (resource["sourcedId"], resource["type"], resource["metadata"]["xp"]) == ("res-quiz", "qti", 10)
    assert unit["componentResources"][2]["lessonType"] == "powerpath-100"  # which only the resource says
    assert "lessonType" not in unit["componentResources"][0]


def test_a_syllabus_may_tell_what_was_deleted_and_where_it_was(planning: Planning) -> None:
    assert syllabus(planning, status="active") == syllabus(planning)
    assert outline(syllabus(planning, status="tobedeleted")["subComponents"]) == [["old"]]
    planning.delete(f"{ROSTER}/courses/component-resources/deep")
    planning.delete(f"{ROSTER}/courses/components/b")
    assert outline(syllabus(planning)["subComponents"])[0] == ["a", "intro", "quiz", "help", ["a1"], ["a2"]]
    deleted = syllabus(planning, status="tobedeleted")["subComponents"]
    assert outline(deleted) == [["a", ["a1", "deep"]], ["b"], ["old"]]
    assert [one["status"] for one in deleted] == ["active", "tobedeleted", "tobedeleted"]


def test_a_syllabus_that_is_not_there(planning: Planning) -> None:
    refused(planning.get(f"{PP}/syllabus/none"), 404)
    refused(planning.get(f"{PP}/syllabus/maths", status="gone"), 422)


# ---------------------------------------------------------------- render config

CONFIG: dict[str, Any] = {"rendererId": "viewer", "rendererUrl": "https://viewer.example/embed"}


def test_a_render_config_is_written_read_and_deleted(planning: Planning) -> None:
    full = {**CONFIG, "rendererVersion": "2", "suppressFeedback": True, "suppressCorrectResponse": True}
    written = planning.put(f"{PP}/render-config/", {"courseIds": ["other", "maths", "other"], **full})
    assert (written.status, written.body) == (200, {"updated": ["other", "maths"]})
    assert planning.get(f"{PP}/render-config/maths").body == {"courseId": "maths", **full}
    assert planning.put(f"{PP}/render-config", {"courseIds": ["maths"], **CONFIG}).status == 200
    assert planning.get(f"{PP}/render-config/maths").body == {
        "courseId": "maths", **CONFIG, "rendererVersion": None, "suppressFeedback": False,
        "suppressCorrectResponse": False,
    }  # fmt: skip
    deleted = planning.delete(f"{PP}/render-config/maths")
    assert (deleted.status, deleted.body) == (200, {"deleted": "maths"})
    refused(planning.get(f"{PP}/render-config/maths"), 404)
    refused(planning.delete(f"{PP}/render-config/maths"), 404)
    assert planning.get(f"{PP}/render-config/other").status == 200


def test_a_render_config_is_written_for_all_courses_or_for_none(planning: Planning) -> None:
    refused(planning.put(f"{PP}/render-config/", {"courseIds": ["maths", "none"], **CONFIG}), 404)
    refused(planning.get(f"{PP}/render-config/maths"), 404)


@pytest.mark.parametrize(
    "change",
    [
        {"courseIds": []}, {"courseIds": None}, {"courseIds": ["maths", " "]}, {"courseIds": "maths"},
        {"rendererId": None}, {"rendererUrl": "viewer"}, {"rendererUrl": None}, {"suppressFeedback": "yes"},
        {"rendererVersion": ""},
    ],
)  # fmt: skip
def test_a_render_config_that_is_none_is_refused(planning: Planning, change: dict[str, Any]) -> None:
    refused(planning.put(f"{PP}/render-config/", {"courseIds": ["maths"], **CONFIG, **change}), 422)


# ---------------------------------------------------------------- sequences

ID = "7f0a2f1e-0b52-4a1e-9a76-0c6f0a7b1d11"


def stage(name: str, grade: Any, kind: str = "course", *tests: str) -> Stage:
    properties = StageProperties(test_types=list(tests)) if tests else StageProperties()
    return Stage(id=name, title=name.upper(), grades=[grade], subject="Math", type=kind, properties=properties)


def keep(planning: Planning, *stages: Stage, subject: Any = "Math", status: Any = "active") -> None:
    sequence = CourseSequence(
        id=ID, subject=subject, title="Sequence", author="who@north.example", status=status,
        status_updated_at="2025-09-01T00:00:00.000Z", stages=list(stages),
    )  # fmt: skip
    put_course_sequence(planning.state, sequence)


def after(planning: Planning, **query: object) -> str:
    reply = planning.get(f"{PP}/course-sequence/{ID}/stages/after/assessment", **query)
    assert reply.status == 200, reply.content
    found: str = reply.body["id"]
    return found


PLAIN = (
    stage("m3", "3", "course", "test_out"), stage("e3", "3", "assessment", "end_of_grade"),
    stage("m4", "4", "course", "test_out"), stage("e4", "4", "assessment", "end_of_grade"),
)  # fmt: skip


def test_a_sequence_and_its_stages_are_told(planning: Planning) -> None:
    keep(planning, *PLAIN)
    found = planning.get(f"{PP}/course-sequence/{ID}").body
    assert {**found, "stages": None} == {
        "id": ID, "subject": "Math", "title": "Sequence", "author": "who@north.example", "status": "active",
        "statusUpdatedAt": "2025-09-01T00:00:00.000Z", "stages": None,
    }  # fmt: skip
    assert found["stages"][0] == {
        "id": "m3", "title": "M3", "grades": ["3"], "subject": "Math", "type": "course",
        "properties": {"testTypes": ["test_out"]},
    }  # fmt: skip
    path = f"{PP}/course-sequence/{ID}/stages"
    assert planning.get(path).body == found["stages"]
    assert [one["id"] for one in planning.get(path, grade="4").body] == ["m4", "e4"]
    assert [one["id"] for one in planning.get(path, limit=3).body] == ["m3", "e3", "m4"]
    assert [one["id"] for one in planning.get(path, grade="4", limit=1).body] == ["m4"]
    assert planning.get(path, grade="9").body == []


def test_after_an_assessment_comes_the_next_stage(planning: Planning) -> None:
    keep(planning, *PLAIN)
    assert after(planning, test_grade="3") == "m4"
    assert after(planning, test_grade="3", test_type="test_out") == "e3"
    path = f"{PP}/course-sequence/{ID}/stages/after/assessment"
    for query in ({"test_grade": "4"}, {"test_grade": "9"}, {"test_grade": "3", "test_type": "quiz"}):
        refused(planning.get(path, **query), 404)


def test_a_grade_ends_with_its_last_stage_where_no_stage_says_so(planning: Planning) -> None:
    keep(planning, stage("one", "3"), stage("two", "3"), stage("three", "4"))
    assert after(planning, test_grade="3") == "three"


def test_fast_math_is_passed_by_speed(planning: Planning) -> None:
    keep(planning, *PLAIN, subject="FastMath")
    assert after(planning, test_grade="3", cqpm=40) == "m4"
    assert after(planning, test_grade="3", cqpm="39.5") == "m3"
    assert after(planning, test_grade="4", cqpm=0) == "m4"
    refused(planning.get(f"{PP}/course-sequence/{ID}/stages/after/assessment", test_grade="3"), 422)


def test_the_second_assessment_of_language_in_kindergarten_is_passed_by_speed(planning: Planning) -> None:
    keep(
        planning, stage("l", "0"), stage("first", "0", "assessment", "end_of_grade"), stage("phonics", "0"),
        stage("second", "0", "assessment", "end_of_grade"), stage("l1", "1"), subject="Language",
    )  # fmt: skip
    assert after(planning, test_grade="0") == "phonics"
    assert after(planning, test_grade="0", wcpm=20) == "l1"
    assert after(planning, test_grade="0", wcpm=19.9) == "phonics"


@pytest.mark.parametrize(
    "query",
    [
        {}, {"test_grade": "20"}, {"test_grade": "3", "cqpm": "fast"}, {"test_grade": "3", "wcpm": "-1"},
        {"test_grade": "3", "cqpm": "nan"}, {"test_grade": "3", "cqpm": "inf"},
    ],
)  # fmt: skip
def test_a_question_about_a_sequence_that_is_none_is_refused(planning: Planning, query: dict[str, str]) -> None:
    keep(planning, *PLAIN)
    refused(planning.get(f"{PP}/course-sequence/{ID}/stages/after/assessment", **query), 422)
    refused(planning.get(f"{PP}/course-sequence/{ID}/stages", limit=0), 422)
    refused(planning.get(f"{PP}/course-sequence/{ID}/stages", grade="x"), 422)


def test_a_sequence_that_is_not_there(planning: Planning) -> None:
    refused(planning.get(f"{PP}/course-sequence/{ID}"), 404)
    keep(planning, *PLAIN, status="tobedeleted")
    for path in ("", "/stages", "/stages/after/assessment?test_grade=3"):
        refused(planning.get(f"{PP}/course-sequence/{ID}{path}"), 404)
    delete_course_sequence(planning.state, ID)
    with pytest.raises(KeyError):
        delete_course_sequence(planning.state, ID)
