"""What CASE adds to the demo: the district's frameworks for Math and Reading, and a small one of another district."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from timeback_sandbox.seed.part import Part, Seed
from timeback_sandbox.seed.wire import Record

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["PART", "RIVERBEND", "packages"]


def packages() -> list[Record]:
    """The packages of the demo, as they would be uploaded."""
    from timeback_sandbox.seed.case_frameworks import FRAMEWORKS

    return [*(framework.package() for framework in FRAMEWORKS.values()), RIVERBEND]


def _records(seed: Seed, _today: date) -> Iterator[tuple[str, int, Iterable[Record]]]:
    """The packages of a seed, with their number; only the demo has some."""
    if seed.kind == "demo":
        found = packages()
        yield "casePackages", len(found), found


def _insert(connection: Connection, _kind: str, records: Iterable[Record], _now: datetime) -> None:
    """Take packages in, as the API does."""
    import msgspec

    from timeback_sandbox.case.ingest import put_package, read_package

    for record in records:
        put_package(connection, read_package(msgspec.json.encode(record)))


PART = Part(_records, _insert)
"""CASE's part of the seeds."""

_BASE = "https://riverbend.example/u"
_CHANGED = "2026-03-02T08:15:00Z"
_TITLE = "Riverbend Grade 6 Mathematics"
_DOCUMENT = ("6f1e3c9a-2b47-4d0e-9a51-7c3b5e8f0a10", _TITLE, f"{_BASE}/doc")
_DOMAIN = ("0c6d2f14-8a3b-4e57-b1c2-5d9e7f603a21", "6.RP", f"{_BASE}/i1")
_DESCRIBE = ("1d7e3025-9b4c-4f68-82d3-6ea0f8714b32", "6.RP.1", f"{_BASE}/i2")
_USE = ("2e8f4136-ac5d-4079-93e4-7fb109825c43", "6.RP.2", f"{_BASE}/i3")
"""Id, title and address of the framework and of its items."""


def _entry(identifier: str, name: str) -> Record:
    return {"identifier": identifier, "uri": f"{_BASE}/{name}", "lastChangeDateTime": _CHANGED}


def _association(
    identifier: str,
    name: str,
    kind: str,
    origin: tuple[str, str, str],
    destination: tuple[str, str, str],
    sequence: int | None = None,
) -> Record:
    ends = {
        end: {"title": title, "identifier": node, "uri": uri}
        for end, (node, title, uri) in (("originNodeURI", origin), ("destinationNodeURI", destination))
    }
    number = {} if sequence is None else {"sequenceNumber": sequence}
    return {**_entry(identifier, name), "associationType": kind, **number, **ends}


RIVERBEND: Record = {
    "CFDocument": {
        "identifier": _DOCUMENT[0],
        "uri": _DOCUMENT[2],
        "lastChangeDateTime": "2026-03-02T08:15:00+00:00",
        "title": _TITLE,
        "creator": "Riverbend Unified",
        "publisher": "Riverbend Unified",
        "description": "Local grade 6 framework",
        "subject": ["Mathematics"],
        "language": "en",
        "version": "2026.1",
        "caseVersion": "1.1",
        "adoptionStatus": "Adopted",
        "statusStartDate": "2026-08-01",
        "licenseUri": f"{_BASE}/cc-by",
    },
    "CFItems": [
        {
            **_entry(_DOMAIN[0], "i1"),
            "fullStatement": "Ratios and proportional relationships",
            "CFItemType": "Domain",
            "humanCodingScheme": _DOMAIN[1],
            "educationLevel": ["06"],
            "subject": ["Mathematics"],
        },
        {
            **_entry(_DESCRIBE[0], "i2"),
            "fullStatement": "Describe a ratio relationship between two quantities",
            "CFItemType": "Standard",
            "humanCodingScheme": _DESCRIBE[1],
            "listEnumeration": "1",
            "abbreviatedStatement": "Describe ratios",
            "conceptKeywords": ["ratio"],
            "educationLevel": ["06"],
        },
        {
            **_entry(_USE[0], "i3"),
            "fullStatement": "Use unit rates to solve problems",
            "cfItemType": "Standard",
            "humanCodingScheme": _USE[1],
            "listEnumeration": "2",
            "educationLevel": ["06"],
            "extensions": {"riverbend:weight": 2},
        },
    ],
    "CFAssociations": [
        _association("a1b0c9d8-e7f6-4a5b-8c4d-3e2f1a0b9c8d", "a1", "isChildOf", _DOMAIN, _DOCUMENT, 1),
        _association("b2c1dae9-f807-4b6c-9d5e-4f302b1cad9e", "a2", "isChildOf", _USE, _DOMAIN, 2),
        _association("c3d2ebfa-0918-4c7d-ae6f-50413c2dbeaf", "a3", "isChildOf", _DESCRIBE, _DOMAIN, 1),
        _association("d4e3fc0b-1a29-4d8e-bf70-61524d3ecfb0", "a4", "precedes", _DESCRIBE, _USE),
    ],
    "CFDefinitions": {
        "CFItemTypes": [
            {
                **_entry("11111111-2222-4333-8444-555555555501", "t1"),
                "title": "Domain",
                "description": "A topic area",
                "hierarchyCode": "1",
            },
            {
                **_entry("11111111-2222-4333-8444-555555555502", "t2"),
                "title": "Standard",
                "description": "A single expectation",
                "hierarchyCode": "1.1",
            },
        ],
        "CFSubjects": [
            {**_entry("99999999-aaaa-4bbb-8ccc-dddddddddd01", "math"), "title": "Mathematics", "hierarchyCode": "1"}
        ],
        "CFLicenses": [
            {
                **_entry("77777777-8888-4999-8aaa-bbbbbbbbbb01", "cc-by"),
                "title": "CC BY 4.0",
                "licenseText": "Creative Commons Attribution 4.0 International",
            }
        ],
    },
}
"""A framework of four rows of text, in which every kind of member and every rule of lookup occurs."""
