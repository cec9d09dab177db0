# Written by tools/generate_sync.py from tests/contract/test_qti_operations.py; changes belong there.
"""Every operation of QTI, through the real client against the real sandbox."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from contract_places import Witness
from contract_qti_tests import document
from qti_items import GOLDEN, GOLDEN_ITEMS
from qti_service import choice_form, named
from sync_contract_qti import CASES
from sync_contract_qti_tests import item

from timeback_core.errors import APIConnectionError, BadRequestError, NotFoundError
from timeback_core.sync import TimebackClient
from timeback_core.sync.qti import QtiClient
from timeback_sandbox import Sandbox

DESCRIPTION = Path(__file__).parents[3] / "shared" / "openapi" / "qti.yaml"


def test_there_is_a_case_for_every_operation() -> None:
    assert CASES.keys() == {operation.id for operation in QtiClient.operations()}


@pytest.mark.parametrize("operation", sorted(CASES))
def test_an_operation_does_what_it_says(operation: str, timeback: TimebackClient, witness: Witness) -> None:
    CASES[operation](timeback)
    assert operation in witness.operations
    assert not witness.retries


def test_the_golden_table_over_http(timeback: TimebackClient) -> None:
    items = timeback.qti.assessment_items
    for name in GOLDEN_ITEMS:
        item(timeback, name, name)
    for name, response, score in GOLDEN:
        scored = items.process_response(name, [] if response is None else response)  # type: ignore[arg-type]  # of any form
        assert (name, response, scored.score) == (name, response, score)
        assert scored.feedback is not None
        assert scored.feedback.identifier is not None


@pytest.mark.parametrize("response", ["", [], "?", ["x"] * 50, {"OTHER": "A"}, {"RESPONSE": []}, -1e300, "é\u0000"])
def test_no_answer_and_unreadable_answers_score_nothing(timeback: TimebackClient, response: Any) -> None:
    for name in ("choice", "associate", "select_point", "slider"):
        item(timeback, name, name)
        assert timeback.qti.assessment_items.process_response(name, response).score == 0


def test_all_records_come_although_the_server_puts_fewer_on_a_page() -> None:
    with Sandbox(seed="demo", qti_page_cap=7) as sandbox, sandbox.sync_client() as timeback:
        items = timeback.qti.assessment_items
        page = items.list(limit=100)
        assert (len(page), page.limit) == (7, 7)
        walk = items.stream(limit=100, sort="identifier", order="asc", where={"type": "choice"}, max_items=40)
        found = [one.identifier for one in walk]
        assert (len(found), len(set(found)), found) == (40, 40, sorted(found))
        parts = timeback.qti.assessment_tests.stream(limit=50)
        assert len(parts.to_list()) == parts.total
        assert walk.total == items.list(where={"type": "choice"}).total


def test_one_base_url_for_all_services_and_one_with_a_path(on_socket: Sandbox) -> None:
    name, secret = on_socket.client_id, on_socket.client_secret
    for base in (on_socket.base_url, f"{on_socket.base_url}/api"):
        with QtiClient(base_url=base, auth_url=on_socket.auth_url, client_id=name, client_secret=secret) as qti:
            assert qti.assessment_items.list(limit=1).total


@pytest.mark.socket
@pytest.mark.parametrize("operation", [name for name in sorted(CASES) if "xml" in name])
def test_xml_travels_over_the_other_http_library_too(operation: str, on_socket: Sandbox) -> None:
    with on_socket.sync_client(backend="httpx2") as timeback:
        CASES[operation](timeback)


def test_a_create_is_not_repeated_and_a_deletion_whose_answer_was_lost_succeeds(
    timeback: TimebackClient, sandbox: Sandbox, witness: Witness
) -> None:
    items = timeback.qti.assessment_items
    sandbox.faults.add(method="POST", path="*/assessment-items", drop="after", count=1)
    with pytest.raises(APIConnectionError):
        item(timeback)
    assert not witness.retries
    sandbox.faults.add(method="DELETE", path="*/assessment-items/*", drop="after", count=1)
    items.delete("c-1")
    assert len(witness.retries) == 1
    assert not items.exists("c-1")


def test_hostile_documents_are_refused(timeback: TimebackClient) -> None:
    bomb = (
        '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><qti-assessment-item>&c;</qti-assessment-item>'
    )
    thief = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><qti-assessment-item>&b;</qti-assessment-item>'
    for hostile in (bomb, thief):
        with pytest.raises(BadRequestError):
            timeback.qti.assessment_items.create_from_xml(hostile)
        with pytest.raises(BadRequestError):
            timeback.qti.assessment_tests.create_from_xml(hostile)
        assert not timeback.qti.validate.validate(schema="item", xml=hostile).success


def test_a_document_of_five_megabytes_makes_the_round_trip(timeback: TimebackClient) -> None:
    large = document("choice", "large").replace("</qti-item-body>", f"<p>{'x' * 5_000_000}</p></qti-item-body>")
    made = timeback.qti.assessment_items.create_from_xml(large)
    assert made.raw_xml == large
    assert timeback.qti.assessment_items.get_xml("large") == large


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    if not DESCRIPTION.exists():
        pytest.skip(f"the published description is not at {DESCRIPTION}")
    loaded: dict[str, Any] = yaml.load(DESCRIPTION.read_text(), Loader=yaml.CSafeLoader)
    return loaded


def bodies(description: dict[str, Any], path: str, method: str, media_type: str = "application/json") -> dict[str, Any]:
    """Return the documented bodies of an operation by their names."""
    content = description["paths"][path][method]["requestBody"]["content"][media_type]
    return {name: one["value"] for name, one in content["examples"].items()}


def test_the_documented_items_are_accepted(timeback: TimebackClient, description: dict[str, Any]) -> None:
    items = timeback.qti.assessment_items
    documented = bodies(description, "/assessment-items", "post")
    assert len(documented) == 35
    replacements = bodies(description, "/assessment-items/{identifier}", "put")
    changes = bodies(description, "/assessment-items/metadata", "post")
    for name, body in documented.items():
        made = items.create(body)
        assert items.get(made.identifier) == made, name
        replaced = items.update(made.identifier, replacements[name])
        assert replaced.created_at == made.created_at, name
        changed = items.update_metadata(changes[name])
        assert changed.identifier == made.identifier, name
        assert items.process_response(made.identifier, []).score <= 1, name
        items.delete(made.identifier)


def test_the_documented_stimuli_are_accepted(timeback: TimebackClient, description: dict[str, Any]) -> None:
    for body in bodies(description, "/stimuli", "post").values():
        made = timeback.qti.stimuli.create(body)
        assert made.raw_xml == timeback.qti.stimuli.get_xml(made.identifier)
        timeback.qti.stimuli.delete(made.identifier)


def test_the_documented_test_is_accepted(timeback: TimebackClient, description: dict[str, Any]) -> None:
    tests = timeback.qti.assessment_tests
    example = description["paths"]["/assessment-tests"]["post"]["requestBody"]["content"]["application/xml"]["example"]
    made = tests.create_from_xml(example)
    assert tests.get_xml(made.identifier) == example
    replacement = description["paths"]["/assessment-tests/{identifier}"]["put"]["requestBody"]["content"]
    replaced = tests.update_from_xml(made.identifier, replacement["application/xml"]["example"])
    assert (replaced.created_at, replaced.parts) == (made.created_at, made.parts)
    assert made.parts[0].sections


@pytest.mark.parametrize(("path", "method"), [("/validate", "validate"), ("/validate/batch", "batch")])
def test_the_documented_validations_are_answered(
    timeback: TimebackClient, description: dict[str, Any], path: str, method: str
) -> None:
    call = getattr(timeback.qti.validate, method)
    for body in bodies(description, path, "post").values():
        if "xml" not in body:  # the examples name entities that nobody has
            with pytest.raises(NotFoundError):
                call(body)
            continue
        result = call(body)
        assert {type(one.success) for one in getattr(result, "results", [result])} == {bool}


def test_an_author_edits_and_deletes_what_others_refer_to(timeback: TimebackClient) -> None:
    items, tests, stimuli = timeback.qti.assessment_items, timeback.qti.assessment_tests, timeback.qti.stimuli
    items.create_from_xml(named(GOLDEN_ITEMS["choice"], "author-1"), metadata={"grade": 5})
    items.create(choice_form("author-2"))
    stimuli.create({"identifier": "author-s", "title": "Text", "content": "<p>Read.</p>"})
    items.create(choice_form("author-3", stimulus={"identifier": "author-s"}))
    refs = [{"identifier": f"author-{number}"} for number in (1, 2, 3)]
    section = {"identifier": "s", "title": "S", "qti-assessment-item-ref": refs}
    part = {"identifier": "p", "navigationMode": "linear", "submissionMode": "individual"}
    test = {"identifier": "author-t", "title": "T", "qti-test-part": [{**part, "qti-assessment-section": [section]}]}
    assert tests.create(test).is_valid_xml

    # what was read can be changed and sent back
    read = tests.get("author-t")
    read.title = "Renamed"
    assert 'title="Renamed"' in tests.update("author-t", read).raw_xml
    item_read = items.get("author-1")
    item_read.raw_xml = item_read.raw_xml.replace("An item", "A question")
    assert items.update("author-1", item_read).title == "A question"
    assert items.get("author-1").metadata.grade == "5"  # type: ignore[union-attr]  # it has some

    # a reference outlives what it refers to, and comes to life again with it
    items.delete("author-2")
    stimuli.delete("author-s")
    asked = tests.get_questions("author-t")
    assert [one.question.identifier for one in asked.questions] == ["author-1", "author-3"]
    assert [ref.identifier for ref in tests.get("author-t").parts[0].sections[0].item_refs] == [
        "author-1", "author-2", "author-3",
    ]  # fmt: skip
    assert items.process_response("author-3", "B").score == 1
    with pytest.raises(BadRequestError, match=r"Stimulus\(s\) not found: author-s"):
        items.update("author-3", items.get("author-3"))
    with pytest.raises(NotFoundError):
        items.process_response("author-2", "B")
    items.create(choice_form("author-2", "Again"))
    assert tests.get_questions("author-t").total_questions == 3

    # parts go, items stay
    tests.test_parts("author-t").delete("p")
    assert tests.get("author-t").is_valid_xml is False
    tests.delete("author-t")
    assert items.get("author-1").identifier == "author-1"
