"""Sandboxes of one process share routes and nothing else."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from any_request import Line

from timeback_sandbox import Sandbox, Settings, create_app
from timeback_sandbox.app import create_app_for
from timeback_sandbox.state import State

ORGS = b"/ims/oneroster/rostering/v1p2/orgs"
JSON = (b"content-type", b"application/json")


def test_each_application_knows_its_own_state() -> None:
    one, other = create_app(Settings(seed="empty")), create_app(Settings(seed="empty"))
    try:
        assert one is not other
        assert one.state.sandbox is not other.state.sandbox
        one.state.mine = 1
        assert "mine" not in other.state
        assert one.routes is other.routes
    finally:
        one.state.sandbox.close()
        other.state.sandbox.close()


def test_the_limit_of_bodies_is_each_ones_own() -> None:
    with Sandbox(seed="empty", max_body_bytes=100) as small, Sandbox(seed="empty") as large:
        for sandbox, status in ((small, 413), (large, 201)):
            line = Line(sandbox)
            body = b'{"org": {"sourcedId": "x", "name": "' + b"x" * 200 + b'", "type": "school"}}'
            assert line.send("POST", ORGS, [line.token, JSON], body).status == status
            line.close()


def test_what_is_written_to_one_is_not_read_from_another() -> None:
    with Sandbox(seed="empty") as one, Sandbox(seed="empty") as other:
        first, second = Line(one), Line(other)
        body = b'{"org": {"sourcedId": "x", "name": "X", "type": "school"}}'
        assert first.send("POST", ORGS, [first.token, JSON], body).status == 201
        assert first.send("GET", ORGS + b"/x", [first.token]).status == 200
        assert second.send("GET", ORGS + b"/x", [second.token]).status == 404
        assert second.send("GET", ORGS + b"/x", [first.token]).status == 401
        assert second.send("GET", b"/_sandbox/info", [(b"x-sandbox-key", one.control_key.encode())]).status == 401
        first.close()
        second.close()


def test_sandboxes_in_many_threads_answer_for_themselves() -> None:
    together = threading.Barrier(6)

    def live(number: int) -> list[int]:
        statuses: list[int] = []
        with Sandbox(seed="empty") as sandbox:
            line = Line(sandbox)
            together.wait()
            for index in range(20):
                body = b'{"org": {"sourcedId": "%d-%d", "name": "X", "type": "school"}}' % (number, index)
                statuses.append(line.send("POST", ORGS, [line.token, JSON], body).status)
                statuses.append(line.send("GET", ORGS + b"/%d-%d" % (number, index), [line.token]).status)
                statuses.append(line.send("GET", ORGS + b"/%d-%d" % (number - 1, index), [line.token]).status)
            statuses.append(line.send("GET", b"/openapi.json", []).status)
            line.close()
        return statuses

    with ThreadPoolExecutor(6) as threads:
        for statuses in threads.map(live, range(6)):
            assert statuses == [201, 200, 404] * 20 + [200]


@pytest.mark.socket
def test_servers_begin_and_end_independently() -> None:
    with Sandbox(seed="empty", port=0) as one:
        with Sandbox(seed="empty", port=0) as other:
            assert one.base_url != other.base_url
            with Sandbox(seed="empty", port=0):
                pass
        assert one.state.listening is not None


def test_an_application_outlives_another_one() -> None:
    state = State(Settings(seed="empty", no_auth=True))
    app = create_app_for(state)
    create_app_for(state)
    assert app.state.sandbox is state
    state.close()
