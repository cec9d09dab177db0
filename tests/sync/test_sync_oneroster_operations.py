# Written by tools/generate_sync.py from tests/contract/test_oneroster_operations.py; changes belong there.
"""Every operation of OneRoster, through the real client against the real sandbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from contract_places import Witness
from sync_contract_operations import CASES

from timeback_core.sync import TimebackClient
from timeback_core.sync.oneroster import OneRosterClient
from timeback_sandbox import Sandbox

OVER_HTTPX2 = [
    "oneroster.users.list",
    "oneroster.users.create",
    "oneroster.users.update",
    "oneroster.users.delete",
    "oneroster.users.add_agent",
    "oneroster.users.remove_agent",
    "oneroster.enrollments.patch",
    "oneroster.classes.students",
    "oneroster.line_items.create_results",
    "oneroster.demographics.create",
    "oneroster.resources.export",
]


@pytest.fixture
def over_httpx2(on_socket: Sandbox, witness: Witness) -> Iterator[TimebackClient]:
    with on_socket.sync_client(backend="httpx2", hooks=witness.hooks) as client:
        yield client


def test_there_is_a_case_for_every_operation() -> None:
    operations = {operation.id for operation in OneRosterClient.operations()}
    assert len(operations) == 143
    assert CASES.keys() == operations


@pytest.mark.parametrize("operation", sorted(CASES))
def test_an_operation_does_what_it_says(operation: str, oneroster: OneRosterClient, witness: Witness) -> None:
    CASES[operation](oneroster)
    assert operation in witness.operations
    assert not witness.retries


@pytest.mark.socket
@pytest.mark.parametrize("operation", OVER_HTTPX2)
def test_an_operation_does_the_same_over_the_other_http_library(
    operation: str, over_httpx2: TimebackClient, on_socket: Sandbox, witness: Witness
) -> None:
    CASES[operation](over_httpx2.oneroster)
    assert operation in witness.operations
    assert all("httpx2/" in entry.headers["user-agent"] for entry in on_socket.journal())


def test_what_is_sent_is_what_the_operation_declares(oneroster: OneRosterClient, sandbox: Sandbox) -> None:
    declared = {operation.id: operation for operation in OneRosterClient.operations()}
    oneroster.users("student-0001").classes.list(limit=1)
    oneroster.resources.list(limit=1)
    assert [(entry.method, entry.path) for entry in sandbox.journal(method="GET")] == [
        ("GET", declared["oneroster.users.classes"].path.replace("{sourced_id}", "student-0001")),
        ("GET", declared["oneroster.resources.list"].path),
    ]
