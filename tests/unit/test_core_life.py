"""A client's and a provider's life: closing, forgetting, threads, event loops, what a provider knows."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
import warnings
from typing import Any

import pytest
from scripted_sender import CREDENTIALS, HOST, ScriptedSender, answer, connected

from timeback_core import (
    AuthenticationError,
    ClientClosedError,
    ConfigurationError,
    TimebackClient,
    TimebackProvider,
)

pytestmark = pytest.mark.anyio


# Closing


@pytest.mark.promise("closing")
async def test_after_closing_everything_handed_out_before_refuses() -> None:
    sender = ScriptedSender()
    client = connected(sender)
    oneroster = client.oneroster
    schools = oneroster.schools
    await schools.list()
    await client.close()
    await client.close()
    assert client.closed
    assert oneroster.closed
    for use in (schools.list, client.check_auth, lambda: client.request("qti", "GET", "/x")):
        with pytest.raises(ClientClosedError, match="has been closed"):
            await use()
    with pytest.raises(ClientClosedError, match="has been closed"):
        client.oneroster  # noqa: B018 - that is the point
    with pytest.raises(ClientClosedError):
        async with client:
            pass
    assert not sender.closed, "an injected sender is its owner's to close"


async def test_requests_in_flight_end_with_client_closed_error() -> None:
    sender = ScriptedSender()
    sender.blocked = asyncio.Event()
    client = connected(sender)
    task = asyncio.create_task(client.oneroster.schools.list())
    await sender.arrived.wait()
    await client.close()
    with pytest.raises(ClientClosedError, match="has been closed"):
        await task


async def test_the_context_manager_closes_on_errors_too() -> None:
    client = connected(ScriptedSender())
    with pytest.raises(ZeroDivisionError):
        async with client:
            raise ZeroDivisionError
    assert client.closed


@pytest.mark.promise("what-was-given-stays-open")
async def test_a_provider_that_was_given_stays_open_with_its_tokens() -> None:
    sender = ScriptedSender()
    async with TimebackProvider(base_url=HOST, transport=sender, **CREDENTIALS) as provider:
        async with TimebackClient(provider=provider) as first:
            await first.oneroster.schools.list()
        async with TimebackClient(provider=provider) as second:
            await second.oneroster.schools.list()
        assert not provider.closed
    assert len(sender.token_requests) == 1
    with pytest.raises(ClientClosedError):
        await TimebackClient(provider=provider).oneroster.schools.list()


async def test_closing_a_provider_ends_the_requests_of_all_its_clients() -> None:
    sender = ScriptedSender()
    sender.blocked = asyncio.Event()
    provider = TimebackProvider(base_url=HOST, transport=sender, **CREDENTIALS)
    task = asyncio.create_task(TimebackClient(provider=provider).oneroster.schools.list())
    await sender.arrived.wait()
    await provider.close()
    with pytest.raises(ClientClosedError):
        await task


async def test_closing_one_sub_client_leaves_the_client_open() -> None:
    sender = ScriptedSender()
    async with connected(sender) as client:
        await client.oneroster.close()
        with pytest.raises(ClientClosedError):
            await client.oneroster.schools.list()
        await client.request("oneroster", "GET", "/x")


@pytest.mark.promise("closing")
async def test_closing_goes_on_past_an_error_and_raises_it_at_the_end() -> None:
    class Failing:
        async def close(self) -> None:
            raise RuntimeError("stuck")

    client = connected(ScriptedSender())
    client._shared.sub_clients += [Failing(), Failing()]
    with pytest.raises(RuntimeError, match="stuck") as caught:
        await client.close()
    assert len(caught.value.__notes__) == 1
    assert client.get_provider().closed


def test_a_plain_with_says_async_with() -> None:
    with pytest.raises(TypeError, match="async with"), connected(ScriptedSender()):
        pass


@pytest.mark.promise("forgotten-close")
async def test_a_client_that_sent_something_and_was_not_closed_causes_a_warning() -> None:
    client = connected(ScriptedSender())
    await client.oneroster.schools.list()
    holder = [client]
    del client
    with pytest.warns(ResourceWarning, match="not closed"):
        holder.clear()


def test_a_client_that_sent_nothing_needs_no_closing() -> None:
    client = connected(ScriptedSender())
    assert client.oneroster is not None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        del client
        gc.collect()


def test_one_client_works_in_two_event_loops_one_after_the_other() -> None:
    sender = ScriptedSender()
    client = connected(sender)

    async def once() -> None:
        await client.oneroster.schools.list()

    asyncio.run(once())
    asyncio.run(once())
    assert len(sender.token_requests) == 1
    asyncio.run(client.close())


def test_threads_that_build_at_once_get_the_same_objects() -> None:
    client = connected(ScriptedSender())
    barrier = threading.Barrier(8)
    found: list[Any] = []

    def build() -> None:
        barrier.wait()
        provider = client.get_provider()
        found.append((client.oneroster, provider.pipeline, provider.get_token_manager("qti"), provider.lifetime))

    threads = [threading.Thread(target=build) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({tuple(map(id, group)) for group in found}) == 1


# Providers


def test_a_provider_next_to_other_arguments_reports_them(caplog: pytest.LogCaptureFixture) -> None:
    provider = TimebackProvider(base_url=HOST)
    client = TimebackClient(provider=provider, env="staging", timeout=5)
    assert client.get_provider() is provider
    assert "env, timeout" in caplog.text
    with pytest.raises(ConfigurationError, match="TimebackProvider"):
        TimebackClient(provider="x")  # type: ignore[arg-type]  # that is the point


def test_what_a_provider_knows() -> None:
    provider = TimebackProvider(env="staging", client_id="a", client_secret="b", timeout=12)
    assert (provider.platform, provider.env, provider.timeout) == ("BEYOND_AI", "staging", 12.0)
    endpoint = provider.get_endpoint("oneroster")
    assert endpoint.base_url == "https://api.staging.alpha-1edtech.ai"
    assert endpoint.auth_url
    assert provider.has_service("case_")
    assert provider.has_service_support("case_")
    assert not provider.has_service_support("nonsense")
    assert provider.get_paths("oneroster") == provider.get_all_paths().oneroster
    assert provider.get_service_paths("qti") == provider.get_endpoint_with_paths("qti")[1]
    assert provider.get_token_manager("oneroster") is provider.get_token_manager("caliper")


def test_what_a_provider_refuses() -> None:
    provider = TimebackProvider(services={"qti": HOST}, path_profile="LEARNWITH_AI")
    with pytest.raises(ConfigurationError, match="is not configured"):
        provider.get_endpoint("oneroster")
    with pytest.raises(ConfigurationError, match="is not supported on this platform"):
        provider.get_paths("clr")
    with pytest.raises(ConfigurationError, match="Unknown service"):
        provider.get_paths("nonsense")
    with pytest.raises(ConfigurationError, match="no path profile"):
        provider.get_paths("masterytrack")
    with pytest.raises(ConfigurationError, match="credentials are required"):
        TimebackProvider(env="staging").get_token_manager("oneroster")
    with pytest.raises(TypeError, match=r"max_retires.*max_retries"):
        TimebackProvider(base_url=HOST, max_retires=1)  # type: ignore[call-arg]  # that is the point
    with pytest.raises(ConfigurationError, match="Provider configuration required"):
        TimebackProvider()


def test_masterytrack_in_a_hosted_environment_wants_credentials_of_its_own() -> None:
    provider = TimebackProvider(env="staging", client_id="a", client_secret="b")
    with pytest.raises(ConfigurationError, match="Missing MasteryTrack credentials"):
        provider.channel("masterytrack", provider.lifetime)


async def test_invalidated_tokens_are_fetched_again() -> None:
    sender = ScriptedSender()
    async with connected(sender) as client:
        await client.request("qti", "GET", "/x")
        client.get_provider().invalidate_tokens()
        await client.request("qti", "GET", "/x")
    assert [request.headers["Authorization"] for request in sender.requests] == ["Bearer token-1", "Bearer token-2"]


async def test_a_rejected_token_is_replaced_once() -> None:
    sender = ScriptedSender(lambda _request: answer(401, {"message": "expired"}))
    async with connected(sender) as client:
        with pytest.raises(AuthenticationError, match="expired"):
            await client.request("qti", "GET", "/x")
    assert len(sender.requests) == 2
    assert len(sender.token_requests) == 2


def test_a_sandbox_that_is_not_installed_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "timeback_sandbox.embedded", None)
    client = TimebackClient(env="sandbox")
    with pytest.raises(ConfigurationError, match=r'pip install "timeback-core\[sandbox\]"'):
        client.oneroster  # noqa: B018 - that is the point
