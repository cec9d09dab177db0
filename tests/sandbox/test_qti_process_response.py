"""Scoring over HTTP and in process: the golden table, odd answers, graders, scorers, and items that change."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qti_items import GOLDEN, GOLDEN_ITEMS, SCORE, bare, declare, item, outcome, processing, set_outcome
from qti_service import Service, choice_form, named, service, xml_form

from timeback_core.qti.scoring import Item
from timeback_sandbox.qti.lookup import find_item, find_items
from timeback_sandbox.qti.scoring import compiled, score_item

ESSAY = item(declare(base_type="string"), SCORE, body=bare("extended-text"), identifier="essay")
INCORRECT = {"identifier": "incorrect", "value": "Incorrect"}
SUM = "<p>6 + 6 = 12.</p>"


@pytest.fixture(scope="module")
def golden() -> Iterator[Service]:
    with service() as made:
        made.add(*(xml_form(name, name) for name in GOLDEN_ITEMS), {"xml": ESSAY})
        yield made


@pytest.mark.parametrize(("name", "response", "score"), GOLDEN)
def test_the_golden_table_over_http(golden: Service, name: str, response: object, score: float) -> None:
    scored = golden.score(name, response)
    assert scored.status == 200
    assert scored.body["score"] == score
    again = golden.score(name, {"RESPONSE": response})
    assert again.body == scored.body
    assert golden.score(name, response, named="RESPONSE").body == scored.body


def test_the_verdict_is_told_when_the_item_has_no_feedback(golden: Service) -> None:
    told = [golden.score("text_entry", text).body["feedback"] for text in ("York", "york", "")]
    assert told == [
        {"identifier": "correct", "value": "Correct"},
        {"identifier": "partial", "value": "Partially correct"},
        {"identifier": "incorrect", "value": "Incorrect"},
    ]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(GOLDEN_ITEMS)), json_values)
@settings(max_examples=100, deadline=None)
def test_whatever_is_answered_is_scored(golden: Service, name: str, response: Any) -> None:
    for body in (
        {"identifier": name, "response": response},
        {"identifier": response, "response": {"RESPONSE": response, "OTHER": response}},
        {"response": response},
        {"identifier": name},
    ):
        scored = golden.post(f"/assessment-items/{name}/process-response", body)
        assert scored.status == 200
        assert isinstance(scored.body["score"], int | float)
        assert scored.body["feedback"]["identifier"]


def test_a_response_names_its_variable_by_the_body_identifier_or_a_mapping() -> None:
    two = item(
        declare("FIRST", correct=["A"]), declare("SECOND", correct=["B"]), SCORE, body=bare("choice", response="FIRST")
        + bare("choice", response="SECOND"), identifier="two",
    )  # fmt: skip
    with service() as made:
        made.add({"xml": two})
        assert made.score("two", {"FIRST": "A", "SECOND": "B", "THIRD": "C"}).body["score"] == 1
        assert made.score("two", {"FIRST": "A"}).body["score"] == 0
        assert made.score("two", "B", named="SECOND").body["score"] == 0


# ---------------------------------------------------------------- items that change


def test_an_item_that_is_replaced_scores_by_its_new_key_at_once() -> None:
    with service() as made:
        made.add(choice_form("one"))
        assert made.score("one", "B").body["score"] == 1
        form = choice_form("one")
        form["responseDeclarations"][0]["correctResponse"] = {"value": ["A"]}
        made.put("/assessment-items/one", form)
        assert (made.score("one", "A").body["score"], made.score("one", "B").body["score"]) == (1, 0)


def test_a_restored_snapshot_scores_by_the_old_key() -> None:
    with service() as made:
        made.add(choice_form("one"))
        made.sandbox.state.snapshot("before")
        form = choice_form("one")
        form["responseDeclarations"][0]["correctResponse"] = {"value": ["A"]}
        made.put("/assessment-items/one", form)
        assert made.score("one", "A").body["score"] == 1
        made.sandbox.state.restore("before")
        assert (made.score("one", "A").body["score"], made.score("one", "B").body["score"]) == (0, 1)


def test_documents_are_compiled_once(golden: Service) -> None:
    xml = golden.get("/assessment-items/choice").body["rawXml"]
    assert compiled(xml) is compiled("".join(xml))
    long = ESSAY.replace("<qti-item-body>", "<qti-item-body>" + "<p>text</p>" * 20_000)
    assert compiled(long) is compiled(long)


def test_an_item_whose_rules_cannot_be_run_scores_nothing() -> None:
    broken = item(declare(correct=["A"]), SCORE, body=bare("choice"), rules="<qti-no-such-rule/>", identifier="odd")
    with service() as made:
        made.add({"xml": broken})
        assert made.score("odd", "A").body == {"score": 0, "feedback": INCORRECT}


# ---------------------------------------------------------------- free text


def test_free_text_is_accepted_by_the_sandbox_unless_it_is_empty(golden: Service) -> None:
    accepted = {"score": 1, "feedback": {"identifier": "graded", "value": "Sandbox grader: response accepted"}}
    assert golden.score("essay", "Once upon a time").body == accepted
    nothings: list[object] = ["", " ", [], None, {}]
    for nothing in nothings:
        told = golden.score("essay", nothing).body
        assert told == {"score": 0, "feedback": INCORRECT}


def test_a_grader_of_a_test_scores_free_text_and_nothing_else() -> None:
    seen: list[Mapping[str, object]] = []

    def grade(graded: Item, responses: Mapping[str, object]) -> tuple[float, str, str]:
        seen.append(responses)
        return len(str(responses["RESPONSE"])) / 100, "length", f"{graded.identifier} was read"

    with service() as made:
        made.add({"xml": ESSAY}, choice_form("one"))
        made.sandbox.state.grader = grade
        told = made.score("essay", "x" * 25).body
        assert told == {"score": 0.25, "feedback": {"identifier": "length", "value": "essay was read"}}
        assert made.score("one", "B").body["score"] == 1
        assert seen == [{"RESPONSE": "x" * 25}]
        made.sandbox.state.grader = lambda _item, _responses: (1 / 0, "", "")
        assert made.score("essay", "x").body["score"] == 0
        made.sandbox.state.grader = None
        assert made.score("essay", "x").body["score"] == 1


# ---------------------------------------------------------------- scorers of items


@contextmanager
def scorer(answer: bytes, status: int = 200) -> Iterator[tuple[str, list[Any]]]:
    """A scorer on this machine, and what it was asked."""
    asked: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            asked.append((self.path, json.loads(body)))
            self.send_response(status)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/score?x=1", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def external(definition: str, *outcomes: str, rules: str = "") -> dict[str, Any]:
    """An item that leaves its score to an address."""
    operator = f'<qti-custom-operator class="com.alpha-1edtech.ExternalApiScore" definition="{definition}"/>'
    found = rules.replace("OPERATOR", operator) if rules else set_outcome("SCORE", operator)
    xml = item(
        declare(base_type="string"), *(outcomes or (SCORE,)), body=bare("extended-text"), after=processing(found),
        identifier="ext",
    )  # fmt: skip
    return {"xml": xml}


RECORD = '<qti-outcome-declaration identifier="GRADING_RESPONSE" cardinality="record"/>'
FROM_RECORD = set_outcome("GRADING_RESPONSE", "OPERATOR") + set_outcome(
    "SCORE",
    '<qti-field-value field-identifier="scoreGiven"><qti-variable identifier="GRADING_RESPONSE"/></qti-field-value>',
)


def test_a_scorer_on_this_machine_is_asked_when_that_is_allowed() -> None:
    with scorer(b'{"outcomes":{"SCORE":0.75}}') as (url, asked), service(external_scorer=True) as made:
        form = external(url)
        made.add(form)
        assert made.score("ext", "an answer").body["score"] == 0.75
        ((path, body),) = asked
        assert path == "/score?x=1"
        assert body == {
            "itemIdentifier": "ext",
            "outcomeIdentifier": "SCORE",
            "rawXml": form["xml"],
            "responses": {"RESPONSE": "an answer"},
        }


def test_a_scorer_may_answer_with_a_report() -> None:
    answer = b'{"outcomes":{"GRADING_RESPONSE":{"scoreGiven":0.5,"scoreMaximum":1,"comment":"ok","extra":null}}}'
    with scorer(answer) as (url, _), service(external_scorer=True) as made:
        made.add(external(url, RECORD, SCORE, rules=FROM_RECORD))
        assert made.score("ext", "an answer").body["score"] == 0.5


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (b"", 200), (b"no json", 200), (b"[]", 200), (b'{"outcomes":7}', 200), (b'{"outcomes":{"SCORE":[1]}}', 200),
        (b'{"outcomes":{}}', 200), (b'{"outcomes":{"SCORE":1}}', 500), (b'{"outcomes":{"SCORE":1}}', 302),
    ],
)  # fmt: skip
def test_a_scorer_that_fails_scores_nothing(answer: bytes, status: int) -> None:
    with scorer(answer, status) as (url, asked), service(external_scorer=True) as made:
        made.add(external(url))
        assert made.score("ext", "an answer").body["score"] == 0
        assert len(asked) == 1


def test_a_scorer_that_is_not_there_scores_nothing() -> None:
    with service(external_scorer=True) as made:
        made.add(external("http://127.0.0.1:1/"))
        assert made.score("ext", "an answer").body["score"] == 0


def test_without_the_setting_nobody_is_asked() -> None:
    with scorer(b'{"outcomes":{"SCORE":0.75}}') as (url, asked), service() as made:
        made.add(external(url))
        assert made.score("ext", "an answer").body["score"] == 1
        assert made.score("ext", "").body["score"] == 0
        made.put("/assessment-items/ext", external(url, RECORD, SCORE, rules=FROM_RECORD))
        assert made.score("ext", "an answer").body["score"] == 1
        assert asked == []


@pytest.mark.parametrize(
    "url", ["http://192.0.2.1/", "https://127.0.0.1/", "file:///etc/passwd", "", "http://u:p@127.0.0.1/"]
)
def test_scorers_elsewhere_are_never_asked(url: str) -> None:
    with service(external_scorer=True) as made:
        made.add(external(url))
        assert made.score("ext", "an answer").body["score"] in {0, 1}


# ---------------------------------------------------------------- in process


def test_other_services_find_and_score_items_in_process(golden: Service) -> None:
    state = golden.sandbox.state
    with state.store.read() as connection:
        found = find_item(connection, "slider")
        assert found is not None
        assert (found.identifier, found.title, found.type, found.metadata) == ("slider", "An item", "slider", {})
        assert found.raw_xml == named(GOLDEN_ITEMS["slider"], "slider")
        assert find_item(connection, "none") is None
        many = find_items(connection, ["slider", "none", "choice", "slider"])
        assert list(many) == ["slider", "choice"]
    assert score_item(state, found, {"RESPONSE": "12"}).score == 0.5
    assert score_item(state, found, {}).verdict == "incorrect"


def test_metadata_comes_with_the_item() -> None:
    with service() as made:
        made.add(choice_form("one", metadata={"difficulty": "hard", "humanApproved": True}))
        with made.sandbox.state.store.read() as connection:
            found = find_item(connection, "one")
        assert found is not None
        assert found.metadata == {"difficulty": "hard", "humanApproved": True}


def test_outcomes_decide_on_the_feedback_that_is_told() -> None:
    modal = (
        '<qti-modal-feedback outcome-identifier="FEEDBACK" identifier="CORRECT" show-hide="show">'
        f"<qti-content-body>{SUM}</qti-content-body></qti-modal-feedback>"
    )
    form = choice_form(
        "one",
        outcomeDeclarations=[{"identifier": "FEEDBACK", "cardinality": "single", "baseType": "identifier"}],
        responseProcessing={
            "templateType": "match_correct",
            "responseDeclarationIdentifier": "RESPONSE",
            "outcomeIdentifier": "FEEDBACK",
            "correctResponseIdentifier": "CORRECT",
            "incorrectResponseIdentifier": "INCORRECT",
        },
        modalFeedback=[{"outcomeIdentifier": "FEEDBACK", "identifier": "CORRECT", "showHide": "show", "content": SUM}],
    )
    with service() as made:
        made.add(form)
        told = made.score("one", "B").body
        assert told == {"score": 1, "feedback": {"identifier": "correct", "value": "6 + 6 = 12."}}
        assert made.score("one", "A").body == {"score": 0, "feedback": INCORRECT}
        xml = made.get("/assessment-items/one").body["rawXml"]
    assert "".join(modal.split()) in "".join(xml.split())
    assert outcome("FEEDBACK").split(" ")[0] in xml
