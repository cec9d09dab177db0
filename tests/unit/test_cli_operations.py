"""Every operation of every API is a command: its help works, its arguments bind to the method behind it."""

from __future__ import annotations

import importlib
import inspect
import io
from collections.abc import Iterator
from typing import Any

import pytest
from typer.testing import CliRunner

from timeback_core.cli.arguments import Command
from timeback_core.cli.catalogue import Entry, catalogue, command_word
from timeback_core.cli.commands import app
from timeback_core.cli.reading_data import Source
from timeback_core.cli.service_commands import help_text, leaf
from timeback_core.cli.value_types import Value
from timeback_core.cli.wanted import Place, Wanted
from timeback_core.constants import SERVICE_CLIENTS
from timeback_core.operations import operations

EVERY = {service: catalogue(service) for service in SERVICE_CLIENTS}
GROUPS = [(service, resource) for service, groups in EVERY.items() for resource in groups]


def entries() -> Iterator[Entry]:
    return (entry for groups in EVERY.values() for group in groups.values() for entry in group.values())


def entry_of(service: str, resource: str, name: str) -> Entry:
    return EVERY[service][resource][name]


def sample(value: Value) -> str:
    """Return text that fits."""
    if value.choices:
        return value.choices[0]
    by_metavar = {"DATE": "2027-01-31", "TIME": "2027-01-31T08:00:00Z", "NUMBER": "7", "JSON": "{}", "GRADE": "5"}
    return by_metavar.get((value.metavar or "").removesuffix(",..."), "some-text")


def given_for(want: Wanted) -> list[str]:
    """Return the words on a command line for one option."""
    if want.value.base is bool:
        return [want.flag]
    return [f"{want.flag}={sample(want.value)}"]


def command_line(command: Command) -> list[str]:
    """Return a command line that uses everything that the command takes."""
    options = [word for want in command.wanted if not want.argument for word in given_for(want)]
    if command.shape.has("where"):
        options += ["--where=status=active"]
    if command.shape.body is not None:
        options += ["--data=[{}]" if command.shape.body.many else "--data={}"]
    if command.shape.content is not None:
        options += ["--content=<xml/>"]
    arguments = [sample(want.value) for want in command.wanted if want.argument]
    return [*options, "--", *arguments]


def test_every_operation_has_a_command_of_its_own() -> None:
    found = [entry.operation.id for entry in entries() if entry.operation is not None]
    assert sorted(found) == sorted(operation.id for operation in operations())


def test_a_command_is_named_as_its_operation_is() -> None:
    for entry in entries():
        if entry.operation is not None:
            assert (entry.service, entry.resource, entry.name) == tuple(entry.operation.id.split("."))


@pytest.mark.parametrize(("service", "resource"), GROUPS)
def test_what_a_command_line_gives_binds_to_the_method(
    service: str, resource: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("first\nsecond\n" * 50))
    for entry in EVERY[service][resource].values():
        command = Command(entry)
        made = leaf(entry)
        with made.make_context(entry.name, command_line(command)) as context:
            given = {name: list(value) if isinstance(value, tuple) else value for name, value in context.params.items()}
        request = command.request(given, Source())
        flags = [option for parameter in made.params for option in (*parameter.opts, *parameter.secondary_opts)]
        assert len(flags) == len(set(flags)), entry
        inspect.signature(entry.function).bind(None, **request.arguments)
        above = {want.name for want in command.wanted if want.place is Place.ABOVE}
        assert request.above.keys() == above, entry
        if entry.declaration is not None and entry.function is entry.declaration.function:
            entry.plan.bind((), request.arguments)


@pytest.mark.parametrize("service", SERVICE_CLIENTS)
def test_the_client_without_await_has_every_method_that_is_called(service: str) -> None:
    module, _, name = SERVICE_CLIENTS[service].partition(":")
    client = getattr(importlib.import_module(module.replace("timeback_core.", "timeback_core.sync.")), name)
    for group in EVERY[service].values():
        for entry in group.values():
            kind: Any = inspect.getattr_static(client, entry.reach.attribute).kind
            for index in entry.reach.scopes:
                kind = kind._scopes[index]
            if entry.reach.below is not None:
                kind = getattr(kind, entry.reach.below).kind(kind)
            assert callable(getattr(kind, entry.method)), entry
            assert entry.stream is None or callable(getattr(kind, entry.stream)), entry


