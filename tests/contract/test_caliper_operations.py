"""Every operation of Caliper, through the real client against the real sandbox."""

from __future__ import annotations

import pytest
from contract_caliper import CASES
from contract_places import Witness

from timeback_core import TimebackClient
from timeback_core.caliper import CaliperClient
from timeback_sandbox import Sandbox

pytestmark = pytest.mark.anyio


def test_there_is_a_case_for_every_operation() -> None:
    assert CASES.keys() == {operation.id for operation in CaliperClient.operations()}


@pytest.mark.parametrize("operation", sorted(CASES))
async def test_an_operation_does_what_it_says(operation: str, timeback: TimebackClient, witness: Witness) -> None:
    await CASES[operation](timeback.caliper)
    assert operation in witness.operations
    assert not witness.retries


@pytest.mark.socket
@pytest.mark.parametrize("operation", sorted(CASES))
async def test_an_operation_does_the_same_over_the_other_http_library(
    operation: str, on_socket: Sandbox, witness: Witness
) -> None:
    async with on_socket.client(backend="httpx2", hooks=witness.hooks) as client:
        await CASES[operation](client.caliper)
    assert operation in witness.operations
    assert all("httpx2/" in entry.headers["user-agent"] for entry in on_socket.journal())
