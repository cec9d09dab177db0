"""A test that came as XML is edited where it stands: what the JSON form cannot say stays as its author wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from qti_service import Service, service
from qti_tests import DOCUMENT, TESTS, XML, add_items, asked, create, form, in_step, part, post_xml, ref, section

PART = f"{TESTS}/by-hand/test-parts/main"
WARM_UP = f"{PART}/sections/warm-up"
COMMENTS = re.compile("<!--.*?-->")


@pytest.fixture(scope="module")
def shared() -> Iterator[Service]:
    with service() as made:
        yield made


@pytest.fixture
def qti(shared: Service) -> Service:
    shared.sandbox.state.reset()
    add_items(shared, "a", "b", "c", "d", "e")
    assert post_xml(shared).status == 201
    return shared


def xml_of(qti: Service) -> str:
    return str(in_step(qti, "by-hand")["rawXml"])


A = (
    '<qti-assessment-item-ref identifier="a" href="a.xml" category="easy"><qti-weight identifier="W" value="2"/>'
    "</qti-assessment-item-ref>"
)
B = '<qti-assessment-item-ref identifier="b" href="b.xml"/>'
C = '<qti-assessment-item-ref identifier="c" href="c.xml"/>'


def test_an_added_item_is_one_more_line(qti: Service) -> None:
    qti.post(f"{WARM_UP}/items", ref("e", href="e.xml"))
    line = '      <qti-assessment-item-ref identifier="e" href="e.xml"/>\n'
    assert xml_of(qti) == DOCUMENT.replace(f"      {C}\n", f"      {C}\n{line}")


def test_an_item_put_between_others_is_one_more_line_there(qti: Service) -> None:
    qti.post(f"{WARM_UP}/items", ref("e", href="e.xml", sequence=3))
    line = '      <qti-assessment-item-ref identifier="e" href="e.xml"/>\n'
    assert xml_of(qti) == DOCUMENT.replace(f"      {C}\n", f"{line}      {C}\n")


@pytest.mark.parametrize("line", [A, B, C])
def test_a_removed_item_is_one_line_less(qti: Service, line: str) -> None:
    (identifier,) = re.findall(r'identifier="(.)" href', line)
    qti.delete(f"{WARM_UP}/items/{identifier}")
    assert xml_of(qti) == DOCUMENT.replace(f"      {line}\n", "")


def test_items_that_change_places_keep_what_is_in_them(qti: Service) -> None:
    qti.put(f"{WARM_UP}/items/order", {"items": [ref("c"), ref("a")]})
    places = DOCUMENT.replace(A, "{first}").replace(B, "{second}").replace(C, "{third}")
    assert xml_of(qti) == places.format(first=C, second=A, third=B)


def test_a_replaced_section_keeps_rubrics_ordering_and_weights(qti: Service) -> None:
    qti.put(WARM_UP, section("warm-up", "b", "a", title="Cold start", required=False))
    found = xml_of(qti)
    assert '<qti-assessment-section identifier="warm-up" title="Cold start" visible="true" required="false"' in found
    for kept in ("<p>Take your time.</p>", '<qti-ordering shuffle="true"/>', A, "<!-- b is new -->"):
        assert kept in found
    assert asked(in_step(qti, "by-hand"))[0][0] == ["b", "a"]


def test_a_replaced_part_keeps_what_stands_beside_its_sections(qti: Service) -> None:
    part_before = qti.get(PART).body
    part_before["navigationMode"] = "nonlinear"
    assert qti.put(PART, part_before).status == 200
    assert xml_of(qti) == DOCUMENT.replace('navigation-mode="linear"', 'navigation-mode="nonlinear"')


def test_sections_within_sections_can_be_read_and_written(qti: Service) -> None:
    inner = f"{PART}/sections/inner"
    assert qti.get(inner).body["title"] == "Inner"
    qti.post(f"{inner}/items", ref("e", href="e.xml", sequence=1))
    line = '        <qti-assessment-item-ref identifier="e" href="e.xml"/>\n'
    old = '        <qti-assessment-item-ref identifier="d" href="d.xml"/>\n'
    assert xml_of(qti) == DOCUMENT.replace(old, line + old)
    assert qti.delete(inner).status == 200
    found = xml_of(qti)
    assert "inner" not in found
    assert 'identifier="outer"' in found


def test_a_section_takes_those_within_it_along_when_it_moves(qti: Service) -> None:
    outer = qti.get(f"{PART}/sections/outer").body
    assert qti.put(f"{PART}/sections/outer", {**outer, "sequence": 1}).body["sequence"] == 1
    test = in_step(qti, "by-hand")
    assert asked(test) == [[[], ["d"], ["a", "b", "c"]]]
    assert re.search('identifier="outer".*identifier="inner".*identifier="warm-up"', test["rawXml"], re.DOTALL)
    assert "</qti-assessment-section>\n    </qti-assessment-section>" in test["rawXml"]


def test_a_section_comes_out_of_another_when_it_moves_away(qti: Service) -> None:
    inner = qti.get(f"{PART}/sections/inner").body
    assert qti.put(f"{PART}/sections/inner", {**inner, "sequence": 1}).body["sequence"] == 1
    assert asked(in_step(qti, "by-hand")) == [[["d"], ["a", "b", "c"], []]]


def test_a_part_that_leaves_the_outer_section_out_keeps_the_inner_one(qti: Service) -> None:
    part_before = qti.get(PART).body
    sections = part_before["qti-assessment-section"]
    part_before["qti-assessment-section"] = [sections[2], sections[0]]
    assert qti.put(PART, {**part_before}).status == 200
    test = in_step(qti, "by-hand")
    names = [one["identifier"] for one in test["qti-test-part"][0]["qti-assessment-section"]]
    assert names == ["warm-up", "inner"]  # the order of their sequences
    assert A in test["rawXml"]


def test_an_added_part_stands_before_outcome_processing(qti: Service) -> None:
    qti.post(f"{TESTS}/by-hand/test-parts", part("more", section("x", ref("e", href="e.xml"))))
    found = xml_of(qti)
    added = """  <qti-test-part identifier="more" navigation-mode="linear" submission-mode="individual">
    <qti-assessment-section identifier="x" title="X" visible="true" required="true" fixed="false">
      <qti-assessment-item-ref identifier="e" href="e.xml"/>
    </qti-assessment-section>
  </qti-test-part>
