"""What the rules of rewriting cannot know: which modules stay out, and what stands in for those about event loops."""

from __future__ import annotations

PACKAGE = "timeback_core"
TARGET = f"{PACKAGE}.sync"

LEFT_OUT = (
    "timeback_core.sync",
    "timeback_core.blocking",
    "timeback_core.cli",
    "timeback_core.testing",
    "timeback_core.__main__",
    # receiving deliveries serves both kinds of web frameworks already
    "timeback_core.webhooks.asgi",
    "timeback_core.webhooks.wsgi",
    "timeback_core.webhooks.adapters",
    "timeback_core.webhooks.receiver",
    "timeback_core.webhooks.received_delivery",
    "timeback_core.webhooks.repetitions",
    # the libraries that asynchronous requests go through
    "timeback_core.transport.asgi",
    "timeback_core.transport.httpx_sender",
    "timeback_core.transport.pyreqwest_sender",
)
"""Modules and packages that have no synchronous form."""

COUNTERPARTS = {
    "timeback_core.async_only": "timeback_core.blocking.sync_only",
    "timeback_core.in_process": "timeback_core.blocking.in_process",
    "timeback_core.awaiting": "timeback_core.blocking.awaiting",
    "timeback_core.broadcasting": "timeback_core.blocking.broadcasting",
    "timeback_core.caliper.sensor_driver": "timeback_core.blocking.sensor_driver",
    "timeback_core.caliper.sensor_life": "timeback_core.blocking.sensor_life",
    "timeback_core.client_kind": "timeback_core.blocking.client_kind",
    "timeback_core.page_window": "timeback_core.blocking.page_window",
    "timeback_core.pauses": "timeback_core.blocking.pauses",
    "timeback_core.transport.choose": "timeback_core.blocking.choose",
    "timeback_core.transport.gate": "timeback_core.blocking.gate",
    "timeback_core.transport.operation": "timeback_core.blocking.operation",
    "timeback_core.transport.together": "timeback_core.blocking.together",
    "timeback_core.transport.tokens": "timeback_core.blocking.tokens",
}
"""By module that is about tasks and event loops: the one, written by hand, that does the same with threads."""

SHARED = {
    "timeback_core.transport.choose": ("PROCESS", "abandon"),
    "timeback_core.transport.tokens": (
        "EARLY_REFRESH_SECONDS",
        "Freshness",
        "Grant",
        "Window",
        "freshness",
        "window",
    ),
}
"""Names of such modules that need no other form."""

NAMES = {
    "AbstractAsyncContextManager": "AbstractContextManager",
    "AsyncClient": "Client",
    "AsyncGenerator": "Generator",
    "AsyncIterable": "Iterable",
    "AsyncIterator": "Iterator",
    "AsyncOnly": "SyncOnly",
    "StopAsyncIteration": "StopIteration",
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
    "__aiter__": "__iter__",
    "__anext__": "__next__",
    "aclose": "close",
    "aclosing": "closing",
    "aiter": "iter",
    "anext": "next",
    "asynccontextmanager": "contextmanager",
}
"""What is called otherwise without an event loop."""

FIRST_OVERLOAD_IS_ALL = frozenset({"TimebackManager.broadcast"})
"""Methods whose overloads tell what is awaited from what is not; the first one's types are all that is left."""

SENTENCES: dict[str, dict[str, str]] = {
    "timeback_core": {"from timeback_core import TimebackClient": "from timeback_core.sync import TimebackClient"},
    "timeback_core.auth": {
        "whatever the number of tasks, threads and event loops that want a token": (
            "whatever the number of threads that want a token"
        ),
        "when `get_token` has to be awaited": "when `get_token` would have to wait",
    },
    "timeback_core.authorizer": {"when `get_token` has to be awaited": "when `get_token` would have to wait"},
    "timeback_core.caliper.sensor": {"which now sends on this loop": "which now sends"},
    "timeback_core.client": {
        "A client may be used from one event loop at a time, and from several one after the other. A client that has": (
            "A client may be used from any number of threads at a time, and in a forked process. A client that has"
        ),
        "`auto` (default), `pyreqwest` or `httpx2`": "`auto` (default) or `httpx2`, which is the same here",
        "An AsyncClient of httpx or httpx2": "A Client of httpx or httpx2",
    },
    "timeback_core.client_state": {"or await its close()": "or call its close()"},
    "timeback_core.manager": {
        "it may return a value or anything that can be awaited": "what it returns is the value",
        "Cancelling the broadcast\n        cancels all calls and waits for them": (
            "Ctrl-C ends the\n        requests of all of them"
        ),
    },
    "timeback_core.scoped": {"until a method is awaited": "until a method is called"},
    "timeback_core.transport.message": {
        "Free what is held: idle connections, background tasks.": "Free what is held, such as idle connections.",
    },
    "timeback_core.transport.outlet": {"and so one pool for each event loop": "and so one pool"},
    "timeback_core.transport.options": {
        "Attempts in flight per event loop": "Attempts in flight, over all threads",
        "`auto` takes pyreqwest where it can do what is asked, else httpx2": "`auto` and `httpx2` are the same here",
    },
    "timeback_core.transport.pipeline": {
        "It may be used from several event loops, also one after another, and goes on working in a forked process": (
            "It may be used from any number of threads, and goes on working in a forked process"
        ),
    },
}
"""By module: wording in docstrings and messages that is only true with an event loop, and what is said instead."""

TESTS_LEFT_OUT = frozenset(
    {
        # about tasks and event loops, or about what has tests of its own for the synchronous client
        "test_documented_examples",
        "test_edubridge_worked_example",
        "test_masterytrack_operations",
        "test_sandbox_mode",
        "test_seed_rows",
        "test_sensor_kill",
        "test_sensor_outages",
        "test_weather",
        "test_documented_tutorial",
        "test_weather_life",
        "test_weather_tokens",
        "test_adaptive_lesson_example",
        "test_learner_record_example",
        "test_webhooks_receiving",
    }
)
"""Contract tests that have no synchronous form."""

TEST_SENTENCES: dict[str, str] = {}
"""Wording in tests that is only true with an event loop."""


def is_left_out(module: str) -> bool:
    """Whether a module has no synchronous form."""
    return any(module == name or module.startswith(f"{name}.") for name in LEFT_OUT)


def moved(module: str) -> str:
    """Return the module that holds the synchronous form of what another one holds."""
    return TARGET + module.removeprefix(PACKAGE)
