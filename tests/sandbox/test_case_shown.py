"""What is answered for what was uploaded, member by member."""

from __future__ import annotations

import json
from collections.abc import Iterator

import jsonschema_rs
import pytest
from case_api import (
    DOCUMENT,
    USE,
    Service,
    case_service,
    check_answer,
    document,
    item,
    minor,
    package,
    riverbend,
    shown_association,
    shown_document,
    shown_item,
    uid,
    upload,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from timeback_sandbox.case.addresses import is_absolute

HERE = "http://qti.test/ims/case/v1p1"
NO_URIS = ["", "relative", "/path", "no scheme: here", "http://exa mple/", "//host/x", "https://x/ä", "a:b%zz", "1:x"]


@pytest.fixture
def case() -> Iterator[Service]:
    with case_service() as made:
        yield made


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


@settings(max_examples=500, deadline=None)
@given(_uri_texts)
def test_what_passes_for_a_uri_is_one_by_the_answers_schema(text: str) -> None:
    if is_absolute(text):
        checker = jsonschema_rs.Draft202012Validator({"type": "string", "format": "uri"}, validate_formats=True)
        assert checker.is_valid(text)


def test_texts_with_control_characters_are_not_taken_for_addresses(case: Service) -> None:
    odd = "\x02/CFItems/x \\u0002 \u2028"
    shown = shown_item(case, fullStatement=odd, uri=odd, extensions={"a": f"{odd}\x00"})
    assert shown["fullStatement"] == odd
    assert shown["extensions"] == {"a": f"{odd}\x00"}
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
