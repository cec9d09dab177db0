"""What is answered for what was uploaded, member by member."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from case_api import (
    DOCUMENT,
    USE,
    Service,
    association,
    case_service,
    check_answer,
    document,
    item,
    minor,
    package,
    riverbend,
    uid,
    upload,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from timeback_sandbox.case.addresses import is_absolute

HERE = "http://qti.test/ims/case/v1p1"
NO_URIS = ["", "relative", "/path", "no scheme: here", "http://exa mple/", "//host/x", "https://x/ä", "a:b%zz", "1:x"]
LINK = {"identifier": uid("link"), "title": "Linked", "uri": "urn:x:1"}
SHOWN_LINK = {"sourcedId": uid("link"), "title": "Linked", "uri": "urn:x:1"}
NO_LINKS: list[Any] = [None, "text", 7, [], {}, {**LINK, "uri": "x"}, {**LINK, "identifier": "x"}, {"title": "a"}]


@pytest.fixture
def case() -> Iterator[Service]:
    with case_service() as made:
        yield made


def shown_item(case: Service, definitions: object = None, **members: Any) -> dict[str, Any]:
    """An item with these members, as it is answered; every answer has the published form."""
    body = package(items=[item("one", **members)])
    if definitions is not None:
        body["CFDefinitions"] = definitions
    case.sandbox.state.store.reset()
    upload(case, body)
    reply = case.get(f"/CFItems/{uid('one')}")
    check_answer(reply, "/CFItems/{sourcedId}")
    found: dict[str, Any] = reply.body["CFItem"]
    return found


def shown_document(case: Service, definitions: object = None, **members: Any) -> dict[str, Any]:
    body = {**package(), "CFDocument": document(**members)}
    if definitions is not None:
        body["CFDefinitions"] = definitions
    case.sandbox.state.store.reset()
    upload(case, body)
    reply = case.get(f"/CFDocuments/{uid('document')}")
    check_answer(reply, "/CFDocuments/{sourcedId}")
    found: dict[str, Any] = reply.body["CFDocument"]
    return found


def shown_association(case: Service, **members: Any) -> dict[str, Any]:
    case.sandbox.state.store.reset()
    upload(case, package(associations=[association("tie", 1, 2, **members)]))
    reply = case.get(f"/CFAssociations/{uid('tie')}")
    check_answer(reply, "/CFAssociations/{sourcedId}")
    found: dict[str, Any] = reply.body["CFAssociation"]
    return found


def test_the_documented_package_is_answered_as_documented(case: Service) -> None:
    upload(case, riverbend())
    assert case.get(f"/CFDocuments/{DOCUMENT}").body == {
        "CFDocument": {
            "sourcedId": DOCUMENT,
            "title": "Riverbend Grade 6 Mathematics",
            "uri": "https://riverbend.example/u/doc",
            "frameworkType": None,
            "caseVersion": "1.1",
            "creator": "Riverbend Unified",
            "lastChangeDateTime": "2026-03-02T08:15:00.000Z",
            "officialSourceURL": None,
            "publisher": "Riverbend Unified",
            "description": "Local grade 6 framework",
            "subject": ["Mathematics"],
            "subjectURI": [
                {
                    "sourcedId": "99999999-aaaa-4bbb-8ccc-dddddddddd01",
                    "title": "Mathematics",
                    "uri": "https://riverbend.example/u/math",
                }
            ],
            "language": "en",
            "version": "2026.1",
            "adoptionStatus": "Adopted",
            "statusStartDate": "2026-08-01",
            "statusEndDate": None,
            "licenseURI": {
                "sourcedId": "77777777-8888-4999-8aaa-bbbbbbbbbb01",
                "title": "CC BY 4.0",
                "uri": "https://riverbend.example/u/cc-by",
            },
            "notes": None,
            "extensions": None,
            "CFPackageURI": {
                "sourcedId": DOCUMENT,
                "title": "Riverbend Grade 6 Mathematics",
                "uri": f"{HERE}/CFPackages/{DOCUMENT}",
            },
        }
    }
    assert case.get(f"/CFItems/{USE}").body == {
        "CFItem": {
            "sourcedId": USE,
            "fullStatement": "Use unit rates to solve problems",
            "alternativeLabel": None,
            "CFItemType": "Standard",
            "uri": "https://riverbend.example/u/i3",
            "humanCodingScheme": "6.RP.2",
            "listEnumeration": "2",
            "abbreviatedStatement": None,
            "conceptKeywords": None,
            "conceptKeywordsURI": None,
            "notes": None,
            "subject": None,
            "subjectURI": None,
            "language": None,
            "educationLevel": ["06"],
            "CFItemTypeURI": {
                "sourcedId": "11111111-2222-4333-8444-555555555502",
                "title": "Standard",
                "uri": "https://riverbend.example/u/t2",
            },
            "licenseURI": None,
            "statusStartDate": None,
            "statusEndDate": None,
            "lastChangeDateTime": "2026-03-02T08:15:00.000Z",
            "extensions": {"riverbend:weight": 2},
            "CFDocumentURI": {
                "sourcedId": DOCUMENT,
                "title": "Riverbend Grade 6 Mathematics",
                "uri": "https://riverbend.example/u/doc",
            },
        }
    }


def test_every_answer_about_the_documented_package_has_the_published_form(case: Service) -> None:
    body = riverbend()
    upload(case, body)
    check_answer(case.get("/CFDocuments"), "/CFDocuments")
    check_answer(case.get("/CFItems"), "/CFItems")
    for one in body["CFAssociations"]:
        check_answer(case.get(f"/CFAssociations/{one['identifier']}"), "/CFAssociations/{sourcedId}")
    check_answer(case.get(f"/CFPackages/{DOCUMENT}"), "/CFPackages/{sourcedId}")
    check_answer(case.get(f"/CFPackages/{DOCUMENT}/groups"), "/CFPackages/{sourcedId}/groups")


def test_a_package_is_read_back_in_the_order_of_the_upload(case: Service) -> None:
    body = riverbend()
    upload(case, body)
    found = case.get(f"/CFPackages/{DOCUMENT}").body["CFPackage"]
    assert list(found) == ["sourcedId", "CFDocument", "CFItems", "CFAssociations"]
    assert found["sourcedId"] == DOCUMENT
    for name in ("CFItems", "CFAssociations"):
        assert [one["sourcedId"] for one in found[name]] == [one["identifier"] for one in body[name]]
    assert found["CFDocument"] == case.get(f"/CFDocuments/{DOCUMENT}").body["CFDocument"]
    empty = package()
    upload(case, empty)
    assert case.get(f"/CFPackages/{uid('document')}").body["CFPackage"]["CFItems"] == []


def test_ids_are_shown_as_they_came_and_found_whatever_their_case(case: Service) -> None:
    upper = uid("one").upper()
    upload(case, package(items=[{**item("one"), "identifier": upper}]))
    for wanted in (upper, upper.lower()):
        assert case.get(f"/CFItems/{wanted}").body["CFItem"]["sourcedId"] == upper


@pytest.mark.parametrize("kind", ["CFDocuments", "CFItems", "CFAssociations", "CFPackages"])
def test_unknown_ids_and_ids_that_are_none_are_404(case: Service, kind: str) -> None:
    for tail in ("", "/groups") if kind == "CFPackages" else ("",):
        unknown = case.get(f"/{kind}/{DOCUMENT}{tail}")
        assert (unknown.status, minor(unknown)) == (404, "unknownobject")
        shapeless = case.get(f"/{kind}/nonsense{tail}")
        assert (shapeless.status, minor(shapeless)) == (404, "unknownobject")
        assert "invalid UUID" in shapeless.body["imsx_description"]


def test_other_methods_are_405_with_those_that_work(case: Service) -> None:
    reply = case.delete(f"/CFPackages/{DOCUMENT}")
    assert reply.status == 405
    assert {"GET", "PUT"} <= {one.strip() for one in reply.headers["allow"].split(",")}
    assert minor(reply) == "invaliddata"


# ---------------------------------------------------------------- values


@pytest.mark.parametrize("uri", NO_URIS)
def test_a_uri_that_is_not_absolute_becomes_the_address_here(case: Service, uri: str) -> None:
    assert shown_item(case, uri=uri)["uri"] == f"{HERE}/CFItems/{uid('one')}"
    shown = shown_document(case, uri=uri, officialSourceURL=uri)
    assert shown["uri"] == f"{HERE}/CFDocuments/{uid('document')}"
    assert shown["officialSourceURL"] is None
    ends = {"originNodeURI": {"title": "", "identifier": uid(1), "uri": uri}}
    tie = shown_association(case, uri=uri, **ends)
    assert tie["uri"] == f"{HERE}/CFAssociations/{uid('tie')}"
    assert tie["originNodeURI"] == {"sourcedId": uid(1), "title": "", "uri": f"{HERE}/CFItems/{uid(1)}"}


def test_the_framework_is_linked_under_the_address_it_is_shown_with(case: Service) -> None:
    upload(case, {**package(items=[item("one")]), "CFDocument": document(uri="here")})
    link = case.get(f"/CFItems/{uid('one')}").body["CFItem"]["CFDocumentURI"]
    assert link == {"sourcedId": uid("document"), "title": "document", "uri": f"{HERE}/CFDocuments/{uid('document')}"}


@pytest.mark.parametrize(
    "uri",
    [
        "urn:uuid:1",
        "https://x.example/a?b=c#d",
        "mailto:a@b.example",
        "http://[::1]:80/",
        "x://ä".encode("idna").decode(),
    ],
)
def test_an_absolute_uri_is_left_alone(case: Service, uri: str) -> None:
    assert shown_item(case, uri=uri)["uri"] == uri
    assert shown_document(case, officialSourceURL=uri)["officialSourceURL"] == uri


_uri_texts = st.one_of(
    st.text(max_size=12),
    st.text(alphabet='ahtps:/?#[]@!%2Fg.~-0 \\"<>^`{|}', max_size=20),
    st.text(alphabet="ahtps:/?#[]@!%2Fg.~-0", max_size=20).map("http://a".__add__),
    st.text(alphabet="0:afv.", max_size=12).map(lambda text: f"x://[{text}]/"),
)


@settings(max_examples=1500, deadline=None)
@given(_uri_texts)
def test_what_passes_for_a_uri_is_one_by_the_answers_schema(text: str) -> None:
    if is_absolute(text):
        checker = jsonschema_rs.Draft202012Validator({"type": "string", "format": "uri"}, validate_formats=True)
        assert checker.is_valid(text)


def test_texts_with_control_characters_are_not_taken_for_addresses(case: Service) -> None:
    odd = "\x02/CFItems/x \\u0002 \x00 \u2028"
    shown = shown_item(case, fullStatement=odd, uri=odd, extensions={"a": odd})
    assert shown["fullStatement"] == odd
    assert shown["extensions"] == {"a": odd}
    assert shown["uri"] == f"{HERE}/CFItems/{uid('one')}"


def test_moments_are_shown_in_utc_with_milliseconds(case: Service) -> None:
    for given_text, expected in (
        ("2017-05-25T18:05:33", "2017-05-25T18:05:33.000Z"),
        ("2026-03-02T08:15:00.1234567+02:00", "2026-03-02T06:15:00.123Z"),
        ("2026-03-02T00:30:00+01:00", "2026-03-01T23:30:00.000Z"),
        ("2026-03-02", "2026-03-02T00:00:00.000Z"),
    ):
        assert shown_item(case, lastChangeDateTime=given_text)["lastChangeDateTime"] == expected


def test_dates_are_shown_by_their_first_ten_characters(case: Service) -> None:
    shown = shown_item(case, statusStartDate="2026-08-01T23:00:00-05:00", statusEndDate="2027-07-31")
    assert (shown["statusStartDate"], shown["statusEndDate"]) == ("2026-08-01", "2027-07-31")


def test_only_one_version_of_case_is_shown(case: Service) -> None:
    for given_text, expected in (("1.1", "1.1"), ("1.0", None), ("v1p1", None)):
        assert shown_document(case, caseVersion=given_text)["caseVersion"] == expected


def test_extensions_are_objects_and_keep_every_digit(case: Service) -> None:
    for odd in (None, [1], "text", 7, True):
        assert shown_item(case, extensions=odd)["extensions"] is None
        assert shown_document(case, extensions=odd)["extensions"] is None
        assert shown_association(case, extensions=odd)["extensions"] is None
    exact = b'{"a": 1.50, "b": 123456789012345678901234567890, "c": null, "d": {"e": [1e5]}}'
    body = json.dumps(package(items=[item("one", extensions="@")])).encode().replace(b'"@"', exact)
    case.sandbox.state.store.reset()
    upload(case, body)
    assert b'"extensions":' + exact in case.get(f"/CFItems/{uid('one')}").content


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
_words = st.lists(st.sampled_from(["Math", "Art", "ratio", "x"]), max_size=3)
_items = st.fixed_dictionaries(
    {},
    optional={
        "uri": st.text(max_size=10) | st.just("https://x.example/y"),
        "fullStatement": st.text(max_size=10),
        "CFItemType": st.text(max_size=3) | st.just("Standard"),
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


@settings(max_examples=150, deadline=None)
@given(_items, _anything)
def test_whatever_the_open_members_hold_the_answer_has_the_published_form(
    lasting: Service, members: dict[str, Any], entry: object
) -> None:
    definitions = {"CFItemTypes": [entry, *TYPES["CFItemTypes"]], "CFSubjects": [entry], "CFConcepts": [entry],
                   "CFLicenses": [entry], "extensions": entry}  # fmt: skip
    shown = shown_item(lasting, definitions, **members)
    if isinstance(members.get("extensions"), dict):
        assert shown["extensions"] == members["extensions"]
