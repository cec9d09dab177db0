"""Lesson plans: made, shown, changed by their log, made anew."""

from __future__ import annotations

from typing import Any

import pytest
from oneroster_api import ref
from placement_api import ROSTER, lesson, refused
from plan_api import PP, Planning, component, operation, planning, shared_planning, target
from sqlalchemy import select

from timeback_sandbox.powerpath.tables_plans import OPERATIONS, PLANS

__all__ = ["planning", "shared_planning"]

WHOLE = [["a", "intro", "quiz", "-help", ["a1", "deep"], ["a2"]], ["b"], ["c", "last"]]
SKIP_QUIZ = operation("set-skipped", target=target("quiz"), value=True)


# ---------------------------------------------------------------- making


def test_a_plan_mirrors_the_course_and_is_made_once(planning: Planning) -> None:
    plan = planning.plan()
    assert planning.shape(plan) == WHOLE
    again = planning.post(f"{PP}/lessonPlans", {"courseId": "maths", "userId": "ann"})
    assert (again.status, again.body) == (200, {"lessonPlanId": plan})
    assert planning.plan("ben") != plan


def test_a_course_of_which_nothing_is_there_has_an_empty_plan(planning: Planning) -> None:
    plan = planning.plan(course_id="bare")
    assert planning.structure(plan) == []
    assert planning.tree(plan)["subComponents"] == []
    assert planning.tree(plan)["course"]["sourcedId"] == "bare"


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("courseId", "none", 404), ("courseId", " ", 422), ("courseId", None, 422), ("courseId", 4, 422),
        ("userId", "gone", 404), ("userId", "none", 404), ("classId", "none", 404), ("classId", "", 422),
    ],
)  # fmt: skip
def test_a_plan_of_what_is_not_there_is_refused(planning: Planning, field: str, value: object, status: int) -> None:
    body = {"courseId": "maths", "userId": "ann", field: value}
    refused(planning.post(f"{PP}/lessonPlans/", body), status)


def class_of(planning: Planning, plan: str) -> object:
    with planning.store.read() as connection:
        return connection.execute(select(PLANS.c["class"]).where(PLANS.c.id == plan)).scalar()


def test_the_class_of_a_plan_is_the_present_one_of_the_student_or_the_one_that_is_named(planning: Planning) -> None:
    planning.enroll("ann", "maths")
    (present,) = (one["sourcedId"] for one in planning.rows("classes"))
    assert class_of(planning, planning.plan()) == present
    assert class_of(planning, planning.plan("ben")) is None
    named = {"courseId": "other", "userId": "ben", "classId": present}
    made = planning.post(f"{PP}/lessonPlans", named)
    assert class_of(planning, made.body["lessonPlanId"]) == present


def test_a_class_of_another_school_year_does_not_count(planning: Planning) -> None:
    planning.enroll("ann", "maths")
    planning.at(planning.state.clock.now().replace(year=2027))
    assert class_of(planning, planning.plan()) is None


def test_components_that_lead_nowhere_or_in_a_circle_are_at_the_top(planning: Planning) -> None:
    planning.load(
        {
            "courseComponents": [
                component("orphan", 5, "old"),
                component("x", 7, "z"),
                component("y", 6, "x"),
                component("z", 8, "y"),
                component("tail", 1, "z"),
            ]
        }
    )
    shape = planning.shape(planning.plan())
    assert shape == [*WHOLE, ["orphan"], ["y", ["z", ["tail"], ["x"]]]]


def test_whole_units_may_be_there_to_support(planning: Planning) -> None:
    about = {"metadata": {"lessonRole": "support"}}
    planning.load({"courseComponents": [component("extra", 9, **about)], **lesson("more", "extra", "quiz")})
    plan = planning.plan()
    assert planning.shape(plan)[-1] == ["-extra", "more"]
    assert "extra" not in str(planning.seen(plan))


# ---------------------------------------------------------------- showing


