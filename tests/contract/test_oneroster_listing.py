"""Lists of OneRoster: order, fields, search, and lists below a record."""

from __future__ import annotations

from typing import Any

import pytest
from contract_operations import BELOW
from contract_records import EXAMPLES, LINCOLN, MATH_CLASS, MATH_COURSE, PUPIL, QUIZ, TERM, ref

from timeback_core import BadRequestError, NotFoundError
from timeback_core.oneroster import OneRosterClient, User
from timeback_sandbox import Sandbox

pytestmark = pytest.mark.anyio


@pytest.fixture
def sandbox(in_process: Sandbox) -> Sandbox:
    """In process only: what is tested here does not depend on the way to the server."""
    return in_process


def ids(records: Any) -> list[str]:
    return [record.sourced_id for record in records]


def has_role(user: User, role: str) -> bool:
    return any(item.role == role for item in user.roles)


@pytest.mark.parametrize("order", ["asc", "desc"])
async def test_a_list_is_sorted_by_a_field(order: Any, oneroster: OneRosterClient) -> None:
    found = await oneroster.users.list_all(limit=250, sort="family_name", order_by=order)
    names = [user.family_name for user in found]
    assert names == sorted(names, reverse=order == "desc")
    assert len(set(ids(found))) == 916
    scores = [item.score for item in await oneroster.results.list(sort="score", order_by=order, limit=500)]
    present = [score for score in scores if score is not None]
    assert present == sorted(present, reverse=order == "desc")


async def test_an_unknown_sort_field_leaves_the_order_as_it_is(oneroster: OneRosterClient) -> None:
    assert ids(await oneroster.users.list(sort="shoeSize")) == ids(await oneroster.users.list())


@pytest.mark.parametrize("name", sorted(EXAMPLES))
async def test_fields_fetch_only_what_is_asked_for(name: str, oneroster: OneRosterClient) -> None:
    resource, known = getattr(oneroster, name), EXAMPLES[name].known
    for record in (await resource.get(known, fields=["status"]), (await resource.list(limit=1, fields=["status"]))[0]):
        assert record.to_dict().keys() == {"sourcedId", "status"}
        assert record.date_last_modified is None


async def test_fields_take_both_spellings_everywhere(oneroster: OneRosterClient) -> None:
    page = await oneroster.users.list(fields=["given_name", "familyName"], limit=3)
    assert all(user.given_name and user.family_name and user.email is None for user in page)
    assert not page[0].has_field("email")
    (member, *_) = await oneroster.classes(MATH_CLASS).students(fields=["given_name"])
    assert member.to_dict().keys() == {"sourcedId", "givenName"}
    user = await oneroster.users("student-0001").demographics(fields=["username"])
    assert user.to_dict().keys() == {"sourcedId", "username"}


async def test_an_unknown_field_is_a_bad_request(oneroster: OneRosterClient) -> None:
    for call in (
        lambda: oneroster.users.list(fields=["shoeSize"]),
        lambda: oneroster.users.get("student-0001", fields=["given_name", "shoe_size"]),
        lambda: oneroster.schools(LINCOLN).classes(fields=["shoeSize"]),
    ):
        with pytest.raises(BadRequestError) as caught:
            await call()
        assert [code["value"] for code in caught.value.minor_codes] == ["invalid_selection_field"]


SEARCHES: list[tuple[str, str, Any]] = [
    (
        "users",
        "BRIEN",
        lambda r: any("brien" in (text or "").lower() for text in (r.given_name, r.family_name, r.email)),
    ),
    (
        "students",
        "ana",
        lambda r: any("ana" in (text or "").lower() for text in (r.given_name, r.family_name, r.email)),
    ),
    ("courses", "math", lambda r: "math" in r.title.lower() or "math" in (r.course_code or "").lower()),
    ("classes", "homeroom", lambda r: "homeroom" in r.title.lower()),
    ("orgs", "middle", lambda r: "middle" in r.name.lower()),
    ("schools", "school", lambda r: "school" in r.name.lower()),
    ("academic_sessions", "fall", lambda r: "fall" in r.title.lower()),
    ("categories", "qui", lambda r: "qui" in r.title.lower()),
    ("score_scales", "reading", lambda r: "reading" in r.title.lower()),
    ("line_items", "quiz", lambda r: "quiz" in r.title.lower() or "quiz" in (r.description or "").lower()),
    ("course_components", "begin", lambda r: "begin" in r.title.lower()),
    ("component_resources", "test out", lambda r: "test out" in r.title.lower()),
    ("resources", "k-test-out", lambda r: "k-test-out" in r.title.lower() or "k-test-out" in r.vendor_resource_id),
    ("demographics", "student-000", lambda r: "student-000" in r.sourced_id),
]


