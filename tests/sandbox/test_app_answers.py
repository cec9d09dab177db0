"""What the application answers around the APIs: errors, request ids, pages, its own description."""

from __future__ import annotations

import logging
import re

import pytest
from sandbox_probe import probe

pytestmark = pytest.mark.anyio


async def test_an_unknown_path_is_404_with_the_ims_payload() -> None:
    async with probe() as call:
        await call.sign_in()
        answer = await call("GET", "/nowhere")
    assert (answer.status, answer.minor) == (404, "unknownobject")
    assert answer.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize("method", ["DELETE", "FOO"])
async def test_a_wrong_method_is_405_and_says_which_are_right(method: str) -> None:
    async with probe() as call:
        await call.sign_in()
        answer = await call(method, "/ims/probe/1")
    assert (answer.status, answer.minor) == (405, "invaliddata")
    assert "GET" in answer.headers["allow"]


async def test_a_body_that_is_too_large_is_413() -> None:
    async with probe(max_body_bytes=1000) as call:
        await call.sign_in()
        assert (await call("POST", "/ims/probe", content=b"x" * 1000)).status == 201
        answer = await call("POST", "/ims/probe", content=b"x" * 1001)
    assert (answer.status, answer.minor) == (413, "invaliddata")


async def test_a_mistake_of_ours_is_500_without_insides_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async with probe() as call:
        await call.sign_in()
        with caplog.at_level(logging.ERROR, logger="timeback_sandbox"):
            answer = await call("GET", "/ims/boom")
    assert (answer.status, answer.minor) == (500, "internal_server_error")
    assert b"insides" not in answer.content
    assert "the insides" in caplog.text


@pytest.mark.parametrize("path", ["/ims/probe/1", "/nowhere", "/ims/boom", "/"])
async def test_the_request_id_is_echoed_whatever_the_answer(path: str, caplog: pytest.LogCaptureFixture) -> None:
    async with probe() as call:
        for signed_in in (False, True):
            if signed_in:
                await call.sign_in()
            answer = await call("GET", path, headers={"X-Request-ID": "abc-1"})
            assert answer.headers["x-request-id"] == "abc-1"
        assert "x-request-id" not in (await call("GET", path)).headers


@pytest.mark.parametrize(
    ("path", "id"),
    [("a%2Fb", "a/b"), ("a%2fb%3Fc%25", "a/b?c%"), ("%C3%A4", "ä"), ("a%20b", "a b"), ("%2F", "/"), ("%FF", "�")],
)
async def test_an_id_may_hold_any_character(path: str, id: str) -> None:
    async with probe() as call:
        await call.sign_in()
        answer = await call("GET", f"/ims/probe/{path}")
    assert answer.status == 200
    assert answer.json["id"] == id


async def test_the_root_says_what_this_is_to_programs_and_to_people() -> None:
    async with probe() as call:
        assert (await call("GET", "/")).json["name"] == "Timeback sandbox"
        page = await call("GET", "/", headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    assert b"Timeback sandbox" in page.content
    assert b"{{" not in page.content


async def test_the_description_is_open_and_leaves_the_control_api_out() -> None:
    async with probe() as call:
        answer = await call("GET", "/openapi.json")
    assert answer.status == 200
    assert answer.json["openapi"].startswith("3.1")
    paths = answer.json["paths"]
    assert {"/oauth/token", "/oauth2/token", "/auth/1.0/token", "/second/oauth/token"} <= set(paths)
    assert "/ims/probe/{id}" in paths
    assert not [path for path in paths if path.startswith(("/_sandbox", "/reference"))]


async def test_the_pages_load_nothing_from_elsewhere() -> None:
    async with probe() as call:
        for path in ("/", "/reference"):
            page = await call("GET", path, headers={"Accept": "text/html"})
            assert page.status == 200
            assert re.findall(rb"(?:src|href|url|fetch)\W{1,3}(?:https?:)?//", page.content) == []


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/ims/probe/%00", {}),
        ("/ims//probe///1", {}),
        ("/%", {}),
        ("/ims/probe/1?%zz=%ff&=&&a[]=", {}),
        ("/ims/probe/1", {"Content-Length": "nonsense"}),
        ("/ims/probe/1", {"Accept": "image/png", "Cookie": "\x7f=;;;"}),
        ("/ims/probe/1", {"Host": "a b"}),
    ],
)
async def test_strange_requests_are_never_500(path: str, headers: dict[str, str]) -> None:
    async with probe() as call:
        await call.sign_in()
        answer = await call("GET", path, headers=headers)
    assert answer.status < 500
