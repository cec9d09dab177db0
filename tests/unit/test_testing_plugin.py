"""The pytest plugin, as the project that uses it sees it: every test here is a run of pytest in another process."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata

import pytest
from pytest_runs import run_tests

pytest_plugins = ["pytester"]

BACKEND = """
import pytest

@pytest.fixture
def anyio_backend():
    return "asyncio"
"""


@pytest.mark.slow
def test_every_test_finds_the_sandbox_as_new(pytester: pytest.Pytester) -> None:
    result = run_tests(
        pytester,
        conftest=BACKEND,
        test_new="""
        from datetime import UTC, datetime
        import pytest

        @pytest.mark.anyio
        @pytest.mark.parametrize("_nth", range(3))
        async def test_it(timeback, timeback_sandbox, _nth):
            sandbox = timeback_sandbox
            assert sandbox.journal() == []
            assert sandbox.token_requests == 0
            assert sandbox.faults.list() == []
            assert not sandbox.clock.frozen
            assert abs(sandbox.clock.offset) < 1
            assert await sandbox.snapshots() == []
            assert sandbox.state.grader is None
            assert sandbox.deliveries.sender.receivers == {}
            assert sandbox.deliveries.is_on
            assert (await timeback.oneroster.schools.list()).total == 0
            assert sandbox.token_requests == 1

            await timeback.oneroster.schools.create({"sourcedId": "one", "name": "One", "type": "school"})
            await sandbox.snapshot("mine")
            sandbox.faults.add(path="*/classes", status=503, count=3)
            sandbox.clock.set(datetime(2031, 1, 1, tzinfo=UTC), frozen=True)
            sandbox.grade_free_text(lambda item, responses: (1.0, None, None))
            sandbox.deliveries.register("http://127.0.0.1:9/", lambda headers, body: 200)
            sandbox.deliveries.switch(on=False)

        @pytest.mark.anyio
        @pytest.mark.parametrize("_nth", range(2))
        async def test_even_after_the_data_was_replaced(timeback, timeback_sandbox, _nth):
            assert (await timeback.oneroster.schools.list()).total == 0
            await timeback_sandbox.snapshot("mine")
            await timeback.oneroster.schools.create({"sourcedId": "one", "name": "One", "type": "school"})
            await timeback_sandbox.restore("mine")
            assert (await timeback.oneroster.schools.list()).total == 0
            await timeback.oneroster.schools.create({"sourcedId": "two", "name": "Two", "type": "school"})
            await timeback_sandbox.reset("empty")
            await timeback.oneroster.schools.create({"sourcedId": "three", "name": "Three", "type": "school"})
        """,
    )
    result.assert_outcomes(passed=5)


@pytest.mark.slow
def test_tokens_of_an_earlier_test_are_worthless(pytester: pytest.Pytester) -> None:
    result = run_tests(
        pytester,
        test_tokens="""
        import asyncio
        import pytest

        @pytest.fixture(scope="module")
        def kept():
            clients = []
            yield clients
            asyncio.run(clients[0].close())

        @pytest.mark.parametrize("_nth", range(2))
        def test_it(timeback_sandbox, kept, _nth):
            if not kept:
                kept.append(timeback_sandbox.client())
            asyncio.run(kept[0].oneroster.schools.list())
            assert timeback_sandbox.token_requests == 1
        """,
    )
    result.assert_outcomes(passed=2)


@pytest.mark.slow
def test_the_client_does_in_any_event_loop(pytester: pytest.Pytester) -> None:
    result = run_tests(
        pytester,
        conftest=BACKEND
        + """
import asyncio, inspect

runners = {}

@pytest.fixture(scope="session", autouse=True)
def _end():
    yield
    for runner in runners.values():
        runner.close()

@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    # what plugins for asynchronous tests do: a loop for each test, or one for all of them
    kind = next((mark.name for mark in pyfuncitem.iter_markers() if mark.name.startswith("loop")), None)
    if kind is None:
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    if kind == "loop_of_all":
        runners.setdefault(kind, asyncio.Runner()).run(pyfuncitem.obj(**arguments))
    else:
        with asyncio.Runner() as runner:
            runner.run(pyfuncitem.obj(**arguments))
    return True

def pytest_configure(config):
    config.addinivalue_line("markers", "loop_of_all")
    config.addinivalue_line("markers", "loop_of_its_own")