@pytest.mark.parametrize(("name", "text", "fits"), SEARCHES)
async def test_search_looks_into_the_documented_fields(
    name: str, text: str, fits: Any, oneroster: OneRosterClient
) -> None:
    resource = getattr(oneroster, name)
    whole = await resource.list(limit=3000)
    found = await resource.list(limit=3000, search=text)
    assert ids(found) == [record.sourced_id for record in whole if fits(record)]
    assert len(found) > 0


async def test_search_and_condition_narrow_each_other(oneroster: OneRosterClient) -> None:
    both = await oneroster.users.list(search="brien", where={"role": "student"}, limit=3000)
    searched = await oneroster.users.list(search="brien", limit=3000)
    assert ids(both) == [user.sourced_id for user in searched if has_role(user, "student")]
    assert 0 < len(both) < len(searched)


# Lists below a record


SAME: dict[str, tuple[str, Any]] = {
    "schools.classes": ("classes", {"school.sourcedId": LINCOLN}),
    "schools.courses": ("courses", {"org.sourcedId": LINCOLN}),
    "schools.enrollments": ("enrollments", {"school.sourcedId": LINCOLN}),
    "schools.line_items": ("line_items", {"school.sourcedId": LINCOLN}),
    "schools.class_enrollments": ("enrollments", {"class.sourcedId": MATH_CLASS}),
    "classes.line_items": ("line_items", {"class.sourcedId": MATH_CLASS}),
    "classes.results": ("results", {"class.sourcedId": MATH_CLASS}),
    "classes.score_scales": ("score_scales", {"class.sourcedId": MATH_CLASS}),
    "classes.line_item_results": ("results", {"lineItem.sourcedId": QUIZ, "class.sourcedId": MATH_CLASS}),
    "classes.student_results": ("results", {"studentSourcedId": PUPIL, "classSourcedId": MATH_CLASS}),
    "terms.classes": ("classes", {"terms.sourcedId": TERM}),
    "terms.grading_periods": ("grading_periods", {"parent.sourcedId": TERM}),
    "courses.classes": ("classes", {"course.sourcedId": MATH_COURSE}),
}


@pytest.mark.parametrize("name", sorted(SAME))
async def test_a_list_below_a_record_agrees_with_the_condition(name: str, oneroster: OneRosterClient) -> None:
    resource, where = SAME[name]
    assert ids(await BELOW[name](oneroster)()) == ids(await getattr(oneroster, resource).list_all(where=where))


async def test_members_of_a_class_are_those_with_an_active_enrolment(oneroster: OneRosterClient) -> None:
    scope = oneroster.classes(MATH_CLASS)
    for role, members in (("student", scope.students), ("teacher", scope.teachers)):
        seats = await scope.enrollments(where={"role": role, "status": "active"})
        assert {seat.user.sourced_id for seat in seats} == set(ids(await members()))
    (seat, *_) = await scope.enrollments(where={"role": "student", "status": "active"})
    await oneroster.enrollments(seat.sourced_id).delete()
    assert seat.user.sourced_id not in ids(await scope.students())
    assert MATH_CLASS not in ids(await oneroster.students(seat.user.sourced_id).classes())
    assert ids(await scope.students()) == ids(await oneroster.schools(LINCOLN).class_(MATH_CLASS).students())


async def test_classes_of_a_user_are_those_of_the_active_enrolments(oneroster: OneRosterClient) -> None:
    seats = await oneroster.enrollments.list_all(where={"user.sourcedId": PUPIL, "status": "active"})
    expected = {seat.class_.sourced_id for seat in seats}
    assert set(ids(await oneroster.users(PUPIL).classes())) == expected
    assert set(ids(await oneroster.students(PUPIL).classes())) == expected


