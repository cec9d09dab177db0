"""Packages that are read and uploaded again: nothing is dropped on the way there and back."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from case_calls import DOCUMENT, MOMENT, body, document, edge, item, link, uuid
from hypothesis import given, settings
from hypothesis import strategies as st

from timeback_core.case import CFItem, CFItemInput, CFPackage
from timeback_core.case.checking import checked_package
from timeback_core.case.results import read_record
from timeback_core.errors import InputValidationError


def test_the_way_back_renames_ids_and_leaves_out_what_the_server_derives() -> None:
    licence = {"sourcedId": uuid(4, 6), "title": "CC BY 4.0", "uri": "https://riverbend.example/u/cc-by"}
    read = CFPackage.from_json(
        body(
            [
                item(
                    1,
                    CFItemTypeURI=link(uuid(9)),
                    licenseURI=licence,
                    CFDocumentURI=link(DOCUMENT),
                    notes=None,
                    new=[None],
                ),
                item(
                    2,
                    conceptKeywordsURI=link(uuid(8)),
                    subjectURI=[link(uuid(7))],
                    extensions={"sourcedId": "x", "n": None},
                ),
            ],
            [
                edge(
                    1,
                    2,
                    1,
                    sequenceNumber=3,
                    CFAssociationGroupingURI=link(uuid(6)),
                    notes="n",
                    CFDocumentURI=link(DOCUMENT),
                ),
                edge(2, 1, None, originNodeURI={**link(uuid(1)), "targetType": "ext:x", "title": None}),
            ],
            CFDocument=document(licenseURI=licence, CFPackageURI=link(DOCUMENT), frameworkType=None, version="1"),
        )
    )
    by_identifier = {"identifier" if name == "sourcedId" else name: value for name, value in licence.items()}
    sent = checked_package(read.to_input())
    assert sent == {
        "CFDocument": document("identifier", version="1", licenseURI=by_identifier, licenseUri=licence["uri"]),
        "CFItems": [
            item(1, "identifier", CFItemTypeURI=link(uuid(9), key="identifier"), licenseURI=by_identifier, new=[None]),
            item(
                2,
                "identifier",
                conceptKeywordsURI=link(uuid(8), key="identifier"),
                subjectURI=[link(uuid(7), key="identifier")],
                extensions={"sourcedId": "x", "n": None},
            ),
        ],
        "CFAssociations": [
            edge(
                1,
                2,
                1,
                "identifier",
                sequenceNumber=3,
                CFAssociationGroupingURI=link(uuid(6), key="identifier"),
                notes="n",
            ),
            edge(
                2,
                1,
                None,
                "identifier",
                originNodeURI={**link(uuid(1), key="identifier"), "targetType": "ext:x", "title": ""},
            ),
        ],
    }
    made = read.to_input()
    assert isinstance(made.cf_items[0], CFItemInput)
    assert made.cf_items[0].identifier == uuid(1)
    assert made.cf_items[0].extra == {"new": [None]}


def test_a_package_that_was_read_in_part_is_not_uploaded_as_if_the_rest_were_gone() -> None:
    whole = body([item(1)], [edge(1, 1, None)])
    for name in ("CFItems", "CFAssociations"):
        part = CFPackage.from_json({key: value for key, value in whole.items() if key != name})
        for again in (part, part.to_input()):
            with pytest.raises(InputValidationError) as refused:
                checked_package(again)
            assert [issue.path for issue in refused.value.issues] == [name]


def test_changes_travel_with_the_way_back() -> None:
    read = CFPackage.from_json(body([item(1, new=1), item(2)], [edge(1, 2, 1)]))
    assert read.cf_items is not None
    read.cf_items[0].full_statement = "Changed"
    read.cf_items.insert(0, CFItem(sourced_id=uuid(3), uri="u", full_statement="New", last_change_date_time=MOMENT))
    sent = checked_package(read.to_input())
    assert [one["fullStatement"] for one in sent["CFItems"]] == ["New", "Changed", "Statement 2"]
    assert sent["CFItems"][1]["new"] == 1


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
TEXT = st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda text: not text.isspace())
UNKNOWN = st.dictionaries(st.text(max_size=6).map(lambda name: f"x-{name}"), JSON, max_size=3)
ITEMS = st.lists(
    st.builds(
        lambda number, optional, more: {**item(number), **optional, **more},
        st.integers(0, 99),
        st.fixed_dictionaries(
            {},
            optional={
                "fullStatement": TEXT,
                "notes": st.none() | st.text(),
                "educationLevel": st.none() | st.lists(st.text(), max_size=3),
                "extensions": st.none() | st.dictionaries(st.text(max_size=8), JSON, max_size=3),
                "CFItemTypeURI": st.none() | st.just(link(uuid(77), "Domain")),
            },
        ),
        UNKNOWN,
    ),
    max_size=4,
    unique_by=lambda one: str(one["sourcedId"]),
)


@settings(max_examples=60, deadline=None)
@given(ITEMS, UNKNOWN)
def test_nothing_is_dropped_on_the_way_there_and_back(items: list[dict[str, Any]], more: dict[str, Any]) -> None:
    values = body(items, [edge(1, 1, None, **more)], CFDocument=document(**more), **more)
    read = read_record(msgspec.json.encode({"CFPackage": values}), CFPackage, "CFPackage")
    assert read.to_dict() == values
    sent = checked_package(read.to_input())
    for given_item, sent_item in zip(items, sent["CFItems"], strict=True):
        wanted = {name: value for name, value in given_item.items() if value is not None and name != "sourcedId"}
        wanted["identifier"] = given_item["sourcedId"]
        if "CFItemTypeURI" in wanted:
            wanted["CFItemTypeURI"] = link(uuid(77), "Domain", key="identifier")
        assert sent_item == wanted
    assert CFPackage.from_json(dict(sent)).to_input() == read.to_input()
