"""Functions in threads of their own, where no thread can be had: while the interpreter ends, or in a full system."""

from __future__ import annotations

import pytest

from timeback_core.blocking.together import together
from timeback_core.blocking.tokens import TokenCache
from timeback_core.blocking.workers import Worker, current_worker
from timeback_core.transport.tokens import Grant


@pytest.fixture
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """No thread can be started."""

    def refused(*_: object) -> None:
        raise RuntimeError("can't create new thread at interpreter shutdown")

    monkeypatch.setattr("threading.Thread.start", refused)


@pytest.mark.usefixtures("no_threads")
def test_a_function_runs_in_the_calling_thread_when_there_is_no_other() -> None:
    seen: list[object] = []

    def look() -> int:
        seen.append(current_worker())
        return 7

    worker = Worker(look, "any")
    assert seen == [worker]
    assert worker.result() == 7
    assert current_worker() is None


@pytest.mark.usefixtures("no_threads")
def test_its_failure_comes_out_of_its_result() -> None:
    def fail() -> None:
        raise KeyError("mine")

    worker = Worker(fail, "any")
    with pytest.raises(KeyError, match="mine"):
        worker.result()


@pytest.mark.usefixtures("no_threads")
def test_several_waits_are_done_one_after_another() -> None:
    done: list[int] = []
    together([lambda: done.append(1), lambda: done.append(2), lambda: done.append(3)])
    assert sorted(done) == [1, 2, 3]


@pytest.mark.usefixtures("no_threads")
def test_a_token_is_fetched_in_the_calling_thread_and_each_renewal_is_a_request_of_its_own() -> None:
    grants = iter([Grant("first", 3600.0), Grant("second", 3600.0)])
    tokens = TokenCache(lambda: next(grants), lambda: 0.0)
    assert tokens.get() == tokens.get() == "first"
    assert tokens.renew() == "second"
    assert tokens.peek() == "second"
