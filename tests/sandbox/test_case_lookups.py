"""What members that point to something are answered as: types, subjects, concepts, licences, links."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from case_api import (
    LINK,
    SHOWN_LINK,
    Service,
    case_service,
    item,
    package,
    shown_association,
    shown_document,
    shown_item,
    uid,
    upload,
)
from hypothesis import given, settings
from hypothesis import strategies as st

NO_LINKS: list[Any] = [None, "text", 7, [], {}, {**LINK, "uri": "x"}, {**LINK, "identifier": "x"}, {"title": "a"}]


@pytest.fixture
def case() -> Iterator[Service]:
    with case_service() as made:
        yield made


# ---------------------------------------------------------------- item types


TYPES = {
    "CFItemTypes": [
        {**LINK, "title": "Standard"},
        {"title": "broken"},
        None,
        {**LINK, "title": "Standard", "uri": "urn:x:2"},
    ]
}
STANDARD = {**SHOWN_LINK, "title": "Standard"}


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, "Unknown"),
        ({"CFItemType": "  ", "cfItemType": "", "CFItemTypeURI": {"title": " "}}, "Unknown"),
        ({"CFItemType": "Domain", "cfItemType": "Standard"}, "Domain"),
        ({"CFItemType": " ", "cfItemType": "Standard"}, "Standard"),
        ({"CFItemTypeURI": {"title": "Cluster"}}, "Cluster"),
        ({"CFItemTypeURI": "Cluster"}, "Unknown"),
    ],
)
def test_the_type_is_the_first_that_is_said(case: Service, members: dict[str, Any], expected: str) -> None:
    assert shown_item(case, **members)["CFItemType"] == expected


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"CFItemTypeURI": LINK}, SHOWN_LINK),
        ({"CFItemTypeURI": "urn:x:1"}, STANDARD),
        ({"CFItemTypeURI": uid("link").upper()}, STANDARD),
        ({"cfItemType": "Standard"}, STANDARD),
        ({"CFItemTypeURI": {"title": "Standard"}}, STANDARD),
        ({"CFItemTypeURI": "urn:x:9", "CFItemType": "Standard"}, STANDARD),
        ({"CFItemType": "standard"}, None),
        ({"CFItemTypeURI": "urn:X:1"}, None),
        ({}, None),
    ],
)
def test_the_type_is_linked_by_what_is_given_or_by_its_title(
    case: Service, members: dict[str, Any], expected: object
) -> None:
    assert shown_item(case, TYPES, **members)["CFItemTypeURI"] == expected


def test_definitions_count_in_their_own_package_only(case: Service) -> None:
    upload(case, {**package("defining"), "CFDefinitions": TYPES})
    upload(case, package("other", [item(1, CFItemType="Standard")]))
    assert case.get(f"/CFItems/{uid(1)}").body["CFItem"]["CFItemTypeURI"] is None


# ---------------------------------------------------------------- licences, subjects, concepts


LICENSES = {"CFLicenses": [{**LINK, "title": "CC BY", "licenseText": "…"}]}
CC_BY = {**SHOWN_LINK, "title": "CC BY"}


def made(text: str) -> dict[str, str]:
    return {"sourcedId": str(uuid.uuid5(uuid.NAMESPACE_URL, text)), "title": "License", "uri": text}


@pytest.mark.parametrize(
    ("given_license", "expected"),
    [
        ("urn:x:1", CC_BY), (uid("link"), CC_BY), ("https://l.example/", made("https://l.example/")), ("", None),
        ("not a uri", None),
    ],
)  # fmt: skip
def test_a_licence_is_looked_up_or_made(case: Service, given_license: str, expected: object) -> None:
    assert shown_document(case, LICENSES, licenseUri=given_license)["licenseURI"] == expected
    assert shown_item(case, LICENSES, licenseURI=given_license)["licenseURI"] == expected


def test_a_licence_that_is_an_object_comes_first(case: Service) -> None:
    assert shown_document(case, LICENSES, licenseURI=LINK, licenseUri="urn:y:2")["licenseURI"] == SHOWN_LINK
    assert shown_document(case, LICENSES, licenseURI={}, licenseUri="urn:x:1")["licenseURI"] == CC_BY
    assert shown_item(case, LICENSES, licenseURI=LINK)["licenseURI"] == SHOWN_LINK


SUBJECTS = {"CFSubjects": [{**LINK, "title": "Math"}, {"title": "Broken"}]}


def test_subjects_are_those_given_or_those_defined(case: Service) -> None:
    for shown in (shown_document, shown_item):
        assert shown(case, SUBJECTS, subjectURI=[LINK, None, {}], subject=["Math"])["subjectURI"] == [SHOWN_LINK]
        assert shown(case, SUBJECTS, subject=["Art", "Math", "Math"])["subjectURI"] == [{**SHOWN_LINK, "title": "Math"}]
        assert shown(case, SUBJECTS, subjectURI=LINK, subject=["Broken"])["subjectURI"] is None
        assert shown(case, SUBJECTS, subject=[])["subjectURI"] is None
        assert shown(case, subject=["Math"])["subjectURI"] is None


def concept(name: str, **more: Any) -> dict[str, Any]:
    return {"identifier": uid(name), "uri": f"urn:c:{name}", "title": name, **more}


def test_a_concept_is_the_one_given_or_the_first_defined(case: Service) -> None:
    defined = {"CFConcepts": [concept("ratio", keywords="rate, proportion"), concept("rate"), concept("area")]}

    def title(**members: Any) -> object:
        found = shown_item(case, defined, **members)["conceptKeywordsURI"]
        return None if found is None else found["title"]

    assert title(conceptKeywordsURI=LINK, conceptKeywords=["area"]) == "Linked"
    assert title(conceptKeywords=["area"]) == "area"
    assert title(conceptKeywords=["area", "rate"]) == "ratio"
    assert title(conceptKeywords=["proportion"]) == "ratio"
    assert title(conceptKeywords=["nothing"]) is None
    assert title() is None


@pytest.mark.parametrize("no_link", NO_LINKS)
def test_links_that_cannot_be_shown_are_null(case: Service, no_link: object) -> None:
    shown = shown_item(
        case, CFItemTypeURI=no_link, conceptKeywordsURI=no_link, subjectURI=[no_link], CFDocumentURI=no_link
    )
    assert [shown[name] for name in ("CFItemTypeURI", "conceptKeywordsURI", "subjectURI")] == [None] * 3
    assert shown["CFDocumentURI"]["sourcedId"] == uid("document")
    assert shown_association(case, CFAssociationGroupingURI=no_link)["CFAssociationGroupingURI"] is None
    if not isinstance(no_link, str):
        assert shown_item(case, licenseURI=no_link)["licenseURI"] is None


def test_members_of_case_that_the_platform_does_not_name_are_shown(case: Service) -> None:
    assert shown_document(case, frameworkType="CourseCodes")["frameworkType"] == "CourseCodes"
    assert shown_document(case, frameworkType=7)["frameworkType"] is None
    shown = shown_association(case, notes="a note", CFAssociationGroupingURI=LINK)
    assert (shown["notes"], shown["CFAssociationGroupingURI"]) == ("a note", SHOWN_LINK)
    assert shown_association(case, notes=["no note"])["notes"] is None
    ends = {"destinationNodeURI": {"title": "there", "identifier": uid(2), "uri": "urn:n:2", "targetType": "ext:blog"}}
    assert shown_association(case, **ends)["destinationNodeURI"] == {
        "sourcedId": uid(2), "title": "there", "uri": "urn:n:2", "targetType": "ext:blog",
    }  # fmt: skip
    assert "targetType" not in shown["destinationNodeURI"]


# ---------------------------------------------------------------- anything at all


_anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8) | st.sampled_from([LINK, uid("link"), "urn:x:1", "Standard"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
_texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=10)  # NUL is refused there
_words = st.lists(st.sampled_from(["Math", "Art", "ratio", "x"]), max_size=3)
_items = st.fixed_dictionaries(
    {},
    optional={
        "uri": _texts | st.just("https://x.example/y"),
        "fullStatement": _texts,
        "CFItemType": _texts | st.just("Standard"),
        "subject": _words,
        "conceptKeywords": _words,
        **dict.fromkeys(
            ["extensions", "CFItemTypeURI", "licenseURI", "subjectURI", "conceptKeywordsURI", "CFDocumentURI", "odd"],
            _anything,
        ),
    },
)


@pytest.fixture(scope="module")
def lasting() -> Iterator[Service]:
    with case_service() as made:
        yield made


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(_items, _anything)
def test_whatever_the_open_members_hold_the_answer_has_the_published_form(
    lasting: Service, members: dict[str, Any], entry: object
) -> None:
    definitions = {"CFItemTypes": [entry, *TYPES["CFItemTypes"]], "CFSubjects": [entry], "CFConcepts": [entry],
                   "CFLicenses": [entry], "extensions": entry}  # fmt: skip
    shown = shown_item(lasting, definitions, **members)
    if isinstance(members.get("extensions"), dict):
        assert shown["extensions"] == members["extensions"]
