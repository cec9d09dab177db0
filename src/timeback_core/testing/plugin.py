"""The pytest plugin: a sandbox per worker process, as new for each test, and a client on it.

pytest imports this module in every run of everybody who has the package installed, so it imports next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from timeback_core import TimebackClient
    from timeback_core.sync import TimebackClient as SyncTimebackClient
    from timeback_core.testing.pool import SandboxPool
    from timeback_sandbox import Sandbox

__all__ = ["timeback", "timeback_environment", "timeback_sandbox", "timeback_sync"]

_MARKER = "timeback_sandbox"
_SEED = "timeback_seed"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Tells pytest about the setting."""
    parser.addini(_SEED, "what the fixture timeback_sandbox is filled with: empty, demo or district:N", default="demo")


def pytest_configure(config: pytest.Config) -> None:
    """Tells pytest about the marker."""
    config.addinivalue_line(
        "markers", f"{_MARKER}(seed=..., **options): seed and further settings of the fixture {_MARKER}"
    )


@pytest.fixture(scope="session")
def _timeback_sandboxes() -> Iterator[SandboxPool]:  # pyright: ignore[reportUnusedFunction] - pytest finds it
    """The sandboxes of this worker process, one for each combination of settings."""
    try:
        from timeback_core.testing.pool import SandboxPool
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing.startswith("timeback_"):
            raise
        raise pytest.fail.Exception(
            f"the fixture {_MARKER} needs packages that are not installed (missing: {missing}); "
            'install them with: pip install "timeback-core[testing]"',
            pytrace=False,
        ) from None
    pool = SandboxPool()
    try:
        yield pool
    finally:
        pool.close()


@pytest.fixture
def timeback_sandbox(request: pytest.FixtureRequest, _timeback_sandboxes: SandboxPool) -> Sandbox:
    """A sandbox with its seed and nothing else: data, faults, clock, journal and tokens are as new for each test.

    It runs in this process. Its `base_url` can be called by anything on this machine: a port of loopback is opened
    when it is first asked for.

    The seed is that of the setting `timeback_seed` (default: `demo`). The marker `timeback_sandbox` chooses another
    one, and takes the further options of `Sandbox`; those of module, class and test add up.
    """
    try:
        return _timeback_sandboxes.renewed(_settings(request))
    except (TypeError, ValueError) as error:
        raise pytest.fail.Exception(f"the settings of {_MARKER} are wrong: {error}", pytrace=False) from None


@pytest.fixture
def timeback(timeback_sandbox: Sandbox) -> Iterator[TimebackClient]:
    """A client of `timeback_sandbox` without a socket, closed after the test.

    It belongs to no event loop, so that it does for tests under any plugin, and for `asyncio.run` in plain ones.
    """
    from timeback_core.testing.pool import close

    client = timeback_sandbox.client()
    try:
        yield client
    finally:
        close(client)


@pytest.fixture
def timeback_sync(timeback_sandbox: Sandbox) -> Iterator[SyncTimebackClient]:
    """A synchronous client of `timeback_sandbox` without a socket, closed after the test; for code without `await`."""
    with timeback_sandbox.sync_client() as client:
        yield client


@pytest.fixture
def timeback_environment(timeback_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The variables by which a `TimebackClient()` without arguments finds `timeback_sandbox`, set until the test ends.

    Processes that the test starts inherit them. Every other variable that such a client would look at is removed.
    """
    from timeback_core.testing.environment import all_variables, variables_for

    for name in all_variables():
        monkeypatch.delenv(name, raising=False)
    variables = variables_for(timeback_sandbox)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return variables


def _settings(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What the markers of a test say, those next to it last, on top of the project's setting."""
    settings: dict[str, Any] = {"seed": request.config.getini(_SEED)}
    for marker in reversed(list(request.node.iter_markers(_MARKER))):
        if marker.args:
            raise TypeError(f"the marker takes keywords only, as in seed='empty'; got {marker.args!r}")
        settings.update(marker.kwargs)
    return settings
