"""The examples for web frameworks work: the applications of the page on testing with their tests, and the webhooks'."""

from __future__ import annotations

import ast
import asyncio
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from documented import ROOT, Block, blocks

from timeback_core.webhooks import DeliveryRefusedError, Receiver, sign_delivery

TESTING = ROOT / "docs" / "testing.md"
WEBHOOKS = ROOT / "docs" / "receiving-webhooks.md"
SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY="
EVENT = {"id": "urn:uuid:0b2f6a54-3a0e-4f0b-9c7e-5d1f7a9b2c11", "type": "ToolUseEvent", "action": "Used"}

fastapi = pytest.mark.skipif(importlib.util.find_spec("fastapi") is None, reason="FastAPI is not installed")
django = pytest.mark.skipif(
    importlib.util.find_spec("django") is None or importlib.util.find_spec("pytest_django") is None,
    reason="Django and pytest-django are not installed",
)


def files(page: Path) -> dict[str, str]:
    """The examples that say under which name they are saved."""
    found = {block.code.partition("\n")[0].removeprefix("# "): block.code for block in blocks(page, "py")}
    return {name: code for name, code in found.items() if name.endswith(".py")}


def run_pytest(folder: Path, *arguments: str, plugins: str, **variables: str) -> str:
    """Run a folder's tests in a process of their own, with these plugins and no other that happens to be installed."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": plugins, **variables},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@fastapi
@django
@pytest.mark.slow
@pytest.mark.socket
def test_the_applications_pass_their_tests(tmp_path: Path) -> None:
    for name in ("service.py", "test_service.py", "views.py", "test_views.py"):
        (tmp_path / name).write_text(files(TESTING)[name], "utf-8")
    (tmp_path / "site_settings.py").write_text(
        "SECRET_KEY = 'made up'\nROOT_URLCONF = 'views'\nDATABASES = {}\n", "utf-8"
    )
    printed = run_pytest(
        tmp_path,
        "test_service.py",
        "test_views.py",
        plugins="timeback_core.testing.plugin,pytest_django.plugin",
        DJANGO_SETTINGS_MODULE="site_settings",
        PYTHONPATH=os.pathsep.join(filter(None, (str(tmp_path), os.environ.get("PYTHONPATH")))),
    )
    assert "4 passed" in printed


def webhook_examples(word: str) -> list[Block]:
    return [block for block in blocks(WEBHOOKS, "py") if word in block.code]


def signed() -> tuple[bytes, dict[str, str]]:
    body = json.dumps(EVENT).encode()
    return body, {**sign_delivery(body, SECRET, message_id="msg_1"), "content-type": "application/json"}


@fastapi
@pytest.mark.parametrize("example", webhook_examples("FastAPI"), ids=["mounted", "endpoint"])
def test_the_webhook_examples_for_fastapi_take_a_delivery_and_refuse_a_stranger(example: Block) -> None:
    from fastapi.testclient import TestClient

    taken: list[Any] = []
    queue: asyncio.Queue[Any] = asyncio.Queue()
    names: dict[str, Any] = {
        "receiver": Receiver(secret=SECRET),
        "handle": taken.append,
        "queue": queue,
        "DeliveryRefusedError": DeliveryRefusedError,
    }
    exec(compile(ast.parse(example.code), str(example.page), "exec"), names)
    browser = TestClient(names["app"])
    body, headers = signed()
    assert browser.post("/hooks/timeback", content=body, headers=headers).status_code == 204
    assert browser.post("/hooks/timeback", content=body).status_code == 401
    (event,) = taken or queue.get_nowait()
    assert event.type == "ToolUseEvent"


@pytest.mark.skipif(importlib.util.find_spec("django") is None, reason="Django is not installed")
def test_the_webhook_example_for_django_takes_a_delivery_and_refuses_a_stranger() -> None:
    from django.conf import settings

    if not settings.configured:
        settings.configure(DATABASES={}, ALLOWED_HOSTS=["testserver"])
    from django.test import RequestFactory

    given: list[dict[str, Any]] = []

    (example,) = webhook_examples("from django.http")
    names: dict[str, Any] = {
        "receiver": Receiver(secret=SECRET),
        "process_event": SimpleNamespace(delay=given.append),
        "DeliveryRefusedError": DeliveryRefusedError,
    }
    exec(compile(ast.parse(example.code), str(example.page), "exec"), names)
    body, headers = signed()
    posted = RequestFactory().post("/hooks/timeback", body, content_type="application/json", headers=headers)
    assert names["hook"](posted).status_code == 204
    assert (
        names["hook"](RequestFactory().post("/hooks/timeback", body, content_type="application/json")).status_code
        == 401
    )
    assert [event["type"] for event in given] == ["ToolUseEvent"]
