# Written by tools/generate_sync.py from tests/contract/test_clr_operations.py; changes belong there.
"""Every operation of CLR, through the real client against the real sandbox."""

from __future__ import annotations

from datetime import datetime

import pytest
from clr_credentials import CREATED, KEY, OTHER_KEY, places, record, signed, with_change
from contract_places import Witness
from sync_contract_clr import CASES, STORIES, published

from timeback_core.errors import AuthenticationError, ServiceNotConfiguredError, ValidationError
from timeback_core.sync import TimebackClient
from timeback_core.sync.clr import ClrClient
from timeback_sandbox import Sandbox

AT = "2026-07-01T00:00:00Z"


def test_there_is_a_case_for_every_operation() -> None:
    assert CASES.keys() == {operation.id for operation in ClrClient.operations()}


@pytest.mark.parametrize("operation", sorted(CASES))
def test_an_operation_does_what_it_says(operation: str, timeback: TimebackClient, witness: Witness) -> None:
    CASES[operation](timeback)
    assert operation in {request.operation for request in witness.requests}
    assert not witness.retries


@pytest.mark.parametrize("story", sorted(STORIES))
def test_records_are_kept_and_signed_whole(story: str, timeback: TimebackClient) -> None:
    STORIES[story](timeback)


def test_with_the_published_seed_the_published_signature_comes_out() -> None:
    with Sandbox(clr_signing_seed=KEY.seed.hex()) as sandbox, sandbox.sync_client() as client:
        sandbox.clock.set(datetime.fromisoformat(CREATED), frozen=True)
        credential = client.clr.credentials.upsert(record())
        assert credential.raw == signed()
        assert client.clr.discovery.get().verification_keys == [KEY.multibase]


def test_discovery_needs_no_token_and_the_rest_does(on_socket: Sandbox) -> None:
    with ClrClient(base_url=on_socket.base_url, no_auth=True) as stranger:
        assert stranger.discovery.get().verification_keys
        with pytest.raises(AuthenticationError):
            stranger.credentials.upsert(record())
    first = on_socket.journal(path="/ims/clr/v2p0/discovery/")[0]
    assert "authorization" not in first.headers


def test_any_change_of_what_the_service_signed_is_noticed(in_process: Sandbox) -> None:
    with in_process.sync_client() as client:
        credential = published(client, record())
        assert credential.raw is not None
        verify = client.clr.credentials.verify
        for place, value in places(credential.raw):
            if isinstance(value, str):
                assert not verify(with_change(credential.raw, place, f"{value}x"), at=AT), place
        forged = signed(record(name="Grade 12 learner record"), key=OTHER_KEY)
        keys = client.clr.discovery.get().verification_keys
        assert not verify(forged, trusted_keys=keys, at=AT)
        assert verify(credential, trusted_keys=keys, at=AT)


def test_a_sandbox_may_refuse_what_rdf_cannot_cover() -> None:
    with Sandbox(clr_proof_fallback="reject") as sandbox, sandbox.sync_client() as client:
        with pytest.raises(ValidationError) as caught:
            client.clr.credentials.upsert(record(shoeSize=42))
        assert "shoeSize" in repr(caught.value.details)


def test_the_second_platform_has_no_records(sandbox: Sandbox) -> None:
    with sandbox.sync_client(platform="LEARNWITH_AI") as client:
        assert not client.has_service("clr")
        with pytest.raises(ServiceNotConfiguredError):
            _ = client.clr
