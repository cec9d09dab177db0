"""The control routes for sheets and test assignments."""

from __future__ import annotations

from typing import Any

import pytest
from litestar import Router
from oneroster_api import Api, Reply
from placement_api import PP, Placing, placing, shared_placing

from timeback_sandbox.app import create_app_for
from timeback_sandbox.powerpath.control_placement import control_routes

__all__ = ["placing", "shared_placing"]

SHEET = {"spreadsheetUrl": "https://docs.example/sheet", "sheet": "Autumn"}


class Control(Api):
    """The routes, mounted without the guard."""

    def __init__(self, placing: Placing) -> None:
        self.app = create_app_for(placing.state, [Router("/control", route_handlers=control_routes())])
        self._runner = placing._runner

    def send(self, method: str, path: str, body: object) -> Reply:
        return self.call(method, f"/control/powerpath/{path}", body)


@pytest.fixture
def control(placing: Placing) -> Control:
    return Control(placing)


def test_a_sheet_is_registered_imported_and_forgotten(placing: Placing, control: Control) -> None:
    assert control.send("PUT", "sheets", {**SHEET, "csv": "student,subject,grade\nann,Math,4\n"}).status == 204
    assert placing.post(f"{PP}/test-assignments/import", SHEET).status == 200
    assert control.send("DELETE", "sheets", SHEET).status == 204
    assert placing.post(f"{PP}/test-assignments/import", SHEET).status == 400
    assert control.send("DELETE", "sheets", SHEET).status == 404


@pytest.mark.parametrize("body", [{}, {**SHEET, "csv": ""}, {**SHEET, "csv": 1}, {**SHEET, "csv": "a", "more": 1}])
def test_a_sheet_that_is_none_is_refused(control: Control, body: object) -> None:
    assert control.send("PUT", "sheets", body).status == 422


def test_status_and_expiry_are_set(placing: Placing, control: Control) -> None:
    made = placing.assign()
    path = f"test-assignments/{made['assignmentId']}"

    def shown() -> tuple[Any, ...]:
        found = placing.assignment(made)
        return found["assignmentStatus"], found["expiresAt"]

    assert control.send("PATCH", path, {"expiresAt": "2025-09-19T10:00:00-05:00"}).status == 204
    assert shown() == ("expired", "2025-09-19T15:00:00.000Z")
    assert control.send("PATCH", path, {"expiresAt": "2025-09-19T16:00:00"}).status == 204
    assert shown() == ("assigned", "2025-09-19T16:00:00.000Z")
    assert control.send("PATCH", path, {"expiresAt": None, "status": "cancelled"}).status == 204
    assert shown() == ("cancelled", None)
    assert control.send("PATCH", path, {}).status == 204
    assert shown() == ("cancelled", None)


def test_what_cannot_be_set_is_refused(placing: Placing, control: Control) -> None:
    path = f"test-assignments/{placing.assign()['assignmentId']}"
    for body in ({"status": "lost"}, {"status": None}, {"expiresAt": "soon"}, {"grade": "5"}):
        assert control.send("PATCH", path, body).status == 422, body
    assert control.send("PATCH", path, {"expiresAt": "0001-01-01T00:00:00+14:00"}).status == 422
    assert control.send("PATCH", "test-assignments/none", {"status": "failed"}).status == 404
