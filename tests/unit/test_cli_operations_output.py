"""Results are printed without loss for programs, safely for spreadsheets, and fitting for people."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from timeback_core.cli.cells import compact, printable, spreadsheet_safe
from timeback_core.cli.output import Printer, save
from timeback_core.cli.output_csv import write_csv
from timeback_core.cli.output_table import chosen_columns, print_table
from timeback_core.cli.records import flattened, picked, plain, unwrapped, without_secrets
from timeback_core.model import Model
from timeback_core.oneroster.models import User

TEXT = st.text(max_size=12)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=5)
RECORDS = st.dictionaries(TEXT, VALUES, max_size=3)
# a busy machine makes values slowly; how many are tried does not depend on it
PATIENT = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def printed(kind: Any, rows: Any, **options: Any) -> str:
    """Return what a printer writes."""
    with pytest.MonkeyPatch.context() as patch:
        raw = io.BytesIO()
        stdout = io.TextIOWrapper(raw, encoding="utf-8", newline="")
        patch.setattr("sys.stdout", stdout)
        printer = Printer(kind, Console(file=stdout, width=80), **options)
        printer.many(rows) if isinstance(rows, list) else printer.one(rows)
        stdout.flush()
        return raw.getvalue().decode()


@PATIENT
@given(st.lists(RECORDS, max_size=4))
def test_lines_of_json_hold_what_was_printed_one_record_a_line(rows: list[dict[str, Any]]) -> None:
    text = printed("ndjson", rows, secrets=True)
    assert [json.loads(line) for line in text.split("\n")[:-1]] == rows


@PATIENT
@given(st.lists(RECORDS, max_size=4))
def test_json_is_one_array_of_what_was_printed(rows: list[dict[str, Any]]) -> None:
    assert json.loads(printed("json", rows, secrets=True)) == rows


@PATIENT
@given(st.lists(st.dictionaries(st.text("abc_", min_size=1), TEXT, min_size=1), min_size=1, max_size=5))
def test_csv_gives_every_cell_back_but_for_the_apostrophes_against_formulas(rows: list[dict[str, str]]) -> None:
    target = io.BytesIO()
    assert write_csv(rows, target) == len(rows)
    read = list(csv.DictReader(io.StringIO(target.getvalue().decode(), newline="")))
    columns = list(dict.fromkeys(name for row in rows for name in row))
    assert read == [{name: spreadsheet_safe(row.get(name, "")) for name in columns} for row in rows]


def test_csv_has_crlf_quotes_and_dotted_columns_of_all_records() -> None:
    target = io.BytesIO()
    write_csv([{"a": 'say "hi", you', "b": {"c": 1, "d": None}}, {"a": "", "e": [1, "x"], "f": True}], target)
    assert target.getvalue() == (b'a,b.c,b.d,e,f\r\n"say ""hi"", you",1,,,\r\n,,,"[1, ""x""]",true\r\n')


def test_csv_with_chosen_fields_has_these_columns_in_this_order() -> None:
    target = io.BytesIO()
    write_csv([{"sourcedId": "u1", "org": {"sourcedId": "o1"}}], target, ["org.sourced_id", "sourced_id", "missing"])
    assert target.getvalue() == b"org.sourcedId,sourcedId,missing\r\no1,u1,\r\n"


def test_csv_of_nothing_is_nothing() -> None:
    target = io.BytesIO()
    assert write_csv([], target) == 0
    assert target.getvalue() == b""


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|x", "\t=1", "\r=1"])
def test_a_formula_becomes_text(text: str) -> None:
    assert spreadsheet_safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["+1 (312) 555-0100", "-5", "-1.5", "plain", "", "'already"])
def test_numbers_telephones_and_plain_text_are_left_alone(text: str) -> None:
    assert spreadsheet_safe(text) == text


def test_a_table_shows_identifiers_first_and_as_many_columns_as_fit() -> None:
    rows = [{"name": "Zoë", "note": "x" * 30, "sourcedId": "u1", "roles": [{"role": "aide"}], "empty": None}]
    assert chosen_columns(rows, 200) == ["sourcedId", "name", "note", "roles"]
    assert chosen_columns(rows, 20) == ["sourcedId", "name"]
    assert chosen_columns(rows, 1) == ["sourcedId"]


def test_documents_come_last_in_a_table() -> None:
    rows = [{"rawXml": "<x>" * 200, "identifier": "i1", "title": "t"}]
    assert chosen_columns(rows, 500) == ["identifier", "title", "rawXml"]


def test_a_long_list_is_printed_in_pieces_with_the_same_columns() -> None:
    console = Console(file=io.StringIO(), width=80)
    assert print_table(({"id": str(number)} for number in range(1200)), console) == 1200
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert text.count(" id ") == 3
    assert "1199" in text


def test_a_name_cannot_command_the_terminal() -> None:
    assert (
        printable("Zoë\x1b[31m\x07\u202e\nend")
        == "Zoë\N{REPLACEMENT CHARACTER}[31m\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER} end"
    )
    assert "\x1b" not in printed("table", [{"id": "\x1b]0;title\x07"}])


def test_markup_in_a_value_is_shown_and_not_obeyed() -> None:
    assert "[bold]x[/bold]" in printed("table", {"name": "[bold]x[/bold]"})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (True, "true"),
        ({"sourcedId": "o1", "href": "x"}, "o1"),
        ([{"role": "aide"}], "role=aide"),
        ([1, 2, 3, 4], "1, 2, 3, \N{HORIZONTAL ELLIPSIS} (4)"),
        ({}, "{}"),
    ],
)
def test_nested_values_are_short_in_tables(value: Any, expected: str) -> None:
    assert compact(value) == expected


def test_secrets_in_answers_are_masked_unless_asked_for() -> None:
    answer = {"id": "w1", "secret": "hush", "nested": [{"apiKey": "hush"}], "password": None, "pin": ""}
    assert without_secrets(answer) == {
        "id": "w1",
        "secret": "**********",
        "nested": [{"apiKey": "**********"}],
        "password": None,
        "pin": "",
    }
    assert "hush" not in printed("json", answer)
    assert "hush" in printed("json", answer, secrets=True)


def test_chosen_fields_are_picked_by_either_name_and_the_rest_is_gone() -> None:
    record = {"sourcedId": "u1", "org": {"sourcedId": "o1", "href": "x"}, "name": "n"}
    assert picked(record, ["sourced_id", "org.sourcedId", "missing"]) == {
        "sourcedId": "u1",
        "org": {"sourcedId": "o1"},
        "missing": None,
    }


def test_objects_are_spread_into_dotted_names() -> None:
    assert flattened({"a": {"b": {"c": 1}}, "d": {}, "e": [{"f": 1}]}) == {"a.b.c": 1, "d": {}, "e": [{"f": 1}]}
    assert flattened("x") == {"value": "x"}


def test_an_envelope_around_one_list_is_taken_off_and_a_record_is_not() -> None:
    assert unwrapped({"success": True, "data": [{"id": 1}]}) == [{"id": 1}]
    record = {"sourcedId": "u1", "roles": [{"role": "aide"}]}
    assert unwrapped(record) is record
    two = {"a": [{"b": 1}], "c": [{"d": 1}]}
    assert unwrapped(two) is two


def test_a_record_is_printed_with_everything_that_the_server_sent() -> None:
    from timeback_core.decoding import decode_record

    user = decode_record(b'{"sourcedId": "u1", "somethingNew": {"x": 1}, "email": null}', User)
    assert isinstance(user, Model)
    assert plain(user) == {"sourcedId": "u1", "somethingNew": {"x": 1}, "email": None}


def test_half_a_surrogate_pair_does_not_stop_the_output() -> None:
    assert json.loads(printed("ndjson", [{"name": "\ud83d"}])) == {"name": "\ud83d"}


def test_a_saved_answer_is_there_as_a_whole_and_nothing_else_is(tmp_path: Path) -> None:
    place = tmp_path / "export.zip"
    save(b"\x00\x01", str(place))
    save("<xml/>", str(place))
    assert place.read_text() == "<xml/>"
    assert list(tmp_path.iterdir()) == [place]
    with pytest.raises(ValueError, match="cannot be written"):
        save("x", str(tmp_path / "missing" / "file"))


@pytest.mark.parametrize("width", range(20, 121, 7))
def test_a_table_cuts_no_identifier_to_make_room_for_other_columns(width: int) -> None:
    rows = [{"sourcedId": "administrator-001", "status": "active", "name": "olivia.chang", "enabledUser": "true",
             "givenName": "Olivia", "familyName": "Chang", "phone": "+13125550100"}]  # fmt: skip
    target = io.StringIO()
    print_table(rows, Console(file=target, width=width))
    assert "administrator-001" in target.getvalue()
    assert "…" not in target.getvalue()