""",
        test_loops="""
        import asyncio
        import pytest

        async def use(timeback):
            await timeback.oneroster.schools.create({"sourcedId": "one", "name": "One", "type": "school"})
            assert (await timeback.oneroster.schools.list()).total == 1

        @pytest.mark.anyio
        @pytest.mark.parametrize("_nth", range(2))
        async def test_anyio(timeback, _nth):
            await use(timeback)

        @pytest.mark.loop_of_its_own
        @pytest.mark.parametrize("_nth", range(2))
        async def test_a_loop_of_its_own(timeback, _nth):
            await use(timeback)

        @pytest.mark.loop_of_all
        @pytest.mark.parametrize("_nth", range(2))
        async def test_a_loop_of_all(timeback, _nth):
            await use(timeback)

        def test_plain(timeback):
            asyncio.run(use(timeback))
        """,
    )
    result.assert_outcomes(passed=7)


@pytest.mark.slow
def test_the_client_is_closed_after_the_test_also_when_it_failed(pytester: pytest.Pytester) -> None:
    result = run_tests(
        pytester,
        test_closed="""
        import asyncio
        clients = []

        def test_fails(timeback):
            clients.append(timeback)
            asyncio.run(timeback.oneroster.schools.list())
            assert not timeback.closed
            raise RuntimeError("on purpose")

        def test_it_was_closed():
            assert clients[0].closed
        """,
    )
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["E * RuntimeError: on purpose"])


@pytest.mark.slow
def test_code_without_await_has_a_client_of_its_own_on_the_same_sandbox(pytester: pytest.Pytester) -> None:
    result = run_tests(
        pytester,
        conftest=BACKEND,
        test_sync="""
        import pytest
        from timeback_core.sync import TimebackClient
        clients = []

        @pytest.mark.parametrize("_nth", range(2))
        def test_plain(timeback_sync, timeback_sandbox, _nth):
            assert isinstance(timeback_sync, TimebackClient)
            clients.append(timeback_sync)
            assert timeback_sync.oneroster.schools.list().total == 0
            timeback_sync.oneroster.schools.create({"sourcedId": "one", "name": "One", "type": "school"})
            assert [one.name for one in timeback_sync.oneroster.schools.stream()] == ["One"]
            assert timeback_sandbox.token_requests == 1

        @pytest.mark.anyio
        async def test_both_see_the_same(timeback, timeback_sync):
            await timeback.oneroster.schools.create({"sourcedId": "one", "name": "One", "type": "school"})
            assert timeback_sync.oneroster.schools.get("one").name == "One"

        def test_they_were_closed():
            assert all(client.closed for client in clients)
        """,
    )
    result.assert_outcomes(passed=4)


@pytest.mark.socket
@pytest.mark.slow
def test_another_process_finds_the_sandbox_by_its_variables(pytester: pytest.Pytester) -> None:
    pytester.makefile(
        ".py",
        script="""
import asyncio
from timeback_core import TimebackClient

async def main():
    async with TimebackClient() as timeback:
        await timeback.oneroster.schools.create({"sourcedId": "one", "name": "One", "type": "school"})
        await timeback.masterytrack.inventory.search()

