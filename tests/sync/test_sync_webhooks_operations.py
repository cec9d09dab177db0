# Written by tools/generate_sync.py from tests/contract/test_webhooks_operations.py; changes belong there.
"""Every operation of Webhooks, through the real client against the real sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from contract_places import Witness
from contract_webhooks import SECRET
from sync_contract_webhooks import CASES, filtered, registered

from timeback_core.errors import APIConnectionError, ServiceNotConfiguredError, UnsupportedOperationError
from timeback_core.sync import TimebackClient
from timeback_core.sync.webhooks import WebhooksClient
from timeback_sandbox import Sandbox


@pytest.fixture
def over_httpx2(on_socket: Sandbox, witness: Witness) -> Iterator[TimebackClient]:
    with on_socket.sync_client(backend="httpx2", hooks=witness.hooks) as client:
        yield client


def test_there_is_a_case_for_every_operation() -> None:
    operations = {operation.id for operation in WebhooksClient.operations()}
    assert len(operations) == 13
    assert CASES.keys() == operations


@pytest.mark.parametrize("operation", sorted(CASES))
def test_an_operation_does_what_it_says(operation: str, timeback: TimebackClient, witness: Witness) -> None:
    CASES[operation](timeback)
    assert operation in witness.operations
    assert not witness.retries


@pytest.mark.socket
@pytest.mark.parametrize("operation", sorted(CASES))
def test_an_operation_does_the_same_over_the_other_http_library(
    operation: str, over_httpx2: TimebackClient, witness: Witness
) -> None:
    CASES[operation](over_httpx2)
    assert operation in witness.operations


@pytest.mark.parametrize("keys", ["documented", "peer", "both"])
def test_either_style_of_names_makes_the_round_trip(keys: Literal["documented", "peer", "both"]) -> None:
    with Sandbox(seed="empty", webhook_keys=keys) as sandbox, sandbox.sync_client() as timeback:
        webhook = registered(timeback)
        made = filtered(timeback, webhook, filter_value=5)
        changed = timeback.webhooks.filters.update(str(made.id), filter_operation="gt")
        assert (made.filter_operation, changed.filter_operation, changed.filter_value) == ("eq", "gt", "5")
        for record in (webhook, made, changed):
            assert record.created_at is not None
            assert record.updated_at is not None
            assert record.extra == {}
        assert timeback.webhooks.webhooks.update(webhook.id, description="d").secret == SECRET


def test_ensuring_makes_one_webhook_however_often(timeback: TimebackClient, witness: Witness) -> None:
    webhooks, url = timeback.webhooks.webhooks, "http://127.0.0.1:9/caliper"
    first = webhooks.ensure(name="mirror", target_url=url, secret=SECRET, sensor="s")
    sent = len(witness.requests)
    assert webhooks.ensure(name="mirror", target_url=url, secret=SECRET) == first
    assert len(witness.requests) == sent + 1
    webhooks.deactivate(first.id)
    again = webhooks.ensure(name="mirror", target_url=url, secret="another secret")
    assert (again.id, again.secret, again.active, again.sensor) == (first.id, "another secret", True, "s")
    assert webhooks.list() == [again]
    assert webhooks.ensure(name="mirror", target_url=f"{url}/", secret=SECRET).id != first.id


def test_after_a_create_of_unknown_outcome_ensuring_finds_what_was_made(
    timeback: TimebackClient, sandbox: Sandbox, witness: Witness
) -> None:
    sandbox.faults.add(method="POST", path="/webhooks/*", drop="after", count=1)
    with pytest.raises(APIConnectionError):
        registered(timeback)
    assert not witness.retries
    (made,) = timeback.webhooks.webhooks.list()
    assert made.target_url is not None
    again = timeback.webhooks.webhooks.ensure(name="XP mirror", target_url=made.target_url, secret=SECRET)
    assert again == made


def test_a_deletion_whose_answer_was_lost_succeeds(
    timeback: TimebackClient, sandbox: Sandbox, witness: Witness
) -> None:
    made = registered(timeback)
    sandbox.faults.add(method="DELETE", path="/webhooks/*", drop="after", count=1)
    assert timeback.webhooks.webhooks.delete(made.id).status == "success"
    assert len(witness.retries) == 1


def test_the_second_platform_has_no_webhooks(in_process: Sandbox) -> None:
    with in_process.sync_client(path_profile="LEARNWITH_AI") as timeback:
        with pytest.raises((UnsupportedOperationError, ServiceNotConfiguredError)):
            timeback.webhooks.webhooks.list()
    assert in_process.journal(path="/webhooks/*") == []