def test_help_says_what_a_command_does_and_which_request_it_sends() -> None:
    for entry in entries():
        text = help_text(Command(entry))
        assert text.splitlines()[0].strip(), entry
        if entry.operation is not None:
            assert f"{entry.operation.method} {entry.operation.path}" in text


def run(*words: str, width: int = 200) -> str:
    result = CliRunner().invoke(app, words, env={"COLUMNS": str(width), "TERM": "dumb"})
    assert result.exit_code == 0, result.output
    return result.output


def test_a_service_lists_its_resources_and_a_resource_its_commands() -> None:
    services = run("oneroster", "--help")
    assert all(word in services for word in ("users", "academic-sessions", "line-items"))
    users = run("oneroster", "users", "--help")
    assert users.index(" list ") < users.index(" get ") < users.index(" create ") < users.index(" register-credential ")


def test_help_of_a_command_names_options_with_their_types_and_the_rest_of_the_body() -> None:
    text = run("oneroster", "users", "create", "--help")
    assert "POST /ims/oneroster/rostering/v1p2/users" in text
    assert "--given-name" in text
    assert "--enabled-user" in text
    assert "--no-enabled-user" in text
    assert "One of active, tobedeleted, inactive." in text
    assert "roles: list of {roleType, role, org" in text
    assert "--password-stdin" in text
    assert "--password " not in text


def test_identifiers_of_the_path_are_arguments_in_its_order() -> None:
    command = Command(entry_of("qti", "section_items", "remove"))
    named = [want.name for want in command.wanted if want.argument]
    assert named == ["test_id", "test_part_id", "section_id", "item_identifier"]


def test_an_optional_last_piece_of_the_path_is_an_optional_argument() -> None:
    command = Command(entry_of("edubridge", "enrollments", "enroll"))
    assert [(want.name, want.required) for want in command.wanted if want.argument] == [
        ("user_id", True),
        ("course_id", True),
        ("school_id", False),
    ]


def test_the_fields_of_a_query_are_options_and_say_which_are_needed() -> None:
    command = Command(entry_of("powerpath", "placement", "get_current_level"))
    wanted = {want.name: want for want in command.wanted}
    assert wanted["student"].flag == "--student"
    assert wanted["student"].required
    assert "Math" in wanted["subject"].value.choices


def test_an_option_that_would_hide_a_shared_one_is_named_after_its_resource() -> None:
    command = Command(entry_of("caliper", "jobs", "wait_for_completion"))
    assert {"--job-timeout", "--poll-interval"} <= {want.flag for want in command.wanted}


def test_no_option_of_any_command_takes_a_secret() -> None:
    for entry in entries():
        for want in Command(entry).wanted:
            if want.name in {"password", "secret", "client_secret", "api_key", "token", "pin", "jwt"}:
                assert want.secret, (entry, want)
                assert want.value.base is bool
                assert want.flag.endswith("-stdin")


def completed(*words: str) -> str:
    env = {"_TIMEBACK_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": " ".join(("timeback", *words))}
    return CliRunner().invoke(app, [], env=env, prog_name="timeback").output


def test_the_shell_completes_resources_commands_options_and_choices() -> None:
    assert "users" in completed("oneroster", "us")
    assert "get-current-level" in completed("powerpath", "placement", "get-cu")
    assert "--where" in completed("oneroster", "users", "list", "--wh")
    assert "desc" in completed("oneroster", "users", "list", "--order-by", "d")
    assert "teacher" in completed("edubridge", "users", "list", "--roles", "te")
    assert "student,teacher" in completed("edubridge", "users", "list", "--roles", "student,te")


def test_a_misspelt_command_is_answered_with_the_nearest_one() -> None:
    result = CliRunner().invoke(app, ["oneroster", "users", "lst"])
    assert result.exit_code == 2
    assert "list" in result.stderr


def test_words_with_dashes_are_python_names() -> None:
    assert command_word("get_current_level") == "get-current-level"
