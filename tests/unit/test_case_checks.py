"""What is checked of a package before it is sent, and how it is sent."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
from case_calls import DOCUMENT, MOMENT, UPLOADED, answering, body, case, edge, item, upload, uuid

from timeback_core.case import (
    CFAssociationInput,
    CFDefinitions,
    CFDocumentInput,
    CFItem,
    CFItemInput,
    CFPackage,
    CFPackageInput,
    InputNodeURI,
    LinkURI,
)
from timeback_core.case.checking import checked_package
from timeback_core.errors import InputValidationError

pytestmark = pytest.mark.anyio


def without(place: str) -> Callable[[dict[str, Any]], None]:
    return changed(place, ...)


def changed(place: str, value: object) -> Callable[[dict[str, Any]], None]:
    """Return what changes one member of a package, or takes it out."""

    def change(package: Any) -> None:
        *way, name = (int(step) if step.isdigit() else step for step in place.split("."))
        for step in way:
            package = package[step]
        if value is ...:
            del package[name]
        else:
            package[name] = value

    return change


def problems(data: object, sourced_id: Any = ...) -> list[tuple[str, str]]:
    with pytest.raises(InputValidationError) as caught:
        checked_package(data, sourced_id)
    assert caught.value.status_code == 400
    return [(issue.path, issue.message) for issue in caught.value.issues]


WRONG: list[tuple[str, object, str]] = [
    *(
        (f"CFDocument.{name}", ..., "Required")
        for name in ("identifier", "uri", "title", "creator", "lastChangeDateTime")
    ),
    *((f"CFItems.1.{name}", ..., "Required") for name in ("identifier", "uri", "fullStatement", "lastChangeDateTime")),
    *(
        (f"CFAssociations.2.{name}", ..., "Required")
        for name in ("associationType", "originNodeURI", "destinationNodeURI")
    ),
    *((f"CFAssociations.0.originNodeURI.{name}", ..., "Required") for name in ("title", "identifier", "uri")),
    *((name, ..., "Required") for name in ("CFDocument", "CFItems", "CFAssociations")),
    ("CFItems.0.fullStatement", "  ", "must be a non-empty string"),
    ("CFItems.2.fullStatement", None, "Required"),
    ("CFItems.2.fullStatement", 5, "must be text, got int"),
    ("CFItems.0.identifier", "0c6d2f14", "must be a UUID (8-4-4-4-12 hexadecimal digits), got '0c6d2f14'"),
    ("CFAssociations.3.identifier", "x", "must be a UUID (8-4-4-4-12 hexadecimal digits), got 'x'"),
    ("CFAssociations.3.destinationNodeURI.identifier", f"{uuid(1)}\n", "must be a UUID"),
    ("CFAssociations.3.destinationNodeURI.title", 5, "must be text, got int"),
    ("CFAssociations.1.sequenceNumber", True, "must be a number, got bool"),
    ("CFAssociations.1.sequenceNumber", "first", "must be a number, got 'first'"),
    ("CFAssociations.1.sequenceNumber", float("nan"), "must be a finite number, got nan"),
    ("CFItems.0.subject", "Mathematics", "must be a list, got str"),
    ("CFItems.0.educationLevel", [6], "must be text, got int"),
    ("CFItems.0", "item", "expected a mapping or CFItemInput, got str"),
    ("CFItems", {}, "must be a list, got dict"),
    ("CFDocument", None, "Required"),
    ("CFDocument.notes", 5, "must be text, got int"),
    ("CFItems.1.extensions", {"a": [float("inf")]}, "inf has no JSON form; give a finite number"),
    ("CFItems.1.extensions", {"a": object()}, "a object has no JSON form"),
    ("CFDefinitions", {"CFItemTypes": {}}, "must be a list, got dict"),
]


@pytest.mark.parametrize(("place", "value", "message"), WRONG)
def test_what_is_wrong_is_said_with_its_place(place: str, value: object, message: str) -> None:
    package = upload(CFDefinitions={})
    changed(place, value)(package)
    (problem,) = problems(package)
    assert problem[0] in {place, f"{place}.0", f"{place}.CFItemTypes"}
    assert problem[1].startswith(message)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    package = upload()
    for change in (
        without("CFDocument.title"),
        changed("CFItems.0.uri", ""),
        changed("CFItems.2.identifier", "x"),
        without("CFAssociations.1.originNodeURI.uri"),
    ):
        change(package)
    assert [path for path, _ in problems(package, " ")] == [
        "sourcedId",
        "CFDocument.title",
        "CFItems.0.uri",
        "CFItems.2.identifier",
        "CFAssociations.1.originNodeURI.uri",
    ]
    assert problems(package, uuid(9))[0][0] == "CFDocument.identifier"


@pytest.mark.parametrize("data", [None, "x", 5, [], [upload()], CFPackageInput])
def test_what_is_no_package_is_refused(data: object) -> None:
    ((path, message),) = problems(data)
    assert path == "(root)"
    assert message.startswith("expected a mapping or CFPackageInput")


def test_a_package_in_an_envelope_is_no_package() -> None:
    assert [path for path, _ in problems({"CFPackage": upload()})] == ["CFDocument", "CFItems", "CFAssociations"]


def test_the_id_has_to_be_that_of_the_document_in_any_letters() -> None:
    assert checked_package(upload(), DOCUMENT.upper()) == upload()
    ((path, message),) = problems(upload(), uuid(1))
    assert path == "CFDocument.identifier"
    assert uuid(1) in message
    assert DOCUMENT in message
    for nothing in ("", " ", None, 5):
        assert [path for path, _ in problems(upload(), nothing)] == ["sourcedId"]


async def test_nothing_is_sent_of_what_is_wrong() -> None:
    client, pipeline = case(answering(201, UPLOADED))
    package = upload()
    without("CFItems.0.uri")(package)
    for call in (
        client.packages.create(package),
        client.packages.update(DOCUMENT, package),
        client.packages.upsert(DOCUMENT, package),
        client.packages.upsert(uuid(1), upload()),
        client.packages.update("", upload()),
    ):
        with pytest.raises(InputValidationError):
            await call
    assert pipeline.calls == []


def test_what_is_right_is_sent_exactly_as_it_is() -> None:
    package = upload(
        CFRubrics=[{"identifier": uuid(1), "none": None}],
        CFDefinitions={"CFItemTypes": [{"identifier": "no uuid", "title": " t ", "none": None}], "CFRubricLists": [1]},
        extensions={"none": None},
        unknown={"deep": [None, 1.5]},
    )
    changed("CFItems.0.fullStatement", "  spaced \n")(package)
    changed("CFItems.0.lastChangeDateTime", "2017-05-25T18:05:33")(package)
    changed("CFItems.0.CFItemTypeURI", "https://riverbend.example/u/t1")(package)
    changed("CFItems.1.subjectURI", [{"identifier": uuid(1), "none": None}])(package)
    changed("CFItems.1.identifier", "10000000-0000-0000-0000-0000000000AB")(package)
    changed("CFAssociations.0.originNodeURI.title", "")(package)
    changed("CFAssociations.0.originNodeURI.targetType", "ext:course")(package)
    before = copy.deepcopy(package)
    assert checked_package(package) == before
    assert package == before


def test_nulls_are_left_out_at_every_level_that_has_a_model() -> None:
    package = upload(CFDefinitions=None, CFRubrics=None)
    changed("CFItems.0.notes", None)(package)
    changed("CFItems.0.CFItemTypeURI", None)(package)
    changed("CFDocument.licenseUri", None)(package)
    changed("CFAssociations.0.sequenceNumber", None)(package)
    changed("CFAssociations.0.originNodeURI.targetType", None)(package)
    wanted = upload()
    del wanted["CFAssociations"][0]["sequenceNumber"]
    assert checked_package(package) == wanted


@pytest.mark.parametrize(
    ("given", "sent"),
    [(1, 1), (2.0, 2), ("3", 3), (" 4 ", 4), ("5.0", 5), (1.5, 1.5), (0, 0), (-1, -1), (10**20, 10**20)],
)
def test_sequence_numbers_are_sent_whole_where_they_are(given: object, sent: object) -> None:
    package = upload()
    changed("CFAssociations.0.sequenceNumber", given)(package)
    found = checked_package(package)["CFAssociations"][0]["sequenceNumber"]
    assert (found, type(found)) == (sent, type(sent))


def test_what_python_has_its_own_kinds_for_is_written_as_json() -> None:
    class Level(StrEnum):
        SIX = "06"

    package = upload()
    changed("CFDocument.identifier", UUID(DOCUMENT))(package)
    changed("CFDocument.lastChangeDateTime", datetime(2026, 3, 2, 8, 15, tzinfo=UTC))(package)
    changed("CFDocument.statusStartDate", date(2026, 8, 1))(package)
    changed("CFItems.1.educationLevel", (Level.SIX,))(package)
    wanted = upload()
    wanted["CFDocument"]["statusStartDate"] = "2026-08-01"
    assert json.loads(json.dumps(checked_package(package))) == wanted


def test_names_of_python_and_of_the_wire_are_the_same_package() -> None:
    further: dict[str, Any] = {"subjectURI": [1]}
    package = upload()
    snake = {
        "cf_document": {
            "identifier": DOCUMENT,
            "uri": "u",
            "last_change_date_time": MOMENT,
            "title": "T",
            "creator": "C",
            "license_uri": "https://riverbend.example/u/cc-by",
        },
        "cf_items": [
            {**item(1, "identifier"), "human_coding_scheme": "6", "cf_item_type_lower": "Standard"},
            CFItemInput(identifier=uuid(2), uri="u", last_change_date_time=MOMENT, full_statement="S", **further),
            CFItem(sourced_id=uuid(3), uri="u", last_change_date_time=MOMENT, full_statement="S"),
        ],
        "CFAssociations": package["CFAssociations"],
    }
    sent = checked_package(snake)
    assert sent["CFDocument"] == {
        "identifier": DOCUMENT,
        "uri": "u",
        "lastChangeDateTime": MOMENT,
        "title": "T",
        "creator": "C",
        "licenseUri": "https://riverbend.example/u/cc-by",
    }
    assert sent["CFItems"] == [
        {**item(1, "identifier"), "humanCodingScheme": "6", "cfItemType": "Standard"},
        {"identifier": uuid(2), "uri": "u", "lastChangeDateTime": MOMENT, "fullStatement": "S", "subjectURI": [1]},
        {"identifier": uuid(3), "uri": "u", "lastChangeDateTime": MOMENT, "fullStatement": "S"},
    ]


def test_inputs_made_of_classes_are_sent_like_mappings() -> None:
    when: dict[str, Any] = {"uri": "u", "last_change_date_time": MOMENT}
    package = CFPackageInput(
        cf_document=CFDocumentInput(identifier=DOCUMENT, title="T", creator="C", extra={"frameworkKind": "x"}, **when),
        cf_items=[CFItemInput(identifier=uuid(1), full_statement="S", cf_item_type="Domain", **when)],
        cf_associations=[
            CFAssociationInput(
                identifier=uuid(1, 1),
                association_type="isChildOf",
                origin_node_uri=InputNodeURI(title="", identifier=uuid(1), uri="u"),
                destination_node_uri=LinkURI(sourced_id=DOCUMENT, title="T", uri="u"),
                sequence_number=1.0,
                **when,
            )
        ],
        cf_definitions=CFDefinitions(CFItemTypes=[{"title": "Domain", "none": None}]),  # type: ignore[call-arg]
    )
    before = repr(package)
    assert checked_package(package) == {
        "CFDocument": {
            "identifier": DOCUMENT,
            "uri": "u",
            "lastChangeDateTime": MOMENT,
            "title": "T",
            "creator": "C",
            "frameworkKind": "x",
        },
        "CFItems": [
            {
                "identifier": uuid(1),
                "uri": "u",
                "lastChangeDateTime": MOMENT,
                "fullStatement": "S",
                "CFItemType": "Domain",
            }
        ],
        "CFAssociations": [
            {
                "identifier": uuid(1, 1),
                "uri": "u",
                "lastChangeDateTime": MOMENT,
                "associationType": "isChildOf",
                "originNodeURI": {"title": "", "identifier": uuid(1), "uri": "u"},
                "destinationNodeURI": {"title": "T", "identifier": DOCUMENT, "uri": "u"},
                "sequenceNumber": 1,
            }
        ],
        "CFDefinitions": {"CFItemTypes": [{"title": "Domain", "none": None}]},
    }
    assert repr(package) == before


def test_a_member_called_extra_is_a_member_like_any_other() -> None:
    package = upload()
    package["CFItems"][0]["extra"] = {"a": 1}
    assert checked_package(package) == package
    package["CFItems"][0]["lastChangeDateTime"] = date(2026, 8, 1)  # which makes the slow way check it
    assert checked_package(package)["CFItems"][0]["extra"] == {"a": 1}


def test_association_types_of_any_kind_are_sent() -> None:
    package = upload()
    changed("CFAssociations.0.associationType", "ours alone")(package)
    assert checked_package(package)["CFAssociations"][0]["associationType"] == "ours alone"


def test_a_package_that_was_read_can_be_sent_as_it_is() -> None:
    read = CFPackage.from_json(body([item(1)], [edge(1, 1, None)]))
    assert checked_package(read) == checked_package(read.to_input())
    assert checked_package(read, DOCUMENT)["CFItems"][0]["identifier"] == uuid(1)


def test_required_members_that_were_not_read_are_missed() -> None:
    read = CFPackage.from_json({"sourcedId": DOCUMENT, "CFItems": [{"sourcedId": uuid(1)}]})
    assert {path for path, _ in problems(read.to_input())} == {
        "CFDocument",
        "CFAssociations",
        "CFItems.0.uri",
        "CFItems.0.lastChangeDateTime",
        "CFItems.0.fullStatement",
    }


def test_a_package_that_holds_itself_is_refused() -> None:
    circle: dict[str, Any] = {}
    circle["a"] = circle
    assert problems(upload(extensions=circle)) == [("(root)", "is nested too deeply, or holds itself")]


def test_a_member_with_a_star_for_a_name_is_a_member_like_any_other() -> None:
    package = upload()
    package["CFItems"][0]["*"] = {"x": 1}
    assert checked_package(package)["CFItems"][0]["*"] == {"x": 1}
