"""Records of CASE: either spelling is read, and nothing is dropped on the way there and back."""

from __future__ import annotations

import copy
import json
import logging
import pickle
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from case_calls import DOCUMENT, body, document, edge, item, link, upload, uuid

import timeback_core.case as package_of_names
from timeback_core.case import (
    ASSOCIATION_TYPES,
    CFAssociation,
    CFDefinitions,
    CFDocument,
    CFItem,
    CFPackage,
    CFPackageWithGroups,
    CFRubric,
    LinkURI,
    is_association_type,
)
from timeback_core.case.checking import checked_package
from timeback_core.case.results import read_page, read_record
from timeback_core.decoding import ShapeError

PUBLISHED = [
    "__version__",
    "APIError",
    "AuthenticationError",
    "create_input_validation_error",
    "ForbiddenError",
    "InputValidationError",
    "NotFoundError",
    "RateLimitError",
    "ServerError",
    "TimebackError",
    "ValidationError",
    "ValidationIssue",
    "CaseClient",
    "CaseError",
    "CFAssociation",
    "CFAssociationInput",
    "CFDefinitions",
    "CFDocument",
    "CFDocumentInput",
    "CFItem",
    "CFItemInput",
    "CFItemWithChildGroups",
    "CFPackage",
    "CFPackageInput",
    "CFPackageUploadResult",
    "CFPackageUploadResultStats",
    "CFPackageWithGroups",
    "InputNodeURI",
    "LinkURI",
    "OptionalLinkURI",
]


def in_the_standards_spelling(value: Any) -> Any:
    if isinstance(value, list):
        return [in_the_standards_spelling(entry) for entry in value]
    if isinstance(value, dict):
        return {"identifier" if k == "sourcedId" else k: in_the_standards_spelling(v) for k, v in value.items()}
    return value


def test_every_name_of_the_published_package_is_there() -> None:
    assert set(PUBLISHED) <= set(package_of_names.__all__)
    assert all(getattr(package_of_names, name) is not None for name in package_of_names.__all__)
    assert package_of_names.CaseError is package_of_names.TimebackError


def test_names_on_the_wire_are_those_of_the_standard() -> None:
    everything = {
        **document(),
        "frameworkType": "CourseCodes",
        "officialSourceURL": "https://riverbend.example/u/doc",
        "subjectURI": [link(uuid(1))],
        "licenseURI": link(uuid(2)),
        "CFPackageURI": link(DOCUMENT),
        "statusStartDate": "2026-08-01",
    }
    read = read_record(msgspec.json.encode({"CFDocument": everything}), CFDocument, "CFDocument")
    assert read.extra == {}
    assert (read.official_source_url, read.framework_type) == ("https://riverbend.example/u/doc", "CourseCodes")
    assert read.subject_uri == [LinkURI(sourced_id=uuid(1), title="", uri=link(uuid(1))["uri"])]
    assert read.license_uri is not None
    assert read.license_uri.sourced_id == uuid(2)
    assert read.cf_package_uri is not None
    assert read.cf_package_uri.identifier == DOCUMENT
    assert read["CFPackageURI"] is read.cf_package_uri
    assert read["statusStartDate"] == "2026-08-01"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-02T08:15:00.000Z", datetime(2026, 3, 2, 8, 15, tzinfo=UTC)),
        ("2017-05-25T18:05:33", datetime(2017, 5, 25, 18, 5, 33, tzinfo=UTC)),
        ("2026-03-02T10:15:00+02:00", datetime(2026, 3, 2, 8, 15, tzinfo=UTC)),
        ("yesterday", None),
        (None, None),
    ],
)
def test_changes_can_be_compared_whatever_their_offset(text: str | None, moment: datetime | None) -> None:
    assert CFItem(sourced_id="x", last_change_date_time=text).last_changed_at == moment


@pytest.mark.parametrize("enveloped", [True, False])
def test_a_package_in_the_standards_spelling_is_the_same_package(enveloped: bool) -> None:
    values = body([item(1, CFItemTypeURI=link(uuid(5))), item(2)], [edge(1, 2, 1), edge(2, 1, None)])
    ours = CFPackage.from_json(values)
    theirs = in_the_standards_spelling(values)
    del theirs["identifier"]  # packages of the standard have no id of their own
    content = msgspec.json.encode({"CFPackage": theirs} if enveloped else theirs)
    read = read_record(content, CFPackage, "CFPackage")
    assert read == ours
    assert read.to_dict() == theirs
    assert [(depth, one.sourced_id) for depth, one in read.walk()] == [(0, uuid(1)), (1, uuid(2))]
    assert checked_package(read) == checked_package(ours)