def test_students_see_what_is_not_skipped_and_not_in_something_skipped(planning: Planning) -> None:
    plan = planning.plan()
    assert planning.seen(plan) == [["a", "intro", "quiz", ["a1", "deep"], ["a2"]], ["b"], ["c", "last"]]
    planning.log(plan, operation("set-skipped", target=target("a", "component"), value=True))
    planning.sync(plan)
    assert planning.seen(plan) == [["b"], ["c", "last"]]
    assert planning.shape(plan) == [["-a", *WHOLE[0][1:]], *WHOLE[1:]]


def test_a_tree_holds_what_is_needed_to_show_it(planning: Planning) -> None:
    plan = planning.plan()
    tree = planning.tree(plan)
    assert tree == planning.get(f"{PP}/lessonPlans/maths/ann").body["lessonPlan"]["lessonPlan"]
    assert {name: tree["course"][name] for name in ("sourcedId", "title", "status", "org")} == {
        "sourcedId": "maths", "title": "Math 4", "status": "active", "org": ref("north"),
    }  # fmt: skip
    first, second, third = tree["subComponents"]
    shown = {name: value for name, value in first.items() if name not in {"componentResources", "subComponents"}}
    assert shown == {
        "id": shown["id"], "sourcedId": "a", "status": "active", "title": "Unit a", "sortOrder": "a0",
        "unlockDate": "2025-09-01T00:00:00.000Z", "metadata": {"colour": "red"},
    }  # fmt: skip
    assert [second["sortOrder"], third["sortOrder"]] == ["a1", "a2"]
    assert (third["prerequisites"], third["prerequisiteCriteria"]) == (["a"], "ALL")
    quiz = first["componentResources"][1]
    assert {**quiz, "resource": None} == {
        "tenantId": None, "clientAppId": None, "id": quiz["id"], "sourcedId": "quiz", "status": "active",
        "title": "quiz", "sortOrder": "a1", "courseComponentSourcedId": "a", "lessonType": "quiz",
        "metadata": {"note": "kept"}, "resource": None,
    }  # fmt: skip
    resource = quiz["resource"]
    assert (resource["sourcedId"], resource["vendorResourceId"], resource["status"]) == (
        "res-quiz",
        "test-quiz",
        "active",
    )
    assert resource["metadata"]["xp"] == 10
    assert resource["metadataDetails"] == {"type": "qti"}


def test_items_have_ids_of_their_own_until_the_plan_is_made_anew(planning: Planning) -> None:
    def ids(nodes: list[dict[str, Any]]) -> list[str]:
        below = [
            one for node in nodes for name in ("componentResources", "subComponents") for one in node.get(name, ())
        ]
        return [node["itemId"] for node in nodes] + (ids(below) if below else [])

    plan, other = planning.plan(), planning.plan("ben")
    before = ids(planning.structure(plan))
    assert len(set(before + ids(planning.structure(other)))) == 2 * len(before)
    planning.log(plan, SKIP_QUIZ)
    planning.sync(plan)
    assert ids(planning.structure(plan)) == before
    planning.recreate(plan)
    assert not set(ids(planning.structure(plan))) & set(before)


