"""A client in real worker processes: Celery with its prefork pool, gunicorn with `--preload`."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from life_programs import running
from sensor_places import connection, stored

from timeback_sandbox import Sandbox

pytestmark = [
    pytest.mark.slow,
    pytest.mark.socket,
    pytest.mark.promise("fork"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork"),
]

MODULE = """
import asyncio, json, os
from sensor_fakes import SENSOR, event

SETTINGS = json.loads(os.environ["CONNECTION"])

if SETTINGS["backend"] == "sync":
    del SETTINGS["backend"]
    from timeback_core.sync import TimebackClient

    client = TimebackClient(**SETTINGS, timeout=20)
    sensor = client.caliper.sensor(SENSOR)

    def schools():
        return [school.sourced_id for school in client.oneroster.schools.list()]

    def tell(number):
        sensor.enqueue(event(number))
        sensor.flush()
else:
    from timeback_core import TimebackClient

    client = TimebackClient(**SETTINGS, timeout=20)
    sensor = client.caliper.sensor(SENSOR)

    def schools():
        return asyncio.run(ask())

    async def ask():
        return [school.sourced_id for school in await client.oneroster.schools.list()]

    def tell(number):
        asyncio.run(deliver(number))

    async def deliver(number):
        sensor.enqueue(event(number))
        await sensor.flush()

# The parent of the workers uses both before it forks, and leaves an event that it sends itself.
assert len(schools()) == 3
tell(int(os.environ["OWN_NUMBER"]))
sensor.enqueue(event(int(os.environ["OWN_NUMBER"]) + 1))
"""

CELERY = (
    MODULE
    + """
from celery import Celery

folder = os.environ["FOLDER"]
app = Celery("schools", broker="filesystem://", backend=f"file://{folder}/results")
app.conf.broker_transport_options = {
    "data_folder_in": f"{folder}/queue", "data_folder_out": f"{folder}/queue", "control_folder": f"{folder}/control"
}
app.conf.broker_connection_retry_on_startup = True

@app.task
def look(number):
    tell(number)
    return schools(), os.getpid()
"""
)

SEND = """
import json, sys
from jobs import look
jobs = [look.delay(number) for number in range(int(sys.argv[1]))]
print(json.dumps([job.get(timeout=60) for job in jobs]))
"""

WSGI = (
    MODULE
    + """
def app(environ, start_response):
    number = int(environ["PATH_INFO"].strip("/"))
    tell(number)
    body = json.dumps([schools(), os.getpid()]).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
"""
)

JOBS = 8


@pytest.fixture(params=["auto", "httpx2", "sync"])
def setting(request: pytest.FixtureRequest, on_socket: Sandbox, tmp_path: Path) -> dict[str, str]:
    """What the module reads from its environment."""
    for name in ("queue", "control", "results"):
        (tmp_path / name).mkdir()
    settings = {**connection(on_socket), "backend": request.param}
    return {"CONNECTION": json.dumps(settings), "FOLDER": str(tmp_path), "OWN_NUMBER": "100"}


def check(answers: list[list[Any]], parent: int) -> None:
    """Every answer is right, and none was given by the parent."""
    assert {len(found) for found, _ in answers} == {3}
    workers = {worker for _, worker in answers}
    assert parent not in workers
    assert workers


def test_a_celery_worker_uses_the_client_that_its_parent_used(
    setting: dict[str, str], on_socket: Sandbox, tmp_path: Path
) -> None:
    (tmp_path / "jobs.py").write_text(CELERY)
    worker = [sys.executable, "-m", "celery", "-A", "jobs", "worker", "--pool", "prefork", "--concurrency", "2",
              "--loglevel", "INFO", "--without-gossip", "--without-mingle", "--without-heartbeat"]  # fmt: skip
    with running(worker, cwd=tmp_path, merged=True, **setting) as pool:
        pool.wait_for(" ready.", 60)
        send = [sys.executable, "-c", SEND, str(JOBS)]
        with running(send, cwd=tmp_path, **{**setting, "OWN_NUMBER": "200"}) as sender:
            assert sender.end(90) == 0, (sender.errors, pool.said)
            check(json.loads(sender.said[-1]), pool.process.pid)
        pool.process.send_signal(signal.SIGTERM)
        assert pool.end(60) == 0, pool.said
        assert not [line for line in pool.said if "Traceback" in line or "ERROR" in line], pool.said
    events = asyncio.run(stored(on_socket))
    assert sorted(events) == [*range(JOBS), 100, 101, 200, 201]


def test_a_gunicorn_worker_uses_the_client_that_was_preloaded(
    setting: dict[str, str], on_socket: Sandbox, tmp_path: Path
) -> None:
    (tmp_path / "schools_app.py").write_text(WSGI)
    command = [sys.executable, "-m", "gunicorn", "--preload", "--workers", "2", "--bind", "127.0.0.1:0",
               "--timeout", "40", "--worker-tmp-dir", str(tmp_path), "schools_app:app"]  # fmt: skip
    with running(command, cwd=tmp_path, merged=True, **setting) as server:
        line = server.wait_for("Listening at: ", 60)
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found is not None, line
        address = found.group()

        def ask(number: int) -> list[Any]:
            with urllib.request.urlopen(f"{address}/{number}", timeout=60) as answer:
                heard: list[Any] = json.load(answer)
            return heard

        with ThreadPoolExecutor(4) as threads:
            check(list(threads.map(ask, range(JOBS))), server.process.pid)
        server.process.send_signal(signal.SIGTERM)
        assert server.end(60) == 0, server.said
        assert not [line for line in server.said if "Traceback" in line or "ERROR" in line], server.said
    assert sorted(asyncio.run(stored(on_socket))) == [*range(JOBS), 100, 101]