def test_lists_in_the_standards_spelling_are_read() -> None:
    rows = [item(1, "identifier"), item(2)]
    records, _ = read_page(msgspec.json.encode({"CFItems": rows}), CFItem, "CFItems")
    assert [one.sourced_id for one in records] == [uuid(1), uuid(2)]
    assert [one.to_dict() for one in records] == rows
    assert records[0].identifier == uuid(1)


def test_what_extensions_hold_is_not_taken_for_ids() -> None:
    values = item(1, "identifier", extensions={"identifier": "x", "deep": [{"identifier": "y"}]})
    read = read_record(msgspec.json.encode({"CFItem": values}), CFItem, "CFItem")
    assert read.extensions == values["extensions"]
    assert read.to_dict() == values


def test_definitions_and_rubrics_of_a_package_are_typed() -> None:
    level = {"identifier": uuid(3, 5), "quality": "Good", "score": 2.5, "position": 1, "new": 1}
    criterion = {
        "identifier": uuid(2, 5),
        "CFItemURI": link(uuid(1), key="identifier"),
        "CFRubricCriterionLevels": [level],
    }
    rubric = {"identifier": uuid(1, 5), "title": "Essay", "CFRubricCriteria": [criterion], "new": {"a": None}}
    definitions = {
        "CFItemTypes": [{"identifier": uuid(1, 6), "title": "Domain", "hierarchyCode": "1", "typeCode": "d"}],
        "CFSubjects": [{"identifier": uuid(2, 6), "title": "Mathematics", "hierarchyCode": "1"}],
        "CFConcepts": [{"identifier": uuid(3, 6), "title": "Ratio", "keywords": "rate|ratio"}],
        "CFLicenses": [{"identifier": uuid(4, 6), "title": "CC BY 4.0", "licenseText": "…"}],
        "CFAssociationGroupings": [{"identifier": uuid(5, 6), "title": "Progression"}],
    }
    values = {**upload(), "CFDefinitions": definitions, "CFRubrics": [rubric], "extensions": {"x": None}}
    read = CFPackage.from_json(json.dumps(values))
    assert read.cf_definitions is not None
    found = read.cf_definitions
    assert [kind[0].sourced_id for kind in (found.cf_item_types, found.cf_subjects) if kind] == [uuid(1, 6), uuid(2, 6)]
    assert found.cf_licenses is not None
    assert found.cf_licenses[0].license_text == "…"
    assert found.cf_concepts is not None
    assert found.cf_concepts[0].keywords == "rate|ratio"
    (essay,) = read.cf_rubrics or []
    assert isinstance(essay, CFRubric)
    assert essay.cf_rubric_criteria is not None
    (levels,) = [one.cf_rubric_criterion_levels for one in essay.cf_rubric_criteria]
    assert levels is not None
    assert levels[0].score == 2.5
    assert read.to_dict() == values
    assert checked_package(read) == values
    assert CFDefinitions(cf_item_types=found.cf_item_types).to_dict()["CFItemTypes"][0]["hierarchyCode"] == "1"


def test_parts_of_a_package_know_what_the_server_sent_of_them() -> None:
    values = body(
        [item(1, new={"a": None}), item(2)],
        [edge(1, 2, 1, weight=1.5)],
        CFDocument=document(alignment="x"),
        more=[1],
    )
    read = read_record(msgspec.json.encode({"CFPackage": values}), CFPackage, "CFPackage")
    assert read.cf_items is not None
    assert read.cf_associations is not None
    assert read.cf_document is not None
    assert [one.extra for one in read.cf_items] == [{"new": {"a": None}}, {}]
    assert read.cf_associations[0].extra == {"weight": 1.5}
    assert read.cf_document.extra == {"alignment": "x"}
    assert read.extra == {"more": [1]}
    assert [one.to_dict() for one in read.cf_items] == values["CFItems"]
    for again in (copy.deepcopy(read), pickle.loads(pickle.dumps(read))):
        assert again == read
        assert again.to_dict() == values
        assert [one.extra for one in again.cf_items or []] == [{"new": {"a": None}}, {}]
    read.cf_items[0].full_statement = "Changed"
    assert read.to_dict()["CFItems"][0] == {**values["CFItems"][0], "fullStatement": "Changed"}