asyncio.run(main())
""",
    )
    result = run_tests(
        pytester,
        test_script="""
        import asyncio, os, subprocess, sys
        import pytest
        from timeback_core.testing import Sent, assert_requests

        @pytest.fixture(scope="module", autouse=True)
        def elsewhere():
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("TIMEBACK_ENV", "production")
                patch.setenv("TIMEBACK_API_CLIENT_SECRET", "of-production")
                yield

        @pytest.mark.parametrize("_nth", range(2))
        def test_script(timeback, timeback_sandbox, timeback_environment, _nth):
            assert "TIMEBACK_ENV" not in os.environ
            assert timeback_environment["TIMEBACK_BASE_URL"] == timeback_sandbox.base_url
            assert timeback_environment.items() <= os.environ.items()
            subprocess.run([sys.executable, "script.py"], check=True)
            assert_requests(
                timeback_sandbox,
                [Sent("POST", "*/schools", status=201), "GET /masterytrack/authoring/inventory/search"],
            )
            assert asyncio.run(timeback.oneroster.schools.list()).total == 1

        def test_the_variables_are_as_before():
            assert os.environ["TIMEBACK_ENV"] == "production"
            assert os.environ["TIMEBACK_API_CLIENT_SECRET"] == "of-production"
            assert "TIMEBACK_BASE_URL" not in os.environ
        """,
    )
    result.assert_outcomes(passed=3)


@pytest.mark.socket
@pytest.mark.slow
def test_a_port_is_opened_when_somebody_asks_for_it_and_not_before(pytester: pytest.Pytester) -> None:
    result = run_tests(
        pytester,
        test_port="""
        import asyncio

        def test_port(timeback, timeback_sandbox):
            asyncio.run(timeback.oneroster.schools.list())
            assert "empty" in repr(timeback_sandbox)
            assert timeback_sandbox.state.listening is None
            first = timeback_sandbox.base_url
            assert first.startswith("http://127.0.0.1:")
            assert timeback_sandbox.auth_url == first + "/oauth/token"
            assert timeback_sandbox.base_url == first
            asyncio.run(timeback.oneroster.schools.list())
            assert len(timeback_sandbox.journal(path="*/schools")) == 2
        """,
    )
    result.assert_outcomes(passed=1)


@pytest.mark.slow
def test_markers_choose_seed_and_settings_and_add_up(pytester: pytest.Pytester) -> None:
    result = run_tests(
        pytester,
        test_marked="""
        import asyncio
        import pytest

        pytestmark = pytest.mark.timeback_sandbox(token_lifetime=5, seed="district:30")

        async def users(sandbox):
            async with sandbox.client() as timeback:
                return (await timeback.oneroster.users.list(limit=1)).total

        def test_module(timeback_sandbox):
            assert asyncio.run(users(timeback_sandbox)) == 30
            assert timeback_sandbox.state.settings.token_lifetime == 5

        @pytest.mark.timeback_sandbox(seed="empty")
        def test_nearer(timeback_sandbox):
            assert asyncio.run(users(timeback_sandbox)) == 0
            assert timeback_sandbox.state.settings.token_lifetime == 5

        def test_module_again(timeback_sandbox):
            assert asyncio.run(users(timeback_sandbox)) == 30
        """,
        test_unmarked="""
        def test_project(timeback_sandbox):
            assert timeback_sandbox.state.settings.seed == "empty"
            assert timeback_sandbox.state.settings.token_lifetime == 3600
        """,
    )
    result.assert_outcomes(passed=4)


def test_a_wrong_setting_is_told_in_one_line(pytester: pytest.Pytester) -> None:
    markers = {
        "seed='nonsense'": "*wrong: *nonsense*",
        "'demo'": "*wrong: the marker takes keywords only*('demo',)*",
        "colour='red'": "*wrong: *colour*",
        "database='sqlite:///x'": "*wrong: database cannot be chosen: *in memory*",
    }
    tests = [
        f"@pytest.mark.timeback_sandbox({marker})\ndef test_{nth}(timeback_sandbox):\n    pass\n"
        for nth, marker in enumerate(markers)
    ]
    result = run_tests(pytester, test_wrong="import pytest\n" + "\n".join(tests))
    result.assert_outcomes(errors=4)
    result.stdout.fnmatch_lines([f"the settings of timeback_sandbox are {message[1:]}" for message in markers.values()])
    result.stdout.no_fnmatch_line("*During handling of*")


@pytest.mark.slow
def test_workers_have_a_sandbox_each(pytester: pytest.Pytester) -> None:
    result = run_tests(
        pytester,
        *("-p", "xdist", "-n", "2", "--dist", "each"),
        test_workers="""
        import asyncio
        import pytest

        @pytest.mark.parametrize("_nth", range(3))
        def test_it(timeback, timeback_sandbox, _nth):
            async def use():
                await timeback.oneroster.schools.create({"sourcedId": "one", "name": "One", "type": "school"})
                assert (await timeback.oneroster.schools.list()).total == 1

            asyncio.run(use())
            assert len(timeback_sandbox.journal(path="*/schools")) == 2
        """,
    )
    result.assert_outcomes(passed=6)


def test_without_the_extra_the_fixture_says_what_to_install(pytester: pytest.Pytester) -> None:
    result = run_tests(
        pytester,
        conftest="import sys; sys.modules['sqlalchemy'] = None",
        test_extra="""
        def test_it(timeback):
            pass

        def test_without():
            pass
        """,
    )
    result.assert_outcomes(errors=1, passed=1)
    result.stdout.fnmatch_lines(['*(missing: sqlalchemy)*pip install "timeback-core[[]testing[]]"*'])


@pytest.mark.slow
def test_pytest_finds_the_plugin_by_itself(pytester: pytest.Pytester) -> None:
    assert {one.value for one in metadata.entry_points(group="pytest11", name="timeback")} == {
        "timeback_core.testing.plugin"
    }
    result = pytester.runpytest_subprocess("--fixtures", "-p", "no:schemathesis", timeout=240)
    result.stdout.fnmatch_lines(["*fixtures defined from timeback_core.testing.plugin*", "timeback_sandbox *"])


@pytest.mark.slow
def test_a_run_without_the_fixtures_imports_nothing_for_them() -> None:
    code = """
import sys, pytest
before = set(sys.modules)
import timeback_core.testing.plugin
print(sorted(set(sys.modules) - before))
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == str(
        ["timeback_core", "timeback_core._light", "timeback_core.testing", "timeback_core.testing.plugin"]
    )
