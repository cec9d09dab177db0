"""The creation of test lessons."""

from __future__ import annotations

from typing import Any

import pytest
from lesson_world import MOMENT, PP, RIGHT, World, ok, shared_world, world
from oneroster_api import ref

__all__ = ["shared_world", "world"]

ROSTER = "/ims/oneroster/rostering/v1p2"
URL = "https://qti.example/api/assessment-tests/test-a"
PLACEMENT = {"courseId": "math-4", "toolProvider": "edulastic", "grades": ["4"]}
TEST_OUT = {**PLACEMENT, "xp": 25}
INTERNAL = {"courseId": "math-4", "lessonType": "quiz", "testType": "qti", "qti": {"url": URL}}
ALL = (
    ("createExternalPlacementTest", PLACEMENT),
    ("createExternalTestOut", TEST_OUT),
    ("createInternalTest", INTERNAL),
)


def create(world: World, what: str, **body: Any) -> dict[str, Any]:
    made: dict[str, Any] = ok(world.post(f"{PP}/{what}", body))
    return made


def lesson(world: World, made: dict[str, Any]) -> dict[str, Any]:
    path = f"{ROSTER}/courses/component-resources/{made['lessonId']}"
    found: dict[str, Any] = ok(world.get(path))["componentResource"]
    return found


