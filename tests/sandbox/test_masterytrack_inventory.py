"""Searching MasteryTrack's inventory: what is found, in which order, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from mastery_calls import Mastery, bad

from timeback_sandbox import Sandbox
from timeback_sandbox.masterytrack.grades import grade_word, rank_of_roster_grade, rank_of_text
from timeback_sandbox.masterytrack.inventory import is_supported


@pytest.fixture(scope="module")
def mastery() -> Iterator[Mastery]:
    with Sandbox(seed="demo") as sandbox, Mastery(sandbox) as made:
        yield made


def names(found: list[dict[str, Any]]) -> list[str]:
    return [f"{test['name']} v{test['version']}" for test in found]


def test_the_seed_has_what_there_is_to_try(mastery: Mastery) -> None:
    everything = mastery.search(all="true")
    assert len(everything) >= 12
    assert {(test["subject"], test["grade_rank"]) for test in everything} >= {
        (subject, rank) for subject in ("Math", "Reading", "Language") for rank in (3, 4, 5)
    }
    assert sum(not test["supported"] for test in everything) == 2
    assert all(test["active"] and test["invalidated_on"] is None for test in everything)


def test_a_test_has_every_field(mastery: Mastery) -> None:
    (test, *_) = mastery.search(subject="Math", grade="3")
    assert set(test) == {
        "id", "timeback_id", "name", "subject", "grade", "grade_rank", "version", "active", "metadata", "supported",
        "created_at", "updated_at", "invalidated_on",
    }  # fmt: skip
    assert test["timeback_id"].startswith("_")
    assert len(test["timeback_id"]) == 25
    assert (test["grade"], test["grade_rank"]) == ("Third Grade", 3)
    assert {"url", "type", "subType", "year", "format", "questionTypes"} == set(test["metadata"])


def test_what_cannot_be_delivered_is_shown_only_when_asked_for(mastery: Mastery) -> None:
    usual, everything = mastery.search(), mastery.search(all="true")
    assert mastery.search(all="false") == usual
    assert all(test["supported"] for test in usual)
    assert sorted(names(everything)) == sorted([*names(usual), "Language G5 Form C v1", "Math G4 Form C v1"])


def test_what_is_switched_off_or_withdrawn_never_appears(mastery: Mastery) -> None:
    assert names(mastery.search(subject="Reading", all="true", name="Form C")) == []


def test_the_order_is_subject_grade_name_and_newest_version(mastery: Mastery) -> None:
    found = mastery.search(all="true")
    key = [(test["subject"], test["grade_rank"], test["name"], -test["version"]) for test in found]
    assert key == sorted(key)
    assert names(mastery.search(name="Math G3 Form B")) == ["Math G3 Form B v2", "Math G3 Form B v1"]


def test_conditions_are_met_together(mastery: Mastery) -> None:
    assert names(mastery.search(name="form b", subject="mAtH", grade="3")) == ["Math G3 Form B v2", "Math G3 Form B v1"]
    assert names(mastery.search(name="form b", subject="Mat", grade="3")) == []
    (test, *_) = mastery.search(grade="5", subject="Reading")
    assert mastery.search(timeback_id=test["timeback_id"]) == [test]
    assert mastery.search(timeback_id=test["timeback_id"].upper()) == []
    assert mastery.search(timeback_id=test["timeback_id"], subject="Math") == []


@pytest.mark.parametrize("grade", ["3", " 3 ", "third grade", "Third Grade", "THIRD", "third   GRADE"])
def test_a_grade_is_a_number_or_words(mastery: Mastery, grade: str) -> None:
    assert {test["grade_rank"] for test in mastery.search(grade=grade)} == {3}


def test_kindergarten_is_zero(mastery: Mastery) -> None:
    found = [names(mastery.search(subject="Math", grade=grade)) for grade in ("0", "kindergarten")]
    assert found == [["Math GK Form A v1"]] * 2


@pytest.mark.parametrize("grade", ["K", "k", "13", "-1", "3.0", "3rd", "grade", "None", "٣", "thirdgrade"])
def test_other_grades_are_refused_with_the_reason(mastery: Mastery, grade: str) -> None:
    refused = bad(mastery.send("GET", f"/authoring/inventory/search?grade={quote(grade)}"), 400)
    assert (refused["error"], refused["code"]) == ("Invalid search parameters", "INVALID_PARAMETERS")
    assert set(refused["details"]) == {"grade"}


def test_everything_wrong_is_told_at_once(mastery: Mastery) -> None:
    refused = bad(mastery.send("GET", "/authoring/inventory/search?grade=K&all=maybe"), 400)
    assert set(refused["details"]) == {"grade", "all"}


@pytest.mark.parametrize("field", ["name", "timeback_id", "subject"])
def test_a_nul_character_ends_no_text(mastery: Mastery, field: str) -> None:
    refusal = bad(mastery.send("GET", f"/authoring/inventory/search?{field}=M%00x"), 400)
    assert (refusal["code"], list(refusal["details"])) == ("INVALID_PARAMETERS", [field])


def test_nothing_found_is_a_success(mastery: Mastery) -> None:
    assert mastery.search(name="%") == mastery.search(subject="Alchemy") == []


def test_a_query_that_cannot_be_read_is_refused(mastery: Mastery) -> None:
    assert bad(mastery.send("GET", "/authoring/inventory/search?name=%FF"), 400)["code"] == "INVALID_PARAMETERS"


def test_words_and_ranks_belong_together() -> None:
    assert [rank_of_text(grade_word(rank)) for rank in range(13)] == list(range(13))


@pytest.mark.parametrize(
    ("grade", "rank"), [("03", 3), ("KG", 0), ("-1", 0), ("13", 12), ("12", 12), ("Fifth Grade", 5), ("UG", None)]
)
def test_a_grade_of_the_roster_has_the_nearest_rank(grade: str, rank: int | None) -> None:
    assert rank_of_roster_grade(grade) == rank


@pytest.mark.parametrize(
    ("types", "supported"),
    [(None, True), ([], True), (["choice"], True), (["choice", "upload"], False), (["Choice"], False)],
)
def test_a_test_is_supported_if_every_type_of_its_questions_is(types: list[str] | None, supported: bool) -> None:
    metadata = {} if types is None else {"questionTypes": types}
    assert is_supported(metadata) is supported
    assert is_supported(None) is True
