"""What takes something away asks first; a rehearsal sends nothing that changes anything."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from timeback_core.cli.call_shape import shape_of
from timeback_core.cli.catalogue import Entry, catalogue
from timeback_core.cli.commands import app
from timeback_core.cli.danger import danger, question_of
from timeback_core.cli.dry_run import Rehearsal, WouldSendError, shown
from timeback_core.cli.options import is_write
from timeback_core.cli.session import Session
from timeback_core.constants import SERVICE_CLIENTS
from timeback_core.transport.call import Call
from timeback_core.transport.lifetime import Lifetime

ENTRIES = [entry for service in SERVICE_CLIENTS for group in catalogue(service).values() for entry in group.values()]
DANGEROUS = {f"{entry.service}.{entry.resource}.{entry.name}" for entry in ENTRIES if danger(entry, shape_of(entry))}


def entry_of(service: str, resource: str, name: str) -> Entry:
    return catalogue(service)[resource][name]


def test_every_delete_asks() -> None:
    deletes = [entry for entry in ENTRIES if entry.declaration is not None and entry.declaration.method == "DELETE"]
    assert len(deletes) > 30
    assert all(danger(entry, shape_of(entry)) for entry in deletes)


@pytest.mark.parametrize(
    "command",
    [
        "oneroster.courses.delete_component",
        "edubridge.enrollments.reset_goals",
        "powerpath.lesson_plans.recreate",
        "powerpath.lesson_plans.delete_all",
        "qti.section_items.reorder",
        "qti.assessment_tests.update",
        "qti.assessment_tests.update_from_xml",
        "qti.assessment_items.upsert",
        "case.packages.update",
        "case.packages.upsert",
        "masterytrack.assignments.invalidate",
        "masterytrack.assignments.unassign",
    ],
)
def test_what_removes_or_replaces_a_lot_asks(command: str) -> None:
    assert command in DANGEROUS


@pytest.mark.parametrize(
    "command",
    [
        "oneroster.users.list",
        "oneroster.users.create",
        "oneroster.users.update",
        "oneroster.users.upsert",
        "webhooks.webhooks.deactivate",
        "caliper.events.send",
    ],
)
def test_what_can_be_undone_does_not_ask(command: str) -> None:
    assert command not in DANGEROUS


def test_reads_can_neither_be_rehearsed_nor_regretted() -> None:
    for entry in ENTRIES:
        if entry.declaration is not None and entry.declaration.method == "GET":
            assert not is_write(entry)
            assert f"{entry.service}.{entry.resource}.{entry.name}" not in DANGEROUS


@pytest.mark.parametrize(
    ("where", "identifiers", "question"),
    [
        (("oneroster", "users", "delete"), ["u1"], "Delete user u1?"),
        (("qti", "assessment_tests", "update"), ["t1"], "Replace assessment test t1 as a whole?"),
        (("edubridge", "enrollments", "reset_goals"), ["c1"], "Reset goals (c1)?"),
    ],
)
def test_the_question_says_what_would_happen_to_what(
    where: tuple[str, str, str], identifiers: list[str], question: str
) -> None:
    entry = entry_of(*where)
    assert question_of(entry, danger(entry, shape_of(entry)) or "", identifiers) == question


class _Deleted:
    """Stands for a client and notes what is deleted."""

    def __init__(self) -> None:
        self.gone: list[str] = []
        self.oneroster = SimpleNamespace(with_options=lambda: self.oneroster, users=self)

    def delete(self, sourced_id: str) -> None:
        self.gone.append(sourced_id)


@pytest.fixture
def deleted() -> _Deleted:
    return _Deleted()


@pytest.fixture
def run(deleted: _Deleted, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    monkeypatch.setenv("TIMEBACK_CONFIG", str(tmp_path / "config.toml"))

    @contextmanager
    def connect(_: Mapping[str, Any]) -> Generator[Any]:
        yield deleted

    def run(*words: str, terminal: bool = False, answer: str | None = None) -> Result:
        monkeypatch.setattr("timeback_core.cli.danger.is_answerable", lambda: terminal)
        return CliRunner().invoke(app, words, obj=Session(connect=connect), input=answer)

    return run


def test_without_a_terminal_yes_is_needed(run: Any, deleted: _Deleted) -> None:
    result = run("oneroster", "users", "delete", "u1")
    assert result.exit_code == 2
    assert "Delete user u1: this needs --yes" in result.stderr
    assert deleted.gone == []


def test_with_yes_nobody_is_asked(run: Any, deleted: _Deleted) -> None:
    assert run("oneroster", "users", "delete", "u1", "--yes").exit_code == 0
    assert deleted.gone == ["u1"]


def test_on_a_terminal_the_answer_decides(run: Any, deleted: _Deleted) -> None:
    refused = run("oneroster", "users", "delete", "u1", terminal=True, answer="n\n")
    assert refused.exit_code == 130
    assert "Delete user u1?" in refused.stderr
    assert deleted.gone == []
    assert run("oneroster", "users", "delete", "u1", terminal=True, answer="y\n").exit_code == 0
    assert deleted.gone == ["u1"]


def call(method: str, **settings: Any) -> Call:
    return Call(
        operation="x.y.z",
        service="x",
        method=method,
        route="/users",
        url="https://example.org/users/1",
        lifetime=Lifetime("test"),
        **settings,
    )


def test_a_rehearsal_lets_reads_through_and_stops_at_the_first_change() -> None:
    carried: list[str] = []
    rehearsal = Rehearsal(SimpleNamespace(execute=lambda call: carried.append(call.method)))
    rehearsal.execute(call("GET"))
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        with pytest.raises(WouldSendError, match=f"{method} https://example.org/users/1"):
            rehearsal.execute(call(method))
    assert carried == ["GET"]


def test_a_rehearsed_request_is_shown_without_secrets() -> None:
    found = shown(call("POST", content=b'{"user": {"givenName": "Zo", "password": "hush"}}'))
    assert found == {
        "method": "POST",
        "url": "https://example.org/users/1",
        "body": {"user": {"givenName": "Zo", "password": "**********"}},
    }
    assert shown(call("POST", content=b"<xml/>", headers={"Content-Type": "application/xml"})) == {
        "method": "POST",
        "url": "https://example.org/users/1",
        "headers": {"Content-Type": "application/xml"},
        "body": "<xml/>",
    }