def component(world: World, made: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = ok(world.get(f"{ROSTER}/courses/components/{made['courseComponentId']}"))["courseComponent"]
    return found


def resource(world: World, sourced_id: str) -> dict[str, Any]:
    found: dict[str, Any] = ok(world.get(f"/ims/oneroster/resources/v1p2/resources/{sourced_id}"))["resource"]
    return found


# ---------------------------------------------------------------- external


def test_an_external_placement_test(world: World) -> None:
    made = create(
        world, "createExternalPlacementTest", **PLACEMENT, courseIdOnFail="math-3", launchUrl="https://x.example/l?a=1",
        vendorId="v-9", description="First test", xp=3.5, resourceMetadata={"subject": "Science", "own": [1]},
    )  # fmt: skip
    ids = {made.pop(name) for name in ("lessonId", "courseComponentId", "resourceId")}
    assert len(ids) == 3
    assert made == {
        "lessonType": "placement", "toolProvider": "edulastic", "launchUrl": "https://x.example/l?a=1",
        "vendorId": "v-9", "courseIdOnFail": "math-3", "grades": ["4"],
    }  # fmt: skip


def test_what_an_external_lesson_consists_of(world: World) -> None:
    made = create(world, "createExternalPlacementTest", **PLACEMENT, vendorId="v-9", resourceMetadata={"own": [1]})
    found = resource(world, made["resourceId"])
    assert (found["title"], found["vendorResourceId"], found["vendorId"]) == ("Placement Test", "v-9", "v-9")
    assert found["metadata"] == {
        "type": "interactive", "lessonType": "placement", "subject": "Math", "grades": ["4"],
        "toolProvider": "edulastic", "vendorId": "v-9", "own": [1],
    }  # fmt: skip
    record = lesson(world, made)
    assert (record["title"], record["lessonType"], record["sortOrder"]) == ("Placement Test", "placement", 1)
    assert record["metadata"] == {"lessonType": "placement"}
    assert (record["courseComponent"], record["resource"]) == (
        ref(made["courseComponentId"]), ref(made["resourceId"]),
    )  # fmt: skip
    unit = component(world, made)
    assert (unit["title"], unit["course"]["sourcedId"], unit["sortOrder"], unit["unlockDate"]) == (
        "Placement Test", "math-4", 1, MOMENT,
    )  # fmt: skip


def test_a_placement_test_of_the_same_grade_is_changed(world: World) -> None:
    first = create(world, "createExternalPlacementTest", **PLACEMENT, vendorId="v-1", xp=5)
    again = create(
        world, "createExternalPlacementTest", **PLACEMENT, vendorId="v-2", lessonTitle="New", unitTitle="Unit!",
        courseIdOnFail=None,
    )  # fmt: skip
    names = ("lessonId", "courseComponentId", "resourceId")
    assert [first[name] for name in names] == [again[name] for name in names]
    assert again["courseIdOnFail"] is None
    found = resource(world, again["resourceId"])
    assert (found["metadata"]["vendorId"], found["metadata"]["xp"], found["vendorResourceId"]) == ("v-2", 5, "v-2")
    assert (lesson(world, again)["title"], component(world, again)["title"]) == ("New", "Unit!")
    other = create(world, "createExternalPlacementTest", **{**PLACEMENT, "grades": ["5", "4"]})
    assert other["lessonId"] != first["lessonId"]


def test_a_course_has_one_test_out(world: World) -> None:
    first = create(world, "createExternalTestOut", **TEST_OUT)
    again = create(world, "createExternalTestOut", **{**TEST_OUT, "grades": [7], "xp": 30})
    assert (again["lessonId"], again["grades"]) == (first["lessonId"], ["7"])
    assert resource(world, again["resourceId"])["metadata"]["xp"] == 30
    assert component(world, again)["title"] == "Test Out"


def test_a_created_test_can_be_taken(world: World) -> None:
    made = create(world, "createExternalTestOut", **{**TEST_OUT, "toolProvider": "mastery-track", "grades": ["3"]})
    assert ok(world.act("makeExternalTestAssignment", made["lessonId"]))["toolProvider"] == "mastery-track"
    first = ok(world.get(f"{PP}/testOut", student="ann", course="math-4"))
    assert (first["lessonId"], first["toolProvider"]) == (made["lessonId"], "mastery-track")


# ---------------------------------------------------------------- internal


def test_a_lesson_of_one_qti_test(world: World) -> None:
    qti = {"url": f"{URL}?v=2", "title": "Halves", "metadata": {"language": "en"}}
    made = create(world, "createInternalTest", **{**INTERNAL, "qti": qti}, xp=10)
    assert set(made) == {"lessonType", "testType", "lessonId", "courseComponentId", "resourceId", "grades"}
    assert (made["lessonType"], made["testType"], made["grades"]) == ("quiz", "qti", ["4"])
    found = resource(world, made["resourceId"])
    assert (found["title"], found["vendorResourceId"]) == ("Halves", "test-a")
    assert found["metadata"] == {
        "type": "qti", "subType": "qti-test", "lessonType": "quiz", "subject": "Math", "grades": ["4"], "xp": 10,
        "url": f"{URL}?v=2", "language": "en",
    }  # fmt: skip
    assert component(world, made)["title"] == "Quiz"
    world.take(*[RIGHT] * 5, lesson=made["lessonId"])
    assert world.progress(made["lessonId"])["xp"] == 12.5
    assert create(world, "createInternalTest", **INTERNAL)["lessonId"] != made["lessonId"]


def test_a_lesson_of_a_bank(world: World) -> None:
    parts = [{"url": URL, "title": "A"}, {"url": URL.replace("test-a", "test-b"), "metadata": {"xp": 4}}]
    made = create(
        world, "createInternalTest", courseId="math-4", lessonType="unit-test", testType="assessment-bank",
        assessmentBank={"resources": parts}, xp=9, lessonTitle="Two",
    )  # fmt: skip
    children = [resource(world, one) for one in made["childResourceIds"]]
    assert [one["vendorResourceId"] for one in children] == ["test-a", "test-b"]
    assert [one["title"] for one in children] == ["A", "Two 2"]
    bank = resource(world, made["resourceId"])["metadata"]
    assert (bank["type"], bank["resources"], bank["xp"]) == ("assessment-bank", made["childResourceIds"], 9)
    assert "url" not in bank
    taken = made["lessonId"]
    world.take(*[RIGHT] * 5, lesson=taken)
    world.new_attempt(taken)
    for question in ("q4", "q5"):
        world.answered(question, lesson=taken)
    ok(world.finalize(taken))
    assert [one["xp"] for one in world.attempts(taken)] == [11.25, 4]


def test_a_placement_test_becomes_a_bank_and_keeps_what_it_can(world: World) -> None:
    body = {"courseId": "math-4", "lessonType": "placement", "courseIdOnFail": "math-3"}
    first = create(world, "createInternalTest", **body, testType="qti", qti={"url": URL})
    two = {"resources": [{"url": URL}, {"url": URL + "-2"}]}
    bank = create(world, "createInternalTest", **body, testType="assessment-bank", assessmentBank=two)
    assert (bank["lessonId"], bank["resourceId"]) == (first["lessonId"], first["resourceId"])
    one = {"resources": [{"url": URL + "-2", "title": "Left"}]}
    again = create(world, "createInternalTest", **body, testType="assessment-bank", assessmentBank=one)
    assert again["childResourceIds"] == bank["childResourceIds"][1:]
    assert [resource(world, child)["status"] for child in bank["childResourceIds"]] == ["tobedeleted", "active"]
    back = create(world, "createInternalTest", **body, testType="qti", qti={"url": URL})
    metadata = resource(world, back["resourceId"])["metadata"]
    assert (metadata["type"], metadata["url"], "resources" in metadata) == ("qti", URL, False)


def test_the_component_can_be_named(world: World) -> None:
    body = {**INTERNAL, "courseId": "math-3"}
    made = create(world, "createInternalTest", **body, courseComponentSourcedId="unit")
    assert made["courseComponentId"] == "unit"
    assert lesson(world, made)["sortOrder"] == 13
    refused = world.post(f"{PP}/createInternalTest", {**INTERNAL, "courseComponentSourcedId": "unit"})
    assert refused.status == 404


@pytest.mark.parametrize(
    ("kind", "title"),
    [("quiz", "Quiz"), ("unit-test", "Unit Test"), ("test-out", "Test Out"), ("placement", "Placement Test"),
     ("powerpath-100", "PowerPath 100"), ("alpha-read-article", "Alpha Read Article")],
)  # fmt: skip
def test_the_unit_of_each_type_has_a_name(world: World, kind: str, title: str) -> None:
    made = create(world, "createInternalTest", **{**INTERNAL, "lessonType": kind})
    assert (component(world, made)["title"], lesson(world, made)["title"]) == (title, title)


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(("what", "body"), ALL)
def test_the_course_has_to_be_there(world: World, what: str, body: dict[str, Any]) -> None:
    assert world.post(f"{PP}/{what}", {**body, "courseId": "nowhere"}).status == 404


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("createExternalPlacementTest", {**PLACEMENT, "courseIdOnFail": "nowhere"}),
        ("createExternalPlacementTest", {**PLACEMENT, "courseComponentSourcedId": "nowhere"}),
        ("createInternalTest", {**INTERNAL, "courseIdOnFail": "nowhere"}),
    ],
)
def test_what_is_named_has_to_be_there(world: World, what: str, body: dict[str, Any]) -> None:
    assert world.post(f"{PP}/{what}", body).status == 404
    assert world.progress("quiz")["totalQuestions"] == 5


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("createExternalPlacementTest", {**PLACEMENT, "lessonType": "test-out"}),
        ("createExternalTestOut", {**TEST_OUT, "lessonType": "placement"}),
        ("createExternalPlacementTest", {**PLACEMENT, "courseId": "plain"}),
        ("createInternalTest", {**INTERNAL, "courseId": "plain", "lessonType": "placement"}),
        ("createExternalTestOut", {**TEST_OUT, "courseId": "math-3"}),
        ("createExternalPlacementTest", {**PLACEMENT, "courseId": "math-3", "grades": ["3"]}),
    ],
)
def test_rules_forbid(world: World, what: str, body: dict[str, Any]) -> None:
    before = ok(world.get(f"{ROSTER}/courses/component-resources", limit=100))
    assert world.post(f"{PP}/{what}", body).status == 400
    assert ok(world.get(f"{ROSTER}/courses/component-resources", limit=100)) == before


