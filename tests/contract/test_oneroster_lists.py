"""Lists of OneRoster: pages, conditions, order, fields, search, and lists below a record."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from contract_operations import BELOW
from contract_places import Witness
from contract_records import EXAMPLES, LINCOLN, MATH_CLASS, MATH_COURSE, PUPIL, QUIZ, TERM, ref

from timeback_core import BadRequestError, InputValidationError, NotFoundError, ValidationError
from timeback_core.oneroster import OneRosterClient, User
from timeback_sandbox import Sandbox

pytestmark = pytest.mark.anyio


def ids(records: Any) -> list[str]:
    return [record.sourced_id for record in records]


# Pages


@pytest.mark.parametrize("limit", [100, 101, 131, 916, 3000])
@pytest.mark.parametrize("prefetch", [None, 0, 5])
async def test_a_walk_gives_every_user_once_and_in_order(
    limit: int, prefetch: int | None, oneroster: OneRosterClient
) -> None:
    everyone = ids(await oneroster.users.list(limit=3000))
    assert len(everyone) == len(set(everyone)) > 900
    walk = oneroster.users.stream(limit=limit, prefetch=prefetch)
    assert [user.sourced_id async for user in walk] == everyone
    assert walk.total == walk.offset == len(everyone)


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
async def test_small_pages_give_every_school_and_session_once(limit: int, oneroster: OneRosterClient) -> None:
    for resource in (oneroster.schools, oneroster.academic_sessions):
        whole = ids(await resource.list())
        assert ids(await resource.list_all(limit=limit)) == whole


async def test_a_walk_asks_for_each_page_once(oneroster: OneRosterClient, witness: Witness) -> None:
    total = len(await oneroster.users.list_all(limit=100))
    sent = [event for event in witness.requests if event.operation == "oneroster.users.list"]
    assert len(sent) == -(-total // 100)


async def test_a_page_knows_its_place_and_the_next(oneroster: OneRosterClient) -> None:
    page = await oneroster.users.list(limit=10, offset=900)
    assert (len(page), page.has_more, page.next_offset) == (10, True, 910)
    following = await page.fetch_next()
    assert following is not None
    assert (len(following), following.has_more, following.next_offset) == (6, False, None)
    assert await following.fetch_next() is None
    assert following.total == page.total == 916
    assert not set(ids(page)) & set(ids(following))


async def test_beyond_the_end_is_an_empty_page_with_the_total(oneroster: OneRosterClient) -> None:
    page = await oneroster.users.list(offset=5000)
    assert (list(page), page.total, page.has_more, page.next_offset) == ([], 916, False, None)


async def test_an_interrupted_walk_goes_on_where_it_stopped(oneroster: OneRosterClient) -> None:
    walk = oneroster.users.stream(limit=50)
    seen: list[str] = []
    async for user in walk:
        seen.append(user.sourced_id)
        if len(seen) == 77:
            break
    rest = await oneroster.users.list_all(limit=500, offset=walk.offset)
    assert seen + ids(rest) == ids(await oneroster.users.list(limit=3000))


async def test_max_items_ends_a_walk_and_is_not_overfetched(oneroster: OneRosterClient, in_process: Sandbox) -> None:
    found = await oneroster.users.list_all(limit=40, max_items=90)
    assert ids(found) == ids(await oneroster.users.list(limit=90))
    assert await oneroster.users.list_all(max_items=1) == found[:1]


async def test_a_walk_over_the_last_full_page_asks_no_further(oneroster: OneRosterClient, witness: Witness) -> None:
    assert len(await oneroster.schools.list_all(limit=3)) == 3
    assert [event.operation for event in witness.requests].count("oneroster.schools.list") == 1


@pytest.mark.parametrize("limit", [3001, 10_000_000])
async def test_a_limit_above_the_servers_is_refused_by_the_server(limit: int, oneroster: OneRosterClient) -> None:
    with pytest.raises((ValidationError, InputValidationError)) as caught:
        await oneroster.users.list(limit=limit)
    assert "limit" in str(caught.value.details)


# Conditions


def has_role(user: User, role: str) -> bool:
    return any(item.role == role for item in user.roles)


@pytest.fixture
async def users(oneroster: OneRosterClient) -> list[User]:
    return list(await oneroster.users.list(limit=3000))


USER_CONDITIONS: list[tuple[str, Any, Any]] = [
    ("equality", {"status": "active"}, lambda u: u.status == "active"),
    ("two fields", {"status": "active", "role": "teacher"}, lambda u: u.status == "active" and has_role(u, "teacher")),
    ("ne", {"family_name": {"ne": "O'Brien"}}, lambda u: u.family_name != "O'Brien"),
    ("quote", {"family_name": "O'Brien"}, lambda u: u.family_name == "O'Brien"),
    ("the wire's spelling", {"familyName": "O'Brien"}, lambda u: u.family_name == "O'Brien"),
    ("accents", {"given_name": "Siobhán"}, lambda u: u.given_name == "Siobhán"),
    ("contains any case", {"email": {"contains": "LINCOLN"}}, lambda u: "lincoln" in (u.email or "").lower()),
    ("in", {"role": {"in_": ["teacher", "aide"]}}, lambda u: has_role(u, "teacher") or has_role(u, "aide")),
    ("in without underscore", {"role": {"in": ["aide"]}}, lambda u: has_role(u, "aide")),
    ("not in", {"role": {"not_in": ["student", "guardian"]}}, lambda u: not {"student", "guardian"} & {
        item.role for item in u.roles
    }),
    ("empty not in", {"role": {"not_in": []}}, lambda u: True),
    ("boolean", {"enabled_user": True}, lambda u: u.enabled_user is True),
    ("false", {"enabledUser": False}, lambda u: u.enabled_user is False),
    ("nothing given", {"middle_name": None}, lambda u: True),
    ("list field", {"grades": 4}, lambda u: 4 in (u.grades or [])),
    ("list field as text", {"grades": "4"}, lambda u: 4 in (u.grades or [])),
    ("range", {"username": {"gte": "m", "lt": "n"}}, lambda u: "m" <= (u.username or "") < "n"),
    ("or", {"OR": [{"family_name": "O'Brien"}, {"family_name": "Núñez"}]}, lambda u: u.family_name in {
        "O'Brien", "Núñez"
    }),
    (
        "or beside a field",
        {"OR": [{"role": "teacher"}, {"role": "aide"}], "email": {"contains": "carver"}},
        lambda u: (has_role(u, "teacher") or has_role(u, "aide")) and "carver" in (u.email or ""),
    ),
    (
        "and with or inside",
        {"AND": [{"status": "active"}, {"OR": [{"given_name": "Ana"}, {"given_name": "Raj", "role": "student"}]}]},
        lambda u: u.status == "active" and (u.given_name == "Ana" or (u.given_name == "Raj" and has_role(u, "student"))),
    ),
    ("hop", {"roles.org.sourcedId": LINCOLN}, lambda u: LINCOLN in [item.org.sourced_id for item in u.roles]),
    ("alias", {"orgSourcedId": LINCOLN}, lambda u: LINCOLN in [item.org.sourced_id for item in u.roles]),
    ("primary org", {"primary_org.sourced_id": LINCOLN}, lambda u: u.primary_org is not None
        and u.primary_org.sourced_id == LINCOLN),
    ("ready-made", "role='aide' OR familyName~'brien'", lambda u: has_role(u, "aide")
        or "brien" in u.family_name.lower()),
    ("in list operator", "role@'teacher,aide'", lambda u: has_role(u, "teacher") or has_role(u, "aide")),
]


@pytest.mark.parametrize(("where", "fits"), [pytest.param(*rest, id=name) for name, *rest in USER_CONDITIONS])
async def test_a_condition_picks_what_it_says(
    where: Any, fits: Any, oneroster: OneRosterClient, users: list[User]
) -> None:
    expected = [user.sourced_id for user in users if fits(user)]
    page = await oneroster.users.list(where=where, limit=3000)
    assert ids(page) == expected
    assert page.total == len(expected)
    assert expected, "a condition that fits nobody shows nothing"


async def test_an_empty_in_matches_nothing_and_sends_nothing(oneroster: OneRosterClient, witness: Witness) -> None:
    page = await oneroster.users.list(where={"sourced_id": {"in_": []}})
    assert (list(page), page.total) == ([], 0)
    assert await oneroster.users.list_all(where={"status": "active", "role": {"in_": []}}) == []
    assert not witness.requests


async def test_dates_and_moments_are_compared_in_time(oneroster: OneRosterClient) -> None:
    stamp = (await oneroster.users.get("student-0001")).date_last_modified
    assert isinstance(stamp, datetime)
    count = {
        "after yesterday": {"gt": date.today() - timedelta(days=2)},
        "since then": {"gte": stamp},
        "in another zone": {"gte": stamp.astimezone(datetime.now().astimezone().tzinfo)},
    }
    for operand in count.values():
        assert (await oneroster.users.list(limit=1, where={"date_last_modified": operand})).total == 916
    for nothing in ({"gt": stamp + timedelta(days=400)}, {"lt": date(2020, 1, 1)}):
        assert (await oneroster.users.list(limit=1, where={"dateLastModified": nothing})).total == 0


async def test_days_of_sessions_are_compared_in_time(oneroster: OneRosterClient) -> None:
    sessions = await oneroster.academic_sessions.list()
    found = await oneroster.academic_sessions.list(where={"start_date": {"gte": date(2026, 6, 1)}})
    assert ids(found) == [item.sourced_id for item in sessions if item.start_date >= date(2026, 6, 1)]
    assert 0 < len(found) < len(sessions)


async def test_what_was_changed_since_a_moment_is_found(oneroster: OneRosterClient, sandbox: Sandbox) -> None:
    sandbox.clock.advance(3600)
    since = datetime.now(UTC) + timedelta(seconds=1800)
    await oneroster.users.update("student-0007", {"pronouns": "they"})
    changed = await oneroster.users.list(where={"date_last_modified": {"gte": since}})
    assert ids(changed) == ["student-0007"]
    assert changed[0].date_last_modified is not None
    assert changed[0].date_last_modified.tzinfo is not None


async def test_metadata_is_compared_by_its_kind(oneroster: OneRosterClient) -> None:
    results = await oneroster.assessment_results.list(limit=3000)
    for where, fits in (
        ({"metadata.xp": {"gte": 25}}, lambda xp, kind: xp is not None and xp >= 25),
        ({"metadata.xp": {"lt": 100}, "metadata.lessonType": "quiz"}, lambda xp, kind: xp is not None and kind == "quiz"),
        ({"metadata.lessonType": {"contains": "POWER"}}, lambda xp, kind: "power" in (kind or "")),
        ({"metadata.lessonType": {"in_": ["quiz", "unit-test"]}}, lambda xp, kind: kind in {"quiz", "unit-test"}),
    ):
        expected = [
            result.sourced_id
            for result in results
            if fits((result.metadata or {}).get("xp"), (result.metadata or {}).get("lessonType"))
        ]
        found = await oneroster.assessment_results.list(limit=3000, where=where)
        assert ids(found) == expected
        assert found.total == len(expected)


async def test_numbers_are_compared_as_numbers(oneroster: OneRosterClient) -> None:
    results = await oneroster.assessment_results.list(limit=3000)
    found = await oneroster.assessment_results.list(limit=3000, where={"score": {"gte": 9, "lt": 95.5}})
    assert ids(found) == [item.sourced_id for item in results if item.score is not None and 9 <= item.score < 95.5]
    assert 0 < len(found) < len(results)


@pytest.mark.parametrize(
    "where",
    [
        "nonsense",
        "status=",
        "status='active' AND",
        "status='active",
        "(status='active'",
        "status='active')",
        "lastName='x'",
        "class.title='x'",
        "status ! 'active'",
        "= 'x'",
    ],
)
async def test_a_filter_that_the_server_cannot_read_is_a_bad_request(where: str, oneroster: OneRosterClient) -> None:
    with pytest.raises(BadRequestError) as caught:
        await oneroster.users.list(where=where)
    assert caught.value.status_code == 400
    assert [code["value"] for code in caught.value.minor_codes] == ["invalid_filter_field"]


@pytest.mark.parametrize(
    "where",
    [
        {"role": {"bogus": 1}},
        {"role": ["a"]},
        {"role": {}},
        {"role": {"gt": None}},
        {"score": float("nan")},
        {"na me": "x"},
        {"status='x' OR status": "y"},
        {"OR": []},
        {"OR": [{}]},
        {"OR": {"role": "x"}},
    ],
)
async def test_a_condition_that_cannot_be_said_is_refused_before_sending(
    where: Any, oneroster: OneRosterClient, witness: Witness
) -> None:
    for call in (oneroster.users.list, oneroster.users.first, oneroster.classes(MATH_CLASS).students):
        with pytest.raises(InputValidationError):
            await call(where=where)
    assert not witness.requests


# Order, fields, search


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
        oneroster.users.list(fields=["shoeSize"]),
        oneroster.users.get("student-0001", fields=["given_name", "shoe_size"]),
        oneroster.schools(LINCOLN).classes(fields=["shoeSize"]),
    ):
        with pytest.raises(BadRequestError) as caught:
            await call
        assert [code["value"] for code in caught.value.minor_codes] == ["invalid_selection_field"]


SEARCHES: list[tuple[str, str, Any]] = [
    ("users", "BRIEN", lambda r: any("brien" in (text or "").lower() for text in (r.given_name, r.family_name, r.email))),
    ("students", "ana", lambda r: any("ana" in (text or "").lower() for text in (r.given_name, r.family_name, r.email))),
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
        await oneroster.assessment_results.list_all(where={"assessmentLineItemSourcedId": "assessment-math-k-u1-practice"})
    )


async def test_lists_below_take_every_keyword(oneroster: OneRosterClient) -> None:
    scope = oneroster.schools(LINCOLN)
    found = await scope.students(
        limit=20, offset=5, sort="family_name", order_by="desc", where={"grades": 3}, fields=["family_name"], max_items=9
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
        await oneroster.classes(MATH_CLASS).academic_session("nobody").create_result(
            {"line_item": ref(QUIZ), **{k: v for k, v in EXAMPLES["results"].data.items() if k != "line_item"}}
        )