def test_very_deep_courses_are_shown(planning: Planning) -> None:
    deep = [component(f"d{n}", 1, None if n == 0 else f"d{n - 1}") for n in range(1200)]
    planning.load({"courseComponents": [{**one, "course": ref("bare")} for one in deep]})
    plan = planning.plan(course_id="bare")
    for path in (f"lessonPlans/tree/{plan}", f"lessonPlans/tree/{plan}/structure", "syllabus/bare"):
        reply = planning.get(f"{PP}/{path}")
        assert (reply.status, reply.content.count(b'"subComponents"') >= 1200) == (200, True)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "lessonPlans/tree/none"), ("GET", "lessonPlans/tree/none/structure"),
        ("GET", "lessonPlans/none/operations"), ("POST", "lessonPlans/none/operations/sync"),
        ("POST", "lessonPlans/none/recreate"), ("GET", "lessonPlans/maths/ann"), ("GET", "lessonPlans/none/ann"),
        ("GET", "lessonPlans/maths/gone"), ("DELETE", "lessonPlans/none/deleteAll"),
        ("POST", "lessonPlans/course/none/sync"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(planning: Planning, method: str, path: str) -> None:
    refused(planning.call(method, f"{PP}/{path}"), 404)


# ---------------------------------------------------------------- the log


def test_an_operation_counts_once_it_has_been_synced(planning: Planning) -> None:
    plan = planning.plan()
    planning.log(plan, SKIP_QUIZ)
    assert planning.shape(plan) == WHOLE
    assert planning.sync(plan) == {
        "success": True, "message": "Lesson plan synced: 1 of 1 operations applied", "operationCount": 1,
        "operationResults": [{"success": True}],
    }  # fmt: skip
    assert planning.seen(plan)[0] == ["a", "intro", ["a1", "deep"], ["a2"]]
    assert planning.sync(plan)["operationCount"] == 0


def test_one_operation_that_fails_does_not_keep_the_others_back_and_is_not_tried_again(planning: Planning) -> None:
    plan = planning.plan()
    planning.log(plan, operation("set-skipped", target=target("none"), value=True), SKIP_QUIZ)
    synced = planning.sync(plan)
    assert (synced["success"], synced["operationCount"]) == (False, 2)
    failed, done = synced["operationResults"]
    assert failed == {"success": False, "errors": [{"message": "Target not found in the plan: resource none"}]}
    assert done == {"success": True}
    assert planning.sync(plan) == {
        "success": True, "message": "Lesson plan synced: 0 of 0 operations applied", "operationCount": 0,
        "operationResults": [],
    }  # fmt: skip


def test_the_log_tells_what_was_stored(planning: Planning) -> None:
    plan = planning.plan()
    move = operation("move-item-to-end", target=target("intro"))
    free = operation("change-item-parent", target=target("quiz"), new_parent_id="b", note={"by": "guide"})
    first = planning.post(f"{PP}/lessonPlans/{plan}/operations", {"operation": move, "reason": "Too early"})
    second = planning.post(f"{PP}/lessonPlans/{plan}/operations", {"operation": free})
    assert (first.status, first.body["success"]) == (201, True)
    shown = planning.get(f"{PP}/lessonPlans/{plan}/operations").body["operations"]
    assert shown == [
        {
            "id": first.body["operationId"], **move, "reason": "Too early", "createdAt": "2025-09-19T15:00:00.000Z",
            "sequenceNumber": 1, "createdBy": None,
        },
        {
            "id": second.body["operationId"], **free, "reason": None, "createdAt": "2025-09-19T15:00:00.000Z",
            "sequenceNumber": 2, "createdBy": None,
        },
    ]  # fmt: skip


GOOD = target("quiz")


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "operation"),
        ({"operation": SKIP_QUIZ, "more": 1}, "more"),
        ({"operation": SKIP_QUIZ, "reason": 3}, "reason"),
        ({"operation": []}, "operation"),
        ({"operation": {"payload": {}}}, "operation"),
        ({"operation": operation("paint", target=GOOD)}, "operation.type"),
        ({"operation": {"type": "set-skipped"}}, "operation"),
        ({"operation": operation("set-skipped", target=GOOD)}, "operation.payload"),
        ({"operation": operation("set-skipped", target=GOOD, value="yes")}, "operation.payload.value"),
        ({"operation": operation("set-skipped", target=GOOD, value=True, x=1)}, "operation.payload"),
        ({"operation": {**SKIP_QUIZ, "x": 1}}, "operation"),
        ({"operation": operation("move-item-to-start", target={"type": "unit", "id": "a"})},
         "operation.payload.target.type"),
        ({"operation": operation("move-item-to-start", target={"type": "component"})}, "operation.payload.target"),
        ({"operation": operation("move-item-after", target=GOOD, reference_id=" ")}, "operation.payload.reference_id"),
        ({"operation": operation("add-custom-resource", resource_id="spare")}, "operation.payload"),
        ({"operation": operation("change-item-parent", target=GOOD, new_parent_id="b", position="middle")},
         "operation.payload.position"),
    ],
)  # fmt: skip
def test_what_is_no_operation_is_not_stored(planning: Planning, body: object, path: str) -> None:
    plan = planning.plan()
    reply = planning.post(f"{PP}/lessonPlans/{plan}/operations", body)
    refused(reply, 422)
    assert [one["path"] for one in reply.body["imsx_error_details"]] == [path]
    assert planning.get(f"{PP}/lessonPlans/{plan}/operations").body == {"operations": []}


