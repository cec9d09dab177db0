"""Lists of frameworks and items: pages, order, filters, chosen members."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from case_api import (
    DOCUMENT,
    Service,
    case_service,
    check_answer,
    document,
    issues,
    item,
    minor,
    package,
    riverbend,
    uid,
    upload,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from timeback_sandbox.filters import All, AnyOf, Node, Operator, Predicate, render
from timeback_sandbox.moments import canonical


@pytest.fixture
def case() -> Iterator[Service]:
    with case_service() as made:
        yield made


@pytest.fixture(scope="module")
def many() -> Iterator[Service]:
    """250 frameworks, and 3 items."""
    with case_service() as made:
        upload(made, riverbend())
        for number in range(249):
            upload(made, package(f"framework {number:03}"))
        yield made


def links(header: str) -> dict[str, str]:
    parts = (one.split(">; rel=") for one in header.split(", "))
    return {rel.strip('"'): url.removeprefix("<") for url, rel in parts}


def test_an_empty_list_is_an_empty_list(case: Service) -> None:
    for kind in ("CFDocuments", "CFItems"):
        reply = case.get(f"/{kind}")
        assert (reply.status, reply.body) == (200, {kind: []})
        assert reply.headers["x-total-count"] == "0"
        assert "next" not in links(reply.headers["link"])


def test_pages_have_a_hundred_records_and_tell_where_the_others_are(many: Service) -> None:
    reply = many.get("/CFDocuments")
    check_answer(reply, "/CFDocuments")
    assert len(reply.body["CFDocuments"]) == 100
    assert list(reply.body) == ["CFDocuments"]
    assert reply.headers["x-total-count"] == "250"
    base = "http://qti.test/ims/case/v1p1/CFDocuments?limit=100&offset="
    assert links(reply.headers["link"]) == {"next": f"{base}100", "first": f"{base}0", "last": f"{base}200"}


def test_pages_keep_the_other_parameters_and_the_last_has_no_next(many: Service) -> None:
    reply = many.get("/CFDocuments", filter="title~'framework'", limit=50, offset=200, search="ignored")
    assert reply.headers["x-total-count"] == "249"
    assert len(reply.body["CFDocuments"]) == 49
    found = links(reply.headers["link"])
    assert set(found) == {"prev", "first", "last"}
    assert found["prev"].endswith("?limit=50&offset=150&filter=title~%27framework%27&search=ignored")


def test_all_records_fit_on_one_page(many: Service) -> None:
    assert len(many.get("/CFDocuments", limit=3000).body["CFDocuments"]) == 250
    beyond = many.get("/CFDocuments", offset=2**53)
    assert (beyond.body, beyond.headers["x-total-count"]) == ({"CFDocuments": []}, "250")


@pytest.mark.parametrize(
    ("name", "value"),
    [("limit", "0"), ("limit", "3001"), ("limit", "x"), ("limit", ""), ("offset", "-1"), ("offset", "1.5"),
     ("offset", "9" * 25), ("orderBy", "up"), ("orderBy", "ASC")],
)  # fmt: skip
def test_parameters_out_of_range_are_422(many: Service, name: str, value: str) -> None:
    for kind in ("CFDocuments", "CFItems"):
        reply = many.get(f"/{kind}", **{name: value})
        check_answer(reply, f"/{kind}", status=422)
        assert list(issues(reply)) == [name]


def test_items_are_listed_over_all_frameworks_in_the_order_of_ingest(case: Service) -> None:
    upload(case, package("b", [item("b2"), item("b1")]))
    upload(case, package("a", [item("a1")]))
    assert [one["sourcedId"] for one in case.get("/CFItems").body["CFItems"]] == [uid("b2"), uid("b1"), uid("a1")]


# ---------------------------------------------------------------- order


def test_order_is_by_code_point_with_nulls_last_and_first_when_turned(case: Service) -> None:
    labels = ["b", None, "Z", "é", "a", "a"]
    items = [item(at, **({} if label is None else {"alternativeLabel": label})) for at, label in enumerate(labels)]
    upload(case, package(items=items))

    def order(**query: str) -> list[Any]:
        return [
            one["alternativeLabel"] for one in case.get("/CFItems", sort="alternativeLabel", **query).body["CFItems"]
        ]

    assert order() == order(orderBy="asc") == ["Z", "a", "a", "b", "é", None]
    assert order(orderBy="desc") == [None, "é", "b", "a", "a", "Z"]
    ids = [one["sourcedId"] for one in case.get("/CFItems", sort="alternativeLabel", limit=2, offset=1).body["CFItems"]]
    assert ids == [uid(4), uid(5)]


def test_moments_are_ordered_in_time(case: Service) -> None:
    moments = ["2026-03-02T08:00:00+05:00", "2026-03-02T04:00:00Z", "2026-03-02"]
    upload(case, package(items=[item(at, lastChangeDateTime=one) for at, one in enumerate(moments)]))
    shown = case.get("/CFItems", sort="lastChangeDateTime").body["CFItems"]
    assert [one["sourcedId"] for one in shown] == [uid(2), uid(0), uid(1)]


@pytest.mark.parametrize(
    "sort", ["unknown", "subject", "CFDocumentURI", "extensions", "", "seq", "last_change_date_time"]
)
def test_what_cannot_be_sorted_by_is_ignored(case: Service, sort: str) -> None:
    upload(case, riverbend())
    usual = case.get("/CFItems").content
    assert case.get("/CFItems", sort=sort, orderBy="desc").content == usual


# ---------------------------------------------------------------- members


def test_members_can_be_chosen_everywhere(case: Service) -> None:
    upload(case, riverbend())
    tie = riverbend()["CFAssociations"][0]["identifier"]
    for path, envelope, name in (
        (f"/CFDocuments/{DOCUMENT}", "CFDocument", "title"),
        (f"/CFItems/{riverbend()['CFItems'][0]['identifier']}", "CFItem", "CFItemTypeURI"),
        (f"/CFAssociations/{tie}", "CFAssociation", "originNodeURI"),
        (f"/CFPackages/{DOCUMENT}", "CFPackage", "CFItems"),
    ):
        whole = case.get(path).body[envelope]
        assert case.get(path, fields=f" {name} ").body[envelope] == {key: whole[key] for key in ("sourcedId", name)}
        for bad in ("", "name", f"{name},", "sourcedid", "identifier"):
            refused = case.get(path, fields=bad)
            assert (refused.status, minor(refused)) == (400, "invalid_selection_field")
    for kind in ("CFDocuments", "CFItems"):
        shown = case.get(f"/{kind}", fields="sourcedId,uri").body[kind]
        assert all(list(one) == ["sourcedId", "uri"] for one in shown)
        refused = case.get(f"/{kind}", fields="sourcedId,name")
        check_answer(refused, f"/{kind}", status=400)
        assert "'name'" in refused.body["imsx_description"]


# ---------------------------------------------------------------- filters


@pytest.mark.parametrize(
    "text",
    ["title", "title=", "=x", "title='a", "(title='a'", "title='a')", "title='a' AND", "title IN 'a'", "unknown='a'",
     "CFPackageURI='a'", "CFPackageURI.title='a'", "licenseURI='a'", "subjectURI~'a'", "extensions='a'", "seq='1'",
     "document='a'", ""],
)  # fmt: skip
def test_filters_that_say_nothing_or_name_nothing_are_400(case: Service, text: str) -> None:
    reply = case.get("/CFDocuments", filter=text)
    check_answer(reply, "/CFDocuments", status=400)
    assert minor(reply) == "invalid_filter_field"


def test_the_refusal_names_the_member(case: Service) -> None:
    refused = case.get("/CFItems", filter="title='a'").body
    assert "'title' is no member of CFItem that can be filtered" in refused["imsx_description"]


def test_the_address_can_be_filtered_also_where_it_is_the_one_here(case: Service) -> None:
    upload(case, package(items=[item(1, uri="x"), item(2)]))
    (found,) = case.get("/CFItems", filter="uri~'qti.test/ims/case'").body["CFItems"]
    assert found["sourcedId"] == uid(1)
    assert case.get("/CFItems", filter=f"uri='{found['uri']}'").body["CFItems"] == [found]
    assert len(case.get("/CFItems", sort="uri", filter="uri~'http'").body["CFItems"]) == 2


_WORDS = ["Ana", "ana", "O'Brien", "a%b", "é", "É", "10", "9", "", "\\"]
_DATES = ["2026-08-01", "2026-08-01T00:00:00Z", "2026-08-01T02:00:00+02:00", "2026-08-02", "2026-07-31T23:59:59.999Z"]
_words = st.sampled_from(_WORDS)
_items = st.fixed_dictionaries(
    {"lastChangeDateTime": st.sampled_from(_DATES), "fullStatement": _words},
    optional={
        "alternativeLabel": _words,
        "humanCodingScheme": _words,
        "CFItemType": st.sampled_from(["Ana", "Domain"]),
        "subject": st.lists(_words | st.just("2026-08-01"), max_size=3),
        "educationLevel": st.lists(st.sampled_from(["09", "10", "KG"]), max_size=2),
        "statusStartDate": st.sampled_from(_DATES),
    },
)
_FIELDS = {
    "fullStatement": str, "alternativeLabel": str, "humanCodingScheme": str, "CFItemType": str, "subject": str,
    "educationLevel": str, "language": str, "lastChangeDateTime": "moment", "statusStartDate": "moment",
}  # fmt: skip
_OPERATORS: list[Operator] = ["=", "!=", "~", ">", ">=", "<", "<=", "@"]
_predicates = st.builds(
    Predicate,
    st.sampled_from(list(_FIELDS)),
    st.sampled_from(_OPERATORS),
    st.sampled_from([*_WORDS, *_DATES, "Ana,10", "2026"]),
)


def _groups(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.builds(All, parts) | st.builds(AnyOf, parts)


_nodes: st.SearchStrategy[Node] = st.recursive(_predicates, _groups, max_leaves=4)


def holds(node: Node, shown: dict[str, Any]) -> bool:
    """The rules in plain Python."""
    match node:
        case All(parts):
            return all(holds(part, shown) for part in parts)
        case AnyOf(parts):
            return any(holds(part, shown) for part in parts)
        case Predicate(field, operation, literal):
            value = shown[field]
            values = value if isinstance(value, list) else [] if value is None else [value]
            moment = _FIELDS[field] == "moment"
            if operation == "!=":
                return bool(values) and not any(compares("=", one, literal, moment=moment) for one in values)
            if operation == "@":
                wanted = [one.strip() for one in literal.split(",")]
                return any(compares("=", one, each, moment=moment) for one in values for each in wanted)
            return any(compares(operation, one, literal, moment=moment) for one in values)


def compares(operation: str, value: str, literal: str, *, moment: bool) -> bool:
    if operation == "~":
        return literal.lower() in value.lower()
    if moment and canonical(literal) is not None:
        value, literal = canonical(value) or value, canonical(literal) or literal
    return {"=": value == literal, ">": value > literal, ">=": value >= literal, "<": value < literal,
            "<=": value <= literal}[operation]  # fmt: skip


@pytest.fixture(scope="module")
def lasting() -> Iterator[Service]:
    with case_service() as made:
        yield made


@settings(max_examples=60, deadline=None)
@given(st.lists(_items, min_size=1, max_size=5), st.lists(_nodes, min_size=1, max_size=5))
def test_the_database_and_plain_python_choose_the_same_items(
    lasting: Service, items: list[dict[str, Any]], nodes: list[Node]
) -> None:
    lasting.sandbox.state.store.reset()
    upload(lasting, package(items=[{**item(at), **copy.deepcopy(one)} for at, one in enumerate(items)]))
    shown = lasting.get("/CFItems").body["CFItems"]
    for node in nodes:
        reply = lasting.get("/CFItems", filter=render(node))
        expected = [one["sourcedId"] for one in shown if holds(node, one)]
        assert [one["sourcedId"] for one in reply.body["CFItems"]] == expected, render(node)
        assert reply.headers["x-total-count"] == str(len(expected))


def test_frameworks_are_filtered_alike(case: Service) -> None:
    upload(case, {**package(), "CFDocument": document(subject=["Math", "Art"], adoptionStatus="Draft")})
    upload(case, {**package(), "CFDocument": document("other", creator="Somebody")})

    def titles(text: str) -> list[str]:
        return [one["title"] for one in case.get("/CFDocuments", filter=text).body["CFDocuments"]]

    assert titles("subject='Art'") == ["document"]
    assert titles("subject!='Art'") == []
    assert titles("adoptionStatus!='Adopted'") == ["document"]
    assert titles("creator = somebody or creator = Somebody") == ["other"]
    assert titles(f"sourcedId @ '{uid('other')},{uid('document')}'") == ["document", "other"]
