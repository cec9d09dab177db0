"""Commands of every service against the sandbox: the real client, the real server, and what a shell gets to see."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from timeback_core.cli.arguments import Command
from timeback_core.cli.catalogue import catalogue, command_word
from timeback_core.cli.commands import app
from timeback_core.cli.options import is_write
from timeback_core.cli.session import Session
from timeback_core.constants import SERVICE_CLIENTS
from timeback_core.sync import TimebackClient
from timeback_sandbox import Sandbox

Run = Callable[..., Result]


@pytest.fixture
def client(in_process: Sandbox) -> Generator[TimebackClient]:
    with in_process.sync_client() as made:
        yield made


@pytest.fixture
def run(client: TimebackClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setenv("TIMEBACK_CONFIG", str(tmp_path / "config.toml"))

    @contextmanager
    def connect(_: Mapping[str, Any]) -> Generator[TimebackClient]:
        yield client

    def run(*words: str, input: str | bytes | None = None, code: int = 0) -> Result:
        result = CliRunner().invoke(app, words, obj=Session(connect=connect), input=input)
        assert result.exit_code == code, result.output
        return result

    return run


@pytest.fixture
def read(run: Run) -> Callable[..., Any]:
    """Return a function that runs a command and reads the JSON that it prints."""

    def read(*words: str, input: str | None = None) -> Any:
        return json.loads(run(*words, input=input).stdout)

    return read


def test_a_list_is_json_where_no_terminal_is_and_says_nothing_else(run: Run) -> None:
    result = run("oneroster", "users", "list", "--where", "role=student", "--fields", "email", "--limit", "20")
    rows = json.loads(result.stdout)
    assert len(rows) == 20
    assert all(list(row) == ["email"] for row in rows)
    assert result.stderr == ""


def test_a_table_tells_how_many_there_are_on_standard_error(run: Run) -> None:
    result = run("oneroster", "users", "list", "--limit", "2", "-o", "table", "--fields", "sourcedId,givenName")
    assert result.stdout.split()[:2] == ["sourcedId", "givenName"]
    assert "2 of " in result.stderr
    assert "--all prints the rest" in result.stderr


def test_all_pages_come_as_lines_of_json(run: Run, client: TimebackClient) -> None:
    result = run("oneroster", "classes", "list", "--all", "--limit", "50", "-o", "ndjson", "--fields", "sourced_id")
    found = [json.loads(line)["sourcedId"] for line in result.stdout.splitlines()]
    assert found == [record.sourced_id for record in client.oneroster.classes.stream(fields=["sourced_id"])]
    assert "\x1b" not in result.output


def test_all_pages_come_as_csv(run: Run) -> None:
    words = ("oneroster", "users", "list", "--all", "--max-items", "250", "-o", "csv")
    rows = list(csv.DictReader(io.StringIO(run(*words).stdout, newline="")))
    assert len(rows) == 250
    assert {"sourcedId", "givenName", "primaryOrg.sourcedId"} <= rows[0].keys()


def test_max_items_alone_walks_too(run: Run) -> None:
    result = run("oneroster", "users", "list", "--limit", "2", "--max-items", "5", "-o", "ndjson")
    assert len(result.stdout.splitlines()) == 5


def test_where_narrows_and_the_servers_own_filter_does_the_same(read: Callable[..., Any]) -> None:
    ours = read("oneroster", "users", "list", "--where", "role=teacher or role=administrator", "--limit", "500")
    theirs = read("oneroster", "users", "list", "--filter", "role='teacher' OR role='administrator'", "--limit", "500")
    assert ours == theirs
    assert {record["roles"][0]["role"] for record in ours} == {"teacher", "administrator"}


def test_a_record_is_made_changed_read_and_deleted(run: Run, read: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "user.json"
    roles = [{"roleType": "primary", "role": "aide", "org": {"sourcedId": "district-lakeside"}}]
    file.write_text(json.dumps({"givenName": "From", "familyName": "File", "roles": roles}), encoding="utf-8")
    made = read(
        "oneroster", "users", "create", "--data", f"@{file}", "--sourced-id", "cli-user", "--enabled-user",
        "--set", "metadata.shoe=42", "--given-name", "Zoë",
    )  # fmt: skip
    assert made["sourcedIdPairs"]["allocatedSourcedId"] == "cli-user"

    run("oneroster", "users", "update", "cli-user", "--family-name", "Changed")
    found = read("oneroster", "users", "get", "cli-user")
    assert (found["givenName"], found["familyName"], found["metadata"]) == ("Zoë", "Changed", {"shoe": 42})

    assert run("oneroster", "users", "exists", "cli-user").stdout == "true\n"
    assert run("oneroster", "users", "delete", "cli-user", "--yes").stdout == ""
    assert read("oneroster", "users", "get", "cli-user")["status"] == "tobedeleted"


def test_data_comes_from_standard_input(read: Callable[..., Any]) -> None:
    body = {"title": "Robots", "status": "active", "courseCode": "ROB", "org": {"sourcedId": "district-lakeside"}}
    made = read("oneroster", "courses", "create", "--data", "-", input=json.dumps(body))
    assert read("oneroster", "courses", "get", made["sourcedIdPairs"]["allocatedSourcedId"])["title"] == "Robots"


def test_a_dry_run_sends_reads_only_and_shows_the_request(
    run: Run, read: Callable[..., Any], in_process: Sandbox
) -> None:
    before = read("oneroster", "users", "get", "teacher-001")
    shown = read("oneroster", "users", "update", "teacher-001", "--given-name", "Nobody", "--dry-run")
    assert shown["method"] == "PUT"
    assert shown["url"].endswith("/ims/oneroster/rostering/v1p2/users/teacher-001")
    assert shown["body"]["user"]["givenName"] == "Nobody"
    assert shown["body"]["user"]["familyName"] == before["familyName"]
    assert read("oneroster", "users", "get", "teacher-001") == before
    text = run("oneroster", "users", "delete", "teacher-001", "--dry-run", "-o", "table").stdout
    assert text.startswith("DELETE http")
    sent = {entry.method for entry in in_process.journal() if not entry.path.endswith("/oauth/token")}
    assert sent == {"GET"}


def test_what_is_not_there_is_told_by_the_exit_code(run: Run) -> None:
    assert run("oneroster", "users", "exists", "nobody", code=4).stdout == "false\n"
    assert "not found" in run("oneroster", "users", "get", "nobody", code=4).stderr
    assert run("oneroster", "users", "first", "--where", "familyName=Nobody").stdout == "null\n"


def test_incomplete_data_is_refused_before_anything_is_sent(run: Run) -> None:
    stderr = run("oneroster", "users", "create", "--given-name", "Zoë", code=6).stderr
    assert "familyName: Required" in stderr
    assert "roles: Required" in stderr


def test_lists_below_a_record_take_its_identifier(read: Callable[..., Any]) -> None:
    where = read("oneroster", "classes", "first", "--fields", "sourcedId")["sourcedId"]
    students = read("oneroster", "classes", "students", where, "--all", "--fields", "sourcedId")
    enrolled = read("oneroster", "classes", "enrollments", where, "--all", "--where", "role=student")
    assert students
    assert {student["sourcedId"] for student in students} == {entry["user"]["sourcedId"] for entry in enrolled}
    first = students[0]["sourcedId"]
    results = read("oneroster", "classes", "student-results", where, first, "--limit", "5")
    assert all(result["student"]["sourcedId"] == first for result in results)
    assert {"sourcedId": where} in read("oneroster", "students", "classes", first, "--fields", "sourcedId")


def test_pages_that_are_counted_are_walked(run: Run, client: TimebackClient) -> None:
    words = ("qti", "assessment-items", "list", "--all", "--limit", "100", "--max-items", "250", "-o", "ndjson")
    found = [json.loads(line)["identifier"] for line in run(*words, "--fields", "identifier").stdout.splitlines()]
    assert len(set(found)) == 250


def test_lists_below_lists_below_lists(read: Callable[..., Any]) -> None:
    test = read("qti", "assessment-tests", "list", "--limit", "1")[0]["identifier"]
    part = read("qti", "test-parts", "list", test)[0]["identifier"]
    section = read("qti", "sections", "list", test, part)[0]["identifier"]
    assert read("qti", "sections", "get", test, part, section)["identifier"] == section


def test_text_is_printed_as_it_is_sent_from_a_file_and_saved(
    run: Run, read: Callable[..., Any], tmp_path: Path
) -> None:
    item = read("qti", "assessment-items", "list", "--limit", "1", "--fields", "identifier")[0]["identifier"]
    xml = run("qti", "assessment-items", "get-xml", item).stdout
    assert xml.startswith("<?xml")
    place = tmp_path / "item.xml"
    assert run("qti", "assessment-items", "get-xml", item, "--save", str(place)).stdout == ""
    assert place.read_text(encoding="utf-8").rstrip("\n") == xml.rstrip("\n")
    place.write_text(xml.replace(f'identifier="{item}"', 'identifier="cli-item"', 1), encoding="utf-8")
    made = read("qti", "assessment-items", "create-from-xml", "--content", f"@{place}")
    assert made["identifier"] == "cli-item"
    scored = read("qti", "assessment-items", "process-response", "cli-item", "--set", "response=nonsense")
    assert scored["score"] == 0


def test_bytes_are_written_into_a_file(run: Run, read: Callable[..., Any], tmp_path: Path) -> None:
    resource = read("oneroster", "resources", "first", "--fields", "sourcedId")["sourcedId"]
    place = tmp_path / "resource.imscc"
    run("oneroster", "resources", "export", resource, "--save", str(place))
    assert place.read_bytes()[:2] == b"PK"
    assert run("oneroster", "resources", "export", resource).stdout_bytes[:2] == b"PK"


def test_queries_are_options(run: Run, read: Callable[..., Any]) -> None:
    level = read("powerpath", "placement", "get-current-level", "--student", "student-0014", "--subject", "Math")
    assert "gradeLevel" in level
    missing = run("powerpath", "placement", "get-current-level", "--student", "student-0014", code=2)
    assert "--subject" in missing.stderr


def test_several_values_are_repeated_or_separated_by_commas(read: Callable[..., Any]) -> None:
    commas = read("edubridge", "users", "list", "--roles", "administrator,teacher", "--limit", "500")
    repeated = read("edubridge", "users", "list", "--roles", "administrator", "--roles", "teacher", "--limit", "500")
    assert commas == repeated != []


def test_an_event_is_validated_and_sent(read: Callable[..., Any], tmp_path: Path) -> None:
    stored = read("caliper", "events", "list", "--limit", "1")[0]
    assert read("caliper", "events", "get", stored["externalId"])["externalId"] == stored["externalId"]
    walked = read("caliper", "events", "list", "--all", "--max-items", "120", "--limit", "50")
    assert len({event["externalId"] for event in walked}) == 120


def test_a_secret_comes_from_standard_input_and_is_not_printed(run: Run, read: Callable[..., Any]) -> None:
    words = ("webhooks", "webhooks", "create", "--name", "cli", "--target-url", "https://example.org/hook")
    result = run(*words, "--secret-stdin", input="a-long-secret-of-mine\n")
    assert "a-long-secret-of-mine" not in result.output
    made = json.loads(result.stdout)
    assert made["secret"] == "**********"
    assert read("webhooks", "webhooks", "get", made["id"], "--show-secrets")["secret"] == "a-long-secret-of-mine"
    run("webhooks", "webhooks", "delete", made["id"], "--yes")


def test_an_envelope_of_a_list_is_a_table_of_its_records(run: Run) -> None:
    table = run("masterytrack", "inventory", "search", "--subject", "Math", "-o", "table").stdout
    assert "timeback_id" in table.splitlines()[1]
    rows = list(csv.DictReader(io.StringIO(run("masterytrack", "inventory", "search", "-o", "csv").stdout, newline="")))
    assert {"timeback_id", "name", "subject"} <= rows[0].keys()


def test_frameworks_are_listed_by_the_servers_own_pages(read: Callable[..., Any]) -> None:
    documents = read("case", "documents", "list", "--limit", "1", "--fields", "sourcedId,title")
    assert [list(document) for document in documents] == [["sourcedId", "title"]]
    items = read("case", "items", "list", "--all", "--max-items", "120", "--limit", "50", "--fields", "sourcedId")
    assert len({item["sourcedId"] for item in items}) == 120


def test_a_record_without_identifiers_is_a_table_of_two_columns(run: Run) -> None:
    lines = run("clr", "discovery", "get", "-o", "table").stdout.splitlines()
    assert any(line.split()[:2] == ["openapi", "3.0.1"] for line in lines)


def test_options_of_the_request_reach_the_server(read: Callable[..., Any]) -> None:
    words = ("oneroster", "orgs", "list", "--limit", "1", "--max-retries", "0", "--header", "X-Trace: one")
    assert len(read(*words)) == 1


def test_users_by_role_are_walked_with_a_page_size(read: Callable[..., Any]) -> None:
    words = ("edubridge", "users", "list", "--roles", "student", "--all", "--limit", "30", "--max-items", "70")
    assert len({user["sourcedId"] for user in read(*words, "--fields", "sourcedId")}) == 70


def test_a_member_of_a_member_can_be_chosen(read: Callable[..., Any]) -> None:
    rows = read("oneroster", "users", "list", "--limit", "2", "--fields", "primary_org.sourced_id,sourcedId")
    assert [row["primaryOrg"].keys() for row in rows] == [{"sourcedId"}, {"sourcedId"}]


def test_an_option_may_have_the_name_of_one_that_other_commands_share(read: Callable[..., Any]) -> None:
    few = read("masterytrack", "inventory", "search")["data"]
    every = read("masterytrack", "inventory", "search", "--all")["data"]
    assert len(every) > len(few)


@pytest.mark.slow
@pytest.mark.parametrize("service", SERVICE_CLIENTS)
def test_every_read_that_needs_nothing_prints_in_every_format(service: str, run: Run) -> None:
    formats = itertools.cycle(("table", "csv", "ndjson"))
    for resource, entries in catalogue(service).items():
        for name, entry in entries.items():
            command = Command(entry)
            if is_write(entry) or command.shape.content or any(want.required for want in command.wanted):
                continue
            words = [service, command_word(resource), command_word(name)]
            walk = ["--all", "--max-items", "3"] if command.walks else []
            json.loads(run(*words, *walk, "-o", "json").stdout)
            assert "Traceback" not in run(*words, *walk, "-o", next(formats)).output
