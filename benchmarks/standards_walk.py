"""Decoding and walking a large package, run as a script: with this project's models, or with pydantic's.

pydantic is no part of this project, so that its models are measured in the environment of the published client.
Prints one JSON object. Usage: ``python standards_walk.py ours|pydantic '{"items": 20000, "repeat": 5}'``.
"""

import gc
import json
import statistics
import sys
import time

DOCUMENT = "6f1e3c9a-2b47-4d0e-9a51-7c3b5e8f0a10"
MOMENT = "2026-03-02T08:15:00.000Z"
STATES = "https://standards.example/uri"


def uuid(number, kind):
    return f"{kind:08x}-0000-4000-8000-{number:012x}"


def link(sourced_id, title):
    return {"sourcedId": sourced_id, "title": title, "uri": f"{STATES}/{sourced_id}"}


def answer(items):
    """The bytes of a package as the server answers it: every member is there, ten children below each parent."""
    nothing = dict.fromkeys(
        ("alternativeLabel", "conceptKeywordsURI", "subjectURI", "licenseURI", "statusEndDate", "extensions")
    )
    document_link = link(DOCUMENT, "Grade 6 Mathematics")
    of_type = link(uuid(1, 3), "Standard")
    described = [
        {
            "sourcedId": uuid(number, 1),
            "fullStatement": f"Solve problem number {number} with ratio and rate reasoning, and say why it is so",
            "CFItemType": "Standard",
            "uri": f"{STATES}/{uuid(number, 1)}",
            "humanCodingScheme": f"6.RP.{number}",
            "listEnumeration": str(number % 10 + 1),
            "abbreviatedStatement": f"Problem {number}",
            "conceptKeywords": ["ratio", "rate"],
            "notes": None,
            "subject": ["Mathematics"],
            "language": "en",
            "educationLevel": ["06"],
            "CFItemTypeURI": of_type,
            "statusStartDate": "2026-08-01",
            "lastChangeDateTime": MOMENT,
            "CFDocumentURI": document_link,
            **nothing,
        }
        for number in range(items)
    ]
    edges = [
        {
            "sourcedId": uuid(number, 2),
            "associationType": "isChildOf",
            "sequenceNumber": number % 10 + 1,
            "uri": f"{STATES}/{uuid(number, 2)}",
            "originNodeURI": link(uuid(number, 1), f"6.RP.{number}"),
            "destinationNodeURI": link(uuid(number // 10 - 1, 1), "parent") if number >= 10 else document_link,
            "CFAssociationGroupingURI": None,
            "lastChangeDateTime": MOMENT,
            "CFDocumentURI": document_link,
            "notes": None,
            "extensions": None,
        }
        for number in range(items)
    ]
    document = {
        "sourcedId": DOCUMENT,
        "title": "Grade 6 Mathematics",
        "uri": f"{STATES}/document",
        "caseVersion": "1.1",
        "creator": "Riverbend Unified",
        "lastChangeDateTime": MOMENT,
        "CFPackageURI": document_link,
    }
    package = {"sourcedId": DOCUMENT, "CFDocument": document, "CFItems": described, "CFAssociations": edges}
    return json.dumps({"CFPackage": package}).encode()


def ours():
    """This project: bytes of an answer to items in the order of the tree."""
    from timeback_core.case import CFPackage
    from timeback_core.case.results import read_record

    def walk(content):
        return read_record(content, CFPackage, "CFPackage").walk()

    return walk


def pydantic():
    """The same with pydantic models of the same shape, and the least that walking takes."""
    from pydantic import BaseModel, ConfigDict, Field

    class Record(BaseModel):
        model_config = ConfigDict(populate_by_name=True, extra="allow")

        sourced_id: str = Field(alias="sourcedId")

    class Link(Record):
        title: str | None = None
        uri: str | None = None
        target_type: str | None = Field(None, alias="targetType")

    class Changing(Record):
        uri: str | None = None
        last_change_date_time: str | None = Field(None, alias="lastChangeDateTime")
        notes: str | None = None
        extensions: dict[str, object] | None = None

    class Document(Changing):
        title: str | None = None
        framework_type: str | None = Field(None, alias="frameworkType")
        case_version: str | None = Field(None, alias="caseVersion")
        creator: str | None = None
        official_source_url: str | None = Field(None, alias="officialSourceURL")
        publisher: str | None = None
        description: str | None = None
        subject: list[str] | None = None
        subject_uri: list[Link] | None = Field(None, alias="subjectURI")
        language: str | None = None
        version: str | None = None
        adoption_status: str | None = Field(None, alias="adoptionStatus")
        status_start_date: str | None = Field(None, alias="statusStartDate")
        status_end_date: str | None = Field(None, alias="statusEndDate")
        license_uri: Link | None = Field(None, alias="licenseURI")
        cf_package_uri: Link | None = Field(None, alias="CFPackageURI")

    class Item(Changing):
        full_statement: str | None = Field(None, alias="fullStatement")
        cf_item_type: str | None = Field(None, alias="CFItemType")
        alternative_label: str | None = Field(None, alias="alternativeLabel")
        human_coding_scheme: str | None = Field(None, alias="humanCodingScheme")
        list_enumeration: str | None = Field(None, alias="listEnumeration")
        abbreviated_statement: str | None = Field(None, alias="abbreviatedStatement")
        concept_keywords: list[str] | None = Field(None, alias="conceptKeywords")
        concept_keywords_uri: Link | None = Field(None, alias="conceptKeywordsURI")
        subject: list[str] | None = None
        subject_uri: list[Link] | None = Field(None, alias="subjectURI")
        language: str | None = None
        education_level: list[str] | None = Field(None, alias="educationLevel")
        cf_item_type_uri: Link | None = Field(None, alias="CFItemTypeURI")
        license_uri: Link | None = Field(None, alias="licenseURI")
        status_start_date: str | None = Field(None, alias="statusStartDate")
        status_end_date: str | None = Field(None, alias="statusEndDate")
        cf_document_uri: Link | None = Field(None, alias="CFDocumentURI")

    class Association(Changing):
        association_type: str | None = Field(None, alias="associationType")
        origin_node_uri: Link | None = Field(None, alias="originNodeURI")
        destination_node_uri: Link | None = Field(None, alias="destinationNodeURI")
        sequence_number: int | None = Field(None, alias="sequenceNumber")
        cf_association_grouping_uri: Link | None = Field(None, alias="CFAssociationGroupingURI")
        cf_document_uri: Link | None = Field(None, alias="CFDocumentURI")

    class Package(Record):
        cf_document: Document = Field(alias="CFDocument")
        cf_items: list[Item] = Field(alias="CFItems")
        cf_associations: list[Association] = Field(alias="CFAssociations")

    class Envelope(BaseModel):
        package: Package = Field(alias="CFPackage")

    def walk(content):
        package = Envelope.model_validate_json(content).package
        items = {item.sourced_id: item for item in package.cf_items}
        below = {}
        for edge in package.cf_associations:
            if edge.association_type == "isChildOf" and edge.origin_node_uri.sourced_id in items:
                siblings = below.setdefault(edge.destination_node_uri.sourced_id, [])
                siblings.append((edge.sequence_number, len(siblings), edge.origin_node_uri.sourced_id))
        waiting = [(-1, DOCUMENT)]
        while waiting:
            depth, key = waiting.pop()
            if depth >= 0:
                yield depth, items[key]
            waiting.extend((depth + 1, child) for _, _, child in sorted(below.get(key, ()), reverse=True))

    return walk


def measure(walk, items, repeat):
    """The median seconds of decoding and walking, and what was seen, which has to be the same for both.

    Nothing here waits, so that seconds of the processor are counted: what else the machine does has less of a say.
    """
    content = answer(items)
    took = []
    for _ in range(repeat + 1):
        gc.collect()
        start = time.process_time()
        count = deep = length = 0
        for depth, item in walk(content):
            count += 1
            deep += depth
            length += len(item.full_statement)
        took.append(time.process_time() - start)
    return {"s": statistics.median(took[1:]), "seen": [count, deep, length], "mib": len(content) / 2**20}


print(json.dumps(measure({"ours": ours, "pydantic": pydantic}[sys.argv[1]](), **json.loads(sys.argv[2]))))
