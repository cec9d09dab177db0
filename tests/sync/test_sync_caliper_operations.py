# Written by tools/generate_sync.py from tests/contract/test_caliper_operations.py; changes belong there.
"""Every operation of Caliper, through the real client against the real sandbox."""

from __future__ import annotations

import pytest
from contract_places import Witness
from sync_contract_caliper import CASES

from timeback_core.sync import TimebackClient
from timeback_core.sync.caliper import CaliperClient
from timeback_sandbox import Sandbox


def test_there_is_a_case_for_every_operation() -> None:
    assert CASES.keys() == {operation.id for operation in CaliperClient.operations()}


@pytest.mark.parametrize("operation", sorted(CASES))
def test_an_operation_does_what_it_says(operation: str, timeback: TimebackClient, witness: Witness) -> None:
    CASES[operation](timeback.caliper)
    assert operation in witness.operations
    assert not witness.retries


@pytest.mark.socket
@pytest.mark.parametrize("operation", sorted(CASES))
def test_an_operation_does_the_same_over_the_other_http_library(
    operation: str, on_socket: Sandbox, witness: Witness
) -> None:
    with on_socket.sync_client(backend="httpx2", hooks=witness.hooks) as client:
        CASES[operation](client.caliper)
    assert operation in witness.operations
    assert all("httpx2/" in entry.headers["user-agent"] for entry in on_socket.journal())
