"""Parts, sections and references of a test: each change keeps its XML, its content and its fields in step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from qti_service import Reply, Service, service
from qti_tests import DOCUMENT, TESTS, XML, add_items, asked, create, form, in_step, part, post_xml, ref, section

PARTS = f"{TESTS}/t/test-parts"
SECTIONS = f"{PARTS}/main/sections"
ITEMS = f"{SECTIONS}/s/items"


@pytest.fixture(scope="module")
def shared() -> Iterator[Service]:
    with service() as made:
        yield made


@pytest.fixture
def qti(shared: Service) -> Service:
    shared.sandbox.state.reset()
    add_items(shared, "a", "b", "c", "d", "order")
    create(shared, form("t", part("main", section("s", "a", "b"), section("s2"))))
    shared.sandbox.clock.advance(seconds=1)
    return shared


def refs_of(reply: Reply) -> list[str]:
    assert reply.status in {200, 201}, reply.content
    found = reply.body["qti-assessment-item-ref"]
    assert [one["sequence"] for one in found] == list(range(1, len(found) + 1))
    return [one["identifier"] for one in found]


def section_names(qti: Service) -> list[str]:
    found = in_step(qti, "t")["qti-test-part"][0]["qti-assessment-section"]
    assert [one["sequence"] for one in found] == list(range(1, len(found) + 1))
    return [one["identifier"] for one in found]


# ---------------------------------------------------------------- parts


def test_a_part_is_added_behind_the_others_and_answered_with_its_xml(qti: Service) -> None:
    before = qti.get(f"{TESTS}/t").body
    body = part("second", section("x", "c"), navigationMode="nonlinear", submissionMode="simultaneous")
    reply = qti.post(PARTS, body)
    assert reply.status == 201
    added = reply.body
    assert (added["identifier"], added["navigationMode"]) == ("second", "nonlinear")
    assert added["rawXml"].startswith("<qti-test-part ")
    assert added["content"]["qti-test-part"]["_attributes"]["identifier"] == "second"
    after = in_step(qti, "t")
    assert asked(after) == [[["a", "b"], []], [["c"]]]
    assert after["updatedAt"] > before["updatedAt"]
    assert after["createdAt"] == before["createdAt"]
    assert qti.get(f"{PARTS}/second").body == after["qti-test-part"][1]
    assert qti.call("GET", f"{PARTS}/second", headers=XML).text == added["rawXml"]
    assert qti.get(TESTS, submissionMode="simultaneous").body["total"] == 1


def test_a_part_is_replaced_with_all_its_sections(qti: Service) -> None:
    reply = qti.put(f"{PARTS}/main", part("main", section("s2", "c"), section("new", "a"), navigationMode="nonlinear"))
    assert reply.status == 200
    assert {"rawXml", "content"} <= reply.body.keys()
    test = in_step(qti, "t")
    assert asked(test) == [[["c"], ["a"]]]
    assert test["qti-test-part"][0]["navigationMode"] == "nonlinear"
    assert section_names(qti) == ["s2", "new"]


def test_a_part_may_be_replaced_without_naming_it_again(qti: Service) -> None:
    body = {name: value for name, value in part("main", section("x")).items() if name != "identifier"}
    assert qti.put(f"{PARTS}/main", body).body["identifier"] == "main"
    assert qti.put(f"{PARTS}/main", {**body, "identifier": "other"}).body["error"] == "Identifier mismatch"


def test_a_part_is_removed_and_its_items_stay(qti: Service) -> None:
    qti.post(PARTS, part("second", section("x", "c")))
    reply = qti.delete(f"{PARTS}/main")
    assert (reply.status, reply.content) == (204, b"")
    assert asked(in_step(qti, "t")) == [[["c"]]]
    assert qti.get("/assessment-items/a").status == 200


def test_without_its_last_part_a_test_is_not_valid(qti: Service) -> None:
    assert qti.delete(f"{PARTS}/main").status == 204
    test = in_step(qti, "t")
    assert (test["qti-test-part"], test["isValidXml"]) == ([], False)
    assert qti.post(PARTS, part("again", section("x", "a"))).status == 201
    assert in_step(qti, "t")["isValidXml"] is True


def test_a_second_part_of_an_identifier_is_a_conflict(qti: Service) -> None:
    reply = qti.post(PARTS, part("main", section("x")))
    assert (reply.status, reply.body["error"]) == (409, "Test part with this identifier already exists")


def test_parts_are_not_written_in_xml(qti: Service) -> None:
    reply = qti.call("PUT", f"{PARTS}/main", b"<qti-test-part/>", headers=XML)
    assert (reply.status, reply.body["error"]) == (501, "XML update not supported yet")
    assert qti.put(f"{PARTS}/main", {"format": "xml", "xml": "<a/>"}).status == 501
    reply = qti.call("POST", PARTS, b"<qti-test-part/>", headers=XML)
    assert (reply.status, reply.body["error"]) == (400, "Invalid test part data")


@pytest.mark.parametrize(
    "body",
    [part("x"), part("x", section("s"), navigationMode="a"), {"identifier": "x"}, [], part("x\x01", section("s"))],
)
def test_a_wrong_part_is_refused(qti: Service, body: Any) -> None:
    reply = qti.post(PARTS, body)
    assert (reply.status, reply.body["error"]) == (400, "Invalid test part data")
    assert reply.body["details"]


# ---------------------------------------------------------------- sections


def test_a_section_gets_its_defaults_and_its_place(qti: Service) -> None:
    reply = qti.post(SECTIONS, {"identifier": "x", "title": "X"})
    assert reply.status == 201
    assert reply.body == {
        "identifier": "x", "title": "X", "visible": True, "required": True, "fixed": False, "sequence": 3,
        "qti-assessment-item-ref": [],
    }  # fmt: skip
    assert section_names(qti) == ["s", "s2", "x"]
    assert qti.get(f"{SECTIONS}/x").body == reply.body


@pytest.mark.parametrize(
    ("sequence", "order"), [(1, ["x", "s", "s2"]), (2, ["s", "x", "s2"]), (3, ["s", "s2", "x"]), (99, ["s", "s2", "x"])]
)
def test_a_section_is_put_at_the_place_that_it_asks_for(qti: Service, sequence: int, order: list[str]) -> None:
    reply = qti.post(SECTIONS, section("x", "c", sequence=sequence))
    assert reply.body["sequence"] == order.index("x") + 1
    assert section_names(qti) == order


@pytest.mark.parametrize(
    ("sequence", "order"), [(1, ["s", "s2"]), (2, ["s2", "s"]), (7, ["s2", "s"]), (None, ["s", "s2"])]
)
def test_a_section_is_replaced_and_moves_when_it_asks_to(qti: Service, sequence: int | None, order: list[str]) -> None:
    body = section("s", "b", ref("d", href="d.xml"), title="Renamed", fixed=True, visible=False, sequence=sequence)
    reply = qti.put(f"{SECTIONS}/s", body)
    assert reply.status == 200
    assert (reply.body["title"], reply.body["fixed"], reply.body["visible"]) == ("Renamed", True, False)
    assert refs_of(reply) == ["b", "d"]
    assert section_names(qti) == order


def test_a_section_that_is_replaced_without_references_has_none(qti: Service) -> None:
    assert refs_of(qti.put(f"{SECTIONS}/s", {"title": "S"})) == []
    assert asked(in_step(qti, "t")) == [[[], []]]


def test_a_removed_section_is_told_with_a_message(qti: Service) -> None:
    reply = qti.delete(f"{SECTIONS}/s")
    assert (reply.status, reply.body) == (200, {"message": "Section deleted successfully"})
    assert section_names(qti) == ["s2"]


def test_a_second_section_of_an_identifier_is_refused(qti: Service) -> None:
    reply = qti.post(SECTIONS, section("s2"))
    assert (reply.status, reply.body["error"]) == (400, "Section with this identifier already exists")
    qti.post(PARTS, part("other", section("o")))
    assert qti.post(f"{PARTS}/other/sections", section("s2")).status == 201


@pytest.mark.parametrize("body", [{}, {"identifier": "x"}, section("x", sequence=-1), section("x", "a", "a"), "x"])
def test_a_wrong_section_is_refused(qti: Service, body: Any) -> None:
    reply = qti.post(SECTIONS, body)
    assert (reply.status, reply.body["error"]) == (400, "Invalid section data")


def test_sections_are_not_written_in_xml(qti: Service) -> None:
    for method, path in (("POST", SECTIONS), ("PUT", f"{SECTIONS}/s")):
        reply = qti.call(method, path, b"<qti-assessment-section/>", headers=XML)
        assert (reply.status, reply.body) == (501, {"error": "XML format not supported"})
    assert qti.post(SECTIONS, {"format": "xml", "xml": "<a/>"}).status == 501


# ---------------------------------------------------------------- references


@pytest.mark.parametrize(
    ("sequence", "order"), [(None, ["a", "b", "c"]), (1, ["c", "a", "b"]), (2, ["a", "c", "b"]), (9, ["a", "b", "c"])]
)
def test_an_item_is_added_at_its_place(qti: Service, sequence: int | None, order: list[str]) -> None:
    reply = qti.post(ITEMS, ref("c", sequence=sequence))
    assert reply.status == 201
    assert refs_of(reply) == order
    assert asked(in_step(qti, "t")) == [[order, []]]


def test_an_added_item_gets_its_address_or_keeps_the_one_that_was_given(qti: Service) -> None:
    qti.post(ITEMS, ref("c"))
    reply = qti.post(ITEMS, ref("d", href="items/d.xml"))
    assert [one["href"] for one in reply.body["qti-assessment-item-ref"][2:]] == [
        "http://qti.test/api/assessment-items/c", "items/d.xml",
    ]  # fmt: skip


def test_an_item_is_added_once_only_and_has_to_exist(qti: Service) -> None:
    for body, status, error in (
        ({}, 400, "Assessment item identifier is required"),
        ({"identifier": " "}, 400, "Assessment item identifier is required"),
        ({"identifier": 5}, 400, "Assessment item identifier is required"),
        (ref("a"), 400, "Assessment item already exists in section"),
        (ref("nobody"), 404, "Assessment item not found"),
    ):
        reply = qti.post(ITEMS, body)
        assert (reply.status, reply.body["error"]) == (status, error)
    assert asked(in_step(qti, "t")) == [[["a", "b"], []]]


def test_an_item_is_taken_out_and_stays_where_it_is_stored(qti: Service) -> None:
    reply = qti.delete(f"{ITEMS}/a")
    assert (reply.status, reply.content) == (204, b"")
    assert asked(in_step(qti, "t")) == [[["b"], []]]
    assert qti.get("/assessment-items/a").status == 200
    reply = qti.delete(f"{ITEMS}/a")
    assert (reply.status, reply.body) == (404, {"error": "Assessment item reference not found"})


def test_an_item_named_order_can_be_taken_out_as_well(qti: Service) -> None:
    assert qti.post(ITEMS, ref("order")).status == 201
    assert qti.delete(f"{ITEMS}/order").status == 204
    assert asked(in_step(qti, "t")) == [[["a", "b"], []]]


@pytest.mark.parametrize(
    ("items", "order"),
    [
        ([ref("d"), ref("a"), ref("c"), ref("b")], ["d", "a", "c", "b"]),
        (
            [ref("a", sequence=2), ref("b", sequence=1), ref("c", sequence=4), ref("d", sequence=3)],
            ["b", "a", "d", "c"],
        ),
        ([ref("c"), ref("a", sequence=1)], ["c", "a", "b", "d"]),
        ([ref("d", sequence=9)], ["d", "a", "b", "c"]),
    ],
    ids=["as listed", "by sequence", "not all with a sequence", "the others follow"],
)
def test_items_are_put_in_order(qti: Service, items: list[Any], order: list[str]) -> None:
    for one in ("c", "d"):
        qti.post(ITEMS, ref(one))
    reply = qti.put(f"{ITEMS}/order", {"items": items})
    assert reply.status == 200
    assert refs_of(reply) == order
    assert asked(in_step(qti, "t")) == [[order, []]]
    assert [one["reference"]["identifier"] for one in qti.get(f"{TESTS}/t/questions").body["questions"]] == order


@pytest.mark.parametrize("body", [{}, {"items": []}, {"items": "a"}, {"items": ["a"]}, {"items": [ref("a"), ref("a")]}])
def test_an_order_of_nothing_is_refused(qti: Service, body: Any) -> None:
    reply = qti.put(f"{ITEMS}/order", body)
    assert (reply.status, reply.body["error"]) == (400, "Items array is required")


def test_an_order_of_items_that_are_not_in_the_section_is_refused(qti: Service) -> None:
    reply = qti.put(f"{ITEMS}/order", {"items": [ref("b"), ref("c")]})
    assert (reply.status, reply.body) == (404, {"error": "Assessment item reference not found"})
    assert asked(in_step(qti, "t")) == [[["a", "b"], []]]


# ---------------------------------------------------------------- what is not there


def test_what_is_not_there_is_named(qti: Service) -> None:
    body, inner = part("x", section("y")), section("y")
    nobody = f"{TESTS}/nobody/test-parts"
    cases = [
        (path + tail, method, sent, error)
        for path, error in (
            (f"{nobody}/main/sections/s", "Assessment test not found"),
            (f"{PARTS}/nobody/sections/s", "Test part not found"),
            (f"{SECTIONS}/nobody", "Section not found"),
        )
        for tail, method, sent in (
            ("", "GET", None), ("", "PUT", inner), ("", "DELETE", None), ("/items", "POST", ref("a")),
            ("/items/a", "DELETE", None), ("/items/order", "PUT", {"items": [ref("a")]}),
        )
    ]  # fmt: skip
    for path, error in ((nobody, "Assessment test not found"), (f"{PARTS}/nobody", "Test part not found")):
        last = "" if path == nobody else "/sections"
        cases.append((path + last, "GET", None, error))
        cases.append((path + last, "POST", body if path == nobody else inner, error))
    for path, error in ((f"{nobody}/main", "Assessment test not found"), (f"{PARTS}/nobody", "Test part not found")):
        cases += [(path, "GET", None, error), (path, "PUT", body, error), (path, "DELETE", None, error)]
    for path, method, sent, error in cases:
        reply = qti.call(method, path, sent)
        assert (reply.status, reply.body) == (404, {"error": error}), (method, path)
    for path in (f"{nobody}/main", f"{PARTS}/nobody"):
        assert qti.call("GET", path, headers=XML).status == 404


# ---------------------------------------------------------------- lists


def test_parts_are_listed_in_their_order_and_by_mode_query_and_filter(qti: Service) -> None:
    qti.post(PARTS, part("a-part", section("x"), navigationMode="nonlinear"))
    page = qti.get(PARTS).body
    assert [one["identifier"] for one in page["items"]] == ["main", "a-part"]
    assert (page["total"], page["page"], page["pages"], page["limit"], page["sort"], page["order"]) == (
        2, 1, 1, 10, "sequence", "asc",
    )  # fmt: skip
    assert "rawXml" not in page["items"][0]
    for query, found in (
        ({"sort": "identifier"}, ["a-part", "main"]),
        ({"sort": "identifier", "order": "desc"}, ["main", "a-part"]),
        ({"sort": "createdAt"}, ["main", "a-part"]),
        ({"sort": "createdAt", "order": "desc"}, ["a-part", "main"]),
        ({"navigationMode": "nonlinear"}, ["a-part"]),
        ({"navigationMode": "nonlinear", "submissionMode": "simultaneous"}, []),
        ({"query": "PART"}, ["a-part"]),
        ({"filter": "identifier~'^ma' OR navigationMode='nonlinear'"}, ["main", "a-part"]),
        ({"filter": "navigationMode!='linear'"}, ["a-part"]),
        ({"limit": 1, "page": 2}, ["a-part"]),
    ):
        assert [one["identifier"] for one in qti.get(PARTS, **query).body["items"]] == found, query


def test_sections_are_listed_in_their_order_by_title_and_identifier(qti: Service) -> None:
    qti.put(f"{SECTIONS}/s", section("s", title="Zebra"))
    for query, found in (
        ({}, ["s", "s2"]),
        ({"sort": "title"}, ["s2", "s"]),
        ({"query": "zeb"}, ["s"]),
        ({"query": "s2"}, ["s2"]),
        ({"filter": "identifier='nobody'"}, ["s", "s2"]),
        ({"limit": 1, "order": "desc"}, ["s2"]),
    ):
        assert [one["identifier"] for one in qti.get(SECTIONS, **query).body["items"]] == found, query
    assert qti.get(SECTIONS, page=3).body["items"] == []


@pytest.mark.parametrize("path", [TESTS, PARTS])
@pytest.mark.parametrize(("kind", "name"), [("navigation", "navigationMode"), ("submission", "submissionMode")])
def test_a_mode_that_is_none_is_refused(qti: Service, path: str, kind: str, name: str) -> None:
    reply = qti.get(path, **{name: "free"})
    assert (reply.status, reply.body["error"]) == (400, f"Invalid {kind} mode")
    assert reply.body["meta"]["issues"][0]["field"] == name


@pytest.mark.parametrize("query", [{"limit": "0"}, {"page": "x"}, {"sort": "type"}, {"order": "up"}])
def test_a_wrong_parameter_is_refused(qti: Service, query: dict[str, str]) -> None:
    for path in (TESTS, PARTS, SECTIONS):
        assert qti.get(path, **query).status == 400
    assert qti.get(PARTS, filter="identifier=").status == 400


def test_tests_are_listed_by_the_modes_of_any_part(qti: Service) -> None:
    create(qti, form("u", part("p", section("s"), navigationMode="nonlinear", submissionMode="simultaneous")))
    post_xml(qti, DOCUMENT)
    assert {one["identifier"] for one in qti.get(TESTS, navigationMode="linear").body["items"]} == {"t", "by-hand"}
    assert [one["identifier"] for one in qti.get(TESTS, submissionMode="simultaneous").body["items"]] == ["u"]
    assert qti.get(TESTS, navigationMode="linear", submissionMode="simultaneous").body["total"] == 0
    assert qti.get(TESTS, query="hand", filter="timeLimit>=600").body["total"] == 1
    assert "isValidXml" not in qti.get(TESTS).body["items"][0]
