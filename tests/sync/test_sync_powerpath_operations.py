# Written by tools/generate_sync.py from tests/contract/test_powerpath_operations.py; changes belong there.
"""Every operation of PowerPath, through the real client against the real sandbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from contract_places import Witness
from sync_contract_powerpath import CASES

from timeback_core.sync import TimebackClient
from timeback_core.sync.powerpath import PowerPathClient
from timeback_sandbox import Sandbox


@pytest.fixture
def over_httpx2(on_socket: Sandbox, witness: Witness) -> Iterator[TimebackClient]:
    with on_socket.sync_client(backend="httpx2", hooks=witness.hooks) as client:
        yield client


def test_there_is_a_case_for_every_operation() -> None:
    operations = PowerPathClient.operations()
    assert CASES.keys() == {operation.id for operation in operations}
    assert len({(operation.method, operation.path) for operation in operations}) == 53


@pytest.mark.parametrize("operation", sorted(CASES))
def test_an_operation_does_what_it_says(
    operation: str, timeback: TimebackClient, sandbox: Sandbox, witness: Witness
) -> None:
    CASES[operation](timeback, sandbox)
    assert operation in witness.operations
    assert not witness.retries


@pytest.mark.socket
@pytest.mark.parametrize(
    "operation",
    ["powerpath.assessments.update_student_question_response", "powerpath.test_assignments.update"],
)
def test_an_operation_does_the_same_over_the_other_http_library(
    operation: str, over_httpx2: TimebackClient, on_socket: Sandbox, witness: Witness
) -> None:
    CASES[operation](over_httpx2, on_socket)
    assert operation in witness.operations
