"""Every operation of OneRoster, through the real client against the real sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from contract_operations import CASES
from contract_places import Witness

from timeback_core import TimebackClient
from timeback_core.oneroster import OneRosterClient
from timeback_sandbox import Sandbox

pytestmark = pytest.mark.anyio

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
async def over_httpx2(on_socket: Sandbox, witness: Witness) -> AsyncIterator[TimebackClient]:
    async with on_socket.client(backend="httpx2", hooks=witness.hooks) as client:
        yield client


def test_there_is_a_case_for_every_operation() -> None:
    operations = {operation.id for operation in OneRosterClient.operations()}
    assert len(operations) == 143
    assert CASES.keys() == operations


@pytest.mark.parametrize("operation", sorted(CASES))
async def test_an_operation_does_what_it_says(operation: str, oneroster: OneRosterClient, witness: Witness) -> None:
    await CASES[operation](oneroster)
    assert operation in witness.operations
    assert not witness.retries


@pytest.mark.socket
@pytest.mark.parametrize("operation", OVER_HTTPX2)
async def test_an_operation_does_the_same_over_the_other_http_library(
    operation: str, over_httpx2: TimebackClient, on_socket: Sandbox, witness: Witness
) -> None:
    await CASES[operation](over_httpx2.oneroster)
    assert operation in witness.operations
    assert all("httpx2/" in entry.headers["user-agent"] for entry in on_socket.journal())


async def test_what_is_sent_is_what_the_operation_declares(oneroster: OneRosterClient, sandbox: Sandbox) -> None:
    declared = {operation.id: operation for operation in OneRosterClient.operations()}
    await oneroster.users("student-0001").classes.list(limit=1)
    await oneroster.resources.list(limit=1)
    assert [(entry.method, entry.path) for entry in sandbox.journal(method="GET")] == [
        ("GET", declared["oneroster.users.classes"].path.replace("{sourced_id}", "student-0001")),
        ("GET", declared["oneroster.resources.list"].path),
    ]
