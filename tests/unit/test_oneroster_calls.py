"""What the OneRoster resources send, and how they read what comes back."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from recording import oneroster

from timeback_core.errors import (
    BadRequestError,
    InputValidationError,
    NotFoundError,
    ResponseParseError,
)
from timeback_core.oneroster import Course, OneRosterClient, User
from timeback_core.transport.call import Call

pytestmark = pytest.mark.anyio

STUDENT = {
    "sourcedId": "u1",
    "status": "active",
    "dateLastModified": "2025-01-01T00:00:00.000Z",
    "givenName": "Ana",
    "familyName": "Diaz",
    "enabledUser": "true",
    "roles": [{"roleType": "primary", "role": "student", "org": {"href": "h", "sourcedId": "s1", "type": "org"}}],
    "userProfiles": [],
    "vendorField": {"kept": True},
}
PAIRS = {"sourcedIdPairs": {"suppliedSourcedId": "x", "allocatedSourcedId": "x"}}
ROSTERING, GRADEBOOK, RESOURCES = "/rostering/v1p2", "/gradebook/v1p2", "/resources/v1p2"


def users(call: Call) -> tuple[int, Any]:
    if call.method == "GET":
        return (200, {"user": STUDENT}) if "/users/" in call.url else (200, {"users": [STUDENT], "totalCount": 1})
    return (200, {"user": STUDENT}) if call.method == "PUT" else (201, PAIRS)


async def test_a_list_sends_limit_and_offset_always_and_the_rest_when_given() -> None:
    client, pipeline = oneroster(users)
    page = await client.users.list()
    await client.users.list(
        limit=5,
        offset=10,
        sort="family_name",
        order_by="desc",
        where={"status": "active"},
        fields=["given_name", "sourcedId"],
        search="ana",
    )
    assert page.data[0].given_name == "Ana"
    assert page.total == 1
    assert pipeline.sent() == [
        f"GET {ROSTERING}/users?limit=100&offset=0",
        (
            f"GET {ROSTERING}/users?limit=5&offset=10&sort=familyName&orderBy=desc&filter=status%3D%27active%27"
            "&fields=givenName%2CsourcedId&search=ana"
        ),
    ]


async def test_a_clause_that_nothing_can_match_gives_an_empty_page_without_a_request() -> None:
    client, pipeline = oneroster(users)
    page = await client.users.list(where={"role": {"in_": []}})
    assert (page.data, page.total, page.has_more) == ([], 0, False)
    assert await client.users.list_all(where={"role": {"in_": []}}) == []
    assert pipeline.calls == []


@pytest.mark.parametrize(
    ("sourced_id", "segment"),
    [("a/b?c", "a%2Fb%3Fc"), ("ä b", "%C3%A4%20b"), ("../x", "..%2Fx"), ("a#b%", "a%23b%25"), ("p-1_~", "p-1_~")],
)
async def test_an_identifier_reaches_the_server_as_one_path_segment(sourced_id: str, segment: str) -> None:
    client, pipeline = oneroster(users)
    await client.users.get(sourced_id)
    assert pipeline.sent() == [f"GET {ROSTERING}/users/{segment}"]


@pytest.mark.parametrize("sourced_id", ["", "   ", ".", "..", None, 3])
async def test_an_identifier_that_cannot_be_in_a_path_is_refused_before_anything_is_sent(sourced_id: Any) -> None:
    client, pipeline = oneroster(users)
    for call in (
        client.users.get,
        client.users.exists,
        client.users.delete,
        lambda value: client.users(value).classes(),
        lambda value: client.enrollments(value).delete(),
        lambda value: client.courses(value).components(),
        lambda value: client.users.update(value, {"given_name": "x"}),
    ):
        with pytest.raises(InputValidationError) as caught:
            await call(sourced_id)
        assert caught.value.issues[0].path == "sourcedId"
    assert pipeline.calls == []


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": True}, "limit"),
        ({"limit": "5"}, "limit"),
        ({"offset": -1}, "offset"),
        ({"order_by": "up"}, "orderBy"),
        ({"sort": " "}, "sort"),
        ({"fields": []}, "fields"),
        ({"fields": "givenName"}, "fields"),
        ({"fields": ["a", ""]}, "fields[1]"),
        ({"search": 3}, "search"),
    ],
)
async def test_wrong_list_parameters_are_refused_everywhere_before_anything_is_sent(
    arguments: dict[str, Any], path: str
) -> None:
    client, pipeline = oneroster(users)
    for call in (client.users.list, client.users.list_all, client.users("u1").classes, client.schools("s").terms):
        with pytest.raises(InputValidationError, match="Invalid list parameters") as caught:
            await call(**arguments)
        assert path in [issue.path for issue in caught.value.issues]
    with pytest.raises(InputValidationError):
        client.users.stream(**arguments)
    assert pipeline.calls == []


async def test_an_unknown_argument_is_a_type_error_that_names_it() -> None:
    client, _ = oneroster(users)
    with pytest.raises(TypeError, match="'colour'"):
        await client.users.list(colour=1)  # type: ignore[call-arg]


async def test_exists_asks_for_one_field_and_reads_not_found_as_false() -> None:
    client, pipeline = oneroster(lambda call: (404, {"imsx_description": "User not found"}))
    assert await client.users.exists("u1") is False
    assert pipeline.sent() == [f"GET {ROSTERING}/users/u1?fields=sourcedId"]
    client, _ = oneroster(lambda call: (400, {}))
    with pytest.raises(BadRequestError):
        await client.users.exists("u1")


async def test_an_update_reads_the_record_and_keeps_every_field_that_is_not_named() -> None:
    client, pipeline = oneroster(users)
    user = await client.users.update("u1", {"given_name": "Eva"})
    assert isinstance(user, User)
    assert [line.split("?")[0] for line in pipeline.sent()] == [
        f"GET {ROSTERING}/users/u1",
        f"PUT {ROSTERING}/users/u1",
    ]
    assert pipeline.bodies() == [
        {
            "user": {
                "sourcedId": "u1",
                "status": "active",
                "givenName": "Eva",
                "familyName": "Diaz",
                "enabledUser": True,
                "roles": [{"roleType": "primary", "role": "student", "org": {"sourcedId": "s1"}}],
                "vendorField": {"kept": True},
            }
        }
    ]


async def test_a_record_that_was_read_and_changed_goes_back_in_one_request() -> None:
    client, pipeline = oneroster(users)
    user = await client.users.get("u1")
    user.family_name = "Núñez"
    await client.users.update("u1", user)
    assert [line.split()[0] for line in pipeline.sent()] == ["GET", "PUT"]
    assert pipeline.bodies()[0]["user"]["familyName"] == "Núñez"
    assert pipeline.bodies()[0]["user"]["vendorField"] == {"kept": True}


async def test_replace_sends_exactly_what_was_given() -> None:
    client, pipeline = oneroster(users)
    data = {"givenName": "A", "familyName": "B", "enabledUser": True, "roles": STUDENT["roles"]}
    await client.users.update("u1", data, replace=True)
    assert [line.split()[0] for line in pipeline.sent()] == ["PUT"]
    assert pipeline.bodies()[0]["user"].keys() == {"sourcedId", "givenName", "familyName", "enabledUser", "roles"}
    with pytest.raises(InputValidationError, match="Invalid user data"):
        await client.users.update("u1", {"givenName": "A"}, replace=True)


async def test_another_identifier_in_the_data_than_in_the_path_is_refused() -> None:
    client, pipeline = oneroster(users)
    for call in (client.users.update, client.users.upsert, client.enrollments.patch, client.results.update):
        with pytest.raises(InputValidationError) as caught:
            await call("u1", {"sourced_id": "u2"})
        assert "sourcedId" in [issue.path for issue in caught.value.issues]
    assert pipeline.calls == []


@pytest.mark.parametrize("body", [None, {}, {"anything": 1}, STUDENT, {"user": STUDENT}])
async def test_an_update_accepts_every_shape_of_answer(body: Any) -> None:
    client, _ = oneroster(lambda call: (200, {"user": STUDENT}) if call.method == "GET" else (201, body))
    user = await client.users.update("u1", {"givenName": "x"})
    assert (user.sourced_id if user else None) == ("u1" if body in (STUDENT, {"user": STUDENT}) else None)


async def test_an_upsert_creates_what_the_server_does_not_know() -> None:
    state: dict[str, Any] = {}

    def answer(call: Call) -> tuple[int, Any]:
        if call.method == "PUT":
            return 404, {"imsx_description": "User not found"}
        if call.method == "POST":
            state["made"] = True
            return 201, PAIRS
        return 200, {"user": STUDENT}

    client, pipeline = oneroster(answer)
    data = {"givenName": "A", "familyName": "B", "enabledUser": True, "roles": STUDENT["roles"]}
    user = await client.users.upsert("u1", data)
    assert user is not None
    assert user.sourced_id == "u1"
    assert [line.split()[0] for line in pipeline.sent()] == ["PUT", "POST", "GET"]
    assert pipeline.bodies()[1]["user"]["sourcedId"] == "u1"


async def test_classes_and_resources_are_changed_by_what_is_named_alone() -> None:
    client, pipeline = oneroster(lambda call: (200, {"sourcedId": "c1", "title": "New"}))
    changed = await client.classes.update("c1", {"title": "New"})
    assert changed is not None
    assert changed.title == "New"
    await client.resources.update("r1", {"metadata": {"xp": 5}})
    assert pipeline.sent() == [f"PUT {ROSTERING}/classes/c1", f"PUT {RESOURCES}/resources/r1"]
    assert pipeline.bodies()[0] == {"class": {"sourcedId": "c1", "title": "New"}}


async def test_a_gradebook_update_does_not_create_a_mistyped_record() -> None:
    client, pipeline = oneroster(lambda call: (404, {}) if call.method == "GET" else (201, {}))
    with pytest.raises(NotFoundError):
        await client.categories.update("typo", {"title": "Homework"})
    with pytest.raises(NotFoundError):
        await client.categories.update("typo", {"title": "Homework", "status": "active"}, replace=True)
    assert {line.split()[0] for line in pipeline.sent()} == {"GET"}
    await client.categories.update("new", {"title": "Homework", "status": "active"}, check_exists=False)
    assert pipeline.sent()[-1] == f"PUT {GRADEBOOK}/categories/new"


async def test_a_patch_sends_the_changes_without_the_identifier() -> None:
    client, pipeline = oneroster(lambda call: (200, {}))
    await client.enrollments("e1").patch({"metadata": {"goals": {"dailyXp": 20}}})
    await client.assessment_results.patch("r1", {"score": 90, "comment": None})
    assert pipeline.sent() == [f"PATCH {ROSTERING}/enrollments/e1", f"PATCH {GRADEBOOK}/assessmentResults/r1"]
    assert pipeline.bodies() == [
        {"enrollment": {"metadata": {"goals": {"dailyXp": 20}}}},
        {"assessmentResult": {"score": 90, "comment": None}},
    ]


async def test_only_the_three_documented_resources_can_be_patched() -> None:
    client, _ = oneroster(users)
    patchable = {name for name in vars(OneRosterClient) if hasattr(getattr(client, name), "patch")}
    assert patchable == {"enrollments", "assessment_line_items", "assessment_results"}


async def test_terms_write_to_the_academic_sessions() -> None:
    client, pipeline = oneroster(lambda call: (201, PAIRS))
    session = {
        "sourcedId": "t1",
        "status": "active",
        "title": "Autumn",
        "startDate": "2025-08-15",
        "endDate": "2025-12-20",
        "schoolYear": 2026,
        "org": {"sourcedId": "o"},
    }
    await client.terms.create(session)
    await client.grading_periods.create({**session, "sourcedId": "g1"})
    await client.terms("t1").create_grading_period({**session, "sourcedId": "g2"})
    assert pipeline.sent() == [
        f"POST {ROSTERING}/academicSessions",
        f"POST {ROSTERING}/gradingPeriods",
        f"POST {ROSTERING}/terms/t1/gradingPeriods",
    ]
    assert [body["academicSession"]["type"] for body in pipeline.bodies()] == ["term", "gradingPeriod", "gradingPeriod"]
    assert pipeline.bodies()[2]["academicSession"]["parent"] == {"sourcedId": "t1"}
    assert {body["academicSession"]["schoolYear"] for body in pipeline.bodies()} == {"2026"}


async def test_a_grading_period_answered_as_the_session_itself_still_gives_its_identifier() -> None:
    client, _ = oneroster(lambda call: (201, {"academicSession": {"sourcedId": "g9", "title": "x"}}))
    created = await client.terms("t1").create_grading_period(
        {
            "sourcedId": "g9",
            "status": "active",
            "title": "x",
            "startDate": "2025-08-15",
            "endDate": "2025-12-20",
            "schoolYear": "2026",
            "org": {"sourcedId": "o"},
        }
    )
    assert created.id == "g9"


async def test_enrolling_picks_the_endpoint_by_role() -> None:
    client, pipeline = oneroster(lambda call: (201, PAIRS))
    await client.classes("c1").enroll({"sourcedId": "u1", "role": "student", "beginDate": "2025-08-15"})
    await client.classes("c1").enroll_user("t1", role="teacher", primary=True)
    assert pipeline.sent() == [f"POST {ROSTERING}/classes/c1/students", f"POST {ROSTERING}/classes/c1/teachers"]
    assert pipeline.bodies() == [
        {"enrollment": {"user": {"sourcedId": "u1"}, "beginDate": "2025-08-15"}},
        {"enrollment": {"user": {"sourcedId": "t1"}, "primary": True}},
    ]
    with pytest.raises(InputValidationError) as caught:
        await client.classes("c1").enroll({"sourcedId": "u1", "role": "aide"})
    assert [issue.path for issue in caught.value.issues] == ["role"]


async def test_bulk_results_get_their_line_item_from_the_path() -> None:
    client, pipeline = oneroster(lambda call: (201, {"sourcedIdPairs": [PAIRS["sourcedIdPairs"]] * 2}))
    row = {
        "student": {"sourcedId": "u1"},
        "status": "active",
        "scoreStatus": "fully graded",
        "scoreDate": "2025-09-01",
        "score": 4.5,
    }
    created = await client.line_items("l1").create_results([row, {**row, "lineItem": {"sourcedId": "l2"}}])
    assert len(created.sourced_id_pairs) == 2
    rows = pipeline.bodies()[0]["results"]
    assert [item["lineItem"]["sourcedId"] for item in rows] == ["l1", "l2"]
    assert rows[0]["scoreDate"] == "2025-09-01T00:00:00.000Z"
    with pytest.raises(InputValidationError) as caught:
        await client.line_items("l1").create_results([row, {**row, "scoreStatus": "late"}])
    assert [issue.path for issue in caught.value.issues] == ["[1].scoreStatus"]
    with pytest.raises(InputValidationError):
        await client.line_items("l1").create_results([])


async def test_a_list_narrowed_by_reference_cannot_leak_other_records() -> None:
    client, pipeline = oneroster(lambda call: (200, {"courseComponents": [], "totalCount": 0}))
    await client.courses("c'1").components(where={"OR": [{"title": "a"}, {"title": "b"}]})
    assert "filter=course.sourcedId%3D%27c%27%271%27+AND+%28title%3D%27a%27+OR+title%3D%27b%27%29" in pipeline.sent()[0]


async def test_scoped_lists_follow_every_page_and_stream_too() -> None:
    def answer(call: Call) -> tuple[int, Any]:
        offset = int(re.search(r"offset=(\d+)", call.url)[1])  # type: ignore[index]
        rows = [{"sourcedId": f"c{n}"} for n in range(offset, min(offset + 2, 5))]
        return 200, {"classes": rows, "totalCount": 5}

    client, pipeline = oneroster(answer)
    assert [item.sourced_id for item in await client.users("u1").classes(limit=2)] == ["c0", "c1", "c2", "c3", "c4"]
    assert [item.sourced_id async for item in client.users("u1").stream_classes(limit=2, offset=3)] == ["c3", "c4"]
    assert len(await client.users("u1").classes(limit=2, max_items=3)) == 3
    assert (await client.users("u1").classes.first()) is not None
    assert all("/users/u1/classes?" in line for line in pipeline.sent())


async def test_a_page_fetches_the_next_one_with_the_same_query() -> None:
    def answer(call: Call) -> tuple[int, Any]:
        first = "offset=0" in call.url
        return 200, {"users": [{"sourcedId": "a" if first else "b"}], "totalCount": 2}

    client, pipeline = oneroster(answer)
    page = await client.users.list(limit=1, where={"status": "active"})
    following = await page.fetch_next()
    assert following is not None
    assert following.data[0].sourced_id == "b"
    assert await following.fetch_next() is None
    assert pipeline.sent()[1].endswith("offset=1&filter=status%3D%27active%27")


@pytest.mark.parametrize("key", ["students", "users", "people"])
async def test_a_list_is_found_under_its_own_key_or_the_only_other_one(key: str) -> None:
    client, _ = oneroster(lambda call: (200, {key: [STUDENT], "totalCount": 1}))
    assert (await client.classes("c1").students())[0].sourced_id == "u1"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ([], "expected a JSON object"),
        ({"error": "no"}, "'users'"),
        ({"users": {}}, "expected list"),
        ({"users": [3]}, "users[0]"),
        (b"<html>", "Invalid JSON response"),
        (b'{"users": [', "Invalid JSON response"),
        (b'{"users": [{"sourcedId": "\xff"}]}', "Invalid JSON response"),
    ],
)
async def test_an_answer_of_the_wrong_shape_is_an_error_that_names_what_was_expected(body: Any, says: str) -> None:
    client, _ = oneroster(lambda call: (200, body))
    with pytest.raises(ResponseParseError) as caught:
        await client.users.list()
    assert says in str(caught.value)
    assert caught.value.status_code == 200


async def test_the_total_is_read_from_body_or_header() -> None:
    for body, headers, total in (
        ({"totalCount": 7}, {}, 7),
        ({"total": 8}, {}, 8),
        ({}, {"X-Total-Count": "9"}, 9),
        ({}, {}, None),
    ):
        client, _ = oneroster(lambda call, b=body, h=headers: (200, {"users": [STUDENT], **b}, h))  # type: ignore[misc]
        assert (await client.users.list()).total == total


async def test_the_other_platform_has_its_own_paths_and_dialect() -> None:
    client, pipeline = oneroster(lambda call: (200, {"users": [], "total": 0}), platform="LEARNWITH_AI")
    await client.users.list(order_by="desc", sort="familyName", where={"status": "active", "role": "student"})
    assert pipeline.calls[0].url == (
        "http://host/rostering/1.0/users?limit=100&offset=0&sort=familyName&orderBy=DESC"
        "&filter=status%3D%27active%27+AND+role%3D%27student%27"
    )
    for where in ({"a": 1, "b": 2, "c": 3}, {"a": 1, "OR": [{"b": 1}]} | {"OR": [{"b": 1}, {"c": 2}]}):
        with pytest.raises(InputValidationError, match="Invalid where clause"):
            await client.users.list(where=where)


async def test_an_export_is_written_to_a_file_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    client, pipeline = oneroster(lambda call: (200, b"PK-archive"))
    target = tmp_path / "course.imscc"
    assert await client.resources("r1").export() == b"PK-archive"
    assert await client.resources.export_to("r1", target) == 10
    assert target.read_bytes() == b"PK-archive"
    assert pipeline.calls[0].accept == "application/zip"
    broken, _ = oneroster(lambda call: (404, {}))
    with pytest.raises(NotFoundError):
        await broken.resources.export_to("r1", target)
    assert target.read_bytes() == b"PK-archive"
    assert [path.name for path in tmp_path.iterdir()] == ["course.imscc"]


async def test_course_methods_for_components_are_those_of_their_own_collections() -> None:
    client, pipeline = oneroster(lambda call: (200, {"courseComponent": {"sourcedId": "k"}, "courseComponents": []}))
    await client.courses.get_component("k")
    await client.courses.components()
    await client.courses.delete_component("k")
    assert pipeline.sent() == [
        f"GET {ROSTERING}/courses/components/k",
        f"GET {ROSTERING}/courses/components?limit=100&offset=0",
        f"DELETE {ROSTERING}/courses/components/k",
    ]


async def test_raw_answers_give_status_and_headers_beside_the_result() -> None:
    client, _ = oneroster(lambda call: (200, {"user": STUDENT}, {"X-Vendor": "v"}))
    raw = await client.users.with_raw_response.get("u1")
    assert (raw.status_code, raw.headers["x-vendor"]) == (200, "v")
    assert raw.parse().given_name == "Ana"
    with pytest.raises(AttributeError, match="make several"):
        client.users.with_raw_response.update  # noqa: B018


async def test_every_operation_is_declared_once() -> None:
    operations = OneRosterClient.operations()
    assert len(operations) == 143
    assert max(Counter(operation.id for operation in operations).values()) == 1
    assert max(Counter((operation.method, operation.path) for operation in operations).values()) == 1
    assert all(operation.summary for operation in operations)
    by_id = {operation.id: operation for operation in operations}
    listing = by_id["oneroster.users.list"]
    assert (listing.method, listing.path, listing.paged) == ("GET", "/ims/oneroster/rostering/v1p2/users", True)
    assert {"limit", "offset", "sort", "orderBy", "filter", "fields", "search"} == {
        parameter.wire_name for parameter in listing.parameters
    }
    assert sum(operation.paged for operation in operations) == 49
    reads = [operation for operation in operations if operation.method == "GET" and not operation.paged]
    plain = {"oneroster.users.agents", "oneroster.users.agent_for"}
    assert all(
        "fields" in {parameter.name for parameter in operation.parameters}
        for operation in reads
        if operation.id not in plain
    )


async def test_records_survive_in_the_types_of_their_collection() -> None:
    client, _ = oneroster(lambda call: (200, {"courses": [{"sourcedId": "c", "primaryApp": "x"}]}))
    (course,) = await client.courses.list()
    assert isinstance(course, Course)
