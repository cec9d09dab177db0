"""What is told about requests: hooks, log lines, trace spans. And what is never told."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from transport_fakes import URL, Bench, Tokens

from timeback_core.errors import NotFoundError, ServerError, TimebackError
from timeback_core.transport import logs
from timeback_core.transport.hooks import Hooks

SECRET = "marker-of-a-secret"
PRIVATE = URL + f"?filter=email%3D%27{SECRET}%27"


class Recorder:
    """Hooks that keep what they are told."""

    def __init__(self, *, awaited: bool = False) -> None:
        self.events: list[Any] = []

        async def later(event: object) -> None:
            self.events.append(event)

        hook = later if awaited else self.events.append
        self.hooks = Hooks(on_request=hook, on_response=hook, on_retry=hook, on_error=hook)

    @property
    def names(self) -> list[str]:
        return [type(event).__name__ for event in self.events]


@pytest.mark.anyio
@pytest.mark.parametrize("awaited", [False, True])
async def test_hooks_see_every_request_answer_and_repetition(awaited: bool) -> None:
    recorder = Recorder(awaited=awaited)
    bench = Bench({"status": 503, "takes": 0.25}, {"status": 200, "body": b"12345"}, hooks=recorder.hooks)
    await bench.execute(url=PRIVATE, tokens=Tokens(SECRET))
    assert recorder.names == ["RequestEvent", "ResponseEvent", "RetryEvent", "RequestEvent", "ResponseEvent"]
    first, answered, repeated, _, last = recorder.events
    assert (first.operation, first.service, first.method, first.route) == (
        "oneroster.users.list",
        "oneroster",
        "GET",
        "/users",
    )
    assert (first.attempt, last.attempt) == (1, 2)
    assert (answered.status, answered.duration, last.size) == (503, 0.25, 5)
    assert (repeated.status, repeated.error, repeated.delay, repeated.max_retries) == (503, "ServerError", 1.0, 2)
    assert {event.request_id for event in recorder.events} == {bench.sent[0].headers["X-Request-ID"]}


@pytest.mark.anyio
async def test_hooks_are_told_of_an_operation_that_failed() -> None:
    recorder = Recorder()
    bench = Bench({"status": 404}, hooks=recorder.hooks)
    with pytest.raises(NotFoundError):
        await bench.execute()
    assert recorder.names == ["RequestEvent", "ResponseEvent", "ErrorEvent"]
    assert (recorder.events[-1].status, recorder.events[-1].error) == (404, "NotFoundError")


@pytest.mark.anyio
async def test_hooks_get_neither_tokens_nor_query_values() -> None:
    recorder = Recorder()
    bench = Bench({"status": 503}, {"fail": "read"}, {"status": 500, "body": SECRET.encode()}, hooks=recorder.hooks)
    with pytest.raises(ServerError):
        await bench.execute(url=PRIVATE, tokens=Tokens(SECRET))
    assert "ErrorEvent" in recorder.names
    assert SECRET not in repr(recorder.events)


@pytest.mark.anyio
async def test_a_hook_that_fails_is_logged_and_otherwise_ignored(caplog: pytest.LogCaptureFixture) -> None:
    def broken(event: object) -> None:
        raise LookupError("in the hook")

    bench = Bench(
        {"status": 503},
        {"status": 404},
        hooks=Hooks(on_request=broken, on_response=broken, on_retry=broken, on_error=broken),
    )
    with caplog.at_level(logging.WARNING), pytest.raises(NotFoundError):
        await bench.execute()
    assert "the hook for RequestEvent failed" in caplog.text


@pytest.mark.anyio
async def test_events_cannot_be_changed() -> None:
    recorder = Recorder()
    await Bench(hooks=recorder.hooks).execute()
    with pytest.raises(AttributeError):
        recorder.events[0].url = "other"


# Logs --------------------------------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_an_attempt_is_a_debug_line_without_query(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "timeback_core")
    bench = Bench({"status": 200, "takes": 0.5})
    await bench.execute(url=PRIVATE, tokens=Tokens(SECRET), options={"request_id": "cafe0001"})
    (record,) = [record for record in caplog.records if record.name == "timeback_core.http"]
    assert record.levelno == logging.DEBUG
    assert record.getMessage() == (
        "GET api.example.test/ims/oneroster/rostering/v1p2/users: 200 in 0.500 s (request cafe0001, attempt 1)"
    )
    assert SECRET not in caplog.text


@pytest.mark.anyio
async def test_a_repetition_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench({"status": 503}, {"fail": "read"}, {"status": 200})
    await bench.execute(options={"request_id": "cafe0001"})
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    line = "GET api.example.test/ims/oneroster/rostering/v1p2/users"
    assert warnings == [
        f"{line}: status 503; attempt 2 of 3 follows in 1.00 s (request cafe0001)",
        f"{line}: APIConnectionError; attempt 3 of 3 follows in 2.00 s (request cafe0001)",
    ]


@pytest.mark.anyio
async def test_an_error_is_no_more_than_a_debug_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "timeback_core")
    with pytest.raises(TimebackError):
        await Bench({"status": 404, "body": SECRET.encode()}).execute(url=PRIVATE)
    assert {record.levelno for record in caplog.records} == {logging.DEBUG}
    assert "NotFoundError, status 404" in caplog.text
    assert SECRET not in caplog.text


@pytest.fixture
def _own_logging() -> Iterator[None]:
    root = logging.getLogger("timeback_core")
    level, handlers = root.level, list(root.handlers)
    yield
    root.setLevel(level)
    root.handlers[:] = handlers


@pytest.mark.usefixtures("_own_logging")
def test_the_package_is_silent_by_itself() -> None:
    root = logging.getLogger("timeback_core")
    assert any(isinstance(handler, logging.NullHandler) for handler in root.handlers)
    logs.set_up({})
    assert root.level == logging.NOTSET


@pytest.mark.usefixtures("_own_logging")
@pytest.mark.parametrize(("value", "level"), [("debug", logging.DEBUG), (" INFO ", logging.INFO)])
def test_a_variable_switches_logging_to_standard_error_on_once(value: str, level: int) -> None:
    root = logging.getLogger("timeback_core")
    before = len(root.handlers)
    for _ in range(2):
        logs.set_up({"TIMEBACK_LOG": value})
    assert root.level == level
    assert len(root.handlers) == before + 1


@pytest.mark.usefixtures("_own_logging")
def test_an_unknown_value_of_the_variable_is_reported(caplog: pytest.LogCaptureFixture) -> None:
    logs.set_up({"TIMEBACK_LOG": "loud"})
    assert "'loud'" in caplog.text


# Traces ------------------------------------------------------------------------------------------------------

TRACED = """
import asyncio, sys
sys.path[:0] = {path!r}
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from transport_fakes import Bench, Tokens
from timeback_core.errors import ServerError

