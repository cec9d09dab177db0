# Written by tools/generate_sync.py from tests/support/contract_caliper.py; changes belong there.
"""A case for each operation of Caliper: it calls the operation and checks what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from caliper_calls import APP, SENSOR, completed, used

from timeback_core.caliper import create_activity_event, create_envelope
from timeback_core.sync.caliper import CaliperClient

Case = Callable[[CaliperClient], None]

QUICK: dict[str, Any] = {"timeout": 20, "poll_interval": 0.01}


def sends(caliper: CaliperClient) -> None:
    event = create_activity_event(completed())
    result = caliper.events.send(SENSOR, [event, used(id=event.id[:-1] + "x")])
    assert result.status == "success"
    status = result.wait(**QUICK)
    assert status is not None
    assert status.succeeded
    assert status.return_value is not None
    assert [stored.external_id for stored in status.return_value.results] == [event.id, event.id[:-1] + "x"]


def validates(caliper: CaliperClient) -> None:
    envelope = create_envelope(SENSOR, [completed()])
    assert caliper.events.validate(envelope).valid
    envelope["data"][0]["object"]["subject"] = "Maths"
    verdict = caliper.events.validate(envelope)
    assert not verdict.valid
    assert verdict.message
    assert [issue["path"] for issue in verdict.errors] == [["data", 0, "object", "subject"]]
    assert caliper.events.list(sensor=SENSOR).total == 0


def lists(caliper: CaliperClient) -> None:
    page = caliper.events.list(limit=3)
    assert 0 < len(page) <= 3
    assert page.total is not None
    assert page.has_more is (page.total > len(page))
    assert page.pagination.total == page.total
    assert page.request_id


def gets(caliper: CaliperClient) -> None:
    event = create_activity_event(completed(ed_app=APP))
    caliper.events.send(SENSOR, [event]).wait(**QUICK)
    stored = caliper.events.get(event.id)
    assert stored.external_id == event.id
    assert stored.sensor == SENSOR
    assert stored.extra == {}
    assert stored.to_event() == event


def gets_config(caliper: CaliperClient) -> None:
    config = caliper.events.get_config()
    assert config.maximum_payload_size
    assert config.supported_versions


def gets_status(caliper: CaliperClient) -> None:
    result = caliper.events.send_activity(SENSOR, completed())
    assert result.job_id is not None
    status = caliper.jobs.get_status(result.job_id)
    assert status.id == result.job_id
    assert status.state in {"waiting", "active", "completed"}


CASES: dict[str, Case] = {
    "caliper.events.get": gets,
    "caliper.events.get_config": gets_config,
    "caliper.events.list": lists,
    "caliper.events.send": sends,
    "caliper.events.validate": validates,
    "caliper.jobs.get_status": gets_status,
}