# ---------------------------------------------------------------- making anew


def test_making_a_plan_anew_keeps_what_was_done_and_applies_what_was_waiting(planning: Planning) -> None:
    plan = planning.plan()
    planning.log(plan, SKIP_QUIZ)
    planning.sync(plan)
    planning.log(plan, operation("move-item-to-end", target=target("intro")))
    assert planning.recreate(plan) == {
        "success": True, "message": "Lesson plan recreated: 2 of 2 operations applied", "operationCount": 2,
        "operationResults": [{"success": True}, {"success": True}],
    }  # fmt: skip
    assert planning.shape(plan)[0] == ["a", "-quiz", "-help", "intro", ["a1", "deep"], ["a2"]]
    assert planning.sync(plan)["operationCount"] == 0


def test_changes_of_a_course_reach_its_plans_only_when_they_are_made_anew(planning: Planning) -> None:
    plan, other, apart = planning.plan(), planning.plan("ben"), planning.plan(course_id="other")
    planning.log(plan, SKIP_QUIZ)
    planning.load(lesson("new", "b", "quiz"))
    deleted = planning.delete(f"{ROSTER}/courses/component-resources/quiz")
    assert deleted.status in {200, 204}, deleted.content
    assert planning.shape(plan) == planning.shape(other) == WHOLE
    synced = planning.post(f"{PP}/lessonPlans/course/maths/sync")
    assert (synced.status, synced.body) == (200, {"lessonPlansAffected": [plan, other]})
    anew = [["a", "intro", "-help", ["a1", "deep"], ["a2"]], ["b", "new"], ["c", "last"]]
    assert planning.shape(plan) == planning.shape(other) == anew
    assert planning.shape(apart) == [["elsewhere", "spare"]]
    assert planning.recreate(plan)["success"] is False
    assert planning.post(f"{PP}/lessonPlans/course/bare/sync").body == {"lessonPlansAffected": []}


def test_a_plan_whose_course_is_gone_can_be_read_and_not_made_anew(planning: Planning) -> None:
    plan = planning.plan()
    planning.delete(f"{ROSTER}/courses/maths")
    assert planning.tree(plan)["course"]["status"] == "tobedeleted"
    refused(planning.post(f"{PP}/lessonPlans/{plan}/recreate"), 404)


def test_deleting_the_plans_of_a_course_deletes_their_logs(planning: Planning) -> None:
    plan, other, apart = planning.plan(), planning.plan("ben"), planning.plan(course_id="other")
    planning.log(plan, SKIP_QUIZ)
    planning.log(apart, operation("move-item-to-end", target=target("spare")))
    deleted = planning.delete(f"{PP}/lessonPlans/maths/deleteAll")
    assert (deleted.status, deleted.content) == (204, b"")
    for gone in (plan, other):
        refused(planning.get(f"{PP}/lessonPlans/tree/{gone}"), 404)
    with planning.store.read() as connection:
        assert list(connection.execute(select(OPERATIONS.c.plan)).scalars()) == [apart]
    assert planning.delete(f"{PP}/lessonPlans/maths/deleteAll").status == 204
    assert planning.plan() != plan