exporter = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
trace.set_tracer_provider(provider)

bench = Bench({{"status": 503}}, {{"status": 200}}, {{"status": 500}})
async def main():
    with trace.get_tracer("app").start_as_current_span("parent"):
        await bench.execute(options={{"request_id": "cafe0001"}}, url="https://api.example.test/users?filter=secret")
    try:
        await bench.execute(options={{"max_retries": 0}})
    except ServerError:
        pass
    async with bench.pipeline.stream(bench.call(options={{"max_retries": 0, "retryable": True}})) as r:
        pass
bench.sender.steps.append({{"status": 200}})
asyncio.run(main())
good, parent, bad, streamed = exporter.get_finished_spans()
assert good.name == "timeback.oneroster GET /users", good.name
assert good.kind is trace.SpanKind.CLIENT
assert good.parent.span_id == parent.context.span_id
assert good.attributes["http.response.status_code"] == 200
assert good.attributes["http.request.resend_count"] == 1
assert good.attributes["timeback.request_id"] == "cafe0001"
assert good.attributes["server.address"] == "api.example.test"
assert [event.name for event in good.events] == ["retry"]
assert "secret" not in good.to_json()
traceparent = bench.sent[0].headers["traceparent"]
assert traceparent.split("-")[1] == format(good.context.trace_id, "032x"), traceparent
assert traceparent.split("-")[2] == format(good.context.span_id, "016x")
assert bench.sent[1].headers["traceparent"] == traceparent
assert bad.status.status_code is trace.StatusCode.ERROR
assert bad.attributes["error.type"] == "ServerError"
assert bad.attributes["http.response.status_code"] == 500
assert streamed.attributes["http.response.status_code"] == 200
print("fine")
"""

UNTRACED = """
import asyncio, sys
sys.path[:0] = {path!r}
{first}
from transport_fakes import Bench
bench = Bench()
asyncio.run(bench.execute())
assert "traceparent" not in bench.sent[0].headers
print("fine", "opentelemetry.trace" in sys.modules)
"""


def run(source: str, **values: str) -> str:
    path = [entry for entry in sys.path if entry]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", source.format(path=path, **values)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_an_operation_is_one_span_and_passes_its_trace_on() -> None:
    pytest.importorskip("opentelemetry.sdk")
    assert run(TRACED) == "fine"


def test_without_a_tracer_provider_nothing_is_traced() -> None:
    pytest.importorskip("opentelemetry")
    assert run(UNTRACED, first="import opentelemetry.trace") == "fine True"


def test_opentelemetry_is_not_imported_for_an_application_that_does_not_use_it() -> None:
    assert run(UNTRACED, first="") == "fine False"


def test_everything_works_where_opentelemetry_cannot_be_imported() -> None:
    assert run(UNTRACED, first="sys.modules['opentelemetry'] = None") == "fine False"
