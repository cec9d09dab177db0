# Written by tools/generate_sync.py from tests/contract/conftest.py; changes belong there.
"""One client against one sandbox, in process and over a socket: what the contract tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from contract_places import Witness, demo_sandbox, tidy

from timeback_core.sync import TimebackClient
from timeback_core.sync.oneroster import OneRosterClient
from timeback_sandbox import Sandbox


@pytest.fixture(scope="session")
def process_sandbox() -> Iterator[Sandbox]:
    """The shared sandbox without a socket; tests take `sandbox`."""
    with demo_sandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def socket_sandbox() -> Iterator[Sandbox]:
    """The shared sandbox on a loopback port; tests take `sandbox`."""
    with demo_sandbox(port=0) as sandbox:
        yield sandbox


@pytest.fixture(params=["process", pytest.param("socket", marks=pytest.mark.socket)])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A sandbox with the demo data as it was loaded, reached in process and over a socket."""
    shared: Sandbox = request.getfixturevalue(f"{request.param}_sandbox")
    tidy(shared)
    yield shared
    tidy(shared)


@pytest.fixture
def in_process(process_sandbox: Sandbox) -> Iterator[Sandbox]:
    """The same without a socket only, for what does not depend on the way."""
    tidy(process_sandbox)
    yield process_sandbox
    tidy(process_sandbox)


@pytest.fixture
def on_socket(socket_sandbox: Sandbox) -> Iterator[Sandbox]:
    """The same over a socket only."""
    tidy(socket_sandbox)
    yield socket_sandbox
    tidy(socket_sandbox)


@pytest.fixture
def witness() -> Witness:
    """What `timeback` sent, got and repeated."""
    return Witness()


@pytest.fixture
def timeback(sandbox: Sandbox, witness: Witness) -> Iterator[TimebackClient]:
    """A client of the sandbox."""
    with sandbox.sync_client(hooks=witness.hooks) as client:
        yield client


@pytest.fixture
def oneroster(timeback: TimebackClient) -> OneRosterClient:
    """Its OneRoster client."""
    return timeback.oneroster