async def test_people_of_a_school_are_those_with_a_role_there(oneroster: OneRosterClient) -> None:
    for role, people in (
        ("student", oneroster.schools(LINCOLN).students),
        ("teacher", oneroster.schools(LINCOLN).teachers),
    ):
        users = await oneroster.users.list_all(limit=3000, where={"role": role})
        expected = [
            user.sourced_id
            for user in users
            if LINCOLN in [item.org.sourced_id for item in user.roles if item.role == role]
            or (user.primary_org is not None and user.primary_org.sourced_id == LINCOLN)
        ]
        assert ids(await people()) == expected


async def test_a_condition_below_a_record_cannot_reach_outside(oneroster: OneRosterClient) -> None:
    either: Any = {"OR": [{"title": {"contains": "a"}}, {"title": {"contains": "e"}}]}
    for found, course in (
        (await oneroster.courses(MATH_COURSE).components(where=either), "course"),
        (await oneroster.courses(MATH_COURSE).components(where="title~'a' OR title~'e'"), "course"),
    ):
        assert found
        assert {getattr(item, course).sourced_id for item in found} == {MATH_COURSE}
    roles: Any = {"OR": [{"role": "teacher"}, {"role": "student"}]}
    seats = await oneroster.classes(MATH_CLASS).enrollments(where=roles)
    assert {seat.class_.sourced_id for seat in seats} == {MATH_CLASS}
    results = await oneroster.line_items(QUIZ).results(where={"OR": [{"score": {"gte": 0}}, {"score": {"lt": 0}}]})
    assert {result.line_item.sourced_id for result in results} == {QUIZ}
    assert ids(await oneroster.assessment_line_items("assessment-math-k-u1-practice").results()) == ids(
        await oneroster.assessment_results.list_all(
            where={"assessmentLineItemSourcedId": "assessment-math-k-u1-practice"}
        )
    )


async def test_lists_below_take_every_keyword(oneroster: OneRosterClient) -> None:
    scope = oneroster.schools(LINCOLN)
    found = await scope.students(
        limit=20,
        offset=5,
        sort="family_name",
        order_by="desc",
        where={"grades": 3},
        fields=["family_name"],
        max_items=9,
    )
    names = [user.family_name for user in found]
    assert names == sorted(names, reverse=True)
    assert 0 < len(found) <= 9
    searched = await scope.students(search="brien")
    assert [user.sourced_id async for user in scope.stream_students(limit=7, search="brien")] == ids(searched)
    assert searched


@pytest.mark.parametrize("name", sorted(BELOW))
async def test_below_an_unknown_record_is_not_found_before_anything_else(name: str, oneroster: OneRosterClient) -> None:
    strangers = {
        "users": lambda o: o.users("nobody"),
        "students": lambda o: o.students("nobody"),
        "teachers": lambda o: o.teachers("nobody"),
        "schools": lambda o: o.schools("nobody"),
        "classes": lambda o: o.classes("nobody"),
        "terms": lambda o: o.terms("nobody"),
        "courses": lambda o: o.courses("nobody"),
    }
    resource, _, listing = name.partition(".")
    scope = strangers[resource](oneroster)
    if listing.startswith("class_"):
        below = getattr(scope.class_(MATH_CLASS), listing.removeprefix("class_"))
    elif listing == "line_item_results":
        below = scope.line_item(QUIZ).results
    elif listing == "student_results":
        below = scope.student(PUPIL).results
    else:
        below = getattr(scope, listing)
    with pytest.raises(NotFoundError) as caught:
        await below.list(where="not a filter", fields=["nonsense"])
    assert [code["value"] for code in caught.value.minor_codes] == ["unknownobject"]


async def test_a_class_of_another_school_is_not_found_there(oneroster: OneRosterClient) -> None:
    with pytest.raises(NotFoundError, match="School or class not found"):
        await oneroster.schools("school-carver-middle").class_(MATH_CLASS).students()
    with pytest.raises(NotFoundError, match="Class or line item not found"):
        await oneroster.classes(MATH_CLASS).line_item("nobody").results()
    with pytest.raises(NotFoundError, match="Class or student not found"):
        await oneroster.classes(MATH_CLASS).student("nobody").results()
    with pytest.raises(NotFoundError):
        await (
            oneroster.classes(MATH_CLASS)
            .academic_session("nobody")
            .create_result(
                {"line_item": ref(QUIZ), **{k: v for k, v in EXAMPLES["results"].data.items() if k != "line_item"}}
            )
        )
