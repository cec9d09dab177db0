"""What packages are taken, what is said about others, and that they are taken whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from case_api import (
    DESCRIBE,
    DOCUMENT,
    DOMAIN,
    FIRST,
    SECOND,
    USE,
    Service,
    association,
    case_service,
    check_answer,
    issues,
    item,
    minor,
    package,
    riverbend,
    snapshot,
    uid,
    upload,
)

from timeback_sandbox import Sandbox
from timeback_sandbox.case.reading import upload_of

PATH = "/CFPackages"


@pytest.fixture
def case() -> Iterator[Service]:
    with case_service() as made:
        yield made


def test_a_package_is_answered_with_what_it_held(case: Service) -> None:
    reply = case.post(PATH, riverbend())
    check_answer(reply, PATH, "post", 201)
    assert reply.body == {
        "success": True,
        "message": "CASE package uploaded",
        "result": {"documentId": DOCUMENT, "stats": {"documents": 1, "items": 3, "associations": 4}, "success": True},
    }


def test_both_platforms_paths_show_the_same_with_their_own_addresses() -> None:
    with Sandbox(seed="empty", no_auth=True) as sandbox:
        first, second = Service(sandbox, FIRST), Service(sandbox, SECOND)
        try:
            upload(second, riverbend())
            shown = [one.get(f"/CFDocuments/{DOCUMENT}/").body["CFDocument"] for one in (first, second)]
        finally:
            first.close()
            second.close()
    addresses = [one.pop("CFPackageURI")["uri"] for one in shown]
    assert addresses == [f"http://qti.test{base}/CFPackages/{DOCUMENT}" for base in (FIRST, SECOND)]
    assert shown[0] == shown[1]


def test_a_package_may_be_empty(case: Service) -> None:
    assert upload(case, package()).body["result"]["stats"] == {"documents": 1, "items": 0, "associations": 0}


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[1]", b'"text"', b"null", b'{"CFDocument": "\xff"}', b'{"a": "\\ud800"}', b'{"a": 1e999}']
)
def test_what_is_no_json_object_is_refused_with_400(case: Service, body: bytes) -> None:
    reply = case.post(PATH, body)
    assert reply.status == 400
    assert minor(reply) == "invaliddata"


def test_bytes_that_are_no_text_are_refused_wherever_they_stand(case: Service) -> None:
    body = json.dumps(package(unknown="@")).encode().replace(b"@", b"\xff")
    assert case.post(PATH, body).status == 400
    extension = json.dumps(package(items=[item(1, extensions={"a": "@"})])).encode()
    assert case.post(PATH, extension.replace(b"@", b"\xff")).status == 400
    assert case.post(PATH, extension.replace(b'"@"', b"1e999")).status == 400


def test_another_content_type_is_refused_with_400(case: Service) -> None:
    reply = case.call("POST", PATH, json.dumps(riverbend()).encode(), headers=[("Content-Type", "text/plain")])
    assert reply.status == 400


def test_a_package_in_an_envelope_is_refused(case: Service) -> None:
    found = issues(case.post(PATH, {"CFPackage": riverbend()}))
    assert found == {"CFDocument": "Required", "CFItems": "Required", "CFAssociations": "Required"}


def test_everything_that_is_wrong_is_said_at_once(case: Service) -> None:
    body = riverbend()
    body["CFDocument"].update(identifier="not-a-uuid", title=None, statusStartDate="soon", subject=["a", 1])
    del body["CFItems"][0]["fullStatement"]
    body["CFItems"][1].update(conceptKeywords="ratio", lastChangeDateTime="yesterday")
    body["CFItems"][2] = "an item"
    body["CFAssociations"][0].update(sequenceNumber="1", originNodeURI=None)
    body["CFAssociations"][1].update(sequenceNumber=1.5)
    del body["CFAssociations"][2]["originNodeURI"]["title"]
    body["CFDefinitions"] = {"CFItemTypes": {}}
    reply = case.post(PATH, body)
    check_answer(reply, PATH, "post", 422)
    assert issues(reply) == {
        "CFDocument.identifier": "Invalid UUID 'not-a-uuid'",
        "CFDocument.title": "Expected string, received null",
        "CFDocument.statusStartDate": "Must be a date or a date and time by ISO 8601, got 'soon'",
        "CFDocument.subject.1": "Expected string, received number",
        "CFItems.0.fullStatement": "Required",
        "CFItems.1.conceptKeywords": "Expected array, received string",
        "CFItems.1.lastChangeDateTime": "Must be a date or a date and time by ISO 8601, got 'yesterday'",
        "CFItems.2": "Expected object, received string",
        "CFAssociations.0.originNodeURI": "Expected object, received null",
        "CFAssociations.0.sequenceNumber": "Expected number, received string",
        "CFAssociations.1.sequenceNumber": "Must be a whole number up to 9007199254740991",
        "CFAssociations.2.originNodeURI.title": "Required",
        "CFDefinitions.CFItemTypes": "Expected array, received object",
    }


_TEXTS = {
    "CFDocument": "uri title creator officialSourceURL publisher description language version caseVersion "
    "adoptionStatus licenseUri notes",
    "CFItems.0": "uri fullStatement alternativeLabel CFItemType cfItemType humanCodingScheme listEnumeration "
    "abbreviatedStatement notes language",
    "CFAssociations.0": "uri associationType",
}
_MOMENTS = {
    "CFDocument": "lastChangeDateTime statusStartDate statusEndDate",
    "CFItems.0": "lastChangeDateTime statusStartDate statusEndDate",
    "CFAssociations.0": "lastChangeDateTime",
}
_LISTS = {"CFDocument": "subject", "CFItems.0": "conceptKeywords subject educationLevel"}


def at(body: dict[str, Any], path: str) -> dict[str, Any]:
    found: Any = body
    for step in path.split("."):
        found = found[int(step) if step.isdigit() else step]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("wrong", [None, 1, True, ["a"], {}])
def test_every_member_that_is_a_text_has_to_be_one(case: Service, wrong: object) -> None:
    for members in (_TEXTS, _MOMENTS):
        for path, names in members.items():
            for name in names.split():
                body = riverbend()
                at(body, path)[name] = wrong
                assert list(issues(case.post(PATH, body))) == [f"{path}.{name}"]


def test_every_member_that_is_a_list_of_texts_has_to_be_one(case: Service) -> None:
    for path, names in _LISTS.items():
        for name in names.split():
            for wrong, place in ((None, ""), ("a", ""), ({}, ""), ([1], ".0"), (["a", None], ".1")):
                body = riverbend()
                at(body, path)[name] = wrong
                assert list(issues(case.post(PATH, body))) == [f"{path}.{name}{place}"]


@pytest.mark.parametrize("path", ["CFDocument", "CFItems.0", "CFAssociations.0", "CFAssociations.0.originNodeURI"])
@pytest.mark.parametrize("wrong", ["", "6f1e3c9a", f"{DOCUMENT}\n", f"{{{DOCUMENT}}}", DOCUMENT.replace("-", ""), 1])
def test_ids_have_the_shape_of_uuids(case: Service, path: str, wrong: object) -> None:
    body = riverbend()
    at(body, path)["identifier"] = wrong
    assert f"{path}.identifier" in issues(case.post(PATH, body))


@pytest.mark.parametrize("odd", ["00000000-0000-0000-0000-000000000000", "10000000-0000-0000-0000-000000000001"])
def test_uuids_may_be_of_any_version(case: Service, odd: str) -> None:
    body = package(items=[{**item(1), "identifier": odd}])
    upload(case, body)
    assert case.get(f"/CFItems/{odd}").body["CFItem"]["sourcedId"] == odd


@pytest.mark.parametrize(
    "good", ["2017-05-25T18:05:33", "2026-03-02T08:15:00+00:00", "2026-03-02", "2026-03-02T08:15Z"]
)
def test_moments_may_lack_zone_or_time(case: Service, good: str) -> None:
    upload(case, package(items=[item(1, lastChangeDateTime=good, statusEndDate=good)]))


@pytest.mark.parametrize("bad", ["", "2026-02-30", "02/03/2026", "2026-03-02T25:00:00Z", "1772439300"])
def test_moments_that_do_not_exist_are_refused(case: Service, bad: str) -> None:
    for name in ("lastChangeDateTime", "statusStartDate", "statusEndDate"):
        assert list(issues(case.post(PATH, package(items=[item(1, **{name: bad})])))) == [f"CFItems.0.{name}"]


@pytest.mark.parametrize(
    ("number", "right"), [(1, True), (1.0, True), (-3, True), (1.25, False), (2**53 - 1, True), (2**53 + 1, False)]
)
def test_sequence_numbers_are_whole(case: Service, number: float, right: bool) -> None:
    reply = case.post(PATH, package(associations=[association(1, 2, 3, sequenceNumber=number)]))
    if right:
        assert reply.status == 201
        shown = case.get(f"/CFAssociations/{uid(1)}").content
        assert f'"sequenceNumber":{int(number)},'.encode() in shown
    else:
        assert list(issues(reply)) == ["CFAssociations.0.sequenceNumber"]


def test_texts_that_no_filter_could_find_are_refused(case: Service) -> None:
    wrong = package(items=[item(1, notes="a\x00b", subject=["x\x00"]), item(2)], associations=[association(1, 1, 2)])
    wrong["CFAssociations"][0]["originNodeURI"]["title"] = "\x00"
    assert list(issues(case.post(PATH, wrong))) == [
        "CFItems.0.notes", "CFItems.0.subject.0", "CFAssociations.0.originNodeURI.title",
    ]  # fmt: skip
    right = item(1, notes="\\u0000", extensions={"a\x00": "\x00"}, other="\x00")
    upload(case, package(items=[right]))
    shown = case.get(f"/CFItems/{uid(1)}").body["CFItem"]
    assert shown["notes"] == "\\u0000"
    assert shown["extensions"] == {"a\x00": "\x00"}


def test_huge_sequence_numbers_are_refused(case: Service) -> None:
    body = json.dumps(package(associations=[association(1, 2, 3, sequenceNumber=0)]))
    for huge in ("1" + 40 * "0", "1" + 500 * "0", "1e300"):
        reply = case.post(PATH, body.replace('"sequenceNumber": 0', f'"sequenceNumber": {huge}').encode())
        assert reply.status in {400, 422}, huge


def test_an_id_occurs_once(case: Service) -> None:
    body = riverbend()
    body["CFItems"][2]["identifier"] = DESCRIBE.upper()
    body["CFItems"][0]["identifier"] = DOCUMENT
    body["CFAssociations"][3]["identifier"] = body["CFAssociations"][0]["identifier"]
    assert issues(case.post(PATH, body)) == {
        "CFItems.0.identifier": "Is the identifier of the CFDocument",
        "CFItems.2.identifier": "Repeats the identifier of CFItems.1",
        "CFAssociations.3.identifier": "Repeats the identifier of CFAssociations.0",
    }


def test_an_id_may_be_shared_by_an_item_and_an_association(case: Service) -> None:
    upload(case, package(items=[item(1)], associations=[association(1, 1, "document")]))
    assert case.get(f"/CFItems/{uid(1)}").status == case.get(f"/CFAssociations/{uid(1)}").status == 200


def test_of_very_many_issues_a_thousand_are_told(case: Service) -> None:
    reply = case.post(PATH, package(items=[{} for _ in range(2000)]))
    assert reply.status == 422
    assert len(reply.body["imsx_error_details"]) == 1000


def test_associations_may_point_anywhere_and_be_of_any_type(case: Service) -> None:
    upload(case, package(associations=[association(1, "elsewhere", "nowhere", associationType="isSillierThan")]))


def test_association_types_can_be_held_to_the_standard() -> None:
    with case_service(case_strict_associations=True) as case:
        kinds = ["isChildOf", "ext:my.kind_1-a", "isTranslationOf", "isParentOf", "ext:", "ischildof"]
        body = package(associations=[association(kind, 1, 2, associationType=kind) for kind in kinds])
        wrong = [f"CFAssociations.{at}.associationType" for at in (3, 4, 5)]
        assert list(issues(case.post(PATH, body))) == wrong
        upload(case, {**body, "CFAssociations": body["CFAssociations"][:3]})


def test_a_package_above_the_limit_is_refused_with_413() -> None:
    with case_service(max_body_bytes=10_000) as case:
        reply = case.post(PATH, package(padding=20_000 * "x"))
        assert reply.status == 413
        assert minor(reply) == "invaliddata"


def test_packages_of_dozens_of_megabytes_are_taken(case: Service) -> None:
    upload(case, package(padding=40_000_000 * "x"))


# ---------------------------------------------------------------- replacing


def test_what_is_there_already_is_refused_and_told_how_to_replace_it(case: Service) -> None:
    upload(case, riverbend())
    reply = case.post(PATH, riverbend())
    assert reply.status == 400
    assert reply.body["imsx_description"] == f"CFDocument {DOCUMENT} already exists; use PUT to replace it"


def test_uploading_again_can_be_made_to_replace() -> None:
    with case_service(case_post_existing="replace") as case:
        upload(case, riverbend())
        upload(case, {**riverbend(), "CFItems": [], "CFAssociations": []})
        assert case.get("/CFItems").body["CFItems"] == []


def test_replacing_takes_away_what_the_new_package_lacks_and_keeps_the_place(case: Service) -> None:
    upload(case, riverbend())
    upload(case, package("other", [item("later")]))
    body = riverbend()
    body["CFItems"] = [item("new"), *body["CFItems"][:2]]
    body["CFAssociations"] = body["CFAssociations"][:1]
    reply = case.put(f"{PATH}/{DOCUMENT.upper()}", body)
    assert reply.status == 200
    assert reply.body["result"]["stats"] == {"documents": 1, "items": 3, "associations": 1}
    assert case.get(f"/CFItems/{USE}").status == 404
    assert case.get(f"/CFAssociations/{riverbend()['CFAssociations'][1]['identifier']}").status == 404
    shown = [one["sourcedId"] for one in case.get("/CFItems").body["CFItems"]]
    assert shown == [uid("new"), DOMAIN, DESCRIBE, uid("later")]
    assert [one["title"] for one in case.get("/CFDocuments").body["CFDocuments"]][1] == "other"


def test_an_unknown_id_is_404_before_the_body_is_looked_at(case: Service) -> None:
    for wanted in (DOCUMENT, "nonsense"):
        reply = case.put(f"{PATH}/{wanted}", b"{")
        assert reply.status == 404
        assert minor(reply) == "unknownobject"


def test_the_path_and_the_body_name_the_same_framework(case: Service) -> None:
    upload(case, riverbend())
    upload(case, package())
    before = snapshot(case)
    assert list(issues(case.put(f"{PATH}/{DOCUMENT}", package()))) == ["CFDocument.identifier"]
    assert snapshot(case) == before


def test_ids_of_another_framework_are_refused_and_their_owner_named(case: Service) -> None:
    upload(case, riverbend())
    taken = riverbend()["CFAssociations"][2]
    intruder = package("other", [item(1), {**item(2), "identifier": USE.upper()}], [association(3, 1, 2), taken])
    before = snapshot(case)
    reply = case.post(PATH, intruder)
    assert list(issues(reply)) == ["CFItems.1.identifier", "CFAssociations.1.identifier"]
    assert all(DOCUMENT in message for message in issues(reply).values())
    assert DOCUMENT in reply.body["imsx_description"]
    assert snapshot(case) == before
    upload(case, package("other", [item(1)]))
    before = snapshot(case)
    assert "CFItems.1.identifier" in issues(case.put(f"{PATH}/{uid('other')}", intruder))
    assert "CFItems.1.identifier" in issues(case.post(PATH, intruder))
    assert snapshot(case) == before


@pytest.mark.parametrize("late", [{"lastChangeDateTime": "never"}, {"identifier": DOMAIN}, {"fullStatement": None}])
def test_a_refused_package_leaves_everything_as_it_was(case: Service, late: dict[str, Any]) -> None:
    upload(case, riverbend())
    before = snapshot(case)
    body = package("other", [item(1), item(2), {**item(3), **late}])
    assert case.post(PATH, body).status == 422
    changed = riverbend()
    changed["CFItems"].append({**item(3), **late})
    assert case.put(f"{PATH}/{DOCUMENT}", changed).status == 422
    assert snapshot(case) == before


def test_the_upload_is_kept_byte_for_byte(case: Service) -> None:
    body = json.dumps({**riverbend(), "CFRubrics": [{"a": 1.50}], "surprise": None}, indent=3).encode()
    upload(case, body)
    store = case.sandbox.state.store
    assert upload_of(store, DOCUMENT.upper()) == body
    assert upload_of(store, uid("nothing")) is None


def test_a_token_without_the_admin_scope_may_read_only_when_scopes_are_checked() -> None:
    from timeback_sandbox.access import allowed

    roster = frozenset({"https://purl.imsglobal.org/spec/or/v1p1/scope/roster.readonly"})
    admin = frozenset({"https://purl.imsglobal.org/spec/or/v1p1/scope/admin"})
    for base in (FIRST, SECOND):
        assert allowed(roster, "GET", f"{base}/CFItems")
        assert not allowed(roster, "POST", f"{base}/CFPackages")
        assert not allowed(roster, "PUT", f"{base}/CFPackages/x")
        assert allowed(admin, "POST", f"{base}/CFPackages")


def test_what_points_to_an_item_that_was_replaced_away_stays(case: Service) -> None:
    upload(case, package(items=[item(1)]))
    upload(case, package("other", items=[item(2)], associations=[association("tie", 2, 1)]))
    assert case.call("PUT", f"{PATH}/{uid('document')}", package()).status == 200
    assert case.get(f"/CFItems/{uid(1)}").status == 404
    tie = case.get(f"/CFAssociations/{uid('tie')}").body["CFAssociation"]
    assert tie["destinationNodeURI"]["sourcedId"] == uid(1)
    content = case.get(f"{PATH}/{uid('other')}/groups").body["CFPackageWithGroups"]["structuredContent"]
    assert [one["sourcedId"] for one in content["Unknown"]] == [uid(2)]
    upload(case, package("third", items=[item(1)]))  # and its id is free again