def test_nodes_of_a_tree_know_what_the_server_sent_of_them() -> None:
    leaf = {**item(2, new=2), "childGroups": {}}
    groups = {"Domain": [{**item(1, new=1), "childGroups": {"Standard": [leaf, {**item(3)}]}}]}
    values = {"sourcedId": DOCUMENT, "CFDocument": document(), "structuredContent": groups}
    read = read_record(msgspec.json.encode({"CFPackageWithGroups": values}), CFPackageWithGroups, "CFPackageWithGroups")
    assert [one.extra for _, one in read.walk()] == [{"new": 1}, {"new": 2}, {}]
    assert read.to_dict() == values
    assert read.roots()[0].to_dict() == groups["Domain"][0]


@pytest.mark.parametrize("levels", [3, 200, 5000])
def test_trees_of_any_depth_are_read(levels: int) -> None:
    odd = {"x-note": 'a "childGroups": {quoted\\', "extensions": {"childGroups": {"a": [1]}}, "notes": None}
    nodes = (json.dumps({**item(number), **odd})[:-1] for number in range(levels))
    opened = "".join(f'{{"Standard":[{node}, "childGroups" : ' for node in nodes)
    text = opened + "{}" + "}]}" * levels
    head = json.dumps({"sourcedId": DOCUMENT, "CFDocument": document(new=1), "more": 1})
    for envelope in ('{"CFPackageWithGroups":%s}', "%s"):
        content = (envelope % f'{head[:-1]},"structuredContent":{text}}}').encode()
        read = read_record(content, CFPackageWithGroups, "CFPackageWithGroups")
        found = list(read.walk())
        assert [(depth, one.sourced_id) for depth, one in found] == [(n, uuid(n)) for n in range(levels)]
        assert found[-1][1].child_groups == {}
        assert all(one.extensions == {"childGroups": {"a": [1]}} for _, one in found)
        assert {json.dumps(one.extra) for _, one in found[-3:]} == {
            json.dumps({"x-note": 'a "childGroups": {quoted\\'})
        }
        assert read.extra == {"more": 1}
        assert read.cf_document is not None
        assert read.cf_document.extra == {"new": 1}


def test_values_that_do_not_fit_are_kept_as_they_came(caplog: pytest.LogCaptureFixture) -> None:
    old = item(1, CFDocumentURI="https://old.example/doc", educationLevel="06", licenseURI={"uri": "no id"})
    values = body([old], [edge(1, 1, None, sequenceNumber="3"), edge(2, 1, None, sequenceNumber="first")])
    with caplog.at_level(logging.WARNING, "timeback_core.models"):
        read = CFPackage.from_json(values)
    assert read.cf_items is not None
    assert read.cf_associations is not None
    one: Any = read.cf_items[0]
    assert one.cf_document_uri == "https://old.example/doc"
    assert one.education_level == "06"
    assert one.license_uri.uri == "no id"
    assert [edge.sequence_number for edge in read.cf_associations] == [3, "first"]
    assert read.to_dict() == values
    assert [found.sourced_id for _, found in read.walk()] == [uuid(1)]


def test_selections_of_members_are_read() -> None:
    for model, key in ((CFDocument, "CFDocument"), (CFItem, "CFItem"), (CFAssociation, "CFAssociation")):
        read = read_record(msgspec.json.encode({key: {"sourcedId": uuid(1), "uri": "u"}}), model, key)
        assert (read.sourced_id, read.uri) == (uuid(1), "u")
    package = read_record(msgspec.json.encode({"CFPackage": {"sourcedId": DOCUMENT}}), CFPackage, "CFPackage")
    assert (package.cf_items, package.cf_document) == (None, None)


@pytest.mark.parametrize("text", [*ASSOCIATION_TYPES, "ext:our.own-type_1"])
def test_the_types_of_the_standard_are_known(text: str) -> None:
    assert is_association_type(text)


@pytest.mark.parametrize("text", ["isParentOf", "ext:", "ext:a b", "", "ischildof"])
def test_other_types_are_not(text: str) -> None:
    assert not is_association_type(text)


@pytest.mark.parametrize("content", [b"[]", b"5", b'"x"', b"{}", b'{"CFPackage": []}'])
def test_what_holds_no_package_is_said_so(content: bytes) -> None:
    with pytest.raises(ShapeError):
        read_record(content, CFPackage, "CFPackage")