def test_a_lesson_does_not_change_its_tool(world: World) -> None:
    create(world, "createExternalTestOut", **TEST_OUT)
    assert world.post(f"{PP}/createExternalTestOut", {**TEST_OUT, "toolProvider": "mastery-track"}).status == 400
    assert world.post(f"{PP}/createInternalTest", {**INTERNAL, "lessonType": "test-out"}).status == 400


def test_a_subject_may_be_given_where_the_course_has_none(world: World) -> None:
    body = {**PLACEMENT, "courseId": "plain", "resourceMetadata": {"subject": "Science"}}
    made = create(world, "createExternalPlacementTest", **body)
    level = ok(world.get(f"{PP}/placement/getCurrentLevel", student="ann", subject="Science"))
    assert (level["gradeLevel"], level["availableTests"], made["grades"]) == ("4", 1, ["4"])


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("createExternalPlacementTest", {"grades": []}),
        ("createExternalPlacementTest", {"grades": None}),
        ("createExternalPlacementTest", {"grades": ["14"]}),
        ("createExternalPlacementTest", {"grades": "4"}),
        ("createExternalPlacementTest", {"toolProvider": "other"}),
        ("createExternalPlacementTest", {"lessonType": "other"}),
        ("createExternalPlacementTest", {"resourceMetadata": [1]}),
        ("createExternalPlacementTest", {"courseIdOnFail": 7}),
        ("createExternalTestOut", {"xp": None}),
        ("createExternalTestOut", {"xp": "25"}),
        ("createExternalTestOut", {"xp": -1}),
        ("createInternalTest", {"qti": None}),
        ("createInternalTest", {"qti": {"url": "no address"}}),
        ("createInternalTest", {"qti": {"url": "https://a b/c"}}),
        ("createInternalTest", {"qti": {"url": URL, "metadata": "x"}}),
        ("createInternalTest", {"testType": "assessment-bank"}),
        ("createInternalTest", {"testType": "assessment-bank", "qti": None, "assessmentBank": {"resources": []}}),
        ("createInternalTest", {"testType": "assessment-bank", "qti": None, "assessmentBank": {"resources": [7]}}),
        ("createInternalTest", {"assessmentBank": {"resources": [{"url": URL}]}}),
        ("createInternalTest", {"lessonType": "exam"}),
        ("createInternalTest", {"testType": "paper"}),
        ("createInternalTest", {"courseId": "  "}),
        ("createInternalTest", {"lessonTitle": ""}),
    ],
)
def test_malformed_requests_are_refused(world: World, what: str, change: dict[str, Any]) -> None:
    refused = world.post(f"{PP}/{what}", {**dict(ALL)[what], **change})
    assert refused.status == 422, refused.content
    assert refused.body["imsx_error_details"][0]["path"]