"""
    assert found == DOCUMENT.replace("  <qti-outcome-processing>", f"{added}  <qti-outcome-processing>")
    qti.delete(f"{TESTS}/by-hand/test-parts/more")
    assert xml_of(qti) == DOCUMENT


def test_what_is_generated_and_what_is_edited_look_the_same(qti: Service) -> None:
    whole = create(
        qti, form("whole", part("p", section("s", "a", "b", "c"), section("s2", "d")), part("q", section("x")))
    )
    create(qti, form("grown", part("p", section("s", "a"))))
    path = f"{TESTS}/grown/test-parts"
    qti.post(f"{path}/p/sections/s/items", ref("c"))
    qti.post(f"{path}/p/sections/s/items", ref("b", sequence=2))
    qti.post(f"{path}/p/sections", section("s2", "d"))
    qti.post(path, part("q", section("x")))
    assert in_step(qti, "grown")["rawXml"] == whole["rawXml"].replace("whole", "grown")


def test_a_document_on_one_line_stays_on_one_line(qti: Service) -> None:
    flat = re.sub(r">\s+<", "><", COMMENTS.sub("", DOCUMENT)).replace("by-hand", "flat").strip()
    assert post_xml(qti, flat).status == 201
    qti.post(f"{TESTS}/flat/test-parts/main/sections/warm-up/items", ref("e", href="e.xml"))
    line = '<qti-assessment-item-ref identifier="e" href="e.xml"/>'
    assert in_step(qti, "flat")["rawXml"] == flat.replace(C, C + line)


def test_a_document_with_prefixes_keeps_them(qti: Service) -> None:
    prefixed = re.sub(r"<(/?)qti-", r"<\1q:qti-", DOCUMENT).replace("xmlns=", "xmlns:q=").replace("by-hand", "prefixed")
    assert post_xml(qti, prefixed).status == 201
    qti.post(f"{TESTS}/prefixed/test-parts/main/sections/warm-up/items", ref("e", href="e.xml"))
    found = qti.get(f"{TESTS}/prefixed").body
    assert found["rawXml"].startswith(prefixed[:300])
    assert asked(found)[0][0] == ["a", "b", "c", "e"]
    assert qti.get(TESTS, query="prefixed").body["items"][0]["rawXml"] == found["rawXml"]


def test_twins_that_a_document_brought_along_do_not_get_in_the_way(qti: Service) -> None:
    twins = (
        DOCUMENT.replace('"inner"', '"warm-up"').replace('identifier="b"', 'identifier="a"').replace("by-hand", "twins")
    )
    assert post_xml(qti, twins).status == 201
    sections = f"{TESTS}/twins/test-parts/main/sections"
    reply = qti.put(f"{sections}/warm-up/items/order", {"items": [ref("c"), ref("a")]})
    assert [one["identifier"] for one in reply.body["qti-assessment-item-ref"]] == ["c", "a", "a"]
    reply = qti.put(f"{sections}/warm-up", section("warm-up", "a"))
    assert [one["identifier"] for one in reply.body["qti-assessment-item-ref"]] == ["a"]
    reply = qti.put(f"{TESTS}/twins/test-parts/main", part("main", section("outer"), section("warm-up", "a")))
    assert [one["identifier"] for one in reply.body["qti-assessment-section"]] == ["outer", "warm-up"]
    in_step(qti, "twins")


def test_what_xml_cannot_hold_is_refused_and_changes_nothing(qti: Service) -> None:
    reply = qti.post(f"{WARM_UP}/items", ref("e", href="a\u0001b"))
    assert (reply.status, reply.body["error"]) == (400, "Assessment item identifier is required")
    reply = qti.put(WARM_UP, section("warm-up", title="a\u0001b"))
    assert (reply.status, reply.body["error"]) == (400, "Invalid section data")
    assert xml_of(qti) == DOCUMENT


def test_a_change_that_makes_a_test_invalid_is_refused_where_validity_is_enforced() -> None:
    with service(xsd_on_write="enforce") as strict:
        assert post_xml(strict).status == 201
        reply = strict.delete(PART)
        assert (reply.status, reply.body["error"]) == (400, "Invalid assessment test data")
        assert strict.call("GET", f"{TESTS}/by-hand", headers=XML).text == DOCUMENT


# ---------------------------------------------------------------- any changes

NAMES = st.sampled_from(["a", "b", "c", "d", "e"])
PLACES = st.none() | st.integers(1, 6)
CHANGES = st.lists(
    st.tuples(st.just("add"), st.integers(0, 3), NAMES, PLACES)
    | st.tuples(st.just("remove"), st.integers(0, 3), NAMES, st.none())
    | st.tuples(st.just("order"), st.integers(0, 3), st.permutations(["a", "b", "c", "d", "e"]), st.integers(1, 5))
    | st.tuples(st.just("section"), st.integers(0, 3), st.integers(0, 5), PLACES)
    | st.tuples(st.just("move"), st.integers(0, 3), st.just(""), st.integers(1, 6))
    | st.tuples(st.just("drop"), st.integers(0, 3), st.just(""), st.none()),
    min_size=1,
    max_size=12,
)


class Model:
    """What a part should consist of: names and items of its sections."""

    def __init__(self) -> None:
        self.sections: list[tuple[str, list[str]]] = [("s0", [])]

    def apply(self, qti: Service, change: tuple[Any, ...]) -> None:
        """Changes the part in both worlds."""
        kind, at, what, place = change
        path = f"{TESTS}/m/test-parts/p/sections"
        if kind == "section":
            name = f"s{what}"
            reply = qti.post(path, section(name, **({} if place is None else {"sequence": place})))
            assert (reply.status == 201) == (name not in dict(self.sections))
            if reply.status == 201:
                self.sections.insert(len(self.sections) if place is None else place - 1, (name, []))
            return
        if not self.sections:
            return
        name, items = self.sections[at % len(self.sections)]
        if kind == "add":
            reply = qti.post(f"{path}/{name}/items", ref(what, **({} if place is None else {"sequence": place})))
            assert (reply.status == 201) == (what not in items)
            if reply.status == 201:
                items.insert(len(items) if place is None else place - 1, what)
        elif kind == "remove":
            assert (qti.delete(f"{path}/{name}/items/{what}").status == 204) == (what in items)
            items[:] = [one for one in items if one != what]
        elif kind == "order":
            named = [one for one in what[:place] if one in items]
            if named:
                assert qti.put(f"{path}/{name}/items/order", {"items": [ref(one) for one in named]}).status == 200
            items[:] = [*named, *(one for one in items if one not in named)]
        elif kind == "move":
            assert qti.put(f"{path}/{name}", section(name, *items, sequence=place)).status == 200
            self.sections.remove((name, items))
            self.sections.insert(place - 1, (name, items))
        else:
            assert qti.delete(f"{path}/{name}").status == 200
            self.sections.remove((name, items))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_any_changes_keep_xml_fields_and_questions_in_step(shared: Service, changes: list[tuple[Any, ...]]) -> None:
    shared.sandbox.state.reset()
    add_items(shared, "a", "b", "c", "d", "e")
    create(shared, form("m", part("p", section("s0"))))
    model = Model()
    for change in changes:
        model.apply(shared, change)
    test = in_step(shared, "m")
    (found,) = test["qti-test-part"]
    assert [
        (one["identifier"], [item["identifier"] for item in one["qti-assessment-item-ref"]])
        for one in found["qti-assessment-section"]
    ] == model.sections
    questions = shared.get(f"{TESTS}/m/questions").body["questions"]
    expected = [(name, item) for name, items in model.sections for item in items]
    assert [(one["reference"]["section"], one["reference"]["identifier"]) for one in questions] == expected
