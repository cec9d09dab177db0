"""Never run: read by mypy and pyright, as an application's code would be."""

from __future__ import annotations

from typing import assert_type

from timeback_core import (
    BroadcastResults,
    NotFoundError,
    OneRosterClient,
    PageResult,
    RawResponse,
    ServiceConfig,
    TimebackClient,
    TimebackClientConfig,
    TimebackManager,
    TimebackProvider,
    is_api_error,
)
from timeback_core.oneroster.models import Organization


async def a_client() -> None:
    """Every mode, and what comes back."""
    by_config: TimebackClientConfig = {"env": "staging", "client_id": "a", "client_secret": "b"}
    async with TimebackClient(config=by_config) as tb:
        assert_type(tb, TimebackClient)
        assert_type(tb.oneroster, OneRosterClient)
        page = await tb.oneroster.schools.list()
        assert_type(page, PageResult[Organization])
        assert_type(await tb.request("qti", "GET", "/assessment-items", params={"limit": 1}), RawResponse)
        result = await tb.check_auth(force=True)
        assert_type(result.ok, bool)
        assert_type(result.error, str | None)
        assert_type(tb.with_options(timeout=5.0, max_retries=0), TimebackClient)
    TimebackClient(env="sandbox")
    TimebackClient(base_url="https://x", auth_url="https://x/token", client_id="a", client_secret=lambda: "b")
    TimebackClient(services={"oneroster": "https://x", "caliper": ServiceConfig(base_url="https://y")})
    TimebackClient(provider=TimebackProvider(base_url="https://x", no_auth=True, max_retries=1, timeout=3))
    TimebackClient(env="staging", auth={"client_id": "a", "client_secret": "b"})


async def schools_of(client: TimebackClient) -> PageResult[Organization]:
    """What a broadcast does with each client."""
    return await client.oneroster.schools.list()


async def a_manager() -> None:
    """Chained registration, and typed results."""
    manager = TimebackManager().register("alpha", env="staging", client_id="a", client_secret="b")
    manager.register("beta", {"baseUrl": "https://x", "noAuth": True}).register("gamma", TimebackClient())
    results = await manager.broadcast(schools_of)
    assert_type(results, BroadcastResults[PageResult[Organization]])
    assert_type(results.values(), list[PageResult[Organization]])
    assert_type(results.succeeded, list[tuple[str, PageResult[Organization]]])
    assert_type(results.failed, list[tuple[str, Exception]])
    entry = results["alpha"]
    if entry.ok:
        assert_type(entry.value, PageResult[Organization])
    plain = await manager.broadcast(lambda client: len(client.available_services), names=["alpha"])
    assert_type(plain.values(), list[int])


def errors(error: Exception) -> None:
    """What an error knows."""
    if is_api_error(error):
        assert_type(error.status_code, int | None)
    if isinstance(error, NotFoundError):
        assert_type(error.retry_after, float | None)
        assert_type(error.minor_codes, list[dict[str, str]])
