"""What a command sends is put together from files, standard input, ``--set`` and options, and never from a secret."""

from __future__ import annotations

import codecs
import io
from pathlib import Path
from typing import Any

import pytest
import typer

from timeback_core.cli.arguments import Command, request_options
from timeback_core.cli.catalogue import catalogue
from timeback_core.cli.reading_data import Source, read_content, read_data, read_secret, with_set
from timeback_core.cli.value_types import Value, split_list, value_of
from timeback_core.oneroster.types import UserCreateInput


class _Input(io.TextIOWrapper):
    """Standard input that is no terminal."""

    def __init__(self, content: bytes) -> None:
        super().__init__(io.BytesIO(content), encoding="utf-8")


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that puts text on standard input."""

    def feed(text: str) -> None:
        monkeypatch.setattr("sys.stdin", _Input(text.encode()))

    return feed


def test_data_comes_from_a_file_from_standard_input_or_the_line_itself(tmp_path: Path, stdin: Any) -> None:
    file = tmp_path / "user.json"
    file.write_text('{"givenName": "Zoë"}', encoding="utf-8")
    stdin('[{"a": 1}]')
    assert read_data(f"@{file}", Source()) == {"givenName": "Zoë"}
    assert read_data("-", Source()) == [{"a": 1}]
    assert read_data('{"a": [1, null]}', Source()) == {"a": [1, None]}


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"missing\.json' cannot be read: No such file"):
        read_data(f"@{tmp_path / 'missing.json'}", Source())


def test_what_is_no_json_is_refused_with_a_hint_at_files() -> None:
    with pytest.raises(ValueError, match=r"this is no JSON: .*; a file is written as @file"):
        read_data("user.json", Source())


def test_standard_input_is_read_once(stdin: Any) -> None:
    stdin("{}")
    source = Source()
    read_data("-", source)
    with pytest.raises(ValueError, match="standard input is read by --data already; give --content from a file"):
        read_content("-", source)


def test_several_secrets_take_a_line_each(stdin: Any) -> None:
    stdin("one\ntwo\n")
    source = Source()
    assert read_secret("--secret-stdin", "secret", source) == "one"
    assert read_secret("--pin-stdin", "pin", source) == "two"
    with pytest.raises(ValueError, match="no token came"):
        read_secret("--token-stdin", "token", source)


@pytest.mark.parametrize("data", ['{"password": "x"}', '{"a": [{"clientSecret": "x"}]}', '{"api_key": "x"}'])
def test_a_secret_on_the_command_line_is_refused_and_not_repeated(data: str) -> None:
    with pytest.raises(ValueError, match="is a secret and must not be on the command line") as caught:
        read_data(data, Source())
    assert '"x"' not in str(caught.value)


def test_a_secret_in_a_file_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "user.json"
    file.write_text('{"password": "x"}')
    assert read_data(f"@{file}", Source()) == {"password": "x"}


def settled(*settings: str, data: Any = None) -> Any:
    return with_set(data, settings, UserCreateInput, Source())


def test_a_setting_is_read_as_its_field_wants_it() -> None:
    assert settled("givenName=42", "enabled_user=false", "grades=3,4", "status=active") == {
        "givenName": "42",
        "enabled_user": False,
        "grades": [3, 4],
        "status": "active",
    }


def test_a_setting_lays_itself_over_the_data_under_either_name() -> None:
    assert settled("given_name=New", data={"givenName": "Old", "familyName": "Lee"}) == {
        "givenName": "New",
        "familyName": "Lee",
    }


def test_dots_lead_into_objects_and_the_data_given_is_not_changed() -> None:
    data = {"metadata": {"a": 1}}
    assert settled("metadata.b.c=2", "metadata.d=x", data=data) == {"metadata": {"a": 1, "b": {"c": 2}, "d": "x"}}
    assert data == {"metadata": {"a": 1}}


def test_json_and_files_can_be_set(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("a secret word\n")
    assert settled('roles:=[{"role": "aide"}]', "middleName:=null", f"password=@{file}") == {
        "roles": [{"role": "aide"}],
        "middleName": None,
        "password": "a secret word",
    }


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ("givenName", "'givenName' is no setting; write name=value"),
        ("=x", "is no setting"),
        ("status=gone", "status is one of active, tobedeleted, inactive, not 'gone'"),
        ("enabledUser=perhaps", "enabledUser is true or false, not 'perhaps'"),
        ("roles:=[", "is no JSON"),
        ("password=x", "is a secret and must not be on the command line; write password=@file"),
        ("givenName.x=1", "leads into 'givenName', which is no object"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named(setting: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        settled(setting, data={"givenName": "Zoë"})


def test_fields_cannot_be_set_over_a_list() -> None:
    with pytest.raises(ValueError, match="the data is a list"):
        settled("a=1", data=[{}])


def test_lists_are_repeated_or_separated_by_commas_and_a_backslash_keeps_a_comma() -> None:
    assert split_list(["a,b", "c\\, d"], Value(str)) == ["a", "b", "c, d"]
    assert split_list(["1, 2"], value_of(list[int]) or Value(str)) == [1, 2]
    with pytest.raises(ValueError, match="'x' is not a whole number"):
        split_list(["x"], value_of(list[int]) or Value(str))


def request(service: str, resource: str, name: str, **given: Any) -> dict[str, Any]:
    return Command(catalogue(service)[resource][name]).request(given, Source()).arguments


def test_single_options_win_over_set_and_that_over_the_data() -> None:
    arguments = request(
        "oneroster",
        "users",
        "create",
        data='{"givenName": "a", "familyName": "a", "email": "a@example.org"}',
        set_=["familyName=b", "givenName=b"],
        body_given_name="c",
        body_enabled_user=False,
    )
    assert arguments["data"] == {
        "given_name": "c",
        "familyName": "b",
        "email": "a@example.org",
        "enabled_user": False,
    }


def test_changes_need_something_to_change() -> None:
    with pytest.raises(typer.BadParameter, match="say what to send"):
        request("oneroster", "users", "update", parameter_sourced_id="u1")


def test_an_optional_body_is_left_out_when_nothing_is_given() -> None:
    assert request("masterytrack", "assignments", "assign") == {}


def test_filter_and_where_exclude_each_other() -> None:
    with pytest.raises(typer.BadParameter, match="give one of the two"):
        request("oneroster", "users", "list", where=["a=1"], filter="a=1")


def test_the_servers_own_filter_goes_where_the_method_takes_it() -> None:
    assert request("oneroster", "users", "list", filter="a=1") == {"where": "a=1"}
    assert request("case", "items", "list", filter="a=1") == {"filter": "a=1"}


@pytest.mark.parametrize("header", ["Authorization: x", "cookie: x", "X-Api-Key: x", "X-Auth-Token: x"])
def test_a_header_that_could_hold_a_secret_is_refused_without_its_value(header: str) -> None:
    with pytest.raises(typer.BadParameter, match="could hold a secret") as caught:
        request_options({"header": [header]})
    assert ": x" not in str(caught.value)


def test_other_headers_go_along() -> None:
    assert request_options({"header": ["X-Trace: a:b"], "max_retries": 0}) == {
        "headers": {"X-Trace": "a:b"},
        "max_retries": 0,
    }
    with pytest.raises(typer.BadParameter, match="write 'Name: value'"):
        request_options({"header": ["nonsense"]})


@pytest.mark.parametrize("header", ["X: a\rb", "X Y: b", "X: é"])
def test_a_header_that_cannot_be_sent_is_a_mistake_on_the_command_line(header: str) -> None:
    with pytest.raises(typer.BadParameter, match="header"):
        request("oneroster", "users", "list", header=[header])


def test_a_byte_order_mark_before_json_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "user.json"
    file.write_bytes(codecs.BOM_UTF8 + b'{"a": 1}')
    assert read_data(f"@{file}", Source()) == {"a": 1}


@pytest.mark.parametrize(
    ("content", "reason"), [(b" \n", "there is nothing"), ('{"a": 1}'.encode("utf-16"), "UTF-16, and JSON has to be")]
)
def test_data_that_is_no_json_for_a_plain_reason_is_refused_with_it(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    file = tmp_path / "user.json"
    file.write_bytes(content)
    with pytest.raises(ValueError, match=reason):
        read_data(f"@{file}", Source())


DEEP = "[" * 100_000


@pytest.mark.parametrize("given", [{"data": DEEP}, {"set_": [f"metadata:={DEEP}"]}, {"set_": [f"metadata={DEEP}"]}])
def test_data_without_end_is_a_mistake_on_the_command_line(given: dict[str, Any]) -> None:
    with pytest.raises(typer.BadParameter, match="nested too deeply"):
        request("oneroster", "users", "update", sourced_id="x", **given)
